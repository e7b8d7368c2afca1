//! The index of known sentences, built in memory.

use super::buckets::Buckets;
use super::cost::{CHARACTER, CostBound, Costs};
use super::hash::{hash, piece, without_pieces};
use super::known::KnownSentences;
use super::mask::{Mask, MaskedSentence, masked, raw};
use super::postings::Postings;
use super::{Match, MatchKind};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// Forms that share pairs of characters with the query, and of which the least cost is worked out.
const MOST_SHARING: usize = 256;
/// Of those, the ones whose cost is worked out.
const MOST_COMPARED: usize = 32;
/// Work for least costs: some half a millisecond.
const MOST_STEPS: usize = 400_000;
/// Characters of sentences that are read, but for the first of them: a millisecond or two.
const MOST_READ: usize = 600_000;
/// Sentences of one form that are looked at if the query is of this form.
const MOST_OF_ITS_FORM: usize = 256;
/// Sentences of any other form that are looked at.
const MOST_OF_A_FORM: usize = 8;
/// Sentences that may be equal but for one piece, for each piece.
const MOST_OF_A_PIECE: usize = 1024;

/// Known sentences by what they are like.
///
/// Some four bytes a character and 100 a sentence: 280 MB for a million of 40 characters. A query takes bounded time,
/// whatever is known, plus a share that is linear in its own length; a known sentence of any length may be found, but
/// of those over a thousand characters only what they begin and end with in common is sure to be compared.
pub struct FuzzyIndex<'t> {
    mask: Mask<'t>,
    /// The sentences, each once.
    known: KnownSentences,
    /// The id of each.
    ids: Vec<u32>,
    /// Each under the hash of its text, and under those of its text without one piece.
    by_text: Buckets,
    /// Forms, that is, sentences that are masked alike: where each begins in `members`, and where the last one ends.
    forms: Vec<u32>,
    members: Vec<u32>,
    /// Each form under its hash.
    by_form: Buckets,
    postings: Postings,
}

/// Sentences that are marked at once.
const BATCH: usize = 1 << 14;

/// Marks the text of each source, on all processors.
fn all_marked(sources: &[impl AsRef<str> + Sync], mask: Mask<'_>) -> Vec<Vec<u16>> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    // What is little is done before a thread has begun.
    let share = sources.len().div_ceil(threads).max(256);
    std::thread::scope(|scope| {
        let parts: Vec<_> = sources
            .chunks(share)
            .map(|part| {
                scope.spawn(move || {
                    let sources = part.iter().map(AsRef::as_ref);
                    sources.map(|text| mask.marked(text)).collect::<Vec<_>>()
                })
            })
            .collect();
        parts
            .into_iter()
            .flat_map(|part| part.join().expect("it cannot fail"))
            .collect()
    })
}

impl<'t> FuzzyIndex<'t> {
    /// Builds the index of `sources`, whose ids are their order, from 0. Of equal ones only the first is found.
    ///
    /// Linear in the text; most of the time goes into reading numbers, on all processors at once.
    pub fn build(
        sources: impl IntoIterator<Item = impl AsRef<str> + Sync>,
        mask: Mask<'t>,
    ) -> Self {
        let mut known = KnownSentences::new();
        let mut ids = Vec::new();
        let mut seen: HashMap<u64, u32> = HashMap::new();
        let mut sources = sources.into_iter();
        let batches = std::iter::from_fn(|| {
            let batch: Vec<_> = sources.by_ref().take(BATCH).collect();
            (!batch.is_empty()).then(|| all_marked(&batch, mask))
        });
        for (id, marked) in (0_u32..).zip(batches.flatten()) {
            let stays = known.add(
                |units| units.extend_from_slice(&marked),
                |known| {
                    let index = known.len() - 1;
                    let hash = hash(raw(known.marked(index)));
                    let first = *seen.entry(hash).or_insert(index as u32) as usize;
                    first == index || !raw(known.marked(first)).eq(raw(known.marked(index)))
                },
            );
            ids.extend(stays.then_some(id));
        }
        drop(seen);
        known.shrink();
        ids.shrink_to_fit();
        Self::of(known, ids, mask)
    }

    fn of(known: KnownSentences, ids: Vec<u32>, mask: Mask<'t>) -> Self {
        let (forms, members) = forms(&known);
        let count = forms.len() - 1;
        let (by_text, by_form, postings) = std::thread::scope(|scope| {
            let by_text = scope.spawn(|| {
                Buckets::new(known.len(), known.len() * 9, |index, keys| {
                    let text: Vec<u16> = raw(known.marked(index)).collect();
                    keys.push(hash(text.iter().copied()));
                    keys.extend(without_pieces(&text));
                })
            });
            let by_form = Buckets::new(count, count, |form, keys| {
                let first = members[forms[form] as usize] as usize;
                keys.push(hash(masked(known.marked(first))));
            });
            let postings = Postings::new(count, known.units(), |form, units| {
                let first = members[forms[form] as usize] as usize;
                units.extend(masked(known.marked(first)));
            });
            (by_text.join().expect("it cannot fail"), by_form, postings)
        });
        Self {
            mask,
            known,
            ids,
            by_text,
            forms,
            members,
            by_form,
            postings,
        }
    }

    /// Counts the different sentences that are known.
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// Tests whether none is known.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Finds the sentences nearest to `source`, `most` at most, whose score is `from` or more, and more than 0.
    ///
    /// By kind, score, cost as they stand, and id. The sentence itself is always found, and so is one in which
    /// one of up to eight characters differs; others are sure to be found only where few share what they share
    /// with the query.
    pub fn nearest(&self, source: &str, most: usize, from: f64) -> Vec<Match> {
        let query = MaskedSentence::of(&self.mask.marked(source));
        let mut candidates = self.same(&query);
        candidates.extend(self.one_piece_apart(&query, most.max(16)));
        candidates.extend(self.sharing(&query, most.saturating_mul(2).max(MOST_COMPARED)));
        let mut looked_at = HashSet::new();
        candidates.retain(|&index| looked_at.insert(index));
        let mut costs = Costs::new();
        let mut known = MaskedSentence::default();
        let mut found: Vec<(Match, u32)> = Vec::new();
        let mut left = MOST_READ;
        for index in candidates {
            left = left.saturating_sub(self.known.marked(index as usize).len());
            if left == 0 && !found.is_empty() {
                break;
            }
            self.known.read(index, &mut known);
            let (kind, score, cost) = compare(&query, &known, &mut costs);
            if score >= from && score > 0.0 {
                let id = self.ids[index as usize];
                found.push((Match { id, score, kind }, cost));
            }
        }
        found.sort_unstable_by(|(a, at), (b, bt)| {
            a.kind
                .cmp(&b.kind)
                .then(b.score.total_cmp(&a.score))
                .then(at.cmp(bt))
                .then(a.id.cmp(&b.id))
        });
        found
            .into_iter()
            .map(|(found, _)| found)
            .take(most)
            .collect()
    }

    /// Finds the sentence itself, and those of its form.
    fn same(&self, query: &MaskedSentence) -> Vec<u32> {
        let texts = self
            .by_text
            .get(hash(query.raw.iter().copied()))
            .iter()
            .copied();
        let mut same: Vec<u32> = texts
            .filter(|&index| self.known.is(index, &query.raw))
            .collect();
        for &form in self.by_form.get(hash(query.masked.iter().copied())) {
            let members = self.members(form);
            if self.known.is_masked_as(members[0], &query.masked) {
                same.extend(members.iter().take(MOST_OF_ITS_FORM));
            }
        }
        same
    }

    /// Finds sentences of equal length that differ within one piece, those with the fewest differences.
    fn one_piece_apart(&self, query: &MaskedSentence, most: usize) -> Vec<u32> {
        let mut found = Vec::new();
        let mut left = MOST_READ;
        for (number, key) in without_pieces(&query.raw).enumerate() {
            let open = piece(query.raw.len(), number);
            for &index in self.by_text.get(key).iter().take(MOST_OF_A_PIECE) {
                left = left.saturating_sub(query.raw.len());
                if left == 0 && !found.is_empty() {
                    break;
                }
                found.extend(
                    self.differences(index, &query.raw, &open)
                        .map(|count| (count, index)),
                );
            }
        }
        found.sort_unstable();
        found
            .into_iter()
            .map(|(_, index)| index)
            .take(most)
            .collect()
    }

    /// Counts the units of a sentence that differ from `text`; `None` if its length does, or units that are not `open`.
    fn differences(&self, index: u32, text: &[u16], open: &Range<usize>) -> Option<usize> {
        let mut length = 0;
        let mut differences = 0;
        for (at, unit) in raw(self.known.marked(index as usize)).enumerate() {
            length += 1;
            if *text.get(at)? != unit {
                differences += 1;
                open.contains(&at).then_some(())?;
            }
        }
        (length == text.len()).then_some(differences)
    }

    /// Finds sentences that share pairs of characters with the query, those first whose least cost is the least.
    fn sharing(&self, query: &MaskedSentence, most: usize) -> Vec<u32> {
        let mut bound = CostBound::new(&query.masked);
        let mut steps = MOST_STEPS;
        let mut units = Vec::new();
        let mut forms: Vec<(u32, u32)> = Vec::new();
        let most_sharing = MOST_SHARING.max(most);
        for form in self.postings.sharing(&query.masked, most_sharing) {
            let marked = self.known.marked(self.members(form)[0] as usize);
            let work = bound.steps(marked.len());
            let least = if work > steps {
                bound.by_length(marked.len())
            } else {
                steps -= work;
                units.clear();
                units.extend(masked(marked));
                bound.of(&units)
            };
            // What costs as much as translating all of it is worth nothing.
            if (least as usize) < query.raw.len() * CHARACTER as usize {
                forms.push((least, form));
            }
        }
        // Sorting is stable: of equal ones, those that share more come first.
        forms.sort_by_key(|&(least, _)| least);
        forms.truncate(most);
        forms
            .iter()
            .flat_map(|&(_, form)| self.members(form).iter().take(MOST_OF_A_FORM))
            .copied()
            .collect()
    }

    /// Returns the sentences of a form, in order; there is one at least.
    fn members(&self, form: u32) -> &[u32] {
        &self.members[self.forms[form as usize] as usize..self.forms[form as usize + 1] as usize]
    }
}

/// Returns how `known` is like the query, its score, and what it costs as it stands.
fn compare(
    query: &MaskedSentence,
    known: &MaskedSentence,
    costs: &mut Costs,
) -> (MatchKind, f64, u32) {
    let cost = costs.of(&query.raw, &known.raw);
    if cost == 0 {
        return (MatchKind::Exact, 1.0, cost);
    }
    if query.is_plain() && known.is_plain() {
        return (MatchKind::Near, score(cost, query.raw.len()), cost);
    }
    match costs.of(&query.masked, &known.masked) {
        0 => (MatchKind::Masked, 1.0, cost),
        masked => (
            MatchKind::Near,
            score(masked, query.masked.len()).max(score(cost, query.raw.len())),
            cost,
        ),
    }
}

fn score(cost: u32, length: usize) -> f64 {
    (1.0 - f64::from(cost) / (f64::from(CHARACTER) * length.max(1) as f64)).max(0.0)
}

/// Groups sentences by form: where each form begins among them, and where the last one ends; the forms in the order of
/// their first sentences.
fn forms(known: &KnownSentences) -> (Vec<u32>, Vec<u32>) {
    let mut firsts: HashMap<u64, (u32, u32)> = HashMap::new();
    let mut starts = vec![0_u32];
    let mut form_of: Vec<u32> = Vec::with_capacity(known.len());
    for index in 0..known.len() {
        let marked = known.marked(index);
        let new = (starts.len() as u32 - 1, index as u32);
        let (mut number, first) = *firsts.entry(hash(masked(marked))).or_insert(new);
        if !masked(known.marked(first as usize)).eq(masked(marked)) {
            // Another form with the same hash: it goes alone.
            number = new.0;
        }
        if number == new.0 {
            starts.push(0);
        }
        starts[number as usize + 1] += 1;
        form_of.push(number);
    }
    for i in 1..starts.len() {
        starts[i] += starts[i - 1];
    }
    let mut next = starts.clone();
    let mut members = vec![0; known.len()];
    for (index, &form) in (0_u32..).zip(&form_of) {
        members[next[form as usize] as usize] = index;
        next[form as usize] += 1;
    }
    (starts, members)
}

#[cfg(test)]
mod tests {
    use super::*;
    use duizhao_glossary::{Matcher, Term};
    use proptest::collection::vec;
    use proptest::prelude::*;

    fn index(known: &[impl AsRef<str> + Sync]) -> FuzzyIndex<'static> {
        FuzzyIndex::build(known, Mask::default())
    }

    fn first(known: &[impl AsRef<str> + Sync], query: &str) -> Option<Match> {
        index(known).nearest(query, 1, 0.0).first().copied()
    }

    #[track_caller]
    fn check(known: &[&str], query: &str, id: u32, kind: MatchKind, score: f64) {
        let found = first(known, query).expect("something near");
        assert_eq!((found.id, found.kind), (id, kind));
        assert!((found.score - score).abs() < 1e-9, "{}", found.score);
    }

    #[test]
    fn the_same_text_comes_first() {
        check(&["增长5%", "增长6%"], "增长6%", 1, MatchKind::Exact, 1.0);
        check(&["党", ""], "", 1, MatchKind::Exact, 1.0);
        check(
            &["黨的建設", "党的建设"],
            "黨的建設",
            0,
            MatchKind::Exact,
            1.0,
        );
    }

    #[test]
    fn numbers_terms_and_widths_make_no_difference() {
        check(
            &["拨款37.1万元", "拨款额"],
            "拨款500元",
            0,
            MatchKind::Masked,
            1.0,
        );
        check(&["增长5%", "增长60%"], "增长61%", 1, MatchKind::Masked, 1.0);
        check(&["「黨」"], "“黨”", 0, MatchKind::Masked, 1.0);
        let term = |source: &str| Term {
            source_hans: source.to_owned(),
            ..Term::default()
        };
        let matcher = Matcher::new(&[term("党委"), term("政府")]);
        let index = FuzzyIndex::build(["政府决定"], Mask::with_terms(&matcher));
        assert_eq!(index.nearest("党委决定", 1, 1.0)[0].kind, MatchKind::Masked);
    }

    #[test]
    fn one_changed_character_is_nearer_than_anything_else() {
        check(
            &["坚持改革工作", "坚持改革开放"],
            "坚持改草开放",
            1,
            MatchKind::Near,
            1.0 - 1.0 / 6.0,
        );
        check(&["党建", "建党的会"], "党见", 0, MatchKind::Near, 0.5);
        check(&["2019年", "会"], "201某年", 0, MatchKind::Near, 0.8);
    }

    #[test]
    fn a_sentence_with_one_clause_more_is_nearer_than_one_with_another_clause() {
        let query = "各级党委加强领导，群众积极参与。";
        let known = [
            "各级党委加强领导，企业复工。",
            "各级党委加强领导，干部下沉社区一线，群众积极参与。",
        ];
        check(&known, query, 1, MatchKind::Near, 1.0 - 1.8 / 16.0);
    }

    #[test]
    fn of_equal_sentences_the_first_is_found() {
        let found = index(&["党的", "党的", "党的会"]).nearest("党的", 9, 0.0);
        assert_eq!(
            found.iter().map(|found| found.id).collect::<Vec<_>>(),
            [0, 2]
        );
    }

    #[test]
    fn nothing_is_near_nothing() {
        assert_eq!(first(&[] as &[&str], "党"), None);
        assert_eq!(first(&["党"], ""), None);
        assert_eq!(first(&["党"], "会"), None);
        assert!(index(&["党"]).is_empty() || index(&["党"]).nearest("党", 0, 0.0).is_empty());
    }

    #[test]
    fn very_long_sentences_are_found() {
        let long = "各级党委，加强领导。".repeat(3400);
        let known = [long.as_str(), "各级党委"];
        check(&known, &long, 0, MatchKind::Exact, 1.0);
        let changed = long.replacen("领导。各", "领到。各", 1);
        assert_eq!(first(&known, &changed).map(|found| found.id), Some(0));
        let cut = &long[..long.len() - 30];
        assert!(first(&known, cut).is_some_and(|found| found.id == 0 && found.score > 0.99));
    }

    #[test]
    fn crowds_of_like_sentences_hide_none() {
        let known: Vec<String> = (0..20_000)
            .map(|i| format!("第{i}条：{}", ["甲乙丙丁", "丁丙乙甲", "乙甲丁丙"][i % 3]))
            .collect();
        let index = index(&known);
        for i in (0..20_000).step_by(999) {
            assert_eq!(index.nearest(&known[i], 1, 1.0)[0].id as usize, i);
        }
    }

    const TEXT: &str = "[甲乙丙丁戊己5万，]{0,9}";

    proptest! {
        #[test]
        fn matches_are_in_order_and_the_same_every_time(known in vec(TEXT, 0..40), query in TEXT, from in 0.0..1.0) {
            let index = index(&known);
            let found = index.nearest(&query, 9, from);
            prop_assert!(found.len() <= 9);
            prop_assert!(found.iter().all(|found| found.score >= from && found.score > 0.0 && found.score <= 1.0));
            prop_assert!(found.windows(2).all(|w| (w[0].kind, -w[0].score) <= (w[1].kind, -w[1].score)));
            prop_assert!(found.iter().all(|found| (found.score == 1.0) == (found.kind != MatchKind::Near)));
            prop_assert_eq!(index.nearest(&query, 9, from), found);
        }

        #[test]
        fn each_sentence_finds_itself(known in vec(TEXT, 1..60)) {
            let index = index(&known);
            for text in &known {
                let id = known.iter().position(|other| other == text).unwrap() as u32;
                prop_assert_eq!(index.nearest(text, 1, 1.0), [Match { id, score: 1.0, kind: MatchKind::Exact }]);
            }
        }

        // Without 丁, a surname: names are masked, and are no edits.
        #[test]
        fn one_edit_finds_what_looking_at_all_finds(known in vec("[甲乙丙壬戊己]{2,7}", 1..80), at in 0..99_usize, edit in 0..3) {
            let mut query: Vec<char> = known[0].chars().collect();
            let at = at % query.len();
            match edit {
                0 => query[at] = '庚',
                1 => query.insert(at, '庚'),
                _ => { query.remove(at); }
            }
            let query: String = query.into_iter().collect();
            let units: Vec<u16> = query.encode_utf16().collect();
            let cost = |text: &String| Costs::new().of(&units, &text.encode_utf16().collect::<Vec<_>>());
            let best = known.iter().map(cost).min().unwrap();
            let id = known.iter().position(|text| cost(text) == best).unwrap() as u32;
            let found = first(&known, &query);
            // What costs as much as translating all of it is worth nothing.
            let worth = score(best, units.len()) > 0.0;
            prop_assert_eq!(found.map(|found| found.id), worth.then_some(id));
        }

        #[test]
        fn other_numbers_are_a_full_match(known in vec("[甲乙丙丁]{3,9}", 1..20), a in 2..99_u32, b in 2..99_u32) {
            prop_assume!(a != b);
            let known: Vec<String> = known.iter().map(|text| format!("{text}增长{a}%")).collect();
            let found = first(&known, &known[0].replace(&format!("{a}%"), &format!("{b}%")));
            prop_assert_eq!(found, Some(Match { id: 0, score: 1.0, kind: MatchKind::Masked }));
        }
    }
}
