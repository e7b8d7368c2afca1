//! The sign or the unit of a number.

use super::token::Token;
use super::units::{dollar, money_sign, symbol, unit};
use super::value::Value;
use super::{Decimal, NumberKind, form, stand};

/// What a number counts: its unit, its kind, and the token after it.
#[derive(Clone, Copy)]
pub(super) struct Unit {
    pub(super) name: Option<&'static str>,
    pub(super) kind: NumberKind,
    pub(super) end: usize,
}

/// Reads the sign of money at `at`: `$`, `HK$`, `RMB`.
pub(super) fn money_before(tokens: &[Token<'_>], at: usize) -> (usize, Option<&'static str>) {
    if form(tokens, at + 1) == "$" && tokens[at + 1].is_joined {
        let sign = dollar(form(tokens, at));
        if sign.is_some() {
            return (at + 2, sign);
        }
    }
    match money_sign(form(tokens, at)) {
        Some(sign) => (at + 1, Some(sign)),
        None => (at, None),
    }
}

/// Reads the sign or unit after a value.
pub(super) fn after(tokens: &[Token<'_>], value: &Value, money: Option<&'static str>) -> Unit {
    let at = value.end;
    let unit = |name, kind, end| Unit {
        name: Some(name),
        kind,
        end,
    };
    if let Some(sign) = money {
        return unit(sign, NumberKind::Money, at);
    }
    if let Some(joined) = value.unit {
        return unit(joined, NumberKind::Measure, at);
    }
    // Half a percentage point, tens of millions of yuan.
    let words = at
        + usize::from(
            matches!(form(tokens, at), "a" | "an") && form(tokens, at.saturating_sub(1)) == "half",
        );
    let of = usize::from(value.is_rough && form(tokens, words) == "of");
    if let Some((name, end)) = part_sign(tokens, words) {
        return unit(name, NumberKind::Part, end);
    }
    if let Some((name, is_money, end)) = named_unit(tokens, words + of) {
        let kind = if is_money {
            NumberKind::Money
        } else {
            NumberKind::Measure
        };
        return unit(name, kind, end);
    }
    Unit {
        name: None,
        kind: NumberKind::Count,
        end: at,
    }
}

/// Reads `%`, `per cent`, percentage points.
fn part_sign(tokens: &[Token<'_>], at: usize) -> Option<(&'static str, usize)> {
    let hyphen = usize::from(form(tokens, at) == "-");
    let at = at + hyphen;
    match (form(tokens, at), form(tokens, at + 1)) {
        ("%" | "percent" | "pct", _) => Some(("%", at + 1)),
        ("‰", _) => Some(("‰", at + 1)),
        ("per", "cent") => Some(("%", at + 2)),
        ("percentage", "point" | "points") => Some(("percentage point", at + 2)),
        ("basis", "point" | "points") => Some(("basis point", at + 2)),
        _ => None,
    }
}

/// Units with a word before them.
const PREFIXED: [(&str, &str, &str); 15] = [
    ("square", "kilometer", "square kilometer"),
    ("square", "kilometre", "square kilometer"),
    ("square", "meter", "square meter"),
    ("square", "metre", "square meter"),
    ("square", "foot", "square foot"),
    ("square", "mile", "square mile"),
    ("sq", "kilometer", "square kilometer"),
    ("sq", "meter", "square meter"),
    ("cubic", "meter", "cubic meter"),
    ("cubic", "metre", "cubic meter"),
    ("cubic", "kilometer", "cubic kilometer"),
    ("nautical", "mile", "nautical mile"),
    ("metric", "ton", "metric ton"),
    ("metric", "tonne", "metric ton"),
    ("working", "day", "working day"),
];

/// Reads a unit in words or as a symbol: its name, whether it is money, and where it ends.
fn named_unit(tokens: &[Token<'_>], at: usize) -> Option<(&'static str, bool, usize)> {
    let hyphen = usize::from(form(tokens, at) == "-" && tokens[at].is_joined);
    let start = at + hyphen;
    let word = form(tokens, start);
    if word == "°" || word == "℃" {
        let letter = usize::from(word == "°" && matches!(form(tokens, start + 1), "c" | "f"));
        return Some(("degree", false, start + 1 + letter));
    }
    if let Some((sign, end)) = dollars(tokens, start) {
        return Some((sign, true, end));
    }
    let prefixed = PREFIXED.iter().filter(|(first, _, _)| *first == word);
    for (_, second, name) in prefixed {
        let next = form(tokens, start + 1);
        if unit(next).is_some_and(|(name, _)| name == *second) || symbol(next) == Some(second) {
            return Some((name, false, start + 2));
        }
    }
    if let Some((name, is_money)) = unit(word) {
        let scale = matches!(
            form(tokens, start + 1),
            "celsius" | "fahrenheit" | "c" | "f"
        );
        let end = start + 1 + usize::from(name == "degree" && scale);
        return Some((name, is_money, end));
    }
    // 35 km, but not 3 m people.
    if matches!(word, "m" | "g" | "x") {
        return None;
    }
    Some((symbol(word)?, false, start + 1))
}

/// Reads U.S. dollars, Hong Kong dollars.
fn dollars(tokens: &[Token<'_>], at: usize) -> Option<(&'static str, usize)> {
    let (country, end) = match (form(tokens, at), form(tokens, at + 1)) {
        ("hong", "kong") => ("hk", at + 2),
        ("new", "taiwan") => ("nt", at + 2),
        (word, _) => (word, at + 1),
    };
    let sign = dollar(country)?;
    let end = end + usize::from(form(tokens, end) == ".");
    matches!(form(tokens, end), "dollar" | "dollars").then_some((sign, end + 1))
}

/// Reads two years and a half.
pub(super) fn and_a_half(
    tokens: &[Token<'_>],
    value: &Value,
    unit: &Unit,
) -> Option<(Decimal, usize)> {
    let is_half =
        unit.kind == NumberKind::Measure && stand(tokens, unit.end, &["and", "a", "half"]);
    let sum = value.low.plus(Decimal::parse("0.5")?)?;
    is_half.then_some((sum, unit.end + 3))
}
