//! The board: items dealt to bins by mouse, by finger and by keys; what can't be dealt; and the lesson `chunk-size`, in
//! which equal pieces are not equal work.

use crate::page::Page;
use crate::result::{entry, least, number};
use crate::{Case, Outcome, case, ensure};
use serde_json::{Value, json};

/// The cases.
pub fn cases() -> Vec<Case> {
    vec![
        case!(a_board_is_dealt_by_mouse_finger_and_keys, Isolated),
        case!(what_can_not_be_dealt_is_said_and_kept, Isolated),
        case!(a_board_fits_where_there_is_little_room, Chromium),
        case!(equal_pieces_are_unequal_work, BothTiers),
        case!(
            threads_are_idle_in_few_chunks_and_busy_in_many,
            ChromiumFirst
        ),
    ]
}

const LESSON: &str = "?example=chunk-size";

/// What is seen of the board.
const BOARD: &str = "
    const items = () => [...document.querySelectorAll('deal-board button')];
    const seen = () => ({
      text: document.getElementById('p-deal').value,
      named: items().map((item) => item.getAttribute('aria-label')),
      rows: items().map((item) => {
        const at = item.getBoundingClientRect();
        return [...document.querySelectorAll('deal-board > span:not(.unseen)')].findIndex((row) => {
          const { top, bottom } = row.getBoundingClientRect();
          return top <= at.top && at.bottom <= bottom + 4;
        }) + 1;
      }).join(''),
      focus: items().indexOf(document.activeElement),
      told: document.querySelector('deal-board .unseen').textContent,
      address: new URLSearchParams(location.search).get('deal'),
    });";

async fn see(page: &Page, body: &str) -> Outcome<Value> {
    page.script(&format!(
        "{BOARD}
         await up();
         if (!await until(() => items().length === 8, 10000)) throw new Error('no board');
         {body}"
    ))
    .await
}

/// Drags an item to the row of that bin, both from 0, or only taps it.
async fn drag(page: &Page, kind: &str, item: usize, bin: Option<usize>) -> Outcome {
    let to = bin.map_or("box(items()[at])".to_owned(), |bin| {
        format!("box(document.querySelectorAll('deal-board > span')[{bin}])")
    });
    let place = see(
        page,
        &format!(
            "const at = {item};
             items()[at].scrollIntoView({{ block: 'center' }});
             await frame();
             const box = (node) => {{ const at = node.getBoundingClientRect(); return [at.left + at.width / 2, at.top + at.height / 2]; }};
             const [x, y] = box(items()[at]);
             return [x, y, {to}[1]].map(Math.round);"
        ),
    )
    .await?;
    let go = |y: usize, duration: u32| json!({"type": "pointerMove", "duration": duration, "x": place[0], "y": place[y], "origin": "viewport"});
    let mut actions = vec![go(1, 0), json!({"type": "pointerDown", "button": 0})];
    if bin.is_some() {
        actions.extend([go(2, 150), go(2, 20)]);
    }
    actions.push(json!({"type": "pointerUp", "button": 0}));
    page.act(&json!({"type": "pointer", "id": kind, "parameters": {"pointerType": kind}, "actions": actions}))
}

const UP: &str = "\u{e013}";
const RIGHT: &str = "\u{e014}";
const DOWN: &str = "\u{e015}";

async fn a_board_is_dealt_by_mouse_finger_and_keys(page: &Page) -> Outcome {
    page.open(LESSON).await?;
    let before = see(page, "return seen();").await?;
    ensure!(
        before["text"] == "12121212" && before["rows"] == "12121212" && before["address"].is_null(),
        "dealt in turns: {before:#}"
    );
    ensure!(
        before["named"][2] == "Band 3: Thread 1",
        "each item says where it lies: {before:#}"
    );
    drag(page, "mouse", 1, Some(0)).await?;
    drag(page, "touch", 3, Some(0)).await?;
    let dragged = see(page, "return seen();").await?;
    ensure!(
        dragged["text"] == "11111212" && dragged["rows"] == "11111212",
        "two were dragged to the first thread: {dragged:#}"
    );
    // A tap takes it to the next bin, and from the last to the first.
    drag(page, "mouse", 6, None).await?;
    drag(page, "mouse", 7, None).await?;
    let tapped = see(page, "items()[0].focus(); return seen();").await?;
    ensure!(tapped["text"] == "11111221", "two were tapped: {tapped:#}");
    let keys = [DOWN, DOWN, RIGHT, RIGHT, DOWN, UP, RIGHT, DOWN];
    let presses = keys
        .iter()
        .flat_map(|key| ["keyDown", "keyUp"].map(|what| json!({"type": what, "value": key})));
    page.act(&json!({"type": "key", "id": "keys", "actions": presses.collect::<Vec<_>>()}))?;
    let keyed = see(page, "return seen();").await?;
    ensure!(
        keyed["text"] == "21121221" && keyed["rows"] == "21121221" && keyed["focus"] == 3,
        "the first and the fourth were moved by keys, and the focus stayed with the item: {keyed:#}"
    );
    ensure!(
        keyed["told"] == "Band 4: Thread 2" && keyed["address"] == "21121221",
        "the move is spoken, and stands in the address: {keyed:#}"
    );
    // Who opens that address sees the same board.
    page.open(&format!("{LESSON}&deal=21121221")).await?;
    let opened = see(page, "return seen();").await?;
    ensure!(
        opened["rows"] == "21121221",
        "as in the address: {opened:#}"
    );
    Ok(())
}

async fn what_can_not_be_dealt_is_said_and_kept(page: &Page) -> Outcome {
    for wrong in ["9", "1212", "121212123", "abcdefgh", "12121213"] {
        page.open(&format!("{LESSON}&deal={wrong}")).await?;
        let seen = see(
            page,
            "return { ...seen(), problem: document.getElementById('problem').innerText,
               invalid: document.getElementById('p-deal').getAttribute('aria-invalid'),
               off: document.getElementById('run').getAttribute('aria-disabled') };",
        )
        .await?;
        let problem = seen["problem"].as_str().unwrap_or_default();
        let wanted = format!("must be 8 digits from 1 to 2, one for each piece, not \"{wrong}\".");
        ensure!(
            problem.matches("must be").count() == 1 && problem.contains(&wanted),
            "one sentence for {wrong}: {seen:#}"
        );
        ensure!(
            seen["text"] == wrong && seen["invalid"] == "true" && seen["off"] == "true",
            "what was given stays, and nothing is run: {seen:#}"
        );
        // The board shows what is usual; a move on it mends the text.
        let mended = see(
            page,
            "const { rows } = seen(); items()[0].click(); await frame();
             return { rows, after: seen(), problem: document.getElementById('problem').innerText };",
        )
        .await?;
        ensure!(
            mended["rows"] == "12121212"
                && mended["after"]["text"] == "22121212"
                && mended["problem"] == "",
            "a move mends it: {mended:#}"
        );
    }
    let refusal = page
        .refusal(json!({"example": "chunk-size", "deal": "12"}))
        .await?;
    ensure!(
        refusal == "deal must be 8 digits from 1 to 2, one for each piece, not \"12\".",
        "scripts hear it, too: {refusal}"
    );
    Ok(())
}

/// On a phone, here with a scrollbar of 15 pixels, at 200 % and at 400 %: every item can be hit, and nothing scrolls
/// sideways.
async fn a_board_fits_where_there_is_little_room(page: &Page) -> Outcome {
    for (width, least) in [(405, 43.9), (640, 43.9), (335, 35.0)] {
        let measured = page
            .on_screen((width, 844), async || {
                page.open(LESSON).await?;
                see(
                    page,
                    "const sizes = items().map((item) => item.getBoundingClientRect());
                     return { width: Math.min(...sizes.map(({ width }) => width)), height: Math.min(...sizes.map(({ height }) => height)),
                       sideways: document.documentElement.scrollWidth - document.documentElement.clientWidth };",
                )
                .await
            })
            .await?;
        ensure!(
            measured["sideways"] == 0
                && measured["width"].as_f64() >= Some(least)
                && measured["height"].as_f64() >= Some(43.9),
            "{width} pixels: {measured:#}"
        );
    }
    Ok(())
}

async fn equal_pieces_are_unequal_work(page: &Page) -> Outcome {
    page.open(LESSON).await?;
    let run = |deal: &str| json!({"example": "chunk-size", "size": 500, "chunks": 50, "repeats": 6, "deal": deal});
    // Two bands at the bottom are as much work as the six above them.
    let result = page.run(run("11111122")).await?;
    let at_work = |program: &str| number(entry(&result, program)?, "threadsAtWork");
    let (alone, equal) = (at_work("alone")?, at_work("equal")?);
    let (by_hand, small) = (at_work("by-hand")?, at_work("small")?);
    let times = ["alone", "equal", "by-hand", "small"].map(|program| least(&result, program));
    println!(
        "    threads at work: alone {alone:.2}, equal {equal:.2}, by hand {by_hand:.2}, small {small:.2}; least ms {times:?}"
    );
    // Separate workers are given chunk after chunk by messages, which a machine with other things to do holds up.
    let (more, slower) = match page.manner.tier() {
        "threads" => (1.15, 1.1),
        _ => (1.05, 1.0),
    };
    ensure!(
        small > more * equal && by_hand > more * equal && alone < 1.1,
        "equal pieces were to leave a thread idle, small chunks and a fair deal none: {result:#}"
    );
    // Where something else has one of the cores, nobody gains by two threads.
    let (alone, equal) = (least(&result, "alone")?, least(&result, "equal")?);
    let small = least(&result, "small")?;
    ensure!(
        alone < 1.7 * small || equal > slower * small,
        "equal pieces were to be slower than small chunks: {result:#}"
    );
    let idle = page
        .script("await until(() => document.querySelector('section[aria-labelledby=chart-idle] svg g[data-say]'), 5000);
                 return [...document.querySelectorAll('section[aria-labelledby=chart-idle] svg g[data-say]')].map((bar) => bar.dataset.say);")
        .await?;
    ensure!(
        idle.as_array().is_some_and(|bars| bars.len() == 6),
        "two threads of three programs were expected: {idle:#}"
    );
    // All on one thread is a deal, too: the other has nothing to do.
    let result = page.run(run("22222222")).await?;
    let at_work = number(entry(&result, "by-hand")?, "threadsAtWork")?;
    ensure!(
        at_work < 1.1,
        "everything on one thread leaves the other idle: {result:#}"
    );
    Ok(())
}

async fn threads_are_idle_in_few_chunks_and_busy_in_many(page: &Page) -> Outcome {
    page.open(LESSON).await?;
    let swept = page
        .script(
            "await up();
             return await window.meanwhile.sweep({ example: 'chunk-size', parameter: 'chunks', size: 300, repeats: 6 });",
        )
        .await?;
    let idle = |chunks: u64| {
        let points = swept["points"].as_array().map_or(&[][..], Vec::as_slice);
        let point = points.iter().find(|point| point["chunks"] == chunks);
        let of = |name: &str| {
            point
                .and_then(|point| point[name].as_f64())
                .unwrap_or(f64::NAN)
        };
        of("idleMs") / of("medianMs")
    };
    ensure!(
        idle(1) > 0.4 && idle(2) > 0.25 && idle(100) < 0.15,
        "one chunk leaves a thread idle, many small ones none: {swept:#}"
    );
    let seen = page
        .script(
            "const drawn = () => document.querySelector('#scaling path.spare');
             return { line: Boolean(await until(drawn, 5000)),
               buttons: [...document.querySelectorAll('#scaling .exports button')].map((button) => button.textContent) };",
        )
        .await?;
    ensure!(
        seen["line"] == true && seen["buttons"] == json!(["Sweep chunks"]),
        "the line of idle threads, and no sweep over threads: {seen:#}"
    );
    let refused = page
        .script("return await window.meanwhile.sweep({ example: 'chunk-size', parameter: 'threads' }).then(() => 'it ran', (error) => error.message);")
        .await?;
    ensure!(
        refused
            .as_str()
            .is_some_and(|said| said.contains("can’t be swept so")),
        "there are no threads to choose: {refused}"
    );
    Ok(())
}
