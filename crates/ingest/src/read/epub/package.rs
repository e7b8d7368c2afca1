//! The package of a book: what it says of itself, and its chapters in reading order.

use super::archive::{Archive, malformed};
use crate::read::{RawDocument, fields, html};
use crate::source::SourceError;
use duizhao_core::article::Metadata;
use duizhao_formats::xml::{Element, Part};
use std::collections::{HashMap, HashSet};
use std::path::Path;

/// What a book holds.
pub(super) struct Package {
    /// The book's title as the source, its authors and its date.
    pub(super) meta: Metadata,
    pub(super) chapters: Vec<Chapter>,
}

/// A chapter, or another page of the spine.
pub(super) struct Chapter {
    /// Name of its file in the archive.
    pub(super) file: String,
    /// What the table of contents calls it.
    pub(super) label: Option<String>,
    pub(super) is_encrypted: bool,
}

impl Chapter {
    /// Returns the name of its file without folders and extension.
    pub(super) fn part(&self) -> String {
        let name = self.file.rsplit('/').next().unwrap_or(&self.file);
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        stem.to_owned()
    }
}

/// A file of the manifest.
struct Item {
    file: String,
    is_page: bool,
    is_contents: bool,
    is_ncx: bool,
}

/// What the package file says.
#[derive(Default)]
struct Opf {
    items: HashMap<String, Item>,
    spine: Vec<String>,
    /// Files that the guide calls cover or contents.
    guided: HashSet<String>,
    known: RawDocument,
}

/// Names of pages that are cover or contents, where the book does not mark them.
const OUTER: [&str; 8] = [
    "cover",
    "coverpage",
    "titlepage",
    "nav",
    "toc",
    "contents",
    "目录",
    "封面",
];

impl Package {
    /// Reads the package of a book.
    pub(super) fn open(path: &Path, archive: &mut Archive<'_>) -> Result<Self, SourceError> {
        let opf_file = opf_file(archive)?;
        let folder = opf_file.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut opf = Opf::default();
        let entries = ["metadata", "item", "itemref", "reference"];
        if !archive.xml(&opf_file, "package", &entries, |part| {
            if let Part::Entry(element) = part {
                opf.add(&element, folder);
            }
        })? {
            return Err(archive.missing(&opf_file));
        }
        if opf.spine.is_empty() {
            let hint = "export the book again with another program, such as calibre";
            return Err(malformed(
                path,
                &opf_file,
                "the book has no chapters in its `spine`",
                hint,
            ));
        }
        let labels = opf.labels(archive)?;
        let encrypted = encrypted(archive)?;
        let mut meta = opf.known.meta.clone();
        meta.source = opf.known.title.clone();
        let spine = opf.spine.iter().filter_map(|id| opf.items.get(id));
        let pages = spine.filter(|item| item.is_page && !opf.is_outer(item));
        let chapters = pages.map(|item| Chapter {
            file: item.file.clone(),
            label: labels.get(&item.file).cloned(),
            is_encrypted: encrypted.contains(&item.file),
        });
        Ok(Self {
            meta,
            chapters: chapters.collect(),
        })
    }
}

impl Opf {
    fn add(&mut self, element: &Element, folder: &str) {
        let attribute = |name| element.attribute(name).unwrap_or_default();
        match element.name.as_str() {
            "metadata" => {
                for field in element.children().filter(|field| field.name != "meta") {
                    // The publisher is not where the text is from: the book is.
                    if matches!(field.name.as_str(), "title" | "creator" | "date") {
                        self.add_field(&field.name, &field.text());
                    }
                }
            }
            "item" => {
                let (kind, properties) = (attribute("media-type"), attribute("properties"));
                let item = Item {
                    file: resolved(folder, attribute("href")),
                    is_page: kind.contains("html") || kind == "text/x-oeb1-document",
                    is_contents: properties.split(' ').any(|property| property == "nav"),
                    is_ncx: kind == "application/x-dtbncx+xml",
                };
                self.items.insert(attribute("id").to_owned(), item);
            }
            "itemref" => self.spine.push(attribute("idref").to_owned()),
            "reference" if matches!(attribute("type"), "cover" | "toc" | "title-page") => {
                self.guided.insert(resolved(folder, attribute("href")));
            }
            _ => {}
        }
    }

    /// Takes over a field; authors are several.
    fn add_field(&mut self, name: &str, value: &str) {
        match (&mut self.known.meta.author, name) {
            (Some(authors), "creator") if !value.is_empty() => {
                authors.push(' ');
                authors.push_str(value);
            }
            (Some(_) | None, _) => fields::take(&mut self.known, name, value),
        }
    }

    /// Tests whether a page is the cover or the contents of the book.
    fn is_outer(&self, item: &Item) -> bool {
        let name = item.file.rsplit('/').next().unwrap_or_default();
        let stem = name
            .rsplit_once('.')
            .map_or(name, |(stem, _)| stem)
            .to_lowercase();
        item.is_contents || self.guided.contains(&item.file) || OUTER.contains(&stem.as_str())
    }

    /// Returns what the table of contents calls each file: the first entry for it.
    fn labels(&self, archive: &mut Archive<'_>) -> Result<HashMap<String, String>, SourceError> {
        let mut labels = HashMap::new();
        let mut add = |folder: &str, target: &str, label: &str| {
            let label = label.split_whitespace().collect::<Vec<_>>().join(" ");
            if !label.is_empty() && !target.is_empty() {
                labels.entry(resolved(folder, target)).or_insert(label);
            }
        };
        let folder = |file: &str| {
            file.rsplit_once('/')
                .map_or("", |(folder, _)| folder)
                .to_owned()
        };
        if let Some(nav) = self.items.values().find(|item| item.is_contents)
            && let Some(page) = archive.text(&nav.file)?
        {
            for block in html::shown(&super::expanded(&page)) {
                for link in &block.links {
                    add(&folder(&nav.file), &link.target, link.span.of(&block.text));
                }
            }
        } else if let Some(ncx) = self.items.values().find(|item| item.is_ncx) {
            let within = folder(&ncx.file);
            // A book can be read without its table of contents.
            let _ = archive.xml(&ncx.file, "ncx", &["navPoint"], |part| {
                if let Part::Entry(point) = part {
                    points(&point, &mut |target, label| add(&within, target, label));
                }
            });
        }
        Ok(labels)
    }
}

/// Gives the targets and labels of an entry and of those below it to `each`.
fn points(point: &Element, each: &mut impl FnMut(&str, &str)) {
    let label: String = point.named("navLabel").map(Element::text).collect();
    let target = point
        .named("content")
        .find_map(|content| content.attribute("src"));
    each(target.unwrap_or_default(), &label);
    for below in point.named("navPoint") {
        points(below, each);
    }
}

/// Returns the name of the package file.
fn opf_file(archive: &mut Archive<'_>) -> Result<String, SourceError> {
    const CONTAINER: &str = "META-INF/container.xml";
    let mut found = None;
    let each = |part| {
        if let Part::Entry(element) = part
            && found.is_none()
        {
            found = element
                .attribute("full-path")
                .map(|file| resolved("", file));
        }
    };
    if !archive.xml(CONTAINER, "container", &["rootfile"], each)? {
        return Err(archive.missing(CONTAINER));
    }
    found.ok_or_else(|| archive.missing("rootfile in META-INF/container.xml"))
}

/// Returns the files that are encrypted. Fonts are, in books that can be read.
fn encrypted(archive: &mut Archive<'_>) -> Result<HashSet<String>, SourceError> {
    let mut files = HashSet::new();
    let each = |part| {
        if let Part::Entry(element) = part {
            let file = element.attribute("URI").unwrap_or_default();
            files.insert(resolved("", file));
        }
    };
    archive.xml(
        "META-INF/encryption.xml",
        "encryption",
        &["CipherReference"],
        each,
    )?;
    Ok(files)
}

/// Returns the name in the archive of a file that is named from a folder. It never leads out of the archive.
fn resolved(folder: &str, target: &str) -> String {
    let target = target.split(['#', '?']).next().unwrap_or_default();
    let target = percent_decoded(target);
    let folder = if target.starts_with('/') { "" } else { folder };
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let code = after
            .get(..2)
            .and_then(|code| std::str::from_utf8(code).ok());
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(decoded) if byte == b'%' => {
                bytes.push(decoded);
                rest = &after[2..];
            }
            Some(_) | None => {
                bytes.push(byte);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_from_the_folder_of_the_package() {
        assert_eq!(
            resolved("OEBPS", "Text/a%20b.xhtml#x"),
            "OEBPS/Text/a b.xhtml"
        );
        assert_eq!(
            resolved("OEBPS/x", "../t/%E7%AB%A0.xhtml"),
            "OEBPS/t/章.xhtml"
        );
        assert_eq!(resolved("a", "../../../etc/passwd"), "etc/passwd");
        assert_eq!(resolved("a", "/b%zz"), "b%zz");
    }
}
