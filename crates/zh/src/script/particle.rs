//! The particle 着, which traditional script writes 著: 隨著 becomes 随着, as OpenCC's `tw2s` has it; 著名 stays.

use crate::names;

/// What stands before 著 in words that keep it, in both scripts: 原著, 名著, 显著.
const BEFORE: &str = "原名土显顯卓昭专專巨鉅论論编編合译譯遗遺撰拙新所较較旧舊知";

/// What stands after 著 in words that keep it, in both scripts.
const AFTER: [&str; 14] = [
    "名", "作", "述", "者", "称", "稱", "录", "錄", "文", "书立", "書立", "有《", "《", "（",
];

/// Words that 著 joins as a particle though a kept word seems to stand there: 起著作用, 合著眼.
const PARTICLES: [(&str, &str); 9] = [
    ("起", "作用"),
    ("有", "作用"),
    ("挥", "作用"),
    ("揮", "作用"),
    ("合", "眼"),
    ("着", "作用"),
    ("发", "作用"),
    ("跟", "者"),
    ("随", "者"),
];

/// Tests whether the 著 between `before` and `after` is the particle 着, and not a word for writing or renown.
pub(super) fn is_particle(before: &str, after: &str) -> bool {
    if PARTICLES
        .iter()
        .any(|(left, right)| before.ends_with(left) && after.starts_with(right))
    {
        return true;
    }
    let is_word = before.ends_with(|c| BEFORE.contains(c))
        || AFTER.iter().any(|word| after.starts_with(word));
    let is_verb = after.starts_with(crate::han::is_han) || !is_author(before);
    is_verb && !is_word
}

/// Tests whether a person's name stands before 著: 魯迅著.
fn is_author(before: &str) -> bool {
    let words = before.rsplit(|c: char| !crate::han::is_han(c));
    words.take(1).any(names::is_person)
}

#[cfg(test)]
mod tests {
    use super::is_particle;

    #[track_caller]
    fn check(text: &str, particle: bool) {
        let (before, after) = text.split_once('著').unwrap();
        assert_eq!(is_particle(before, after), particle, "{text}");
    }

    #[test]
    fn a_particle_follows_a_verb() {
        for text in [
            "隨著改革",
            "標誌著新",
            "著力推動",
            "著眼長遠",
            "沿著",
            "接著，",
            "戴著口罩",
            "衣著整潔",
            "沉著應對",
            "起著作用",
            "看著書",
            "執著追求",
            "穿著",
            "面臨著嚴峻挑戰",
        ] {
            check(text, true);
        }
    }

    #[test]
    fn a_word_for_writing_or_renown_is_no_particle() {
        for text in [
            "著名學者",
            "他的著作",
            "成效顯著，",
            "原著",
            "四大名著",
            "土著居民",
            "著述頗豐",
            "李大钊著，",
            "專著三部",
            "臭名昭著",
            "見微知著",
            "以勤儉著稱",
            "著有《論語》",
            "著書立說",
        ] {
            check(text, false);
        }
    }
}
