//! Plain HTTP where only TLS is spoken: said in a sentence, with the address where it goes on.

use super::base::Base;
use super::place::Place;
use axum::Router;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use std::str::FromStr;

/// What answers there, whatever is asked.
pub fn router() -> Router {
    Router::new().fallback(answer)
}

async fn answer(uri: Uri, headers: HeaderMap) -> Response {
    let close = (header::CONNECTION, "close");
    let host = headers
        .get(header::HOST)
        .and_then(|host| with_port(host.to_str().ok()?));
    let Some(place) = host.and_then(|host| Place::of_host(&host, &Base::default(), true)) else {
        let sentence = "This server speaks https only, and this request does not say by which name it is known.\n";
        return (StatusCode::BAD_REQUEST, [close], sentence).into_response();
    };
    let asked = uri.path_and_query().map_or("/", |asked| asked.as_str());
    let address = [
        place.address().trim_end_matches('/'),
        "/",
        asked.trim_start_matches('/'),
    ]
    .concat();
    let sentence = format!("This server speaks https only: {address}\n");
    // Not for ever: without --tls, this port speaks HTTP again.
    let headers = [close, (header::LOCATION, &address)];
    (StatusCode::TEMPORARY_REDIRECT, headers, sentence).into_response()
}

/// Host with its port: without one it means HTTP's, and without one in an address of https that would be another.
fn with_port(host: &str) -> Option<String> {
    let host = host.trim_end_matches(':');
    let authority = Authority::from_str(host).ok()?;
    Some(match authority.port() {
        Some(_) => host.to_owned(),
        None => format!("{host}:80"),
    })
}
