//! Names of media and people on pages: media, bylines, lists of authors.

use crate::clean::patterns::{RareWords, is_blank, regex};
use duizhao_zh::char_set::PlaneSet;
use duizhao_zh::{dictionary, han, names};
use regex::Regex;
use std::sync::LazyLock;

/// Endings of the names of media.
const MEDIA: [&str; 34] = [
    "网",
    "报",
    "社",
    "台",
    "频道",
    "客户端",
    "日报",
    "晚报",
    "杂志",
    "周刊",
    "新闻",
    "发布",
    "在线",
    "时报",
    "融媒",
    "融媒体中心",
    "公众号",
    "组织部",
    "宣传部",
    "党建",
    "先锋",
    "记者站",
    "办公室",
    "政府",
    "电视",
    "广播",
    "融媒体",
    "通讯",
    "报社",
    "号",
    "博客",
    "新媒体",
    "网络版",
    "电子版",
];

/// Tests whether a name ends like that of a medium.
pub(super) fn is_medium(name: &str) -> bool {
    name.chars().count() >= 2 && MEDIA.iter().any(|end| name.ends_with(end))
}

/// Roles before names in a list of authors.
const ROLES: [&str; 14] = [
    "本报记者",
    "本网记者",
    "本台记者",
    "全媒体记者",
    "融媒体记者",
    "见习记者",
    "实习记者",
    "特约记者",
    "特约通讯员",
    "记者",
    "通讯员",
    "实习生",
    "编译",
    "报道员",
];

/// Returns the names in a list of authors, without the roles before them, separated by single spaces.
pub(super) fn people(text: &str) -> String {
    let mut names = join_spaced(text).replace(['/', '／', '|', '｜', '、', '，'], " ");
    for role in ROLES {
        if !names.contains(role) {
            continue;
        }
        names = names
            .replace(&format!("{role}："), " ")
            .replace(&format!("{role}:"), " ")
            .replace(role, " ");
    }
    names.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Joins names of two characters that are spaced out to the width of three: 龙 菲.
pub(super) fn join_spaced(text: &str) -> std::borrow::Cow<'_, str> {
    static SPACED: LazyLock<Regex> =
        LazyLock::new(|| regex(r"(^|[\s、])([一-龥])\s([一-龥])($|[\s、）)])"));
    if text.len() > 200 || !has_spaced(text) {
        return text.into();
    }
    // Twice: a match includes the gap with which the next one begins.
    let once = SPACED.replace_all(text, "$1$2$3$4");
    SPACED.replace_all(&once, "$1$2$3$4").into_owned().into()
}

/// Tests whether a text has two characters with a blank between them, and a gap, a mark or nothing on either side.
fn has_spaced(text: &str) -> bool {
    let is_han = |c: &char| matches!(c, '一'..='龥');
    static BLANKS: PlaneSet = PlaneSet::of(" \t\n\u{a0}\u{3000}");
    BLANKS.places(text).any(|at| {
        let mut before = text[..at].chars().rev();
        let mut after = text[at..].chars().skip(1);
        before.next().is_some_and(|c| is_han(&c))
            && after.next().is_some_and(|c| is_han(&c))
            && before.next().is_none_or(|c| is_blank(c) || c == '、')
            && after
                .next()
                .is_none_or(|c| is_blank(c) || matches!(c, '、' | '）' | ')'))
    })
}

/// Tests whether a line is a post and a name, separated by a space (青海省海西州委常委、组织部长 王润宇), or a
/// reporter line.
pub(super) fn is_byline(key: &str) -> bool {
    if key.chars().count() > 50 || key.ends_with(['。', '：']) {
        return false;
    }
    is_reporter_line(key) || is_post_and_name(key) || signature(key).is_some()
}

/// Returns the names in a line that the mark of an author opens: □ 柳叶青.
pub(super) fn signature(key: &str) -> Option<&str> {
    let names = key.strip_prefix(['□', '■', '◇', '◎'])?.trim();
    let mut words = names.split([' ', '、']).filter(|word| !word.is_empty());
    let is_name =
        |word: &str| (2..=4).contains(&word.chars().count()) && word.chars().all(han::is_han);
    (!names.is_empty() && names.chars().count() <= 16 && words.all(is_name)).then_some(names)
}

/// Tests whether a line is the collective author of a commentary: 人民日报评论员, 本报编辑部.
pub(super) fn is_column_author(key: &str) -> bool {
    const AUTHORS: [&str; 7] = [
        "评论员",
        "观察员",
        "编辑部",
        "评论部",
        "课题组",
        "写作组",
        "本报记者",
    ];
    key.chars().count() <= 16
        && AUTHORS.iter().any(|author| key.ends_with(author))
        && !key.contains(['，', '：', ' ', '“', '的'])
}

/// Tests whether a line is only names of people, as below a title: 张三  李四, 张三、李四.
pub(super) fn is_author_line(key: &str) -> bool {
    let joined = join_spaced(key);
    let mut names = joined
        .split([' ', '、', '，', ';', '；'])
        .filter(|name| !name.is_empty())
        .peekable();
    let has_some = names.peek().is_some();
    let is_name = |name: &str| names::is_person(name) && !dictionary::is_word(name);
    has_some && names.by_ref().take(6).all(is_name) && names.next().is_none()
}

fn is_post_and_name(key: &str) -> bool {
    let inner = key.trim_matches(|c: char| "（）()【】[]".contains(c));
    let Some((post, name)) = inner.rsplit_once(' ') else {
        return false;
    };
    let named = names::is_person(name.trim())
        || (name.chars().count() <= 4 && names::surname(name).is_some());
    named && names::ends_in_post(post.trim_end())
}

/// Tests whether a line is only roles and names: 本报记者 张三 通讯员 李四, 记者林雅雯／台北报导.
pub(super) fn is_reporter_line(key: &str) -> bool {
    static REPORTERS: LazyLock<Regex> = LazyLock::new(|| {
        regex(
            r"^[（(【\[]?(文[/／图：:]*)?(■|□)?\s*(本报|本网|本台|本刊|[^\s，。：；]{0,10}?)(全媒体|融媒体|见习|实习|首席|特约)?(记者|通讯员|评论员|实习生)[\s：:／/]*[一-龥]{2,4}([\s、／/]+(本报|本网|全媒体|融媒体|见习|实习|特约)?(记者|通讯员|实习生)?[\s：:]*[一-龥]{2,4})*([\s／/]*[一-龥]{2,6}(报道|报导|摄影报道))?[）)】\]]?$",
        )
    });
    static AUTHOR_ROLES: LazyLock<RareWords> =
        LazyLock::new(|| RareWords::new(&["记者", "通讯员", "评论员", "实习生"]));
    let joined = join_spaced(key);
    let key = joined.as_ref();
    if key.len() > 150 || !AUTHOR_ROLES.is_in(key) || !REPORTERS.is_match(key) {
        return false;
    }
    let inner = key.trim_matches(|c: char| "（）()【】[]■□".contains(c));
    let named = people(inner.split(['／']).next().unwrap_or(inner));
    named
        .split([' ', '、'])
        .filter(|word| !word.is_empty())
        .any(names::is_person)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn spaced_characters_have_the_pattern(text in "[ \t\u{3000}\u{2003}、）某人aA]{0,9}") {
            let pattern = regex(r"(^|[\s、])([一-龥])\s([一-龥])($|[\s、）)])");
            prop_assert_eq!(has_spaced(&text), pattern.is_match(&text), "{:?}", text);
        }
    }

    #[test]
    fn bylines_are_posts_and_names() {
        for line in [
            "青海省海西州委常委、组织部长 王润宇",
            "（记者 张三 通讯员 李四）",
            "本报记者 王小明",
            "本报记者 韦继川 龙 菲",
            "记者林雅雯／台北报导",
            "□ 柳叶青",
            "■王强 李红",
        ] {
            assert!(is_byline(line), "{line}");
        }
        for line in [
            "站出来 顶上去",
            "记者在现场看到",
            "组织部长走访 慰问党员",
            "党建引领 组织力量构筑严密防线",
            "■ 加强组织领导",
        ] {
            assert!(!is_byline(line), "{line}");
        }
    }
}
