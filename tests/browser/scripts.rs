//! What scripts are promised of `window.meanwhile` beyond a run: that it is there at once, what a sweep
//! answers, and that what fails says so.

use crate::page::Page;
use crate::result::{is_blank, number, runs_right};
use crate::site::{Site, Temporary};
use crate::{Case, Outcome, case, ensure};
use serde_json::{Value, json};

/// The cases of this file.
pub fn cases() -> Vec<Case> {
    vec![
        case!(the_api_is_there_when_the_page_loads, Isolated),
        case!(a_page_that_can_not_start_says_so_to_scripts, Isolated),
        case!(a_sweep_tells_its_points, Everywhere),
        case!(a_sweep_that_can_not_be_gets_a_sentence, Isolated),
        case!(a_failed_measurement_is_not_the_one_before, Isolated),
    ]
}

/// Heard before any script of the page: what is there in the moment the page has loaded, and what it answers.
const ASK_EARLY: &str = "addEventListener('load', () => {
  const names = ['examples', 'environment', 'run', 'sweep', 'runProgram', 'trace', 'stop', 'measureRecording'];
  const api = window.meanwhile;
  window.early = { api, ready: api?.ready, missing: names.filter((name) => typeof api?.[name] !== 'function'),
    examples: api?.examples(), ran: api?.run({ example: 'many-cores', size: 60, repeats: 1, strategies: 'async' }) };
});";

async fn the_api_is_there_when_the_page_loads(page: &Page) -> Outcome {
    let copied = Temporary::site_with("asked-early", "early.js", |script| {
        format!("{ASK_EARLY}\n{script}")
    })?;
    let site = Site::serve(copied.folder(), page.manner)?;
    page.open_address(&site.address()).await?;
    let seen = page
        .script(
            "const { api, ready, missing, examples, ran } = window.early;
             const tier = (await ready)?.tier;
             const listed = (await examples)?.length;
             const status = (await ran)?.strategies[0].status;
             const same = api === window.meanwhile && api.ready === ready;
             return { missing, tier, listed, status, same, direct: Array.isArray(api?.examples()) };",
        )
        .await?;
    ensure!(
        seen["missing"] == json!([]) && seen["same"] == true && seen["direct"] == true,
        "window.meanwhile with all its methods was expected, and that it stays: {seen:#}"
    );
    ensure!(
        seen["tier"] == page.manner.tier() && seen["listed"].as_u64() >= Some(2),
        "what was asked early was not answered: {seen:#}"
    );
    ensure!(seen["status"] == "done", "an early run: {seen:#}");
    Ok(())
}

async fn a_page_that_can_not_start_says_so_to_scripts(page: &Page) -> Outcome {
    let copied = Temporary::site_without("messages")?;
    let own = Site::serve(copied.folder(), page.manner)?;
    page.open_address(&own.address()).await?;
    let said = page
        .script(
            "const asked = [window.meanwhile.ready, window.meanwhile.run({}), window.meanwhile.examples()];
             return await Promise.all(asked.map((one) => one.then(() => 'fine', (error) => error.message)));",
        )
        .await?;
    let is_told = |one: &Value| one.as_str().is_some_and(|words| words.contains("en.json"));
    ensure!(
        said.as_array().is_some_and(|all| all.iter().all(is_told)),
        "the reason was expected three times: {said:#}"
    );
    Ok(())
}

async fn a_sweep_tells_its_points(page: &Page) -> Outcome {
    page.open("").await?;
    let seen = page
        .script(
            "await up();
             const wanted = { example: 'many-cores', size: 60, repeats: 6 };
             const running = window.meanwhile.sweep({ ...wanted, parameter: 'threads' });
             const busy = await window.meanwhile.sweep({ ...wanted, parameter: 'chunks' })
               .then(() => 'it ran', (error) => error.message);
             const threads = await running;
             const chunks = await window.meanwhile.sweep(
               { ...wanted, parameter: 'chunks', program: 'async-parallel' });
             return { busy, threads, chunks };",
        )
        .await?;
    ensure!(
        seen["busy"]
            .as_str()
            .is_some_and(|words| words.starts_with("busy")),
        "busy was expected: {seen:#}"
    );
    for (parameter, first) in [("threads", 1), ("chunks", 1)] {
        let sweep = &seen[parameter];
        ensure!(
            sweep["parameter"] == parameter && sweep["program"] == "async-parallel",
            "{sweep:#}"
        );
        let points = sweep["points"].as_array().map_or(&[][..], Vec::as_slice);
        ensure!(points.len() >= 4, "few points: {sweep:#}");
        ensure!(points[0][parameter] == first, "the first point: {sweep:#}");
        for point in points {
            ensure!(
                number(point, "medianMs")? > 0.0 && point["ci95Ms"].is_null(),
                "a median, and no interval of six rounds: {point:#}"
            );
        }
        ensure!(
            sweep["fits"].is_object() || !is_blank(&sweep["reason"]),
            "neither fits nor why there are none: {sweep:#}"
        );
    }
    let threads = &seen["threads"];
    ensure!(
        number(&threads["points"][0]["speedup"], "value")? == 1.0
            && number(&threads["points"][1]["ceiling"], "value")? > 0.0
            && number(&threads["ceiling"], "threads")? >= 1.0,
        "speed-up and ceiling: {threads:#}"
    );
    Ok(())
}

async fn a_sweep_that_can_not_be_gets_a_sentence(page: &Page) -> Outcome {
    page.open("").await?;
    for (wanted, word) in [
        ("{ example: 'many-cores' }", "parameter"),
        ("{ example: 'many-cores', parameter: 'size' }", "parameter"),
        (
            "{ example: 'many-cores', parameter: 'threads', program: 'blocking' }",
            "program",
        ),
        ("{ example: 'many-fetches', parameter: 'threads' }", "swept"),
        (
            "{ example: 'many-cores', parameter: 'threads', repeats: 0 }",
            "repeats",
        ),
        (
            "{ example: 'many-cores', parameter: 'threads', colour: 1 }",
            "colour",
        ),
    ] {
        let refused = page
            .script(&format!(
                "await up();
                 return await window.meanwhile.sweep({wanted}).then(() => 'it ran', (error) => error.message);"
            ))
            .await?;
        let sentence = refused.as_str().unwrap_or_default();
        ensure!(
            sentence.contains(word) && sentence.lines().count() == 1 && sentence.len() < 200,
            "{wanted}: one plain sentence with \"{word}\" was expected: {sentence}"
        );
    }
    runs_right(page, &["async"]).await
}

async fn a_failed_measurement_is_not_the_one_before(page: &Page) -> Outcome {
    page.open("").await?;
    let seen = page
        .script(
            "await up();
             const wanted = { example: 'primes', size: 1000000, repeats: 1, strategies: 'async' };
             const first = await window.meanwhile.measureRecording(wanted);
             // The analysis, whose messages are arrays, breaks at the next one.
             const broken = new Promise((resolve) => {
               const Real = window.Worker.prototype.postMessage;
               window.Worker.prototype.postMessage = function (data, ...rest) {
                 if (!Array.isArray(data)) return Real.call(this, data, ...rest);
                 window.Worker.prototype.postMessage = Real;
                 setTimeout(() => {
                   this.dispatchEvent(new ErrorEvent('error', { message: 'broken on purpose' }));
                   resolve();
                 });
                 return undefined;
               };
             });
             const second = await window.meanwhile.measureRecording(wanted)
               .then((costs) => ({ costs }), (error) => ({ error: error.message }));
             await broken;
             return { first, second };",
        )
        .await?;
    ensure!(
        seen["first"].as_array().map(Vec::len) == Some(1),
        "what recording costs was expected: {seen:#}"
    );
    ensure!(
        seen["second"]["error"].is_string(),
        "a measurement whose analysis broke was expected to fail: {seen:#}"
    );
    Ok(())
}
