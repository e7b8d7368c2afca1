//! People in the lattice: the certain ones, and those that a surname and a usual given name make likely.

use super::lattice::{Edge, Lattice, TokenKind, cost};
use super::lexicon::WordClass;
use duizhao_zh::{dictionary, names};

impl Lattice<'_> {
    /// Adds the persons whose name may begin at character `start`.
    pub(super) fn person(&self, start: usize, edges: &mut Vec<Edge>) {
        if let Some((end, english)) = &self.named[start] {
            edges.push(self.edge(
                start,
                *end,
                cost::PERSON_SURE,
                TokenKind::Person,
                english.as_str(),
            ));
        }
        let text = self.slice(start, (start + 4).min(self.chars.len()));
        let Some((surname, _)) = names::surname(text) else {
            return;
        };
        let first = start + surname.chars().count();
        // 和, 于, 向 are surnames too, but mostly words.
        let is_function = self
            .lexicon
            .get(surname)
            .is_some_and(|entry| entry.class == WordClass::Function);
        for end in first + 1..=(first + 2).min(self.chars.len()) {
            let name = self.slice(start, end);
            if self.people.contains(name) {
                edges.push(self.likely(start, end, cost::PERSON_KNOWN, TokenKind::Person));
            } else if !is_function
                && names::is_usual_given(self.slice(first, end))
                && dictionary::gloss(name).is_none()
            {
                // A surname of two characters is hardly anything else, and a given name of two is the usual one.
                let bare = self.bare_cost(start, end) + if end - first == 1 { 3 } else { 0 };
                let cost = if first - start == 2 { bare / 2 } else { bare };
                edges.push(self.likely(start, end, cost, TokenKind::Name));
            }
        }
    }

    fn likely(&self, start: usize, end: usize, cost: u32, kind: TokenKind) -> Edge {
        self.edge(
            start,
            end,
            cost,
            kind,
            names::english(self.slice(start, end)),
        )
    }

    /// Returns the cost of a person without a sign: less where the name stands alone in its clause.
    fn bare_cost(&self, start: usize, end: usize) -> u32 {
        let before = self.text[..self.offsets[start]].trim_end();
        let after = &self.text[self.offsets[end]..];
        let ends = after.is_empty() || after.starts_with(['，', '、', '。', '（', '”', '；']);
        let heads = before.is_empty() || before.ends_with(['。', '，', '；', '“', '：', '、']);
        if ends && heads {
            cost::PERSON_HEADS
        } else {
            cost::PERSON_BARE
        }
    }
}
