//! Numbers that the source lost: a unit, a measure word or a part of a date stands where a number must stand before it.
//!
//! [`Certainty`] says how sure a place is by itself. What counts as one is by the characters on both sides; the words
//! that only look like a measure word are in `words.txt` and in `glossary/words.csv`.

use duizhao_core::article::Span;
use duizhao_zh::char_set::PlaneSet;
use duizhao_zh::{dictionary, han};
use std::collections::HashSet;
use std::sync::LazyLock;

/// How sure it is that a number was lost at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Certainty {
    /// Only where the page lost other numbers: clean text has such places (一个人有份).
    Possible,
    /// Clean text hardly has such places.
    Likely,
    /// No clean text has such a place: 第次会议, 下降个百分点.
    Certain,
}

/// A place where a number was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LostNumber {
    /// The unit that the number was lost from.
    pub(super) unit: Span,
    pub(super) certainty: Certainty,
}

/// Finds all places. Linear.
pub(super) fn possible_numbers(text: &str) -> Vec<LostNumber> {
    lost_numbers(text, BROAD_SIGNS.places(text), Certainty::Possible)
}

/// Finds the places that are likely, given where [`STRICT_SIGNS`] stand, among others.
pub(super) fn likely_numbers(text: &str, signs: &[usize]) -> Vec<LostNumber> {
    lost_numbers(text, signs.iter().copied(), Certainty::Likely)
}

/// Finds the places of at least a certainty, given where they may begin.
fn lost_numbers(
    text: &str,
    signs: impl Iterator<Item = usize>,
    least: Certainty,
) -> Vec<LostNumber> {
    let mut found = Vec::new();
    let mut next = 0;
    let is_broad = least == Certainty::Possible;
    let first = text.starts_with(LIST_MARKS).then_some(0);
    for at in first.into_iter().chain(signs) {
        let Some(c) = text[at..].chars().next().filter(|_| at >= next) else {
            continue;
        };
        let before = text[..at].trim_end_matches(' ');
        let site = Site {
            text,
            at,
            end: at + c.len_utf8(),
            before,
            last: before.chars().next_back().unwrap_or('\n'),
        };
        let place = site.strict(c).or_else(|| is_broad.then(|| site.broad(c))?);
        if let Some((end, certainty)) = place {
            if certainty >= least {
                found.push(LostNumber {
                    unit: Span::new(at, end),
                    certainty,
                });
            }
            next = end;
        }
    }
    found
}

/// The signs that can be sufficient alone; see [`Site::strict`].
pub(super) const STRICT_SIGNS: &str = "第年月日%％万亿余多岁个[〔";

/// Signs that are sufficient at the beginning of a text.
const LIST_MARKS: [char; 3] = ['、', '．', '.'];

/// Numerals, and what stands for one before a unit: 数, 几, 多, 半.
static NUMERALS: PlaneSet = PlaneSet::of(
    "0123456789一二三四五六七八九十百千万亿〇零两几数多余半壹贰叁肆伍陆柒捌玖拾佰仟双单兆俩仨廿卅若整",
);

/// Words that stand before a measure word instead of a number.
static DETERMINERS: PlaneSet = PlaneSet::of("每各这那哪某本该首全上下前后头末另其同此何任逐历");

/// Words that stand before a point in time.
static PREPOSITIONS: PlaneSet = PlaneSet::of("于在从自至到截");

/// What makes a word of 年 that stands after it: 年轻, 年底.
static AFTER_YEAR: PlaneSet = PlaneSet::of(
    "轻少幼老仅满近过龄纪级初底末终度内均产报会货味夜关年薪复长画审检华间代逾富迈假青利收销增发用\
    出接纳生前后事俗糕景兽饭成糖节谷庚鉴表轮限总回",
);

/// What makes a word of 年 that stands before it: 今年, 青年.
static BEFORE_YEAR: PlaneSet = PlaneSet::of(
    "今去前明后近多全每当同往历翌次少青老中新过丰成常幼童晚早学财农流凶灾荒享英壮盛暮本跨拜周隔\
    终连累逐大小超留忘贺公编元余整那这哪数几旬陈纪某任积",
);

/// What makes a word of 日 that stands before it: 今日, 节日.
static BEFORE_DAY: PlaneSet = PlaneSet::of(
    "今昨当每次本翌节生假周近前整往即旧平末首元休双工吉终多中抗对美赴访驻旅来留亲反韩朝侨在烈夏冬\
    夕连度时半昔改期落向数全百朔望明",
);

/// What stands before 万 and 亿 without a number: 上万, 近亿元.
static BEFORE_AMOUNT: PlaneSet =
    PlaneSet::of("上破数好大小这那级户乘言挥巨计位个千百近过逾超达约增的和与是");

/// Units of amounts in 万 and 亿; of two that begin alike the longer one first.
const AMOUNT_UNITS: [&str; 34] = [
    "美元",
    "欧元",
    "英镑",
    "日元",
    "元",
    "人次",
    "斤",
    "亩",
    "吨",
    "公里",
    "平方米",
    "平方公里",
    "千瓦",
    "人",
    "户",
    "名",
    "辆",
    "个",
    "台",
    "件",
    "份",
    "套",
    "家",
    "头",
    "只",
    "条",
    "次",
    "株",
    "册",
    "粒",
    "座",
    "枚",
    "英亩",
    "公顷",
];

/// What follows 万元 and 亿元 without a number: 亿元以上, 万吨级.
const AFTER_AMOUNT: [&str; 34] = [
    "以上", "以下", "大关", "级", "富翁", "村", "县", "乡", "镇", "企业", "项目", "产业", "规模",
    "身家", "良田", "基地", "森林", "巨轮", "轮", "户", "宝", "里", "众", "能", "一", "象", "事",
    "物", "岁", "州", "古", "分", "全", "年",
];

/// Units that are words by themselves.
const UNITS: [&str; 34] = [
    "个百分点",
    "平方公里",
    "平方千米",
    "平方米",
    "立方米",
    "公里",
    "千米",
    "公斤",
    "公顷",
    "千克",
    "千瓦",
    "小时",
    "分钟",
    "周年",
    "周岁",
    "世纪",
    "月份",
    "个月",
    "人次",
    "英里",
    "英尺",
    "英寸",
    "英亩",
    "厘米",
    "毫米",
    "公分",
    "毫克",
    "毫升",
    "摄氏度",
    "美元",
    "欧元",
    "英镑",
    "日元",
    "港元",
];

/// Measure words, what stands before one that lost its number, and what follows it; an empty list is any Chinese
/// character.
const MEASURES: [(&str, &str, &str); 23] = [
    ("个名项件座辆套篇艘枚颗亩吨岁宗粒棵", "", ""),
    ("个名项件座辆套篇艘枚颗亩吨岁宗粒棵", "，、；。（", ""),
    (
        "家条支批所份架幅株户倍届轮起册斤首根口款",
        "的等设建派发出放供织办开动成导集括及含置划布达约为过逾近超至到了计共足仅余有对与和，、；（",
        "",
    ),
    (
        "种位例",
        "的等设建派发出供织办导括及含置达约过逾近超至到计共足仅余",
        "",
    ),
    ("场台部组层头只", "达约逾超近共", ""),
    (
        "天次级点分时度期集页站米元号",
        "达约逾超近至",
        "，。；、（的以左",
    ),
    ("元", "", "，。；、(（／/的左以"),
    ("元", "，～-：", ""),
    ("次", "了过行共达约续先排", ""),
    ("次天", "", "，。；"),
    ("次", "后展", ""),
    ("天", "后前在每", "内的前后"),
    ("斤", "掉突重减增破产超近约达收", ""),
    ("点", "于报至跌涨破", "，。、；左"),
    ("级", "生", "地以大强"),
    ("岁", "—“，。：", ""),
    ("亩", "在了", ""),
    ("例本", "：，有过", "，。的"),
    ("周", "用了过", "后，。"),
    ("米", "长高宽深径", ""),
    ("点", "午晚早晨间到跌涨", ""),
    ("时分", "午日晨时", ""),
    ("号", "", "楼线"),
];

/// The strict signs, and the characters that units, measure words and people begin with; see [`Site::broad`].
static BROAD_SIGNS: LazyLock<PlaneSet> = LazyLock::new(|| {
    let units = UNITS.iter().filter_map(|unit| unit.chars().next());
    let measures = MEASURES.iter().flat_map(|(units, ..)| units.chars());
    let starts = units.chain(measures).chain(['人']);
    PlaneSet::of(&starts.chain(STRICT_SIGNS.chars()).collect::<String>())
});

/// The second characters of [`UNITS`].
static UNIT_SECONDS: LazyLock<PlaneSet> = LazyLock::new(|| {
    let seconds = UNITS.iter().filter_map(|unit| unit.chars().nth(1));
    PlaneSet::of(&seconds.collect::<String>())
});

/// The rows of [`MEASURES`] that have each measure word, by the words.
static MEASURE_ROWS: LazyLock<Vec<(char, Vec<usize>)>> = LazyLock::new(|| {
    let mut rows: Vec<(char, Vec<usize>)> = Vec::new();
    for (index, (units, ..)) in MEASURES.iter().enumerate() {
        for unit in units.chars() {
            match rows.binary_search_by_key(&unit, |row| row.0) {
                Ok(at) => rows[at].1.push(index),
                Err(at) => rows.insert(at, (unit, vec![index])),
            }
        }
    }
    rows
});

/// Words with a measure word in them, besides those of the dictionary.
static WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    include_str!("words.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
        .collect()
});

/// A character of the text that may be a unit or begin one.
struct Site<'t> {
    text: &'t str,
    at: usize,
    end: usize,
    /// The text before the site, without the blanks that a number left.
    before: &'t str,
    /// The character before; a line break at the start.
    last: char,
}

type Place = Option<(usize, Certainty)>;

impl Site<'_> {
    /// Tests the signs that can be sufficient alone.
    fn strict(&self, c: char) -> Place {
        match c {
            '第' => self.ordinal(),
            '年' => self.year(),
            '月' => self.month(),
            '日' => self.day(),
            '%' | '％' => self.percent(),
            '万' | '亿' => self.amount(),
            '余' | '多' => self.more(c),
            '岁' => self.age(),
            '个' if self.after().starts_with("百分点") => self.points(),
            '、' | '．' | '.' => self.list(),
            '[' | '〔' => self.brackets(),
            _ => None,
        }
    }

    /// Tests the signs that count on a page that lost numbers.
    fn broad(&self, c: char) -> Place {
        self.long_unit()
            .or_else(|| self.people(c))
            .or_else(|| self.measure(c))
    }

    fn after(&self) -> &str {
        &self.text[self.end..]
    }

    /// Returns the character before the last; a line break at the start.
    fn last_but_one(&self) -> char {
        self.before.chars().rev().nth(1).unwrap_or('\n')
    }

    fn next(&self) -> char {
        self.after().chars().next().unwrap_or('\n')
    }

    /// Tests whether blanks stand before the site where a number may have stood.
    fn gap(&self) -> bool {
        self.before.len() < self.at && !self.before.is_empty()
    }

    fn is_counted(&self) -> bool {
        NUMERALS.contains(self.last)
    }

    fn ordinal(&self) -> Place {
        let end = self.end + self.next().len_utf8();
        let counts =
            "次届期季条章批轮集版页卷位名个号年天场站张圈分秒代座家艘战".contains(self.next());
        // 科第, 门第, 次第, 及第.
        let is_word = "及登门次府宅品等落科甲".contains(self.last);
        (counts && !is_word).then_some((end, Certainty::Certain))
    }

    fn year(&self) -> Place {
        let (last, after) = (self.last, self.after().trim_start_matches(' '));
        let next = after.chars().next().unwrap_or('\n');
        let end = self.text.len() - after.len();
        if self.is_counted() || last == '岁' || (self.before.is_empty() && self.at > 0) {
            return None;
        }
        let before_time = PREPOSITIONS.contains(last);
        let names_form = || {
            let words = ["出生", "具体", "填写", "签署", "某", "末"];
            words.iter().any(|word| self.before.ends_with(word))
        };
        if next == '月' && BEFORE_YEAR.contains(last) {
            return None;
        }
        if next == '月' && !names_form() {
            let day = after["月".len()..].trim_start_matches(' ');
            if day.starts_with('日') {
                return Some((self.text.len() - day.len() + "日".len(), Certainty::Certain));
            }
            return Some((end + "月".len(), Certainty::Likely));
        }
        if self.before.ends_with("过去") && "里中的间".contains(next)
            || self.before.ends_with("世纪") && next == '代'
        {
            return Some((self.end, Certainty::Possible));
        }
        let goes_on = han::is_han(next) && !NUMERALS.contains(next);
        let is_word = AFTER_YEAR.contains(next);
        if before_time && (after.starts_with("以来") || (!is_word && !NUMERALS.contains(next))) {
            return Some((self.end, Certainty::Certain));
        }
        if "，。；\n".contains(last) && (next == '，' || (goes_on && !is_word)) {
            return Some((self.end, Certainty::Likely));
        }
        let ends_word = BEFORE_YEAR.contains(last)
            && !self.before.ends_with("过去")
            && !self.before.ends_with("世纪");
        let begins_word = is_word && !"初底末前后内间代发生".contains(next);
        (!ends_word && !begins_word && !self.is_in_word())
            .then_some((self.end, Certainty::Possible))
    }

    fn month(&self) -> Place {
        let (last, after) = (self.last, self.after().trim_start_matches(' '));
        let next = after.chars().next().unwrap_or('\n');
        if self.is_counted() {
            return None;
        }
        if next == '日' {
            let is_form = ["出生年", "具体年", "填写年", "某年"]
                .iter()
                .any(|word| self.before.ends_with(word));
            let is_word = "岁明日某腊正".contains(last) || after.starts_with("日志") || is_form;
            let end = self.text.len() - after.len() + next.len_utf8();
            return (!is_word).then_some((end, Certainty::Certain));
        }
        let dated = last == '年'
            && (NUMERALS.contains(self.last_but_one())
                || "今去前明后".contains(self.last_but_one()));
        let before_time = PREPOSITIONS.contains(last) && !"底初中".contains(next);
        if (before_time && "，。、至到以起份".contains(next))
            || ("，。；\n".contains(last) && "份，至".contains(next))
            || (dated && "，。、至起份".contains(next))
        {
            return Some((self.end, Certainty::Likely));
        }
        let compares = "与和较比至于".contains(last) && han::is_han(next) && !self.is_in_word();
        (dated || compares).then_some((self.end, Certainty::Possible))
    }

    fn day(&self) -> Place {
        let (last, next) = (self.last, self.next());
        if self.is_counted() || BEFORE_DAY.contains(last) {
            return None;
        }
        let second = self.after().chars().nth(1).unwrap_or('\n');
        if "电讯".contains(next) && han::is_han(last) && "（( \u{3000}\n题，".contains(second)
        {
            return Some((self.end, Certainty::Certain));
        }
        let starts = |words: &[&str]| words.iter().any(|word| self.after().starts_with(word));
        if starts(&["上午", "下午", "凌晨", "中午"])
            && (han::is_han(last) || "，。；、\n".contains(last))
        {
            return Some((self.end, Certainty::Likely));
        }
        let opens = PREPOSITIONS.contains(last) || "，。；\n".contains(last);
        let acts = starts(&[
            "晚", "傍晚", "清晨", "起", "至", "前往", "抵达", "召开", "举行", "发布", "报道",
            "印发", "开始", "零时",
        ]);
        let speaks = starts(&["在", "宣布", "表示", "说", "从", "同", "还", "已", "电"]);
        let follows_word = han::is_han(last) && !self.is_in_word();
        ((acts && (opens || follows_word)) || (speaks && follows_word))
            .then_some((self.end, Certainty::Possible))
    }

    fn percent(&self) -> Place {
        let last = self.last;
        let labels = ["单位", "百分", "百分比", "比例"]
            .iter()
            .any(|word| self.before.ends_with(word));
        if self.is_counted() || labels || "）)".contains(self.next()) {
            return None;
        }
        let follows = han::is_han(last)
            || "，；".contains(last)
            || (".．".contains(last) && han::is_han(self.last_but_one()));
        if follows {
            let limit = ["以上", "以下", "左右"]
                .iter()
                .find(|word| self.after().starts_with(**word));
            let end = self.end + limit.map_or(0, |word| word.len());
            return Some((end, Certainty::Certain));
        }
        "、—-～（("
            .contains(last)
            .then_some((self.end, Certainty::Possible))
    }

    /// Tests for 万 and 亿 with a unit.
    fn amount(&self) -> Place {
        let last = self.last;
        let opens = han::is_han(last) || "，。；～-—、（".contains(last) || self.gap();
        if self.is_counted() || !opens || self.before.ends_with("单位") {
            return None;
        }
        let from = self.end
            + if self.after().starts_with('亿') {
                "亿".len()
            } else {
                0
            };
        let unit = AMOUNT_UNITS
            .iter()
            .find(|unit| self.text[from..].starts_with(**unit));
        let end = from + unit.map_or(0, |unit| unit.len());
        let after = &self.text[end..];
        let is_idiom = AFTER_AMOUNT.iter().any(|word| after.starts_with(word));
        let is_money =
            unit.is_some_and(|unit| unit.ends_with('元') || ["人次", "斤", "英镑"].contains(unit));
        let is_bare = !BEFORE_AMOUNT.contains(last);
        if is_money && is_bare && han::is_han(last) && after.starts_with(['，', '。', '；', '、'])
        {
            return Some((end, Certainty::Certain));
        }
        if is_money && !is_idiom && (is_bare || "达约增的".contains(last)) {
            let certainty = if han::is_han(last) {
                Certainty::Likely
            } else {
                Certainty::Possible
            };
            return Some((end, certainty));
        }
        let counts = unit.is_some() && !"上成破数好大小这那级乘言巨计位个".contains(last);
        let follows = after.starts_with(['，', '。', '；', '、', '～', '-', '—'])
            || (after.starts_with(han::is_han) && "近约达超过共计到成逾".contains(last));
        let has_limit = counts && "在到达约过".contains(last) && after.starts_with("以");
        ((counts || follows) && (!is_idiom || has_limit)).then_some((end, Certainty::Possible))
    }

    /// Tests for 余 and 多 that a number must stand before: 余篇, 多公里.
    fn more(&self, c: char) -> Place {
        let last = self.last;
        let after = self.after();
        if self.is_counted() || !(han::is_han(last) || last == '，' || self.gap()) {
            return None;
        }
        let unit = after.chars().next()?;
        let end = self.end + unit.len_utf8();
        if c == '多' {
            let is_word = "很好更最不众太过大诸极增特许颇甚较越愈已之".contains(last);
            let counts = "万亿斤亩岁吨户".contains(unit) || after.starts_with("公里");
            return (counts && !is_word).then_some((end, Certainty::Likely));
        }
        let is_word = "业其剩富盈宽结空之有无残冗绰节茶课劫心诗词公月".contains(last);
        let counts =
            "篇名人个家户件次项万亿条份场吨亩元种位首起年倍所座辆支批套棵株只头".contains(unit);
        if is_word || !counts {
            return None;
        }
        let ends = !self.text[end..].starts_with(han::is_han);
        let certainty = match unit {
            '年' | '位' => Certainty::Possible,
            '人' => Certainty::Likely,
            _ if ends => Certainty::Certain,
            _ => Certainty::Likely,
        };
        Some((end, certainty))
    }

    fn age(&self) -> Place {
        ["享年", "年仅", "现年", "今年", "时年"]
            .iter()
            .any(|word| self.before.ends_with(word))
            .then_some((self.end, Certainty::Certain))
    }

    fn points(&self) -> Place {
        let is_free = !self.is_counted()
            && !DETERMINERS.contains(self.last)
            && (han::is_han(self.last) || self.gap());
        is_free.then_some((self.end + "百分点".len(), Certainty::Certain))
    }

    /// Tests for a line that begins with what stands after a number of a list.
    fn list(&self) -> Place {
        (self.at == 0 && han::is_han(self.next())).then_some((self.end, Certainty::Likely))
    }

    fn brackets(&self) -> Place {
        let end = self.end + self.next().len_utf8();
        "]〕"
            .contains(self.next())
            .then_some((end, Certainty::Likely))
    }

    fn long_unit(&self) -> Place {
        if !UNIT_SECONDS.contains(self.next()) {
            return None;
        }
        let unit = UNITS
            .iter()
            .find(|unit| self.text[self.at..].starts_with(**unit))?;
        let last = self.last;
        let end = self.at + unit.len();
        let after = &self.text[end..];
        let is_free = !self.is_counted()
            && !DETERMINERS.contains(last)
            && (han::is_han(last) || "，；、（“".contains(last) || self.gap());
        let is_word =
            "单平整小新本跨中金半上年个".contains(last) || after.starts_with(['候', '大']);
        let counts = !unit.ends_with(['元', '镑'])
            || ("值得需".contains(last) && after.starts_with('的'))
            || (after.starts_with(['，', '。', '、', '；', '（', '左', '以', '/'])
                && (self.gap() || "为达约至过近超逾到计付价罚跌涨收花仅".contains(last)));
        (is_free && !is_word && counts).then_some((end, Certainty::Possible))
    }

    fn people(&self, c: char) -> Place {
        let last = self.last;
        let counted = "达约逾共亡伤致救散移生".contains(last)
            || (last == '有' && "共计仅约还另尚现只".contains(self.last_but_one()));
        (c == '人' && counted && "，。；、（死受参获".contains(self.next()) && !self.is_in_word())
            .then_some((self.end, Certainty::Possible))
    }

    fn measure(&self, c: char) -> Place {
        let (last, next) = (self.last, self.next());
        if self.is_counted()
            || DETERMINERS.contains(last)
            || last == c
            || last.is_ascii() && last != '\n'
        {
            return None;
        }
        let row = MEASURE_ROWS.binary_search_by_key(&c, |row| row.0).ok()?;
        let is_lost = MEASURE_ROWS[row].1.iter().any(|&index| {
            let (_, before, after) = MEASURES[index];
            (before.contains(last)
                || (before.is_empty() && han::is_han(last))
                || (self.gap() && han::is_han(last)))
                && (after.is_empty() || after.contains(next))
        });
        // 在天内: 在天 is a word, but not here.
        let is_term = c == '天' && next == '内';
        (is_lost && (is_term || !self.is_in_word())).then_some((self.end, Certainty::Possible))
    }

    /// Tests whether the character is part of a word: with one on either side, or with both.
    fn is_in_word(&self) -> bool {
        let from = self.at
            - self.text[..self.at]
                .chars()
                .next_back()
                .map_or(0, char::len_utf8);
        let to = self.end + self.next().len_utf8();
        let to = if to <= self.text.len() { to } else { self.end };
        [(from, self.end), (self.at, to), (from, to)]
            .into_iter()
            .map(|(start, end)| &self.text[start..end])
            .any(|part| {
                part.chars().count() > 1 && (WORDS.contains(part) || dictionary::is_word(part))
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, least: Certainty, expected: &[&str]) {
        let signs = PlaneSet::of(STRICT_SIGNS);
        let mut found = match least {
            Certainty::Possible => possible_numbers(text),
            Certainty::Likely | Certainty::Certain => {
                likely_numbers(text, &signs.places(text).collect::<Vec<_>>())
            }
        };
        found.retain(|place| place.certainty >= least);
        let found: Vec<&str> = found.iter().map(|place| place.unit.of(text)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn places_that_clean_text_does_not_have_are_certain() {
        for (text, expected) in [
            ("失业率下降个百分点。", "个百分点"),
            ("会议于月日召开。", "月日"),
            ("在第次会议上", "第次"),
            ("同比增长%，", "%"),
            ("投资完成万元，", "万元"),
            ("编发信息余篇，", "余篇"),
            ("自年以来，", "年"),
            ("于年月日成立", "年月日"),
            ("今年月日，", "月日"),
            ("新华社北京日电（记者", "日"),
            ("同志逝世，享年岁。", "岁"),
            ("党的第届三中全会", "第届"),
            ("第季度实现", "第季"),
            ("占比达 % 的企业", "%"),
        ] {
            check(text, Certainty::Certain, &[expected]);
        }
    }

    #[test]
    fn whole_text_has_nothing_certain_and_nothing_likely() {
        for text in [
            "投资亿元以上的大项目",
            "首艘万吨级远洋通信海缆铺设船",
            "百余名党员、数千家企业、几十个村、多个部门",
            "各项工作、每年上月、上万人、近万元、数亿元",
            "出生年月日，具体年月日，岁月日新",
            "万元户、千家万户、亿万群众、万众一心",
            "业余、其余、剩余部分，不遗余力",
            "今年年底、去年年初、前年、青年、周年",
            "第一次会议，第二届，科第名次，门第",
            "增长百分之五，单位：%，占比（%）",
            "二〇二四年五月十三日，2024年5月13日",
            "日本、日前、日均、日益、节日在家，抗日战争",
            "在年轻人中，到年底，从年初，于年内",
            "人大代表、有人、个人、名单、家庭、项目、条件",
            "1.2%、3.5个百分点、3 个百分点、几个百分点",
            "一、加强领导。",
        ] {
            check(text, Certainty::Likely, &[]);
        }
    }

    #[test]
    fn units_after_what_counts_are_possible() {
        check(
            "减重斤，产量突破斤，收于点；跌点，发生级地震，在过去年里，上世纪年代，价值美元的鞋，稳定在亿亩以上，在天内，开展次",
            Certainty::Possible,
            &[
                "斤", "斤", "点", "点", "级", "年", "年", "美元", "亿亩", "天", "次",
            ],
        );
        check(
            "公斤，半斤八两，终点，各级政府，发生了，过去年轻，年代久远，亿亩良田，今天内，先后次序",
            Certainty::Possible,
            &[],
        );
    }

    #[test]
    fn bare_measure_words_are_possible() {
        check(
            "建成个社区，选派名党员，涉及户，占地亩，投入小时",
            Certainty::Possible,
            &["个", "名", "户", "亩", "小时"],
        );
        check(
            "有人说，一个个社区，多个部门，这个项目，名单上的家庭，条件好，每个人，各家各户",
            Certainty::Possible,
            &[],
        );
    }

    proptest::proptest! {
        #[test]
        fn places_come_in_order_and_are_part_of_the_text(text in "[第次年月日个百分点万亿元余名家项，。在于 %一2、的]{0,30}") {
            let mut end = 0;
            for place in possible_numbers(&text) {
                proptest::prop_assert!(place.unit.start >= end && place.unit.start < place.unit.end);
                proptest::prop_assert!(text.is_char_boundary(place.unit.end));
                end = place.unit.end;
            }
        }
    }
}
