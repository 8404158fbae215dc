//! The lesson on other machines, with a real queue and processes that the server starts: what they compute, what is seen of
//! them, one that is unplugged, and a site that has none.

use crate::host::Host;
use crate::page::Page;
use crate::result::entry;
use crate::{Case, Outcome, case, ensure, site};
use serde_json::{Value, json};

pub fn cases() -> Vec<Case> {
    vec![
        case!(machines_compute_the_same_as_cores_here, Isolated),
        case!(an_unplugged_machine_costs_time_and_no_chunk, Isolated),
        case!(a_site_of_files_alone_says_how_to_have_machines, Isolated),
    ]
}

/// What the page shows of machines.
const SHOWN: &str = "
    const list = () => [...document.querySelectorAll('other-machines li')].map((row) => row.textContent);
    const unplug = () => document.querySelector('other-machines button');";

async fn machines_compute_the_same_as_cores_here(page: &Page) -> Outcome {
    page.open("?example=many-machines").await?;
    let seen = page
        .script(&format!(
            "{SHOWN}
             await up();
             await until(() => list().length === 2, 30000);
             const result = await window.meanwhile.run({{ example: 'many-machines', size: 120, chunks: 24, distance: 3, repeats: 6 }});
             const trace = window.meanwhile.trace();
             const file = typeof trace === 'string' ? JSON.parse(trace) : trace;
             const events = file.traceEvents;
             const walls = new Map(file.otherData.runs.map(({{ pid, wallUs }}) => [pid, wallUs]));
             const ways = events.filter(({{ id }}) => id?.endsWith('.machine'));
             const outside = ways.filter(({{ pid, ts }}) => ts < 0 || ts > walls.get(pid) + 1);
             const there = ways.map(({{ name }}) => name.split(' on '));
             const names = new Set(there.map(([, name]) => `machines: ${{name}}`));
             const marks = () => performance.getEntriesByType('measure').map(({{ detail }}) => detail?.devtools).filter((mark) => names.has(mark?.track));
             const colours = () => [...new Set(marks().map(({{ color }}) => color))].sort();
             await until(() => colours().length >= 2, 20000);
             const said = () => document.querySelector('main').textContent.match(/What the machines did.*?on the way/)?.[0];
             await until(said, 10000);
             return {{ result, list: list(), there: [...new Set(there.map(([what]) => what))].sort(), said: said(), colours: colours(), outside }};"
        ))
        .await?;
    let result = &seen["result"];
    let answer = &entry(result, "one-core")?["answer"];
    for key in ["one-core", "all-cores", "machines", "both"] {
        let entry = entry(result, key)?;
        ensure!(
            entry["status"] == "done" && entry["answer"] == *answer,
            "{key} was to have the same answer: {result:#}"
        );
    }
    let machines = entry(result, "machines")?;
    let measure = |key: &str| machines["measures"][key].as_f64().unwrap_or(f64::NAN);
    let chunks_ways = 24.0 * 2.0 * 3.0;
    ensure!(
        measure("computing-ms") > 0.0
            && measure("travelling-ms") >= chunks_ways
            && measure("returned") >= 0.0,
        "chunks were to be computed elsewhere, and to travel: {machines:#}"
    );
    // Of this computer's own threads none computed, and nobody knows how many the machines have in all.
    ensure!(
        machines["threadsAtWork"] == 0 && machines["efficiency"].is_null(),
        "numbers of this computer were expected: {machines:#}"
    );
    ensure!(
        seen["there"] == json!(["in flight", "work"]),
        "tracks of machines were expected: {}",
        seen["there"]
    );
    ensure!(
        seen["outside"] == json!([]),
        "nothing was to be before the run or after it: {}",
        seen["outside"]
    );
    ensure!(
        seen["colours"] == json!(["primary", "tertiary"]),
        "marks on tracks of machines, in the colours of what was done, were expected: {}",
        seen["colours"]
    );
    let own = |row: &Value| {
        row.as_str()
            .is_some_and(|row| row.contains("a process on this computer"))
    };
    let list = seen["list"].as_array().map_or(&[][..], Vec::as_slice);
    ensure!(
        list.len() == 2 && list.iter().all(own),
        "two processes of the server were expected: {list:?}"
    );
    ensure!(
        seen["said"]
            .as_str()
            .is_some_and(|said| said.contains("on the way")),
        "a sentence on the way was expected: {}",
        seen["said"]
    );
    Ok(())
}

async fn an_unplugged_machine_costs_time_and_no_chunk(page: &Page) -> Outcome {
    page.open("?example=many-machines").await?;
    let seen = page
        .script(&format!(
            "{SHOWN}
             await up();
             await until(() => list().length === 2, 30000);
             const terms = {{ example: 'many-machines', size: 320, chunks: 24, distance: 20, repeats: 1 }};
             const before = await window.meanwhile.run({{ ...terms, strategies: 'one-core' }});
             let during;
             // Amid the only run that counts; how long it takes depends on how the server was built.
             for (const wait of [300, 100, 30]) {{
               await until(() => list().length === 2, 30000);
               const running = window.meanwhile.run({{ ...terms, strategies: 'machines' }});
               await begun(/^Measuring/);
               await pause(wait);
               unplug().click();
               during = await running;
               if (during.strategies[0].measures?.returned > 0) break;
             }}
             await until(() => document.querySelector('other-machines [aria-live]').textContent !== '', 5000);
             const said = document.querySelector('other-machines [aria-live]').textContent;
             const after = await window.meanwhile.run({{ ...terms, size: 60, strategies: 'machines' }});
             return {{ before, during, after, said }};"
        ))
        .await?;
    let answer = &entry(&seen["before"], "one-core")?["answer"];
    let during = entry(&seen["during"], "machines")?;
    ensure!(
        during["status"] == "done" && during["answer"] == *answer,
        "the same answer was expected without one machine: {seen:#}"
    );
    ensure!(
        during["measures"]["returned"].as_f64() >= Some(1.0),
        "what it had was to go back to the queue: {during:#}"
    );
    ensure!(
        seen["said"]
            .as_str()
            .is_some_and(|said| said.contains("is unplugged")),
        "it was to be said who is unplugged: {}",
        seen["said"]
    );
    ensure!(
        entry(&seen["after"], "machines")?["status"] == "done",
        "the next run was to go: {seen:#}"
    );
    Ok(())
}

async fn a_site_of_files_alone_says_how_to_have_machines(page: &Page) -> Outcome {
    let host = Host::serve_folder(&site::dist())?;
    page.open_address(&format!("{}?example=many-machines", host.address()))
        .await?;
    let seen = page
        .script(
            "await up();
             const result = await window.meanwhile.run({ example: 'many-machines', size: 60, repeats: 1 });
             await until(() => document.querySelector('other-machines')?.textContent.includes('./x serve'), 10000);
             return { result, said: document.querySelector('other-machines').textContent };",
        )
        .await?;
    for key in ["machines", "both"] {
        let entry = entry(&seen["result"], key)?;
        ensure!(
            entry["status"] == "unavailable"
                && entry["reason"]
                    .as_str()
                    .is_some_and(|reason| reason.contains("./x serve")),
            "{key} was to be unavailable, and why: {entry:#}"
        );
    }
    ensure!(
        entry(&seen["result"], "all-cores")?["status"] == "done"
            && seen["said"]
                .as_str()
                .is_some_and(|said| said.contains("./x serve")),
        "what to start was to be said: {seen:#}"
    );
    Ok(())
}
