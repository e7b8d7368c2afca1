//! Undoing text that was decoded in the wrong character set: `ä¸­å›½` and 涓浗 for 中国.
//!
//! UTF-8 that was read as Windows-1252 or as GBK is undone where that is certain: the whole run of characters is valid
//! UTF-8 again, and gives common Chinese characters. What was lost on the way (锟斤拷) stays, and is damage.

use super::draft::Draft;
use super::glosses::is_common;
use duizhao_zh::han;
use encoding_rs::{Encoding, GBK, WINDOWS_1252};
use std::borrow::Cow;

/// Fewest Chinese characters that a run must give.
const FEWEST: usize = 2;

pub(super) fn run(draft: &mut Draft<'_>) {
    for index in 0..draft.lines.len() {
        let text = &draft.lines[index].text;
        if let Some(text) =
            undone(text, WINDOWS_1252, is_latin).or_else(|| undone(text, GBK, is_garbled))
        {
            draft.report.repair("mojibake", 1);
            draft.lines[index].text = Cow::Owned(text);
        }
    }
}

/// Tests whether `c` begins a Chinese character of UTF-8 read as Windows-1252.
fn is_latin(c: char) -> bool {
    matches!(c, 'ã'..='é' | 'ï')
}

/// Tests whether `c` is one of the characters that the most frequent ones of UTF-8 begin with when read as GBK.
fn is_garbled(c: char) -> bool {
    matches!(
        c,
        '鐨' | '銆'
            | '锛'
            | '鏄'
            | '涓'
            | '浗'
            | '鍦'
            | '鏂'
            | '鍥'
            | '绗'
            | '浜'
            | '鎴'
            | '鍚'
            | '鏈'
            | '鏃'
            | '鍖'
            | '琛'
            | '閮'
            | '杩'
            | '鍒'
            | '鏉'
            | '鐢'
            | '瀹'
            | '浼'
            | '璁'
            | '鍏'
            | '绀'
            | '缁'
            | '骞'
            | '鏀'
    )
}

/// Returns `text` with its runs undone; `None` if there is none.
fn undone(text: &str, read_as: &'static Encoding, is_sign: fn(char) -> bool) -> Option<String> {
    if !text.contains(is_sign) {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut changed = false;
    for run in text.split_inclusive(|c: char| c.is_ascii()) {
        let whole = run.trim_end_matches(|c: char| c.is_ascii());
        match original(whole, read_as) {
            Some(original) => {
                changed = true;
                out.push_str(&original);
            }
            None => out.push_str(whole),
        }
        out.push_str(&run[whole.len()..]);
    }
    changed.then_some(out)
}

/// Returns what a run of characters was before it was read in the wrong character set.
fn original(run: &str, read_as: &'static Encoding) -> Option<String> {
    let (bytes, _, failed) = read_as.encode(run);
    if failed {
        return None;
    }
    let text = std::str::from_utf8(&bytes).ok()?;
    (text
        .chars()
        .all(|c| (han::is_han(c) && is_common(c)) || han::is_punctuation(c))
        && han::count(text) >= FEWEST)
        .then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads UTF-8 in the wrong character set.
    fn garbled(text: &str, read_as: &'static Encoding) -> String {
        read_as
            .decode_without_bom_handling(text.as_bytes())
            .0
            .into_owned()
    }

    #[test]
    fn what_was_read_in_the_wrong_set_is_undone() {
        for text in ["中国共产党，", "会议今天开幕", "发展2020年经济"] {
            let wrong = garbled(text, WINDOWS_1252);
            assert_eq!(
                undone(&wrong, WINDOWS_1252, is_latin).as_deref(),
                Some(text),
                "{wrong}"
            );
        }
        let wrong = garbled("中国人民", GBK);
        assert_eq!(
            undone(&wrong, GBK, is_garbled).as_deref(),
            Some("中国人民"),
            "{wrong}"
        );
    }

    #[test]
    fn other_text_stays() {
        for text in [
            "中国共产党",
            "café à la carte",
            "æ",
            "锟斤拷",
            "浜水村",
            "涓滴之恩，杩然",
        ] {
            assert_eq!(undone(text, WINDOWS_1252, is_latin), None, "{text}");
            assert_eq!(undone(text, GBK, is_garbled), None, "{text}");
        }
    }
}
