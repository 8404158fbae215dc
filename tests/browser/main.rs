//! Browser tests: the built site in real browsers, served with the headers that allow shared memory
//! and without any. `./x test` builds the site and sets the browsers up, then runs
//! `cargo test --test browser`.
//!
//! One browser and one case at a time, since the cases measure: browsers side by side would falsify
//! what they see. Words after `--` choose cases whose name has all of
//! them; `--include-ignored` adds those that take long; `--list` lists; `--table` prints measurements,
//! `--against FOLDER` those of another built site beside them.

mod against;
mod back;
mod bets;
mod board;
mod books;
mod broken_programs;
mod contract;
mod cores;
mod costs;
mod desk;
mod driver;
mod embed;
mod exercises;
mod faults;
mod feel;
mod history;
mod host;
mod hosts;
mod labs;
mod languages;
mod lessons;
mod linked;
mod looks;
mod machines;
mod many_labs;
mod measure;
mod opening;
mod overheads;
mod page;
mod parts;
mod pipeline;
mod programs;
mod progress;
mod reader;
mod recording;
mod result;
mod rivals;
mod scripts;
mod share;
mod site;
mod static_hosts;
mod table;
mod team;
mod texts;
mod turns;
mod tutorials;
mod waiting;
mod wire;

use driver::{Browser, Driver};
use futures_util::future::LocalBoxFuture;
use page::Page;
use site::{Manner, Site};
use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use tokio::signal::unix::{SignalKind, signal};

/// What a step gives, or a sentence on what went wrong.
pub type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// Ends a case with a sentence unless the condition holds.
#[macro_export]
macro_rules! ensure {
    ($condition:expr, $($sentence:tt)*) => {
        let holds: bool = $condition;
        if !holds {
            return Err(format!($($sentence)*).into());
        }
    };
}

/// Where a case is run.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Where {
    /// In Chromium and Firefox, isolated and plain. Of each of these four what tells nothing new is left out unless what
    /// takes long is asked for, too: here plain in Firefox, for Chromium has had that tier by then,
    Everywhere,
    /// here Firefox: what is another in each tier, but the same in each browser,
    BothTiers,
    /// here plain: what is another in each browser, but the same in each tier.
    BothBrowsers,
    /// In Chromium and Firefox, isolated,
    Isolated,
    /// the same, but in Firefox only if what takes long is asked for: what is ours alone, whatever the browser does.
    ChromiumFirst,
    /// In these and in WebKit, isolated: what has to work in every engine there is,
    EveryEngine,
    /// the same, but in WebKit with shared memory only if what takes long is asked for: what shares none.
    EachEngineOnce,
    /// In Chromium, isolated: what only its protocol can tell.
    Chromium,
}

/// A case.
pub struct Case {
    /// Its name.
    pub name: &'static str,
    /// Where it is run.
    pub place: Where,
    /// Whether it is left out unless asked for.
    pub long: bool,
    /// What it does.
    pub run: for<'a> fn(&'a Page) -> LocalBoxFuture<'a, Outcome>,
}

/// A case named as its function: `case!(function, Place)`, and `long` behind it if it is.
#[macro_export]
macro_rules! case {
    ($name:ident, $place:ident) => {
        $crate::case!($name, $place, false)
    };
    ($name:ident, $place:ident, long) => {
        $crate::case!($name, $place, true)
    };
    ($name:ident, $place:ident, $long:literal) => {
        $crate::Case {
            name: stringify!($name),
            place: $crate::Where::$place,
            long: $long,
            run: |page| Box::pin($name(page)),
        }
    };
}

/// So many cases a run may pass only the second time; more are no chance.
const MOST_FLAKY: usize = 3;

/// A case takes this long at most; a page that hangs is a failure, not the end of the tests.
const CASE_LIMIT: Duration = Duration::from_secs(300);
const LONG_LIMIT: Duration = Duration::from_secs(1800);

impl Case {
    /// Whether it is left out there unless asked for.
    fn is_long_in(&self, browser: Browser, manner: Manner) -> bool {
        let (is_firefox, is_plain) = (browser == Browser::Firefox, manner == Manner::Plain);
        self.long
            || match self.place {
                Where::Everywhere => is_firefox && is_plain,
                Where::BothTiers | Where::ChromiumFirst => is_firefox,
                Where::BothBrowsers => is_plain,
                Where::EachEngineOnce => browser == Browser::WebKitShared,
                Where::Isolated | Where::EveryEngine | Where::Chromium => false,
            }
    }

    fn runs_in(&self, browser: Browser, manner: Manner) -> bool {
        let is_isolated = manner == Manner::Isolated;
        let is_measured = browser.is_measured();
        match self.place {
            Where::Everywhere | Where::BothTiers | Where::BothBrowsers => is_measured,
            Where::Isolated | Where::ChromiumFirst => is_measured && is_isolated,
            Where::EveryEngine | Where::EachEngineOnce => is_isolated,
            Where::Chromium => is_isolated && browser == Browser::Chromium,
        }
    }
}

/// What the command line asks for.
#[derive(Default)]
struct Wish {
    words: Vec<String>,
    long_too: bool,
    list: bool,
    table: bool,
    against: Option<PathBuf>,
}

impl Wish {
    fn of(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut wish = Self::default();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--include-ignored" => wish.long_too = true,
                "--list" => wish.list = true,
                "--table" => wish.table = true,
                "--against" => {
                    let folder = arguments.next().map(PathBuf::from);
                    let is_site = |folder: &PathBuf| folder.join("index.html").is_file();
                    wish.against = folder.filter(is_site);
                    if wish.against.is_none() {
                        return Err("--against wants the folder of another built site".to_owned());
                    }
                }
                // What cargo passes on to every test program.
                "--quiet" | "--nocapture" | "--no-capture" => {}
                flag if flag.starts_with("--") => return Err(format!("there is no {flag} here")),
                word => wish.words.push(word.to_owned()),
            }
        }
        Ok(wish)
    }

    fn chooses(&self, title: &str) -> bool {
        self.words.iter().all(|word| title.contains(word))
    }
}

#[derive(Default)]
struct Tally {
    passed: u32,
    failed: u32,
    ignored: u32,
    /// Those who passed only the second time.
    flaky: Vec<String>,
}

/// How a case ended, its second try counted.
enum Ended {
    Passed,
    Flaky,
    Failed,
}

fn title(browser: Browser, manner: Manner, case: &Case) -> String {
    format!("{} {}: {}", browser.name(), manner.name(), case.name)
}

fn main() -> ExitCode {
    match Wish::of(std::env::args().skip(1))
        .map_err(Into::into)
        .and_then(start)
    {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("browser tests: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Gives how many cases failed.
fn start(wish: Wish) -> Outcome<u32> {
    let cases: Vec<Case> = [
        contract::cases(),
        opening::cases(),
        programs::cases(),
        exercises::cases(),
        broken_programs::cases(),
        progress::cases(),
        back::cases(),
        faults::cases(),
        looks::cases(),
        texts::cases(),
        measure::cases(),
        reader::cases(),
        recording::cases(),
        history::cases(),
        parts::cases(),
        embed::cases(),
        hosts::cases(),
        static_hosts::cases(),
        labs::cases(),
        many_labs::cases(),
        languages::cases(),
        costs::cases(),
        tutorials::cases(),
        books::cases(),
        lessons::cases(),
        cores::cases(),
        turns::cases(),
        waiting::cases(),
        bets::cases(),
        board::cases(),
        machines::cases(),
        pipeline::cases(),
        team::cases(),
        scripts::cases(),
        share::cases(),
        linked::cases(),
        feel::cases(),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !wish.list && !site::dist().join("index.html").is_file() {
        return Err("there is no dist/index.html; ./x build makes it".into());
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let mut end = signal(SignalKind::terminate())?;
        tokio::select! {
            outcome = all(&wish, &cases) => outcome,
            // Dropping the rest ends servers and browsers, which these signals do not reach.
            _ = tokio::signal::ctrl_c() => Err("interrupted".into()),
            _ = end.recv() => Err("ended from outside".into()),
        }
    })
}

async fn all(wish: &Wish, cases: &[Case]) -> Outcome<u32> {
    let began = Instant::now();
    let mut tally = Tally::default();
    for browser in Browser::ALL {
        for manner in [Manner::Isolated, Manner::Plain] {
            let chosen: Vec<&Case> = cases
                .iter()
                .filter(|case| case.runs_in(browser, manner))
                .filter(|case| wish.chooses(&title(browser, manner, case)))
                .collect();
            if wish.list {
                for case in chosen {
                    println!("{}: test", title(browser, manner, case));
                }
            } else if wish.table || wish.against.is_some() {
                if !browser.is_measured() {
                    continue;
                }
                let site = Site::serve(&site::dist(), manner)?;
                let driver = Driver::start(browser).await?;
                let page = driver.open(manner, site.address()).await?;
                match &wish.against {
                    // How threads are had makes no difference between builds.
                    Some(_) if manner == Manner::Plain => {}
                    Some(other) => against::print(&page, other).await?,
                    None => {
                        table::print(&page).await?;
                        if manner == Manner::Isolated {
                            rivals::print(&page).await?;
                            overheads::print(&page).await?;
                        }
                    }
                }
                page.close().await;
            } else if !chosen.is_empty() {
                in_one_browser(wish, browser, manner, &chosen, &mut tally).await;
            }
        }
    }
    if !wish.list && !wish.table && wish.against.is_none() {
        for title in &tally.flaky {
            println!("flaky: {title} passed only the second time");
        }
        println!(
            "\ntest result: {}. {} passed; {} failed; {} ignored; finished in {:.0} s",
            if tally.failed == 0 { "ok" } else { "FAILED" },
            tally.passed,
            tally.failed,
            tally.ignored,
            began.elapsed().as_secs_f64(),
        );
    }
    Ok(tally.failed)
}

/// The cases of one browser and one manner share a browser, until one of them fails: what it left
/// behind is nobody else's business. It has a second try in a browser of its own, for machines stall
/// and browsers abort loads; it is told and counted, and only so many a run have one.
async fn in_one_browser(
    wish: &Wish,
    browser: Browser,
    manner: Manner,
    cases: &[&Case],
    tally: &mut Tally,
) {
    let mut shared = None;
    for case in cases {
        let title = title(browser, manner, case);
        if case.is_long_in(browser, manner) && !wish.long_too {
            println!("test {title} ... ignored");
            tally.ignored += 1;
            continue;
        }
        let mut tries = 0;
        let ended = loop {
            tries += 1;
            let began = Instant::now();
            let outcome = one(case, browser, manner, &mut shared).await;
            let seconds = began.elapsed().as_secs_f64();
            let Err(error) = outcome else {
                println!("test {title} ... ok ({seconds:.1} s)");
                break if tries == 1 {
                    Ended::Passed
                } else {
                    Ended::Flaky
                };
            };
            println!("test {title} ... FAILED ({seconds:.1} s)\n    {error}");
            if let Some((page, ..)) = shared.take() {
                // Only evidence: without it the failure stands all the same.
                let name = format!("failed-{}-{}-{tries}", manner.name(), case.name);
                let _ = page.picture(&name).await;
                page.close().await;
            }
            if tries == 2 || tally.flaky.len() >= MOST_FLAKY {
                break Ended::Failed;
            }
        };
        match ended {
            Ended::Passed => tally.passed += 1,
            Ended::Failed => tally.failed += 1,
            Ended::Flaky => {
                tally.passed += 1;
                tally.flaky.push(title);
            }
        }
    }
    if let Some((page, ..)) = shared {
        page.close().await;
    }
}

type Shared = Option<(Page, Driver, Site)>;

async fn one(case: &Case, browser: Browser, manner: Manner, shared: &mut Shared) -> Outcome {
    if shared.is_none() {
        let site = Site::serve(&site::dist(), manner)?;
        let driver = Driver::start(browser).await?;
        let page = driver.open(manner, site.address()).await?;
        *shared = Some((page, driver, site));
    }
    let Some((page, ..)) = shared else {
        return Err("no browser".into());
    };
    let limit = if case.long { LONG_LIMIT } else { CASE_LIMIT };
    tokio::time::timeout(limit, (case.run)(page))
        .await
        .map_err(|_| format!("not finished after {} s", limit.as_secs()))?
}
