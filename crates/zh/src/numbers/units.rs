//! Currencies and units of measure in English.

use super::{lookup, starts};

/// Currencies, with the sign or the name that English prints.
pub(super) const MONEY: [(&str, &str); 18] = [
    ("元人民币", "yuan"),
    ("美元", "$"),
    ("美金", "$"),
    ("港元", "HK$"),
    ("港币", "HK$"),
    ("欧元", "€"),
    ("英镑", "£"),
    ("日元", "yen"),
    ("卢布", "rubles"),
    ("韩元", "won"),
    ("卢比", "rupees"),
    ("澳元", "A$"),
    ("加元", "C$"),
    ("新台币", "New Taiwan dollars"),
    ("台币", "New Taiwan dollars"),
    ("元整", "yuan"),
    ("元", "yuan"),
    ("角", "jiao"),
];

/// Units of measure in the singular and plural; a longer one before its prefixes.
pub(super) const UNITS: [(&str, (&str, &str)); 57] = [
    ("平方公里", ("square kilometer", "square kilometers")),
    ("平方千米", ("square kilometer", "square kilometers")),
    ("平方米", ("square meter", "square meters")),
    ("立方米", ("cubic meter", "cubic meters")),
    ("千瓦时", ("kilowatt-hour", "kilowatt-hours")),
    ("兆瓦时", ("megawatt-hour", "megawatt-hours")),
    ("兆瓦", ("megawatt", "megawatts")),
    ("千瓦", ("kilowatt", "kilowatts")),
    ("公里", ("kilometer", "kilometers")),
    ("千米", ("kilometer", "kilometers")),
    ("公斤", ("kilogram", "kilograms")),
    ("千克", ("kilogram", "kilograms")),
    ("公顷", ("hectare", "hectares")),
    ("毫米", ("millimeter", "millimeters")),
    ("厘米", ("centimeter", "centimeters")),
    ("毫克", ("milligram", "milligrams")),
    ("毫升", ("milliliter", "milliliters")),
    ("海里", ("nautical mile", "nautical miles")),
    ("英里", ("mile", "miles")),
    ("摄氏度", ("degree Celsius", "degrees Celsius")),
    ("℃", ("degree Celsius", "degrees Celsius")),
    ("个百分点", ("percentage point", "percentage points")),
    ("百分点", ("percentage point", "percentage points")),
    ("个基点", ("basis point", "basis points")),
    ("个小时", ("hour", "hours")),
    ("小时", ("hour", "hours")),
    ("分钟", ("minute", "minutes")),
    ("秒钟", ("second", "seconds")),
    ("个工作日", ("working day", "working days")),
    ("个星期", ("week", "weeks")),
    ("星期", ("week", "weeks")),
    ("个月", ("month", "months")),
    ("周年", ("th anniversary", "th anniversary")),
    ("年", ("year", "years")),
    ("周岁", ("year old", "years old")),
    ("周", ("week", "weeks")),
    ("天", ("day", "days")),
    ("倍", ("time", "times")),
    ("吨", ("tonne", "tonnes")),
    ("克", ("gram", "grams")),
    ("米", ("meter", "meters")),
    ("亩", ("mu", "mu")),
    ("斤", ("jin", "jin")),
    ("里路", ("li", "li")),
    ("升", ("liter", "liters")),
    ("票", ("vote", "votes")),
    ("桶", ("barrel", "barrels")),
    ("度电", ("kilowatt-hour", "kilowatt-hours")),
    ("兆", ("megabyte", "megabytes")),
    ("秒", ("second", "seconds")),
    ("世纪", ("century", "centuries")),
    ("国", ("country", "countries")),
    ("省", ("province", "provinces")),
    ("代人", ("generation", "generations")),
    ("户人家", ("household", "households")),
    ("日龄", ("day old", "days old")),
    ("岁", ("year old", "years old")),
];

/// Reads the unit at `i`: its length and its plural.
pub(super) fn unit(chars: &[char], i: usize) -> Option<(usize, &'static str)> {
    if is_longer_word(chars, i) {
        return None;
    }
    lookup(chars, i, &UNITS).map(|(length, (_, many))| (length, *many))
}

/// Tests whether a word that only begins like a unit stands at `i`: 年级, 天津, 周边, 米饭, 国内.
fn is_longer_word(chars: &[char], i: usize) -> bool {
    const LONGER: [&str; 24] = [
        "年级",
        "年轻",
        "年度",
        "年代",
        "年货",
        "天津",
        "天然",
        "天气",
        "周边",
        "周围",
        "米饭",
        "米粉",
        "国内",
        "国际",
        "国家",
        "省级",
        "省内",
        "省区",
        "克服",
        "升级",
        "票据",
        "票房",
        "周恩来",
        "秒杀",
    ];
    LONGER.iter().any(|word| starts(chars, i, word))
        || (starts(chars, i, "国") && !starts(chars, i, "国人")) && !starts(chars, i, "国总统")
}
