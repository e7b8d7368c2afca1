//! People in the lattice: the certain ones, those met elsewhere in the article, and what may be a name.

use super::lattice::{Lattice, cost};
use super::path::{Gloss, Paths};
use super::token::TokenKind;

impl<'s> Lattice<'_, 's> {
    /// Offers the persons whose name may begin at character `start`.
    pub(super) fn person(&self, start: usize, paths: &mut Paths<'s>) {
        let byte = self.offsets[start];
        let people = &self.reading.people;
        let person = people.partition_point(|span| span.start < byte);
        if let Some(span) = people.get(person).filter(|span| span.start == byte) {
            let end = self.index_at(span.end);
            paths.offer(
                start,
                end,
                cost::PERSON_SURE,
                TokenKind::Person,
                Gloss::Certain,
            );
        }
        let rest = &self.text[byte..];
        for length in self.people.at(self.chars[start], rest) {
            let end = self.index_at(byte + length);
            paths.offer(
                start,
                end,
                cost::PERSON_KNOWN,
                TokenKind::Person,
                Gloss::Name,
            );
        }
        let possible = &self.reading.possible;
        let from = possible.partition_point(|name| name.span.start < byte);
        for name in possible[from..]
            .iter()
            .take_while(|name| name.span.start == byte)
        {
            let cost = if name.is_likely {
                cost::NAME_LIKELY
            } else {
                cost::NAME_POSSIBLE
            };
            let end = self.index_at(name.span.end);
            paths.offer(start, end, cost, TokenKind::Name, Gloss::Name);
        }
    }
}
