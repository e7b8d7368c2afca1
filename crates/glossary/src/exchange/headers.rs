//! The names that other programs and people give to our columns.

use super::super::Column;

/// Names of columns in other people's tables, as [`folded`] leaves them.
///
/// Language codes are those of BCP 47 that glossaries use; the words are those of terminology tools' exports and
/// of Chinese and English spreadsheets.
const ALIASES: [(Column, &[&str]); 12] = [
    (
        Column::SourceHans,
        &[
            "sourcehans",
            "source",
            "sourceterm",
            "sourcetext",
            "src",
            "term",
            "zh",
            "zhcn",
            "zhhans",
            "zhhanscn",
            "zhsg",
            "cn",
            "chs",
            "chinese",
            "chinesesimplified",
            "simplifiedchinese",
            "simplified",
            "hans",
            "中文",
            "汉语",
            "简体",
            "简体中文",
            "中文简体",
            "源语",
            "源语言",
            "原文",
            "术语",
            "中文术语",
            "词条",
        ],
    ),
    (
        Column::SourceHant,
        &[
            "sourcehant",
            "zhtw",
            "zhhant",
            "zhhanttw",
            "zhhk",
            "tw",
            "cht",
            "traditional",
            "traditionalchinese",
            "chinesetraditional",
            "hant",
            "繁體",
            "繁体",
            "繁體中文",
            "繁体中文",
            "中文繁體",
            "中文繁体",
            "正體",
            "正體中文",
        ],
    ),
    (
        Column::Target,
        &[
            "target",
            "targetterm",
            "targettext",
            "tgt",
            "translation",
            "rendering",
            "en",
            "enus",
            "engb",
            "eng",
            "english",
            "preferred",
            "英文",
            "英语",
            "英語",
            "译文",
            "譯文",
            "译名",
            "譯名",
            "翻译",
            "翻譯",
            "目标语",
            "目标语言",
            "英文译名",
        ],
    ),
    (
        Column::Tag,
        &[
            "tag",
            "tags",
            "category",
            "domain",
            "subject",
            "subjectfield",
            "topic",
            "类别",
            "類別",
            "分类",
            "分類",
            "标签",
            "領域",
            "领域",
        ],
    ),
    (
        Column::Alternatives,
        &[
            "alternatives",
            "alternative",
            "synonyms",
            "synonym",
            "variants",
            "admitted",
            "alsotranslatedas",
            "其他译法",
            "别译",
            "异译",
            "備選",
            "备选",
        ],
    ),
    (
        Column::Forbidden,
        &[
            "forbidden",
            "deprecated",
            "donotuse",
            "avoid",
            "wrong",
            "误译",
            "誤譯",
            "禁用",
            "禁用译法",
            "错误译法",
        ],
    ),
    (
        Column::Note,
        &[
            "note",
            "notes",
            "comment",
            "comments",
            "remark",
            "remarks",
            "description",
            "definition",
            "备注",
            "備註",
            "备註",
            "注释",
            "註釋",
            "说明",
            "說明",
            "定义",
        ],
    ),
    (
        Column::Citation,
        &[
            "citation",
            "reference",
            "ref",
            "references",
            "sourceoftranslation",
            "出处",
            "出處",
            "来源",
            "來源",
            "依据",
        ],
    ),
    (Column::Status, &["status", "状态", "狀態"]),
    (
        Column::Pos,
        &["pos", "partofspeech", "wordclass", "词性", "詞性"],
    ),
    (Column::Case, &["case", "casesensitive", "大小写", "大小寫"]),
    (Column::Context, &["context", "语境", "語境", "上下文"]),
];

/// Returns the column that a header names.
pub fn column_of(header: &str) -> Option<Column> {
    let name = folded(header);
    ALIASES
        .into_iter()
        .find(|(_, names)| names.contains(&name.as_str()))
        .map(|(column, _)| column)
}

/// Returns a header in lower case and without spaces, hyphens, underscores and what stands in brackets after it.
fn folded(header: &str) -> String {
    let name = header.split(['(', '（', '[']).next().unwrap_or_default();
    name.chars()
        .filter(|c| !matches!(c, '_' | '-' | ' ' | '\u{3000}' | '\u{a0}'))
        .flat_map(char::to_lowercase)
        .collect()
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

    #[test]
    fn names_of_others_are_known() {
        let check = |header, column| assert_eq!(column_of(header), Some(column), "{header}");
        check("zh-CN", Column::SourceHans);
        check("源语", Column::SourceHans);
        check("Source Term", Column::SourceHans);
        check("zh_Hant", Column::SourceHant);
        check("繁體中文", Column::SourceHant);
        check("English (US)", Column::Target);
        check("译名", Column::Target);
        check("Part of Speech", Column::Pos);
        check("备注", Column::Note);
        assert_eq!(column_of("Created by"), None);
    }

    #[test]
    fn no_name_stands_for_two_columns() {
        let mut names: Vec<&str> = ALIASES
            .iter()
            .flat_map(|(_, names)| names.iter().copied())
            .collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
        assert!(names.iter().all(|name| folded(name) == **name));
    }
}
