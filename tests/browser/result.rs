//! Reading results: what several files of cases expect of them.

use crate::page::Page;
use crate::{Outcome, ensure};
use serde_json::{Value, json};

/// Every strategy and baseline.
pub const ALL: [&str; 6] = [
    "blocking",
    "one-by-one",
    "async",
    "background",
    "parallel",
    "async-parallel",
];

/// Primes below 100,000, for a quick run that must come out right.
const FEW_PRIMES: &str = "9592";

/// The result's entry for that strategy.
pub fn entry<'a>(result: &'a Value, strategy: &str) -> Outcome<&'a Value> {
    result["strategies"]
        .as_array()
        .and_then(|all| all.iter().find(|entry| entry["strategy"] == strategy))
        .ok_or_else(|| format!("no {strategy} in {result:#}").into())
}

/// The entry's number of that name.
pub fn number(entry: &Value, name: &str) -> Outcome<f64> {
    entry[name]
        .as_f64()
        .ok_or_else(|| format!("{name} is no number in {entry:#}").into())
}

/// All that the tier allows is done, with that answer; the rest says why not.
pub fn done_with(result: &Value, answer: &str) -> Outcome {
    ensure!(
        result["format"] == "meanwhile/result@1",
        "another format: {result:#}"
    );
    let tier = result["environment"]["tier"].as_str().unwrap_or_default();
    let asked = result["parameters"]["strategies"].as_array();
    let entries = result["strategies"].as_array();
    ensure!(
        entries.is_some_and(|all| !all.is_empty()) && entries.map(Vec::len) == asked.map(Vec::len),
        "not one entry a strategy: {result:#}"
    );
    for entry in entries.into_iter().flatten() {
        // Nobody can sleep until separate workers finish, so there is no `parallel` there.
        if tier == "workers" && entry["strategy"] == "parallel" {
            ensure!(
                entry["status"] == "unavailable" && !is_blank(&entry["reason"]),
                "unavailable, with a reason, was expected: {entry:#}"
            );
            continue;
        }
        ensure!(entry["status"] == "done", "not done: {entry:#}");
        ensure!(entry["answer"] == answer, "not {answer}: {entry:#}");
    }
    Ok(())
}

/// Whether a text is missing or empty.
pub fn is_blank(text: &Value) -> bool {
    text.as_str().is_none_or(|text| text.trim().is_empty())
}

/// A small job, right: proof that the page is well.
pub async fn runs_right(page: &Page, strategies: &[&str]) -> Outcome {
    let wanted =
        json!({"example": "primes", "size": 100_000, "repeats": 1, "strategies": strategies});
    done_with(&page.run(wanted).await?, FEW_PRIMES)
}

/// Notes the longest gap between two looks at the clock in a thread that does nothing else.
const CONTROL: &str = "
    const looks = `let last = performance.now(), longest = 0;
      setInterval(() => {
        const now = performance.now();
        longest = Math.max(longest, now - last);
        last = now;
      }, 4);
      onmessage = () => postMessage(longest);`;
    const address = URL.createObjectURL(new Blob([looks], { type: 'text/javascript' }));
    const control = new Worker(address);
    const heard = () => new Promise((go) => { control.onmessage = ({ data }) => go(data); control.postMessage(0); });
    await heard();
    const gaps = [];
    for (let last = await frame(); gaps.length < 21; ) {
      const next = await frame();
      gaps.push(next - last);
      last = next;
    }
    const usual = gaps.sort((a, b) => a - b)[10];";

/// A comparison beside a control: its result, and how long in milliseconds a page may go without a frame
/// at such a moment, by what another thread and the page's own frames before it saw of the machine.
/// `meanwhile` is done by the page's own thread once the comparison has begun.
async fn run_beside_control(page: &Page, wanted: &Value, meanwhile: &str) -> Outcome<(Value, f64)> {
    let both = page
        .script(&format!(
            "await up();
             {CONTROL}
             const running = window.meanwhile.run({wanted});
             {meanwhile}
             const result = await running;
             const longest = await heard();
             control.terminate();
             return {{ result, allowed: 4 * (longest + usual) }};"
        ))
        .await?;
    Ok((both["result"].clone(), number(&both, "allowed")?))
}

/// Whether the page itself went on all the time.
fn is_smooth(result: &Value, allowed: f64) -> Outcome {
    for entry in result["strategies"].as_array().into_iter().flatten() {
        if entry["status"] == "done" {
            let gap = number(entry, "pageLongestGapMs")?;
            ensure!(
                gap <= allowed,
                "the page stood still for {gap} ms where {allowed} were allowed: {entry:#}"
            );
        }
    }
    Ok(())
}

/// The result of a comparison during which the page itself never stood still. What else goes on in the
/// machine hits page and control alike, but not at once: a page that stands still does so each time.
pub async fn smooth_run(page: &Page, wanted: Value) -> Outcome<Value> {
    let mut seen = Ok(());
    for _ in 0..3 {
        let (result, allowed) = run_beside_control(page, &wanted, "").await?;
        seen = is_smooth(&result, allowed);
        if seen.is_ok() {
            return Ok(result);
        }
    }
    Err(seen.err().unwrap_or_else(|| "no run".into()))
}

/// That a page which does stand still is noticed.
pub async fn a_page_that_stands_still_is_noticed(page: &Page) -> Outcome {
    page.open("?example=many-fetches").await?;
    let wanted =
        json!({"example": "many-fetches", "size": 12, "repeats": 1, "strategies": "async"});
    let spin = "await begun();
        for (const end = performance.now() + 100 * usual; performance.now() < end;);";
    let (result, allowed) = run_beside_control(page, &wanted, spin).await?;
    ensure!(
        is_smooth(&result, allowed).is_err(),
        "{allowed} ms were allowed, and nothing was noticed: {result:#}"
    );
    Ok(())
}

/// The numbers in a list.
pub fn numbers(list: &Value) -> Vec<f64> {
    let all = list.as_array().into_iter().flatten();
    all.filter_map(Value::as_f64).collect()
}

/// The English text of that key: the page's, or one that only the analysis says.
pub fn text_of(key: &str) -> Outcome<String> {
    let page = include_str!("../../www/messages/en.json");
    let analysis = include_str!("../../www/analysis/en.json");
    let opening = include_str!("../../www/opening/en.json");
    let timeline = include_str!("../../www/timeline/en.json");
    text_in(page, key)
        .or_else(|_| text_in(analysis, key))
        .or_else(|_| text_in(opening, key))
        .or_else(|_| text_in(timeline, key))
}

/// The English text of that key in the lesson of that folder.
pub fn lesson_text(folder: &str, key: &str) -> Outcome<String> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lesson");
    text_in(
        &std::fs::read_to_string(root.join(folder).join("en.json"))?,
        key,
    )
}

fn text_in(file: &str, key: &str) -> Outcome<String> {
    let texts: Value = serde_json::from_str(file)?;
    let text = texts[key].as_str();
    Ok(text.ok_or_else(|| format!("no text {key}"))?.to_owned())
}

/// A program's shortest time: whatever else uses the machine only makes times longer.
pub fn least(result: &Value, program: &str) -> Outcome<f64> {
    let times = numbers(&entry(result, program)?["samplesMs"]);
    let least = times.into_iter().reduce(f64::min);
    least.ok_or_else(|| format!("{program} has no times: {result:#}").into())
}
