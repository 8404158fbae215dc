//! Accepts connections, speaks HTTP/1.1 on them within time limits, and lets them end at a stop.

use super::headers::{self, Dropped, busy};
use super::only_https;
use super::places::{Place, Places};
use super::stall::StallGuard;
use super::unreadable::Outspoken;
use super::watch::{self, Peer, Watched};
use crate::machines::console::complain;
use axum::Router;
use axum::http::Request;
use axum::http::header;
use axum::response::IntoResponse;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch::{Receiver, Sender};
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;

/// How long a request's head may take to arrive, and a TLS handshake; an idle connection ends after it too.
const HEAD_LIMIT: Duration = Duration::from_secs(10);
/// The same for those who are only told that they have too many: they shall not hold a place that others wait for.
const TURNED_AWAY_LIMIT: Duration = Duration::from_secs(1);
/// How long a peer may read nothing while there is something to send.
const STALL_LIMIT: Duration = Duration::from_secs(10);
/// How long open requests may go on after a stop.
const STOP_LIMIT: Duration = Duration::from_secs(2);
/// The most header lines in a request.
const MOST_HEADERS: usize = 64;
/// The most bytes in a request's head; larger ones are refused with 431.
const MOST_HEAD_BYTES: usize = 16 * 1024;
/// The most bytes buffered for a connection.
const MOST_BUFFERED_BYTES: usize = 64 * 1024;

/// What stands behind the address that is listened on.
pub struct House {
    /// Whoever keeps the certificate, if it is spoken over TLS.
    pub tls: Option<TlsAcceptor>,
    /// What answers.
    pub router: Router,
    /// Whether answers go without our headers.
    pub is_plain: bool,
    /// How many connections are held at most.
    pub most: usize,
    /// What is noted of requests, whoever answers them.
    pub watched: Watched,
}

/// How a connection is spoken.
#[derive(Clone)]
struct Manner {
    tls: Option<TlsAcceptor>,
    router: Router,
    /// What answers who speaks plain HTTP where TLS is expected.
    only_https: Router,
    is_plain: bool,
    /// How long it may take to say what is wanted.
    limit: Duration,
}

/// Serves on `listener` until `stop` completes. Then nothing new is accepted, and what is open has two seconds to end.
pub async fn serve(listener: TcpListener, house: House, stop: impl Future<Output = ()>) {
    let ends = Ends::new();
    let places = Places::new(house.most);
    let said = |router| watch::noting(with_headers(router, house.is_plain), house.watched);
    let usual = Manner {
        tls: house.tls,
        router: watch::noting(house.router, house.watched),
        only_https: said(only_https::router()),
        is_plain: house.is_plain,
        limit: HEAD_LIMIT,
    };
    let turned_away = Manner {
        router: said(crowded(places.most_of_one())),
        limit: TURNED_AWAY_LIMIT,
        ..usual.clone()
    };
    let mut stop = pin!(stop);
    loop {
        let (stream, peer, place) = tokio::select! {
            accepted = accept(&listener, &places) => accepted,
            () = &mut stop => break,
        };
        // Small answers must not wait for more to send; a socket that is gone already says so when used.
        let _ = stream.set_nodelay(true);
        let manner = if place.is_beyond {
            watch::refused();
            turned_away.clone()
        } else {
            usual.clone()
        };
        let mut end = ends.of_one();
        tokio::spawn(async move {
            let open = watch::connection();
            if let Some(Some(manner)) = end.unless_stopped(manner.heard(&stream)).await {
                converse(stream, peer, manner, end).await;
            }
            drop((open, place));
        });
    }
    drop(listener);
    ends.come().await;
}

/// How connections end at a stop.
struct Ends {
    graceful: GracefulShutdown,
    /// Gone when a stop has come.
    stopping: Sender<()>,
}

/// The end of one connection. A stop waits until it is gone.
struct End {
    watcher: Watcher,
    stopping: Receiver<()>,
}

impl Ends {
    fn new() -> Self {
        Self {
            graceful: GracefulShutdown::new(),
            stopping: Sender::new(()),
        }
    }

    fn of_one(&self) -> End {
        End {
            watcher: self.graceful.watcher(),
            stopping: self.stopping.subscribe(),
        }
    }

    /// Has all connections end, and waits for it; whether they did in time. Who did not is cut off when the runtime ends.
    async fn come(self) -> bool {
        drop(self.stopping);
        timeout(STOP_LIMIT, self.graceful.shutdown()).await.is_ok()
    }
}

impl End {
    /// Does what comes before any request, unless a stop comes first: nobody has asked for anything yet.
    async fn unless_stopped<T>(&mut self, what: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            done = what => Some(done),
            // Nothing is ever sent: it is over when the sender is gone.
            _ = self.stopping.changed() => None,
        }
    }
}

/// The next connection, once there is a place for it.
async fn accept(listener: &TcpListener, places: &Arc<Places>) -> (TcpStream, Peer, Place) {
    let free = places.free().await;
    loop {
        match listener.accept().await {
            Ok((stream, from)) => {
                let place = places.give(free, from.ip());
                return (stream, Peer(from.ip()), place);
            }
            // Out of files, mostly: trying again at once would only burn the core.
            Err(why) => {
                complain(format_args!("A connection could not be accepted: {why}."));
                sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

/// What tells a client that has taken its share of places.
fn crowded(most: usize) -> Router {
    Router::new().fallback(async move || {
        let sentence = format!(
            "Half of this server's places, {most}, are taken from your address: try again when some are free.\n"
        );
        ([(header::CONNECTION, "close")], busy(sentence)).into_response()
    })
}

fn with_headers(router: Router, is_plain: bool) -> Router {
    if is_plain {
        router
    } else {
        headers::add(router)
    }
}

impl Manner {
    /// How to speak with whoever speaks so: over TLS it begins with a byte that is no letter, so who begins with
    /// a letter speaks plain HTTP, and is told where to go. None for who says nothing at all.
    async fn heard(self, stream: &TcpStream) -> Option<Self> {
        if self.tls.is_none() {
            return Some(self);
        }
        let mut first = [0];
        let heard = timeout(self.limit, stream.peek(&mut first)).await;
        if !matches!(heard, Ok(Ok(1))) {
            return None;
        }
        Some(if first[0].is_ascii_alphabetic() {
            Self {
                tls: None,
                router: self.only_https.clone(),
                ..self
            }
        } else {
            self
        })
    }
}

/// Serves one connection to its end.
async fn converse<S>(stream: S, peer: Peer, manner: Manner, mut end: End)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let stream = StallGuard::new(stream, STALL_LIMIT);
    let Some(acceptor) = manner.tls.clone() else {
        return speak(stream, peer, manner, end).await;
    };
    let shaken = timeout(manner.limit, acceptor.accept(stream));
    if let Some(Ok(Ok(stream))) = end.unless_stopped(shaken).await {
        speak(stream, peer, manner, end).await;
    }
}

async fn speak<S>(stream: S, peer: Peer, manner: Manner, end: End)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let router = TowerToHyperService::new(manner.router);
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(peer);
        let answering = router.call(request);
        async move {
            let Ok(answer) = answering.await;
            match answer.extensions().get::<Dropped>() {
                // The one thing that makes hyper close a connection without a word.
                Some(Dropped) => Err(ClosedOnPurpose),
                None => Ok(answer),
            }
        }
    });
    let stream = Outspoken::new(stream, manner.is_plain);
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(manner.limit)
        .max_headers(MOST_HEADERS)
        .max_header_size(MOST_HEAD_BYTES)
        .max_buf_size(MOST_BUFFERED_BYTES)
        .serve_connection(TokioIo::new(stream), service);
    // Errors here are the peer's doing (gone, too slow, no HTTP) or asked for: nothing to mend.
    let _ = end.watcher.watch(connection).await;
}

/// The error that stands for `drop=` of `/io/slow`.
#[derive(Debug)]
struct ClosedOnPurpose;

impl fmt::Display for ClosedOnPurpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("closed on purpose")
    }
}

impl std::error::Error for ClosedOnPurpose {}

#[cfg(test)]
mod tests {
    //! Over a pipe instead of a socket, and with the runtime's clock under our hand: it goes on only when
    //! nobody has anything left to do, so limits are reached at once and to the millisecond.

    use super::*;
    use crate::server::{slow, tls};
    use axum::routing::get;
    use std::net::Ipv4Addr;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
    use tokio::time::Instant;

    /// The client's end of a connection that holds so many bytes on their way.
    fn connect(ends: &Ends, held: usize) -> DuplexStream {
        let (client, server) = duplex(held);
        let manner = Manner {
            tls: None,
            router: Router::new().route("/io/slow", get(slow::answer)),
            only_https: Router::new(),
            is_plain: false,
            limit: HEAD_LIMIT,
        };
        let peer = Peer(Ipv4Addr::LOCALHOST.into());
        tokio::spawn(converse(server, peer, manner, ends.of_one()));
        client
    }

    async fn send(client: &mut DuplexStream, query: &str) {
        let request = format!("GET /io/slow?{query} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        client.write_all(request.as_bytes()).await.unwrap();
    }

    /// All that still comes until the server closes.
    async fn rest(mut client: DuplexStream) -> Vec<u8> {
        let mut raw = Vec::new();
        client.read_to_end(&mut raw).await.unwrap();
        raw
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_never_finishes_asking_is_cut_at_the_limit() {
        let ends = Ends::new();
        let mut client = connect(&ends, 4_096);
        let began = Instant::now();
        client
            .write_all(b"GET / HTTP/1.1\r\nHost: loc")
            .await
            .unwrap();
        let raw = rest(client).await;
        assert!(!raw.starts_with(b"HTTP/1.1 200"));
        let took = began.elapsed();
        assert!(
            took >= HEAD_LIMIT && took < HEAD_LIMIT + Duration::from_secs(1),
            "{took:?}"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_stops_reading_is_cut_and_a_slow_one_is_not() {
        const BYTES: usize = 8_388_608;
        let ends = Ends::new();
        for (pause, is_cut) in [
            (STALL_LIMIT - Duration::from_secs(1), false),
            (STALL_LIMIT + Duration::from_secs(1), true),
        ] {
            let mut client = connect(&ends, 8_192);
            send(&mut client, &format!("ms=0&bytes={BYTES}")).await;
            sleep(pause).await;
            let raw = rest(client).await;
            assert!(raw.starts_with(b"HTTP/1.1 200"));
            assert_eq!(
                raw.len() < BYTES,
                is_cut,
                "{} bytes after {pause:?}",
                raw.len()
            );
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_stop_waits_for_what_ends_in_time_only() {
        let ends = Ends::new();
        let in_time = STOP_LIMIT - Duration::from_millis(100);
        let mut short = connect(&ends, 4_096);
        send(&mut short, &format!("ms={}", in_time.as_millis())).await;
        let mut long = connect(&ends, 4_096);
        send(&mut long, "ms=30000").await;
        // Both are being answered when the stop comes.
        sleep(Duration::from_millis(1)).await;
        assert!(!ends.come().await, "the long one is still going on");
        assert!(rest(short).await.starts_with(b"HTTP/1.1 200"));
    }

    /// A browser opens connections ahead, and says nothing on them until it needs them.
    #[tokio::test(start_paused = true)]
    async fn who_says_nothing_over_tls_holds_no_stop_up() {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let key = made.signing_key.into();
        let acceptor = tls::acceptor(vec![made.cert.into()], key).unwrap();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let mut silent = TcpStream::connect(address).await.unwrap();
        let mut begun = TcpStream::connect(address).await.unwrap();
        // The first bytes of a handshake.
        begun.write_all(&[0x16, 0x03, 0x01]).await.unwrap();
        let house = House {
            tls: Some(acceptor),
            router: Router::new(),
            is_plain: false,
            most: 8,
            watched: Watched {
                log: false,
                metrics: false,
            },
        };
        let began = Instant::now();
        serve(listener, house, sleep(Duration::from_millis(1))).await;
        assert!(began.elapsed() < STOP_LIMIT / 2, "{:?}", began.elapsed());
        // It was accepted and closed: one that still waits to be accepted is cut.
        assert_eq!(silent.read(&mut [0]).await.unwrap(), 0);
        drop(begun);
    }
}
