//! Whether a request comes from a page of ours, or from no page. Another site's page could otherwise have this computer
//! work for it: it can't read the answers, but it can send.

use axum::http::uri::Authority;
use axum::http::{HeaderMap, Uri, header};
use std::net::IpAddr;

const FOREIGN: &str = "Only pages of this server may use its machines.";
const BY_NAME: &str = "This server answers for its machines by the name localhost or the address that it printed; behind another server, say where it is with --public.";

/// Checks what browsers say of where a request comes from.
///
/// # Errors
/// A sentence, when it comes from elsewhere.
pub fn check(
    headers: &HeaderMap,
    public: Option<&str>,
    is_alone: bool,
) -> Result<(), &'static str> {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let public = public.and_then(|public| public.parse::<Uri>().ok());
    let public = public.as_ref();
    let host = text(header::HOST).and_then(|host| host.parse::<Authority>().ok());
    let host = host.ok_or(BY_NAME)?;
    // A name that somebody else has pointed at this computer would make their page one of ours.
    let is_public = public.and_then(Uri::host) == Some(host.host());
    if is_alone && !is_local(host.host()) && !is_public {
        return Err(BY_NAME);
    }
    match text(header::HeaderName::from_static("sec-fetch-site")) {
        None | Some("same-origin" | "none") => {}
        Some(_) => return Err(FOREIGN),
    }
    let Some(origin) = text(header::ORIGIN) else {
        return Ok(());
    };
    let origin = origin.parse::<Uri>().map_err(|_| FOREIGN)?;
    let is_ours =
        |place: &Uri| place.scheme() == origin.scheme() && authority(place) == authority(&origin);
    let is_asked = origin.authority().is_some_and(|origin| {
        origin.host().eq_ignore_ascii_case(host.host()) && origin.port_u16() == host.port_u16()
    });
    let is_plain = origin.path() == "/" && !origin.to_string().contains(['@', '?']);
    let is_web = matches!(origin.scheme_str(), Some("http" | "https")) && is_plain;
    if is_web && (is_asked || public.is_some_and(is_ours)) {
        Ok(())
    } else {
        Err(FOREIGN)
    }
}

fn authority(place: &Uri) -> Option<(String, Option<u16>)> {
    let authority = place.authority()?;
    Some((authority.host().to_ascii_lowercase(), authority.port_u16()))
}

/// Whether a host is this computer itself, whoever asks.
fn is_local(host: &str) -> bool {
    let plain = host.trim_start_matches('[').trim_end_matches(']');
    let host = plain.to_ascii_lowercase();
    host == "localhost"
        || host.ends_with(".localhost")
        || plain.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderName, HeaderValue};
    use proptest::prelude::*;

    fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
        let lines = lines.iter().map(|&(name, value)| {
            let value = HeaderValue::from_str(value).unwrap();
            (HeaderName::from_static(name), value)
        });
        lines.collect()
    }

    fn is_let_in(lines: &[(&'static str, &str)]) -> bool {
        check(
            &headers(lines),
            Some("https://lab.example/meanwhile/"),
            true,
        )
        .is_ok()
    }

    #[test]
    fn pages_of_ours_and_programs_are_let_in() {
        for lines in [
            &[("host", "127.0.0.1:8080")][..],
            &[
                ("host", "localhost:8080"),
                ("origin", "http://localhost:8080"),
                ("sec-fetch-site", "same-origin"),
            ],
            &[("host", "[::1]:8080"), ("origin", "http://[::1]:8080")],
            &[("host", "localhost"), ("sec-fetch-site", "none")],
            &[
                ("host", "lab.example"),
                ("origin", "https://lab.example"),
                ("sec-fetch-site", "same-origin"),
            ],
            &[
                ("host", "127.0.0.1:8080"),
                ("origin", "https://lab.example"),
            ],
        ] {
            assert!(is_let_in(lines), "{lines:?}");
        }
    }

    #[test]
    fn other_sites_are_not() {
        for lines in [
            &[
                ("host", "localhost:8080"),
                ("origin", "http://evil.example"),
            ][..],
            &[
                ("host", "localhost:8080"),
                ("origin", "http://localhost:8081"),
            ],
            &[("host", "localhost:8080"), ("origin", "null")],
            &[
                ("host", "localhost:8080"),
                ("origin", "file://localhost:8080"),
            ],
            &[("host", "localhost:8080"), ("sec-fetch-site", "cross-site")],
            &[("host", "localhost:8080"), ("sec-fetch-site", "same-site")],
            &[("host", "localhost:8080"), ("origin", "http://lab.example")],
            // A name of somebody else's that leads here.
            &[
                ("host", "evil.example:8080"),
                ("origin", "http://evil.example:8080"),
                ("sec-fetch-site", "same-origin"),
            ],
            &[("origin", "http://localhost:8080")],
        ] {
            assert!(!is_let_in(lines), "{lines:?}");
        }
        // A class reaches the server by a name that only its network knows.
        let class = headers(&[("host", "lab-7:8080"), ("origin", "http://lab-7:8080")]);
        assert_eq!(check(&class, None, false), Ok(()));
    }

    proptest! {
        #[test]
        fn no_other_origin_is_let_in(
            origin in "(https?|file|ftp)://([a-z]@)?(localhost|127\\.0\\.0\\.1|evil)(:[1-9]{1,2})?(/[a-z]?)?|[a-z:/.0-9\\[\\]@-]{0,24}",
            host in "(localhost|127\\.0\\.0\\.1)(:[1-9]{1,2})?"
        ) {
            let lines = headers(&[("host", &host), ("origin", &origin)]);
            let own = [format!("http://{host}"), format!("https://{host}")];
            let is_own = own.iter().any(|own| origin.trim_end_matches('/') == *own);
            prop_assert_eq!(check(&lines, None, true).is_ok(), is_own);
        }
    }
}
