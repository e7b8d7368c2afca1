//! Number words, scales, units and bounds of English.

use super::bounds::BOUNDS;

const ONES: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 8] = [
    "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
];
const ORDINALS: [&str; 20] = [
    "zeroth",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
];
const TEN_ORDINALS: [&str; 8] = [
    "twentieth",
    "thirtieth",
    "fortieth",
    "fiftieth",
    "sixtieth",
    "seventieth",
    "eightieth",
    "ninetieth",
];
const DECADES_OF_LIFE: [&str; 8] = [
    "twenties",
    "thirties",
    "forties",
    "fifties",
    "sixties",
    "seventies",
    "eighties",
    "nineties",
];

fn position(words: &[&str], word: &str) -> Option<i128> {
    let at = words.iter().position(|other| *other == word)?;
    i128::try_from(at).ok()
}

/// Returns the value of a number word below a hundred.
pub(super) fn cardinal(word: &str) -> Option<i128> {
    position(&ONES, word).or_else(|| position(&TENS, word).map(|tens| (tens + 2) * 10))
}

/// Returns the value of an ordinal in words.
pub(super) fn ordinal(word: &str) -> Option<i128> {
    position(&ORDINALS, word).or_else(|| position(&TEN_ORDINALS, word).map(|tens| (tens + 2) * 10))
}

/// Returns the years of age from which `twenties`, `thirties` … go on for ten.
pub(super) fn decade_of_life(word: &str) -> Option<i128> {
    position(&DECADES_OF_LIFE, word).map(|tens| (tens + 2) * 10)
}

/// Scales, with their abbreviations.
const SCALES: [(&str, i128); 13] = [
    ("hundred", 100),
    ("thousand", 1_000),
    ("million", 1_000_000),
    ("billion", 1_000_000_000),
    ("trillion", 1_000_000_000_000),
    ("dozen", 12),
    ("mn", 1_000_000),
    ("mln", 1_000_000),
    ("bn", 1_000_000_000),
    ("bln", 1_000_000_000),
    ("tn", 1_000_000_000_000),
    ("trn", 1_000_000_000_000),
    ("crore", 10_000_000),
];

/// Returns the value of a scale.
pub(super) fn scale(word: &str) -> Option<i128> {
    SCALES
        .iter()
        .find(|(name, _)| *name == word)
        .map(|(_, by)| *by)
}

/// Scales in the plural.
const PLURAL_SCALES: [(&str, i128); 8] = [
    ("tens", 10),
    ("dozens", 10),
    ("scores", 20),
    ("hundreds", 100),
    ("thousands", 1_000),
    ("millions", 1_000_000),
    ("billions", 1_000_000_000),
    ("trillions", 1_000_000_000_000),
];

/// Returns the value of a scale in the plural: thousands, tens.
pub(super) fn scales(word: &str) -> Option<i128> {
    PLURAL_SCALES
        .iter()
        .find(|(name, _)| *name == word)
        .map(|(_, by)| *by)
}

/// The words of fractions, in the singular and plural, besides ordinals.
const DENOMINATORS: [(&str, &str, i128); 4] = [
    ("half", "halves", 2),
    ("quarter", "quarters", 4),
    ("hundredth", "hundredths", 100),
    ("thousandth", "thousandths", 1_000),
];

/// The ordinals that fractions have in the plural.
const PLURAL_ORDINALS: [&str; 10] = [
    "thirds",
    "fourths",
    "fifths",
    "sixths",
    "sevenths",
    "eighths",
    "ninths",
    "tenths",
    "twelfths",
    "twentieths",
];

/// Returns the whole of which a fraction's word is a part: thirds, quarter.
pub(super) fn denominator(word: &str) -> Option<i128> {
    if let Some((_, _, whole)) = DENOMINATORS
        .iter()
        .find(|(one, many, _)| *one == word || *many == word)
    {
        return Some(*whole);
    }
    ordinal(word.strip_suffix('s').unwrap_or(word)).filter(|&n| n >= 3)
}

/// Multiples in a word.
const MULTIPLES: [(&str, i128); 17] = [
    ("double", 2),
    ("doubled", 2),
    ("doubling", 2),
    ("doubles", 2),
    ("twice", 2),
    ("twofold", 2),
    ("triple", 3),
    ("tripled", 3),
    ("tripling", 3),
    ("thrice", 3),
    ("threefold", 3),
    ("quadruple", 4),
    ("quadrupled", 4),
    ("fourfold", 4),
    ("fivefold", 5),
    ("eightfold", 8),
    ("tenfold", 10),
];

/// Returns the value of a multiple.
pub(super) fn multiple(word: &str) -> Option<i128> {
    MULTIPLES
        .iter()
        .find(|(name, _)| *name == word)
        .map(|(_, by)| *by)
}

/// Tests whether `form` has a value.
pub(super) fn is_number(form: &str) -> bool {
    cardinal(form).is_some()
        || ordinal(form).is_some()
        || decade_of_life(form).is_some()
        || scale(form).is_some()
        || scales(form).is_some()
        || denominator(form).is_some()
        || multiple(form).is_some()
        || matches!(form, "halved" | "halving")
}

/// The months, whole and cut short.
const LOWER_MONTHS: [&str; 24] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
];

/// Words with which an expression may begin, besides number words, months, bounds and traps.
const BEGINNING: [&str; 37] = [
    "a", "an", "minus", "noon", "midnight", "half", "quarter", "several", "few", "many", "between",
    "rmb", "cny", "usd", "eur", "gbp", "hkd", "us", "hk", "nt", "c", "s", "nz", "au", "halved",
    "halving", "fiscal", "decade", "century", "hour", "year", "past", "last", "next", "ad", "a.d",
    "u.s",
];

/// Lists the words with which an expression may begin.
pub(super) fn beginners() -> impl Iterator<Item = &'static str> {
    let words = [
        &ONES[..],
        &TENS,
        &ORDINALS,
        &TEN_ORDINALS,
        &DECADES_OF_LIFE,
        &PLURAL_ORDINALS,
        &BEGINNING,
        &LOWER_MONTHS,
    ];
    let scales = SCALES.iter().chain(&PLURAL_SCALES).map(|(word, _)| *word);
    let denominators = DENOMINATORS.iter().flat_map(|(one, many, _)| [*one, *many]);
    let multiples = MULTIPLES.iter().map(|(word, _)| *word);
    let bounds = BOUNDS.iter().map(|(words, _)| words[0]);
    words
        .into_iter()
        .flatten()
        .copied()
        .chain(scales)
        .chain(denominators)
        .chain(multiples)
        .chain(bounds)
}
