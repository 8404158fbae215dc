//! The site on a host that is none of ours: it serves files and nothing else, without any header. There the site's service
//! worker isolates the page, and keeps it for when there is no network.

use crate::host::Host;
use crate::page::Page;
use crate::result::entry;
use crate::site::{Temporary, build_folder, copy_folder, dist};
use crate::{Case, Outcome, case, ensure};
use serde_json::{Value, json};
use std::fs;
use std::time::Duration;

/// The cases of this file.
pub fn cases() -> Vec<Case> {
    vec![
        case!(a_static_host_isolates_and_keeps_the_site, Isolated),
        case!(a_new_build_never_meets_an_old_one, Isolated),
        case!(
            where_headers_do_not_isolate_nothing_is_loaded_for_ever,
            Isolated
        ),
        case!(without_a_service_worker_it_works_at_a_lower_tier, Isolated),
        case!(
            waits_of_a_static_host_are_said_to_be_none_of_a_server,
            EachEngineOnce
        ),
    ]
}

/// What scripts of these tests begin with. A page that is about to be loaded anew loses the script; whoever asks asks again.
const SITE: &str = "
    // Whether all is kept that the service worker is to keep.
    const keeps = async () => {
      const worker = await (await fetch('sw.js')).text();
      const files = JSON.parse(worker.split('FILES = ')[1].split(';')[0]);
      const isKept = async () => (await Promise.all(files.map((path) => caches.match(new URL(path, location.origin))))).every(Boolean);
      if (files.length < 40 || !await until(isKept, 30000)) throw new Error(`not all of ${files.length} files is kept`);
    };
    const run = async (options) => {
      const { strategies, warnings, environment } = await meanwhile.run({ example: 'many-fetches', size: 4, repeats: 1, strategies: 'blocking async', ...options });
      return { ends: strategies.map(({ status, answer, reason }) => [status, answer, reason]), warnings, waits: environment.waits, tier: environment.tier };
    };";

/// What a script sees when the page stands and is isolated, however often it was loaded till then.
async fn seen_isolated(page: &Page, script: &str) -> Outcome<Value> {
    let body = format!(
        "{SITE} await up(); if (!await until(() => crossOriginIsolated, 8000)) throw new Error('not isolated'); {script}"
    );
    seen_at_last(page, &body).await
}

/// What a script sees of a page that may be loaded anew in the midst of it.
async fn seen_at_last(page: &Page, body: &str) -> Outcome<Value> {
    for _ in 0..TRIALS {
        if let Ok(seen) = page.script(body).await {
            return Ok(seen);
        }
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    page.script(body).await
}

/// While a page is on its way no script runs in it.
const TRIALS: u32 = 3;

async fn a_static_host_isolates_and_keeps_the_site(page: &Page) -> Outcome {
    let host = Host::serve_folder(&dist())?;
    let address = format!("{}?example=many-fetches", host.address());
    page.open_address(&address).await?;
    let seen = seen_isolated(
        page,
        "const first = await run();
         await keeps();
         return { first, address: location.href };",
    )
    .await?;
    let first = &seen["first"];
    ensure!(
        first["tier"] == "threads" && first["waits"] != "server",
        "shared threads, and waits that are none of our server's, were expected: {seen:#}"
    );
    ensure!(
        !seen["address"].to_string().contains("again="),
        "an address for others was expected: {seen:#}"
    );
    drop(host);
    page.open_address(&format!("{address}&theme=dark")).await?;
    let offline = seen_isolated(page, "return { run: await run(), picture: (await meanwhile.run({ example: 'many-cores', size: 60, repeats: 1, strategies: 'async-parallel' })).strategies[0].status };").await?;
    ensure!(
        offline["run"]["waits"] == "timer" && offline["picture"] == "done",
        "runs without a network were expected: {offline:#}"
    );
    let ends = offline["run"]["ends"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    ensure!(
        ends.len() == 2
            && ends
                .iter()
                .all(|end| end[0] == "done" && end[1] == ends[0][1]),
        "one answer of both was expected: {offline:#}"
    );
    Ok(())
}

/// Under an open page its build is taken away, and another put in its place.
async fn a_new_build_never_meets_an_old_one(page: &Page) -> Outcome {
    let folder = Temporary::new("two-builds")?;
    copy_folder(&dist(), folder.folder(), "")?;
    let host = Host::serve_folder(folder.folder())?;
    page.open_address(&format!("{}?example=many-cores", host.address()))
        .await?;
    let before = seen_isolated(
        page,
        "await keeps();
         return document.querySelector('script[src*=boot]')?.src ?? '';",
    )
    .await?;
    let old = build_folder(folder.folder())?;
    let name = old
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default()
        .to_owned();
    let new_name = "build-0123456789abcdef";
    fs::rename(&old, folder.folder().join(new_name))?;
    for file in ["index.html", "sw.js"] {
        let place = folder.folder().join(file);
        let text = fs::read_to_string(&place)?;
        fs::write(place, text.replace(&name, new_name))?;
    }
    // What the open page has not loaded yet is of its own build.
    let after = page
        .script(&format!(
            "{SITE} const result = await run({{ example: 'many-cores', size: 60, strategies: 'async-parallel' }});
             const loaded = performance.getEntriesByType('resource').map(({{ name }}) => name).filter((name) => name.includes('/build-'));
             return {{ result, others: loaded.filter((name) => !name.includes('{name}')) }};"
        ))
        .await?;
    ensure!(
        after["result"]["ends"][0][0] == "done" && after["others"] == json!([]),
        "a run with the build of the page was expected: {after:#}"
    );
    page.open_address(&format!("{}?example=many-cores&theme=dark", host.address()))
        .await?;
    let next = seen_isolated(
        page,
        "const result = await run({ example: 'many-cores', size: 60, strategies: 'async-parallel' });
         const loaded = performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => name.includes('/build-'));
         return { result, builds: [...new Set(loaded.map((name) => name.match(/build-[0-9a-f]+/)[0]))] };",
    )
    .await?;
    ensure!(
        next["result"]["ends"][0][0] == "done" && next["builds"] == json!([new_name]),
        "the new build alone was expected: {next:#}, before: {before}"
    );
    Ok(())
}

/// The service worker comes up, and what it adds helps nothing.
async fn where_headers_do_not_isolate_nothing_is_loaded_for_ever(page: &Page) -> Outcome {
    let folder = Temporary::new("no-headers")?;
    copy_folder(&dist(), folder.folder(), "")?;
    let place = folder.folder().join("sw.js");
    let text = fs::read_to_string(&place)?;
    fs::write(place, text.replace("headers.set(name, value)", "void name"))?;
    let host = Host::serve_folder(folder.folder())?;
    page.open_address(&format!("{}?example=many-cores", host.address()))
        .await?;
    let body = format!(
        "{SITE} await up();
         if (!await until(() => navigator.serviceWorker.controller, 8000)) throw new Error('no service worker');
         // It is told to keep the site by a page that is not loaded anew, when that is decided.
         await keeps();
         await fetch('nothing-is-here.txt');
         return {{ result: await run({{ example: 'many-cores', size: 60, strategies: 'async-parallel' }}),
           error: await caches.match('nothing-is-here.txt') === undefined, isolated: crossOriginIsolated }};"
    );
    let seen = seen_at_last(page, &body).await?;
    ensure!(
        seen["result"]["ends"][0][0] == "done"
            && seen["result"]["tier"] == "workers"
            && seen["isolated"] == false,
        "a page that stays, at a lower tier, was expected: {seen:#}"
    );
    ensure!(
        seen["error"] == true,
        "an answer that is an error is not to be kept"
    );
    Ok(())
}

/// The site without its service worker, as an operator may want it.
fn without_worker(name: &str) -> Outcome<Temporary> {
    let folder = Temporary::new(&format!("no-worker-{name}"))?;
    copy_folder(&dist(), folder.folder(), "sw.js")?;
    Ok(folder)
}

async fn without_a_service_worker_it_works_at_a_lower_tier(page: &Page) -> Outcome {
    let copied = without_worker("lower-tier")?;
    let host = Host::serve_folder(copied.folder())?;
    page.open_address(&format!("{}?example=many-fetches", host.address()))
        .await?;
    let seen = page
        .script(&format!(
            "{SITE} window.marked = true;
             await up();
             const result = await run();
             // Nobody loads it anew when there is found to be none.
             const isLookedFor = () => performance.getEntriesByType('resource').some(({{ name }}) => name.endsWith('/sw.js'));
             if (!await until(isLookedFor, 10000)) throw new Error('no service worker was asked for');
             await frame();
             return {{ result, marked: window.marked, reason: meanwhile.environment().tierReason }};"
        ))
        .await?;
    ensure!(
        seen["marked"] == true
            && seen["result"]["tier"] == "workers"
            && seen["result"]["ends"][0][0] == "done",
        "a run with separate workers, on a page that stays, was expected: {seen:#}"
    );
    Ok(())
}

async fn waits_of_a_static_host_are_said_to_be_none_of_a_server(page: &Page) -> Outcome {
    let copied = without_worker("waits")?;
    let host = Host::serve_folder(copied.folder())?;
    page.open_address(&format!("{}?example=callbacks", host.address()))
        .await?;
    let seen = page
        .script(
            "await up();
             const hint = document.getElementById('outcome').textContent;
             const ran = await meanwhile.run({ example: 'callbacks', repeats: 1 });
             const failing = await meanwhile.run({ example: 'callbacks', repeats: 1, fails: 1 });
             return { ran, failing, hint, how: document.querySelector('[aria-labelledby=said-title]').textContent };",
        )
        .await?;
    let ran = &seen["ran"];
    let said = ran["warnings"].to_string();
    let waits = ran["environment"]["waits"].as_str().unwrap_or_default();
    let (word, how) = match waits {
        "timer" => ("timer", "Waits: timer, not network"),
        _ => ("host can’t wait", "Waits: what the network takes"),
    };
    ensure!(
        waits != "server"
            && said.contains(word)
            && seen["hint"].to_string().contains("host can’t wait")
            && seen["how"].to_string().contains(how),
        "where the waits come from was to be said: {seen:#}"
    );
    // The reader's own programs have it before the first run, too; in somebody else's page no room is kept for it.
    let hint_at = async |query: &str, place: &str| {
        page.open_address(&format!("{}?{query}", host.address()))
            .await?;
        page.script(&format!(
            "await up(); await frame(); await frame(); return document.querySelector('{place}').textContent.includes('host can’t wait');"
        ))
        .await
    };
    ensure!(
        hint_at("example=your-own", "#programs ~ .hint").await? == true,
        "where the waits come from was to be said before a run of one's own"
    );
    ensure!(
        hint_at("example=callbacks&embed=1", "#outcome").await? == false,
        "nothing was to be said where no room is kept"
    );
    for key in ["callbacks", "promise-chain", "async-await"] {
        ensure!(entry(ran, key)?["status"] == "done", "{key}: {ran:#}");
        ensure!(
            entry(&seen["failing"], key)?["status"] == "done",
            "{key}: {seen:#}"
        );
    }
    Ok(())
}
