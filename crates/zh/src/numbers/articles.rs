//! Sections of laws and documents: 第22条, 第三百八十五条第一款, 第1—3条, 第三、四、五条.

use super::{Count, NumberKind, NumberMatch, numeral, range_mark, skip, starts};

/// Sections and their English, from the largest down.
const SECTIONS: [(char, &str); 4] = [
    ('章', "Chapter"),
    ('条', "Article"),
    ('款', "Paragraph"),
    ('项', "Item"),
];

/// Reads the section, or the list or range of sections, at `i`.
pub(super) fn read(chars: &[char], i: usize) -> Option<NumberMatch> {
    let first = numeral::exact(chars, i + 1)?;
    let mut numbers = first.value.as_whole()?.to_string();
    let mut end = first.end;
    let mut several = false;
    while let Some((mark, number, after)) = next_number(chars, end, &first) {
        numbers = format!("{numbers}{mark}{number}");
        end = after;
        several = true;
    }
    let name = section(chars, end).filter(|name| *name != "Item")?;
    let plural = if several { "s" } else { "" };
    let mut english = format!("{name}{plural} {numbers}");
    end += 1;
    while !several && let Some((part, after)) = subsection(chars, end) {
        english = format!("{english}, {part}");
        end = after;
    }
    Some(NumberMatch::new(end, english, Count::None).of(NumberKind::Ordinal))
}

/// Reads the next number of a list or a range: what English prints before it, the number, and where it ends. The last
/// one needs its section, and all have the same.
fn next_number(
    chars: &[char],
    i: usize,
    first: &numeral::Numeral,
) -> Option<(&'static str, i128, usize)> {
    let own = section(chars, i);
    let at = i + usize::from(own.is_some());
    let (mark, next) = match chars.get(at) {
        Some('、') => (", ", at + 1),
        _ => range_mark(chars, at)?,
    };
    let number = numeral::exact(chars, skip(chars, next, &['第']))?;
    let theirs = section(chars, number.end);
    let fits = match own {
        Some(_) => theirs == own,
        None => theirs.is_some() || chars.get(number.end) == Some(&'、'),
    };
    (number.style == first.style && fits).then_some((mark, number.value.as_whole()?, number.end))
}

/// Reads the paragraph or item after an article: 第一款, 第（二）项.
fn subsection(chars: &[char], i: usize) -> Option<(String, usize)> {
    if chars.get(i) != Some(&'第') {
        return None;
    }
    let start = skip(chars, i + 1, &['（', '(']);
    let number = numeral::exact(chars, start)?;
    let end = skip(chars, number.end, &['）', ')']);
    let name = section(chars, end).filter(|name| matches!(*name, "Paragraph" | "Item"))?;
    Some((format!("{name} {}", number.value.as_whole()?), end + 1))
}

/// Returns the English of the section at `i`. After 条 the sentence or the law goes on: 第一条铁路 is no article.
fn section(chars: &[char], i: usize) -> Option<&'static str> {
    const AFTER_ARTICLE: [&str; 31] = [
        "规定", "的规", "第", "之", "和", "与", "及", "或", "至", "到", "中的", "中规", "明", "所",
        "要", "修", "是", "内", "关", "为", "对", "以", "指", "、", "，", "。", "款", "项", "的",
        "作", "增",
    ];
    let c = chars.get(i)?;
    let (_, name) = SECTIONS.iter().find(|(section, _)| section == c)?;
    let goes_on = chars
        .get(i + 1)
        .is_none_or(|&next| !crate::han::is_han(next))
        || AFTER_ARTICLE.iter().any(|word| starts(chars, i + 1, word));
    (*c == '章' || *c == '项' || goes_on).then_some(*name)
}
