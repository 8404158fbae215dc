//! What cores can bring: in `no-free-cores` threads beyond them bring no more, and whoever else computes has his share; in
//! `many-cores` a part that can't be split takes as long on all of them.

use crate::page::Page;
use crate::result::{entry, number};
use crate::{Case, Outcome, case, ensure};
use serde_json::{Value, json};

/// The cases.
pub fn cases() -> Vec<Case> {
    vec![
        case!(
            threads_beyond_the_cores_bring_no_more_and_others_take_them,
            BothTiers
        ),
        case!(others_stop_with_the_run, Everywhere),
        case!(the_most_threads_and_others_are_borne, Everywhere),
        case!(what_can_not_be_split_takes_as_long_on_many_cores, BothTiers),
    ]
}

/// What the others got done beside a program, in chunks a second.
fn others_a_second(entry: &Value) -> Outcome<f64> {
    let chunks = number(&entry["measures"], "others-chunks")?;
    Ok(chunks / number(entry, "medianMs")? * 1_000.0)
}

/// As it comes, with the size that suits the machine. The ratios leave room for whatever else the machine does.
async fn threads_beyond_the_cores_bring_no_more_and_others_take_them(page: &Page) -> Outcome {
    page.open("?example=no-free-cores").await?;
    page.script("await up(); await until(() => location.search.includes('size='), 20000);")
        .await?;
    let result = page
        .script(
            "const size = Number(new URLSearchParams(location.search).get('size'));
             return await window.meanwhile.run({ example: 'no-free-cores', size, repeats: 6 });",
        )
        .await?;
    let time = |program: &str| number(entry(&result, program)?, "medianMs");
    let (one, a_core, many) = (time("one")?, time("one-a-core")?, time("many")?);
    let (crowded, many_crowded) = (time("one-a-core-crowded")?, time("many-crowded")?);
    let of_others = others_a_second(entry(&result, "one-a-core-crowded")?)?;
    let of_others_then = others_a_second(entry(&result, "many-crowded")?)?;
    println!(
        "    one {one:.0} ms, one a core {a_core:.0}, many {many:.0}; crowded {crowded:.0} (others {of_others:.0} a second), \
         many {many_crowded:.0} (others {of_others_then:.0})"
    );
    ensure!(
        one / a_core > 1.15,
        "as many threads as cores help: {result:#}"
    );
    let more = a_core / many;
    ensure!(
        (0.6..1.35).contains(&more),
        "four times as many bring no more, {more:.2} times: {result:#}"
    );
    ensure!(
        crowded / a_core > 1.2 && of_others > 0.0,
        "others take cores away: {result:#}"
    );
    ensure!(
        crowded / many_crowded > 1.1 && of_others_then < of_others,
        "more threads get a larger share, from the others: {result:#}"
    );
    let values = |program: &str| {
        Ok::<_, Box<dyn std::error::Error>>(entry(&result, program)?["values"]["threads"].clone())
    };
    let cores = &result["environment"]["reportedCores"];
    ensure!(
        values("one")? == 1
            && values("one-a-core")? == *cores
            && values("many")? == result["parameters"]["threads"],
        "each with its own threads: {result:#}"
    );
    let seen = page
        .script(
            "await until(() => document.getElementById('chart-rates'), 5000);
             const own = document.querySelector('section[aria-labelledby=chart-rates] svg');
             const many = [...document.querySelectorAll('table.facts tr')]
               .filter((row) => row.querySelector('th')?.textContent.trim() === 'many a core');
             return { solid: own.querySelectorAll('rect.solid').length, hollow: own.querySelectorAll('rect.hollow').length,
                      shares: many.some((row) => row.textContent.includes('sharing them')) };",
        )
        .await?;
    ensure!(
        seen == json!({"solid": 5, "hollow": 2, "shares": true}),
        "a bar a program, the others beside it, and threads beyond the cores are said to share them: {seen}"
    );
    Ok(())
}

/// A run that is stopped while others compute leaves nobody at work: the next one finds the cores free.
async fn others_stop_with_the_run(page: &Page) -> Outcome {
    page.open("?example=no-free-cores&size=100").await?;
    let seen = page
        .script(
            "await up();
             const of = (strategies, repeats) => window.meanwhile.run({ example: 'no-free-cores', size: 100, strategies, repeats, load: 4 });
             const running = of('many-crowded', 50);
             running.catch(() => {});
             await begun(/^Measuring/);
             const stopping = performance.now();
             await window.meanwhile.stop();
             const stopped = await running;
             const took = performance.now() - stopping;
             const next = await of('one', 3);
             return { took, stopped: stopped.strategies[0].status, next: next.strategies[0].status };",
        )
        .await?;
    ensure!(
        seen["stopped"] == "stopped" && seen["next"] == "done",
        "stopped, and the next goes on: {seen:#}"
    );
    // The engine was not given up for it: that takes longer.
    ensure!(seen["took"].as_f64() < Some(2_000.0), "soon: {seen:#}");
    Ok(())
}

/// The ends of its parameters: more threads and more others than anybody wants, and the fewest. Then the most again on
/// another page, while browsers keep the first for the way back: they have no room for the workers of both.
async fn the_most_threads_and_others_are_borne(page: &Page) -> Outcome {
    for (is_another, threads, load) in [(true, 32, 32), (false, 1, 1), (true, 32, 32)] {
        if is_another {
            page.open("?example=no-free-cores&size=2").await?;
        }
        let result = page
            .run(json!({"example": "no-free-cores", "size": 2, "repeats": 1, "threads": threads, "load": load}))
            .await?;
        for program in [
            "one",
            "one-a-core",
            "many",
            "one-a-core-crowded",
            "many-crowded",
        ] {
            let own = entry(&result, program)?;
            ensure!(
                own["status"] == "done" && own["answer"] == "148933",
                "{program} with {threads} threads and {load} others: {own:#}, {:#}",
                result["environment"]
            );
        }
        ensure!(
            result["environment"]["tier"] == page.manner.tier(),
            "the tier stays what it was: {result:#}"
        );
    }
    Ok(())
}

/// By Amdahl's law two cores gain 1.1 times at most where four fifths can't be split.
async fn what_can_not_be_split_takes_as_long_on_many_cores(page: &Page) -> Outcome {
    page.open("?example=many-cores").await?;
    let gain = async |serial: u32| -> Outcome<(f64, f64, Value)> {
        let result = page
            .run(json!({
                "example": "many-cores", "size": 500, "threads": 2, "repeats": 8, "serial": serial,
                "strategies": ["background", "async-parallel"],
            }))
            .await?;
        let (one, many) = (
            entry(&result, "background")?,
            entry(&result, "async-parallel")?,
        );
        let time = |entry: &Value| number(entry, "medianMs");
        let part = number(&one["measures"], "serial-ms").unwrap_or(0.0) / time(one)?;
        ensure!(one["answer"] == many["answer"], "one picture: {result:#}");
        Ok((time(one)? / time(many)?, part, one["answer"].clone()))
    };
    let (all_split, no_part, picture) = gain(0).await?;
    let (hardly_split, part, same) = gain(80).await?;
    println!(
        "    gain {all_split:.2} where all is split, {hardly_split:.2} where {part:.2} is not"
    );
    ensure!(picture == same, "the same picture: {picture} {same}");
    ensure!(
        no_part == 0.0 && (0.6..0.95).contains(&part),
        "its share of the time: {no_part} {part}"
    );
    ensure!(
        hardly_split < 1.35 && all_split > hardly_split,
        "the part keeps the cores from helping: {all_split} {hardly_split}"
    );
    Ok(())
}
