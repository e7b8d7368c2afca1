//! HTML pages: the article in a page, without what the site puts around it.

mod content;
mod flow;
mod recognise;
mod tag;
mod title;
mod tree;

use super::{BlockPlace, Documents, Head, RawBlock, RawDocument, ReadOptions, Reader};
use crate::error::NoArticle;
use crate::source::SourceError;
use duizhao_core::article::BlockKind;
use duizhao_formats::charset::decode_page;
use duizhao_zh::han;
use flow::{Form, Line};
use recognise::Beginning;
use std::path::Path;
use tag::Tag;
use tree::Tree;

/// Extensions of pages, in lower case.
const EXTENSIONS: &[&str] = &["html", "htm", "xhtml", "shtml"];

/// Reads pages, whole or in part.
pub(super) const READER: Reader = Reader {
    name: "HTML",
    extensions: EXTENSIONS,
    accepts,
    read,
};

/// Tests whether a file is a page: it begins like one, or is called one and has elements. Markdown can begin like a part of
/// a page.
fn accepts(path: &Path, head: &Head<'_>) -> bool {
    let extension = path.extension().unwrap_or_default();
    let is = |known: &str| extension.eq_ignore_ascii_case(known);
    match recognise::beginning(&head.text) {
        Some(Beginning::Page) => true,
        Some(Beginning::Part) => !is("md") && !is("markdown"),
        None => EXTENSIONS.iter().any(|known| is(known)) && recognise::has_elements(&head.text),
    }
}

fn read(path: &Path, bytes: &[u8], options: &ReadOptions) -> Documents {
    let page = decode_page(bytes, options.charset, None);
    match document(&page.text) {
        Ok(document) => Ok(vec![Ok(document)]),
        Err(reason) => Err(SourceError::NoArticle {
            path: path.to_owned(),
            reason,
        }),
    }
}

/// Returns the article of a page.
pub(super) fn document(page: &str) -> Result<RawDocument, NoArticle> {
    let tree = Tree::of(page);
    let mut lines = flow::lines(&tree, false);
    let named = title::named(&tree);
    let mut headline = title::headline(&lines, &named);
    let mut kept = content::article(&tree, &lines, headline);
    if kept.is_empty() {
        // Some pages show nothing until a script has run.
        lines = flow::lines(&tree, true);
        headline = title::headline(&lines, &named);
        kept = content::article(&tree, &lines, headline);
    }
    if kept.is_empty() {
        return Err(nothing(&tree, &lines));
    }
    let title = headline.and_then(|headline| headline.title(&lines, &named));
    let mut blocks = Vec::with_capacity(kept.len() + 1);
    match (&title, headline) {
        (Some(title), _) => blocks.push(RawBlock {
            text: title.clone(),
            ..RawBlock::default()
        }),
        (None, Some(headline)) => {
            blocks.extend(lines[headline.start..headline.end].iter().map(block));
        }
        (None, None) => {}
    }
    blocks.extend(kept.into_iter().map(|index| block(&lines[index])));
    number(&mut blocks);
    Ok(RawDocument {
        title,
        blocks,
        ..RawDocument::default()
    })
}

/// Returns all that a part of a page shows.
pub(super) fn shown(part: &str) -> Vec<RawBlock> {
    let lines = flow::lines(&Tree::of(part), false);
    let mut blocks: Vec<RawBlock> = lines.iter().map(block).collect();
    number(&mut blocks);
    blocks
}

/// Says why a page has no article.
fn nothing(tree: &Tree, lines: &[Line]) -> NoArticle {
    let asks_for_a_password = tree.elements(Tag::Empty).any(|node| {
        tree.attribute(node, "type")
            .is_some_and(|kind| kind.eq_ignore_ascii_case("password"))
    });
    if tree.elements(Tag::Iframe).next().is_some() {
        NoArticle::Frames
    } else if asks_for_a_password {
        NoArticle::Login
    } else if lines.iter().all(|line| line.han == 0) && !lines.is_empty() {
        NoArticle::NoChinese
    } else {
        NoArticle::NoText
    }
}

fn block(line: &Line) -> RawBlock {
    RawBlock {
        text: line.text.clone(),
        hint: hint(line),
        links: line.links.clone(),
        place: BlockPlace {
            line: 0,
            after_blank: !line.after_br,
        },
    }
}

/// Gives blocks the lines where a reader sees them, with a blank line between paragraphs.
fn number(blocks: &mut [RawBlock]) {
    let mut line = 0;
    for block in blocks {
        line += if block.place.after_blank && line > 0 {
            2
        } else {
            1
        };
        block.place.line = line;
        block.place.after_blank |= line == 1;
    }
}

/// Longest heading, in Chinese characters.
const LONGEST_HEADING: usize = 60;

/// Returns what the markup says that a line is.
fn hint(line: &Line) -> Option<BlockKind> {
    let heads = |longest| {
        let text = line.text.trim_end();
        line.han >= 2
            && line.han <= longest
            && !han::ends_sentence(text)
            && !text.ends_with(['，', '、', '；', '：', ':', ',', ';'])
    };
    match line.form {
        Form::Title | Form::Heading => heads(LONGEST_HEADING).then_some(BlockKind::Heading),
        Form::Item => Some(BlockKind::ListItem),
        Form::Caption => Some(BlockKind::Caption),
        Form::Row => Some(BlockKind::Paragraph),
        Form::Plain | Form::Quote => None,
    }
}

#[cfg(test)]
mod tests;
