//! Radicals and compatibility characters in the place of the ideographs that they look like, as text from PDF files has
//! them: ⼈⺠ for 人民.

/// The ideographs of three blocks, one a line in the order of the block, by Unicode's `EquivalentUnifiedIdeograph` and,
/// for the last, by canonical decomposition. What has none stands for itself.
static IDEOGRAPHS: &str = include_str!("radicals.txt");

/// The first and the last character of the blocks: CJK Radicals Supplement, Kangxi Radicals, CJK Compatibility Ideographs.
const BLOCKS: [(char, char); 3] = [
    ('\u{2e80}', '\u{2ef3}'),
    ('\u{2f00}', '\u{2fd5}'),
    ('\u{f900}', '\u{fad9}'),
];

/// Tests whether a character is in one of the blocks.
pub(super) fn is_variant(c: char) -> bool {
    // Most characters of a text stand between the second block and the third.
    (BLOCKS[0].0..=BLOCKS[1].1).contains(&c) && !(BLOCKS[0].1 < c && c < BLOCKS[1].0)
        || (BLOCKS[2].0..=BLOCKS[2].1).contains(&c)
}

/// Returns the ideograph for a radical or a compatibility character; other characters stay.
pub(super) fn ideograph(c: char) -> char {
    if !is_variant(c) {
        return c;
    }
    let place = BLOCKS
        .iter()
        .zip(IDEOGRAPHS.lines())
        .find(|((first, last), _)| (*first..=*last).contains(&c));
    place
        .and_then(|((first, _), row)| row.chars().nth(c as usize - *first as usize))
        .unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rows_are_as_long_as_the_blocks() {
        let rows: Vec<usize> = IDEOGRAPHS.lines().map(|row| row.chars().count()).collect();
        let blocks = BLOCKS.map(|(first, last)| last as usize - first as usize + 1);
        assert_eq!(rows, blocks);
    }

    #[test]
    fn radicals_become_ideographs() {
        let text: String = "⼈⺠⾼⼆⼗⻄⽴⾜金樂、甲".chars().map(ideograph).collect();
        assert_eq!(text, "人民高二十西立足金樂、甲");
        assert!(is_variant('⼈') && !is_variant('人') && !is_variant('，'));
    }
}
