//! Character sets: UTF-8, UTF-16 in either order, GB18030 (which holds GB2312 and GBK), Big5.

mod page;

pub use page::{DecodedPage, decode_page};

use encoding_rs::{BIG5, DecoderResult, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use std::fmt;
use std::str::FromStr;

/// A character set chosen by name; the labels are those of the WHATWG Encoding Standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Charset(&'static Encoding);

impl FromStr for Charset {
    type Err = String;

    fn from_str(label: &str) -> Result<Self, Self::Err> {
        match Encoding::for_label_no_replacement(label.as_bytes()) {
            Some(encoding) => Ok(Self(superset(encoding))),
            None => Err(format!(
                "unknown character set `{label}`; try utf-8, gb18030, big5, utf-16le or utf-16be"
            )),
        }
    }
}

impl fmt::Display for Charset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name())
    }
}

/// Reports bytes that are not valid in a character set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Malformed {
    /// Offset of the first invalid byte.
    pub offset: usize,
    /// Number of invalid sequences.
    pub count: usize,
    /// Name of the character set.
    pub charset: &'static str,
}

/// Share of multi-byte sequences that must be valid for bytes with errors to count as damaged UTF-8
/// and not as another character set: GBK text read as UTF-8 is nearly all errors.
const MOSTLY_UTF8: f64 = 0.8;

/// Length of the prefix from which the character set is guessed, in bytes.
const GUESS_PREFIX: usize = 64 * 1024;

/// Decodes `bytes` and names the character set used: `asked` if given, else that of a byte order mark,
/// else UTF-8, else UTF-16 without a mark, else whichever of GB18030 and Big5 fits.
///
/// The text does not include a byte order mark. Nothing is ever replaced: an invalid sequence is an error.
pub fn decode(bytes: &[u8], asked: Option<Charset>) -> Result<(String, &'static str), Malformed> {
    if let Some(Charset(encoding)) = asked {
        return match Encoding::for_bom(bytes) {
            Some((marked, skip)) if marked == encoding => strict(encoding, bytes, skip),
            _ => strict(encoding, bytes, 0),
        };
    }
    if let Some((encoding, skip)) = Encoding::for_bom(bytes) {
        return strict(encoding, bytes, skip);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok((text.to_owned(), UTF_8.name()));
    }
    if mostly_utf8(bytes) {
        return strict(UTF_8, bytes, 0);
    }
    for encoding in [UTF_16LE, UTF_16BE] {
        if let Ok(decoded) = strict(encoding, bytes, 0)
            && reads_as_chinese(&decoded.0)
        {
            return Ok(decoded);
        }
    }
    let order = if guess(bytes) == BIG5 {
        [BIG5, GB18030]
    } else {
        [GB18030, BIG5]
    };
    strict(order[0], bytes, 0).or_else(|error| strict(order[1], bytes, 0).map_err(|_| error))
}

/// Tests whether bytes are UTF-16 text, with or without a byte order mark; NUL bytes in anything else mean a binary file.
pub fn is_utf16(bytes: &[u8]) -> bool {
    matches!(Encoding::for_bom(bytes), Some((encoding, _)) if encoding != UTF_8)
        || [UTF_16LE, UTF_16BE]
            .into_iter()
            .any(|e| strict(e, bytes, 0).is_ok_and(|(text, _)| reads_as_chinese(&text)))
}

fn superset(encoding: &'static Encoding) -> &'static Encoding {
    if encoding.name() == "GBK" {
        GB18030
    } else {
        encoding
    }
}

fn strict(
    encoding: &'static Encoding,
    bytes: &[u8],
    skip: usize,
) -> Result<(String, &'static str), Malformed> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(
        decoder
            .max_utf8_buffer_length_without_replacement(bytes.len())
            .unwrap_or(0),
    );
    let mut at = skip;
    let mut first = None;
    let mut count = 0;
    loop {
        let (result, read) =
            decoder.decode_to_string_without_replacement(&bytes[at..], &mut text, true);
        at += read;
        match result {
            DecoderResult::InputEmpty => break,
            DecoderResult::OutputFull => text.reserve(bytes.len() - at + 16),
            DecoderResult::Malformed(len, extra) => {
                first.get_or_insert(at - usize::from(len) - usize::from(extra));
                count += 1;
            }
        }
    }
    match first {
        Some(offset) => Err(Malformed {
            offset,
            count,
            charset: encoding.name(),
        }),
        None => Ok((text, encoding.name())),
    }
}

fn mostly_utf8(bytes: &[u8]) -> bool {
    let mut valid = 0;
    let mut invalid = 0;
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        invalid += usize::from(!chunk.invalid().is_empty());
    }
    valid as f64 >= MOSTLY_UTF8 * (valid + invalid) as f64 && valid > 0
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    let prefix = &bytes[..bytes.len().min(GUESS_PREFIX)];
    detector.feed(prefix, prefix.len() == bytes.len());
    detector.guess(None, chardetng::Utf8Detection::Deny)
}

/// Tests whether nine in ten characters are common in Chinese text; GBK bytes read as UTF-16 give
/// characters from all over Unicode.
fn reads_as_chinese(text: &str) -> bool {
    let mut common = 0;
    let mut all = 0;
    for c in text.chars().take(GUESS_PREFIX) {
        all += 1;
        common += usize::from(is_common(c));
    }
    all > 0 && common * 10 >= all * 9
}

fn is_common(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\t' | '\n' | '\r' | ' '..='~' | '\u{3000}')
        || duizhao_zh::han::is_punctuation(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "宁夏筑牢战“疫”党组织堡垒，关键时刻见真章。\n2020年1月28日接到通知后，席国宁立即返岗。\n";
    const TRADITIONAL: &str = "滄州市在火線上檢驗真金本色，黨員幹部在疫情防控一線。\n各級領導班子和領導幹部危難時刻挺身而出。\n";

    #[track_caller]
    fn check(bytes: &[u8], text: &str, charset: &str) {
        assert_eq!(
            decode(bytes, None),
            Ok((
                text.to_owned(),
                Encoding::for_label(charset.as_bytes()).unwrap().name()
            ))
        );
    }

    #[test]
    fn every_character_set_is_found() {
        check(TEXT.as_bytes(), TEXT, "utf-8");
        check(&[b"\xef\xbb\xbf", TEXT.as_bytes()].concat(), TEXT, "utf-8");
        check(&GB18030.encode(TEXT).0, TEXT, "gb18030");
        check(&BIG5.encode(TRADITIONAL).0, TRADITIONAL, "big5");
        let le: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let be: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_be_bytes).collect();
        check(&le, TEXT, "utf-16le");
        check(&be, TEXT, "utf-16be");
        check(&[b"\xff\xfe", &le[..]].concat(), TEXT, "utf-16le");
        check(&[b"\xfe\xff", &be[..]].concat(), TEXT, "utf-16be");
    }

    #[test]
    fn an_invalid_byte_is_reported_with_its_offset() {
        let mut bytes = TEXT.as_bytes().to_vec();
        bytes.insert(9, 0xff);
        assert_eq!(
            decode(&bytes, None),
            Err(Malformed {
                offset: 9,
                count: 1,
                charset: "UTF-8"
            })
        );
        let mut bytes = GB18030.encode(TEXT).0.into_owned();
        bytes.extend(b"\xff\xff");
        let error = decode(&bytes, None).unwrap_err();
        assert_eq!((error.offset, error.charset), (bytes.len() - 2, "gb18030"));
    }

    #[test]
    fn an_asked_for_character_set_wins() {
        let bytes = BIG5.encode(TRADITIONAL).0;
        assert_eq!(
            decode(&bytes, Some("big5".parse().unwrap())).unwrap().0,
            TRADITIONAL
        );
        assert!("latin-17".parse::<Charset>().is_err());
    }
}
