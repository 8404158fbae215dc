//! The tutorials, which use nothing but what every page may use.

use crate::looks::axe_finds_nothing;
use crate::page::Page;
use crate::{Case, Outcome, case, ensure};
use serde_json::json;

/// The cases of this file.
pub fn cases() -> Vec<Case> {
    vec![
        case!(a_sentence_runs_both_jobs, Isolated),
        case!(axe_finds_nothing_in_the_tutorials, Chromium),
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
        "three-exercises",
    ] {
        page.open(&format!("tutorials/{name}.html")).await?;
        page.script("await until(() => document.querySelector('meanwhile-lab').dataset.status === 'ready', 20000);")
            .await?;
        axe_finds_nothing(page, name).await?;
    }
    Ok(())
}
