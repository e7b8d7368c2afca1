//! The report of a comparison: a row a backend, then the sentences with what each made of them.

use crate::cli::{CommandError, counted, print};
use duizhao_edition::escape::escape;
use duizhao_engine::{BackendResult, ComparedTranslation, Sample, SampledSentence};
use serde::Serialize;
use serde_json::json;
use unicode_width::UnicodeWidthStr;

/// The form of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum ComparisonFormat {
    Text,
    Json,
    Markdown,
}

/// What there is to report.
pub(super) struct Sheet<'a> {
    pub(super) sample: &'a Sample,
    pub(super) results: &'a [BackendResult],
}

/// A column of the table of backends.
struct SheetColumn {
    head: &'static str,
    /// Returns the cell of a backend; `None` where there is nothing to say.
    cell: fn(&BackendResult) -> Option<String>,
}

/// The columns, in order; those with nothing to say of any backend are left out.
const COLUMNS: [SheetColumn; 14] = [
    column("backend", |result| Some(result.backend.clone())),
    column("model", |result| result.model.clone()),
    column("translated", |result| {
        Some(format!(
            "{} of {}",
            result.translated,
            result.translations.len()
        ))
    }),
    column("chrF", |result| result.chrf.map(decimal)),
    column("errors", |result| Some(result.findings.errors.to_string())),
    column("warnings", |result| {
        Some(result.findings.warnings.to_string())
    }),
    column("notes", |result| Some(result.findings.notes.to_string())),
    column("terms", |result| {
        let percent = result.adherence.percent();
        percent.map(|percent| format!("{percent:.1}%"))
    }),
    column("reused", |result| some(result.usage.known)),
    column("requests", |result| some(result.usage.requests)),
    column("tokens", |result| some(result.usage.tokens())),
    column("cost", |result| price(result.cost, result)),
    column("cost of 1,000", |result| {
        price(result.cost_per_1000, result)
    }),
    column("seconds", |result| {
        Some(decimal(result.elapsed.as_secs_f64()))
    }),
];

const fn column(head: &'static str, cell: fn(&BackendResult) -> Option<String>) -> SheetColumn {
    SheetColumn { head, cell }
}

fn decimal(number: f64) -> String {
    format!("{number:.1}")
}

fn some(count: u64) -> Option<String> {
    (count > 0).then(|| count.to_string())
}

fn price(cost: Option<f64>, result: &BackendResult) -> Option<String> {
    let currency = result.currency.as_deref().unwrap_or_default();
    cost.map(|cost| format!("{cost:.4} {currency}").trim_end().to_owned())
}

/// A sentence of `--format json`.
#[derive(Serialize)]
struct SentenceJson<'a> {
    file: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    source: &'a str,
    reference: Option<&'a str>,
    translations: Vec<TranslationJson<'a>>,
}

/// What a backend made of it.
#[derive(Serialize)]
struct TranslationJson<'a> {
    backend: &'a str,
    #[serde(flatten)]
    translation: &'a ComparedTranslation,
}

/// A sentence with what backends made of it.
struct SheetRow<'a> {
    source: &'a str,
    sentence: &'a SampledSentence,
    translations: Vec<(&'a str, &'a ComparedTranslation)>,
}

impl Sheet<'_> {
    /// Prints the report.
    pub(super) fn print(&self, format: ComparisonFormat) -> Result<(), CommandError> {
        match format {
            ComparisonFormat::Text => self.print_text(),
            ComparisonFormat::Json => self.print_json(),
            ComparisonFormat::Markdown => self.print_markdown(),
        }
    }

    fn rows(&self) -> impl Iterator<Item = SheetRow<'_>> {
        let sentences = self.sample.sentences().enumerate();
        sentences.map(|(at, (article, sentence))| SheetRow {
            source: &article.segments[sentence.index].text,
            sentence,
            translations: self
                .results
                .iter()
                .map(|result| (result.backend.as_str(), &result.translations[at]))
                .collect(),
        })
    }

    /// Counts the sentences, those that a person translated, and those of them that are a machine's and approved.
    fn counts(&self) -> [usize; 3] {
        let sentences = || self.sample.sentences().map(|(_, sentence)| sentence);
        let by_people = || sentences().filter(|sentence| sentence.reference.is_some());
        let approved = by_people().filter(|sentence| sentence.is_approved);
        [sentences().count(), by_people().count(), approved.count()]
    }

    /// Says what was compared.
    fn about(&self) -> String {
        let [chosen, by_people, approved] = self.counts();
        let all = counted(self.sample.all, "sentence");
        let mut about = format!("{chosen} of {all}; a person's translation of {by_people}");
        if approved > 0 {
            about += &format!(
                ", {approved} of them a machine's that a person approved, which favours that machine"
            );
        }
        about
    }

    /// Returns the table of backends, with its head.
    fn table(&self) -> Vec<Vec<String>> {
        let shown = COLUMNS.iter().filter(|column| {
            self.results
                .iter()
                .any(|result| (column.cell)(result).is_some())
        });
        let shown: Vec<&SheetColumn> = shown.collect();
        let head = shown.iter().map(|column| column.head.to_owned()).collect();
        let rows = self.results.iter().map(|result| {
            let cells = shown.iter().map(|column| (column.cell)(result));
            cells.map(Option::unwrap_or_default).collect()
        });
        std::iter::once(head).chain(rows).collect()
    }

    /// Says why backends did not go on.
    fn errors(&self) -> impl Iterator<Item = String> {
        self.results.iter().filter_map(|result| {
            let error = result.error.as_ref()?;
            Some(format!("{}: {}", result.backend, error.what))
        })
    }

    fn print_text(&self) -> Result<(), CommandError> {
        print::line(self.about())?;
        let table = self.table();
        let widths = (0..table[0].len()).map(|at| {
            let cells = table.iter().map(|row| row[at].width());
            cells.max().unwrap_or(0)
        });
        let widths: Vec<usize> = widths.collect();
        for row in &table {
            let cells = row.iter().zip(&widths);
            let cells: Vec<String> = cells
                .map(|(cell, &width)| print::pad(cell, width))
                .collect();
            print::text(cells.join("  ").trim_end())?;
        }
        self.errors().try_for_each(print::text)?;
        for (number, row) in (1..).zip(self.rows()) {
            print::line("")?;
            print::text(format_args!("{number}. {}", row.source))?;
            if let Some(reference) = &row.sentence.reference {
                print::text(format_args!(
                    "   {} {reference}",
                    print::pad("person", widths[0])
                ))?;
            }
            for (backend, translation) in &row.translations {
                let label = print::pad(backend, widths[0]);
                print::text(format_args!("   {label} {}", said(translation)))?;
                for remark in remarks(translation) {
                    let label = print::pad("", widths[0]);
                    print::text(format_args!("   {label}   {remark}"))?;
                }
            }
        }
        Ok(())
    }

    fn print_json(&self) -> Result<(), CommandError> {
        let [chosen, references, approved] = self.counts();
        let sentences = self.rows().map(|row| SentenceJson {
            file: row.sentence.location.file.display().to_string(),
            line: Some(row.sentence.location.line).filter(|line| *line > 0),
            source: row.source,
            reference: row.sentence.reference.as_deref(),
            translations: row
                .translations
                .into_iter()
                .map(|(backend, translation)| TranslationJson {
                    backend,
                    translation,
                })
                .collect(),
        });
        let sentences: Vec<SentenceJson<'_>> = sentences.collect();
        print::json(&json!({
            "sample": chosen,
            "of": self.sample.all,
            "references": references,
            "approved_references": approved,
            "backends": self.results,
            "sentences": sentences,
        }))
    }

    fn print_markdown(&self) -> Result<(), CommandError> {
        print::line("# Translation backends side by side\n")?;
        print::line(format_args!("{}.\n", self.about()))?;
        let table = self.table();
        let rule = vec!["---".to_owned(); table[0].len()];
        let (head, backends) = table.split_at(1);
        for row in head.iter().chain([&rule]).chain(backends) {
            print::text(format_args!("| {} |", row.join(" | ")))?;
        }
        for error in self.errors() {
            print::text(format_args!("\n{}", escape(&error)))?;
        }
        for (number, row) in (1..).zip(self.rows()) {
            let location = escape(&row.sentence.location.to_string());
            print::line(format_args!("\n## {number}. {location}\n"))?;
            print::text(format_args!("{}\n", escape(row.source)))?;
            print::line("| | translation | chrF | findings |\n|---|---|---|---|")?;
            if let Some(reference) = &row.sentence.reference {
                let cells = ["person", reference, "", ""].map(str::to_owned);
                print::text(markdown_row(&cells))?;
            }
            for (backend, translation) in &row.translations {
                let findings: Vec<String> = findings(translation).collect();
                let cells = [
                    (*backend).to_owned(),
                    said(translation),
                    translation.chrf.map(decimal).unwrap_or_default(),
                    findings.join("; "),
                ];
                print::text(markdown_row(&cells))?;
            }
        }
        Ok(())
    }
}

/// Returns a translation, or why there is none.
fn said(translation: &ComparedTranslation) -> String {
    match (&translation.target, &translation.failure) {
        (Some(target), _) => target.clone(),
        (None, Some(failure)) => format!("(none: {})", failure.what),
        (None, None) => String::new(),
    }
}

/// Returns what is said of a translation, a line each.
fn remarks(translation: &ComparedTranslation) -> impl Iterator<Item = String> {
    let chrf = translation.chrf.map(|chrf| format!("chrF {chrf:.1}"));
    chrf.into_iter().chain(findings(translation))
}

fn findings(translation: &ComparedTranslation) -> impl Iterator<Item = String> {
    let findings = translation.findings.iter();
    findings.map(|found| format!("{} ({}): {}", found.severity, found.code, found.message))
}

fn markdown_row(cells: &[String]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| escape(cell)).collect();
    format!("| {} |", cells.join(" | "))
}
