//! How one gets to a queue, as it is given on the command line. A token never stands there, where everybody on the
//! computer could read it: it is in a file or in the environment.

use super::queue::{Address, QueueError, TOKEN};
use std::path::{Path, PathBuf};
use std::{env, fs};

/// Where the queue is.
#[derive(Debug, Clone, clap::Args)]
pub struct Access {
    /// The queue: nats://host:4222, or tls://host:4222.
    #[arg(long, value_name = "URL")]
    pub queue: String,

    /// A file with the token that the queue asks for; without it, the variable MEANWHILE_QUEUE_TOKEN counts.
    #[arg(long, value_name = "FILE")]
    pub token_file: Option<PathBuf>,

    /// The certificate by which the queue is known, a PEM file, if it speaks TLS and made its certificate itself.
    #[arg(long, value_name = "FILE")]
    pub tls_ca: Option<PathBuf>,
}

impl Access {
    /// The same, with the token.
    ///
    /// # Errors
    /// When a file can't be read.
    pub fn address(&self) -> Result<Address, QueueError> {
        address(
            &self.queue,
            self.token_file.as_deref(),
            self.tls_ca.as_deref(),
        )
    }
}

/// A queue by its URL, its token's file and its certificate.
///
/// # Errors
/// When a file can't be read.
pub fn address(
    url: &str,
    token_file: Option<&Path>,
    ca: Option<&Path>,
) -> Result<Address, QueueError> {
    let unreadable = |file: &Path, why: &dyn std::fmt::Display| {
        QueueError(format!("{} can't be used: {why}.", file.display()))
    };
    let token = match token_file {
        Some(file) => {
            let text = fs::read_to_string(file).map_err(|why| unreadable(file, &why))?;
            let token = text.trim();
            if token.is_empty() {
                return Err(unreadable(file, &"it holds no token"));
            }
            Some(token.to_owned())
        }
        None => env::var(TOKEN).ok().filter(|token| !token.is_empty()),
    };
    if let Some(ca) = ca {
        fs::metadata(ca).map_err(|why| unreadable(ca, &why))?;
    }
    Ok(Address {
        url: url.to_owned(),
        token,
        ca: ca.map(Path::to_path_buf),
    })
}
