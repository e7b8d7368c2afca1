//! Articles of a batch with the same text, as two sites print it.

use crate::batch::Batch;
use crate::engine::Engine;
use crate::error::{ArticleError, Cause};
use crate::segments::segments;
use duizhao_core::segment::Segment;
use duizhao_ingest::read::RawDocument;
use duizhao_ingest::source::Input;
use duizhao_zh::script::Script;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;

/// An article whose text an earlier one of the batch has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    /// The article.
    pub article: PathBuf,
    /// The earlier one.
    pub first: PathBuf,
}

/// Returns a key of a text: the same for the same sentences in either script, under whatever title. `None` where there is
/// no text.
pub(crate) fn body_key(segments: &[Segment]) -> Option<u64> {
    let mut body = segments.iter().filter(|segment| segment.block.is_some());
    let mut hasher = DefaultHasher::new();
    body.next()?.id.hash.hash(&mut hasher);
    for segment in body {
        segment.id.hash.hash(&mut hasher);
    }
    Some(hasher.finish())
}

impl Engine {
    /// Returns the key of the text that is left of a document after cleaning.
    fn body(&self, document: &RawDocument) -> Result<Option<u64>, Cause> {
        let article = self.cleaner(Script::Hans)?.clean(document).article;
        let segments = segments(&article, self.termbase.matcher(), self.identity());
        Ok(body_key(&segments))
    }
}

impl Batch {
    /// Leaves articles out of the batch whose text an earlier one has, and returns them. Every file is read for it; pages of
    /// the web are not fetched, and what cannot be read is reported when its turn comes.
    pub fn leave_out_duplicates(
        &mut self,
        inputs: impl Iterator<Item = Input>,
    ) -> Result<Vec<Duplicate>, ArticleError> {
        let mut firsts: HashMap<u64, PathBuf> = HashMap::new();
        let mut duplicates = Vec::new();
        for input in inputs.filter(|input| input.id.is_file()) {
            let sources = input.read(&self.engine.options.reading);
            for source in sources.into_iter().flatten().flatten() {
                let article = source.id.shown();
                let body = self.engine.body(&source.document);
                let Some(body) = body.map_err(|cause| cause.of(&article))? else {
                    continue;
                };
                if let Some(first) = firsts.get(&body) {
                    self.left_out.insert(article.clone());
                    let first = first.clone();
                    duplicates.push(Duplicate { article, first });
                } else {
                    firsts.insert(body, article);
                }
            }
        }
        Ok(duplicates)
    }
}
