//! People in the lattice: the certain ones, those met elsewhere in the article, and what may be a name.

use super::lattice::{Edge, Lattice, TokenKind, cost, index_at};
use duizhao_zh::names;

/// Longest name that is looked for again, in characters.
const LONGEST_NAME: usize = 4;

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
        for end in start + 2..=(start + LONGEST_NAME).min(self.chars.len()) {
            let name = self.slice(start, end);
            if self.people.contains(name) {
                let english = names::english(name);
                edges.push(self.edge(start, end, cost::PERSON_KNOWN, TokenKind::Person, english));
            }
        }
        for name in &self.possible[start] {
            let end = index_at(&self.offsets, name.span.end);
            let cost = if name.is_likely {
                cost::NAME_LIKELY
            } else {
                cost::NAME_POSSIBLE
            };
            edges.push(self.edge(start, end, cost, TokenKind::Name, name.english.as_str()));
        }
    }
}
