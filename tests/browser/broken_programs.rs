//! Programs that are wrong, break what runs them, or belong to a stranger: a sentence, and the page goes on.

use crate::desk::{LESSON, at_desk, result_of};
use crate::page::Page;
use crate::result::entry;
use crate::{Case, Outcome, case, ensure};
use serde_json::json;

/// The cases.
pub fn cases() -> Vec<Case> {
    vec![
        case!(what_is_wrong_is_told_at_its_place, Isolated),
        case!(broken_programs_leave_the_page_alive, Chromium),
        case!(a_stranger_s_program_reaches_nobody, Isolated),
    ]
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
