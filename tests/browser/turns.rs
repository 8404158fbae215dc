//! The lesson `taking-turns`: what a turn costs, and what a task does that keeps the thread.

use crate::page::Page;
use crate::result::{entry, number};
use crate::{Case, Outcome, case, ensure};
use serde_json::json;

/// The cases.
pub fn cases() -> Vec<Case> {
    vec![
        case!(
            turns_cost_less_on_one_thread_and_a_greedy_task_starves_all_others,
            Everywhere
        ),
        case!(from_ten_tasks_to_a_hundred_thousand, BothBrowsers),
        case!(turns_are_seen_one_by_one, ChromiumFirst),
    ]
}

/// The ratios leave room for whatever else the machine does.
async fn turns_cost_less_on_one_thread_and_a_greedy_task_starves_all_others(
    page: &Page,
) -> Outcome {
    page.open("?example=taking-turns").await?;
    let result = page
        .run(json!({"example": "taking-turns", "repeats": 6}))
        .await?;
    let (promises, futures) = (entry(&result, "promises")?, entry(&result, "futures")?);
    let (greedy, giving_way) = (entry(&result, "greedy")?, entry(&result, "giving-way")?);
    let threads = entry(&result, "threads-in-turn")?;
    let a_turn = |own| {
        Ok::<_, Box<dyn std::error::Error>>(
            number(own, "medianMs")? * 1_000.0 / number(&own["measures"], "turns")?,
        )
    };
    let measure = |own: &serde_json::Value, name: &str| number(&own["measures"], name);
    println!(
        "    a turn: promises {:.2} µs, futures {:.2} µs",
        a_turn(promises)?,
        a_turn(futures)?
    );
    if page.manner.tier() == "threads" {
        println!("    threads in turn {:.2} µs", a_turn(threads)?);
        let times = number(threads, "medianMs")? / number(futures, "medianMs")?;
        ensure!(
            times > 1.5,
            "a turn from thread to thread costs more, {times:.2} times: {result:#}"
        );
    } else {
        ensure!(
            threads["status"] == "unavailable",
            "no memory to meet in: {threads:#}"
        );
    }
    for own in [promises, futures, greedy, giving_way] {
        ensure!(own["answer"] == "10000 turns", "two a task: {own:#}");
    }
    let (long, short) = (
        measure(greedy, "longest-turn-ms")?,
        measure(giving_way, "longest-turn-ms")?,
    );
    let (late, early) = (
        measure(greedy, "others-done-ms")?,
        measure(giving_way, "others-done-ms")?,
    );
    println!(
        "    greedy {long:.0} ms, others done after {late:.0}; giving way {short:.1} ms, others done after {early:.0}"
    );
    ensure!(
        long >= 99.0 && late >= 99.0,
        "all others wait for the greedy one: {greedy:#}"
    );
    ensure!(
        short < long / 3.0 && early < late / 1.3,
        "and for a small part of it where it gives way: {giving_way:#}"
    );
    let seen = page
        .script("await until(() => document.querySelector('section[aria-labelledby=chart-gap] svg'), 5000);
                 return ['cost', 'gap'].map((key) => document.querySelectorAll(`section[aria-labelledby=chart-${key}] svg rect.solid`).length);")
        .await?;
    ensure!(
        seen[0].as_u64() >= Some(2) && seen[1] == 2,
        "bars of its own charts: {seen}"
    );
    Ok(())
}

async fn from_ten_tasks_to_a_hundred_thousand(page: &Page) -> Outcome {
    page.open("?example=taking-turns").await?;
    for size in [10, 100_000] {
        let result = page
            .run(
                json!({"example": "taking-turns", "size": size, "greedy-for": 1, "repeats": 1,
                "strategies": "promises futures greedy giving-way"}),
            )
            .await?;
        for program in ["promises", "futures", "greedy", "giving-way"] {
            let own = entry(&result, program)?;
            ensure!(
                own["status"] == "done" && own["answer"] == format!("{} turns", 2 * size),
                "{program} with {size} tasks: {own:#}"
            );
        }
    }
    Ok(())
}

/// Looked at from close by, and it is said that more turns were taken than are drawn.
async fn turns_are_seen_one_by_one(page: &Page) -> Outcome {
    page.open("?example=taking-turns&greedy-for=1&repeats=1")
        .await?;
    let seen = page
        .script(
            "await up();
             await window.meanwhile.run({ example: 'taking-turns', 'greedy-for': 1, repeats: 1 });
             await until(() => !document.querySelector('[data-running]'), 30000);
             await frame();
             document.querySelector('.closer button').click();
             const said = () => document.getElementById('closer-said').textContent;
             await until(said, 2000);
             return { said: said(), left: document.body.textContent.includes('only counted that they were taken') };",
        )
        .await?;
    ensure!(
        seen["said"]
            .as_str()
            .is_some_and(|said| said.starts_with("One thread, one task after the other"))
            && seen["left"] == true,
        "single turns, and how many are not drawn: {seen:#}"
    );
    Ok(())
}
