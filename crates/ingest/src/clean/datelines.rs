//! What the first paragraph says at its beginning, and the signature below the text.

use super::credits::authors;
use super::dates::{dates, first_day};
use super::draft::Draft;
use super::kinds::is_date;
use super::naming::{is_medium, people};
use crate::clean::patterns::regex;
use duizhao_core::article::Metadata;
use regex::Regex;
use std::sync::LazyLock;

pub(super) fn run(draft: &mut Draft<'_>) {
    read_dateline(draft);
    read_day(draft);
}

/// Reads the day of publication, if no line of its own says it: with a time of day before the first paragraph
/// (2023/08/17 14:32 〔记者…〕), or in the signature of a notice. The text stays as it is.
fn read_day(draft: &mut Draft<'_>) {
    if draft.meta.date.is_some() {
        return;
    }
    let body = draft.body();
    let opening = body
        .iter()
        .find(|&&index| draft.lines[index].is_prose())
        .and_then(|&index| Some((index, opening_day(draft.lines[index].key())?)));
    let mut tail = body.iter().rev().take(SIGNATURE_WITHIN);
    if let Some((index, day)) = opening.or_else(|| {
        let index = *tail.find(|&&index| is_date(draft.lines[index].key()))?;
        Some((index, first_day(draft.lines[index].key())?))
    }) {
        let date = Some(day);
        draft.learn(
            index,
            Metadata {
                date,
                ..Metadata::default()
            },
        );
    }
}

/// In how many lines above the end of a text the day stands that signs it: annexes and copies can stand below.
const SIGNATURE_WITHIN: usize = 6;

/// Returns the day with a time of day that a paragraph begins with.
fn opening_day(key: &str) -> Option<String> {
    let date = dates(key).into_iter().next()?;
    let is_opening = date.start == 0 && key[..date.end].contains([':', '：']);
    is_opening.then_some(date.iso)
}

/// Reads the dateline of the first paragraph, which stays as it is: 河北共产党员网（记者温学迁）为…
fn read_dateline(draft: &mut Draft<'_>) {
    static DATELINE: LazyLock<Regex> = LazyLock::new(|| {
        regex(
            r"^([^，。：；“（(]{2,30}?)[（(〔]((?:[^（()）]{0,8}?记者|通讯员|特约|作者)[^（()）〕]{1,60})[)）〕]",
        )
    });
    let Some(first) = draft
        .body()
        .into_iter()
        .find(|&i| draft.lines[i].is_prose())
    else {
        return;
    };
    let Some(found) = DATELINE.captures(draft.lines[first].key()) else {
        return;
    };
    let metadata = Metadata {
        source: medium(&found[1]),
        author: authors(&found[2]).or_else(|| Some(people(&found[2]))),
        ..Metadata::default()
    };
    draft.learn(first, metadata);
}

/// Returns the medium at the start of a dateline: 新华社 of 新华社北京1月9日电; `None` for 本报讯.
fn medium(prefix: &str) -> Option<String> {
    const AGENCIES: [&str; 6] = ["新华社", "中新社", "中新网", "新华网", "人民网", "央视网"];
    if let Some(agency) = AGENCIES.iter().find(|agency| prefix.starts_with(**agency)) {
        return Some((*agency).to_owned());
    }
    let name = prefix.trim_end_matches(['讯', '电']).trim();
    (is_medium(name) && !name.starts_with('本')).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_begin_with_a_day_and_a_time() {
        let day = opening_day("2023/08/17 14:32 〔记者林雅文／海东报导〕工程完工。");
        assert_eq!(day.as_deref(), Some("2023-08-17"));
        assert_eq!(opening_day("2023年8月17日，工程完工。"), None);
    }

    #[test]
    fn datelines_name_their_medium() {
        assert_eq!(medium("新华社北京1月9日电").as_deref(), Some("新华社"));
        assert_eq!(medium("河北共产党员网").as_deref(), Some("河北共产党员网"));
        assert_eq!(medium("本报讯"), None);
    }
}
