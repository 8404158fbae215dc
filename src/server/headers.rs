//! What goes around every answer: the headers that allow shared memory, and no request bodies.

use axum::Router;
use axum::body::HttpBody;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
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

/// Puts the headers on all that `router` answers.
pub fn add(router: Router) -> Router {
    HEADERS.into_iter().fold(router, |router, (name, value)| {
        router.layer(SetResponseHeaderLayer::overriding(
            name,
            HeaderValue::from_static(value),
        ))
    })
}

/// Nothing here takes a body, so none is read.
pub async fn refuse_bodies(request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    (
        StatusCode::PAYLOAD_TOO_LARGE,
        [(header::CONNECTION, "close")],
        "This server takes no request bodies.\n",
    )
        .into_response()
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
