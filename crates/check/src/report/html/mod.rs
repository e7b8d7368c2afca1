//! One page to read in a browser, from a disk or a server: each pair with findings, both sides beside each other.
//!
//! The page loads nothing. What it runs is the style and the script of this program alone, by a Content Security Policy
//! with their hashes, and all text is escaped. Without JavaScript it has everything but the filters.

mod marks;

use super::{CheckedFile, ReportFormat, ReportSettings, Reporter, Totals};
use crate::CheckedPair;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use duizhao_core::article::Span;
use duizhao_core::counted;
use duizhao_core::diagnostic::{Diagnostic, Location, Severity};
use duizhao_core::hash::sha256;
use duizhao_zh::script::Detector;
use marks::{Mark, marked};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

/// A page of HTML.
pub(super) static FORMAT: ReportFormat = ReportFormat {
    name: "html",
    begin: |settings| Box::new(HtmlReport::new(settings)),
};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Most pairs that a page shows: browsers take seconds for more, and are not read.
const MOST_PAIRS: usize = 10_000;

/// A page, written at the end, since its filters say what there is.
struct HtmlReport {
    settings: ReportSettings,
    script: Detector,
    /// The files with something to show: names, findings, and pairs as HTML.
    sections: Vec<(String, usize, String)>,
    /// The file whose pairs come.
    pairs: String,
    findings: usize,
    /// All that was checked.
    files: usize,
    checked: usize,
    totals: Totals,
    by_rule: BTreeMap<&'static str, usize>,
    shown: usize,
    left_out: usize,
}

impl HtmlReport {
    fn new(settings: ReportSettings) -> Self {
        Self {
            settings,
            script: Detector::new(),
            sections: Vec::new(),
            pairs: String::new(),
            findings: 0,
            files: 0,
            checked: 0,
            totals: Totals::default(),
            by_rule: BTreeMap::new(),
            shown: 0,
            left_out: 0,
        }
    }
}

impl Reporter for HtmlReport {
    fn pair(&mut self, pair: &CheckedPair, _: &mut dyn Write) -> io::Result<()> {
        for diagnostic in &pair.diagnostics {
            self.totals.add(diagnostic.severity);
            *self.by_rule.entry(diagnostic.code).or_default() += 1;
        }
        if self.shown == MOST_PAIRS {
            self.left_out += 1;
        } else {
            self.shown += 1;
            self.findings += pair.diagnostics.len();
            self.add_pair(pair).expect("a string takes it");
        }
        Ok(())
    }

    fn file(&mut self, file: &CheckedFile, _: &mut dyn Write) -> io::Result<()> {
        self.files += 1;
        self.checked += file.pairs;
        if let Some(error) = &file.error {
            self.pairs += "<p class=\"failure\">";
            quoted(error, &mut self.pairs);
            self.pairs += "</p>\n";
        }
        if !self.pairs.is_empty() {
            let name = file.path.display().to_string();
            let pairs = std::mem::take(&mut self.pairs);
            self.sections.push((name, self.findings, pairs));
        }
        self.findings = 0;
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let mut page = String::new();
        self.add_head(&mut page).expect("a string takes it");
        out.write_all(page.as_bytes())?;
        for (name, findings, pairs) in &self.sections {
            let name = escaped(name);
            let count = counted(*findings, "finding");
            let heading = format!("<h2>{name} <span class=\"count\">{count}</span></h2>");
            write!(
                out,
                "<section class=\"file\">\n{heading}\n{pairs}</section>\n"
            )?;
        }
        if self.left_out > 0 {
            let more = counted(self.left_out, "more pair");
            writeln!(
                out,
                "<p class=\"empty\">{more} with findings not shown: check fewer files at once, or leave rules out</p>"
            )?;
        }
        writeln!(
            out,
            "</main>\n</div>\n<script>{SCRIPT}</script>\n</body>\n</html>"
        )
    }
}

impl HtmlReport {
    /// Adds a pair: its sides beside each other, and below them what was found.
    fn add_pair(&mut self, pair: &CheckedPair) -> std::fmt::Result {
        let place = place(pair);
        let out = &mut self.pairs;
        writeln!(
            out,
            "<article class=\"pair\" tabindex=\"-1\">\n<h3>{place}</h3>"
        )?;
        if !pair.source.is_empty() {
            let lang = if self.script.count(&pair.source).is_traditional() {
                "zh-Hant"
            } else {
                "zh-Hans"
            };
            let source = side(pair, &pair.source, |found| found.source_span);
            let target = match pair.target.as_str() {
                "" => "<span class=\"none\">no translation</span>".to_owned(),
                target => side(pair, target, |found| found.target_span),
            };
            writeln!(
                out,
                "<div class=\"sides\">\n<p lang=\"{lang}\">{source}</p>\n<p lang=\"en\">{target}</p>\n</div>"
            )?;
        }
        writeln!(out, "<ul class=\"findings\">")?;
        for diagnostic in &pair.diagnostics {
            finding(diagnostic, out)?;
        }
        writeln!(out, "</ul>\n</article>")
    }

    /// Adds everything up to the first file.
    fn add_head(&self, out: &mut String) -> std::fmt::Result {
        let [style, script] =
            [STYLE, SCRIPT].map(|text| BASE64_STANDARD.encode(sha256(text.as_bytes())));
        let shown: usize = self.sections.iter().map(|(_, findings, _)| findings).sum();
        let is_empty = if self.sections.is_empty() {
            ""
        } else {
            " hidden"
        };
        writeln!(
            out,
            "<!DOCTYPE html>
<html lang=\"en\">
<head>
<meta charset=\"utf-8\">
<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}'; base-uri 'none'; form-action 'none'\">
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">
<meta name=\"referrer\" content=\"no-referrer\">
<title>Translation check: {totals}</title>
<style>{STYLE}</style>
</head>
<body>
<header class=\"top\">
<h1>Translation check</h1>
<p>{checked}: {weights}</p>
</header>
<div class=\"layout\">",
            totals = self.totals,
            checked = self.checked(),
            weights = self.weights(),
        )?;
        self.add_filters(shown, out)?;
        writeln!(
            out,
            "<main>\n<p class=\"empty\" id=\"empty\"{is_empty}>{}</p>",
            if self.sections.is_empty() {
                "Nothing was found."
            } else {
                "No finding fits the filters."
            }
        )
    }

    fn checked(&self) -> String {
        let files = counted(self.files, "file");
        format!("{} in {files}", counted(self.checked, "pair"))
    }

    /// Returns how many findings there are of each severity, the heaviest first, each in its colour.
    fn weights(&self) -> String {
        let weights = Severity::ALL.iter().rev().map(|severity| {
            let count = counted(self.totals.of_severity(*severity), severity.name());
            format!("<b class=\"{severity}\">{count}</b>")
        });
        weights.collect::<Vec<_>>().join(", ")
    }

    /// Adds the filters, which the script shows.
    fn add_filters(&self, shown: usize, out: &mut String) -> std::fmt::Result {
        writeln!(
            out,
            "<search>
<details class=\"filters\" id=\"filters\" hidden>
<summary>Filters <output class=\"shown\" id=\"shown\" data-all=\"{shown}\">{shown} of {shown} findings</output></summary>
<label class=\"label\" for=\"search\">Text</label>
<input type=\"search\" id=\"search\" autocomplete=\"off\" spellcheck=\"false\">
<fieldset>
<legend>Severity</legend>"
        )?;
        for severity in Severity::ALL.into_iter().rev() {
            let count = self.totals.of_severity(severity);
            choice("severity", severity.name(), "", count, out)?;
        }
        writeln!(out, "</fieldset>\n<fieldset>\n<legend>Rule</legend>")?;
        for (code, count) in &self.by_rule {
            let rule = self.settings.rules.iter().find(|rule| rule.code == *code);
            choice(
                "rule",
                code,
                rule.map_or("", |rule| rule.summary),
                *count,
                out,
            )?;
        }
        writeln!(
            out,
            "</fieldset>\n<label class=\"label\" for=\"file\">File</label>\n<select id=\"file\">\n<option value=\"\">all files</option>"
        )?;
        for (at, (name, findings, _)) in self.sections.iter().enumerate() {
            let name = escaped(name);
            writeln!(out, "<option value=\"{at}\">{name} ({findings})</option>")?;
        }
        writeln!(
            out,
            "</select>
<div class=\"steps\"><button type=\"button\" id=\"previous\">Previous</button> <button type=\"button\" id=\"next\">Next</button></div>
<p class=\"hint\"><kbd>n</kbd> next pair, <kbd>p</kbd> previous pair, <kbd>/</kbd> search</p>
</details>
</search>"
        )
    }
}

/// Adds a box to tick, which says how many findings it is for.
fn choice(
    name: &str,
    value: &str,
    title: &str,
    count: usize,
    out: &mut String,
) -> std::fmt::Result {
    let title = escaped(title);
    writeln!(
        out,
        "<label class=\"choice\" title=\"{title}\"><input type=\"checkbox\" name=\"{name}\" value=\"{value}\" checked> {value} <span class=\"count\">{count}</span></label>"
    )
}

/// Says where a pair is: its number and its line.
fn place(pair: &CheckedPair) -> String {
    let found = pair.diagnostics.first();
    let location = found.map_or_else(Location::default, |found| found.location.clone());
    let number = location.pair.map(|number| format!("pair {number}"));
    let line = (location.line > 0).then(|| format!("line {}", location.line));
    let parts: Vec<String> = number.into_iter().chain(line).collect();
    parts.join(", ")
}

/// Returns one side of a pair with its marks.
fn side(pair: &CheckedPair, text: &str, span: fn(&Diagnostic) -> Option<Span>) -> String {
    let mut marks = Vec::new();
    for (diagnostic, number) in pair.diagnostics.iter().zip(1..) {
        if let Some(span) = span(diagnostic) {
            let severity = diagnostic.severity;
            marks.push(Mark {
                span,
                severity,
                number,
            });
        }
    }
    marked(text, &marks)
}

/// Adds what was found.
fn finding(diagnostic: &Diagnostic, out: &mut String) -> std::fmt::Result {
    let Diagnostic { code, severity, .. } = diagnostic;
    write!(
        out,
        "<li class=\"{severity}\" data-severity=\"{severity}\" data-rule=\"{code}\"><span class=\"weight\">{severity}</span> <span class=\"rule\">{code}</span> <span class=\"message\">"
    )?;
    quoted(&diagnostic.message, out);
    if let Some(suggestion) = &diagnostic.suggestion {
        out.push_str(" <span class=\"fix\">");
        quoted(suggestion, out);
        out.push_str("</span>");
    }
    writeln!(out, "</span></li>")
}

/// Adds a message; what stands in backticks becomes a quotation.
fn quoted(message: &str, out: &mut String) {
    let parts: Vec<&str> = message.split('`').collect();
    for (at, part) in parts.iter().enumerate() {
        let is_quoted = at % 2 == 1 && at + 1 < parts.len();
        out.push_str(if is_quoted { "<q>" } else { "" });
        // A backtick without a partner is text.
        out.push_str(if at % 2 == 1 && !is_quoted { "`" } else { "" });
        escape(part, out);
        out.push_str(if is_quoted { "</q>" } else { "" });
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape(text, &mut out);
    out
}

/// Adds text as HTML, in elements and in attributes.
fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\0' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
}
