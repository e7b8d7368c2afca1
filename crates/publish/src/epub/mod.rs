//! A book of all articles: EPUB 3.3, reflowable, in both languages.
//!
//! Chapters stand in the order of their days, those of one day in that of their titles; articles without a day come last.
//! The book is written as the articles are read, so that memory holds a few lines of each.
//!
//! The book's identifier is a UUID made of the publication's name, its address and the names of the articles: a book with
//! the same articles is a new version of the same book. Its moment of change, which EPUB asks for, is the day of the newest
//! article, not that of the run: the same editions give the same bytes.

mod colophon;
mod entry;
mod front;
mod package;
#[cfg(test)]
mod tests;

use crate::archive::Archive;
use crate::chapter::{Form, Tally, Words, chapter};
use crate::markup::escape;
use crate::{Article, Corpus, Folder, PublishError, Published, Publisher};
use entry::Entry;
use std::collections::BTreeSet;

/// A book.
pub(crate) static PUBLISHER: Publisher = Publisher {
    name: "epub",
    about: "a book of all articles in both languages, for e-readers",
    publish,
};

const FILE: &str = "book.epub";

const STYLE: &str = include_str!("style.css");

/// What says where the package is described (EPUB OCF 3.3, section 4.2.6.3.1).
const CONTAINER: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"#;

/// What is known of a book once its chapters are written.
struct Book<'a> {
    corpus: &'a Corpus,
    words: &'static Words,
    /// The chapters, in the order of the book.
    entries: Vec<Entry>,
    tally: Tally,
    tags: BTreeSet<String>,
}

fn publish(corpus: &Corpus, folder: &Folder) -> Result<Published, PublishError> {
    let path = folder.path().join(FILE);
    let mut archive = Archive::new(folder.begin(FILE)?, &path);
    archive.store("mimetype", "application/epub+zip")?;
    archive.add("META-INF/container.xml", CONTAINER)?;
    archive.add("EPUB/style.css", STYLE)?;
    let mut book = Book::new(corpus);
    let made = |article: Article| {
        let tags: Vec<String> = article.tags().map(str::to_owned).collect();
        let (entry, tally) = (Entry::of(&article, corpus), Tally::of(&article));
        (entry, tally, tags, chapter_page(&article, corpus))
    };
    let published = corpus.each_whole(made, |(entry, tally, tags, page)| {
        archive.add(&format!("EPUB/{}", entry.path()), &page)?;
        book.tally.add(&tally);
        book.tags.extend(tags);
        book.entries.push(entry);
        Ok(())
    })?;
    if published.articles > 0 {
        book.entries.sort();
        for (name, contents) in book.other_files() {
            archive.add(&format!("EPUB/{name}"), &contents)?;
        }
        archive.finish()?.finish()?;
    }
    Ok(published)
}

impl<'a> Book<'a> {
    fn new(corpus: &'a Corpus) -> Self {
        Self {
            corpus,
            words: Words::of(corpus.settings.language),
            entries: Vec::new(),
            tally: Tally::default(),
            tags: BTreeSet::new(),
        }
    }

    /// Returns the files beside the chapters.
    fn other_files(&self) -> Vec<(String, String)> {
        let mut files = self.colophon();
        let sources = files.len() - 1;
        let mut add = |name: &str, contents| files.push((name.to_owned(), contents));
        add("cover.svg", self.cover_image());
        add("cover.xhtml", self.cover());
        add("nav.xhtml", self.contents());
        add("package.opf", self.package(sources));
        files
    }

    /// Returns the only chapter of a book of one.
    fn only(&self) -> Option<&Entry> {
        match &self.entries[..] {
            [entry] => Some(entry),
            _ => None,
        }
    }

    /// Returns the first and the last day of the articles, `None` where none has a day.
    fn days(&self) -> Option<(&str, &str)> {
        let mut days = self
            .entries
            .iter()
            .filter_map(|entry| entry.date.as_deref());
        let first = days.next()?;
        Some((first, days.next_back().unwrap_or(first)))
    }
}

fn chapter_page(article: &Article, corpus: &Corpus) -> String {
    let kind = " epub:type=\"chapter\" role=\"doc-chapter\"";
    let text = chapter(article, corpus, Form::Book);
    Page {
        title: article.title(),
        language: article.language(),
        body: "bodymatter",
        top: "../",
    }
    .write(&format!("<section{kind}>\n{text}</section>\n"))
}

/// A page of a book.
struct Page<'a> {
    title: &'a str,
    language: &'a str,
    /// Which part of the book it is, as EPUB names it.
    body: &'a str,
    /// The way to the folder of the style.
    top: &'a str,
}

impl Page<'_> {
    /// Returns the page with its contents.
    fn write(&self, contents: &str) -> String {
        let (language, body, top) = (Form::Book.language(self.language), self.body, self.top);
        let title = escape(self.title);
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<!DOCTYPE html>
<html xmlns=\"http://www.w3.org/1999/xhtml\" xmlns:epub=\"http://www.idpf.org/2007/ops\"{language}>
<head>
<meta charset=\"utf-8\"/>
<title>{title}</title>
<link rel=\"stylesheet\" type=\"text/css\" href=\"{top}style.css\"/>
</head>
<body epub:type=\"{body}\">
{contents}</body>
</html>
"
        )
    }
}
