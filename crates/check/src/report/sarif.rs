//! SARIF 2.1.0 (OASIS Standard, March 2020, with errata 01): what code hosts and editors show beside the lines of a file.

use super::{CheckedFile, ReportFormat, ReportSettings, Reporter, RuleSummary};
use crate::CheckedPair;
use duizhao_core::diagnostic::{Diagnostic, Edit, Location, Severity};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::Path;

/// SARIF.
pub(super) static FORMAT: ReportFormat = ReportFormat {
    name: "sarif",
    begin: |settings| {
        Box::new(SarifReport {
            settings,
            diagnostics: Vec::new(),
            errors: Vec::new(),
        })
    },
};

/// A log is one object, which is written at the end.
struct SarifReport {
    settings: ReportSettings,
    diagnostics: Vec<Diagnostic>,
    /// Why files could not be checked.
    errors: Vec<String>,
}

impl Reporter for SarifReport {
    fn pair(&mut self, pair: &CheckedPair, _: &mut dyn Write) -> io::Result<()> {
        self.diagnostics.extend_from_slice(&pair.diagnostics);
        Ok(())
    }

    fn file(&mut self, file: &CheckedFile, _: &mut dyn Write) -> io::Result<()> {
        self.errors.extend(file.error.clone());
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let mut log = log(&self.settings.rules, &self.diagnostics);
        let errors = self.errors.iter();
        let errors = errors.map(|error| json!({ "level": "error", "message": { "text": error } }));
        log["runs"][0]["invocations"] = json!([{
            "executionSuccessful": self.errors.is_empty(),
            "toolExecutionNotifications": errors.collect::<Vec<_>>(),
        }]);
        writeln!(out, "{log:#}")
    }
}

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Returns a log of one run, pretty-printed, ending in a line break. `rules` are all that ran, whether they found
/// something or not.
pub fn sarif(rules: &[RuleSummary], diagnostics: &[Diagnostic]) -> String {
    format!("{:#}\n", log(rules, diagnostics))
}

fn log(rules: &[RuleSummary], diagnostics: &[Diagnostic]) -> Value {
    let results: Vec<Value> = diagnostics
        .iter()
        .map(|diagnostic| result(rules, diagnostic))
        .collect();
    let driver = json!({
        "name": "duizhao",
        "version": env!("CARGO_PKG_VERSION"),
        "rules": rules.iter().map(descriptor).collect::<Vec<_>>(),
    });
    let run = json!({
        "tool": { "driver": driver },
        "columnKind": "unicodeCodePoints",
        "results": results,
    });
    json!({ "$schema": SCHEMA, "version": "2.1.0", "runs": [run] })
}

fn descriptor(rule: &RuleSummary) -> Value {
    let mut descriptor = json!({
        "id": rule.code,
        "shortDescription": { "text": rule.summary },
    });
    if let Some(severity) = rule.severity {
        descriptor["defaultConfiguration"] = json!({ "level": level(severity) });
    }
    descriptor
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn result(rules: &[RuleSummary], diagnostic: &Diagnostic) -> Value {
    let mut result = json!({
        "ruleId": diagnostic.code,
        "level": level(diagnostic.severity),
        "message": { "text": diagnostic.message },
    });
    if let Some(index) = rules.iter().position(|rule| rule.code == diagnostic.code) {
        result["ruleIndex"] = json!(index);
    }
    let Location { file, pair, .. } = &diagnostic.location;
    if !file.as_os_str().is_empty() {
        result["locations"] = json!([{ "physicalLocation": place(&diagnostic.location) }]);
        if let Some(fix) = &diagnostic.fix {
            result["fixes"] = json!([{ "artifactChanges": [change(file, fix)] }]);
        }
    }
    if let Some(pair) = pair {
        result["properties"]["pair"] = json!(pair);
    }
    if let Some(suggestion) = &diagnostic.suggestion {
        result["properties"]["suggestion"] = json!(suggestion);
    }
    result
}

fn place(location: &Location) -> Value {
    let mut place = json!({ "artifactLocation": { "uri": uri(&location.file) } });
    if location.line > 0 {
        place["region"] = json!({ "startLine": location.line });
        if location.column > 0 {
            place["region"]["startColumn"] = json!(location.column);
        }
    }
    place
}

fn change(file: &Path, fix: &Edit) -> Value {
    let deleted = json!({ "byteOffset": fix.span.start, "byteLength": fix.span.len() });
    json!({
        "artifactLocation": { "uri": uri(file) },
        "replacements": [{ "deletedRegion": deleted, "insertedContent": { "text": fix.text } }],
    })
}

/// Returns a path as a URI reference (RFC 3986): relative where the path is, and everything but letters, digits and
/// `-._~/` in percent encoding.
fn uri(path: &Path) -> String {
    let path = path.to_string_lossy().replace('\\', "/");
    let mut uri = String::from(if path.starts_with('/') { "file://" } else { "" });
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            write!(uri, "%{byte:02X}").expect("a string takes it");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, expected: &str) {
        assert_eq!(uri(Path::new(path)), expected);
    }

    #[test]
    fn paths_are_uris() {
        check("output/a b.md", "output/a%20b.md");
        check("党.md", "%E5%85%9A.md");
        check("/x/a.md", "file:///x/a.md");
        check("a:b#c.md", "a%3Ab%23c.md");
    }
}
