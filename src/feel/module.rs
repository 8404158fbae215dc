//! What the module exports to `www/feel/open.js`, which shows it.

use super::expected::{LIMIT, expected, is_short};
use super::frames::gaps;
use super::sentences::{Felt, because, fault, row, soon, too_long};
use crate::browser::{clock, waits};
use crate::lesson;
use crate::program::Program;
use crate::protocol::wire::{OTHER_BUILD, decode};
use crate::run::once::once;
use crate::run::page::PagePlatform;
use crate::run::program::Carry;
use crate::units::Millis;
use crate::values::{SIZE, Values};
use crate::view::numbers::write_as;
use crate::view::words::{Words, pairs};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// The seed of what is asked for.
const SEED: u32 = 1;

/// What the reader asked for.
struct Asked {
    lesson: String,
    values: Values,
    /// Its place among the two, how it is called, and its code.
    place: usize,
    name: String,
    program: (Program, Carry),
    platform: PagePlatform,
}

/// What was felt of a lesson with these values.
#[derive(Default)]
struct Rows {
    of: (String, Values),
    felt: [Option<Felt>; 2],
}

thread_local! {
    static WORDS: RefCell<Words> = RefCell::default();
    static ASKED: RefCell<Option<Rc<Asked>>> = const { RefCell::new(None) };
    static ROWS: RefCell<Rows> = RefCell::default();
}

/// The texts, each behind its key. Gives what stands beside: the pendulum's name, its counter's, the field's, what is
/// said while something else is measured, and what is said inside another page.
#[wasm_bindgen]
pub fn open(words: Vec<String>) -> Vec<String> {
    clock::start_here();
    let words = Words::from(pairs(words));
    write_as(&words);
    let labels = [
        "felt.pendulum",
        "felt.frames",
        "felt.field",
        "felt.busy",
        "felt.framed",
    ];
    let labels = labels.map(|key| words.get(key).to_owned());
    WORDS.replace(words);
    labels.into()
}

fn said<T>(say: impl FnOnce(&Words) -> T) -> T {
    WORDS.with_borrow(say)
}

/// The program is about to run: what will happen.
///
/// # Errors
/// Why it will not.
#[wasm_bindgen]
pub async fn expect(
    slug: String,
    program: String,
    name: String,
    values: Vec<u8>,
    site: String,
) -> Result<String, JsValue> {
    let values: Values = decode(&values).ok_or(OTHER_BUILD)?;
    let lesson = lesson::find(&slug).ok_or(OTHER_BUILD)?;
    let feel = lesson.feel.ok_or(OTHER_BUILD)?;
    let place = feel.programs.iter().position(|key| *key == *program);
    let place = place.ok_or(OTHER_BUILD)?;
    let key = feel.programs[place];
    let program = lesson.program(key).zip((lesson::CODE.program)(&slug, key));
    let from = (waits::found(&site).await, site);
    let platform = PagePlatform::new(lesson::find_work, from, LIMIT);
    let job = |size| lesson::job(&slug, &values.with(SIZE, size), SEED);
    let expected = expected(&platform, job, (values.size(), (feel.requests)(&values))).await;
    let expected = expected.map_err(|broken| said(|words| fault(words, &broken)))?;
    if !is_short(expected) {
        return Err(said(|words| too_long(words, expected)).into());
    }
    let soon = said(|words| soon(words, place, &name, expected));
    ASKED.replace(Some(Rc::new(Asked {
        lesson: slug,
        values,
        place,
        name,
        program: program.ok_or(OTHER_BUILD)?,
        platform,
    })));
    Ok(soon)
}

/// Runs it, here and now. How many milliseconds it took.
///
/// # Errors
/// What broke it, in words.
#[wasm_bindgen(js_name = carryOut)]
pub async fn carry_out() -> Result<f64, JsValue> {
    let asked = ASKED.with_borrow(Clone::clone).ok_or(OTHER_BUILD)?;
    let job = lesson::job(&asked.lesson, &asked.values, SEED).ok_or(OTHER_BUILD)?;
    asked.platform.begin();
    let ran = once(&asked.platform, asked.program, (&job, &asked.values)).await;
    let (_, took) = ran.map_err(|broken| said(|words| fault(words, &broken)))?;
    Ok(took.to_millis().0)
}

/// What was felt: each program's name and what there is to say of it, both empty where nothing is known of it, and
/// the because. Times are the page's, in milliseconds; the reader's own wait is negative where there was none.
///
/// # Errors
/// Why nothing can be said.
#[wasm_bindgen]
pub fn tell(
    took: f64,
    begun: f64,
    ended: f64,
    frames: &[f64],
    waited: f64,
) -> Result<Vec<String>, JsValue> {
    let asked = ASKED.with_borrow(Clone::clone).ok_or(OTHER_BUILD)?;
    let gaps = gaps(frames, (begun, ended));
    let gaps = gaps.ok_or_else(|| said(|words| words.get("felt.hidden").to_owned()))?;
    let of = (asked.lesson.clone(), asked.values.clone());
    let computes = lesson::job(&of.0, &of.1, SEED).is_some_and(|job| job.work.is_some());
    ROWS.with_borrow_mut(|rows| {
        if rows.of != of {
            // Another job's numbers can't stand beside these.
            *rows = Rows {
                of,
                ..Rows::default()
            };
        }
        rows.felt[asked.place] = Some(Felt {
            name: asked.name.clone(),
            took: Millis(took),
            gaps,
            answered_after: (waited >= 0.0).then_some(Millis(waited)),
        });
        Ok(said(|words| {
            let of_each = rows.felt.iter().flat_map(|felt| match felt {
                Some(felt) => [felt.name.clone(), row(words, felt)],
                None => Default::default(),
            });
            let because = because(words, &rows.felt, computes);
            of_each.chain([because]).collect()
        }))
    })
}
