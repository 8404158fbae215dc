//! The host's face: the site with the headers it needs, and waits on real sockets under `/io/`.

mod address;
mod base;
mod certificate;
mod connections;
mod encoding;
mod error;
mod files;
mod headers;
mod limits;
mod oembed;
mod only_https;
mod place;
mod places;
mod plain_file;
mod site;
mod slow;
mod stall;
mod tls;
mod twin;
mod unreadable;
mod watch;

use crate::dispatch::order::Order;
use crate::lesson;
use crate::machines::console::{announce, complain, stop_asked};
use crate::machines::service::{Machines, ServeOptions, Setup};
use crate::machines::{cli, http};
use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use base::Base;
use clap::{Parser, Subcommand};
use connections::House;
use error::ServeError;
use oembed::Known;
use place::Place;
use site::Site;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use tokio::net::{TcpListener, TcpSocket};
use tokio_rustls::TlsAcceptor;
use watch::Watched;

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
        hide_default_value = true,
        value_parser = address::read_host
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

    /// Serve the site below this path, for a server before this one that passes addresses on as they are.
    #[arg(
        long,
        value_name = "PATH",
        default_value = "/",
        hide_default_value = true
    )]
    base: Base,

    /// Only say what is wrong with the other options, if anything: `./x` asks before it builds the site.
    #[arg(long, hide = true)]
    check: bool,

    #[command(flatten)]
    watched: Watched,

    #[command(flatten)]
    machines: ServeOptions,
}

/// Threads for what may stand still: looking names up is done there, too.
const MOST_BLOCKING: usize = site::MOST_READERS + 8;

/// Reads the command line and does what it says; the exit code is 0 after a clean stop.
pub fn main() -> ExitCode {
    let options = match CommandLine::parse().command {
        Command::Serve(options) => options,
        Command::Machines(command) => return cli::main(command, lesson::find_work),
    };
    match run(options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(error);
            ExitCode::FAILURE
        }
    }
}

fn run(options: Options) -> Result<(), ServeError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(MOST_BLOCKING)
        .build()
        .map_err(ServeError::System)?;
    let outcome = runtime.block_on(serve(options));
    // A thread that stands still, at a file on a disk that is gone, would be waited for for ever.
    runtime.shutdown_background();
    outcome
}

/// Serves until SIGINT or SIGTERM.
///
/// # Errors
/// When it can't start; once it listens, it ends well.
async fn serve(options: Options) -> Result<(), ServeError> {
    if options.check {
        return check(&options);
    }
    let site = Site::open(options.site.as_deref())?;
    let given_out = address::given_out(options.host);
    let (tls, certificate) = acceptor(&options, given_out)?.unzip();
    let most = limits::connections();
    // Before anybody is told the address, so that a stop right after it is a clean one.
    let stop = stop_asked().map_err(ServeError::System)?;
    let listener = listen(SocketAddr::new(options.host, options.port))?;
    let port = listener.local_addr().map_err(ServeError::System)?.port();
    let mut lines = address::lines(&options, given_out, port);
    lines.extend(certificate.flatten());
    let (is_plain, watched) = (options.plain, options.watched);
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
        base: options.base.clone(),
        is_tls: options.tls,
    };
    let beside = Beside {
        machines: http::router(Arc::clone(&machines)),
        watch: watch::begin(watched).map_err(ServeError::System)?,
    };
    let router = router(known, beside, is_plain);
    announce(&lines);
    let house = House {
        tls,
        router,
        is_plain,
        most,
        watched,
    };
    let ending = Arc::clone(&machines);
    let stop = async move {
        stop.await;
        ending.end_runs();
    };
    connections::serve(listener, house, stop).await;
    machines.close().await;
    Ok(())
}

/// What would keep these options from being served, but for the site, unless they name one: it may not be built yet.
fn check(options: &Options) -> Result<(), ServeError> {
    if options.site.is_some() {
        Site::open(options.site.as_deref())?;
    }
    // A certificate of our own is made when it is wanted.
    if let (Some(cert), Some(key)) = (&options.cert, &options.key) {
        tls::from_files(cert, key)?;
    }
    listen(SocketAddr::new(options.host, options.port)).map(drop)
}

/// What speaks TLS, if that is asked for, and what there is to say of its certificate.
fn acceptor(
    options: &Options,
    given_out: Option<IpAddr>,
) -> Result<Option<(TlsAcceptor, Option<String>)>, ServeError> {
    Ok(match (&options.cert, &options.key) {
        _ if !options.tls => None,
        (Some(cert), Some(key)) => Some((tls::from_files(cert, key)?, None)),
        _ => {
            let (acceptor, said) = certificate::self_made(given_out)?;
            Some((acceptor, Some(said)))
        }
    })
}

/// Whether machines may be asked for that lesson's work. Those that are not listed break on purpose or are for tests.
fn is_for_machines(order: &Order) -> bool {
    let mut listed = lesson::listed();
    cfg!(debug_assertions) || listed.any(|lesson| order.lesson == *lesson.slug)
}

/// What stands beside the site.
struct Beside {
    /// What pages ask of other machines; it takes bodies.
    machines: Router,
    /// What is asked of the server, and not of the site, and so is below no base.
    watch: Router,
}

/// Everything that answers. `plain` leaves out all headers that a host without any would not send.
fn router(known: Known, beside: Beside, plain: bool) -> Router {
    let site = Arc::clone(&known.site);
    let base = known.base.clone();
    let announced = from_fn_with_state(known.clone(), oembed::announced);
    let router =
        Router::new().fallback_service(get(files::answer).fallback(http::not_so).with_state(site));
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
        .method_not_allowed_fallback(http::not_so)
        .layer(from_fn(headers::refuse_bodies))
        .merge(beside.machines);
    let watch = beside.watch.method_not_allowed_fallback(http::not_so);
    let router = base.around(router).merge(watch);
    let router = router.layer(from_fn(headers::refuse_nameless));
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
