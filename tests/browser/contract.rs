//! What the page promises: tiers, answers, who is free and who is blocked, stopping, bad input.

use crate::page::Page;
use crate::result::{
    ALL, a_page_that_stands_still_is_noticed, done_with, entry, is_blank, lesson_text, number,
    runs_right, smooth_run, text_of,
};
use crate::{Case, Outcome, case, ensure};
use serde_json::json;
use std::sync::OnceLock;

/// The cases of this file.
pub fn cases() -> Vec<Case> {
    vec![
        case!(environment_tells_the_tier, Everywhere),
        case!(examples_are_listed, Isolated),
        case!(primes_come_out_right, Everywhere),
        case!(picture_comes_out_right, Everywhere),
        case!(other_kernels_come_out_right, Everywhere),
        case!(a_page_that_stands_still_is_noticed, Chromium),
        case!(fetches_overlap_and_free_the_caller, Everywhere),
        case!(poke_is_late_when_blocked, BothBrowsers),
        case!(stop_ends_each_strategy, Everywhere),
        case!(bad_parameters_get_a_sentence, Everywhere),
        case!(bad_address_gets_a_sentence, Isolated),
        case!(a_second_run_is_busy, Isolated),
        case!(trace_is_a_chrome_trace, Everywhere),
        case!(over_plain_http_a_sentence_names_what_can_be_done, Isolated),
    ]
}

async fn environment_tells_the_tier(page: &Page) -> Outcome {
    page.open("").await?;
    let found = page
        .script("await up(); return await window.meanwhile.environment();")
        .await?;
    ensure!(
        found["tier"] == page.manner.tier(),
        "not tier {}: {found:#}",
        page.manner.tier()
    );
    ensure!(!is_blank(&found["tierReason"]), "no reason: {found:#}");
    let isolated = page.manner == crate::site::Manner::Isolated;
    ensure!(
        found["crossOriginIsolated"] == isolated,
        "isolation: {found:#}"
    );
    ensure!(
        found["reportedCores"].as_u64() > Some(0) && found["timerStepMs"].as_f64() > Some(0.0),
        "cores and clock: {found:#}"
    );
    let browser = found["browser"].as_str().unwrap_or_default();
    ensure!(
        browser
            .split_once(' ')
            .is_some_and(|(_, major)| major.parse::<u32>().is_ok()),
        "name and major version were expected: {found:#}"
    );
    Ok(())
}

async fn examples_are_listed(page: &Page) -> Outcome {
    page.open("").await?;
    let listed = page
        .script("await up(); return await window.meanwhile.examples();")
        .await?;
    for slug in ["many-fetches", "many-cores"] {
        let example = listed
            .as_array()
            .and_then(|all| all.iter().find(|example| example["slug"] == slug))
            .ok_or_else(|| format!("no {slug} in {listed:#}"))?;
        ensure!(
            !is_blank(&example["title"]) && !is_blank(&example["chapter"]),
            "title and chapter: {example:#}"
        );
        ensure!(
            example["strategies"]
                .as_array()
                .is_some_and(|all| all.len() > 1),
            "strategies: {example:#}"
        );
    }
    Ok(())
}

async fn primes_come_out_right(page: &Page) -> Outcome {
    page.open("").await?;
    let wanted = json!({"example": "primes", "size": 10_000_000, "repeats": 2, "strategies": ALL});
    done_with(&smooth_run(page, wanted).await?, "664579")
}

async fn picture_comes_out_right(page: &Page) -> Outcome {
    page.open("?example=many-cores").await?;
    let wanted = json!({"example": "many-cores", "size": 600, "repeats": 2, "strategies": ALL});
    done_with(&smooth_run(page, wanted).await?, "106205477")?;
    // All of it is seen, down to its last pixel.
    let seen = page
        .script(
            "const canvas = document.querySelector('canvas.picture');
             const last = canvas.getContext('2d').getImageData(799, 599, 1, 1).data;
             return [canvas.width, canvas.height, last[3]];",
        )
        .await?;
    ensure!(seen == json!([800, 600, 255]), "the whole picture: {seen}");
    page.picture(&format!("many-cores-{}", page.manner.name()))
        .await
}

/// To the bit what native code gives (`tests/golden.rs`), on one thread and on many; and picked by hand a kernel is run.
async fn other_kernels_come_out_right(page: &Page) -> Outcome {
    page.open("?example=many-cores").await?;
    for (kernel, answer) in [
        ("matrix", "2516387103"),
        ("gravity", "783109172"),
        ("darts", "241575"),
        ("blur", "455625"),
    ] {
        let wanted = json!({
            "example": "many-cores", "kernel": kernel, "size": 60, "repeats": 1,
            "strategies": ["blocking", "background", "async-parallel"],
        });
        done_with(&page.run(wanted).await?, answer)?;
    }
    let refused = page
        .refusal("{ example: 'many-cores', kernel: 'fast' }")
        .await?;
    ensure!(
        refused.contains("must be one of mandelbrot, matrix, gravity, darts, blur"),
        "no sentence: {refused}"
    );
    let picked = page
        .script(
            "const select = document.getElementById('p-kernel');
             select.value = 'matrix';
             select.dispatchEvent(new Event('change', { bubbles: true }));
             const carries = () => /kernel=matrix&size=/.test(location.search);
             if (!await until(carries, 20000)) throw new Error(location.search);
             return select.selectedOptions[0].textContent;",
        )
        .await?;
    ensure!(
        picked == lesson_text("many_cores", "parameter.kernel.matrix")?,
        "what was picked: {picked}"
    );
    page.picture(&format!("kernels-{}", page.manner.name()))
        .await
}

async fn fetches_overlap_and_free_the_caller(page: &Page) -> Outcome {
    /// What the first browser got; the same bytes come to all.
    static ANSWER: OnceLock<String> = OnceLock::new();
    page.open("?example=many-fetches").await?;
    let wanted = json!({
        "example": "many-fetches", "size": 12, "delay": 60, "connections": 6, "threads": 2, "repeats": 1,
        "strategies": ["blocking", "one-by-one", "async", "parallel", "async-parallel"],
    });
    let result = smooth_run(page, wanted).await?;
    let [blocking, one_by_one, overlapping] =
        ["blocking", "one-by-one", "async"].map(|strategy| entry(&result, strategy));
    let (blocking, one_by_one, overlapping) = (blocking?, one_by_one?, overlapping?);
    let answer = overlapping["answer"].as_str().unwrap_or_default();
    ensure!(!answer.is_empty(), "no answer: {result:#}");
    done_with(&result, ANSWER.get_or_init(|| answer.to_owned()))?;
    let times = number(one_by_one, "medianMs")? / number(overlapping, "medianMs")?;
    // Six at a time: five times, and less where the machine has other things to do.
    ensure!(
        times >= 2.5,
        "async is only {times:.2} times faster than one by one: {result:#}"
    );
    ensure!(
        number(overlapping, "callerFreeShare")? > 0.5,
        "not free under async: {overlapping:#}"
    );
    ensure!(
        number(blocking, "callerFreeShare")? < 0.1,
        "not blocked under blocking: {blocking:#}"
    );
    page.picture(&format!("many-fetches-{}", page.manner.name()))
        .await
}

/// Milliseconds until a poke in the midst of a run is answered.
async fn poke_delay(page: &Page, strategy: &str, size: u32) -> Outcome<f64> {
    page.open("?example=many-fetches").await?;
    let delay = page
        .script(&format!(
            "await up();
             const running = window.meanwhile.run(
               {{ example: 'many-fetches', strategies: ['{strategy}'], size: {size}, delay: 100, repeats: 1 }});
             running.catch(() => {{}});
             await begun();
             const text = () => document.getElementById('poke-answer').textContent;
             const began = performance.now();
             document.getElementById('poke').click();
             if (!await until(() => /answer after/.test(text()), 15000))
               throw new Error('no answer to the poke, only: ' + text());
             const took = performance.now() - began;
             await window.meanwhile.stop();
             await running.catch(() => {{}});
             return took;"
        ))
        .await?;
    delay
        .as_f64()
        .ok_or_else(|| format!("no delay: {delay}").into())
}

async fn poke_is_late_when_blocked(page: &Page) -> Outcome {
    // Twenty requests of 100 ms in a row have just begun.
    let blocked = poke_delay(page, "blocking", 20).await?;
    // 200 requests, six at a time: the waiting lasts longer still.
    let free = poke_delay(page, "async", 200).await?;
    ensure!(
        blocked > 3.0 * free,
        "a poke was answered after {blocked:.0} ms under blocking and {free:.0} ms under async"
    );
    Ok(())
}

async fn stop_ends_each_strategy(page: &Page) -> Outcome {
    page.open("").await?;
    for strategy in ALL {
        if strategy == "parallel" && page.manner.tier() == "workers" {
            continue;
        }
        for (example, size) in [("many-fetches", 200), ("primes", 100_000_000)] {
            let what = format!("{example} under {strategy}");
            let stopped = page
                .script(&format!(
                    "await up();
                     const running = window.meanwhile.run({{ example: '{example}',
                       strategies: ['{strategy}'], size: {size}, repeats: 100 }});
                     running.catch(() => {{}});
                     await begun();
                     await window.meanwhile.stop();
                     return await running;"
                ))
                .await
                .map_err(|error| format!("{what}: {error}"))?;
            // Stopped late, it would be done: nothing of it was measured yet.
            let status = &entry(&stopped, strategy)?["status"];
            ensure!(*status == "stopped", "{what}: {stopped:#}");
        }
        runs_right(page, &[strategy])
            .await
            .map_err(|error| format!("after stopping {strategy}: {error}"))?;
    }
    Ok(())
}

async fn bad_parameters_get_a_sentence(page: &Page) -> Outcome {
    page.open("").await?;
    // What is asked for, and what the sentence has to name.
    let wrong: &[(&str, &[&str])] = &[
        (
            "{ example: 'no-such-thing' }",
            &["example", "no-such-thing"],
        ),
        (
            "{ example: 'many-fetches', threads: 0 }",
            &["threads", "1 "],
        ),
        (
            "{ example: 'many-fetches', threads: 9999 }",
            &["threads", "1 ", "9999"],
        ),
        (
            "{ example: 'many-fetches', threads: NaN }",
            &["threads", "1 "],
        ),
        (
            "{ example: 'many-fetches', size: 'abc' }",
            &["size", "1 ", "200", "abc"],
        ),
        (
            "{ example: 'many-fetches', size: 1.5 }",
            &["size", "1 ", "200"],
        ),
        (
            "{ example: 'many-fetches', size: -1 }",
            &["size", "1 ", "200"],
        ),
        (
            "{ example: 'many-fetches', connections: 7 }",
            &["connections", "1 ", "6"],
        ),
        (
            "{ example: 'many-cores', chunks: 1001 }",
            &["chunks", "1 ", "1,000|1000"],
        ),
        (
            "{ example: 'many-cores', repeats: 0 }",
            &["repeats", "auto", "1 ", "100"],
        ),
        (
            "{ example: 'many-cores', strategies: ['sideways'] }",
            &["sideways"],
        ),
    ];
    for (wanted, words) in wrong {
        let sentence = page.refusal(wanted).await?;
        for word in *words {
            ensure!(
                word.split('|').any(|form| sentence.contains(form)),
                "{wanted}: no \"{word}\" in \"{sentence}\""
            );
        }
        ensure!(
            // The longest names every lesson.
            sentence.lines().count() == 1 && sentence.len() < 300,
            "{wanted}: not one plain sentence: \"{sentence}\""
        );
    }
    let refused = page
        .script(
            "await up();
             return await window.meanwhile.runProgram({ threads: 2 })
               .then(() => 'it ran', (error) => error.message);",
        )
        .await?;
    ensure!(
        refused == text_of("api.no-source")?,
        "runProgram did not say that it wants a program, but {refused}"
    );
    runs_right(page, &["async"]).await
}

async fn bad_address_gets_a_sentence(page: &Page) -> Outcome {
    for (path, word) in [
        ("?example=many-cores&threads=9999", "Threads"),
        ("?example=many-cores&size=abc", "size"),
        ("?example=nothing-of-the-kind", "nothing-of-the-kind"),
    ] {
        page.open(path).await?;
        let sentence = page
            .script(
                "await up();
                 const text = () => (document.getElementById('problem')?.textContent ?? '').trim();
                 await until(text, 5000);
                 return text();",
            )
            .await?;
        ensure!(
            sentence.as_str().is_some_and(|text| text.contains(word)),
            "{path}: no \"{word}\" in {sentence}"
        );
        runs_right(page, &["async"]).await?;
    }
    Ok(())
}

async fn a_second_run_is_busy(page: &Page) -> Outcome {
    page.open("").await?;
    let words = page
        .script(
            "await up();
             const first = window.meanwhile.run({ example: 'many-fetches', repeats: 1 });
             first.catch(() => {});
             const second = await window.meanwhile.run({ example: 'many-cores' })
               .then(() => 'it ran', (error) => error.message);
             await window.meanwhile.stop();
             await first;
             return second;",
        )
        .await?;
    ensure!(
        words
            .as_str()
            .is_some_and(|words| words.starts_with("busy")),
        "busy was expected: {words}"
    );
    runs_right(page, &["async"]).await
}

async fn trace_is_a_chrome_trace(page: &Page) -> Outcome {
    page.open("").await?;
    runs_right(page, &["async", "async-parallel"]).await?;
    let trace = page
        .script("return await window.meanwhile.trace();")
        .await?;
    let events = trace["traceEvents"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    ensure!(
        events
            .iter()
            .any(|event| event["ph"] == "X" && event["dur"].is_number()),
        "no spans among {} events",
        events.len()
    );
    for event in events {
        ensure!(
            event["pid"].is_number() && event["tid"].is_number(),
            "numbers were expected: {event}"
        );
        ensure!(
            event["ph"] == "M" || event["ts"].is_number(),
            "no time: {event}"
        );
    }
    Ok(())
}

/// As a class has it: by the address that the server gives out, which browsers trust no more than any other. A machine
/// that has no address but its own is called by another name.
async fn over_plain_http_a_sentence_names_what_can_be_done(page: &Page) -> Outcome {
    let own = crate::site::Site::serve_class(&crate::site::dist())?;
    let address = own.address_for_others();
    page.open_address(&format!("{address}?example=many-cores"))
        .await?;
    let result = page
        .run(json!({"example": "many-cores", "size": 600, "repeats": 1}))
        .await?;
    ensure!(
        result["environment"]["tier"] == "workers",
        "plain HTTP from another computer: {result:#}"
    );
    done_with(&result, "106205477")?;
    let told = page
        .script(
            "const { tierReason } = window.meanwhile.environment();
             return [tierReason, document.querySelector('.conditions').textContent.includes(tierReason)];",
        )
        .await?;
    let reason = told[0].as_str().unwrap_or_default();
    let (sentence, words) = reason.split_once(" The browser says: ").unwrap_or_default();
    ensure!(
        sentence.starts_with("This address is not https")
            && sentence.contains("meanwhile serve --host --tls")
            && words.contains("DataCloneError")
            && told[1] == true
            && result["environment"]["tierReason"] == told[0],
        "a plain sentence with what to do, and the browser's words after it: {told:#}"
    );
    Ok(())
}
