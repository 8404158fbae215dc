//! What labs cost the page around them while nobody sees them.

use crate::driver::Driver;
use crate::embed::{LAB, PICTURE, html, seen_on};
use crate::host::Host;
use crate::page::Page;
use crate::site::{Site, Temporary};
use crate::{Case, Outcome, case, ensure};
use serde_json::json;

/// The cases of this file.
pub fn cases() -> Vec<Case> {
    vec![case!(a_lab_out_of_view_lets_its_engine_go, Chromium)]
}

/// After ten seconds out of view its workers are gone, and back in view it runs again; what it found stays.
/// In a browser of its own: pages that were left before may still have workers.
async fn a_lab_out_of_view_lets_its_engine_go(page: &Page) -> Outcome {
    let driver = Driver::start(page.browser).await?;
    let own = driver.open(page.manner, page.address.clone()).await?;
    let outcome = rests_out_of_view(&own).await;
    own.close().await;
    outcome
}

async fn rests_out_of_view(page: &Page) -> Outcome {
    // The ten seconds are over in one.
    let soon = Temporary::site_with("soon", "early.js", |early| {
        format!("const own = setInterval; setInterval = (go, ms) => own(go, ms / 10);\n{early}")
    })?;
    let site = Site::serve(soon.folder(), page.manner)?;
    let body = format!("{PICTURE}<div style='height: 9000px'></div><p id=end>The end.</p>");
    let host = Host::serve("", html(&site.address(), &body))?;
    let first = seen_on(
        page,
        &host,
        "const one = await lab.run(); return one.strategies[0].answer;",
    )
    .await?;
    let (at_work, analysing) = (page.workers()?, 1);
    page.script("document.getElementById('end').scrollIntoView();")
        .await?;
    let mut left = at_work;
    for _ in 0..200 {
        page.script("await pause(100);").await?;
        left = page.workers()?;
        if left <= analysing {
            break;
        }
    }
    ensure!(
        at_work > analysing + 1 && left <= analysing,
        "{at_work} workers, and after a while out of view none but the analysis were expected; there are {left}"
    );
    let again = page
        .script(&format!(
            "{LAB} const kept = lab.result().strategies[0].answer;
             const far = await lab.run();
             lab.scrollIntoView();
             const near = await lab.run();
             return [kept, far.strategies[0].answer, near.strategies[0].answer];"
        ))
        .await?;
    ensure!(
        again == json!([first, first, first]),
        "it was expected to keep its result, and to run again in view and out of it: {again}"
    );
    Ok(())
}
