//! Labs in books that other people's tools make: each of them turns quotes, empty lines and scripts its own way.

use crate::embed::seen_on;
use crate::host::Host;
use crate::page::Page;
use crate::site::{Temporary, tool, tools};
use crate::{Case, Outcome, case, ensure};
use serde_json::{Value, json};
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The cases of this file.
pub fn cases() -> Vec<Case> {
    vec![
        case!(a_book_of_mdbook_has_labs, Isolated, long),
        case!(a_site_of_mkdocs_has_labs, Isolated, long),
        case!(a_site_of_vitepress_has_labs, Isolated, long),
    ]
}

/// A lab as an author writes it, with what Markdown would like to turn into something else.
const LESSON: &str = r#"<meanwhile-lab example="many-fetches" size="3" repeats="2" strategies="blocking async"
  caption="Three requests, &quot;one&quot; thread." question="Which is done first, 'blocking' or async?"
  options="blocking|async -- it does not wait...">
<p>The first lab.</p>
</meanwhile-lab>"#;

/// What stands in a lab with a program. An empty line ends HTML in Markdown, but for a script that begins after one.
const PROGRAM: &str = r#"<p>The second lab.</p>

<script type="text/rune">
pub async fn main() {
    // *One* after the other: a < b && b > "c" -- {{ c }}, _d_...
    let bread = fetch("bread").await;

    let butter = fetch("butter").await;
    [bread, butter]
}
</script>

<script type="text/rune" data-setup>async fn fetch(what) { time::sleep(20).await; what }</script>
<script type="text/rune" data-check="Every wait overlaps.">run.waits_alone == 0</script>
"#;

/// A chapter with both, for tools that leave HTML as it is: around a lab stands a `div`, which they all know to be a block.
fn chapter(page: &Page) -> String {
    format!(
        "# Waiting\n\nSome *words* before the first lab.\n\n\
         <script type=\"module\" src=\"{}v1/embed.js\"></script>\n\n\
         <div>\n{LESSON}\n</div>\n\nAnd some between.\n\n\
         <div>\n<meanwhile-lab repeats=\"2\">\n{PROGRAM}</meanwhile-lab>\n</div>\n\nAnd after.\n",
        page.address
    )
}

/// Runs both labs and tells what came of them.
const RUN_BOTH: &str = "
    const both = () => document.querySelectorAll('meanwhile-lab').length === 2;
    if (!await until(both, 10000)) throw new Error('no labs');
    const labs = [...document.querySelectorAll('meanwhile-lab')];
    labs[1].scrollIntoView();
    const [lesson, program] = await Promise.all(labs.map((one) => one.run()));
    const inner = new URL(labs[0].shadowRoot.querySelector('iframe').src).searchParams;
    return {
      statuses: [lesson, program].map(({ strategies }) => strategies.map(({ status, reason }) => reason ?? status)),
      question: inner.get('question'), options: inner.get('options'),
      caption: labs[0].shadowRoot.querySelector('figcaption').textContent,
      inside: labs.map((one) => one.querySelector('p')?.textContent),
      source: labs[1].querySelector('script').textContent.trim(),
      checks: program.checks, answer: program.strategies[0].answer,
    };";

/// Both labs ran, and are as their author wrote them.
fn is_as_written(seen: &Value) -> Outcome {
    ensure!(
        seen["statuses"] == json!([["done", "done"], ["done"]]),
        "two labs that run were expected: {seen:#}"
    );
    ensure!(
        seen["question"] == "Which is done first, 'blocking' or async?"
            && seen["options"] == "blocking|async -- it does not wait..."
            && seen["caption"] == "Three requests, \"one\" thread."
            && seen["inside"] == json!(["The first lab.", "The second lab."]),
        "the author's words as they wrote them were expected: {seen:#}"
    );
    let source = seen["source"].as_str().unwrap_or_default();
    ensure!(
        PROGRAM.contains(&format!("<script type=\"text/rune\">\n{source}\n</script>"))
            && seen["checks"] == json!([{ "says": "Every wait overlaps.", "holds": false }]),
        "the author's program as they wrote it was expected: {seen:#}"
    );
    Ok(())
}

/// Runs that tool to its end.
fn made_by(tool: impl AsRef<OsStr>, arguments: &[&str], folder: &Path) -> Outcome {
    let name = tool.as_ref().to_string_lossy().into_owned();
    let made = Command::new(&tool)
        .args(arguments)
        .current_dir(folder)
        .output();
    let made = made.map_err(|error| format!("{name}, which ./x test --all sets up: {error}"))?;
    ensure!(
        made.status.success(),
        "{name}: {}{}",
        String::from_utf8_lossy(&made.stdout),
        String::from_utf8_lossy(&made.stderr)
    );
    Ok(())
}

/// Files in a folder of their own.
fn written<const N: usize>(name: &str, files: [(&str, String); N]) -> Outcome<Temporary> {
    let folder = Temporary::new(name)?;
    for (path, content) in files {
        let path = folder.folder().join(path);
        fs::create_dir_all(path.parent().ok_or("a file lies in a folder")?)?;
        fs::write(path, content)?;
    }
    Ok(folder)
}

async fn a_book_of_mdbook_has_labs(page: &Page) -> Outcome {
    let summary = "# Summary\n\n- [Waiting](waiting.md)\n- [After](after.md)\n";
    let book = written(
        "mdbook",
        [
            ("book.toml", "[book]\ntitle = \"A book\"\n".into()),
            ("src/SUMMARY.md", summary.into()),
            ("src/waiting.md", chapter(page)),
            ("src/after.md", "# After\n".into()),
        ],
    )?;
    made_by("mdbook", &["build"], book.folder())?;
    let host = Host::serve_folder(&book.folder().join("book"))?;
    is_as_written(&seen_on(page, &host, RUN_BOTH).await?)
}

/// Where Python keeps what this package brought.
fn mkdocs() -> Outcome<PathBuf> {
    let found = fs::read_dir(tools()?.join("python")).map(|all| {
        let all = all.flatten().map(|entry| entry.path().join("bin/mkdocs"));
        all.filter(|path| path.exists()).max()
    });
    let found = found.ok().flatten();
    found.ok_or_else(|| "mkdocs is not in the tools folder; ./x test --all puts it there".into())
}

/// Its script comes from the settings, as its manual has it, besides from the page: two are one.
async fn a_site_of_mkdocs_has_labs(page: &Page) -> Outcome {
    // Colours for code would come from another host.
    let settings = format!(
        "site_name: A site\nuse_directory_urls: false\ntheme:\n  name: mkdocs\n  highlightjs: false\n\
         extra_javascript:\n  - path: {}v1/embed.js\n    type: module\n",
        page.address
    );
    let site = written(
        "mkdocs",
        [
            ("mkdocs.yml", settings),
            ("docs/index.md", chapter(page)),
            ("docs/after.md", "# After\n".into()),
        ],
    )?;
    made_by(mkdocs()?, &["build", "--quiet"], site.folder())?;
    let host = Host::serve_folder(&site.folder().join("site"))?;
    is_as_written(&seen_on(page, &host, RUN_BOTH).await?)
}

/// Vue draws its pages, here and again in the browser, where it leaves scripts out of what it draws; so the program is
/// in a file beside the page. The labs are there for who opens the page, and for who comes to it by a link, without a
/// page being loaded.
async fn a_site_of_vitepress_has_labs(page: &Page) -> Outcome {
    let settings = format!(
        "export default {{
           vue: {{ template: {{ compilerOptions: {{ isCustomElement: (tag) => tag === 'meanwhile-lab' }} }} }},
           head: [['script', {{ type: 'module', src: '{}v1/embed.js' }}]],
         }};\n",
        page.address
    );
    let chapter = format!(
        "<script setup>\nimport program from './program.html?raw'\n</script>\n\n\
         # Waiting\n\n{LESSON}\n\nAnd some between.\n\n\
         <meanwhile-lab repeats=\"2\" v-html=\"program\"></meanwhile-lab>\n\nAnd after.\n"
    );
    let site = written(
        "vitepress",
        [
            ("docs/.vitepress/config.mjs", settings),
            ("docs/index.md", "# Before\n\n[On](waiting.md)\n".into()),
            ("docs/waiting.md", chapter),
            ("docs/program.html", PROGRAM.into()),
        ],
    )?;
    // Pages import Vue, which is looked for above them.
    let packages = tool("vitepress", "..")?.canonicalize()?;
    std::os::unix::fs::symlink(&packages, site.folder().join("node_modules"))?;
    let program = packages.join("vitepress/bin/vitepress.js");
    let program = program
        .to_str()
        .ok_or("the tools folder has a strange name")?;
    made_by("node", &[program, "build", "docs"], site.folder())?;
    let host = Host::serve_folder(&site.folder().join("docs/.vitepress/dist"))?;
    let by_a_link = format!(
        "const link = () => document.querySelector('.vp-doc a[href*=waiting]');
         // Only when Vue is up does a link load no page.
         if (!await until(() => document.getElementById('app')?.__vue_app__ && link(), 10000)) throw new Error('no Vue');
         window.isStillHere = true;
         link().click();
         await until(() => document.querySelectorAll('meanwhile-lab').length, 10000);
         if (!window.isStillHere) throw new Error('a page was loaded');
         {RUN_BOTH}"
    );
    is_as_written(&seen_on(page, &host, &by_a_link).await?)?;
    let address = format!("{}waiting.html", host.address());
    page.open_address(&address).await?;
    is_as_written(&page.script(RUN_BOTH).await?)
}
