//! The metadata at the head of a card, in YAML.

use super::{Card, DataFiles};
use crate::SentenceState;
use crate::data::record::{Field, FieldKind, licence};
use crate::slug::slug;
use std::fmt::Write;

/// The licences that Hugging Face has names for and texts have (`repositories-licenses.md` of its documentation).
const LICENCES: [&str; 30] = [
    "apache-2.0",
    "mit",
    "cc",
    "cc0-1.0",
    "cc-by-2.0",
    "cc-by-2.5",
    "cc-by-3.0",
    "cc-by-4.0",
    "cc-by-sa-3.0",
    "cc-by-sa-4.0",
    "cc-by-nc-2.0",
    "cc-by-nc-3.0",
    "cc-by-nc-4.0",
    "cc-by-nd-4.0",
    "cc-by-nc-nd-3.0",
    "cc-by-nc-nd-4.0",
    "cc-by-nc-sa-2.0",
    "cc-by-nc-sa-3.0",
    "cc-by-nc-sa-4.0",
    "cdla-sharing-1.0",
    "cdla-permissive-1.0",
    "cdla-permissive-2.0",
    "c-uda",
    "etalab-2.0",
    "gfdl",
    "odc-by",
    "odbl",
    "pddl",
    "unlicense",
    "wtfpl",
];

/// Upper bounds of the sizes that Hugging Face has names for (`datasetcard.md` of its documentation).
const SIZES: [(usize, &str); 6] = [
    (1_000, "n<1K"),
    (10_000, "1K<n<10K"),
    (100_000, "10K<n<100K"),
    (1_000_000, "100K<n<1M"),
    (10_000_000, "1M<n<10M"),
    (100_000_000, "10M<n<100M"),
];

impl Card<'_> {
    /// Returns the metadata between their fences.
    pub(super) fn metadata(&self) -> String {
        let mut yaml = "---\nlanguage:\n- zh\n- en\nlanguage_details:\n".to_owned();
        for (language, _) in self.counts.languages.names() {
            item(&mut yaml, language);
        }
        item(&mut yaml, "en");
        yaml += &licence_fields(licence(self.corpus));
        yaml += &format!("pretty_name: {}\n", quoted(&self.corpus.settings.name));
        yaml += "multilinguality:\n- translation\nlanguage_creators:\n- found\n";
        if self.count(SentenceState::Human) + self.count(SentenceState::Reviewed) > 0 {
            item(&mut yaml, "expert-generated");
        }
        if self.count(SentenceState::Machine) + self.count(SentenceState::Memory) > 0 {
            item(&mut yaml, "machine-generated");
        }
        yaml += "annotations_creators:\n- machine-generated\nsource_datasets:\n- original\n";
        yaml += "task_categories:\n- translation\nsize_categories:\n";
        item(&mut yaml, size(self.published.sentences));
        yaml += "tags:\n- parallel-corpus\n- sentence-aligned\n- news\n";
        yaml += &self.configs();
        yaml += "---\n";
        yaml
    }

    /// Returns which files make up which data set, and the types of their fields: what has no value in a whole file has a
    /// type all the same.
    fn configs(&self) -> String {
        let mut all = "train".to_owned();
        let mut names = vec!["default"];
        let mut yaml = "configs:\n- config_name: default\n  data_files:\n".to_owned();
        match self.files {
            DataFiles::One(name) => split(&mut yaml, &all, name),
            DataFiles::ByYear => {
                split(&mut yaml, &all, "data/*.jsonl");
                names.push("by_year");
                yaml += "- config_name: by_year\n  data_files:\n";
                for (year, _) in self.counts.years.names() {
                    year.clone_into(&mut all);
                    split(&mut yaml, &all, &format!("data/{year}.jsonl"));
                }
            }
        }
        yaml += "dataset_info:\n";
        for name in names {
            yaml += &format!("- config_name: {name}\n  features:\n");
            self.fields
                .iter()
                .for_each(|field| feature(&mut yaml, field));
        }
        yaml
    }
}

fn split(yaml: &mut String, name: &str, path: &str) {
    write!(yaml, "  - split: {}\n    path: {path}\n", quoted(name)).expect("a string takes it");
}

/// Adds the type of a field.
fn feature(yaml: &mut String, field: &Field) {
    let name = field.name;
    let kind = match field.kind {
        FieldKind::Text => "    dtype: string\n".to_owned(),
        // Arrow takes what looks like a day for a point in time, and would write it with one as text.
        FieldKind::Day => "    dtype: date32\n".to_owned(),
        FieldKind::Number => "    dtype: int64\n".to_owned(),
        FieldKind::Objects(keys) => {
            let keys = keys.map(|key| format!("    - name: {key}\n      dtype: string\n"));
            format!("    list:\n{}", keys.concat())
        }
    };
    write!(yaml, "  - name: {name}\n{kind}").expect("a string takes it");
}

fn item(yaml: &mut String, value: &str) {
    writeln!(yaml, "- {value}").expect("a string takes it");
}

/// Returns the name of a size.
fn size(count: usize) -> &'static str {
    let found = SIZES.into_iter().find(|(bound, _)| count < *bound);
    found.map_or("100M<n<1B", |(_, name)| name)
}

/// Returns the fields that name a licence, given by its SPDX identifier or in words.
fn licence_fields(licence: Option<&str>) -> String {
    let Some(licence) = licence else {
        return "license: unknown\n".to_owned();
    };
    let lower = licence.to_lowercase();
    // SPDX has versions where Hugging Face has none: `ODbL-1.0`.
    let names = [Some(lower.as_str()), lower.strip_suffix("-1.0")];
    let known = names
        .into_iter()
        .flatten()
        .find(|name| LICENCES.contains(name));
    match known {
        Some(name) => format!("license: {name}\n"),
        None => format!(
            "license: other\nlicense_name: {}\nlicense_details: {}\n",
            slug(licence),
            quoted(licence)
        ),
    }
}

/// Returns a text as YAML that is that text, whatever is in it: JSON, without the characters that YAML has no place for
/// or that break a line of it (YAML 1.2, section 5.1).
fn quoted(text: &str) -> String {
    let json = serde_json::to_string(text).expect("a text is JSON");
    let mut yaml = String::with_capacity(json.len());
    for c in json.chars() {
        let is_plain = matches!(c, ' '..='~' | '\u{a0}'..='\u{2027}' | '\u{202f}'..='\u{d7ff}' | '\u{e000}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}')
            || c > '\u{ffff}';
        if is_plain {
            yaml.push(c);
        } else {
            write!(yaml, "\\u{:04X}", u32::from(c)).expect("a string takes it");
        }
    }
    yaml
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn licences_have_the_names_that_hugging_face_knows() {
        assert_eq!(licence_fields(None), "license: unknown\n");
        assert_eq!(licence_fields(Some("CC-BY-4.0")), "license: cc-by-4.0\n");
        assert_eq!(licence_fields(Some("ODbL-1.0")), "license: odbl\n");
        let words = licence_fields(Some("Ask \"us\": first"));
        let expected = "license: other\nlicense_name: ask-us-first-";
        assert!(words.starts_with(expected), "{words}");
        assert!(words.ends_with("license_details: \"Ask \\\"us\\\": first\"\n"));
    }

    #[test]
    fn sizes_have_names() {
        assert_eq!(size(999), "n<1K");
        assert_eq!(size(1_000), "1K<n<10K");
        assert_eq!(size(1_000_000_000), "100M<n<1B");
    }

    #[test]
    fn texts_are_quoted() {
        assert_eq!(
            quoted("a: \"b\"\n\u{85}\u{2028}党"),
            "\"a: \\\"b\\\"\\n\\u0085\\u2028党\""
        );
    }
}
