//! The commands of other machines: `work`, `queue`, and one that is only for ourselves.

use super::console::complain;
use super::own::keep;
use super::queue::QueueError;
use super::{overview, worker};
use crate::work::FindWork;
use std::io::{self, Write};
use std::process::ExitCode;
use tokio::runtime::Builder;

/// What `meanwhile` can be told to do, besides serving.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Makes this computer a machine: computes chunks from a queue until it is stopped (Ctrl-C).
    Work(worker::Options),
    /// Prints what is in a queue: jobs, machines, and what was given out again.
    Queue(overview::Options),
    /// Runs another program for as long as standard input is open.
    #[command(hide = true)]
    Keep(keep::Options),
}

/// Does it; the exit code is 0 after a clean end.
pub fn main(command: Command, find: FindWork) -> ExitCode {
    // Waiting takes one thread; what computes has threads of its own.
    let runtime = match Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(why) => {
            complain(format_args!("The operating system refused: {why}."));
            return ExitCode::FAILURE;
        }
    };
    let outcome = match command {
        Command::Keep(options) => {
            let code = runtime.block_on(keep::keep(options));
            // A thread still reads standard input.
            runtime.shutdown_background();
            return code;
        }
        Command::Work(options) => runtime.block_on(worker::work(options, find)),
        Command::Queue(options) => runtime.block_on(overview::overview(options)).map(|text| {
            // Whoever reads may have had enough.
            let _ = io::stdout().write_all(text.as_bytes());
        }),
    };
    runtime.shutdown_background();
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(QueueError(why)) => {
            complain(why);
            ExitCode::FAILURE
        }
    }
}
