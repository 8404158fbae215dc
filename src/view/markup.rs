//! Writes HTML as text: tables, and texts that can hold anything.

/// The text as it may stand in HTML, also within quotes.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            _ => escaped.push(character),
        }
    }
    escaped
}

/// Of a file's own texts, no more than so many characters are shown.
pub const MOST_CHARACTERS: usize = 300;

/// A text of a file's, on one line and not longer than a sentence bears.
pub fn shortened(text: &str) -> String {
    let printable = |c: char| if c.is_control() { ' ' } else { c };
    let mut short: String = text.chars().take(MOST_CHARACTERS).map(printable).collect();
    if text.chars().nth(MOST_CHARACTERS).is_some() {
        short.push('…');
    }
    short
}

/// HTML that is being written.
#[derive(Debug, Default)]
pub struct Markup(String);

impl Markup {
    /// HTML as it is.
    pub fn raw(&mut self, html: &str) {
        self.0.push_str(html);
    }

    /// Text, escaped.
    pub fn text(&mut self, text: &str) {
        self.0.push_str(&escape(text));
    }

    /// A cell of a table, its HTML as it is.
    pub fn cell(&mut self, html: &str) {
        for part in ["<td>", html, "</td>"] {
            self.0.push_str(part);
        }
    }

    /// A table with these column heads, in a frame that scrolls sideways by itself.
    pub fn scroll_table(
        &mut self,
        class: &str,
        label: &str,
        heads: &[String],
        rows: impl FnOnce(&mut Self),
    ) {
        self.raw("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"");
        self.text(label);
        self.raw("\"><table class=\"");
        self.text(class);
        self.raw("\"><thead><tr>");
        for head in heads {
            self.raw("<th scope=\"col\">");
            self.text(head);
            self.raw("</th>");
        }
        self.raw("</tr></thead><tbody>");
        rows(self);
        self.raw("</tbody></table></div>");
    }

    /// The whole text.
    pub fn finish(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_escaped() {
        let mut html = Markup::default();
        html.scroll_table("facts", "a \"b\"", &["x < y".to_owned()], |html| {
            html.cell(&escape("<script>"));
        });
        let html = html.finish();
        assert!(html.contains("aria-label=\"a &quot;b&quot;\""), "{html}");
        assert!(
            html.contains("x &lt; y") && html.contains("&lt;script&gt;"),
            "{html}"
        );
    }
}
