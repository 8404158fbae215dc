//! The page's texts: however their file is written, whatever is missing in it, and whatever a browser's
//! translator does to them.

use crate::page::Page;
use crate::result::{lesson_text, text_of};
use crate::site::{Manner, Site, Temporary};
use crate::{Case, Outcome, case, ensure};
use meanwhile::page::terms::unmarked;
use serde_json::{Map, Value, json};

/// The cases of this file.
pub fn cases() -> Vec<Case> {
    vec![
        case!(a_translated_page_goes_on, ChromiumFirst),
        case!(
            texts_may_be_escaped_and_a_missing_one_shows_its_key,
            Isolated
        ),
        case!(a_lesson_is_opened_when_its_texts_are_there, Isolated),
    ]
}

/// Puts `font` elements in the place of every text node there is and every one that comes, as browsers'
/// translators do, and notes what breaks.
const TRANSLATOR: &str = "
    const broken = [];
    addEventListener('error', (event) => broken.push(event.message));
    addEventListener('unhandledrejection', (event) => broken.push(String(event.reason)));
    const complain = console.error;
    console.error = (...words) => { broken.push(words.join(' ')); complain(...words); };
    const translate = (root) => {
      const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      const nodes = root.nodeType === Node.TEXT_NODE ? [root] : [];
      while (walk.nextNode()) nodes.push(walk.currentNode);
      for (const node of nodes) {
        if (!node.parentElement || node.parentElement.closest('font, script, style, svg')) continue;
        const [outer, inner] = [document.createElement('font'), document.createElement('font')];
        inner.textContent = node.nodeValue;
        outer.append(inner);
        node.replaceWith(outer);
      }
    };
    new MutationObserver((changes) => changes.forEach((one) => {
      if (one.type === 'characterData') translate(one.target);
      else one.addedNodes.forEach(translate);
    })).observe(document.body, { childList: true, characterData: true, subtree: true });
    translate(document.body);";

async fn a_translated_page_goes_on(page: &Page) -> Outcome {
    page.open("?example=many-fetches").await?;
    let wanted = json!({"size": 6, "repeats": 2, "strategies": "async one-by-one"});
    let seen = page
        .script(&format!(
            "await up();
             {TRANSLATOR}
             const shown = () => ({{
               status: status(), heading: document.querySelector('h1').textContent,
               story: document.querySelector('.story p').innerText,
               verdict: document.getElementById('verdict').innerText,
               table: document.querySelector('section[aria-labelledby=facts-title] table')?.innerText ?? '',
               wrapped: document.querySelectorAll('font').length,
               both: ['#status', '#verdict', '.facts'].every((where) => document.querySelector(where + ' font')),
             }});
             // The result comes first, and then the page shows it.
             const run = async (wanted) => {{
               await window.meanwhile.run(wanted);
               await until(() => /^Done/.test(status()), 5000);
             }};
             await run({wanted});
             const first = shown();
             // Another strategy, another lesson, and a run of it.
             await run({{ ...{wanted}, strategies: 'blocking async' }});
             const second = shown();
             document.querySelector('a[href*=many-cores]').click();
             await until(() => shown().heading !== second.heading, 5000);
             const opened = shown();
             await run({{ size: 100, repeats: 2, strategies: 'async parallel' }});
             document.getElementById('history').open = true;
             await until(() => document.querySelector('.history li'), 5000);
             return {{ first, second, opened, third: shown(), broken }};"
        ))
        .await?;
    ensure!(
        seen["broken"] == json!([]),
        "it broke: {:#}",
        seen["broken"]
    );
    let done = text_of("run.done")?;
    for (run, strategies) in [
        ("first", ["async", "one by one"]),
        ("second", ["async", "blocking"]),
        ("third", ["async", "parallel"]),
    ] {
        let shown = &seen[run];
        let says =
            |what: &str, text: &str| shown[what].as_str().is_some_and(|all| all.contains(text));
        ensure!(
            says("status", &done) && strategies.iter().all(|name| says("verdict", name)),
            "status and verdict of the {run} run: {seen:#}"
        );
        ensure!(
            strategies.iter().all(|name| says("table", name))
                && shown["both"] == true
                && shown["wrapped"].as_u64() > Some(100),
            "the table of the {run} run, or nothing was wrapped: {seen:#}"
        );
    }
    for key in ["title", "story"] {
        let text = unmarked(&lesson_text("many_cores", &format!("lesson.{key}"))?);
        let place = if key == "title" { "heading" } else { "story" };
        ensure!(seen["opened"][place] == text, "{place}: {seen:#}");
    }
    Ok(())
}

/// The text as JSON in which every character is an escape.
fn escaped(text: &str) -> String {
    let units = text.encode_utf16().map(|unit| format!("\\u{unit:04x}"));
    format!("\"{}\"", units.collect::<String>())
}

async fn texts_may_be_escaped_and_a_missing_one_shows_its_key(page: &Page) -> Outcome {
    const MISSING: &str = "page.tagline";
    let texts: Map<String, Value> =
        serde_json::from_str(include_str!("../../www/messages/en.json"))?;
    let lines: Vec<String> = texts
        .iter()
        .filter(|(key, _)| *key != MISSING)
        .map(|(key, text)| [escaped(key), escaped(text.as_str().unwrap_or_default())].join(":"))
        .collect();
    let copy = Temporary::site_with("escaped", "messages/en.json", |_| {
        format!("{{{}}}", lines.join(","))
    })?;
    let site = Site::serve(copy.folder(), Manner::Isolated)?;
    page.open_address(&format!("{}?example=many-fetches", site.address()))
        .await?;
    let seen = page
        .script(
            "await up();
             await window.meanwhile.run({ size: 3, repeats: 1, strategies: 'async' });
             await until(() => /^Done/.test(status()), 5000);
             const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
             const texts = [];
             while (walk.nextNode()) texts.push(walk.currentNode.nodeValue.trim());
             return texts;",
        )
        .await?;
    let shown: Vec<&str> = seen
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let story = lesson_text("many_fetches", "lesson.story")?;
    // What stands before the first term that is explained.
    let story = story
        .split('[')
        .next()
        .unwrap_or_default()
        .trim()
        .to_owned();
    for text in [story, text_of("run.done")?, text_of("page.privacy")?] {
        ensure!(shown.contains(&text.as_str()), "no {text} in {shown:#?}");
    }
    let keys: Vec<&&str> = shown
        .iter()
        .filter(|text| texts.contains_key(**text))
        .collect();
    ensure!(keys == [&MISSING], "keys instead of texts: {keys:?}");
    Ok(())
}

/// One lesson's texts are broken here: picked, or gone back to, it leaves the page and its address as they
/// were, with a sentence. The others are opened all the same.
async fn a_lesson_is_opened_when_its_texts_are_there(page: &Page) -> Outcome {
    let copy = Temporary::site_with("lesson", "lessons/many-cores/en.json", |_| "{".to_owned())?;
    let site = Site::serve(copy.folder(), Manner::Isolated)?;
    page.open_address(&format!("{}?example=many-fetches", site.address()))
        .await?;
    let seen = page
        .script(
            "await up();
             const problem = () => document.querySelector('main > p.problem').textContent;
             const shown = () => ({ heading: document.querySelector('h1').textContent,
               story: document.querySelector('.story p').innerText, search: location.search });
             const before = shown();
             document.querySelector('.rail a[href*=many-cores]').click();
             await until(() => problem(), 10000);
             const picked = { ...shown(), problem: problem() };
             history.pushState(null, '', '?example=many-cores');
             dispatchEvent(new PopStateEvent('popstate'));
             await until(() => location.search === before.search, 10000);
             const followed = shown();
             history.pushState(null, '', '?example=primes&size=1000');
             dispatchEvent(new PopStateEvent('popstate'));
             await until(() => shown().heading !== before.heading, 10000);
             const other = shown();
             return { before, picked, followed, other };",
        )
        .await?;
    let before = &seen["before"];
    for (what, key) in [("heading", "title"), ("story", "story")] {
        let text = unmarked(&lesson_text("many_fetches", &format!("lesson.{key}"))?);
        ensure!(before[what] == text, "no {key}: {seen:#}");
        ensure!(
            seen["picked"][what] == text && seen["followed"][what] == text,
            "the {key} is another: {seen:#}"
        );
    }
    ensure!(
        seen["picked"]["search"] == before["search"]
            && seen["followed"]["search"] == before["search"],
        "the address is another: {seen:#}"
    );
    let sentence = text_of("problem.texts")?;
    let said = seen["picked"]["problem"].as_str().unwrap_or_default();
    ensure!(
        said.starts_with(sentence.split('(').next().unwrap_or_default()),
        "no sentence: {seen:#}"
    );
    ensure!(
        seen["other"]["heading"] != before["heading"],
        "no other lesson was opened: {seen:#}"
    );
    Ok(())
}
