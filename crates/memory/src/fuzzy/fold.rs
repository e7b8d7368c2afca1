//! The pairs of neighbouring characters that sentences are found by.
//!
//! A text is folded first, character by character, so that what is masked alike mostly folds alike, and so that what a text
//! holds, the folded text holds folded.

use super::mask::{NUMBER, plain};

/// The mark before the first character and after the last, for pairs. A noncharacter, which no text may hold.
const EDGE: u16 = 0xfdd2;

/// Different keys of pairs, a power of two: some 20 characters of 65,536 sentences for each.
pub(crate) const KEYS: u32 = 1 << 17;

/// Returns a text with each run of digits and numerals as one placeholder, letters small, and widths and quotation marks
/// as [`duizhao_zh::han::plain`] has them. Linear in the text.
pub(crate) fn folded(text: &str) -> Vec<u16> {
    let mut folded = Vec::with_capacity(text.len() / 2);
    for unit in text.encode_utf16().map(fold) {
        if unit != NUMBER || folded.last() != Some(&NUMBER) {
            folded.push(unit);
        }
    }
    folded
}

fn fold(unit: u16) -> u16 {
    if is_numeral(unit) {
        return NUMBER;
    }
    match unit {
        0x41..=0x5a => unit + 0x20,
        0..0x300c | 0x3010..0xff00 => unit,
        _ => match plain(unit) {
            plain if plain == unit => unit,
            plain => fold(plain),
        },
    }
}

/// Tests whether a unit is a digit or a numeral.
fn is_numeral(unit: u16) -> bool {
    NUMERALS[unit as usize / 64] >> (unit % 64) & 1 == 1
}

/// A bit for each unit: the digits and 〇零一二三四五六七八九十百千万亿萬億.
static NUMERALS: [u64; 1024] = {
    const LIST: [u16; 28] = [
        0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0x3007, 0x4e00, 0x4e03, 0x4e07,
        0x4e09, 0x4e5d, 0x4e8c, 0x4e94, 0x4ebf, 0x5104, 0x516b, 0x516d, 0x5341, 0x5343, 0x56db,
        0x767e, 0x842c, 0x96f6,
    ];
    let mut bits = [0; 1024];
    let mut i = 0;
    while i < LIST.len() {
        bits[LIST[i] as usize / 64] |= 1 << (LIST[i] % 64);
        i += 1;
    }
    bits
};

/// Returns the keys of the pairs of neighbours in a folded text, as often as they stand in it.
pub(crate) fn inner_pairs(folded: &[u16]) -> impl Iterator<Item = u32> {
    folded.windows(2).map(|pair| key(pair[0], pair[1]))
}

/// Returns the keys of the pairs of neighbours in a folded text, and of its first and its last character.
pub(crate) fn pairs(folded: &[u16]) -> impl Iterator<Item = u32> {
    let first = folded.first().map(|&unit| key(EDGE, unit));
    let last = folded.last().map(|&unit| key(unit, EDGE));
    first.into_iter().chain(inner_pairs(folded)).chain(last)
}

fn key(a: u16, b: u16) -> u32 {
    (spread(u64::from(a) << 16 | u64::from(b)) as u32) & (KEYS - 1)
}

/// Spreads all bits of a number over all bits (the finaliser of MurmurHash3).
fn spread(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    bits = (bits ^ (bits >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    bits ^ (bits >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numerals_widths_and_case_make_no_difference() {
        assert_eq!(folded("３２人（ＡＢ）"), folded("五万人（ab）"));
        assert_eq!(folded("「党」2019年"), folded("“党”二〇一九年"));
        assert_ne!(folded("党"), folded("黨"));
        assert!(folded("").is_empty() && pairs(&[]).next().is_none());
    }

    proptest! {
        // What is looked for within texts is looked for by its pairs.
        #[test]
        fn a_part_of_a_text_has_only_pairs_of_it(a in "[党3五万aB，]{0,5}", part in "[党3五万aB，]{0,5}", b in "[党3五万aB，]{0,5}") {
            let whole: Vec<u32> = inner_pairs(&folded(&format!("{a}{}{b}", part.to_uppercase()))).collect();
            prop_assert!(inner_pairs(&folded(&part)).all(|pair| whole.contains(&pair)));
        }

        #[test]
        fn each_character_is_in_two_pairs(text in "[党委会]{1,9}") {
            prop_assert_eq!(pairs(&folded(&text)).count(), text.chars().count() + 1);
        }
    }
}
