//! What the first paragraph says at its beginning, and the signature below the text.

use super::credits::authors;
use super::dates::{dates, first_day};
use super::draft::Draft;
use super::kinds::is_date;
use super::naming::{is_medium, people};
use duizhao_core::article::Metadata;

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
    let Some(first) = draft
        .body()
        .into_iter()
        .find(|&i| draft.lines[i].is_prose())
    else {
        return;
    };
    let Some((prefix, credit)) = dateline(draft.lines[first].key()) else {
        return;
    };
    let metadata = Metadata {
        source: medium(prefix),
        author: authors(credit).or_else(|| Some(people(credit))),
        ..Metadata::default()
    };
    draft.learn(first, metadata);
}

/// Returns what stands before the bracket of reporters that a paragraph begins with, and in it: two to thirty characters
/// without a mark, and a role with up to sixty characters after it.
fn dateline(key: &str) -> Option<(&str, &str)> {
    const ENDS: [char; 7] = ['，', '。', '：', '；', '“', '（', '('];
    let prefixes = key.char_indices().take(31).enumerate();
    for (length, (at, c)) in prefixes {
        if length >= 2
            && let Some(inside) = key[at..].strip_prefix(['（', '(', '〔'])
            && let Some(credit) = bracket_of_reporters(inside)
        {
            return Some((&key[..at], credit));
        }
        if ENDS.contains(&c) {
            return None;
        }
    }
    None
}

/// Returns what stands in a bracket of reporters, which a text begins in: a role at its start, or 记者 after up to eight
/// characters, and names.
fn bracket_of_reporters(text: &str) -> Option<&str> {
    const BRACKETS: [char; 4] = ['（', '(', ')', '）'];
    let before = text.char_indices().take(9);
    let reporters = before
        .take_while(|(at, _)| !text[..*at].ends_with(BRACKETS))
        .filter(|(at, _)| text[*at..].starts_with("记者"))
        .map(|(at, _)| at + "记者".len());
    let others = ["通讯员", "特约", "作者"].into_iter();
    let roles = others.filter(|role| text.starts_with(role)).map(str::len);
    reporters.chain(roles).find_map(|start| {
        let length = text[start..].find(['（', '(', ')', '）', '〕'])?;
        let is_closed = text[start + length..].starts_with([')', '）', '〕']);
        let is_list = (1..=60).contains(&text[start..start + length].chars().count());
        (is_closed && is_list).then(|| &text[..start + length])
    })
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
    use proptest::prelude::*;
    use regex::Regex;
    use std::sync::LazyLock;

    /// What [`dateline`] finds, as a pattern.
    static DATELINE: LazyLock<Regex> = LazyLock::new(|| {
        let prefix = r"[^，。：；“（(]{2,30}?";
        let role = r"[^（()）]{0,8}?记者|通讯员|特约|作者";
        Regex::new(&format!(
            r"^({prefix})[（(〔]((?:{role})[^（()）〕]{{1,60}})[)）〕]"
        ))
        .unwrap()
    });

    proptest! {
        #[test]
        fn a_dateline_has_the_pattern(
            text in "[某，〔]{0,3}(某{29})?[（(〔]?[（(〔][某（)〕]{0,3}(某{7})?(记者|通讯员|作者)?([某（)〕]|记者){0,3}(某{59})?[)）〕]"
        ) {
            let expected = DATELINE.captures(&text);
            let expected = expected.map(|found| (found[1].to_owned(), found[2].to_owned()));
            let found = dateline(&text).map(|(prefix, credit)| (prefix.to_owned(), credit.to_owned()));
            prop_assert_eq!(found, expected, "{}", text);
        }
    }

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
