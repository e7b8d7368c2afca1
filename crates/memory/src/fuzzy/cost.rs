//! The cost of making a new sentence out of a known one, and a lower bound of it.
//!
//! The cost is counted in tenths of a character of the new sentence. A character that is changed, or that only the new
//! sentence has, costs a whole one: it is to be translated. A run of characters that only the known sentence has costs
//! one for its first and a tenth for each further one: it is only to be cut out. One changed character is thus nearer
//! than anything but the sentence itself, and a sentence with one clause more is nearer than one with another clause.

/// One character of the new sentence.
pub(super) const CHARACTER: u32 = 10;
/// Each further character of a run that only the known sentence has.
const FURTHER: u32 = 1;
/// Most cells computed for a query: some three milliseconds.
const MOST_CELLS: usize = 2_000_000;
/// Most characters of a new sentence that the bound looks at.
const MOST_BOUND: usize = 1024;

/// Computes costs, and keeps an account of the work.
#[derive(Debug)]
pub(super) struct Costs {
    cells: usize,
    best: Vec<u32>,
    cut: Vec<u32>,
}

impl Costs {
    /// Opens an account for one query.
    pub(super) fn new() -> Self {
        Self {
            cells: MOST_CELLS,
            best: Vec::new(),
            cut: Vec::new(),
        }
    }

    /// Returns the cost of making `new` out of `known`; 0 if and only if they are equal.
    ///
    /// What they begin and end with in common costs no work. Where more is left than the account allows, the
    /// cost is that of translating all of it: never less than the true one.
    pub(super) fn of(&mut self, new: &[u16], known: &[u16]) -> u32 {
        let (new, known) = trimmed(new, known);
        if new.is_empty() {
            return run(known.len());
        }
        if known.is_empty() {
            return new.len() as u32 * CHARACTER;
        }
        let cells = new.len().saturating_mul(known.len());
        if cells > self.cells {
            return new.len() as u32 * CHARACTER + run(known.len().saturating_sub(new.len()));
        }
        self.cells -= cells;
        self.aligned(new, known)
    }

    /// Returns the cost of the cheapest alignment: Gotoh's algorithm with cheap long gaps on one side alone.
    fn aligned(&mut self, new: &[u16], known: &[u16]) -> u32 {
        const NEVER: u32 = u32::MAX / 2;
        let Self { best, cut, .. } = self;
        best.clear();
        best.extend((0..=new.len() as u32).map(|i| i * CHARACTER));
        cut.clear();
        cut.resize(new.len() + 1, NEVER);
        for &have in known {
            let mut diagonal = best[0];
            cut[0] = (best[0] + CHARACTER).min(cut[0] + FURTHER);
            best[0] = cut[0];
            let mut before = best[0];
            for ((best, cut), &want) in best[1..].iter_mut().zip(&mut cut[1..]).zip(new) {
                *cut = (*best + CHARACTER).min(*cut + FURTHER);
                let changed = diagonal + if want == have { 0 } else { CHARACTER };
                diagonal = *best;
                *best = changed.min(*cut).min(before + CHARACTER);
                before = *best;
            }
        }
        best[new.len()]
    }
}

/// Returns the cost of cutting out a run.
fn run(length: usize) -> u32 {
    if length == 0 {
        0
    } else {
        CHARACTER + (length as u32 - 1) * FURTHER
    }
}

/// Returns the two without what they begin and end with in common; the cost stays the same.
fn trimmed<'a>(mut new: &'a [u16], mut known: &'a [u16]) -> (&'a [u16], &'a [u16]) {
    let start = new.iter().zip(known).take_while(|(a, b)| a == b).count();
    (new, known) = (&new[start..], &known[start..]);
    let end = new
        .iter()
        .rev()
        .zip(known.iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    (&new[..new.len() - end], &known[..known.len() - end])
}

/// The least that costs can be, by the longest common subsequence, 64 characters of the new sentence at a time
/// (Hyyrö 2004). Written out here: it takes 15 lines, and the libraries know no costs like ours.
pub(super) struct CostBound {
    length: usize,
    /// How many units are looked at.
    looked_at: usize,
    words: usize,
    /// The row of each unit of the new sentence, from 1; row 0 has no bit set.
    rows: Vec<u16>,
    bits: Vec<u64>,
    state: Vec<u64>,
}

impl CostBound {
    /// Prepares a bound for `new`. Of one that is very long only the beginning is looked at.
    pub(super) fn new(new: &[u16]) -> Self {
        let looked_at = new.len().min(MOST_BOUND);
        let words = looked_at.div_ceil(64).max(1);
        let mut rows = vec![0_u16; 1 << 16];
        let mut bits = vec![0; words];
        for (i, &unit) in new[..looked_at].iter().enumerate() {
            let row = &mut rows[usize::from(unit)];
            if *row == 0 {
                *row = (bits.len() / words) as u16;
                bits.resize(bits.len() + words, 0);
            }
            bits[usize::from(*row) * words + i / 64] |= 1 << (i % 64);
        }
        Self {
            length: new.len(),
            looked_at,
            words,
            rows,
            bits,
            state: vec![0; words],
        }
    }

    /// Counts the steps of work that [`CostBound::of`] takes for a sentence of `length` units.
    pub(super) fn steps(&self, length: usize) -> usize {
        length.saturating_mul(self.words)
    }

    /// Returns the least that making the new sentence out of `known` can cost.
    pub(super) fn of(&mut self, known: &[u16]) -> u32 {
        (self.looked_at - self.common(known)) as u32 * CHARACTER + self.by_length(known.len())
    }

    /// Returns the least that it can cost, going by the length of the known sentence alone.
    pub(super) fn by_length(&self, known: usize) -> u32 {
        run(known.saturating_sub(self.length))
    }

    /// Returns the length of the longest common subsequence.
    fn common(&mut self, known: &[u16]) -> usize {
        self.state.fill(u64::MAX);
        for &unit in known {
            let row = usize::from(self.rows[usize::from(unit)]);
            if row == 0 {
                continue;
            }
            let mut carry = false;
            for (state, bits) in self.state.iter_mut().zip(&self.bits[row * self.words..]) {
                let matched = *state & bits;
                let (sum, over) = state.overflowing_add(matched);
                let (sum, more) = sum.overflowing_add(u64::from(carry));
                carry = over || more;
                *state = sum | (*state - matched);
            }
        }
        self.state
            .iter()
            .map(|state| state.count_zeros() as usize)
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn units(text: &str) -> Vec<u16> {
        text.encode_utf16().collect()
    }

    #[track_caller]
    fn check(new: &str, known: &str, cost: u32) {
        assert_eq!(
            Costs::new().of(&units(new), &units(known)),
            cost,
            "{new} {known}"
        );
    }

    #[test]
    fn translating_costs_more_than_cutting() {
        check("甲乙丙", "甲乙丙", 0);
        check("甲乙丙", "甲丁丙", 10);
        check("甲乙丙", "甲丙", 10);
        check("甲丙", "甲乙乙乙丙", 12);
        check("", "甲乙", 11);
        check("甲乙", "", 20);
    }

    /// The cost as it is defined, cell by cell.
    fn slow(new: &[u16], known: &[u16]) -> u32 {
        let mut table = vec![vec![u32::MAX; known.len() + 1]; new.len() + 1];
        for i in 0..=new.len() {
            for j in 0..=known.len() {
                let mut least = if i + j == 0 { 0 } else { u32::MAX };
                if i > 0 {
                    least = least.min(table[i - 1][j] + CHARACTER);
                }
                if i > 0 && j > 0 {
                    least = least.min(
                        table[i - 1][j - 1]
                            + if new[i - 1] == known[j - 1] {
                                0
                            } else {
                                CHARACTER
                            },
                    );
                }
                table[i][j] = (1..=j)
                    .map(|cut| table[i][j - cut] + run(cut))
                    .fold(least, u32::min);
            }
        }
        table[new.len()][known.len()]
    }

    proptest! {
        #[test]
        fn the_cost_is_the_least_there_is(new in "[甲乙丙]{0,12}", known in "[甲乙丙]{0,12}") {
            let (new, known) = (units(&new), units(&known));
            let cost = Costs::new().of(&new, &known);
            prop_assert_eq!(cost, slow(&new, &known));
            prop_assert_eq!(cost == 0, new == known);
        }

        #[test]
        fn the_bound_never_exceeds_the_cost(new in "[甲乙丙丁]{0,150}", known in "[甲乙丙丁戊]{0,150}") {
            let (new, known) = (units(&new), units(&known));
            let (cost, mut bound) = (Costs::new().of(&new, &known), CostBound::new(&new));
            prop_assert!(bound.of(&known) <= cost);
            prop_assert!(bound.by_length(known.len()) <= bound.of(&known));
        }

        #[test]
        fn too_much_work_is_never_underestimated(new in "[甲乙丙]{1,12}", known in "[甲乙丙]{1,12}") {
            let (new, known) = (units(&new), units(&known));
            let mut tired = Costs { cells: 0, ..Costs::new() };
            prop_assert!(tired.of(&new, &known) >= Costs::new().of(&new, &known));
        }
    }
}
