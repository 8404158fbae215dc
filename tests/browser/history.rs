//! What is kept and what is brought along: earlier runs in the browser's database, pinned runs, and files
//! that are dropped on the page, good and bad; and how smooth a long timeline is.

use crate::page::Page;
use crate::result::number;
use crate::site::{Manner, Site, Temporary};
use crate::{Case, Outcome, case, ensure};
use serde_json::{Value, json};

/// The cases of this file.
pub fn cases() -> Vec<Case> {
    vec![
        case!(runs_are_kept_pinned_and_deleted, BothBrowsers),
        case!(without_a_database_the_page_says_so, Isolated),
        case!(bad_files_get_a_sentence_and_nothing_is_lost, ChromiumFirst),
        case!(files_of_ours_are_shown_again, ChromiumFirst),
        case!(other_programs_files_keep_their_names, ChromiumFirst),
        case!(packed_files_are_unpacked_within_bounds, Isolated),
        case!(a_long_timeline_moves_smoothly, Chromium),
        case!(a_million_spans_can_be_used, Chromium, long),
    ]
}

/// Opens the history and waits for its entries; `drop` puts a file on the page.
pub const HISTORY: &str = "
    await up();
    const history = document.getElementById('history');
    const entries = () => [...history.querySelectorAll('.history li')];
    const titles = () => entries().map((li) => li.querySelector('.what').textContent);
    const press = (root, text) => [...root.querySelectorAll('button')]
      .find((one) => one.textContent === text).click();
    const drop = (name, parts) => {
      const data = new DataTransfer();
      data.items.add(new File(parts, name, { type: 'application/json' }));
      window.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
    };
    const problem = () => [...document.querySelectorAll('p.problem')]
      .filter((one) => !one.hidden).map((one) => one.textContent).join(' ').trim();
    const verdict = () => document.getElementById('verdict').textContent;";

async fn small_run(page: &Page, size: u32) -> Outcome {
    let wanted = json!({"example": "many-fetches", "size": size, "repeats": 2,
        "strategies": "async one-by-one"});
    page.run(wanted).await.map(drop)
}

async fn runs_are_kept_pinned_and_deleted(page: &Page) -> Outcome {
    page.open("?example=many-fetches").await?;
    page.script(
        "const asked = indexedDB.deleteDatabase('meanwhile');
         await new Promise((go, fail) => { asked.onsuccess = go; asked.onerror = fail; });",
    )
    .await?;
    small_run(page, 4).await?;
    small_run(page, 6).await?;
    page.script(&format!(
        "{HISTORY}
         history.open = true;
         if (!await until(() => entries().length === 2, 10000)) throw new Error('kept: ' + history.textContent);"
    ))
    .await?;
    // A reload forgets all but what is kept.
    page.open("?example=many-fetches").await?;
    let found = page
        .script(&format!(
            "{HISTORY}
             await up();
             history.open = true;
             if (!await until(() => entries().length === 2, 10000)) throw new Error('kept: ' + history.textContent);
             const kept = titles();
             press(entries()[1], 'Pin');
             const pinned = () => document.querySelector('.pinned')?.textContent ?? '';
             if (!await until(pinned, 5000)) throw new Error('not pinned');
             return {{ kept, pinned: pinned() }};"
        ))
        .await?;
    ensure!(
        found["kept"][0] != found["kept"][1],
        "two different titles: {found:#}"
    );
    small_run(page, 12).await?;
    let compared = page
        .script(&format!(
            "{HISTORY}
             await until(() => document.getElementById('chart-pinned'), 5000);
             const differences = [...document.querySelectorAll('.pinned li')].map((li) => li.textContent);
             if (!await until(() => entries().length === 3, 5000)) throw new Error('third: ' + history.textContent);
             press(entries()[0], 'Delete');
             await until(() => entries().length === 2, 5000);
             const left = titles();
             // The next key is pressed where the last was.
             const stays = [document.activeElement.closest('li') === entries()[0]];
             press(history, 'Delete all');
             await until(() => entries().length === 0, 5000);
             stays.push(document.activeElement === history.querySelector('summary'));
             press(document.querySelector('.pinned'), 'Unpin');
             await until(() => !document.querySelector('.pinned'), 5000);
             return {{ differences, left, stays, none: titles(), chart: Boolean(document.getElementById('chart-pinned')) }};"
        ))
        .await?;
    let differences = compared["differences"].as_array();
    ensure!(
        differences.is_some_and(
            |all| all.len() == 2 && all.iter().all(|one| one.to_string().contains("pinned"))
        ),
        "two differences were expected: {compared:#}"
    );
    ensure!(
        compared["left"].as_array().map(Vec::len) == Some(2) && compared["none"] == json!([]),
        "deleting: {compared:#}"
    );
    ensure!(
        compared["stays"] == json!([true, true]),
        "the focus was expected to stay in the list: {compared:#}"
    );
    ensure!(
        compared["chart"] == false,
        "the chart of what was pinned is still there"
    );
    Ok(())
}

/// As in a third party's frame, where looking at the database throws.
async fn without_a_database_the_page_says_so(page: &Page) -> Outcome {
    let refuses = "Object.defineProperty(self, 'indexedDB', { get() { throw new DOMException('denied', 'SecurityError'); } });";
    let copy = Temporary::site_with("no-database", "analysis/worker.js", |script| {
        [refuses, script].join("\n")
    })?;
    let site = Site::serve(copy.folder(), Manner::Isolated)?;
    page.open_address(&format!("{}?example=many-fetches", site.address()))
        .await?;
    small_run(page, 4).await?;
    let said = page
        .script(&format!(
            "{HISTORY}
             history.open = true;
             await until(() => /keeps no runs/.test(history.textContent), 5000);
             return {{ history: history.textContent, verdict: verdict() }};"
        ))
        .await?;
    ensure!(
        said["history"].to_string().contains("keeps no runs"),
        "no word of it: {said:#}"
    );
    ensure!(
        said["verdict"].to_string().contains("async"),
        "no verdict: {said:#}"
    );
    Ok(())
}

async fn bad_files_get_a_sentence_and_nothing_is_lost(page: &Page) -> Outcome {
    page.open("?example=many-fetches").await?;
    small_run(page, 4).await?;
    let told = page
        .script(&format!(
            "{HISTORY}
             const before = verdict();
             const trace = JSON.stringify(window.meanwhile.trace());
             const bad = [
               ['empty.json', ['']],
               ['page.html', ['<!doctype html><p>hello']],
               ['list.json', ['[1, 2, 3]']],
               ['other.json', ['{{\"format\":\"something/else@1\"}}']],
               ['newer.json', ['{{\"format\":\"meanwhile/result@2\"}}']],
               ['cut.json', [trace.slice(0, trace.length / 2)]],
               ['wrong.json', ['{{\"format\":\"meanwhile/result@1\",\"example\":7}}']],
               ['evil.json', ['{{\"traceEvents\":[{{\"ph\":\"X\",\"ts\":-5,\"dur\":\"<script>\",\"name\":\"<script>\"}}]}}']],
             ];
             const told = {{}};
             for (const [name, parts] of bad) {{
               drop(name, parts);
               if (!await until(() => problem().includes(name), 5000)) throw new Error(name + ': ' + problem());
               told[name] = problem();
             }}
             // A file that is too large is refused by its size, before it is read.
             const large = new File([new Uint8Array(1)], 'large.json');
             const blank = new Uint8Array(50_000_000).fill(32);
             drop('large.json', [blank, blank, blank, blank, '1']);
             if (!await until(() => problem().includes('large.json'), 20000)) throw new Error('large: ' + problem());
             told['large.json'] = problem();
             return {{ told, same: verdict() === before, started: document.scripts.length }};"
        ))
        .await?;
    ensure!(told["same"] == true, "the verdict changed: {told:#}");
    for (name, word) in [
        ("empty.json", "empty"),
        ("page.html", "JSON"),
        ("newer.json", "newer"),
        ("cut.json", "middle"),
        ("large.json", "200"),
    ] {
        let sentence = told["told"][name].as_str().unwrap_or_default();
        ensure!(
            sentence.contains(word),
            "{name}: no \"{word}\" in \"{sentence}\""
        );
    }
    Ok(())
}

async fn files_of_ours_are_shown_again(page: &Page) -> Outcome {
    page.open("?example=many-fetches").await?;
    let result = page
        .run(json!({"example": "many-fetches", "size": 4, "repeats": 2, "strategies": "async one-by-one"}))
        .await?;
    let trace = page.script("return window.meanwhile.trace();").await?;
    page.open("?example=many-cores").await?;
    let files = json!([
        ["a.result.json", result.to_string()],
        ["a.trace.json", trace.to_string()]
    ]);
    let shown = page
        .script(&format!(
            "{HISTORY}
             await up();
             const shown = [];
             for (const [name, text] of {files}) {{
               drop(name, [text]);
               const said = () => document.querySelector('.pinned')?.textContent ?? '';
               if (!await until(() => said().includes(name), 10000)) throw new Error(name + ': ' + problem());
               shown.push(verdict());
             }}
             return shown;"
        ))
        .await?;
    for verdict in shown.as_array().into_iter().flatten() {
        let verdict = verdict.to_string();
        ensure!(
            verdict.contains("async") && verdict.contains("one by one"),
            "not what the file says: {verdict}"
        );
    }
    // A run takes their place.
    small_run(page, 4).await?;
    let left = page
        .script("return document.querySelector('.pinned') === null;")
        .await?;
    ensure!(left == true, "the file is still shown after a run");
    Ok(())
}

/// What another program did stands in the timeline's table, whatever is refused meanwhile.
async fn other_programs_files_keep_their_names(page: &Page) -> Outcome {
    page.open("?example=many-fetches").await?;
    small_run(page, 4).await?;
    let found = page
        .script(&format!(
            "{HISTORY}
             const said = () => document.querySelector('.pinned')?.textContent ?? '';
             const details = document.querySelector('.timeline details');
             details.open = true;
             const table = () => details.querySelector('table')?.textContent ?? '';
             const seen = () => [table(), said(), verdict()].join();
             const refused = async (name, parts) => {{
               const before = seen();
               drop(name, parts);
               if (!await until(() => problem().includes(name), 5000)) throw new Error(name + ': ' + problem());
               return seen() === before;
             }};
             if (!await until(() => table().includes('async'), 5000)) throw new Error('no table: ' + table());
             const kept = [await refused('cut.json', ['{{\"traceEvents\": [{{\"ph\"'])];
             drop('other.json', ['\\ufeff[' +
               '{{\"name\":\"process_name\",\"ph\":\"M\",\"pid\":1,\"args\":{{\"name\":\"Renderer\"}}}},' +
               '{{\"name\":\"thread_name\",\"ph\":\"M\",\"pid\":1,\"tid\":3,\"args\":{{\"name\":\"Compositor\"}}}},' +
               '{{\"name\":\"raster\",\"ph\":\"X\",\"ts\":\"5\",\"dur\":9,\"pid\":1,\"tid\":3}},' +
               '{{\"name\":\"style\",\"ph\":\"X\",\"ts\":6,\"dur\":2,\"pid\":1,\"tid\":3}},' +
               '{{\"name\":\"bad\",\"ph\":\"X\",\"ts\":null,\"dur\":9}},' +
               '{{\"name\":\"cut off\",\"ph\":']);
             if (!await until(() => said().includes('other.json') && table().includes('raster'), 10000))
               throw new Error('not shown: ' + problem() + table());
             kept.push(await refused('empty.json', ['']));
             kept.push(await refused('wide.json', [new Uint8Array([0xff, 0xfe, 0x5b, 0, 0x5d, 0])]));
             document.getElementById('timeline').scrollIntoView();
             return {{ kept, said: said(), table: table(), canvas: document.querySelector('.timeline canvas').ariaLabel,
               verdict: document.getElementById('verdict').hidden }};"
        ))
        .await?;
    ensure!(
        found["kept"] == json!([true, true, true]),
        "what was refused changed the page: {found:#}"
    );
    for (place, words) in [
        (
            "said",
            &["another program", "ends in the middle", "(1)"][..],
        ),
        (
            "table",
            &["other.json: Renderer", "Compositor", "raster", "style"],
        ),
        ("canvas", &["other.json: Renderer"]),
    ] {
        let text = found[place].as_str().unwrap_or_default();
        for word in words {
            ensure!(text.contains(word), "no \"{word}\" in {place}: {text}");
        }
        for word in ["you", "computing", "Blocking", "blocking"] {
            let rest = text.replace("Timeline of what each thread did", "");
            ensure!(!rest.contains(word), "\"{word}\" in {place}: {text}");
        }
    }
    ensure!(found["verdict"] == true, "a verdict on another program");
    page.picture("another-programs-trace").await
}

async fn packed_files_are_unpacked_within_bounds(page: &Page) -> Outcome {
    page.open("?example=many-fetches").await?;
    let told = page
        .script(&format!(
            "{HISTORY}
             const packed = (parts) => new Response(new Blob(parts).stream()
               .pipeThrough(new CompressionStream('gzip'))).arrayBuffer();
             const said = () => document.querySelector('.pinned')?.textContent ?? '';
             const told = {{}};
             const shows = async (name, parts) => {{
               drop(name, parts);
               const seen = () => [said(), problem()].join(' ').includes(name);
               if (!await until(seen, 60000)) throw new Error(name + ': ' + said() + problem());
               told[name] = problem().includes(name) ? problem() : said();
             }};
             const event = (ts) => `{{\"name\":\"layout\",\"ph\":\"X\",\"ts\":${{ts}},\"dur\":9,\"pid\":1,\"tid\":3}},`;
             const events = Array.from({{ length: 20000 }}, (_, at) => event(at * 10 + at % 7)).join('');
             const good = await packed(['[', events]);
             await shows('good.json.gz', [good]);
             // Cut, what could be unpacked is shown.
             await shows('cut.json.gz', [good.slice(0, good.byteLength / 2)]);
             await shows('broken.json.gz', [new Uint8Array([0x1f, 0x8b, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7])]);
             const blank = new Uint8Array(50_000_000).fill(32);
             const bomb = await packed([blank, blank, blank, blank, blank]);
             await shows('bomb.json.gz', [bomb]);
             return {{ told, bomb: bomb.byteLength }};"
        ))
        .await?;
    for (name, word) in [
        ("good.json.gz", "another program"),
        ("cut.json.gz", "ends in the middle"),
        ("broken.json.gz", "can’t be unpacked"),
        ("bomb.json.gz", "200 MB"),
    ] {
        let sentence = told["told"][name].as_str().unwrap_or_default();
        ensure!(
            sentence.contains(word),
            "{name}: no \"{word}\" in \"{sentence}\": {told:#}"
        );
    }
    Ok(())
}

/// A trace of so many spans in the file format: a caller's turns and eight busy threads.
const MAKE_TRACE: &str = "
    const make = (count) => {
      const events = [];
      for (let thread = 1; thread <= 9; thread += 1) {
        const name = thread === 1 ? 'caller' : `worker ${thread - 1}`;
        events.push({ name: 'thread_name', ph: 'M', ts: 0, pid: 1, tid: thread, args: { name } });
      }
      const each = Math.ceil(count / 9);
      for (let at = 0; at < each; at += 1)
        for (let thread = 1; thread <= 9; thread += 1)
          events.push({ name: thread === 1 ? 'turn' : 'work', ph: 'X', ts: at * 20 + thread,
            dur: 5 + (at * 7 + thread) % 12, pid: 1, tid: thread });
      return JSON.stringify({ traceEvents: events });
    };
    // Frame times while the timeline is panned and zoomed for five seconds, as keys do.
    const frames = async () => {
      const canvas = document.querySelector('.timeline canvas');
      canvas.focus();
      const press = (key) => canvas.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
      for (let i = 0; i < 3; i += 1) press('+');
      const gaps = [];
      let last = 0;
      for (const end = performance.now() + 5000; performance.now() < end;) {
        const now = await new Promise(requestAnimationFrame);
        if (last) gaps.push(now - last);
        last = now;
        press(['ArrowRight', 'ArrowRight', '+', 'ArrowLeft', '-', 'ArrowRight'][gaps.length % 6]);
      }
      gaps.sort((a, b) => a - b);
      const at = (share) => gaps[Math.min(gaps.length - 1, Math.floor(gaps.length * share))];
      return { count: gaps.length, median: at(0.5), p95: at(0.95), worst: at(1) };
    };";

async fn smoothness(page: &Page, spans: u32) -> Outcome<Value> {
    page.open("?example=many-cores").await?;
    page.script(&format!(
        "{HISTORY}{MAKE_TRACE}
         await up();
         drop('long.json', [make({spans})]);
         const said = () => document.querySelector('.pinned')?.textContent ?? '';
         if (!await until(() => said().includes('long.json'), 90000)) throw new Error('not shown: ' + problem());
         // The timeline is there with the first file, drawn, and nothing is left to do.
         if (!await until(() => document.querySelector('.timeline canvas'), 10000)) throw new Error('no timeline');
         await new Promise(requestIdleCallback);
         return await frames();"
    ))
    .await
}

/// Beside a timeline of few spans in the same page, so that what the browser and the machine cost by
/// themselves is known.
async fn a_long_timeline_moves_smoothly(page: &Page) -> Outcome {
    let few = smoothness(page, 100).await?;
    let many = smoothness(page, 100_000).await?;
    println!("    frame times while moving, ms: 100 spans {few}, 100,000 spans {many}");
    let (few, many) = (number(&few, "p95")?, number(&many, "p95")?);
    ensure!(
        many < 3.0 * few.max(16.7),
        "the 95th percentile is {many:.1} ms with 100,000 spans and {few:.1} with 100"
    );
    page.picture("long-timeline").await
}

async fn a_million_spans_can_be_used(page: &Page) -> Outcome {
    let few = smoothness(page, 100).await?;
    let many = smoothness(page, 999_000).await?;
    println!("    frame times while moving, ms: 100 spans {few}, 999,000 spans {many}");
    let (few, many) = (number(&few, "p95")?, number(&many, "p95")?);
    ensure!(
        many < 4.0 * few.max(16.7),
        "the 95th percentile is {many:.1} ms with 999,000 spans and {few:.1} with 100"
    );
    Ok(())
}
