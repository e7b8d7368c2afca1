//! HTML pages: the article in a page, without what the site puts around it.

mod content;
mod facts;
mod flow;
mod line;
mod page_lines;
mod recognise;
mod stretch;
mod tag;
mod title;
mod tree;

use super::assemble::CELL_GAP;
use super::{BlockPlace, Documents, Head, Link, RawBlock, RawDocument, ReadOptions, Reader};
use crate::error::NoArticle;
use crate::source::SourceError;
use duizhao_core::article::BlockKind;
use duizhao_formats::charset::decode_page;
use duizhao_zh::han;
use facts::PageFacts;
use flow::{Line, LineForm};
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

/// Reads a page.
pub(super) fn read(path: &Path, bytes: &[u8], options: &ReadOptions) -> Documents {
    let page = decode_page(bytes, options.charset, options.header);
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
    let facts = PageFacts::of(&tree);
    let mut lines = flow::lines(&tree, false);
    let mut headline = title::headline(&lines, &facts.titles);
    let mut kept = content::article(&tree, &lines, headline);
    if kept.is_empty() {
        // Some pages show nothing until a script has run.
        lines = flow::lines(&tree, true);
        headline = title::headline(&lines, &facts.titles);
        kept = content::article(&tree, &lines, headline);
    }
    if kept.is_empty() {
        return Err(nothing(&tree, &lines));
    }
    let kept: Vec<&Line> = kept.into_iter().map(|index| &lines[index]).collect();
    let short: Vec<&str> = kept
        .iter()
        .filter(|line| line.han <= LONGEST_HEADING)
        .map(|line| &*line.text)
        .collect();
    let title = match headline {
        Some(headline) => headline.title(&lines, &facts.titles),
        None => title::agreed(&facts.titles),
    };
    let printed = headline.map_or(&[][..], |headline| &lines[headline.start..headline.end]);
    Ok(RawDocument {
        blocks: blocks(title.as_deref(), printed, &kept),
        meta: facts.confirmed(&short),
        goes_on: next_page(&tree, &lines),
        title,
        ..RawDocument::default()
    })
}

/// Returns the blocks of an article: its title as the page prints it, in one if that is sure, and its lines.
fn blocks(title: Option<&str>, printed: &[Line], kept: &[&Line]) -> Vec<RawBlock> {
    let headings = kept
        .iter()
        .filter(|line| line.form == LineForm::Heading && is_heading(line));
    let marks_headings = headings.count() >= FEWEST_HEADINGS;
    let mut blocks = Vec::with_capacity(kept.len() + 1);
    match title {
        Some(title) if !printed.is_empty() => {
            let cells = printed
                .iter()
                .flat_map(|line| line.text.split(CELL_GAP).skip(1));
            blocks.extend(std::iter::once(title).chain(cells).map(|text| RawBlock {
                text: text.to_owned(),
                place: BlockPlace {
                    line: 0,
                    after_blank: true,
                },
                ..RawBlock::default()
            }));
        }
        Some(_) | None => blocks.extend(printed.iter().map(block)),
    }
    let mut is_in_text = false;
    for line in kept {
        let mut block = block(line);
        if is_in_text && is_under_picture(line) {
            block.hint.get_or_insert(BlockKind::Caption);
        } else if marks_headings && line.form == LineForm::Plain {
            block.hint.get_or_insert(BlockKind::Paragraph);
        }
        is_in_text |= line::is_prose(line);
        blocks.push(block);
    }
    number(&mut blocks);
    blocks
}

/// Tests whether a text is a page or a part of one.
pub(super) fn is_part(text: &str) -> bool {
    recognise::beginning(text).is_some()
}

/// Returns where the link to the next page of an article leads.
fn next_page(tree: &Tree, lines: &[Line]) -> Option<String> {
    const LABELS: [&str; 6] = ["下一页", "下一頁", "下页", "下頁", "后一页", "後一頁"];
    let is_next = |line: &Line, link: &Link| {
        let label = link
            .span
            .of(&line.text)
            .trim_matches(|c: char| !han::is_han(c));
        LABELS.contains(&label)
            && !link.target.starts_with(['#', 'j', 'J'])
            && !link.target.is_empty()
    };
    let shown = lines.iter().find_map(|line| {
        let link = line.links.iter().find(|link| is_next(line, link))?;
        Some(link.target.clone())
    });
    shown.or_else(|| {
        let link = tree
            .elements(Tag::Link)
            .find(|node: &usize| tree.attribute(*node, "rel") == Some("next"))?;
        tree.attribute(link, "href").map(str::to_owned)
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

/// Fewest headings that a page marks as such for those that it does not mark to be none.
const FEWEST_HEADINGS: usize = 2;
/// Longest heading, in Chinese characters.
const LONGEST_HEADING: usize = 60;
/// Longest heading that only bold type sets apart, or that is a question, in Chinese characters.
const LONGEST_BOLD_HEADING: usize = 30;

/// Tests whether the markup says that a line is a heading, and it reads like one: it is short, and no sentence.
fn is_heading(line: &Line) -> bool {
    let longest = match line.form {
        LineForm::Title | LineForm::Heading if line.text.ends_with(['？', '！', '?', '!']) => {
            LONGEST_BOLD_HEADING
        }
        LineForm::Title | LineForm::Heading if !han::ends_sentence(&line.text) => LONGEST_HEADING,
        LineForm::Plain if line.bold && !han::ends_sentence(&line.text) => LONGEST_BOLD_HEADING,
        LineForm::Title
        | LineForm::Heading
        | LineForm::Plain
        | LineForm::Item
        | LineForm::Row
        | LineForm::Caption
        | LineForm::Quote => 0,
    };
    (2..=longest).contains(&line.han)
        && !line.text.ends_with(['，', '、', '；', '：', ':', ',', ';'])
        && !(line.bold && (line::is_credit(line) || line.text.starts_with(['—', '－', '（', '('])))
}

/// Longest line under a picture that says what is on it, in Chinese characters.
const LONGEST_CAPTION: usize = 30;

/// Tests whether a line is set like running text right under a picture, but is none: short, without an end mark.
fn is_under_picture(line: &Line) -> bool {
    line.under_picture
        && line.form == LineForm::Plain
        && !line.bold
        && (4..=LONGEST_CAPTION).contains(&line.han)
        && !han::ends_sentence(&line.text)
        && !line.text.ends_with(['，', '：', ':', '；', '、'])
        && !line.text.starts_with([
            '一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '（', '第',
        ])
        && !line.text.starts_with(|c: char| c.is_ascii_digit())
        && !line::is_credit(line)
}

/// Returns what the markup says that a line is.
fn hint(line: &Line) -> Option<BlockKind> {
    match line.form {
        _ if is_heading(line) => Some(BlockKind::Heading),
        LineForm::Item => Some(BlockKind::ListItem),
        LineForm::Caption => Some(BlockKind::Caption),
        LineForm::Row => Some(BlockKind::Paragraph),
        LineForm::Title | LineForm::Heading | LineForm::Plain | LineForm::Quote => None,
    }
}

#[cfg(test)]
mod tests;
