//! Chinese names of people: which words can be one, and how English prints it.

use crate::han;
use std::collections::HashMap;
use std::sync::LazyLock;

/// `glossary/surnames.csv`: surname and its reading, the more frequent first.
static SURNAMES: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    include_str!("../glossary/surnames.csv").lines().skip(1).filter_map(|line| line.split_once(',')).collect()
});

/// The surname at the start of `text` (simplified script) and its reading as English prints it: a
/// compound surname (欧阳) before a single one.
pub fn surname(text: &str) -> Option<(&str, &'static str)> {
    [2, 1].into_iter().find_map(|length| {
        let end = text.char_indices().nth(length).map_or(text.len(), |(i, _)| i);
        SURNAMES.get(&text[..end]).map(|reading| (&text[..end], *reading))
    })
}

/// Whether the whole of `text` has the shape of a person's name: a surname and one or two characters.
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

/// What people are called besides their posts: 党员, 护士, 村民.
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

/// Whether `text` (simplified script) ends in a post.
pub fn ends_in_post(text: &str) -> bool {
    POSTS.iter().any(|post| text.ends_with(post))
}

/// Whether `text` (simplified script) ends in what people are called: a profession, a membership, a standing.
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
}
