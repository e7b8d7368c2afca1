//! Writing XML, an entry at a time.

use duizhao_formats::xml::escaped;
use duizhao_glossary::exchange::Losses;
use std::io::{self, Write};

/// XML that is written in pieces.
pub(super) struct Markup<'a> {
    out: &'a mut dyn Write,
    text: String,
    left_out: usize,
}

impl<'a> Markup<'a> {
    pub(super) fn new(out: &'a mut dyn Write) -> Self {
        Self {
            out,
            text: String::new(),
            left_out: 0,
        }
    }

    /// Adds markup as it stands.
    pub(super) fn raw(&mut self, markup: &str) -> &mut Self {
        self.text.push_str(markup);
        self
    }

    /// Adds text; what XML has no place for is left out.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        self.left_out += escaped(text, &mut self.text);
        self
    }

    /// Adds an attribute to an open tag.
    pub(super) fn attribute(&mut self, name: &str, value: &str) -> &mut Self {
        self.raw(" ").raw(name).raw("=\"");
        let start = self.text.len();
        self.text(value);
        let value = self.text.split_off(start).replace('"', "&quot;");
        self.raw(&value).raw("\"")
    }

    /// Writes out what was added, and counts what was left out.
    pub(super) fn flush(&mut self, losses: &mut Losses) -> io::Result<()> {
        losses.add(
            "character was left out: XML has no place for it",
            "characters were left out: XML has no place for them",
            std::mem::take(&mut self.left_out),
        );
        self.out.write_all(self.text.as_bytes())?;
        self.text.clear();
        Ok(())
    }
}
