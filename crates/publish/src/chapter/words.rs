//! What the program itself says on pages and in books, in both languages.

use super::Tally;
use crate::SentenceState;
use crate::settings::Interface;
use duizhao_core::counted;

/// The words of one language.
pub(crate) struct Words {
    /// The language, as HTML names it.
    pub(crate) language: &'static str,
    pub(crate) contents: &'static str,
    pub(crate) cover: &'static str,
    pub(crate) text: &'static str,
    pub(crate) colophon: &'static str,
    pub(crate) notes: &'static str,
    pub(crate) note: &'static str,
    pub(crate) back: &'static str,
    pub(crate) editor: &'static str,
    pub(crate) retrieved: &'static str,
    pub(crate) licence: &'static str,
    pub(crate) contact: &'static str,
    pub(crate) sources: &'static str,
    pub(crate) making: &'static str,
    pub(crate) made_by: &'static str,
    pub(crate) no_translation: &'static str,
    pub(crate) undated: &'static str,
    pub(crate) findings: &'static str,
}

const ENGLISH: Words = Words {
    language: "en",
    contents: "Contents",
    cover: "Cover",
    text: "Text",
    colophon: "About this edition",
    notes: "Notes",
    note: "Note",
    back: "Back to the text",
    editor: "Editor: ",
    retrieved: "retrieved ",
    licence: "Licence: ",
    contact: "Contact: ",
    sources: "Sources",
    making: "How the translations were made",
    made_by: "made by ",
    no_translation: "[no translation]",
    undated: "Undated",
    findings: "Findings",
};

const CHINESE: Words = Words {
    language: "zh-Hans",
    contents: "目录",
    cover: "封面",
    text: "正文",
    colophon: "关于本书",
    notes: "注释",
    note: "注",
    back: "回到正文",
    editor: "责任编辑：",
    retrieved: "存档于",
    licence: "许可：",
    contact: "联系：",
    sources: "来源",
    making: "译文的由来",
    made_by: "生成：",
    no_translation: "〔无译文〕",
    undated: "无日期",
    findings: "检查所见",
};

impl Words {
    /// Returns the words of a language.
    pub(crate) const fn of(interface: Interface) -> &'static Self {
        match interface {
            Interface::En => &ENGLISH,
            Interface::Zh => &CHINESE,
        }
    }

    fn is_chinese(&self) -> bool {
        self.language == CHINESE.language
    }

    /// Returns the mark of a sentence in a state, and what it means.
    pub(crate) fn mark(&self, state: SentenceState) -> (&'static str, &'static str) {
        let mark = match state {
            SentenceState::Human => "H",
            SentenceState::Reviewed => "R",
            SentenceState::Memory => "TM",
            SentenceState::Machine => "MT",
            SentenceState::Gloss => "G",
            SentenceState::Missing => "–",
        };
        (mark, self.state(state))
    }

    /// Returns what a state means, for a list.
    pub(crate) fn state(&self, state: SentenceState) -> &'static str {
        let (english, chinese) = match state {
            SentenceState::Human => ("written by a person", "人工翻译"),
            SentenceState::Reviewed => ("reviewed by a person", "经人工审定"),
            SentenceState::Memory => (
                "from a translation memory, not reviewed",
                "取自翻译记忆，未经审定",
            ),
            SentenceState::Machine => ("machine translation, not reviewed", "机器翻译，未经审定"),
            SentenceState::Gloss => ("gloss, word by word", "逐词对照"),
            SentenceState::Missing => ("without translation", "无译文"),
        };
        if self.is_chinese() { chinese } else { english }
    }

    /// Returns a number of sentences.
    pub(crate) fn sentences(&self, count: usize) -> String {
        if self.is_chinese() {
            format!("{count}句")
        } else {
            counted(count, "sentence")
        }
    }

    /// Returns a number of articles.
    pub(crate) fn articles(&self, count: usize) -> String {
        if self.is_chinese() {
            format!("{count}篇")
        } else {
            counted(count, "article")
        }
    }

    /// Returns what readers must know of a text with glosses or unreviewed translations of machines; `None` where it has
    /// none.
    pub(crate) fn banner(&self, tally: &Tally) -> Option<String> {
        let of = |state| tally.count(state);
        let (gloss, machine) = (of(SentenceState::Gloss), of(SentenceState::Machine));
        let with_english = tally.total() - of(SentenceState::Missing);
        let text = match (gloss, machine) {
            (0, 0) => return None,
            (count, 0) if count == with_english => self.all_glosses().to_owned(),
            (0, count) if count == with_english => self.all_machine().to_owned(),
            _ => self.some(tally.total(), gloss, machine),
        };
        Some(text)
    }

    fn all_glosses(&self) -> &'static str {
        if self.is_chinese() {
            "以下英文为逐词对照，并非译文：每个词都在中文原词的位置上，供对照原文阅读。"
        } else {
            "Gloss, not a translation: each word stands where the Chinese has it, for reading beside the original."
        }
    }

    fn all_machine(&self) -> &'static str {
        if self.is_chinese() {
            "以下英文为机器翻译，未经人工审定。"
        } else {
            "Machine translation that no person has reviewed."
        }
    }

    fn some(&self, total: usize, gloss: usize, machine: usize) -> String {
        let parts = [
            (gloss, SentenceState::Gloss),
            (machine, SentenceState::Machine),
        ];
        let parts = parts.into_iter().filter(|(count, _)| *count > 0);
        if self.is_chinese() {
            let parts = parts.map(|(count, state)| format!("{count}句为{}", self.state(state)));
            format!(
                "本文{total}句英文中，{}。",
                parts.collect::<Vec<_>>().join("；")
            )
        } else {
            let parts = parts.map(|(count, state)| format!("{count} {}", self.state(state)));
            let parts = parts.collect::<Vec<_>>().join("; ");
            format!("Of {}: {parts}.", self.sentences(total))
        }
    }
}
