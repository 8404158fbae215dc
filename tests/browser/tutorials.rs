//! The tutorials, which use nothing but what every page may use.

use crate::embed::seen_on;
use crate::host::Host;
use crate::looks::axe_finds_nothing;
use crate::page::Page;
use crate::{Case, Outcome, case, ensure};
use serde_json::json;

/// The cases of this file.
pub fn cases() -> Vec<Case> {
    vec![
        case!(a_sentence_runs_both_jobs, ChromiumFirst),
        case!(axe_finds_nothing_in_the_tutorials, Chromium),
        case!(what_authors_are_to_paste_works, Isolated),
    ]
}

/// Said in the midst of what was said before, the later one counts.
async fn a_sentence_runs_both_jobs(page: &Page) -> Outcome {
    page.open("tutorials/do-this-and-come-back.html").await?;
    let seen = page
        .script(
            "const labs = [...document.querySelectorAll('meanwhile-lab')];
             const [first, second] = document.querySelectorAll('[data-strategies]');
             if (!await until(() => labs[0].dataset.status, 10000)) throw new Error('no lab');
             first.click();
             if (!await until(() => labs.some((lab) => lab.dataset.status === 'running'), 30000)) throw new Error('nothing runs');
             second.click();
             if (!await until(() => document.getElementById('said').textContent.startsWith('Both'), 90000))
               throw new Error(document.getElementById('said').textContent);
             return labs.map((lab) => lab.result().strategies.map(({ strategy, status }) => [strategy, status]));",
        )
        .await?;
    let expected = json!([["blocking", "done"], ["parallel", "done"]]);
    ensure!(
        seen == json!([expected, expected]),
        "both jobs, as the second sentence has it, were expected: {seen:#}"
    );
    Ok(())
}

async fn axe_finds_nothing_in_the_tutorials(page: &Page) -> Outcome {
    for name in [
        "do-this-and-come-back",
        "why-your-page-freezes",
        "how-many-cores",
        "three-exercises",
        "embedding",
    ] {
        page.open(&format!("tutorials/{name}.html")).await?;
        page.script("await until(() => document.querySelector('meanwhile-lab').dataset.status === 'ready', 20000);")
            .await?;
        axe_finds_nothing(page, name).await?;
    }
    Ok(())
}

/// As it stands in the page for authors, in a page of another site: two labs, and a frame without a script.
async fn what_authors_are_to_paste_works(page: &Page) -> Outcome {
    page.open("tutorials/embedding.html").await?;
    let pasted = page
        .script(
            "const named = (name) => document.querySelector(`[aria-label='${name}']`).textContent;
             if (!await until(() => !named('A frame').includes('HOST'), 10000)) throw new Error('no host is named');
             return ['The shortest lab', 'An exercise', 'A frame'].map(named).join('');",
        )
        .await?;
    let pasted = pasted.as_str().ok_or("texts were expected")?;
    let html =
        format!("<!doctype html><html lang=en><title>An article</title><body>{pasted}</body>");
    let host = Host::serve("", html)?;
    let seen = seen_on(
        page,
        &host,
        "const frame = document.querySelector('iframe');
         const heard = [];
         addEventListener('message', ({ data, source }) => source === frame.contentWindow && heard.push(data.type));
         frame.loading = 'eager';
         const labs = [...document.querySelectorAll('meanwhile-lab')];
         const runs = [];
         for (const one of labs) runs.push(await one.run());
         await until(() => { frame.contentWindow.postMessage({ meanwhile: 1, type: 'set' }, '*'); return heard.includes('ready'); }, 20000);
         return { statuses: runs.map(({ strategies }) => strategies.map(({ status, reason }) => reason ?? status)),
           holds: runs[1].checks.map(({ holds }) => holds), frame: heard.includes('ready') };",
    )
    .await?;
    let expected =
        json!({ "statuses": [["done", "done"], ["done"]], "holds": [true, false], "frame": true });
    ensure!(seen == expected, "labs that run were expected: {seen:#}");
    Ok(())
}
