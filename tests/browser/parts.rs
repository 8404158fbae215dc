//! A page one of whose parts can't be loaded, or is not there yet: it says so, and all else goes on.

use crate::history::HISTORY;
use crate::page::Page;
use crate::site::{Manner, Site, Temporary};
use crate::{Case, Outcome, case, ensure};
use serde_json::{Value, json};

/// All cases, in the order in which they are run.
pub fn cases() -> Vec<Case> {
    vec![
        case!(a_lost_analysis_leaves_the_page_alive, Isolated),
        case!(a_lost_timeline_leaves_the_page_alive, Isolated),
        case!(a_lost_reader_leaves_the_page_alive, Isolated),
        case!(a_page_that_loads_tells_of_its_own_lesson, Isolated),
    ]
}

/// What a script sees on the page of a site without that folder.
async fn without(page: &Page, folder: &str, script: &str) -> Outcome<Value> {
    let copy = Temporary::site_without(folder)?;
    let site = Site::serve(copy.folder(), Manner::Isolated)?;
    page.open_address(&format!("{}?example=many-fetches", site.address()))
        .await?;
    page.script(script).await
}

async fn a_lost_analysis_leaves_the_page_alive(page: &Page) -> Outcome {
    let said = without(
        page,
        "analysis",
        "await up();
         const sentence = await window.meanwhile.run({ size: 3, repeats: 1, strategies: 'async' })
           .then(() => 'it ran', (error) => error.message);
         const idle = await until(() => document.getElementById('run').getAttribute('aria-disabled') !== 'true', 5000);
         return { sentence, idle };",
    )
    .await?;
    ensure!(
        said["sentence"].to_string().contains("analysis") && said["idle"] == true,
        "a sentence and a page that can run again were expected: {said:#}"
    );
    Ok(())
}

/// The page says so where it would be, and measures as ever.
async fn a_lost_timeline_leaves_the_page_alive(page: &Page) -> Outcome {
    let said = without(
        page,
        "timeline",
        "await up();
         // What style.css writes there.
         const said = () => document.getElementById('tracks').dataset.empty;
         const before = said();
         const result = await window.meanwhile.run({ size: 3, repeats: 1, strategies: 'async' });
         const sentence = said();
         if (!before.includes('Run') || !sentence.includes('timeline can')) throw new Error(before + ' ' + sentence);
         return { sentence, status: result.strategies[0].status, table: !!document.querySelector('table.facts') };",
    )
    .await?;
    ensure!(
        said["status"] == "done" && said["table"] == true,
        "a run with its numbers was expected: {said:#}"
    );
    Ok(())
}

/// The plain page, before its module is there: nothing of another lesson.
async fn a_page_that_loads_tells_of_its_own_lesson(page: &Page) -> Outcome {
    let copy = Temporary::site_with("empty-boot", "boot.js", |_| String::new())?;
    let site = Site::serve(copy.folder(), Manner::Isolated)?;
    let mut seen = Vec::new();
    for query in [
        "?example=many-cores",
        "?example=many-cores&embed=1",
        "",
        "?example=no-such",
    ] {
        page.open_address(&format!("{}{query}", site.address()))
            .await?;
        let shown = page
            .script(
                "const shows = (one) => getComputedStyle(document.querySelector(one)).visibility === 'visible';
                 return [document.getElementById('title').textContent, shows('.story p'), shows('.question'), shows('#run'),
                   document.querySelector('#opening').checkVisibility()];",
            )
            .await?;
        seen.push(shown);
    }
    let other = json!(["A picture on many cores", false, false, true, false]);
    let title = "Two jobs, three ways";
    let first = |is_opening| json!([title, true, true, true, is_opening]);
    ensure!(
        seen == [other.clone(), other, first(true), first(false)],
        "each lesson’s own title, and nothing of another, was expected: {seen:?}"
    );
    Ok(())
}

/// A file can't be opened then, and what is shown stays.
async fn a_lost_reader_leaves_the_page_alive(page: &Page) -> Outcome {
    let script = format!(
        "{HISTORY}
         await window.meanwhile.run({{ size: 3, repeats: 1, strategies: 'async' }});
         const before = verdict();
         drop('own.json', [JSON.stringify(window.meanwhile.trace())]);
         if (!await until(() => problem().includes('own.json'), 10000)) throw new Error('said: ' + problem());
         const sentence = problem();
         const again = await window.meanwhile.run({{ size: 3, repeats: 1, strategies: 'async' }});
         return {{ sentence, same: before !== '' && verdict() !== '', status: again.strategies[0].status }};"
    );
    let said = without(page, "reader", &script).await?;
    ensure!(
        said["same"] == true && said["status"] == "done",
        "a page that goes on was expected: {said:#}"
    );
    Ok(())
}
