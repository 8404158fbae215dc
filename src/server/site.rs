//! The site's files: in a folder on this machine, or carried inside the program. What was read is kept, each file once,
//! however many are sent it at a time.

use super::ServeError;
use super::encoding::Encoding;
use super::plain_file::{Lack, MOST_BYTES, State};
use super::twin;
use axum::body::Bytes;
use percent_encoding::percent_decode_str;
use quick_cache::sync::{Cache, DefaultLifecycle};
use quick_cache::{DefaultHashBuilder, OptionsBuilder, Weighter};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

/// So many bytes of files are kept at most; a built site has 12 MB and its twins.
const MOST_KEPT: u64 = 4 * MOST_BYTES;
/// About so many files are kept.
const USUAL_FILES: usize = 256;
/// So many threads look at files and read them. Where a disk stands still, so do they, and nobody else.
pub const MOST_READERS: usize = 16;
/// How long a file may take to be there: longer is too long to wait.
const READ_LIMIT: Duration = Duration::from_secs(10);

/// What `./x build` made, inside the program in release builds.
#[derive(RustEmbed)]
#[folder = "dist/"]
#[allow_missing = true]
struct Inside;

/// Where files are.
#[derive(Debug, Clone)]
enum Source {
    /// A folder, with links and `..` resolved.
    Folder(PathBuf),
    /// Inside the program.
    Inside,
}

/// A file: on this machine in some state, or inside the program, where nothing changes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum File {
    Outside(State),
    Inside(String),
}

/// What is kept: a file, and what it is to be the twin of, if it is to be one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Form {
    file: File,
    twin_of: Option<(Encoding, File)>,
}

/// What there is of a file.
struct Seen {
    file: File,
    twins: Vec<(Encoding, File)>,
}

/// A file as it is kept.
#[derive(Debug, Clone)]
pub struct Kept {
    /// All that it holds.
    pub bytes: Bytes,
    /// A strong ETag: half of the content's SHA-256, so that each form of a file has its own.
    pub etag: Arc<str>,
}

impl Kept {
    fn of(bytes: Bytes) -> Self {
        let digest = Sha256::digest(&bytes);
        let digits: String = digest
            .iter()
            .take(16)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let etag = format!("\"{digits}\"").into();
        Self { bytes, etag }
    }
}

/// What is kept weighs its bytes; that a twin is none weighs next to nothing.
#[derive(Debug, Clone)]
struct InBytes;

impl Weighter<Form, Option<Kept>> for InBytes {
    fn weight(&self, _: &Form, kept: &Option<Kept>) -> u64 {
        let bytes = kept.as_ref().map_or(0, |kept| kept.bytes.len());
        bytes as u64 + 1
    }
}

/// A built site.
#[derive(Debug)]
pub struct Site {
    source: Source,
    /// Nothing where a twin was found to be none.
    kept: Cache<Form, Option<Kept>, InBytes>,
    readers: Arc<Semaphore>,
}

impl Site {
    /// The folder given, or else what is inside.
    ///
    /// # Errors
    /// When there is no `index.html` that can be read.
    pub fn open(folder: Option<&Path>) -> Result<Self, ServeError> {
        let source = match folder {
            Some(folder) => Source::of_folder(folder)?,
            // What a program that is being worked on carries is the folder itself.
            None if cfg!(debug_assertions) => {
                let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("dist");
                Source::of_folder(&dist).map_err(|_| ServeError::NoSite)?
            }
            None if Inside::get("index.html").is_some() => Source::Inside,
            None => return Err(ServeError::NoSite),
        };
        let options = OptionsBuilder::new()
            // A file of any length that is sent is kept: shards would each have a part of the room.
            .shards(1)
            .estimated_items_capacity(USUAL_FILES)
            .weight_capacity(MOST_KEPT)
            .build();
        let options = options.map_err(|why| ServeError::System(std::io::Error::other(why)))?;
        Ok(Self {
            source,
            kept: Cache::with_options(
                options,
                InBytes,
                DefaultHashBuilder::default(),
                DefaultLifecycle::default(),
            ),
            readers: Arc::new(Semaphore::new(MOST_READERS)),
        })
    }

    /// The file at `path`, which comes from [`file_path`], in the form liked best of those that hold what it holds.
    ///
    /// # Errors
    /// When there is none that can be sent.
    pub async fn find(&self, path: String, liked: &[Encoding]) -> Result<(Encoding, Kept), Lack> {
        // Around all of it: who waits for somebody else's reading begins a reading when that is given up.
        let found = timeout(READ_LIMIT, self.look_for(path, liked)).await;
        found.unwrap_or(Err(Lack::Busy))
    }

    async fn look_for(&self, path: String, liked: &[Encoding]) -> Result<(Encoding, Kept), Lack> {
        let source = self.source.clone();
        let Seen { file, mut twins } = self.aside(move || source.look(path)).await??;
        let ahead = liked.iter().take_while(|form| **form != Encoding::Identity);
        for &encoding in ahead {
            let Some(at) = twins.iter().position(|(known, _)| *known == encoding) else {
                continue;
            };
            let (_, twin) = twins.swap_remove(at);
            let form = Form {
                file: twin,
                twin_of: Some((encoding, file.clone())),
            };
            if let Some(kept) = self.kept(form).await? {
                return Ok((encoding, kept));
            }
        }
        let kept = self.kept(file.into()).await?;
        Ok((Encoding::Identity, kept.ok_or(Lack::Missing)?))
    }

    /// What the file at `path` holds.
    ///
    /// # Errors
    /// When there is none that can be read.
    pub async fn read(&self, path: String) -> Result<Bytes, Lack> {
        let (_, kept) = self.find(path, &[]).await?;
        Ok(kept.bytes)
    }

    /// What was read of it, or is now: by the first who wants it, while others wait. Nothing if it is to be a twin and is none.
    async fn kept(&self, form: Form) -> Result<Option<Kept>, Lack> {
        let to_keep = match self.kept.get_value_or_guard_async(&form).await {
            Ok(kept) => return Ok(kept),
            Err(to_keep) => to_keep,
        };
        // Before anything is read: only what changes after this may be missed.
        let is_to_be_kept = !form.may_hide_a_change(SystemTime::now());
        let Form { file, twin_of } = form;
        let original = match twin_of {
            None => None,
            Some((encoding, plain)) => {
                let plain = Box::pin(self.kept(plain.into())).await?;
                Some((encoding, plain.ok_or(Lack::Missing)?))
            }
        };
        let reading = self.aside(move || {
            let bytes = file.read()?;
            let is_right = original
                .is_none_or(|(encoding, original)| twin::holds(&bytes, encoding, &original.bytes));
            Ok::<_, Lack>(is_right.then(|| Kept::of(bytes)))
        });
        let read = reading.await??;
        if is_to_be_kept {
            // It may not be kept, if the room is taken; it is sent all the same.
            let _ = to_keep.insert(read.clone());
        }
        Ok(read)
    }

    /// Does what may stand still where nobody else stands still for it.
    async fn aside<T: Send + 'static>(
        &self,
        what: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Lack> {
        let place = Arc::clone(&self.readers).acquire_owned().await;
        let place = place.map_err(|_| Lack::Busy)?;
        let done = spawn_blocking(move || {
            let done = what();
            // Not before: who gave up waiting leaves a thread that does not know of it.
            drop(place);
            done
        });
        done.await.map_err(|_| Lack::Busy)
    }
}

impl Source {
    fn of_folder(folder: &Path) -> Result<Self, ServeError> {
        let no_site = |lack| match lack {
            Lack::Forbidden => ServeError::ForbiddenSite(folder.into()),
            _ => ServeError::NotASite(folder.into()),
        };
        let root = folder.canonicalize().map_err(|why| no_site(why.into()))?;
        let index = State::look(&root, "index.html").map_err(no_site)?;
        index.read().map_err(no_site)?;
        Ok(Self::Folder(root))
    }

    fn look(&self, path: String) -> Result<Seen, Lack> {
        let packed = [Encoding::Brotli, Encoding::Gzip].into_iter();
        match self {
            Self::Folder(root) => {
                let state = State::look(root, &path)?;
                let twins = packed.filter_map(|encoding| {
                    let twin = state.beside(encoding.suffix())?;
                    Some((encoding, File::Outside(twin)))
                });
                let twins = twins.collect();
                let file = File::Outside(state);
                Ok(Seen { file, twins })
            }
            Self::Inside => {
                let twins = packed.map(|encoding| {
                    let twin = format!("{path}{}", encoding.suffix());
                    (encoding, File::Inside(twin))
                });
                let twins = twins.filter(|(_, twin)| twin.read().is_ok()).collect();
                let file = File::Inside(path);
                Ok(Seen { file, twins })
            }
        }
    }
}

impl File {
    fn read(&self) -> Result<Bytes, Lack> {
        match self {
            Self::Outside(state) => state.read().map(Bytes::from),
            Self::Inside(path) => match Inside::get(path).ok_or(Lack::Missing)?.data {
                Cow::Borrowed(bytes) => Ok(Bytes::from_static(bytes)),
                Cow::Owned(bytes) => Ok(Bytes::from(bytes)),
            },
        }
    }
}

impl Form {
    /// Whether a file may change without being in another state than this.
    fn may_hide_a_change(&self, now: SystemTime) -> bool {
        let original = self.twin_of.iter().map(|(_, original)| original);
        let mut files = original.chain([&self.file]);
        files.any(|file| match file {
            File::Outside(state) => state.may_hide_a_change(now),
            File::Inside(_) => false,
        })
    }
}

impl From<File> for Form {
    fn from(file: File) -> Self {
        let twin_of = None;
        Self { file, twin_of }
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
    use tokio::time::Instant;

    /// A site of one page, in a folder that is gone afterwards.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let name = format!("meanwhile-site-{}-{name}", std::process::id());
            let folder = std::env::temp_dir().join(name);
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(folder.join("index.html"), "page").unwrap();
            Self(folder)
        }

        fn site(&self) -> Arc<Site> {
            Arc::new(Site::open(Some(&self.0)).unwrap())
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_waits_for_a_stuck_file_longer_than_the_limit() {
        let folder = Folder::new("stuck");
        let site = folder.site();
        let most = MOST_READERS as u32;
        let all = || Arc::clone(&site.readers).acquire_many_owned(most);
        let free = all().await.unwrap();
        let began = Instant::now();
        let waiting = [(); 4].map(|()| {
            let site = Arc::clone(&site);
            tokio::spawn(async move { site.find("index.html".into(), &[]).await })
        });
        tokio::task::yield_now().await;
        // They stand in a row to look at the file, and we behind them: they may look, and then nobody reads.
        let stuck = tokio::spawn(all());
        tokio::task::yield_now().await;
        drop(free);
        let _stuck = stuck.await.unwrap();
        for waiter in waiting {
            assert!(matches!(waiter.await.unwrap(), Err(Lack::Busy)));
        }
        // By the runtime's clock, which goes on only when nobody has anything left to do.
        let took = began.elapsed();
        assert!(took < READ_LIMIT + Duration::from_secs(1), "{took:?}");
    }

    #[tokio::test]
    async fn a_change_right_after_a_reading_is_seen() {
        let folder = Folder::new("change");
        let site = folder.site();
        // Each has the same length, and many follow within a tick of the file system's clock.
        for text in (1_000..1_200).map(|number: u32| number.to_string()) {
            let began = Instant::now();
            std::fs::write(folder.0.join("index.html"), &text).unwrap();
            assert_eq!(site.read("index.html".into()).await.unwrap(), text);
            // Some systems tell such changes apart. So that this fails there, too: it is kept only after a while.
            if began.elapsed() < Duration::from_millis(20) {
                assert!(site.kept.is_empty());
            }
        }
    }

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
