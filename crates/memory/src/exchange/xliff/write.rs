//! Writing XLIFF 2.1.

use super::super::fields::UnitField;
use super::super::markup::Markup;
use super::super::writing::UnitWriter;
use super::super::{ExportOptions, UnitDetails};
use super::METADATA;
use crate::Unit;
use duizhao_core::article::Origin;
use duizhao_formats::xml::is_allowed;
use duizhao_glossary::exchange::Losses;
use std::io::{self, Write};

pub(super) fn begin<'a>(
    out: &'a mut dyn Write,
    options: &ExportOptions,
) -> io::Result<Box<dyn UnitWriter + 'a>> {
    let mut markup = Markup::new(out);
    markup
        .raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
        .raw("<xliff xmlns=\"urn:oasis:names:tc:xliff:document:2.0\"")
        .raw(" xmlns:mda=\"urn:oasis:names:tc:xliff:metadata:2.0\" version=\"2.1\"")
        .attribute("srcLang", &options.chinese)
        .attribute("trgLang", &options.english)
        .raw(">\n");
    markup.flush(&mut Losses::default())?;
    Ok(Box::new(XliffWriter {
        markup,
        article: None,
        files: 0,
        units: 0,
    }))
}

struct XliffWriter<'a> {
    markup: Markup<'a>,
    /// The article of the file that is open.
    article: Option<String>,
    files: usize,
    units: usize,
}

impl UnitWriter for XliffWriter<'_> {
    fn unit(&mut self, unit: &Unit, details: &UnitDetails, losses: &mut Losses) -> io::Result<()> {
        if self.files == 0 || self.article != unit.article {
            self.file(unit, details);
        }
        self.units += 1;
        let markup = &mut self.markup;
        let id = details.id.clone();
        let id = id.unwrap_or_else(|| format!("u{}", self.units));
        markup.raw("    <unit").attribute("id", &id).raw(">\n");
        let fields = METADATA.map(|field| (field.name(), UnitField::of(field, unit)));
        metadata(markup, "      ", fields.iter().chain(&details.properties));
        notes(markup, unit, details);
        markup.raw("      <segment").attribute(
            "state",
            if details.is_reviewed {
                "reviewed"
            } else {
                state(unit.origin)
            },
        );
        if let Some(state) = details.state {
            markup.attribute("subState", &format!("duizhao:{state}"));
        }
        markup.raw(">\n        <source>");
        segment(markup, &unit.source);
        markup.raw("</source>\n        <target>");
        segment(markup, &unit.target);
        markup
            .raw("</target>\n      </segment>\n    </unit>\n")
            .flush(losses)
    }

    fn end(&mut self) -> io::Result<()> {
        // A document has a file at least, and a file a unit; of no units there is no better one.
        if self.files > 0 {
            self.markup.raw("  </file>\n");
        }
        self.markup.raw("</xliff>\n").flush(&mut Losses::default())
    }
}

impl XliffWriter<'_> {
    /// Ends the file that is open and begins the one of a unit's article.
    fn file(&mut self, unit: &Unit, details: &UnitDetails) {
        if self.files > 0 {
            self.markup.raw("  </file>\n");
        }
        self.files += 1;
        self.markup
            .raw("  <file")
            .attribute("id", &format!("f{}", self.files));
        if let Some(article) = &unit.article {
            self.markup.attribute("original", article);
        }
        self.markup.raw(" xml:space=\"preserve\">\n");
        metadata(&mut self.markup, "    ", details.article.iter());
        self.article.clone_from(&unit.article);
    }
}

/// Writes what XLIFF has no name for, if there is anything to say.
fn metadata<'a>(
    markup: &mut Markup<'_>,
    indent: &str,
    fields: impl Iterator<Item = &'a (&'static str, String)>,
) {
    let mut fields = fields.filter(|(_, value)| !value.is_empty()).peekable();
    if fields.peek().is_none() {
        return;
    }
    markup.raw(&format!(
        "{indent}<mda:metadata>\n{indent}  <mda:metaGroup category=\"duizhao\">\n"
    ));
    for (name, value) in fields {
        markup
            .raw(indent)
            .raw("    <mda:meta")
            .attribute("type", name)
            .raw(">")
            .text(value)
            .raw("</mda:meta>\n");
    }
    markup.raw(&format!(
        "{indent}  </mda:metaGroup>\n{indent}</mda:metadata>\n"
    ));
}

/// Writes the remarks on a unit, a note each, or its note as a whole.
fn notes(markup: &mut Markup<'_>, unit: &Unit, details: &UnitDetails) {
    if unit.note.is_none() && details.remarks.is_empty() {
        return;
    }
    markup.raw("      <notes>\n");
    for remark in &details.remarks {
        markup
            .raw("        <note")
            .attribute("category", remark.category)
            .attribute("priority", &remark.priority.to_string())
            .attribute("appliesTo", "target")
            .raw(">")
            .text(&remark.text)
            .raw("</note>\n");
    }
    if let Some(note) = unit.note.as_ref().filter(|_| details.remarks.is_empty()) {
        markup.raw("        <note>").text(note).raw("</note>\n");
    }
    markup.raw("      </notes>\n");
}

/// Returns how far a translation has come (section 4.7.2.5 of the specification).
const fn state(origin: Origin) -> &'static str {
    match origin {
        Origin::Human => "final",
        Origin::Memory | Origin::Machine => "translated",
        Origin::Gloss => "initial",
    }
}

/// Writes a text in which characters that XML has no place for are `cp` elements.
fn segment(markup: &mut Markup<'_>, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(|c| !is_allowed(c)) {
        markup.text(&rest[..at]);
        let mut after = rest[at..].chars();
        if let Some(c) = after.next() {
            markup.raw(&format!("<cp hex=\"{:04X}\"/>", u32::from(c)));
        }
        rest = after.as_str();
    }
    markup.text(rest);
}
