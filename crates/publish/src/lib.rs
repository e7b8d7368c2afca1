//! Editions as a site, a book and data: what readers, editors and makers of corpora take away.
//!
//! | module | owns |
//! |---|---|
//! | [`Corpus`] | the editions that are published, read one after the other on all processors |
//! | [`Article`], [`Sentence`] | an edition as publishers see it |
//! | [`Filter`] | what is left out |
//! | [`PublishSettings`] | the table `[publish]` of the settings |
//! | [`Folder`] | the files of a publication: only what changed is written, and nothing but its own is removed |
//! | one module a target | see [`PUBLISHERS`] |
//!
//! A publisher is one file, or one folder, and one line in [`PUBLISHERS`]: a name, a line for the help, and a function from
//! a corpus to the files of a folder. The same corpus gives the same bytes, whatever the number of processors.

mod archive;
mod article;
mod chapter;
mod corpus;
mod data;
mod docx;
mod epub;
mod error;
mod filter;
mod folder;
mod html;
mod markdown;
mod markup;
mod parallel;
#[cfg(test)]
mod samples;
mod settings;
#[cfg(feature = "site")]
mod site;
mod slug;
mod uuid;

pub use article::{Article, Footnote, Sentence, SentenceState, TermUse};
pub use corpus::{Corpus, EditionFile};
pub use error::PublishError;
pub use filter::Filter;
pub use folder::{Folder, FolderChanges, FolderFile};
pub use settings::{FrontMatterForm, Interface, MarkdownLayout, MarkdownSettings, PublishSettings};

use duizhao_glossary::exchange::Losses;

/// A form in which editions are published.
pub struct Publisher {
    /// Its name, which is that of its folder too.
    pub name: &'static str,
    /// What it makes, for the help.
    pub about: &'static str,
    /// Writes the corpus into the folder of the target. Editions that cannot be read are rows of the result.
    pub publish: fn(&Corpus, &Folder) -> Result<Published, PublishError>,
}

/// Every target, in the order of the help: one line a target.
pub const PUBLISHERS: &[&Publisher] = &[
    // The first is what is published where nothing is said.
    #[cfg(feature = "site")]
    &site::PUBLISHER,
    &epub::PUBLISHER,
    &docx::PUBLISHER,
    &html::PUBLISHER,
    &markdown::PUBLISHER,
    &data::jsonl::PUBLISHER,
    &data::tmx::PUBLISHER,
    &data::xliff::PUBLISHER,
    &data::tsv::PUBLISHER,
    #[cfg(feature = "parquet")]
    &data::parquet::PUBLISHER,
];

/// Returns the target of that name.
pub fn by_name(name: &str) -> Option<&'static Publisher> {
    let mut all = PUBLISHERS.iter();
    all.find(|target| target.name == name).copied()
}

/// What was published.
#[derive(Debug, Default)]
pub struct Published {
    /// Articles in it.
    pub articles: usize,
    /// Sentences in it.
    pub sentences: usize,
    /// Sentences that were left out, since they have no translation or the filter says so.
    pub left_out: usize,
    /// Those of them that have no translation; a gloss is none.
    pub untranslated: usize,
    /// What the target has no place for.
    pub losses: Losses,
    /// Editions that could not be read.
    pub failed: Vec<PublishError>,
}

impl Published {
    /// Returns why nothing was published.
    pub fn nothing(&self) -> PublishError {
        PublishError::Nothing {
            untranslated: self.untranslated,
            left_out: self.left_out,
        }
    }
}
