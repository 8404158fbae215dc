//! The dialog that tells the keys.

use crate::page::words::Words;
use std::rc::Rc;
use web_sys::HtmlDialogElement;
use yew::prelude::*;

/// What the dialog shows.
#[derive(Properties, PartialEq)]
pub struct KeysProps {
    /// The texts.
    pub words: Rc<Words>,
    /// The dialog's place, so that others can open it.
    pub node: NodeRef,
}

/// Opens the dialog.
pub fn show(node: &NodeRef) {
    if let Some(dialog) = node.cast::<HtmlDialogElement>()
        && !dialog.open()
    {
        // It fails on a dialog that is open or not in the document; neither is the case.
        let _ = dialog.show_modal();
    }
}

/// The dialog. The browser closes it on Escape.
#[component]
pub fn KeysDialog(props: &KeysProps) -> Html {
    let words = &props.words;
    let row = |key: &'static str, does: &'static str| {
        html! { <><dt><kbd>{ words.get(key) }</kbd></dt><dd>{ words.get(does) }</dd></> }
    };
    html! {
        <dialog ref={props.node.clone()} aria-labelledby="keys-title">
            <h2 id="keys-title">{ words.get("keys.title") }</h2>
            <dl class="pairs">
                { row("keys.run", "keys.run-does") }
                { row("keys.stop", "keys.stop-does") }
                { row("keys.help", "keys.help-does") }
            </dl>
            <form method="dialog"><button>{ words.get("keys.close") }</button></form>
        </dialog>
    }
}
