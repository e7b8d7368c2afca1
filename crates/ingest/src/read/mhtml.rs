//! Pages that a browser saved in one file (MHTML, RFC 2557): a mail of which one part is the page.

use super::{Documents, ReadOptions, Reader, html};
use crate::error::NoArticle;
use crate::source::{Charset, SourceError};
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use std::path::Path;

/// Reads the page of a web archive.
pub(super) const READER: Reader = Reader {
    name: "MHTML",
    extensions: &["mht", "mhtml"],
    accepts: |_, head| is_archive(&head.text),
    read,
};

/// Tests whether a file begins with the headers of a mail of several parts.
fn is_archive(head: &str) -> bool {
    let headers = head.split("\n\r\n").next().unwrap_or_default();
    let headers = headers.split("\n\n").next().unwrap_or_default();
    let headers = headers.to_ascii_lowercase();
    let first = headers.split(':').next().unwrap_or_default();
    !first.is_empty()
        && first
            .chars()
            .all(|c: char| c.is_ascii_alphanumeric() || c == '-')
        && headers.contains("mime-version:")
        && headers.contains("multipart/")
}

fn read(path: &Path, bytes: &[u8], options: &ReadOptions) -> Documents {
    let Some(page) = page_in(bytes, MOST_NESTED) else {
        return Err(SourceError::NoArticle {
            path: path.to_owned(),
            reason: NoArticle::NoText,
        });
    };
    let options = ReadOptions {
        header: page.charset.or(options.header),
        ..options.clone()
    };
    html::read(path, &page.bytes, &options)
}

/// A page, decoded from its transfer encoding.
struct SavedPage {
    bytes: Vec<u8>,
    charset: Option<Charset>,
}

/// How deep parts of parts are searched.
const MOST_NESTED: usize = 4;

/// Returns the first page in a part of a mail.
fn page_in(part: &[u8], nested: usize) -> Option<SavedPage> {
    let (headers, body) = split_headers(part);
    let content_type = header(&headers, "content-type")?;
    let kind = content_type.to_ascii_lowercase();
    if kind.starts_with("text/html") || kind.starts_with("application/xhtml") {
        return Some(SavedPage {
            bytes: decoded(body, header(&headers, "content-transfer-encoding")),
            charset: Charset::of_content_type(content_type),
        });
    }
    if !kind.starts_with("multipart/") || nested == 0 {
        return None;
    }
    let boundary = parameter(content_type, "boundary")?;
    parts(body, boundary)
        .into_iter()
        .find_map(|part| page_in(part, nested - 1))
}

/// Splits a part into its headers, each on one line, and its body.
fn split_headers(part: &[u8]) -> (Vec<String>, &[u8]) {
    let mut headers: Vec<String> = Vec::new();
    let mut rest = part;
    while !rest.is_empty() {
        let end = rest
            .iter()
            .position(|&byte| byte == b'\n')
            .map_or(rest.len(), |at| at + 1);
        let line = String::from_utf8_lossy(&rest[..end]);
        rest = &rest[end..];
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        match headers.last_mut() {
            Some(last) if line.starts_with([' ', '\t']) => last.push_str(line),
            Some(_) | None => headers.push(line.to_owned()),
        }
    }
    (headers, rest)
}

fn header<'h>(headers: &'h [String], name: &str) -> Option<&'h str> {
    headers.iter().find_map(|header| {
        let (own, value) = header.split_once(':')?;
        own.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

/// Returns the value of a parameter of a header: `boundary="…"`.
fn parameter<'v>(value: &'v str, name: &str) -> Option<&'v str> {
    value.split(';').find_map(|parameter| {
        let (own, value) = parameter.split_once('=')?;
        let is_named = own.trim().eq_ignore_ascii_case(name);
        is_named.then(|| value.trim().trim_matches('"'))
    })
}

/// Returns the parts of a body between lines of `--` and the boundary.
fn parts<'b>(body: &'b [u8], boundary: &str) -> Vec<&'b [u8]> {
    let fence = format!("--{boundary}");
    let mut parts = Vec::new();
    let mut start = None;
    let mut at = 0;
    for line in body.split_inclusive(|&byte| byte == b'\n') {
        if line.starts_with(fence.as_bytes()) {
            parts.extend(start.map(|start| &body[start..at]));
            start = Some(at + line.len());
        }
        at += line.len();
    }
    // A file that was cut has no fence at its end.
    parts.extend(start.map(|start| &body[start..]));
    parts
}

fn decoded(body: &[u8], encoding: Option<&str>) -> Vec<u8> {
    let encoding = encoding.unwrap_or_default();
    if encoding.eq_ignore_ascii_case("base64") {
        let letters: Vec<u8> = body
            .iter()
            .copied()
            .filter(|&byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'))
            .collect();
        // One letter that is left over is no byte.
        let whole = letters.len() - usize::from(letters.len() % 4 == 1);
        let config = GeneralPurposeConfig::new()
            .with_decode_padding_mode(DecodePaddingMode::Indifferent)
            .with_decode_allow_trailing_bits(true);
        let engine = GeneralPurpose::new(&STANDARD, config);
        engine.decode(&letters[..whole]).unwrap_or_default()
    } else if encoding.eq_ignore_ascii_case("quoted-printable") {
        unquoted(body)
    } else {
        body.to_vec()
    }
}

/// Decodes quoted-printable (RFC 2045, section 6.7); what is not well formed stands for itself.
fn unquoted(body: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        if first != b'=' {
            bytes.push(first);
            continue;
        }
        let digit = |at: usize| char::from(*after.get(at)?).to_digit(16);
        match (after, digit(0), digit(1)) {
            (_, Some(high), Some(low)) => {
                bytes.push((high * 16 + low) as u8);
                rest = &after[2..];
            }
            ([b'\r', b'\n', ..], _, _) => rest = &after[2..],
            ([b'\n', ..], _, _) => rest = &after[1..],
            _ => bytes.push(first),
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::read as read_any;
    use base64::prelude::BASE64_STANDARD;
    use proptest::prelude::*;

    const PAGE: &str = "<html><title>会议召开_某网</title><h1>会议召开</h1><p>会议今天上午在北京召开，研究部署下一阶段工作。</p></html>";

    fn archive(encoding: &str, body: &str) -> String {
        format!(
            "From: <Saved by Blink>\r\nSubject: =?utf-8?Q?a?=\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"--Mark--\"\r\n\r\n\r\n\
             ----Mark--\r\nContent-Type: text/css\r\n\r\np {{}}\r\n----Mark--\r\nContent-Type: text/html; charset=utf-8\r\n\
             Content-Transfer-Encoding: {encoding}\r\n\r\n{body}\r\n----Mark----\r\n"
        )
    }

    fn quoted(text: &str) -> String {
        let bytes = text.bytes().enumerate();
        bytes
            .map(|(index, byte)| match byte {
                b'!'..=b'<' | b'>'..=b'~' => char::from(byte).to_string(),
                _ if index % 25 == 0 => format!("=\r\n={byte:02X}"),
                _ => format!("={byte:02X}"),
            })
            .collect()
    }

    #[track_caller]
    fn check(archive: &str) {
        let options = ReadOptions::default();
        let documents = read_any(Path::new("a.mht"), archive.as_bytes(), &options).unwrap();
        let document = documents[0].as_ref().unwrap();
        assert_eq!(document.title.as_deref(), Some("会议召开"));
        assert_eq!(document.blocks.len(), 2);
    }

    #[test]
    fn the_page_of_an_archive_is_read() {
        check(&archive("quoted-printable", &quoted(PAGE)));
        check(&archive("base64", &BASE64_STANDARD.encode(PAGE)));
        check(&archive("8bit", PAGE));
        check(&archive("8bit", PAGE).replace("\r\n", "\n"));
        check(
            archive("8bit", PAGE)
                .split("\r\n----Mark----")
                .next()
                .unwrap(),
        );
    }

    #[test]
    fn an_archive_without_a_page_is_an_error() {
        let archive = archive("8bit", PAGE).replace("text/html", "text/plain");
        let error = read_any(
            Path::new("a.mht"),
            archive.as_bytes(),
            &ReadOptions::default(),
        )
        .unwrap_err();
        assert_eq!(error.to_string(), "a.mht: the page has no article");
    }

    #[test]
    fn a_text_about_mail_is_no_archive() {
        assert!(!is_archive("会议召开\nMIME-Version: 1.0 multipart/related"));
        assert!(!is_archive("MIME-Version: 1.0\n\nmultipart/"));
    }

    proptest! {
        #[test]
        fn no_archive_panics(
            head in "(content-type: (multipart/x; boundary=a|text/html)\n|MIME-Version: 1\n|content-transfer-encoding: (base64|quoted-printable)\n|\n){0,6}",
            body in "(--a(--)?\n|=[0-9A-Z\r\n]{0,2}|[A-Za-z+/]{0,5}|\n|<p>|\\PC){0,30}",
        ) {
            let _ = read(Path::new("a"), format!("{head}{body}").as_bytes(), &ReadOptions::default());
        }

        #[test]
        fn quoted_text_is_given_back(text in "\\PC{0,40}") {
            prop_assert_eq!(unquoted(quoted(&text).as_bytes()), text.as_bytes());
        }
    }
}
