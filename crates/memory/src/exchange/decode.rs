//! Decoding files of any size to UTF-8, a buffer at a time.

use super::{ExchangeError, ImportFile};
use duizhao_formats::charset::{Charset, decode};
use duizhao_formats::xml::{Position, declared};
use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::io::{self, BufRead, Chain, Cursor, Read};
use std::path::Path;

/// How much of a file is looked at for its character set, and how much is decoded at once.
const BUFFER: usize = 64 * 1024;

/// What the bytes are, where no option says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextKind {
    /// XML, which says its character set in its first line.
    Xml,
    /// Other text: UTF-8, or what it looks like.
    Text,
}

/// An input as UTF-8 without a byte order mark. A byte that is not of its character set is an error of the kind
/// [`io::ErrorKind::InvalidData`], after all the text before it.
pub(super) struct Decoded<'a> {
    bytes: Chain<Cursor<Vec<u8>>, &'a mut dyn BufRead>,
    decoder: Decoder,
    out: Vec<u8>,
    /// What of `out` is to be read.
    ready: std::ops::Range<usize>,
    state: DecodeState,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DecodeState {
    Going,
    Ended,
    Malformed,
}

impl<'a> Decoded<'a> {
    /// Looks at the first bytes and begins to decode.
    pub(super) fn new(
        ImportFile { bytes, options }: ImportFile<'a>,
        kind: TextKind,
    ) -> io::Result<Self> {
        let mut first = Vec::new();
        Read::take(&mut *bytes, BUFFER as u64).read_to_end(&mut first)?;
        let encoding = encoding_of(&first, kind, options.charset);
        Ok(Self {
            bytes: Cursor::new(first).chain(bytes),
            decoder: encoding.new_decoder_with_bom_removal(),
            out: vec![0; BUFFER],
            ready: 0..0,
            state: DecodeState::Going,
        })
    }

    fn refill(&mut self) -> io::Result<()> {
        let input = self.bytes.fill_buf()?;
        let last = input.is_empty();
        let (result, read, written) =
            self.decoder
                .decode_to_utf8_without_replacement(input, &mut self.out, last);
        self.bytes.consume(read);
        self.ready = 0..written;
        match result {
            DecoderResult::Malformed(_, _) => self.state = DecodeState::Malformed,
            DecoderResult::InputEmpty if last => self.state = DecodeState::Ended,
            DecoderResult::InputEmpty | DecoderResult::OutputFull => {}
        }
        Ok(())
    }
}

impl BufRead for Decoded<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.ready.is_empty() && self.state == DecodeState::Going {
            self.refill()?;
        }
        if self.ready.is_empty() && self.state == DecodeState::Malformed {
            let message = format!("these bytes are not {}", self.decoder.encoding().name());
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        }
        Ok(&self.out[self.ready.clone()])
    }

    fn consume(&mut self, amount: usize) {
        self.ready.start = (self.ready.start + amount).min(self.ready.end);
    }
}

impl Read for Decoded<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let amount = self.fill_buf()?.read(out)?;
        self.consume(amount);
        Ok(amount)
    }
}

/// Returns the character set of a file: the one asked for, that of a byte order mark, the one an XML file declares, or
/// what the first bytes look like.
fn encoding_of(first: &[u8], kind: TextKind, asked: Option<Charset>) -> &'static Encoding {
    if let Some(encoding) = asked.and_then(encoding) {
        return encoding;
    }
    if let Some((encoding, _)) = Encoding::for_bom(first) {
        return encoding;
    }
    let found = match kind {
        TextKind::Xml => declared(first)
            .and_then(encoding)
            .or_else(|| utf16_of_xml(first)),
        TextKind::Text => likely(first),
    };
    found.unwrap_or(UTF_8)
}

fn encoding(charset: Charset) -> Option<&'static Encoding> {
    Encoding::for_label(charset.to_string().as_bytes())
}

/// Recognises UTF-16 without a mark, as XML shows it by its first bracket.
fn utf16_of_xml(first: &[u8]) -> Option<&'static Encoding> {
    match first {
        [b'<', 0, ..] => Some(UTF_16LE),
        [0, b'<', ..] => Some(UTF_16BE),
        _ => None,
    }
}

/// Returns the likely encoding of text that is no UTF-8; a character that the end cuts is not looked at.
fn likely(first: &[u8]) -> Option<&'static Encoding> {
    std::str::from_utf8(first).err()?.error_len()?;
    let mut whole = first.len();
    if whole == BUFFER
        && let Some(end) = memchr::memrchr(b'\n', first)
    {
        whole = end + 1;
    }
    let (_, name) = decode(&first[..whole], None).ok()?;
    Encoding::for_label(name.as_bytes())
}

/// Reads the whole text of a file of at most `most` bytes.
pub(super) fn whole(
    path: &Path,
    input: ImportFile<'_>,
    most: usize,
) -> Result<String, ExchangeError> {
    let decoded = Decoded::new(input, TextKind::Text)
        .map_err(|cause| ExchangeError::input(path, Position::START, cause))?;
    let mut text = Vec::new();
    if let Err(cause) = decoded.take(most as u64 + 1).read_to_end(&mut text) {
        return Err(ExchangeError::input(path, after(1, &text), cause));
    }
    if text.len() > most {
        let message = format!("more than {most} bytes, and no edition is that long");
        return Err(ExchangeError::data(
            path,
            Position::START,
            message,
            "give an edition, one article a file",
        ));
    }
    utf8(path, 1, text)
}

/// Returns text that begins with line `line` as UTF-8; other bytes are an error with their place.
pub(super) fn utf8(path: &Path, line: usize, text: Vec<u8>) -> Result<String, ExchangeError> {
    String::from_utf8(text).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let cause = io::Error::new(io::ErrorKind::InvalidData, "these bytes are not UTF-8");
        ExchangeError::input(path, after(line, valid), cause)
    })
}

/// Returns the place after some text that begins with line `line`.
pub(super) fn after(line: usize, text: &[u8]) -> Position {
    let mut at = Position { line, column: 1 };
    at.advance(text);
    at
}

/// Decodes the first bytes of a file as far as they can be read, for telling formats apart.
pub(super) fn glimpse(first: &[u8]) -> String {
    let first = &first[..first.len().min(BUFFER)];
    encoding_of(first, TextKind::Xml, None)
        .decode(first)
        .0
        .into_owned()
}

#[cfg(test)]
mod tests {
    use super::super::ImportOptions;
    use super::*;
    use duizhao_core::diagnostic::Hinted;
    use encoding_rs::GB18030;
    use std::io::BufReader;

    fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[track_caller]
    fn check(bytes: &[u8], kind: TextKind, text: &str) {
        for capacity in [1, 3, 8192] {
            let mut input = BufReader::with_capacity(capacity, bytes);
            let mut decoded = String::new();
            Decoded::new(
                ImportFile {
                    bytes: &mut input,
                    options: &ImportOptions::default(),
                },
                kind,
            )
            .unwrap()
            .read_to_string(&mut decoded)
            .unwrap();
            assert!(decoded == text, "{capacity}");
        }
    }

    #[test]
    fn every_character_set_is_decoded_in_buffers() {
        let long = "<a>党委🚩</a>\n".repeat(9000);
        check(long.as_bytes(), TextKind::Xml, &long);
        check(
            &utf16(&format!("\u{feff}{long}"), u16::to_le_bytes),
            TextKind::Xml,
            &long,
        );
        check(
            &utf16(&format!("\u{feff}{long}"), u16::to_be_bytes),
            TextKind::Text,
            &long,
        );
        check(&utf16(&long, u16::to_le_bytes), TextKind::Xml, &long);
        let declared = format!("<?xml version='1.0' encoding='gbk'?>{long}");
        check(&GB18030.encode(&declared).0, TextKind::Xml, &declared);
        let plain = "党委书记\tParty secretary\n".repeat(5000);
        check(&GB18030.encode(&plain).0, TextKind::Text, &plain);
        check(
            &[b"\xef\xbb\xbf", plain.as_bytes()].concat(),
            TextKind::Text,
            &plain,
        );
    }

    #[test]
    fn what_cannot_be_decoded_is_an_error_behind_the_text_before_it() {
        let mut bytes = &b"\xe5\x85\x9a\n\xe5\x85\x9aa\xff\n"[..];
        let error = whole(
            Path::new("t"),
            ImportFile {
                bytes: &mut bytes,
                options: &ImportOptions::default(),
            },
            100,
        )
        .unwrap_err();
        assert_eq!(error.to_string(), "t:2:3: these bytes are not UTF-8");
        assert!(error.hint().is_some());
        assert_eq!(glimpse(&utf16("<党", u16::to_le_bytes)), "<党");
    }
}
