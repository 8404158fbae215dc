//! Files of a folder, looked at before they are opened: only plain files within it are read, and those whole.
//!
//! What is no plain file may have no end, or hold whoever opens it for ever.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// The most bytes of a file that is sent. A site's largest is a tenth of it.
pub const MOST_BYTES: u64 = 32 * 1024 * 1024;

/// A file system's clock stands still for as long as this at the most, so a change may look like the one before it.
const TICK: Duration = Duration::from_millis(50);

/// Why there is nothing to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    /// There is no plain file of that name in the folder.
    Missing,
    /// The system does not let us read it.
    Forbidden,
    /// It has more than [`MOST_BYTES`].
    TooLong,
    /// The system is out of something, descriptors mostly, or too slow: later it may be there.
    Busy,
}

impl From<io::Error> for Lack {
    fn from(why: io::Error) -> Self {
        match why.kind() {
            // A name too long for the system, or one that is no name to it, is no file's.
            io::ErrorKind::NotFound
            | io::ErrorKind::NotADirectory
            | io::ErrorKind::InvalidFilename
            | io::ErrorKind::InvalidInput => Self::Missing,
            io::ErrorKind::PermissionDenied => Self::Forbidden,
            // Links that lead to each other have no kind that may be used yet.
            _ if why.raw_os_error() == Some(LOOP) => Self::Missing,
            _ => Self::Busy,
        }
    }
}

#[cfg(unix)]
const LOOP: i32 = rustix::io::Errno::LOOP.raw_os_error();
#[cfg(not(unix))]
const LOOP: i32 = i32::MIN;

/// A plain file as it was when it was looked at; any change of it is another state.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct State {
    /// Where it is, links resolved.
    place: PathBuf,
    /// How many bytes it has.
    length: u64,
    modified: Option<SystemTime>,
    /// Which file it is, and when anything about it changed: what a file put in its place does not share with it.
    identity: (u64, i64, i64),
}

impl State {
    /// What is at that path below `root`, which has links and `..` resolved.
    ///
    /// # Errors
    /// When it is no plain file within `root`.
    pub fn look(root: &Path, path: &str) -> Result<Self, Lack> {
        let place = root.join(path).canonicalize()?;
        if !place.starts_with(root) {
            return Err(Lack::Missing);
        }
        let about = place.symlink_metadata()?;
        Self::of(place, &about).ok_or(Lack::Missing)
    }

    /// The plain file beside it whose name is longer by that.
    pub fn beside(&self, suffix: &str) -> Option<Self> {
        let mut name = self.place.clone().into_os_string();
        name.push(suffix);
        let place = PathBuf::from(name);
        let about = place.symlink_metadata().ok()?;
        Self::of(place, &about)
    }

    fn of(place: PathBuf, about: &Metadata) -> Option<Self> {
        about.is_file().then(|| Self {
            place,
            length: about.len(),
            modified: about.modified().ok(),
            identity: identity(about),
        })
    }

    /// Whether it changed so shortly before `now`, or after it, that a change to come may leave this state as it is.
    pub fn may_hide_a_change(&self, now: SystemTime) -> bool {
        let Some(changed) = self.changed() else {
            return true;
        };
        let apart = now.duration_since(changed);
        // What seems to change long after now was changed under a clock that has been set back since.
        apart.unwrap_or_else(|ahead| ahead.duration()) < TICK
    }

    /// When anything about it changed.
    #[cfg(unix)]
    fn changed(&self) -> Option<SystemTime> {
        let (_, seconds, nanos) = self.identity;
        let nanos = Duration::from_nanos(u64::try_from(nanos).ok()?);
        let seconds = Duration::from_secs(u64::try_from(seconds).ok()?);
        SystemTime::UNIX_EPOCH.checked_add(seconds + nanos)
    }

    /// When it was written.
    #[cfg(not(unix))]
    fn changed(&self) -> Option<SystemTime> {
        self.modified
    }

    /// All that it holds.
    ///
    /// # Errors
    /// When it is gone, is no plain file any more, or is too long.
    pub fn read(&self) -> Result<Vec<u8>, Lack> {
        let file = open(&self.place)?;
        let about = file.metadata()?;
        if !about.is_file() {
            return Err(Lack::Missing);
        }
        if about.len() > MOST_BYTES {
            return Err(Lack::TooLong);
        }
        let mut bytes = Vec::with_capacity(about.len() as usize);
        // It may be growing: not more than we looked for is ever read.
        file.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > MOST_BYTES {
            return Err(Lack::TooLong);
        }
        Ok(bytes)
    }
}

#[cfg(unix)]
fn identity(about: &Metadata) -> (u64, i64, i64) {
    use std::os::unix::fs::MetadataExt;
    (about.ino(), about.ctime(), about.ctime_nsec())
}

#[cfg(not(unix))]
fn identity(_: &Metadata) -> (u64, i64, i64) {
    (0, 0, 0)
}

/// Opens it for reading. Should something else be there by now, opening does not wait for it, nor follow it elsewhere.
#[cfg(unix)]
fn open(place: &Path) -> io::Result<File> {
    use rustix::fs::OFlags;
    use std::os::unix::fs::OpenOptionsExt;
    let flags = OFlags::NONBLOCK | OFlags::NOFOLLOW;
    let flags = i32::try_from(flags.bits()).unwrap_or_default();
    OpenOptions::new()
        .read(true)
        .custom_flags(flags)
        .open(place)
}

#[cfg(not(unix))]
fn open(place: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).open(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_just_changed_may_change_again_unseen() {
        let file = std::env::temp_dir().join(format!("meanwhile-tick-{}", std::process::id()));
        std::fs::write(&file, "x").unwrap();
        let state = State::of(file.clone(), &file.metadata().unwrap()).unwrap();
        std::fs::remove_file(&file).unwrap();
        let changed = state.changed().unwrap();
        let little = TICK / 2;
        for (now, is_hidden) in [
            (changed, true),
            (changed + little, true),
            (changed - little, true),
            (changed + TICK, false),
            // Under a clock that has been set back.
            (changed - TICK, false),
        ] {
            assert_eq!(state.may_hide_a_change(now), is_hidden, "{now:?}");
        }
    }

    #[test]
    fn what_the_system_says_is_told_apart() {
        for (kind, lack) in [
            (io::ErrorKind::NotFound, Lack::Missing),
            (io::ErrorKind::NotADirectory, Lack::Missing),
            (io::ErrorKind::PermissionDenied, Lack::Forbidden),
            (io::ErrorKind::Other, Lack::Busy),
        ] {
            assert_eq!(Lack::from(io::Error::from(kind)), lack, "{kind:?}");
        }
        // EMFILE and ENFILE, out of descriptors, have no kind of their own.
        for code in [24, 23] {
            let why = io::Error::from_raw_os_error(code);
            assert_eq!(Lack::from(why), Lack::Busy, "{code}");
        }
    }
}
