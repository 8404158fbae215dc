//! Many labs in one page: what ten of them cost it before and while they are seen, and what two hundred that came and
//! went leave behind.

use crate::driver::{Browser, Driver};
use crate::embed::{PICTURE, html};
use crate::host::Host;
use crate::page::Page;
use crate::result::is_blank;
use crate::wire::Wire;
use crate::{Case, Outcome, case, ensure};
use serde_json::{Value, json};

/// The cases of this file.
pub fn cases() -> Vec<Case> {
    vec![
        case!(ten_labs_cost_little_and_move_nothing, Isolated),
        case!(labs_that_come_and_go_leave_nothing_behind, Isolated),
        case!(two_hundred_labs_leave_nothing_behind, Isolated, long),
    ]
}

/// Notes what moves and what keeps the page's own thread busy, from the page's first line on.
const WATCHED: &str = "<script>
    window.shifts = []; window.tasks = [];
    const watch = (type, note) => new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
    watch('layout-shift', ({ value, startTime, sources }) => shifts.push([value, startTime, ...sources.map(({ node }) => node?.nodeName)]));
    watch('longtask', ({ duration, startTime, attribution }) => tasks.push([duration, startTime, attribution[0]?.containerType]));
    </script>";

/// A machine that stalls makes a task long now and then; a page that makes long tasks makes them each time. So one page
/// of three without any will do. Nothing else has a second try.
async fn ten_labs_cost_little_and_move_nothing(page: &Page) -> Outcome {
    let mut tasks = Value::Null;
    for _ in 0..3 {
        tasks = ten_labs(page).await?;
        if tasks == json!([]) {
            return Ok(());
        }
    }
    Err(format!("tasks of more than 50 ms on the host's own thread, three times: {tasks}").into())
}

/// Gives the long tasks of the host's own thread. Frames of another site have a thread of their own in Chromium; what
/// runs there would be named as a descendant's if it were the host's. Firefox tells of neither moves nor tasks.
async fn ten_labs(page: &Page) -> Outcome<Value> {
    let gap = "<p style='height: 1500px'>An article.</p>";
    let lab = PICTURE.replace("loading=eager", "");
    let body = format!("{WATCHED}{gap}{}", format!("{lab}{gap}").repeat(10));
    let wire = Wire::to(&page.address)?;
    let host = Host::serve("", html(&wire.address(), &body))?;
    page.open_address(&host.address()).await?;
    // Whoever looks whether a lab is near the window does so within a frame or two.
    const STEP: &str = "
        const frames = async () => { for (let count = 0; count < 10; count += 1) await frame(); };
        const labs = [...document.querySelectorAll('meanwhile-lab')];
        const see = async (lab) => {
          lab.scrollIntoView();
          if (!await until(() => lab.dataset.status === 'ready', 30000)) throw new Error('not ready: ' + lab.dataset.status);
        };";
    let kinds = page
        .script(&format!(
            "{STEP}
             if (!await until(() => labs.length === 10 && labs.every((lab) => lab.dataset.status === 'loading'), 10000)) throw new Error('no labs');
             await frames();
             return PerformanceObserver.supportedEntryTypes;"
        ))
        .await?;
    let (idle, asked) = (wire.bytes(), wire.asked());
    ensure!(
        asked == ["/v1/embed.js"] && idle < 15_000,
        "the script and nothing else, less than 15 KB, was expected before scrolling: {asked:?}, {idle} bytes"
    );
    let tells = |kind: &str| {
        kinds
            .as_array()
            .is_some_and(|kinds| kinds.contains(&kind.into()))
    };
    ensure!(
        page.browser != Browser::Chromium || tells("layout-shift") && tells("longtask"),
        "Chromium was expected to tell of moves and long tasks: {kinds}"
    );
    page.script(&format!("{STEP} await see(labs[0]);")).await?;
    let (one, first) = (wire.bytes(), wire.asked().len());
    let seen = page
        .script(&format!(
            "{STEP}
             for (const lab of labs.slice(1)) await see(lab);
             await frames();
             const statuses = labs.map((lab) => lab.dataset.status);
             const before = structuredClone({{ shifts, tasks }});
             // The page's own wish, which is no act of a reader's.
             const results = [await labs[9].run(), await labs[4].run()];
             await frames();
             return {{ statuses, before, shifts, tasks, heights: labs.map((lab) => lab.offsetHeight),
               states: results.map(({{ strategies }}) => strategies.map(({{ status, answer }}) => [status, answer])) }};"
        ))
        .await?;
    ensure!(
        seen["statuses"] == json!(vec!["ready"; 10]) && seen["states"][0] == seen["states"][1],
        "ten labs that are ready, and the same answers of two, were expected: {seen:#}"
    );
    ensure!(
        seen["shifts"] == json!([]),
        "nothing was expected to move: {seen:#}"
    );
    // Of what lies in the folder of the build, an answer holds for ever.
    let asked = wire.asked();
    let built = |path: &&String| path.contains("/build-");
    let mut all: Vec<&String> = asked.iter().filter(built).collect();
    let count = all.len();
    all.sort();
    all.dedup();
    ensure!(
        count == all.len() && all.iter().any(|path| path.ends_with("engine_bg.wasm")),
        "each part was expected to be fetched once by ten labs: {asked:#?}"
    );
    println!(
        "     ten labs: {idle} bytes before any is seen, {one} with one, {} with all; {first} and {} requests",
        wire.bytes(),
        asked.len()
    );
    Ok(seen["tasks"].clone())
}

/// Listeners that the page itself can see being added, to what outlives a lab.
const COUNTED: &str = "<script>
    window.listeners = 0;
    const { addEventListener: add, removeEventListener: remove } = EventTarget.prototype;
    const outlives = (target) => target == null || target === window || target === document || target instanceof MediaQueryList;
    EventTarget.prototype.addEventListener = function (...all) { if (outlives(this)) listeners += 1; return add.apply(this, all); };
    EventTarget.prototype.removeEventListener = function (...all) { if (outlives(this)) listeners -= 1; return remove.apply(this, all); };
    </script>";

/// What labs of that loop are made of.
const MADE: &str = "
    const made = (attributes) => {
      const lab = document.createElement('meanwhile-lab');
      for (const [name, value] of Object.entries({ loading: 'eager', ...attributes })) lab.setAttribute(name, value);
      document.getElementById('place').append(lab);
      return lab;
    };
    const answers = async () => {
      const lab = made({ example: 'many-cores', size: 60, repeats: 2, strategies: 'blocking async-parallel' });
      const { strategies } = await lab.run();
      lab.remove();
      return strategies.map(({ status, answer }) => [status, answer]);
    };";

/// A script in which that many labs come and go; it gives what was said of runs that were given up.
fn coming_and_going(count: u32) -> String {
    format!(
        "{MADE}
         window.weak ??= [];
         const is = async (lab, wanted) => {{
           if (!await until(() => lab.dataset.status === wanted, 30000)) throw new Error(`not ${{wanted}}: ${{lab.dataset.status}}`);
         }};
         const sentences = new Set();
         for (let number = 0; number < {count}; number += 1) {{
           const kind = number % 5;
           const lab = made({{ example: 'many-fetches', ...(kind === 4 && {{ size: 3, delay: 10, repeats: 1, strategies: 'async' }}) }});
           weak.push(new WeakRef(lab));
           if (kind === 1) await pause(number % 7 * 30);
           if (kind === 2) await is(lab, 'ready');
           if (kind === 3) {{
             const run = lab.run().then(() => 'it ran', (error) => error.message);
             await is(lab, 'running');
             lab.remove();
             sentences.add(await run);
           }}
           if (kind === 4) await lab.run();
           lab.remove();
         }}
         return [...sentences];"
    )
}

/// So many labs come and go: a fifth at once, a fifth in mid-load, a fifth when ready, a fifth in mid-run and a fifth
/// when done. Then there are no more workers, frames, listeners and labs than before, and another one is right.
async fn come_and_go(page: &Page, count: u32) -> Outcome {
    let body = format!("{COUNTED}<div id=place></div>");
    let host = Host::serve("", html(&page.address, &body))?;
    page.open_address(&host.address()).await?;
    page.script("await until(() => customElements.get('meanwhile-lab'), 10000);")
        .await?;
    let before = page.workers()?;
    let first = page
        .script(&format!(
            "{MADE} return {{ answers: await answers(), listeners }};"
        ))
        .await?;
    // In parts, since a script may not take longer than two minutes.
    let mut sentences = Vec::new();
    let mut early = 0;
    for part in 0..4 {
        sentences.push(page.script(&coming_and_going(count / 4)).await?);
        if part == 0 {
            early = page.memory_kb()?;
        }
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
    if page.browser == Browser::Chromium {
        page.devtools("HeapProfiler.collectGarbage", &json!({}))?;
    }
    let last = page
        .script(&format!(
            "{MADE}
             const left = {{ frames: frames.length, iframes: document.querySelectorAll('iframe').length, labs: document.querySelectorAll('meanwhile-lab').length,
               alive: weak.filter((one) => one.deref()).length, listeners }};
             return {{ ...left, answers: await answers() }};"
        ))
        .await?;
    println!(
        "     {count} labs: {} MB after a quarter of them, {} MB after all; {} labs not collected",
        early / 1000,
        late / 1000,
        last["alive"]
    );
    ensure!(
        sentences
            .iter()
            .all(|said| *said == json!(["the lab was taken out of the page"])),
        "a sentence for each run that was given up: {sentences:?}"
    );
    ensure!(
        left <= before
            && last["frames"] == 0
            && last["iframes"] == 0
            && last["labs"] == 0
            && last["listeners"] == first["listeners"]
            && first["listeners"].as_u64() > Some(0),
        "{count} labs left {left} workers where {before} were, and this where {first} was: {last:#}"
    );
    ensure!(
        last["answers"] == first["answers"]
            && last["answers"][0] == last["answers"][1]
            && last["answers"][0][0] == "done"
            && !is_blank(&last["answers"][0][1]),
        "another lab with the answer of the first was expected: {last:#}"
    );
    // Only Chromium can be told to look for what nobody reaches. The latest may still be held by what just ended.
    ensure!(
        page.browser != Browser::Chromium || last["alive"].as_u64().is_some_and(|alive| alive <= 2),
        "labs that are gone were expected to be out of reach: {last:#}"
    );
    // Of a few, what the browser keeps for later outweighs what they leave.
    ensure!(
        count < 100 || late < early + early / 4,
        "{count} labs: memory went from {early} KB to {late} KB"
    );
    Ok(())
}

async fn labs_that_come_and_go_leave_nothing_behind(page: &Page) -> Outcome {
    come_and_go(page, 20).await
}

/// In a browser of its own: what the cases before left to be collected outweighs what these leave.
async fn two_hundred_labs_leave_nothing_behind(page: &Page) -> Outcome {
    let driver = Driver::start(page.browser).await?;
    let own = driver.open(page.manner, page.address.clone()).await?;
    let outcome = come_and_go(&own, 200).await;
    own.close().await;
    outcome
}
