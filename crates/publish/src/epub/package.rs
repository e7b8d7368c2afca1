//! The description of the package (EPUB 3.3, section 5).

use super::Book;
use crate::markup::{escape, link};
use crate::uuid;

/// The moment of change of a book whose articles have no day.
const NO_DAY: &str = "2000-01-01";

/// What readers that need help may expect (EPUB Accessibility 1.1, section 2).
const ACCESSIBILITY: &str = "<meta property=\"schema:accessMode\">textual</meta>
<meta property=\"schema:accessModeSufficient\">textual</meta>
<meta property=\"schema:accessibilityFeature\">structuralNavigation</meta>
<meta property=\"schema:accessibilityFeature\">tableOfContents</meta>
<meta property=\"schema:accessibilityFeature\">readingOrder</meta>
<meta property=\"schema:accessibilityFeature\">displayTransformability</meta>
<meta property=\"schema:accessibilityHazard\">none</meta>
<meta property=\"schema:accessibilitySummary\">Text in Chinese and English, each run tagged with its language; no media but the cover.</meta>
";

impl Book<'_> {
    /// Returns the description of the package; `sources` is the number of pages of sources.
    pub(super) fn package(&self, sources: usize) -> String {
        let (metadata, parts) = (self.metadata(), self.parts(sources));
        let mut manifest = String::from(
            "<item id=\"style\" href=\"style.css\" media-type=\"text/css\"/>
<item id=\"image\" href=\"cover.svg\" media-type=\"image/svg+xml\" properties=\"cover-image\"/>
",
        );
        let mut spine = String::new();
        for (id, path) in &parts {
            let properties = if id == "nav" {
                " properties=\"nav\""
            } else {
                ""
            };
            manifest += &format!(
                "<item id=\"{id}\" href=\"{path}\" media-type=\"application/xhtml+xml\"{properties}/>\n"
            );
            spine += &format!("<itemref idref=\"{id}\"/>\n");
        }
        let language = self.words.language;
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\" unique-identifier=\"id\" xml:lang=\"{language}\">
<metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\">
{metadata}</metadata>
<manifest>
{manifest}</manifest>
<spine>
{spine}</spine>
</package>
"
        )
    }

    /// Returns the pages in the order of the book: identifiers and paths.
    fn parts(&self, sources: usize) -> Vec<(String, String)> {
        let page = |name: &str| (name.to_owned(), format!("{name}.xhtml"));
        let mut parts = vec![page("cover"), page("nav")];
        let chapters = self.entries.iter().zip(1..);
        parts.extend(chapters.map(|(entry, number)| (format!("c{number}"), entry.path())));
        parts.push(page("colophon"));
        parts.extend((1..=sources).map(|number| page(&format!("sources-{number}"))));
        parts
    }

    fn metadata(&self) -> String {
        let settings = &self.corpus.settings;
        let newest = self.days().map_or(NO_DAY, |(_, last)| last);
        let mut lines = vec![format!(
            "<dc:identifier id=\"id\">{}</dc:identifier>",
            self.identifier()
        )];
        lines.extend(self.titles());
        let mut languages: Vec<&str> = self.entries.iter().map(|entry| entry.language).collect();
        languages.sort_unstable();
        languages.dedup();
        languages.push("en");
        for language in languages {
            lines.push(format!("<dc:language>{language}</dc:language>"));
        }
        if let Some(author) = self.only().and_then(|entry| entry.author.as_ref()) {
            lines.push(format!("<dc:creator>{}</dc:creator>", escape(author)));
        }
        lines.push(format!(
            "<dc:publisher>{}</dc:publisher>",
            escape(&settings.name)
        ));
        if !settings.licence.is_empty() {
            lines.push(format!(
                "<dc:rights>{}</dc:rights>",
                escape(&settings.licence)
            ));
        }
        if let Some(address) = link(&settings.base_url) {
            lines.push(format!("<dc:relation>{}</dc:relation>", escape(&address)));
        }
        for tag in &self.tags {
            lines.push(format!("<dc:subject>{}</dc:subject>", escape(tag)));
        }
        if let Some((_, last)) = self.days() {
            lines.push(format!("<dc:date>{last}</dc:date>"));
        }
        lines.push(format!(
            "<meta property=\"dcterms:modified\">{newest}T00:00:00Z</meta>"
        ));
        lines.join("\n") + "\n" + ACCESSIBILITY
    }

    /// Returns the title: the publication's name, or that of the only article, with its English as another script.
    fn titles(&self) -> Vec<String> {
        let Some(entry) = self.only() else {
            return vec![format!(
                "<dc:title>{}</dc:title>",
                escape(&self.corpus.settings.name)
            )];
        };
        let (language, title) = (entry.language, escape(&entry.title));
        let mut lines = vec![format!(
            "<dc:title id=\"title\" xml:lang=\"{language}\">{title}</dc:title>"
        )];
        if let Some(english) = &entry.title_en {
            let english = escape(english);
            lines.push(format!(
                "<meta refines=\"#title\" property=\"alternate-script\" xml:lang=\"en\">{english}</meta>"
            ));
        }
        lines
    }

    /// Returns the identifier, a UUID of version 8 (RFC 9562, section 5.8): the first bits of the SHA-256 of the name and
    /// the address of the publication and of the names of the articles, each with its length.
    fn identifier(&self) -> String {
        let settings = &self.corpus.settings;
        let mut names: Vec<&str> = self
            .entries
            .iter()
            .map(|entry| entry.name.as_str())
            .collect();
        names.sort_unstable();
        let mut text = String::new();
        for part in [settings.name.as_str(), &settings.base_url]
            .into_iter()
            .chain(names)
        {
            text += &format!("{}:{part}", part.len());
        }
        uuid::urn(&text)
    }
}
