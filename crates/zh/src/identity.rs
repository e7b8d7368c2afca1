//! What a sentence is recognised by: its text in simplified script and half-width forms.

use crate::han;
use crate::script::{Converter, Script, ScriptError};
use duizhao_core::hash::Texts;
use duizhao_core::segment::SegmentId;
use std::collections::HashMap;

/// Recognises sentences across scripts, widths and kinds of quotation marks.
#[derive(Debug, Clone)]
pub struct Identity {
    simplify: Converter,
}

impl Identity {
    /// Returns a recogniser; an error if the conversion engine cannot be set up.
    pub fn new() -> Result<Self, ScriptError> {
        let simplify = Converter::new(Script::Hans)?;
        Ok(Self { simplify })
    }

    /// Returns a hash that sentences share which differ only in script, width, the kind of quotation marks and white
    /// space. Linear in the text.
    pub fn hash(&self, text: &str) -> u64 {
        let simple = self.simplify.convert(text);
        let folded: String = simple
            .chars()
            .filter(|c| !c.is_whitespace())
            .map(han::plain)
            .collect();
        let mut texts = Texts::default();
        texts.part(&folded);
        texts.hash()
    }

    /// Returns the ids of sentences in reading order: equal ones are distinguished by their occurrence.
    pub fn ids<'t>(&self, texts: impl IntoIterator<Item = &'t str>) -> Vec<SegmentId> {
        let mut seen: HashMap<u64, u32> = HashMap::new();
        let mut ids = Vec::new();
        for text in texts {
            let hash = self.hash(text);
            let next = seen.entry(hash).or_default();
            ids.push(SegmentId {
                hash,
                occurrence: *next,
            });
            *next += 1;
        }
        ids
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn script_width_and_quotes_do_not_matter() {
        let identity = Identity::new().unwrap();
        let simple = identity.hash("“我们有1.8万个党组织，”他说。");
        for same in [
            "「我們有１.８萬個黨組織，」他說。",
            "“我们有 1.8 万个党组织，”他说。",
        ] {
            assert_eq!(identity.hash(same), simple, "{same}");
        }
        assert_ne!(identity.hash("“我们有1.9万个党组织，”他说。"), simple);
    }

    #[test]
    fn equal_sentences_are_told_apart_by_their_occurrence() {
        let ids = Identity::new().unwrap().ids(["党", "团", "黨"]);
        let occurrences: Vec<u32> = ids.iter().map(|id| id.occurrence).collect();
        assert_eq!(occurrences, [0, 0, 1]);
        assert_eq!(ids[0].hash, ids[2].hash);
    }
}
