//! The two questions as a two-by-two: picker of strategies and legend in one. Baselines beside it.

use super::explained::explained;
use crate::contract::Lesson;
use crate::key::Key;
use crate::page::controller::Controller;
use crate::page::state::Action;
use crate::program::Program;
use crate::strategy::{Meanwhile, Strategy, ThreadsWorking};
use crate::view::charts::frame::colour_class;
use crate::view::sentences;
use yew::prelude::*;

/// Each cell is a button that takes a program in or leaves it out.
pub fn choice(controller: &Controller, lesson: &Lesson, chosen: &[Key]) -> Html {
    let words = controller.words();
    let button = |program: Program| {
        let onclick = {
            let controller = controller.clone();
            Callback::from(move |_| controller.set(Action::Toggle(program.key)))
        };
        let is_taken = chosen.contains(&program.key);
        html! {
            <button
                type="button"
                class={classes!("strategy", colour_class(program.colour))}
                aria-pressed={if is_taken { "true" } else { "false" }}
                {onclick}
            >
                <span class="mark" aria-hidden="true"></span>
                <span class="text">{ sentences::name(&words, program) }</span>
            </button>
        }
    };
    let row = |meanwhile: Meanwhile| {
        let key = match meanwhile {
            Meanwhile::Waits => "choice.wait",
            Meanwhile::GoesOn => "choice.go-on",
        };
        let cells = [ThreadsWorking::One, ThreadsWorking::Many].map(|threads| {
            let programs = in_cell(lesson, threads, meanwhile);
            html! { <td>{ for programs.map(button) }</td> }
        });
        html! { <tr><th scope="row">{ words.get(key) }</th>{ for cells }</tr> }
    };
    let beside = |(key, programs): (&str, Beside)| {
        let programs = programs(lesson);
        (!programs.is_empty()).then(|| {
            html! {
                <>
                    <p class="hint">{ words.get(key) }</p>
                    <div class="baselines">{ for programs.into_iter().map(button) }</div>
                </>
            }
        })
    };
    // Of a lesson whose ways all answer the two questions alike there is nothing to choose in them.
    let has_cells = lesson.programs.iter().any(|program| {
        let quadrant = program.quadrant;
        quadrant.is_some_and(|strategy| !strategy.is_baseline())
    });
    html! {
        <section class="choice" aria-labelledby="choice-title">
            <h2 id="choice-title">{ words.get("choice.label") }</h2>
            if has_cells {
            <table>
                <thead>
                    <tr>
                        <th scope="col" class="corner">{ words.get("choice.meanwhile") }</th>
                        <th scope="col" class="first">
                            { explained(&words, words.get("choice.threads")) }{ " " }{ words.get("choice.one") }
                        </th>
                        <th scope="col">{ words.get("choice.many") }</th>
                    </tr>
                </thead>
                <tbody>{ for [Meanwhile::Waits, Meanwhile::GoesOn].map(row) }</tbody>
            </table>
            }
            { for BESIDE.into_iter().filter_map(beside) }
        </section>
    }
}

/// The programs that answer both questions so.
fn in_cell(
    lesson: &Lesson,
    threads: ThreadsWorking,
    meanwhile: Meanwhile,
) -> impl Iterator<Item = Program> {
    let answers = move |strategy: Strategy| {
        !strategy.is_baseline()
            && strategy.threads_working() == threads
            && strategy.meanwhile() == meanwhile
    };
    let programs = lesson.programs.iter().copied();
    programs.filter(move |program| program.quadrant.is_some_and(answers))
}

/// Programs that stand beside the two-by-two.
type Beside = fn(&Lesson) -> Vec<Program>;

/// What stands there, and under which words.
const BESIDE: [(&str, Beside); 2] = [("choice.baselines", baselines), ("choice.others", others)];

/// Shown so that nobody draws a false conclusion.
fn baselines(lesson: &Lesson) -> Vec<Program> {
    let programs = lesson.programs.iter().copied();
    let is_baseline = |program: &Program| program.quadrant.is_some_and(Strategy::is_baseline);
    programs.filter(is_baseline).collect()
}

/// Programs that stand for no strategy.
fn others(lesson: &Lesson) -> Vec<Program> {
    let programs = lesson.programs.iter().copied();
    programs
        .filter(|program| program.quadrant.is_none())
        .collect()
}
