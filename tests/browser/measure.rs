//! Measuring in depth: sweeps, charts that tell exact figures, files that come out and go in again, runs
//! that are kept, and other people's viewers.

use crate::page::Page;
use crate::result::{entry, number, text_of};
use crate::site::{Manner, Site, tool};
use crate::{Case, Outcome, case, ensure};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The cases of this file.
pub fn cases() -> Vec<Case> {
    vec![
        case!(sweeps_say_how_it_scales, ChromiumFirst),
        case!(charts_tell_the_exact_figure, BothBrowsers),
        case!(charts_are_saved_as_pictures, Isolated),
        case!(what_was_measured_comes_out_as_files, BothBrowsers),
        case!(marks_for_the_browsers_own_profiler, Isolated),
        case!(a_hidden_tab_marks_the_repeat, Isolated),
        case!(speedscope_reads_the_trace, Chromium),
    ]
}

/// Puts files that are saved into `saved` instead: name and content.
const CATCH_FILES: &str = "
    const saved = [];
    HTMLAnchorElement.prototype.click = function () {
      if (this.download) saved.push(fetch(this.href).then(async (got) => [this.download, await got.blob()]));
    };
    const press = (text, root = document) => {
      const wanted = (button) => (button.getAttribute('aria-label') ?? button.textContent).trim() === text;
      const button = [...root.querySelectorAll('button')].find(wanted);
      if (!button) throw new Error('no button ' + text);
      button.click();
    };";

async fn sweeps_say_how_it_scales(page: &Page) -> Outcome {
    page.open("?example=many-cores&size=300&repeats=6").await?;
    let found = page
        .script(&format!(
            "{CATCH_FILES}
             await up();
             const said = () => [...document.querySelectorAll('.scaling-said li')].map((li) => li.textContent);
             const idle = () => document.getElementById('stop').getAttribute('aria-disabled') === 'true'
               && document.getElementById('run').getAttribute('aria-disabled') !== 'true';
             press('Sweep threads');
             if (!await until(() => said().length > 0 && idle(), 90000)) throw new Error('no sweep over threads');
             const threads = said();
             press('Sweep chunks');
             if (!await until(() => said().length > threads.length && idle(), 90000)) throw new Error('no sweep over chunks');
             await until(() => document.querySelectorAll('#scaling svg').length >= 2, 5000);
             const cores = window.meanwhile.environment().reportedCores;
             return {{ threads, all: said(), cores,
               drawn: [...document.querySelectorAll('#scaling svg')].map((svg) => svg.getAttribute('aria-label')) }};"
        ))
        .await?;
    let texts = |what: &str| -> Vec<String> {
        let all = found[what].as_array().into_iter().flatten();
        all.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let (threads, all) = (texts("threads"), texts("all"));
    let one_of = |said: &[String], keys: &[&str]| -> Outcome<usize> {
        let mut count = 0;
        for key in keys {
            count += said
                .iter()
                .filter(|line| is_said(&text_of(key), line))
                .count();
        }
        Ok(count)
    };
    // One sentence each: the best thread count or that there is none, the ceiling, and a law or why there
    // is none; on few cores there are too few thread counts below the bend.
    for keys in [
        &["scaling.best", "scaling.enough", "scaling.none"][..],
        &["scaling.knee", "scaling.knee-one"],
        &[
            "scaling.amdahl",
            "scaling.usl",
            "scaling.usl-peak",
            "scaling.few-points",
            "scaling.out-of-reach",
        ],
    ] {
        ensure!(
            one_of(&threads, keys)? == 1,
            "not one of {keys:?}: {found:#}"
        );
    }
    let chunks = ["scaling.chunks-one", "scaling.chunks-range"];
    ensure!(
        one_of(&all, &chunks)? == 1 && all.len() == threads.len() + 1,
        "not one sentence more, on chunks: {found:#}"
    );
    ensure!(
        found["drawn"].as_array().map(Vec::len) == Some(2),
        "two charts were expected: {found:#}"
    );
    page.picture("scaling").await
}

/// Whether that text was said, with whatever in the place of its parts.
fn is_said(text: &Outcome<String>, line: &str) -> bool {
    let Ok(text) = text else {
        return false;
    };
    let mut pieces = text.split('{');
    let mut rest = line.strip_prefix(pieces.next().unwrap_or_default());
    for piece in pieces {
        let behind = piece.split_once('}').map_or(piece, |(_, behind)| behind);
        rest = rest.and_then(|rest| Some(&rest[rest.find(behind)? + behind.len()..]));
    }
    rest == Some("")
}

async fn charts_tell_the_exact_figure(page: &Page) -> Outcome {
    page.open("?example=many-fetches").await?;
    page.run(json!({"example": "many-fetches", "size": 6, "repeats": 2}))
        .await?;
    let told = page
        .script(
            "await until(() => document.querySelectorAll('.chart svg').length > 3, 5000);
             const told = [];
             for (const chart of document.querySelectorAll('.chart')) {
               const telling = [...chart.querySelectorAll('[data-say][tabindex]')];
               for (const one of telling) {
                 one.focus();
                 const said = () => chart.querySelector('.chart-said').textContent;
                 await until(() => said() === one.dataset.say, 5000);
                 told.push([chart.querySelector('h2').textContent, one.dataset.say, said()]);
               }
               if (!telling.length) told.push([chart.querySelector('h2').textContent, '', 'nothing']);
             }
             return told;",
        )
        .await?;
    let told = told.as_array().map_or(&[][..], Vec::as_slice);
    ensure!(told.len() > 8, "few figures: {told:#?}");
    for one in told {
        let figure = one[1].as_str().unwrap_or_default();
        ensure!(
            one[1] == one[2] && figure.contains(|c: char| c.is_ascii_digit()),
            "no exact figure: {one:#}"
        );
    }
    Ok(())
}

async fn charts_are_saved_as_pictures(page: &Page) -> Outcome {
    page.open("?example=many-fetches").await?;
    page.run(json!({"example": "many-fetches", "size": 6, "repeats": 2}))
        .await?;
    let files = page
        .script(&format!(
            "{CATCH_FILES}
             await until(() => document.querySelector('.chart svg[role=group]'), 5000);
             const chart = document.querySelector('.chart');
             for (const kind of ['SVG', 'PNG']) {{
               [...chart.querySelectorAll('.chart-save button')].find((one) => one.textContent === kind).click();
               await until(() => saved.length === (kind === 'SVG' ? 1 : 2), 5000);
             }}
             const files = await Promise.all(saved);
             const svg = new DOMParser().parseFromString(await files[0][1].text(), 'image/svg+xml');
             const png = await createImageBitmap(files[1][1]);
             return {{ names: files.map(([name]) => name), root: svg.documentElement.nodeName,
               shapes: svg.querySelectorAll('rect, path, circle, line').length,
               classes: svg.querySelectorAll('[class]').length, width: png.width, height: png.height }};"
        ))
        .await?;
    ensure!(
        files["root"] == "svg" && files["shapes"].as_u64() > Some(3) && files["classes"] == 0,
        "no drawing that stands alone: {files:#}"
    );
    ensure!(
        files["width"].as_u64() > Some(200) && files["height"].as_u64() > Some(50),
        "no picture: {files:#}"
    );
    let names = files["names"].to_string();
    ensure!(
        names.contains(".svg") && names.contains(".png"),
        "{files:#}"
    );
    Ok(())
}

async fn what_was_measured_comes_out_as_files(page: &Page) -> Outcome {
    page.open("?example=many-fetches").await?;
    let result = page
        .run(json!({"example": "many-fetches", "size": 6, "repeats": 3, "strategies": "async one-by-one"}))
        .await?;
    let files = page
        .script(&format!(
            "{CATCH_FILES}
             const saves = [...document.querySelectorAll('.export')].map((span) => span.querySelector('button'));
             for (const [at, save] of saves.entries()) {{
               save.click();
               if (!await until(() => saved.length === at + 1, 5000)) throw new Error('no file ' + at);
             }}
             const files = await Promise.all(saved);
             const texts = await Promise.all(files.map(async ([name, blob]) => [name, await blob.text()]));
             // As JavaScript has it, to which 0.0 is 0.
             return texts.map(([name, text]) => [name, text, name.endsWith('json') ? JSON.parse(text) : null]);"
        ))
        .await?;
    let text = |at: usize| files[at][1].as_str().unwrap_or_default();
    ensure!(
        files[0][2] == result,
        "another result: {:#} {result:#}",
        files[0][2]
    );
    let lines: Vec<&str> = text(1).lines().collect();
    ensure!(
        lines.len() == 1 + 2 * 3 && lines[0].contains("strategy") && lines[0].contains("ms"),
        "seven lines were expected: {lines:#?}"
    );
    let same = page.script("return window.meanwhile.trace();").await?;
    ensure!(files[2][2] == same, "another trace than trace() gives");
    Ok(())
}

/// Track, length and beginning of each mark that is ours: one a span of the trace, all of them.
async fn marks(page: &Page) -> Outcome<Value> {
    page.script(
        "const ours = () => performance.getEntriesByType('measure')
           .filter((one) => one.detail?.devtools?.trackGroup === 'Meanwhile');
         const spans = window.meanwhile.trace().traceEvents.filter((one) => one.ph === 'X' || one.ph === 'e');
         await until(() => ours().length >= spans.length, 20000);
         if (ours().length !== spans.length) throw new Error(`${ours().length} marks, ${spans.length} spans`);
         return ours().map((one) => [one.detail.devtools.track, one.duration, one.startTime]);",
    )
    .await
}

async fn marks_for_the_browsers_own_profiler(page: &Page) -> Outcome {
    page.open("?example=many-cores").await?;
    let wanted = json!({"example": "many-cores", "size": 200, "repeats": 1});
    page.run(&wanted).await?;
    let first = marks(page).await?;
    let count = first.as_array().map_or(0, Vec::len);
    ensure!(count > 20, "few marks: {first:#}");
    let now = page.script("return performance.now();").await?;
    for mark in first.as_array().into_iter().flatten() {
        let start = mark[2].as_f64().unwrap_or(-1.0);
        ensure!(
            start > 0.0 && Some(start) < now.as_f64(),
            "a mark outside of the page's life: {mark}"
        );
    }
    // The next comparison clears them: there are as many as it has spans.
    page.run(&wanted).await?;
    marks(page).await.map(drop)
}

/// A tab can't be hidden for real under a driver, so the page is told that it is.
async fn a_hidden_tab_marks_the_repeat(page: &Page) -> Outcome {
    page.open("?example=many-fetches").await?;
    let result = page
        .script(
            "await up();
             let hidden = false;
             Object.defineProperty(document, 'hidden', { get: () => hidden, configurable: true });
             const turn = (value) => { hidden = value; document.dispatchEvent(new Event('visibilitychange')); };
             const running = window.meanwhile.run(
               { example: 'many-fetches', size: 12, repeats: 4, strategies: 'async' });
             await begun(/round 2 of 4/);
             turn(true);
             await begun(/round 3 of 4/);
             turn(false);
             return await running;",
        )
        .await?;
    let warnings = result["warnings"].to_string();
    ensure!(
        warnings.contains("hidden"),
        "no word of the hidden tab: {result:#}"
    );
    ensure!(
        entry(&result, "async")?["samplesMs"]
            .as_array()
            .map(Vec::len)
            == Some(4),
        "every sample is kept: {result:#}"
    );
    Ok(())
}

/// Microseconds of chunks computed by each worker of each strategy, and of turns by each caller, as the
/// trace file has them: (process, thread) to time.
fn totals(trace: &Value) -> BTreeMap<(u64, u64), f64> {
    let mut totals = BTreeMap::new();
    for event in trace["traceEvents"].as_array().into_iter().flatten() {
        if event["ph"] != "X" || event["name"] != "work" {
            continue;
        }
        let key = (
            event["pid"].as_u64().unwrap_or_default(),
            event["tid"].as_u64().unwrap_or_default(),
        );
        *totals.entry(key).or_insert(0.0) += event["dur"].as_f64().unwrap_or(f64::NAN);
    }
    totals
}

/// Loads a trace in the page that is open, has it exported, and sums "work" by profile.
const SPEEDSCOPE: &str = "
    const blobs = [];
    const make = URL.createObjectURL;
    URL.createObjectURL = (blob) => { blobs.push(blob); return make.call(URL, blob); };
    HTMLAnchorElement.prototype.click = () => {};
    const data = new DataTransfer();
    data.items.add(new File([text], 'trace.json', { type: 'application/json' }));
    document.elementFromPoint(300, 300).dispatchEvent(
      new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
    if (!await until(() => /trace.json/.test(document.title), 20000)) throw new Error('not loaded: ' + document.body.innerText);
    const named = (one) => one.textContent.trim().endsWith('Export') && one.children.length <= 1;
    const button = [...document.querySelectorAll('div, span, a')].filter(named).pop();
    button.dispatchEvent(new MouseEvent('click', { bubbles: true }));
    if (!await until(() => blobs.length > 0, 10000)) throw new Error('nothing exported');
    const file = JSON.parse(await blobs[0].text());
    const sums = {};
    for (const profile of file.profiles) {
      let sum = 0;
      const open = [];
      for (const event of profile.events) {
        if (!file.shared.frames[event.frame].name.startsWith('work')) continue;
        if (event.type === 'O') open.push(event.at);
        else sum += event.at - open.pop();
      }
      sums[profile.name] = sum;
    }
    return sums;";

/// The trace in speedscope's own page: every worker a thread, its totals those of the report.
async fn speedscope_reads_the_trace(page: &Page) -> Outcome {
    page.open("").await?;
    let result = page
        .run(json!({"example": "waits-and-works", "repeats": 1,
            "strategies": "async parallel async-parallel"}))
        .await?;
    let trace = page.script("return window.meanwhile.trace();").await?;
    let own = totals(&trace);
    ensure!(own.len() >= 5, "few threads worked: {own:?}");
    waits_are_pairs(&trace)?;
    let viewer = Site::serve(&tool("speedscope", "dist/release")?, Manner::Plain)?;
    page.open_address(&viewer.address()).await?;
    let text = serde_json::to_string(&trace.to_string())?;
    let sums = page
        .script(&format!("const text = {text};{SPEEDSCOPE}"))
        .await?;
    let sums = sums.as_object().ok_or("no sums")?;
    let ids = ["async", "parallel", "async-parallel"];
    for ((pid, tid), total) in &own {
        let strategy = ids[*pid as usize - 1];
        let name = format!("{strategy} (pid {pid}), ");
        let thread = format!("(tid {tid})");
        let found = sums
            .iter()
            .find(|(known, _)| known.starts_with(&name) && known.ends_with(&thread))
            .and_then(|(_, sum)| sum.as_f64())
            .ok_or_else(|| format!("no thread {tid} of {strategy} in {sums:?}"))?;
        ensure!(
            (found - total).abs() < 1.0,
            "{name}{thread}: speedscope {found} µs, the trace {total} µs"
        );
    }
    // With one repeat, the run in the file is the run in the report.
    for (strategy, pid) in ids.iter().zip(1..) {
        let work: f64 = own
            .iter()
            .filter(|((of, _), _)| *of == pid)
            .map(|(_, sum)| sum)
            .sum();
        let entry = entry(&result, strategy)?;
        let told = number(entry, "threadsAtWork")? * number(entry, "medianMs")? * 1_000.0;
        ensure!(
            (work / told - 1.0).abs() < 0.001,
            "{strategy}: {work:.0} µs of work in the trace, {told:.0} in the report"
        );
    }
    Ok(())
}

/// speedscope leaves waits out; in the file each that begins ends.
fn waits_are_pairs(trace: &Value) -> Outcome {
    let mut open: BTreeMap<String, i32> = BTreeMap::new();
    let mut count = 0;
    for event in trace["traceEvents"].as_array().into_iter().flatten() {
        let step = match event["ph"].as_str() {
            Some("b") => 1,
            Some("e") => -1,
            _ => continue,
        };
        count += 1;
        let key = format!("{} {} {}", event["cat"], event["id"], event["name"]);
        *open.entry(key).or_insert(0) += step;
    }
    ensure!(
        count >= 24 && open.values().all(|sum| *sum == 0),
        "{count} ends of waits, unmatched: {open:?}"
    );
    Ok(())
}
