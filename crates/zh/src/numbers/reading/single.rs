//! Numbers that are one word or a fixed phrase: ordinals, multiples, ages, one in five, a year and a half.

use super::token::Token;
use super::units::unit;
use super::value::{ordinal_at, ratio};
use super::words::{cardinal, decade_of_life, multiple};
use super::{Approximation, Decimal, Figure, NumberKind, form, span, stand};

/// Reads what is one word or a fixed phrase: an ordinal, a multiple, an age, one in five, a year and a half.
pub(super) fn read(tokens: &[Token<'_>], at: usize) -> Option<(Figure, usize)> {
    let exact = |value: Decimal, kind, unit, end| {
        let figure = Figure {
            span: span(tokens, at, end),
            low: value,
            high: value,
            kind,
            unit,
            approximation: Approximation::Exact,
        };
        (figure, end)
    };
    if let Some((n, end)) = ordinal_at(tokens, at) {
        return ordinal_phrase(tokens, at, n, end)
            .map(|(value, kind, unit, end)| exact(value, kind, unit, end));
    }
    if let Some((times, end)) = times(tokens, at) {
        return Some(exact(times, NumberKind::Measure, Some("time"), end));
    }
    if let Some((value, end)) = one_in(tokens, at) {
        return Some(exact(value, NumberKind::Part, None, end));
    }
    if let Some((age, end)) = years_of_age(tokens, at) {
        let (mut figure, end) = exact(Decimal::whole(age), NumberKind::Measure, Some("year"), end);
        figure.high = Decimal::whole(age + 9);
        return Some((figure, end));
    }
    if let Some((unit, end)) = unit_alone(tokens, at) {
        let value = if stand(tokens, end, &["and", "a", "half"]) {
            return Some(exact(
                Decimal::parse("1.5")?,
                NumberKind::Measure,
                Some(unit),
                end + 3,
            ));
        } else {
            Decimal::whole(1)
        };
        let counts = matches!(unit, "decade" | "century");
        return counts.then(|| exact(value, NumberKind::Measure, Some(unit), end));
    }
    None
}

/// What an ordinal is: its value, its kind, its unit, and the token after it.
type OrdinalPhrase = (Decimal, NumberKind, Option<&'static str>, usize);

/// Reads what stands after an ordinal: the third quarter, the second half. `None` where a count follows (the first three
/// quarters) or the ordinal is the part of a fraction.
fn ordinal_phrase(tokens: &[Token<'_>], at: usize, n: i128, end: usize) -> Option<OrdinalPhrase> {
    let value = Decimal::whole(n);
    let hyphen = usize::from(form(tokens, end) == "-");
    let unit = match form(tokens, end + hyphen) {
        "quarter" if (1..=4).contains(&n) => Some("quarter"),
        "half" if n <= 2 => Some("half"),
        _ => None,
    };
    if unit.is_some() {
        return Some((value, NumberKind::Date, unit, end + hyphen + 1));
    }
    let counts = form(tokens, at) == "first"
        && (cardinal(form(tokens, end)).is_some()
            || tokens.get(end).is_some_and(|t| t.is_plain_figure()));
    (!counts).then_some((value, NumberKind::Ordinal, None, end))
}

/// Reads doubled, twice, halved, 3-fold, five-fold.
fn times(tokens: &[Token<'_>], at: usize) -> Option<(Decimal, usize)> {
    let word = form(tokens, at);
    if let Some(by) = multiple(word) {
        let is_verb = !matches!(word, "double" | "triple" | "quadruple" | "doubles")
            || !tokens
                .get(at + 1)
                .is_some_and(|next| next.form.is_empty() || next.form == "-");
        return is_verb.then(|| (Decimal::whole(by), at + 1));
    }
    if matches!(word, "halved" | "halving") {
        return Some((Decimal::parse("0.5")?, at + 1));
    }
    let value = tokens.get(at)?;
    let number = if value.is_plain_figure() {
        Decimal::parse(value.form)?
    } else {
        Decimal::whole(cardinal(word)?)
    };
    let next = at + 1 + usize::from(form(tokens, at + 1) == "-");
    (form(tokens, next) == "fold").then_some((number, next + 1))
}

/// Reads one in five, 1 in 10, nine out of ten, one in every three: the part.
fn one_in(tokens: &[Token<'_>], at: usize) -> Option<(Decimal, usize)> {
    let small = |k: usize| {
        let token = tokens.get(k)?;
        let digits = token.is_plain_figure().then(|| token.form.parse().ok())?;
        digits.or_else(|| cardinal(token.form))
    };
    let small = |k: usize| small(k).or_else(|| cardinal(form(tokens, k)));
    let part: i128 = small(at)?;
    let next = match (
        form(tokens, at + 1),
        form(tokens, at + 2),
        form(tokens, at + 3),
    ) {
        ("out", "of", "every") => at + 4,
        ("in", "every", _) | ("out", "of", _) => at + 3,
        ("in", _, _) => at + 2,
        _ => return None,
    };
    let whole = small(next)?;
    let counts = unit(form(tokens, next + 1)).is_some() || form(tokens, next + 1) == "-";
    let is_ratio = part < whole && (whole <= 20 || whole % 100 == 0 && whole < 1_900) && !counts;
    is_ratio.then(|| Some((ratio(part, whole)?, next + 1)))?
}

/// Reads the 80s of his 80s, the twenties of her twenties: the least age.
fn years_of_age(tokens: &[Token<'_>], at: usize) -> Option<(i128, usize)> {
    let before = |k: usize| at.checked_sub(k).map_or("", |k| form(tokens, k));
    let hyphen = usize::from(before(1) == "-");
    let skipped = matches!(before(1 + hyphen), "early" | "late" | "mid");
    let owner = before(1 + hyphen + usize::from(skipped));
    if !matches!(
        owner,
        "his" | "her" | "their" | "my" | "our" | "your" | "its"
    ) {
        return None;
    }
    let token = tokens.get(at)?;
    if token.is_figure() {
        let age: i128 = token.form.parse().ok()?;
        return (token.letters == "s" && age % 10 == 0 && age < 120).then_some((age, at + 1));
    }
    decade_of_life(token.form).map(|age| (age, at + 1))
}

/// Reads a unit whose one is not said: a decade, the past century; an hour (and a half).
fn unit_alone(tokens: &[Token<'_>], at: usize) -> Option<(&'static str, usize)> {
    match form(tokens, at) {
        "a" | "an" => {
            let (unit, is_money) = unit(form(tokens, at + 1))?;
            let before = at.checked_sub(1).map_or("", |k| form(tokens, k));
            let is_part = matches!(before, "of" | "half" | "per");
            let is_one = form(tokens, at + 1) == unit;
            (!is_money && !is_part && is_one).then_some((unit, at + 2))
        }
        "past" | "last" | "next" | "coming" => match form(tokens, at + 1) {
            "decade" => Some(("decade", at + 2)),
            "century" => Some(("century", at + 2)),
            _ => None,
        },
        _ => None,
    }
}
