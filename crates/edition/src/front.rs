//! Front matter: what is said of the article as a whole, as simple YAML.
//!
//! One `key: value` a line. A value that YAML could take for something else stands in double quotes, with YAML's
//! escapes (YAML 1.2, section 5.7). Keys that the program does not know are kept as they stand, so that people can add
//! their own.

use super::escape::hides;

/// The fields of the front matter, apart from the format's version and the seal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FrontMatter {
    /// The fields in the order of the file.
    fields: Vec<FrontField>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct FrontField {
    key: String,
    value: String,
    /// How a person wrote the value, if the program would write it otherwise.
    own: Option<String>,
}

impl FrontMatter {
    /// Sets a field, in its place if it is there, else as the last one. `key` is a plain word.
    pub fn set(&mut self, key: &str, value: impl Into<String>) {
        let value = value.into();
        self.put(FrontField {
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

    fn put(&mut self, field: FrontField) {
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

    /// Returns the value of a field.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|field| field.key == key)
            .map(|field| field.value.as_str())
    }

    /// Returns keys and values, in the order of the file.
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

    /// Returns the lines between the fences.
    pub(super) fn lines(&self) -> impl Iterator<Item = String> + '_ {
        self.fields
            .iter()
            .map(|FrontField { key, value, own }| match own {
                Some(own) => format!("{key}: {own}").trim_end().to_owned(),
                None => format!("{key}: {}", scalar(value)),
            })
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
        let value = if value.starts_with('"') {
            unquoted(value)?
        } else {
            value.to_owned()
        };
        let own = Some(own).filter(|own| *own != scalar(&value));
        (plain && self.get(key).is_none()).then(|| {
            self.fields.push(FrontField {
                key: key.to_owned(),
                value,
                own,
            })
        })
    }
}

/// Tests whether a character has no meaning of its own in a bare value.
fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || " -_./+%'".contains(c) || (!c.is_ascii() && shows(c))
}

/// Returns a value as YAML: bare where that can mean nothing else, else quoted.
fn scalar(value: &str) -> String {
    let bare = value.starts_with(|c: char| c.is_alphanumeric() || "《“（【".contains(c))
        && value.chars().all(is_plain)
        && !value.ends_with(' ')
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

/// Tests whether a character is seen as itself and may stand in YAML (YAML 1.2, section 5.1).
fn shows(c: char) -> bool {
    !hides(c) && !matches!(c, '\u{fffe}' | '\u{ffff}')
}

/// Returns a double-quoted string in which nothing hides.
fn quoted(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 2);
    out.push('"');
    for c in value.chars() {
        match u32::from(c) {
            _ if matches!(c, '"' | '\\') => out.extend(['\\', c]),
            _ if shows(c) => out.push(c),
            number @ ..=0xffff => out.push_str(&format!("\\u{number:04x}")),
            number => out.push_str(&format!("\\U{number:08x}")),
        }
    }
    out.push('"');
    out
}

/// Reads what [`quoted`] wrote, and what other programs and earlier versions write; `None` if it is no quoted string.
fn unquoted(value: &str) -> Option<String> {
    let inner = value.strip_prefix('"')?.strip_suffix('"')?;
    let mut out = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => return None,
            '\\' => out.push(escaped(&mut chars)?),
            c => out.push(c),
        }
    }
    Some(out)
}

/// Reads the character that is escaped, the backslash being read.
fn escaped(chars: &mut std::str::Chars<'_>) -> Option<char> {
    let c = match chars.next()? {
        '0' => '\0',
        'a' => '\u{7}',
        'b' => '\u{8}',
        't' => '\t',
        'n' => '\n',
        'v' => '\u{b}',
        'f' => '\u{c}',
        'r' => '\r',
        'e' => '\u{1b}',
        'N' => '\u{85}',
        '_' => '\u{a0}',
        'L' => '\u{2028}',
        'P' => '\u{2029}',
        c @ (' ' | '"' | '/' | '\\') => c,
        'x' => char::from_u32(number(chars, 2)?)?,
        'U' => char::from_u32(number(chars, 8)?)?,
        'u' => {
            let first = number(chars, 4)?;
            match char::from_u32(first) {
                Some(c) => c,
                // JSON writes what is beyond U+FFFF as two.
                None => {
                    let second = chars.as_str().strip_prefix("\\u").map(|_| chars.nth(1));
                    let second = second.and_then(|_| number(chars, 4))?;
                    let units = [first as u16, second as u16];
                    char::decode_utf16(units).next()?.ok()?
                }
            }
        }
        _ => return None,
    };
    Some(c)
}

/// Reads a number of some hexadecimal digits.
fn number(chars: &mut std::str::Chars<'_>, digits: usize) -> Option<u32> {
    let text = chars.as_str().get(..digits)?;
    let number = u32::from_str_radix(text, 16).ok()?;
    chars.nth(digits - 1);
    Some(number)
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
        assert_eq!(scalar("气温／37°"), "气温／37°");
    }

    #[test]
    fn what_is_beyond_the_basic_plane_is_no_pair_of_surrogates() {
        assert_eq!(scalar("🎉 节日"), "\"🎉 节日\"");
        assert_eq!(scalar("a\u{e0041}"), "\"a\\U000e0041\"");
    }

    #[track_caller]
    fn value_of(line: &str, expected: Option<&str>) {
        let mut front = FrontMatter::default();
        let read = front.read_line(line).and_then(|()| front.get("title"));
        assert_eq!(read, expected, "{line}");
    }

    #[test]
    fn what_other_programs_escape_is_read() {
        value_of(r#"title: "\ud83c\udf89 x""#, Some("🎉 x"));
        value_of(r#"title: "\U0001F389\x41\t\/\"\\""#, Some("🎉A\t/\"\\"));
        for broken in [
            r#""\ud83c""#,
            r#""\ud83cx""#,
            r#""\u12""#,
            r#""a"b""#,
            r#""\q""#,
            r#"""#,
            r#""\""#,
        ] {
            value_of(&format!("title: {broken}"), None);
        }
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
