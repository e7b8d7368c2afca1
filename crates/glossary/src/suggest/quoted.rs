//! Finding what quotation marks and title marks set off.

use super::sentence::AnalysedSentence;
use super::{Find, SuggestionKind, slogan};
use crate::marked::{LONGEST_QUOTATION, LONGEST_TITLE, closing, is_inner, is_title};

/// Adds the quotations and titles of a sentence, without their marks. A title of one short word (《意见》) stands for
/// a longer one and is left out.
pub(super) fn find(sentence: &AnalysedSentence, finds: &mut Vec<Find>) {
    let mut open: Vec<(char, usize)> = Vec::new();
    for (at, &c) in sentence.hans.iter().enumerate() {
        if let Some(close) = closing(c) {
            open.push((close, at + 1));
        } else if let Some(index) = open.iter().rposition(|&(close, _)| close == c) {
            let start = open[index].1;
            open.truncate(index);
            let is_word = at - start < 4
                && sentence
                    .words
                    .iter()
                    .any(|word| (word.start, word.end) == (start, at));
            let kind = kind(&sentence.hans[start..at], c)
                .filter(|kind| *kind != SuggestionKind::Title || !is_word);
            finds.extend(kind.map(|kind| Find {
                start,
                end: at,
                kind,
            }));
        }
    }
}

/// Returns what the text between marks is, if it may be a term.
fn kind(inner: &[char], close: char) -> Option<SuggestionKind> {
    let longest = if is_title(close) {
        LONGEST_TITLE
    } else {
        LONGEST_QUOTATION
    };
    let fits = (2..=longest).contains(&inner.len())
        && inner.iter().any(|&c| c.is_alphanumeric())
        && inner.iter().all(|&c| is_inner(c));
    if !fits {
        None
    } else if is_title(close) {
        Some(SuggestionKind::Title)
    } else if slogan::is_slogan(inner) {
        Some(SuggestionKind::Slogan)
    } else {
        Some(SuggestionKind::Quotation)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;
    use super::*;

    #[test]
    fn quotations_and_titles() {
        check(
            find,
            "“红色代办”和《关于修路的意见》",
            &[
                ("红色代办", SuggestionKind::Quotation),
                ("关于修路的意见", SuggestionKind::Title),
            ],
        );
        check(
            find,
            "“三清三查”与“3+2”",
            &[
                ("三清三查", SuggestionKind::Slogan),
                ("3+2", SuggestionKind::Slogan),
            ],
        );
        check(
            find,
            "‘“双报到”活动’",
            &[
                ("双报到", SuggestionKind::Slogan),
                ("“双报到”活动", SuggestionKind::Quotation),
            ],
        );
        check(find, "《意见》", &[]);
    }

    #[test]
    fn speech_is_no_term() {
        check(find, "他说：“路修好了，我们的橘子就卖得出去了。”", &[]);
        check(find, "“”《》“，”", &[]);
        check(find, "“没有关上", &[]);
    }

    #[test]
    fn corner_brackets_quote_too() {
        check(
            find,
            "「黨員先鋒崗」",
            &[("党员先锋岗", SuggestionKind::Quotation)],
        );
    }
}
