//! Browsers under WebDriver: started with a fresh profile, ended with everything they started.

use crate::Outcome;
use crate::page::Page;
use crate::site::{Family, Manner, Temporary};
use fantoccini::ClientBuilder;
use fantoccini::wd::{Capabilities, TimeoutConfiguration};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A name that is not localhost, which every browser here resolves to this machine.
pub const ELSEWHERE: &str = "meanwhile.test";

/// How long a script in the page may take.
const SCRIPT_LIMIT: Duration = Duration::from_secs(120);

/// How long a driver may take until it listens.
const START_LIMIT: Duration = Duration::from_secs(30);

/// A browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Browser {
    /// Chromium by chromedriver.
    Chromium,
    /// Firefox (ESR) by geckodriver.
    Firefox,
    /// WebKitGTK's own small browser, on a screen that is not there. As it is, it has no shared memory.
    WebKit,
    /// The same with shared memory, by a variable of its environment.
    WebKitShared,
}

impl Browser {
    /// All of them, in the order of the tests.
    pub const ALL: [Self; 4] = [
        Self::Chromium,
        Self::Firefox,
        Self::WebKit,
        Self::WebKitShared,
    ];

    /// Whether it is one of those in which every case is run and measured; of the others only what they may break.
    pub const fn is_measured(self) -> bool {
        matches!(self, Self::Chromium | Self::Firefox)
    }

    /// The name in test output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
            Self::WebKitShared => "webkit-shared",
        }
    }

    const fn driver(self) -> &'static str {
        match self {
            Self::Chromium => "chromedriver",
            Self::Firefox => "geckodriver",
            Self::WebKit | Self::WebKitShared => "WebKitWebDriver",
        }
    }

    /// The command that starts its driver, without the driver's options.
    fn command(self) -> Outcome<Command> {
        let driver = on_path(&[self.driver()])?;
        Ok(match self {
            Self::Chromium | Self::Firefox => Command::new(driver),
            // It knows no mode without a screen.
            Self::WebKit | Self::WebKitShared => {
                let mut command = Command::new(on_path(&["xvfb-run"])?);
                command.args(["-a", "-s", "-screen 0 1280x1024x24", &driver]);
                if self == Self::WebKitShared {
                    command.env("JSC_useSharedArrayBuffer", "1");
                }
                command
            }
        })
    }

    /// Programs of this browser, the better known name last.
    const fn programs(self) -> &'static [&'static str] {
        match self {
            Self::Chromium => &["chromium", "chromium-browser", "google-chrome"],
            Self::Firefox => &["firefox-esr", "firefox"],
            Self::WebKit | Self::WebKitShared => &["MiniBrowser"],
        }
    }

    fn capabilities(self) -> Outcome<Capabilities> {
        let program = on_path(self.programs())?;
        let wanted = match self {
            Self::Chromium => json!({
                "goog:loggingPrefs": {"browser": "ALL"},
                "goog:chromeOptions": {"binary": program, "args": [
                    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic",
                    "--no-first-run", "--disable-background-networking",
                    "--disable-component-update", "--disable-sync", "--window-size=1280,800",
                    format!("--host-resolver-rules=MAP {ELSEWHERE} 127.0.0.1"),
                ]},
            }),
            Self::Firefox => json!({
                "moz:firefoxOptions": {
                    "binary": program,
                    "args": ["-headless", "--width=1280", "--height=800"],
                    "prefs": {"network.dns.localDomains": ELSEWHERE},
                },
            }),
            Self::WebKit | Self::WebKitShared => json!({
                "webkitgtk:browserOptions": {"binary": program, "args": ["--automation"]},
            }),
        };
        match wanted {
            Value::Object(map) => Ok(map),
            _ => Err("capabilities are an object".into()),
        }
    }
}

/// Where Debian keeps the programs of WebKitGTK that are not meant for users.
const WEBKIT: &str = "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1";

fn on_path(programs: &[&str]) -> Outcome<String> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<_> = std::env::split_paths(&path).collect();
    folders.push(WEBKIT.into());
    programs
        .iter()
        .flat_map(|program| folders.iter().map(move |folder| folder.join(program)))
        .find(|file| file.is_file())
        .map(|file| file.to_string_lossy().into_owned())
        .ok_or_else(|| format!("none of {programs:?} is installed; ./x test sets them up").into())
}

/// A driver, from which browsers are opened.
pub struct Driver {
    browser: Browser,
    family: Family,
    port: u16,
    // After the family, which writes to it: fields are dropped in this order.
    _profiles: Temporary,
}

impl Driver {
    /// Starts the browser's driver on a free port.
    pub async fn start(browser: Browser) -> Outcome<Self> {
        // Free now, and nobody else here asks for a port in the moment between.
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
            .local_addr()?
            .port();
        // Drivers put profiles there and do not always clear them away.
        let profiles = Temporary::new(browser.name())?;
        let family = Family::start(
            browser
                .command()?
                .env("TMPDIR", profiles.folder())
                .arg(format!("--port={port}"))
                .stdout(Stdio::null())
                .stderr(Stdio::null()),
        )?;
        let began = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            if began.elapsed() > START_LIMIT {
                return Err(format!("{} does not listen", browser.driver()).into());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(Self {
            browser,
            family,
            port,
            _profiles: profiles,
        })
    }

    /// Opens a browser with a fresh profile.
    pub async fn open(&self, manner: Manner, address: String) -> Outcome<Page> {
        self.open_as(self.browser.capabilities()?, manner, address)
            .await
    }

    /// Opens a browser that lets frames of other sites keep nothing: "block third-party cookies", which means what else
    /// they may store as well.
    pub async fn open_without_storage(&self, address: String) -> Outcome<Page> {
        let mut wanted = self.browser.capabilities()?;
        match self.browser {
            Browser::Chromium => {
                wanted["goog:chromeOptions"]["prefs"] = json!({
                    "profile.block_third_party_cookies": true,
                    "profile.cookie_controls_mode": 1,
                });
            }
            Browser::Firefox => {
                wanted["moz:firefoxOptions"]["prefs"]["network.cookie.cookieBehavior"] = json!(1);
            }
            Browser::WebKit | Browser::WebKitShared => {
                return Err("WebKitGTK has no such setting for tests".into());
            }
        }
        self.open_as(wanted, Manner::Isolated, address).await
    }

    /// Opens a browser on a system whose user likes it dark.
    pub async fn open_dark(&self, address: String) -> Outcome<Page> {
        let mut wanted = self.browser.capabilities()?;
        match self.browser {
            Browser::Chromium => {
                let arguments = &mut wanted["goog:chromeOptions"]["args"];
                arguments
                    .as_array_mut()
                    .ok_or("Chromium has arguments")?
                    .push("--force-dark-mode".into());
            }
            Browser::Firefox => {
                let prefs = &mut wanted["moz:firefoxOptions"]["prefs"];
                prefs["ui.systemUsesDarkTheme"] = json!(1);
                prefs["layout.css.prefers-color-scheme.content-override"] = json!(0);
            }
            Browser::WebKit | Browser::WebKitShared => {
                return Err("WebKitGTK has no such setting for tests".into());
            }
        }
        self.open_as(wanted, Manner::Isolated, address).await
    }

    /// Opens a browser that lets no page keep anything.
    pub async fn open_keeping_nothing(&self, address: String) -> Outcome<Page> {
        let mut wanted = self.browser.capabilities()?;
        match self.browser {
            Browser::Chromium => {
                wanted["goog:chromeOptions"]["prefs"] =
                    json!({"profile.default_content_setting_values.cookies": 2});
            }
            Browser::Firefox => {
                let prefs = &mut wanted["moz:firefoxOptions"]["prefs"];
                prefs["dom.storage.enabled"] = json!(false);
                // All cookies are refused, and with them the database.
                prefs["network.cookie.cookieBehavior"] = json!(2);
            }
            Browser::WebKit | Browser::WebKitShared => {
                return Err("WebKitGTK has no such setting for tests".into());
            }
        }
        self.open_as(wanted, Manner::Isolated, address).await
    }

    async fn open_as(
        &self,
        capabilities: Capabilities,
        manner: Manner,
        address: String,
    ) -> Outcome<Page> {
        let driver = format!("http://127.0.0.1:{}", self.port);
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&driver)
            .await?;
        let limits = TimeoutConfiguration::new(Some(SCRIPT_LIMIT), Some(SCRIPT_LIMIT), None);
        client.update_timeouts(limits).await?;
        let session = client.session_id().await?.unwrap_or_default();
        Ok(Page {
            client,
            browser: self.browser,
            manner,
            address,
            session: format!("{driver}/session/{session}"),
            group: self.family.group(),
        })
    }
}
