//! Numbers with their bound, scale and unit: more than $3.5 billion, two-thirds, 15% to 20%, one in five.

use super::bounds::{BOUNDS, BOUNDS_AFTER};
use super::token::Token;
use super::unit::{self, Unit};
use super::value;
use super::words::{cardinal, scale};
use super::{Approximation, Decimal, Figure, date, form, single, span, stand};

/// Reads the number at token `at`.
pub(super) fn read(tokens: &[Token<'_>], at: usize) -> Option<(Figure, usize)> {
    if let Some(found) = single::read(tokens, at) {
        return Some(found);
    }
    let (start, bound) = bound(tokens, at);
    if start > at
        && let Some(found) = bounded_date(tokens, at, start, bound)
    {
        return Some(found);
    }
    let is_between = form(tokens, start) == "between";
    if is_between && date::read(tokens, start + 1).is_some() {
        return None;
    }
    let first = Side::read(tokens, start + usize::from(is_between))?;
    let end = first.unit.end;
    if is_pronoun(tokens, at, end) {
        return None;
    }
    let mut figure = Figure {
        span: span(tokens, at, end),
        low: first.low,
        high: first.high,
        kind: first.unit.kind,
        unit: first.unit.name,
        approximation: if first.is_rough {
            Approximation::About
        } else {
            bound
        },
    };
    let mut end = end;
    if let Some(after) = upper(tokens, &mut figure, end, is_between) {
        end = after;
    } else if is_between {
        return None;
    }
    if let Some((after, bound)) = bound_after(tokens, end) {
        end = after;
        figure.approximation = bound;
    }
    if stand(tokens, end, &["below", "zero"]) {
        figure.low = figure.low.times(-1)?;
        figure.high = figure.high.times(-1)?;
        end += 2;
    }
    figure.span = span(tokens, at, end);
    Some((figure, end))
}

/// Reads a date or time after its bound: about 10:15, around 1000 BC. A year alone counts: more than 2000.
fn bounded_date(
    tokens: &[Token<'_>],
    at: usize,
    start: usize,
    approximation: Approximation,
) -> Option<(Figure, usize)> {
    let (figure, end) = date::read(tokens, start)?;
    let is_year = end == start + 1 && figure.unit.is_none();
    let figure = Figure {
        span: span(tokens, at, end),
        approximation,
        ..figure
    };
    (!is_year).then_some((figure, end))
}

/// One end of a range, or the whole number.
struct Side {
    low: Decimal,
    high: Decimal,
    is_rough: bool,
    /// The token after the value, without its unit.
    value_end: usize,
    unit: Unit,
}

impl Side {
    fn read(tokens: &[Token<'_>], at: usize) -> Option<Self> {
        let (start, sign) = sign(tokens, at);
        let (start, money) = unit::money_before(tokens, start);
        let mut value = value::read(tokens, start)?;
        let mut unit = unit::after(tokens, &value, money);
        if let Some((sum, end)) = unit::and_a_half(tokens, &value, &unit) {
            value.low = sum;
            value.high = sum;
            unit.end = end;
        }
        Some(Self {
            low: value.low.times(sign)?,
            high: value.high.times(sign)?,
            is_rough: value.is_rough,
            value_end: value.end,
            unit,
        })
    }
}

fn bound(tokens: &[Token<'_>], at: usize) -> (usize, Approximation) {
    let found = BOUNDS.iter().find(|(words, _)| stand(tokens, at, words));
    found.map_or((at, Approximation::Exact), |(words, bound)| {
        (at + words.len(), *bound)
    })
}

/// Reads 20 or so, 65 and over, 500-plus, 500+.
fn bound_after(tokens: &[Token<'_>], at: usize) -> Option<(usize, Approximation)> {
    let token = tokens.get(at)?;
    if token.text == "+" && token.is_joined {
        return Some((at + 1, Approximation::AtLeast));
    }
    let found = BOUNDS_AFTER
        .iter()
        .find(|(words, _)| stand(tokens, at, words))?;
    // 5 and over 300: another number begins.
    let end = at + found.0.len();
    let goes_on = matches!(found.0[0], "and" | "plus")
        && tokens
            .get(end)
            .is_some_and(|next| next.is_figure() || cardinal(next.form).is_some());
    (!goes_on).then_some((end, found.1))
}

/// Reads a minus sign before a figure; a hyphen after a word or a figure is none.
fn sign(tokens: &[Token<'_>], at: usize) -> (usize, i128) {
    let is_minus = form(tokens, at) == "minus"
        || (matches!(form(tokens, at), "-" | "−")
            && !tokens[at].is_joined
            && tokens.get(at + 1).is_some_and(|token| token.is_joined));
    if is_minus { (at + 1, -1) } else { (at, 1) }
}

/// Reads the upper end of a range into `figure`, and returns where it ends.
fn upper(tokens: &[Token<'_>], figure: &mut Figure, end: usize, is_between: bool) -> Option<usize> {
    let mark = form(tokens, end);
    let is_dash = matches!(mark, "–" | "-" | "—" | "~") && tokens[end].is_joined;
    let is_mark = if is_between {
        mark == "and"
    } else {
        is_dash || matches!(mark, "to" | "or")
    };
    if !is_mark || figure.high != figure.low {
        return None;
    }
    // 18- to 25-year-olds.
    let to = match (mark, form(tokens, end + 1), form(tokens, end + 2)) {
        ("-", "to", "-") => 2,
        ("-", "to", _) => 1,
        _ => 0,
    };
    let second = Side::read(tokens, end + 1 + to).filter(|side| !side.is_rough)?;
    // 3 to 5 million: the scale counts for both.
    let low = scaled_like(tokens, figure.low, second.value_end).unwrap_or(figure.low);
    let unit = second.unit.name;
    if !low.is_less(second.high) || (figure.unit.is_some() && unit.is_some() && figure.unit != unit)
    {
        return None;
    }
    figure.low = low;
    figure.high = second.high;
    if unit.is_some() {
        figure.unit = unit;
        figure.kind = second.unit.kind;
    }
    Some(second.unit.end)
}

/// Returns `low` in the scale of the second number, if only that has one.
fn scaled_like(tokens: &[Token<'_>], low: Decimal, second_end: usize) -> Option<Decimal> {
    let before = second_end.checked_sub(2)?;
    if !tokens.get(before)?.is_plain_figure() && cardinal(form(tokens, before)).is_none()
        || low.at_least(1_000)
    {
        return None;
    }
    low.times(scale(form(tokens, second_end - 1))?)
}

/// Tests for words that only look like numbers: no one, one of, that one; one alone at the end of a sentence.
fn is_pronoun(tokens: &[Token<'_>], at: usize, end: usize) -> bool {
    if end != at + 1 || form(tokens, at) != "one" {
        return false;
    }
    let before = at.checked_sub(1).map_or("", |k| form(tokens, k));
    let after = form(tokens, end);
    let is_noun = tokens
        .get(end)
        .is_some_and(|token| token.text.starts_with(char::is_alphanumeric));
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
            | "cannot"
            | "could"
            | "should"
            | "must"
            | "may"
            | "might"
            | "would"
            | "is"
            | "was"
            | "has"
            | "had"
            | "does"
            | "did"
            | "needs"
            | "day"
            | "by"
            | "to"
            | "that"
            | "which"
            | "in"
            | "on"
            | "with"
            | "for"
    ) || !is_noun
}
