//! How the page is to everyone: accessible, steady, narrow screens, no foreign request, no inline
//! script, nothing in the console. Pictures of it go to `target/screenshots/`.

use crate::page::Page;
use crate::result::runs_right;
use crate::site::{Site, Temporary, copy_folder, dist, tool};
use crate::{Case, Outcome, case, ensure};
use meanwhile::lesson;
use meanwhile::values::SIZE;
use serde_json::{Value, json};

/// The cases of this file.
pub fn cases() -> Vec<Case> {
    vec![
        case!(axe_finds_nothing_in_light_and_dark, Chromium),
        case!(every_cell_of_a_table_has_headers, ChromiumFirst),
        case!(nothing_shifts, Chromium),
        case!(narrow_screens_scroll_down_only, Chromium),
        case!(console_stays_silent, Chromium),
        case!(no_foreign_request, Everywhere),
        case!(any_folder_of_any_host_will_do, Everywhere),
        case!(page_speaks_without_scripts, Chromium),
    ]
}

/// axe's rules on the page as it is.
pub async fn axe_finds_nothing(page: &Page, moment: &str) -> Outcome {
    let all = "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']";
    axe(page, all, moment).await
}

async fn axe(page: &Page, rules: &str, moment: &str) -> Outcome {
    let script = format!(
        "{};
         const found = await axe.run(document, {{ runOnly: {rules}, resultTypes: ['violations'] }});
         return found.violations.map((one) => ({{ rule: one.id, help: one.help,
           nodes: one.nodes.slice(0, 5).map((node) => [node.target.join(' '), node.failureSummary]) }}));",
        std::fs::read_to_string(tool("axe-core", "axe.min.js")?)?
    );
    let violations = page.script(&script).await?;
    ensure!(
        violations.as_array().is_some_and(Vec::is_empty),
        "axe, {moment}: {violations:#}"
    );
    Ok(())
}

async fn axe_finds_nothing_in_light_and_dark(page: &Page) -> Outcome {
    for example in [
        "many-fetches",
        "many-cores",
        "wrong-tool",
        "chunk-size",
        "the-team",
    ] {
        page.open(&format!("?example={example}&theme=light"))
            .await?;
        page.script("await up();").await?;
        axe_in_both(page, example, "before").await?;
        let lesson = lesson::find(example).ok_or("no such lesson")?;
        let size = lesson.range(SIZE, 2).ok_or("it has no size")?.min;
        page.run(json!({"example": example, "size": size, "repeats": 1}))
            .await?;
        page.script(
            "for (const code of document.querySelectorAll('details.code')) code.open = true;",
        )
        .await?;
        axe_in_both(page, example, "after").await?;
    }
    Ok(())
}

/// In the light all of it, and in the dark what has to do with colours; the page is dark for no longer.
async fn axe_in_both(page: &Page, example: &str, moment: &str) -> Outcome {
    let become_ = async |theme: &str| {
        page.script(&format!(
            "document.documentElement.dataset.theme = '{theme}';
             await frame();
             const turns = document.getAnimations().filter((one) => one instanceof CSSTransition);
             await Promise.all(turns.map(({{ finished }}) => finished));"
        ))
        .await
    };
    let moment_in = |theme: &str| format!("{example}, {theme}, {moment} a run");
    axe_finds_nothing(page, &moment_in("light")).await?;
    page.picture(&format!("{example}-light-{moment}")).await?;
    become_("dark").await?;
    axe(
        page,
        "['color-contrast', 'link-in-text-block']",
        &moment_in("dark"),
    )
    .await?;
    page.picture(&format!("{example}-dark-{moment}")).await?;
    become_("light").await?;
    Ok(())
}

/// axe looks at large tables only.
async fn every_cell_of_a_table_has_headers(page: &Page) -> Outcome {
    page.open("?example=many-fetches").await?;
    page.run(json!({"example": "many-fetches", "size": 3, "repeats": 1}))
        .await?;
    let bare = page
        .script(
            "for (const details of document.querySelectorAll('details')) details.open = true;
             const spans = () => document.querySelector('.timeline details td');
             if (!await until(spans, 5000)) throw new Error('the timeline has no table');
             const has = (cell) => {
               const head = cell.closest('table').querySelector('thead tr');
               const column = !head || head.children[cell.cellIndex]?.matches('th[scope=col]');
               return column && cell.parentElement.querySelector('th[scope=row]');
             };
             const bare = [...document.querySelectorAll('td')].filter((cell) => !has(cell));
             return bare.map((cell) => cell.outerHTML).slice(0, 5);",
        )
        .await?;
    ensure!(bare == json!([]), "cells without headers: {bare:#}");
    Ok(())
}

async fn nothing_shifts(page: &Page) -> Outcome {
    for (address, width) in [
        ("", 1280),
        ("?example=many-fetches", 1280),
        ("?example=four-lines", 1280),
        ("?example=chunk-size", 1280),
        ("?example=your-own", 1280),
        ("", 390),
        ("?example=many-fetches", 390),
        ("?example=chunk-size", 390),
    ] {
        let still = async || stands_still(page, address).await;
        page.on_screen((width, 1600), still).await?;
    }
    Ok(())
}

/// In a window so high that all of the page is seen: what moves out of sight is not noted.
async fn stands_still(page: &Page, address: &str) -> Outcome {
    page.open(address).await?;
    let shifts = page
        .script(
            "await up();
             await document.fonts.ready;
             for (let frames = 0; frames < 30; frames += 1) await frame();
             const seen = [];
             // What was noted before comes first, in one list, if there was anything.
             const observer = new PerformanceObserver((list) => seen.push(...list.getEntries()));
             observer.observe({ type: 'layout-shift', buffered: true });
             for (let frames = 0; frames < 5; frames += 1) await frame();
             seen.push(...observer.takeRecords());
             const of = (node) => node ? node.nodeName + (node.id ? '#' + node.id : '') : 'gone';
             return seen.filter((one) => !one.hadRecentInput)
               .map((one) => ({ value: one.value, who: one.sources.map(({ node }) => of(node)) }));",
        )
        .await?;
    let sum: f64 = shifts
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|one| one["value"].as_f64())
        .sum();
    ensure!(
        sum < 0.02,
        "{address}: layout shifted by {sum:.3} before anyone did anything: {shifts:#}"
    );
    Ok(())
}

async fn narrow_screens_scroll_down_only(page: &Page) -> Outcome {
    let size = json!({"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": true});
    page.devtools("Emulation.setDeviceMetricsOverride", &size)?;
    let outcome = narrow(page).await;
    page.devtools("Emulation.clearDeviceMetricsOverride", &json!({}))?;
    outcome
}

async fn narrow(page: &Page) -> Outcome {
    for theme in ["light", "dark"] {
        page.open(&format!("?theme={theme}")).await?;
        page.script("await up();").await?;
        fits(page, "on the opening").await?;
        page.picture(&format!("narrow-{theme}-opening")).await?;
        page.open(&format!("?example=many-fetches&theme={theme}"))
            .await?;
        page.script("await up();").await?;
        fits(page, "before a run").await?;
        page.picture(&format!("narrow-{theme}-before")).await?;
        page.run(json!({"example": "many-fetches", "repeats": 1}))
            .await?;
        fits(page, "after a run").await?;
        page.picture(&format!("narrow-{theme}-after")).await?;
    }
    Ok(())
}

async fn fits(page: &Page, moment: &str) -> Outcome {
    let wide = page
        .script(
            "const width = document.documentElement.clientWidth;
             const inner = (node) => node.closest('#timeline') !== null;
             return { width, scrolls: document.documentElement.scrollWidth,
               stickOut: [...document.querySelectorAll('body *')]
                 .filter((node) => !inner(node) && node.getBoundingClientRect().right > width + 1)
                 .slice(0, 8).map((node) => node.nodeName + '.' + node.className + '#' + node.id) };",
        )
        .await?;
    ensure!(
        wide["width"] == 390 && wide["scrolls"].as_u64() <= wide["width"].as_u64(),
        "it scrolls sideways, {moment}: {wide:#}"
    );
    Ok(())
}

async fn console_stays_silent(page: &Page) -> Outcome {
    // Whatever earlier cases left behind.
    page.console()?;
    for example in ["many-fetches", "many-cores"] {
        page.open(&format!("?example={example}")).await?;
        page.run(json!({"example": example, "repeats": 1})).await?;
    }
    let loud: Vec<Value> = page
        .console()?
        .into_iter()
        .filter(|line| line["level"] == "SEVERE" || line["level"] == "WARNING")
        // The start script of wasm-bindgen-rayon's workers uses the older way of calling.
        .filter(|line| {
            let message = line["message"].as_str().unwrap_or_default();
            !message.contains("using deprecated parameters for the initialization function")
        })
        .collect();
    ensure!(loud.is_empty(), "the console says {loud:#?}");
    Ok(())
}

async fn no_foreign_request(page: &Page) -> Outcome {
    page.open("").await?;
    runs_right(page, &["async"]).await?;
    let foreign = page
        .script(
            "return performance.getEntriesByType('resource').map((entry) => entry.name)
               .filter((name) => new URL(name).origin !== location.origin
                 && !/^(blob|data):/.test(name));",
        )
        .await?;
    ensure!(
        foreign.as_array().is_some_and(Vec::is_empty),
        "requests to others: {foreign:#}"
    );
    let kept = page.script("return document.cookie;").await?;
    ensure!(kept == "", "a cookie: {kept}");
    Ok(())
}

/// As on a host where the site is one folder among others: nothing is asked for outside of it.
async fn any_folder_of_any_host_will_do(page: &Page) -> Outcome {
    const PLACE: &str = "some/where/";
    let host = Temporary::new(&format!("host-{}", page.manner.name()))?;
    copy_folder(&dist(), &host.folder().join(PLACE), "")?;
    std::fs::write(host.folder().join("index.html"), "<!doctype html>")?;
    let site = Site::serve(host.folder(), page.manner)?;
    page.open_address(&format!("{}{PLACE}", site.address()))
        .await?;
    runs_right(page, &["async", "async-parallel"]).await?;
    let asked = page
        .script(
            "return performance.getEntriesByType('resource').map((entry) => entry.name)
               .filter((name) => !/^(blob|data):/.test(name));",
        )
        .await?;
    let root = format!("{}{PLACE}", site.address());
    // What browsers fetch to put a site on somebody's desk lies beside the build.
    let places = ["build-", "manifest.webmanifest", "icons/"];
    let is_inside = |name: &Value| {
        let path = name.as_str().and_then(|name| name.strip_prefix(&root));
        path.is_some_and(|path| places.iter().any(|place| path.starts_with(place)))
    };
    ensure!(
        asked
            .as_array()
            .is_some_and(|all| all.len() > 5 && all.iter().all(is_inside)),
        "not all that was loaded is of the build: {asked:#}"
    );
    Ok(())
}

/// Without scripts nothing of ours runs, so the page as sent is all there is to look at.
async fn page_speaks_without_scripts(page: &Page) -> Outcome {
    page.devtools(
        "Emulation.setScriptExecutionDisabled",
        &json!({"value": true}),
    )?;
    let opened = page.open("").await;
    page.devtools(
        "Emulation.setScriptExecutionDisabled",
        &json!({"value": false}),
    )?;
    opened?;
    let seen = page
        .script(
            "return { text: document.body.innerText,
               started: Boolean(window.meanwhile),
               said: [...document.querySelectorAll('noscript')].map((one) => one.textContent) };",
        )
        .await?;
    ensure!(seen["started"] == false, "scripts ran: {seen:#}");
    let text = seen["text"].as_str().unwrap_or_default();
    ensure!(
        text.contains("JavaScript"),
        "no sentence about JavaScript in what is seen: {seen:#}"
    );
    let html = std::fs::read_to_string(dist().join("index.html"))?;
    let inline: Vec<&str> = html
        .split("<script")
        .skip(1)
        .filter(|rest| !rest.split('>').next().unwrap_or_default().contains("src="))
        .collect();
    ensure!(inline.is_empty(), "inline scripts: {inline:?}");
    Ok(())
}
