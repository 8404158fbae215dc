//! The helpers at their desks: a row a helper of each program, in it the tasks that it did, from the run that stands for the
//! program, all on one axis of time. The tasks of the longest chain have a frame.
//!
//! ```text
//! ■ scheduler, two      longest chain 108 of 109 ms
//!  o   1   2 write     4      7
//!  T 1 ███ ███████████ ██████ ████
//!  o   3  5 6 touch up  8 cover
//!  T 2 ██ █ ████████ ██████████ ▭▭
//! ```

use super::chain::Chain;
use super::{end, number};
use crate::report::CaseReport;
use crate::report::works::Worked;
use crate::units::Millis;
use crate::view::charts::bars::thick;
use crate::view::charts::frame::colour_class;
use crate::view::charts::hatch::Rect;
use crate::view::charts::legend::{Entry, Legend, Sign};
use crate::view::charts::svg::Svg;
use crate::view::charts::ticks::Ticks;
use crate::view::names::{Say, program_name};
use crate::view::scale::{Unit, exact_text};

/// Room for a program's name above its rows, in CSS pixels.
const HEAD: f64 = 26.0;
/// From helper to helper.
const ROW: f64 = 36.0;
/// From a row's top to the middle of what is written above the tasks, and to the middle of the tasks.
const WRITTEN: f64 = 8.0;
const MIDDLE: f64 = 24.0;
/// A task's thickness, and how far the frame of one on the longest chain stands off.
const THICKNESS: f64 = 12.0;
const OFF: f64 = 3.0;
/// Room for who sits there, left of the tasks, and for the last mark, right of them.
const LEFT: f64 = 36.0;
const RIGHT: f64 = 16.0;
/// Room for the axis.
const AXIS: f64 = 24.0;
/// From mark to mark of the axis, at least.
const MARK_ROOM: f64 = 72.0;
/// A letter's width, on the safe side.
const LETTER: f64 = 7.2;

/// Where times are, in CSS pixels.
struct Axis {
    width: f64,
    longest: f64,
}

impl Axis {
    fn plot(&self) -> f64 {
        (self.width - LEFT - RIGHT).max(1.0)
    }

    fn x(&self, time: Millis) -> f64 {
        LEFT + time.0 / self.longest * self.plot()
    }
}

/// A program's run.
struct Team<'a> {
    report: &'a CaseReport,
    chain: Chain,
    end: Millis,
    helpers: u16,
}

impl<'a> Team<'a> {
    fn of(report: &'a CaseReport) -> Option<Self> {
        let works = &report.works;
        let seen = works.iter().map(|own| own.thread + 1).max()?;
        Some(Self {
            report,
            chain: Chain::of(works)?,
            end: end(works),
            helpers: seen.max(report.idle.len() as u16),
        })
    }

    fn height(&self) -> f64 {
        HEAD + ROW * f64::from(self.helpers)
    }

    fn tasks_of(&self, helper: u16) -> impl Iterator<Item = &'a Worked> {
        self.report
            .works
            .iter()
            .filter(move |own| own.thread == helper)
    }
}

/// The chart as wide as that, in CSS pixels.
pub fn draw(reports: &[CaseReport], width: f64, say: &Say) -> String {
    let teams: Vec<Team> = reports.iter().filter_map(Team::of).collect();
    let longest = teams
        .iter()
        .fold(0.0, |longest: f64, team| longest.max(team.end.0))
        .max(f64::MIN_POSITIVE);
    let axis = Axis { width, longest };
    let bottom: f64 = teams.iter().map(Team::height).sum();
    let legend = Legend::new(entries(say), width);
    let mut svg = Svg::new(
        width,
        bottom + AXIS + legend.height,
        &say("chart.desks.label", &[]),
    );
    for (time, label) in &Ticks::times(Millis(longest), (axis.plot() / MARK_ROOM).max(2.0) as u32).0
    {
        let at = axis.x(Millis(*time)).round();
        svg.line("grid", (at, 0.0), (at, bottom + 4.0));
        svg.text("mark", at, bottom + 14.0, label);
    }
    let mut top = 0.0;
    for team in &teams {
        draw_head(&mut svg, team, (top, width), say);
        for helper in 0..team.helpers {
            let row = top + HEAD + ROW * f64::from(helper);
            draw_helper(&mut svg, (team, helper), row, &axis, say);
        }
        top += team.height();
    }
    legend.draw(&mut svg, bottom + AXIS);
    svg.finish()
}

fn entries(say: &Say) -> Vec<Entry> {
    let entry = |sign, key: &str| Entry {
        class: String::new(),
        sign,
        text: say(key, &[]),
    };
    vec![
        entry(Sign::Box("solid"), "chart.desks.at-a-task"),
        entry(Sign::Box("hollow"), "chart.desks.without"),
        entry(Sign::Framed("solid", "law"), "chart.desks.on-chain"),
    ]
}

/// The program's name, and how long its longest chain is.
fn draw_head(svg: &mut Svg, team: &Team, (top, width): (f64, f64), say: &Say) {
    let middle = top + HEAD / 2.0;
    let swatch = Rect {
        x: 0.0,
        y: middle - 5.0,
        width: 10.0,
        height: 10.0,
    };
    svg.rect(&colour_class(team.report.program.colour), swatch);
    svg.text(
        "name",
        16.0,
        middle,
        &program_name(team.report.program, say),
    );
    let unit = Unit::for_longest(team.end);
    let (length, end) = (unit.number(team.chain.length), unit.text(team.end));
    let note = say("chart.desks.chain", &[("length", &length), ("end", &end)]);
    svg.text("note end", width, middle, &note);
}

fn draw_helper(svg: &mut Svg, (team, helper): (&Team, u16), top: f64, axis: &Axis, say: &Say) {
    let has_tasks = team.tasks_of(helper).next().is_some();
    let middle = top + MIDDLE;
    svg.telling(
        &colour_class(team.report.program.colour),
        &in_words((team, helper), say),
    );
    svg.rect(
        "hit",
        Rect {
            x: 0.0,
            y: top,
            width: axis.width,
            height: ROW,
        },
    );
    draw_person(svg, top, has_tasks);
    svg.text("value", 22.0, middle, &number(helper.into()));
    // Whoever has no task is seen to have none.
    let all = (axis.x(Millis(0.0)) + 0.75, axis.x(team.end) - 0.75);
    svg.rect("hollow", thick(all, middle, THICKNESS - 1.5));
    for task in team.tasks_of(helper) {
        let bar = thick((axis.x(task.from), axis.x(task.to)), middle, THICKNESS);
        svg.whispering("", &task_in_words(team, task, say));
        if team.chain.tasks.contains(&task.chunk) {
            let frame = Rect {
                x: bar.x,
                y: bar.y - OFF,
                width: bar.width,
                height: bar.height + 2.0 * OFF,
            };
            svg.rect("law", frame);
        }
        // A hair apart from the next.
        svg.rect(
            "solid",
            Rect {
                width: (bar.width - 1.0).max(1.0),
                ..bar
            },
        );
        svg.text("", bar.x, top + WRITTEN, &title(task, bar.width, say));
        svg.end_group();
    }
    svg.end_group();
}

/// Somebody at a desk; hollow who has nothing to do.
fn draw_person(svg: &mut Svg, top: f64, has_tasks: bool) {
    let (head, body) = if has_tasks {
        ("", "solid")
    } else {
        ("ring", "hollow")
    };
    let numbers = [("cx", 9.0), ("cy", top + 13.0), ("r", 4.0)];
    svg.mark("circle", head, &numbers);
    svg.rect(
        body,
        Rect {
            x: 4.0,
            y: top + 19.0,
            width: 10.0,
            height: 8.0,
        },
    );
    svg.line("base", (0.0, top + 28.5), (18.0, top + 28.5));
}

/// A task's number, with its name where there is room.
fn title(task: &Worked, width: f64, say: &Say) -> String {
    let named = named(task.chunk, say);
    match named.chars().count() as f64 * LETTER <= width {
        true => named,
        false => number(task.chunk),
    }
}

/// A task's number and name.
fn named(task: u32, say: &Say) -> String {
    let names = say("lesson.tasks", &[]);
    let name = names.split('|').nth(task as usize).unwrap_or_default();
    [&*number(task), " ", name].concat()
}

fn task_in_words(team: &Team, task: &Worked, say: &Say) -> String {
    let key = match team.chain.tasks.contains(&task.chunk) {
        true => "chart.desks.task-on-chain",
        false => "chart.desks.task",
    };
    let (from, to) = (exact_text(task.from), exact_text(task.to));
    say(
        key,
        &[
            ("task", &named(task.chunk, say)),
            ("from", &from),
            ("to", &to),
        ],
    )
}

/// What a helper did, in words.
fn in_words((team, helper): (&Team, u16), say: &Say) -> String {
    let (mut tasks, mut at_work) = (Vec::new(), 0.0);
    for own in team.tasks_of(helper) {
        tasks.push(named(own.chunk, say));
        at_work += own.to.0 - own.from.0;
    }
    let unit = Unit::for_longest(team.end);
    let without = unit.text(Millis((team.end.0 - at_work).max(0.0)));
    let parts = [
        ("program", &*program_name(team.report.program, say)),
        ("n", &*number(helper.into())),
        ("tasks", &*tasks.join(", ")),
        ("work", &*unit.text(Millis(at_work))),
        ("without", &*without),
        ("chain", &*team.chain.text()),
    ];
    let key = if tasks.is_empty() {
        "chart.desks.helper-idle"
    } else {
        "chart.desks.helper"
    };
    say(key, &parts)
}
