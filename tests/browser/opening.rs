//! The opening: two ways into a lesson, the map of all, and the way back and forth between them.

use crate::looks::axe_finds_nothing;
use crate::page::Page;
use crate::result::text_of;
use crate::{Case, Outcome, case, ensure};
use serde_json::json;

/// The cases of this file.
pub fn cases() -> Vec<Case> {
    vec![
        case!(one_click_leads_into_a_lesson_and_back_again, Isolated),
        case!(every_link_is_a_real_address, Isolated),
        case!(a_script_runs_a_lesson_from_the_opening, Isolated),
        case!(lessons_lead_to_each_other, Isolated),
        case!(the_opening_is_for_everyone, Isolated),
        case!(the_list_is_there_when_the_window_grows, Chromium),
    ]
}

/// What is seen: the opening, a lesson, or wrongly both or none.
const SEEN: &str = "
    const isSeen = (selector) => document.querySelector(selector)?.checkVisibility() ?? false;
    const place = () => ['#opening h1', '#title', '#run', '.rail', '.next'].filter(isSeen).join(' ');
    const OPENING = '#opening h1';
    const LESSON = '#title #run .rail .next';
    const arrive = async (wanted) => {
      if (!await until(() => place() === wanted, 5000)) throw new Error(`${wanted} was to be seen: ${place()}`);
    };";

async fn one_click_leads_into_a_lesson_and_back_again(page: &Page) -> Outcome {
    page.in_new_tab(async || into_a_lesson_and_back(page).await)
        .await
}

async fn into_a_lesson_and_back(page: &Page) -> Outcome {
    page.open("").await?;
    let seen = page
        .script(&format!(
            "{SEEN}
             const early = isSeen(OPENING) && !isSeen('#title');
             // Before that a link is followed by the browser itself.
             await up();
             window.isTheSamePage = true;
             await arrive(OPENING);
             const named = document.title;
             document.querySelector('.heys a').click();
             await arrive(LESSON);
             const inside = [location.search, document.activeElement.id, scrollY];
             history.back();
             await arrive(OPENING);
             // The title follows what is drawn.
             await until(() => document.title === named, 5000);
             const home = [location.search, document.title];
             history.forward();
             await arrive(LESSON);
             document.querySelector('.top .name a').click();
             await arrive(OPENING);
             document.querySelectorAll('.map a')[1].click();
             await arrive(LESSON);
             const second = location.search;
             return {{ early, named, inside, home, second, same: window.isTheSamePage }};"
        ))
        .await?;
    let title = text_of("opening.title")?;
    ensure!(
        seen["early"] == true && seen["same"] == true,
        "the opening at once, and no other page: {seen:#}"
    );
    ensure!(
        seen["named"]
            .as_str()
            .is_some_and(|named| named.starts_with(&title))
            && seen["home"] == json!(["", seen["named"]]),
        "its name and address: {seen:#}"
    );
    ensure!(
        seen["inside"][0]
            .as_str()
            .is_some_and(|query| query.starts_with("?example="))
            && seen["inside"][1] == "lesson"
            && seen["inside"][2] == 0,
        "the lesson's address, the focus in it, and its beginning: {seen:#}"
    );
    ensure!(
        seen["second"] != seen["inside"][0] && seen["second"] != "",
        "another lesson: {seen:#}"
    );
    Ok(())
}

/// They open in tabs of their own, and before the module is there.
async fn every_link_is_a_real_address(page: &Page) -> Outcome {
    page.open("").await?;
    let links = page
        .script(
            "await up();
             return [...document.querySelectorAll('.heys a, .map a')].map((link) => link.getAttribute('href'));",
        )
        .await?;
    let links = links.as_array().ok_or("no links")?;
    ensure!(links.len() > 5, "few links: {links:?}");
    for link in [&links[0], &links[1], &links[3]] {
        let link = link.as_str().ok_or("no address")?;
        page.open(link).await?;
        page.script(&format!(
            "{SEEN} await up(); await arrive(LESSON);
             const problem = document.getElementById('problem').textContent;
             if (problem) throw new Error(problem);"
        ))
        .await
        .map_err(|error| format!("{link}: {error}"))?;
    }
    Ok(())
}

async fn a_script_runs_a_lesson_from_the_opening(page: &Page) -> Outcome {
    page.open("?theme=dark").await?;
    let seen = page
        .script(&format!(
            "{SEEN}
             await up();
             await arrive(OPENING);
             dispatchEvent(new KeyboardEvent('keydown', {{ key: 'Enter', ctrlKey: true }}));
             const idle = document.querySelector('[data-running]') === null;
             const result = await window.meanwhile.run({{ example: 'many-fetches', size: 3, repeats: 1, strategies: 'async' }});
             await arrive(LESSON);
             const drawn = await until(() => document.querySelector('.timeline canvas')?.width > 300, 5000);
             return {{ idle, drawn, status: result.strategies[0].status, query: location.search }};"
        ))
        .await?;
    ensure!(
        seen["idle"] == true && seen["status"] == "done" && seen["drawn"] == true,
        "a run, and its timeline in sight: {seen:#}"
    );
    let query = seen["query"].as_str().unwrap_or_default();
    ensure!(
        query.contains("example=many-fetches") && query.contains("theme=dark"),
        "the lesson's address, the theme in it: {query}"
    );
    Ok(())
}

/// From the first to the last, as the list has them, and back.
async fn lessons_lead_to_each_other(page: &Page) -> Outcome {
    page.open("").await?;
    let seen = page
        .script(&format!(
            "{SEEN}
             await up();
             const list = [...document.querySelectorAll('.rail a')].map((link) => link.getAttribute('href'));
             document.querySelector(`.map a[href='${{list[0]}}']`).click();
             await arrive(LESSON);
             const at = () => document.querySelector('.rail a[aria-current]').getAttribute('href');
             const walked = [at()];
             const go = async (which) => {{
               const from = at();
               const link = document.querySelector(`.next .${{which}}`);
               link.click();
               if (!await until(() => at() !== from, 5000)) throw new Error('it leads nowhere from ' + from);
             }};
             while (document.querySelector('.next .after')) {{ await go('after'); walked.push(at()); }}
             const top = scrollY;
             await go('before');
             return {{ list, walked, back: at(), top }};"
        ))
        .await?;
    let list = seen["list"].as_array().ok_or("no list")?;
    ensure!(
        seen["walked"] == seen["list"] && list.len() > 3,
        "the list's order: {seen:#}"
    );
    ensure!(
        seen["back"] == list[list.len() - 2] && seen["top"] == 0,
        "the one before, from its beginning: {seen:#}"
    );
    Ok(())
}

async fn the_opening_is_for_everyone(page: &Page) -> Outcome {
    for theme in ["light", "dark"] {
        page.open(&format!("?theme={theme}")).await?;
        page.script("await up();").await?;
        axe_finds_nothing(page, &format!("the opening, {theme}")).await?;
        page.picture(&format!("opening-{theme}")).await?;
    }
    Ok(())
}

async fn the_list_is_there_when_the_window_grows(page: &Page) -> Outcome {
    let shows = async |wanted: bool| {
        let script = format!(
            "await up();
             return await until(() => document.querySelector('.rail a').checkVisibility() === {wanted}, 5000);"
        );
        page.script(&script).await
    };
    let seen = page
        .on_screen((390, 844), async || {
            page.open("?example=many-fetches").await?;
            let narrow = shows(false).await?;
            page.resize((1280, 844))?;
            Ok([narrow, shows(true).await?])
        })
        .await?;
    ensure!(
        seen == [json!(true), json!(true)],
        "folded in a narrow window, and there in a wide one"
    );
    Ok(())
}
