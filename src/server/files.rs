//! Answers with files of the site: compressed where the browser can, and not again when it has them.

use super::encoding::{self, Encoding};
use super::headers::busy;
use super::plain_file::Lack;
use super::site::{self, Kept, Site};
use super::slow;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// For files whose address changes with their content: keep them, for a year, without asking.
const KEEP: &str = "public, max-age=31536000, immutable";
/// For all others: keep them, but ask whether they are still right.
const ASK: &str = "no-cache";
/// How many hexadecimal digits `./x` puts into the name of a build's folder.
const HASH_DIGITS: usize = 16;

/// A file as it will be sent.
struct Found {
    path: String,
    encoding: Encoding,
    bytes: Bytes,
    /// None where nobody may keep it.
    etag: Option<Arc<str>>,
}

/// Answers with the file that the address names.
pub async fn answer(State(site): State<Arc<Site>>, uri: Uri, headers: HeaderMap) -> Response {
    let Some(path) = site::file_path(uri.path()) else {
        return lacking(Lack::Missing);
    };
    let is_kept_back = uri.query().is_some() && is_of_lesson(&path);
    let liked = encoding::by_preference(&list(&headers, header::ACCEPT_ENCODING));
    let (encoding, Kept { bytes, etag }) = match site.find(path.clone(), &liked).await {
        Ok(found) => found,
        Err(lack) => return lacking(lack),
    };
    let found = Found {
        path,
        encoding,
        bytes,
        etag: (!is_kept_back).then_some(etag),
    };
    if is_kept_back {
        slow::kept_back(&uri, found.into_response("")).await
    } else {
        found.into_response(&list(&headers, header::IF_NONE_MATCH))
    }
}

/// Why there is no file, as a status and a sentence.
fn lacking(lack: Lack) -> Response {
    let (status, sentence) = match lack {
        Lack::Missing => (StatusCode::NOT_FOUND, "There is nothing at this address.\n"),
        Lack::Forbidden => (
            StatusCode::FORBIDDEN,
            "The system does not let this server read what is at this address.\n",
        ),
        Lack::TooLong => (
            StatusCode::INTERNAL_SERVER_ERROR,
            "The file at this address has more than 32 MB, and this server sends no such file.\n",
        ),
        Lack::Busy => {
            return busy("This server can't read its files just now: try again in a second.\n");
        }
    };
    (status, sentence).into_response()
}

/// The values of a header that may be given more than once, as one list; empty if unreadable.
fn list(headers: &HeaderMap, name: HeaderName) -> String {
    let values = headers.get_all(name).iter();
    let readable: Vec<_> = values.filter_map(|value| value.to_str().ok()).collect();
    readable.join(",")
}

impl Found {
    /// The file, or 304 when `if_none_match` shows that the browser has it: the same headers, and nothing behind them.
    fn into_response(self, if_none_match: &str) -> Response {
        let cache = if is_of_build(&self.path) { KEEP } else { ASK };
        let content_type = content_type(&self.path);
        let mut headers = HeaderMap::from_iter([
            (header::VARY, HeaderValue::from_static("Accept-Encoding")),
            (header::CACHE_CONTROL, HeaderValue::from_static(cache)),
            (header::CONTENT_TYPE, HeaderValue::from_static(content_type)),
            (header::CONTENT_LENGTH, HeaderValue::from(self.bytes.len())),
        ]);
        if is_for_others(&self.path) {
            let all = HeaderValue::from_static("*");
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, all);
        }
        if let Some(name) = self.encoding.header() {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
        }
        if let Some(etag) = &self.etag {
            headers.extend(HeaderValue::try_from(&**etag).map(|etag| (header::ETAG, etag)));
            if matches(if_none_match, etag) {
                return (StatusCode::NOT_MODIFIED, headers).into_response();
            }
        }
        (headers, self.bytes).into_response()
    }
}

/// Whether it is the script that other people's pages load as a module, which browsers allow them only then.
fn is_for_others(path: &str) -> bool {
    matches!(path, "embed.js" | "v1/embed.js")
}

/// Whether one of the tags in If-None-Match is `etag` (RFC 9110, section 13.1.2: compared weakly).
fn matches(if_none_match: &str, etag: &str) -> bool {
    if_none_match
        .split(',')
        .map(str::trim)
        .any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
}

/// The type that the name's ending stands for; all our text is UTF-8. Browsers insist on the types
/// of scripts, styles and wasm.
fn content_type(path: &str) -> &'static str {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    match ending {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "txt" | "md" | "ftl" => "text/plain; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "zlib" => "application/zlib",
        "pgm" => "image/x-portable-graymap",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "gif" => "image/gif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "ttf" => "font/ttf",
        "pdf" => "application/pdf",
        _ => "application/octet-stream",
    }
}

/// Whether a file belongs to a lesson of a build: `build-0123456789abcdef/lessons/pipeline/01.csv.zlib`.
fn is_of_lesson(path: &str) -> bool {
    is_of_build(path) && path.rsplit('/').nth(2) == Some("lessons")
}

/// Whether a file lies in the folder of a build, whose name carries the hash of all that is in it, as
/// `.ci/dist.mjs` writes it: `build-0123456789abcdef/engine/engine.js`.
fn is_of_build(path: &str) -> bool {
    let hexadecimal = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    let is_hash = |hash: &str| hash.len() == HASH_DIGITS && hash.bytes().all(hexadecimal);
    let folders = path.rsplit('/').skip(1);
    folders
        .filter_map(|folder| folder.strip_prefix("build-"))
        .any(is_hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_a_build_are_told_from_others() {
        for of_build in [
            "build-0123456789abcdef/boot.js",
            "build-0123456789abcdef/engine/engine_bg.wasm",
            "sub/folder/build-0123456789abcdef/boot.js",
        ] {
            assert!(is_of_build(of_build), "{of_build}");
        }
        for plain in [
            "index.html",
            "build-0123456789abcdef",
            "build-0123456789abcdef.js",
            "build-0123456789abcde/boot.js",
            "build-0123456789abcdef0/boot.js",
            "build-0123456789ABCDEF/boot.js",
            "0123456789abcdef/boot.js",
            "rebuild-0123456789abcdef/boot.js",
        ] {
            assert!(!is_of_build(plain), "{plain}");
        }
    }

    #[test]
    fn files_of_a_lesson_are_told_from_others() {
        assert!(is_of_lesson(
            "a/build-0123456789abcdef/lessons/pipeline/01.csv.zlib"
        ));
        for other in [
            "build-0123456789abcdef/boot.js",
            "build-0123456789abcdef/lessons",
            "build-0123456789abcdef/lessons/one.json",
            "lessons/pipeline/01.csv.zlib",
        ] {
            assert!(!is_of_lesson(other), "{other}");
        }
    }

    #[test]
    fn tags_match_in_lists_and_weakly() {
        for list in ["\"a\"", "W/\"a\"", "\"b\", \"a\"", "\"b\",W/\"a\"", "*"] {
            assert!(matches(list, "\"a\""), "{list}");
        }
        for list in ["", "\"b\"", "a", "\"aa\""] {
            assert!(!matches(list, "\"a\""), "{list}");
        }
    }

    #[test]
    fn types_are_what_browsers_insist_on() {
        for (path, expected) in [
            ("a.wasm", "application/wasm"),
            ("a.js", "text/javascript; charset=utf-8"),
            ("a.mjs", "text/javascript; charset=utf-8"),
            ("index.html", "text/html; charset=utf-8"),
            ("a.css", "text/css; charset=utf-8"),
            ("a.json", "application/json"),
            ("a.svg", "image/svg+xml"),
            ("a.png", "image/png"),
            ("a.woff2", "font/woff2"),
            ("site.webmanifest", "application/manifest+json"),
            ("no-ending", "application/octet-stream"),
            ("a.unknown-thing", "application/octet-stream"),
        ] {
            assert_eq!(content_type(path), expected, "{path}");
        }
    }
}
