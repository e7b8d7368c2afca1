//! DOCX: documents of Word, WPS and LibreOffice (ISO/IEC 29500).
//!
//! Styles say what is a heading and what the title; numbers that Word makes are written out; rows of tables are blocks.
//! Text that was deleted with changes tracked, hidden text, codes of fields and tables of contents are left out, and
//! headers, footers and comments are not read.

mod body;
mod numbering;
mod styles;

use super::archive::{self, Archive};
use super::assemble::{self, HeadingBlock};
use super::{Documents, RawDocument, ReadOptions, Reader, fields};
use crate::source::SourceError;
use body::{Body, NoteTexts};
use duizhao_formats::xml::{Element, Part};
use duizhao_zh::{han, names};
use numbering::Numbering;
use std::collections::HashMap;
use std::path::Path;
use styles::Styles;

/// Reads documents of Word.
pub(super) const READER: Reader = Reader {
    name: "DOCX",
    extensions: &["docx", "docm"],
    accepts: |path, head| {
        let office = ["word/document.xml", "word/document2.xml"];
        archive::holds(path, head, &office, READER.extensions)
    },
    read,
};

fn read(path: &Path, bytes: &[u8], _: &ReadOptions) -> Documents {
    let mut package = WordPackage {
        archive: Archive::open(path, bytes)?,
        relations: HashMap::new(),
        folder: String::new(),
    };
    let name = package.open_document()?;
    let mut styles = Styles::default();
    package.part("/styles", "styles", &["style"], |style| styles.add(style))?;
    let mut numbering = Numbering::default();
    let entries = ["abstractNum", "num"];
    package.part("/numbering", "numbering", &entries, |entry| {
        numbering.add(entry)
    })?;
    let mut notes = NoteTexts::default();
    for (kind, root, entry) in [
        ("/footnotes", "footnotes", "footnote"),
        ("/endnotes", "endnotes", "endnote"),
    ] {
        package.part(kind, root, &[entry], |note| notes.add(note))?;
    }
    let mut body = Body::new(&styles, &mut numbering, &package.relations, &notes);
    if !package
        .archive
        .xml(&name, "document", &["p", "tbl"], |part| {
            if let Part::Entry(element) = part {
                body.entry(&element);
            }
        })?
    {
        return Err(package.archive.missing(&name));
    }
    let mut document = body.finish();
    package.properties(&mut document)?;
    Ok(vec![assemble::chinese(path, document)])
}

/// A relation of the document to another part, or to an address.
struct Relation {
    /// The last part of its type, with the slash before it.
    kind: String,
    target: String,
}

/// A document with its parts.
struct WordPackage<'a> {
    archive: Archive<'a>,
    /// The relations of the document, by their ids.
    relations: HashMap<String, Relation>,
    /// The folder of the document, with a slash at its end.
    folder: String,
}

impl WordPackage<'_> {
    /// Finds the document of the package and its relations, and returns its name.
    fn open_document(&mut self) -> Result<String, SourceError> {
        let root = self.relations_of("_rels/.rels")?;
        let main = root.into_values().find(|it| it.kind == "/officeDocument");
        let name = match main {
            Some(relation) => relation.target.trim_start_matches('/').to_owned(),
            None => "word/document.xml".to_owned(),
        };
        let (folder, file) = name.rsplit_once('/').unwrap_or(("", &name));
        self.folder = if folder.is_empty() {
            String::new()
        } else {
            format!("{folder}/")
        };
        self.relations = self.relations_of(&format!("{}_rels/{file}.rels", self.folder))?;
        Ok(name)
    }

    fn relations_of(&mut self, name: &str) -> Result<HashMap<String, Relation>, SourceError> {
        let mut relations = HashMap::new();
        let each = |part| {
            let Part::Entry(element) = part else { return };
            let attribute = |name| element.attribute(name).unwrap_or_default();
            let kind = attribute("Type");
            let kind = kind.rfind('/').map_or(kind, |at| &kind[at..]).to_owned();
            let target = attribute("Target").to_owned();
            relations.insert(attribute("Id").to_owned(), Relation { kind, target });
        };
        self.archive
            .xml(name, "Relationships", &["Relationship"], each)?;
        Ok(relations)
    }

    /// Reads a part of the document, if it has one of a kind.
    fn part(
        &mut self,
        kind: &str,
        root: &str,
        entries: &[&str],
        mut each: impl FnMut(&Element),
    ) -> Result<(), SourceError> {
        let related = self.relations.values().find(|it| it.kind == kind);
        let Some(target) = related.map(|relation| relation.target.as_str()) else {
            return Ok(());
        };
        let name = match target.strip_prefix('/') {
            Some(absolute) => absolute.to_owned(),
            None => format!("{}{target}", self.folder),
        };
        self.archive
            .xml(&name, root, entries, |part| {
                if let Part::Entry(element) = part {
                    each(&element);
                }
            })
            .map(drop)
    }

    /// Takes over what the properties of the file say: the title if it stands in the text, and the author if the text does
    /// not name one. When the file was made is not when the text was published.
    fn properties(&mut self, document: &mut RawDocument) -> Result<(), SourceError> {
        let entries = ["title", "creator"];
        let mut known = RawDocument::default();
        self.archive
            .xml("docProps/core.xml", "coreProperties", &entries, |part| {
                if let Part::Entry(element) = part {
                    fields::take(&mut known, &element.name, &element.text());
                }
            })?;
        let top = document.blocks.iter().take(MOST_ABOVE);
        if let Some(title) = known.title
            && document.title.is_none()
            && top
                .clone()
                .any(|block| han::bare(&block.text) == han::bare(&title))
        {
            document.title = Some(title);
            assemble::take_title(document, &[]);
        }
        let names_author = |text: &str| {
            ["作者", "记者", "記者", "撰文", "文/"]
                .iter()
                .any(|label| text.contains(label))
        };
        document.meta.author = known.meta.author.filter(|name| {
            names::is_person(name)
                && !document
                    .blocks
                    .iter()
                    .any(|block| names_author(&block.text))
        });
        Ok(())
    }
}

/// How many blocks at the top of a document are searched for its title.
const MOST_ABOVE: usize = 8;

#[cfg(test)]
mod tests;
