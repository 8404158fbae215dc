//! A pendulum that swings by the caller's heartbeat: it moves only when a beat comes, so it stands
//! still while the caller is blocked. Where motion is not wanted, a counter says the same.

use crate::page::here::now;
use crate::page::numbers::whole;
use crate::page::pulse::Pulse;
use crate::page::words::Words;
use std::cell::Cell;
use std::f64::consts::TAU;
use std::rc::Rc;
use web_sys::Element;
use yew::prelude::*;

/// There and back, in milliseconds.
const PERIOD_MS: f64 = 1_600.0;

/// To each side.
const SWING_DEGREES: f64 = 28.0;

/// A beat moves the pendulum on by the time since the beat before, but no further than this: after
/// a silence it goes on from where it stood.
const LONGEST_STEP_MS: f64 = 60.0;

/// What the pendulum shows.
#[derive(Properties, PartialEq)]
pub struct PendulumProps {
    /// The texts.
    pub words: Rc<Words>,
    /// The beats.
    pub pulse: Pulse,
}

/// Drawn once; beats change it in place, outside of the virtual document.
#[component]
pub fn Pendulum(props: &PendulumProps) -> Html {
    let (arm, counter) = (use_node_ref(), use_node_ref());
    {
        let (arm, counter) = (arm.clone(), counter.clone());
        let deps = (props.pulse.clone(), props.words.clone());
        use_effect_with(deps, move |(pulse, words)| {
            let (pulse, words) = (pulse.clone(), words.clone());
            let (last, phase) = (Cell::new(now().0), Cell::new(0.0));
            pulse.listen(Some(Callback::from(move |beats: u32| {
                let step = now().0 - last.replace(now().0);
                phase.set((phase.get() + step.min(LONGEST_STEP_MS)) % PERIOD_MS);
                let angle = SWING_DEGREES * (phase.get() / PERIOD_MS * TAU).sin();
                if let Some(arm) = arm.cast::<Element>() {
                    let _ =
                        arm.set_attribute("transform", &format!("rotate({} 24 4)", angle as i32));
                }
                if let Some(counter) = counter.cast::<Element>() {
                    let count = whole(beats.into());
                    counter.set_text_content(Some(&words.with("pendulum.beats", &[("n", &count)])));
                }
            })));
            move || pulse.listen(None)
        });
    }
    let label = props.words.get("pendulum.label").to_owned();
    html! {
        <div class="pendulum" title={label.clone()}>
            <svg viewBox="0 0 48 44" width="48" height="44" role="img" aria-label={label}>
                <path d="M14 4H34" />
                <g ref={arm}><path d="M24 4V32" /><circle cx="24" cy="34" r="6" /></g>
            </svg>
            <span class="beats" ref={counter}>
                { props.words.with("pendulum.beats", &[("n", "0")]) }
            </span>
        </div>
    }
}
