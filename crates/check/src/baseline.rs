//! Findings that were there before, which a check does not report: only what is new is.
//!
//! A finding is the same while its file, its pair, its rule and its message are; where it stands in the file does not
//! matter. The same finding twice is one.

use crate::{CheckedPair, Selection};
use duizhao_core::fingerprint::Fingerprint;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Findings that are known, by file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline {
    /// Whether each has occurred in this check.
    files: BTreeMap<String, BTreeMap<KnownFinding, bool>>,
    gone: usize,
}

/// A finding, whatever the file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct KnownFinding {
    /// Hash of the source and the translation.
    pair: String,
    check: String,
    message: String,
}

/// A finding in the file that holds a baseline.
#[derive(Serialize, Deserialize)]
struct BaselineRow {
    file: String,
    #[serde(flatten)]
    finding: KnownFinding,
}

#[derive(Deserialize)]
struct BaselineFile {
    version: u32,
    findings: Vec<BaselineRow>,
}

/// The version of the file.
const VERSION: u32 = 1;

impl Baseline {
    /// Parses what [`Baseline::json`] returns.
    pub fn parse(text: &str) -> Result<Self, serde_json::Error> {
        let rows: BaselineFile = serde_json::from_str(text)?;
        if rows.version != VERSION {
            let message = format!("version {} is not known", rows.version);
            return Err(serde::de::Error::custom(message));
        }
        let mut baseline = Self::default();
        for BaselineRow { file, finding } in rows.findings {
            baseline
                .files
                .entry(file)
                .or_default()
                .insert(finding, false);
        }
        Ok(baseline)
    }

    /// Returns it as JSON, sorted, a finding a line. The same findings give the same text.
    pub fn json(&self) -> String {
        let mut rows = Vec::new();
        for (file, findings) in &self.files {
            for finding in findings.keys() {
                let row = BaselineRow {
                    file: file.clone(),
                    finding: finding.clone(),
                };
                rows.push(serde_json::to_string(&row).expect("strings are always JSON"));
            }
        }
        let rows = rows.join(",\n");
        format!("{{\"version\": {VERSION}, \"findings\": [\n{rows}\n]}}\n")
    }

    /// Adds what was found in a pair of a file.
    pub fn add(&mut self, file: &str, pair: &CheckedPair) {
        let findings = self.files.entry(file.to_owned()).or_default();
        findings.extend(known(pair).map(|finding| (finding, true)));
    }

    /// Takes out of a pair what is known, and remembers that it has occurred.
    pub fn remove_known(&mut self, file: &str, pair: &mut CheckedPair) {
        let Some(findings) = self.files.get_mut(file) else {
            return;
        };
        let all: Vec<KnownFinding> = known(pair).collect();
        let mut all = all.iter();
        pair.diagnostics.retain(|_| {
            let occurred = all.next().and_then(|finding| findings.get_mut(finding));
            let is_new = occurred.is_none();
            occurred.into_iter().for_each(|occurred| *occurred = true);
            is_new
        });
    }

    /// Counts the findings of a file, whose pairs have all come, that have not occurred though their rules ran.
    pub fn end_file(&mut self, file: &str, selection: &Selection) {
        let findings = self.files.get(file).into_iter().flatten();
        let gone =
            findings.filter(|(finding, occurred)| !**occurred && selection.has(&finding.check));
        self.gone += gone.count();
    }

    /// Returns how many findings there are.
    pub fn len(&self) -> usize {
        self.files.values().map(BTreeMap::len).sum()
    }

    /// Tests whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns how many findings of files that were checked have not occurred.
    pub fn gone(&self) -> usize {
        self.gone
    }
}

fn known(pair: &CheckedPair) -> impl Iterator<Item = KnownFinding> {
    let hash = Fingerprint::of_texts([&*pair.source, &*pair.target]).hex();
    pair.diagnostics.iter().map(move |found| KnownFinding {
        pair: hash.clone(),
        check: found.code.to_owned(),
        message: found.message.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use duizhao_core::diagnostic::{Diagnostic, Severity};

    fn pair(source: &str, messages: &[&str]) -> CheckedPair {
        let diagnostics = messages
            .iter()
            .map(|message| Diagnostic::new("term", Severity::Error, *message));
        CheckedPair {
            source: source.to_owned(),
            target: "x".to_owned(),
            diagnostics: diagnostics.collect(),
        }
    }

    fn sample() -> Baseline {
        let mut baseline = Baseline::default();
        baseline.add("b.tsv", &pair("乙", &["two \"x\"", "one"]));
        baseline.add("a.tsv", &pair("甲", &["one", "one"]));
        baseline
    }

    /// Checks which messages of a pair are left.
    #[track_caller]
    fn check(file: &str, mut pair: CheckedPair, expected: &[&str]) {
        let mut baseline = Baseline::parse(&sample().json()).unwrap();
        baseline.remove_known(file, &mut pair);
        let left: Vec<&str> = pair
            .diagnostics
            .iter()
            .map(|found| &*found.message)
            .collect();
        assert_eq!(left, expected);
    }

    #[test]
    fn only_what_is_new_is_left() {
        check("a.tsv", pair("甲", &["one", "new", "one"]), &["new"]);
        check("b.tsv", pair("乙", &["one", "two \"x\""]), &[]);
        check("b.tsv", pair("甲", &["one"]), &["one"]);
        check("c.tsv", pair("甲", &["one"]), &["one"]);
    }

    #[test]
    fn the_file_is_sorted_and_reads_back() {
        let json = sample().json();
        let files: Vec<&str> = json
            .lines()
            .filter_map(|line| line.split('"').nth(3))
            .collect();
        assert_eq!(files, ["findings", "a.tsv", "b.tsv", "b.tsv"]);
        assert_eq!(Baseline::parse(&json).unwrap().json(), json);
        assert_eq!(
            Baseline::parse(&Baseline::default().json()).unwrap().len(),
            0
        );
        let newer = json.replace("\"version\": 1", "\"version\": 2");
        let error = Baseline::parse(&newer).unwrap_err();
        assert_eq!(error.to_string(), "version 2 is not known");
    }

    #[test]
    fn what_no_longer_occurs_is_counted_where_it_was_looked_for() {
        let mut baseline = Baseline::parse(&sample().json()).unwrap();
        baseline.remove_known("b.tsv", &mut pair("乙", &["one"]));
        baseline.end_file("b.tsv", &Selection::default());
        assert_eq!(baseline.gone(), 1);
        let without = crate::RuleSettings {
            ignore: vec!["term".to_owned()],
            ..crate::RuleSettings::default()
        };
        baseline.end_file("a.tsv", &without.selection("a.tsv".as_ref()));
        assert_eq!(baseline.gone(), 1);
    }
}
