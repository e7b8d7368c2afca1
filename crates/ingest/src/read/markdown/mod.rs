//! Markdown: front matter is metadata, the first heading is the title, and each block is what its mark-up says.
//!
//! The characters of the text stay as they are; what goes is mark-up, comments, pictures, and the addresses of links,
//! which the blocks keep beside their text.

mod blocks;
mod front;

use super::assemble::{chinese, take_title};
use super::foreign::foreign;
use super::text::decoded;
use super::{Documents, Head, RawDocument, ReadOptions, Reader, fields};
use crate::source::SourceError;
use blocks::Blocks;
use std::path::Path;

/// Reads files that are named as Markdown, and texts with front matter.
pub(super) const READER: Reader = Reader {
    name: "Markdown",
    extensions: &["md", "markdown"],
    accepts,
    read,
};

/// Extensions of Markdown beside those that are inputs below a folder.
const NAMES: [&str; 4] = ["mdown", "mkd", "mkdn", "mdx"];

/// Tests whether a file is named as Markdown.
pub(super) fn is_named(path: &Path) -> bool {
    let extension = path.extension().unwrap_or_default();
    let mut names = READER.extensions.iter().chain(&NAMES);
    names.any(|name| extension.eq_ignore_ascii_case(name))
}

/// Tests whether a text is an edition of this program, by the first field of its front matter.
pub(super) fn is_edition(text: &str) -> bool {
    let mut lines = text.trim_start().lines().map(str::trim_end);
    lines.next() == Some("---")
        && lines
            .take_while(|line| *line != "---")
            .any(|line| line.starts_with("duizhao:"))
}

/// Tests whether a file is Markdown. Nothing in a text is only that, so the name decides; but nothing else has front
/// matter.
fn accepts(path: &Path, head: &Head<'_>) -> bool {
    let has_front = || front::front_matter(&head.text).is_some() || is_edition(&head.text);
    foreign(head).is_none() && (is_named(path) || has_front())
}

fn read(path: &Path, bytes: &[u8], options: &ReadOptions) -> Documents {
    let text = decoded(path, bytes, options)?;
    if is_edition(&text) {
        let path = path.to_owned();
        return Err(SourceError::Edition { path });
    }
    let mut document = RawDocument::default();
    let front = front::front_matter(&text).unwrap_or_default();
    for (name, value) in &front.fields {
        fields::take(&mut document, name, value);
    }
    let (above, body) = text.split_at(front.len);
    let Blocks { blocks, headings } = blocks::blocks(body, above.matches('\n').count());
    document.blocks = blocks;
    take_title(&mut document, &headings);
    Ok(vec![chinese(path, document)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::{read, test_support::shown};
    use duizhao_core::diagnostic::Hinted;
    use duizhao_zh::han;
    use proptest::prelude::*;

    fn document(text: &str) -> RawDocument {
        let read = read(Path::new("a.md"), text.as_bytes(), &ReadOptions::default());
        read.unwrap().remove(0).unwrap()
    }

    #[track_caller]
    fn reads(text: &str, title: Option<&str>, expected: &[&str]) {
        let document = document(text);
        assert_eq!(document.title.as_deref(), title, "{text}");
        assert_eq!(shown(&document), expected, "{text}");
    }

    #[test]
    fn the_first_heading_is_the_title() {
        reads("# 题\n\n文。\n", Some("题"), &["p 文。"]);
        reads(
            "系列报道之七\n\n# 题\n\n## 一\n\n文。",
            Some("题"),
            &["p 系列报道之七", "h 一", "p 文。"],
        );
        reads("## 题\n\n### 一\n\n文。", Some("题"), &["h 一", "p 文。"]);
        reads(
            "## 一\n\n文。\n\n## 二\n\n文。",
            None,
            &["h 一", "p 文。", "h 二", "p 文。"],
        );
        reads(
            "先有一段话。\n\n# 一\n\n文。",
            None,
            &["p 先有一段话。", "h 一", "p 文。"],
        );
        reads("题\n===\n\n文。", Some("题"), &["p 文。"]);
    }

    #[test]
    fn front_matter_is_metadata() {
        let text = "---\ntitle: \"题\"\ndate: 2024-07-19\nauthor: 李四\n---\n\n# 题\n\n文。\n";
        let document = document(text);
        assert_eq!(document.title.as_deref(), Some("题"));
        assert_eq!(document.meta.date.as_deref(), Some("2024-07-19"));
        assert_eq!(document.meta.author.as_deref(), Some("李四"));
        assert_eq!(shown(&document), ["p 文。"]);
        assert_eq!(document.blocks[0].place.line, 9);
        reads(
            "+++\ntitle = '甲'\n+++\n# 乙\n文。",
            Some("甲"),
            &["h 乙", "p 文。"],
        );
    }

    #[test]
    fn what_has_front_matter_is_markdown_whatever_its_name() {
        let text = "---\ntitle: 题\n---\n**文**。\n";
        let read = read(Path::new("a.txt"), text.as_bytes(), &ReadOptions::default()).unwrap();
        assert_eq!(shown(read[0].as_ref().unwrap()), ["p 文。"]);
    }

    #[test]
    fn an_edition_is_no_article() {
        let text = "---\nduizhao: 1\ntitle: 题\n---\n\n# 题\n";
        for name in ["a.md", "-"] {
            let error =
                read(Path::new(name), text.as_bytes(), &ReadOptions::default()).unwrap_err();
            assert_eq!(
                error.to_string(),
                format!("{name}: this is an edition, not an article")
            );
            assert_eq!(
                error.hint().as_deref(),
                Some("name the article it was made from")
            );
        }
    }

    #[test]
    fn a_text_without_chinese_is_no_article() {
        let error = crate::read::test_support::documents("a.md", b"# Notes\n\nIn English.\n");
        assert_eq!(error.unwrap_err(), "a.md: the page has no Chinese text");
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "([-#>*+_`~|\\[\\]()!<&:;\\\\ \t\n\u{3000}]|[一-三a1。]){0,80}") {
            let documents = read(Path::new("a.md"), text.as_bytes(), &ReadOptions::default());
            for document in documents.unwrap_or_default().into_iter().flatten() {
                for block in &document.blocks {
                    prop_assert!(!block.text.contains(['\n', '\r']) && !block.text.trim().is_empty());
                    for link in &block.links {
                        prop_assert!(block.text.get(link.span.start..link.span.end).is_some());
                    }
                }
                let lines: Vec<usize> = document.blocks.iter().map(|b| b.place.line).collect();
                prop_assert!(lines.is_sorted());
            }
        }

        #[test]
        fn no_han_is_lost(text in "([一-龥，。：；？！“”…0-9%]{1,20}(\n|\n\n|  \n|\n# |\n- |\n> |\n\n1[.] )){1,12}") {
            let text = text + "\n\n末尾一段话。";
            let document = document(&text);
            let han = |text: &str| text.chars().filter(|&c| han::is_han(c)).collect::<String>();
            let mut read = document.title.clone().map(|title| han(&title)).unwrap_or_default();
            let texts: Vec<String> = document.blocks.iter().map(|block| han(&block.text)).collect();
            // The title stands where its heading stood.
            let all = han(&text);
            for text in texts {
                prop_assert!(all.contains(&text), "{}", text);
                read.push_str(&text);
            }
            prop_assert_eq!(read.chars().count(), all.chars().count());
        }
    }
}
