//! What a process of ours has with whoever started it: lines on its outputs, and the stop that it is asked for.

use std::fmt::Display;
use std::io::{self, Read, Write};
use std::time::Duration;
use std::{process, thread};
use tokio::sync::oneshot;

/// How long a process may take to leave when nobody needs it any more.
const LEAVE_LIMIT: Duration = Duration::from_secs(3);

/// Prints at once; a closed stdout must not stop a server, so its error is nobody's concern.
pub fn announce(lines: &[String]) {
    let mut out = io::stdout().lock();
    for line in lines {
        let _ = writeln!(out, "{line}");
    }
    let _ = out.flush();
}

/// Says on stderr what went wrong. Where that is full or closed nobody is told: `eprintln!` would end the process for it.
pub fn complain(line: impl Display) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// Completes when standard input ends, as it does when whoever started this process is killed; soon after that this process
/// ends, whatever it is doing.
pub fn end_of_stdin() -> oneshot::Receiver<()> {
    let (ended, end) = oneshot::channel();
    thread::spawn(move || {
        let mut rest = [0; 64];
        while matches!(io::stdin().read(&mut rest), Ok(1..)) {}
        let _ = ended.send(());
        // If the main thread does not hear it: nobody needs this process any more.
        thread::sleep(LEAVE_LIMIT);
        process::exit(1);
    });
    end
}

/// Completes when the user or the system asks this process to stop.
///
/// # Errors
/// When the system does not tell of such requests.
#[cfg(unix)]
pub fn stop_asked() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Completes when the user asks this process to stop.
///
/// # Errors
/// None here.
#[cfg(not(unix))]
pub fn stop_asked() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}
