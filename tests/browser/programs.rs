//! Programs that readers write: typed, run, stopped, shared and kept.

use crate::desk::{LESSON, at_desk, result_of};
use crate::looks::axe_finds_nothing;
use crate::page::Page;
use crate::result::{entry, number};
use crate::{Case, Outcome, case, ensure};
use serde_json::{Value, json};

/// The cases.
pub fn cases() -> Vec<Case> {
    vec![
        case!(two_waits_that_are_typed_overlap, Everywhere),
        case!(
            what_has_no_end_is_stopped_and_the_next_run_is_right,
            Everywhere
        ),
        case!(a_function_of_the_readers_is_faster_on_two_cores, Isolated),
        case!(a_shared_program_comes_back_and_does_not_run, Isolated),
        case!(what_is_written_is_kept, Isolated),
        case!(every_program_to_start_from_runs, Chromium),
        case!(programs_are_for_everybody, Chromium),
        case!(what_a_program_keeps_is_there_again, Isolated),
    ]
}

async fn two_waits_that_are_typed_overlap(page: &Page) -> Outcome {
    page.open(LESSON).await?;
    at_desk(
        page,
        "await write('');
         field().focus();
         if (!await until(() => document.querySelector('.cm-editor'), 20000)) throw new Error('no editor');",
    )
    .await?;
    // The editor closes brackets by itself, and steps over those that are typed.
    let typed = "use std::future::join;\npub async fn main() {\njoin((time::sleep(300), time::sleep(200))).await;\n1 + 1";
    page.press(".cm-content", typed).await?;
    let seen = at_desk(
        page,
        "const said = await run();
         const trace = await window.meanwhile.trace();
         return { said, text: field().value, trace };",
    )
    .await?;
    ensure!(
        seen["said"]
            .as_str()
            .is_some_and(|said| said.contains("It gave 2.")),
        "what it gave: {:#}, of {:#}",
        seen["said"],
        seen["text"]
    );
    let events = seen["trace"]["traceEvents"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    let at = |event: &Value| event["ts"].as_f64().unwrap_or(f64::NAN);
    let of = |phase: &str| -> Vec<f64> {
        let all = events
            .iter()
            .filter(|event| event["ph"] == phase && event["cat"] != "queued");
        all.map(at).collect()
    };
    let (begins, ends) = (of("b"), of("e"));
    ensure!(
        begins.len() == 2
            && begins
                .iter()
                .all(|begin| ends.iter().all(|end| begin < end)),
        "both wait at once: {begins:?} {ends:?}"
    );
    Ok(())
}

/// Endless, in `main`, in an awaited function, and on every core; Stop is heard, and what is run next is right.
async fn what_has_no_end_is_stopped_and_the_next_run_is_right(page: &Page) -> Outcome {
    page.open(LESSON).await?;
    // What a program keeps is the one thing that is seen of it while it runs.
    for endless in [
        "loop {}",
        "f().await } async fn f() { loop { let x = 1; }",
        "parallel::map(0..64, |x| { loop {} }).await",
        "[1].iter().map(|x| { loop {} }).collect::<Vec>()",
    ] {
        let seen = at_desk(
            page,
            &format!(
                "const key = `begun at ${{Date.now()}}`;
                 await write('pub async fn main() {{ db::put(\"' + key + '\", 1).await; ' + {endless} + ' }}');
                 document.getElementById('run').click();
                 if (!await until(() => isKept(key), 20000)) throw new Error('it did not begin');
                 const before = performance.now();
                 document.getElementById('stop').click();
                 if (!await until(idle, 20000)) throw new Error('no end');
                 const took = performance.now() - before;
                 await write('pub async fn main() {{ (await_nothing().await, parallel::reduce(0..100, |x| x, |a, b| a + b).await) }} async fn await_nothing() {{ 7 }}');
                 return {{ took, said: await run() }};",
                endless = json!(endless)
            ),
        )
        .await?;
        println!("    stopped in {:.0} ms: {endless}", number(&seen, "took")?);
        ensure!(
            seen["said"]
                .as_str()
                .is_some_and(|said| said.contains("(7, Some(4950))")),
            "{endless}: the next run: {seen:#}"
        );
    }
    Ok(())
}

/// A reader's own function, in both browsers, on one core and on two in turns.
async fn a_function_of_the_readers_is_faster_on_two_cores(page: &Page) -> Outcome {
    page.open("").await?;
    let program = |call: &str| {
        format!(
            "fn weigh(x) {{ let sum = 0; for n in 0..4000 {{ sum = (sum * 31 + n * x) % 65521; }} sum }}
             pub async fn main() {{ {call} }}"
        )
    };
    let wanted = json!({
        "source": program("parallel::map_chunks(0..60, 1, |part| { let all = 0; for x in part { all += weigh(x); } all }).await"),
        "other": program("parallel::map_chunks(0..60, 12, |part| { let all = 0; for x in part { all += weigh(x); } all }).await"),
        "threads": 2, "repeats": 9,
    });
    // Chromium compiles what is hot on other threads, which are then not the program's: once for that.
    let result = page
        .script(&format!(
            "await up(); const run = () => window.meanwhile.runProgram({wanted}); await run(); return await run();"
        ))
        .await?;
    let time = |program: &str| -> Outcome<f64> { number(entry(&result, program)?, "medianMs") };
    let ratio = time("program")? / time("other-program")?;
    println!("    parallel::map on two cores: {ratio:.2} times as fast as on one");
    // How much faster is for those who read it; that it is at all shows that threads don't wait for each other.
    ensure!(ratio > 1.15, "two cores: {ratio:.2} times as fast as one");
    Ok(())
}

const SHARED: &str = "// 👩‍🚀 مرحبا שלום \u{202e}\npub fn main() { \"🙂 ﷽\" }\n";

async fn a_shared_program_comes_back_and_does_not_run(page: &Page) -> Outcome {
    page.open(LESSON).await?;
    let address = at_desk(
        page,
        &format!(
            "await write({});
             document.querySelector('[data-do=share]').click();
             await until(() => location.hash, 5000);
             return location.href;",
            json!(SHARED)
        ),
    )
    .await?;
    let address = address.as_str().unwrap_or_default().to_owned();
    ensure!(address.contains("#code=1/"), "the address: {address}");
    let open = "await until(() => field().value.includes('🙂'), 5000);
                return { text: field().value, ran: output(), idle: idle() };";
    page.open("tutorials/tutorial.css").await?;
    page.open_address(&address).await?;
    let seen = at_desk(page, open).await?;
    let wanted = json!({"text": SHARED, "ran": "", "idle": true});
    ensure!(seen == wanted, "as it was: {seen:#}");
    let given = at_desk(page, "return await run();").await?;
    ensure!(
        given.as_str().is_some_and(|said| said.contains("🙂 ﷽")),
        "it runs: {given}"
    );
    // A second link, into the same tab.
    let seen = at_desk(
        page,
        &format!(
            "const link = location.hash;
             await write('pub fn main() {{ 1 }}');
             location.hash = '';
             location.hash = link;
             {open}"
        ),
    )
    .await?;
    ensure!(seen["text"] == SHARED, "in the same tab: {seen:#}");
    for (fragment, words) in [
        ("#code=1/AAAA", "no program, or only a part"),
        ("#code=1/", "no program, or only a part"),
        ("#code=2/abc", "later version"),
        ("#code=nonsense%", "no program, or only a part"),
    ] {
        let seen = at_desk(
            page,
            &format!(
                "const before = field().value;
                 location.hash = {};
                 const said = () => document.querySelector('.program [role=status]').textContent;
                 await until(() => said().includes({}), 5000);
                 return {{ said: said(), kept: field().value === before }};",
                json!(fragment),
                json!(words)
            ),
        )
        .await?;
        ensure!(
            seen["kept"] == true
                && seen["said"]
                    .as_str()
                    .is_some_and(|said| said.contains(words)),
            "{fragment}: {seen:#}"
        );
    }
    Ok(())
}

async fn what_is_written_is_kept(page: &Page) -> Outcome {
    page.open(LESSON).await?;
    at_desk(page, "await write('pub fn main() { 4711 }');").await?;
    page.open("?example=many-fetches").await?;
    page.open(LESSON).await?;
    let seen = at_desk(page, "return field().value;").await?;
    ensure!(seen == "pub fn main() { 4711 }", "the draft: {seen}");
    // What is written is put aside when another program is brought, and can be had again.
    let seen = at_desk(
        page,
        "const select = document.querySelector('.program select');
         const pick = async (value) => {
           const before = field().value;
           select.value = value;
           select.dispatchEvent(new Event('change', { bubbles: true }));
           await until(() => field().value !== before, 10000);
         };
         await pick('two-waits');
         const brought = field().value.includes('net::slow');
         await pick('earlier 0');
         return { brought, again: field().value };",
    )
    .await?;
    ensure!(
        seen == json!({"brought": true, "again": "pub fn main() { 4711 }"}),
        "another program, and back: {seen:#}"
    );
    Ok(())
}

/// Each ends in the real engine, and prints or gives something.
async fn every_program_to_start_from_runs(page: &Page) -> Outcome {
    page.open(LESSON).await?;
    let seen = at_desk(
        page,
        "const select = document.querySelector('.program select');
         const names = [...select.querySelectorAll('optgroup option')].map((option) => option.value).filter((name) => !name.includes(' '));
         const all = [];
         for (const name of names) {
           await write('');
           select.value = name;
           select.dispatchEvent(new Event('change', { bubbles: true }));
           await until(() => field().value, 10000);
           all.push([name, await run()]);
         }
         return all;",
    )
    .await?;
    let all = seen.as_array().map_or(&[][..], Vec::as_slice);
    ensure!(all.len() >= 20, "all were tried: {seen:#}");
    for run in all {
        let (name, said) = (
            run[0].as_str().unwrap_or_default(),
            run[1].as_str().unwrap_or_default(),
        );
        let is_right = match name {
            "deadlock" => said.contains("Deadlock: every task waits, 2 for a lock"),
            _ => said.contains("It gave") || said.contains("It ended"),
        };
        ensure!(is_right, "{name}: {said}");
    }
    Ok(())
}

/// Light and dark, wide and narrow, with something wrong in a program and with two that ran; and by keys alone.
async fn programs_are_for_everybody(page: &Page) -> Outcome {
    for (theme, width) in [("light", 1280), ("dark", 390)] {
        page.on_screen((width, 844), async || {
            page.open(&format!("{LESSON}&strategies=program,other-program&theme={theme}"))
                .await?;
            at_desk(
                page,
                "await write('pub fn main() { println!(\"one\"); 1 }');
                 field().focus();
                 if (!await until(() => document.querySelector('.cm-editor'), 20000)) throw new Error('no editor');
                 await run();
                 await write('pub fn main() { missing() }');
                 await until(() => document.querySelector('.problems li'), 20000);
                 document.activeElement.blur();",
            )
            .await?;
            axe_finds_nothing(page, &format!("programs, {theme}, {width}")).await?;
            page.picture(&format!("programs-{theme}-{width}")).await?;
            let fits = "return document.documentElement.scrollWidth <= document.documentElement.clientWidth;";
            ensure!(page.script(fits).await? == true, "it scrolls sideways, {theme}, {width}");
            Ok(())
        })
        .await?;
    }
    // Tab leads into the field and out of it again.
    let key = |what: &str| json!({"type": what, "value": "\u{e004}"});
    let tab = json!({"type": "key", "id": "keyboard", "actions": [key("keyDown"), key("keyUp")]});
    at_desk(page, "document.querySelector('[data-do=share]').focus();").await?;
    page.act(&tab)?;
    let inside = at_desk(
        page,
        "return document.activeElement.closest('program-editor') !== null;",
    )
    .await?;
    page.act(&tab)?;
    let outside = at_desk(
        page,
        "return document.activeElement.closest('program-editor') === null;",
    )
    .await?;
    ensure!(
        inside == true && outside == true,
        "Tab goes in ({inside}) and out ({outside})"
    );
    Ok(())
}

/// Between two runs, and between two pages; numbers, text and lists.
async fn what_a_program_keeps_is_there_again(page: &Page) -> Outcome {
    page.open("").await?;
    let source = "pub async fn main() {
        db::clear().await;
        db::put(\"a1\", [1, \"two\", 3.5]).await;
        db::put(\"a2\", Some(2)).await;
        db::put(\"b1\", \"🙂\").await;
        (db::get(\"a1\").await, db::get(\"none\").await)
    }";
    let given = result_of(page, source).await?;
    ensure!(
        entry(&given, "program")?["answer"] == "(Some([1, \"two\", 3.5]), None)",
        "what was kept: {given:#}"
    );
    page.open("").await?;
    let given = result_of(page, "pub async fn main() { let found = db::query(\"a\", \"b\").await; (found, db::get(\"b1\").await) }").await?;
    ensure!(
        entry(&given, "program")?["answer"]
            == "([(\"a1\", [1, \"two\", 3.5]), (\"a2\", Some(2))], Some(\"🙂\"))",
        "by another page: {given:#}"
    );
    Ok(())
}
