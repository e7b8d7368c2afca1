//! Editions whose Chinese is in another script than the one asked for.

use super::plan::{self, Plan};
use super::{EditionError, Pipeline};
use duizhao_core::document::Document;
use duizhao_core::segment::Segment;
use duizhao_edition::{self as edition, Edition, Ledger, Slot};
use duizhao_glossary::Termbase;
use duizhao_ingest::clean::Cleaner;
use duizhao_ingest::source::Raw;
use duizhao_zh::identity::Identity;
use duizhao_zh::script::Script;
use std::collections::HashMap;

/// The places of the new edition, and what the program remembers.
type Merged = (Document<Slot>, Ledger);

impl Pipeline {
    /// Puts an article and its edition together.
    pub(super) fn merged(
        &self,
        raw: &Raw,
        plan: &Plan,
        old: Option<Edition>,
        termbase: &Termbase,
    ) -> Result<Merged, EditionError> {
        let old = old.unwrap_or_default();
        let identity = plan::identity().map_err(EditionError::Backend)?;
        let segments = &plan.segments;
        let Some(cleaner) = self
            .script_of(&old)
            .and_then(|script| Cleaner::new(script).ok())
        else {
            return Ok(edition::reconcile(segments, old, identity));
        };
        let article = cleaner.clean(&raw.text).article;
        let then = Plan::of(&article, &termbase.matcher);
        Ok(merge(segments, &then.segments, old, identity))
    }

    /// The script that an edition was written in, if it is another one than that of now.
    fn script_of(&self, old: &Edition) -> Option<Script> {
        let name = old
            .front
            .get("script")
            .filter(|name| !old.ledger.is_own_field("script", name))?;
        name.parse()
            .ok()
            .filter(|script| *script != self.settings.script)
    }
}

/// Finds the sentences of an article as they stand in its edition, and puts them into the script of now. What a person
/// wrote in Chinese stays as it is.
fn merge(lines: &[Segment], then: &[Segment], old: Edition, identity: &Identity) -> Merged {
    if lines.len() != then.len() {
        return edition::reconcile(lines, old, identity);
    }
    let (mut slots, mut ledger) = edition::reconcile(then, old, identity);
    let now: HashMap<&str, &str> = then
        .iter()
        .zip(lines)
        .map(|(then, now)| (then.text.as_str(), now.text.as_str()))
        .collect();
    for slot in slots.items_mut() {
        let (Slot::Segment(_, Some(pair)) | Slot::Own(pair)) = slot else {
            continue;
        };
        for text in &mut pair.source {
            if let Some(now) = now.get(text.as_str()) {
                (*now).clone_into(text);
            }
        }
    }
    for (then, now) in then.iter().zip(lines) {
        if ledger.is_gone(&then.text) {
            ledger.let_go(&now.text);
        }
    }
    (slots, ledger)
}
