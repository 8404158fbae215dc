//! Processes on this computer that work like machines elsewhere: this very program, once more. One that ends is started
//! again after a while.

use crate::machines::console::complain;
use crate::machines::names::Id;
use crate::machines::queue::{Address, QueueError, TOKEN};
use crate::machines::worker::OWNER;
use futures_util::FutureExt;
use std::env;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::process::{Child, Command};
use tokio::sync::{Notify, mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

/// How long one that ended stays away, so that it is seen.
const AWAY: Duration = Duration::from_secs(3);
/// How long one may take to leave.
const STOP_LIMIT: Duration = Duration::from_millis(1_500);

/// All of them.
#[derive(Debug)]
pub struct Processes {
    slots: Vec<Slot>,
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
}

#[derive(Debug)]
struct Slot {
    name: String,
    is_up: Arc<AtomicBool>,
    kill: Arc<Notify>,
    plug_in: Arc<Notify>,
}

/// What a slot does with its process.
struct Keeper {
    program: PathBuf,
    name: String,
    threads: usize,
    address: Address,
    owner: Id,
    ended: mpsc::UnboundedSender<String>,
    is_up: Arc<AtomicBool>,
    kill: Arc<Notify>,
    plug_in: Arc<Notify>,
    stopped: watch::Receiver<bool>,
}

impl Processes {
    /// Starts so many, of so many threads each. The name of each that ends is told.
    ///
    /// # Errors
    /// When the program itself can't be found.
    pub fn start(
        count: usize,
        threads: usize,
        address: &Address,
        owner: Id,
        ended: mpsc::UnboundedSender<String>,
    ) -> Result<Self, QueueError> {
        let program = env::current_exe()
            .ok()
            .filter(|program| program.is_file())
            .ok_or_else(|| QueueError("This program can't find itself on the disk to start processes that work: start the server again.".into()))?;
        let (stop, stopped) = watch::channel(false);
        let mut tasks = JoinSet::new();
        let slots = (1..=count).map(|number| {
            let slot = Slot {
                name: format!("process-{number}"),
                is_up: Arc::default(),
                kill: Arc::default(),
                plug_in: Arc::default(),
            };
            let keeper = Keeper {
                program: program.clone(),
                name: slot.name.clone(),
                threads,
                address: address.clone(),
                owner,
                ended: ended.clone(),
                is_up: Arc::clone(&slot.is_up),
                kill: Arc::clone(&slot.kill),
                plug_in: Arc::clone(&slot.plug_in),
                stopped: stopped.clone(),
            };
            tasks.spawn(keeper.keep());
            slot
        });
        Ok(Self {
            slots: slots.collect(),
            stop,
            tasks,
        })
    }

    /// Kills one. Whether there is one of that name, and not away already.
    pub fn kill(&self, name: &str) -> bool {
        let mut own = self.slots.iter().filter(|slot| slot.name == name);
        let up = own.next().filter(|slot| slot.is_up.load(Ordering::Relaxed));
        up.map(|slot| slot.kill.notify_one()).is_some()
    }

    /// Has those that are away start at once.
    pub fn plug_in(&self) {
        for slot in &self.slots {
            slot.plug_in.notify_waiters();
        }
    }

    /// Ends all.
    pub async fn close(mut self) {
        self.stop.send_replace(true);
        while self.tasks.join_next().await.is_some() {}
    }
}

/// Ends when all are to.
async fn stop(stopped: &mut watch::Receiver<bool>) {
    // Whoever could say so is gone, which says the same.
    let _ = stopped.wait_for(|is_stopped| *is_stopped).await;
}

impl Keeper {
    async fn keep(mut self) {
        loop {
            let mut child = match self.spawn(&self.program) {
                Ok(child) => child,
                Err(why) => {
                    return complain(format_args!("{} can't be started: {why}.", self.name));
                }
            };
            // What was to be killed when it was on its way down already is another one now.
            let _ = self.kill.notified().now_or_never();
            self.is_up.store(true, Ordering::Relaxed);
            // Waiting for a child closes the pipe that it still has.
            let pipe = child.stdin.take();
            tokio::select! {
                _ = child.wait() => {}
                // Without any chance to say good-bye: that is what is shown.
                () = self.kill.notified() => drop(child.kill().await),
                () = stop(&mut self.stopped) => {
                    drop(pipe);
                    if timeout(STOP_LIMIT, child.wait()).await.is_err() {
                        let _ = child.kill().await;
                    }
                    return;
                }
            }
            self.is_up.store(false, Ordering::Relaxed);
            let _ = self.ended.send(self.name.clone());
            tokio::select! {
                () = sleep(AWAY) => {}
                () = self.plug_in.notified() => {}
                () = stop(&mut self.stopped) => return,
            }
        }
    }

    fn spawn(&self, program: &Path) -> std::io::Result<Child> {
        let mut command = Command::new(program);
        command
            .args(["work", "--while-stdin", "--name", &self.name])
            .args(["--threads", &self.threads.to_string()])
            .args(["--queue", &self.address.url])
            .env(OWNER, self.owner.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .kill_on_drop(true);
        if let Some(ca) = &self.address.ca {
            command.arg("--tls-ca").arg(ca);
        }
        match &self.address.token {
            Some(token) => command.env(TOKEN, token),
            None => command.env_remove(TOKEN),
        };
        // So that Ctrl-C reaches the server alone, which then ends what it started.
        #[cfg(unix)]
        command.process_group(0);
        command.spawn()
    }
}
