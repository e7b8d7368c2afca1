//! Character sets of web pages: what a page says of itself is often wrong, so that what its bytes read as decides.

use super::{Charset, guess, mostly_utf8};
use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// A page as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodedPage {
    /// The text, without a byte order mark; U+FFFD stands for what is not valid.
    pub text: String,
    /// Name of the character set.
    pub charset: &'static str,
    /// How many places were not valid.
    pub replaced: usize,
}

/// How far into a page its `meta` elements are searched, in bytes. Browsers search 1,024, but 13 of 47 pages in GB character
/// sets named theirs later.
const META_PREFIX: usize = 16 * 1024;

/// How many bytes are looked at to tell the character sets of Chinese from each other.
const FIT_PREFIX: usize = 256 * 1024;

/// How much better another character set has to fit than the one that the page names: a page of rare characters is still
/// in its own.
const BENEFIT_OF_LABEL: f64 = 0.25;

/// Decodes a web page: as `asked` if given, else as its byte order mark says, else as UTF-16 where every other byte is NUL,
/// else as UTF-8 if that is what it is, else as whichever of GB18030 and Big5 reads as Chinese; where both do, as its HTTP
/// header or its `meta` element says.
///
/// One invalid byte does not spoil a page: it is replaced, and counted.
pub fn decode_page(bytes: &[u8], asked: Option<Charset>, header: Option<Charset>) -> DecodedPage {
    let encoding = match asked {
        Some(Charset(encoding)) => encoding,
        None => page_encoding(bytes, header),
    };
    let (text, encoding, _) = encoding.decode(bytes);
    DecodedPage {
        replaced: text.matches('\u{fffd}').count(),
        text: text.into_owned(),
        charset: encoding.name(),
    }
}

fn page_encoding(bytes: &[u8], header: Option<Charset>) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    match bytes {
        [first, 0, second, 0, ..] if *first != 0 && *second != 0 => return UTF_16LE,
        [0, first, 0, second, ..] if *first != 0 && *second != 0 => return UTF_16BE,
        _ => {}
    }
    if std::str::from_utf8(bytes).is_ok() || mostly_utf8(bytes) {
        return UTF_8;
    }
    let fit_gb = fit(bytes, GB18030);
    let fit_big5 = fit(bytes, BIG5);
    let named = header.or_else(|| meta_charset(bytes));
    match named.map(|Charset(named)| named) {
        Some(named) if named == GB18030 && fit_gb + BENEFIT_OF_LABEL > fit_big5 => GB18030,
        Some(named) if named == BIG5 && fit_big5 + BENEFIT_OF_LABEL > fit_gb => BIG5,
        _ if (fit_gb - fit_big5).abs() >= BENEFIT_OF_LABEL => {
            if fit_gb > fit_big5 {
                GB18030
            } else {
                BIG5
            }
        }
        _ if guess(bytes) == BIG5 => BIG5,
        _ => GB18030,
    }
}

/// Returns which share of the characters of two bytes would be among the more common half of a character set: level 1 of
/// GB 2312 or of Big5, or its punctuation.
fn fit(bytes: &[u8], encoding: &'static Encoding) -> f64 {
    let bytes = &bytes[..bytes.len().min(FIT_PREFIX)];
    let mut common = 0;
    let mut all = 0;
    let mut at = 0;
    while at + 1 < bytes.len() {
        if bytes[at].is_ascii() {
            at += 1;
            continue;
        }
        all += 1;
        common += usize::from(is_common_pair(bytes[at], bytes[at + 1], encoding));
        at += 2;
    }
    f64::from(common as u32) / f64::from((all as u32).max(1))
}

fn is_common_pair(lead: u8, trail: u8, encoding: &'static Encoding) -> bool {
    if encoding == BIG5 {
        matches!(lead, 0xa1..=0xc6) && matches!(trail, 0x40..=0x7e | 0xa1..=0xfe)
    } else {
        matches!(lead, 0xa1..=0xa3 | 0xb0..=0xd7) && matches!(trail, 0xa1..=0xfe)
    }
}

impl Charset {
    /// Returns the character set that a `Content-Type` names, as HTTP and `meta` elements have it: `text/html; charset=gbk`.
    pub fn of_content_type(content_type: &str) -> Option<Self> {
        let lower = content_type.to_ascii_lowercase();
        let label = lower
            .split_once("charset")?
            .1
            .trim_start()
            .strip_prefix('=')?;
        let label = label.trim_start().trim_start_matches(['"', '\'']);
        let end = label
            .find(|c: char| !(c.is_ascii_alphanumeric() || "-_:.".contains(c)))
            .unwrap_or(label.len());
        label[..end].parse().ok()
    }
}

/// Returns the character set that a page's first `meta` element with one names.
fn meta_charset(bytes: &[u8]) -> Option<Charset> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(META_PREFIX)]);
    let head = head.to_ascii_lowercase();
    head.split('<').find_map(|element| {
        let name = ["charset", "encoding"]
            .into_iter()
            .find(|name| element.contains(name))?;
        let is_named = element.starts_with("meta") || element.starts_with("?xml");
        if !is_named {
            return None;
        }
        let (_, value) = element.split_once(name)?;
        Charset::of_content_type(&format!("charset{value}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TEXT: &str = "<p>国务院总理在会议上强调，要把就业放在更加突出的位置。</p>";
    const TRADITIONAL: &str = "<p>國務院總理在會議上強調，要把就業放在更加突出的位置。</p>";

    #[track_caller]
    fn check(head: &str, encoding: &'static Encoding, text: &str, header: Option<&str>) {
        let page = format!("{head}{text}");
        let bytes = encoding.encode(&page).0;
        let header = header.and_then(Charset::of_content_type);
        let decoded = decode_page(&bytes, None, header);
        assert_eq!((decoded.text, decoded.charset), (page, encoding.name()));
        assert_eq!(decoded.replaced, 0);
    }

    #[test]
    fn a_page_is_read_as_what_it_is_whatever_it_says() {
        for head in [
            "",
            "<meta charset=gb2312>",
            "<meta charset='big5'>",
            "<meta charset=\"utf-8\" />",
            "<meta http-equiv=Content-Type content='text/html; charset=iso-8859-1'>",
            "<?xml version='1.0' encoding='GBK'?>",
        ] {
            for header in [
                None,
                Some("text/html; charset=\"gb2312\""),
                Some("text/html;charset=Big5"),
            ] {
                check(head, UTF_8, TEXT, header);
                check(head, GB18030, TEXT, header);
                check(head, BIG5, TRADITIONAL, header);
            }
        }
    }

    #[test]
    fn what_a_page_says_counts_where_its_bytes_fit_both() {
        // Traditional characters are not in level 1 of GB 2312.
        check("<meta charset=GBK>", GB18030, TRADITIONAL, None);
        check("", GB18030, TRADITIONAL, Some("text/html;charset=gbk"));
        let late = format!("<script>{}</script><meta charset=gbk>", " ".repeat(9000));
        check(&late, GB18030, TRADITIONAL, None);
    }

    #[test]
    fn one_invalid_byte_is_replaced() {
        for encoding in [UTF_8, GB18030] {
            let mut bytes = encoding.encode(&TEXT.repeat(9)).0.into_owned();
            let at = bytes.iter().position(|&byte| byte == b'/').unwrap();
            bytes.insert(at, 0xff);
            let decoded = decode_page(&bytes, None, None);
            assert_eq!(decoded.charset, encoding.name());
            assert_eq!(decoded.replaced, 1);
            assert!(decoded.text.ends_with(TEXT));
        }
    }

    #[test]
    fn a_character_set_that_is_asked_for_wins() {
        let bytes = BIG5.encode(TRADITIONAL).0;
        let decoded = decode_page(&bytes, Some("big5".parse().unwrap()), "gbk".parse().ok());
        assert_eq!(decoded.text, TRADITIONAL);
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), header in "\\PC{0,30}") {
            decode_page(&bytes, None, Charset::of_content_type(&header));
        }

        #[test]
        fn utf16_is_read(text in "<p>[ -~]{0,9}[一-龥]{1,9}</p>") {
            let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            prop_assert_eq!(decode_page(&bytes, None, None).text, text);
        }
    }
}
