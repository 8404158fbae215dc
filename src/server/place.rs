//! Where the site is, as others see it: what `--public` says, or else the name by which it was asked.
//!
//! `X-Forwarded-*` is not read: whoever asks may write anything there. An operator whose server stands behind another
//! one says once where it is.

use super::base::Base;
use axum::http::Uri;
use axum::http::uri::{Authority, PathAndQuery};
use std::str::FromStr;

/// An address that ends in `/`, below which the site's files are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    scheme: String,
    authority: String,
    path: String,
}

impl Place {
    /// The place by the name in a request's Host, below that path; none where that is no name.
    pub fn of_host(host: &str, base: &Base, is_tls: bool) -> Option<Self> {
        let authority = Authority::from_str(host).ok()?;
        let scheme = if is_tls { "https" } else { "http" };
        Some(Self {
            scheme: scheme.into(),
            authority: plain(scheme, &authority)?,
            path: base.to_string(),
        })
    }

    /// The same place over TLS or not, as that address has it.
    pub fn reached_as(self, address: &Uri) -> Self {
        let is_web = address.scheme_str().filter(|scheme| is_web(scheme));
        Self {
            scheme: is_web.map_or(self.scheme, str::to_owned),
            ..self
        }
    }

    /// Whether that is the address of the page.
    pub fn has_page(&self, address: &Uri) -> bool {
        let own = address.scheme_str().zip(address.authority());
        let is_here = own.is_some_and(|(scheme, authority)| {
            scheme == self.scheme && plain(scheme, authority).as_ref() == Some(&self.authority)
        });
        let below = address.path().strip_prefix(&self.path);
        // Without any path the address is that of the folder, too.
        is_here && matches!(below, Some("" | "index.html"))
    }

    /// The address.
    pub fn address(&self) -> String {
        format!("{}://{}{}", self.scheme, self.authority, self.path)
    }
}

impl FromStr for Place {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "it is an address such as https://example.org/meanwhile/".to_owned();
        let address: Uri = text.parse().map_err(|_| wrong())?;
        let scheme = address.scheme_str().filter(|scheme| is_web(scheme));
        let scheme = scheme.ok_or_else(wrong)?.to_owned();
        let authority = address.authority();
        let authority = authority.and_then(|authority| plain(&scheme, authority));
        if address.query().is_some() || text.contains('#') {
            return Err(wrong());
        }
        let path = address
            .path_and_query()
            .map_or("/", PathAndQuery::path)
            .trim_end_matches('/');
        Ok(Self {
            authority: authority.ok_or_else(wrong)?,
            scheme,
            path: format!("{path}/"),
        })
    }
}

fn is_web(scheme: &str) -> bool {
    matches!(scheme, "http" | "https")
}

/// The name in small letters, and its port unless that goes without saying; none if somebody's name stands before it, for
/// then a reader may take that for the host.
fn plain(scheme: &str, authority: &Authority) -> Option<String> {
    if authority.as_str().contains('@') {
        return None;
    }
    let usual = if scheme == "https" { 443 } else { 80 };
    let name = authority.host().to_ascii_lowercase();
    match authority.port_u16().filter(|port| *port != usual) {
        Some(port) => Some(format!("{name}:{port}")),
        None => Some(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_and_written() {
        for (text, expected) in [
            ("https://Example.org", "https://example.org/"),
            ("https://example.org:443/lab", "https://example.org/lab/"),
            ("http://[::1]:8080/", "http://[::1]:8080/"),
            (
                "http://example.org:443/a/b//",
                "http://example.org:443/a/b/",
            ),
        ] {
            let place = text.parse::<Place>().unwrap();
            assert_eq!(place.address(), expected, "{text}");
        }
        for wrong in [
            "",
            "example.org",
            "ftp://example.org/",
            "https://a@example.org/",
            "https://example.org/?x",
            "https://example.org/#x",
            "https:///x",
        ] {
            assert!(wrong.parse::<Place>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn only_the_page_of_the_place_is_there() {
        let place: Place = "https://example.org/lab/".parse().unwrap();
        for (address, is_there) in [
            ("https://example.org/lab/?example=x", true),
            ("https://EXAMPLE.org:443/lab/index.html", true),
            ("http://example.org/lab/", false),
            ("https://example.org/lab", false),
            ("https://example.org/", false),
            ("https://example.org/lab/../", false),
            ("https://example.org/lab/embed.js", false),
            ("https://example.org.evil.test/lab/", false),
            ("https://example.org@evil.test/lab/", false),
            ("https://evil.test@example.org/lab/", false),
            ("https://example.org:8443/lab/", false),
            ("/lab/", false),
        ] {
            let uri: Uri = address.parse().unwrap();
            assert_eq!(place.has_page(&uri), is_there, "{address}");
        }
    }

    #[test]
    fn a_host_that_is_no_name_is_no_place() {
        let base: Base = "/lab".parse().unwrap();
        let of = |host| Place::of_host(host, &base, false).map(|place| place.address());
        assert_eq!(
            of("Localhost:8080").as_deref(),
            Some("http://localhost:8080/lab/")
        );
        assert_eq!(of("[::1]:80").as_deref(), Some("http://[::1]/lab/"));
        for wrong in ["", "a b", "a/b", "a>b", "me@here", "a\"b"] {
            assert_eq!(of(wrong), None, "{wrong}");
        }
    }
}
