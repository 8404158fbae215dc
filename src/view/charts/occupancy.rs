//! Where the time went: one bar a strategy, as long as its time, split into working, waiting, idle
//! and blocked.

use super::frame::{Frame, colour_class};
use super::hatch::Rect;
use super::svg::Svg;
use crate::report::CaseReport;
use crate::report::occupancy::Occupancy;
use crate::units::Millis;
use crate::view::markup::Markup;
use crate::view::names::{Say, program_name};
use crate::view::numbers::decimal;
use crate::view::scale::Unit;

const BAR_HEIGHT: f64 = 22.0;

/// What a thread may be doing, in the order of the bars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Solid.
    Working,
    /// Hatched.
    Blocked,
    /// Hollow.
    Waiting,
    /// An empty place with a line through it.
    Idle,
}

impl Part {
    /// Every part, in the order of the bars.
    pub const ALL: [Self; 4] = [Self::Working, Self::Blocked, Self::Waiting, Self::Idle];

    /// The key of its name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Working => "part.working",
            Self::Blocked => "part.blocked",
            Self::Waiting => "part.waiting",
            Self::Idle => "part.idle",
        }
    }

    /// Its share, 0 to 1.
    pub const fn share(self, occupancy: &Occupancy) -> f64 {
        match self {
            Self::Working => occupancy.working,
            Self::Blocked => occupancy.blocked,
            Self::Waiting => occupancy.waiting,
            Self::Idle => occupancy.idle,
        }
    }

    fn draw(self, svg: &mut Svg, rect: Rect) {
        let inside = Rect {
            x: rect.x + 0.75,
            y: rect.y + 0.75,
            width: (rect.width - 1.5).max(0.0),
            height: rect.height - 1.5,
        };
        match self {
            Self::Working => svg.rect("solid", rect),
            Self::Waiting => svg.rect("hollow", inside),
            Self::Blocked => {
                svg.hatch("hatch", rect);
                svg.rect("hatch", inside);
            }
            Self::Idle => {
                let middle = rect.y + rect.height / 2.0;
                svg.line("idle", (rect.x, middle), (rect.x + rect.width, middle));
            }
        }
    }

    /// Its sign in the legend, as SVG.
    pub fn sign(self) -> String {
        let (width, height) = (24.0, 12.0);
        let mut svg = Svg::sign(width, height, "s-none");
        let rect = Rect {
            x: 0.0,
            y: 0.0,
            width,
            height,
        };
        self.draw(&mut svg, rect);
        svg.finish()
    }
}

/// The chart with its legend and its figures as a table: HTML of that width in CSS pixels.
pub fn occupancy_html(reports: &[CaseReport], width: f64, say: &Say) -> String {
    let mut html = Markup::default();
    html.raw("<ul class=\"legend\">");
    for part in Part::ALL {
        html.raw("<li>");
        html.raw(&part.sign());
        html.text(&say(part.key(), &[]));
        html.raw("</li>");
    }
    html.raw("</ul>");
    html.raw(&occupancy_svg(reports, width, say));
    html.raw("<details><summary>");
    html.text(&say("chart.parts.table", &[]));
    html.raw("</summary>");
    let mut heads = vec![say("facts.strategy", &[])];
    heads.extend(Part::ALL.map(|part| say(part.key(), &[])));
    html.scroll_table("facts", &say("chart.parts.table", &[]), &heads, |html| {
        for report in reports {
            figures(html, report, say);
        }
    });
    html.raw("</details>");
    html.finish()
}

fn figures(html: &mut Markup, report: &CaseReport, say: &Say) {
    html.raw("<tr><th scope=\"row\">");
    html.text(&program_name(report.program, say));
    html.raw("</th>");
    for part in Part::ALL {
        let share = report
            .occupancy
            .as_ref()
            .map(|occupancy| part.share(occupancy));
        let percent = |share| decimal(share * 100.0, 1) + "\u{a0}%";
        html.cell(&share.map_or("—".to_owned(), percent));
    }
    html.raw("</tr>");
}

/// The chart as SVG of that width in CSS pixels.
pub fn occupancy_svg(reports: &[CaseReport], width: f64, say: &Say) -> String {
    let medians = reports.iter().filter_map(|report| report.median);
    let longest = Millis(medians.fold(0.0, |longest: f64, median| longest.max(median.0)));
    let unit = Unit::for_longest(longest);
    let frame = Frame::new(width, reports.len(), longest);
    let mut svg = Svg::new(frame.width, frame.height, &say("chart.parts.label", &[]));
    frame.draw(&mut svg, reports.iter().map(|report| report.program), say);
    for (row, report) in reports.iter().enumerate() {
        match (report.median, &report.occupancy) {
            (Some(median), Some(occupancy)) => {
                svg.group(&colour_class(report.program.colour));
                draw_bar(&mut svg, &frame, row, (median, occupancy), unit, say);
                svg.end_group();
            }
            _ => frame.draw_nothing(&mut svg, row),
        }
    }
    svg.finish()
}

fn draw_bar(
    svg: &mut Svg,
    frame: &Frame,
    row: usize,
    (wall, occupancy): (Millis, &Occupancy),
    unit: Unit,
    say: &Say,
) {
    let (mut x, y) = (frame.x(Millis(0.0)), frame.y(row));
    let length = frame.x(wall) - x;
    for part in Part::ALL {
        let share = part.share(occupancy);
        let rect = Rect {
            x,
            y: y - BAR_HEIGHT / 2.0,
            width: share * length,
            height: BAR_HEIGHT,
        };
        x += rect.width;
        // Less than half a pixel can't be seen, and its outline would be wider than itself.
        if rect.width < 0.5 {
            continue;
        }
        let (percent, time) = (decimal(share * 100.0, 1), unit.text(Millis(share * wall.0)));
        let name = say(part.key(), &[]);
        let parts = [("part", &*name), ("percent", &*percent), ("time", &*time)];
        svg.telling("part", &say("chart.parts.part", &parts));
        svg.rect("ground", rect);
        part.draw(svg, rect);
        svg.end_group();
    }
    svg.text("value", frame.x(wall) + 8.0, y, &unit.text(wall));
}

#[cfg(test)]
mod tests {
    use super::super::time::tests::{report, say};
    use super::*;
    use crate::strategy::Strategy;

    #[test]
    fn a_bar_is_as_long_as_its_time_and_split_by_shares() {
        let reports = [
            report(Strategy::Async, &[1_000.0]),
            report(Strategy::Blocking, &[2_000.0]),
            report(Strategy::Parallel, &[]),
        ];
        let svg = occupancy_svg(&reports, 722.0, &say);
        // 500 pixels are two seconds: half of one second solid, then blocked, then waiting.
        assert!(
            svg.contains(r#"class="solid" x="150.0" y="9.0" width="125.0""#),
            "{svg}"
        );
        assert!(svg.contains(r#"class="ground" x="275.0" y="9.0" width="62.5""#));
        assert!(svg.contains(r#"class="hollow" x="338.3" y="9.8" width="61.0""#));
        assert!(svg.contains("part.blocked 25.0 0.25\u{a0}s"));
        assert_eq!(svg.matches("<path").count(), 2);
        // No part is idle: nothing is drawn for it.
        assert_eq!(svg.matches("class=\"idle\"").count(), 0);
        assert_eq!(svg.matches(">—<").count(), 1);
    }
}
