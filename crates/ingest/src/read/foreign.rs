//! What a file looks like that no reader reads.

use super::Head;
use duizhao_formats::charset;

/// What a file is that no reader reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Foreign {
    /// Offset of the first sign of it, in bytes.
    pub offset: usize,
    /// What it is.
    pub what: &'static str,
    /// What to do to have it read; `None` where there is no common way.
    pub fix: Option<&'static str>,
}

const SAVE_AS_DOCX: Option<&str> = Some(
    "open it in Word, WPS or LibreOffice and save it as .docx, or run `soffice --headless --convert-to docx FILE`",
);

const RECOGNIZE: Option<&str> =
    Some("have its text recognized (OCR), read it through, and save it as .txt");

const UNPACK: Option<&str> = Some("unpack it, and name the files in it");

/// Signatures of files that are sometimes mistaken for articles.
const SIGNATURES: [(&[u8], &str, Option<&str>); 13] = [
    (
        b"%PDF-",
        "a PDF file",
        Some(
            "run `pdftotext -layout FILE.pdf FILE.txt` (from poppler), or copy its text into a .txt file, and name that",
        ),
    ),
    (
        b"PK\x03\x04",
        "a ZIP archive that is neither DOCX nor EPUB",
        Some("unpack it and name the files in it; save spreadsheets, slides and .odt as .docx"),
    ),
    (
        b"\xd0\xcf\x11\xe0",
        "an old Office file, such as .doc or .xls",
        SAVE_AS_DOCX,
    ),
    (b"{\\rtf", "an RTF file", SAVE_AS_DOCX),
    (b"\x1f\x8b", "a gzip file", UNPACK),
    (b"Rar!", "a RAR archive", UNPACK),
    (b"7z\xbc\xaf", "a 7z archive", UNPACK),
    (b"\x89PNG", "a PNG image", RECOGNIZE),
    (b"\xff\xd8\xff", "a JPEG image", RECOGNIZE),
    (b"GIF8", "a GIF image", RECOGNIZE),
    (b"II*\0", "a TIFF image", RECOGNIZE),
    (b"MM\0*", "a TIFF image", RECOGNIZE),
    (b"RIFF", "a WebP image or a recording", None),
];

/// Returns what a file is that is not plain text.
pub(super) fn foreign(head: &Head<'_>) -> Option<Foreign> {
    for (signature, what, fix) in SIGNATURES {
        if head.bytes.starts_with(signature) {
            return Some(Foreign {
                offset: 0,
                what,
                fix,
            });
        }
    }
    let offset = head.bytes.iter().position(|&byte| byte == 0)?;
    (!charset::is_utf16(head.bytes)).then_some(Foreign {
        offset,
        what: "a NUL byte",
        fix: None,
    })
}
