//! Labs on hosts that make it hard: sandboxes, isolation without leave, storage that is forbidden, a site that is gone,
//! floods. Each works, or says in a sentence what is wrong.

use crate::driver::{Browser, Driver};
use crate::embed::{ISOLATED, LAB, PICTURE, has_tier, html, picture_on, seen_on};
use crate::host::Host;
use crate::page::Page;
use crate::site::{Manner, Site, dist};
use crate::{Case, Outcome, case, ensure};
use serde_json::json;

/// The cases of this file.
pub fn cases() -> Vec<Case> {
    vec![
        case!(an_isolated_page_may_forget_to_give_leave, EveryEngine),
        case!(a_sandbox_says_what_it_lacks, Isolated),
        case!(a_sandbox_with_an_origin_does, EachEngineOnce),
        case!(a_lab_whose_site_is_gone_says_so, Isolated),
        case!(a_policy_against_frames_is_named, EachEngineOnce),
        case!(a_flood_of_messages_is_borne, Isolated),
        case!(forbidden_storage_forbids_no_run, Isolated),
        case!(a_light_page_under_a_dark_system_has_light_labs, Isolated),
    ]
}

/// A frame that the author wrote by hand, without our script.
fn plain_frame(page: &Page, more: &str) -> String {
    format!(
        "<!doctype html><html lang=en><meta charset=utf-8><title>An article</title>
         <iframe {more} width=720 height=480 title=lab
           src='{}?example=many-cores&size=60&repeats=2&strategies=blocking,async-parallel&embed=1'></iframe>",
        page.address
    )
}

/// Speaks to that frame as anybody may: `said(type)` is its next message of that type.
const SPEAK: &str = "
    const frame = document.querySelector('iframe').contentWindow;
    const heard = [];
    addEventListener('message', ({ data, source }) => source === frame && heard.push(data));
    const say = (type) => frame.postMessage({ meanwhile: 1, type }, '*');
    const said = async (type, ms = 30000) => {
      await until(() => { say('set'); return heard.some((one) => one.type === type); }, ms);
      return heard.find((one) => one.type === type);
    };";

/// The host is isolated, and its frame was not given `allow`.
async fn an_isolated_page_may_forget_to_give_leave(page: &Page) -> Outcome {
    let host = Host::serve(ISOLATED, plain_frame(page, ""))?;
    page.open_address(&host.address()).await?;
    let seen = page
        .script(&format!(
            "{SPEAK}
             await said('ready'); say('run');
             return (await said('result')).result;"
        ))
        .await?;
    let tier = match page.browser {
        Browser::Chromium | Browser::Firefox | Browser::WebKitShared => "threads",
        Browser::WebKit => "workers",
    };
    has_tier(&seen, tier)?;
    ensure!(
        seen["strategies"][0]["answer"] == seen["strategies"][1]["answer"],
        "one answer was expected: {seen:#}"
    );
    Ok(())
}

/// Without an origin nothing can be loaded or started; the plain page says what its author can write.
/// (In WebKit not even that: there `'self'` of our policy means nobody in a frame without an origin.)
async fn a_sandbox_says_what_it_lacks(page: &Page) -> Outcome {
    let host = Host::serve("", plain_frame(page, "sandbox=allow-scripts"))?;
    page.open_address(&host.address()).await?;
    page.enter_frame().await?;
    let said = page
        .script(
            "await until(() => document.getElementById('status')?.className === 'problem', 10000);
             return document.getElementById('status').textContent;",
        )
        .await;
    page.leave_frame().await?;
    let said = said?.to_string();
    ensure!(
        said.contains("allow-same-origin"),
        "a sentence for the author was expected: {said}"
    );
    Ok(())
}

async fn a_sandbox_with_an_origin_does(page: &Page) -> Outcome {
    let sandbox = "sandbox='allow-scripts allow-same-origin'";
    let host = Host::serve("", plain_frame(page, sandbox))?;
    page.open_address(&host.address()).await?;
    let seen = page
        .script(&format!(
            "{SPEAK}
             await said('ready'); say('run');
             return (await said('result')).result.strategies.map((s) => s.reason ?? s.status);"
        ))
        .await?;
    ensure!(
        seen == json!(["done", "done"]),
        "a run was expected: {seen:#}"
    );
    Ok(())
}

/// It comes into view after its site went away: a sentence with a way to try again, and once the site is back, a lesson.
async fn a_lab_whose_site_is_gone_says_so(page: &Page) -> Outcome {
    let mut site = Site::serve(&dist(), Manner::Isolated)?;
    let lab = PICTURE.replace("loading=eager", "loading=click");
    // The element waits for ten or twenty seconds; the clock of the page around runs ten times as fast until it has.
    let fast = "<script>window.slow = setTimeout; setTimeout = (go, ms, ...more) => slow(go, ms / 10, ...more);</script>";
    let host = Host::serve("", html(&site.address(), &[fast, &lab].concat()))?;
    seen_on(
        page,
        &host,
        "await until(() => status() === 'loading', 10000);",
    )
    .await?;
    let port = site.port;
    site.kill();
    let said = page
        .script(
            "const lab = document.querySelector('meanwhile-lab');
             const refused = await lab.run().then(() => 'it ran', (error) => error.message);
             const note = lab.shadowRoot.querySelector('.note');
             return { refused, note: note?.textContent, status: lab.dataset.status,
               shows: document.getElementById('meanwhile').getClientRects().length };",
        )
        .await?;
    ensure!(
        said["refused"].to_string().contains("does not answer")
            && said["note"].to_string().contains("Try again")
            && said["status"] == "failed"
            && said["shows"] == 1,
        "a sentence, and what stands inside, were expected: {said:#}"
    );
    let _again = Site::serve_at(&dist(), Manner::Isolated, port)?;
    let status = page
        .script(
            "const lab = document.querySelector('meanwhile-lab');
             setTimeout = slow;
             lab.shadowRoot.querySelector('.note button').click();
             await until(() => lab.dataset.status === 'ready', 20000);
             await lab.run();
             return [lab.dataset.status, lab.shadowRoot.querySelector('.note')?.textContent ?? null];",
        )
        .await?;
    ensure!(
        status == json!(["done", null]),
        "a lesson was expected once its site is back: {status}"
    );
    Ok(())
}

/// Without a frame there is nothing to wait for.
async fn a_policy_against_frames_is_named(page: &Page) -> Outcome {
    const STRICT: &str =
        "Content-Security-Policy: default-src 'none'; script-src http://127.0.0.1:*";
    let host = Host::serve(STRICT, html(&page.address, PICTURE))?;
    let said = seen_on(
        page,
        &host,
        "await is('failed', 5000);
         const refused = await lab.run().catch((error) => error.message);
         return { note: lab.shadowRoot.querySelector('.note')?.textContent, status: status(), refused };",
    )
    .await?;
    ensure!(
        said["note"]
            .to_string()
            .contains("frame-src http://127.0.0.1")
            && said["status"] == "failed",
        "the policy and what to add were expected: {said:#}"
    );
    Ok(())
}

/// Ten thousand at once, in a run and outside of one; then what was wanted last is run.
async fn a_flood_of_messages_is_borne(page: &Page) -> Outcome {
    let body = "<meanwhile-lab example=many-fetches size=3 repeats=1 strategies=async loading=eager></meanwhile-lab>";
    let host = Host::serve("", html(&page.address, body))?;
    let seen = seen_on(
        page,
        &host,
        "if (!await is('ready')) throw new Error('not ready: ' + status());
         const inner = lab.shadowRoot.querySelector('iframe').contentWindow;
         const flood = () => {
           for (let count = 0; count < 10000; count += 1) {
             const query = `?example=many-fetches&embed=1&repeats=1&strategies=async&size=${1 + count % 50}`;
             const message = [{ type: 'set', query }, { type: 'result?' }, { type: 'stop' }, { type: 'run' }][count % 4];
             if (message.type !== 'run' || count % 1000 === 3) inner.postMessage({ meanwhile: 1, ...message }, '*');
           }
         };
         flood();
         const begun = lab.run().catch(() => {});
         flood();
         await begun;
         lab.stop();
         lab.setAttribute('size', '4');
         let last;
         if (!await until(() => status() !== 'running', 30000)) throw new Error('still running');
         // What the flood wanted run may still run, and what it wanted stopped is; then it is our turn.
         const isOurs = () => last?.parameters.size === 4 && last.strategies[0].status === 'done';
         await until(async () => { last = await lab.run(); return isOurs(); }, 30000);
         return { size: last?.parameters.size, state: last?.strategies?.[0].status, entries: history.length };",
    )
    .await?;
    ensure!(
        seen["size"] == 4 && seen["state"] == "done",
        "a run of what was set last was expected: {seen:#}"
    );
    Ok(())
}

/// In a browser whose user forbids frames of other sites to keep anything.
async fn forbidden_storage_forbids_no_run(page: &Page) -> Outcome {
    let driver = Driver::start(page.browser).await?;
    let strict = driver.open_without_storage(page.address.clone()).await?;
    let outcome = picture_on(&strict, "").await;
    strict.close().await;
    outcome.map(drop)
}

/// Pages are light by having no class, dark by a style of their own, or as the system is; each way the labs are as the
/// text around them, also when it changes in a second's time.
async fn a_light_page_under_a_dark_system_has_light_labs(page: &Page) -> Outcome {
    let driver = Driver::start(page.browser).await?;
    let dark = driver.open_dark(page.address.clone()).await?;
    let outcome = labs_are_as_the_text(&dark).await;
    dark.close().await;
    outcome
}

async fn labs_are_as_the_text(page: &Page) -> Outcome {
    let lab = PICTURE.replace("id=meanwhile", "");
    // As VitePress does it, and MkDocs Material: only the dark of the two has a name.
    let class = "<style>
        body { background: #fff; color: #3c3c43; transition: color 0.3s, background 0.3s; }
        .night body { background: #1b1b1f; color: #dfdfd6; }
        </style>";
    let cards = [
        "oklch(0.9 0.02 250)",
        "color(srgb 0.1 0.1 0.2)",
        "rgb(255 255 255 / 0.8)",
    ];
    let cards = cards.map(|colour| format!("<div style='color: {colour}'>{lab}</div>"));
    let themes = async |body: String| {
        let host = Host::serve("", html(&page.address, &body))?;
        let script = "await is('ready');
            return [matchMedia('(prefers-color-scheme: dark)').matches, ...[...document.querySelectorAll('meanwhile-lab')]
              .map((one) => new URL(one.shadowRoot.querySelector('iframe').src).searchParams.get('theme'))];";
        seen_on(page, &host, script).await
    };
    let follows = "<meta name=color-scheme content='light dark'>";
    let styled = "<style>body { background: #101014; color: #eee; }</style>";
    let seen = [
        themes(lab.clone()).await?,
        themes(format!("{follows}{lab}")).await?,
        themes(format!("{styled}{lab}")).await?,
        themes(cards.concat()).await?,
    ];
    ensure!(
        json!(seen)
            == json!([
                [true, "light"],
                [true, "dark"],
                [true, "dark"],
                [true, "dark", "light", "dark"]
            ]),
        "labs were expected to be as the text around them: {seen:?}"
    );
    if page.browser == Browser::Chromium {
        let host = Host::serve("", html(&page.address, &format!("{follows}{lab}")))?;
        seen_on(page, &host, "await is('ready');").await?;
        for theme in ["light", "dark"] {
            let media = json!({"features": [{"name": "prefers-color-scheme", "value": theme}]});
            page.devtools("Emulation.setEmulatedMedia", &media)?;
            lab_becomes(page, theme).await?;
        }
    }
    let host = Host::serve("", html(&page.address, &format!("{class}{lab}")))?;
    page.open_address(&host.address()).await?;
    for (name, theme) in [("", "light"), ("night", "dark"), ("", "light")] {
        page.script(&format!(
            "{LAB} if (!await is('ready')) throw new Error('not ready: ' + status());
             document.documentElement.className = '{name}';"
        ))
        .await?;
        lab_becomes(page, theme).await?;
    }
    Ok(())
}

/// Within a few seconds the first lab of the page has that theme.
async fn lab_becomes(page: &Page, theme: &str) -> Outcome {
    page.enter_lab().await?;
    let is_so = page
        .script(&format!(
            "const {{ dataset }} = document.documentElement;
             return await until(() => dataset.theme === '{theme}', 5000) || dataset.theme;"
        ))
        .await;
    page.leave_frame().await?;
    let is_so = is_so?;
    ensure!(is_so == true, "a lab that is {theme} was expected: {is_so}");
    Ok(())
}
