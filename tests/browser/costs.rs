//! What labs cost the page around them: before they are seen, while nobody sees them, and when they are gone.

use crate::driver::Driver;
use crate::embed::{LAB, PICTURE, html, seen_on};
use crate::host::Host;
use crate::page::Page;
use crate::{Case, Outcome, case, ensure};
use serde_json::json;

/// The cases of this file.
pub fn cases() -> Vec<Case> {
    vec![
        case!(a_lab_out_of_view_lets_its_engine_go, Chromium),
        case!(ten_labs_cost_nothing_before_they_are_seen, Chromium),
        case!(labs_that_come_and_go_leave_nothing_behind, Isolated),
        case!(two_hundred_labs_leave_nothing_behind, Isolated, long),
    ]
}

/// After ten seconds out of view its workers are gone, and back in view it runs again; what it found stays.
/// In a browser of its own: pages that were left before may still have workers.
async fn a_lab_out_of_view_lets_its_engine_go(page: &Page) -> Outcome {
    let driver = Driver::start(page.browser).await?;
    let own = driver.open(page.manner, page.address.clone()).await?;
    let outcome = rests_out_of_view(&own).await;
    own.close().await;
    outcome
}

async fn rests_out_of_view(page: &Page) -> Outcome {
    let body = format!("{PICTURE}<div style='height: 9000px'></div><p id=end>The end.</p>");
    let host = Host::serve("", html(&page.address, &body))?;
    let first = seen_on(
        page,
        &host,
        "const one = await lab.run(); return one.strategies[0].answer;",
    )
    .await?;
    let (at_work, analysing) = (page.workers()?, 1);
    page.script("document.getElementById('end').scrollIntoView();")
        .await?;
    let mut left = at_work;
    for _ in 0..40 {
        page.script("await pause(500);").await?;
        left = page.workers()?;
        if left <= analysing {
            break;
        }
    }
    ensure!(
        at_work > analysing + 1 && left <= analysing,
        "{at_work} workers, and after a while out of view none but the analysis were expected; there are {left}"
    );
    let again = page
        .script(&format!(
            "{LAB} const kept = lab.result().strategies[0].answer;
             const far = await lab.run();
             lab.scrollIntoView();
             const near = await lab.run();
             return [kept, far.strategies[0].answer, near.strategies[0].answer];"
        ))
        .await?;
    ensure!(
        again == json!([first, first, first]),
        "it was expected to keep its result, and to run again in view and out of it: {again}"
    );
    Ok(())
}

/// Bytes, layout and long tasks of a page with ten labs below the fold; printed, and bounded where the machine's speed
/// does not matter.
async fn ten_labs_cost_nothing_before_they_are_seen(page: &Page) -> Outcome {
    let gap = "<p style='height: 900px'>An article.</p>";
    let body = format!(
        "{gap}{}",
        format!("{}{gap}", PICTURE.replace("loading=eager", "")).repeat(10)
    );
    let watched = "<script>
        window.shifts = []; window.tasks = [];
        new PerformanceObserver((list) => list.getEntries().forEach((one) => shifts.push([one.value, ...one.sources.map(({ node, previousRect, currentRect }) => [node?.nodeName, previousRect, currentRect])]))).observe({ type: 'layout-shift', buffered: true });
        new PerformanceObserver((list) => list.getEntries().forEach((one) => tasks.push(one.duration))).observe({ type: 'longtask', buffered: true });
        </script>";
    let host = Host::serve("", html(&page.address, &format!("{watched}{body}")))?;
    let seen = seen_on(
        page,
        &host,
        "await until(() => status() === 'loading', 10000);
         // Whoever looks whether a lab is near the window does so within a frame or two.
         const frames = async () => { for (let count = 0; count < 10; count += 1) await frame(); };
         await frames();
         const ours = () => performance.getEntriesByType('resource').filter(({ name }) => !name.startsWith(location.origin));
         const idle = { frames: document.querySelectorAll('meanwhile-lab').length, ours: ours().map(({ name }) => name),
           bytes: (await (await fetch(ours()[0].name)).arrayBuffer()).byteLength };
         lab.scrollIntoView();
         const began = performance.now();
         if (!await is('ready')) throw new Error('not ready: ' + status());
         const ready = performance.now() - began;
         for (const one of document.querySelectorAll('meanwhile-lab')) { one.scrollIntoView(); await frames(); }
         const last = [...document.querySelectorAll('meanwhile-lab')].at(-1);
         await until(() => last.dataset.status === 'ready', 20000);
         return { idle, ready, shifts, tasks };",
    )
    .await?;
    println!(
        "     a lab is run-able {:.0} ms after it came into view; long tasks on the host's thread: {}",
        seen["ready"].as_f64().unwrap_or_default(),
        seen["tasks"]
    );
    ensure!(
        seen["idle"]["ours"]
            .as_array()
            .is_some_and(|ours| ours.len() == 1)
            && seen["idle"]["bytes"]
                .as_u64()
                .is_some_and(|bytes| bytes < 15_000),
        "one script of less than 15 KB, not even compressed, was expected before scrolling: {seen:#}"
    );
    ensure!(
        seen["shifts"] == json!([]),
        "nothing was expected to move: {seen:#}"
    );
    Ok(())
}

/// So many labs come, are ready and go; then there are no more workers and frames than before.
async fn come_and_go(page: &Page, count: u32) -> Outcome {
    let host = Host::serve("", html(&page.address, "<div id=place></div>"))?;
    page.open_address(&host.address()).await?;
    let before = page.workers()?;
    let script = |count: u32| {
        format!(
            "await until(() => customElements.get('meanwhile-lab'), 10000);
             for (let made = 0; made < {count}; made += 1) {{
               const lab = document.createElement('meanwhile-lab');
               for (const [name, value] of Object.entries({{ example: 'many-fetches', loading: 'eager' }})) lab.setAttribute(name, value);
               document.getElementById('place').append(lab);
               // Every fifth goes before it is there.
               if (made % 5 !== 4 && !await until(() => lab.dataset.status === 'ready', 30000)) throw new Error('not ready: ' + lab.dataset.status);
               lab.remove();
             }}
             return frames.length;"
        )
    };
    let first = page.script(&script(count / 4)).await?;
    let early = page.memory_kb()?;
    let mut frames = vec![first];
    // In parts, since a script may not take longer than two minutes.
    for _ in 0..3 {
        frames.push(page.script(&script(count / 4)).await?);
    }
    let late = page.memory_kb()?;
    let mut left = page.workers()?;
    for _ in 0..40 {
        if left <= before {
            break;
        }
        page.script("await pause(500);").await?;
        left = page.workers()?;
    }
    println!(
        "     {count} labs: {} MB after a quarter of them, {} MB after all",
        early / 1000,
        late / 1000
    );
    ensure!(
        left <= before && frames.iter().all(|frames| frames == 0),
        "{count} labs left {left} workers where {before} were, and {frames:?} frames"
    );
    // Of a few, what the browser keeps for later outweighs what they leave.
    ensure!(
        count < 100 || late < early + early / 4,
        "{count} labs: memory went from {early} KB to {late} KB"
    );
    Ok(())
}

async fn labs_that_come_and_go_leave_nothing_behind(page: &Page) -> Outcome {
    come_and_go(page, 12).await
}

async fn two_hundred_labs_leave_nothing_behind(page: &Page) -> Outcome {
    come_and_go(page, 200).await
}
