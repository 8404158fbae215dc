//! The page's address: what it asks for, and how it is written back.

use crate::contract::Lesson;
use crate::contract::request::Parameters;
use crate::key::Key;
use crate::lesson;
use crate::values::SIZE;

/// Parameters by name, as text, as they were given.
pub type Given = Vec<(String, String)>;

/// The names of parameters that mean the same in every lesson, in addresses and in the page's API.
const PARAMETERS: [&str; 7] = [
    "strategies",
    "threads",
    "connections",
    "size",
    "chunks",
    "repeats",
    "seed",
];

/// The names of a lesson's parameters in addresses and in the page's API, beside those that all have.
pub fn names(lesson: &Lesson) -> Vec<&'static str> {
    let own = lesson.params.iter().map(|param| param.key.as_str());
    let own = own.filter(|name| !PARAMETERS.contains(name));
    PARAMETERS.into_iter().chain(own).collect()
}

/// Whether any lesson has a parameter of that name.
fn is_parameter(name: &str) -> bool {
    let own = |lesson: &&Lesson| lesson.params.iter().any(|param| param.key == *name);
    PARAMETERS.contains(&name) || lesson::ALL.iter().any(own)
}

/// What an address asks for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Address {
    /// The example's slug.
    pub example: Option<String>,
    /// Its parameters, unread.
    pub given: Given,
    /// Light, dark, or as the system has it.
    pub theme: Theme,
    /// How the page stands in somebody else's, if it does.
    pub embed: Option<Embed>,
    /// What is written back word for word: names that nobody knows, and what the author of a page around says.
    pub others: Vec<String>,
}

/// What is shown of a lesson in somebody else's page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum View {
    /// Everything, in a small space.
    #[default]
    All,
    /// The timeline.
    Timeline,
    /// The charts.
    Charts,
    /// The code that ran.
    Code,
}

/// When a lesson in somebody else's page is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Start {
    /// When the reader asks for it.
    #[default]
    Click,
    /// When it comes into view.
    Visible,
    /// As soon as it can be.
    Load,
}

/// How the page stands in somebody else's.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Embed {
    /// What is shown.
    pub view: View,
    /// When it is run.
    pub start: Start,
    /// What the author of the page around asks, instead of the lesson's own question.
    pub ask: Ask,
    /// What can't be changed in it.
    pub hidden: Hidden,
}

/// A question of the author's own, with an explanation for each option; without a question there is none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ask {
    /// The question.
    pub question: String,
    /// What may be answered.
    pub options: Vec<String>,
    /// What is said of each option after a run; there may be fewer.
    pub explanations: Vec<String>,
}

/// Which controls are not shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Hidden {
    /// All are shown.
    #[default]
    Nothing,
    /// None is.
    All,
    /// Those of these parameters are not.
    These(Vec<String>),
}

impl Hidden {
    /// Whether the parameter of that name has no control.
    pub fn hides(&self, name: &str) -> bool {
        match self {
            Self::Nothing => false,
            Self::All => true,
            Self::These(names) => names.iter().any(|hidden| hidden == name),
        }
    }
}

/// What stands between two options, and between two explanations: sentences have commas of their own.
const BETWEEN: char = '|';

fn sentences(text: &str) -> Vec<String> {
    let parts = text.split(BETWEEN).map(str::trim);
    parts.map(str::to_owned).collect()
}

impl Embed {
    /// As an address says; names that it does not know say nothing.
    fn read(&mut self, name: &str, value: &str) {
        match (name, value) {
            ("view", "timeline") => self.view = View::Timeline,
            ("view", "charts") => self.view = View::Charts,
            ("view", "code") => self.view = View::Code,
            ("run", "visible") => self.start = Start::Visible,
            ("run", "load") => self.start = Start::Load,
            ("question", text) => text.trim().clone_into(&mut self.ask.question),
            ("options", text) => self.ask.options = sentences(text),
            ("explanations", text) => self.ask.explanations = sentences(text),
            ("hidden-controls", "") => self.hidden = Hidden::All,
            ("hidden-controls", names) => {
                let names = names.split([',', ' ']).filter(|name| !name.is_empty());
                self.hidden = Hidden::These(names.map(str::to_owned).collect());
            }
            _ => {}
        }
    }

    /// The part of an address that says so.
    fn query(&self) -> String {
        let view = match self.view {
            View::All => "",
            View::Timeline => "&view=timeline",
            View::Charts => "&view=charts",
            View::Code => "&view=code",
        };
        let start = match self.start {
            Start::Click => "",
            Start::Visible => "&run=visible",
            Start::Load => "&run=load",
        };
        ["&embed=1", view, start].concat()
    }
}

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the system has it.
    #[default]
    Auto,
    /// Dark ink on light paper.
    Light,
    /// Light ink on dark paper.
    Dark,
}

impl Theme {
    /// Every theme, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];

    /// Its name in addresses and style sheets.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme of that name; any other name is as the system has it.
    pub fn from_id(id: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|theme| theme.id() == id)
            .unwrap_or_default()
    }
}

impl Address {
    /// Reads the part of an address behind `?`, with or without it.
    pub fn parse(query: &str) -> Self {
        let (mut address, mut embed, mut is_embedded) = (Self::default(), Embed::default(), false);
        let query = query.strip_prefix('?').unwrap_or(query);
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            match decode(name).as_str() {
                "example" => address.example = Some(decode(value)),
                "theme" => address.theme = Theme::from_id(&decode(value)),
                "embed" => is_embedded = decode(value) == "1",
                name @ ("view" | "run") => embed.read(name, &decode(value)),
                name if is_parameter(name) => {
                    address.given.retain(|(known, _)| known != name);
                    address.given.push((name.to_owned(), decode(value)));
                }
                name => {
                    embed.read(name, &decode(value));
                    address.others.push(pair.to_owned());
                }
            }
        }
        address.embed = is_embedded.then_some(embed);
        address
    }

    /// Whether it names no lesson, on a page of its own: then the opening is seen.
    pub fn is_opening(&self) -> bool {
        self.example.is_none() && self.embed.is_none()
    }

    /// The address of the opening.
    pub fn opening_query(&self) -> String {
        let theme = ["theme=", self.theme.id()].concat();
        let theme = (self.theme != Theme::Auto).then_some(theme);
        let parts: Vec<String> = theme
            .into_iter()
            .chain(self.others.iter().cloned())
            .collect();
        match parts.is_empty() {
            true => String::new(),
            false => ["?", &parts.join("&")].concat(),
        }
    }

    /// The address of a lesson with these parameters: those that differ from its defaults.
    pub fn query(&self, lesson: &Lesson, now: &Parameters, defaults: &Parameters) -> String {
        let mut query = format!("?example={}", lesson.slug);
        let mut add = |name: &str, value: &str| {
            query.push('&');
            query.push_str(name);
            query.push('=');
            query.push_str(value);
        };
        if now.programs != defaults.programs {
            let ids: Vec<&str> = now.programs.iter().map(Key::as_str).collect();
            add("strategies", &ids.join(","));
        }
        let own = lesson.params.iter().map(|param| param.key);
        for name in own.chain(["repeats", "seed"].map(Key::new)) {
            let (value, default) = (now.text(lesson, name), defaults.text(lesson, name));
            // Without a size another machine would look for its own.
            let is_fitted = name == SIZE && lesson.sized.is_some();
            let is_needed = |value: &String| is_fitted || Some(value) != default.as_ref();
            if let Some(value) = value.filter(is_needed) {
                add(name.as_str(), &value);
            }
        }
        if self.theme != Theme::Auto {
            add("theme", self.theme.id());
        }
        query += &self.embed.as_ref().map_or_else(String::new, Embed::query);
        for other in &self.others {
            query.push('&');
            query.push_str(other);
        }
        query
    }
}

/// Undoes `%41` and `+`; what is no such code stays as it is.
fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, behind)) = rest.split_first() {
        rest = behind;
        let code = behind.get(..2).filter(|_| first == b'%').and_then(byte_of);
        match (first, code) {
            (_, Some(byte)) => {
                bytes.push(byte);
                rest = &behind[2..];
            }
            (b'+', None) => bytes.push(b' '),
            _ => bytes.push(first),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn byte_of(hex: &[u8]) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let value = digit(hex[0])? * 16 + digit(hex[1])?;
    u8::try_from(value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::THREADS;

    #[test]
    fn reads_what_it_knows_and_keeps_the_rest() {
        let address = Address::parse(
            "?example=many-cores&strategies=blocking%2Casync&threads=2&lang=en&theme=dark&threads=3",
        );
        assert_eq!(address.example.as_deref(), Some("many-cores"));
        assert_eq!(
            address.given,
            [
                ("strategies".to_owned(), "blocking,async".to_owned()),
                ("threads".to_owned(), "3".to_owned()),
            ]
        );
        assert_eq!(address.theme, Theme::Dark);
        assert_eq!(address.others, ["lang=en"]);
        assert_eq!(Address::parse(""), Address::default());
    }

    #[test]
    fn how_it_stands_in_another_page_is_read_and_written_back() {
        let lesson = lesson::find("many-fetches").unwrap();
        let defaults = Parameters::defaults(lesson, 2);
        let read = |query: &str| Address::parse(query);
        let query = "?example=many-fetches&embed=1&view=charts&run=visible";
        let embed = Embed {
            view: View::Charts,
            start: Start::Visible,
            ..Embed::default()
        };
        assert_eq!(read(query).embed, Some(embed));
        assert_eq!(read(query).query(lesson, &defaults, &defaults), query);
        // Unknown names say nothing, and outside of a frame nothing of it counts.
        assert_eq!(read("?embed=1&view=x&run=").embed, Some(Embed::default()));
        for query in ["?view=charts&run=load", "?embed=0", "?embed"] {
            assert_eq!(read(query).embed, None, "{query}");
        }
        let alone = Address {
            embed: None,
            ..read(query)
        };
        let query = alone.query(lesson, &defaults, &defaults);
        assert_eq!(query, "?example=many-fetches");
    }

    #[test]
    fn the_author_may_ask_and_hide() {
        let lesson = lesson::find("many-fetches").unwrap();
        let defaults = Parameters::defaults(lesson, 2);
        let query = "?example=many-fetches&embed=1&question=Is%20it%20faster%3F&options=Yes,+all+of+it|No&explanations=%3Cb%3E|&hidden-controls=threads,seed";
        let address = Address::parse(query);
        let embed = address.embed.clone().unwrap();
        let ask = Ask {
            question: "Is it faster?".to_owned(),
            options: vec!["Yes, all of it".to_owned(), "No".to_owned()],
            explanations: vec!["<b>".to_owned(), String::new()],
        };
        assert_eq!(embed.ask, ask);
        assert!(embed.hidden.hides("threads") && !embed.hidden.hides("connections"));
        assert_eq!(address.query(lesson, &defaults, &defaults), query);
        let all = Address::parse("?embed=1&hidden-controls=").embed.unwrap();
        assert!(all.hidden.hides("threads"));
        // A page of its own asks nothing of others' making.
        assert_eq!(Address::parse("?question=Is%20it%3F").embed, None);
    }

    #[test]
    fn without_a_lesson_it_is_the_opening() {
        let read = Address::parse;
        for query in ["", "?theme=dark", "?theme=dark&lang=en", "?utm=1"] {
            let address = read(query);
            assert!(address.is_opening(), "{query}");
            assert_eq!(address.opening_query(), query);
        }
        for query in [
            "?example=",
            "?example=many-cores",
            "?embed=1",
            "?embed=1&theme=dark",
        ] {
            assert!(!read(query).is_opening(), "{query}");
        }
    }

    #[test]
    fn codes_are_undone_and_broken_ones_left_alone() {
        assert_eq!(decode("a%20b+c"), "a b c");
        assert_eq!(decode("%C3%A4"), "ä");
        assert_eq!(decode("100%"), "100%");
        assert_eq!(decode("%zz%4"), "%zz%4");
        assert_eq!(decode("%ff"), "\u{fffd}");
    }

    #[test]
    fn an_address_that_is_written_reads_the_same() {
        let lesson = lesson::find("many-cores").unwrap();
        let defaults = Parameters::defaults(lesson, 2);
        let now = Parameters {
            values: defaults.values.with(THREADS, 4).with(SIZE, 300),
            programs: ["background", "async-parallel"].map(Key::new).to_vec(),
            ..defaults.clone()
        };
        let address = Address::parse("?theme=dark&lang=en");
        let query = address.query(lesson, &now, &defaults);
        assert_eq!(
            query,
            "?example=many-cores&strategies=background,async-parallel&threads=4&size=300&theme=dark&lang=en"
        );
        let again = Address::parse(&query);
        assert_eq!(Parameters::parse(lesson, 2, &again.given), (now, vec![]));
        assert_eq!(
            address.query(lesson, &defaults, &defaults),
            "?example=many-cores&size=600&theme=dark&lang=en"
        );
    }
}
