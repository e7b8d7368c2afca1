//! Plain text: each line is a block.

use super::foreign::foreign;
use super::{BlockPlace, Documents, RawBlock, RawDocument, ReadOptions, Reader};
use crate::source::SourceError;
use duizhao_formats::charset::{Malformed, decode};
use duizhao_zh::char_set::PlaneSet;
use std::path::Path;

/// Reads whatever is not recognised as something else.
pub(super) const READER: Reader = Reader {
    name: "plain text",
    extensions: &["txt"],
    accepts: |_, head| foreign(head).is_none(),
    read,
};

fn read(path: &Path, bytes: &[u8], options: &ReadOptions) -> Documents {
    let text = decoded(path, bytes, options)?;
    Ok(vec![Ok(RawDocument::of_text(&text))])
}

/// Decodes a file that is text.
pub(super) fn decoded(
    path: &Path,
    bytes: &[u8],
    options: &ReadOptions,
) -> Result<String, SourceError> {
    match decode(bytes, options.charset) {
        Ok((text, _)) => Ok(text),
        Err(Malformed {
            offset,
            count,
            charset,
        }) => Err(SourceError::Undecodable {
            path: path.to_owned(),
            offset,
            count,
            charset,
        }),
    }
}

impl RawDocument {
    /// Returns a text as a document: each line that is not blank is a block, just as it stands.
    pub fn of_text(text: &str) -> Self {
        let mut blocks = Vec::new();
        let mut after_blank = true;
        for (index, line) in lines_of(text).enumerate() {
            if line.chars().all(is_blank) {
                after_blank = true;
                continue;
            }
            blocks.push(RawBlock {
                text: line.to_owned(),
                place: BlockPlace {
                    line: index + 1,
                    after_blank: std::mem::take(&mut after_blank),
                },
                ..RawBlock::default()
            });
        }
        Self {
            blocks,
            ..Self::default()
        }
    }
}

/// The characters that end lines.
static LINE_ENDS: PlaneSet = PlaneSet::of("\n\r\u{85}\u{2028}\u{2029}");

/// Those besides LF, of which few texts have any.
const OTHER_LINE_ENDS: [&str; 4] = ["\r", "\u{85}", "\u{2028}", "\u{2029}"];

/// Splits a text into lines at LF, CRLF, CR, NEL, and Unicode's line and paragraph separators.
fn lines_of(text: &str) -> impl Iterator<Item = &str> {
    let has_others = OTHER_LINE_ENDS.iter().any(|end| text.contains(end));
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let all = rest?;
        let end = if has_others {
            LINE_ENDS.find(all)
        } else {
            all.find('\n')
        };
        let Some(at) = end else {
            return rest.take();
        };
        let end = if all[at..].starts_with("\r\n") {
            2
        } else {
            all[at..].chars().next().map_or(1, char::len_utf8)
        };
        rest = Some(&all[at + end..]);
        Some(&all[..at])
    })
}

/// Tests whether a character is white space or invisible.
pub(crate) fn is_blank(c: char) -> bool {
    c.is_whitespace() || is_invisible(c)
}

/// Tests whether a character is invisible: a byte order mark, a zero-width space or joiner, a soft hyphen, a
/// direction mark or a C0/C1 control.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{ad}' | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}' | '\u{fff9}'..='\u{fffb}')
        || (c.is_control() && !c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn blocks_say_where_they_stand() {
        let document = RawDocument::of_text("题\r\n \n　　一\u{2028}二\r");
        let blocks: Vec<(&str, usize, bool)> = document
            .blocks
            .iter()
            .map(|block| {
                (
                    block.text.as_str(),
                    block.place.line,
                    block.place.after_blank,
                )
            })
            .collect();
        assert_eq!(
            blocks,
            [("题", 1, true), ("　　一", 3, true), ("二", 4, false)]
        );
    }

    /// Replaces every kind of line end by LF, empties blank lines, and drops those at the end.
    fn plain(text: &str) -> String {
        let text = text.replace("\r\n", "\n");
        let text = text.replace(['\r', '\u{85}', '\u{2028}', '\u{2029}'], "\n");
        let lines = text.split('\n');
        let lines: Vec<&str> = lines
            .map(|line| if line.chars().all(is_blank) { "" } else { line })
            .collect();
        lines.join("\n").trim_end_matches('\n').to_owned()
    }

    proptest! {
        #[test]
        fn the_blocks_give_the_text_back(
            text in "([一-龥　 ]{0,5}(\r\n|\n|\r|\u{85}|\u{2028}|\u{2029}|\u{feff})){0,9}\\PC{0,9}",
        ) {
            let document = RawDocument::of_text(&text);
            prop_assert_eq!(document.text(), plain(&text));
            for (block, before) in document.blocks.iter().skip(1).zip(&document.blocks) {
                let gap = block.place.line > before.place.line + 1;
                prop_assert_eq!(block.place.after_blank, gap);
            }
        }

        #[test]
        fn any_text_is_read(text in "\\PC{0,40}") {
            let document = RawDocument::of_text(&text);
            prop_assert_eq!(document.text(), plain(&text));
        }
    }
}
