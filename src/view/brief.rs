//! What was measured, in a row a program: how long it took, how free its thread was, and how long nobody could be
//! answered. Narrow enough for a phone; all other numbers are in `facts`.

use super::facts::{NONE, name_cell, time_unit};
use super::markup::Markup;
use super::numbers::percent;
use super::scale::length_text;
use super::sentences::fault;
use super::words::Words;
use crate::report::CaseReport;

/// What a column is called, and what it says of a program where that is known.
type Column = (&'static str, fn(&CaseReport) -> Option<String>);

/// After the time. One that nothing is known of is left out.
const COLUMNS: [Column; 2] = [
    ("brief.free", |report| report.caller_free_share.map(percent)),
    ("brief.unanswered", |report| {
        report.longest_freeze.map(length_text)
    }),
];

/// The table: HTML. Of a program that ended otherwise it says why.
pub fn brief(reports: &[CaseReport], words: &Words) -> String {
    let known = |column: &&Column| reports.iter().any(|report| column.1(report).is_some());
    let columns: Vec<&Column> = COLUMNS.iter().filter(known).collect();
    let unit = time_unit(reports);
    let mut html = Markup::default();
    html.raw("<table class=\"facts brief\"><thead><tr>");
    let heads = ["facts.strategy", "facts.time"].into_iter();
    for key in heads.chain(columns.iter().map(|column| column.0)) {
        html.raw("<th scope=\"col\">");
        html.text(words.get(key));
        html.raw("</th>");
    }
    html.raw("</tr></thead><tbody>");
    for report in reports {
        html.raw("<tr>");
        html.raw(&name_cell(report.program, words));
        if let Some(own) = &report.fault {
            html.raw("<td class=\"why\" colspan=\"");
            html.text(&(columns.len() + 1).to_string());
            html.raw("\">");
            html.text(&fault(words, own));
            html.raw("</td>");
        } else {
            let or_none = |text: Option<String>| text.unwrap_or_else(|| NONE.to_owned());
            html.cell(&or_none(report.median.map(|time| unit.text(time))));
            for column in &columns {
                html.cell(&or_none(column.1(report)));
            }
        }
        html.raw("</tr>");
    }
    html.raw("</tbody></table>");
    html.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comparison::Fault;
    use crate::strategy::Strategy;
    use crate::units::Millis;
    use crate::view::charts::time::tests::report;

    fn free(strategy: Strategy) -> CaseReport {
        CaseReport {
            caller_free_share: Some(0.5),
            longest_freeze: Some(Millis(20.0)),
            ..report(strategy, &[100.0, 200.0, 300.0])
        }
    }

    #[test]
    fn a_row_a_program_with_its_time_and_how_free_it_was() {
        let words = Words::english();
        let html = brief(&[free(Strategy::Blocking), free(Strategy::Async)], &words);
        assert_eq!(html.matches("<tr>").count(), 3);
        assert!(html.contains("200\u{a0}ms"), "{html}");
        assert!(
            html.contains("50\u{a0}%") && html.contains("20.0\u{a0}ms"),
            "{html}"
        );
    }

    #[test]
    fn what_nothing_is_known_of_is_left_out() {
        let words = Words::english();
        let html = brief(&[report(Strategy::Blocking, &[1.0])], &words);
        assert_eq!(html.matches("<th scope=\"col\">").count(), 2, "{html}");
        let both = brief(
            &[report(Strategy::Blocking, &[1.0]), free(Strategy::Async)],
            &words,
        );
        assert_eq!(both.matches(NONE).count(), 2, "{both}");
    }

    #[test]
    fn what_ended_otherwise_says_why() {
        let words = Words::english();
        let stopped = CaseReport {
            fault: Some(Fault::Stopped),
            ..report(Strategy::Async, &[])
        };
        let html = brief(&[free(Strategy::Blocking), stopped], &words);
        assert!(html.contains("colspan=\"3\""), "{html}");
        assert!(html.contains(words.get("fault.stopped")), "{html}");
    }
}
