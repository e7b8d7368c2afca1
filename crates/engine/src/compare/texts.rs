//! Reading the texts that sentences are chosen from.

use super::sample::{SampledArticle, SampledSentence, Sampler};
use crate::adopt::own_terms;
use crate::error::{ArticleError, Cause};
use crate::segments::segments;
use duizhao_core::article::{BlockKind, Origin, Span};
use duizhao_core::diagnostic::Location;
use duizhao_core::pair::Pair;
use duizhao_core::segment::Segment;
use duizhao_edition::{self as edition, Edition};
use duizhao_glossary::Termbase;
use duizhao_ingest::clean::Cleaner;
use duizhao_ingest::source::{Input, Source};
use duizhao_memory::Selection;
use duizhao_zh::han;
use duizhao_zh::identity::Identity;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// A text that sentences are chosen from.
pub(super) enum SampledText {
    /// A file of articles.
    Article(Input),
    /// An edition.
    Edition(PathBuf),
}

/// Reads texts.
pub(super) struct Texts<'a> {
    sampler: &'a Sampler<'a>,
    cleaner: Cleaner,
    identity: Identity,
}

impl<'a> Texts<'a> {
    /// Sets up what cleans articles.
    pub(super) fn new(sampler: &'a Sampler<'a>) -> Result<Self, Cause> {
        let options = sampler.options;
        let script = options.script.unwrap_or(options.default_script);
        let cleaner = Cleaner::with_engine(options.script_engine, script)?;
        Ok(Self {
            sampler,
            cleaner: cleaner.without(options.disabled_passes.clone()),
            identity: Identity::new(),
        })
    }

    /// Reads the articles of a text, each with all its sentences that have Chinese.
    pub(super) async fn read(
        &self,
        text: &SampledText,
    ) -> Result<Vec<SampledArticle>, ArticleError> {
        match text {
            SampledText::Article(input) => tokio::task::block_in_place(|| self.articles(input)),
            SampledText::Edition(path) => Ok(vec![self.edition(path).await?]),
        }
    }

    fn articles(&self, input: &Input) -> Result<Vec<SampledArticle>, ArticleError> {
        let file = &input.id.file;
        let sources = input.read(&self.sampler.options.reading);
        let sources = sources.map_err(|error| Cause::Source(error).of(file))?;
        let sources = sources.into_iter().map(|source| {
            let source = source.map_err(|error| Cause::Source(error).of(file))?;
            self.article(source)
        });
        sources.collect()
    }

    fn article(&self, source: Source) -> Result<SampledArticle, ArticleError> {
        let article = self.cleaner.clean(&source.document).article;
        let own_terms = self.sampler.termbase.of_article(&source.id.file);
        let own_terms = own_terms.map_err(|error| Cause::from(error).of(&source.id.file))?;
        let own_terms = own_terms.map(|(termbase, _)| termbase);
        let termbase = own_terms.as_ref().unwrap_or(self.sampler.termbase);
        let segments = segments(&article, termbase.matcher(), &self.identity);
        let sentences = segments.iter().enumerate();
        let sentences = sentences.filter(|(_, segment)| !han::is_foreign(&segment.text));
        let sentences = sentences.map(|(index, _)| SampledSentence {
            index,
            location: Location::new(source.id.shown(), 0, 0),
            reference: None,
            is_approved: false,
        });
        Ok(SampledArticle {
            sentences: sentences.collect(),
            name: source.name,
            title: article.title,
            segments,
            own_terms,
        })
    }

    async fn edition(&self, path: &Path) -> Result<SampledArticle, ArticleError> {
        let text = std::fs::read(path).map_err(|cause| Cause::Read(cause).of(path))?;
        let text = String::from_utf8(text).map_err(|_| Cause::NotAnEdition.of(path))?;
        let (edition, lines) =
            edition::read_with_lines(&text).map_err(|error| Cause::Unpaired(error).of(path))?;
        let own_terms = match self.sampler.store {
            Some(store) => {
                own_terms(self.sampler.project, store, self.sampler.termbase, path).await?
            }
            None => None,
        };
        let damage = self.damage(path).await?;
        let termbase = own_terms.as_ref().unwrap_or(self.sampler.termbase);
        let segments = segments_of(&edition, termbase, &damage);
        let is_lost = edition.has_lost_ledger() && edition.front.get("review") != Some("done");
        let places = edition.pairs().zip(lines).enumerate();
        let places = places.filter(|(index, _)| !han::is_foreign(&segments[*index].text));
        let sentences = places.map(|(index, (pair, line))| SampledSentence {
            index,
            location: Location {
                pair: Some(index + 1),
                ..Location::new(path, line, 0)
            },
            reference: (!is_lost).then(|| reference(pair)).flatten(),
            is_approved: origin(pair) == Some(Origin::Machine),
        });
        let name = edition.front.get("source_file").map(str::to_owned);
        Ok(SampledArticle {
            sentences: sentences.collect(),
            name: name.unwrap_or_else(|| self.sampler.project.name(path)),
            title: edition.document.title.as_ref().map(Pair::source_text),
            segments,
            own_terms,
        })
    }

    /// Returns where sentences of an edition lost text, by sentence: the store knows it.
    async fn damage(&self, path: &Path) -> Result<HashMap<String, Vec<Span>>, ArticleError> {
        let mut damage = HashMap::new();
        let Some(store) = self.sampler.store else {
            return Ok(damage);
        };
        let of_edition = Selection {
            editions: Some(vec![self.sampler.project.name(path)]),
            ..Selection::default()
        };
        store
            .visit_segments(of_edition, &mut |_, row| {
                if !row.damage.is_empty() {
                    damage.insert(row.source, row.damage);
                }
            })
            .await
            .map_err(|error| Cause::Store(error).of(path))?;
        Ok(damage)
    }
}

/// Returns the sentences of an edition, the title first.
fn segments_of(
    edition: &Edition,
    termbase: &Termbase,
    damage: &HashMap<String, Vec<Span>>,
) -> Vec<Segment> {
    let segment = |block: Option<usize>, kind: BlockKind, pair: &Pair| {
        let text = pair.source_text();
        Segment {
            block,
            kind,
            damage: damage.get(&text).cloned().unwrap_or_default(),
            ..Segment::paragraph(&text, termbase.matcher().hits(&text))
        }
    };
    let document = &edition.document;
    let title = document.title.iter();
    let title = title.map(|pair| segment(None, BlockKind::Heading, pair));
    let blocks = document.blocks.iter().enumerate();
    let blocks = blocks.flat_map(|(at, block)| {
        let pairs = block.items.iter();
        pairs.map(move |pair| segment(Some(at), block.kind, pair))
    });
    title.chain(blocks).collect()
}

fn origin(pair: &Pair) -> Option<Origin> {
    pair.provenance.map(|provenance| provenance.origin)
}

/// Returns what a person wrote or approved.
fn reference(pair: &Pair) -> Option<String> {
    let is_persons = pair.is_final() && origin(pair) != Some(Origin::Gloss);
    let is_there = is_persons && !pair.target.is_empty();
    is_there.then(|| pair.target_text())
}
