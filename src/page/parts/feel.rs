//! "Feel it on this page": two buttons and a place. What runs on the page's own thread, and what is said of it, is a
//! module of its own, which a script fetches when one of them is pressed.

use crate::browser::own_folder;
use crate::key::Key;
use crate::page::controller::Controller;
use crate::page::state::State;
use crate::page::tools;
use crate::program::Program;
use crate::protocol::wire::encode;
use crate::view::sentences::name;
use js_sys::Uint8Array;
use yew::prelude::*;

/// The buttons, where the lesson has something to feel. Never in somebody else's page, which is not ours to freeze.
pub fn feel(controller: &Controller, state: &State) -> Html {
    let Some(feel) = state.example.feel else {
        return Html::default();
    };
    let words = controller.words();
    let button = |key: Key| {
        let name = name(&words, Program::named(key));
        let sentence = words.with("feel.try", &[("strategy", &name)]);
        let controller = controller.clone();
        let onclick = Callback::from(move |_: MouseEvent| {
            if controller.asks_to_mend() {
                return;
            }
            let (state, words) = (controller.state(), controller.words());
            tools::feel(
                &[&own_folder(), "feel/open.js"].concat(),
                state.example.slug,
                key.as_str(),
                &name,
                &Uint8Array::from(&*encode(&state.parameters.values)),
                state.is_running(),
                words.get("feel.broke"),
            );
        });
        html! { <button type="button" class="quiet" {onclick}>{ sentence }</button> }
    };
    html! {
        // What was felt of one lesson is not another's.
        <section id="feel" aria-labelledby="feel-title" key={state.example.slug}>
            <h2 id="feel-title">{ words.get("feel.title").to_owned() }</h2>
            <p class="hint">{ words.get("feel.hint").to_owned() }</p>
            <p class="exports">{ for feel.programs.map(button) }</p>
            <p id="feel-said" role="status"></p>
            <div id="feel-place"></div>
        </section>
    }
}
