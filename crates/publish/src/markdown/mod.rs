//! Clean Markdown for the programs of others: Hugo, Zola, Quarto, Obsidian.
//!
//! One file an article, with front matter as the program wants it and nothing to be read back. Text is escaped beyond
//! CommonMark: shortcodes of Hugo and Zola, comments, tags and highlights of Obsidian, and mathematics are text too.

mod front;
mod inline;
#[cfg(test)]
mod tests;

use crate::chapter::{Tally, Words};
use crate::settings::MarkdownLayout;
use crate::{Article, Corpus, Folder, PublishError, Published, Publisher, Sentence, SentenceState};
use duizhao_core::article::BlockKind;
use duizhao_core::document::DocumentBlock;
use front::front_matter;
use inline::{Footnotes, escaped};

/// Markdown for others.
pub(crate) static PUBLISHER: Publisher = Publisher {
    name: "markdown",
    about: "clean Markdown with front matter, for Hugo, Zola, Quarto and Obsidian",
    publish,
};

fn publish(corpus: &Corpus, folder: &Folder) -> Result<Published, PublishError> {
    corpus.each_whole(
        |article| (format!("{}.md", article.slug), file(&article, corpus)),
        |(name, text)| folder.write(&name, text.as_bytes()),
    )
}

/// Returns the file of an article.
fn file(article: &Article, corpus: &Corpus) -> String {
    let words = Words::of(corpus.settings.language);
    let layout = corpus.settings.markdown.layout;
    let mut text = MarkdownText {
        words,
        layout,
        footnotes: Footnotes::new(article),
        out: front_matter(article, &corpus.settings),
    };
    let banner = words.banner(&Tally::of(article));
    if let Some(banner) = banner.filter(|_| layout != MarkdownLayout::Chinese) {
        text.line(&format!("*{}*", escaped(&banner)));
    }
    for blocks in article
        .document
        .blocks
        .chunk_by(|a, b| !is_heading(a) && !is_heading(b))
    {
        if layout == MarkdownLayout::Table && !is_heading(&blocks[0]) {
            text.table(blocks);
        } else {
            blocks.iter().for_each(|block| text.block(block));
        }
    }
    let notes = text.footnotes.definitions();
    text.out + &notes
}

fn is_heading(block: &DocumentBlock<Sentence>) -> bool {
    block.kind == BlockKind::Heading
}

/// A file that is being written.
struct MarkdownText<'a> {
    words: &'static Words,
    layout: MarkdownLayout,
    footnotes: Footnotes<'a>,
    out: String,
}

impl MarkdownText<'_> {
    /// Adds a paragraph of one line; nothing where it is empty.
    fn line(&mut self, line: &str) {
        if !line.is_empty() {
            self.out += &format!("\n{line}\n");
        }
    }

    fn block(&mut self, block: &DocumentBlock<Sentence>) {
        if is_heading(block) {
            return self.heading(&block.items);
        }
        // What belongs to an item of a list is indented.
        let (first, next) = if block.kind == BlockKind::ListItem {
            ("- ", "  ")
        } else {
            ("", "")
        };
        match self.layout {
            MarkdownLayout::Interleaved => {
                let mut lead = first;
                for sentence in &block.items {
                    self.line(&format!("{lead}{}", escaped(&sentence.source)));
                    let english = self.english(sentence);
                    self.line(&format!("{next}> {english}"));
                    lead = next;
                }
            }
            MarkdownLayout::Stacked | MarkdownLayout::Table => {
                let (chinese, english) = (chinese(&block.items), self.all_english(&block.items));
                self.line(&format!("{first}{chinese}"));
                self.line(&format!("{next}> {english}"));
            }
            MarkdownLayout::Chinese => self.line(&format!("{first}{}", chinese(&block.items))),
            MarkdownLayout::English => {
                let english = self.all_english(&block.items);
                self.line(&format!("{first}{english}"));
            }
        }
    }

    fn heading(&mut self, sentences: &[Sentence]) {
        let chinese = chinese(sentences);
        let heading = match self.layout {
            MarkdownLayout::Chinese => chinese,
            MarkdownLayout::English => self.all_english(sentences),
            MarkdownLayout::Interleaved | MarkdownLayout::Stacked | MarkdownLayout::Table => {
                format!("{chinese} · {}", self.all_english(sentences))
            }
        };
        self.line(&format!("## {heading}"));
    }

    /// Adds blocks as a table, a row for each sentence.
    fn table(&mut self, blocks: &[DocumentBlock<Sentence>]) {
        self.out += "\n| 中文 | English |\n| --- | --- |\n";
        for sentence in blocks.iter().flat_map(|block| &block.items) {
            let (chinese, english) = (escaped(&sentence.source), self.english(sentence));
            self.out += &format!("| {chinese} | {english} |\n");
        }
    }

    fn all_english(&mut self, sentences: &[Sentence]) -> String {
        let english = sentences.iter().map(|sentence| self.english(sentence));
        english.collect::<Vec<_>>().join(" ")
    }

    fn english(&mut self, sentence: &Sentence) -> String {
        if sentence.state == SentenceState::Missing {
            return format!("*{}*", escaped(self.words.no_translation));
        }
        match &sentence.markup {
            Some(markup) => self.footnotes.inline(markup, &sentence.target),
            None => escaped(&sentence.target),
        }
    }
}

fn chinese(sentences: &[Sentence]) -> String {
    let text: String = sentences
        .iter()
        .map(|sentence| sentence.source.as_str())
        .collect();
    escaped(&text)
}
