//! What a file looks like that is not plain text.

use super::Head;
use duizhao_formats::charset;

/// Signatures of files that are sometimes mistaken for plain text.
const SIGNATURES: [(&[u8], &str); 8] = [
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP, DOCX or EPUB file"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"\x1f\x8b", "a gzip file"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"{\\rtf", "an RTF file"),
];

/// Returns what a file is that is not plain text, and the offset of the first sign of it.
pub(super) fn foreign(head: &Head<'_>) -> Option<(usize, &'static str)> {
    for (signature, what) in SIGNATURES {
        if head.bytes.starts_with(signature) {
            return Some((0, what));
        }
    }
    let offset = head.bytes.iter().position(|&byte| byte == 0)?;
    (!charset::is_utf16(head.bytes)).then_some((offset, "a NUL byte"))
}
