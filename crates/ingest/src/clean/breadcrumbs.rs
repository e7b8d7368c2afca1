//! Breadcrumbs: 首页 > 新闻 > 正文, 您现在的位置：…

use super::dates::dates;
use super::draft::Draft;
use super::naming::is_medium;
use duizhao_zh::han;

/// Words that open a breadcrumb.
const OPENERS: [&str; 9] = [
    "当前位置",
    "您现在的位置",
    "您当前的位置",
    "您的位置",
    "你的位置",
    "您所在的位置",
    "现在位置",
    "所在位置",
    "当前所在位置",
];

/// Separators of steps; a 》 without a 《 is a mistyped ».
const SEPARATORS: [&str; 10] = [">>", " > ", ">", "»", "›", "→", " / ", "＞", "》", " - "];

/// The characters of which a breadcrumb has one: those of separators, of openers, and of the head of a newspaper's page.
pub(super) const SIGNS: &str = ">»›→/＞》-位版";

/// Words of which a breadcrumb has at least one in its steps.
const STEPS: [&str; 14] = [
    "首页", "主页", "正文", "新闻", "频道", "要闻", "网", "资讯", "专题", "栏目", "时政", "详情",
    "动态", "政务",
];

/// Longest step, in characters.
const LONGEST_STEP: usize = 24;

pub(super) fn run(draft: &mut Draft<'_>) {
    for index in 0..draft.lines.len() {
        let line = &draft.lines[index];
        if line.is_open() && draft.is_needed(index) && !line.is_prose() && is_breadcrumb(line.key())
        {
            draft.remove(index);
        }
    }
}

fn is_breadcrumb(key: &str) -> bool {
    if key.len() > 400 || han::ends_sentence(key) {
        return false;
    }
    if is_page_of_paper(key) {
        return true;
    }
    if OPENERS.iter().any(|opener| key.starts_with(opener)) {
        return key.contains([':', '：', '>', '»', '/']);
    }
    let Some(separator) = SEPARATORS.iter().find(|&&s| key.contains(s)) else {
        return false;
    };
    if key.contains(['《', '<']) {
        return false;
    }
    let steps: Vec<&str> = key
        .split(separator)
        .map(str::trim)
        .filter(|s| !s.is_empty())
        .collect();
    let known = steps
        .iter()
        .any(|s| STEPS.iter().any(|step| s.contains(step)));
    let marks = key.matches(separator).count();
    steps.iter().all(|step| may_be_step(step))
        && han::count(key) > 0
        && (known || *separator != " - ")
        && (marks >= 2
            || *separator == ">>"
            || *separator == "»"
            || (marks == 1
                && known
                && (*separator != " - " || steps.first().is_some_and(|site| is_site(site)))
                && key.chars().count() <= LONGEST_STEP))
}

fn is_site(step: &str) -> bool {
    is_medium(step) || ["首页", "主页", "网站首页"].contains(&step)
}

fn may_be_step(step: &str) -> bool {
    step.chars().count() <= LONGEST_STEP && !step.contains(['。', '，', '；', '！', '？'])
}

/// Tests whether a line is the head of a newspaper's page: 晚报数字报_第3版：民生.
fn is_page_of_paper(key: &str) -> bool {
    if let Some((_, rest)) = key.split_once('第')
        && let Some((page, section)) = rest.split_once('版')
    {
        let page = page.trim();
        return dates(key).is_empty()
            && !page.is_empty()
            && page.chars().all(|c| c.is_ascii_alphanumeric())
            && section.chars().count() <= 12
            && !section.contains(['，', '。']);
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breadcrumbs_only() {
        for line in [
            "故事库-中国往事  > 所属分类  >  文化建设",
            "中国共产党新闻网>>专题报道>>人民战“疫”党旗飘扬",
            "您现在的位置：首页 > 新闻中心 > 正文",
            "首页 - 新闻动态",
            "首页 / 两岸 / 焦点",
        ] {
            assert!(is_breadcrumb(line), "{line}");
        }
        for line in [
            "《组织》》",
            "5 > 3",
            "上联/下联",
            "从“管理”→“服务”的转变，关键在人。",
            "您的位置很重要",
            "北川 - 青岩高铁动态",
        ] {
            assert!(!is_breadcrumb(line), "{line}");
        }
    }
}
