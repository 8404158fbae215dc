//! The host's face: the site with the headers it needs, and waits on real sockets under `/io/`.

mod address;
mod connections;
mod encoding;
mod files;
mod headers;
mod limits;
mod oembed;
mod place;
mod site;
mod slow;
mod stall;
mod tls;

use crate::dispatch::Order;
use crate::lesson;
use crate::machines::service::{Machines, ServeOptions, Setup};
use crate::machines::{cli, http};
use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use clap::{Parser, Subcommand};
use oembed::Known;
use place::Place;
use site::Site;
use std::fmt;
use std::io::{self, Write};
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use tokio::net::{TcpListener, TcpSocket};

/// How many connections may wait to be accepted.
const QUEUE: u32 = 4_096;

/// See async wait and parallel work, measured live in your own browser.
#[derive(Debug, Parser)]
#[command(name = "meanwhile", version, arg_required_else_help = true)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves the playground until it is stopped (Ctrl-C).
    Serve(Options),
    #[command(flatten)]
    Machines(cli::Command),
}

/// What `meanwhile serve` can be told.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The port to listen on; 0 picks a free one.
    #[arg(long, default_value_t = 8080)]
    port: u16,

    /// Serve other computers too, a class for instance; ADDR is the address to listen on, by default all.
    #[arg(
        long,
        value_name = "ADDR",
        num_args = 0..=1,
        default_value = "127.0.0.1",
        default_missing_value = "0.0.0.0",
        hide_default_value = true
    )]
    host: IpAddr,

    /// Serve over TLS, so that other computers get shared threads; makes a certificate if none is given.
    #[arg(long)]
    tls: bool,

    /// The certificate chain for --tls, a PEM file.
    #[arg(long, value_name = "FILE", requires = "tls", requires = "key")]
    cert: Option<PathBuf>,

    /// The private key of --cert, a PEM file.
    #[arg(long, value_name = "FILE", requires = "tls", requires = "cert")]
    key: Option<PathBuf>,

    /// Serve this folder instead of the site inside the program.
    #[arg(long, value_name = "DIR")]
    site: Option<PathBuf>,

    /// Serve as a host without any headers would: shows the page without shared memory.
    #[arg(long)]
    plain: bool,

    /// Where others see the site, if another server stands before this one: what oEmbed answers and the page says of it.
    #[arg(long, value_name = "URL")]
    public: Option<Place>,

    #[command(flatten)]
    machines: ServeOptions,
}

/// Why the server could not start; shown as a sentence with the mend.
#[derive(Debug)]
pub enum ServeError {
    /// There is no built site to serve.
    NoSite,
    /// The folder given as `--site` has no `index.html`, or is none.
    NotASite(PathBuf),
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

/// Reads the command line and does what it says; the exit code is 0 after a clean stop.
pub fn main() -> ExitCode {
    let options = match CommandLine::parse().command {
        Command::Serve(options) => options,
        Command::Machines(command) => return cli::main(command, lesson::find_work),
    };
    let outcome = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(ServeError::System)
        .and_then(|runtime| runtime.block_on(serve(options)));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Serves until SIGINT or SIGTERM.
///
/// # Errors
/// When it can't start; once it listens, it ends well.
async fn serve(options: Options) -> Result<(), ServeError> {
    let site = Site::open(options.site.as_deref())?;
    let given_out = address::given_out(options.host);
    let tls = match (&options.cert, &options.key) {
        _ if !options.tls => None,
        (Some(cert), Some(key)) => Some(tls::from_files(cert, key)?),
        _ => Some(tls::self_made(given_out)?),
    };
    let most = limits::connections();
    // Before anybody is told the address, so that a stop right after it is a clean one.
    let stop = stop_asked().map_err(ServeError::System)?;
    let listener = listen(SocketAddr::new(options.host, options.port))?;
    let port = listener.local_addr().map_err(ServeError::System)?.port();
    announce(&address::lines(&options, given_out, port));
    let machines = Machines::new(Setup {
        options: options.machines,
        host: options.host,
        given_out,
        is_tls: options.tls,
        public: options.public.as_ref().map(Place::address),
        find: lesson::find_work,
        allows: is_for_machines,
    });
    let known = Known {
        site: Arc::new(site),
        public: options.public,
        is_tls: options.tls,
    };
    let router = router(known, http::router(Arc::clone(&machines)), options.plain);
    let ending = Arc::clone(&machines);
    let stop = async move {
        stop.await;
        ending.end_runs();
    };
    connections::serve(listener, tls, router, most, stop).await;
    machines.close().await;
    Ok(())
}

/// Whether machines may be asked for that lesson's work. Those that are not listed break on purpose or are for tests.
fn is_for_machines(order: &Order) -> bool {
    let mut listed = lesson::listed();
    cfg!(debug_assertions) || listed.any(|lesson| order.lesson == *lesson.slug)
}

/// Everything that answers; what takes bodies comes apart. `plain` leaves out all headers that a host without any would not send.
fn router(known: Known, taking_bodies: Router, plain: bool) -> Router {
    let site = Arc::clone(&known.site);
    let announced = from_fn_with_state(known.clone(), oembed::announced);
    let router = Router::new().fallback_service(get(files::answer).with_state(site));
    let router = if plain {
        router
    } else {
        router.layer(announced)
    };
    let router = router
        .route("/io/slow", get(slow::answer))
        // Any other host has a file there, by which the page tells that its waits are no server's of ours.
        .route("/io/wait.txt", get(slow::is_here))
        .route("/oembed", get(oembed::answer).with_state(known))
        .layer(from_fn(headers::refuse_bodies))
        .merge(taking_bodies);
    if plain { router } else { headers::add(router) }
}

/// Listens on `address`, with a queue long enough for a burst: from a full one the system drops
/// connections, and the client tries again a second later, which would falsify every wait.
fn listen(address: SocketAddr) -> Result<TcpListener, ServeError> {
    open(address).map_err(|why| match why.kind() {
        io::ErrorKind::AddrInUse => ServeError::PortTaken(address),
        _ => ServeError::Listen(address, why),
    })
}

fn open(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    // So that a restart need not wait for old connections to be forgotten. Elsewhere than on Unix
    // it would share the port with another program instead.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(QUEUE)
}

/// Prints at once; a closed stdout must not stop a server, so its error is nobody's concern.
fn announce(lines: &[String]) {
    let mut out = io::stdout().lock();
    for line in lines {
        let _ = writeln!(out, "{line}");
    }
    let _ = out.flush();
}

/// Completes when the user or the system asks the server to stop.
#[cfg(unix)]
fn stop_asked() -> io::Result<impl Future<Output = ()>> {
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

/// Completes when the user asks the server to stop.
#[cfg(not(unix))]
fn stop_asked() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}
