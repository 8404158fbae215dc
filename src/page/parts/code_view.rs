//! The Rust that ran, program by program, folded.

use crate::contract::Lesson;
use crate::key::Key;
use crate::page::text::text;
use crate::program::Program;
use crate::strategy::Strategy;
use crate::view::charts::frame::colour_class;
use crate::view::sentences;
use crate::view::words::Words;
use yew::prelude::*;

/// One fold a program, under their heading.
pub fn code_view(words: &Words, lesson: &Lesson, programs: &[Key]) -> Html {
    html! {
        <section aria-labelledby="code-title">
            <h2 id="code-title">{ words.get("code.title").to_owned() }</h2>
            { code_folds(words, lesson, programs) }
        </section>
    }
}

/// One fold a program.
pub fn code_folds(words: &Words, lesson: &Lesson, programs: &[Key]) -> Html {
    let fold = |program: Program| {
        html! {
            <details key={program.key.as_str().to_owned()} class={classes!("code", colour_class(program.colour))}>
                <summary>{ sentences::name(words, program) }</summary>
                if program.quadrant == Some(Strategy::Blocking) {
                    <p class="hint">{ words.get("code.blocking-warning").to_owned() }</p>
                }
                <pre tabindex="0"><code>{ text(words.get_or_nothing(&["code.", program.key.as_str()].concat())) }</code></pre>
            </details>
        }
    };
    let all = programs.iter().filter_map(|key| lesson.program(*key));
    html! { <>{ for all.map(fold) }</> }
}
