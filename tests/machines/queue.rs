//! A nats-server of a test's own, which may be killed and started again, and a look into its queue.

use crate::shared::free_port;
use crate::support::{Folder, PATIENCE, Running, wait_until};
use async_nats::jetstream::{self, Context, stream};
use meanwhile::machines::names;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use tokio::runtime::Runtime;

const TOKEN: &str = "a-token-of-tests";

/// The program; a test that lacks it fails, for it shows nothing otherwise.
fn nats_server() -> &'static Path {
    static FOUND: OnceLock<PathBuf> = OnceLock::new();
    FOUND.get_or_init(|| {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let besides = ["/usr/sbin", "/usr/local/sbin"].map(PathBuf::from);
        let mut places = std::env::split_paths(&path).chain(besides);
        let program = places
            .find_map(|folder| Some(folder.join("nats-server")).filter(|file| file.is_file()));
        program.expect(
            "These tests want nats-server: `./x test` sets it up, or: apt-get install nats-server",
        )
    })
}

/// A queue.
pub struct Nats {
    folder: Folder,
    host: String,
    port: u16,
    running: Option<Running>,
}

impl Nats {
    pub fn start() -> Self {
        Self::listen("127.0.0.1", free_port(), true)
    }

    /// One that asks for no token.
    pub fn open_to_all() -> Self {
        Self::listen("127.0.0.1", free_port(), false)
    }

    /// One that listens there.
    pub fn listen(host: &str, port: u16, asks: bool) -> Self {
        let folder = Folder::new();
        let authorization = if asks {
            format!("authorization {{ token: \"{TOKEN}\" }}\n")
        } else {
            String::new()
        };
        let config = format!(
            "host: \"{host}\"\nport: {port}\nmax_payload: 4MB\n{authorization}\
             jetstream {{ store_dir: \"{0}/store\", max_memory_store: 64MB }}\nlog_file: \"{0}/log\"\n",
            folder.0.display()
        );
        folder.write("queue.conf", &config);
        folder.write("token", TOKEN);
        let mut nats = Self {
            folder,
            host: host.into(),
            port,
            running: None,
        };
        nats.start_again();
        nats
    }

    fn start_again(&mut self) {
        let child = Command::new(nats_server())
            .arg("--config")
            .arg(self.folder.0.join("queue.conf"))
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        self.running = Some(Running(child));
        let place = (self.host.clone(), self.port);
        wait_until("nats-server listens", || {
            TcpStream::connect(place.clone()).is_ok()
        });
    }

    /// Kills it, with all that it had in memory, and starts it anew.
    pub fn restart(&mut self) {
        // Dropping it kills it.
        self.running = None;
        self.start_again();
    }

    pub fn url(&self) -> String {
        format!("nats://{}:{}", self.host, self.port)
    }

    pub fn token_file(&self) -> PathBuf {
        self.folder.0.join("token")
    }

    /// Somebody of the test's own at the queue.
    pub fn visit(&self) -> Visitor {
        let runtime = Runtime::new().unwrap();
        let options = async_nats::ConnectOptions::new().token(TOKEN.into());
        let client = runtime.block_on(options.connect(self.url())).unwrap();
        let jetstream = runtime.block_on(async { jetstream::new(client.clone()) });
        Visitor {
            jetstream,
            client,
            runtime,
        }
    }
}

/// Somebody who looks at a queue, or plays a machine that misbehaves.
pub struct Visitor {
    pub runtime: Runtime,
    pub client: async_nats::Client,
    pub jetstream: Context,
}

impl Visitor {
    /// How many chunks there are that nobody acknowledged.
    pub fn chunks(&self) -> u64 {
        self.runtime.block_on(async {
            let stream = self
                .jetstream
                .get_stream(names::stream(names::build()))
                .await;
            match stream {
                Ok(mut stream) => stream.info().await.unwrap().state.messages,
                Err(_) => 0,
            }
        })
    }

    /// Waits until nothing is left.
    pub fn wait_until_empty(&self) {
        wait_until("the queue is empty", || self.chunks() == 0);
    }

    /// Makes the queue as an operator would who has little room.
    pub fn make_small_queue(&self, most: i64) {
        let config = stream::Config {
            name: names::stream(names::build()),
            subjects: vec![names::all_chunks(names::build())],
            retention: stream::RetentionPolicy::WorkQueue,
            storage: stream::StorageType::Memory,
            discard: stream::DiscardPolicy::New,
            max_messages: most,
            ..Default::default()
        };
        self.runtime
            .block_on(self.jetstream.create_stream(config))
            .unwrap();
    }

    pub fn publish(&self, subject: String, payload: Vec<u8>) {
        self.runtime.block_on(async {
            self.client.publish(subject, payload.into()).await.unwrap();
            self.client.flush().await.unwrap();
        });
    }

    /// Awaits something, but not for ever.
    pub fn wait<T>(&self, what: impl Future<Output = T>) -> T {
        let limited = async { tokio::time::timeout(PATIENCE, what).await };
        self.runtime.block_on(limited).expect("it came about")
    }
}
