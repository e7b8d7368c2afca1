//! Finding the line and column of a byte, for readers that go from the front to the back.

use super::super::GlossaryError;
use duizhao_core::diagnostic::Location;
use std::path::Path;

/// Turns offsets into places; linear in the text as long as the offsets do not go back.
#[derive(Debug)]
pub(super) struct TextCursor<'a> {
    path: &'a Path,
    text: &'a str,
    at: usize,
    line: usize,
    column: usize,
}

impl<'a> TextCursor<'a> {
    /// Begins at the start of a text, whose byte order mark is no column.
    pub(super) fn new(path: &'a Path, text: &'a str) -> Self {
        let at = if text.starts_with('\u{feff}') {
            '\u{feff}'.len_utf8()
        } else {
            0
        };
        Self {
            path,
            text,
            at,
            line: 1,
            column: 1,
        }
    }

    /// Returns the place of a byte; one inside a character counts as the character's.
    pub(super) fn place(&mut self, offset: usize) -> Location {
        if offset < self.at {
            *self = Self::new(self.path, self.text);
        }
        for (i, c) in self.text[self.at..].char_indices() {
            if self.at + i + c.len_utf8() > offset {
                self.at += i;
                return self.here();
            }
            (self.line, self.column) = if c == '\n' {
                (self.line + 1, 1)
            } else {
                (self.line, self.column + 1)
            };
        }
        self.at = self.text.len();
        self.here()
    }

    /// Builds an error at a byte.
    pub(super) fn error(
        &mut self,
        offset: usize,
        message: impl Into<String>,
        hint: &str,
    ) -> GlossaryError {
        GlossaryError::Row {
            place: self.place(offset),
            message: message.into(),
            hint: hint.to_owned(),
        }
    }

    fn here(&self) -> Location {
        Location::new(self.path, self.line, self.column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_lines_and_characters() {
        let mut cursor = TextCursor::new(Path::new("t"), "\u{feff}党a\nb");
        let places = [3, 6, 7, 8, 9, 99, 4].map(|at| cursor.place(at).to_string());
        assert_eq!(
            places,
            [
                "t:1:1", "t:1:2", "t:1:3", "t:2:1", "t:2:2", "t:2:2", "t:1:1"
            ]
        );
    }
}
