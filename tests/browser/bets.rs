//! The bet: the reader says where each program ends, by mouse, by finger and by keys, and after the run sees where it
//! did. And the question why, which is asked once something was found.

use crate::page::Page;
use crate::{Case, Outcome, case, ensure};
use serde_json::{Value, json};

/// The cases.
pub fn cases() -> Vec<Case> {
    vec![
        case!(bets_are_made_by_mouse_finger_and_keys, Isolated),
        case!(bets_stand_as_ghosts_beside_what_was_measured, ChromiumFirst),
        case!(bets_stay_with_their_lesson_and_its_values, Isolated),
        case!(a_run_without_bets_says_nothing_of_them, ChromiumFirst),
        case!(why_is_asked_once_something_was_found, ChromiumFirst),
    ]
}

/// Six answers: one by one they take a quarter of a second and more, at once far less.
const SHORT: &str =
    "?example=many-fetches&size=6&delay=40&repeats=2&strategies=blocking,async,parallel";

/// What is seen of the rows.
const ROWS: &str = "
    const rows = () => [...document.querySelectorAll('#bars li')].map((row) => {
      const input = row.querySelector('input');
      const [name, , said] = row.children;
      return { name: name.textContent, value: input.valueAsNumber,
        spoken: input.getAttribute('aria-valuetext'), still: input.getAttribute('aria-disabled') === 'true',
        said: said.textContent, bars: row.querySelectorAll('.bar').length,
        ghosts: row.querySelectorAll('.ghost').length };
    });
    const sentence = () => document.querySelector('#bars p').textContent;
    // How high it is, and where it ends on the page.
    const extent = () => {
      const { height, bottom } = document.getElementById('bars').getBoundingClientRect();
      return [height, bottom + scrollY].map(Math.round);
    };
    const over = async () => {
      const isOver = () => document.querySelector('[aria-labelledby=facts-title]') && !document.querySelector('[data-running]');
      if (!await until(isOver, 60000)) throw new Error(status());
    };
    const press = () => document.getElementById('run').click();";

/// A script that sees the rows.
async fn see(page: &Page, body: &str) -> Outcome<Value> {
    page.script(&format!("{ROWS}\n{body}")).await
}

/// Drags the handle of that row from one share of the axis to another.
async fn drag(page: &Page, kind: &str, row: usize, (from, to): (f64, f64)) -> Outcome {
    let place = page
        .script(&format!(
            "const track = document.querySelectorAll('#bars li svg')[{row}];
             track.scrollIntoView({{ block: 'center' }});
             await frame();
             const {{ left, top, width, height }} = track.getBoundingClientRect();
             return [left, width, top + height / 2];"
        ))
        .await?;
    let number = |at: usize| place[at].as_f64().unwrap_or_default();
    let x = |share: f64| (number(0) + number(1) * share).round() as i64;
    let y = number(2).round() as i64;
    let go = |share: f64, duration: u32| json!({"type": "pointerMove", "duration": duration, "x": x(share), "y": y, "origin": "viewport"});
    page.act(&json!({
        "type": "pointer", "id": kind, "parameters": {"pointerType": kind},
        "actions": [
            go(from, 0), {"type": "pointerDown", "button": 0}, go((from + to) / 2.0, 100), go(to, 100),
            {"type": "pointerUp", "button": 0},
        ],
    }))
}

const RIGHT: &str = "\u{e014}";
const PAGE_UP: &str = "\u{e00e}";
const HOME: &str = "\u{e011}";
const END: &str = "\u{e010}";

/// Presses keys on the handle of that row.
async fn keys(page: &Page, row: usize, keys: &[&str]) -> Outcome {
    page.script(&format!(
        "document.querySelectorAll('#bars input')[{row}].focus();"
    ))
    .await?;
    let presses = keys
        .iter()
        .flat_map(|key| ["keyDown", "keyUp"].map(|what| json!({"type": what, "value": key})));
    page.act(&json!({"type": "key", "id": "keys", "actions": presses.collect::<Vec<_>>()}))
}

fn value(rows: &Value, row: usize) -> f64 {
    rows[row]["value"].as_f64().unwrap_or(f64::NAN)
}

/// What is said of a row holds that.
fn says(rows: &Value, row: usize, text: &str) -> bool {
    rows[row]["said"]
        .as_str()
        .is_some_and(|said| said.contains(text))
}

async fn bets_are_made_by_mouse_finger_and_keys(page: &Page) -> Outcome {
    page.open(SHORT).await?;
    let before = see(page, "await up(); return rows();").await?;
    let is_empty = |row: usize| {
        value(&before, row) == 0.0 && before[row]["ghosts"] == 0 && before[row]["said"] == ""
    };
    ensure!(
        before.as_array().is_some_and(|rows| rows.len() == 3) && (0..3).all(is_empty),
        "three programs and no bet were expected: {before:#}"
    );
    drag(page, "mouse", 0, (0.0, 0.5)).await?;
    drag(page, "touch", 1, (0.0, 0.3)).await?;
    keys(page, 2, &[RIGHT, RIGHT, RIGHT, PAGE_UP]).await?;
    let made = see(page, "return rows();").await?;
    let is_near = |row: usize, wanted: f64| (value(&made, row) - wanted).abs() <= 3.0;
    ensure!(
        is_near(0, 50.0) && is_near(1, 30.0) && is_near(2, 13.0),
        "a bet by mouse, finger and keys each was expected: {made:#}"
    );
    ensure!(
        (0..3).all(|row| says(&made, row, "you said") && made[row]["ghosts"] == 1),
        "each bet was to be said and drawn: {made:#}"
    );
    let spoken = made[0]["spoken"].as_str().unwrap_or_default();
    let ms = spoken
        .strip_suffix("\u{a0}ms")
        .and_then(|ms| ms.parse::<f64>().ok());
    ensure!(
        ms.is_some_and(|ms| (180.0..=220.0).contains(&ms)),
        "half of 400 ms were to be said: {spoken}"
    );
    // Past the end there is nothing, nor before the beginning.
    drag(page, "mouse", 0, (0.5, 1.04)).await?;
    keys(page, 2, &[END, RIGHT]).await?;
    let most = see(page, "return rows();").await?;
    ensure!(
        value(&most, 0) == 100.0 && value(&most, 2) == 100.0,
        "bets were to end with the axis: {most:#}"
    );
    keys(page, 2, &[HOME]).await?;
    drag(page, "mouse", 0, (1.0, -0.02)).await?;
    let back = see(page, "return rows();").await?;
    let is_back = |row: usize| value(&back, row) == 0.0 && back[row]["ghosts"] == 0;
    ensure!(
        is_back(0) && is_back(2) && !is_back(1),
        "two bets were to be taken back: {back:#}"
    );
    let query = page.script("return location.search;").await?;
    let open = SHORT.split('&').all(|part| {
        query
            .as_str()
            .is_some_and(|query| query.contains(part.trim_start_matches('?')))
    });
    ensure!(
        open && !query.to_string().contains("bet"),
        "a bet is no part of the address: {query}"
    );
    Ok(())
}

async fn bets_stand_as_ghosts_beside_what_was_measured(page: &Page) -> Outcome {
    // Long enough that a hand can try to cheat.
    page.open(
        "?example=many-fetches&size=6&delay=150&repeats=2&strategies=blocking,async,parallel",
    )
    .await?;
    let before = see(page, "await up(); return extent();").await?;
    drag(page, "mouse", 0, (0.0, 0.6)).await?;
    drag(page, "mouse", 1, (0.0, 0.9)).await?;
    let made = see(page, "press(); await begun(); return rows();").await?;
    drag(page, "mouse", 0, (0.6, 0.1)).await?;
    drag(page, "touch", 1, (0.9, 0.2)).await?;
    keys(page, 1, &[RIGHT, HOME]).await?;
    let during = see(
        page,
        "return { status: status(), rows: rows(), extent: extent() };",
    )
    .await?;
    let stays = |row: usize| {
        let now = &during["rows"][row];
        now["still"] == true
            && now["value"] == made[row]["value"]
            && now["ghosts"] == made[row]["ghosts"]
    };
    ensure!(
        during["status"] != "Done." && (0..3).all(stays),
        "no bet was to change during a run: {during:#}, {made:#}"
    );
    let after = see(
        page,
        "await over();
         const cell = (name) => [...document.querySelectorAll('[aria-labelledby=facts-title] tbody tr')]
           .find((row) => row.querySelector('th').textContent === name)?.querySelector('td').firstChild.textContent;
         return { rows: rows(), sentence: sentence(), extent: extent(), table: rows().map(({ name }) => cell(name)),
           spreads: document.querySelectorAll('#bars .spread').length,
           focused: document.activeElement.matches('#bars input') };",
    )
    .await?;
    let rows = &after["rows"];
    ensure!(
        rows[0]["bars"] == 1
            && rows[0]["ghosts"] == 1
            && rows[2]["ghosts"] == 0
            && says(rows, 1, "you said"),
        "bars, and ghosts where something was bet: {after:#}"
    );
    for row in 0..2 {
        let time = after["table"][row].as_str().unwrap_or("nothing");
        ensure!(
            says(rows, row, time),
            "row {row} was to say what the table says: {after:#}"
        );
    }
    let sentence = after["sentence"].as_str().unwrap_or_default();
    ensure!(
        sentence.starts_with("Most off: you said async takes "),
        "async was bet on far too long: {after:#}"
    );
    ensure!(after["focused"] == true, "the focus was lost: {after:#}");
    ensure!(
        before == during["extent"] && before == after["extent"],
        "what is below was to stay where it was: {before}, {during:#}, {after:#}"
    );
    Ok(())
}

async fn bets_stay_with_their_lesson_and_its_values(page: &Page) -> Outcome {
    page.open(SHORT).await?;
    let seen = see(
        page,
        "await up();
         const type = (id, text) => {
           const input = document.getElementById(id);
           input.value = text;
           input.dispatchEvent(new InputEvent('input', { bubbles: true }));
         };
         const bet = (row, value) => {
           const input = document.querySelectorAll('#bars input')[row];
           input.value = value;
           input.dispatchEvent(new InputEvent('input', { bubbles: true }));
         };
         const ghosts = () => rows().map((row) => row.ghosts).join('');
         bet(1, 40);
         await frame();
         const seen = [ghosts()];
         for (const [id, text] of [['p-repeats', '3'], ['p-delay', '80'], ['p-delay', '40']]) {
           type(id, text);
           await frame();
           seen.push(ghosts());
         }
         document.querySelector(`.rail a[href*='await-in-a-loop']`).click();
         await until(() => rows().length === 3 && rows()[0].name.includes('loop'), 5000);
         seen.push(ghosts());
         return seen;",
    )
    .await?;
    ensure!(
        seen == json!(["010", "010", "000", "010", "000"]),
        "repeats change nothing, another delay is another thing to bet on, and so is another lesson: {seen:#}"
    );
    Ok(())
}

async fn a_run_without_bets_says_nothing_of_them(page: &Page) -> Outcome {
    page.open(SHORT).await?;
    let seen = see(
        page,
        "await up(); press(); await over();
         return { rows: rows(), sentence: sentence() };",
    )
    .await?;
    let sentence = seen["sentence"].as_str().unwrap_or("bet");
    ensure!(
        !sentence.contains("bet") && !sentence.contains("you said"),
        "who skips the bet hears no more of it: {seen:#}"
    );
    ensure!(
        (0..2).all(|row| seen["rows"][row]["bars"] == 1 && !says(&seen["rows"], row, "said")),
        "a bar a program, and no bet: {seen:#}"
    );
    Ok(())
}

async fn why_is_asked_once_something_was_found(page: &Page) -> Outcome {
    // Of six rounds something is concluded.
    page.open("?example=await-in-a-loop&size=10&delay=40&repeats=6")
        .await?;
    let seen = see(
        page,
        "await up();
         const before = !!document.getElementById('why');
         press();
         await over();
         const options = [...document.querySelectorAll('#why input')];
         // What is seen of what is said.
         const said = () => [...document.querySelectorAll('#why .score')]
           .filter((one) => one.getClientRects().length).map((one) => one.textContent).join('|');
         const told = [said()];
         for (const option of options) { option.click(); await frame(); told.push(said()); }
         return { before, told, taken: options.map((option) => option.checked),
           expected: document.querySelectorAll('.lesson input:checked').length,
           found: document.querySelector('#outcome .finding')?.textContent ?? '' };",
    )
    .await?;
    let told: Vec<&str> = seen["told"].as_array().map_or(Vec::new(), |all| {
        all.iter().filter_map(Value::as_str).collect()
    });
    ensure!(
        seen["before"] == false && seen["found"] != "" && told.len() == 4 && told[0].is_empty(),
        "three options after something was found, and nothing said yet: {seen:#}"
    );
    let right = told
        .iter()
        .filter(|said| said.starts_with("That is it."))
        .count();
    ensure!(
        right == 1
            && told[1..]
                .iter()
                .all(|said| said.len() > 60 && !said.contains('|')),
        "one is right, and each has its because: {seen:#}"
    );
    ensure!(
        seen["taken"] == json!([false, false, true]) && seen["expected"] == 0,
        "it is a question of its own: {seen:#}"
    );
    Ok(())
}
