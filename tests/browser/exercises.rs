//! Programs in other people's pages: an author's program in a lab, what the reader makes of it, and exercises that are
//! failed and solved.

use crate::desk::at_desk;
use crate::embed::{html, seen_on};
use crate::host::Host;
use crate::page::Page;
use crate::{Case, Outcome, case, ensure};
use serde_json::{Value, json};

/// The cases of this file.
pub fn cases() -> Vec<Case> {
    vec![
        case!(three_exercises_are_failed_and_solved, Isolated),
        case!(two_programs_in_a_lab_are_compared, EachEngineOnce),
        case!(
            what_the_reader_wrote_in_a_lab_stays_and_goes_along,
            Isolated
        ),
        case!(what_is_wrong_with_an_exercise_is_said, Isolated),
    ]
}

/// Of each exercise of the tutorial a program that solves it.
const SOLUTIONS: [(&str, &str); 3] = [
    (
        "both-at-once",
        "use std::future::join;
         pub async fn main() { let (a, b) = join((fetch('bread', 300), fetch('butter', 200))).await; [a, b] }",
    ),
    (
        "use-what-you-have",
        "fn is_prime(n) { let d = 2; while d * d <= n { if n % d == 0 { return false; } d += 1; } n > 1 }
         pub async fn main() { parallel::reduce(0..30000, |n| if is_prime(n) { 1 } else { 0 }, |a, b| a + b).await }",
    ),
    (
        "not-all-at-once",
        "use std::future::join;
         async fn one(n, places) { places.send(n).await; ask(n).await; places.receive().await; }
         pub async fn main() { let places = channel::new(3); join((0..9).iter().map(|n| one(n, places)).collect::<Vec>()).await.len() }",
    ),
];

async fn three_exercises_are_failed_and_solved(page: &Page) -> Outcome {
    page.open("tutorials/three-exercises.html").await?;
    for (id, solution) in SOLUTIONS {
        let solution = json!(solution.replace('\'', "\""));
        let seen = page
            .script(&format!(
                "const lab = document.getElementById('{id}');
                 lab.scrollIntoView();
                 const own = lab.querySelector('script[type=\"text/rune\"]');
                 const run = async () => {{
                   const {{ checks, strategies: [{{ status, reason }}] }} = await lab.run();
                   return {{ status, reason, holds: checks?.map(({{ holds }}) => holds) }};
                 }};
                 const before = await run();
                 own.textContent = {solution};
                 return {{ before, after: await run(), height: lab.shadowRoot.querySelector('iframe').clientHeight }};"
            ))
            .await?;
        let holds = |of: &str| seen[of]["holds"].as_array().cloned().unwrap_or_default();
        ensure!(
            holds("before").contains(&json!(false)) && holds("before").contains(&json!(true)),
            "{id}: an exercise that is right, in the wrong way, was expected: {seen:#}"
        );
        ensure!(
            holds("after") == [json!(true), json!(true), json!(true)],
            "{id}: it was to be solved: {seen:#}"
        );
    }
    Ok(())
}

/// Indented as authors indent, and without isolation of the page around.
async fn two_programs_in_a_lab_are_compared(page: &Page) -> Outcome {
    let body = "<meanwhile-lab loading=eager repeats=2>
        <script type='text/rune'>
          pub async fn main() {
              println!(\"a <b> & so on\");
              6 * 7
          }
        </script>
        <script type='text/rune'>pub fn main() { 6 * 7 }</script>
      </meanwhile-lab>";
    let host = Host::serve("", html(&page.address, body))?;
    let seen = seen_on(
        page,
        &host,
        "const { example, output, checks, strategies } = await lab.run();
         return { example, output, checks, ends: strategies.map(({ strategy, status, answer }) => [strategy, status, answer]) };",
    )
    .await?;
    let ends = json!([["program", "done", "42"], ["other-program", "done", "42"]]);
    ensure!(
        seen["ends"] == ends && seen["example"] == "your-own",
        "both programs' answers were expected: {seen:#}"
    );
    ensure!(
        seen["output"] == "a <b> & so on\n" && seen["checks"] == Value::Null,
        "what it printed, and no exercise, were expected: {seen:#}"
    );
    page.enter_lab().await?;
    let field = at_desk(page, "return field().value;").await;
    page.leave_frame().await?;
    ensure!(
        field? == "pub async fn main() {\n    println!(\"a <b> & so on\");\n    6 * 7\n}\n",
        "the program was to begin at the edge of its field"
    );
    Ok(())
}

/// A lab with an exercise.
const EXERCISE: &str = "<meanwhile-lab loading=eager repeats=1>
    <script type='text/rune'>pub fn main() { six() }</script>
    <script type='text/rune' data-setup>fn six() { 6 }</script>
    <script type='text/rune' data-check='It is 42.'>run.gave == 42</script>
  </meanwhile-lab>";

const IS_READY: &str = "return await is('ready');";

async fn what_the_reader_wrote_in_a_lab_stays_and_goes_along(page: &Page) -> Outcome {
    let host = Host::serve("", html(&page.address, EXERCISE))?;
    let seen = seen_on(page, &host, IS_READY).await?;
    ensure!(seen == true, "a lab was expected");
    page.enter_lab().await?;
    let written = at_desk(
        page,
        "const before = field().value;
         await write('pub fn main() { six() * 7 }');
         const said = await run();
         const link = document.querySelector('.embed-foot a');
         link.dispatchEvent(new PointerEvent('pointerover', { bubbles: true }));
         await until(() => link.hash, 3000);
         return { before, said, link: link.href, seen: document.body.textContent.includes('fn six') };",
    )
    .await?;
    page.leave_frame().await?;
    ensure!(
        written["before"] == "pub fn main() { six() }\n" && written["seen"] == false,
        "the author's program, without what isn't seen, was expected: {written:#}"
    );
    ensure!(
        written["said"]
            .to_string()
            .contains("Done: It is 42.Solved."),
        "it was to be solved: {written:#}"
    );
    // The page around is loaded again.
    let again = seen_on(page, &host, IS_READY).await?;
    ensure!(again == true, "the page again");
    page.enter_lab().await?;
    let kept = at_desk(
        page,
        "const kept = field().value;
         document.querySelector('[data-do=reset]').click();
         await until(() => field().value !== kept, 3000);
         return [kept, field().value];",
    )
    .await;
    page.leave_frame().await?;
    let kept = kept?;
    ensure!(
        kept == json!(["pub fn main() { six() * 7 }", "pub fn main() { six() }\n"]),
        "what was written, and what it was reset to: {kept:#}"
    );
    // The page of its own has all of it, so that it runs.
    page.open_address(written["link"].as_str().unwrap_or_default())
        .await?;
    let alone = at_desk(page, "return await run();").await?;
    ensure!(
        alone.to_string().contains("It gave 42."),
        "it was to run alone: {alone:#}"
    );
    Ok(())
}

async fn what_is_wrong_with_an_exercise_is_said(page: &Page) -> Outcome {
    let odd = "<meanwhile-lab loading=eager repeats=1>
        <script type='text/rune'>pub fn main() { helper() }</script>
        <script type='text/rune' data-setup>fn helper() { nothing() }</script>
        <script type='text/rune' data-check='It is <i>right</i>.'>true</script>
      </meanwhile-lab>";
    let host = Host::serve("", html(&page.address, odd))?;
    let seen = seen_on(
        page,
        &host,
        "const run = async () => {
           const { strategies: [{ status, reason }], checks } = await lab.run();
           return { status, reason, checks };
         };
         const broken = await run();
         const set = (attribute, text) => lab.querySelector(`[${attribute}]`).textContent = text;
         set('data-setup', 'fn helper() { 1 }');
         set('data-check', 'run.nothing');
         return { broken, untold: await run() };",
    )
    .await?;
    ensure!(
        seen["broken"]["status"] == "failed"
            && !seen["broken"]["reason"].to_string().contains("ine "),
        "a failed program, and no line where nothing is seen: {seen:#}"
    );
    ensure!(
        seen["untold"]["status"] == "done"
            && seen["untold"]["checks"] == json!([{"says": "It is <i>right</i>.", "holds": null}]),
        "a check that can't be told was expected: {seen:#}"
    );
    Ok(())
}
