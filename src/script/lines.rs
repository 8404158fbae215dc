//! From a byte of a text to its line and column.

use crate::comparison::script_error::Place;
use std::ops::Range;

/// Where that part of a text is. What lies beyond its end, or within a character, is taken to the character before.
pub fn place(text: &str, bytes: Range<usize>) -> Place {
    let (line, column) = line_and_column(text, bytes.start);
    let (end_line, end_column) = line_and_column(text, bytes.end.max(bytes.start));
    Place {
        line,
        column,
        end_line,
        end_column,
    }
}

fn line_and_column(text: &str, byte: usize) -> (u32, u32) {
    let before = &text[..text.floor_char_boundary(byte)];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let column = before[line_start..].encode_utf16().count() + 1;
    (line as u32, column as u32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn columns_are_counted_as_editors_do() {
        let text = "let a = 1;\nlet 🙂 = b;\n";
        let found = text.find("b;").unwrap();
        let wanted = Place {
            line: 2,
            column: 10,
            end_line: 2,
            end_column: 11,
        };
        assert_eq!(place(text, found..found + 1), wanted);
        assert_eq!(place(text, 0..0).column, 1);
    }

    proptest! {
        #[test]
        fn any_part_of_any_text_has_a_place(text in any::<String>(), start in 0_usize..200, length in 0_usize..200) {
            let found = place(&text, start..start + length);
            prop_assert!(found.line <= found.end_line && found.line >= 1);
            prop_assert!(found.line < found.end_line || found.column <= found.end_column);
        }
    }
}
