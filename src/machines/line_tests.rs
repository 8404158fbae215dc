//! Lines as they are sent, and that they come back.

use super::*;
use proptest::prelude::*;

#[test]
fn a_line_reads_well() {
    let line = Line::Taken {
        chunk: 3,
        machine: "a".into(),
        moment: Moment {
            at: Micros(2_104.0),
            error: Micros(90.0),
        },
        delivery: 1,
    };
    assert_eq!(
        line.write(),
        "{\"at\":\"taken\",\"chunk\":3,\"machine\":\"a\",\"ms\":2.104,\"error_ms\":0.09,\"delivery\":1}"
    );
}

fn micros() -> impl Strategy<Value = Micros> {
    (-100_000_000_000_i64..100_000_000_000).prop_map(|micros| Micros(micros as f64))
}

fn any_line() -> impl Strategy<Value = Line> {
    let moment = (micros(), micros()).prop_map(|(at, error)| Moment { at, error });
    let parts = (
        any::<String>(),
        any::<u32>(),
        any::<u32>(),
        micros(),
        moment,
        any::<u64>(),
        any::<Vec<u8>>(),
        0..13_u8,
    );
    parts.prop_map(|(machine, chunk, other, at, moment, value, bytes, kind)| {
        let why = machine.clone();
        match kind {
            0 => Line::Begins {
                job: why,
                chunks: chunk,
                ack_wait: at,
                after: moment.error,
                clock: moment.at,
                distance: moment.at,
            },
            1 => Line::Machine {
                machine,
                threads: chunk,
                round_trip: at,
                offset: moment.at,
                error: moment.error,
                is_here: other == 0,
            },
            2 => Line::Queued { chunk, at },
            3 => Line::Taken {
                chunk,
                machine,
                moment,
                delivery: other,
            },
            4 => Line::Begun {
                chunk,
                machine,
                moment,
            },
            5 => Line::Ended {
                chunk,
                machine,
                moment,
            },
            6 => Line::Result {
                chunk,
                machine,
                at,
                value,
                bytes,
            },
            7 => Line::Returned {
                chunk,
                machine: (other != 0).then_some(machine),
                at,
                why,
            },
            8 => Line::Twice { chunk, machine, at },
            9 => Line::Refused { machine, at, why },
            10 => Line::Gone { machine, at },
            11 => Line::Done {
                at,
                chunks: chunk,
                returned: other,
                twice: chunk,
                value,
            },
            _ => Line::Failed { at, why },
        }
    })
}

proptest! {
    #[test]
    fn lines_come_back(line in any_line()) {
        let written = line.write();
        prop_assert_eq!(written.lines().count(), 1);
        prop_assert_eq!(Line::read(&written), Some(line));
    }

    #[test]
    fn any_text_is_a_line_or_none(text: String) {
        prop_assert_eq!(Line::read(&text), None);
    }
}
