//! Bare values: figures, number words, fractions, scales in the plural.

use super::token::Token;
use super::units::{money_sign, symbol, unit};
use super::words::{cardinal, denominator, ordinal, scale, scales};
use super::{Decimal, form, stand};

/// A bare value, and the token after it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Value {
    pub(super) low: Decimal,
    pub(super) high: Decimal,
    pub(super) end: usize,
    /// Whether the value is one of a size: tens of, several hundred.
    pub(super) is_rough: bool,
    /// The unit joined to the figure: 35km.
    pub(super) unit: Option<&'static str>,
}

impl Value {
    fn exact(value: Decimal, end: usize) -> Self {
        Self {
            low: value,
            high: value,
            end,
            is_rough: false,
            unit: None,
        }
    }
}

/// Reads a value: a figure or number words, with a scale, a fraction, or scales in the plural.
pub(super) fn read(tokens: &[Token<'_>], at: usize) -> Option<Value> {
    let token = tokens.get(at)?;
    if token.is_figure() {
        let value = mixed(tokens, at)
            .or_else(|| slash(tokens, at))
            .or_else(|| figure(tokens, at))?;
        return Some(and_a_part(tokens, value));
    }
    if token.form.is_empty() {
        return None;
    }
    rough(tokens, at)
        .or_else(|| fraction(tokens, at))
        .or_else(|| words(tokens, at).map(|value| and_a_part(tokens, value)))
}

/// Reads tens of millions, hundreds of thousands, dozens, several hundred, a few thousand.
fn rough(tokens: &[Token<'_>], at: usize) -> Option<Value> {
    let article = usize::from(form(tokens, at) == "a");
    if matches!(form(tokens, at + article), "several" | "few" | "many") {
        let next = at + article + 1;
        let by = scale(form(tokens, next)).or_else(|| scales(form(tokens, next)))?;
        return Some(of_size(further_scales(tokens, next + 1, by)));
    }
    let word = form(tokens, at);
    let by = scales(word)?;
    // Test scores are none; scores of people are.
    let is_size = !matches!(word, "tens" | "scores")
        || form(tokens, at + 1) == "of" && !tokens.get(at + 2).is_some_and(Token::is_figure);
    is_size.then(|| of_size(further_scales(tokens, at + 1, by)))
}

/// Multiplies `by` with the scales after it: of thousands, upon thousands, million.
fn further_scales(tokens: &[Token<'_>], mut end: usize, mut by: i128) -> (i128, usize) {
    loop {
        let next = form(tokens, end + 1);
        match form(tokens, end) {
            "of" | "and" if scales(next).is_some() => {
                let same = scales(next) == Some(by) && form(tokens, end) == "and";
                by = by.saturating_mul(if same { 1 } else { scales(next).unwrap_or(1) });
                end += 2;
            }
            "upon" if scales(next) == Some(by) => end += 2,
            word => match scale(word) {
                Some(next) => {
                    by = by.saturating_mul(next);
                    end += 1;
                }
                None => return (by, end),
            },
        }
    }
}

fn of_size((by, end): (i128, usize)) -> Value {
    let low = Decimal::whole(by.min(10_i128.pow(18)));
    Value {
        low,
        high: low.times(10).unwrap_or(low),
        end,
        is_rough: true,
        unit: None,
    }
}

/// Reads two-thirds, three quarters, half, half a million, a third of.
fn fraction(tokens: &[Token<'_>], at: usize) -> Option<Value> {
    if form(tokens, at) == "half" {
        return half(tokens, at);
    }
    let article = form(tokens, at) == "a";
    let part = cardinal(form(tokens, at)).or_else(|| article.then_some(1))?;
    let hyphen = usize::from(form(tokens, at + 1) == "-");
    let word = form(tokens, at + 1 + hyphen);
    let whole = denominator(word)?;
    let end = at + 2 + hyphen;
    let is_fraction = match word {
        "quarters" => part == 3 && !counts_quarters(tokens, at),
        // A third of, but a third term.
        _ if article => is_after_part(form(tokens, end), tokens.get(end)),
        _ => part < whole,
    };
    is_fraction.then(|| ratio(part, whole).map(|value| Value::exact(value, end)))?
}

/// Tests whether quarters of a year are counted: the first three quarters.
fn counts_quarters(tokens: &[Token<'_>], at: usize) -> bool {
    let before = at.checked_sub(1).map_or("", |k| form(tokens, k));
    matches!(before, "first" | "last" | "past" | "next" | "consecutive")
}

/// Tests whether a word may follow a fraction such as `a third`.
fn is_after_part(word: &str, token: Option<&Token<'_>>) -> bool {
    token.is_none_or(|token| !token.text.starts_with(char::is_alphanumeric) && word != "-")
        || matches!(
            word,
            "of" | "more"
                | "less"
                | "higher"
                | "lower"
                | "as"
                | "in"
                | "from"
                | "since"
                | "to"
                | "and"
                | "or"
                | "by"
                | "over"
                | "on"
                | "this"
                | "that"
                | "compared"
                | "down"
                | "up"
                | "with"
                | "for"
                | "is"
                | "was"
                | "century"
        )
}

/// Reads half, half a million, half a dozen.
fn half(tokens: &[Token<'_>], at: usize) -> Option<Value> {
    let article = usize::from(matches!(form(tokens, at + 1), "a" | "an"));
    let hyphen = usize::from(form(tokens, at + 1) == "-");
    let next = at + 1 + article + hyphen;
    let scaled = scale(form(tokens, next));
    let value = Decimal::parse("0.5")?.times(scaled.unwrap_or(1))?;
    let has_unit = article + hyphen > 0 && unit(form(tokens, next)).is_some()
        || article > 0 && matches!(form(tokens, next), "percent" | "percentage");
    let end = match scaled {
        Some(_) => next + 1,
        None if has_unit => next,
        None => at + 1,
    };
    Some(Value::exact(value, end))
}

/// Reads 1 3/4.
fn mixed(tokens: &[Token<'_>], at: usize) -> Option<Value> {
    if tokens.get(at + 1)?.is_joined {
        return None;
    }
    let part = slash(tokens, at + 1)?;
    let whole = Decimal::parse(form(tokens, at))?;
    Some(Value::exact(whole.plus(part.low)?, part.end))
}

/// Reads 1/3.
fn slash(tokens: &[Token<'_>], at: usize) -> Option<Value> {
    let joined = |k: usize| tokens.get(k).is_some_and(|token| token.is_joined);
    if form(tokens, at + 1) != "/" || !joined(at + 1) || !joined(at + 2) {
        return None;
    }
    let part: i128 = form(tokens, at).parse().ok()?;
    let whole: i128 = form(tokens, at + 2).parse().ok().filter(|&n| n > part)?;
    let goes_on = form(tokens, at + 3) == "/" && joined(at + 3);
    if goes_on || !tokens[at + 2].letters.is_empty() {
        return None;
    }
    Some(Value::exact(ratio(part, whole)?, at + 3))
}

/// Returns `part / whole` to nine decimals: enough to compare two readings of one fraction.
pub(super) fn ratio(part: i128, whole: i128) -> Option<Decimal> {
    let billionths = part.checked_mul(1_000_000_000)? / whole;
    Decimal::parse(&format!("0.{billionths:09}"))
}

/// Reads a figure with its scale: 1.2 million, 5bn, 10 000.
fn figure(tokens: &[Token<'_>], at: usize) -> Option<Value> {
    let token = tokens.get(at).filter(|token| token.is_figure())?;
    let is_money = at > 0 && money_sign(form(tokens, at - 1)).is_some();
    let mut joined_unit = None;
    let by = match token.letters {
        "" => 1,
        "m" if is_money => 1_000_000,
        letters => match scale(letters) {
            Some(by) => by,
            // 5G is a name.
            None if token.text.ends_with('G') => return None,
            None => {
                joined_unit = Some(symbol(letters)?);
                1
            }
        },
    };
    let mut value = Decimal::parse(token.form)?.times(by)?;
    let mut end = at + 1;
    // 4x100m: a product.
    if joined_unit == Some("time")
        && tokens
            .get(end)
            .is_some_and(|next| next.is_figure() && next.is_joined)
    {
        joined_unit = None;
    }
    if is_group(tokens, end) && token.letters.is_empty() && token.form.len() <= 3 {
        value = value.times(1_000)?;
        end += 1;
    }
    let hyphen = usize::from(form(tokens, end) == "-" && scale(form(tokens, end + 1)).is_some());
    end += hyphen;
    while let Some(by) = scale(form(tokens, end)) {
        value = value.times(by)?;
        end += 1;
    }
    Some(Value {
        unit: joined_unit,
        ..Value::exact(value, end)
    })
}

/// Tests for the second group of 10 000.
fn is_group(tokens: &[Token<'_>], at: usize) -> bool {
    tokens
        .get(at)
        .is_some_and(|token| token.text == "000" && !token.is_joined)
}

/// Adds a part after a whole value: two and a half, three and three-quarters, one and a half million.
fn and_a_part(tokens: &[Token<'_>], value: Value) -> Value {
    part_after(tokens, value).unwrap_or(value)
}

fn part_after(tokens: &[Token<'_>], value: Value) -> Option<Value> {
    let skip = |at: usize| at + usize::from(form(tokens, at) == "-");
    let at = skip(value.end);
    if form(tokens, at) != "and" {
        return None;
    }
    let at = skip(at + 1);
    let (part, end) = if form(tokens, at) == "a" {
        let at = skip(at + 1);
        let whole = denominator(form(tokens, at)).filter(|whole| matches!(whole, 2..=4))?;
        (ratio(1, whole)?, at + 1)
    } else {
        if form(tokens, at) == "half" {
            return None;
        }
        let part = fraction(tokens, at)?;
        (part.low, part.end)
    };
    let mut sum = value.low.plus(part)?;
    let mut end = end;
    if let Some(by) = scale(form(tokens, end)) {
        sum = sum.times(by)?;
        end += 1;
    }
    Some(Value::exact(sum, end))
}

/// Reads number words: twenty-three, one hundred and five thousand, a million.
fn words(tokens: &[Token<'_>], at: usize) -> Option<Value> {
    let mut total = 0_i128;
    let mut section = bare_scale(tokens, at).then_some(1);
    let mut end = at;
    loop {
        let word = form(tokens, end);
        let article =
            matches!(word, "a" | "an") && end == at && scale(form(tokens, end + 1)).is_some();
        if let Some(value) = cardinal(word).or_else(|| article.then_some(1)) {
            if !section.is_none_or(|section| takes(section, value)) {
                break;
            }
            section = Some(section.unwrap_or(0) + value);
        } else if let Some(value) = section
            && let Some(by) = scale(word)
        {
            let value = value.checked_mul(by)?;
            if by == 100 || by == 12 {
                section = Some(value);
            } else {
                total = total.checked_add(value)?;
                section = None;
                // Another section must follow a number word.
                if !goes_on(tokens, end + 1) {
                    end = another_scale(tokens, end + 1, &mut total);
                    break;
                }
            }
        } else if !((word == "-" || word == "and") && end > at && goes_on(tokens, end)
            || word == "-" && section.is_some() && scale(form(tokens, end + 1)).is_some())
        {
            break;
        }
        end += 1;
    }
    let value = total.checked_add(section.unwrap_or(0))?;
    (end > at).then(|| Value::exact(Decimal::whole(value), end))
}

/// Multiplies `total` with a scale after a scale: a thousand billion.
fn another_scale(tokens: &[Token<'_>], end: usize, total: &mut i128) -> usize {
    let Some(product) = scale(form(tokens, end)).and_then(|by| total.checked_mul(by)) else {
        return end;
    };
    *total = product;
    end + 1
}

/// Tests whether a number word may follow in the section.
fn takes(section: i128, value: i128) -> bool {
    section % 100 == 0 && section > 0
        || section % 10 == 0 && section % 100 >= 20 && (1..10).contains(&value)
}

/// Tests for a scale that stands alone: the last hundred years, a thousand-year-old.
fn bare_scale(tokens: &[Token<'_>], at: usize) -> bool {
    let before = at.checked_sub(1).map_or("", |k| form(tokens, k));
    scale(form(tokens, at)).is_some()
        && (matches!(before, "past" | "last" | "next" | "first" | "every")
            || form(tokens, at + 1) == "-" && unit(form(tokens, at + 2)).is_some())
}

/// Tests whether number words go on at `at`: after a hyphen, after `and` that follows a hundred or thousand.
fn goes_on(tokens: &[Token<'_>], at: usize) -> bool {
    let (skip, needs_scale) = match form(tokens, at) {
        "-" => (1, false),
        "and" => (1, true),
        _ => (0, false),
    };
    let follows_scale = at > 0 && scale(form(tokens, at - 1)).is_some();
    let goes_on = cardinal(form(tokens, at + skip)).is_some();
    goes_on && (!needs_scale || follows_scale) && !(skip == 1 && stand(tokens, at, &["-", "-"]))
}

/// Returns the value of an ordinal at `at` (third, 21st, twenty-first), and where it ends.
pub(super) fn ordinal_at(tokens: &[Token<'_>], at: usize) -> Option<(i128, usize)> {
    let token = tokens.get(at)?;
    if token.is_figure() {
        let is_ordinal = matches!(token.letters, "st" | "nd" | "rd" | "th");
        let digits = token.form.replace(',', "");
        let value = digits.parse().ok()?;
        return is_ordinal.then_some((value, at + 1));
    }
    let tens = cardinal(token.form).filter(|n| n % 10 == 0 && *n >= 20);
    if let Some(tens) = tens
        && form(tokens, at + 1) == "-"
    {
        let ones = ordinal(form(tokens, at + 2)).filter(|n| (1..10).contains(n))?;
        return Some((tens + ones, at + 3));
    }
    ordinal(token.form).map(|n| (n, at + 1))
}
