//! Numbers that Word makes for items of lists and for headings: 一、, （二）, 3., 第四章.

use super::styles::property;
use duizhao_formats::xml::Element;
use std::collections::HashMap;

/// Levels of a list (ISO/IEC 29500-1, 17.9.6).
const LEVELS: usize = 9;

/// The lists of a document, and how far each is.
#[derive(Default)]
pub(super) struct Numbering {
    /// The forms of lists, by their ids.
    forms: HashMap<String, Vec<LevelForm>>,
    /// The lists: the id of the form of each.
    lists: HashMap<String, String>,
    /// The last number of each level, by the id of the form: lists of a form go on with each other's numbers.
    counters: HashMap<String, [usize; LEVELS]>,
}

/// How the numbers of a level are written.
#[derive(Clone, Default)]
struct LevelForm {
    start: usize,
    /// The name of the kind of number.
    format: String,
    /// The text with a `%1` for the number of the first level, and so on.
    text: String,
}

impl Numbering {
    /// Adds a form of lists, or a list.
    pub(super) fn add(&mut self, entry: &Element) {
        if entry.name == "num" {
            let form = property(Some(entry), "abstractNumId");
            if let (Some(id), Some(form)) = (entry.attribute("numId"), form) {
                self.lists.insert(id.to_owned(), form.to_owned());
            }
            return;
        }
        let Some(id) = entry.attribute("abstractNumId") else {
            return;
        };
        let mut levels = vec![LevelForm::default(); LEVELS];
        for level in entry.named("lvl") {
            let index = level.attribute("ilvl").and_then(|index| index.parse().ok());
            let Some(place) = index.and_then(|index: usize| levels.get_mut(index)) else {
                continue;
            };
            let of = |name| property(Some(level), name).unwrap_or_default();
            *place = LevelForm {
                start: of("start").parse().unwrap_or(1),
                format: of("numFmt").to_owned(),
                text: of("lvlText").to_owned(),
            };
        }
        self.forms.insert(id.to_owned(), levels);
    }

    /// Counts one more item of a list, and returns its number as Word shows it, with a blank after a Latin mark; empty for
    /// bullets and unknown lists.
    pub(super) fn mark(&mut self, list: &str, level: usize) -> String {
        let number = self.next(list, level);
        let is_latin = number.ends_with(|c: char| c.is_ascii());
        if is_latin { number + " " } else { number }
    }

    fn next(&mut self, list: &str, level: usize) -> String {
        let level = level.min(LEVELS - 1);
        let Some((id, forms)) = self
            .lists
            .get(list)
            .and_then(|id| Some((id, self.forms.get(id)?)))
        else {
            return String::new();
        };
        let counters = self.counters.entry(id.clone()).or_insert([0; LEVELS]);
        for above in 0..level {
            if counters[above] == 0 {
                counters[above] = forms[above].start.max(1);
            }
        }
        counters[level] = match counters[level] {
            0 => forms[level].start,
            last => last.saturating_add(1),
        };
        counters[level + 1..].fill(0);
        written(forms, level, counters)
    }
}

/// Writes the number of an item.
fn written(forms: &[LevelForm], level: usize, counters: &[usize; LEVELS]) -> String {
    let form = &forms[level];
    if matches!(form.format.as_str(), "bullet" | "none") {
        return String::new();
    }
    let mut out = String::new();
    let mut chars = form.text.chars().peekable();
    while let Some(c) = chars.next() {
        let index = chars.peek().and_then(|digit| digit.to_digit(10));
        match index {
            Some(index @ 1..=9) if c == '%' => {
                chars.next();
                let index = index as usize - 1;
                out.push_str(&number(&forms[index].format, counters[index]));
            }
            Some(_) | None => out.push(c),
        }
    }
    out
}

/// Writes a number of a kind (ISO/IEC 29500-1, 17.18.59); kinds that Chinese documents do not use are written in digits.
fn number(format: &str, value: usize) -> String {
    match format {
        "chineseCounting"
        | "chineseCountingThousand"
        | "japaneseCounting"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "ideographDigital"
        | "chineseLegalSimplified" => chinese(value),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => circled(value),
        "upperLetter" => letter(value, 'A'),
        "lowerLetter" => letter(value, 'a'),
        _ => value.to_string(),
    }
}

fn chinese(value: usize) -> String {
    const DIGITS: [&str; 10] = ["〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match value {
        0..10 => DIGITS[value].to_owned(),
        10..20 => format!("十{}", rest(value)),
        20..100 => format!("{}十{}", DIGITS[value / 10], rest(value)),
        _ => value.to_string(),
    }
}

/// Writes the last digit of a number, unless it is 0.
fn rest(value: usize) -> String {
    match value % 10 {
        0 => String::new(),
        digit => chinese(digit),
    }
}

fn circled(value: usize) -> String {
    let circle = u32::try_from(value)
        .ok()
        .filter(|value| (1..=20).contains(value));
    match circle.and_then(|value| char::from_u32(0x2460 + value - 1)) {
        Some(circle) => circle.to_string(),
        None => value.to_string(),
    }
}

fn letter(value: usize, first: char) -> String {
    let offset = u8::try_from(value.saturating_sub(1))
        .ok()
        .filter(|&offset| offset < 26);
    match offset {
        Some(offset) => char::from(first as u8 + offset).to_string(),
        None => value.to_string(),
    }
}
