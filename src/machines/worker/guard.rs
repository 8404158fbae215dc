//! Keeps a machine at work: a chunk may end the process that computes it, and on a computer elsewhere nobody is there to
//! start it again. So the process that was started by hand only watches another, which works.

use super::{Options, QueueError, SEAT, default_name, new_id};
use crate::machines::console::{complain, stop_asked};
use crate::machines::names::{self, Id};
use std::env;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;
use tokio::process::{Child, Command};
use tokio::time::{sleep, timeout};

/// How long to wait before the next process.
const PAUSE: Duration = Duration::from_secs(1);
/// How long one may take to leave.
const STOP_LIMIT: Duration = Duration::from_secs(3);

/// Has a process work, and another whenever it breaks.
///
/// # Errors
/// When none can be started, or what is wrong with the queue, which the process has said.
pub async fn guard(options: &Options) -> Result<(), QueueError> {
    let refused = |why| QueueError(format!("The operating system refused: {why}."));
    let name = options.name.clone().unwrap_or_else(default_name);
    let name = names::shown(&name);
    let seat = new_id()?;
    let mut stop = std::pin::pin!(stop_asked().map_err(refused)?);
    loop {
        let mut child = start(options, &name, seat).map_err(refused)?;
        // Waiting for a child closes the pipe that it still has.
        let pipe = child.stdin.take();
        let status = tokio::select! {
            status = child.wait() => status.map_err(refused)?,
            () = &mut stop => {
                drop(pipe);
                if timeout(STOP_LIMIT, child.wait()).await.is_err() {
                    let _ = child.kill().await;
                }
                return Ok(());
            }
        };
        if !is_broken(status) {
            // It has said why itself.
            std::process::exit(status.code().unwrap_or(1));
        }
        complain(format_args!(
            "{name} broke ({status}), by a chunk perhaps; it starts again."
        ));
        tokio::select! {
            () = sleep(PAUSE) => {}
            () = &mut stop => return Ok(()),
        }
    }
}

/// Whether it ended otherwise than by leaving or by saying what is wrong.
fn is_broken(status: ExitStatus) -> bool {
    !matches!(status.code(), Some(0..=2))
}

fn start(options: &Options, name: &str, seat: Id) -> std::io::Result<Child> {
    let access = &options.access;
    let mut command = Command::new(env::current_exe()?);
    command
        .args(["work", "--while-stdin", "--name", name])
        .args(["--queue", &access.queue])
        .env(SEAT, seat.to_string());
    if let Some(threads) = options.threads {
        command.args(["--threads", &threads.to_string()]);
    }
    if let Some(file) = &access.token_file {
        command.arg("--token-file").arg(file);
    }
    if let Some(ca) = &access.tls_ca {
        command.arg("--tls-ca").arg(ca);
    }
    // So that Ctrl-C reaches this process alone, which then ends the other.
    #[cfg(unix)]
    command.process_group(0);
    command.stdin(Stdio::piped()).kill_on_drop(true).spawn()
}
