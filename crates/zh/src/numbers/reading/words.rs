//! Number words, scales, units and bounds of English.

use super::Approximation;

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

fn position(words: &[&str], word: &str) -> Option<i128> {
    words
        .iter()
        .position(|other| *other == word)
        .and_then(|at| i128::try_from(at).ok())
}

/// Returns the value of a number word below a hundred.
pub(super) fn cardinal(word: &str) -> Option<i128> {
    position(&ONES, word).or_else(|| position(&TENS, word).map(|tens| (tens + 2) * 10))
}

/// Returns the value of an ordinal, a word or a figure with its ending.
pub(super) fn ordinal(word: &str) -> Option<i128> {
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        let digits = ["st", "nd", "rd", "th"]
            .iter()
            .find_map(|end| word.strip_suffix(end))?;
        return digits.parse().ok();
    }
    position(&ORDINALS, word).or_else(|| position(&TEN_ORDINALS, word).map(|tens| (tens + 2) * 10))
}

/// Returns the value of a scale.
pub(super) fn scale(word: &str) -> Option<i128> {
    Some(match word {
        "hundred" => 100,
        "thousand" => 1_000,
        "million" | "mn" | "mln" => 1_000_000,
        "billion" | "bn" | "bln" => 1_000_000_000,
        "trillion" | "tn" | "trn" => 1_000_000_000_000,
        "dozen" => 12,
        _ => return None,
    })
}

/// Returns the value of a scale in the plural: thousands, tens.
pub(super) fn scales(word: &str) -> Option<i128> {
    match word {
        "tens" | "dozens" => Some(10),
        "scores" => Some(20),
        _ => scale(word.strip_suffix('s')?),
    }
}

/// Returns the whole of which a fraction's word is a part: thirds, quarter.
pub(super) fn denominator(word: &str) -> Option<i128> {
    match word {
        "half" | "halves" => Some(2),
        "quarter" | "quarters" => Some(4),
        "hundredth" | "hundredths" => Some(100),
        "thousandth" | "thousandths" => Some(1_000),
        "second" | "seconds" => None,
        _ => ordinal(word.strip_suffix('s').unwrap_or(word)).filter(|&n| n >= 3),
    }
}

/// Bounds before a number, as words; longer ones first.
pub(super) const BOUNDS: [(&[&str], Approximation); 33] = [
    (&["no", "more", "than"], Approximation::AtMost),
    (&["no", "fewer", "than"], Approximation::AtLeast),
    (&["no", "less", "than"], Approximation::AtLeast),
    (&["not", "less", "than"], Approximation::AtLeast),
    (&["as", "many", "as"], Approximation::AtMost),
    (&["as", "much", "as"], Approximation::AtMost),
    (&["a", "total", "of"], Approximation::Exact),
    (&["close", "to"], Approximation::About),
    (&["more", "than"], Approximation::AtLeast),
    (&["greater", "than"], Approximation::AtLeast),
    (&["higher", "than"], Approximation::AtLeast),
    (&["less", "than"], Approximation::AtMost),
    (&["fewer", "than"], Approximation::AtMost),
    (&["lower", "than"], Approximation::AtMost),
    (&["at", "least"], Approximation::AtLeast),
    (&["at", "most"], Approximation::AtMost),
    (&["up", "to"], Approximation::AtMost),
    (&["well", "over"], Approximation::AtLeast),
    (&["just", "over"], Approximation::AtLeast),
    (&["just", "under"], Approximation::AtMost),
    (&["over"], Approximation::AtLeast),
    (&["above"], Approximation::AtLeast),
    (&["exceeding"], Approximation::AtLeast),
    (&["exceeded"], Approximation::AtLeast),
    (&["under"], Approximation::AtMost),
    (&["below"], Approximation::AtMost),
    (&["about"], Approximation::About),
    (&["around"], Approximation::About),
    (&["some"], Approximation::About),
    (&["nearly"], Approximation::About),
    (&["almost"], Approximation::About),
    (&["roughly"], Approximation::About),
    (&["approximately"], Approximation::About),
];

/// Signs of money before a figure.
pub(super) fn money_sign(form: &str) -> Option<&'static str> {
    Some(match form {
        "$" | "us$" => "$",
        "hk$" => "HK$",
        "nt$" => "NT$",
        "a$" => "A$",
        "€" => "€",
        "£" => "£",
        "¥" | "rmb" | "cny" => "yuan",
        _ => return None,
    })
}

/// Names of money and their signs.
const MONEY: [(&str, &str); 14] = [
    ("yuan", "yuan"),
    ("rmb", "yuan"),
    ("renminbi", "yuan"),
    ("dollar", "$"),
    ("dollars", "$"),
    ("euro", "€"),
    ("euros", "€"),
    ("pound", "£"),
    ("pounds", "£"),
    ("yen", "yen"),
    ("rubles", "ruble"),
    ("rupees", "rupee"),
    ("won", "won"),
    ("jiao", "jiao"),
];

/// Units in the singular.
const UNITS: [&str; 40] = [
    "year",
    "month",
    "week",
    "day",
    "hour",
    "minute",
    "second",
    "kilometer",
    "kilometre",
    "meter",
    "metre",
    "centimeter",
    "millimeter",
    "mile",
    "foot",
    "inch",
    "hectare",
    "acre",
    "mu",
    "tonne",
    "ton",
    "kilogram",
    "gram",
    "jin",
    "liter",
    "litre",
    "barrel",
    "kilowatt",
    "megawatt",
    "gigawatt",
    "kilovolt",
    "degree",
    "time",
    "vote",
    "generation",
    "century",
    "decade",
    "household",
    "country",
    "province",
];

/// Names of money and units after a figure, in the singular; `true` for money.
pub(super) fn unit(form: &str) -> Option<(&'static str, bool)> {
    if let Some((_, sign)) = MONEY.iter().find(|(name, _)| *name == form) {
        return Some((sign, true));
    }
    let singular = match form {
        "feet" => "foot",
        "inches" => "inch",
        "centuries" => "century",
        "countries" => "country",
        form => form.strip_suffix('s').unwrap_or(form),
    };
    UNITS
        .into_iter()
        .find(|unit| *unit == singular)
        .map(|unit| (unit, false))
}
