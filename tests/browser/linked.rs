//! Links that carry a result: what was measured on another machine, beside what the reader then measures on their own.

use crate::page::Page;
use crate::{Case, Outcome, case, ensure};
use serde_json::{Value, json};

/// The cases of this file.
pub fn cases() -> Vec<Case> {
    vec![
        case!(a_link_brings_a_result_and_runs_nothing, Isolated),
        case!(a_damaged_result_in_a_link_gets_a_sentence, Isolated),
    ]
}

/// The link to what was measured, from the dialog of the page.
const LINK: &str = "
    document.getElementById('share').click();
    const dialog = () => document.querySelector('dialog.share');
    if (!await until(() => dialog()?.open, 10000)) throw new Error('nothing opens');
    const links = [...dialog().querySelectorAll('.link input')].map(({ value }) => value);
    dialog().close();";

/// What is said of a result that was brought, and of what is wrong with one.
const SAID: &str = "
    const said = () => document.querySelector('.pinned')?.textContent ?? '';
    const problem = () => document.querySelector('main > p.problem')?.textContent ?? '';
    const idle = () => document.querySelector('[data-running]') === null;
    const verdict = () => document.getElementById('verdict')?.textContent ?? '';";

/// What a link says once it is opened in a page that is not there yet.
async fn opened(page: &Page, link: &str, script: &str) -> Outcome<Value> {
    page.open_address("about:blank").await?;
    page.open_address(link).await?;
    page.script(&format!("{SAID} await up(); {script}")).await
}

async fn a_link_brings_a_result_and_runs_nothing(page: &Page) -> Outcome {
    page.open("?example=many-fetches").await?;
    let before = page
        .script(&format!("await up(); {LINK} return links.length;"))
        .await?;
    ensure!(before == 2, "nothing was measured: {before}");
    let result = page
        .run(json!({"example": "many-fetches", "size": 4, "delay": 20, "repeats": 6, "strategies": "async one-by-one"}))
        .await?;
    let links = page.script(&format!("{LINK} return links;")).await?;
    let link = links[1].as_str().unwrap_or_default().to_owned();
    ensure!(
        link.contains("&size=4&") && link.contains("#result=1/") && link.len() < 6_000,
        "a link with a result of a few thousand letters was expected: {links:#}"
    );
    let theirs = opened(
        page,
        &link,
        "if (!await until(() => /their machine/.test(said()), 15000)) throw new Error('not shown: ' + problem());
         return { said: said(), verdict: verdict(), idle: idle(), hash: location.hash.slice(0, 10) };",
    )
    .await?;
    let browser = result["environment"]["browser"]
        .as_str()
        .unwrap_or_default();
    let said = theirs["said"].to_string();
    ensure!(
        said.contains("From the link")
            && said.contains(browser)
            && said.contains("Pinned: their machine")
            && theirs["verdict"].to_string().contains("one by one")
            && theirs["idle"] == true,
        "what the other machine measured, and no run: {theirs:#}"
    );
    // What is measured here stands beside it.
    let ours = page
        .script(&format!(
            "{SAID}
             document.getElementById('run').click();
             await until(() => !idle(), 5000);
             if (!await until(() => idle() && document.querySelector('.pinned li'), 60000)) throw new Error('no end: ' + said());
             await until(() => document.getElementById('chart-pinned'), 5000);
             return {{ said: said(), differences: document.querySelectorAll('.pinned li').length,
               chart: document.getElementById('chart-pinned')?.textContent ?? '' }};"
        ))
        .await?;
    ensure!(
        ours["differences"] == 2
            && ours["said"].to_string().contains("Pinned: their machine")
            && !ours["said"].to_string().contains("From the link"),
        "theirs beside ours: {ours:#}"
    );
    Ok(())
}

async fn a_damaged_result_in_a_link_gets_a_sentence(page: &Page) -> Outcome {
    let other = page_packed(page, "{ format: 'nothing of ours' }").await?;
    let wrong = page_packed(page, "{ format: 'meanwhile/result@1', example: 7 }").await?;
    for (fragment, expected) in [
        ("#result=2/abc", "newer Meanwhile"),
        ("#result=1/abc", "a part of it is missing"),
        ("#result=%00", "a part of it is missing"),
        (other.as_str(), "neither a result"),
        (wrong.as_str(), "wrong place"),
    ] {
        let link = format!("{}?example=many-fetches{fragment}", page.address);
        let seen = opened(
            page,
            &link,
            "await until(problem, 15000); return { problem: problem(), pinned: said(), idle: idle() };",
        )
        .await?;
        let problem = seen["problem"].as_str().unwrap_or_default();
        ensure!(
            problem.starts_with("The result in this link ")
                && problem.contains(expected)
                && seen["pinned"] == ""
                && seen["idle"] == true,
            "{fragment}: {seen:#}"
        );
    }
    // A link that is pasted into the address of a page that is open.
    let pasted = page
        .script(&format!(
            "{SAID} location.hash = '#result=3/x'; await until(() => problem().includes('newer'), 15000); return problem();"
        ))
        .await?;
    ensure!(pasted.to_string().contains("newer"), "{pasted}");
    Ok(())
}

/// Anything as a link carries it, by the page's own script.
async fn page_packed(page: &Page, value: &str) -> Outcome<String> {
    page.open("?example=many-fetches").await?;
    let packed = page
        .script(&format!(
            "await up();
             const script = performance.getEntriesByType('resource').find(({{ name }}) => name.endsWith('/boot.js')).name;
             const {{ packed }} = await import(script.replace('boot.js', 'packed.js'));
             return '#' + await packed('result', {value});"
        ))
        .await?;
    Ok(packed.as_str().unwrap_or_default().to_owned())
}
