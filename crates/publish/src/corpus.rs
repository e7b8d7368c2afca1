//! The editions that are published.

use crate::Published;
use crate::article::{self, Article};
use crate::error::PublishError;
use crate::filter::Filter;
use crate::parallel;
use crate::settings::PublishSettings;
use duizhao_check::RuleSettings;
use duizhao_edition as edition;
use duizhao_glossary::Termbase;
use duizhao_zh::identity::Identity;
use std::path::{Path, PathBuf};

/// An edition on the disk.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct EditionFile {
    /// Its path below the folder of editions, with `/` and without the extension; no other edition's.
    pub name: String,
    /// The file.
    pub path: PathBuf,
    /// Its path from the project's folder, as settings name it.
    pub in_project: String,
}

impl EditionFile {
    /// Names an edition by its place below a folder; outside of it, by its file name.
    pub fn new(path: PathBuf, folder: &Path, in_project: String) -> Self {
        let below = path.strip_prefix(folder).ok();
        let below = below.or(path.file_name().map(Path::new)).unwrap_or(&path);
        let parts = below.with_extension("");
        let parts = parts.iter().map(|part| part.to_string_lossy());
        Self {
            name: parts.collect::<Vec<_>>().join("/"),
            path,
            in_project,
        }
    }
}

/// The editions that are published, with all that publishers need to know of them.
pub struct Corpus {
    /// The editions, by name.
    pub files: Vec<EditionFile>,
    /// The terms.
    pub termbase: Termbase,
    /// Which rules run, where findings are asked for.
    pub rules: RuleSettings,
    /// What the publication says of itself.
    pub settings: PublishSettings,
    /// What is left out.
    pub filter: Filter,
    identity: Identity,
}

impl Corpus {
    /// Sets up a corpus of some editions; none is read.
    pub fn new(
        mut files: Vec<EditionFile>,
        termbase: Termbase,
        rules: RuleSettings,
        settings: PublishSettings,
        filter: Filter,
    ) -> Self {
        files.sort();
        files.dedup_by(|a, b| a.name == b.name);
        Self {
            files,
            termbase,
            rules,
            settings,
            filter,
            identity: Identity::new(),
        }
    }

    /// Reads an edition. What the checks find is looked for where the filter or the settings ask for it.
    pub fn read(&self, file: &EditionFile) -> Result<Article, PublishError> {
        let text = std::fs::read_to_string(&file.path)
            .map_err(|cause| PublishError::read(&file.path, cause))?;
        self.parse(file, &text)
    }

    /// Returns the article that the text of an edition is.
    pub(crate) fn parse(&self, file: &EditionFile, text: &str) -> Result<Article, PublishError> {
        let mut edition = edition::read(text).map_err(|cause| PublishError::Unpaired {
            path: file.path.clone(),
            cause,
        })?;
        if self.filter.needs_findings() || self.settings.findings {
            let selection = self.rules.selection(Path::new(&file.in_project));
            article::check(&mut edition, &self.termbase, &selection);
        }
        Ok(Article::new(file.name.clone(), edition, &self.identity))
    }

    /// Reads every edition on all processors, has `work` make something of each that the filter takes, and `each` take
    /// that in the order of the names. Editions that cannot be read become rows of what is returned. Memory does not grow
    /// with their number.
    pub fn each<R: Send>(
        &self,
        work: impl Fn(Article) -> R + Sync,
        mut each: impl FnMut(R) -> Result<(), PublishError>,
    ) -> Result<Published, PublishError> {
        let mut published = Published::default();
        let read = |file: &EditionFile| {
            let article = self.read(file)?;
            let is_taken = self.filter.takes_article(&article);
            Ok(is_taken.then(|| (article.sentences().count(), work(article))))
        };
        parallel::in_order(self.files.iter(), read, |result| match result {
            Ok(Some((sentences, made))) => {
                published.articles += 1;
                published.sentences += sentences;
                each(made)
            }
            Ok(None) => Ok(()),
            Err(error) => {
                published.failed.push(error);
                Ok(())
            }
        })?;
        Ok(published)
    }

    /// Reads every edition as [`Corpus::each`], without the sentences that data must not have: those without a
    /// translation, glosses, and what the filter leaves out. They are counted.
    pub fn each_translation<R: Send>(
        &self,
        work: impl Fn(Article) -> R + Sync,
        mut each: impl FnMut(R) -> Result<(), PublishError>,
    ) -> Result<Published, PublishError> {
        let mut left_out = 0;
        let kept = |mut article: Article| {
            let all = article.sentences().count();
            article
                .document
                .retain(|sentence| sentence.state.is_translation() && self.filter.takes(sentence));
            (all - article.sentences().count(), work(article))
        };
        let mut published = self.each(kept, |(left, made)| {
            left_out += left;
            each(made)
        })?;
        published.sentences -= left_out;
        published.left_out = left_out;
        Ok(published)
    }

    /// Reads every edition as [`Corpus::each`], without the articles of which the filter leaves out a sentence: a page holds
    /// a whole article or none of it. Their sentences are counted.
    pub fn each_whole<R: Send>(
        &self,
        work: impl Fn(Article) -> R + Sync,
        mut each: impl FnMut(R) -> Result<(), PublishError>,
    ) -> Result<Published, PublishError> {
        let (mut articles, mut left_out) = (0, 0);
        let whole = |article: Article| {
            let sentences = article.sentences().count();
            if self.filter.takes_whole(&article) {
                Ok(work(article))
            } else {
                Err(sentences)
            }
        };
        let mut published = self.each(whole, |made| match made {
            Ok(made) => each(made),
            Err(sentences) => {
                articles += 1;
                left_out += sentences;
                Ok(())
            }
        })?;
        published.articles -= articles;
        published.sentences -= left_out;
        published.left_out = left_out;
        Ok(published)
    }
}
