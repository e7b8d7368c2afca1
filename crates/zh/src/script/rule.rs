//! What the build and the tables have to agree on about rules.

/// Returns a hash of the first two characters of a source, with its low bits spread: Knuth's multiplicative hash.
pub(crate) fn pair_hash(first: char, second: char) -> u32 {
    let both = (first as u32).rotate_left(16) ^ second as u32;
    both.wrapping_mul(0x9e37_79b9).rotate_left(16)
}

/// Lists the characters of which a text must have one for a rule to change it: those that the rule replaces, or all of a
/// source that the target only goes on from. Empty if the rule changes nothing.
pub(crate) fn replaced(source: &[char], target: &str) -> Vec<char> {
    let mut written = target.chars();
    let replaced: Vec<char> = source
        .iter()
        .copied()
        .filter(|c| written.next() != Some(*c))
        .collect();
    if replaced.is_empty() && written.next().is_some() {
        return source.to_vec();
    }
    replaced
}
