//! Numbers with their bound, scale and unit: more than $3.5 billion, two-thirds, 15% to 20%, tens of millions.

use super::token::Token;
use super::words::{BOUNDS, cardinal, denominator, money_sign, ordinal, scale, scales, unit};
use super::{Approximation, Decimal, Figure, NumberKind, span};

/// A bare value, and the token after it.
struct Value {
    low: Decimal,
    high: Decimal,
    end: usize,
    is_rough: bool,
}

impl Value {
    fn exact(value: Decimal, end: usize) -> Self {
        Self {
            low: value,
            high: value,
            end,
            is_rough: false,
        }
    }
}

/// Reads the number at token `at`.
pub(super) fn read(tokens: &[Token<'_>], at: usize) -> Option<(Figure, usize)> {
    let (bound_end, bound) = bound(tokens, at);
    let (start, sign) = sign(tokens, bound_end);
    let (start, money) = money_before(tokens, start);
    if bound_end == at
        && let Some(found) = ordinal_figure(tokens, at).or_else(|| multiple(tokens, at))
    {
        return Some(found);
    }
    let first = value(tokens, start)?;
    let (unit, kind, end) = unit_after(tokens, first.end, money);
    let mut figure = Figure {
        span: span(tokens, at, end),
        low: signed(first.low, sign)?,
        high: signed(first.high, sign)?,
        kind,
        unit,
        approximation: if first.is_rough {
            Approximation::About
        } else {
            bound
        },
    };
    if is_pronoun(tokens, at, end) {
        return None;
    }
    let end = upper(tokens, &mut figure, end);
    figure.span = span(tokens, at, end);
    Some((figure, end))
}

fn form<'t>(tokens: &'t [Token<'_>], at: usize) -> &'t str {
    tokens.get(at).map_or("", |token| token.form.as_str())
}

/// Reads the sign of money at `at`: `$`, `HK$`.
fn money_before(tokens: &[Token<'_>], at: usize) -> (usize, Option<&'static str>) {
    if form(tokens, at + 1) == "$" && tokens[at + 1].is_joined {
        let sign = money_sign(&format!("{}$", form(tokens, at)));
        if sign.is_some() {
            return (at + 2, sign);
        }
    }
    match tokens.get(at).and_then(|token| money_sign(&token.form)) {
        Some(sign) => (at + 1, Some(sign)),
        None => (at, None),
    }
}

fn bound(tokens: &[Token<'_>], at: usize) -> (usize, Approximation) {
    for (words, approximation) in BOUNDS {
        if words
            .iter()
            .enumerate()
            .all(|(k, word)| form(tokens, at + k) == *word)
        {
            return (at + words.len(), approximation);
        }
    }
    (at, Approximation::Exact)
}

/// Reads a minus sign before a figure; a hyphen after a word or a figure is none.
fn sign(tokens: &[Token<'_>], at: usize) -> (usize, i128) {
    let is_minus = form(tokens, at) == "minus"
        || (matches!(form(tokens, at), "-" | "−")
            && !tokens[at].is_joined
            && tokens.get(at + 1).is_some_and(|token| token.is_joined));
    if is_minus { (at + 1, -1) } else { (at, 1) }
}

fn signed(value: Decimal, sign: i128) -> Option<Decimal> {
    value.times(sign)
}

/// Reads a value: a figure or number words, with a scale, a fraction, or scales in the plural.
fn value(tokens: &[Token<'_>], at: usize) -> Option<Value> {
    rough(tokens, at)
        .or_else(|| fraction(tokens, at))
        .or_else(|| figure(tokens, at))
        .or_else(|| words(tokens, at))
}

/// Reads tens of millions, hundreds of thousands, dozens.
fn rough(tokens: &[Token<'_>], at: usize) -> Option<Value> {
    let mut by = scales(form(tokens, at))?;
    let mut end = at + 1;
    while form(tokens, end) == "of"
        && let Some(next) = scales(form(tokens, end + 1))
    {
        by = by.checked_mul(next)?;
        end += 2;
    }
    let low = Decimal::whole(by);
    Some(Value {
        low,
        high: low.times(10)?,
        end,
        is_rough: true,
    })
}

/// Reads 1/3, 1 3/4, two-thirds, three quarters, half.
fn fraction(tokens: &[Token<'_>], at: usize) -> Option<Value> {
    if form(tokens, at) == "half" {
        let after = usize::from(matches!(form(tokens, at + 1), "a" | "an"));
        let scaled = scale(form(tokens, at + 1 + after));
        let value = Decimal::parse("0.5")?.times(scaled.unwrap_or(1))?;
        let end = at + 1 + if scaled.is_some() { after + 1 } else { 0 };
        return Some(Value::exact(value, end));
    }
    if let Some(slash) = slash(tokens, at) {
        return Some(slash);
    }
    if tokens.get(at)?.is_figure()
        && let Some(part) = slash(tokens, at + 1)
        && !tokens[at + 1].is_joined
    {
        let whole = Decimal::parse(form(tokens, at))?;
        return Some(Value::exact(whole.plus(part.low)?, part.end));
    }
    let part = cardinal(form(tokens, at)).or_else(|| (form(tokens, at) == "a").then_some(1))?;
    let hyphen = usize::from(form(tokens, at + 1) == "-");
    let whole = denominator(form(tokens, at + 1 + hyphen))?;
    let is_quarter_of_year = form(tokens, at + 1 + hyphen).starts_with("quarter") && part > 3;
    (part < whole && !is_quarter_of_year).then_some(())?;
    Some(Value::exact(ratio(part, whole)?, at + 2 + hyphen))
}

fn slash(tokens: &[Token<'_>], at: usize) -> Option<Value> {
    let part: i128 = form(tokens, at).parse().ok()?;
    let joined = |k: usize| tokens.get(k).is_some_and(|token| token.is_joined);
    if form(tokens, at + 1) != "/" || !joined(at + 1) || !joined(at + 2) {
        return None;
    }
    let whole: i128 = form(tokens, at + 2).parse().ok().filter(|&n| n > part)?;
    Some(Value::exact(ratio(part, whole)?, at + 3))
}

/// Returns `part / whole` to nine decimals: enough to compare two readings of one fraction.
fn ratio(part: i128, whole: i128) -> Option<Decimal> {
    let billionths = part.checked_mul(1_000_000_000)? / whole;
    Decimal::parse(&format!("0.{billionths:09}"))
}

fn figure(tokens: &[Token<'_>], at: usize) -> Option<Value> {
    let token = tokens.get(at).filter(|token| token.is_figure())?;
    // 3bn, 5m: a scale without a space; 5G and G20 are names.
    let digits = token.form.trim_end_matches(char::is_alphabetic);
    let letters = &token.form[digits.len()..];
    let by = match letters {
        "" => 1,
        "m" if at > 0 && money_sign(form(tokens, at - 1)).is_some() => 1_000_000,
        "dozen" => return None,
        letters => scale(letters)?,
    };
    let mut value = Decimal::parse(digits)?.times(by)?;
    let mut end = at + 1;
    let hyphen = usize::from(form(tokens, end) == "-");
    while let Some(by) = scale(form(tokens, end + if end == at + 1 { hyphen } else { 0 })) {
        value = value.times(by)?;
        end += 1 + if end == at + 1 { hyphen } else { 0 };
    }
    Some(Value::exact(value, end))
}

/// Reads number words: twenty-three, one hundred and five thousand, a million.
fn words(tokens: &[Token<'_>], at: usize) -> Option<Value> {
    let mut total = 0_i128;
    let mut section: Option<i128> = None;
    let mut end = at;
    loop {
        let word = form(tokens, end);
        let before_scale =
            matches!(word, "a" | "an") && end == at && scale(form(tokens, end + 1)).is_some();
        if let Some(value) = cardinal(word).or_else(|| before_scale.then_some(1)) {
            let takes = section.is_none_or(|section| {
                section % 100 == 0
                    || (section % 10 == 0 && section % 100 >= 20 && value < 10 && value > 0)
            });
            if !takes {
                break;
            }
            section = Some(section.unwrap_or(0) + value);
            end += 1;
        } else if section.is_some()
            && let Some(by) = scale(word)
        {
            let value = section.unwrap_or(1).checked_mul(by)?;
            if by == 100 || by == 12 {
                section = Some(value);
            } else {
                total = total.checked_add(value)?;
                section = None;
                // Another section must follow a number word.
                if !goes_on(tokens, end + 1) {
                    end += 1;
                    break;
                }
            }
            end += 1;
        } else if (word == "-" || word == "and") && end > at && goes_on(tokens, end) {
            end += 1;
        } else {
            break;
        }
    }
    let value = total.checked_add(section.unwrap_or(0))?;
    (end > at).then(|| Value::exact(Decimal::whole(value), end))
}

/// Tests whether number words go on at `at`: after a hyphen, after `and` that follows a hundred or thousand.
fn goes_on(tokens: &[Token<'_>], at: usize) -> bool {
    let (skip, needs_scale) = match form(tokens, at) {
        "-" => (1, false),
        "and" => (1, true),
        _ => (0, false),
    };
    let follows_scale = at > 0 && scale(form(tokens, at - 1)).is_some();
    cardinal(form(tokens, at + skip)).is_some() && (!needs_scale || follows_scale)
}

/// Reads the sign or unit after a value.
fn unit_after(
    tokens: &[Token<'_>],
    at: usize,
    money: Option<&'static str>,
) -> (Option<String>, NumberKind, usize) {
    if let Some(sign) = money {
        return (Some(sign.to_owned()), NumberKind::Money, at);
    }
    let part = |unit: &str, end| (Some(unit.to_owned()), NumberKind::Part, end);
    match (form(tokens, at), form(tokens, at + 1)) {
        ("%", _) | ("percent" | "pct", _) => return part("%", at + 1),
        ("‰", _) => return part("‰", at + 1),
        ("per", "cent") => return part("%", at + 2),
        ("percentage", "point" | "points") => return part("percentage point", at + 2),
        ("basis", "point" | "points") => return part("basis point", at + 2),
        _ => {}
    }
    let hyphen = usize::from(
        form(tokens, at) == "-" && tokens.get(at + 1).is_some_and(|token| token.is_joined),
    );
    let square = matches!(
        form(tokens, at + hyphen),
        "square" | "cubic" | "nautical" | "metric" | "u.s" | "us" | "hong" | "working"
    );
    let start =
        at + hyphen + usize::from(square) + usize::from(form(tokens, at + hyphen) == "hong");
    let start = start + usize::from(form(tokens, start) == ".");
    if let Some((name, is_money)) = unit(form(tokens, start)) {
        let prefix = if square && !is_money {
            format!("{} ", form(tokens, at + hyphen))
        } else {
            String::new()
        };
        let kind = if is_money {
            NumberKind::Money
        } else {
            NumberKind::Measure
        };
        return (Some(format!("{prefix}{name}")), kind, start + 1);
    }
    (None, NumberKind::Count, at)
}

/// Reads the upper end of a range into `figure`, and returns where it ends.
fn upper(tokens: &[Token<'_>], figure: &mut Figure, end: usize) -> usize {
    let mark = form(tokens, end);
    let is_dash = matches!(mark, "–" | "-" | "—" | "~") && tokens[end].is_joined;
    if !(is_dash || matches!(mark, "to" | "or")) || figure.high != figure.low {
        return end;
    }
    let (start, sign) = sign(tokens, end + 1);
    let (start, money) = money_before(tokens, start);
    let Some(second) = value(tokens, start).filter(|value| !value.is_rough) else {
        return end;
    };
    let (unit, kind, after) = unit_after(tokens, second.end, money);
    let Some(high) = signed(second.high, sign) else {
        return end;
    };
    // 3 to 5 million: the scale counts for both.
    let low = scaled_like(tokens, figure.low, start, second.end).unwrap_or(figure.low);
    if !low.is_less(high) || (figure.unit.is_some() && unit.is_some() && figure.unit != unit) {
        return end;
    }
    figure.low = low;
    figure.high = high;
    if unit.is_some() {
        figure.unit = unit;
        figure.kind = kind;
    }
    after
}

/// Returns `low` in the scale of the second number, if only that has one.
fn scaled_like(tokens: &[Token<'_>], low: Decimal, start: usize, end: usize) -> Option<Decimal> {
    if end != start + 2 || low.at_least(1_000) {
        return None;
    }
    low.times(scale(form(tokens, end - 1))?)
}

/// Reads third, 21st, twenty-first; `second` is one only before a noun, which cannot be told from a unit here.
fn ordinal_figure(tokens: &[Token<'_>], at: usize) -> Option<(Figure, usize)> {
    let tens = cardinal(form(tokens, at)).filter(|n| n % 10 == 0 && *n >= 20);
    let (value, end) = match (tens, form(tokens, at + 1)) {
        (Some(tens), "-") => {
            let ones = ordinal(form(tokens, at + 2)).filter(|n| (1..10).contains(n))?;
            (tens + ones, at + 3)
        }
        _ => (ordinal(form(tokens, at))?, at + 1),
    };
    let value = Decimal::whole(value);
    Some((
        Figure {
            span: span(tokens, at, end),
            low: value,
            high: value,
            kind: NumberKind::Ordinal,
            unit: None,
            approximation: Approximation::Exact,
        },
        end,
    ))
}

/// Reads doubled, twice, tripled, quadrupled, decades.
fn multiple(tokens: &[Token<'_>], at: usize) -> Option<(Figure, usize)> {
    let value = match form(tokens, at) {
        "doubled" | "double" | "twice" | "twofold" | "doubling" => 2,
        "tripled" | "triple" | "thrice" | "threefold" | "tripling" => 3,
        "quadrupled" | "quadruple" | "fourfold" | "quadrupling" => 4,
        "eightfold" => 8,
        "tenfold" => 10,
        _ => return None,
    };
    let value = Decimal::whole(value);
    let figure = Figure {
        span: span(tokens, at, at + 1),
        low: value,
        high: value,
        kind: NumberKind::Measure,
        unit: Some("time".to_owned()),
        approximation: Approximation::Exact,
    };
    Some((figure, at + 1))
}

/// Tests for words that only look like numbers: one another, no one, one of, that one, one's; and for names: World War
/// Two, Fortune 500.
fn is_pronoun(tokens: &[Token<'_>], at: usize, end: usize) -> bool {
    if end != at + 1 || form(tokens, at) != "one" {
        return at > 0
            && matches!(
                form(tokens, at - 1),
                "fortune" | "boeing" | "airbus" | "route" | "apollo"
            );
    }
    let before = at.checked_sub(1).map_or("", |k| form(tokens, k));
    let after = form(tokens, end);
    matches!(
        before,
        "no" | "any"
            | "every"
            | "each"
            | "this"
            | "that"
            | "the"
            | "which"
            | "another"
            | "loved"
            | "some"
            | "own"
    ) || matches!(
        after,
        "another"
            | "of"
            | "who"
            | "whose"
            | "can"
            | "should"
            | "must"
            | "may"
            | "might"
            | "is"
            | "has"
            | "'s"
            | "day"
            | "by"
            | "-"
    ) || matches!(after, "" | "." | "," | "!" | "?" | ";")
}
