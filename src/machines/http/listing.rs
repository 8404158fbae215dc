//! Who is there, as `GET /machines` answers it.

use crate::machines::hub::Hub;
use crate::machines::names;
use crate::machines::register::Machine;
use serde_json::{Value, json};

/// All machines as JSON.
pub fn listing(hub: &Hub, is_own: bool, invitation: Option<&str>) -> String {
    let register = hub.register();
    let machines: Vec<Value> = register.all().into_iter().map(machine).collect();
    json!({
        "build": names::SOURCES,
        "queue": if is_own { "own" } else { "given" },
        "join": invitation,
        "machines": machines,
    })
    .to_string()
}

fn machine(machine: &Machine) -> Value {
    let clock = machine.clock();
    let millis = |micros: i64| micros as f64 / 1_000.0;
    json!({
        "name": machine.name,
        "threads": machine.threads,
        "free": machine.free,
        "round_trip_ms": clock.map(|clock| millis(clock.round_trip)),
        "offset_ms": clock.map(|clock| millis(clock.offset)),
        "error_ms": clock.map(|clock| millis(clock.error)),
        "here": machine.is_own,
        "build": machine.build,
        "build_ok": machine.is_of(names::SOURCES),
    })
}
