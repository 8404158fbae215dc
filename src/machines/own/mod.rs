//! What the server starts itself where nobody gave it a queue: a `nats-server`, and two processes that work, called
//! "processes on this computer". They end with the server, also when it is killed.

pub mod keep;
mod nats_server;
mod processes;

use super::names::Id;
use super::queue::{Address, QueueError};
use nats_server::NatsServer;
use processes::Processes;
use std::net::IpAddr;
use std::num::NonZero;
use std::thread;
use tokio::sync::mpsc;

/// How many processes work.
pub const PROCESSES: usize = 2;

/// Whom the queue lets in.
#[derive(Debug, Clone)]
pub struct Doors {
    /// Where it listens.
    pub host: IpAddr,
    /// The port; 0 is a free one.
    pub port: u16,
    /// The address of this computer for others, if others are let in.
    pub given_out: Option<IpAddr>,
    /// Whether it speaks TLS.
    pub is_tls: bool,
}

/// What the server started.
#[derive(Debug)]
pub struct Own {
    server: NatsServer,
    processes: Option<Processes>,
}

impl Own {
    /// Starts the queue.
    ///
    /// # Errors
    /// A sentence on what is missing or wrong.
    pub async fn start_queue(doors: Doors) -> Result<Self, QueueError> {
        Ok(Self {
            server: NatsServer::start(doors).await?,
            processes: None,
        })
    }

    /// How the processes here get to it.
    pub fn address(&self) -> Address {
        self.server.address()
    }

    /// Starts the processes. The name of each that ends is told.
    ///
    /// # Errors
    /// When the program itself can't be found.
    pub fn start_processes(
        &mut self,
        owner: Id,
        ended: mpsc::UnboundedSender<String>,
    ) -> Result<(), QueueError> {
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        let threads = (cores / PROCESSES).max(1);
        let processes = Processes::start(PROCESSES, threads, &self.address(), owner, ended)?;
        self.processes = Some(processes);
        Ok(())
    }

    /// Kills one of the processes by its name. Whether there is one.
    pub fn kill(&self, name: &str) -> bool {
        let processes = self.processes.as_ref();
        processes.is_some_and(|processes| processes.kill(name))
    }

    /// Has those that were killed start at once.
    pub fn plug_in(&self) {
        if let Some(processes) = &self.processes {
            processes.plug_in();
        }
    }

    /// What somebody elsewhere types to join; nothing where nobody is let in.
    pub fn invitation(&self, with_token: bool) -> Option<String> {
        self.server.invitation(with_token)
    }

    /// What an operator who lets others in has to know.
    pub fn said_to_operators(&self) -> Vec<String> {
        let Some(line) = self.invitation(true) else {
            return Vec::new();
        };
        let mut lines = vec![format!("A machine elsewhere joins with: {line}")];
        lines.push(match self.server.certificate() {
            Some(file) => format!(
                "It needs the queue's certificate beside it, as queue.pem: copy {} there.",
                file.display()
            ),
            None => "Tokens and chunks are readable on the way; with --tls they are not.".into(),
        });
        lines
    }

    /// Ends all of it.
    pub async fn close(&mut self) {
        if let Some(processes) = self.processes.take() {
            processes.close().await;
        }
        self.server.close().await;
    }
}
