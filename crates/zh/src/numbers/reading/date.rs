//! Dates, years and decades.

use super::token::Token;
use super::{
    Approximation, Decimal, Figure, NumberKind, TIME_OF_DAY, form, span, stand, time, vocabulary,
};

/// The lower and the upper value of a date, and the token after it.
pub(super) type Found = (i128, i128, usize);

/// Reads the date or time at token `at`.
pub(super) fn read(tokens: &[Token<'_>], at: usize) -> Option<(Figure, usize)> {
    let token = tokens.get(at)?;
    if let Some((low, high, end)) = time::read(tokens, at) {
        return Some((date(tokens, [at, end], [low, high], Some(TIME_OF_DAY)), end));
    }
    let (low, high, end) = if token.is_figure() {
        numeric(tokens, at)
            .or_else(|| day_first(tokens, at))
            .or_else(|| decade(tokens, at))
            .or_else(|| before_common_era(tokens, at))
            .or_else(|| years(tokens, at))?
    } else {
        month_first(tokens, at).or_else(|| after_name_of_era(tokens, at))?
    };
    Some((date(tokens, [at, end], [low, high], None), end))
}

fn date(
    tokens: &[Token<'_>],
    [start, end]: [usize; 2],
    [low, high]: [i128; 2],
    unit: Option<&'static str>,
) -> Figure {
    Figure {
        span: span(tokens, start, end),
        low: Decimal::whole(low),
        high: Decimal::whole(high),
        kind: NumberKind::Date,
        unit,
        approximation: Approximation::Exact,
    }
}

/// Tests for a dash or a word between the two ends of a range.
pub(super) fn is_range(word: &str) -> bool {
    matches!(word, "–" | "-" | "—" | "to" | "through" | "until")
}

/// Returns the month that a capitalized word names, whole or cut short; what is also a word (May, Mar) only where a date
/// is certain.
fn month(tokens: &[Token<'_>], at: usize) -> Option<i128> {
    let token = tokens.get(at)?;
    if token.form.is_empty() {
        return None;
    }
    let month = vocabulary::month(token.text)?;
    let is_word = matches!(token.text, "May" | "March" | "August")
        || token.text.len() <= 3
        || token.text == "Sept";
    let next = at + 1 + usize::from(form(tokens, at + 1) == ".");
    let dated = tokens.get(next).is_some_and(Token::is_figure)
        || at > 0
            && (tokens[at - 1].is_figure()
                || matches!(
                    form(tokens, at - 1),
                    "in" | "of"
                        | "early"
                        | "late"
                        | "mid"
                        | "since"
                        | "last"
                        | "by"
                        | "until"
                        | "till"
                        | "this"
                        | "next"
                        | "from"
                        | "through"
                        | "to"
                        | "for"
                        | "before"
                        | "after"
                        | "during"
                        | "between"
                        | "every"
                        | "each"
                        | "and"
                        | "–"
                        | "-"
                ));
    // June Smith is a person.
    let is_name = tokens.get(next).is_some_and(Token::is_capitalized);
    (dated || !is_word && !is_name).then_some(month)
}

fn number(tokens: &[Token<'_>], at: usize, least: i128, most: i128) -> Option<i128> {
    let token = tokens.get(at).filter(|token| token.is_figure())?;
    let is_day = matches!(token.letters, "" | "st" | "nd" | "rd" | "th");
    token
        .form
        .parse()
        .ok()
        .filter(|n| is_day && (least..=most).contains(n))
}

/// Reads a year of four digits without a comma.
fn year(tokens: &[Token<'_>], at: usize) -> Option<i128> {
    let token = tokens
        .get(at)
        .filter(|token| token.text.len() == 4 && token.is_plain_figure())?;
    let year = token.form.parse().ok()?;
    (1000..2200).contains(&year).then_some(year)
}

/// Reads a comma and a year.
fn year_after(tokens: &[Token<'_>], at: usize) -> (i128, usize) {
    let next = at + usize::from(matches!(form(tokens, at), "," | "of"));
    match year(tokens, next) {
        Some(year) => (year * 10_000, next + 1),
        None => (0, at),
    }
}

/// Reads January 28, 2020; January 28–30; May 3 to June 5; January 2020; January–May; January.
fn month_first(tokens: &[Token<'_>], at: usize) -> Option<Found> {
    let first = month(tokens, at)? * 100;
    let mut end = at + 1 + usize::from(form(tokens, at + 1) == ".");
    let mut days = [first; 2];
    if year(tokens, end).is_none()
        && let Some(day) = number(tokens, end, 1, 31)
    {
        days = [first + day; 2];
        end += 1;
        if is_range(form(tokens, end))
            && form(tokens, end + 2) != "%"
            && let Some(last) = number(tokens, end + 1, day + 1, 31)
        {
            days[1] = first + last;
            end += 2;
        }
    }
    if days[0] == days[1]
        && is_range(form(tokens, end))
        && let Some(last) = month(tokens, end + 1)
        && last * 100 > first
    {
        let day = (days[0] > first)
            .then(|| number(tokens, end + 2, 1, 31))
            .flatten();
        days[1] = last * 100 + day.unwrap_or(0);
        end += 2 + usize::from(day.is_some());
    }
    let (year, end) = year_after(tokens, end);
    Some((year + days[0], year + days[1], end))
}

/// Reads 28 January 2020; 2020-01-28.
fn day_first(tokens: &[Token<'_>], at: usize) -> Option<Found> {
    let day = number(tokens, at, 1, 31)?;
    let of = usize::from(form(tokens, at + 1) == "of");
    let month = month(tokens, at + 1 + of)? * 100;
    let end = at + 2 + of;
    let (year, end) = year_after(tokens, end + usize::from(form(tokens, end) == "."));
    Some((year + month + day, year + month + day, end))
}

/// Reads 2020-01-28.
fn numeric(tokens: &[Token<'_>], at: usize) -> Option<Found> {
    let year = year(tokens, at)?;
    let mark = form(tokens, at + 1);
    if !matches!(mark, "-" | "/" | ".") || form(tokens, at + 3) != mark {
        return None;
    }
    let date =
        year * 10_000 + number(tokens, at + 2, 1, 12)? * 100 + number(tokens, at + 4, 1, 31)?;
    Some((date, date, at + 5))
}

/// Reads the 1980s, the 90s.
fn decade(tokens: &[Token<'_>], at: usize) -> Option<Found> {
    let token = tokens.get(at).filter(|token| token.letters == "s")?;
    // In their mid-30s, over-60s.
    let before = |k: usize| at.checked_sub(k).map_or("", |k| form(tokens, k));
    let hyphen = usize::from(before(1) == "-");
    let skipped = matches!(before(1 + hyphen), "early" | "late" | "mid");
    let owner = before(1 + hyphen + usize::from(skipped));
    if matches!(
        owner,
        "his" | "her" | "their" | "my" | "our" | "your" | "its" | "over" | "under"
    ) {
        return None;
    }
    let decade: i128 = token.form.parse().ok().filter(|n| n % 10 == 0)?;
    let year = match token.form.len() {
        4 => decade,
        2 if decade >= 20 => 1900 + decade,
        _ => return None,
    };
    Some((year * 10_000, (year + 9) * 10_000, at + 1))
}

/// Reads 221 BC.
fn before_common_era(tokens: &[Token<'_>], at: usize) -> Option<Found> {
    let token = tokens.get(at).filter(|token| token.is_plain_figure())?;
    let sign = match form(tokens, at + 1) {
        "bc" | "b.c" | "bce" => -1,
        "ad" | "a.d" => 1,
        _ => return None,
    };
    let year: i128 = token.form.parse().ok()?;
    let date = sign * year * 10_000;
    let point = usize::from(form(tokens, at + 1).contains('.') && form(tokens, at + 2) == ".");
    Some((date, date, at + 2 + point))
}

/// Reads A.D. 25.
fn after_name_of_era(tokens: &[Token<'_>], at: usize) -> Option<Found> {
    if !matches!(form(tokens, at), "ad" | "a.d") {
        return None;
    }
    let next = at + 1 + usize::from(form(tokens, at + 1) == ".");
    let year = number(tokens, next, 1, 2200)? * 10_000;
    Some((year, year, next + 1))
}

/// Reads a year, or two: 2020, 2021–2030, 2023/24. What counts something is no year.
fn years(tokens: &[Token<'_>], at: usize) -> Option<Found> {
    let first = year(tokens, at).filter(|year| (1500..2100).contains(year))?;
    let before = at.checked_sub(1).map_or("", |k| form(tokens, k));
    let is_code =
        tokens[at].is_joined && matches!(before, "-" | "." | "/" | "$" | "€" | "£" | "¥" | "#");
    if is_code || counts(tokens, at, before) {
        return None;
    }
    let mark = form(tokens, at + 1);
    if (is_range(mark) || mark == "and" && before == "between")
        && let Some(last) = year(tokens, at + 2).filter(|&last| last > first)
    {
        return Some((first * 10_000, last * 10_000, at + 3));
    }
    if matches!(mark, "–" | "-" | "/")
        && tokens[at + 1].is_joined
        && form(tokens, at + 2).len() == 2
        && let Some(last) = number(tokens, at + 2, first % 100 + 1, 99)
    {
        return Some((first * 10_000, (first / 100 * 100 + last) * 10_000, at + 3));
    }
    Some((first * 10_000, first * 10_000, at + 1))
}

/// Tests whether a figure of four digits counts what stands after it.
fn counts(tokens: &[Token<'_>], at: usize, before: &str) -> bool {
    let next = form(tokens, at + 1);
    let has_unit = super::words::scale(next).is_some()
        || super::units::unit(next).is_some()
        || super::units::symbol(next).is_some_and(|_| !matches!(next, "m" | "g" | "x"))
        || matches!(
            next,
            "%" | "percent" | "people" | ":" | "square" | "cubic" | "metric" | "nautical"
        )
        || next == "/"
            && tokens
                .get(at + 2)
                .is_some_and(|token| token.form.len() != 2)
        || matches!(next, "-" | "–")
            && tokens.get(at + 2).is_some_and(Token::is_plain_figure)
            && super::units::unit(form(tokens, at + 3)).is_some()
        || stand(tokens, at + 1, &["-", "strong"]);
    let dated = matches!(
        before,
        "in" | "since"
            | "by"
            | "from"
            | "until"
            | "till"
            | "of"
            | "the"
            | "and"
            | "to"
            | "after"
            | "before"
            | "during"
            | "for"
            | "through"
            | "early"
            | "late"
            | "mid"
            | ","
            | "–"
            | "-"
            | "this"
            | "fiscal"
    );
    let round = year(tokens, at).is_some_and(|year| year < 1900 || year % 50 == 0);
    has_unit || !dated && round && tokens.get(at + 1).is_some_and(is_plural)
}

/// Tests for a noun in the plural.
fn is_plural(token: &Token<'_>) -> bool {
    token.text.len() > 3
        && token.text.ends_with('s')
        && !token.text.ends_with("ss")
        && token.text.starts_with(|c: char| c.is_ascii_lowercase())
        && token.form.is_empty()
}
