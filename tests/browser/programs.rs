//! Programs that readers write: typed, run, stopped, shared, kept, and broken in every way.

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
        case!(what_is_wrong_is_told_at_its_place, Isolated),
        case!(a_shared_program_comes_back_and_does_not_run, Isolated),
        case!(what_is_written_is_kept, Isolated),
        case!(every_program_to_start_from_runs, Chromium),
        case!(broken_programs_leave_the_page_alive, Chromium),
        case!(programs_are_for_everybody, Chromium),
        case!(what_a_program_keeps_is_there_again, Isolated),
        case!(a_stranger_s_program_reaches_nobody, Isolated),
    ]
}

const LESSON: &str = "?example=your-own&repeats=1";

/// What the tests do with the page.
const DESK: &str = "
    const field = () => document.querySelector('.program textarea');
    const output = () => document.getElementById('outputs').textContent;
    const idle = () => !document.querySelector('[data-running]');
    const ready = async () => {
      await up();
      if (!await until(() => field()?.value, 10000)) throw new Error('no program');
    };
    const write = async (text) => {
      field().value = text;
      field().dispatchEvent(new InputEvent('input', { bubbles: true }));
      await frame();
    };
    const run = async () => {
      document.getElementById('run').click();
      await until(() => !idle(), 5000);
      if (!await until(idle, 60000)) throw new Error('no end');
      await frame();
      return output();
    };";

async fn at_desk(page: &Page, body: &str) -> Outcome<Value> {
    page.script(&format!("{DESK} await ready(); {body}")).await
}

/// A program, run by a script: its result.
async fn result_of(page: &Page, source: &str) -> Outcome<Value> {
    let wanted = json!({"source": source, "threads": 2, "repeats": 1});
    page.script(&format!(
        "await up(); return await window.meanwhile.runProgram({wanted});"
    ))
    .await
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

/// Endless, in `main`, in an awaited function, and on every core; Stop is heard at once, and what is run next is right.
async fn what_has_no_end_is_stopped_and_the_next_run_is_right(page: &Page) -> Outcome {
    page.open(LESSON).await?;
    for source in [
        "pub fn main() { loop {} }",
        "async fn f() { loop { let x = 1; } } pub async fn main() { f().await }",
        "pub async fn main() { parallel::map(0..64, |x| { loop {} }).await }",
        "pub fn main() { [1].iter().map(|x| { loop {} }).collect::<Vec>() }",
    ] {
        let seen = at_desk(
            page,
            &format!(
                "await write({source});
                 document.getElementById('run').click();
                 if (!await until(() => /seen|watch|run|Run/.test(document.getElementById('status').textContent) && !idle(), 20000)) throw new Error('it did not begin');
                 await new Promise((then) => setTimeout(then, 1500));
                 const before = performance.now();
                 document.getElementById('stop').click();
                 if (!await until(idle, 20000)) throw new Error('no end');
                 const took = performance.now() - before;
                 await write('pub async fn main() {{ (await_nothing().await, parallel::reduce(0..100, |x| x, |a, b| a + b).await) }} async fn await_nothing() {{ 7 }}');
                 return {{ took, said: await run() }};",
                source = json!(source)
            ),
        )
        .await?;
        ensure!(
            seen["took"].as_f64() < Some(5_000.0),
            "{source}: stopped in a moment: {seen:#}"
        );
        ensure!(
            seen["said"]
                .as_str()
                .is_some_and(|said| said.contains("(7, Some(4950))")),
            "{source}: the next run: {seen:#}"
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

async fn what_is_wrong_is_told_at_its_place(page: &Page) -> Outcome {
    page.open(LESSON).await?;
    for (source, line, words) in [
        ("pub fn main() {\n  let x = ;\n}", "2: ", "Expected"),
        ("pub fn main() {\n  missing()\n}", "2: ", "missing"),
        ("fn other() {}", "", "A program begins in its function main"),
    ] {
        let seen = at_desk(
            page,
            &format!(
                "await write({source});
                 field().focus();
                 await until(() => document.querySelector('.problems li'), 20000);
                 return document.querySelector('.problems').textContent;",
                source = json!(source)
            ),
        )
        .await?;
        let said = seen.as_str().unwrap_or_default();
        ensure!(
            said.starts_with(line) && said.contains(words),
            "while it is written: {said}"
        );
    }
    // The editor underlines it, once it is there.
    let marked = at_desk(
        page,
        "await write('pub fn main() { missing() }');
         return await until(() => document.querySelector('.cm-lintRange-error'), 20000);",
    )
    .await?;
    ensure!(marked == true, "underlined");
    for (source, words) in [
        (
            "pub fn main() {\n  println!(\"so far\");\n  1 / 0\n}",
            "Line 3, column 3",
        ),
        (
            "pub async fn main() {\n  parallel::map(0..8, |x| {\n    if x == 5 { panic!(\"five\"); }\n    x\n  }).await\n}",
            "line 3",
        ),
        (
            "fn f(n) { f(n + 1) + 1 }\npub fn main() { f(0) }",
            "more memory",
        ),
        (
            "pub fn main() { let s = \"x\"; loop { s = `${s}${s}`; } }",
            "more memory",
        ),
        (
            "pub async fn main() { use std::future::join; let all = []; for n in 0..10000 { all.push(time::sleep(20)); } join(all).await.len() }",
            "It gave 10000.",
        ),
    ] {
        let said = at_desk(
            page,
            &format!("await write({}); return await run();", json!(source)),
        )
        .await?;
        ensure!(
            said.as_str().is_some_and(|said| said.contains(words)),
            "{source}: {said}"
        );
    }
    let long = at_desk(
        page,
        "await write('// ' + 'x'.repeat(2_000_000)); return await run();",
    )
    .await?;
    ensure!(
        long.as_str()
            .is_some_and(|said| said.contains("at most 100 KB")),
        "two megabytes: {long}"
    );
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

/// Programs that would break a compiler's stack, a thread, or memory: a sentence, and the page goes on.
async fn broken_programs_leave_the_page_alive(page: &Page) -> Outcome {
    page.open("").await?;
    let deep = |open: &str, middle: &str, close: &str| {
        format!(
            "pub fn main() {{ {}{middle}{} }}",
            open.repeat(1_000),
            close.repeat(1_000)
        )
    };
    let mut broken = vec![
        deep("(", "1", ")"),
        deep("[", "1", "]"),
        deep("{", "1", "}"),
        deep("if true { ", "1", " } else { 2 }"),
        deep("!", "true", ""),
        deep("1 + ", "1", ""),
        deep("|x| ", "1", ""),
        deep("async { ", "1", " }"),
        deep("f(", "1", ")"),
        deep("match 1 { _ => ", "1", " }"),
        deep("a.b", "c", ""),
        deep("-", "1", ""),
        deep("`${", "1", "}`"),
        deep("#{ a: ", "1", " }"),
        "pub fn main() { let a = []; for n in 0..100000 { a = [a]; } 1 }".to_owned(),
        "pub fn main() { let f = |x| x; for n in 0..3000 { let g = f; f = |x| g(x); } f(1) }"
            .to_owned(),
        "fn f(n) { [n].iter().map(|x| f(x + 1)).collect::<Vec>() } pub fn main() { f(0) }"
            .to_owned(),
        "\u{0}\u{feff}\u{202e}".to_owned(),
    ];
    broken.extend(
        [
            "pub fn",
            "\"",
            "`${",
            "/*",
            "#![x]",
            "mod m;",
            "use x::y;",
            "pub fn main() { include!(\"x\") }",
        ]
        .map(str::to_owned),
    );
    for source in broken {
        let result = result_of(page, &source).await?;
        let status = entry(&result, "program")?["status"].clone();
        ensure!(
            status == "failed" || status == "done",
            "{}: {result:#}",
            &source[..source.floor_char_boundary(60)]
        );
    }
    let result = result_of(page, "pub fn main() { println!(\"alive\"); 6 * 7 }").await?;
    ensure!(
        entry(&result, "program")?["answer"] == "42" && result["output"] == "alive\n",
        "the page goes on: {result:#}"
    );
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

/// It has the network that the page has, and nothing else.
async fn a_stranger_s_program_reaches_nobody(page: &Page) -> Outcome {
    page.open("").await?;
    let source = "pub async fn main() { net::get(\"https://example.org/\").await }";
    let result = result_of(page, source).await?;
    let answer = entry(&result, "program")?["answer"].clone();
    ensure!(
        answer
            .as_str()
            .is_some_and(|said| said.starts_with("Err(\"the request failed")),
        "a foreign site: {result:#}"
    );
    for outside in [
        "std::fs::read(\"/etc/passwd\")",
        "std::process::exit(1)",
        "window",
        "document",
        "fetch(\"/\")",
        "std::env::var(\"HOME\")",
    ] {
        let result = result_of(page, &format!("pub fn main() {{ {outside} }}")).await?;
        let entry = entry(&result, "program")?;
        ensure!(entry["status"] == "failed", "{outside}: {result:#}");
    }
    Ok(())
}
