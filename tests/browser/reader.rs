//! What a reader meets from pressing Run to the answer: how long it takes, what is told meanwhile, that nothing moves,
//! that noise is told as noise, and that words are explained where they stand.

use crate::page::Page;
use crate::result::{entry, numbers, text_of};
use crate::{Case, Outcome, case, ensure};
use meanwhile::contract::Lesson;
use meanwhile::lesson;
use meanwhile::values::SIZE;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

/// The cases of this file.
pub fn cases() -> Vec<Case> {
    vec![
        case!(a_lesson_answers_first_and_then_ends, Isolated, long),
        case!(how_far_a_run_is_is_told, ChromiumFirst),
        case!(nothing_above_the_timeline_moves, Chromium),
        case!(
            nothing_above_the_timeline_moves_as_it_is_measured,
            Chromium,
            long
        ),
        case!(run_is_on_the_first_screen_of_a_phone, Chromium),
        case!(looking_closer_says_what_is_seen, ChromiumFirst),
        case!(what_is_over_too_soon_can_be_slowed_down, Isolated),
        case!(noise_is_told_as_noise, ChromiumFirst),
        case!(what_was_unfolded_stays_so, Isolated),
        case!(a_term_is_explained_where_it_stands, Isolated),
    ]
}

/// For every listed lesson: the first verdict is there while it still measures. Prints both times; how long they may be
/// is for those who read them, on a machine that does nothing else.
async fn a_lesson_answers_first_and_then_ends(page: &Page) -> Outcome {
    for lesson in lesson::asking() {
        let slug = lesson.slug;
        page.open(&format!("?example={slug}")).await?;
        is_sized(page, lesson).await?;
        let seen = page
            .script(
                "const lines = () => document.querySelectorAll('#verdict li b').length;
                 const runs = () => document.querySelector('[data-running]') !== null;
                 const since = performance.now();
                 document.getElementById('run').click();
                 if (!await until(lines, 60000)) throw new Error('no verdict');
                 const first = performance.now() - since;
                 const early = runs();
                 if (!await until(() => !runs(), 90000)) throw new Error('no end');
                 const end = performance.now() - since;
                 return { first, early, end, answer: document.querySelector('#outcome .finding') !== null };",
            )
            .await?;
        ensure!(
            seen["early"] == true && seen["answer"] == true,
            "{slug}: a first verdict before the end, and an answer at the end: {seen:#}"
        );
        let seconds = |what: &str| seen[what].as_f64().unwrap_or(f64::NAN) / 1_000.0;
        println!(
            "    {slug}: first verdict after {:.1} s, all after {:.1} s",
            seconds("first"),
            seconds("end")
        );
    }
    Ok(())
}

async fn how_far_a_run_is_is_told(page: &Page) -> Outcome {
    page.open("?example=many-fetches&size=6&repeats=8&strategies=async,one-by-one")
        .await?;
    let seen = page
        .script(
            "await up();
             const shares = [];
             const said = new Set();
             const spoken = new Set();
             const bar = document.getElementById('progress');
             const look = () => {
               if (!document.querySelector('[data-running]')) return;
               shares.push(bar.value);
               said.add(status().match(/\\d+ s left|Almost done/)?.[0] ?? '');
               spoken.add(document.querySelector('.progress [role=status]').textContent.trim());
             };
             const watch = new MutationObserver(look);
             watch.observe(document.querySelector('.run-bar'), { subtree: true, childList: true, characterData: true, attributes: true });
             document.getElementById('run').click();
             await until(() => document.querySelector('[data-running]'), 5000);
             await until(() => !document.querySelector('[data-running]'), 60000);
             watch.disconnect();
             return { shares, said: [...said], spoken: [...spoken], idle: getComputedStyle(bar).visibility,
                      after: document.querySelector('.progress [role=status]').textContent };",
        )
        .await?;
    let shares = numbers(&seen["shares"]);
    ensure!(
        shares.is_sorted()
            && shares.last() > Some(&50.0)
            && shares.iter().all(|&share| share < 100.0),
        "a share that only grows: {seen:#}"
    );
    ensure!(
        seen["said"]
            .as_array()
            .is_some_and(|said| said.iter().any(|left| left != "")),
        "the time left: {seen:#}"
    );
    let quarters = [
        "progress.quarter.1",
        "progress.quarter.2",
        "progress.quarter.3",
    ];
    let told = quarters.iter().filter(|key| {
        let text = text_of(key).unwrap_or_default();
        seen["spoken"]
            .as_array()
            .is_some_and(|spoken| spoken.iter().any(|said| *said == text))
    });
    // A short run may pass one between two of its news.
    ensure!(told.count() >= 2, "quarters are spoken: {seen:#}");
    ensure!(
        seen["idle"] == "hidden"
            && seen["after"]
                .as_str()
                .is_some_and(|said| said.contains("Async")),
        "at rest no bar, and the verdict is spoken: {seen:#}"
    );
    Ok(())
}

/// The page is up, and has the size that suits this machine, where its lesson is one that is fitted to it.
async fn is_sized(page: &Page, lesson: &Lesson) -> Outcome {
    let is_fitted = lesson.sized.is_some();
    let script = format!(
        "await up();
         if ({is_fitted} && !await until(() => location.search.includes('size='), 20000)) throw new Error('no size');"
    );
    page.script(&script).await?;
    Ok(())
}

/// One lesson of each kind; the others have their turn where there are as many rounds as anybody has.
const SOME: [&str; 4] = ["wrong-tool", "four-lines", "the-team", "shared-state"];

/// The timeline, or the lines that stand before it, is in sight on a small laptop, and stays where it is
/// through a run.
async fn nothing_above_the_timeline_moves(page: &Page) -> Outcome {
    page.on_screen((1280, 800), async || {
        for lesson in lesson::asking().filter(|lesson| SOME.contains(&lesson.slug)) {
            // As quick as it can be: what is said comes in the same places.
            let size = lesson.range(SIZE, 2).ok_or("it has no size")?.min;
            stays(page, lesson, &format!("repeats=1&size={size}")).await?;
        }
        Ok(())
    })
    .await
}

/// With as many rounds as anybody else has, and so with all that can be said then.
async fn nothing_above_the_timeline_moves_as_it_is_measured(page: &Page) -> Outcome {
    page.on_screen((1280, 800), async || {
        for lesson in lesson::asking() {
            // The server of tests is built to be ready soon, so its processes compute a hundred times slower than others.
            let is_slow = lesson.programs.iter().any(|program| program.needs.machines);
            let values = ["repeats=auto", "repeats=auto&size=60"][usize::from(is_slow)];
            stays(page, lesson, values).await?;
        }
        Ok(())
    })
    .await
}

async fn stays(page: &Page, lesson: &Lesson, values: &str) -> Outcome {
    page.open(&format!("?example={}&{values}", lesson.slug))
        .await?;
    is_sized(page, lesson).await?;
    let seen = page
        .script(
            "document.querySelector('.question input').click();
             await frame();
             const tops = new Set();
             const first = document.getElementById('lines') ?? document.getElementById('timeline');
             const look = () => tops.add(first.getBoundingClientRect().top + scrollY);
             look();
             document.getElementById('run').click();
             await until(() => document.querySelector('[data-running]'), 5000);
             const isOver = () => { look(); return !document.querySelector('[data-running]'); };
             if (!await until(isOver, 90000)) throw new Error('it has no end: ' + status());
             await frame();
             await frame();
             look();
             return [...tops];",
        )
        .await?;
    let tops = numbers(&seen);
    ensure!(
        tops.len() == 1 && tops[0] < 800.0,
        "{}: in sight and in one place: {seen}",
        lesson.slug
    );
    Ok(())
}

async fn run_is_on_the_first_screen_of_a_phone(page: &Page) -> Outcome {
    page.on_screen((390, 844), async || {
        for lesson in lesson::listed() {
            page.open(&format!("?example={}", lesson.slug)).await?;
            let bottom = page
                .script("await up(); return document.getElementById('run').getBoundingClientRect().bottom;")
                .await?;
            ensure!(
                bottom.as_f64() < Some(844.0),
                "{}: Run ends at {bottom} of 844 pixels",
                lesson.slug
            );
        }
        Ok(())
    })
    .await
}

/// "Concurrent" is said only of a run in which it is seen; with one connection no two waits are under way together.
async fn looking_closer_says_what_is_seen(page: &Page) -> Outcome {
    for (connections, key) in [(6, "closer.said"), (1, "closer.none")] {
        page.open(&format!(
            "?example=many-fetches&size=60&delay=20&connections={connections}&repeats=1&strategies=async"
        ))
        .await?;
        let seen = page
            .script(
                "await up();
                 const look = document.querySelector('.closer button');
                 const said = () => document.getElementById('closer-said').textContent;
                 look.click();
                 const before = [look.getAttribute('aria-disabled'), look.title !== '', said()];
                 document.getElementById('run').click();
                 await until(() => document.querySelector('[data-running]'), 5000);
                 await until(() => !document.querySelector('[data-running]'), 30000);
                 await frame();
                 look.click();
                 await until(said, 2000);
                 const after = said();
                 document.getElementById('run').click();
                 await until(() => said() === '', 2000);
                 return { before, after, again: said() };",
            )
            .await?;
        let expected = json!({"before": ["true", true, ""], "after": text_of(key)?, "again": ""});
        ensure!(seen == expected, "{connections} connections: {seen:#}");
    }
    Ok(())
}

/// One press runs the same again, for seconds and so that it can be poked; Back leads to the values before.
async fn what_is_over_too_soon_can_be_slowed_down(page: &Page) -> Outcome {
    page.in_new_tab(async || slowed_down(page).await).await
}

async fn slowed_down(page: &Page) -> Outcome {
    page.open("?example=many-fetches&repeats=1&strategies=async")
        .await?;
    let seen = page
        .script(
            "await up();
             const slow = () => document.querySelector('.poke button:last-of-type:not(#poke)');
             const answer = () => document.getElementById('poke-answer').textContent;
             const before = slow() === null;
             document.getElementById('run').click();
             await until(() => document.querySelector('[data-running]'), 5000);
             const during = slow() === null;
             if (!await until(slow, 30000)) throw new Error('never offered: ' + status());
             const offered = answer();
             slow().click();
             await begun(/^Watching/);
             const focus = document.activeElement.id;
             const slower = Number(new URLSearchParams(location.search).get('delay')) > 400;
             document.getElementById('poke').click();
             await until(() => /answer after/.test(answer()), 5000);
             const poked = answer();
             await window.meanwhile.stop();
             await until(() => !document.querySelector('[data-running]'), 20000);
             const after = slow() === null;
             history.back();
             await until(() => !location.search.includes('delay'), 5000);
             return { before, during, offered, focus, slower, poked: /^Async: 1 poke/.test(poked), after,
               back: document.getElementById('p-delay').value };",
        )
        .await?;
    let expected = json!({
        "before": true, "during": true, "offered": "", "focus": "poke", "slower": true,
        "poked": true, "after": true, "back": "40",
    });
    ensure!(seen == expected, "{seen:#}");
    Ok(())
}

/// Two other threads keep the cores busy. Whatever comes of it: where the interval holds a border between two options,
/// no option is called right, and one button offers more rounds.
async fn noise_is_told_as_noise(page: &Page) -> Outcome {
    let is_over = Arc::new(AtomicBool::new(false));
    for _ in 0..2 {
        let is_over = Arc::clone(&is_over);
        thread::spawn(move || {
            let mut number = 1_u64;
            while !is_over.load(Ordering::Relaxed) {
                number = std::hint::black_box(number.wrapping_mul(6_364_136_223_846_793_005));
            }
        });
    }
    let told = crowded(page).await;
    is_over.store(true, Ordering::Relaxed);
    let told = told?;
    let ratio = &entry(&told["result"], "async-parallel")?["speedup"];
    let cores = told["result"]["environment"]["reportedCores"]
        .as_f64()
        .unwrap_or(1.0);
    let threads = told["result"]["parameters"]["threads"]
        .as_f64()
        .unwrap_or(1.0);
    let answer = told["answer"].as_str().unwrap_or_default();
    let is_noisy = answer.contains("too noisy");
    // Where chunks took longer than they do alone, that is said of the machine, and nothing of the guess.
    if answer.contains("other programs had the cores") {
        ensure!(
            !is_noisy && answer.contains("so this is not scored"),
            "no conclusion of a machine that was taken: {told:#}"
        );
        return Ok(());
    }
    // From ten rounds on the result has the interval.
    let (Some(low), Some(high)) = (ratio["ci95"][0].as_f64(), ratio["ci95"][1].as_f64()) else {
        return Err(format!("no interval: {told:#}").into());
    };
    let borders = [1.2, 0.8 * cores.min(threads)];
    let holds_a_border = borders.iter().any(|border| (low..=high).contains(border));
    ensure!(
        is_noisy == holds_a_border && told["offers"] == is_noisy,
        "a conclusion only where the interval holds it: {told:#}"
    );
    Ok(())
}

async fn crowded(page: &Page) -> Outcome<Value> {
    page.open("?example=many-cores&size=200&repeats=10&strategies=background,async-parallel")
        .await?;
    page.script(
        "await up();
         document.querySelector('.question input').click();
         const result = await window.meanwhile.run({ example: 'many-cores', size: 200, repeats: 10, strategies: 'background,async-parallel' });
         await until(() => !document.querySelector('[data-running]'), 5000);
         return { result, answer: document.getElementById('outcome').textContent,
                  offers: document.querySelector('#outcome button') !== null };",
    )
    .await
}

async fn what_was_unfolded_stays_so(page: &Page) -> Outcome {
    let mut seen = Vec::new();
    for wanted in [true, false] {
        page.open("?example=many-fetches").await?;
        page.script(&format!(
            "await up();
             document.getElementById('measurements').open = {wanted};
             const kept = () => Boolean(localStorage.getItem('meanwhile-unfolded')) === {wanted};
             if (!await until(kept, 5000)) throw new Error('not kept');"
        ))
        .await?;
        page.open("?example=four-lines").await?;
        seen.push(
            page.script(
                "await until(() => document.getElementById('measurements'), 20000);
                 return document.getElementById('measurements').open;",
            )
            .await?,
        );
    }
    ensure!(
        seen == [json!(true), json!(false)],
        "as it was left: {seen:?}"
    );
    Ok(())
}

/// By keyboard and by pointer, dismissed by Esc, and for those who hear it.
async fn a_term_is_explained_where_it_stands(page: &Page) -> Outcome {
    page.open("?example=many-fetches").await?;
    let seen = page
        .script(
            "await up();
             const term = document.querySelector('.story .term');
             const note = term.querySelector('.note');
             const isSeen = () => getComputedStyle(note).display !== 'none';
             const before = isSeen();
             term.focus();
             const focused = isSeen();
             dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
             const dismissed = isSeen();
             const box = (term.blur(), dispatchEvent(new Event('pointerover')), term.focus(), note.getBoundingClientRect());
             const inside = box.left >= 0 && box.right <= innerWidth;
             return { before, focused, dismissed, inside, said: note.textContent, role: note.getAttribute('role') };",
        )
        .await?;
    let said = text_of("term.request")?;
    let expected = json!({"before": false, "focused": true, "dismissed": false, "inside": true, "said": said, "role": "note"});
    ensure!(seen == expected, "a note: {seen:#}");
    Ok(())
}
