//! Currencies and units of measure in English.

use super::starts;
use super::table::{Table, Words};
use crate::han;
use std::sync::LazyLock;

/// Currencies, with the sign or the name that English prints; a longer name before its end.
static MONEY: [(&str, &str); 38] = [
    ("元人民币", "yuan"),
    ("人民币元", "yuan"),
    ("美分", "cents"),
    ("新加坡元", "S$"),
    ("加拿大元", "C$"),
    ("新西兰元", "NZ$"),
    ("新台币", "NT$"),
    ("美元", "$"),
    ("美金", "$"),
    ("港元", "HK$"),
    ("港币", "HK$"),
    ("澳门元", "patacas"),
    ("欧元", "€"),
    ("英镑", "£"),
    ("日元", "yen"),
    ("日圆", "yen"),
    ("卢布", "rubles"),
    ("韩元", "won"),
    ("韩圆", "won"),
    ("卢比", "rupees"),
    ("澳元", "A$"),
    ("加元", "C$"),
    ("新元", "S$"),
    ("新币", "S$"),
    ("泰铢", "baht"),
    ("越南盾", "dong"),
    ("比索", "pesos"),
    ("里拉", "lira"),
    ("法郎", "francs"),
    ("台币", "NT$"),
    ("元整", "yuan"),
    ("块钱", "yuan"),
    ("毛钱", "jiao"),
    ("分钱", "fen"),
    ("元钱", "yuan"),
    ("圆", "yuan"),
    ("元", "yuan"),
    ("角", "jiao"),
];

/// Units of measure in the singular and plural; a longer one before its prefixes.
static UNITS: [(&str, (&str, &str)); 163] = [
    ("平方公里", ("square kilometer", "square kilometers")),
    ("平方千米", ("square kilometer", "square kilometers")),
    ("平方英里", ("square mile", "square miles")),
    ("平方英尺", ("square foot", "square feet")),
    ("平方分米", ("square decimeter", "square decimeters")),
    ("平方厘米", ("square centimeter", "square centimeters")),
    ("平方毫米", ("square millimeter", "square millimeters")),
    ("平方米", ("square meter", "square meters")),
    ("平米", ("square meter", "square meters")),
    ("立方公里", ("cubic kilometer", "cubic kilometers")),
    ("立方分米", ("cubic decimeter", "cubic decimeters")),
    ("立方厘米", ("cubic centimeter", "cubic centimeters")),
    ("立方毫米", ("cubic millimeter", "cubic millimeters")),
    ("立方英尺", ("cubic foot", "cubic feet")),
    ("立方米", ("cubic meter", "cubic meters")),
    ("立方", ("cubic meter", "cubic meters")),
    ("千瓦小时", ("kilowatt-hour", "kilowatt-hours")),
    ("千瓦时", ("kilowatt-hour", "kilowatt-hours")),
    ("兆瓦时", ("megawatt-hour", "megawatt-hours")),
    ("吉瓦时", ("gigawatt-hour", "gigawatt-hours")),
    ("太瓦时", ("terawatt-hour", "terawatt-hours")),
    ("千伏安", ("kilovolt-ampere", "kilovolt-amperes")),
    ("兆伏安", ("megavolt-ampere", "megavolt-amperes")),
    ("千伏", ("kilovolt", "kilovolts")),
    ("伏特", ("volt", "volts")),
    ("太瓦", ("terawatt", "terawatts")),
    ("吉瓦", ("gigawatt", "gigawatts")),
    ("兆瓦", ("megawatt", "megawatts")),
    ("千瓦", ("kilowatt", "kilowatts")),
    ("瓦特", ("watt", "watts")),
    ("吉赫兹", ("gigahertz", "gigahertz")),
    ("兆赫兹", ("megahertz", "megahertz")),
    ("千赫兹", ("kilohertz", "kilohertz")),
    ("吉赫", ("gigahertz", "gigahertz")),
    ("兆赫", ("megahertz", "megahertz")),
    ("千赫", ("kilohertz", "kilohertz")),
    ("赫兹", ("hertz", "hertz")),
    ("百帕", ("hectopascal", "hectopascals")),
    ("千帕", ("kilopascal", "kilopascals")),
    ("兆帕", ("megapascal", "megapascals")),
    ("帕斯卡", ("pascal", "pascals")),
    ("千焦", ("kilojoule", "kilojoules")),
    ("焦耳", ("joule", "joules")),
    ("千卡", ("kilocalorie", "kilocalories")),
    ("大卡", ("kilocalorie", "kilocalories")),
    ("卡路里", ("calorie", "calories")),
    ("毫安", ("milliampere", "milliamperes")),
    ("安培", ("ampere", "amperes")),
    ("分贝", ("decibel", "decibels")),
    ("马力", ("horsepower", "horsepower")),
    ("光年", ("light-year", "light-years")),
    ("兆字节", ("megabyte", "megabytes")),
    ("吉字节", ("gigabyte", "gigabytes")),
    ("字节", ("byte", "bytes")),
    ("兆比特", ("megabit", "megabits")),
    ("吉比特", ("gigabit", "gigabits")),
    ("比特", ("bit", "bits")),
    ("毫西弗", ("millisievert", "millisieverts")),
    ("标准箱", ("TEU", "TEUs")),
    ("海里", ("nautical mile", "nautical miles")),
    ("英里", ("mile", "miles")),
    ("英尺", ("foot", "feet")),
    ("英寸", ("inch", "inches")),
    ("英亩", ("acre", "acres")),
    ("公里", ("kilometer", "kilometers")),
    ("华里", ("li", "li")),
    ("千米", ("kilometer", "kilometers")),
    ("公斤", ("kilogram", "kilograms")),
    ("市斤", ("jin", "jin")),
    ("千克", ("kilogram", "kilograms")),
    ("公顷", ("hectare", "hectares")),
    ("公分", ("centimeter", "centimeters")),
    ("公吨", ("metric ton", "metric tons")),
    ("分米", ("decimeter", "decimeters")),
    ("毫米", ("millimeter", "millimeters")),
    ("厘米", ("centimeter", "centimeters")),
    ("微米", ("micrometer", "micrometers")),
    ("纳米", ("nanometer", "nanometers")),
    ("微克", ("microgram", "micrograms")),
    ("毫克", ("milligram", "milligrams")),
    ("毫升", ("milliliter", "milliliters")),
    ("加仑", ("gallon", "gallons")),
    ("盎司", ("ounce", "ounces")),
    ("克拉", ("carat", "carats")),
    ("磅", ("pound", "pounds")),
    ("摄氏度", ("degree Celsius", "degrees Celsius")),
    ("华氏度", ("degree Fahrenheit", "degrees Fahrenheit")),
    ("℃", ("degree Celsius", "degrees Celsius")),
    ("°C", ("degree Celsius", "degrees Celsius")),
    ("℉", ("degree Fahrenheit", "degrees Fahrenheit")),
    ("km²", ("square kilometer", "square kilometers")),
    ("㎡", ("square meter", "square meters")),
    ("m²", ("square meter", "square meters")),
    ("m³", ("cubic meter", "cubic meters")),
    ("㎞", ("kilometer", "kilometers")),
    ("km", ("kilometer", "kilometers")),
    ("㎏", ("kilogram", "kilograms")),
    ("kg", ("kilogram", "kilograms")),
    ("㎜", ("millimeter", "millimeters")),
    ("mm", ("millimeter", "millimeters")),
    ("㎝", ("centimeter", "centimeters")),
    ("cm", ("centimeter", "centimeters")),
    ("个百分点", ("percentage point", "percentage points")),
    ("百分点", ("percentage point", "percentage points")),
    ("个基点", ("basis point", "basis points")),
    ("个小时", ("hour", "hours")),
    ("小时", ("hour", "hours")),
    ("个钟头", ("hour", "hours")),
    ("分钟", ("minute", "minutes")),
    ("秒钟", ("second", "seconds")),
    ("毫秒", ("millisecond", "milliseconds")),
    ("个交易日", ("trading day", "trading days")),
    ("个工作日", ("working day", "working days")),
    ("个星期", ("week", "weeks")),
    ("个礼拜", ("week", "weeks")),
    ("星期", ("week", "weeks")),
    ("个季度", ("quarter", "quarters")),
    ("季度", ("quarter", "quarters")),
    ("个月", ("month", "months")),
    ("个年头", ("year", "years")),
    ("个世纪", ("century", "centuries")),
    ("个财年", ("fiscal year", "fiscal years")),
    ("周年", ("th anniversary", "th anniversary")),
    ("周岁", ("year old", "years old")),
    ("年", ("year", "years")),
    ("周", ("week", "weeks")),
    ("昼夜", ("day and night", "days and nights")),
    ("天", ("day", "days")),
    ("载", ("year", "years")),
    ("倍", ("time", "times")),
    ("吨", ("tonne", "tonnes")),
    ("克", ("gram", "grams")),
    ("米", ("meter", "meters")),
    ("亩", ("mu", "mu")),
    ("斤", ("jin", "jin")),
    ("里路", ("li", "li")),
    ("里", ("li", "li")),
    ("夜", ("night", "nights")),
    ("两", ("tael", "taels")),
    ("升", ("liter", "liters")),
    ("票", ("vote", "votes")),
    ("桶", ("barrel", "barrels")),
    ("度电", ("kilowatt-hour", "kilowatt-hours")),
    ("兆", ("megabyte", "megabytes")),
    ("秒", ("second", "seconds")),
    ("瓦", ("watt", "watts")),
    ("伏", ("volt", "volts")),
    ("世纪", ("century", "centuries")),
    ("国", ("country", "countries")),
    ("省份", ("province", "provinces")),
    ("省", ("province", "provinces")),
    ("代人", ("generation", "generations")),
    ("户人家", ("household", "households")),
    ("日龄", ("day old", "days old")),
    ("月龄", ("month old", "months old")),
    ("岁", ("year old", "years old")),
    ("旬", ("years old", "years old")),
    ("公担", ("quintal", "quintals")),
    ("英石", ("stone", "stone")),
    ("海浬", ("nautical mile", "nautical miles")),
    ("浬", ("nautical mile", "nautical miles")),
    ("丈", ("zhang", "zhang")),
    ("尺", ("chi", "chi")),
];

static UNIT_TABLE: LazyLock<Table<(&str, &str)>> = LazyLock::new(|| Table::new(&UNITS));
static MONEY_TABLE: LazyLock<Table<&str>> = LazyLock::new(|| Table::new(&MONEY));

/// Reads the unit at `i`: its length, and its singular and plural.
pub(super) fn unit(chars: &[char], i: usize) -> Option<(usize, (&'static str, &'static str))> {
    let &first = chars.get(i)?;
    if is_longer_word(chars, i) {
        return None;
    }
    // `kg` and the like end there: 5kgs is no unit.
    let found = UNIT_TABLE
        .at(chars, i)
        .map(|(length, names)| (length, *names));
    found.filter(|(length, _)| {
        !first.is_ascii_alphabetic()
            || !chars.get(i + length).is_some_and(char::is_ascii_alphabetic)
    })
}

/// Reads the currency at `i`: its length, and its sign or name.
pub(super) fn money(chars: &[char], i: usize) -> Option<(usize, &'static str)> {
    // 元旦, 元月, 元勋: the first day, the first month, and people.
    let next = chars.get(i + 1).copied();
    let is_word = match chars.get(i)? {
        '元' => next.is_some_and(|c| "旦月宵首素老勋帅朝代年件宇宙气凶".contains(c)),
        '圆' => next.is_some_and(|c| "桌满形心圈梦珠明".contains(c)),
        '角' => next.is_some_and(|c| "度色落逐债形".contains(c)),
        _ => false,
    };
    if is_word {
        return None;
    }
    MONEY_TABLE
        .at(chars, i)
        .map(|(length, name)| (length, *name))
}

/// Words that only begin like a unit.
const LONGER: [&str; 60] = [
    "夜间",
    "夜晚",
    "夜市",
    "夜色",
    "夜班",
    "夜校",
    "夜景",
    "载人",
    "载客",
    "载重",
    "载货",
    "载体",
    "载入",
    "载有",
    "载荷",
    "年级",
    "年轻",
    "年度",
    "年代",
    "年货",
    "年报",
    "年会",
    "年鉴",
    "年终",
    "年均",
    "天津",
    "天然",
    "天气",
    "天河",
    "天安门",
    "周边",
    "周围",
    "周末",
    "周期",
    "米饭",
    "米粉",
    "国内",
    "国际",
    "国家",
    "省级",
    "省内",
    "省区",
    "克服",
    "克隆",
    "克里",
    "升级",
    "升至",
    "升到",
    "升降",
    "升学",
    "升高",
    "升为",
    "升任",
    "票据",
    "票房",
    "票价",
    "周恩来",
    "秒杀",
    "斤斤",
    "瓦斯",
];

static LONGER_WORDS: LazyLock<Words> = LazyLock::new(|| Words::new(LONGER.into_iter()));

/// Tests whether a word that only begins like a unit stands at `i`: 年级, 天津, 周边, 米饭, 国内.
fn is_longer_word(chars: &[char], i: usize) -> bool {
    // 二万五千里长征, but not 二百里面.
    let is_distance = chars
        .get(i + 1)
        .is_none_or(|c| !han::is_han(*c) || "长外地江河山海沃边疆挑的远多".contains(*c));
    let is_weight = chars
        .get(i + 1)
        .is_none_or(|&c| !han::is_han(c) || "白黄银金重的酒茶肉以".contains(c));
    LONGER_WORDS.stand(chars, i)
        || chars[i] == '里' && !is_distance
        || chars[i] == '两' && !is_weight
        || (starts(chars, i, "国") && !starts(chars, i, "国人")) && !starts(chars, i, "国总统")
}
