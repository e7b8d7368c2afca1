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

    /// Returns what shows that the file was changed: its size, and when it was last written, in nanoseconds since 1970.
    #[cfg(feature = "site")]
    pub(crate) fn stamp(&self) -> Result<String, PublishError> {
        let wrong = |cause| PublishError::read(&self.path, cause);
        let metadata = std::fs::metadata(&self.path).map_err(wrong)?;
        let written = metadata.modified().map_err(wrong)?;
        let written = written
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap_or_default();
        Ok(format!("{}-{}", metadata.len(), written.as_nanos()))
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
    /// A folder for what can be made again, so that later runs need not; without it, nothing is kept.
    pub cache: Option<PathBuf>,
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
            cache: None,
            identity: Identity::new(),
        }
    }

    /// Reads an edition. What the checks find is looked for where the filter or the settings ask for it.
    pub fn read(&self, file: &EditionFile) -> Result<Article, PublishError> {
        self.load(file, self.is_checked())
    }

    /// Reads an edition for the filter and for what lists say of it, which need no findings unless the filter does.
    #[cfg(feature = "site")]
    pub(crate) fn read_for_filter(&self, file: &EditionFile) -> Result<Article, PublishError> {
        self.load(file, self.filter.needs_findings())
    }

    fn is_checked(&self) -> bool {
        self.filter.needs_findings() || self.settings.findings
    }

    fn load(&self, file: &EditionFile, is_checked: bool) -> Result<Article, PublishError> {
        let text = std::fs::read_to_string(&file.path)
            .map_err(|cause| PublishError::read(&file.path, cause))?;
        self.article(file, &text, is_checked)
    }

    /// Returns the article that the text of an edition is.
    pub(crate) fn article(
        &self,
        file: &EditionFile,
        text: &str,
        is_checked: bool,
    ) -> Result<Article, PublishError> {
        let mut edition = edition::read(text).map_err(|cause| PublishError::Unpaired {
            path: file.path.clone(),
            cause,
        })?;
        if is_checked {
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
        let made = |article: Article| (article.sentences().count(), work(article));
        let failed = self.each_read(self.is_checked(), made, |(sentences, made)| {
            published.articles += 1;
            published.sentences += sentences;
            each(made)
        })?;
        Ok(Published {
            failed,
            ..published
        })
    }

    /// Reads every edition as [`Corpus::each`], with what the checks find, and without the sentences that data must not
    /// have: those without a translation, glosses, and what the filter leaves out. They are counted. An article of which
    /// nothing is left is none.
    pub fn each_translation<R: Send>(
        &self,
        work: impl Fn(Article) -> R + Sync,
        mut each: impl FnMut(R) -> Result<(), PublishError>,
    ) -> Result<Published, PublishError> {
        let mut published = Published::default();
        let kept = |mut article: Article| {
            let all = article.sentences().count();
            article.retain(|sentence| sentence.state.is_translation());
            let translated = article.sentences().count();
            article.retain(|sentence| self.filter.takes(sentence));
            let kept = article.sentences().count();
            let counts = (all - translated, all - kept, kept);
            (counts, (kept > 0).then(|| work(article)))
        };
        let failed = self.each_read(true, kept, |((untranslated, left_out, kept), made)| {
            published.untranslated += untranslated;
            published.left_out += left_out;
            published.sentences += kept;
            published.articles += usize::from(made.is_some());
            made.map_or(Ok(()), &mut each)
        })?;
        Ok(Published {
            failed,
            ..published
        })
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

    /// Reads every edition on all processors; returns those that cannot be read.
    fn each_read<R: Send>(
        &self,
        is_checked: bool,
        work: impl Fn(Article) -> R + Sync,
        mut each: impl FnMut(R) -> Result<(), PublishError>,
    ) -> Result<Vec<PublishError>, PublishError> {
        let mut failed = Vec::new();
        let read = |file: &EditionFile| {
            let article = self.load(file, is_checked)?;
            let is_taken = self.filter.takes_article(&article);
            Ok(is_taken.then(|| work(article)))
        };
        parallel::in_order(self.files.iter(), read, |result| match result {
            Ok(Some(made)) => each(made),
            Ok(None) => Ok(()),
            Err(error) => {
                failed.push(error);
                Ok(())
            }
        })?;
        Ok(failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SentenceState;
    use crate::samples::{corpus, five_states};

    /// Returns position, block and Chinese of what is left, and what was counted.
    fn left(filter: Filter) -> (Vec<String>, [usize; 4]) {
        let folder = tempfile::tempdir().unwrap();
        let mut corpus = corpus(folder.path(), &[("a", five_states()), ("b", five_states())]);
        corpus.filter = filter;
        let shown = |article: Article| -> Vec<String> {
            let head = format!("{} / {:?}", article.title(), article.title_en());
            let lines = article.sentences().map(|one| {
                let (position, block, source) = (one.position, one.block, &one.source);
                format!("{position} {block:?} {source}")
            });
            std::iter::once(head).chain(lines).collect()
        };
        let mut lines = Vec::new();
        let published = corpus
            .each_translation(shown, |made| {
                lines.push(made);
                Ok(())
            })
            .unwrap();
        let Published {
            articles,
            sentences,
            left_out,
            untranslated,
            ..
        } = published;
        assert_eq!(lines.len(), articles);
        let counts = [articles, sentences, left_out, untranslated];
        (lines.into_iter().next().unwrap_or_default(), counts)
    }

    #[test]
    fn data_have_neither_glosses_nor_what_has_no_translation() {
        let (lines, counts) = left(Filter::default());
        let expected = [
            "县委开会。 / Some(\"The committee meets.\")",
            "0 None 县委开会。",
            "1 Some(0) 一。",
            "2 Some(0) 二。",
            "4 Some(1) 四。",
        ];
        assert_eq!(lines, expected);
        assert_eq!(counts, [2, 8, 4, 4]);
    }

    #[test]
    fn a_place_is_that_of_the_whole_article() {
        let filter = Filter {
            states: vec![SentenceState::Memory],
            ..Filter::default()
        };
        let (lines, counts) = left(filter);
        assert_eq!(lines, ["县委开会。 / None", "4 Some(1) 四。"]);
        assert_eq!(counts, [2, 2, 10, 4]);
    }

    #[test]
    fn an_article_of_which_nothing_is_left_is_none() {
        let none = Filter {
            states: vec![SentenceState::Gloss],
            ..Filter::default()
        };
        assert_eq!(left(none), (Vec::new(), [0, 0, 12, 4]));
    }
}
