//! Deciding the kind of each line of the article: heading, paragraph, caption, note, byline or list item.

use super::draft::{Draft, Fate};
use super::headings;
use super::naming;
use super::patterns::{Patterns, is_blank, regex};
use duizhao_core::article::BlockKind;
use duizhao_zh::han;
use regex::Regex;
use std::sync::LazyLock;

/// Longest caption recognized by its position alone, in characters.
const LONGEST_CAPTION: usize = 40;
/// Longest caption between the head and the text, in Chinese characters.
const LONGEST_HEAD_CAPTION: usize = 30;

pub(super) fn run(draft: &mut Draft<'_>) {
    let prose = draft.prose_bounds().map(|(first, _)| first);
    let is_heading = headings::find(draft);
    for index in draft.body() {
        if draft.lines[index].fate == Fate::Open {
            let hint = draft.lines[index].hint;
            let kind = match hint {
                None => kind_of(draft, index, prose, is_heading[index]),
                // What is set as running text may be a caption or a note by its words, but is no heading.
                Some(BlockKind::Paragraph) => match kind_of(draft, index, prose, is_heading[index])
                {
                    BlockKind::Heading => BlockKind::Paragraph,
                    kind @ (BlockKind::Paragraph
                    | BlockKind::Caption
                    | BlockKind::Note
                    | BlockKind::Byline
                    | BlockKind::ListItem) => kind,
                },
                Some(kind) => kind,
            };
            draft.lines[index].fate = Fate::Kept(kind);
        }
    }
}

fn kind_of(draft: &Draft<'_>, index: usize, prose: Option<usize>, is_heading: bool) -> BlockKind {
    let line = &draft.lines[index];
    let key = line.key();
    let above = prose.is_some_and(|first| index < first);
    if is_note(key) {
        return BlockKind::Note;
    }
    let under_metadata = draft
        .before(index)
        .is_some_and(|line| matches!(line.fate, Fate::Moved(_)));
    if is_caption(key) || after_picture(draft, index) || (above && !under_metadata && is_scene(key))
    {
        return BlockKind::Caption;
    }
    if (above && naming::is_byline(key)) || naming::is_reporter_line(key) {
        return BlockKind::Byline;
    }
    if is_list_item(key) {
        return if heads_text(draft, index) {
            BlockKind::Heading
        } else {
            BlockKind::ListItem
        };
    }
    if is_heading {
        return BlockKind::Heading;
    }
    BlockKind::Paragraph
}

/// Tests whether a line is an editor's note: 编者按：…, 【编者按】…, but not a paragraph about one (编者按写道，…).
pub(super) fn is_note(key: &str) -> bool {
    const LABELS: [&str; 8] = [
        "编者按",
        "编者的话",
        "编者注",
        "编辑手记",
        "编前语",
        "按语",
        "开栏的话",
        "编后",
    ];
    let inner = key.trim_start_matches(['【', '[', '（', '(']);
    inner.starts_with(['编', '按', '开'])
        && LABELS.iter().any(|label| {
            inner.strip_prefix(label).is_some_and(|rest| {
                rest.is_empty() || rest.starts_with(['：', ':', '】', ']', '）', ')', ' '])
            })
        })
}

/// Tests whether a line reads like a caption: 图为…, …摄, （图片来源：…）.
pub(super) fn is_caption(key: &str) -> bool {
    static CAPTION: LazyLock<Patterns> = LazyLock::new(|| {
        Patterns::new(&[
            (
                "图",
                r"^[（(▲△▼]*(图为|图[一二三四五六七八九十\d]+[为：:、]|上图|下图|左图|右图|图片说明|资料图|图说|题图)",
            ),
            ("图", r"^[◎○●]?\s*图[:：]\s*.{6,}"),
            (
                "图|剧照",
                r"(?:^[◎○●].{2,}|视频|网络|微博|电影|新闻|报道|页面)(?:截图|配图|剧照)[）)]?$",
            ),
            ("摄|图", r"(摄|摄影|/摄|供图|提供图片)\s*[）)]?$"),
            (
                "摄",
                r"(本报|本网|通讯员|记者).{0,12}(摄影报道|摄)[。）)]*$",
            ),
            (
                "来源|图",
                r"[（(](图片)?(来源|图源|图)[:：／/].{1,24}[）)]$",
            ),
            ("图", r"^[（(]?(资料图片?|图片来源|图源|图)[:：／/].{1,30}$"),
            ("图", r"图源[:：\s].{1,20}$"),
        ])
    });
    key.len() <= LONGEST_CAPTION * 8
        && key.chars().count() <= LONGEST_CAPTION * 2
        && key.matches('。').count() <= 2
        && CAPTION.is_match(key)
}

/// Tests whether a line is one short sentence right under a picture, or under a copy of the title in its place.
fn after_picture(draft: &Draft<'_>, index: usize) -> bool {
    let line = &draft.lines[index];
    let key = line.key();
    let under_picture = draft
        .before(index)
        .is_some_and(|line| matches!(line.fate, Fate::Removed("pictures" | "repeats")));
    under_picture
        && (han::ends_sentence(key) || !line.after_blank)
        && key.matches(['，', ',']).count() <= 1
        && key.len() <= LONGEST_CAPTION * 4
        && key.matches(['。', '！', '？']).count() <= 1
        && key.chars().count() <= LONGEST_CAPTION
        && !headings::is_numbered(key)
}

/// Tests whether a line above the text describes a scene in one short sentence of one clause: who does what, where.
fn is_scene(key: &str) -> bool {
    static SCENE: LazyLock<Regex> = LazyLock::new(|| {
        regex(r"^[^，。！？：；]{2,20}(正在|在|深入|前往|赶赴|走访|为|向)[^，！？：；]{3,24}。$")
    });
    const TELLERS: [&str; 12] = [
        "记者", "笔者", "我", "他", "她", "这", "那", "近日", "日前", "昨", "今", "目前",
    ];
    key.len() <= LONGEST_HEAD_CAPTION * 4
        && !TELLERS.iter().any(|teller| key.starts_with(teller))
        && han::count(key) <= LONGEST_HEAD_CAPTION
        && SCENE.is_match(key)
}

/// Tests whether a line begins like a list item: 1. …, （1）…, ① …, • …, but not with a date or a decimal.
pub(super) fn is_list_item(key: &str) -> bool {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let is_item = |text: &str| {
        text.trim_start_matches(is_blank)
            .starts_with(|c: char| !c.is_whitespace())
    };
    let mut chars = key.chars();
    let first = chars.next();
    let rest = chars.as_str();
    match first {
        Some('0'..='9') => {
            let rest = &key[digits(key)..];
            let text = rest
                .strip_prefix(['.', '、', '．', ')', '）'])
                .filter(|_| key.len() - rest.len() <= 2);
            text.is_some_and(|text| {
                let text = text.trim_start_matches(is_blank);
                text.starts_with(|c: char| !c.is_ascii_digit())
            })
        }
        Some('（' | '(') => {
            (1..=2).contains(&digits(rest)) && rest[digits(rest)..].starts_with([')', '）'])
        }
        Some('①'..='⑳') => true,
        Some('•' | '●' | '▪' | '◆' | '■' | '○' | '◇') => is_item(rest),
        Some('-' | '*') => rest.starts_with(is_blank) && is_item(rest),
        Some(_) | None => false,
    }
}

/// Tests whether a numbered line is the heading of the running text after it: short and without an end mark.
fn heads_text(draft: &Draft<'_>, index: usize) -> bool {
    let key = draft.lines[index].key();
    let numbered = key.starts_with(|c: char| c.is_ascii_digit());
    let next = draft.lines[index + 1..].iter().find(|line| line.is_body());
    numbered
        && headings::has_form(key)
        && key.chars().count() <= LONGEST_HEAD_CAPTION
        && next.is_some_and(|line| han::ends_sentence(line.key()) && !is_list_item(line.key()))
}

/// Tests whether a line is only a date: 2024年3月7日.
pub(super) fn is_date(key: &str) -> bool {
    key.ends_with('日')
        && key.contains('年')
        && key.chars().all(|c| {
            c.is_ascii_digit() || c == ' ' || "年月日〇一二三四五六七八九十零○".contains(c)
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What [`is_list_item`] tells, as a pattern.
    static ITEM: LazyLock<Regex> = LazyLock::new(|| {
        regex(r"^(\d{1,2}[.、．)）]\s*[^\d\s]|[（(]\d{1,2}[)）]|[①-⑳]|[•●▪◆■○◇]\s*\S|[-*]\s+\S)")
    });

    proptest! {
        #[test]
        fn an_item_has_the_pattern(text in "[（(•*③]?[0-9]{0,3}[.、)）]?[ \t\u{3000}\u{2003}]{0,2}[a1]?") {
            prop_assert_eq!(is_list_item(&text), ITEM.is_match(&text), "{:?}", text);
        }
    }

    #[test]
    fn notes_have_labels() {
        assert!(is_note("编者按：为宣传") && is_note("【编者按】日前") && is_note("编者按"));
        assert!(!is_note("编者按写道，这是一场硬仗。"));
    }

    #[test]
    fn captions_say_so() {
        for line in [
            "图为滨河社区网格员入户走访。何静摄",
            "（图：小明 摄）",
            "演出现场。图源 新华社",
            "南湖公园（视频截图）",
            "◎ 电影《老码头》截图",
        ] {
            assert!(is_caption(line), "{line}");
        }
        for line in [
            "图为治，乱为戒。这不是图片说明，而是一句古话。还有第三句。",
            "他负责拍摄",
            "此处无照片，只有掌声。",
        ] {
            assert!(!is_caption(line) || line.ends_with('摄'), "{line}");
        }
    }

    #[test]
    fn a_scene_is_one_clause_with_a_place() {
        assert!(is_scene("海西州在防疫一线成立临时党支部。"));
        assert!(!is_scene("疫情就是命令。") && !is_scene("一年来，他在基层奔走。"));
    }
}
