//! What the headers of other people's tables mean.

use super::super::Column;
use duizhao_zh::han;

/// What a header says of its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HeaderMeaning {
    /// It holds this.
    Column(Column),
    /// It holds a term or its translation, this one where the contents do not tell.
    Side(Column),
    /// It numbers the rows.
    Number,
    /// It holds something that a glossary has no place for.
    Other,
}

use HeaderMeaning::{Number, Other, Side};

/// Words of headers and what they mean; the first rule that has a word of the header holds. English words are whole
/// words, Chinese ones may stand anywhere but for [`LONE`].
///
/// The words are those of terminology tools' exports, of language codes (BCP 47), and of Chinese and English
/// spreadsheets.
const RULES: [(HeaderMeaning, &str); 16] = [
    (
        Number,
        "序号 序號 编号 編號 no nr number index id uuid rownumber",
    ),
    (
        Other,
        "译者 译员 作者 翻译人 审核 审校 校对 负责人 日期 时间 拼音 中文同义 中文别名 中文简称 \
         pinyin date time by author translator language locale code",
    ),
    (
        HeaderMeaning::Column(Column::Pos),
        "词性 詞性 词类 pos part_of_speech partofspeech word_class wordclass",
    ),
    (
        HeaderMeaning::Column(Column::Case),
        "大小写 大小寫 case casesensitive",
    ),
    (
        HeaderMeaning::Column(Column::Forbidden),
        "误译 誤譯 错译 错误 禁用 不用 勿用 不宜 避免 不推荐 forbidden deprecated wrong avoid do_not_use donotuse",
    ),
    (
        HeaderMeaning::Column(Column::Alternatives),
        "其他 其它 别译 异译 異譯 又译 或译 也译 另译 备选 備選 可选 替代 同义 缩写 简称 \
         alternative alternatives alternate synonym synonyms variant variants admitted other also alsotranslatedas \
         acronym abbreviation",
    ),
    (
        HeaderMeaning::Column(Column::Citation),
        "出处 出處 来源 來源 依据 依據 引自 文献 文獻 参考 网址 链接 \
         citation reference references ref refs url link source_of sourceoftranslation",
    ),
    (
        HeaderMeaning::Column(Column::Note),
        "备注 備註 备註 注释 註釋 附注 批注 注解 注 註 说明 說明 解释 解釋 释义 釋義 定义 定義 例句 示例 用法 语境 語境 \
         上下文 note notes comment comments remark remarks description definition explanation usage example examples",
    ),
    (
        HeaderMeaning::Column(Column::Tag),
        "类别 類別 类型 類型 分类 分類 种类 标签 標籤 领域 領域 专业 主题 主題 学科 行业 \
         tag tags category categories domain subject subjectfield field topic type",
    ),
    (HeaderMeaning::Column(Column::Status), "状态 狀態 status"),
    (HeaderMeaning::Column(Column::Context), "context"),
    (
        HeaderMeaning::Column(Column::SourceHant),
        "繁体 繁體 繁 正體 正体 tw hk hant cht zhtw zhhk zhhant traditional",
    ),
    (
        HeaderMeaning::Column(Column::Target),
        "英文 英语 英語 英译 英譯 英 english eng en enus engb",
    ),
    (
        HeaderMeaning::Column(Column::SourceHans),
        "中文 汉语 漢語 汉字 华语 简体 簡體 中 汉 漢 zh cn chs hans zhcn zhsg zhhans chinese mandarin simplified",
    ),
    (
        Side(Column::Target),
        "译 譯 目标语 目標語 对应词 外文 外语 \
         target targetterm targettext tgt translation translations rendering preferred equivalent",
    ),
    (
        Side(Column::SourceHans),
        "术语 術語 词条 词语 词汇 词目 词 詞條 詞語 詞 名称 名稱 源语 原文 原语 条目 用语 表述 短语 概念 提法 \
         source sourceterm sourcetext src term terms word words phrase expression",
    ),
];

/// Characters that mean what they say only as the whole of a header's Chinese.
const LONE: [&str; 9] = ["中", "英", "汉", "漢", "注", "註", "繁", "词", "詞"];

/// The most Chinese characters and the most English words of a header; what is longer is text.
const MOST_HAN: usize = 10;
const MOST_WORDS: usize = 6;

/// Returns the column that a header names.
pub fn column_of(header: &str) -> Option<Column> {
    match meaning(header)? {
        HeaderMeaning::Column(column) | Side(column) => Some(column),
        Number | Other => None,
    }
}

/// Returns what a header means; `None` if nothing of it is known. What stands in brackets counts where the rest says
/// no more than a side or Chinese: 术语（英文）, `Chinese (Traditional)`.
pub(super) fn meaning(header: &str) -> Option<HeaderMeaning> {
    if let Some(column) = Column::from_name(header.trim()) {
        return Some(HeaderMeaning::Column(column));
    }
    let outer = header.split(['(', '（', '[', '【']).next();
    let outer = meaning_of_words(outer.unwrap_or_default());
    match outer {
        None | Some(Side(_) | HeaderMeaning::Column(Column::SourceHans)) => {
            meaning_of_words(header).or(outer)
        }
        Some(HeaderMeaning::Column(_) | Number | Other) => outer,
    }
}

fn meaning_of_words(header: &str) -> Option<HeaderMeaning> {
    let han: String = header.chars().filter(|&c| han::is_han(c)).collect();
    let words = latin_words(header);
    if han.chars().count() > MOST_HAN || words.len() > MOST_WORDS {
        return None;
    }
    let words = format!(" {} ", words.join(" "));
    let is_there = |word: &str| {
        if word.is_ascii() {
            words.contains(&format!(" {} ", word.replace('_', " ")))
        } else if LONE.contains(&word) {
            han == word
        } else {
            han.contains(word)
        }
    };
    RULES
        .iter()
        .find(|(_, words)| words.split_whitespace().any(is_there))
        .map(|(meaning, _)| *meaning)
}

/// Returns the words of a header in Latin letters, in lower case: `zhCN` is two, `en-US 2` too.
fn latin_words(header: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut last = ' ';
    for c in header.chars() {
        if c.is_ascii_alphabetic() {
            let goes_on = last.is_ascii_alphabetic()
                && !(last.is_ascii_lowercase() && c.is_ascii_uppercase());
            match words.last_mut() {
                Some(word) if goes_on => word.push(c.to_ascii_lowercase()),
                _ => words.push(c.to_ascii_lowercase().into()),
            }
        }
        last = c;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_names_are_known() {
        for column in Column::ALL {
            assert_eq!(column_of(column.name()), Some(column));
        }
    }

    #[track_caller]
    fn check(headers: &str, column: Column) {
        for header in headers.split('|') {
            assert_eq!(column_of(header), Some(column), "{header}");
        }
    }

    #[test]
    fn names_of_others_are_known() {
        check(
            "zh-CN|zhCN|源语|源语言|Source Term|中文|中文名称|中文（必填）|术语(中)|词条|汉语|Simplified Chinese|原文",
            Column::SourceHans,
        );
        check(
            "zh_Hant|繁體中文|中文（繁体）|Chinese (Traditional)|zh-TW",
            Column::SourceHant,
        );
        check(
            "English (US)|en-GB|译名|英文译名|术语（英文）|推荐译法|英语 1|Approved translation|英译",
            Column::Target,
        );
        check(
            "其他译法|备选译名|Synonyms|英文缩写|Other English",
            Column::Alternatives,
        );
        check("禁用译法|误译|Do not use|不推荐译法", Column::Forbidden);
        check("备注|注|Notes (internal)|中文释义|例句", Column::Note);
        check("出处|英文来源|Reference|参考文献", Column::Citation);
        check("类别|所属领域|Category|Subject field", Column::Tag);
        check("Part of Speech|词性|partOfSpeech", Column::Pos);
    }

    #[test]
    fn text_and_what_has_no_place_name_no_column() {
        for header in [
            "Created by",
            "翻译日期",
            "拼音",
            "序号",
            "No.",
            "",
            "Deutsch",
            "2020年1月",
            "本表由中文和英文两部分组成请勿外传",
            "the meeting was held in Chinese and English",
        ] {
            assert_eq!(column_of(header), None, "{header}");
        }
    }
}
