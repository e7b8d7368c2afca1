//! Parts of a whole: percentages in words, fractions, mixed fractions, tenths.

use super::english::{figure, fraction, with_zeros};
use super::numeral::{self, Numeral, NumeralStyle, Remainder};
use super::{Decimal, range_mark, starts};

/// A part of a whole: its English, and where it ends.
pub(super) struct Part {
    pub(super) english: String,
    pub(super) end: usize,
}

/// Reads 百分之三十, 百分之三十至四十, 三分之二, 万分之一点五, 一又四分之三, 1/3, 两三成.
pub(super) fn read(chars: &[char], i: usize) -> Option<Part> {
    let after = numeral::after_run(chars, i)?;
    if !matches!(
        after,
        '分' | '又' | '/' | '成' | '半' | '多' | '余' | '几' | '来'
    ) {
        return None;
    }
    half(chars, i)
        .or_else(|| percent_in_words(chars, i))
        .or_else(|| fraction_in_words(chars, i))
        .or_else(|| mixed(chars, i))
        .or_else(|| slash(chars, i))
        .or_else(|| tenths(chars, i))
}

/// Reads 一半, 半数.
fn half(chars: &[char], i: usize) -> Option<Part> {
    let is_half = starts(chars, i, "一半") || starts(chars, i, "半数");
    is_half.then(|| Part {
        english: "half".to_owned(),
        end: i + 2,
    })
}

fn percent_in_words(chars: &[char], i: usize) -> Option<Part> {
    let (first, end) = percent(chars, i)?;
    if let Some((mark, next)) = range_mark(chars, end) {
        let second = percent(chars, next).or_else(|| {
            let last = numeral::exact(chars, next).filter(|n| n.style == NumeralStyle::Chinese)?;
            let counts = chars
                .get(last.end)
                .is_some_and(|&c| super::traps::is_measure(c));
            (!counts).then(|| (format!("{}%", last.value), last.end))
        });
        if let Some((second, end)) = second {
            let english = format!("{first}{mark}{second}");
            return Some(Part { english, end });
        }
    }
    Some(Part {
        english: first,
        end,
    })
}

/// Reads 百分之 and the number after it.
fn percent(chars: &[char], i: usize) -> Option<(String, usize)> {
    if !starts(chars, i, "百分之") {
        return None;
    }
    // 百分之百, 百分之二百.
    if chars.get(i + 3) == Some(&'百') {
        return Some(("100%".to_owned(), i + 4));
    }
    let sign = if chars.get(i + 3) == Some(&'负') {
        "-"
    } else {
        ""
    };
    if starts(chars, i + 3, "几十") {
        return Some(("dozens of percent".to_owned(), i + 5));
    }
    let numeral = numeral::read(chars, i + 3 + sign.len())?;
    Some((format!("{sign}{}", signed(&numeral, "%")), numeral.end))
}

/// Prints a numeral with a sign after each of its values: 70% to 80%.
fn signed(numeral: &Numeral, sign: &str) -> String {
    let value = with_zeros(numeral);
    match (numeral.or, numeral.remainder) {
        (Some(or), _) => format!("{value}{sign} to {or}{sign}"),
        (None, Remainder::More) => format!("more than {value}{sign}"),
        (None, Remainder::About) => format!("about {value}{sign}"),
        (None, Remainder::None) => format!("{value}{sign}"),
    }
}

fn fraction_in_words(chars: &[char], i: usize) -> Option<Part> {
    let whole = numeral::exact(chars, i)?;
    if !starts(chars, whole.end, "分之") || whole.value == Decimal::whole(100) {
        return None;
    }
    let part = numeral::read(chars, whole.end + 2)?;
    let denominator = whole.value.as_whole().filter(|&n| n > 0)?;
    let english = match part.value.as_whole() {
        Some(n) if part.or.is_none() => fraction(n, denominator)?,
        _ => {
            let upper = part.or.map_or(String::new(), |or| format!(" to {or}"));
            format!("{}{upper}/{}", part.value, whole.value)
        }
    };
    let english = match part.remainder {
        Remainder::None => english,
        Remainder::More => format!("more than {english}"),
        Remainder::About => format!("about {english}"),
    };
    Some(Part {
        english,
        end: part.end,
    })
}

/// Reads 一又四分之三, 1又1/2.
fn mixed(chars: &[char], i: usize) -> Option<Part> {
    let whole = numeral::exact(chars, i)?;
    if chars.get(whole.end) != Some(&'又') {
        return None;
    }
    let next = whole.end + 1;
    if let Some(part) = slash(chars, next) {
        let text: String = chars[next..part.end].iter().collect();
        let english = format!("{} {text}", whole.value);
        return Some(Part { english, ..part });
    }
    let below = numeral::exact(chars, next)?;
    if !starts(chars, below.end, "分之") {
        return None;
    }
    let above = numeral::exact(chars, below.end + 2)?;
    Some(Part {
        english: format!("{} {}/{}", whole.value, above.value, below.value),
        end: above.end,
    })
}

/// Reads 2/3, 1/3: proper fractions with a small denominator; 9/11 and 24/7 are none.
fn slash(chars: &[char], i: usize) -> Option<Part> {
    let after_figure =
        i > 0 && (chars[i - 1].is_ascii_digit() || matches!(chars[i - 1], '.' | '/'));
    if after_figure || !chars.get(i)?.is_ascii_digit() {
        return None;
    }
    let (first, end) = numeral::digits(chars, i)?;
    if chars.get(end) != Some(&'/') || !chars.get(end + 1)?.is_ascii_digit() {
        return None;
    }
    let (second, end) = numeral::digits(chars, end + 1)?;
    let (part, whole) = (first.as_whole()?, second.as_whole()?);
    let goes_on = matches!(chars.get(end), Some('/' | '-' | ':'));
    if goes_on || part >= whole || whole > 10 || part == 0 {
        return None;
    }
    Some(Part {
        english: fraction(part, whole)?,
        end,
    })
}

/// Reads 八成, 3成, 两三成, 七成五, 三成多.
fn tenths(chars: &[char], i: usize) -> Option<Part> {
    let numeral = numeral::read(chars, i)?;
    let tenths = numeral.value.as_whole()?;
    let end = numeral.end;
    if chars.get(end) != Some(&'成')
        || !(1..=10).contains(&tenths)
        || !numeral.is_exact() && numeral.or.is_none()
    {
        return None;
    }
    // 四成员, 5成为: 成 begins another word.
    let next = chars.get(end + 1).copied();
    if next.is_some_and(|c| "员为立果功本长交品就绩效型套分语才熟人像份都不群双对片排".contains(c))
    {
        return None;
    }
    let mut end = end + 1;
    let mut percent = tenths * 10;
    if let Some(c) = next
        && let Some(digit) = numeral::digit(c).filter(|&d| d > 0 && c != '两')
        && numeral.or.is_none()
        && !chars
            .get(end + 1)
            .is_some_and(|&c| super::traps::is_measure(c) && !starts(chars, end + 1, "升至"))
    {
        percent += digit;
        end += 1;
    }
    let english = match numeral.or.and_then(Decimal::as_whole) {
        Some(or) => format!("{percent}% to {}%", or * 10),
        None => format!("{percent}%"),
    };
    if matches!(chars.get(end), Some('多' | '余')) {
        return Some(Part {
            english: format!("more than {english}"),
            end: end + 1,
        });
    }
    Some(Part { english, end })
}

/// Reads the percent or per mille sign at `i`, in figures: 6.8%, 3‰.
pub(super) fn sign(chars: &[char], i: usize) -> Option<char> {
    match chars.get(i)? {
        '%' | '％' => Some('%'),
        '‰' => Some('‰'),
        _ => None,
    }
}

/// Prints a value before a sign: with the zeros that the source has.
pub(super) fn before_sign(numeral: &Numeral) -> String {
    if numeral.zeros > 0 {
        with_zeros(numeral)
    } else {
        figure(numeral.value)
    }
}
