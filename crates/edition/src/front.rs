//! Front matter: what is said of the article as a whole, as simple YAML.
//!
//! One `key: value` a line. A value that YAML could take for something else stands in double quotes
//! with JSON's escapes, which YAML reads alike (YAML 1.2, section 7.3.1). Keys that the program does
//! not know are kept as they stand, so that people can add their own.

use super::escape::hides;

/// The fields of the front matter, apart from the format's version and the seal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FrontMatter {
    /// The fields in the order of the file.
    fields: Vec<Field>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Field {
    key: String,
    value: String,
    /// How a person wrote the value, if the program would write it otherwise.
    own: Option<String>,
}

impl FrontMatter {
    /// Sets a field, in its place if it is there, else as the last one. `key` is a plain word.
    pub fn set(&mut self, key: &str, value: impl Into<String>) {
        let value = value.into();
        self.put(Field {
            key: key.to_owned(),
            value,
            own: None,
        });
    }

    /// Sets a field as it stands in other front matter, if it is there.
    pub fn keep(&mut self, key: &str, other: &Self) {
        if let Some(field) = other.fields.iter().find(|field| field.key == key) {
            self.put(field.clone());
        }
    }

    fn put(&mut self, field: Field) {
        match self.fields.iter_mut().find(|old| old.key == field.key) {
            Some(old) => *old = field,
            None => self.fields.push(field),
        }
    }

    /// Sets a field if there is a value.
    pub fn set_some(&mut self, key: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.set(key, value);
        }
    }

    /// The value of a field.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|field| field.key == key)
            .map(|field| field.value.as_str())
    }

    /// Keys and values, in the order of the file.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields
            .iter()
            .map(|field| (field.key.as_str(), field.value.as_str()))
    }

    /// Takes a field out and returns its value.
    pub fn take(&mut self, key: &str) -> Option<String> {
        let at = self.fields.iter().position(|field| field.key == key)?;
        Some(self.fields.remove(at).value)
    }

    /// The lines between the fences.
    pub(super) fn lines(&self) -> impl Iterator<Item = String> + '_ {
        let line = |Field { key, value, own }: &Field| match own {
            Some(own) => format!("{key}: {own}").trim_end().to_owned(),
            None => format!("{key}: {}", scalar(value)),
        };
        self.fields.iter().map(line)
    }

    /// Reads one line; `None` if it is no field.
    pub(super) fn read_line(&mut self, line: &str) -> Option<()> {
        let (key, value) = line.split_once(':')?;
        let plain = !key.is_empty()
            && key
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
        let value = value.strip_prefix(' ').unwrap_or(value).trim_end();
        let own = value.to_owned();
        let value = match value.starts_with('"') {
            true => serde_json::from_str(value).ok()?,
            false => value.to_owned(),
        };
        let own = Some(own).filter(|own| *own != scalar(&value));
        (plain && self.get(key).is_none()).then(|| {
            self.fields.push(Field {
                key: key.to_owned(),
                value,
                own,
            })
        })
    }
}

/// A value as YAML: bare where that can mean nothing else, else quoted.
fn scalar(value: &str) -> String {
    let bare = !value.is_empty()
        && value.chars().all(|c| {
            (c.is_alphanumeric() && !hides(c))
                || " -_./·，。：；、！？（）《》“”‘’—…/+%'".contains(c)
        })
        && value.starts_with(|c: char| c.is_alphanumeric() || "《“（【".contains(c))
        && !value.ends_with([' ', ':'])
        && !matches!(
            value.to_ascii_lowercase().as_str(),
            "true" | "false" | "null" | "yes" | "no" | "on" | "off"
        );
    if bare {
        value.to_owned()
    } else {
        quoted(value)
    }
}

/// A JSON string in which nothing hides.
fn quoted(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 2);
    out.push('"');
    for c in value.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            ' '..='~' => out.push(c),
            c if (c.is_alphanumeric() && !hides(c)) || duizhao_zh::han::is_punctuation(c) => {
                out.push(c)
            }
            c => c
                .encode_utf16(&mut [0; 2])
                .iter()
                .for_each(|unit| out.push_str(&format!("\\u{unit:04x}"))),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn plain_values_stay_plain() {
        assert_eq!(
            scalar("江西兴国县：发挥组织优势 打赢疫情防控阻击战"),
            "江西兴国县：发挥组织优势 打赢疫情防控阻击战"
        );
        assert_eq!(scalar("2020-02-19"), "2020-02-19");
        assert_eq!(scalar("a: b"), "\"a: b\"");
        assert_eq!(scalar("no"), "\"no\"");
        assert_eq!(scalar("\u{202e}x\n"), "\"\\u202ex\\u000a\"");
    }

    #[test]
    fn what_a_person_wrote_stays_as_it_stands() {
        for line in [
            "tags: [a, 'b']",
            "note: 'x: y'",
            "note: x # why",
            "note:",
            "note: \"a\"",
            "a-b: {c: d}",
        ] {
            let mut front = FrontMatter::default();
            front.read_line(line).expect("a field");
            let mut kept = FrontMatter::default();
            front.fields().for_each(|(key, _)| kept.keep(key, &front));
            assert_eq!(kept.lines().collect::<Vec<_>>(), [line]);
        }
    }

    proptest! {
        #[test]
        fn any_value_comes_back(value in "\\PC{0,20}|[\\n\\r\\t\"\\\\:#\\-? |>'&*!%@`{}\\[\\]a一\\u{202e}]{0,20}") {
            let mut front = FrontMatter::default();
            front.set("title", value.clone());
            let lines: Vec<String> = front.lines().collect();
            prop_assert!(lines.len() == 1 && !lines[0].contains(['\n', '\r']));
            let mut back = FrontMatter::default();
            prop_assert!(back.read_line(&lines[0]).is_some());
            prop_assert_eq!(back.get("title"), Some(value.as_str()));
        }
    }
}
