//! Times of day.

use super::date::{Found, is_range};
use super::form;
use super::token::Token;
use super::words::cardinal;

/// Reads the time, or two, at token `at`.
pub(super) fn read(tokens: &[Token<'_>], at: usize) -> Option<Found> {
    if tokens.get(at)?.is_figure() {
        in_figures(tokens, at)
    } else {
        in_words(tokens, at)
    }
}

/// Reads the hour and the minute of a time, and where they end.
fn clock(tokens: &[Token<'_>], at: usize) -> Option<(i128, usize)> {
    let token = tokens.get(at).filter(|token| token.is_figure())?;
    let follows_colon = at > 0 && form(tokens, at - 1) == ":" && token.is_joined;
    if let Some(british) = with_point(tokens, at) {
        return Some(british);
    }
    let hour: i128 = token.form.parse().ok().filter(|&hour| hour < 25)?;
    if follows_colon || !matches!(token.letters, "" | "am" | "pm") {
        return None;
    }
    let mut end = at + 1;
    let mut minute = None;
    if token.letters.is_empty() && form(tokens, end) == ":" && tokens[end].is_joined {
        let digits = tokens
            .get(end + 1)
            .filter(|next| next.form.len() == 2 && next.is_joined)?;
        if form(tokens, end + 2) == ":" && tokens[end + 2].is_joined {
            return None;
        }
        minute = digits
            .form
            .parse::<i128>()
            .ok()
            .filter(|&minute| minute < 60);
        minute?;
        end += 2;
    }
    let joined = if minute.is_some() {
        tokens[end - 1].letters
    } else {
        token.letters
    };
    let half = match (joined, form(tokens, end)) {
        ("am" | "pm", _) => joined,
        (_, "am" | "a.m") => "am",
        (_, "pm" | "p.m") => "pm",
        _ => "",
    };
    if !half.is_empty() && joined.is_empty() {
        end += 1;
        end += usize::from(form(tokens, end) == "." && tokens[end - 1].form.contains('.'));
    }
    let is_sharp = form(tokens, end) == "o'clock";
    if half.is_empty() && minute.is_none() && !is_sharp {
        return None;
    }
    let hour = match half {
        "pm" if hour < 12 => hour + 12,
        "am" if hour == 12 => 0,
        _ => hour,
    };
    Some((
        hour * 100 + minute.unwrap_or(0),
        end + usize::from(is_sharp),
    ))
}

/// Reads 6.30pm, 4.40 am.
fn with_point(tokens: &[Token<'_>], at: usize) -> Option<(i128, usize)> {
    let token = tokens.get(at)?;
    let (half, end) = match token.letters {
        "" => (form(tokens, at + 1), at + 2),
        letters => (letters, at + 1),
    };
    let (hour, minute) = token
        .form
        .split_once('.')
        .filter(|(_, minute)| minute.len() == 2)?;
    let (hour, minute): (i128, i128) = (hour.parse().ok()?, minute.parse().ok()?);
    let noon = match half {
        "am" | "a.m" => 0,
        "pm" | "p.m" => 12,
        _ => return None,
    };
    let point = usize::from(half.contains('.') && form(tokens, end) == ".");
    ((1..=12).contains(&hour) && minute < 60)
        .then_some(((hour % 12 + noon) * 100 + minute, end + point))
}

/// Reads 9:30, 9:30 a.m., 3 p.m., 9 o'clock, 9 a.m. to 5 p.m.
fn in_figures(tokens: &[Token<'_>], at: usize) -> Option<Found> {
    let (first, end) = clock(tokens, at)?;
    if is_range(form(tokens, end))
        && let Some((last, end)) = clock(tokens, end + 1)
        && last > first
    {
        return Some((first, last, end));
    }
    Some((first, first, end))
}

/// Reads noon, midnight, nine o'clock, half past nine, quarter to ten.
fn in_words(tokens: &[Token<'_>], at: usize) -> Option<Found> {
    let word = form(tokens, at);
    let hour = |at: usize| cardinal(form(tokens, at)).filter(|hour| (1..=12).contains(hour));
    let (value, end) = match word {
        "noon" => (1200, at + 1),
        "midnight" => (0, at + 1),
        "half" if form(tokens, at + 1) == "past" => (hour(at + 2)? * 100 + 30, at + 3),
        "quarter" if form(tokens, at + 1) == "past" => (hour(at + 2)? * 100 + 15, at + 3),
        "quarter" if form(tokens, at + 1) == "to" => ((hour(at + 2)? - 1) * 100 + 45, at + 3),
        _ if form(tokens, at + 1) == "o'clock" => (hour(at)? * 100, at + 2),
        _ => return None,
    };
    Some((value, value, end))
}
