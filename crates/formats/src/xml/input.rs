//! Bytes on their way to the parser: counted, and no more of them than allowed.

use std::io::{self, BufRead, Read};

/// A place in a text; line and column count from 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line.
    pub line: usize,
    /// Column, in characters.
    pub column: usize,
}

impl Position {
    /// Where a text begins.
    pub const START: Self = Self { line: 1, column: 1 };

    /// Goes over UTF-8 text, which may end inside a character.
    pub fn advance(&mut self, bytes: &[u8]) {
        let lines = memchr::memchr_iter(b'\n', bytes).count();
        let last = match memchr::memrchr(b'\n', bytes) {
            Some(end) => &bytes[end + 1..],
            None => bytes,
        };
        let start = if lines > 0 { 1 } else { self.column };
        self.line += lines;
        // Every byte but those that go on with a character.
        self.column = start + last.iter().filter(|&&byte| byte & 0xc0 != 0x80).count();
    }
}

/// Says that an input has more bytes than were allowed.
#[derive(Debug, thiserror::Error)]
#[error("more bytes than allowed")]
pub(super) struct TooLong;

/// An input that knows where it is and stops where it was told to.
#[derive(Debug)]
pub(super) struct Input<R> {
    bytes: R,
    /// Where the next byte stands.
    pub(super) here: Position,
    /// How many bytes may still be read.
    pub(super) allowance: usize,
}

impl<R: BufRead> Input<R> {
    pub(super) fn new(bytes: R) -> Self {
        Self {
            bytes,
            here: Position::START,
            allowance: usize::MAX,
        }
    }
}

impl<R: BufRead> BufRead for Input<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let buffer = self.bytes.fill_buf()?;
        if self.allowance == 0 && !buffer.is_empty() {
            return Err(io::Error::other(TooLong));
        }
        Ok(&buffer[..buffer.len().min(self.allowance)])
    }

    fn consume(&mut self, amount: usize) {
        // What is consumed was in the buffer, so nothing is read and nothing can fail.
        if let Ok(buffer) = self.bytes.fill_buf() {
            self.here.advance(&buffer[..amount.min(buffer.len())]);
        }
        self.allowance = self.allowance.saturating_sub(amount);
        self.bytes.consume(amount);
    }
}

impl<R: BufRead> Read for Input<R> {
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
        let mut input = Input::new(&b"abc"[..]);
        input.allowance = 2;
        let mut out = String::new();
        assert!(input.read_to_string(&mut out).is_err());
        assert_eq!(input.here, Position { line: 1, column: 3 });
        input.allowance = 1;
        assert_eq!(input.read_to_string(&mut out).unwrap(), 1);
    }
}
