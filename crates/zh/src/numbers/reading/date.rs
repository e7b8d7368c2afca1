//! Dates, years, decades and times of day.

use super::token::Token;
use super::{Approximation, Decimal, Figure, NumberKind, span};
use crate::numbers::MONTHS;

/// Reads the date or time at token `at`.
pub(super) fn read(tokens: &[Token<'_>], at: usize) -> Option<(Figure, usize)> {
    let (value, high, end) = month_first(tokens, at)
        .or_else(|| day_first(tokens, at))
        .or_else(|| time(tokens, at))
        .or_else(|| decade(tokens, at))
        .or_else(|| years(tokens, at))?;
    let figure = Figure {
        span: span(tokens, at, end),
        low: Decimal::whole(value),
        high: Decimal::whole(high),
        kind: NumberKind::Date,
        unit: None,
        approximation: Approximation::Exact,
    };
    Some((figure, end))
}

fn form<'t>(tokens: &'t [Token<'_>], at: usize) -> &'t str {
    tokens.get(at).map_or("", |token| token.form.as_str())
}

/// Returns the month that a capitalized word names, whole or cut short; `May` and `March` only before a figure.
fn month(tokens: &[Token<'_>], at: usize) -> Option<i128> {
    let token = tokens.get(at)?;
    let word = token.text.trim_end_matches('.');
    let is_short = matches!(word.len(), 3 | 4) && word != "Mayo";
    let at_month = MONTHS.iter().position(|month| {
        *month == word || (is_short && month.len() > word.len() && month.starts_with(word))
    })?;
    let is_word = matches!(word, "May" | "March" | "Mar");
    let next = at + 1 + usize::from(form(tokens, at + 1) == ".");
    let dated = tokens.get(next).is_some_and(Token::is_figure)
        || at > 0
            && (tokens[at - 1].is_figure()
                || matches!(
                    form(tokens, at - 1),
                    "in" | "of" | "early" | "late" | "mid" | "since" | "last"
                ));
    (dated || (!is_word && word.len() > 4)).then(|| i128::try_from(at_month + 1).ok())?
}

fn number(tokens: &[Token<'_>], at: usize, least: i128, most: i128) -> Option<i128> {
    let form = form(tokens, at);
    let digits = ["st", "nd", "rd", "th"]
        .iter()
        .find_map(|end| form.strip_suffix(end))
        .unwrap_or(form);
    digits.parse().ok().filter(|n| (least..=most).contains(n))
}

/// Reads a year of four digits without a comma.
fn year(tokens: &[Token<'_>], at: usize) -> Option<i128> {
    let token = tokens.get(at).filter(|token| token.text.len() == 4)?;
    token
        .form
        .parse()
        .ok()
        .filter(|year| (1000..2200).contains(year))
}

/// Reads a comma and a year.
fn year_after(tokens: &[Token<'_>], at: usize) -> Option<(i128, usize)> {
    let at = at + usize::from(matches!(form(tokens, at), "," | "of"));
    year(tokens, at).map(|year| (year, at + 1))
}

/// Reads January 28, 2020; January 28–30; January 2020; January.
fn month_first(tokens: &[Token<'_>], at: usize) -> Option<(i128, i128, usize)> {
    let month = month(tokens, at)? * 100;
    let mut end = at + 1 + usize::from(form(tokens, at + 1) == ".");
    let mut days = [0; 2];
    if year(tokens, end).is_none()
        && let Some(day) = number(tokens, end, 1, 31)
    {
        days = [day; 2];
        end += 1;
        let is_range = matches!(form(tokens, end), "–" | "-" | "to");
        if is_range
            && form(tokens, end + 2) != "%"
            && let Some(last) = number(tokens, end + 1, day + 1, 31)
        {
            days[1] = last;
            end += 2;
        }
    }
    let (year, end) = year_after(tokens, end).map_or((0, end), |(year, end)| (year * 10_000, end));
    Some((year + month + days[0], year + month + days[1], end))
}

/// Reads 28 January 2020.
fn day_first(tokens: &[Token<'_>], at: usize) -> Option<(i128, i128, usize)> {
    let day = number(tokens, at, 1, 31)?;
    let of = usize::from(form(tokens, at + 1) == "of");
    let month = month(tokens, at + 1 + of)? * 100;
    let end = at + 2 + of;
    let (year, end) = year_after(tokens, end).map_or((0, end), |(year, end)| (year * 10_000, end));
    Some((year + month + day, year + month + day, end))
}

/// Reads 9:30, 9:30 a.m., 3 p.m., noon.
fn time(tokens: &[Token<'_>], at: usize) -> Option<(i128, i128, usize)> {
    let fixed = |value| Some((value, value, at + 1));
    match form(tokens, at) {
        "noon" => return fixed(1200),
        "midnight" => return fixed(0),
        _ => {}
    }
    let written = form(tokens, at);
    let half_joined = ["am", "pm"]
        .into_iter()
        .find(|half| written.ends_with(half));
    let hour: i128 = written
        .trim_end_matches(char::is_alphabetic)
        .parse()
        .ok()
        .filter(|&hour| hour < 25)?;
    let mut end = at + 1;
    let mut minute = None;
    if half_joined.is_none() && form(tokens, end) == ":" && tokens[end].is_joined {
        if form(tokens, end + 1).len() != 2 {
            return None;
        }
        minute = Some(number(tokens, end + 1, 0, 59)?);
        end += 2;
    }
    let half = half_joined.or_else(|| match form(tokens, end) {
        "am" | "a.m" => Some("am"),
        "pm" | "p.m" => Some("pm"),
        _ => None,
    });
    if half.is_some() && half_joined.is_none() {
        end += 1;
        end += usize::from(form(tokens, end) == "." && tokens[end - 1].form.contains('.'));
    }
    if half.is_none() && minute.is_none() {
        return None;
    }
    let hour = match half {
        Some("pm") if hour < 12 => hour + 12,
        Some("am") if hour == 12 => 0,
        _ => hour,
    };
    let value = hour * 100 + minute.unwrap_or(0);
    Some((value, value, end))
}

/// Reads the 1980s, the 90s.
fn decade(tokens: &[Token<'_>], at: usize) -> Option<(i128, i128, usize)> {
    let digits = form(tokens, at).strip_suffix('s')?;
    let decade: i128 = digits.parse().ok().filter(|n| n % 10 == 0)?;
    let year = match digits.len() {
        4 => decade,
        2 if decade >= 20 => 1900 + decade,
        _ => return None,
    };
    Some((year * 10_000, (year + 9) * 10_000, at + 1))
}

/// Reads a year, or two: 2020, 2021–2030. What counts something is no year.
fn years(tokens: &[Token<'_>], at: usize) -> Option<(i128, i128, usize)> {
    let first = year(tokens, at).filter(|year| (1500..2100).contains(year))?;
    let is_code = at > 0
        && tokens[at].is_joined
        && matches!(
            form(tokens, at - 1),
            "-" | "." | "/" | "$" | "€" | "£" | "¥" | "#"
        );
    let counts = super::words::scale(form(tokens, at + 1)).is_some()
        || super::words::unit(form(tokens, at + 1)).is_some()
        || matches!(form(tokens, at + 1), "%" | "percent" | "people" | "/" | ":");
    if is_code || counts {
        return None;
    }
    if matches!(form(tokens, at + 1), "–" | "-" | "to") {
        if let Some(last) = year(tokens, at + 2).filter(|&last| last > first) {
            return Some((first * 10_000, last * 10_000, at + 3));
        }
        if tokens[at + 1].is_joined
            && form(tokens, at + 2).len() == 2
            && let Some(last) = number(tokens, at + 2, first % 100 + 1, 99)
        {
            return Some((first * 10_000, (first / 100 * 100 + last) * 10_000, at + 3));
        }
    }
    Some((first * 10_000, first * 10_000, at + 1))
}
