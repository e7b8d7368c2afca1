//! Finding slogan forms: numbers with what they count (三包一, 一村一策), and parts of one length side by side
//! (找差距、补短板).

use super::background::{Background, WordRole};
use super::sentence::{AnalysedSentence, SentenceWord};
use super::{Find, SuggestionKind, tally};
use duizhao_zh::han;

/// The shortest and the longest part of a parallel form, in characters.
const PART: std::ops::RangeInclusive<usize> = 2..=6;

/// The shortest and the longest of clauses that are alike, in characters.
const CLAUSE: std::ops::RangeInclusive<usize> = 3..=5;

/// The most characters of a whole form.
const LONGEST: usize = 20;

/// Adds the slogan forms of a sentence that no quotation marks set off.
pub(super) fn find(sentence: &AnalysedSentence, finds: &mut Vec<Find>) {
    find_twins(sentence, finds);
    find_parallels(sentence, finds);
    find_clauses(sentence, finds);
}

/// Tests whether a text as a whole is a slogan form: it begins with a number or holds several (三包一, 1+3), or falls
/// into parts of one length.
pub(super) fn is_slogan(text: &[char]) -> bool {
    let numbers = text
        .iter()
        .filter(|&&c| is_number(c) || c.is_ascii_digit())
        .count();
    let begins = text.first().is_some_and(|&c| is_number(c)) && text.len() <= 6;
    let parts: Vec<&[char]> = text.split(|c| matches!(c, '、' | '，' | ' ')).collect();
    begins
        || (numbers >= 2 && text.len() <= 8)
        || (parts.len() > 1 && parts.iter().all(|part| PART.contains(&part.len())))
}

/// Tests whether a character is a number or counts as 双 and 两 do.
fn is_number(c: char) -> bool {
    "一二三四五六七八九十两双百千".contains(c)
}

/// Adds four characters of which the first and the third are the same: 一村一策, 一户一档, 包村包组.
fn find_twins(sentence: &AnalysedSentence, finds: &mut Vec<Find>) {
    for (start, four) in sentence.hans.windows(4).enumerate() {
        let twins =
            four[0] == four[2] && four[1] != four[3] && four[0] != four[1] && four[0] != four[3];
        let set = is_number(four[0]) || (is_plain(four[0]) && is_new(sentence, start));
        if twins
            && set
            && is_plain(four[1])
            && is_plain(four[3])
            && sentence.is_edge(start)
            && sentence.is_edge(start + 4)
        {
            finds.push(Find {
                start,
                end: start + 4,
                kind: SuggestionKind::Slogan,
            });
        }
    }
}

fn is_plain(c: char) -> bool {
    han::is_han(c) && !is_number(c)
}

/// Tests whether the four characters at `start` hold no word of grammar and are not two listed words (工作工具).
fn is_new(sentence: &AnalysedSentence, start: usize) -> bool {
    let words = tally::words(sentence, start, start + 4);
    let unlisted = words.iter().any(|word| word.rarity >= Background::UNLISTED);
    (unlisted || words.len() > 2) && words.iter().all(|word| word.class != WordRole::Function)
}

/// Adds clauses of one length that a ， joins and marks set off, of which two neighbours share a character at the same
/// place: 若有战，召必回，战必胜.
fn find_clauses(sentence: &AnalysedSentence, finds: &mut Vec<Find>) {
    let chars = &sentence.hans;
    let mut start = 0;
    while start < chars.len() {
        let length = clause(&chars[start..]);
        let mut end = start + length;
        while chars.get(end) == Some(&'，') && clause(&chars[end + 1..]) == length {
            end += length + 1;
        }
        let clauses: Vec<&[char]> = chars[start..end]
            .chunks(length + 1)
            .map(|part| &part[..length])
            .collect();
        let alike = clauses.windows(2).any(is_alike);
        let formed = clauses.len() > 2 || begins_in_content(sentence, start);
        if CLAUSE.contains(&length) && alike && formed && end - start <= LONGEST {
            finds.push(Find {
                start,
                end,
                kind: SuggestionKind::Slogan,
            });
        }
        start = end + 1;
    }
}

/// Tests whether the word at a character is none of grammar, no time and no pronoun.
fn begins_in_content(sentence: &AnalysedSentence, at: usize) -> bool {
    let first = sentence.words.partition_point(|word| word.end <= at);
    sentence
        .words
        .get(first)
        .is_some_and(|word| word.class != WordRole::Function)
}

/// Counts the characters before the next mark.
fn clause(chars: &[char]) -> usize {
    chars.iter().take_while(|&&c| han::is_han(c)).count()
}

/// Adds parts of one length joined by 、, that begin or end alike or have four characters.
fn find_parallels(sentence: &AnalysedSentence, finds: &mut Vec<Find>) {
    let chars = &sentence.hans;
    let joints: Vec<usize> = (0..chars.len()).filter(|&at| chars[at] == '、').collect();
    let mut next = 0;
    while next < joints.len() {
        // The longest parts first: 推进强村富民、壮大产业 has parts of four or of six.
        let found = PART
            .rev()
            .find_map(|length| parallel(sentence, &joints[next..], length));
        match found {
            Some((find, count)) => {
                finds.push(find);
                next += count;
            }
            None => next += 1,
        }
    }
}

/// Returns the parallel form with parts of `length` characters around the first of `joints` and those after it, and how
/// many joints it has.
fn parallel(sentence: &AnalysedSentence, joints: &[usize], length: usize) -> Option<(Find, usize)> {
    let first = *joints.first()?;
    let start = first.checked_sub(length)?;
    let run = joints
        .iter()
        .enumerate()
        .take_while(|&(index, &joint)| joint == first + index * (length + 1))
        .count();
    let end = joints[run - 1] + 1 + length;
    if end > sentence.hans.len() || end - start > LONGEST || !is_bounded(sentence, start, end) {
        return None;
    }
    let parts: Vec<&[char]> = sentence.hans[start..end]
        .chunks(length + 1)
        .map(|part| &part[..length])
        .collect();
    let has_name = tally::words(sentence, start, end)
        .iter()
        .any(SentenceWord::is_name);
    let is_form = !has_name
        && parts.iter().copied().flatten().all(|&c| han::is_han(c))
        && (is_alike(&parts) || is_built_alike(sentence, start, first, end));
    let find = Find {
        start,
        end,
        kind: SuggestionKind::Slogan,
    };
    is_form.then_some((find, run))
}

/// Tests whether a form begins with a word that may stand at the edge of a term, ends with one, and is no part of a
/// longer list.
fn is_bounded(sentence: &AnalysedSentence, start: usize, end: usize) -> bool {
    sentence.is_edge(start)
        && sentence.is_edge(end)
        && !sentence.hans[..start].ends_with(&['、'])
        && !sentence.hans[end..].starts_with(&['、'])
        && begins_in_content(sentence, start)
}

/// Tests whether parts of one length begin alike or, if short, share a character at another place.
fn is_alike(parts: &[&[char]]) -> bool {
    let places = if parts[0].len() > 3 {
        1
    } else {
        parts[0].len()
    };
    (0..places).any(|at| parts.iter().all(|part| part[at] == parts[0][at]))
}

/// Tests whether two parts are built alike: both of a verb and its object (找差距、补短板, one of which the dictionary may
/// have as a word), or three characters in words of the same lengths.
fn is_built_alike(sentence: &AnalysedSentence, start: usize, joint: usize, end: usize) -> bool {
    let left = words_inside(sentence, start, joint);
    let right = words_inside(sentence, joint + 1, end);
    let alike = match (&lengths(&left)[..], &lengths(&right)[..]) {
        ([1, 2], [1, 2] | [3]) | ([3], [1, 2]) => true,
        ([1, 2], [2, 1]) => is_action(&left),
        ([2, 1], [1, 2]) => is_action(&right),
        ([2, 2], [2, 2]) => is_action(&left) && is_action(&right),
        _ => false,
    };
    end - joint == joint + 1 - start && alike
}

/// Returns the words that stand in `start..end` as a whole.
fn words_inside(sentence: &AnalysedSentence, start: usize, end: usize) -> Vec<SentenceWord> {
    let words = sentence.words.iter().copied();
    words
        .filter(|word| word.start >= start && word.end <= end)
        .collect()
}

fn lengths(words: &[SentenceWord]) -> Vec<usize> {
    words.iter().map(SentenceWord::len).collect()
}

/// Tests whether words begin with a verb.
fn is_action(words: &[SentenceWord]) -> bool {
    words[0].class == WordRole::Verb
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;
    use super::*;

    #[test]
    fn numbers_that_stand_twice() {
        check(
            find,
            "实行一河一策管理",
            &[("一河一策", SuggestionKind::Slogan)],
        );
        check(find, "一天一夜", &[("一天一夜", SuggestionKind::Slogan)]);
        check(find, "十一月十一日", &[]);
    }

    #[test]
    fn a_character_that_stands_twice() {
        check(
            find,
            "干部包村包组。",
            &[("包村包组", SuggestionKind::Slogan)],
        );
        check(find, "工作工具", &[]);
    }

    #[test]
    fn clauses_that_are_alike() {
        check(
            find,
            "“若有灾，召必到，到必快”",
            &[("若有灾，召必到，到必快", SuggestionKind::Slogan)],
        );
        check(find, "他来了，雨停了吗，天晴了。", &[]);
        check(find, "昨天下雨，今天天晴。", &[]);
    }

    #[test]
    fn parallel_parts() {
        check(
            find,
            "坚持学先进、找不足。",
            &[("学先进、找不足", SuggestionKind::Slogan)],
        );
        check(
            find,
            "强调自愿性、公益性、长期性。",
            &[("自愿性、公益性、长期性", SuggestionKind::Slogan)],
        );
        check(find, "种植苹果、梨和大枣。", &[]);
    }

    #[test]
    fn whole_texts() {
        let is = |text: &str| is_slogan(&text.chars().collect::<Vec<_>>());
        assert!(is("三包一") && is("1+3+N") && is("若有灾，召必到") && !is("红色代办"));
    }
}
