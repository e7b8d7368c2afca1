//! Reading files of lines, one at a time.

use super::decode::{Decoded, TextKind, after, utf8};
use super::{ExchangeError, ImportFile, MOST_ENTRY_BYTES};
use duizhao_formats::xml::Position;
use std::io::{self, BufRead};
use std::path::Path;

/// The lines of a file.
pub(super) struct LineReader<'a> {
    path: &'a Path,
    bytes: Decoded<'a>,
    /// The number of the next line.
    next: usize,
}

impl<'a> LineReader<'a> {
    pub(super) fn new(path: &'a Path, input: ImportFile<'a>) -> Result<Self, ExchangeError> {
        let bytes = Decoded::new(input, TextKind::Text)
            .map_err(|cause| ExchangeError::input(path, Position::START, cause))?;
        Ok(Self {
            path,
            bytes,
            next: 1,
        })
    }

    /// Reads the next line without its end, and its number; `None` at the end. A line of over [`MOST_ENTRY_BYTES`] is
    /// an error.
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
                    let at = after(number, &line);
                    return Err(ExchangeError::input(self.path, at, cause));
                }
            };
            let end = memchr::memchr(b'\n', buffer);
            let part = &buffer[..end.unwrap_or(buffer.len())];
            if line.len() + part.len() > MOST_ENTRY_BYTES {
                let at = after(number, b"");
                let message = format!("a line of over {MOST_ENTRY_BYTES} bytes");
                let hint = "a line holds one unit";
                return Err(ExchangeError::data(self.path, at, message, hint));
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
        Ok(Some((utf8(self.path, number, line)?, number)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::ImportOptions;
    use super::*;

    #[test]
    fn lines_have_numbers_and_a_most_length() {
        let text = format!("\u{feff}a\r\n\n党\n{}", "x".repeat(MOST_ENTRY_BYTES + 1));
        let (mut bytes, options) = (text.as_bytes(), ImportOptions::default());
        let mut lines = LineReader::new(
            Path::new("t"),
            ImportFile {
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
        let (mut bytes, options) = (&text[..], ImportOptions::default());
        let mut lines = LineReader::new(
            Path::new("t"),
            ImportFile {
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
