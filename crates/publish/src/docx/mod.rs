//! Documents for editors who live in Word: one an article, a table with a row for each sentence.
//!
//! Chinese stands on the left, English on the right, and a narrow third column says where the English is from. Headings
//! stand across the columns. What the checks find, where the settings ask for it, are comments. Documents have no moment
//! of making but the day of the article: the same edition gives the same bytes.

mod document;
mod runs;
#[cfg(test)]
mod tests;

use crate::archive::Archive;
use crate::markup::escape;
use crate::{Article, Corpus, Folder, PublishError, Published, Publisher};
use document::Document;
use std::io::Cursor;
use std::path::Path;

/// Documents for Word.
pub(crate) static PUBLISHER: Publisher = Publisher {
    name: "docx",
    about: "a document for each article, in two columns, for Word and LibreOffice",
    publish,
};

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// The kinds of the parts (ECMA-376, part 2, section 10.1.2).
const TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/><Override PartName="/word/footer.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/><Override PartName="/word/comments.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>"#;

/// What the package begins with.
const ROOT: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>"#;

/// The number of the page.
const FOOTER: &str = r#"<w:ftr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:ftr>"#;

/// Fonts, sizes and colours. The font and the language of Chinese follow from the script.
const STYLES: &str = include_str!("styles.xml");

const SETTINGS: &str = include_str!("settings.xml");

fn publish(corpus: &Corpus, folder: &Folder) -> Result<Published, PublishError> {
    corpus.each_whole(
        |article| (format!("{}.docx", article.slug), package(&article, corpus)),
        |(name, bytes)| folder.write(&name, &bytes?),
    )
}

/// Returns the document of an article.
fn package(article: &Article, corpus: &Corpus) -> Result<Vec<u8>, PublishError> {
    let document = Document::of(article, corpus);
    let in_script = |part: &str| {
        let (language, font) = match article.language() {
            "zh-Hant" => ("zh-TW", "PMingLiU"),
            _ => ("zh-CN", "SimSun"),
        };
        part.replace("LANGUAGE", language).replace("FONT", font)
    };
    let parts = [
        ("[Content_Types].xml", TYPES.to_owned()),
        ("_rels/.rels", ROOT.to_owned()),
        ("docProps/core.xml", properties(article, corpus)),
        ("word/document.xml", document.body()),
        ("word/_rels/document.xml.rels", document.relationships()),
        ("word/comments.xml", document.comments()),
        ("word/styles.xml", in_script(STYLES)),
        ("word/settings.xml", in_script(SETTINGS)),
        ("word/footer.xml", FOOTER.to_owned()),
    ];
    let mut archive = Archive::new(Cursor::new(Vec::new()), Path::new(&article.slug));
    for (name, xml) in parts {
        archive.add(name, &format!("{DECLARATION}{xml}"))?;
    }
    Ok(archive.finish()?.into_inner())
}

/// Returns what is said of the document as a whole (ECMA-376, part 2, section 11).
fn properties(article: &Article, corpus: &Corpus) -> String {
    let mut title = article.title().to_owned();
    if let Some(english) = article.title_en() {
        title = format!("{title} · {english}");
    }
    let tags: Vec<&str> = article.tags().collect();
    let author = article.front.get("author").unwrap_or_default();
    let settings = &corpus.settings;
    let mut xml = String::from(
        r#"<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">"#,
    );
    for (element, text) in [
        ("dc:title", title.as_str()),
        ("dc:subject", &settings.name),
        ("dc:creator", author),
        ("cp:keywords", &tags.join(", ")),
        ("dc:description", &settings.disclaimer),
        ("dc:language", article.language()),
    ] {
        if !text.is_empty() {
            xml += &format!("<{element}>{}</{element}>", escape(text));
        }
    }
    if let Some(day) = article.date() {
        xml += &format!(
            "<dcterms:created xsi:type=\"dcterms:W3CDTF\">{day}T00:00:00Z</dcterms:created>"
        );
    }
    xml + "</cp:coreProperties>"
}
