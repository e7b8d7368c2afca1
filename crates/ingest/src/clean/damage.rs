//! Places where the source lost its digits.
//!
//! Some sites strip digits: 月日 is left of 10月28日, 的名党员 of 的120名党员. A bare 月日 or 万元 is a strong
//! sign; a bare measure word is a weak sign, which counts only on a page with a strong one, because some
//! words look like it. The text stays as it is: lost digits are never guessed.

use super::draft::Draft;
use regex::Regex;
use std::sync::LazyLock;

/// Signs that are sufficient alone: a date, an amount or a remainder without its number. The excerpt is the
/// group whose name begins with `e`.
static STRONG: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&[
        // 月日，来自银川市: with a place or an organization after it, or three characters.
        r"(?:^|[，。；、：（“于在从至到])(?P<e1>月日(?:，?(?:来自|在|从|到|赴)[一-龥]{2,4}?[省市县区州]|，[一-龥]{2,12}?(?:工委|党委|党组|组织部|宣传部|委员会|政府|办公室|支部|公安局|法院|检察院)|，[一-龥]{1,3}|[至到起上下晚早凌中被来][一-龥]{0,2}))",
        r"(?P<e2>[一-龥]{2}的万元|[一-龥][^\d一二三四五六七八九十百千万亿〇零两几数多余来半上每整某年月日过逾超近约达破成的]万(?:元|人次|亩|吨|公里)|[一-龥][^\d一二三四五六七八九十百千万〇零两几数多余来半上每整某过逾超近约破成]亿(?:元|斤|吨|人次)|[一-龥][一-龥][%％](?:以上|以下|左右)?)",
        r"(?P<e3>[一-龥][^\d一二三四五六七八九十百千万亿〇零两几数多来业其剩富盈宽结空之有无]余(?:篇|名|人|个|家|户|件|次|项|万|亿|条|份|场|吨|亩|元))(?:[，。；、]|$)",
    ])
});

/// Measure words without the number that must precede them.
static WEAK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&[
        r"(?P<e1>多[个名家][一-龥]{2,5}?多[个名家][一-龥]{2}|共有?多[个名家][一-龥]{2})",
        r"(?P<e2>[的等]名[一-龥]{2})",
        r"(?P<e3>(?:市直|省直|县直|区直|州直)?[一-龥][关位业司府校院区村乡镇县市]家(?:单位|企业|医院|机构|酒店|公司|媒体|银行|学校))",
        r"(?P<e4>(?:等个|(?:指导|组织|成立|设立|建立|设置|组建|开设|建成|推出|发出|召开|发放|整合|打造|新增|划分|选派|抽调|覆盖|走访|动员|派出|共有|编入|带着|带领|救治|接待|安排|招募|吸引|惠及|帮助|分成)(?:个|支|名|家|处|条|项|场|次|户|件|批|辆))(?:[一-龥]{2}[省市县区州]|[一-龥]{2}))",
        r"(?P<e5>(?:临时|基层|直属|重点|就业)?党?(?:支部|小组|组织|单位|企业|社区|队伍|岗位|站点|项目|小区|中队|支队)[个名家支])(?:[，。；、]|[一-龥]{2,6}(?:支部|小组|组织|队)[个名家支])",
        r"(?P<e6>连续[天日夜周年月][一-龥]{2}|(?:占地|面积|种植|流转|用地)(?:约|近|达)?(?:亩|公顷|平方米)|(?:[仅只]用了?|历时|用时)[天月年])",
    ])
});

/// Words that begin like a measure word with its noun.
const WORDS: [&str; 46] = [
    "个人", "个别", "个体", "个性", "名单", "名片", "名册", "名牌", "名师", "名额", "名称", "名义",
    "名誉", "名字", "名录", "名优", "名特", "家庭", "家属", "家长", "家园", "家具", "家电", "条件",
    "条例", "条款", "处理", "处置", "处罚", "项目", "场所", "场馆", "场地", "场景", "次数", "次序",
    "户籍", "户外", "户口", "批准", "批评", "支持", "支部", "支援", "支撑", "支付",
];

fn pattern(alternatives: &[&str]) -> Regex {
    Regex::new(&alternatives.join("|")).expect("the pattern is well formed")
}

pub(super) fn run(draft: &mut Draft<'_>) {
    let body = draft.body();
    if !body
        .iter()
        .any(|&i| may_be_damaged(draft.lines[i].key()) && STRONG.is_match(draft.lines[i].key()))
    {
        return;
    }
    for index in body {
        let text = draft.lines[index].key();
        let mut places = excerpts(&STRONG, text);
        places.extend(
            excerpts(&WEAK, text)
                .into_iter()
                .filter(|(_, excerpt)| !is_word(excerpt)),
        );
        places.sort_unstable();
        let mut end = 0;
        places.retain(|&(start, excerpt)| {
            let apart = start >= end;
            end = if apart { start + excerpt.len() } else { end };
            apart
        });
        let found: Vec<String> = places
            .into_iter()
            .map(|(at, excerpt)| draft.lines[index].written(at, excerpt))
            .collect();
        draft.lines[index].damage = found;
    }
}

/// Tests whether a text has 月日, or a unit of amount without a number before it: a cheap check that excludes most
/// pages from the search.
fn may_be_damaged(text: &str) -> bool {
    let mut before = ' ';
    text.chars().any(|c| {
        let bare = match c {
            '日' => before == '月',
            '万' | '亿' | '余' | '%' => !before.is_ascii_digit(),
            _ => false,
        };
        before = c;
        bare
    })
}

/// Finds the excerpts of all matches and where they begin. The search goes on from the end of the excerpt, not of
/// the match, so that the text after one place can belong to the next.
fn excerpts<'t>(pattern: &Regex, text: &'t str) -> Vec<(usize, &'t str)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(captures) = pattern.captures_at(text, at) {
        let Some(excerpt) = captures.iter().skip(1).flatten().next() else {
            break;
        };
        // 万元户 is a word.
        if !(excerpt.as_str().ends_with("万元") && text[excerpt.end()..].starts_with('户')) {
            found.push((excerpt.start(), excerpt.as_str()));
        }
        at = excerpt.end();
    }
    found
}

fn is_word(excerpt: &str) -> bool {
    // The measure word is the second or the third character, after 的 or 等 or after a verb.
    let mut tails = excerpt.char_indices().skip(1).take(2);
    !excerpt.starts_with('多')
        && tails.any(|(at, _)| WORDS.iter().any(|word| excerpt[at..].starts_with(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn complete_numbers_are_not_damage() {
        for text in [
            "10月28日，来自银川市",
            "出生年月日，",
            "拨款37.1万元，",
            "300余篇，",
            "业余，个人，等项目",
            "岁月日新",
            "两万元",
            "工作之余",
        ] {
            assert!(!STRONG.is_match(text), "{text}");
        }
    }

    #[test]
    fn words_that_look_like_bare_measure_words_are_not_damage() {
        for text in [
            "组织名单",
            "成立项目部",
            "等个人防护",
            "走访家庭",
            "著名作家",
            "一名党员",
        ] {
            assert!(
                excerpts(&WEAK, text).iter().all(|(_, e)| is_word(e)),
                "{text}"
            );
        }
    }
}
