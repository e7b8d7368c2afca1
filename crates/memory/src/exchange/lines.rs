//! Files of lines, one at a time.

use super::decode::{Decoded, Kind};
use super::{ExchangeError, Input, MOST_ENTRY_BYTES};
use duizhao_formats::xml::Position;
use std::io::{self, BufRead};
use std::path::Path;

/// The lines of a file.
pub(super) struct Lines<'a> {
    path: &'a Path,
    bytes: Decoded<'a>,
    /// The number of the next line.
    next: usize,
}

impl<'a> Lines<'a> {
    pub(super) fn new(path: &'a Path, input: Input<'a>) -> Result<Self, ExchangeError> {
        let bytes = Decoded::new(input, Kind::Text)
            .map_err(|cause| ExchangeError::input(path, Position::START, cause))?;
        Ok(Self {
            path,
            bytes,
            next: 1,
        })
    }

    /// The next line without its end, and its number; `None` at the end. A line of over [`MOST_ENTRY_BYTES`] is an
    /// error.
    pub(super) fn next(&mut self) -> Result<Option<(String, usize)>, ExchangeError> {
        let number = self.next;
        let mut line = Vec::new();
        let mut ended = false;
        while !ended {
            let buffer = match self.bytes.fill_buf() {
                Ok([]) => break,
                Ok(buffer) => buffer,
                Err(cause) if cause.kind() == io::ErrorKind::Interrupted => continue,
                Err(cause) => {
                    return Err(ExchangeError::input(
                        self.path,
                        behind(number, &line),
                        cause,
                    ));
                }
            };
            let end = memchr::memchr(b'\n', buffer);
            let part = &buffer[..end.unwrap_or(buffer.len())];
            if line.len() + part.len() > MOST_ENTRY_BYTES {
                let at = Position {
                    line: number,
                    column: 1,
                };
                let message = format!("a line of over {MOST_ENTRY_BYTES} bytes");
                return Err(ExchangeError::data(
                    self.path,
                    at,
                    message,
                    "a line holds one unit",
                ));
            }
            line.extend_from_slice(part);
            let amount = part.len() + usize::from(end.is_some());
            ended = end.is_some();
            self.bytes.consume(amount);
        }
        if line.is_empty() && !ended {
            return Ok(None);
        }
        self.next += 1;
        if line.ends_with(b"\r") {
            line.pop();
        }
        match String::from_utf8(line) {
            Ok(line) => Ok(Some((line, number))),
            Err(error) => {
                let at = behind(
                    number,
                    &error.as_bytes()[..error.utf8_error().valid_up_to()],
                );
                let cause = io::Error::new(io::ErrorKind::InvalidData, "these bytes are not UTF-8");
                Err(ExchangeError::input(self.path, at, cause))
            }
        }
    }
}

/// The place behind the beginning of a line.
fn behind(line: usize, beginning: &[u8]) -> Position {
    let mut at = Position { line, column: 1 };
    at.advance(beginning);
    at
}

#[cfg(test)]
mod tests {
    use super::super::ReadOptions;
    use super::*;

    #[test]
    fn lines_have_numbers_and_a_most_length() {
        let text = format!("\u{feff}a\r\n\n党\n{}", "x".repeat(MOST_ENTRY_BYTES + 1));
        let (mut bytes, options) = (text.as_bytes(), ReadOptions::default());
        let mut lines = Lines::new(
            Path::new("t"),
            Input {
                bytes: &mut bytes,
                options: &options,
            },
        )
        .unwrap();
        assert_eq!(lines.next().unwrap(), Some(("a".to_owned(), 1)));
        assert_eq!(lines.next().unwrap(), Some((String::new(), 2)));
        assert_eq!(lines.next().unwrap(), Some(("党".to_owned(), 3)));
        assert!(
            lines
                .next()
                .unwrap_err()
                .to_string()
                .starts_with("t:4:1: a line of over ")
        );
    }

    #[test]
    fn a_bad_byte_has_its_place() {
        let text = [b"a\n".repeat(40_000), b"b\xe5\x85\x9a\xff".to_vec()].concat();
        let (mut bytes, options) = (&text[..], ReadOptions::default());
        let mut lines = Lines::new(
            Path::new("t"),
            Input {
                bytes: &mut bytes,
                options: &options,
            },
        )
        .unwrap();
        let error = std::iter::repeat_with(|| lines.next())
            .find_map(Result::err)
            .unwrap();
        assert!(
            error
                .to_string()
                .starts_with("t:40001:3: these bytes are not UTF-8"),
            "{error}"
        );
    }
}
