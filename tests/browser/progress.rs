//! What the reader has done: kept in this browser, whatever else lies there, and forgotten when asked twice.

use crate::driver::Driver;
use crate::page::Page;
use crate::result::text_of;
use crate::{Case, Outcome, case, ensure};
use serde_json::{Value, json};

/// The cases of this file.
pub fn cases() -> Vec<Case> {
    vec![
        case!(what_was_done_is_marked_scored_and_forgotten, Isolated),
        case!(whatever_is_kept_there_breaks_nothing, ChromiumFirst),
        case!(where_nothing_can_be_kept_a_sentence_says_so, Isolated),
        case!(a_lab_in_another_page_keeps_nothing, Isolated),
    ]
}

const KEPT: &str = "
    const kept = () => JSON.parse(localStorage.getItem('meanwhile'));
    const idle = () => !document.querySelector('[data-running]');
    const home = async () => {
      document.querySelector('.top .name a').click();
      await until(() => document.querySelector('#opening').checkVisibility(), 5000);
    };
    const small = { example: 'many-fetches', size: 3, repeats: 1, strategies: 'async' };";

async fn what_was_done_is_marked_scored_and_forgotten(page: &Page) -> Outcome {
    page.open("?example=many-fetches&size=12&delay=20&repeats=6")
        .await?;
    let seen = page
        .script(&format!(
            "localStorage.removeItem('meanwhile');
             {KEPT}
             await up();
             document.querySelectorAll('.question input')[1].click();
             document.getElementById('run').click();
             if (!await until(() => !idle(), 5000)) throw new Error('it does not run');
             if (!await until(idle, 60000)) throw new Error('it does not end');
             await until(kept, 5000);
             const score = document.querySelector('.score').textContent;
             const marks = () => document.querySelectorAll('.rail [data-done], .map [data-done]').length;
             const rail = document.querySelector('.rail a[aria-current]').title;
             await home();
             return {{ score, rail, kept: kept(), marks: marks(), said: document.querySelector('.so-far p').textContent }};"
        ))
        .await?;
    let score = seen["score"].as_str().unwrap_or_default();
    let right = match () {
        () if score.contains("Right: ") => Some(true),
        () if score.contains(", so: ") => Some(false),
        () => None,
    };
    let mut own = json!({"done": true});
    if let Some(right) = right {
        own["right"] = right.into();
    }
    ensure!(
        seen["kept"] == json!({"meanwhile": 1, "lessons": {"many-fetches": own}}),
        "{score}: {seen:#}"
    );
    ensure!(
        seen["marks"] == 2
            && seen["rail"]
                .as_str()
                .is_some_and(|rail| rail.contains("done")),
        "a mark with words in each list: {seen:#}"
    );
    let said = seen["said"].as_str().unwrap_or_default();
    ensure!(
        said.contains("of 1 question") == right.is_some(),
        "the score: {seen:#}"
    );
    page.open("").await?;
    let seen = page
        .script(&format!(
            "{KEPT}
             const marks = () => document.querySelectorAll('.map [data-done]').length;
             if (!await until(() => marks() === 1, 10000)) throw new Error('no mark after loading anew');
             const once = [document.querySelector('#forget').checkVisibility(), marks()];
             document.querySelector('.so-far summary').click();
             const twice = await until(() => document.querySelector('#forget').checkVisibility(), 2000);
             document.querySelector('#forget').click();
             const gone = await until(() => marks() === 0 && kept() === null, 5000);
             return {{ once, twice, gone, focus: document.activeElement.className, reset: document.querySelector('#forget').checkVisibility() }};"
        ))
        .await?;
    ensure!(
        seen == json!({"once": [false, 1], "twice": true, "gone": true, "focus": "map", "reset": false}),
        "forgotten when asked twice, and the focus near: {seen:#}"
    );
    Ok(())
}

async fn whatever_is_kept_there_breaks_nothing(page: &Page) -> Outcome {
    let later = json!({"meanwhile": 9, "theme": "x",
        "lessons": {"from-later": {"done": true, "bet": 3}, "many-cores": {"done": true, "right": "perhaps"}}});
    let list = json!({"meanwhile": 9, "lessons": [1]});
    let (list_text, later_text) = (list.to_string(), later.to_string());
    for (text, marks) in [
        ("{".to_owned(), 0),
        ("[]".to_owned(), 0),
        ("null".to_owned(), 0),
        (r#"{"lessons": 5}"#.to_owned(), 0),
        (
            r#"{"lessons": {"many-cores": null, "__proto__": {"done": true}}}"#.to_owned(),
            0,
        ),
        (list_text.clone(), 0),
        (later_text.clone(), 1),
    ] {
        let put = serde_json::to_string(&text)?;
        page.open("").await?;
        page.script(&format!("localStorage.setItem('meanwhile', {put});"))
            .await?;
        page.open("").await?;
        let seen = page
            .script(&format!(
                "{KEPT}
                 await up();
                 const before = document.querySelectorAll('.map [data-done]').length;
                 const result = await window.meanwhile.run(small);
                 await until(() => document.querySelector('.rail a[aria-current][data-done]'), 5000);
                 await home();
                 await until(() => kept()?.lessons?.['many-fetches'], {});
                 return {{ before, status: result.strategies[0].status, after: document.querySelectorAll('.map [data-done]').length,
                   kept: kept(), said: document.querySelector('.so-far p').textContent }};",
                if text == list_text { 300 } else { 5_000 }
            ))
            .await
            .map_err(|error| format!("{text}: {error}"))?;
        ensure!(
            seen["before"] == marks && seen["after"] == marks + 1 && seen["status"] == "done",
            "{text}: {seen:#}"
        );
        let kept = &seen["kept"];
        if text == list_text {
            ensure!(*kept == list, "a later version's own: {seen:#}");
            ensure!(seen["said"] == text_of("progress.blocked")?, "{seen:#}");
            continue;
        }
        ensure!(
            kept["lessons"]["many-fetches"]["done"] == true && seen["said"] == "",
            "{text}: {seen:#}"
        );
        if text == later_text {
            ensure!(
                kept["meanwhile"] == 9
                    && kept["theme"] == "x"
                    && kept["lessons"]["from-later"] == json!({"done": true, "bet": 3}),
                "what a later version kept was to stay: {seen:#}"
            );
        }
    }
    page.script("localStorage.removeItem('meanwhile');").await?;
    Ok(())
}

async fn where_nothing_can_be_kept_a_sentence_says_so(page: &Page) -> Outcome {
    let driver = Driver::start(page.browser).await?;
    let own = driver.open_keeping_nothing(page.address.clone()).await?;
    let outcome = kept_nowhere(&own).await;
    own.close().await;
    outcome
}

async fn kept_nowhere(page: &Page) -> Outcome {
    page.open("").await?;
    let seen = page
        .script(&format!(
            "{KEPT}
             await up();
             const said = () => document.querySelector('.so-far p').textContent;
             await until(said, 5000);
             let isBlocked = false;
             try {{ isBlocked = !localStorage; }} catch {{ isBlocked = true; }}
             const before = said();
             const result = await window.meanwhile.run(small);
             await home();
             await until(() => document.querySelector('.map [data-done]'), 5000);
             return {{ isBlocked, before, status: result.strategies[0].status, marks: document.querySelectorAll('.map [data-done]').length,
               problems: [...document.querySelectorAll('p.problem')].filter((one) => !one.hidden).map((one) => one.textContent) }};"
        ))
        .await?;
    ensure!(
        seen["isBlocked"] == true && seen["before"] == text_of("progress.blocked")?,
        "the sentence: {seen:#}"
    );
    ensure!(
        seen["status"] == "done" && seen["marks"] == 1,
        "a run, and its mark until the reader leaves: {seen:#}"
    );
    Ok(())
}

async fn a_lab_in_another_page_keeps_nothing(page: &Page) -> Outcome {
    page.open("?embed=1").await?;
    let seen: Value = page
        .script(&format!(
            "localStorage.removeItem('meanwhile');
             {KEPT}
             await up();
             const title = document.querySelector('h1').textContent;
             const result = await window.meanwhile.run(small);
             await frame();
             await frame();
             // What keeps is not even asked for.
             const asked = performance.getEntriesByType('resource').some(({{ name }}) => name.endsWith('progress.js'));
             return {{ title, asked, status: result.strategies[0].status, kept: kept(), opening: !!document.querySelector('#opening') }};"
        ))
        .await?;
    ensure!(
        seen["status"] == "done"
            && seen["asked"] == false
            && seen["kept"].is_null()
            && seen["opening"] == false,
        "a run of the first lesson, and nothing kept: {seen:#}"
    );
    ensure!(
        seen["title"]
            .as_str()
            .is_some_and(|title| !title.is_empty()),
        "the first lesson: {seen:#}"
    );
    Ok(())
}
