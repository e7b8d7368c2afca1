//! The table `[publish]` of the settings.

use serde::Deserialize;
use std::path::PathBuf;

/// What a publication says of itself, and what it shows.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PublishSettings {
    /// The name of the publication.
    pub name: String,
    /// The address at which the site will be, for feeds, sitemaps and citations; empty where there is none.
    pub base_url: String,
    /// The licence of the translations: an SPDX identifier or a sentence.
    pub licence: String,
    /// What readers must know, such as which text prevails.
    pub disclaimer: String,
    /// How readers reach the publisher: an address for mail or a page.
    pub contact: String,
    /// The language of buttons and headings.
    pub language: Interface,
    /// Whether each sentence shows where its translation is from.
    pub marks: bool,
    /// Whether what the checks find is shown beside the sentences.
    pub findings: bool,
    /// A folder with templates and styles that replace those of the program.
    pub theme: Option<PathBuf>,
    /// How Markdown for others is written.
    pub markdown: MarkdownSettings,
}

/// The table `[publish.markdown]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MarkdownSettings {
    /// What stands above the text.
    pub front_matter: FrontMatterForm,
    /// How the languages stand together.
    pub layout: MarkdownLayout,
}

/// Front matter of Markdown for others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FrontMatterForm {
    /// YAML, for Hugo, Quarto and Obsidian.
    #[default]
    Yaml,
    /// TOML as Zola has it.
    Toml,
    /// None: the title is a heading.
    None,
}

/// How the languages stand together in Markdown for others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MarkdownLayout {
    /// Each paragraph, and below it its English as a block quote.
    #[default]
    Stacked,
    /// Two columns, a row for each sentence.
    Table,
    /// Each sentence, and below it its English as a block quote.
    Interleaved,
    /// The English alone.
    English,
    /// The Chinese alone.
    Chinese,
}

/// The language of buttons and headings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Interface {
    /// English.
    #[default]
    En,
    /// Chinese, in simplified script.
    Zh,
}

impl Default for PublishSettings {
    fn default() -> Self {
        Self {
            name: "Parallel texts".to_owned(),
            base_url: String::new(),
            licence: String::new(),
            disclaimer: "The Chinese text prevails; translations are for reference.".to_owned(),
            contact: String::new(),
            language: Interface::default(),
            marks: true,
            findings: false,
            theme: None,
            markdown: MarkdownSettings::default(),
        }
    }
}
