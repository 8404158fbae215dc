//! A copy of the sources with tools that only look like tools, so that `./x` builds a whole site in seconds: all of the script
//! and of what puts dist/ together is the real thing.

use crate::shared::Folder;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// The tools that `tool.sh` stands for, and those that must never be asked for anything.
const TOOLS: [&str; 11] = [
    "rustc",
    "cargo",
    "rustup",
    "cc",
    "npm",
    "apt-get",
    "sudo",
    "wasm-bindgen",
    "trunk",
    "wasm-opt",
    "df",
];
const COPIED: [&str; 9] = [
    "x",
    ".ci",
    ".cargo",
    "src",
    "www",
    "index.html",
    "Cargo.toml",
    "Cargo.lock",
    "Trunk.toml",
];
/// A lesson's data that is longer is cut: what it holds does not matter here, and packing it takes time.
const MOST_DATA_BYTES: u64 = 4_096;

/// Every file below a folder, by its path there.
pub type Files = BTreeMap<PathBuf, Vec<u8>>;

/// A working copy in a folder of its own, gone with the test.
pub struct Tree {
    /// Where `./x` is.
    pub root: PathBuf,
    all: Folder,
}

/// What came of a command.
#[derive(Debug)]
pub struct Told {
    pub is_good: bool,
    pub out: String,
    pub said: String,
    /// What tools were called to do, in order; asking for versions and room is not among it.
    pub calls: Vec<String>,
}

pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

impl Tree {
    pub fn new() -> Self {
        let all = Folder::new();
        let tree = Self {
            root: all.0.join("tree"),
            all,
        };
        fs::create_dir_all(&tree.root).unwrap();
        for name in COPIED {
            copy(&repository().join(name), &tree.root.join(name));
        }
        let esbuild_is_not_there = "import { mkdirSync, writeFileSync } from 'node:fs';\n\
            const out = process.argv[2];\nmkdirSync(out, { recursive: true });\nwriteFileSync(`${out}/editor.js`, 'export {};');\n";
        tree.write(".ci/editor.mjs", esbuild_is_not_there);
        tree.make_tools();
        tree
    }

    fn make_tools(&self) {
        let tools = self.tools();
        fs::create_dir_all(tools.join("bin")).unwrap();
        for name in TOOLS {
            let file = tools.join("bin").join(name);
            fs::write(&file, include_str!("tool.sh")).unwrap();
            fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
        }
        let lld = "sysroot/lib/rustlib/a-test-host/bin/rust-lld";
        for file in ["sysroot/lib/rustlib/src/rust/library/std/Cargo.toml", lld] {
            let file = tools.join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(&file, "").unwrap();
            fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
        }
        // Folders that count as packages fetched before.
        let names = "echo npm/binaryen@$(sed -n 's/^BINARYEN=//p' x) editor-$(cksum <www/editor/package-lock.json | tr ' ' -)";
        let names = self.command("sh", ["-c", names]).output().unwrap().stdout;
        for name in String::from_utf8(names).unwrap().split_whitespace() {
            fs::create_dir_all(tools.join(name)).unwrap();
        }
    }

    fn tools(&self) -> PathBuf {
        self.all.0.join("tools")
    }

    /// A program, started where `./x` is, with nothing of this test's surroundings that it could build with.
    pub fn command(
        &self,
        program: &str,
        arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
    ) -> Command {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(&self.root);
        let path = env::var("PATH").unwrap_or_default();
        command
            .env_clear()
            .env("PATH", path)
            .env("HOME", &self.all.0)
            .env("MEANWHILE_TOOLS", self.tools())
            .env("CALLS", self.all.0.join("calls"))
            .env("SERVER", env!("CARGO_BIN_EXE_meanwhile"))
            .env("DISK_KB", "99000000");
        command
    }

    /// `./x` with these words.
    pub fn x(&self, words: &[&str]) -> Told {
        self.told(self.command("./x", words))
    }

    /// The same on a disk that takes no more than this of one file, in blocks of 512 bytes: writing on fails as it does where
    /// there is no room, and it takes no right that a test may not have.
    pub fn x_on_full_disk(&self, blocks: u32, words: &[&str]) -> Told {
        let line = format!("ulimit -f {blocks}; exec ./x \"$@\"");
        let words = [&["-c", &line, "sh"], words].concat();
        self.told(self.command("sh", words))
    }

    pub fn told(&self, mut command: Command) -> Told {
        self.forget_calls();
        let output = command.output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Told {
            is_good: output.status.success(),
            out: text(&output.stdout),
            said: text(&output.stderr),
            calls: self.calls(),
        }
    }

    pub fn forget_calls(&self) {
        let _ = fs::remove_file(self.all.0.join("calls"));
    }

    /// What tools were called to do since then, in order.
    pub fn calls(&self) -> Vec<String> {
        let calls = fs::read_to_string(self.all.0.join("calls")).unwrap_or_default();
        let is_work = |call: &&str| !call.starts_with("df ");
        calls.lines().filter(is_work).map(str::to_owned).collect()
    }

    /// Builds the site, which has to succeed; what was done for it.
    pub fn build(&self) -> Told {
        let told = self.x(&["build"]);
        assert!(told.is_good, "{told:?}");
        told
    }

    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        fs::write(self.root.join(path), content).unwrap();
    }

    pub fn read(&self, path: &str) -> Vec<u8> {
        fs::read(self.root.join(path)).unwrap_or_else(|why| panic!("{path}: {why}"))
    }

    /// Has a text stand in a file where another one did.
    pub fn replace(&self, path: &str, old: &str, new: &str) {
        let text = String::from_utf8(self.read(path)).unwrap();
        assert!(text.contains(old), "{path} has no {old:?}");
        self.write(path, text.replacen(old, new, 1));
    }

    pub fn files(&self, folder: &str) -> Files {
        let root = self.root.join(folder);
        files(&root)
            .into_iter()
            .map(|path| {
                let bytes = fs::read(&path).unwrap();
                (path.strip_prefix(&root).unwrap().to_owned(), bytes)
            })
            .collect()
    }

    /// Makes a folder as it was.
    pub fn restore(&self, folder: &str, files: &Files) {
        let root = self.root.join(folder);
        let _ = fs::remove_dir_all(&root);
        for (path, bytes) in files {
            let file = root.join(path);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, bytes).unwrap();
        }
    }

    /// The folder of the build that the page names.
    pub fn build_folder(&self) -> String {
        let page = String::from_utf8(self.read("dist/index.html")).unwrap();
        let from = page.find("build-").expect("the page names its build");
        page[from..].split('/').next().unwrap().to_owned()
    }
}

impl Told {
    /// How often a tool was called.
    pub fn count(&self, tool: &str) -> usize {
        let is_it = |call: &&String| call.split(' ').next() == Some(tool);
        self.calls.iter().filter(is_it).count()
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|why| panic!("{}: {why}", folder.display()));
    entries
        .flat_map(|entry| {
            let path = entry.unwrap().path();
            if path.is_dir() {
                files(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            copy(&entry.path(), &to.join(entry.file_name()));
        }
        return;
    }
    fs::copy(from, to).unwrap_or_else(|why| panic!("{}: {why}", from.display()));
    if from.parent().is_some_and(|folder| folder.ends_with("data")) && is_long(to) {
        fs::write(to, "cut\n").unwrap();
    }
}

fn is_long(file: &Path) -> bool {
    file.metadata().unwrap().len() > MOST_DATA_BYTES
}
