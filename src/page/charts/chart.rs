//! A chart: asks the analysis for a drawing as wide as there is room, shows it, says what it shows
//! exactly where the pointer or the focus is, and saves it.

use super::width::use_width;
use crate::page::controller::Controller;
use crate::page::parts::explained::explained;
use crate::page::text::text;
use crate::page::tools;
use crate::protocol::analysis::ChartHead;
use std::rc::Rc;
use web_sys::Element;
use yew::prelude::*;

/// Which chart, and what of.
#[derive(Properties, PartialEq, Clone)]
pub struct ChartProps {
    /// The controller.
    pub controller: Controller,
    /// Which, and what stands over it.
    pub head: ChartHead,
    /// Changes with what the chart shows.
    pub edition: u32,
    /// Its latest drawing: HTML of the analysis, which escapes every text in it.
    pub drawing: Option<Rc<str>>,
}

/// The chart under its heading.
#[component]
pub fn Chart(props: &ChartProps) -> Html {
    let node = use_node_ref();
    let said = use_state_eq(String::new);
    let width = use_width(&node);
    let asks = (props.head.key, props.edition, width);
    {
        let controller = props.controller.clone();
        use_effect_with(asks, move |&(chart, _, width)| {
            if let Some(width) = width {
                controller.draw(chart, width);
            }
        });
    }
    let words = props.controller.words();
    let name = props.head.key.as_str();
    let ChartHead { title, hint, .. } = props.head.clone();
    let id = format!("chart-{name}");
    let say = {
        let said = said.clone();
        move |target: Option<Element>| {
            let telling = target.and_then(|target| target.closest("[data-say]").ok().flatten());
            said.set(
                telling
                    .and_then(|telling| telling.get_attribute("data-say"))
                    .unwrap_or_default(),
            );
        }
    };
    let onpointermove = {
        let say = say.clone();
        Callback::from(move |event: PointerEvent| say(event.target_dyn_into()))
    };
    let onfocusin = Callback::from(move |event: FocusEvent| say(event.target_dyn_into()));
    let save = |kind: &'static str| {
        let (node, name) = (
            node.clone(),
            ["meanwhile-", props.head.key.as_str()].concat(),
        );
        Callback::from(move |_: MouseEvent| {
            if let Some(node) = node.cast::<Element>() {
                tools::save_drawing(&node, &name, kind);
            }
        })
    };
    let button = |kind: &'static str| {
        let label = words.with("chart.save", &[("kind", kind), ("chart", &title)]);
        html! {
            <button type="button" class="quiet" aria-label={label.clone()} title={label} onclick={save(kind)}>{ kind }</button>
        }
    };
    let drawing = props
        .drawing
        .as_ref()
        .map(|drawing| Html::from_html_unchecked(AttrValue::from(Rc::clone(drawing))));
    let is_drawn = drawing.is_some();
    html! {
        <section class="chart" aria-labelledby={id.clone()}>
            <div class="chart-head">
                <h2 {id}>{ title.clone() }</h2>
                if is_drawn {
                    <span class="chart-save">{ button("SVG") }{ button("PNG") }</span>
                }
            </div>
            <p class="hint">{ explained(&words, &hint) }</p>
            <div class="drawing" ref={node} {onpointermove} {onfocusin}>{ drawing.unwrap_or_default() }</div>
            <output class="chart-said">{ text(&said) }</output>
        </section>
    }
}
