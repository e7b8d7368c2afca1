//! What stands below the text: what the book is, how it was made, and its sources.

use super::entry::Entry;
use super::{Book, Page};
use crate::SentenceState;
use crate::chapter::{Form, conditions};
use crate::markup::{escape, link};

/// Most sources on one page: readers are slow with long pages.
const MOST_SOURCES: usize = 500;

impl Book<'_> {
    /// Returns the colophon, then the pages of sources.
    pub(super) fn colophon(&self) -> Vec<(String, String)> {
        let title = self.words.colophon;
        let html = format!("<h1>{title}</h1>\n{}{}", self.publication(), self.making());
        let kind = " epub:type=\"colophon\" role=\"doc-colophon\"";
        let page = self.page(title);
        let mut files = vec![(
            "colophon.xhtml".to_owned(),
            page.write(&format!("<section{kind}>\n{html}</section>\n")),
        )];
        for (entries, number) in self.entries.chunks(MOST_SOURCES).zip(1..) {
            files.push((format!("sources-{number}.xhtml"), self.sources(entries)));
        }
        files
    }

    fn page<'p>(&self, title: &'p str) -> Page<'p> {
        Page {
            title,
            language: self.words.language,
            body: "backmatter",
            top: "",
        }
    }

    /// Returns what the publication says of itself.
    fn publication(&self) -> String {
        let (settings, words) = (&self.corpus.settings, self.words);
        let mut lines = vec![format!("<b>{}</b>", escape(&settings.name))];
        if let Some(address) = link(&settings.base_url) {
            let address = escape(&address);
            lines.push(format!("<a href=\"{address}\">{address}</a>"));
        }
        let articles = words.articles(self.entries.len());
        let sentences = words.sentences(self.tally.total());
        let mut figures = vec![articles, sentences, self.period()];
        figures.retain(|figure| !figure.is_empty());
        lines.push(figures.join(" · "));
        lines.extend(conditions(settings, words));
        lines
            .iter()
            .map(|line| format!("<p>{line}</p>\n"))
            .collect()
    }

    /// Returns the states of the translations with their marks, and who made them.
    fn making(&self) -> String {
        let words = self.words;
        let mut html = format!("<h2>{}</h2>\n<ul>\n", words.making);
        for state in SentenceState::ALL {
            let count = self.tally.count(state);
            if count > 0 {
                let (mark, meaning) = words.mark(state);
                let mark = if self.corpus.settings.marks {
                    format!(" ({mark})")
                } else {
                    String::new()
                };
                html += &format!("<li>{meaning}{mark}: {}</li>\n", words.sentences(count));
            }
        }
        html += "</ul>\n";
        if !self.tally.makers.is_empty() {
            html += "<ul>\n";
            for (maker, count) in &self.tally.makers {
                html += &format!(
                    "<li>{}{}: {}</li>\n",
                    words.made_by,
                    escape(maker),
                    words.sentences(*count)
                );
            }
            html += "</ul>\n";
        }
        html
    }

    fn sources(&self, entries: &[Entry]) -> String {
        let title = self.words.sources;
        let mut html = format!("<section>\n<h1>{title}</h1>\n<ul class=\"sources\">\n");
        for entry in entries {
            let language = Form::Book.language(entry.language);
            let (path, name) = (entry.path(), escape(&entry.title));
            html += &format!("<li><a href=\"{path}\"{language}>{name}</a>");
            if !entry.source.is_empty() {
                html += &format!("<br/>{}", entry.source);
            }
            html += "</li>\n";
        }
        self.page(title).write(&(html + "</ul>\n</section>\n"))
    }
}
