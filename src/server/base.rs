//! `--base`: the site below a path of its own, for another server before this one that passes addresses on as they are.

use axum::Router;
use axum::extract::{Request, State};
use axum::http::uri::PathAndQuery;
use axum::http::{StatusCode, Uri, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use std::fmt;
use std::str::FromStr;

/// The path of the site's folder as it stands in addresses: begins and ends with `/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base(String);

/// What an address is for a site below a base.
#[derive(Debug, PartialEq, Eq)]
enum Below {
    /// In the site; without the base.
    Is(PathAndQuery),
    /// The folder without its last `/`, where relative addresses would be wrong: the one with it.
    Folder(String),
    /// Somebody else's.
    No,
}

impl Base {
    /// Has `router` answer below the base, and nothing elsewhere.
    pub fn around(self, router: Router) -> Router {
        if self.0 == "/" {
            return router;
        }
        // A layer on `router` itself would see addresses only after they were routed.
        let whole = Router::new().fallback_service(router);
        whole.layer(from_fn_with_state(self, pass_on))
    }

    fn below(&self, address: &Uri) -> Below {
        let address = address.path_and_query().map_or("/", PathAndQuery::as_str);
        let folder = self.0.trim_end_matches('/');
        match address.strip_prefix(folder) {
            Some("") => Below::Folder(self.0.clone()),
            Some(query) if query.starts_with('?') => Below::Folder(format!("{self}{query}")),
            Some(rest) if rest.starts_with('/') => rest.parse().map_or(Below::No, Below::Is),
            _ => Below::No,
        }
    }
}

impl Default for Base {
    fn default() -> Self {
        Self("/".into())
    }
}

impl fmt::Display for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Base {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "it is a path such as /tools/meanwhile/".to_owned();
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
        let is_name = |part: &str| !matches!(part, "" | "." | "..") && part.chars().all(is_plain);
        if text == "/" {
            return Ok(Self(text.into()));
        }
        let inner = text.strip_prefix('/').ok_or_else(wrong)?;
        let inner = inner.strip_suffix('/').unwrap_or(inner);
        if inner.split('/').all(is_name) {
            Ok(Self(format!("/{inner}/")))
        } else {
            Err(wrong())
        }
    }
}

async fn pass_on(State(base): State<Base>, mut request: Request, next: Next) -> Response {
    match base.below(request.uri()) {
        Below::Is(rest) => {
            *request.uri_mut() = rest.into();
            next.run(request).await
        }
        Below::Folder(address) => (
            StatusCode::PERMANENT_REDIRECT,
            [(header::LOCATION, address)],
        )
            .into_response(),
        Below::No => {
            let sentence = format!("There is nothing at this address: the site is below {base}\n");
            (StatusCode::NOT_FOUND, sentence).into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_is_a_plain_path() {
        for (text, expected) in [
            ("/", "/"),
            ("/lab", "/lab/"),
            ("/tools/meanwhile/", "/tools/meanwhile/"),
            ("/~me/a-b_c.d", "/~me/a-b_c.d/"),
        ] {
            assert_eq!(text.parse::<Base>().unwrap().to_string(), expected);
        }
        for wrong in [
            "",
            "lab",
            "lab/",
            "//",
            "//lab",
            "/lab//",
            "/a//b",
            "/..",
            "/a/../b/",
            "/./",
            "/a b",
            "/a%20b",
            "/a?b",
            "/a#b",
            "/ä",
            "/a\nb",
            "https://example.org/lab/",
        ] {
            assert!(wrong.parse::<Base>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn addresses_below_a_base_lose_it() {
        let is = |rest: &str| Below::Is(rest.parse().unwrap());
        let folder = |address: &str| Below::Folder(address.into());
        for (base, address, expected) in [
            ("/lab/", "/lab/", is("/")),
            ("/lab/", "/lab/?example=x", is("/?example=x")),
            (
                "/lab/",
                "/lab/io/slow?ms=1&x=/lab/",
                is("/io/slow?ms=1&x=/lab/"),
            ),
            ("/lab/", "/lab/lab/", is("/lab/")),
            ("/lab/", "/lab/../", is("/../")),
            ("/lab/", "/lab//lab/", is("//lab/")),
            ("/lab/", "http://other/lab/a.js", is("/a.js")),
            ("/lab/", "/lab", folder("/lab/")),
            ("/lab/", "/lab?example=x", folder("/lab/?example=x")),
            ("/lab/", "/", Below::No),
            ("/lab/", "/index.html", Below::No),
            ("/lab/", "/laboratory/", Below::No),
            ("/lab/", "/LAB/", Below::No),
            ("/lab/", "//lab/", Below::No),
            ("/lab/", "/%6cab/", Below::No),
            ("/lab/", "*", Below::No),
            ("/a/b/", "/a/b/c", is("/c")),
            ("/a/b/", "/a/", Below::No),
        ] {
            let base: Base = base.parse().unwrap();
            assert_eq!(base.below(&address.parse().unwrap()), expected, "{address}");
        }
    }
}
