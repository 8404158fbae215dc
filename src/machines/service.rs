//! What `meanwhile serve` has of other machines: nothing until somebody asks, and from then on a queue and who is there.

use super::access;
use super::console::announce;
use super::hub::Hub;
use super::names::Id;
use super::own::{Doors, Own, PROCESSES};
use super::queue::QueueError;
use crate::dispatch::order::Order;
use crate::work::FindWork;
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, mpsc};

/// How long our own processes may take to say who they are.
const OWN_LIMIT: Duration = Duration::from_secs(5);
/// How long machines elsewhere may take to say it when they are asked.
const OTHERS_LIMIT: Duration = Duration::from_millis(500);

/// What `meanwhile serve` can be told of other machines.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct ServeOptions {
    /// Use this queue for other machines instead of starting one: nats://host:4222, or tls://host:4222.
    #[arg(long, value_name = "URL")]
    queue: Option<String>,

    /// A file with the token that --queue asks for; without it, the variable MEANWHILE_QUEUE_TOKEN counts.
    #[arg(long, value_name = "FILE", requires = "queue")]
    queue_token_file: Option<PathBuf>,

    /// The certificate by which --queue is known, a PEM file, if it made its certificate itself.
    #[arg(long, value_name = "FILE", requires = "queue")]
    queue_ca: Option<PathBuf>,

    /// The port of the queue that is started here; 0 picks a free one.
    #[arg(
        long,
        value_name = "PORT",
        default_value_t = 0,
        conflicts_with = "queue"
    )]
    queue_port: u16,
}

/// What is known of the server when it starts.
#[derive(Debug, Clone)]
pub struct Setup {
    /// What it was told.
    pub options: ServeOptions,
    /// Where it listens.
    pub host: IpAddr,
    /// The address of this computer for others, if others are let in.
    pub given_out: Option<IpAddr>,
    /// Whether it speaks TLS; then its queue does, too.
    pub is_tls: bool,
    /// Where others see the site, if the operator said so.
    pub public: Option<String>,
    /// Finds a work's code.
    pub find: FindWork,
    /// Whether an order's lesson is one that may be asked for.
    pub allows: fn(&Order) -> bool,
}

/// A queue, and who is there.
#[derive(Debug)]
pub struct Open {
    /// Our place in it.
    pub hub: Arc<Hub>,
    /// What we started ourselves.
    pub own: Option<Mutex<Own>>,
}

/// Other machines, once somebody asks for them.
#[derive(Debug)]
pub struct Machines {
    /// What is known of the server.
    pub setup: Setup,
    open: Mutex<Option<Arc<Open>>>,
}

impl Machines {
    /// None yet.
    pub fn new(setup: Setup) -> Arc<Self> {
        Arc::new(Self {
            setup,
            open: Mutex::new(None),
        })
    }

    /// The queue, started if need be.
    ///
    /// # Errors
    /// A sentence on what is missing or wrong.
    pub async fn open(&self) -> Result<Arc<Open>, QueueError> {
        let mut open = self.open.lock().await;
        if let Some(open) = &*open {
            return Ok(Arc::clone(open));
        }
        let opened = Arc::new(self.start().await?);
        *open = Some(Arc::clone(&opened));
        Ok(opened)
    }

    async fn start(&self) -> Result<Open, QueueError> {
        let random = |why| QueueError(format!("There are no random numbers: {why}."));
        let owner = Id::new().map_err(random)?;
        let (ended, ends) = mpsc::unbounded_channel();
        let options = &self.setup.options;
        if let Some(url) = &options.queue {
            let token = options.queue_token_file.as_deref();
            let address = access::address(url, token, options.queue_ca.as_deref())?;
            let hub = Hub::join(&address, owner, ends).await?;
            if !self.setup.host.is_loopback() && !hub.queue().asks_for_a_token() {
                hub.close().await;
                return Err(QueueError(format!(
                    "The queue at {url} lets anybody in, and with --host anybody can get here: have it ask for a token, and give that with --queue-token-file."
                )));
            }
            hub.wait_for(1, OTHERS_LIMIT).await;
            hub.ask_clocks_for_a_run().await;
            return Ok(Open { hub, own: None });
        }
        let doors = Doors {
            host: self.setup.host,
            port: options.queue_port,
            given_out: self.setup.given_out,
            // On this computer alone nobody listens.
            is_tls: self.setup.is_tls && !self.setup.host.is_loopback(),
        };
        let mut own = Own::start_queue(doors).await?;
        let hub = match Hub::join(&own.address(), owner, ends).await {
            Ok(hub) => hub,
            Err(why) => {
                own.close().await;
                return Err(why);
            }
        };
        if let Err(why) = own.start_processes(owner, ended) {
            hub.close().await;
            own.close().await;
            return Err(why);
        }
        announce(&own.said_to_operators());
        hub.wait_for(PROCESSES, OWN_LIMIT).await;
        hub.ask_clocks_for_a_run().await;
        Ok(Open {
            hub,
            own: Some(Mutex::new(own)),
        })
    }

    /// Ends the runs that go on, with a sentence each. To be called when the server stops.
    pub fn end_runs(&self) {
        // Whoever holds it is just starting a queue, so nothing runs yet.
        if let Ok(open) = self.open.try_lock()
            && let Some(open) = &*open
        {
            open.hub.end_runs();
        }
    }

    /// Ends all of it. Nothing of ours is left in the queue.
    pub async fn close(&self) {
        let Some(open) = self.open.lock().await.take() else {
            return;
        };
        open.hub.close().await;
        if let Some(own) = &open.own {
            own.lock().await.close().await;
        }
    }
}
