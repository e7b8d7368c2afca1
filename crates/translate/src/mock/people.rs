//! People in the lattice: names recognised by a surname and the signs around it.

use super::lattice::{Edge, Lattice, TokenKind, cost};
use super::lexicon::WordClass;
use duizhao_zh::names;
use duizhao_zh::pinyin;

impl Lattice<'_> {
    /// Adds the persons whose name may begin at character `start`.
    pub(super) fn person(&self, start: usize, edges: &mut Vec<Edge>) {
        let Some((surname, _)) =
            names::surname(self.slice(start, (start + 2).min(self.chars.len())))
        else {
            return;
        };
        let first = start + surname.chars().count();
        // 和, 于, 向 are surnames too, but mostly words.
        if self
            .lexicon
            .get(surname)
            .is_some_and(|entry| entry.class == WordClass::Function)
        {
            return;
        }
        for end in first + 1..=(first + 2).min(self.chars.len()) {
            let mut given = self.chars[first..end].iter();
            if !given.all(|&c| names::is_given(c) && !surname.contains(c)) {
                return;
            }
            let (cost, kind) = self.person_cost(start, end);
            // A surname of two characters is hardly anything else.
            let cost = if first - start == 2 { cost / 2 } else { cost };
            // A given name of two characters is the more usual one.
            let cost = cost + if end - first == 1 { 3 } else { 0 };
            edges.push(self.edge(
                start,
                end,
                cost,
                kind,
                pinyin::person(self.slice(start, end)),
            ));
        }
    }

    /// Returns the cost of a person at `start..end`, by the signs around the name.
    fn person_cost(&self, start: usize, end: usize) -> (u32, TokenKind) {
        if self.people.contains(self.slice(start, end)) {
            return (cost::PERSON_KNOWN, TokenKind::Person);
        }
        let before = self.text[..self.offsets[start]].trim_end();
        let after = &self.text[self.offsets[end]..];
        let called =
            names::ends_in_post(before) || names::ends_in_role(before) || self.lists_people(before);
        let speaks = names::speaks(after);
        let ends = after.is_empty() || after.starts_with(['，', '、', '。', '（', '”', '；']);
        let heads = before.is_empty() || before.ends_with(['。', '，', '；', '“', '：', '、']);
        match (called, speaks || ends) {
            (true, true) => (cost::PERSON_SURE, TokenKind::Person),
            (true, false) => (cost::PERSON_CALLED, TokenKind::Person),
            (false, _) if speaks => (cost::PERSON_SPEAKS, TokenKind::Person),
            (false, true) if heads => (cost::PERSON_HEADS, TokenKind::Name),
            (false, _) => (cost::PERSON_BARE, TokenKind::Name),
        }
    }

    /// Tests for 、 after a person met before: names are often listed.
    fn lists_people(&self, before: &str) -> bool {
        before.strip_suffix('、').is_some_and(|rest| {
            self.people.contains(last_characters(rest, 2))
                || self.people.contains(last_characters(rest, 3))
        })
    }
}

/// Returns the last `count` characters of a text; nothing if it has fewer.
fn last_characters(text: &str, count: usize) -> &str {
    let start = text.char_indices().rev().nth(count - 1);
    start.map_or("", |(at, _)| &text[at..])
}
