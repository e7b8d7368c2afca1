//! Chinese names of people: recognizing them, and their English spelling.

use crate::dictionary;
use crate::han;
use daachorse::CharwiseDoubleArrayAhoCorasick;
use duizhao_core::article::Span;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Surnames and their spelling, from `glossary/surnames.csv`.
static SURNAMES: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    include_str!("../../../glossary/surnames.csv")
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(','))
        .collect()
});

/// Returns the surname at the start of `text` (simplified script) and its English spelling; a compound surname (欧阳)
/// wins over a single one.
pub fn surname(text: &str) -> Option<(&str, &'static str)> {
    [2, 1].into_iter().find_map(|length| {
        let end = text
            .char_indices()
            .nth(length)
            .map_or(text.len(), |(i, _)| i);
        SURNAMES
            .get(&text[..end])
            .map(|reading| (&text[..end], *reading))
    })
}

/// Tests whether the whole of `text` has the form of a person's name: a surname and one or two characters.
pub fn is_person(text: &str) -> bool {
    surname(text).is_some_and(|(surname, _)| {
        let given = &text[surname.len()..];
        matches!(given.chars().count(), 1 | 2) && given.chars().all(han::is_han)
    })
}

/// Words that end a post: 组织部长, 党委书记, 教授.
const POSTS: &[&str] = &[
    "书记",
    "部长",
    "主任",
    "局长",
    "县长",
    "市长",
    "省长",
    "区长",
    "州长",
    "镇长",
    "乡长",
    "主席",
    "院长",
    "校长",
    "教授",
    "研究员",
    "委员",
    "常委",
    "处长",
    "科长",
    "站长",
    "主编",
    "会长",
    "厅长",
    "司长",
    "专员",
    "盟长",
    "旗长",
    "村长",
    "代表",
    "董事长",
    "总经理",
    "干事",
    "记者",
    "通讯员",
    "作者",
    "总理",
    "副部长",
    "所长",
    "队长",
    "班长",
    "组长",
    "连长",
    "行长",
    "厂长",
    "社长",
    "经理",
    "总裁",
    "发言人",
    "大使",
];

/// Words for people besides their posts: 党员, 护士, 村民.
const ROLES: &[&str] = &[
    "党员",
    "医生",
    "护士",
    "医师",
    "教师",
    "老师",
    "工人",
    "农民",
    "村民",
    "居民",
    "民警",
    "警察",
    "战士",
    "同志",
    "志愿者",
    "网格员",
    "专家",
];

/// Words that follow a person's name.
const AFTER_PERSON: &[&str] = &[
    "说",
    "表示",
    "介绍",
    "告诉",
    "称",
    "认为",
    "指出",
    "强调",
    "坦言",
    "回忆",
    "解释",
    "同志",
    "书记",
    "主席",
    "总书记",
    "主任",
    "先生",
    "女士",
    "教授",
    "主持",
    "出席",
    "会见",
    "率",
    "带领",
    "讲话",
    "致辞",
    "宣布",
    "要求",
    "笑",
];

/// Characters that do not occur in given names.
const NO_NAME: &str = "的了是在和与或等及也都就还又很最被把让给对向从到以为不没有这那我你他她它们说个名位条项者地得着过吗呢吧啊";

/// Tests whether a character can occur in a given name.
pub fn is_given(c: char) -> bool {
    han::is_han(c) && !NO_NAME.contains(c)
}

/// Tests whether `text` begins with a word that follows a person's name.
pub fn speaks(text: &str) -> bool {
    AFTER_PERSON.iter().any(|word| text.starts_with(word))
}

/// Finds the names in `text` (simplified script) that are certain: a post or role precedes, or another such name and
/// a 、, and the next word cannot belong to the name: 总书记习近平强调, 记者王斌、李小明.
///
/// The spans are in bytes, in order, without overlaps. Linear.
pub fn called(text: &str) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let mut ends: Vec<usize> = CALLINGS
        .find_overlapping_iter(text)
        .map(|found| found.end())
        .collect();
    ends.dedup();
    for mut start in ends {
        while let Some(span) = called_at(text, start)
            && spans.last().is_none_or(|last| last.end <= span.start)
        {
            spans.push(span);
            let Some(rest) = text[span.end..].strip_prefix('、') else {
                break;
            };
            start = text.len() - rest.len();
        }
    }
    spans
}

/// Returns the name at byte `start`; a given name of two characters wins over one of one.
fn called_at(text: &str, start: usize) -> Option<Span> {
    let (surname, _) = surname(&text[start..])?;
    let given = start + surname.len();
    let mut spans = Vec::new();
    for (at, c) in text[given..].char_indices().take(2) {
        if !is_given(c) {
            break;
        }
        spans.push(Span::new(start, given + at + c.len_utf8()));
    }
    spans.into_iter().rev().find(|span| {
        let after = &text[span.end..];
        (!after.starts_with(is_given) || speaks(after)) && !dictionary::is_word(span.of(text))
    })
}

/// Finds posts and roles.
static CALLINGS: LazyLock<CharwiseDoubleArrayAhoCorasick<u8>> = LazyLock::new(|| {
    let callings = POSTS.iter().chain(ROLES).map(|calling| (calling, 0));
    CharwiseDoubleArrayAhoCorasick::with_values(callings).expect("posts and roles are unique")
});

/// Tests whether `text` (simplified script) ends in a post.
pub fn ends_in_post(text: &str) -> bool {
    POSTS.iter().any(|post| text.ends_with(post))
}

/// Tests whether `text` (simplified script) ends in a role: a profession, a membership, a status.
pub fn ends_in_role(text: &str) -> bool {
    ROLES.iter().any(|role| text.ends_with(role))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_a_surname_and_a_given_name() {
        assert!(is_person("王润宇") && is_person("欧阳修") && is_person("谢斌"));
        assert!(!is_person("欧阳") && !is_person("组织部长") && !is_person("王"));
        assert_eq!(surname("单田芳"), Some(("单", "Shan")));
    }

    #[track_caller]
    fn names(text: &str, expected: &[&str]) {
        let found: Vec<&str> = called(text).into_iter().map(|span| span.of(text)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_name_is_certain_between_a_post_or_role_and_an_end() {
        names("中共中央总书记习近平强调，要坚持。", &["习近平"]);
        names("记者王斌、李小明报道", &["王斌"]);
        names(
            "记者王斌、李小明、欧阳震华。",
            &["王斌", "李小明", "欧阳震华"],
        );
        names("县委书记王强在会上说", &["王强"]);
        names("村民王强说，他很高兴。", &["王强"]);
        names("（作者张三）", &["张三"]);
    }

    #[test]
    fn other_words_after_a_post_or_role_are_not_names() {
        names("党员干部，要带头", &[]);
        names("组织部长会议，", &[]);
        names("代表国家，", &[]);
        names("习近平", &[]);
        names("", &[]);
    }

    proptest::proptest! {
        #[test]
        fn spans_come_in_order(text in "[书记者王斌、，李党员说aA]{0,30}") {
            let mut end = 0;
            for span in called(&text) {
                proptest::prop_assert!(span.start >= end && is_person(span.of(&text)));
                end = span.end;
            }
        }
    }
}
