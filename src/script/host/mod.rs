//! The functions that programs may use besides Rune's own, one file a module.

mod channel;
mod db;
mod kernel;
mod lock;
mod meanwhile;
mod net;
mod parallel;
mod print;
mod task;
mod time;
mod trace;

use rune::runtime::{self, Value, VmResult};
use rune::{ContextError, Module};
use std::ops::Range;

/// All of them.
///
/// # Errors
/// Rune's, where two are called the same.
pub fn modules() -> Result<Vec<Module>, ContextError> {
    Ok(vec![
        channel::module()?,
        db::module()?,
        kernel::module()?,
        lock::module()?,
        meanwhile::module()?,
        net::module()?,
        parallel::module()?,
        print::module()?,
        task::module()?,
        time::module()?,
        trace::module()?,
    ])
}

/// A number, whole or not.
fn number(value: &Value, named: &str) -> VmResult<f64> {
    let whole = value.as_integer::<i64>().map(|whole| whole as f64);
    let number = whole.or_else(|_| rune::from_value::<f64>(value.clone()));
    number.map_or_else(
        |_| VmResult::panic(format!("{named} wants a number")),
        VmResult::Ok,
    )
}

/// A range of whole numbers.
fn whole(range: &runtime::Range, named: &str) -> VmResult<Range<i64>> {
    match (range.start.as_integer(), range.end.as_integer()) {
        (Ok(start), Ok(end)) => VmResult::Ok(start..end),
        _ => VmResult::panic(format!(
            "{named} wants a range of whole numbers, like 0..100"
        )),
    }
}

/// A length of time in milliseconds.
fn millis(value: &Value, most: f64, named: &str) -> VmResult<f64> {
    match number(value, named) {
        VmResult::Ok(ms) if (0.0..=most).contains(&ms) => VmResult::Ok(ms),
        VmResult::Ok(_) => VmResult::panic(format!("{named} wants milliseconds from 0 to {most}")),
        VmResult::Err(error) => VmResult::Err(error),
    }
}

/// What an answer comes to: its waiter is gone where the run is over, and then nobody hears of it.
fn gone<T>(_: futures_channel::oneshot::Canceled) -> VmResult<T> {
    VmResult::panic("the run is over")
}

#[cfg(test)]
mod tests {
    use crate::script::compile::check;
    use serde::Deserialize;

    #[derive(Deserialize)]
    struct Told {
        module: String,
        name: String,
        signature: String,
        about: String,
    }

    /// What the editor offers.
    const TOLD: &str = include_str!("../../lesson/your_own/data/functions.json");

    #[test]
    fn what_the_editor_offers_is_there_and_nothing_else() {
        let told: Vec<Told> = serde_json::from_str(TOLD).unwrap();
        for Told {
            module,
            name,
            signature,
            about,
        } in &told
        {
            let call = format!("{module}::{name}");
            assert!(
                signature.starts_with(&call) && about.ends_with('.'),
                "{call}"
            );
            let source = format!("pub fn main() {{ let f = {call}; f }}");
            assert_eq!(check(&source).errors, [], "{call}");
        }
        // Each module's functions stand in its file by their names.
        let sources = [
            ("channel", include_str!("channel.rs")),
            ("db", include_str!("db.rs")),
            ("lock", include_str!("lock.rs")),
            ("net", include_str!("net.rs")),
            ("parallel", include_str!("parallel.rs")),
            ("task", include_str!("task.rs")),
            ("time", include_str!("time.rs")),
            ("trace", include_str!("trace.rs")),
        ];
        for (module, source) in sources {
            let made = source.matches("module.function(\"").count();
            let offered = told.iter().filter(|told| told.module == module).count();
            assert_eq!(made, offered, "{module}");
        }
    }
}
