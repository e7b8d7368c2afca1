//! The labels of metadata fields.

use crate::clean::patterns::{is_blank, regex};
use duizhao_zh::char_set::PlaneSet;
use regex::Regex;
use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

/// What a labeled field says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::clean) enum FieldKind {
    /// The medium or the organization.
    Source,
    Author,
    Editor,
    /// Others who answer for the text: 审核, 校对, 终审.
    Reviewer,
    /// The day of publication.
    Published,
    /// The day on which an official document was signed.
    Written,
    Column,
    FileNumber,
    Title,
    /// The title at the source from which the text was taken over.
    OriginalTitle,
    /// A reading bar's copy of the title.
    Reading,
    Address,
    /// A field that is not part of the article's metadata.
    Other,
}

/// The labels of each kind of field.
const LABELS: &[(FieldKind, &str)] = &[
    (
        FieldKind::Source,
        "来源|稿源|来自|信息来源|文章来源|稿件来源|新闻来源|本文来源|资料来源|数据来源|内容来源|来源于|信息来源于|文章来源于|本文来源于|转载来源|原文来源|消息来源|图文来源|出处|原载|来源单位|发布单位|发布机构|发文机关|发文单位|制发机关|发布机关|发文机构|信息提供|提供单位|供稿单位|供稿|转自|转载自|文章转自|本文转自|转载于|摘自|媒体|首发",
    ),
    (
        FieldKind::Author,
        "作者|原作者|撰文|撰稿|撰稿人|供稿人|投稿人|文章作者|作者姓名|文字|采写|采访|报道|本报记者|本网记者|本刊记者|本台记者|全媒体记者|融媒体记者|融媒记者|见习记者|首席记者|记者|通讯员|特约记者|特约通讯员|特约评论员|特约撰稿人|评论员|实习记者|实习生|文|图文|图/文|文/图|文图|编译|译者|翻译|整理|执笔|口述",
    ),
    (
        FieldKind::Editor,
        "责任编辑|责编|责任编|编辑|主编|值班编辑|值班主编|网络编辑|执行编辑|实习编辑|见习编辑|本期编辑|本版编辑|新媒体编辑|微信编辑|编审|小编|本期小编|本文编辑|编辑整理|责任编审|版面编辑|文字编辑|采编|选稿|录入编辑",
    ),
    (
        FieldKind::Reviewer,
        "审核|校对|责任校对|监制|总监制|签发|审签|终审|复审|初审|一审|二审|三审|一校|二校|三校|一读|二读|三读|审读|校审|审校|审稿|复核|值班编委|值班总编|总编|总编辑",
    ),
    (
        FieldKind::Published,
        "发布时间|发布日期|发布于|发表于|发布|网站更新日期|最后更新|最后更新时间|最近更新|更新于|发表时间|发表日期|时间|日期|更新时间|更新日期|更新|发稿时间|发文日期|发文时间|刊发时间|刊发日期|刊登日期|刊登时间|出版日期|出版时间|上传时间|上传日期|录入时间|添加时间|创建时间|公开日期|公开时间|公布日期|发帖时间|播出时间|最新更新时间|编辑时间|信息时间|提交时间",
    ),
    (
        FieldKind::Written,
        "成文日期|成文时间|印发日期|制发日期|生成日期|签发日期|生效日期|写作时间",
    ),
    (
        FieldKind::Column,
        "栏目|所属栏目|专栏|频道|所属频道|所属分类|信息分类|文章分类|板块|版面|所在栏目|体裁分类",
    ),
    (
        FieldKind::FileNumber,
        "文号|发文字号|发文号|文件编号|文件号|公文字号|发布文号|公文文号|文件字号",
    ),
    (
        FieldKind::Title,
        "标题|信息名称|公文名称|文件名称|名称|文件标题|文章标题|信息标题",
    ),
    (
        FieldKind::OriginalTitle,
        "原标题|本文原标题|原题|原文标题|原题为|本文原题",
    ),
    (
        FieldKind::Reading,
        "正在阅读|您正在阅读|当前阅读|正在浏览|当前文章",
    ),
    (
        FieldKind::Address,
        "原文链接|原文地址|原文网址|本文链接|本文网址|本文地址|来源网址|来源链接|网页地址|文章链接|转载链接|本页网址|链接地址|URL|url",
    ),
    (
        FieldKind::Other,
        "制作|制图|美编|美术编辑|排版|录入|录入人|录入者|发布人|发布者|信息员|图|摄影|摄像|图片|图片来源|图源|索引号|信息索引|信息索引号|索取号|主题词|关键词|关键字|文章关键词|有效性|时效性|时效|效力状态|文件状态|是否有效|分类|主题分类|主题|体裁|组配分类|服务对象|摘要|内容概述|内容摘要|概述|统筹|策划|出品|视频|剪辑|配音|播音|设计|海报|公开类别|公开方式|公开形式|公开范围|公开属性|公开程序|公开时限|生命周期|字体|字号|字体大小|文字大小|浏览|浏览次数|浏览量|阅读次数|点击|点击数|点击量|点击率|访问量|访问次数|阅读|阅读量|评论|人气|标签|发布地|IP属地|地区|语种",
    ),
];

/// A label with the mark after it.
pub(super) struct LabelMatch {
    /// Where its name stands.
    pub(super) name: Range<usize>,
    /// Where the mark and the blanks after it end.
    pub(super) end: usize,
}

/// Marks after a label.
const MARKS: [char; 8] = [':', '：', '丨', '︱', '|', '｜', '／', '/'];

/// Most blanks between two characters of a label: 来　源：.
const MOST_BLANKS: usize = 8;

/// The names of labels by their first character, the longest first.
static NAMES: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let mut names: Vec<&str> = LABELS
        .iter()
        .flat_map(|(_, names)| names.split('|'))
        .collect();
    names.sort_unstable_by_key(|name| (first(name), Reverse(name.len())));
    names
});

/// The kinds of labels by their names.
static KINDS: LazyLock<HashMap<&str, FieldKind>> = LazyLock::new(|| {
    let kinds = LABELS.iter();
    kinds
        .flat_map(|(kind, names)| names.split('|').map(|name| (name, *kind)))
        .collect()
});

/// The first characters of labels.
static FIRSTS: LazyLock<PlaneSet> = LazyLock::new(|| {
    let firsts: String = NAMES.iter().map(|name| first(name)).collect();
    PlaneSet::of(&firsts)
});

fn first(name: &str) -> char {
    name.chars().next().unwrap_or_default()
}

/// Lists the labels in a line, in order and without overlaps: at each place the longest.
pub(super) fn labeled(key: &str) -> impl Iterator<Item = LabelMatch> {
    let last_mark = key.rfind(MARKS).unwrap_or(0);
    let mut free = 0;
    key[..last_mark]
        .char_indices()
        .filter_map(move |(at, first)| {
            if at < free || !FIRSTS.contains(first) {
                return None;
            }
            let found = label_at(key, at, first)?;
            free = found.end;
            Some(found)
        })
}

/// Returns the label of a line at byte `at`, where its first character stands.
fn label_at(key: &str, at: usize, first_char: char) -> Option<LabelMatch> {
    let start = NAMES.partition_point(|name| first(name) < first_char);
    let names = NAMES[start..]
        .iter()
        .take_while(|name| first(name) == first_char);
    let mut found = names.filter_map(|name| {
        let rest = after_name(&key[at..], name)?;
        let mark = rest.trim_start_matches(is_blank);
        let value = mark.strip_prefix(MARKS)?.trim_start_matches(is_blank);
        Some(LabelMatch {
            name: at..key.len() - rest.len(),
            end: key.len() - value.len(),
        })
    });
    found.next()
}

/// Returns what stands after a name that a text begins with, whose characters may be spaced out.
fn after_name<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let mut rest = text;
    for (at, c) in name.char_indices() {
        let part = if at == 0 {
            rest
        } else {
            rest.trim_start_matches(' ')
        };
        if rest.len() - part.len() > MOST_BLANKS {
            return None;
        }
        rest = part.strip_prefix(c)?;
    }
    Some(rest)
}

/// Tests whether a line can have a label without a mark: one of the last characters of those before a blank, an author's
/// mark, or 来源于.
pub(super) fn may_be_unmarked(key: &str) -> bool {
    static LAST: PlaneSet = PlaneSet::of("源自据者文稿字员辑编核对审制");
    let mut before = ' ';
    let found = key.contains(|c| {
        let last = std::mem::replace(&mut before, c);
        is_blank(c) && LAST.contains(last) || matches!(c, '□' | '■' | '◇' | '◎')
    });
    found || key.contains("来源于")
}

/// A label that needs no mark after it if what follows is a name or a medium: 责任编辑 张三, 本文来源于北京商报.
pub(super) static UNMARKED: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(来源|稿源|转自|来自|据)\s+|(?:本文|文章|信息|转载)?来源于\s?|(作者|撰文|撰稿|文字|(?:本报|本网|本刊|全媒体|融媒体|见习|实习|特约)?(?:记者|通讯员|评论员)|文)\s+|(?:^|\s)[□■◇◎]\s*()|((?:责任|值班|网络|实习)?编辑|责编|小编)\s+|(审核|校对|终审|监制|复审|初审)\s+",
    )
});

/// Returns the kind of a label.
pub(super) fn kind(label: &str) -> FieldKind {
    let label = label.replace(' ', "");
    let kind = KINDS.get(label.as_str());
    kind.copied().unwrap_or(FieldKind::Other)
}

/// Tests whether a line is only a label of the table above an official document, perhaps spaced out.
pub(in crate::clean) fn is_label_of_table(key: &str) -> bool {
    const LABELS: [&str; 32] = [
        "索引号",
        "信息索引号",
        "信息索引",
        "索取号",
        "发文机关",
        "发文单位",
        "制发机关",
        "发布机构",
        "发布单位",
        "发文字号",
        "文号",
        "文件编号",
        "公文名称",
        "信息名称",
        "文件名称",
        "文件标题",
        "名称",
        "成文日期",
        "发文日期",
        "公开日期",
        "公布日期",
        "发布日期",
        "印发日期",
        "生成日期",
        "主题词",
        "主题分类",
        "信息分类",
        "体裁分类",
        "有效性",
        "公开方式",
        "公开形式",
        "公开范围",
    ];
    LABELS.contains(&key.replace(' ', "").as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Labels as [`labeled`] finds them, as a pattern.
    static LABELED: LazyLock<Regex> = LazyLock::new(|| {
        let mut names: Vec<&str> = NAMES.clone();
        names.sort_by_key(|name| Reverse(name.len()));
        let spaced = |name: &&str| {
            let chars: Vec<String> = name.chars().map(String::from).collect();
            chars.join(" {0,8}")
        };
        let names: Vec<String> = names.iter().map(spaced).collect();
        regex(&format!(r"({})\s*[:：丨︱|｜／/]\s*", names.join("|")))
    });

    proptest! {
        #[test]
        fn labels_have_the_pattern(
            text in "(来|源|文|图|章|/|作者|责 {0,9}编|时间|发布|[:：|／] {0,2}|[ \t\u{3000}某]|URL){0,9}"
        ) {
            let found: Vec<_> = labeled(&text).map(|label| (label.name, label.end)).collect();
            let expected: Vec<_> = LABELED
                .captures_iter(&text)
                .map(|found| (found.get(1).unwrap().range(), found.get(0).unwrap().end()))
                .collect();
            prop_assert_eq!(found, expected, "{:?}", text);
        }

        #[test]
        fn a_label_without_a_mark_stands_before_a_blank(
            text in "(来源|来源于|作者|记者|编辑|□|■|审核|本文|[ \t\u{3000}]|某){0,6}"
        ) {
            prop_assert!(may_be_unmarked(&text) || !UNMARKED.is_match(&text), "{:?}", text);
        }
    }
}
