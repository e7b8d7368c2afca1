//! Words with numerals in them that are no numbers.

use super::{numeral, starts};
use crate::han;

/// Words that are never a number, whatever follows; written by hand from the press.
const ALWAYS: &[&str] = &[
    "一线", "一些", "一定", "一方面", "一带一路", "一盘棋", "一起", "一直", "一般", "一切", "一旦", "一国两制", "一贯", "一致", "一律",
    "一心一意", "一举两得", "一分为二", "一体", "一样", "一下", "一再", "一向", "一时", "一生", "一味", "一并", "一同", "一道",
    "一把手", "一揽子", "一如既往", "一脉相承", "一马当先", "一丝不苟", "一丝一毫", "一草一木", "一点一滴", "一针见血", "一票否决",
    "一事一议", "一肩挑", "一窗", "一网", "一站式", "一体化", "一刀切", "一言一行", "一举一动", "一视同仁", "一目了然", "一无所有",
    "一帆风顺", "一干二净", "一五一十", "一来", "一经", "一概", "一度", "一旁", "一早", "一共", "一统", "一流", "一新", "一行",
    "一手抓", "一竿子", "一鼓作气", "一成不变", "一往无前", "一衣带水", "一席之地", "一臂之力", "一锤定音", "一触即发", "一蹴而就",
    "万一", "万科", "万众一心", "万象更新", "万隆", "万里长城", "万里", "万物", "万万", "万无一失", "万事", "万家灯火", "万分", "万岁",
    "万能", "万马奔腾", "万达", "万水千山", "千山万水", "千家万户", "千军万马", "千变万化", "千言万语", "千丝万缕", "千辛万苦", "千秋万代",
    "千方百计", "千钧一发", "千里", "千里马", "千载难逢", "千篇一律", "千差万别", "千帆", "百姓", "百年大计", "百年未有", "百货", "百度",
    "百色", "百花", "百科", "百强", "百般", "百战", "百折不挠", "百尺竿头", "百废待兴", "百家争鸣", "百日攻坚", "十分", "十全十美", "十足",
    "十堰", "十面埋伏", "三农", "三亚", "三峡", "三明", "三心二意", "三七二十一", "三令五申", "三番五次", "三门峡", "三沙", "三星",
    "三角", "三大战役", "三国", "三军", "三江", "三严三实", "三会一课", "三线建设", "四川", "四面八方", "四季", "四处", "四周", "四平",
    "四通八达", "四肢", "四海", "四分五裂", "四人帮", "四清", "五四", "五花八门", "五湖四海", "五谷", "五粮液", "五保户", "五星红旗",
    "五台山", "五指山", "五险一金", "六安", "六盘", "六神无主", "七一勋章", "七上八下", "七夕", "七嘴八舌", "八一", "八仙过海", "八宝山",
    "八方", "八达岭", "八路军", "八卦", "九三学社", "九三", "九江", "九寨沟", "九牛一毛", "九州", "两会", "两岸", "两弹一星", "两全",
    "两委", "两新", "两学一做", "两个维护", "两个确立", "两手抓", "两面人", "两极", "两栖", "两性", "两用", "二话不说", "二手", "二维码",
    "二氧化碳", "二胎", "二孩", "零距离", "零售", "零星", "零部件", "零件", "零散", "零容忍", "零碎", "零食", "半岛", "半导体", "半径",
    "半途", "数据", "数字", "数码", "数学", "数量", "数目", "数额", "数控", "几何", "几乎", "接二连三", "再三", "第一书记", "第三者", "第三方",
    "第一线", "第一时间", "第一责任人", "第一手", "第二课堂", "第一议题", "第三产业", "第二产业", "第一产业", "三产", "上上下下", "成果",
    "多多", "多少", "百分百", "不约而同", "七一",
];

/// Words that are no number unless a measure word or a unit follows.
const UNCOUNTED: &[&str] = &["十一", "千万", "万万", "三三两两", "三五", "一一", "百年", "千年", "万年", "一年一度", "一天天"];

/// If a word that is no number stands at `i`, or ends in its numeral there (统一, 唯一), its length from `i`.
pub(super) fn at(chars: &[char], i: usize) -> Option<usize> {
    let longest = |words: &[&'static str]| words.iter().filter(|word| starts(chars, i, word)).map(|word| word.chars().count()).max();
    let fraction = starts(chars, i, "十分之") || starts(chars, i, "万分之");
    if let Some(length) = longest(ALWAYS).filter(|_| !fraction) {
        return Some(length);
    }
    let before = i.checked_sub(1).map(|j| chars[j]);
    if before.is_some_and(|c| ends_word(c, chars[i])) {
        return Some(1);
    }
    // 张三丰: a surname before a digit and a character that no number goes on with.
    let length = longest(UNCOUNTED)?;
    let next = chars.get(i + length).copied();
    let counted = next.is_some_and(|c| is_measure(c) || numeral::digit(c).is_some() || matches!(c, '元' | '人' | '月' | '余' | '多' | '亿'));
    (!counted && !before.is_some_and(|c| c.is_ascii_digit() || "近约超过达第二三四五六七八九数几".contains(c))).then_some(length)
}

/// Whether `numeral` ends a word that `before` begins: 统一, 唯一, 单一, 同一, 不一.
fn ends_word(before: char, numeral: char) -> bool {
    match numeral {
        '一' => "统唯单同不惟专万之逐划归进老".contains(before),
        '三' => "再张".contains(before),
        _ => false,
    }
}

/// Whether `c` counts things: measure words and units of time, length and area.
pub(super) fn is_measure(c: char) -> bool {
    "个名位户家所间座处条件项次批份张把支只头匹辆艘架台套副双对群种类届期章节篇首幅本册部集场轮回趟遍顿番起桩桌床栋幢层户村乡镇县省市区国州天日月年周岁代辈分秒刻点里米亩顷斤吨克升元角块毛倍成步名员人口队班组排连营团级号线页行字句段株棵朵粒颗滴片块枚根瓶箱包袋盒桶车船趟门扇道堵面杆杯碗盘盏剂针例宗笔单票席等大方届"
        .contains(c)
        && han::is_han(c)
}
