//! What an author may make of a lab, and how labs get on with each other and with the page around.

use crate::embed::{LAB, PICTURE, html, seen_on};
use crate::host::Host;
use crate::page::Page;
use crate::result::numbers;
use crate::site::{Manner, Site, dist};
use crate::{Case, Outcome, case, ensure};
use serde_json::{Value, json};

/// The cases of this file.
pub fn cases() -> Vec<Case> {
    vec![
        case!(labs_measure_in_turns, EveryEngine),
        case!(labs_without_locks_measure_in_turns, Isolated),
        case!(
            a_lab_waits_for_a_run_in_another_tab_and_can_be_stopped,
            Isolated
        ),
        case!(a_recorded_result_stands_until_a_run, Isolated),
        case!(the_author_asks_and_hides, Isolated),
        case!(one_back_leaves_the_article, Isolated),
    ]
}

/// Two labs are run at once; what each says is noted with its number.
const TWO: &str = "
    const labs = [...document.querySelectorAll('meanwhile-lab')];
    const notes = [];
    labs.forEach((lab, number) => {
      lab.addEventListener('progress', ({ detail: { text } }) => notes.push([number, text]));
    });
    if (!await until(() => labs.every((lab) => lab.dataset.status === 'ready'), 60000)) throw new Error('not ready: ' + labs.map((lab) => [lab.dataset.status, lab.shadowRoot.querySelector('.note')?.textContent]));
    const runs = await Promise.all(labs.map((lab) => lab.run()));
    return { notes, answers: runs.map(({ strategies }) => strategies[0].answer) };";

fn two_labs() -> String {
    let lab = PICTURE.replace("repeats=2", "repeats=3");
    lab.repeat(2)
}

/// Whether one began only when the other was over, and said that it waits.
fn took_turns(seen: &Value) -> Outcome {
    let notes: Vec<(u64, &str)> = seen["notes"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|note| Some((note[0].as_u64()?, note[1].as_str()?)))
        .collect();
    let is_at_work = |text: &str| {
        ["Warming", "Watching", "Measuring"]
            .iter()
            .any(|word| text.starts_with(word))
    };
    let place = |what: &dyn Fn(&(u64, &str)) -> bool| notes.iter().position(what);
    let first = notes
        .iter()
        .find(|(_, text)| is_at_work(text))
        .map(|(lab, _)| *lab);
    let over = place(&|&(lab, text)| Some(lab) == first && text.starts_with("Working out"));
    let second = place(&|&(lab, text)| Some(lab) != first && is_at_work(text));
    let waited = notes
        .iter()
        .any(|&(lab, text)| Some(lab) != first && text.contains("something else"));
    ensure!(
        first.is_some() && over.is_some() && over < second && waited,
        "one lab after the other was expected, and that the second says so: {seen:#}"
    );
    ensure!(
        seen["answers"][0] == seen["answers"][1] && !seen["answers"][0].is_null(),
        "both were expected to be done: {seen:#}"
    );
    Ok(())
}

async fn labs_measure_in_turns(page: &Page) -> Outcome {
    let host = Host::serve("", html(&page.address, &two_labs()))?;
    page.open_address(&host.address()).await?;
    took_turns(&page.script(TWO).await?)
}

/// By plain HTTP from another computer there are no locks: the page around keeps order.
async fn labs_without_locks_measure_in_turns(page: &Page) -> Outcome {
    let site = Site::serve(&dist(), Manner::Isolated)?;
    let host = Host::serve("", html(&site.address_elsewhere(), &two_labs()))?;
    page.open_address(&host.address()).await?;
    took_turns(&page.script(TWO).await?)
}

/// What measures in another tab is waited for, and the reader may give up waiting.
async fn a_lab_waits_for_a_run_in_another_tab_and_can_be_stopped(page: &Page) -> Outcome {
    page.open("?example=primes").await?;
    let seen = page
        .script(
            "await up();
             // As another page of the site holds it while it measures.
             let end;
             await new Promise((held) => navigator.locks.request('meanwhile', () => (held(), new Promise((go) => { end = go; }))));
             const first = window.meanwhile.run({ size: 1000, repeats: 1 }).catch((error) => error.message);
             const said = await until(() => status().includes('something else'), 10000);
             window.meanwhile.stop();
             const stopped = await first;
             const second = window.meanwhile.run({ size: 1000, repeats: 1 });
             await until(() => status().includes('something else'), 10000);
             end();
             return { said, stopped: stopped.strategies?.[0].status ?? stopped, then: (await second).strategies[0].status };",
        )
        .await?;
    ensure!(
        seen["said"] == true
            && seen["then"] == "done"
            && seen["stopped"].to_string().contains("topped"),
        "a wait that is said, that can be stopped, and that ends: {seen:#}"
    );
    Ok(())
}

/// Bars, marked as recorded; a run replaces them, and what is no result is a sentence.
async fn a_recorded_result_stands_until_a_run(page: &Page) -> Outcome {
    let recorded = json!({
        "format": "meanwhile/result@1",
        "environment": {"browser": "Chromium 156", "reportedCores": 2},
        "strategies": [
            {"strategy": "blocking", "medianMs": 1200.4},
            {"strategy": "async-parallel", "medianMs": 300.2},
            {"strategy": "parallel", "medianMs": null},
        ],
    });
    let lab = |inside: &str| {
        PICTURE
            .replace("<p id=meanwhile>Until then, this.</p>", inside)
            .replace("loading=eager", "loading=click")
    };
    let script = |json: &str| lab(&format!("<script type='application/json'>{json}</script>"));
    let body =
        script(&recorded.to_string()) + &script("{ no json") + &script("{\"format\": \"other\"}");
    let host = Host::serve("", html(&page.address, &body))?;
    let seen = seen_on(
        page,
        &host,
        "const all = [...document.querySelectorAll('meanwhile-lab')].map((one) => one.shadowRoot.querySelector('.recorded'));
         const bars = [...all[0].querySelectorAll('.bar')].map((bar) => bar.getBoundingClientRect().width);
         const before = lab.result();
         await lab.run();
         return { texts: all.map((one) => one.textContent), bars, before, left: !!lab.shadowRoot.querySelector('.recorded') };",
    )
    .await?;
    let bars = numbers(&seen["bars"]);
    ensure!(
        bars.len() == 2 && bars[1] > 0.0 && (bars[0] / bars[1] - 4.0).abs() < 0.1,
        "two bars, one four times the other, were expected: {seen:#}"
    );
    let text = |at: usize| seen["texts"][at].as_str().unwrap_or_default();
    ensure!(
        text(0).contains("recorded on Chromium 156")
            && text(0).contains("1.20 s")
            && text(0).contains("300 ms"),
        "where it is of, and how long, were expected: {seen:#}"
    );
    ensure!(
        [1, 2].iter().all(|&at| text(at).contains("can’t be shown"))
            && seen["before"].is_null()
            && seen["left"] == false,
        "sentences for what is no result, and a run in its place: {seen:#}"
    );
    Ok(())
}

/// Markup in a question stays text; after a run each option is explained, the one that was taken first.
async fn the_author_asks_and_hides(page: &Page) -> Outcome {
    let address = format!(
        "{}?example=many-fetches&size=3&repeats=1&strategies=async&embed=1&question=Is+it+%3Cb%3Ebold%3C%2Fb%3E%3F&options=No,+never|Yes&explanations=Never+say+never|It+is&hidden-controls=strategies,threads",
        page.address
    );
    page.open_address(&address).await?;
    let seen = page
        .script(
            "await up();
             const question = document.querySelector('.question').innerText;
             document.querySelectorAll('.question input')[1].click();
             const controls = ['.choice', '#p-threads', '#p-connections'].map((one) => !!document.querySelector(one));
             const result = await window.meanwhile.run({ size: 3, repeats: 1, strategies: 'async' });
             await until(() => document.querySelector('.explained'), 5000);
             return { question, controls, explained: document.querySelector('.explained')?.innerText, score: !!document.querySelector('.score'),
               status: result.strategies[0].status };",
        )
        .await?;
    let (question, explained) = (seen["question"].to_string(), seen["explained"].to_string());
    ensure!(
        question.contains("Is it <b>bold</b>?") && question.contains("No, never"),
        "the author's question was expected: {seen:#}"
    );
    ensure!(
        seen["controls"] == json!([false, false, true]),
        "two controls were hidden: {seen:#}"
    );
    let at = |text: &str| explained.find(text);
    ensure!(
        at("You said: Yes").is_some()
            && at("It is") < at("No, never")
            && at("Never say never").is_some()
            && seen["score"] == false,
        "an explanation of each option, the taken one first, and no score of another question: {seen:#}"
    );
    Ok(())
}

/// Twenty changes inside are no steps of the reader's way.
async fn one_back_leaves_the_article(page: &Page) -> Outcome {
    let before = Host::serve("", html(&page.address, "<p id=before>Before.</p>"))?;
    let host = Host::serve(
        "",
        html(
            &page.address,
            &PICTURE.replace("many-cores", "many-fetches"),
        ),
    )?;
    page.open_address(&before.address()).await?;
    page.open_address(&host.address()).await?;
    page.script(&format!(
        "{LAB} if (!await is('ready')) throw new Error('not ready');"
    ))
    .await?;
    // Of another origin than the page, yet the browser's driver may look in.
    page.enter_lab().await?;
    let inside = page
        .script(
            "for (let count = 0; count < 10; count += 1) {
               document.querySelectorAll('button.strategy')[count % 4].click();
               await frame();
               const box = document.querySelector('input[type=range]');
               box.value = 2 + count;
               box.dispatchEvent(new InputEvent('input', { bubbles: true }));
               await frame();
             }
             return location.search;",
        )
        .await;
    page.leave_frame().await?;
    inside?;
    page.back().await?;
    let is_before = page
        .script("return !!document.getElementById('before');")
        .await?;
    ensure!(
        is_before == true,
        "one Back was expected to leave the article"
    );
    Ok(())
}
