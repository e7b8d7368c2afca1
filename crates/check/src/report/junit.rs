//! JUnit XML: what GitLab, Jenkins and the like show as tests, as the schema of Jenkins has it (xunit-plugin, `junit-10.xsd`).
//!
//! A file is a suite, a diagnostic a test: these programs show one failure a test, and compare tests by class and name
//! between runs. So the class is the file, and the name has the source and not the number of the pair, which changes when
//! one is added before it. A diagnostic that does not make the check fail is a test that passes. What is clean is one
//! test too: no test at all counts as an error.

use super::{CheckedFile, ReportFormat, ReportSettings, Reporter};
use crate::{CheckedPair, Deny};
use duizhao_core::diagnostic::Diagnostic;
use duizhao_formats::xml::escaped;
use std::fmt::Write as _;
use std::io::{self, Write};

/// JUnit XML.
pub(super) static FORMAT: ReportFormat = ReportFormat {
    name: "junit",
    begin: |settings| Box::new(JunitReport::new(settings)),
};

/// Characters of a source that the name of a test has.
const MOST_NAME: usize = 60;

struct JunitReport {
    deny: Deny,
    has_begun: bool,
    /// The tests of the file whose pairs come.
    tests: String,
    count: usize,
    failures: usize,
}

impl JunitReport {
    fn new(settings: ReportSettings) -> Self {
        Self {
            deny: settings.deny,
            has_begun: false,
            tests: String::new(),
            count: 0,
            failures: 0,
        }
    }

    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if !self.has_begun {
            self.has_begun = true;
            writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
            writeln!(out, "<testsuites name=\"duizhao check\">")?;
        }
        Ok(())
    }

    fn add(&mut self, diagnostic: &Diagnostic, pair: &CheckedPair) {
        let fails = self.deny.fails(diagnostic);
        self.count += 1;
        self.failures += usize::from(fails);
        let class = diagnostic.location.file.display().to_string();
        self.open(&name(diagnostic, &pair.source), &class);
        let details = details(diagnostic, pair);
        let details = element_text(&details);
        if fails {
            let message = attribute(&diagnostic.message);
            let code = diagnostic.code;
            let tests = &mut self.tests;
            line(
                tests,
                format_args!(
                    "      <failure message={message} type=\"{code}\">{details}</failure>"
                ),
            );
        } else {
            line(
                &mut self.tests,
                format_args!("      <system-out>{details}</system-out>"),
            );
        }
        line(&mut self.tests, format_args!("    </testcase>"));
    }

    fn open(&mut self, name: &str, class: &str) {
        let (name, class) = (attribute(name), attribute(class));
        line(
            &mut self.tests,
            format_args!("    <testcase name={name} classname={class} time=\"0\">"),
        );
    }
}

impl Reporter for JunitReport {
    fn pair(&mut self, pair: &CheckedPair, _: &mut dyn Write) -> io::Result<()> {
        for diagnostic in &pair.diagnostics {
            self.add(diagnostic, pair);
        }
        Ok(())
    }

    fn file(&mut self, file: &CheckedFile, out: &mut dyn Write) -> io::Result<()> {
        self.begin(out)?;
        let path = file.path.display().to_string();
        if let Some(error) = &file.error {
            self.open("readable", &path);
            let message = attribute(error);
            line(
                &mut self.tests,
                format_args!("      <error message={message} type=\"error\"/>"),
            );
            line(&mut self.tests, format_args!("    </testcase>"));
            self.count += 1;
        } else if self.count == 0 {
            self.open("no findings", &path);
            line(&mut self.tests, format_args!("    </testcase>"));
            self.count += 1;
        }
        writeln!(
            out,
            "  <testsuite name={} tests=\"{}\" failures=\"{}\" errors=\"{}\" time=\"0\">",
            attribute(&path),
            self.count,
            self.failures,
            u8::from(file.error.is_some())
        )?;
        out.write_all(self.tests.as_bytes())?;
        self.tests.clear();
        (self.count, self.failures) = (0, 0);
        writeln!(out, "  </testsuite>")
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        self.begin(out)?;
        writeln!(out, "</testsuites>")
    }
}

/// Returns the name of a diagnostic's test: what stays the same while the pair stays as it is.
fn name(diagnostic: &Diagnostic, source: &str) -> String {
    let mut name = format!("{}: {}", diagnostic.code, diagnostic.message);
    if !source.is_empty() {
        let start: String = source.chars().take(MOST_NAME).collect();
        let more = if start.len() < source.len() {
            "…"
        } else {
            ""
        };
        write!(name, " | {start}{more}").expect("a string takes it");
    }
    name
}

/// Returns what a person needs to put it right, in lines.
fn details(diagnostic: &Diagnostic, pair: &CheckedPair) -> String {
    let mut details = super::text(diagnostic);
    for (label, text) in [("source", &pair.source), ("translation", &pair.target)] {
        if !text.is_empty() {
            write!(details, "\n{label}: {text}").expect("a string takes it");
        }
    }
    details
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    writeln!(out, "{text}").expect("a string takes it");
}

/// Returns a text as the value of an attribute, in quotation marks; what XML has no place for is left out.
fn attribute(text: &str) -> String {
    let mut value = String::new();
    escaped(text, &mut value);
    format!("\"{}\"", value.replace('"', "&quot;"))
}

/// Returns a text as the contents of an element, its line breaks as they are.
fn element_text(text: &str) -> String {
    let mut out = String::new();
    for (number, line) in text.split('\n').enumerate() {
        out.push_str(if number == 0 { "" } else { "\n" });
        escaped(line, &mut out);
    }
    out
}
