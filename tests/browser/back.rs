//! The page's state: the way back brings what was seen; what can't be used is kept, said, and not run; and a button
//! that can't be pressed says why.

use crate::host::Host;
use crate::page::Page;
use crate::result::{entry, text_of};
use crate::{Case, Outcome, case, ensure};
use serde_json::{Value, json};

/// The cases of this file.
pub fn cases() -> Vec<Case> {
    vec![
        case!(the_way_back_brings_what_was_seen, BothBrowsers),
        case!(
            the_way_back_from_elsewhere_leads_to_a_page_that_works,
            Isolated
        ),
        case!(a_bad_number_is_kept_and_not_run, Isolated),
        case!(a_bad_number_of_an_author_is_not_run, Isolated),
        case!(what_is_bad_in_a_fold_is_found_there, Isolated),
        case!(a_button_that_can_not_be_pressed_says_why, Isolated),
    ]
}

const SHOWN: &str = "
    const shown = () => ({
      title: document.querySelector('#title').textContent,
      verdict: document.querySelector('#verdict :is(table, ul)')?.textContent ?? '',
      table: document.querySelector('table.facts')?.textContent,
      charts: [...document.querySelectorAll('.findings h2')].map((one) => one.textContent),
      drawn: document.querySelectorAll('.findings svg').length,
      rows: document.querySelectorAll('.timeline details tr').length,
      query: location.search,
    });
    const stale = () => document.querySelector('#outcome .stale')?.textContent;
    const settled = async () => {
      document.querySelector('.timeline details').open = true;
      // Charts come one after the other: all of them are there when nothing is added any more.
      let before;
      const isDone = () => {
        const now = JSON.stringify(shown());
        const isStill = now === before;
        before = now;
        return isStill && shown().drawn >= shown().charts.length - 1 && shown().drawn > 2 && shown().rows > 2;
      };
      if (!await until(isDone, 10000)) throw new Error('not drawn: ' + before);
    };
    const at = async (slug) => {
      const link = () => document.querySelector('.rail a[aria-current]')?.getAttribute('href');
      if (!await until(() => link() === '?example=' + slug, 5000)) throw new Error(`not at ${slug}: ${link()}`);
    };";

async fn the_way_back_brings_what_was_seen(page: &Page) -> Outcome {
    page.in_new_tab(async || there_and_back(page).await).await
}

async fn there_and_back(page: &Page) -> Outcome {
    page.open("?example=many-fetches").await?;
    let seen = page
        .script(&format!(
            "{SHOWN}
             await up();
             await window.meanwhile.run({{ example: 'many-fetches', size: 4, delay: 20, repeats: 2, strategies: 'async one-by-one' }});
             await settled();
             const first = shown();
             document.querySelector(`.rail a[href='?example=many-cores']`).click();
             await at('many-cores');
             const between = shown();
             const other = await window.meanwhile.run({{ example: 'many-cores', size: 40, repeats: 1, strategies: 'async' }});
             await settled();
             const second = shown();
             document.querySelector('.top .name a').click();
             await until(() => location.search === '', 5000);
             history.go(-3);
             await at('many-fetches');
             await settled();
             const again = shown();
             const told = status();
             const before = stale();
             const size = document.getElementById('p-size');
             size.value = '5';
             size.dispatchEvent(new InputEvent('input', {{ bubbles: true }}));
             await until(stale, 5000);
             const after = stale();
             history.go(2);
             await at('many-cores');
             await settled();
             return {{ first, between, second, again, told, before, after, last: shown() }};"
        ))
        .await?;
    ensure!(
        seen["between"]["verdict"] == "" && seen["between"]["title"] != seen["first"]["title"],
        "another lesson begins with nothing: {seen:#}"
    );
    ensure!(
        seen["again"] == seen["first"] && seen["last"] == seen["second"],
        "what was seen was to be seen again: {seen:#}"
    );
    ensure!(
        seen["told"].as_str().is_some_and(|told| told
            .trim()
            .starts_with(&text_of("run.again").unwrap_or_default())),
        "the status: {seen:#}"
    );
    ensure!(
        seen["before"].is_null() && seen["after"] == text_of("verdict.stale")?,
        "other parameters than it was measured with: {seen:#}"
    );
    Ok(())
}

/// A browser may keep the page that is left for the way back, as it is; whether it does is its own business.
async fn the_way_back_from_elsewhere_leads_to_a_page_that_works(page: &Page) -> Outcome {
    page.in_new_tab(async || elsewhere_and_back(page).await)
        .await
}

async fn elsewhere_and_back(page: &Page) -> Outcome {
    let host = Host::serve("", "<!doctype html><title>Elsewhere</title>".to_owned())?;
    page.open("?example=many-cores").await?;
    let wanted = json!({"example": "many-cores", "size": 60, "repeats": 1, "strategies": "async async-parallel"});
    let first = page.run(&wanted).await?;
    for leaves_a_run in [false, true] {
        page.script(&format!(
            "window.kept = false;
             addEventListener('pageshow', ({{ persisted }}) => {{ window.kept = persisted; }}, {{ once: true }});
             if (!{leaves_a_run}) return;
             window.left = window.meanwhile.run({{ example: 'many-fetches', size: 100, repeats: 100, strategies: 'async' }});
             left.catch(() => {{}});
             await begun();"
        ))
        .await?;
        page.open_address(&host.address()).await?;
        page.back().await?;
        let seen = page
            .script(
                "if (!window.kept) return [false, null];
                 return [true, await window.left?.then(({ strategies }) => strategies[0].status, (error) => error.message) ?? null];",
            )
            .await?;
        println!(
            "     {}: back {} a run, the page was {}",
            page.browser.name(),
            if leaves_a_run { "amid" } else { "after" },
            if seen[0] == true {
                "kept"
            } else {
                "loaded anew"
            },
        );
        ensure!(
            seen[1].is_null() || seen[1] == "stopped",
            "a run that was left was to be stopped: {seen}"
        );
        let again = page.run(&wanted).await?;
        for key in ["async", "async-parallel"] {
            let (again, first) = (entry(&again, key)?, entry(&first, key)?);
            ensure!(
                again["status"] == "done" && again["answer"] == first["answer"],
                "the same answer was expected after the way back: {again:#}"
            );
        }
    }
    Ok(())
}

/// How it stands with what is typed, and what pressing Run does.
const PRESSED: &str = "
    await up();
    const run = document.getElementById('run');
    const running = () => document.querySelector('[data-running]') !== null;
    // The page draws what happened before the next frame.
    const settled = async () => { await frame(); await frame(); };
    const press = async () => {
      run.click();
      await settled();
      return { running: running(), focus: document.activeElement.id, off: run.getAttribute('aria-disabled'),
        why: document.getElementById(run.getAttribute('aria-describedby'))?.textContent ?? '', query: location.search };
    };
    const type = (id, text) => {
      const input = document.getElementById(id);
      input.value = text;
      input.dispatchEvent(new InputEvent('input', { bubbles: true }));
    };";

async fn a_bad_number_is_kept_and_not_run(page: &Page) -> Outcome {
    let until_then = text_of("problem.until")?;
    page.open("?example=many-cores&size=12x&threads=9999&repeats=1&strategies=async")
        .await?;
    let seen = page
        .script(&format!(
            "{PRESSED}
             const first = await press();
             const typed = ['p-size', 'p-threads'].map((id) => document.getElementById(id).value);
             type('p-threads', '1');
             await settled();
             const second = await press();
             type('p-size', '40');
             await settled();
             const left = document.getElementById('problem').textContent;
             type('p-threads', '0');
             await settled();
             document.querySelector('#problem button').click();
             await settled();
             const mended = [document.getElementById('p-threads').value !== '0', document.getElementById('p-size').value, document.activeElement.id,
               document.getElementById('problem').textContent];
             run.click();
             const ran = await until(running, 2000);
             window.meanwhile.stop();
             return {{ first, typed, second, left, mended, ran }};"
        ))
        .await?;
    let first = &seen["first"];
    ensure!(
        first["running"] == false
            && first["off"] == "true"
            && seen["typed"] == json!(["12x", "9999"]),
        "nothing run, nothing lost: {seen:#}"
    );
    let why = first["why"].as_str().unwrap_or_default();
    ensure!(
        ["size", "3000", "12x", "Threads", &until_then]
            .iter()
            .all(|part| why.contains(part)),
        "why not, and what it may be: {seen:#}"
    );
    ensure!(
        first["focus"] == "p-threads" && seen["second"]["focus"] == "p-size",
        "the focus on the first that is bad: {seen:#}"
    );
    ensure!(
        seen["second"]["running"] == false && seen["left"] == "" && seen["ran"] == true,
        "until all is mended: {seen:#}"
    );
    ensure!(
        seen["mended"] == json!([true, "40", "run", ""]),
        "one button mends what is bad and leaves the rest: {seen:#}"
    );
    Ok(())
}

/// A fold stays as the reader has it while they type; Run opens it where what has to be mended is in it, and neither Run
/// nor "feel it on this page" goes on with another number.
async fn what_is_bad_in_a_fold_is_found_there(page: &Page) -> Outcome {
    page.open("?example=many-fetches&repeats=1&strategies=async")
        .await?;
    let seen: Value = page
        .script(&format!(
            "{PRESSED}
             const fold = document.querySelector('details.more');
             fold.open = true;
             const delay = document.getElementById('p-delay');
             delay.focus();
             type('p-delay', '5');
             await settled();
             const whileBad = fold.open;
             type('p-delay', '20');
             await settled();
             const mended = [fold.open, document.activeElement.id];
             type('p-delay', '5');
             fold.open = false;
             document.getElementById('run').focus();
             await settled();
             const pressed = await press();
             const opened = [fold.open, document.activeElement.id];
             fold.open = false;
             document.querySelector('#feel button').click();
             await settled();
             const felt = [fold.open, document.activeElement.id, document.getElementById('feel-said').textContent];
             return {{ whileBad, mended, running: pressed.running, opened, felt }};"
        ))
        .await?;
    let expected = json!({"whileBad": true, "mended": [true, "p-delay"], "running": false,
        "opened": [true, "p-delay"], "felt": [true, "p-delay", ""]});
    ensure!(seen == expected, "the fold, and the focus in it: {seen:#}");
    Ok(())
}

async fn a_bad_number_of_an_author_is_not_run(page: &Page) -> Outcome {
    page.open("?example=many-fetches&size=0&embed=1&run=load")
        .await?;
    let seen: Value = page
        .script(
            "await up();
             await frame();
             await frame();
             return { running: document.querySelector('[data-running]') !== null, focus: document.activeElement.tagName,
               verdict: document.querySelector('#verdict :is(table, ul)')?.textContent ?? '', said: document.getElementById('problem').textContent };",
        )
        .await?;
    ensure!(
        seen["running"] == false && seen["verdict"] == "" && seen["focus"] == "BODY",
        "nothing run, and the focus left alone: {seen:#}"
    );
    ensure!(
        seen["said"]
            .as_str()
            .is_some_and(|said| said.contains("size")),
        "a sentence: {seen:#}"
    );
    Ok(())
}

async fn a_button_that_can_not_be_pressed_says_why(page: &Page) -> Outcome {
    page.open("?example=many-cores&size=40&repeats=1&strategies=async")
        .await?;
    let seen = page
        .script(
            "const off = () => Object.fromEntries([...document.querySelectorAll('.run-bar button, #scaling button')]
               .filter((one) => one.getAttribute('aria-disabled') === 'true').map((one) => [one.textContent, one.title]));
             await until(() => document.getElementById('poke'), 10000);
             const poke = document.getElementById('poke');
             const early = poke.getAttribute('aria-disabled') === 'true' ? poke.title : null;
             await up();
             const idle = off();
             const running = window.meanwhile.run({ example: 'many-fetches', size: 100, repeats: 100, strategies: 'async' });
             running.catch(() => {});
             await begun();
             const during = off();
             await window.meanwhile.stop();
             await running.catch(() => {});
             document.querySelector(`.rail a[href='?example=many-cores']`).click();
             await until(() => document.querySelector('#scaling button'), 5000);
             const sweeping = window.meanwhile.sweep({ example: 'many-cores', parameter: 'threads', repeats: 20, size: 600 });
             sweeping.catch(() => {});
             await begun();
             const swept = off();
             await window.meanwhile.stop();
             await sweeping.catch(() => {});
             return { early, idle, during, swept };",
        )
        .await?;
    let [stop, run, nothing, busy, early] = [
        "run.stop",
        "run.run",
        "run.nothing",
        "run.busy",
        "poke.not-yet",
    ]
    .map(text_of);
    let (stop, run, nothing, busy) = (stop?, run?, nothing?, busy?);
    ensure!(
        seen["idle"] == json!({stop: nothing}),
        "before a run: {seen:#}"
    );
    ensure!(
        seen["early"].is_null() || seen["early"] == early?,
        "before the engine is up: {seen:#}"
    );
    ensure!(
        seen["during"] == json!({run.clone(): busy}),
        "during a run: {seen:#}"
    );
    let swept = seen["swept"].as_object().ok_or("no buttons")?;
    ensure!(
        swept.len() == 3 && swept.values().all(|why| *why == busy),
        "during a sweep: {seen:#}"
    );
    Ok(())
}
