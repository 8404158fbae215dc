//! Who else computes, in lessons that use other machines: an element of its own (`www/other-machines.js`), which asks the
//! server, unplugs one, and says how another joins. Its words are among the lesson's texts.

use crate::browser::own_folder;
use crate::page::state::State;
use crate::waits::WaitsFrom;
use yew::prelude::*;

/// The element, where the lesson has a program for other machines; nothing elsewhere.
pub fn machines(state: &State) -> Html {
    let mut programs = state.example.programs.iter();
    if !programs.any(|program| program.needs.machines) {
        return Html::default();
    }
    let ready = state.latest_ready.as_ref();
    // Any other host has nobody to ask.
    let is_served = ready.is_none_or(|ready| ready.waits == WaitsFrom::Server);
    let script = [&own_folder(), "other-machines.js"].concat();
    html! {
        <>
            <other-machines lesson={state.example.slug} served={is_served.then_some("")} />
            <script type="module" src={script} />
        </>
    }
}
