//! Every sample of a comparison as CSV (RFC 4180), a line each, for spreadsheets and statistics programs.

use super::numbers::Numbers;
use super::session::Session;
use crate::comparison::Disturbance;
use crate::comparison::record::CaseRecord;
use crate::contract::Lesson;
use crate::lesson;
use crate::report::{CaseReport, Mark};
use crate::trace::export::json::rounded;

/// The first line. `ms` is the time of one job; `counted` says whether it counts in the median, and
/// `mark` what sets it apart.
pub const HEADS: [&str; 10] = [
    "example",
    "strategy",
    "threads",
    "connections",
    "size",
    "chunks",
    "repeat",
    "ms",
    "counted",
    "mark",
];

/// The samples, in the order of the strategies and of their repeats.
pub fn samples_csv(session: &Session, numbers: &Numbers) -> String {
    let mut text = String::new();
    add_line(&mut text, &HEADS.map(str::to_owned));
    for (own, report) in session.record.cases.iter().zip(&numbers.reports) {
        add_samples(&mut text, session, own, report);
    }
    text
}

fn add_samples(text: &mut String, session: &Session, own: &CaseRecord, report: &CaseReport) {
    let request = &session.request;
    let makes_requests = lesson::find(&request.example).is_none_or(Lesson::makes_requests);
    let values = &own.case.values;
    let connections = values.connections().to_string();
    let connections = Some(connections).filter(|_| makes_requests);
    for ((repeat, run), mark) in (1..).zip(&own.repeats).zip(&report.marks) {
        let repeat: u32 = repeat;
        let counted = if own.is_counted(run) { "yes" } else { "no" };
        let fields = [
            request.example.clone(),
            own.program().key.as_str().to_owned(),
            values.threads().to_string(),
            connections.clone().unwrap_or_default(),
            values.size().to_string(),
            values.chunks().to_string(),
            repeat.to_string(),
            rounded(run.trace.per_iteration().to_millis().0),
            counted.to_owned(),
            mark_text(*mark).to_owned(),
        ];
        add_line(text, &fields);
    }
}

/// Not translated: the file is for programs.
const fn mark_text(mark: Mark) -> &'static str {
    match mark {
        Mark::None => "",
        Mark::Outlier => "outlier",
        Mark::Disturbed(Disturbance::ClockWentBack) => "clock went back",
        Mark::Disturbed(Disturbance::TabHidden) => "tab hidden",
        Mark::Disturbed(Disturbance::Slept) => "computer slept",
    }
}

fn add_line(text: &mut String, fields: &[String]) {
    for (place, field) in fields.iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        add_field(text, field);
    }
    text.push_str("\r\n");
}

/// In quotes where it needs them, quotes in it doubled.
fn add_field(text: &mut String, field: &str) {
    if field.contains([',', '"', '\r', '\n']) {
        text.push('"');
        text.push_str(&field.replace('"', "\"\""));
        text.push('"');
    } else {
        text.push_str(field);
    }
}

#[cfg(test)]
mod tests {
    use super::super::session::tests::{ended, finish, measured};
    use super::*;
    use crate::comparison::Phase;
    use crate::view::numbers::write_as;
    use crate::view::words::Words;
    use proptest::prelude::*;

    /// Reads CSV as RFC 4180 has it.
    fn parse(text: &str) -> Vec<Vec<String>> {
        let (mut lines, mut line, mut field) = (Vec::new(), Vec::new(), String::new());
        let mut characters = text.chars().peekable();
        let mut is_quoted = false;
        while let Some(c) = characters.next() {
            match c {
                '"' if is_quoted && characters.peek() == Some(&'"') => {
                    characters.next();
                    field.push('"');
                }
                '"' => is_quoted = !is_quoted,
                ',' if !is_quoted => line.push(std::mem::take(&mut field)),
                '\r' if !is_quoted && characters.peek() == Some(&'\n') => {
                    characters.next();
                    line.push(std::mem::take(&mut field));
                    lines.push(std::mem::take(&mut line));
                }
                c => field.push(c),
            }
        }
        assert!(line.is_empty() && field.is_empty(), "the last line ends");
        lines
    }

    #[test]
    fn a_line_a_sample() {
        let mut session = measured();
        let mut disturbed = ended(1, Phase::Measure(2), 900.0);
        disturbed.disturbance = Some(Disturbance::TabHidden);
        session.file(disturbed);
        session.finish(finish(false));
        // The page's numbers may have a comma; a file's have a point.
        write_as(&vec![("number.point".to_owned(), ",".to_owned())].into());
        let lines = parse(&samples_csv(&session, &Numbers::of(&session)));
        write_as(&Words::default());
        assert_eq!(lines[0], HEADS);
        let size = session.request.parameters.values.size().to_string();
        let line = |strategy, repeat, ms, counted, mark| {
            [
                "many-cores",
                strategy,
                "2",
                "",
                &size,
                "60",
                repeat,
                ms,
                counted,
                mark,
            ]
        };
        assert_eq!(
            lines[1..],
            [
                line("blocking", "1", "40.0", "yes", ""),
                line("blocking", "2", "41.0", "yes", ""),
                line("async", "1", "50.0", "yes", ""),
                line("async", "2", "51.0", "yes", ""),
                line("async", "3", "900.0", "no", "tab hidden"),
            ]
        );
    }

    proptest! {
        #[test]
        fn any_text_comes_back(fields in prop::collection::vec(any::<String>(), 1..6)) {
            let mut text = String::new();
            add_line(&mut text, &fields);
            prop_assert_eq!(parse(&text), vec![fields]);
        }
    }
}
