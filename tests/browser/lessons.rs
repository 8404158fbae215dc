//! Going from lesson to lesson: numbers stay with the lesson that they were measured in.

use crate::result::{entry, is_blank};
use crate::{Case, Outcome, Page, case, ensure};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The cases.
pub fn cases() -> Vec<Case> {
    vec![
        case!(a_sweep_shows_nothing_of_the_lesson_before, ChromiumFirst),
        case!(a_lesson_left_in_mid_run_leaves_nothing_behind, Everywhere),
        case!(every_lesson_runs_and_its_programs_agree, Everywhere),
        case!(
            what_is_counted_together_is_right_and_what_is_awaited_is_lost,
            Everywhere
        ),
        case!(lines_have_their_bars, ChromiumFirst),
        case!(gains_are_of_the_same_job_whichever_is_first, BothTiers),
        case!(code_is_shown_with_the_line_that_decides, Chromium),
    ]
}

/// What the page shows of a comparison of programs.
const SHOWN: &str = "
    const shown = () => ({
      title: document.querySelector('h1').textContent,
      verdict: [...document.querySelectorAll('#verdict :is(li, tr)')].map((line) => line.textContent).join(' '),
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

/// Each listed lesson, small: all its programs of one job end in the same answer, or say why they can't run here.
async fn every_lesson_runs_and_its_programs_agree(page: &Page) -> Outcome {
    page.open("").await?;
    let listed = page
        .script("await up(); return await window.meanwhile.examples();")
        .await?;
    let listed = listed.as_array().map_or(&[][..], Vec::as_slice);
    ensure!(listed.len() >= 4, "four lessons or more: {listed:#?}");
    for lesson in listed {
        let size = &lesson["parameters"]["size"]["min"];
        let result = page
            .run(json!({"example": lesson["slug"], "size": size, "repeats": 1}))
            .await?;
        let entries = result["strategies"]
            .as_array()
            .map_or(&[][..], Vec::as_slice);
        let is_told = |entry: &Value| match entry["status"].as_str() {
            Some("done") => !is_blank(&entry["answer"]),
            Some("unavailable") => !is_blank(&entry["reason"]),
            _ => false,
        };
        ensure!(
            !entries.is_empty() && entries.iter().all(is_told),
            "done, or unavailable for a reason, was expected: {result:#}"
        );
        let answers: BTreeSet<(u64, &str)> = entries
            .iter()
            .filter_map(|entry| {
                let job = entry["values"]["job"].as_u64().unwrap_or_default();
                Some((job, entry["answer"].as_str()?))
            })
            .collect();
        let jobs: BTreeSet<u64> = answers.iter().map(|(job, _)| *job).collect();
        ensure!(
            answers.len() == jobs.len(),
            "one answer a job was expected: {answers:?}"
        );
        let has_values = |entry: &Value| entry["values"]["size"] == *size;
        ensure!(
            entries.iter().all(has_values),
            "each with its own values was expected: {result:#}"
        );
    }
    Ok(())
}

/// The lesson `shared-state`: an atomic, a lock and counts of one's own are right in every tier that has them; one
/// thread that awaits between reading and writing is not.
async fn what_is_counted_together_is_right_and_what_is_awaited_is_lost(page: &Page) -> Outcome {
    page.open("").await?;
    let result = page
        .run(json!({"example": "shared-state", "size": 200_000, "repeats": 1, "threads": 2}))
        .await?;
    for program in ["alone", "atomic", "lock", "allocate", "reduce"] {
        let own = entry(&result, program)?;
        let measures = &own["measures"];
        let is_right =
            measures["counted"] == measures["right"] && measures["right"].as_f64() > Some(90_000.0);
        let is_missing = own["status"] == "unavailable" && page.manner.tier() != "threads";
        ensure!(
            is_right || is_missing,
            "{program} was to count right: {own:#}"
        );
    }
    let awaiting = &entry(&result, "read-await-write")?["measures"];
    ensure!(
        awaiting["counted"].as_f64() < awaiting["right"].as_f64(),
        "updates were to be lost: {awaiting:#}"
    );
    let counts: f64 = (0..=10)
        .filter_map(|tenths| awaiting[format!("lost-{}", tenths * 10)].as_f64())
        .sum();
    ensure!(
        counts == 1_000.0,
        "a thousand counts were expected: {awaiting:#}"
    );
    let seen = page
        .script("await until(() => document.getElementById('chart-losses'), 5000);
                 return ['throughput', 'losses'].map((key) => document.querySelectorAll(`section[aria-labelledby=chart-${key}] svg rect.solid`).length);")
        .await?;
    ensure!(
        seen[0].as_u64() >= Some(3) && seen[1].as_u64() >= Some(2),
        "bars of its own charts were expected: {seen}"
    );
    Ok(())
}

async fn lines_have_their_bars(page: &Page) -> Outcome {
    page.open("?example=four-lines&size=5&delay=60&repeats=1")
        .await?;
    let seen = page
        .script(
            "await up();
             await window.meanwhile.run({ example: 'four-lines', size: 5, delay: 60, repeats: 1 });
             const starts = (table) => [...table.querySelectorAll('tr')].map((row) =>
               Math.min(...[...row.querySelectorAll('rect')].map((rect) => parseFloat(rect.getAttribute('x')))));
             return [...document.querySelectorAll('table.lines')].map((table) => ({
               lines: table.querySelectorAll('th code').length, starts: starts(table),
               ends: Math.max(...[...table.querySelectorAll('tr:nth-child(2) rect')].map((rect) =>
                 parseFloat(rect.getAttribute('x')) + parseFloat(rect.getAttribute('width')))) }));",
        )
        .await?;
    let tables = seen.as_array().map_or(&[][..], Vec::as_slice);
    ensure!(
        tables.len() == 3,
        "a table a program was expected: {seen:#}"
    );
    for table in tables {
        let starts: Vec<f64> = table["starts"]
            .as_array()
            .map_or(vec![], |all| all.iter().filter_map(Value::as_f64).collect());
        ensure!(
            table["lines"] == 4 && starts.len() == 4,
            "four lines with bars: {seen:#}"
        );
    }
    // Where it is awaited on line 2, line 3 begins when that is over; where on line 4, before.
    let line_3 = |table: usize| tables[table]["starts"][2].as_f64().unwrap_or(f64::NAN);
    let line_2_ends = |table: usize| tables[table]["ends"].as_f64().unwrap_or(f64::NAN);
    ensure!(
        line_3(1) >= line_2_ends(1) - 0.5 && line_3(2) < line_2_ends(2),
        "line 3 was to wait in one, and to go on in the other: {seen:#}"
    );
    Ok(())
}

/// The lesson `wrong-tool`: each program is measured against the same job done plainly, and the half that was asked for
/// first is the first row of its own chart.
async fn gains_are_of_the_same_job_whichever_is_first(page: &Page) -> Outcome {
    for (first, second) in [("wait", "work"), ("work", "wait")] {
        let programs = [first, second].map(|job| format!("{job}-plain {job}-async {job}-parallel"));
        page.open(&format!(
            "?example=wrong-tool&strategies={}",
            programs.join(",").replace(' ', ",")
        ))
        .await?;
        let wanted = json!({"example": "wrong-tool", "strategies": programs.join(" "), "size": 60, "delay": 10,
            "repeats": 6, "threads": 2});
        let result = page.run(wanted).await?;
        for job in ["wait", "work"] {
            for tool in ["async", "parallel"] {
                let own = entry(&result, &format!("{job}-{tool}"))?;
                let is_of_its_job = own["speedup"]["against"] == format!("{job}-plain");
                let is_missing = own["status"] == "unavailable" && tool == "parallel";
                ensure!(is_of_its_job || is_missing, "against {job}-plain: {own:#}");
            }
            let plain = entry(&result, &format!("{job}-plain"))?;
            ensure!(
                plain["speedup"].is_null(),
                "plain is what others are measured against: {plain:#}"
            );
        }
        let cells = page
            .script("await until(() => document.getElementById('chart-gains'), 5000);
                     return [...document.querySelectorAll('section[aria-labelledby=chart-gains] svg g[data-say]')]
                       .map((cell) => cell.dataset.say);")
            .await?;
        let says = |place: usize| cells[place].as_str().unwrap_or_default();
        let rows = ["The job waits", "The job computes"];
        let row = usize::from(first == "work");
        ensure!(
            cells.as_array().map_or(0, Vec::len) == 4
                && says(0).starts_with(rows[row])
                && says(2).starts_with(rows[1 - row]),
            "a row a job, the one that was asked for first first: {cells:#}"
        );
    }
    Ok(())
}

/// Each program's fold shows the lines that ran, one of them marked, and what it calls can be opened.
async fn code_is_shown_with_the_line_that_decides(page: &Page) -> Outcome {
    for (lesson, programs) in [("wrong-tool", 6), ("many-cores", 5), ("shared-state", 6)] {
        page.open(&format!("?example={lesson}")).await?;
        let seen = page
            .script(
                "await up();
                 const folds = [...document.querySelectorAll('details.code')];
                 for (const fold of folds.flatMap((fold) => [fold, ...fold.querySelectorAll('details')])) fold.open = true;
                 return folds.map((fold) => ({ code: fold.querySelector('pre').innerText,
                   marks: [...fold.querySelectorAll('mark')].map((mark) => mark.textContent),
                   calls: [...fold.querySelectorAll('details.call pre')].map((pre) => pre.innerText) }));",
            )
            .await?;
        let folds = seen.as_array().map_or(&[][..], Vec::as_slice);
        ensure!(folds.len() == programs, "a fold a program: {seen:#}");
        for fold in folds {
            let code = fold["code"].as_str().unwrap_or_default();
            let marks = fold["marks"].as_array().map_or(0, Vec::len);
            let mark = fold["marks"][0].as_str().unwrap_or_default();
            let calls = fold["calls"].as_array().map_or(&[][..], Vec::as_slice);
            ensure!(
                marks == 1 && mark.starts_with("The line that decides: ") && !code.contains("<-"),
                "one line is marked, and said to be: {fold:#}"
            );
            ensure!(
                code.contains("async fn ") && !code.contains("Result<") && code.ends_with('}'),
                "plain code to its end: {fold:#}"
            );
            ensure!(
                !calls.is_empty()
                    && calls
                        .iter()
                        .all(|call| call.as_str().is_some_and(|code| code.contains("fn "))),
                "what it calls opens its code: {fold:#}"
            );
        }
    }
    Ok(())
}
