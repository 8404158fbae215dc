//! The dialog that tells the keys.

use crate::view::words::Words;
use web_sys::HtmlDialogElement;
use yew::prelude::*;

/// Opens the dialog.
pub fn show(node: &NodeRef) {
    if let Some(dialog) = node.cast::<HtmlDialogElement>()
        && !dialog.open()
    {
        // It fails on a dialog that is open or not in the document; neither is the case.
        let _ = dialog.show_modal();
    }
}

/// Whether the dialog is open.
pub fn is_open(node: &NodeRef) -> bool {
    node.cast::<HtmlDialogElement>()
        .is_some_and(|dialog| dialog.open())
}

/// The dialog. The browser closes it on Escape.
pub fn keys_dialog(words: &Words, node: &NodeRef) -> Html {
    let row = |key: &'static str, does: &'static str| {
        html! { <><dt><kbd>{ words.get(key).to_owned() }</kbd></dt><dd>{ words.get(does).to_owned() }</dd></> }
    };
    html! {
        <dialog ref={node.clone()} aria-labelledby="keys-title">
            <h2 id="keys-title">{ words.get("keys.title") }</h2>
            <dl class="pairs">
                { row("keys.run", "keys.run-does") }
                { row("keys.stop", "keys.stop-does") }
                { row("keys.timeline", "keys.timeline-does") }
                { row("keys.help", "keys.help-does") }
            </dl>
            <form method="dialog"><button>{ words.get("keys.close") }</button></form>
        </dialog>
    }
}
