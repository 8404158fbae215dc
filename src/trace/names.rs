//! What another program calls what it did: its threads and spans stand under its own names, not under ours.

use super::Track;
use serde::{Deserialize, Serialize};

/// The names in a trace of another program. Its threads are drawn on rows, one below another where what
/// they do lies within each other: `Track::Worker` counts rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names {
    /// The run: the file, and the process in it.
    pub run: String,
    /// The threads.
    pub threads: Vec<String>,
    /// Of each row, which thread it is of. Rows of one thread follow each other.
    pub rows: Vec<u16>,
    /// What the spans are called, each name once.
    pub spans: Vec<String>,
    /// Of each span, in the order of the trace, the place of its name.
    pub name_of: Vec<u32>,
}

impl Names {
    /// The thread whose row that is; nothing for what takes no thread.
    pub fn thread(&self, track: Track) -> Option<&str> {
        let Track::Worker(row) = track else {
            return None;
        };
        let thread = self.rows.get(usize::from(row))?;
        self.threads.get(usize::from(*thread)).map(String::as_str)
    }

    /// The same for the first row of each thread only.
    pub fn heading(&self, row: u16) -> Option<&str> {
        let of = |row: usize| self.rows.get(row);
        let at = usize::from(row);
        let before = at.checked_sub(1).and_then(of);
        (before != of(at)).then(|| self.thread(Track::Worker(row)))?
    }

    /// What the span at that place of the trace is called.
    pub fn span(&self, place: u32) -> &str {
        let name = self.name_of.get(place as usize);
        let name = name.and_then(|&name| self.spans.get(name as usize));
        name.map_or("", String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_row_of_a_thread_carries_its_name() {
        let names = Names {
            run: "t.json: app".to_owned(),
            threads: vec!["main".to_owned(), "io".to_owned()],
            rows: vec![0, 0, 1],
            spans: vec!["f".to_owned(), "g".to_owned()],
            name_of: vec![1, 0, 1],
        };
        let headings = [0, 1, 2, 3].map(|row| names.heading(row));
        assert_eq!(headings, [Some("main"), None, Some("io"), None]);
        assert_eq!(names.thread(Track::Worker(1)), Some("main"));
        assert_eq!(names.thread(Track::Wait(0)), None);
        assert_eq!([0, 1, 9].map(|place| names.span(place)), ["g", "f", ""]);
    }
}
