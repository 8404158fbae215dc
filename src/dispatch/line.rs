//! The lines that come back of an order, as they happen. Times are milliseconds since the run's start by the server's
//! clock; what a machine did is told by its own clock, aligned to the server's, with how far that may be off beside it.

use super::base64;
use super::flat::{Object, Value, Writer};
use crate::units::Micros;

/// When something was, by the server's clock.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Moment {
    /// Since the run's start.
    pub at: Micros,
    /// How far it may be off, either way: none of what the server saw itself.
    pub error: Micros,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Line {
    /// The first line: the run begins.
    Begins {
        /// Its name in the queue.
        job: String,
        /// How many chunks there are.
        chunks: u32,
        /// After how long without a sign the queue gives a chunk to somebody else.
        ack_wait: Micros,
        /// What is added on each way.
        distance: Micros,
    },
    /// A machine that may take part.
    Machine {
        /// Its name.
        machine: String,
        /// Its threads.
        threads: u32,
        /// How long a message takes to it and back.
        round_trip: Micros,
        /// How far its clock is before the server's,
        offset: Micros,
        /// give or take this.
        error: Micros,
        /// Whether it is a process on the server's own computer.
        is_here: bool,
    },
    /// The chunk lies in the queue.
    Queued {
        /// Its number.
        chunk: u32,
        /// Since when.
        at: Micros,
    },
    /// A machine has it.
    Taken {
        /// Its number.
        chunk: u32,
        /// Who.
        machine: String,
        /// Since when.
        moment: Moment,
        /// How often it was given out by now.
        delivery: u32,
    },
    /// It is being computed.
    Begun {
        /// Its number.
        chunk: u32,
        /// By whom.
        machine: String,
        /// Since when.
        moment: Moment,
    },
    /// It is computed.
    Ended {
        /// Its number.
        chunk: u32,
        /// By whom.
        machine: String,
        /// Since when.
        moment: Moment,
    },
    /// What it gave has come back.
    Result {
        /// Its number.
        chunk: u32,
        /// From whom.
        machine: String,
        /// When.
        at: Micros,
        /// Its part of the answer.
        value: u64,
        /// What there is to see of it.
        bytes: Vec<u8>,
    },
    /// It goes back to the queue.
    Returned {
        /// Its number.
        chunk: u32,
        /// Who had it, if anybody did.
        machine: Option<String>,
        /// When that was known.
        at: Micros,
        /// Why.
        why: String,
    },
    /// It came back a second time, which does not count.
    Twice {
        /// Its number.
        chunk: u32,
        /// From whom.
        machine: String,
        /// When.
        at: Micros,
    },
    /// What a machine said can't be used.
    Refused {
        /// Who said it.
        machine: String,
        /// When.
        at: Micros,
        /// Why.
        why: String,
    },
    /// A machine gives no sign any more.
    Gone {
        /// Which.
        machine: String,
        /// When that was known.
        at: Micros,
    },
    /// The last line, if there is an answer.
    Done {
        /// When.
        at: Micros,
        /// How many chunks were counted: all.
        chunks: u32,
        /// How often chunks went back to the queue.
        returned: u32,
        /// How many results came that did not count.
        twice: u32,
        /// The parts added up.
        value: u64,
    },
    /// The last line, if there is none.
    Failed {
        /// When.
        at: Micros,
        /// Why.
        why: String,
    },
}

impl Line {
    /// Whether no other follows.
    pub fn is_last(&self) -> bool {
        matches!(self, Self::Done { .. } | Self::Failed { .. })
    }

    /// As a line of JSON, without its end.
    pub fn write(&self) -> String {
        let at = |name: &str| Writer::begin("at", name);
        match self {
            Self::Begins {
                job,
                chunks,
                ack_wait,
                distance,
            } => at("begins")
                .text("job", job)
                .whole("chunks", *chunks)
                .millis("ack_wait_ms", *ack_wait)
                .millis("distance_ms", *distance),
            Self::Machine {
                machine,
                threads,
                round_trip,
                offset,
                error,
                is_here,
            } => at("machine")
                .text("machine", machine)
                .whole("threads", *threads)
                .millis("round_trip_ms", *round_trip)
                .millis("offset_ms", *offset)
                .millis("error_ms", *error)
                .truth("here", *is_here),
            Self::Queued { chunk, at: time } => {
                at("queued").whole("chunk", *chunk).millis("ms", *time)
            }
            Self::Taken {
                chunk,
                machine,
                moment,
                delivery,
            } => by(at("taken"), *chunk, machine, *moment).whole("delivery", *delivery),
            Self::Begun {
                chunk,
                machine,
                moment,
            } => by(at("begun"), *chunk, machine, *moment),
            Self::Ended {
                chunk,
                machine,
                moment,
            } => by(at("ended"), *chunk, machine, *moment),
            Self::Result {
                chunk,
                machine,
                at,
                value,
                bytes,
            } => result(*chunk, machine, *at, *value, bytes),
            Self::Returned {
                chunk,
                machine,
                at,
                why,
            } => returned(*chunk, machine.as_deref(), *at, why),
            Self::Twice {
                chunk,
                machine,
                at: time,
            } => at("twice")
                .whole("chunk", *chunk)
                .text("machine", machine)
                .millis("ms", *time),
            Self::Refused {
                machine,
                at: time,
                why,
            } => at("refused")
                .text("machine", machine)
                .millis("ms", *time)
                .text("why", why),
            Self::Gone { machine, at: time } => {
                at("gone").text("machine", machine).millis("ms", *time)
            }
            Self::Done {
                at: time,
                chunks,
                returned,
                twice,
                value,
            } => at("done")
                .millis("ms", *time)
                .whole("chunks", *chunks)
                .whole("returned", *returned)
                .whole("twice", *twice)
                .text("value", &value.to_string()),
            Self::Failed { at: time, why } => at("failed").millis("ms", *time).text("why", why),
        }
        .end()
    }

    /// The line in this text, if it is one.
    pub fn read(text: &str) -> Option<Self> {
        let said = Said(Object::read(text)?);
        Some(match said.0.get("at")?.text()? {
            "begins" => Self::Begins {
                job: said.text("job")?,
                chunks: said.whole("chunks")?,
                ack_wait: said.millis("ack_wait_ms")?,
                distance: said.millis("distance_ms")?,
            },
            "machine" => Self::Machine {
                machine: said.text("machine")?,
                threads: said.whole("threads")?,
                round_trip: said.millis("round_trip_ms")?,
                offset: said.millis("offset_ms")?,
                error: said.millis("error_ms")?,
                is_here: *said.0.get("here")? == Value::Truth(true),
            },
            "queued" => Self::Queued {
                chunk: said.whole("chunk")?,
                at: said.millis("ms")?,
            },
            "taken" => Self::Taken {
                chunk: said.whole("chunk")?,
                machine: said.text("machine")?,
                moment: said.moment()?,
                delivery: said.whole("delivery")?,
            },
            "begun" => Self::Begun {
                chunk: said.whole("chunk")?,
                machine: said.text("machine")?,
                moment: said.moment()?,
            },
            "ended" => Self::Ended {
                chunk: said.whole("chunk")?,
                machine: said.text("machine")?,
                moment: said.moment()?,
            },
            "result" => Self::Result {
                chunk: said.whole("chunk")?,
                machine: said.text("machine")?,
                at: said.millis("ms")?,
                value: said.large("value")?,
                bytes: match said.0.get("bytes") {
                    Some(bytes) => base64::decode(bytes.text()?)?,
                    None => Vec::new(),
                },
            },
            "returned" => Self::Returned {
                chunk: said.whole("chunk")?,
                machine: said.text("machine"),
                at: said.millis("ms")?,
                why: said.text("why")?,
            },
            "twice" => Self::Twice {
                chunk: said.whole("chunk")?,
                machine: said.text("machine")?,
                at: said.millis("ms")?,
            },
            "refused" => Self::Refused {
                machine: said.text("machine")?,
                at: said.millis("ms")?,
                why: said.text("why")?,
            },
            "gone" => Self::Gone {
                machine: said.text("machine")?,
                at: said.millis("ms")?,
            },
            "done" => Self::Done {
                at: said.millis("ms")?,
                chunks: said.whole("chunks")?,
                returned: said.whole("returned")?,
                twice: said.whole("twice")?,
                value: said.large("value")?,
            },
            "failed" => Self::Failed {
                at: said.millis("ms")?,
                why: said.text("why")?,
            },
            _ => return None,
        })
    }
}

fn by(line: Writer, chunk: u32, machine: &str, moment: Moment) -> Writer {
    line.whole("chunk", chunk)
        .text("machine", machine)
        .millis("ms", moment.at)
        .millis("error_ms", moment.error)
}

fn result(chunk: u32, machine: &str, at: Micros, value: u64, bytes: &[u8]) -> Writer {
    let line = Writer::begin("at", "result")
        .whole("chunk", chunk)
        .text("machine", machine)
        .millis("ms", at)
        // As text: readers of JSON lose the last digits of large numbers.
        .text("value", &value.to_string());
    match bytes {
        [] => line,
        bytes => line.text("bytes", &base64::encode(bytes)),
    }
}

fn returned(chunk: u32, machine: Option<&str>, at: Micros, why: &str) -> Writer {
    let line = Writer::begin("at", "returned").whole("chunk", chunk);
    let line = match machine {
        Some(machine) => line.text("machine", machine),
        None => line,
    };
    line.millis("ms", at).text("why", why)
}

/// A line's names and what they stand for.
struct Said(Object);

impl Said {
    fn text(&self, name: &str) -> Option<String> {
        self.0.get(name)?.text().map(str::to_owned)
    }

    fn whole(&self, name: &str) -> Option<u32> {
        u32::try_from(self.0.get(name)?.whole()?).ok()
    }

    fn large(&self, name: &str) -> Option<u64> {
        self.0.get(name)?.text()?.parse().ok()
    }

    fn millis(&self, name: &str) -> Option<Micros> {
        self.0.get(name)?.millis()
    }

    fn moment(&self) -> Option<Moment> {
        Some(Moment {
            at: self.millis("ms")?,
            error: self.millis("error_ms")?,
        })
    }
}

#[cfg(test)]
#[path = "line_tests.rs"]
mod tests;
