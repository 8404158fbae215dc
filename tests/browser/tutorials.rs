//! The tutorials, which use nothing but what every page may use; and labs in books that other people's tools make.

use crate::embed::seen_on;
use crate::host::Host;
use crate::looks::axe_finds_nothing;
use crate::page::Page;
use crate::site::Temporary;
use crate::{Case, Outcome, case, ensure};
use serde_json::json;
use std::fs;
use std::process::Command;

/// The cases of this file.
pub fn cases() -> Vec<Case> {
    vec![
        case!(a_sentence_runs_both_jobs, Isolated),
        case!(axe_finds_nothing_in_the_tutorials, Chromium),
        case!(a_book_of_mdbook_has_labs, Isolated, long),
    ]
}

/// Said in the midst of what was said before, the later one counts.
async fn a_sentence_runs_both_jobs(page: &Page) -> Outcome {
    page.open("tutorials/do-this-and-come-back.html").await?;
    let seen = page
        .script(
            "const labs = [...document.querySelectorAll('meanwhile-lab')];
             const [first, second] = document.querySelectorAll('[data-strategies]');
             if (!await until(() => labs[0].dataset.status, 10000)) throw new Error('no lab');
             first.click();
             if (!await until(() => labs.some((lab) => lab.dataset.status === 'running'), 30000)) throw new Error('nothing runs');
             second.click();
             if (!await until(() => document.getElementById('said').textContent.startsWith('Both'), 90000))
               throw new Error(document.getElementById('said').textContent);
             return labs.map((lab) => lab.result().strategies.map(({ strategy, status }) => [strategy, status]));",
        )
        .await?;
    let expected = json!([["blocking", "done"], ["parallel", "done"]]);
    ensure!(
        seen == json!([expected, expected]),
        "both jobs, as the second sentence has it, were expected: {seen:#}"
    );
    Ok(())
}

async fn axe_finds_nothing_in_the_tutorials(page: &Page) -> Outcome {
    for name in [
        "do-this-and-come-back",
        "why-your-page-freezes",
        "three-exercises",
    ] {
        page.open(&format!("tutorials/{name}.html")).await?;
        page.script("await until(() => document.querySelector('meanwhile-lab').dataset.status === 'ready', 20000);")
            .await?;
        axe_finds_nothing(page, name).await?;
    }
    Ok(())
}

/// A chapter with two labs, as an author writes it: mdBook turns quotes and newlines its own way.
const CHAPTER: &str = r#"# Waiting

Some *words* before the first lab.

<script type="module" src="SITEv1/embed.js"></script>

<meanwhile-lab example="many-fetches" size="3" repeats="2" strategies="blocking async"
  caption="Three requests, &quot;one&quot; thread." question="Which is done first, 'blocking' or async?"
  options="blocking|async -- it does not wait...">
<p>The first lab.</p>
</meanwhile-lab>

And some between.

<meanwhile-lab example="many-cores" size="60" repeats="2" strategies="blocking async-parallel"></meanwhile-lab>
"#;

async fn a_book_of_mdbook_has_labs(page: &Page) -> Outcome {
    let book = Temporary::new("mdbook")?;
    let place = |path: &str| book.folder().join(path);
    fs::create_dir_all(place("src"))?;
    fs::write(place("book.toml"), "[book]\ntitle = \"A book\"\n")?;
    fs::write(
        place("src/SUMMARY.md"),
        "# Summary\n\n- [Waiting](waiting.md)\n- [After](after.md)\n",
    )?;
    fs::write(
        place("src/waiting.md"),
        CHAPTER.replace("SITE", &page.address),
    )?;
    fs::write(place("src/after.md"), "# After\n")?;
    let made = Command::new("mdbook")
        .arg("build")
        .arg(book.folder())
        .output();
    let made = made.map_err(|error| format!("mdbook, which ./x test --all sets up: {error}"))?;
    ensure!(
        made.status.success(),
        "mdbook: {}",
        String::from_utf8_lossy(&made.stderr)
    );
    let host = Host::serve_folder(&place("book"))?;
    let seen = seen_on(
        page,
        &host,
        "const labs = [...document.querySelectorAll('meanwhile-lab')];
         labs[1].scrollIntoView();
         const runs = await Promise.all(labs.map((one) => one.run()));
         const inner = labs.map((one) => new URL(one.shadowRoot.querySelector('iframe').src).searchParams);
         return { statuses: runs.map(({ strategies }) => strategies.map(({ status }) => status)), question: inner[0].get('question'),
           options: inner[0].get('options'), caption: labs[0].shadowRoot.querySelector('figcaption').textContent };",
    )
    .await?;
    let done = json!(["done", "done"]);
    ensure!(
        seen["statuses"] == json!([done, done]),
        "two labs that run were expected: {seen:#}"
    );
    ensure!(
        seen["question"] == "Which is done first, 'blocking' or async?"
            && seen["options"] == "blocking|async -- it does not wait..."
            && seen["caption"] == "Three requests, \"one\" thread.",
        "the author's words as they wrote them were expected: {seen:#}"
    );
    Ok(())
}
