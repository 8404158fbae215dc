//! Browsers under WebDriver: started with a fresh profile, ended with everything they started, and
//! the few things the cases do with a page.

use crate::Outcome;
use crate::site::{Family, Manner, Temporary};
use fantoccini::elements::Element;
use fantoccini::wd::{Capabilities, TimeoutConfiguration};
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::fmt::Display;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
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

    /// Opens a browser that lets no page keep anything.
    pub async fn open_keeping_nothing(&self, address: String) -> Outcome<Page> {
        let mut wanted = self.browser.capabilities()?;
        match self.browser {
            Browser::Chromium => {
                wanted["goog:chromeOptions"]["prefs"] =
                    json!({"profile.default_content_setting_values.cookies": 2});
            }
            Browser::Firefox => {
                wanted["moz:firefoxOptions"]["prefs"]["dom.storage.enabled"] = json!(false);
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

/// An open browser and the site it looks at.
pub struct Page {
    client: Client,
    /// Which browser.
    pub browser: Browser,
    /// How its site is served.
    pub manner: Manner,
    /// Its site.
    pub address: String,
    session: String,
    group: u32,
}

impl Page {
    /// Goes to a place of its site.
    pub async fn open(&self, path: &str) -> Outcome {
        Ok(self.client.goto(&format!("{}{path}", self.address)).await?)
    }

    /// Goes to any address.
    pub async fn open_address(&self, address: &str) -> Outcome {
        Ok(self.client.goto(address).await?)
    }

    /// Runs the body of an async function in the page; what it throws is the error.
    pub async fn script(&self, body: &str) -> Outcome<Value> {
        let script = format!(
            "const done = arguments[arguments.length - 1];
             const pause = (ms) => new Promise((go) => setTimeout(go, ms));
             const until = async (what, ms) => {{
               for (const end = performance.now() + ms; performance.now() < end; await pause(20))
                 if (what()) return true;
               return false;
             }};
             const frame = () => new Promise(requestAnimationFrame);
             const status = () => document.getElementById('status').textContent;
             // A run goes on, and its strategy is at work.
             const begun = async (what = /^(Watching|Warming|Measuring)/) => {{
               if (!await until(() => what.test(status()), 60000)) throw new Error('not begun: ' + status());
             }};
             const up = async () => {{
               if (!await until(() => window.meanwhile, 20000)) throw new Error('no window.meanwhile');
               await window.meanwhile.ready;
               // What is folded away is not drawn.
               const fold = document.getElementById('measurements');
               if (fold) fold.open = true;
               // The timeline is loaded beside the engine.
               await until(() => document.querySelector('.timeline canvas'), 5000);
             }};
             (async () => {{ {body} }})().then(
               (value) => done({{ value: value === undefined ? null : value }}),
               (error) => done({{ error: String(error && error.message || error) }}));"
        );
        let mut answer = self.client.execute_async(&script, Vec::new()).await?;
        match answer.get("error") {
            Some(error) => Err(error.as_str().unwrap_or("an error without words").into()),
            None => Ok(answer["value"].take()),
        }
    }

    /// From now on scripts run inside the first lab of the page.
    pub async fn enter_lab(&self) -> Outcome {
        let frame =
            "return document.querySelector('meanwhile-lab').shadowRoot.querySelector('iframe');";
        let found = self.client.execute(frame, Vec::new()).await?;
        // A reference to an element is an object with one name, which the standard gives.
        let mut references = found
            .as_object()
            .into_iter()
            .flat_map(|found| found.values());
        let reference = references.next().and_then(Value::as_str);
        let reference = reference.ok_or("there is no lab with a frame")?.to_owned();
        let frame = Element::from_element_id(self.client.clone(), reference.into());
        frame.enter_frame().await?;
        Ok(())
    }

    /// Presses keys while the first element of that selector has the focus, as a keyboard does.
    pub async fn press(&self, selector: &str, keys: &str) -> Outcome {
        let found = self.client.find(Locator::Css(selector)).await?;
        Ok(found.send_keys(keys).await?)
    }

    /// The browser's way back.
    pub async fn back(&self) -> Outcome {
        Ok(self.client.back().await?)
    }

    /// From now on scripts run in the frame of that number.
    pub async fn enter_frame(&self, number: u16) -> Outcome {
        self.client.enter_frame(number).await?;
        Ok(())
    }

    /// Scripts run in the page again.
    pub async fn leave_frame(&self) -> Outcome {
        self.client.enter_parent_frame().await?;
        Ok(())
    }

    /// The result of a comparison, asked for through the page's own API.
    pub async fn run(&self, parameters: impl Display) -> Outcome<Value> {
        let body = format!("await up(); return await window.meanwhile.run({parameters});");
        self.script(&body)
            .await
            .map_err(|error| format!("run({parameters}) was rejected: {error}").into())
    }

    /// The sentence with which a comparison is refused.
    pub async fn refusal(&self, parameters: impl Display) -> Outcome<String> {
        let body = format!("await up(); await window.meanwhile.run({parameters});");
        match self.script(&body).await {
            Ok(_) => Err(format!("run({parameters}) was not refused").into()),
            Err(sentence) => Ok(sentence.to_string()),
        }
    }

    /// A command of Chromium's own protocol.
    pub fn devtools(&self, command: &str, parameters: &Value) -> Outcome<Value> {
        self.post(
            "goog/cdp/execute",
            &json!({"cmd": command, "params": parameters}),
        )
    }

    /// What Chromium wrote to its console since the last time.
    pub fn console(&self) -> Outcome<Vec<Value>> {
        match self.post("se/log", &json!({"type": "browser"}))? {
            Value::Array(lines) => Ok(lines),
            other => Err(format!("no list of console lines: {other}").into()),
        }
    }

    /// What a hand does, as WebDriver has it: keys, a mouse, a finger.
    pub fn act(&self, device: &Value) -> Outcome {
        self.post("actions", &json!({"actions": [device]}))?;
        Ok(())
    }

    fn post(&self, path: &str, body: &Value) -> Outcome<Value> {
        let text = ureq::post(format!("{}/{path}", self.session))
            .header("content-type", "application/json")
            .send(body.to_string())?
            .body_mut()
            .read_to_string()?;
        let mut answer: Value = serde_json::from_str(&text)?;
        Ok(answer["value"].take())
    }

    /// Keeps a picture of the page in `target/screenshots/`.
    pub async fn picture(&self, name: &str) -> Outcome {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/screenshots");
        std::fs::create_dir_all(&folder)?;
        let file = folder.join(format!("{}-{name}.png", self.browser.name()));
        Ok(std::fs::write(file, self.client.screenshot().await?)?)
    }

    /// Kilobytes of memory that all processes of the browser hold.
    pub fn memory_kb(&self) -> Outcome<u64> {
        let mut sum = 0;
        for folder in self.processes()? {
            // Processes come and go while we look: those that are gone count nothing.
            let status = std::fs::read_to_string(folder.join("status")).unwrap_or_default();
            let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
            let kb = resident.and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok());
            sum += kb.unwrap_or(0);
        }
        Ok(sum)
    }

    /// How many workers' threads the browser has, by the names that Chromium and Firefox give them.
    pub fn workers(&self) -> Outcome<usize> {
        let mut count = 0;
        for process in self.processes()? {
            for thread in std::fs::read_dir(process.join("task"))
                .into_iter()
                .flatten()
            {
                let name = std::fs::read_to_string(thread?.path().join("comm")).unwrap_or_default();
                count += usize::from(matches!(name.trim(), "DedicatedWorker" | "DOM Worker"));
            }
        }
        Ok(count)
    }

    /// The folders in which the system tells of the browser's processes.
    fn processes(&self) -> Outcome<Vec<PathBuf>> {
        let mut own = Vec::new();
        for entry in std::fs::read_dir("/proc")? {
            let folder = entry?.path();
            // The group is the third field after the name, which ends with the last bracket.
            let stat = std::fs::read_to_string(folder.join("stat")).unwrap_or_default();
            let fields = stat.rsplit(')').next().unwrap_or_default();
            if fields.split_whitespace().nth(2) == Some(&self.group.to_string()) {
                own.push(folder);
            }
        }
        Ok(own)
    }

    /// Ends the browser.
    pub async fn close(self) {
        // A browser that is gone already is what we want.
        let _ = self.client.close().await;
    }
}
