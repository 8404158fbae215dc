//! Where files come from: a folder on this machine, or the site carried inside the program.

use super::ServeError;
use axum::body::Bytes;
use percent_encoding::percent_decode_str;
use rust_embed::RustEmbed;
use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

/// What `./x build` made: inside the program in release builds, read from `dist/` in others.
#[derive(RustEmbed)]
#[folder = "dist/"]
#[allow_missing = true]
struct Inside;

/// A built site.
#[derive(Debug)]
pub enum Site {
    /// A folder, with links and `..` resolved.
    Folder(PathBuf),
    /// Inside the program.
    Inside,
}

impl Site {
    /// The folder given, or else what is inside.
    ///
    /// # Errors
    /// When there is no `index.html`.
    pub fn open(folder: Option<&Path>) -> Result<Self, ServeError> {
        let (site, missing) = match folder {
            None => (Self::Inside, ServeError::NoSite),
            Some(folder) => {
                let missing = || ServeError::NotASite(folder.into());
                let root = folder.canonicalize().map_err(|_| missing())?;
                (Self::Folder(root), missing())
            }
        };
        match site.read("index.html") {
            Some(_) => Ok(site),
            None => Err(missing),
        }
    }

    /// The file's content; `path` comes from [`file_path`], with a suffix perhaps.
    pub fn read(&self, path: &str) -> Option<Bytes> {
        match self {
            Self::Inside => Inside::get(path).map(|file| match file.data {
                Cow::Borrowed(bytes) => Bytes::from_static(bytes),
                Cow::Owned(bytes) => Bytes::from(bytes),
            }),
            Self::Folder(root) => {
                // Resolved first: a link may point out of the folder.
                let file = root.join(path).canonicalize().ok()?;
                let inside = file.starts_with(root) && file.is_file();
                fs::read(file).ok().filter(|_| inside).map(Bytes::from)
            }
        }
    }
}

/// The file that the path of an address names, relative to the site and with `/` between folders:
/// `/` is `index.html`, `/a%20b.js` is `a b.js`. None for what can be no file of ours: anything that
/// climbs, hides, names a drive, or is a compressed twin.
pub fn file_path(raw: &str) -> Option<String> {
    let decoded = percent_decode_str(raw).decode_utf8().ok()?;
    let mut path = decoded.strip_prefix('/')?.to_owned();
    if path.is_empty() || path.ends_with('/') {
        path.push_str("index.html");
    }
    let is_name = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && !part.contains(|c: char| c == '\\' || c == ':' || c.is_control())
    };
    let is_twin = path.ends_with(".br") || path.ends_with(".gz");
    (path.split('/').all(is_name) && !is_twin).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn paths_name_files() {
        for (raw, expected) in [
            ("/", "index.html"),
            ("/tutorials/", "tutorials/index.html"),
            ("/v1/embed.js", "v1/embed.js"),
            ("/a%20b.js", "a b.js"),
            ("/%C3%A9.css", "é.css"),
        ] {
            assert_eq!(file_path(raw).as_deref(), Some(expected), "{raw}");
        }
    }

    #[test]
    fn what_leaves_the_site_names_nothing() {
        for raw in [
            "",
            "*",
            "//",
            "//etc/passwd",
            "/../x",
            "/a/../../x",
            "/..",
            "/%2e%2e/x",
            "/%2E%2E%2Fx",
            "/..%5cx",
            "/a\\..\\x",
            "/c:/x",
            "/a%00.html",
            "/a%0a",
            "/%ff",
            "/.git/config",
            "/a//b",
            "/./a",
            "/page.js.br",
            "/page.js.gz",
            "/page.js%2ebr",
            "/..;/x",
        ] {
            assert_eq!(file_path(raw), None, "{raw}");
        }
        // Decoded once, not twice: this names a file with a percent sign.
        assert_eq!(file_path("/%252e%252e/x").as_deref(), Some("%2e%2e/x"));
    }

    proptest! {
        #[test]
        fn no_path_ever_climbs(raw in r"/?((\.|%2e|%2E|/|%2f|\\|%5c|%00|:|a|\PC){0,20})") {
            if let Some(path) = file_path(&raw) {
                let parts: Vec<_> = Path::new(&path).components().collect();
                prop_assert!(!parts.is_empty());
                for part in parts {
                    prop_assert!(matches!(part, std::path::Component::Normal(_)), "{:?}", part);
                }
            }
        }
    }
}
