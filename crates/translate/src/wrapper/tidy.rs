//! Takes from a translation what a model puts around it: marks, courtesies, quotation marks, notes. The words of the
//! translation itself stay what they are.

use crate::wire::ids::{id, mark};

/// Words of a line that announces a translation, as `Here is the English translation:`.
const ANNOUNCING: [&str; 25] = [
    "a",
    "an",
    "below",
    "certainly",
    "chinese",
    "course",
    "english",
    "here",
    "here's",
    "in",
    "into",
    "is",
    "my",
    "of",
    "ok",
    "okay",
    "sentence",
    "sure",
    "text",
    "the",
    "this",
    "translated",
    "translation",
    "version",
    "your",
];

/// Words one of which such a line has.
const ANNOUNCED: [&str; 3] = ["translation", "translated", "english"];

/// Chinese that has these in its translation.
const SPEAKS_OF_TRANSLATION: [&str; 5] = ["译", "譯", "英语", "英語", "英文"];

/// The longest line that announces a translation, in bytes.
const LONGEST: usize = 80;

/// How a note below a translation begins.
const NOTES: [&str; 5] = [
    "note",
    "notes",
    "explanation",
    "translator's note",
    "translation note",
];

/// Chinese that has such a word in its translation.
const SPEAKS_OF_NOTES: [&str; 5] = ["注", "說明", "说明", "备注", "解释"];

/// Quotation marks at the start of Chinese.
const CHINESE_QUOTES: [char; 7] = ['“', '"', '‘', '「', '『', '《', '〈'];

/// Puts the translation of the sentence at `index` of a request on one line, without what stands around it.
pub(super) fn tidied(source: &str, index: usize, text: &str) -> String {
    let mut text = text.replace(['\u{200b}', '\u{2060}', '\u{feff}', '\u{ad}'], "");
    if !source.contains('\\') {
        // JSON in JSON.
        text = text.replace("\\n", "\n").replace("\\\"", "\"");
    }
    let text = without_notes(source, text.trim());
    let text = match mark(text) {
        Some((own, rest)) if own == id(index) && text.starts_with('[') => rest,
        Some(_) | None => text,
    };
    let text = unannounced(source, text).trim();
    let text = unquoted(source, text);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn any_in(words: &[&str], text: &str) -> bool {
    words.iter().any(|word| text.contains(word))
}

/// Strips the paragraphs from the first one on, after the first, that is a note.
fn without_notes<'a>(source: &str, text: &'a str) -> &'a str {
    let mut blanks = text.match_indices("\n\n");
    let note = blanks.find(|(at, _)| {
        let rest = text[*at..].trim_start_matches(['\n', ' ', '*', '(', '[']);
        let start = rest.split_once([':', '：']).map(|(start, _)| start);
        start.is_some_and(|start| {
            let start = start
                .trim_matches(['*', ' '])
                .to_lowercase()
                .replace('’', "'");
            NOTES.contains(&start.as_str())
        })
    });
    match note {
        Some((at, _)) if !any_in(&SPEAKS_OF_NOTES, source) => &text[..at],
        Some(_) | None => text,
    }
}

/// Strips the line or the words that announce a translation.
fn unannounced<'a>(source: &str, text: &'a str) -> &'a str {
    let Some((head, rest)) = text.split_once([':', '：']) else {
        return text;
    };
    let plain = head.to_lowercase().replace('’', "'");
    let mut words = plain.split(|c: char| !c.is_alphabetic() && c != '\'');
    let is_announcement = head.len() <= LONGEST
        && ANNOUNCED.iter().any(|word| plain.contains(word))
        && words.all(|word| word.is_empty() || ANNOUNCING.contains(&word));
    let rest = rest.trim_start_matches(['*', ' ', '\n']);
    if is_announcement && !rest.is_empty() && !any_in(&SPEAKS_OF_TRANSLATION, source) {
        rest
    } else {
        text
    }
}

/// Strips quotation marks around a translation where the sentence has none.
fn unquoted<'a>(source: &str, text: &'a str) -> &'a str {
    let inner = text
        .strip_prefix(['"', '“'])
        .and_then(|text| text.strip_suffix(['"', '”']));
    match inner {
        Some(inner)
            if !source.trim_start().starts_with(CHINESE_QUOTES)
                && !inner.contains(['"', '“', '”']) =>
        {
            inner
        }
        Some(_) | None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(source: &str, text: &str, expected: &str) {
        assert_eq!(tidied(source, 1, text), expected, "{text}");
    }

    #[test]
    fn what_stands_around_a_translation_goes() {
        let met = "The committee met.";
        check("委员会开会。", " The committee\n met. ", met);
        check(
            "委员会开会。",
            "Here is the translation: The committee met.",
            met,
        );
        check(
            "委员会开会。",
            "Sure! Here’s the English version:\n\n**The committee met.",
            met,
        );
        check("委员会开会。", "**Translation:** The committee met.", met);
        check("委员会开会。", "[s2] The committee met.", met);
        check("委员会开会。", "\"The committee met.\"", met);
        check(
            "委员会开会。",
            "The committee met.\n\nNote: literally.",
            met,
        );
        check(
            "委员会开会。",
            "The committee met.\n\n**(Note:** literally.)",
            met,
        );
        check("委员会开会。", "The com\u{200b}mittee\\n\\nmet.", met);
    }

    #[test]
    fn what_the_sentence_has_stays() {
        for (source, text) in [
            ("译文：委员会开会。", "Translation: The committee met."),
            ("“开会。”", "\"A meeting.\""),
            ("他说：“开会。”他说：“散会。”", "\"Meet,\" he said. \"Go.\""),
            ("注意：开会。", "Note: a meeting."),
            ("第一：开会。", "[s1] First: a meeting."),
            ("北京：开会。", "Beijing: a meeting."),
            (
                "这是英文版：开会。",
                "This is the English version: a meeting.",
            ),
        ] {
            check(source, text, text);
        }
    }
}
