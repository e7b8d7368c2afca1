//! EPUB: books, each chapter a document (EPUB 2.0.1 and 3.3).
//!
//! The chapters are read in the order of the spine. Pages that the book marks as its cover or its contents, and pages
//! without text, are left out.

mod package;

use super::archive::{self, Archive, malformed};
use super::assemble::HeadingBlock;
use super::assemble::{settle, take_title};
use super::{Documents, RawBlock, RawDocument, ReadOptions, Reader, html};
use crate::source::SourceError;
use duizhao_core::article::{BlockKind, Metadata};
use package::{Chapter, Package};
use std::path::Path;

/// Reads books.
pub(super) const READER: Reader = Reader {
    name: "EPUB",
    extensions: &["epub"],
    accepts: |path, head| {
        let marks = ["META-INF/container.xml"];
        archive::holds(path, head, &marks, READER.extensions)
    },
    read,
};

fn read(path: &Path, bytes: &[u8], _: &ReadOptions) -> Documents {
    let mut archive = Archive::open(path, bytes)?;
    let package = Package::open(path, &mut archive)?;
    let mut documents = Vec::new();
    for chapter in &package.chapters {
        match document(path, &mut archive, chapter, &package.meta) {
            Ok(Some(document)) => documents.push(Ok(document)),
            Ok(None) => {}
            Err(error) => documents.push(Err(error)),
        }
    }
    Ok(documents)
}

/// Reads a chapter; `None` where it has no text, or is a list of chapters.
fn document(
    path: &Path,
    archive: &mut Archive<'_>,
    chapter: &Chapter,
    meta: &Metadata,
) -> Result<Option<RawDocument>, SourceError> {
    if chapter.is_encrypted {
        let hint =
            "the book is protected; have the text from whoever sold it, or copy it to a .txt file";
        return Err(malformed(
            path,
            &chapter.file,
            "the chapter is encrypted",
            hint,
        ));
    }
    let Some(page) = archive.text(&chapter.file)? else {
        let hint = "the book is not complete; download it again";
        return Err(malformed(
            path,
            &chapter.file,
            "there is no such file in the book",
            hint,
        ));
    };
    if page.contains("<!ENTITY") {
        let hint = "no chapter needs its own entities; remove the `DOCTYPE`";
        return Err(malformed(
            path,
            &chapter.file,
            "the chapter declares an entity, and none is read",
            hint,
        ));
    }
    let mut document = RawDocument {
        part: Some(chapter.part()),
        title: chapter.label.clone(),
        meta: meta.clone(),
        blocks: html::shown(&expanded(&page)),
        ..RawDocument::default()
    };
    if document.blocks.is_empty() || is_contents(&document.blocks) {
        return Ok(None);
    }
    let is_heading = |block: &RawBlock| block.hint == Some(BlockKind::Heading);
    let headings = document.blocks.iter().enumerate();
    let headings: Vec<HeadingBlock> = headings
        .filter(|(_, block)| is_heading(block))
        .map(|(block, _)| HeadingBlock { block, level: 1 })
        .collect();
    take_title(&mut document, &headings);
    if document.title.is_some() {
        settle(&mut document.blocks);
    }
    // A page with a title alone parts the chapters of a book.
    Ok(Some(document).filter(|document| !document.blocks.is_empty()))
}

/// Tests whether a page is a list of links: a table of contents that the book does not mark as one.
fn is_contents(blocks: &[RawBlock]) -> bool {
    let text: usize = blocks.iter().map(|block| block.text.len()).sum();
    let links = blocks.iter().flat_map(|block| &block.links);
    let (count, linked) = links.fold((0, 0), |(count, linked), link| {
        (count + 1, linked + link.span.len())
    });
    count >= 3 && linked * 10 >= text * 7
}

/// Elements that are empty in HTML, and may end in `/>`.
const EMPTY: [&str; 13] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
];

/// Writes out the end tags that XHTML leaves out: `<title/>`, which for HTML has no end.
fn expanded(page: &str) -> String {
    let mut out = String::with_capacity(page.len() + page.len() / 16);
    let mut rest = page;
    while let Some(end) = rest.find("/>") {
        let (before, after) = rest.split_at(end);
        rest = &after[2..];
        let tag = before.rfind('<').map(|start| &before[start + 1..]);
        let name = tag.and_then(|tag| {
            tag.split(|c: char| !(c.is_ascii_alphanumeric() || c == ':'))
                .next()
        });
        out.push_str(before);
        match name.filter(|name| !name.is_empty() && !EMPTY.contains(name)) {
            Some(name) => out.push_str(&format!("></{name}>")),
            None => out.push_str("/>"),
        }
    }
    out + rest
}

#[cfg(test)]
mod tests;
