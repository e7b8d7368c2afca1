//! Classes of characters in Chinese text, shared by several stages.

/// Tests whether `c` is a Chinese character (the unified ideographs, their extensions, 〇 and 々).
#[inline]
pub fn is_han(c: char) -> bool {
    matches!(c,
        '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{323af}' | '〇' | '々')
}

/// Counts the Chinese characters of `text`.
pub fn count(text: &str) -> usize {
    text.chars().filter(|&c| is_han(c)).count()
}

/// Tests whether `c` is punctuation of Chinese text: full-width forms, Chinese quotation marks, 、 and the like.
pub fn is_punctuation(c: char) -> bool {
    matches!(c,
        '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301b}'
        | '“' | '”' | '‘' | '’' | '…' | '—' | '⋯'
        | '！' | '（' | '）' | '，' | '．' | '：' | '；' | '？' | '～')
}

/// Tests whether `c` ends a sentence.
pub fn is_end_mark(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '!' | '?' | '…' | '⋯' | '｡')
}

/// Tests whether `c` closes a quotation, a title or a bracket.
pub fn is_closing(c: char) -> bool {
    matches!(
        c,
        '”' | '’' | '」' | '』' | '》' | '〉' | '）' | ')' | '】' | '〕' | ']' | '"' | '\''
    )
}

/// Tests whether `text` ends like a sentence: in an end mark, perhaps with closing marks after it.
pub fn ends_sentence(text: &str) -> bool {
    text.trim_end()
        .trim_end_matches(is_closing)
        .ends_with(is_end_mark)
}

/// Tests whether a clause is a question: it has a question word, or a verb and its negation (是不是, 有没有).
pub fn asks(clause: &str) -> bool {
    const ASKING: [char; 16] = [
        '吗', '嗎', '呢', '么', '麼', '谁', '誰', '哪', '怎', '几', '幾', '何', '否', '吧', '啊',
        '啥',
    ];
    let chars: Vec<char> = clause.chars().collect();
    clause.contains(ASKING)
        || chars
            .windows(3)
            .any(|w| matches!(w[1], '不' | '没' | '沒') && w[0] == w[2])
}

/// Tests whether an ASCII `?` at byte `at` of `text` replaces something lost, and asks nothing:
///
/// - a character, mostly the interpunct of a foreign name (萨达姆?侯赛因): a character that is not ASCII follows, no new
///   subject, and the clause before it is not a question;
/// - the blank after a dateline (12月9日电? 题：);
/// - a part of a gloss (知?jiǎng)挪荩).
pub fn is_lost_character(text: &str, at: usize) -> bool {
    let (before, after) = (&text[..at], &text[at + 1..]);
    if before.ends_with(['电', '電', '讯', '訊']) && after.starts_with([' ', '题', '題', '：'])
    {
        return true;
    }
    if is_torn_gloss(after) {
        return true;
    }
    if !after.starts_with(|c: char| !c.is_ascii() && !is_punctuation(c)) || begins_subject(after) {
        return false;
    }
    let from = before
        .rfind(['。', '！', '？', '，', '；', '：', '“', '?'])
        .unwrap_or(0);
    from < at && !asks(&text[from..at])
}

fn is_toned(c: char) -> bool {
    matches!(c, 'à'..='ü' | 'ā'..='ǜ')
}

/// Tests whether `after` begins with a syllable of pinyin with a tone mark and a closing bracket.
fn is_torn_gloss(after: &str) -> bool {
    let rest = after.trim_start_matches(|c: char| c.is_ascii_lowercase() || is_toned(c));
    let syllable = &after[..after.len() - rest.len()];
    rest.starts_with([')', '）']) && syllable.contains(is_toned)
}

/// Words that begin a new sentence: they name whom or what it is about, or ask. Both scripts.
const SUBJECTS: &str = "我 你 您 他 她 它 咱 大家 人们 人們 有人 这时 這時 这里 這裡 这就是 這就是 这是 這是 这个 這個 \
    这位 這位 那时 那時 那是 此时 此時 为什么 為什麼 为何 為何 谁 誰 什么是 什麼是 怎么 怎麼 怎样 怎樣 难道 難道 \
    究竟 到底 如今 今天 昨天 现在 現在 当时 當時 后来 後來";

/// Tests whether a text begins with a word that begins a new sentence: 我, 大家, 为什么, 如今.
pub fn begins_subject(text: &str) -> bool {
    SUBJECTS
        .split_ascii_whitespace()
        .any(|word| text.starts_with(word))
}

/// Tests whether a text is in letters, without any Chinese in it, as the English lines of a bilingual page are.
pub fn is_foreign(text: &str) -> bool {
    let is_chinese =
        |c: char| is_han(c) || matches!(c, '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}');
    text.contains(char::is_alphabetic)
        && !text.contains(|c: char| is_chinese(c) || c.is_control() && !c.is_whitespace())
}

/// Turns full-width letters, digits and the signs `％＋－＆＠` into ASCII. Other characters stay.
pub fn half_width(c: char) -> char {
    match c {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '％' | '－' | '＋' | '＆' | '＠' => {
            char::from_u32(c as u32 - 0xfee0).unwrap_or(c)
        }
        _ => c,
    }
}

/// Turns a corner bracket of traditional text into the quotation mark of simplified text: “ for 「, ‘ for 『. Other
/// characters stay.
pub fn quotation(c: char) -> char {
    match c {
        '「' => '“',
        '」' => '”',
        '『' => '‘',
        '』' => '’',
        _ => c,
    }
}

/// Normalizes a character for comparing terms: [`half_width`] and [`quotation`].
pub fn plain(c: char) -> char {
    quotation(half_width(c))
}

/// Returns only the letters, digits and Chinese characters of `text`, for comparisons that ignore punctuation,
/// spacing and width.
pub fn bare(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    out.extend(text.chars().filter(|&c| is_bare(c)).map(half_width));
    out
}

/// Tests whether `c` is one of the marks that Chinese text has most of: to know them is quicker than to look them up.
#[inline]
fn is_frequent_mark(c: char) -> bool {
    matches!(
        c,
        '，' | '。' | '、' | '：' | '；' | '“' | '”' | '（' | '）' | '《' | '》'
    )
}

/// Tests whether `c` is a letter, a digit or a Chinese character, which [`bare`] keeps.
#[inline]
pub fn is_bare(c: char) -> bool {
    match c {
        '\u{4e00}'..='\u{9fff}' => true,
        '\0'..='\x7f' => c.is_ascii_alphanumeric(),
        _ if is_frequent_mark(c) => false,
        _ => is_han(c) || c.is_alphanumeric(),
    }
}

/// Tests whether `c` is a letter, of whatever script: [`char::is_alphabetic`], quickly for Chinese.
#[inline]
pub(crate) fn is_letter(c: char) -> bool {
    match c {
        '\u{4e00}'..='\u{9fff}' => true,
        '\0'..='\x7f' => c.is_ascii_alphabetic(),
        _ if is_frequent_mark(c) => false,
        _ => c.is_alphabetic(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_those_of_unicode() {
        for c in '\0'..=char::MAX {
            assert_eq!(is_letter(c), c.is_alphabetic(), "{c:?}");
        }
    }

    #[test]
    fn bare_characters_are_letters_digits_and_chinese() {
        for c in '\0'..=char::MAX {
            assert_eq!(is_bare(c), is_han(c) || c.is_alphanumeric(), "{c:?}");
        }
    }

    #[test]
    fn a_question_keeps_its_mark() {
        assert!(is_lost_character("萨达姆?侯赛因，", 9));
        assert!(is_lost_character("12月9日电? 题", 12));
        assert!(is_lost_character("知?jiǎng)挪荩", 3));
        assert!(!is_lost_character("你也去?我不去", 9));
        assert!(!is_lost_character("你好吗?我很好。", 9));
        assert!(!is_lost_character("他是不是来了?我问。", 18));
        assert!(!is_lost_character("来了?", 6));
    }

    #[test]
    fn closing_marks_do_not_hide_an_end() {
        assert!(ends_sentence("“好。”"));
        assert!(ends_sentence("（完毕！） "));
        assert!(!ends_sentence("站出来 顶上去"));
    }
}
