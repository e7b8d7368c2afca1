//! General Chinese as a background: the words of jieba's dictionary, their frequencies and parts of speech.
//!
//! New terms stand out from it. The dictionary is unpacked at the first use, which takes a fraction of a second,
//! and shared from then on.

use duizhao_zh::dictionary;
use jieba_rs::{Jieba, Tag};
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

static JIEBA: LazyLock<Jieba> = LazyLock::new(Jieba::new);

/// All frequencies of jieba's dictionary together.
const TOTAL: f64 = 60_101_967.0;

/// What part a word can play in a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WordRole {
    /// A noun, or a short form that is one.
    Noun,
    /// A verb that is used as a noun: 建设, 工作.
    Verbal,
    /// A verb.
    Verb,
    /// An adjective, or a word that only stands before nouns.
    Adjective,
    /// An adverb.
    Adverb,
    /// An idiom or a set phrase.
    Set,
    /// A person's name, for what the dictionary takes for one.
    Person,
    /// The name of a place.
    Place,
    /// The name of a body.
    Organisation,
    /// A number in characters, an ordinal; it can begin a term.
    Number,
    /// Letters and digits.
    Latin,
    /// A word of grammar, a pronoun, a measure word, a time: nothing that a term begins or ends with.
    Function,
    /// Punctuation and anything else that is no writing.
    Mark,
}

/// Words that jieba takes for nouns, verbs or adjectives but that begin and end no term: modal verbs, verbs of
/// saying, light verbs, words that point. Ours, from general grammar.
const LIGHT: &str = "是 有 要 会 能 可 使 让 令 叫 请 想 看 做 作 为 成 成为 作为 进行 作出 做出 给予 予以 加以 给 说 道 称 讲 \
    表示 指出 强调 要求 介绍 认为 告诉 看到 记者 具有 没有 可以 能够 应该 应当 必须 需要 位于 属于 来自 来 去 到 起 出 \
    进 上 下 过 开 得 着 等 等等 有关 相关 其他 其它 主要 许多 很多 多 大 小 新 老 高 好 目前 目的 方面 时候 时 问 \
    听 见 用 含 指 旨在 包括 通过 围绕 针对 根据 按照 结合 随着 利用 存在 出现 导致 发现 取得 收到 达到 得到 带来 \
    重要 重大 巨大 积极 良好 显著 有效 广大 深入 扎实 不断 持续 进一步 基本 上述 现行 最新 同期 当前 今后 大力 更大 全面 新型 \
    我国 我省 我市 我县 我区 全国 全省 全市 全县 全区 之一 之间 以来 以上 以下 左右";

/// Words that jieba takes for nouns too, but that are the verb of a policy, not the thing: no term begins or ends with
/// them. Ours.
const POLICY_VERBS: &str = "加强 深化 推进 推动 促进 提升 提高 增强 落实 贯彻 贯彻落实 构建 打造 完善 优化 坚持 保持 实现 开展 加快 强化 \
    扩大 鼓励 支持 发挥 形成 实施 举行 举办 召开 出席 深入 聚焦 凝聚 助力 启动 调研 考察 继续 着力 配齐 预计";

/// A word of a text as the background knows it.
#[derive(Debug, Clone, Copy)]
pub(super) struct TaggedWord {
    /// First character.
    pub(super) start: usize,
    /// One past the last character.
    pub(super) end: usize,
    /// Its part of speech.
    pub(super) class: WordRole,
    /// How rare it is; see [`Background::rarity`].
    pub(super) rarity: f32,
}

/// The background with the rarities it has worked out so far.
#[derive(Debug, Default)]
pub(super) struct Background {
    rarities: HashMap<String, f32>,
}

impl Background {
    /// How rare a word is that no dictionary has: a little rarer than the rarest that it has.
    pub(super) const UNLISTED: f32 = 18.0;

    /// Returns the words of a text in simplified script, side by side, as the segmenter has them.
    pub(super) fn tagged<'t>(&mut self, text: &'t str) -> Vec<(&'t str, TaggedWord)> {
        JIEBA
            .tag(text, true)
            .iter()
            .map(|tag| (tag.word, self.token(tag)))
            .collect()
    }

    /// Returns how rare a word is: the natural logarithm of how many words of text there are to one of it, 5 for 的, 17
    /// for the rarest words, [`Self::UNLISTED`] for what is no word of the dictionary.
    pub(super) fn rarity(&mut self, word: &str) -> f32 {
        if let Some(rarity) = self.rarities.get(word) {
            return *rarity;
        }
        if !JIEBA.has_word(word) {
            return Self::UNLISTED;
        }
        let mut rarity = (TOTAL / JIEBA.suggest_freq(word).max(1) as f64).ln() as f32;
        if let Some((head, tail)) = halves(word) {
            let parts = (self.rarity(head) + self.rarity(tail)) / 2.0;
            rarity = rarity.min(parts);
        }
        self.rarities.insert(word.to_owned(), rarity);
        rarity
    }

    fn token(&mut self, tag: &Tag<'_>) -> TaggedWord {
        TaggedWord {
            start: tag.start,
            end: tag.end,
            class: class(tag),
            rarity: self.rarity(tag.word),
        }
    }
}

/// Returns the halves of a word of four characters, which is no rarer than they: the dictionary has phrases such as 继续加强.
fn halves(word: &str) -> Option<(&str, &str)> {
    let (middle, _) = word.char_indices().nth(2)?;
    (word.chars().count() == 4).then(|| word.split_at(middle))
}

/// Tests whether a word begins and ends no term though its part of speech would allow it.
fn is_light(word: &str) -> bool {
    static WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| LIGHT.split_whitespace().collect());
    WORDS.contains(word)
}

fn is_policy_verb(word: &str) -> bool {
    static WORDS: LazyLock<HashSet<&str>> =
        LazyLock::new(|| POLICY_VERBS.split_whitespace().collect());
    WORDS.contains(word)
}

/// Returns the class of a word by jieba's letters.
fn class(tag: &Tag<'_>) -> WordRole {
    let single = tag.end - tag.start == 1;
    if !tag.word.chars().any(char::is_alphanumeric) {
        return WordRole::Mark;
    }
    if is_light(tag.word) {
        return WordRole::Function;
    }
    if is_policy_verb(tag.word) {
        return WordRole::Verb;
    }
    match tag.tag {
        "vn" | "an" => WordRole::Verbal,
        "nr" | "nrt" | "nrfg" => WordRole::Person,
        "ns" if dictionary::is_word(tag.word) => WordRole::Noun,
        "ns" => WordRole::Place,
        "nt" => WordRole::Organisation,
        "i" | "l" => WordRole::Set,
        "eng" => WordRole::Latin,
        "m" if tag.word.is_ascii() => WordRole::Function,
        "m" if tag.word != "年" => WordRole::Number,
        "j" | "s" | "g" => WordRole::Noun,
        // Regions (西部, 东西部), not directions (西面); 关键之年.
        "f" if tag.word.ends_with('部') => WordRole::Noun,
        "m" => WordRole::Noun,
        "zg" if !single || matches!(tag.word, "县" | "村") => WordRole::Noun,
        "b" | "z" => WordRole::Adjective,
        letters => match letters.as_bytes().first() {
            Some(b'n') => WordRole::Noun,
            Some(b'v') => WordRole::Verb,
            Some(b'a') => WordRole::Adjective,
            Some(b'd') => WordRole::Adverb,
            _ => WordRole::Function,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, WordRole)]) {
        let chars: Vec<char> = text.chars().collect();
        let tokens = super::super::repair::tokens(text, &mut Background::default());
        let found: Vec<(String, WordRole)> = tokens
            .iter()
            .map(|token| (chars[token.start..token.end].iter().collect(), token.class))
            .collect();
        let found: Vec<(&str, WordRole)> = found
            .iter()
            .map(|(word, class)| (word.as_str(), *class))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn words_have_classes() {
        check(
            "农民的工作，在北京",
            &[
                ("农民", WordRole::Noun),
                ("的", WordRole::Function),
                ("工作", WordRole::Verbal),
                ("，", WordRole::Mark),
                ("在", WordRole::Function),
                ("北京", WordRole::Place),
            ],
        );
        check(
            "东西部的二十大",
            &[
                ("东西部", WordRole::Noun),
                ("的", WordRole::Function),
                ("二十大", WordRole::Person),
            ],
        );
    }

    #[test]
    fn rare_words_are_rarer() {
        let mut background = Background::default();
        assert!(background.rarity("的") < background.rarity("农民"));
        assert!(background.rarity("农民") < background.rarity("能工巧匠"));
        assert!(background.rarity("没有这个词") >= Background::UNLISTED);
    }
}
