//! Files of a folder, looked at before they are opened: only plain files within it are read, and those whole.
//!
//! What is no plain file may have no end, or hold whoever opens it for ever.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The most bytes of a file that is sent. A site's largest is a tenth of it.
pub const MOST_BYTES: u64 = 32 * 1024 * 1024;

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
