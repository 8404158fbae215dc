//! The two questions as a two-by-two: picker of strategies and legend in one. Baselines beside it.

use crate::page::controller::Controller;
use crate::page::state::Action;
use crate::strategy::{Meanwhile, Strategy, ThreadsWorking};
use crate::view::charts::frame::strategy_class;
use crate::view::sentences;
use yew::prelude::*;

/// Each cell is a button that takes a strategy in or leaves it out.
pub fn choice(controller: &Controller, chosen: &[Strategy]) -> Html {
    let words = controller.words();
    let button = |strategy: Strategy| {
        let onclick = {
            let controller = controller.clone();
            Callback::from(move |_| controller.set(Action::Toggle(strategy)))
        };
        let is_taken = chosen.contains(&strategy);
        html! {
            <button
                type="button"
                class={classes!("strategy", strategy_class(strategy))}
                aria-pressed={if is_taken { "true" } else { "false" }}
                {onclick}
            >
                <span class="mark" aria-hidden="true"></span>
                <span class="text">{ sentences::name(&words, strategy) }</span>
            </button>
        }
    };
    let row = |meanwhile: Meanwhile| {
        let key = match meanwhile {
            Meanwhile::Waits => "choice.wait",
            Meanwhile::GoesOn => "choice.go-on",
        };
        let cells = [ThreadsWorking::One, ThreadsWorking::Many].map(|threads| {
            let strategy = in_cell(threads, meanwhile);
            html! { <td>{ for strategy.map(button) }</td> }
        });
        html! { <tr><th scope="row">{ words.get(key) }</th>{ for cells }</tr> }
    };
    html! {
        <section class="choice" aria-labelledby="choice-title">
            <h2 id="choice-title">{ words.get("choice.label") }</h2>
            <table>
                <thead>
                    <tr>
                        <td class="corner">{ words.get("choice.meanwhile") }</td>
                        <th scope="col" class="first">
                            { words.get("choice.threads") }{ ": " }{ words.get("choice.one") }
                        </th>
                        <th scope="col">{ words.get("choice.many") }</th>
                    </tr>
                </thead>
                <tbody>{ for [Meanwhile::Waits, Meanwhile::GoesOn].map(row) }</tbody>
            </table>
            <p class="hint">{ words.get("choice.baselines") }</p>
            <div class="baselines">
                { for Strategy::ALL.into_iter().filter(|s| s.is_baseline()).map(button) }
            </div>
        </section>
    }
}

/// The strategy that answers both questions so.
fn in_cell(threads: ThreadsWorking, meanwhile: Meanwhile) -> Option<Strategy> {
    Strategy::ALL.into_iter().find(|strategy| {
        !strategy.is_baseline()
            && strategy.threads_working() == threads
            && strategy.meanwhile() == meanwhile
    })
}
