//! Who else computes, in lessons that use other machines: an element of its own (`www/other-machines.js`), which asks the server,
//! unplugs one, and says how another joins. Its words are the lesson's.

use crate::browser::own_folder;
use crate::page::controller::Controller;
use crate::page::state::State;
use crate::waits::WaitsFrom;
use yew::prelude::*;

/// The element, where the lesson has a program for other machines; nothing elsewhere.
pub fn machines(controller: &Controller, state: &State) -> Html {
    let mut programs = state.example.programs.iter();
    if !programs.any(|program| program.needs.machines) {
        return Html::default();
    }
    let words = controller.words();
    let said = |key: &str| {
        words
            .get_or_nothing(&["machines.", key].concat())
            .to_owned()
    };
    let ready = state.latest_ready.as_ref();
    // Any other host has nobody to ask.
    let is_served = ready.is_none_or(|ready| ready.waits == WaitsFrom::Server);
    let script = [&own_folder(), "other-machines.js"].concat();
    html! {
        <>
            <other-machines
                served={is_served.then_some("")}
                data-title={said("title")}
                data-asking={said("asking")}
                data-static={said("static")}
                data-none={said("none")}
                data-others={said("others")}
                data-own={said("own")}
                data-far={said("far")}
                data-join={said("join")}
                data-unplug={said("unplug")}
                data-unplugged={said("unplugged")}
            />
            <script type="module" src={script} />
        </>
    }
}
