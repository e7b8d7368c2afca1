//! Readings and the other script, for the browser: a table of characters that pages load when somebody wants them, and in
//! the pages themselves only what a table cannot know.

use duizhao_zh::pinyin;
use duizhao_zh::script::{Converter, Script};
use serde_json::json;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;

/// The characters of the tables: the unified ideographs of Unicode's first plane. Others are told in the pages.
const CHARACTERS: std::ops::RangeInclusive<char> = '\u{4e00}'..='\u{9fff}';

/// What each character is read as, and what it is in the other script, where it stands alone.
pub(super) struct Characters {
    simplify: Converter,
    to_traditional: Converter,
    readings: HashMap<char, &'static str>,
    simplified: HashMap<char, char>,
    traditional: HashMap<char, char>,
}

impl Characters {
    /// Makes the tables.
    pub(super) fn new() -> Self {
        let all: String = CHARACTERS.collect();
        let (simplify, to_traditional) =
            (Converter::new(Script::Hans), Converter::new(Script::Hant));
        let alone = |converter: &Converter| {
            let pairs = all.chars().filter_map(|c| {
                let text = c.to_string();
                let other = converter.convert(&text).chars().next()?;
                (other != c).then_some((c, other))
            });
            pairs.collect()
        };
        let readings = all.chars().filter_map(|c| {
            let reading = *pinyin::readings(&c.to_string()).first()?;
            reading.map(|reading| (c, reading))
        });
        Self {
            readings: readings.collect(),
            simplified: alone(&simplify),
            traditional: alone(&to_traditional),
            simplify,
            to_traditional,
        }
    }

    /// Returns the script for browsers with both tables: characters by reading, and pairs of characters by script.
    pub(super) fn script(&self) -> String {
        let mut by_reading: BTreeMap<&str, String> = BTreeMap::new();
        let sorted: BTreeMap<&char, &&str> = self.readings.iter().collect();
        for (c, reading) in sorted {
            by_reading.entry(reading).or_default().push(*c);
        }
        let pairs = |table: &HashMap<char, char>| {
            let sorted: BTreeMap<&char, &char> = table.iter().collect();
            sorted
                .into_iter()
                .flat_map(|(from, to)| [*from, *to])
                .collect::<String>()
        };
        let tables = json!({
            "readings": by_reading,
            "zh-Hans": pairs(&self.simplified),
            "zh-Hant": pairs(&self.traditional),
        });
        format!("duizhaoCharacters({tables});\n")
    }

    /// Returns the readings that differ from those of the table: `3dì 15wèi`, each with the number of its character, from
    /// 0.
    pub(super) fn readings(&self, text: &str) -> String {
        let simplified = self.simplify.convert(text);
        let is_alike = simplified.chars().count() == text.chars().count();
        let readings = pinyin::readings(if is_alike { &simplified } else { text });
        let mut told = String::new();
        for (at, (c, reading)) in text.chars().zip(readings).enumerate() {
            let known = self.readings.get(&c);
            if reading.is_some() && reading != known.copied() {
                tell(&mut told, at, reading.unwrap_or_default());
            }
        }
        told
    }

    /// Returns the characters of the other script that differ from those of the table: `3髮`. `None` where the scripts do
    /// not match character by character, or the language has none.
    pub(super) fn other_script(&self, text: &str, lang: &str) -> Option<String> {
        let (converter, table) = match lang {
            "zh-Hans" => (&self.to_traditional, &self.traditional),
            "zh-Hant" => (&self.simplify, &self.simplified),
            _ => return None,
        };
        let other = converter.convert(text);
        let mut told = String::new();
        if other.chars().count() != text.chars().count() {
            return None;
        }
        for (at, (c, other)) in text.chars().zip(other.chars()).enumerate() {
            if other != table.get(&c).copied().unwrap_or(c) {
                tell(&mut told, at, other.encode_utf8(&mut [0; 4]));
            }
        }
        Some(told)
    }
}

fn tell(told: &mut String, at: usize, what: &str) {
    let blank = if told.is_empty() { "" } else { " " };
    write!(told, "{blank}{at}{what}").expect("a string takes it");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_tell_what_the_tables_do_not() {
        let characters = Characters::new();
        assert_eq!(characters.readings("首都 a"), "1dū");
        assert_eq!(
            characters.other_script("头发和发展", "zh-Hans").as_deref(),
            Some("1髮")
        );
        assert_eq!(
            characters.other_script("頭髮", "zh-Hant").as_deref(),
            Some("")
        );
        assert_eq!(characters.other_script("头", "zh"), None);
        let script = characters.script();
        assert!(
            script.len() < 160_000 && script.contains("发發"),
            "{}",
            script.len()
        );
    }
}
