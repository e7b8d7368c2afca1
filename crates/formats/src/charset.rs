//! Character sets: UTF-8, UTF-16 in either order, GB18030 (which holds GB2312 and GBK), Big5.

use encoding_rs::{BIG5, DecoderResult, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use std::fmt;
use std::str::FromStr;

/// A character set asked for by name; labels are those of the WHATWG Encoding Standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Charset(&'static Encoding);

impl FromStr for Charset {
    type Err = String;

    fn from_str(label: &str) -> Result<Self, Self::Err> {
        match Encoding::for_label_no_replacement(label.as_bytes()) {
            Some(encoding) => Ok(Self(superset(encoding))),
            None => Err(format!(
                "`{label}` is no known character set; try utf-8, gb18030, big5, utf-16le or utf-16be"
            )),
        }
    }
}

impl fmt::Display for Charset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name())
    }
}

/// Text that did not decode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Malformed {
    /// The first bad byte.
    pub offset: usize,
    /// How many bad places there are.
    pub count: usize,
    /// The character set that was tried.
    pub charset: &'static str,
}

/// Share of multi-byte sequences that must be sound for bytes with errors to count as broken UTF-8
/// and not as another character set: GBK text read as UTF-8 is nearly all errors.
const MOSTLY_UTF8: f64 = 0.8;

/// How much of a file the guesser looks at, in bytes.
const GUESS_PREFIX: usize = 64 * 1024;

/// Decodes `bytes`: by `asked` if given, else by a byte order mark, else as strict UTF-8, else as
/// UTF-16 without a mark, else as GB18030 or Big5, whichever fits.
///
/// Never replaces anything: an undecodable place is an error with its offset. A byte order mark is not
/// part of the text. Returns the text and the name of the character set.
pub fn decode(bytes: &[u8], asked: Option<Charset>) -> Result<(String, &'static str), Malformed> {
    if let Some(Charset(encoding)) = asked {
        let skip = Encoding::for_bom(bytes)
            .filter(|(bom, _)| *bom == encoding)
            .map_or(0, |(_, len)| len);
        return strict(encoding, bytes, skip);
    }
    if let Some((encoding, skip)) = Encoding::for_bom(bytes) {
        return strict(encoding, bytes, skip);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => return Ok((text.to_owned(), UTF_8.name())),
        Err(_) if mostly_utf8(bytes) => return strict(UTF_8, bytes, 0),
        Err(_) => {}
    }
    let (first, second) = if guess(bytes) == BIG5 {
        (BIG5, GB18030)
    } else {
        (GB18030, BIG5)
    };
    for encoding in [UTF_16LE, UTF_16BE] {
        if let Ok(found) = strict(encoding, bytes, 0)
            && reads_as_chinese(&found.0)
        {
            return Ok(found);
        }
    }
    strict(first, bytes, 0).or_else(|error| strict(second, bytes, 0).map_err(|_| error))
}

/// UTF-16 text without a mark, as far as zero bytes show it: a NUL in what is no UTF-16 means binary.
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
    let (mut at, mut first, mut count) = (skip, None, 0);
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
    let (mut sound, mut broken) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        sound += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    sound as f64 >= MOSTLY_UTF8 * (sound + broken) as f64 && sound > 0
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    let prefix = &bytes[..bytes.len().min(GUESS_PREFIX)];
    detector.feed(prefix, prefix.len() == bytes.len());
    detector.guess(None, chardetng::Utf8Detection::Deny)
}

/// Whether nine in ten characters are what Chinese text is made of; GBK bytes taken for UTF-16 land
/// all over Unicode.
fn reads_as_chinese(text: &str) -> bool {
    let (mut good, mut all) = (0usize, 0usize);
    for c in text.chars().take(GUESS_PREFIX) {
        all += 1;
        let common =
            matches!(c, '\u{4e00}'..='\u{9fff}' | '\t' | '\n' | '\r' | ' '..='~' | '\u{3000}');
        good += usize::from(common || duizhao_zh::han::is_punctuation(c));
    }
    all > 0 && good * 10 >= all * 9
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
    fn a_broken_byte_is_reported_where_it_is() {
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
