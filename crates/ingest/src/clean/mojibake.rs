//! Undoing text that was decoded in the wrong character set: `ä¸­å›½` and 涓浗 for 中国.
//!
//! UTF-8 that was read as Windows-1252 or as GBK is undone where that is certain: the whole run of characters is valid
//! UTF-8 again, and gives common Chinese characters. What was lost on the way (锟斤拷) stays, and is damage.

use super::draft::Draft;
use super::glosses::is_common;
use duizhao_zh::char_set::PlaneSet;
use duizhao_zh::han;
use encoding_rs::{Encoding, GBK, WINDOWS_1252};

/// Fewest Chinese characters that a run must give.
const FEWEST: usize = 2;

pub(super) fn run(draft: &mut Draft<'_>) {
    for index in 0..draft.lines.len() {
        if !draft.is_needed(index) {
            continue;
        }
        let text = &draft.lines[index].text;
        if let Some(text) = undone(text, WINDOWS_1252).or_else(|| undone(text, GBK)) {
            draft.report.repair("mojibake", 1);
            draft.replace(index, text);
        }
    }
}

/// The characters of which a text that was decoded in the wrong character set has one: those of the two sets below.
pub(super) const SIGNS: &str =
    "ãäåæçèéï鐨銆锛鏄涓浗鍦鏂鍥绗浜鎴鍚鏈鏃鍖琛閮杩鍒鏉鐢瀹浼璁鍏绀缁骞鏀";

/// The characters that Chinese ones of UTF-8 begin with when read as Windows-1252.
static LATIN: PlaneSet = PlaneSet::of("ãäåæçèéï");

/// The characters that the most frequent ones of UTF-8 begin with when read as GBK.
static GARBLED: PlaneSet =
    PlaneSet::of("鐨銆锛鏄涓浗鍦鏂鍥绗浜鎴鍚鏈鏃鍖琛閮杩鍒鏉鐢瀹浼璁鍏绀缁骞鏀");

/// Returns `text` with its runs undone; `None` if there is none.
fn undone(text: &str, read_as: &'static Encoding) -> Option<String> {
    let may_be_garbled = if read_as == WINDOWS_1252 {
        may_be_latin(text)
    } else {
        GARBLED.touches(text)
    };
    if !may_be_garbled {
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

/// Tests whether a character of [`LATIN`] begins what a Chinese one of UTF-8 is as Windows-1252: another follows that is
/// not ASCII, the last of which in Unicode is ™.
fn may_be_latin(text: &str) -> bool {
    LATIN.places(text).any(|at| {
        let next = text[at..].chars().nth(1);
        next.is_some_and(|c| ('\u{80}'..='™').contains(&c))
    })
}

/// How many characters of a run are looked at first.
const HEAD: usize = 8;

/// Returns what a run of characters was before it was read in the wrong character set.
fn original(run: &str, read_as: &'static Encoding) -> Option<String> {
    // Most runs end here: Windows-1252 has no Chinese, and Chinese text is no UTF-8 in another character set.
    if read_as == WINDOWS_1252 && !LATIN.touches(run) {
        return None;
    }
    let head = run.char_indices().nth(HEAD).map_or(run.len(), |(at, _)| at);
    let (bytes, _, failed) = read_as.encode(&run[..head]);
    let error = std::str::from_utf8(&bytes).err();
    if failed || error.is_some_and(|error| error.error_len().is_some()) {
        return None;
    }
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
    fn signs_are_those_of_both_sets() {
        let is_sign = |c| LATIN.contains(c) || GARBLED.contains(c);
        for c in '\0'..='\u{ffff}' {
            assert_eq!(SIGNS.contains(c), is_sign(c), "{c:?}");
        }
    }

    #[test]
    fn what_was_read_in_the_wrong_set_is_undone() {
        for text in ["中国共产党，", "会议今天开幕", "发展2020年经济"] {
            let wrong = garbled(text, WINDOWS_1252);
            assert_eq!(
                undone(&wrong, WINDOWS_1252).as_deref(),
                Some(text),
                "{wrong}"
            );
        }
        let wrong = garbled("中国人民", GBK);
        assert_eq!(undone(&wrong, GBK).as_deref(), Some("中国人民"), "{wrong}");
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
            assert_eq!(undone(text, WINDOWS_1252), None, "{text}");
            assert_eq!(undone(text, GBK), None, "{text}");
        }
    }
}
