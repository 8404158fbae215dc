//! What things are called in the queue: its stream and subjects, jobs and machines. Whatever belongs to a build has the
//! build in its name, so that nobody of another build is ever given a chunk.

use std::fmt;

/// A hash of the sources that chunks are computed from: equal for equal sources, however they were compiled.
pub const SOURCES: &str = env!("MEANWHILE_SOURCES");

/// The build, as it stands in messages.
pub fn build() -> u64 {
    u64::from_str_radix(SOURCES, 16).unwrap_or_default()
}

/// The one durable consumer of a stream.
pub const CONSUMER: &str = "workers";
/// What all streams of ours begin with.
pub const STREAMS: &str = "meanwhile-";
/// Machines say here who they are,
pub const HELLO: &str = "meanwhile.hello";
/// that they leave,
pub const BYE: &str = "meanwhile.bye";
/// and are asked here to say it at once.
pub const ROLL: &str = "meanwhile.roll";

/// The longest name of a machine.
const LONGEST_NAME: usize = 40;

/// A job, or a machine of which there may be several of one name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(pub u64);

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl Id {
    /// One that nobody else has.
    pub fn new() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 8];
        getrandom::fill(&mut bytes)?;
        Ok(Self(u64::from_le_bytes(bytes)))
    }

    /// The id in a text.
    pub fn parse(text: &str) -> Option<Self> {
        let is_whole = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = is_whole.then(|| u64::from_str_radix(text, 16).ok())?;
        number.map(Self)
    }
}

/// The stream of a build.
pub fn stream(build: u64) -> String {
    format!("{STREAMS}{build:016x}")
}

/// All chunks of a build.
pub fn all_chunks(build: u64) -> String {
    format!("meanwhile.chunk.{build:016x}.*.*")
}

/// All chunks of a job.
pub fn chunks(build: u64, job: Id) -> String {
    format!("meanwhile.chunk.{build:016x}.{job}.*")
}

/// A chunk.
pub fn chunk(build: u64, job: Id, chunk: u32) -> String {
    format!("meanwhile.chunk.{build:016x}.{job}.{chunk}")
}

/// The job and the number of the chunk of that subject.
pub fn chunk_of(subject: &str) -> Option<(Id, u32)> {
    let mut parts = subject.rsplit('.');
    let chunk = parts.next()?.parse().ok()?;
    Some((Id::parse(parts.next()?)?, chunk))
}

/// What machines tell of a job; a machine's own place.
pub fn told(job: Id, machine: Id) -> String {
    format!("meanwhile.told.{job}.{machine}")
}

/// What all machines tell of a job.
pub fn all_told(job: Id) -> String {
    format!("meanwhile.told.{job}.*")
}

/// The machine of that subject.
pub fn teller_of(subject: &str) -> Option<Id> {
    Id::parse(subject.rsplit('.').next()?)
}

/// Where it is said that a job is over, however it ended.
pub fn over(build: u64) -> String {
    format!("meanwhile.over.{build:016x}")
}

/// Where a machine is asked something.
pub fn to(machine: Id) -> String {
    format!("meanwhile.to.{machine}")
}

/// Where the queue says that a chunk was given out as often as it may.
pub fn exhausted(build: u64) -> String {
    format!(
        "$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.{}.{CONSUMER}",
        stream(build)
    )
}

/// A machine's name as it is shown: letters, digits, dashes, dots; others become dashes.
pub fn shown(name: &str) -> String {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') {
            c
        } else {
            '-'
        }
    };
    let name: String = name.chars().take(LONGEST_NAME).map(plain).collect();
    if name.is_empty() {
        "unnamed".into()
    } else {
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_build_has_a_name() {
        assert_eq!(SOURCES.len(), 16);
        assert_ne!(build(), 0);
    }

    proptest! {
        #[test]
        fn subjects_say_whose_they_are(build: u64, job: u64, number: u32, machine: u64) {
            let (job, machine) = (Id(job), Id(machine));
            let subject = chunk(build, job, number);
            prop_assert_eq!(chunk_of(&subject), Some((job, number)));
            prop_assert_eq!(teller_of(&told(job, machine)), Some(machine));
            let all = chunks(build, job);
            prop_assert_eq!(all.rsplit_once('.').unwrap().0, subject.rsplit_once('.').unwrap().0);
            prop_assert_eq!(Id::parse(&job.to_string()), Some(job));
        }

        #[test]
        fn any_name_can_be_shown(name: String, subject: String) {
            let shown = shown(&name);
            prop_assert!(!shown.is_empty() && shown.len() <= LONGEST_NAME && shown.is_ascii());
            chunk_of(&subject);
            teller_of(&subject);
        }
    }
}
