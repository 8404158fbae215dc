//! Going from lesson to lesson: numbers stay with the lesson that they were measured in.

use crate::{Case, Outcome, Page, case, ensure};

/// The cases.
pub fn cases() -> Vec<Case> {
    vec![
        case!(a_sweep_shows_nothing_of_the_lesson_before, Isolated),
        case!(a_lesson_left_in_mid_run_leaves_nothing_behind, Everywhere),
    ]
}

/// What the page shows of a comparison of programs.
const SHOWN: &str = "
    const shown = () => ({
      title: document.querySelector('h1').textContent,
      verdict: [...document.querySelectorAll('#verdict li')].map((line) => line.textContent).join(' '),
      tables: document.querySelectorAll('table.facts').length,
    });
    const pick = (slug) => document.querySelector(`.rail a[href*='${slug}']`).click();
    const idle = () => document.getElementById('stop').getAttribute('aria-disabled') === 'true'
      && document.getElementById('run').getAttribute('aria-disabled') !== 'true';";

async fn a_sweep_shows_nothing_of_the_lesson_before(page: &Page) -> Outcome {
    page.open("?example=many-fetches&size=4&repeats=1&strategies=async")
        .await?;
    let seen = page
        .script(&format!(
            "{SHOWN}
             await up();
             await window.meanwhile.run({{ example: 'many-fetches', size: 4, repeats: 1, strategies: 'async' }});
             await until(idle, 10000);
             const before = shown();
             pick('many-cores');
             await until(() => shown().title !== before.title, 5000);
             const after = shown();
             await window.meanwhile.sweep({{ example: 'many-cores', parameter: 'threads', size: 40, repeats: 1 }});
             await until(idle, 30000);
             return {{ before, after, swept: shown(), said: document.querySelectorAll('.scaling-said li').length }};"
        ))
        .await?;
    ensure!(
        seen["before"]["verdict"] != "" && seen["before"]["tables"] != 0,
        "the first lesson's run was expected to be told: {seen:#}"
    );
    for state in ["after", "swept"] {
        ensure!(
            seen[state]["verdict"] == "" && seen[state]["tables"] == 0,
            "another lesson's numbers stand here: {seen:#}"
        );
    }
    ensure!(
        seen["said"] != 0,
        "the sweep itself was expected to be told: {seen:#}"
    );
    Ok(())
}

async fn a_lesson_left_in_mid_run_leaves_nothing_behind(page: &Page) -> Outcome {
    page.open("?example=many-fetches&size=12&repeats=3&strategies=async")
        .await?;
    let seen = page
        .script(&format!(
            "{SHOWN}
             await up();
             const running = window.meanwhile.run({{ example: 'many-fetches', size: 12, repeats: 3, strategies: 'async' }});
             const ended = running.then(() => 'a result', (error) => error.message);
             await until(() => !idle(), 5000);
             pick('many-cores');
             const told = await ended;
             await until(idle, 10000);
             const after = shown();
             const next = await window.meanwhile.run({{ example: 'many-cores', size: 40, repeats: 1, strategies: 'async' }});
             return {{ told, after, next: next.strategies[0].status, example: next.example }};"
        ))
        .await?;
    ensure!(
        seen["told"] != "a result",
        "the run of a lesson that was left has no result to give: {seen:#}"
    );
    ensure!(
        seen["after"]["verdict"] == "" && seen["after"]["tables"] == 0,
        "what was left was told all the same: {seen:#}"
    );
    ensure!(
        seen["next"] == "done" && seen["example"] == "many-cores",
        "the next run: {seen:#}"
    );
    Ok(())
}
