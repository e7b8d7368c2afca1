//! Editions whose Chinese is in another script than the one asked for.

use super::Pipeline;
use super::plan::Plan;
use duizhao_edition::{self as edition, Edition, Line, Merged, Slot};
use duizhao_glossary::Termbase;
use duizhao_ingest::clean::Cleaner;
use duizhao_ingest::source::Raw;
use duizhao_zh::script::Script;
use std::collections::HashMap;

impl Pipeline {
    /// Puts an article and its edition together.
    pub(super) fn merged(
        &self,
        raw: &Raw,
        plan: &Plan,
        old: Option<Edition>,
        termbase: &Termbase,
    ) -> Merged {
        let old = old.unwrap_or_default();
        let lines = plan.lines();
        let Some(cleaner) = self
            .script_of(&old)
            .and_then(|script| Cleaner::new(script).ok())
        else {
            return edition::merge(&lines, old);
        };
        let article = cleaner.clean(&raw.text).article;
        let then = Plan::of(&article, &termbase.matcher);
        merge(&lines, &then.lines(), old)
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
fn merge(lines: &[Line<'_>], then: &[Line<'_>], old: Edition) -> Merged {
    if lines.len() != then.len() {
        return edition::merge(lines, old);
    }
    let mut merged = edition::merge(then, old);
    let now: HashMap<&str, &str> = then
        .iter()
        .zip(lines)
        .map(|(then, now)| (then.text, now.text))
        .collect();
    for slot in merged.slots_mut() {
        let (Slot::Sentence(_, Some(pair)) | Slot::Own(pair)) = slot else {
            continue;
        };
        for text in &mut pair.source {
            if let Some(now) = now.get(text.as_str()) {
                (*now).clone_into(text);
            }
        }
    }
    let ledger = &mut merged.ledger;
    for (then, now) in then.iter().zip(lines) {
        if ledger.is_gone(then.text) {
            ledger.let_go(now.text);
        }
    }
    merged
}
