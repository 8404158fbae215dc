//! The Rust that ran, program by program, folded: the line that decides is marked, and what it calls of ours opens its
//! own code. What is shown of a source is cut by rule when the site is built (`.ci/shown.mjs`).

use crate::contract::Lesson;
use crate::key::Key;
use crate::lesson::scripted;
use crate::page::text::text;
use crate::program::Program;
use crate::view::charts::frame::colour_class;
use crate::view::sentences;
use crate::view::words::Words;
use yew::prelude::*;

/// One fold a program, under their heading.
pub fn code_view(words: &Words, lesson: &Lesson, programs: &[Key]) -> Html {
    // Put in at build, as the sources are.
    let may_be_edited = !words
        .get_or_nothing(&["code.", "may-be-edited"].concat())
        .is_empty();
    html! {
        <section aria-labelledby="code-title">
            <h2 id="code-title">{ words.get("code.title").to_owned() }</h2>
            { code_folds(words, lesson, programs) }
            { for may_be_edited.then(|| as_program(words, lesson)) }
        </section>
    }
}

/// The way to the same as a program that may be changed. Its address has a part that only the browser goes to.
fn as_program(words: &Words, lesson: &Lesson) -> Html {
    let link = |own: &Lesson| {
        let address = ["?example=", own.slug, "#from=lesson-", lesson.slug].concat();
        html! { <p><a href={address} target="_self">{ words.get("edit.as-program") }</a></p> }
    };
    scripted().map(link).into_iter().collect()
}

/// One fold a program.
pub fn code_folds(words: &Words, lesson: &Lesson, programs: &[Key]) -> Html {
    let fold = |program: Program| {
        let key = program.key.as_str();
        let called = words.get_or_nothing(&["code.", "calls.", key].concat());
        let called = called.split(' ').filter(|name| !name.is_empty());
        html! {
            <details key={key.to_owned()} class={classes!("code", colour_class(program.colour))}>
                <summary>{ sentences::name(words, program) }</summary>
                { source(words, key) }
                <p class="hint">{ words.get("code.called").to_owned() }</p>
                { for called.map(|name| call(words, name)) }
            </details>
        }
    };
    let all = programs.iter().filter_map(|key| lesson.program(*key));
    html! { <div class="codes">{ for all.map(fold) }</div> }
}

/// Something of ours that a program calls.
fn call(words: &Words, name: &str) -> Html {
    html! {
        <details key={name.to_owned()} class="call">
            <summary><code>{ text(name) }</code></summary>
            { source(words, &["call.", name].concat()) }
        </details>
    }
}

/// A code of that key: what is before the line that decides, that line, and what is after it; or all in one.
fn source(words: &Words, key: &str) -> Html {
    let part = |part: &str| words.get_or_nothing(&["code.", key, part].concat());
    let decides = part(".decides");
    html! {
        <pre tabindex="0"><code>
            { text(part("")) }
            if !decides.is_empty() {
                <mark><span class="unseen">{ words.get("code.decides") }</span>{ text(decides) }</mark>
                { text(part(".after")) }
            }
        </code></pre>
    }
}
