//! The question after the run: why it is so. It is about the reason, so what was measured does not score it; each
//! option is answered with its because, which the style sheet shows when it is taken.

use super::markup::escape;
use super::words::Words;
use crate::contract::Lesson;

/// The question as HTML; nothing where the lesson asks none.
pub fn why(words: &Words, lesson: &Lesson) -> String {
    let Some(why) = lesson.why else {
        return String::new();
    };
    let option = |option: usize| {
        let of = |what: &str| {
            let key = [what, &option.to_string()].concat();
            escape(words.get_or_nothing(&key))
        };
        let verdict = match option == why.right {
            true => "why.right",
            false => "why.wrong",
        };
        let taken = [
            "<label class=option><input type=radio name=why>",
            &of("lesson.why-option."),
            "</label>",
        ];
        let said = [
            "<p class=score>",
            words.get(verdict),
            " ",
            &of("lesson.why-explanation."),
            "</p>",
        ];
        taken.concat() + &said.concat()
    };
    let (label, asked) = (words.get("why.label"), words.get_or_nothing("lesson.why"));
    let head = [
        "<fieldset class=question><legend><span class=hint>",
        label,
        "</span> ",
        &escape(asked),
        "</legend>",
    ];
    let options: String = (0..why.options).map(option).collect();
    head.concat() + &options + "</fieldset>"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::question::Why;
    use crate::contract::samples::WAITING;

    #[test]
    fn each_option_has_its_because_and_one_is_right() {
        let words = Words::english_of("many_fetches");
        assert_eq!(why(&words, &WAITING), "");
        let lesson = Lesson {
            why: Some(Why {
                options: 3,
                right: 1,
            }),
            ..WAITING
        };
        let html = why(&words, &lesson);
        assert_eq!(html.matches("type=radio").count(), 3);
        let said: Vec<bool> = html
            .split("<p class=score>")
            .skip(1)
            .map(|said| said.starts_with("That is it. "))
            .collect();
        assert_eq!(said, [false, true, false]);
        for key in [
            "lesson.why",
            "lesson.why-option.2",
            "lesson.why-explanation.0",
        ] {
            assert!(html.contains(&escape(words.get(key))), "{key}");
        }
    }
}
