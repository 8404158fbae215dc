//! Accepts connections, speaks HTTP/1.1 on them within time limits, and lets them end at a stop.

use super::slow::Dropped;
use super::stall::StallGuard;
use axum::Router;
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
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;

/// How long a request's head may take to arrive; an idle connection ends after it too.
const HEAD_LIMIT: Duration = Duration::from_secs(10);
/// How long a TLS handshake may take.
const HANDSHAKE_LIMIT: Duration = Duration::from_secs(10);
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

/// Serves `router` on `listener` until `stop` completes, holding `most` connections at most. Then
/// nothing new is accepted, and what is open has two seconds to end.
pub async fn serve(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    router: Router,
    most: usize,
    stop: impl Future<Output = ()>,
) {
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(most));
    let mut stop = pin!(stop);
    loop {
        let (stream, place) = tokio::select! {
            accepted = accept(&listener, &places) => accepted,
            () = &mut stop => break,
        };
        let connection = converse(stream, tls.clone(), router.clone(), graceful.watcher());
        tokio::spawn(async move {
            connection.await;
            drop(place);
        });
    }
    drop(listener);
    // Whoever is not done by now is cut off when the runtime ends.
    let _ = timeout(STOP_LIMIT, graceful.shutdown()).await;
}

/// The next connection, once there is a place for it.
async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> (TcpStream, Option<OwnedSemaphorePermit>) {
    // The semaphore is never closed, so there always is a permit.
    let place = Arc::clone(places).acquire_owned().await.ok();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return (stream, place),
            // Out of files, mostly: trying again at once would only burn the core.
            Err(why) => {
                eprintln!("A connection could not be accepted: {why}.");
                sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

/// Serves one connection to its end, over TLS if asked.
async fn converse(stream: TcpStream, tls: Option<TlsAcceptor>, router: Router, watcher: Watcher) {
    // Small answers must not wait for more to send; a socket that is gone already says so below.
    let _ = stream.set_nodelay(true);
    let stream = StallGuard::new(stream, STALL_LIMIT);
    let Some(acceptor) = tls else {
        return speak(stream, router, watcher).await;
    };
    if let Ok(Ok(stream)) = timeout(HANDSHAKE_LIMIT, acceptor.accept(stream)).await {
        speak(stream, router, watcher).await;
    }
}

async fn speak<S>(stream: S, router: Router, watcher: Watcher)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let router = TowerToHyperService::new(router);
    let service = service_fn(move |request| {
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
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_LIMIT)
        .max_headers(MOST_HEADERS)
        .max_header_size(MOST_HEAD_BYTES)
        .max_buf_size(MOST_BUFFERED_BYTES)
        .serve_connection(TokioIo::new(stream), service);
    // Errors here are the peer's doing (gone, too slow, no HTTP) or asked for: nothing to mend.
    let _ = watcher.watch(connection).await;
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
