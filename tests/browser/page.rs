//! A page in a browser, and the few things that cases do with it.

use crate::Outcome;
use crate::driver::Browser;
use crate::site::Manner;
use fantoccini::elements::Element;
use fantoccini::{Client, Locator};
use serde_json::{Value, json};
use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How long a frame may take until its document is there.
const FRAME_LIMIT: Duration = Duration::from_secs(30);

/// An open browser and the site it looks at.
pub struct Page {
    /// The driver's client.
    pub(crate) client: Client,
    /// Which browser.
    pub browser: Browser,
    /// How its site is served.
    pub manner: Manner,
    /// Its site.
    pub address: String,
    /// The driver's address of its session.
    pub(crate) session: String,
    /// The group of its processes.
    pub(crate) group: u32,
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
             const vain = [];
             const until = async (what, ms) => {{
               for (const end = performance.now() + ms; performance.now() < end; await pause(20))
                 if (await what()) return true;
               vain.push(`${{ms}} ms for ${{what}}`);
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
             }};
             (async () => {{ {body} }})().then(
               (value) => done({{ value: value === undefined ? null : value, vain }}),
               (error) => done({{ error: String(error && error.message || error) }}));"
        );
        let mut answer = self.client.execute_async(&script, Vec::new()).await?;
        if let Some(error) = answer.get("error") {
            return Err(error.as_str().unwrap_or("an error without words").into());
        }
        // What was waited for to its limit and did not come made the case long, whether it was to come or not.
        for waited in answer["vain"].as_array().into_iter().flatten() {
            println!("    waited in vain: {waited}");
        }
        // Our script always gives a value. Firefox answers with nothing when the document went away under it.
        match answer.get_mut("value") {
            Some(value) => Ok(value.take()),
            None => Err("the script's document went away before it was done".into()),
        }
    }

    /// From now on scripts run inside the first lab of the page.
    pub async fn enter_lab(&self) -> Outcome {
        self.enter("document.querySelector('meanwhile-lab')?.shadowRoot.querySelector('iframe')")
            .await
    }

    /// From now on scripts run in the first frame of the page.
    pub async fn enter_frame(&self) -> Outcome {
        self.enter("document.querySelector('iframe')").await
    }

    /// Enters the frame that this expression finds, once the document is in it that its address names: the frame is
    /// there before, with an empty one, and what runs in that is thrown away with it.
    async fn enter(&self, found: &str) -> Outcome {
        let began = Instant::now();
        loop {
            let seen = self.entered(found).await;
            if matches!(seen, Ok(None)) {
                return Ok(());
            }
            // Without its frame, too, the page is where the next look begins.
            let _ = self.client.enter_parent_frame().await;
            if began.elapsed() > FRAME_LIMIT {
                let why = match seen {
                    Ok(seen) => seen.unwrap_or_default(),
                    Err(error) => error.to_string(),
                };
                return Err(format!("no document in the frame: {why}").into());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Enters that frame. Gives what is seen where its document is not there yet.
    async fn entered(&self, found: &str) -> Outcome<Option<String>> {
        let look = format!("const frame = {found}; return frame && [frame, frame.src];");
        let seen = self.client.execute(&look, Vec::new()).await?;
        // A reference to an element is an object with one name, which the standard gives.
        let reference = seen[0].as_object().and_then(|one| one.values().next());
        let Some(reference) = reference.and_then(Value::as_str).map(str::to_owned) else {
            return Ok(Some("no frame".to_owned()));
        };
        let wanted = seen[1].as_str().unwrap_or_default();
        let frame = Element::from_element_id(self.client.clone(), reference.into());
        frame.enter_frame().await?;
        let inside = "return [location.origin + location.pathname, document.readyState];";
        let inside = self.client.execute(inside, Vec::new()).await?;
        let place = wanted.split(['?', '#']).next().unwrap_or_default();
        let is_there = inside[0] == place && inside[1] == "complete";
        Ok((!is_there).then(|| format!("{inside} where {wanted} was to be")))
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

    /// Scripts run in the page again.
    pub async fn leave_frame(&self) -> Outcome {
        self.client.enter_parent_frame().await?;
        Ok(())
    }

    /// Does something in a tab of its own, whose history is empty, and goes back to this one. A browser keeps no more
    /// than 50 entries of a tab; in a full one Chromium lets those go first that came without a reader's own act, which
    /// are all that scripts make.
    pub async fn in_new_tab<T>(&self, what: impl AsyncFnOnce() -> Outcome<T>) -> Outcome<T> {
        let before = self.client.window().await?;
        let tab = self.client.new_window(true).await?;
        self.client.switch_to_window(tab.handle).await?;
        let outcome = what().await;
        self.client.close_window().await?;
        self.client.switch_to_window(before).await?;
        outcome
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

    /// Does something on a screen of that size, in CSS pixels, and gives the window its own again. Chromium only.
    pub async fn on_screen<T>(
        &self,
        (width, height): (u32, u32),
        what: impl AsyncFnOnce() -> Outcome<T>,
    ) -> Outcome<T> {
        self.resize((width, height))?;
        let outcome = what().await;
        self.devtools("Emulation.clearDeviceMetricsOverride", &json!({}))?;
        outcome
    }

    /// Another size of the screen, while something is done on one.
    pub fn resize(&self, (width, height): (u32, u32)) -> Outcome {
        let size =
            json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.devtools("Emulation.setDeviceMetricsOverride", &size)?;
        Ok(())
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
