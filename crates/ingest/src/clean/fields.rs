//! The grammar of metadata lines: dates, labeled fields, and words that stand alone.
//!
//! A line is taken apart whole: what is neither a date nor a field with its label is a word, and words that are
//! furniture of the page (controls, counters, times, addresses, pages of a paper) are dropped.

use super::controls;
use super::dates::{DateMatch, clock, dates};
use super::naming::is_medium;
use duizhao_zh::{han, names};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// What a labeled field says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FieldKind {
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
        "来源|稿源|来自|信息来源|文章来源|稿件来源|新闻来源|本文来源|资料来源|数据来源|内容来源|转载来源|原文来源|消息来源|图文来源|出处|原载|来源单位|发布单位|发布机构|发文机关|发文单位|制发机关|发布机关|发文机构|信息提供|提供单位|供稿单位|供稿|转自|转载自|文章转自|本文转自|转载于|摘自|媒体|首发",
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
    (FieldKind::OriginalTitle, "原标题|原题|原文标题|原题为"),
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
        "制作|制图|美编|美术编辑|排版|录入|录入人|录入者|发布人|发布者|信息员|图|摄影|摄像|图片|图片来源|图源|索引号|信息索引|信息索引号|索取号|主题词|关键词|关键字|文章关键词|有效性|时效性|时效|效力状态|文件状态|是否有效|分类|主题分类|主题|体裁|组配分类|服务对象|摘要|内容概述|内容摘要|概述|统筹|策划|出品|视频|剪辑|配音|播音|设计|海报|公开类别|公开方式|公开形式|公开范围|公开属性|公开程序|公开时限|生命周期|字体|字号|字体大小|文字大小|浏览|浏览次数|浏览量|阅读次数|点击|点击数|点击量|点击率|访问量|访问次数|阅读|阅读量|评论|人气|标签|联系人|联系电话|发布地|IP属地|地区|语种",
    ),
];

/// A label with the mark after it; the characters of a label may be spaced out: 来　源：.
static LABELED: LazyLock<Regex> = LazyLock::new(|| {
    let mut labels: Vec<&str> = LABELS
        .iter()
        .flat_map(|(_, labels)| labels.split('|'))
        .collect();
    labels.sort_unstable_by_key(|label| std::cmp::Reverse(label.len()));
    let spaced = |label: &&str| {
        let chars: Vec<String> = label.chars().map(String::from).collect();
        chars.join(" {0,8}")
    };
    let labels: Vec<String> = labels.iter().map(spaced).collect();
    Regex::new(&format!(r"({})\s*[:：丨︱|／/]\s*", labels.join("|")))
        .expect("the pattern is well formed")
});

/// A label that needs no mark after it if what follows is a name or a medium: 责任编辑 张三, 本文来源于北京商报.
static UNMARKED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(来源|稿源|转自|来自|据)\s+|(?:本文|文章|信息|转载)?来源于\s?|(作者|撰文|撰稿|文字|(?:本报|本网|本刊|全媒体|融媒体|见习|实习|特约)?(?:记者|通讯员|评论员)|文)\s+|(?:^|\s)[□■◇◎]\s*()|((?:责任|值班|网络|实习)?编辑|责编|小编)\s+|(审核|校对|终审|监制|复审|初审)\s+",
    )
    .expect("the pattern is well formed")
});

/// Codes of staff members after their names: _NB7, (EN042), UN100.
static STAFF_CODE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[_\s]*[(（\[]?[A-Za-z]{1,4}\d{1,5}[)）\]]?$").expect("the pattern is well formed")
});

/// A labeled field of a line. The value is empty if nothing stands after the label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Field<'t> {
    pub(super) kind: FieldKind,
    pub(super) value: &'t str,
}

/// What a line holds.
#[derive(Debug, Default)]
pub(super) struct LineFields<'t> {
    /// The fields with labels, in order.
    pub(super) fields: Vec<Field<'t>>,
    /// Days, in order, and whether each has a label that says what it is.
    pub(super) dates: Vec<(String, Option<FieldKind>)>,
    /// What is neither, without furniture.
    pub(super) words: Vec<&'t str>,
}

/// Where something begins that is not a word.
enum Border {
    Label(FieldKind, usize, usize),
    Date(DateMatch),
}

impl Border {
    fn start(&self) -> usize {
        match self {
            Self::Label(_, start, _) => *start,
            Self::Date(date) => date.start,
        }
    }

    fn end(&self) -> usize {
        match self {
            Self::Label(_, _, end) => *end,
            Self::Date(date) => date.end,
        }
    }
}

/// Takes a line (simplified script) apart; `None` if it is a sentence, or has a field that cannot have its value.
pub(super) fn read(key: &str) -> Option<LineFields<'_>> {
    if key.contains(['。', '；']) || key.ends_with(['，', '！', '？']) {
        return None;
    }
    let borders = borders(key);
    let first = borders.first().map_or(key.len(), Border::start);
    let mut line = LineFields::default();
    words(&key[..first], &mut line.words);
    for (at, border) in borders.iter().enumerate() {
        let next = borders.get(at + 1);
        let text = &key[border.end()..next.map_or(key.len(), Border::start)];
        match border {
            Border::Label(kind, ..) => {
                let dated = matches!(next, Some(Border::Date(_)));
                let (value, left) = value(*kind, text);
                if !is_value(*kind, value, dated && left.is_empty()) {
                    return None;
                }
                line.fields.push(Field { kind: *kind, value });
                words(left, &mut line.words);
            }
            Border::Date(date) => {
                let label = at.checked_sub(1).and_then(|before| match &borders[before] {
                    Border::Label(kind, _, end) if key[*end..date.start].trim().is_empty() => {
                        Some(*kind)
                    }
                    Border::Label(..) | Border::Date(_) => None,
                });
                // A clause after a date begins a sentence: 2024年5月13日，会议在北京召开.
                if text.starts_with(['，', ',']) {
                    return None;
                }
                line.dates.push((date.iso.clone(), label));
                words(text, &mut line.words);
            }
        }
    }
    Some(line)
}

/// Tests whether a line begins with the label of a field, whatever its value.
pub(super) fn begins_with_label(key: &str) -> bool {
    LABELED.find(key).is_some_and(|label| label.start() == 0)
}

/// Finds labels and dates, in order and without overlaps. A date inside the name of a source is part of it.
fn borders(key: &str) -> Vec<Border> {
    let dates = dates(key);
    let mut borders: Vec<Border> = Vec::new();
    for found in LABELED.captures_iter(key) {
        if let (Some(whole), Some(name)) = (found.get(0), found.get(1))
            && let Some(start) = field_start(key, name.range(), whole.end(), &dates)
        {
            borders.push(Border::Label(kind(name.as_str()), start, whole.end()));
        }
    }
    // People without a mark are a byline, which stays in the article, unless the line has other fields.
    let is_byline = borders.is_empty() && dates.is_empty();
    for found in UNMARKED.captures_iter(key) {
        let Some(whole) = found.get(0) else { continue };
        let kind = match (1..=5).find(|&group| found.get(group).is_some()) {
            Some(2 | 3) => FieldKind::Author,
            Some(4) => FieldKind::Editor,
            Some(5) => FieldKind::Reviewer,
            Some(_) | None => FieldKind::Source,
        };
        let taken =
            |border: &Border| border.start() <= whole.start() && whole.start() < border.end();
        if starts_field(key, whole.start(), &dates)
            && !(is_byline && kind == FieldKind::Author)
            && !borders.iter().any(taken)
            && names_what_follows(kind, &key[whole.end()..])
        {
            borders.push(Border::Label(kind, whole.start(), whole.end()));
        }
    }
    borders.extend(dates.into_iter().map(Border::Date));
    borders.sort_by_key(Border::start);
    let mut end = 0;
    borders.retain(|border| {
        let free = border.start() >= end;
        if free {
            end = border.end();
        }
        free
    });
    borders
}

/// Tests whether the words after a label without a mark are what it announces: people, or a medium.
fn names_what_follows(kind: FieldKind, text: &str) -> bool {
    let gap = ["  ", "|", "｜", "【", "（", "("]
        .iter()
        .filter_map(|gap| text.find(gap))
        .min();
    let text = text[..gap.unwrap_or(text.len())].trim();
    let first = text.split([' ', '、', '，']).next().unwrap_or(text);
    match kind {
        FieldKind::Source => is_medium(first) && first.chars().count() <= 16,
        FieldKind::Author | FieldKind::Editor | FieldKind::Reviewer => {
            names::is_person(first) && !names::speaks(&text[first.len()..])
        }
        FieldKind::Published
        | FieldKind::Written
        | FieldKind::Column
        | FieldKind::FileNumber
        | FieldKind::Title
        | FieldKind::OriginalTitle
        | FieldKind::Reading
        | FieldKind::Address
        | FieldKind::Other => false,
    }
}

/// Returns where the field of a label begins: at the label, or at the name of the medium before it if a person is named
/// after it (新华网记者：张三).
fn field_start(key: &str, label: Range<usize>, value: usize, dates: &[DateMatch]) -> Option<usize> {
    if starts_field(key, label.start, dates) {
        return Some(label.start);
    }
    let before = &key[..label.start];
    let word = before.rfind(|c: char| !han::is_han(c)).map_or(0, |i| {
        i + before[i..].chars().next().map_or(0, char::len_utf8)
    });
    let medium = &key[word..label.start];
    let is_staff = ["记者", "编辑", "评论员", "通讯员"]
        .iter()
        .any(|role| key[label.clone()].ends_with(role));
    let is_medium = medium.chars().count() <= 10 && is_medium(medium);
    let is_field = is_staff && is_medium && names_what_follows(FieldKind::Author, &key[value..]);
    (is_field && starts_field(key, word, dates)).then_some(word)
}

/// Tests whether a label may begin at `at`: at the start, after a separator, or after a date.
fn starts_field(key: &str, at: usize, dates: &[DateMatch]) -> bool {
    key[..at].chars().next_back().is_none_or(|c| {
        c.is_whitespace()
            || "|｜¦】])）(（[【/／丨︱•·，,;、>》:：".contains(c)
            || c.is_ascii_digit()
            || dates.iter().any(|date| date.end == at)
    })
}

fn kind(label: &str) -> FieldKind {
    let label = label.replace(' ', "");
    LABELS
        .iter()
        .find(|(_, names)| names.split('|').any(|name| name == label))
        .map_or(FieldKind::Other, |(kind, _)| *kind)
}

/// Splits a field's text into its value and the rest, which begins with a gap, a separator or a control.
///
/// A gap between people is none.
fn value(kind: FieldKind, text: &str) -> (&str, &str) {
    if matches!(
        kind,
        FieldKind::Title | FieldKind::OriginalTitle | FieldKind::Reading
    ) {
        return (text.trim(), "");
    }
    if kind == FieldKind::Other && text.starts_with(|c: char| c.is_ascii_digit()) {
        // A counter is one word: 浏览：272 收藏.
        let end = text.find(' ').unwrap_or(text.len());
        return (&text[..end], &text[end..]);
    }
    let mut end = 0;
    loop {
        let rest = &text[end..];
        let skipped = rest.len() - rest.trim_start_matches(' ').len();
        end += gap(&rest[skipped..]).map_or(rest.len(), |at| at + skipped);
        let next = text[end..].trim_start_matches(' ');
        let word = next.split([' ', '|', '｜']).next().unwrap_or(next);
        let is_people = matches!(
            kind,
            FieldKind::Author | FieldKind::Editor | FieldKind::Reviewer
        );
        if !(is_people && text[end..].starts_with("  ") && names::is_person(word)) {
            break;
        }
    }
    let mut spaces = text[..end].match_indices(' ').map(|(at, _)| at);
    let control = spaces.find(|&at| {
        let mut words = text[at..end].split_whitespace();
        words.next().is_some_and(is_furniture)
    });
    let end = control.unwrap_or(end);
    (text[..end].trim(), &text[end..])
}

/// Returns where a value ends that begins at the start of `text`.
fn gap(text: &str) -> Option<usize> {
    let gaps = ["  ", "|", "｜", "¦", "【", "\t", "┊"];
    gaps.iter().filter_map(|gap| text.find(gap)).min()
}

/// Tests whether a field can have this value: short, and for people a list of names, not a clause. A field for a day has
/// its day after it (`dated`), a time of day, or nothing.
fn is_value(kind: FieldKind, value: &str, dated: bool) -> bool {
    let length = value.chars().count();
    let is_clause = value.contains(['？', '！', '，', ',', '；', '?', '!']);
    match kind {
        FieldKind::Source => length <= 40 && !is_clause,
        FieldKind::Author | FieldKind::Editor | FieldKind::Reviewer => {
            let is_speech = value.contains(['？', '！', '?', '!', '“', '《']);
            length <= 60 && !is_speech && !has_long_name(value)
        }
        FieldKind::Published | FieldKind::Written => {
            value.is_empty() || dated && length <= 8 || clock(value) == value.len()
        }
        FieldKind::Column => length <= 24 && !is_clause,
        FieldKind::FileNumber => length <= 40 && !is_clause,
        FieldKind::Title | FieldKind::OriginalTitle | FieldKind::Reading => length <= 200,
        FieldKind::Address => length <= 300,
        FieldKind::Other => length <= 80 && !is_clause,
    }
}

/// Tests whether an item in a list of people is too long for a name, or a clause.
fn has_long_name(value: &str) -> bool {
    let clauses = value.contains(['，', ',']);
    value
        .split(|c: char| c.is_whitespace() || "、，,;；/／|丨()（）".contains(c))
        .any(|name| {
            let length = han::count(name);
            length > 14
                || length > 4
                    && (clauses || name.contains(['的', '了', '是', '为', '在', '将', '把', '被']))
        })
}

/// Separators of words.
const SEPARATORS: &str = "  |｜¦\t[]【】·/／()（）:：┊•<>＜＞«»，,";

/// Collects the words of `text` that are not furniture.
fn words<'t>(text: &'t str, words: &mut Vec<&'t str>) {
    let parts = text.split(|c: char| c.is_whitespace() || SEPARATORS.contains(c));
    words.extend(
        parts
            .map(|word| without_place(word.trim_matches(['，', '-', '－', '—', '丨', '︱'])))
            .filter(|word| !word.is_empty() && !is_furniture(word)),
    );
}

/// Tests whether a word is a control, a counter, a time, an address or a page of a paper.
fn is_furniture(word: &str) -> bool {
    const AROUND_DATES: [&str; 16] = [
        "更新于",
        "发布于",
        "发表于",
        "刊于",
        "载于",
        "最后更新",
        "更新",
        "发布",
        "发表",
        "刊发",
        "版",
        "期",
        "星期",
        "北京时间",
        "图",
        "字",
    ];
    controls::is_control(word)
        || is_time(word)
        || AROUND_DATES.contains(&word)
        || is_address(word)
        || word.strip_prefix('第').is_some_and(|rest| {
            let number = rest.trim_end_matches(['版', '期', '页']);
            number.len() < rest.len() && number.chars().all(|c| c.is_ascii_alphanumeric())
        })
        || word.strip_suffix('版').is_some_and(is_time)
}

fn is_time(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, ':' | '：' | '-' | '.'))
}

/// Tests whether a word is a domain or the address of a page.
pub(super) fn is_address(word: &str) -> bool {
    let ascii = word.len() >= 5 && word.chars().all(|c| c.is_ascii_graphic());
    ascii && (word.starts_with("www.") || word.contains("://") || is_domain(word))
}

fn is_domain(word: &str) -> bool {
    let labels: Vec<&str> = word.split('/').next().unwrap_or(word).split('.').collect();
    let known = labels.last().is_some_and(|last| {
        ["com", "cn", "net", "org", "gov", "tw", "hk"].contains(&last.to_ascii_lowercase().as_str())
    });
    labels.len() >= 2 && known && labels.iter().all(|label| !label.is_empty())
}

/// Provinces, which pages print after a time as the place of the writer.
const PROVINCES: [&str; 34] = [
    "北京",
    "天津",
    "上海",
    "重庆",
    "河北",
    "山西",
    "辽宁",
    "吉林",
    "黑龙江",
    "江苏",
    "浙江",
    "安徽",
    "福建",
    "江西",
    "山东",
    "河南",
    "湖北",
    "湖南",
    "广东",
    "海南",
    "四川",
    "贵州",
    "云南",
    "陕西",
    "甘肃",
    "青海",
    "台湾",
    "内蒙古",
    "广西",
    "西藏",
    "宁夏",
    "新疆",
    "香港",
    "澳门",
];

/// Removes the place of the writer from a word: 发表于宁夏, 发布于北京经济日报官方账号, 北京.
fn without_place(word: &str) -> &str {
    const SAYING: [&str; 6] = ["发表于", "发布于", "来自于", "IP属地", "来自", "发自"];
    let said = SAYING.iter().find_map(|saying| word.strip_prefix(saying));
    let rest = said.unwrap_or(word);
    let province = PROVINCES.iter().find_map(|name| {
        let left = rest.strip_prefix(name)?;
        let left = left.strip_prefix(['省', '市']).unwrap_or(left);
        (said.is_some() || left.is_empty()).then_some(left)
    });
    match province {
        Some(left) => left,
        None if said.is_some() && rest.chars().count() <= 4 && !is_medium(rest) => "",
        None => word,
    }
}

/// Removes punctuation around a value and a staff code after it; `None` if there are no letters or digits left. Brackets
/// that belong to a title stay if there is more than the title: 《求是》2024年第9期.
pub(super) fn cleaned(value: &str) -> Option<String> {
    let value =
        value.trim_matches(|c: char| c.is_whitespace() || "，,;；|()（）【】[]:：-".contains(c));
    let without_code = STAFF_CODE.replace(value, "");
    let name = match without_code.trim() {
        "" => value,
        name => name,
    };
    name.contains(char::is_alphanumeric)
        .then(|| unquoted(name).to_owned())
}

/// Removes a pair of quotation marks or of title brackets around the whole of a name.
pub(super) fn unquoted(name: &str) -> &str {
    [('“', '”'), ('《', '》')]
        .iter()
        .find_map(|&(open, close)| {
            let inner = name.strip_prefix(open)?.strip_suffix(close)?;
            (!inner.contains([open, close])).then(|| inner.trim())
        })
        .unwrap_or(name)
}
