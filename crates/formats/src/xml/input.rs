//! The parser's input: tracks its position and limits its length.

use std::io::{self, BufRead, Read};

/// A position in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1, in characters.
    pub column: usize,
}

impl Position {
    /// The beginning of a text.
    pub const START: Self = Self { line: 1, column: 1 };

    /// Moves past UTF-8 text, which may begin or end inside a character.
    pub fn advance(&mut self, bytes: &[u8]) {
        let lines = memchr::memchr_iter(b'\n', bytes).count();
        let last = match memchr::memrchr(b'\n', bytes) {
            Some(end) => &bytes[end + 1..],
            None => bytes,
        };
        let start = if lines > 0 { 1 } else { self.column };
        self.line += lines;
        // All bytes but continuation bytes.
        self.column = start + last.iter().filter(|&&byte| byte & 0xc0 != 0x80).count();
    }
}

/// Reports that an input has more bytes than allowed.
#[derive(Debug, thiserror::Error)]
#[error("more bytes than allowed")]
pub(super) struct TooLong;

/// A reader that tracks its position and fails with [`TooLong`] after a number of bytes.
#[derive(Debug)]
pub(super) struct XmlInput<R> {
    bytes: R,
    /// Position of the next byte.
    pub(super) here: Position,
    /// How many more bytes may be read.
    pub(super) allowance: usize,
}

impl<R: BufRead> XmlInput<R> {
    pub(super) fn new(bytes: R) -> Self {
        Self {
            bytes,
            here: Position::START,
            allowance: usize::MAX,
        }
    }
}

impl<R: BufRead> BufRead for XmlInput<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let buffer = self.bytes.fill_buf()?;
        if self.allowance == 0 && !buffer.is_empty() {
            return Err(io::Error::other(TooLong));
        }
        Ok(&buffer[..buffer.len().min(self.allowance)])
    }

    fn consume(&mut self, amount: usize) {
        // The consumed bytes are in the buffer, so nothing is read and nothing can fail.
        if let Ok(buffer) = self.bytes.fill_buf() {
            self.here.advance(&buffer[..amount.min(buffer.len())]);
        }
        self.allowance = self.allowance.saturating_sub(amount);
        self.bytes.consume(amount);
    }
}

impl<R: BufRead> Read for XmlInput<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let amount = self.fill_buf()?.read(out)?;
        self.consume(amount);
        Ok(amount)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_characters_are_counted_wherever_the_bytes_are_cut() {
        let text = "党a\nb委\n党".as_bytes();
        for cut in 0..text.len() {
            let mut here = Position::START;
            here.advance(&text[..cut]);
            here.advance(&text[cut..]);
            assert_eq!(here, Position { line: 3, column: 2 });
        }
    }

    #[test]
    fn no_more_is_read_than_allowed() {
        let mut input = XmlInput::new(&b"abc"[..]);
        input.allowance = 2;
        let mut out = String::new();
        assert!(input.read_to_string(&mut out).is_err());
        assert_eq!(input.here, Position { line: 1, column: 3 });
        input.allowance = 1;
        assert_eq!(input.read_to_string(&mut out).unwrap(), 1);
    }
}
