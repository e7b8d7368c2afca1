//! Which of the sentences that share pairs with a new one are nearest to it.

use super::cost::{CHARACTER, CostBound, Costs};
use super::fold::folded;
use super::mask::{Mask, MaskedSentence};
use super::question::Question;
use super::{Match, MatchKind};
use std::collections::{HashMap, HashSet};

/// Forms that share pairs of characters with the question, and of which the least cost is worked out.
const MOST_FORMS: usize = 256;
/// Of those, the ones whose cost is worked out.
const MOST_COMPARED: usize = 32;
/// Work for least costs: some half a millisecond.
const MOST_STEPS: usize = 400_000;
/// Characters of sentences that are read, but for the first of them: a millisecond or two.
const MOST_READ: usize = 600_000;
/// Sentences of one form that are looked at if the question is of this form.
const MOST_OF_ITS_FORM: usize = 256;
/// Sentences of any other form that are looked at.
const MOST_OF_A_FORM: usize = 8;

/// A sentence that is looked for among known ones.
#[derive(Clone, Copy)]
pub(crate) struct Wanted<'a> {
    pub(crate) text: &'a str,
    pub(crate) mask: Mask<'a>,
    /// How many are to be found at most.
    pub(crate) most: usize,
    /// From which score.
    pub(crate) from: f64,
}

/// Where the known sentences are.
pub(crate) trait KnownSentences {
    /// Why they cannot be read.
    type Error;

    /// Returns the sentence of an id, if it is one of those that are looked at.
    fn sentence(&self, id: i64) -> Result<Option<String>, Self::Error>;

    /// Returns the id of a sentence that is known, where there are several the one that is to be found, and whether it
    /// comes before those of equal similarity.
    fn preferred(&self, sentence: &str) -> Result<Option<(i64, bool)>, Self::Error>;
}

/// Finds the sentences nearest to a wanted one among `promising` ones. Takes bounded time, plus a share that is linear in the
/// wanted sentence.
///
/// By kind, score, cost as they stand, and then those that are preferred, and those with the highest ids. Only scores
/// of more than 0 count. Of equal sentences only the preferred one is found.
pub(crate) fn nearest<K: KnownSentences>(
    wanted: Wanted<'_>,
    promising: &[String],
    known: &K,
) -> Result<Vec<Match>, K::Error> {
    let query = MaskedSentence::of(&wanted.mask.marked(wanted.text));
    let mut looked_at = HashSet::new();
    let mut costs = Costs::new();
    let mut found: Vec<(Match, u32, bool)> = Vec::new();
    let mut left = MOST_READ;
    for text in promising {
        if !looked_at.insert(text.as_str()) {
            continue;
        }
        let Some((id, is_first)) = known.preferred(text)? else {
            continue;
        };
        left = left.saturating_sub(text.len() / 3);
        if left == 0 && !found.is_empty() {
            break;
        }
        let sentence = MaskedSentence::of(&wanted.mask.marked(text));
        let (kind, score, cost) = compare(&query, &sentence, &mut costs);
        if score >= wanted.from && score > 0.0 {
            found.push((Match { id, score, kind }, cost, is_first));
        }
    }
    found.sort_unstable_by(|(a, at, a_first), (b, bt, b_first)| {
        a.kind
            .cmp(&b.kind)
            .then(b.score.total_cmp(&a.score))
            .then(at.cmp(bt))
            .then(b_first.cmp(a_first))
            .then(b.id.cmp(&a.id))
    });
    let found = found.into_iter().map(|(found, ..)| found);
    Ok(found.take(wanted.most).collect())
}

/// Reads the sentences of some ids, which are in the order of how much they share with a question, and returns those that
/// are worth comparing with it if the nearest `most` are wanted: its own text, and those whose least cost is the least.
pub(crate) fn promising<K: KnownSentences>(
    question: &Question,
    most: usize,
    ids: impl IntoIterator<Item = i64>,
    known: &K,
) -> Result<Vec<String>, K::Error> {
    let most = MOST_COMPARED.max(most.saturating_mul(2));
    let mut forms = Forms::new(question, most);
    for id in ids {
        if let Some(sentence) = known.sentence(id)?
            && !forms.take(sentence)
        {
            break;
        }
    }
    Ok(forms.best(&question.text, most))
}

/// Sentences by form, that is, those that fold alike together.
struct Forms<'q> {
    own: &'q [u16],
    bound: CostBound,
    /// Work that is left for least costs.
    steps: usize,
    most: usize,
    places: HashMap<Vec<u16>, usize>,
    /// The least cost of each, and its sentences.
    members: Vec<(u32, Vec<String>)>,
}

impl<'q> Forms<'q> {
    fn new(question: &'q Question, most: usize) -> Self {
        Self {
            own: &question.folded,
            bound: CostBound::new(&question.folded),
            steps: MOST_STEPS,
            most: MOST_FORMS.max(most),
            places: HashMap::new(),
            members: Vec::new(),
        }
    }

    /// Takes a sentence in; returns whether there is room for more.
    fn take(&mut self, sentence: String) -> bool {
        let folded = folded(&sentence);
        if let Some(&place) = self.places.get(&folded) {
            let is_own = folded == self.own;
            let most = if is_own {
                MOST_OF_ITS_FORM
            } else {
                MOST_OF_A_FORM
            };
            let (_, members) = &mut self.members[place];
            if members.len() < most {
                members.push(sentence);
            }
            return true;
        }
        let least = self.least_cost(&folded);
        self.places.insert(folded, self.members.len());
        self.members.push((least, vec![sentence]));
        self.members.len() < self.most
    }

    /// Returns the least that a sentence can cost; by its length alone where that would be too much work.
    fn least_cost(&mut self, folded: &[u16]) -> u32 {
        let work = self.bound.steps(folded.len());
        if work > self.steps {
            return self.bound.by_length(folded.len());
        }
        self.steps -= work;
        self.bound.of(folded)
    }

    /// Returns a text, and the sentences of the best forms.
    fn best(mut self, text: &str, most: usize) -> Vec<String> {
        // What costs as much as translating all of it is worth nothing.
        let worthless = text.encode_utf16().count() * CHARACTER as usize;
        self.members
            .retain(|(least, _)| (*least as usize) < worthless);
        // Sorting is stable: of equal ones, those that share more come first.
        self.members.sort_by_key(|&(least, _)| least);
        self.members.truncate(most);
        let members = self.members.into_iter().flat_map(|(_, members)| members);
        std::iter::once(text.to_owned()).chain(members).collect()
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
