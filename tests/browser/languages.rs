//! A language is one set of files. A made-up one, `xx`, is made of the English files here: accents on every letter and
//! a third longer. Whatever stays English on a page in it stands in code; whatever does not fit would not fit in German.

use crate::looks::axe_finds_nothing;
use crate::page::Page;
use crate::site::{Manner, Site, Temporary, build_folder};
use crate::{Case, Outcome, case, ensure};
use serde_json::{Map, Value, json};
use std::fs;
use std::path::Path;

/// The cases of this file.
pub fn cases() -> Vec<Case> {
    vec![
        case!(no_word_stands_in_code_and_nothing_is_cut_off, Chromium),
        case!(a_language_that_is_not_there_is_english, Chromium),
    ]
}

/// Its numbers are written with the signs of Arabic, which stand nowhere else.
const POINT: &str = "\u{66b}";
const GROUP: &str = "\u{66c}";

/// The text with accents and a third longer; what is filled in, and the names of terms, stay.
fn pseudo(text: &str) -> String {
    let accented = |letter: char| match letter {
        'a' => 'á',
        'b' => 'ƀ',
        'c' => 'ç',
        'd' => 'ð',
        'e' => 'é',
        'f' => 'ƒ',
        'g' => 'ğ',
        'h' => 'ħ',
        'i' => 'í',
        'j' => 'ĵ',
        'k' => 'ķ',
        'l' => 'ł',
        'm' => 'ɱ',
        'n' => 'ñ',
        'o' => 'ø',
        'p' => 'þ',
        'q' => 'ɋ',
        'r' => 'ř',
        's' => 'š',
        't' => 'ŧ',
        'u' => 'ú',
        'v' => 'ṽ',
        'w' => 'ŵ',
        'x' => 'ẋ',
        'y' => 'ý',
        'z' => 'ž',
        'A' => 'Á',
        'B' => 'Ɓ',
        'C' => 'Ç',
        'D' => 'Ð',
        'E' => 'É',
        'F' => 'Ƒ',
        'G' => 'Ğ',
        'H' => 'Ħ',
        'I' => 'Í',
        'J' => 'Ĵ',
        'K' => 'Ķ',
        'L' => 'Ł',
        'M' => 'Ḿ',
        'N' => 'Ñ',
        'O' => 'Ø',
        'P' => 'Þ',
        'Q' => 'Ɋ',
        'R' => 'Ř',
        'S' => 'Š',
        'T' => 'Ŧ',
        'U' => 'Ú',
        'V' => 'Ṽ',
        'W' => 'Ŵ',
        'X' => 'Ẋ',
        'Y' => 'Ý',
        'Z' => 'Ž',
        other => other,
    };
    let (mut said, mut kept, mut before) = (String::new(), None, ' ');
    for letter in text.chars() {
        match (kept, letter) {
            (None, '{') => kept = Some('}'),
            (None, '(') if before == ']' => kept = Some(')'),
            (Some(end), _) if end == letter => kept = None,
            _ => {}
        }
        said.push(if kept.is_some() {
            letter
        } else {
            accented(letter)
        });
        before = letter;
    }
    // One more word for every three: what a long language needs.
    let more = text.split(' ').count().div_ceil(3);
    let longer = vec!["łøñğ"; more];
    format!("{said} {}", longer.join(" "))
}

/// The made-up language of a file's texts. Sources are in no language, and so are the lines of programs.
fn translated(path: &Path) -> Outcome<String> {
    let texts: Map<String, Value> = serde_json::from_str(&fs::read_to_string(path)?)?;
    let is_source = |key: &str| {
        let names = ["code.title", "code.called", "code.decides"];
        (key.starts_with("code.") && !names.contains(&key))
            || ["lines.title", "lines.hint", "lines.bar"]
                .iter()
                .all(|own| key != *own)
                && key.starts_with("lines.")
    };
    let own = texts.into_iter().map(|(key, text)| {
        let said = match text.as_str() {
            Some(_) if key == "number.point" => json!(POINT),
            Some(_) if key == "number.group" => json!(GROUP),
            Some(text) if !is_source(&key) => json!(pseudo(text)),
            _ => text,
        };
        (key, said)
    });
    Ok(Value::Object(own.collect()).to_string())
}

/// Every `en.json` of the build gets an `xx.json` beside it.
fn translate(folder: &Path) -> Outcome {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            translate(&path)?;
        } else if path.file_name().is_some_and(|name| name == "en.json") {
            fs::write(path.with_file_name("xx.json"), translated(&path)?)?;
        }
    }
    Ok(())
}

/// English words that are seen, and what does not fit.
const LOOK: &str = r"
    // A browser's name, the names of kinds of files, and units are the same in every language.
    const ALLOWED = /^(Chrome|Chromium|Firefox|SVG|PNG|Enter|Ctrl|Cmd|Esc|Home|End)$/;
    const isSeen = (element) => element?.checkVisibility?.({ visibilityProperty: true, opacityProperty: true }) ?? false;
    const isCode = (element) => element.closest('pre, code, kbd, script, style, noscript, .history .when') !== null;
    const english = () => {
      const found = new Set();
      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) {
        const element = texts.currentNode.parentElement;
        if (!isSeen(element) || isCode(element)) continue;
        for (const word of texts.currentNode.data.match(/[\p{L}’]+/gu) ?? []) {
          if (/^[a-z]{3,}$/i.test(word) && !ALLOWED.test(word)) found.add(`${word} (${element.tagName} ${element.className})`);
        }
      }
      for (const element of document.querySelectorAll('[aria-label], [title]')) {
        const said = `${element.getAttribute('aria-label') ?? ''} ${element.title ?? ''}`;
        if (!isSeen(element) || isCode(element)) continue;
        for (const word of said.match(/[\p{L}’]+/gu) ?? []) {
          if (/^[a-z]{3,}$/i.test(word) && !ALLOWED.test(word)) found.add(`${word} (label of ${element.tagName})`);
        }
      }
      return [...found];
    };
    // Numbers that have the signs of English; versions and HTTP have their own.
    const englishNumbers = () => {
      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const found = [];
      while (texts.nextNode()) {
        const element = texts.currentNode.parentElement;
        if (!isSeen(element) || isCode(element)) continue;
        found.push(...texts.currentNode.data.replace(/ĦŦŦÞ\/1\.1|\d+\.\d+\.\d+/g, '').match(/\S*\d[.,]\d\S*/g) ?? []);
      }
      return found;
    };
    const hasOwnNumbers = () => /\d\u066b\d/.test(document.body.textContent);
    const cutOff = () => {
      const found = [];
      if (document.documentElement.scrollWidth > innerWidth) found.push(`the page: ${document.documentElement.scrollWidth}`);
      for (const element of document.querySelectorAll('button, label, legend, summary, th, h1, h2, p, li, dt, dd, a')) {
        if (!isSeen(element) || element.closest('.scroll, pre, .unseen, svg, .skip')) continue;
        const box = element.getBoundingClientRect();
        const hides = getComputedStyle(element).overflowX !== 'visible';
        if (box.right > innerWidth + 1 || box.left < -1) found.push(`beyond the window: ${element.tagName} ${element.textContent.slice(0, 30)}`);
        if (hides && element.scrollWidth > element.clientWidth + 1) found.push(`cut: ${element.tagName} ${element.textContent.slice(0, 30)}`);
      }
      return found;
    };";

async fn no_word_stands_in_code_and_nothing_is_cut_off(page: &Page) -> Outcome {
    let copy = Temporary::site_without("nothing-xx")?;
    translate(&build_folder(copy.folder())?)?;
    let site = Site::serve(copy.folder(), Manner::Isolated)?;
    page.open_address(&format!("{}?lang=xx", site.address()))
        .await?;
    let opening = page
        .script(&format!(
            "{LOOK} await up(); return [document.documentElement.lang, english(), cutOff()];"
        ))
        .await?;
    ensure!(
        opening == json!(["xx", [], []]),
        "the opening in another language: {opening:#}"
    );
    // Little to do, for what is said of it is the same.
    for (lesson, values) in [
        ("wrong-tool", "delay=15&size=80"),
        ("many-fetches", "delay=15"),
        ("four-lines", "delay=15"),
        ("shared-state", "size=200000"),
    ] {
        page.open_address(&format!(
            "{}?example={lesson}&lang=xx&repeats=6&{values}",
            site.address()
        ))
        .await?;
        let seen = page
            .script(&format!(
                "{LOOK}
                 await up();
                 const before = [english(), cutOff()];
                 document.getElementById('run').click();
                 const isOver = () => document.querySelector('[data-running]') === null && document.querySelector('table.facts');
                 if (!await until(isOver, 90000)) throw new Error(document.getElementById('status').textContent);
                 for (const fold of document.querySelectorAll('details')) fold.open = true;
                 await until(() => document.querySelectorAll('.chart svg').length > 2, 5000);
                 const found = [english(), cutOff()];
                 document.getElementById('share').click();
                 const dialog = () => document.querySelector('dialog.share');
                 if (!await until(() => dialog()?.open, 5000)) throw new Error('nothing opens');
                 found.push(english());
                 dialog().querySelectorAll('[role=tab]')[1].click();
                 for (const fold of dialog().querySelectorAll('details')) fold.open = true;
                 found.push(english(), cutOff());
                 dialog().close();
                 return {{ before, after: found, numbers: [englishNumbers(), hasOwnNumbers()] }};"
            ))
            .await?;
        ensure!(
            seen == json!({"before": [[], []], "after": [[], [], [], [], []], "numbers": [[], true]}),
            "{lesson} in another language: {seen:#}"
        );
        // axe knows all languages there are, and this is none.
        page.script("document.documentElement.lang = 'en';").await?;
        axe_finds_nothing(page, &format!("{lesson} in another language")).await?;
        page.picture(&format!("{lesson}-xx")).await?;
    }
    Ok(())
}

async fn a_language_that_is_not_there_is_english(page: &Page) -> Outcome {
    for lang in ["zz", "../../x", ""] {
        page.open(&format!("?example=many-fetches&lang={lang}"))
            .await?;
        let seen = page
            .script("await up(); return [document.documentElement.lang, document.getElementById('run').textContent];")
            .await?;
        ensure!(seen == json!(["en", "Run"]), "{lang}: {seen}");
    }
    Ok(())
}
