//! The server under test, on a free port, and folders that go away again.

use crate::Outcome;
use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// How the site is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// With the headers that allow shared memory.
    Isolated,
    /// As a host without any headers would.
    Plain,
}

impl Manner {
    /// The name in test output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Isolated => "isolated",
            Self::Plain => "plain",
        }
    }

    /// The tier a page gets when served so.
    pub const fn tier(self) -> &'static str {
        match self {
            Self::Isolated => "threads",
            Self::Plain => "workers",
        }
    }
}

/// A child with all its children, ended together when this is dropped, also on a panic.
pub struct Family(Child);

impl Family {
    /// Starts the command as the head of a process group of its own.
    pub fn start(command: &mut Command) -> Outcome<Self> {
        let program = command.get_program().to_string_lossy().into_owned();
        command
            .process_group(0)
            .stdin(Stdio::null())
            .spawn()
            .map(Self)
            .map_err(|error| format!("{program} can't be started: {error}").into())
    }

    /// The number of the process group.
    pub fn group(&self) -> u32 {
        self.0.id()
    }

    /// Ends the whole group at once.
    pub fn end(&mut self) {
        // The standard library can signal one process only; browsers have many.
        let _ = Command::new("kill")
            .args(["-KILL", "--", &format!("-{}", self.group())])
            .stderr(Stdio::null())
            .status();
        let _ = self.0.wait();
    }
}

impl Drop for Family {
    fn drop(&mut self) {
        self.end();
    }
}

/// A running server.
pub struct Site {
    family: Family,
    /// Where it listens.
    pub port: u16,
    given_out: Option<String>,
}

/// The built site.
pub fn dist() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("dist")
}

/// What `./x test` keeps outside the checkout.
pub fn tools() -> Outcome<PathBuf> {
    std::env::var_os("MEANWHILE_TOOLS")
        .map(PathBuf::from)
        .ok_or_else(|| "MEANWHILE_TOOLS does not say where the tools are; ./x test does".into())
}

/// A file or folder of an npm package among them.
pub fn tool(package: &str, path: &str) -> Outcome<PathBuf> {
    let versions = fs::read_dir(tools()?.join("npm"))?.flatten();
    let start = format!("{package}@");
    versions
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(&start))
        .map(|entry| entry.path().join("node_modules").join(package).join(path))
        .filter(|found| found.exists())
        .max()
        .ok_or_else(|| {
            format!("{package} is not in the tools folder; ./x test puts it there").into()
        })
}

impl Site {
    /// Serves that folder on a free port.
    pub fn serve(folder: &Path, manner: Manner) -> Outcome<Self> {
        Self::serve_at(folder, manner, 0)
    }

    /// Serves that folder on that port; on a free one if it is 0.
    pub fn serve_at(folder: &Path, manner: Manner, port: u16) -> Outcome<Self> {
        let plain = (manner == Manner::Plain).then_some("--plain");
        Self::serve_as(folder, plain, port)
    }

    /// Serves that folder to other computers, too, over plain HTTP.
    pub fn serve_class(folder: &Path) -> Outcome<Self> {
        Self::serve_as(folder, Some("--host"), 0)
    }

    fn serve_as(folder: &Path, more: Option<&str>, port: u16) -> Outcome<Self> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_meanwhile"));
        let port = port.to_string();
        command
            .args(["serve", "--port", &port, "--site"])
            .arg(folder)
            .args(more);
        let mut family = Family::start(command.stdout(Stdio::piped()))?;
        let stdout = family.0.stdout.take().ok_or("the server has no output")?;
        let mut line = String::new();
        // Either the line comes or the server ends and the pipe with it.
        let mut said = BufReader::new(stdout);
        said.read_line(&mut line)?;
        let mut given_out = None;
        if more == Some("--host") {
            let mut next = String::new();
            said.read_line(&mut next)?;
            given_out = next
                .trim()
                .strip_prefix("The address to give out: ")
                .map(str::to_owned);
        }
        let port = line
            .trim()
            .strip_prefix("Meanwhile is at http://127.0.0.1:")
            .and_then(|rest| rest.strip_suffix('/'))
            .and_then(|port| port.parse().ok())
            .ok_or_else(|| format!("the server said {line:?} instead of where it is"))?;
        Ok(Self {
            family,
            port,
            given_out,
        })
    }

    /// Its address under the usual name.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// Its address for other computers; where there is none to give out, the one below.
    pub fn address_for_others(&self) -> String {
        let given_out = self.given_out.clone();
        given_out.unwrap_or_else(|| self.address_elsewhere())
    }

    /// Its address under a name that is not localhost; the browsers are told that it leads here.
    pub fn address_elsewhere(&self) -> String {
        format!("http://{}:{}/", crate::driver::ELSEWHERE, self.port)
    }

    /// Ends it without warning.
    pub fn kill(&mut self) {
        self.family.end();
    }
}

/// A folder that is removed when this is dropped.
pub struct Temporary(PathBuf);

impl Temporary {
    /// An empty folder, of which there is no other: whoever drops it takes nobody else's away. In the system's own place for
    /// such, since a browser's sockets want short paths.
    pub fn new(name: &str) -> Outcome<Self> {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let made = MADE.fetch_add(1, Ordering::Relaxed);
        let folder = format!("meanwhile-{name}-{}-{made}", std::process::id());
        let folder = std::env::temp_dir().join(folder);
        fs::create_dir_all(&folder)?;
        Ok(Self(folder))
    }

    /// A copy of the built site without what has that name.
    pub fn site_without(left_out: &str) -> Outcome<Self> {
        let copy = Self::new(&format!("site-without-{left_out}"))?;
        copy_folder(&dist(), &copy.0, left_out)?;
        Ok(copy)
    }

    /// A copy of the built site in which one text of the build reads as `edit` has it.
    pub fn site_with(name: &str, path: &str, edit: impl FnOnce(&str) -> String) -> Outcome<Self> {
        let copy = Self::site_without(name)?;
        copy.edit(path, edit)?;
        Ok(copy)
    }

    /// Has another text of the build read as `edit` has it.
    pub fn edit(&self, path: &str, edit: impl FnOnce(&str) -> String) -> Outcome {
        self.damage(path, |bytes| {
            Some(edit(&String::from_utf8_lossy(&bytes)).into_bytes())
        })
    }

    /// Has the bytes of a file of the build be what `damage` makes of them; nothing takes the file away.
    pub fn damage(&self, path: &str, damage: impl FnOnce(Vec<u8>) -> Option<Vec<u8>>) -> Outcome {
        let file = build_folder(&self.0)?.join(path);
        match damage(fs::read(&file)?) {
            Some(bytes) => fs::write(&file, bytes)?,
            None => fs::remove_file(&file)?,
        }
        // The compressed copies say what it was before.
        for packed in ["br", "gz"] {
            let twin = format!("{}.{packed}", file.display());
            if Path::new(&twin).exists() {
                fs::remove_file(twin)?;
            }
        }
        Ok(())
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.0
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The folder of the one build in a built site.
pub fn build_folder(site: &Path) -> Outcome<PathBuf> {
    let is_build = |folder: &PathBuf| {
        let name = folder.file_name().map(|name| name.to_string_lossy());
        name.is_some_and(|name| name.starts_with("build-"))
    };
    let mut builds = fs::read_dir(site)?
        .flatten()
        .map(|entry| entry.path())
        .filter(is_build);
    match (builds.next(), builds.next()) {
        (Some(build), None) => Ok(build),
        _ => Err(format!("not one build in {}", site.display()).into()),
    }
}

/// Copies a folder and all in it, but for what has that name.
pub fn copy_folder(from: &Path, to: &Path, left_out: &str) -> Outcome {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_name() == left_out {
            continue;
        }
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target, left_out)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
