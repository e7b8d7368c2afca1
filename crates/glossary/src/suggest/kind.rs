//! The kinds of terms that suggestions are.

use duizhao_zh::names;
use std::sync::LazyLock;

/// What kind of term a suggestion is. Of two kinds that fit, the earlier one holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SuggestionKind {
    /// The name of a text, a work or a campaign, in 《》.
    Title,
    /// A form with numbers or parallel parts: 一村一策, 找差距、补短板.
    Slogan,
    /// Words in quotation marks.
    Quotation,
    /// A person.
    Person,
    /// A place.
    Place,
    /// A body, by how its name ends.
    Organisation,
    /// An office or a profession, by how it ends.
    Post,
    /// An idiom or a set phrase of the dictionary.
    Idiom,
    /// Several words.
    Phrase,
    /// One word.
    Word,
}

impl SuggestionKind {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Title,
        Self::Slogan,
        Self::Quotation,
        Self::Person,
        Self::Place,
        Self::Organisation,
        Self::Post,
        Self::Idiom,
        Self::Phrase,
        Self::Word,
    ];

    /// Returns the name of the kind, in small letters.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Slogan => "slogan",
            Self::Quotation => "quotation",
            Self::Person => "person",
            Self::Place => "place",
            Self::Organisation => "organisation",
            Self::Post => "post",
            Self::Idiom => "idiom",
            Self::Phrase => "phrase",
            Self::Word => "word",
        }
    }
}

/// How names of bodies end, where two characters or more tell it. Ours, from the structure of Party, state,
/// companies and schools.
const BODIES: &str = "委员会 党委 党组 党工委 工委 纪委 监委 组委会 居委会 村委会 办公室 政府 法院 检察院 公安局 \
    派出所 中心 公司 分公司 集团 大学 学院 学校 小学 中学 幼儿园 医院 协会 学会 联合会 基金会 研究会 商会 工会 总会 \
    党支部 总支 支部 党总支 分局 支队 大队 总队 中队 银行 报社 通讯社 出版社 研究院 研究所 小组 领导小组 工作组 指挥部 \
    工作队 服务队 突击队 工作站 服务站 合作社 联盟 联社 部队 党校 讲习所 博物馆 纪念馆 图书馆 文化馆 国务院 人大 政协 \
    街道办 管委会 业委会 理事会 董事会 监事会 机关 总局 总部 项目部 编辑部 党小组 妇联 团委 编办 学堂 讲堂";

/// Single characters that end names of bodies of four characters or more: 水利厅.
const BODY_ENDS: [char; 9] = ['局', '厅', '处', '科', '院', '所', '署', '办', '社'];

/// Words that end so and are no bodies. Ours, from the words of jieba's dictionary that end in [`BODY_ENDS`].
const NO_BODIES: &str = "格局 布局 大局 全局 僵局 结局 开局 战局 时局 政局 当局 变局 棋局 破局 有所 无所 处所 场所 厕所 \
    好处 坏处 益处 用处 深处 到处 之处 交界处 出处 查处 惩处 短处 长处 学科 本科 专科 百科 举办 承办 主办 协办 督办 创办 兴办 查办 \
    部署 签署 大院 庭院 住院 出院 剧院 客厅 餐厅 大厅";

/// Tests whether a name in simplified script ends as those of bodies do, and has more than the ending.
pub(super) fn is_body(text: &str) -> bool {
    static OTHERS: LazyLock<Vec<&str>> = LazyLock::new(|| NO_BODIES.split_whitespace().collect());
    static ENDINGS: LazyLock<Vec<&str>> = LazyLock::new(|| BODIES.split_whitespace().collect());
    ENDINGS
        .iter()
        .any(|ending| text.len() > ending.len() && text.ends_with(ending))
        || (text.ends_with(BODY_ENDS)
            && text.chars().nth(3).is_some()
            && !OTHERS.iter().any(|other| text.ends_with(other)))
}

/// Tests whether a text that no dictionary has looks like a person's name: a surname and two characters that given names
/// usually have.
pub(super) fn is_person(text: &str) -> bool {
    text.chars().count() == 3
        && !text.ends_with(['村', '乡', '镇', '县', '区', '市', '省', '庄'])
        && names::is_person(text)
        && names::surname(text)
            .is_some_and(|(surname, _)| names::is_usual_given(&text[surname.len()..]))
}

/// Tests whether a word in simplified script ends as names of offices, professions and standings do, and has more
/// than the ending.
pub(super) fn is_post(text: &str) -> bool {
    const ENDINGS: [&str; 12] = [
        "长",
        "员",
        "副总理",
        "书记",
        "主席",
        "委员",
        "干部",
        "人员",
        "代表",
        "先锋",
        "模范",
        "带头人",
    ];
    let long = text.chars().nth(2).is_some();
    names::ends_in_post(text)
        || names::ends_in_role(text)
        || (long && ENDINGS.iter().any(|end| text.ends_with(end)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_tell_bodies_and_posts() {
        assert!(
            is_body("某县水利局")
                && is_body("某某区人民检察院")
                && !is_body("委员会")
                && !is_body("之所")
        );
        assert!(
            is_post("副检察长")
                && is_post("宣传干事")
                && is_post("联络员")
                && !is_post("成员")
                && !is_post("工程")
        );
    }

    #[test]
    fn a_surname_and_a_usual_given_name_are_a_person() {
        assert!(is_person("韩钟恩") && !is_person("丰园村") && !is_person("工作者"));
    }

    #[test]
    fn kinds_have_their_own_names() {
        let names: std::collections::BTreeSet<&str> =
            SuggestionKind::ALL.map(SuggestionKind::name).into();
        assert_eq!(names.len(), SuggestionKind::ALL.len());
    }
}
