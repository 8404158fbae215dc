//! "Feel it on this page": the same job on the page's own thread. What the page's frames did is counted here once more,
//! beside what the page says of them.

use crate::host::Host;
use crate::looks::axe_finds_nothing;
use crate::page::Page;
use crate::site::{Manner, Site, Temporary};
use crate::{Case, Outcome, case, ensure};
use serde_json::{Value, json};

/// The cases of this file.
pub fn cases() -> Vec<Case> {
    vec![
        case!(
            what_blocks_stands_still_and_what_awaits_does_not,
            BothBrowsers
        ),
        case!(it_is_felt_in_every_engine, EachEngineOnce),
        case!(what_computes_holds_the_page_either_way, ChromiumFirst),
        case!(what_would_take_long_is_refused, BothBrowsers),
        case!(somebody_elses_page_is_never_frozen, Isolated),
        case!(it_and_a_comparison_take_turns, BothBrowsers),
        case!(without_locks_they_take_turns_all_the_same, ChromiumFirst),
        case!(what_is_missing_is_said, Isolated),
    ]
}

/// Frames of the page, counted apart from the page's own counting.
const FEEL: &str = "
    const said = () => document.getElementById('feel-said').textContent;
    const rows = () => [...document.querySelectorAll('#feel .rows p')].map((row) => row.textContent);
    const buttons = () => [...document.querySelectorAll('#feel button')];
    const frames = [];
    const count = () => { frames.push(performance.now()); requestAnimationFrame(count); };
    const longest = () => Math.max(...frames.slice(1).map((at, place) => at - frames[place]));
    // A gap between frames as a row tells it, in milliseconds.
    const told = (row) => {
      const [, number, unit] = /(?:for|between two was) ([\\d.]+)\\u00a0(ms|s)\\./.exec(row);
      return Number(number) * (unit === 's' ? 1000 : 1);
    };
    const soon = (more) => until(more, 20000);";

/// Presses one of the two buttons with the Enter key, and waits until its row is there: the row, and the longest gap
/// between frames meanwhile.
async fn felt(page: &Page, place: usize) -> Outcome<Value> {
    page.script(&format!(
        "{FEEL}
         await up();
         window.own = {{ frames, before: rows().length }};
         count();
         buttons()[{place}].focus();"
    ))
    .await?;
    page.press(
        &format!("#feel button:nth-of-type({})", place + 1),
        "\u{e007}",
    )
    .await?;
    page.script(&format!(
        "{FEEL}
         if (!await soon(() => rows().length > window.own.before)) throw new Error('no row: ' + said());
         frames.push(...window.own.frames);
         return {{ rows: rows(), because: said(), longest: longest(), told: rows().map(told),
           focus: document.activeElement === buttons()[{place}] }};"
    ))
    .await
}

async fn what_blocks_stands_still_and_what_awaits_does_not(page: &Page) -> Outcome {
    page.open("?example=many-fetches&size=10&delay=100").await?;
    let one = felt(page, 0).await?;
    // The page draws and answers again.
    page.script("await frame(); await frame();").await?;
    page.script("await until(() => false, 2000);").await?;
    let both = felt(page, 1).await?;
    let gap = |seen: &Value, what: &str| seen[what].as_f64().unwrap_or(f64::NAN);
    ensure!(
        gap(&one, "longest") > 4.0 * gap(&both, "longest"),
        "blocking was to hold the page far longer: {one:#}, {both:#}"
    );
    let told = |place: usize| both["told"][place].as_f64().unwrap_or(f64::NAN);
    ensure!(
        told(0) > 4.0 * told(1) && (0.8..1.25).contains(&(told(0) / gap(&one, "longest"))),
        "the page was to tell what its frames did: {one:#}, {both:#}"
    );
    ensure!(
        one["because"] != both["because"] && both["because"].to_string().contains("Because"),
        "a because, and another of both: {one:#}, {both:#}"
    );
    ensure!(
        one["focus"] == true && both["focus"] == true,
        "the focus was to stay: {one:#}, {both:#}"
    );
    if page.manner == Manner::Isolated && page.browser.is_measured() {
        axe_finds_nothing(page, "after something was felt").await?;
    }
    Ok(())
}

/// Those that are measured had it above.
async fn it_is_felt_in_every_engine(page: &Page) -> Outcome {
    if page.browser.is_measured() {
        return Ok(());
    }
    what_blocks_stands_still_and_what_awaits_does_not(page).await
}

/// `four-lines`: what waits long is still told apart, and that computing keeps the thread is said.
async fn what_computes_holds_the_page_either_way(page: &Page) -> Outcome {
    page.open("?example=four-lines&size=5&delay=800").await?;
    felt(page, 0).await?;
    page.script("await until(() => false, 2000);").await?;
    let both = felt(page, 1).await?;
    let told = |place: usize| both["told"][place].as_f64().unwrap_or(f64::NAN);
    ensure!(
        told(0) > 2.0 * told(1) && both["because"].to_string().contains("computes"),
        "a long wait was to be told apart from computing: {both:#}"
    );
    Ok(())
}

async fn what_would_take_long_is_refused(page: &Page) -> Outcome {
    page.open("?example=many-fetches&size=200&delay=1000")
        .await?;
    let seen = page
        .script(&format!(
            "{FEEL}
             await up();
             count();
             const found = [];
             for (const button of buttons()) {{
               document.getElementById('feel-said').textContent = '';
               button.click();
               await soon(() => said() !== '');
               found.push(said());
             }}
             return {{ found, rows: rows(), longest: longest() }};"
        ))
        .await?;
    let is_refused = |said: &Value| said.to_string().contains("200\u{a0}s");
    let found = seen["found"].as_array().map_or(&[][..], Vec::as_slice);
    ensure!(
        found.len() == 2 && found.iter().all(is_refused) && seen["rows"] == json!([]),
        "a refusal with the time it would take was expected: {seen:#}"
    );
    Ok(())
}

async fn somebody_elses_page_is_never_frozen(page: &Page) -> Outcome {
    for (address, is_there) in [
        ("?example=many-fetches", true),
        ("?example=four-lines", true),
        ("?example=many-cores", false),
        ("?example=many-fetches&embed=1", false),
        ("?example=four-lines&embed=1&view=all", false),
    ] {
        page.open(address).await?;
        let seen = page
            .script("await up(); return !!document.getElementById('feel');")
            .await?;
        ensure!(seen == json!(is_there), "{address}: {seen}");
    }
    // The whole page in a frame that somebody wrote by hand.
    let framed = format!(
        "<!doctype html><html lang=en><meta charset=utf-8><title>An article</title>
         <iframe width=720 height=480 title=lab src='{}?example=many-fetches'></iframe>",
        page.address
    );
    let host = Host::serve("", framed)?;
    page.open_address(&host.address()).await?;
    page.enter_frame().await?;
    let seen = page
        .script(&format!(
            "{FEEL}
             await until(() => document.getElementById('feel'), 20000);
             buttons()[0].click();
             await soon(() => said() !== '');
             return {{ said: said(), rows: rows() }};"
        ))
        .await;
    page.leave_frame().await?;
    let seen = seen?;
    ensure!(
        seen["said"].to_string().contains("inside another") && seen["rows"] == json!([]),
        "a refusal was expected in a frame: {seen:#}"
    );
    Ok(())
}

/// Refused while something is measured; and what is asked for meanwhile begins when it is over.
const TURNS: &str = "
    const run = () => window.meanwhile.run({ example: 'many-fetches', size: 6, delay: 150, repeats: 12, strategies: 'async' });
    const measured = run();
    await begun();
    buttons()[0].click();
    await soon(() => said() !== '');
    const refusal = said();
    const isRunning = document.getElementById('stop').getAttribute('aria-disabled') !== 'true';
    await measured;
    await until(() => /^Done/.test(status()), 5000);
    buttons()[1].click();
    await soon(() => said() !== '' && said() !== refusal);
    const announced = said();
    const later = run();
    await until(() => /^Waiting:/.test(status()), 3000);
    const waiting = status();
    const rowsThen = rows().length;
    // A row comes while the comparison still waits.
    await soon(() => rows().length > 0);
    const stillWaits = status() === waiting;
    const result = await later;
    return { refusal, isRunning, announced, waiting, rowsThen, stillWaits, rows: rows(), status: result.strategies[0].status };";

async fn it_and_a_comparison_take_turns(page: &Page) -> Outcome {
    page.open("?example=many-fetches&size=6").await?;
    let seen = page.script(&format!("{FEEL} await up(); {TURNS}")).await?;
    took_turns(&seen)
}

/// As over plain HTTP from another computer, where browsers give no locks.
async fn without_locks_they_take_turns_all_the_same(page: &Page) -> Outcome {
    page.open("?example=many-fetches&size=6").await?;
    let without = "navigator.locks.request = () => Promise.reject(new Error('none'));";
    let seen = page
        .script(&format!("{FEEL} {without} await up(); {TURNS}"))
        .await?;
    took_turns(&seen)
}

fn took_turns(seen: &Value) -> Outcome {
    ensure!(
        seen["isRunning"] == true && seen["refusal"].to_string().contains("being measured"),
        "a refusal while it measures was expected: {seen:#}"
    );
    ensure!(
        seen["waiting"].to_string().contains("Waiting:")
            && seen["rowsThen"] == 0
            && seen["stillWaits"] == true
            && seen["status"] == "done",
        "a comparison that waits for its turn was expected: {seen:#}"
    );
    Ok(())
}

async fn what_is_missing_is_said(page: &Page) -> Outcome {
    let press = |before: &str| {
        format!(
            "{FEEL}
             await up();
             {before}
             buttons()[0].click();
             await soon(() => said() !== '');
             return {{ said: said(), rows: rows() }};"
        )
    };
    page.open("?example=many-fetches").await?;
    let instead = |answer: &str| {
        press(&format!(
            "const own = window.fetch;
             window.fetch = (url, ...more) => String(url).includes('io/slow') ? {answer} : own.call(window, url, ...more);"
        ))
    };
    for (answer, wanted) in [
        ("Promise.resolve(new Response('', { status: 404 }))", "404"),
        ("Promise.reject('no network')", "no network"),
    ] {
        let seen = page.script(&instead(answer)).await?;
        ensure!(
            seen["said"].to_string().contains(wanted) && seen["rows"] == json!([]),
            "{wanted} was to be said: {seen:#}"
        );
        page.open("?example=many-fetches").await?;
    }
    let copy = Temporary::site_without("feel")?;
    let site = Site::serve(copy.folder(), Manner::Isolated)?;
    page.open_address(&format!("{}?example=many-fetches", site.address()))
        .await?;
    let seen = page.script(&press("")).await?;
    ensure!(
        seen["said"].to_string().contains("can’t be tried"),
        "a sentence on the module that is gone was expected: {seen:#}"
    );
    Ok(())
}
