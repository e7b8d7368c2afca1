//! Sentences that stand for a text: which they are, and what people wrote for them.

use super::texts::{SampledText, Texts};
use crate::Options;
use crate::check::PairFile;
use crate::error::{ArticleError, Cause};
use crate::project::Project;
use duizhao_core::diagnostic::{Hinted, Location};
use duizhao_core::segment::Segment;
use duizhao_edition as edition;
use duizhao_glossary::Termbase;
use duizhao_ingest::source::{Input, Inputs};
use duizhao_memory::Store;
use duizhao_memory::exchange::{ExchangeError, PlacedUnit};
use duizhao_zh::han;
use std::path::{Path, PathBuf};

/// Chooses sentences that stand for a text.
///
/// Those for which there is a person's line are taken first, and others where these are too few. Of both, the text is cut
/// into as many parts as sentences are wanted, and the middle sentence of each part is taken: the same text always gives
/// the same sentences. Sentences without Chinese do not count.
pub struct Sampler<'a> {
    /// The project, whose settings hold.
    pub project: &'a Project,
    /// Its store; without it, damage and the own terms of articles are not known of editions.
    pub store: Option<&'a dyn Store>,
    /// The terms.
    pub termbase: &'a Termbase,
    /// How articles are read and cleaned.
    pub options: &'a Options,
    /// How many sentences are wanted.
    pub size: usize,
}

/// Sentences that stand for a text.
#[derive(Default)]
pub struct Sample {
    /// The articles that they are from, with the chosen sentences.
    pub articles: Vec<SampledArticle>,
    /// How many sentences there were to choose from.
    pub all: usize,
    /// What could not be read.
    pub unread: Vec<ArticleError>,
}

/// An article with the sentences of it that were chosen.
pub struct SampledArticle {
    /// The name of the article's file, as backends see it.
    pub name: String,
    /// Its title, if it has one; also the first sentence.
    pub title: Option<String>,
    /// All its sentences, in reading order; of a file of pairs the chosen ones alone.
    pub segments: Vec<Segment>,
    /// The terms with those of the article's own file, if it has one.
    pub own_terms: Option<Termbase>,
    /// The chosen ones, in reading order.
    pub sentences: Vec<SampledSentence>,
}

/// A sentence that was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampledSentence {
    /// Its index among the segments of its article.
    pub index: usize,
    /// Where it stands.
    pub location: Location,
    /// What a person wrote for it.
    pub reference: Option<String>,
    /// Whether that is a machine's translation which a person approved: it favours that machine.
    pub is_approved: bool,
}

/// Why there is no sample.
#[derive(Debug, thiserror::Error)]
pub enum SampleError {
    /// The text cannot be read.
    #[error(transparent)]
    Article(#[from] ArticleError),
    /// The file of pairs cannot be read.
    #[error(transparent)]
    Exchange(#[from] ExchangeError),
    /// There is no sentence with Chinese.
    #[error("no sentences to compare")]
    Empty,
}

impl Hinted for SampleError {
    fn hint(&self) -> Option<String> {
        match self {
            Self::Article(error) => error.hint(),
            Self::Exchange(error) => error.hint(),
            Self::Empty => Some(
                "name an article, an edition, or a file of pairs that has Chinese in it".to_owned(),
            ),
        }
    }
}

impl Sample {
    /// Returns every chosen sentence with its article.
    pub fn sentences(&self) -> impl Iterator<Item = (&SampledArticle, &SampledSentence)> {
        let articles = self.articles.iter();
        articles.flat_map(|article| article.sentences.iter().map(move |one| (article, one)))
    }

    fn not_empty(self) -> Result<Self, SampleError> {
        match self.all {
            0 => Err(self
                .unread
                .into_iter()
                .next()
                .map_or(SampleError::Empty, SampleError::from)),
            _ => Ok(self),
        }
    }
}

impl Sampler<'_> {
    /// Chooses sentences of an article, an edition, a file of pairs, or a folder of articles or editions.
    pub async fn file(&self, path: &Path) -> Result<Sample, SampleError> {
        if path.is_dir() {
            return self.folders(&[path.to_owned()], &[path.to_owned()]).await;
        }
        if may_hold_pairs(path) {
            let sample = self.pairs(path)?;
            // Lines of JSON may be articles as well.
            if sample.all > 0 {
                return Ok(sample);
            }
        }
        let text = if is_edition(path) {
            SampledText::Edition(path.to_owned())
        } else {
            let input = Inputs::new(vec![path.to_owned()]).next();
            let input = input.transpose();
            let input = input.map_err(|error| Cause::Source(error).of(path))?;
            SampledText::Article(input.unwrap_or_default())
        };
        let articles = self.texts()?.read(&text).await?;
        self.chosen(articles).not_empty()
    }

    /// Chooses sentences of the project's editions, or where it has none, of its articles.
    pub async fn project(&self) -> Result<Sample, SampleError> {
        let editions = [self.project.output.clone()];
        self.folders(&editions, &self.project.article_folders())
            .await
    }

    async fn folders(
        &self,
        of_editions: &[PathBuf],
        of_articles: &[PathBuf],
    ) -> Result<Sample, SampleError> {
        let mut unread = Vec::new();
        let mut texts = Vec::new();
        let folders = of_editions.iter().filter(|folder| folder.is_dir());
        for found in folders.flat_map(|folder| edition::files(folder)) {
            match found {
                Ok(path) => texts.push(SampledText::Edition(path)),
                Err((path, cause)) => unread.push(Cause::Read(cause).of(&path)),
            }
        }
        if texts.is_empty() {
            let inputs = Inputs::new(of_articles.to_vec()).filter_map(Result::ok);
            let inputs: Vec<Input> = inputs.collect();
            // More articles than sentences need not be read.
            let chosen = spread(inputs.len(), self.size);
            texts.extend(chosen.map(|at| SampledText::Article(inputs[at].clone())));
        }
        let mut sample = self.several(&texts).await?;
        sample.unread.splice(0..0, unread);
        sample.not_empty()
    }

    /// Chooses sentences of several texts. Each is read twice at most, so that memory holds the chosen ones alone.
    async fn several(&self, texts: &[SampledText]) -> Result<Sample, SampleError> {
        let reader = self.texts()?;
        let mut unread = Vec::new();
        let mut has_reference = Vec::new();
        let mut ends = Vec::with_capacity(texts.len());
        for text in texts {
            match reader.read(text).await {
                Ok(articles) => {
                    let sentences = articles.iter().flat_map(|article| &article.sentences);
                    has_reference.extend(sentences.map(|one| one.reference.is_some()));
                }
                Err(error) => unread.push(error),
            }
            ends.push(has_reference.len());
        }
        let chosen = choose(&has_reference, self.size);
        let mut articles = Vec::new();
        let mut start = 0;
        for (text, end) in texts.iter().zip(ends) {
            let here: Vec<usize> = chosen
                .iter()
                .filter(|at| (start..end).contains(*at))
                .map(|at| at - start)
                .collect();
            start = end;
            if !here.is_empty() {
                articles.extend(keep(reader.read(text).await?, &here));
            }
        }
        Ok(Sample {
            articles,
            all: has_reference.len(),
            unread,
        })
    }

    /// Chooses sentences of articles that were read.
    fn chosen(&self, articles: Vec<SampledArticle>) -> Sample {
        let sentences = articles.iter().flat_map(|article| &article.sentences);
        let has_reference: Vec<bool> = sentences.map(|one| one.reference.is_some()).collect();
        let chosen = choose(&has_reference, self.size);
        Sample {
            articles: keep(articles, &chosen),
            all: has_reference.len(),
            unread: Vec::new(),
        }
    }

    /// Chooses pairs of a file, which is read twice.
    fn pairs(&self, path: &Path) -> Result<Sample, SampleError> {
        let mut has_reference = Vec::new();
        each_unit(path, &mut |placed| {
            has_reference.push(!placed.unit.target.is_empty());
        })?;
        let chosen = choose(&has_reference, self.size);
        let mut article = SampledArticle {
            name: self.project.name(path),
            title: None,
            segments: Vec::new(),
            own_terms: None,
            sentences: Vec::new(),
        };
        let mut at = 0;
        each_unit(path, &mut |PlacedUnit { unit, number, line }| {
            if chosen.get(article.segments.len()) == Some(&at) {
                let hits = self.termbase.matcher().hits(&unit.source);
                article.sentences.push(SampledSentence {
                    index: article.segments.len(),
                    location: Location {
                        pair: Some(number),
                        ..Location::new(path, line, 0)
                    },
                    reference: Some(unit.target).filter(|target| !target.is_empty()),
                    is_approved: false,
                });
                article
                    .segments
                    .push(Segment::paragraph(&unit.source, hits));
            }
            at += 1;
        })?;
        Ok(Sample {
            articles: vec![article],
            all: has_reference.len(),
            unread: Vec::new(),
        })
    }

    fn texts(&self) -> Result<Texts<'_>, SampleError> {
        Texts::new(self).map_err(|cause| cause.of(&self.project.root).into())
    }
}

/// Tests whether a file is one of pairs by its name and how it begins. A text is an article, whatever tabs it has; an
/// address, the standard input, and what cannot be read are no files.
fn may_hold_pairs(path: &Path) -> bool {
    let is_text = path
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("txt"));
    !is_text && PairFile::open(path).is_ok_and(|file| file.is_some())
}

fn is_edition(path: &Path) -> bool {
    let text = std::fs::read(path).unwrap_or_default();
    edition::is_edition(&String::from_utf8_lossy(&text))
}

/// Passes on the pairs of a file that have Chinese.
fn each_unit(path: &Path, each: &mut dyn FnMut(PlacedUnit)) -> Result<(), ExchangeError> {
    let read = |cause| ExchangeError::Read {
        path: path.to_owned(),
        cause,
    };
    let Some(file) = PairFile::open(path).map_err(read)? else {
        return Ok(());
    };
    file.read(path, &mut |placed| {
        if !han::is_foreign(&placed.unit.source) {
            each(placed);
        }
        Ok(())
    })?;
    Ok(())
}

/// Keeps those sentences of articles whose numbers, from 0 through all of them, are in `chosen`, and the articles that
/// have any.
fn keep(articles: Vec<SampledArticle>, chosen: &[usize]) -> Vec<SampledArticle> {
    let mut number = 0;
    let mut kept = Vec::new();
    for mut article in articles {
        article.sentences.retain(|_| {
            number += 1;
            chosen.binary_search(&(number - 1)).is_ok()
        });
        if !article.sentences.is_empty() {
            kept.push(article);
        }
    }
    kept
}

/// Chooses sentences, in their order: those with a person's line first.
fn choose(has_reference: &[bool], size: usize) -> Vec<usize> {
    let mut chosen = Vec::new();
    for wanted in [true, false] {
        let left = size - chosen.len();
        let all: Vec<usize> = (0..has_reference.len())
            .filter(|&at| has_reference[at] == wanted)
            .collect();
        chosen.extend(spread(all.len(), left).map(|at| all[at]));
    }
    chosen.sort_unstable();
    chosen
}

/// Returns the middle of each of `size` equal parts of `all` places; all of them where they are no more.
fn spread(all: usize, size: usize) -> impl Iterator<Item = usize> {
    let size = size.min(all);
    (0..size).map(move |part| (2 * part + 1) * all / (2 * size))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(has_reference: &[u8], size: usize, expected: &[usize]) {
        let has_reference: Vec<bool> = has_reference.iter().map(|&one| one == 1).collect();
        assert_eq!(choose(&has_reference, size), expected);
    }

    #[test]
    fn sentences_are_spread_and_those_of_people_come_first() {
        check(&[0; 9], 3, &[1, 4, 7]);
        check(&[0; 10], 2, &[2, 7]);
        check(&[0; 3], 30, &[0, 1, 2]);
        check(&[], 3, &[]);
        check(&[1, 0, 0, 1, 0, 1], 2, &[0, 5]);
        check(&[1, 0, 0, 0, 0, 0], 3, &[0, 2, 4]);
        check(&[1, 0, 1], 3, &[0, 1, 2]);
    }
}
