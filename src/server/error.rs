//! Why the server could not start.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Why the server could not start; shown as a sentence with the mend.
#[derive(Debug)]
pub enum ServeError {
    /// There is no built site to serve.
    NoSite,
    /// The folder given as `--site` has no `index.html`, or is none.
    NotASite(PathBuf),
    /// It is there, and may not be read.
    ForbiddenSite(PathBuf),
    /// Another program listens there.
    PortTaken(SocketAddr),
    /// The address could not be listened on.
    Listen(SocketAddr, io::Error),
    /// The certificate or its key can't be used; what is wrong with it.
    Tls(String),
    /// The operating system refused something else.
    System(io::Error),
}

impl fmt::Display for ServeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSite => {
                write!(
                    f,
                    "There is no built site to serve: build it with `./x build`, or name a folder with --site."
                )
            }
            Self::NotASite(folder) => write!(
                f,
                "The folder {} has no index.html: build the site with `./x build`, or name another folder with --site.",
                folder.display()
            ),
            Self::ForbiddenSite(folder) => write!(
                f,
                "The system does not let this program read {} and the index.html in it: give it leave, or name another folder with --site.",
                folder.display()
            ),
            Self::PortTaken(address) => write!(
                f,
                "Port {} on {} is taken by another program: choose another with --port (0 picks a free one).",
                address.port(),
                address.ip()
            ),
            Self::Listen(address, why) => write!(
                f,
                "Can't listen on {address} ({why}): choose another with --host or --port."
            ),
            Self::Tls(why) => write!(f, "TLS can't start: {why}."),
            Self::System(why) => write!(f, "The operating system refused: {why}."),
        }
    }
}

impl std::error::Error for ServeError {}
