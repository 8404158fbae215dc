//! What goes around every answer: the headers that allow shared memory, and what is refused whatever is asked for.

use axum::Router;
use axum::body::HttpBody;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, Version, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tower_http::set_header::SetResponseHeaderLayer;

/// What a page of ours may load. `blob:` is where the pool's workers start from, and they fetch
/// themselves to be able to; inline styles are set by Yew and by the editor.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; \
    script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; connect-src 'self' blob:; \
    img-src 'self' blob: data:; style-src 'self' 'unsafe-inline'; font-src 'self'; \
    manifest-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *";

/// On every answer. The first two isolate a page of our own; Document-Isolation-Policy does it for
/// a frame in somebody else's (Chromium); CORP lets isolated hosts embed us.
const HEADERS: [(HeaderName, &str); 7] = [
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-embedder-policy"),
        "require-corp",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "cross-origin",
    ),
    (
        HeaderName::from_static("document-isolation-policy"),
        "isolate-and-credentialless",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
];

/// On an answer: close the connection instead of sending it.
#[derive(Debug, Clone, Copy)]
pub struct Dropped;

/// Puts the headers on all that `router` answers.
pub fn add(router: Router) -> Router {
    HEADERS.into_iter().fold(router, |router, (name, value)| {
        router.layer(SetResponseHeaderLayer::overriding(
            name,
            HeaderValue::from_static(value),
        ))
    })
}

/// The same as lines of an answer's head, for what is answered before a router sees it.
pub fn lines() -> String {
    let line = |(name, value): &(HeaderName, &str)| format!("{name}: {value}\r\n");
    HEADERS.iter().map(line).collect()
}

/// Not now, but in a second perhaps; and why.
pub fn busy(sentence: impl Into<String>) -> Response {
    let later = [(header::RETRY_AFTER, "1")];
    (StatusCode::SERVICE_UNAVAILABLE, later, sentence.into()).into_response()
}

/// Refuses requests that do not say whom they are for, or say it twice, so that no proxy before us and we take them for
/// different ones (RFC 9112, section 3.2).
pub async fn refuse_nameless(request: Request, next: Next) -> Response {
    let hosts = request.headers().get_all(header::HOST).iter().count();
    let is_old = request.version() < Version::HTTP_11;
    if hosts > 1 || hosts == 0 && !is_old {
        return closing(
            StatusCode::BAD_REQUEST,
            "A request must have one Host, and no more.\n",
        );
    }
    next.run(request).await
}

/// Files and waits take no body, so none is read: who sends one to be kept is told by the router that this is not done
/// here.
pub async fn refuse_bodies(request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return closing(
            StatusCode::PAYLOAD_TOO_LARGE,
            "This server takes no request bodies.\n",
        );
    }
    let mut answer = next.run(request).await;
    // What was not read stands before the next request.
    let close = HeaderValue::from_static("close");
    answer.headers_mut().insert(header::CONNECTION, close);
    answer
}

fn closing(status: StatusCode, sentence: &'static str) -> Response {
    (status, [(header::CONNECTION, "close")], sentence).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_for_other_hosts_say_the_same() {
        for (file, text) in [
            ("_headers", include_str!("../../www/hosts/_headers")),
            ("htaccess", include_str!("../../www/hosts/htaccess")),
            ("vercel.json", include_str!("../../www/hosts/vercel.json")),
        ] {
            let text = text.to_lowercase();
            for (name, value) in &HEADERS {
                let value = value.to_lowercase();
                let forms = [
                    format!("{name}: {value}\n"),
                    format!("header always set {name} \"{value}\"\n"),
                    format!("\"key\": \"{name}\",\n          \"value\": \"{value}\"\n"),
                ];
                assert!(
                    forms.iter().any(|form| text.contains(form)),
                    "{file}: {name}"
                );
            }
        }
    }
}
