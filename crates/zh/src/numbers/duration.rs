//! Spans of time in several units, and times in sport: 4小时18分, 2小时19分27秒, 9秒83.

use super::english::figure;
use super::numeral::{self, Numeral, NumeralStyle};
use super::{Decimal, count_digits, starts};

/// Units from the largest down: words, singular.
const UNITS: [(&[&str], &str); 3] = [
    (&["个小时", "小时"], "hour"),
    (&["分钟", "分"], "minute"),
    (&["秒钟", "秒"], "second"),
];

/// Reads what goes on after the numeral of a span of time; `None` for one unit alone.
pub(super) fn read(chars: &[char], first: &Numeral) -> Option<(usize, String)> {
    if !first.is_exact() {
        return None;
    }
    if let Some(time) = sport(chars, first.value, first.end) {
        return Some(time);
    }
    let mut level = 0;
    let mut parts = Vec::new();
    let mut numeral = *first;
    let mut end;
    loop {
        let (length, at) = unit_at(chars, numeral.end, level)?;
        parts.push((numeral.value, UNITS[at].1));
        end = numeral.end + length;
        level = at + 1;
        match numeral::exact(chars, end) {
            Some(next)
                if next.style == first.style && unit_at(chars, next.end, level).is_some() =>
            {
                numeral = next;
            }
            Some(_) | None => break,
        }
    }
    (parts.len() > 1).then(|| (end, join(&parts)))
}

/// Returns the length of the unit at `i`, and its place in [`UNITS`], of `level` or later. 分 alone may be a point.
fn unit_at(chars: &[char], i: usize, level: usize) -> Option<(usize, usize)> {
    (level..UNITS.len()).find_map(|at| {
        let words = UNITS[at].0.iter();
        let word = words.copied().find(|word| starts(chars, i, word))?;
        Some((word.chars().count(), at))
    })
}

fn join(parts: &[(Decimal, &str)]) -> String {
    let mut text = String::new();
    for (k, (value, unit)) in parts.iter().enumerate() {
        let mark = match k {
            0 => "",
            _ if k + 1 == parts.len() => " and ",
            _ => ", ",
        };
        let plural = if *value == Decimal::whole(1) { "" } else { "s" };
        text += &format!("{mark}{} {unit}{plural}", figure(*value));
    }
    text
}

/// Reads 9秒83 and 1分52秒31: hundredths of a second after 秒.
fn sport(chars: &[char], value: Decimal, end: usize) -> Option<(usize, String)> {
    let number = value.as_whole()?;
    let (minutes, seconds, end) = match chars.get(end)? {
        '秒' => (None, number, end),
        '分' => {
            let next =
                numeral::exact(chars, end + 1).filter(|n| n.style == NumeralStyle::Arabic)?;
            (Some(number), next.value.as_whole()?, next.end)
        }
        _ => return None,
    };
    if chars.get(end) != Some(&'秒') {
        return None;
    }
    let end = end + 1;
    let digits = count_digits(chars, end);
    if !(1..=3).contains(&digits) {
        return None;
    }
    let fraction: String = chars[end..end + digits].iter().collect();
    let english = match minutes {
        Some(minutes) => format!("{minutes}:{seconds:02}.{fraction}"),
        None => format!("{seconds}.{fraction} seconds"),
    };
    Some((end + digits, english))
}
