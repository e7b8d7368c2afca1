//! Footnotes of a chapter: terms with their notes and citations, and what people wrote.

use super::{Form, Words, linked};
use crate::markup;
use crate::{Article, Corpus, Sentence};
use duizhao_core::article::Span;
use duizhao_glossary::Term;
use std::collections::{BTreeMap, BTreeSet};

/// The footnotes of a chapter, numbered as they are referred to.
pub(super) struct Notes<'a> {
    corpus: &'a Corpus,
    article: &'a Article,
    form: Form,
    /// The notes as HTML, in order.
    notes: Vec<String>,
    /// Terms that have a note, or that stand in the text before.
    terms: BTreeSet<usize>,
    /// The numbers of the footnotes that people wrote.
    labels: BTreeMap<String, usize>,
}

/// Where the sentence refers to notes: places in bytes, and terms with the part of the Chinese that is the term.
#[derive(Debug, Default)]
pub(super) struct TermNotes {
    pub(super) source: Vec<(usize, NotedTerm)>,
    pub(super) target: Vec<(usize, NotedTerm)>,
}

/// A term that gets a note.
#[derive(Debug, Clone, Copy)]
pub(super) struct NotedTerm {
    term: usize,
    source: Span,
}

impl<'a> Notes<'a> {
    pub(super) fn new(article: &'a Article, corpus: &'a Corpus, form: Form) -> Self {
        Self {
            corpus,
            article,
            form,
            notes: Vec::new(),
            terms: BTreeSet::new(),
            labels: BTreeMap::new(),
        }
    }

    /// Finds the terms of a sentence that have a note or a citation and stand in the text for the first time. The note is
    /// referred to after the rendering, where the translation has one that can be found, otherwise after the term.
    pub(super) fn terms(&mut self, sentence: &Sentence) -> TermNotes {
        let mut found = TermNotes::default();
        for used in sentence.terms(&self.corpus.termbase) {
            let term = &self.corpus.termbase.glossary.terms()[used.term];
            let is_noted = !term.note.is_empty() || !term.citation.is_empty();
            if !is_noted || !self.terms.insert(used.term) {
                continue;
            }
            let noted = NotedTerm {
                term: used.term,
                source: used.source,
            };
            match used.rendering {
                Some((_, span)) if sentence.markup.is_none() => {
                    found.target.push((span.end, noted));
                }
                Some(_) | None => found.source.push((used.source.end, noted)),
            }
        }
        found.target.sort_by_key(|(at, _)| *at);
        found
    }

    /// Returns text with references to the notes of its terms.
    pub(super) fn noted(
        &mut self,
        text: &str,
        sentence: &Sentence,
        terms: &[(usize, NotedTerm)],
    ) -> String {
        let (mut html, mut from) = (String::new(), 0);
        for (at, noted) in terms {
            let before = &text[from..*at];
            // No line begins with the number; within English there is no break before it.
            let kept = before.chars().next_back().filter(|c| !c.is_ascii());
            let last = before.len() - kept.map_or(0, char::len_utf8);
            html.push_str(&markup::escape(&before[..last]));
            let source = &sentence.source[noted.source.start..noted.source.end];
            let term = &self.corpus.termbase.glossary.terms()[noted.term];
            let note = self.term_note(source, term);
            let reference = self.reference(note);
            if let Some(kept) = kept {
                let kept = markup::escape(kept.encode_utf8(&mut [0; 4]));
                html += &format!("<span class=\"keep\">{kept}{reference}</span>");
            } else {
                html += &reference;
            }
            from = *at;
        }
        html + &markup::escape(&text[from..])
    }

    fn term_note(&self, source: &str, term: &Term) -> String {
        let chinese = self.form.language(self.article.language());
        let english = self.form.language("en");
        let mut note = format!(
            "<b{chinese}>{}</b> <i{english}>{}</i>",
            markup::escape(source),
            markup::escape(&term.target)
        );
        if !term.note.is_empty() {
            note += &format!(" <span{english}>{}</span>", linked(&term.note));
        }
        if !term.citation.is_empty() {
            note += &format!(" <cite{english}>{}</cite>", linked(&term.citation));
        }
        note
    }

    /// Returns a reference to a footnote that a person wrote; its label where there is no such note.
    pub(super) fn footnote(&mut self, label: &str) -> String {
        if let Some(number) = self.labels.get(label) {
            return self.link(*number, "");
        }
        let mut footnotes = self.article.footnotes.iter();
        let Some(footnote) = footnotes.find(|note| note.label == label) else {
            return format!("<sup>{}</sup>", markup::escape(label));
        };
        let english = self.form.language("en");
        let note = format!("<span{english}>{}</span>", markup::inline(&footnote.markup));
        let reference = self.reference(note);
        self.labels.insert(label.to_owned(), self.notes.len());
        reference
    }

    /// Adds a note and returns a reference to it.
    fn reference(&mut self, note: String) -> String {
        self.notes.push(note);
        let number = self.notes.len();
        self.link(number, &format!(" id=\"r{number}\""))
    }

    fn link(&self, number: usize, id: &str) -> String {
        let kind = self.form.kind("noteref", "doc-noteref");
        format!("<sup><a class=\"ref\"{kind}{id} href=\"#n{number}\">{number}</a></sup>")
    }

    /// Returns the notes, to stand below the text; empty where there are none.
    pub(super) fn section(&self, words: &Words) -> String {
        if self.notes.is_empty() {
            return String::new();
        }
        let kind = match self.form {
            Form::Book => " epub:type=\"footnotes\"",
            Form::Page => "",
        };
        let language = self.form.language(words.language);
        let title = words.notes;
        let mut html = format!("<section class=\"notes\"{kind}>\n<h2{language}>{title}</h2>\n");
        let (note_kind, back) = (self.form.kind("footnote", "doc-footnote"), words.back);
        for (note, number) in self.notes.iter().zip(1..) {
            html += &format!(
                "<aside{note_kind} id=\"n{number}\" aria-label=\"{} {number}\"><p><a role=\"doc-backlink\" href=\"#r{number}\" aria-label=\"{number}: {back}\" title=\"{back}\">{number}</a> {note}</p></aside>\n",
                words.note
            );
        }
        html + "</section>\n"
    }
}
