//! Places of a page that lost its digits which are known by their words: 月日，来自银川市, 的名党员.
//!
//! They count only on a page that lost numbers; their excerpts are longer than the bare unit.

use crate::clean::patterns::regex;
use duizhao_core::article::Span;
use regex::Regex;
use std::sync::LazyLock;

/// The shapes; the excerpt is the group that matches.
static SHAPES: LazyLock<Regex> = LazyLock::new(|| {
    let shapes = [
        // 月日，来自银川市: with a place or an organization after it, or three characters.
        r"(?:^|[，。；、：（“于在从至到])(月日(?:，?(?:来自|在|从|到|赴)[一-龥]{2,4}?[省市县区州]|，[一-龥]{2,12}?(?:工委|党委|党组|组织部|宣传部|委员会|政府|办公室|支部|公安局|法院|检察院)|，[一-龥]{1,3}|[至到起上下晚早凌中被来][一-龥]{0,2}))",
        r"(多[个名家][一-龥]{2,5}?多[个名家][一-龥]{2}|共有?多[个名家][一-龥]{2})",
        r"([的等]名[一-龥]{2})",
        r"((?:市直|省直|县直|区直|州直)?[一-龥][关位业司府校院区村乡镇县市]家(?:单位|企业|医院|机构|酒店|公司|媒体|银行|学校))",
        r"((?:等个|(?:指导|组织|成立|设立|建立|设置|组建|开设|建成|推出|发出|召开|发放|整合|打造|新增|划分|选派|抽调|覆盖|走访|动员|派出|共有|编入|带着|带领|救治|接待|安排|招募|吸引|惠及|帮助|分成)(?:个|支|名|家|处|条|项|场|次|户|件|批|辆))(?:[一-龥]{2}[省市县区州]|[一-龥]{2}))",
        r"((?:临时|基层|直属|重点|就业)?党?(?:支部|小组|组织|单位|企业|社区|队伍|岗位|站点|项目|小区|中队|支队)[个名家支])(?:[，。；、]|[一-龥]{2,6}(?:支部|小组|组织|队)[个名家支])",
        r"(连续[天日夜周年月][一-龥]{2}|(?:占地|面积|种植|流转|用地)(?:约|近|达)?(?:亩|公顷|平方米)|(?:[仅只]用了?|历时|用时)[天月年])",
    ];
    regex(&shapes.join("|"))
});

/// Words that begin like a measure word with its noun.
const WORDS: [&str; 46] = [
    "个人", "个别", "个体", "个性", "名单", "名片", "名册", "名牌", "名师", "名额", "名称", "名义",
    "名誉", "名字", "名录", "名优", "名特", "家庭", "家属", "家长", "家园", "家具", "家电", "条件",
    "条例", "条款", "处理", "处置", "处罚", "项目", "场所", "场馆", "场地", "场景", "次数", "次序",
    "户籍", "户外", "户口", "批准", "批评", "支持", "支部", "支援", "支撑", "支付",
];

/// Finds the excerpts, in order and apart from each other. The search goes on from the end of the excerpt, not of the
/// match, so that the text after one place can belong to the next.
pub(super) fn shapes(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(captures) = SHAPES.captures_at(text, at) {
        let Some(excerpt) = captures.iter().skip(1).flatten().next() else {
            break;
        };
        if !is_word(excerpt.as_str()) {
            found.push(Span::new(excerpt.start(), excerpt.end()));
        }
        at = excerpt.end();
    }
    found
}

fn is_word(excerpt: &str) -> bool {
    // The measure word is the second or the third character, after 的 or 等 or after a verb.
    let mut tails = excerpt.char_indices().skip(1).take(2);
    !excerpt.starts_with(['多', '月'])
        && tails.any(|(at, _)| WORDS.iter().any(|word| excerpt[at..].starts_with(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_look_like_bare_measure_words_have_no_shape() {
        for text in [
            "组织名单",
            "成立项目部",
            "等个人防护",
            "走访家庭",
            "著名作家",
            "一名党员",
            "10月28日，来自银川市",
            "出生年月日，",
        ] {
            assert!(shapes(text).is_empty(), "{text}");
        }
    }
}
