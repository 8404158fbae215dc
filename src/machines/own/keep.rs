//! `meanwhile keep`: runs another program for as long as standard input is open, and deletes a folder afterwards. Whoever
//! started it may be killed: the pipe closes all the same, on every system.

use crate::machines::console::{complain, end_of_stdin};
use std::fs;
use std::path::PathBuf;
use std::process::{ExitCode, Stdio};
use tokio::process::Command;

/// What `meanwhile keep` is told.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The folder to delete when standard input has ended.
    #[arg(long)]
    folder: PathBuf,

    /// The program and its arguments.
    #[arg(required = true, last = true)]
    command: Vec<String>,
}

/// Runs the program.
pub async fn keep(options: Options) -> ExitCode {
    let end = end_of_stdin();
    let mut words = options.command.iter();
    let Some(program) = words.next() else {
        return ExitCode::FAILURE;
    };
    let started = Command::new(program)
        .args(words)
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .spawn();
    let mut child = match started {
        Ok(child) => child,
        Err(why) => {
            complain(format_args!("{program} can't be started: {why}."));
            return ExitCode::FAILURE;
        }
    };
    tokio::select! {
        status = child.wait() => {
            let code = status.ok().and_then(|status| status.code());
            return code.and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from);
        }
        _ = end => {}
    }
    let _ = child.kill().await;
    let _ = fs::remove_dir_all(&options.folder);
    ExitCode::SUCCESS
}
