//! Cases of each rule, as tables that need no Rust: `cases/CODE.tsv` and the terms in `cases/glossary.csv`.
//!
//! A line has the source, the translation, what else is known, and what the rule says, separated by tabs; lines that
//! begin with `#` are comments. What is known is `KEY=VALUE` or `KEY`, separated by ` ; `: see [`Known::add`]. What the
//! rule says is `SEVERITY SOURCE PART / TARGET PART: MESSAGE (SUGGESTION)` without what is not there, several separated
//! by ` || `, and empty for nothing.

use duizhao_check::{
    Failure, PairContext, PairFacts, RULES, Selection, Similarity, document, pair,
};
use duizhao_core::article::{BlockKind, Origin, Span};
use duizhao_core::diagnostic::Diagnostic;
use duizhao_core::document::{Document, DocumentBlock};
use duizhao_core::pair::Pair;
use duizhao_glossary::{Glossary, Termbase};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// What is known of a pair besides its texts.
#[derive(Default)]
struct Known {
    facts: PairFacts,
    damage: Vec<Span>,
    remarks: Vec<String>,
    /// Pairs of the edition before this one.
    before: Vec<Pair>,
}

impl Known {
    fn parse(source: &str, text: &str) -> Self {
        let mut known = Self::default();
        for part in text.split(" ; ").filter(|part| !part.is_empty()) {
            let (key, value) = part.split_once('=').unwrap_or((part, ""));
            known.add(source, key.trim(), value.trim());
        }
        known
    }

    fn add(&mut self, source: &str, key: &str, value: &str) {
        let facts = &mut self.facts;
        match key {
            "failure" => {
                let (what, hint) = value.split_once(" > ").unwrap_or((value, ""));
                facts.failure = Some(Failure {
                    what: what.to_owned(),
                    hint: (!hint.is_empty()).then(|| hint.to_owned()),
                });
            }
            "changed" => {
                let terms = value.split(' ').filter(|term| !term.is_empty());
                facts.changed_terms = Some(terms.map(str::to_owned).collect());
            }
            "reworded" => facts.reworded = true,
            "doubled" => facts.doubled = true,
            "exact" => facts.exact = Some(Origin::from_name(value)),
            "numbers" => {
                let source = value.to_owned();
                facts.similar = Some(Similarity::Numbers { source });
            }
            "words" => {
                let (percent, source) = value.split_once(' ').expect("PERCENT SOURCE");
                facts.similar = Some(Similarity::Words {
                    source: source.to_owned(),
                    percent: percent.parse().expect("a number"),
                });
            }
            "damage" => {
                let start = source.find(value).expect("damage is a part of the source");
                self.damage.push(Span::new(start, start + value.len()));
            }
            "gloss" => facts.is_gloss = true,
            "before" => {
                let (source, target) = value.split_once(" > ").expect("SOURCE > TARGET");
                self.before.push(Pair::new(source, target));
            }
            "remark" => self.remarks.push(value.to_owned()),
            other => panic!("`{other}` is not a key"),
        }
    }
}

/// Returns what every rule says of one pair.
fn diagnostics(source: &str, target: &str, known: Known, termbase: &Termbase) -> Vec<Diagnostic> {
    let mut context = PairContext::new(source, target, termbase).with(known.facts);
    context.damage = &known.damage;
    let mut one = Pair::new(source, target);
    one.diagnostics = pair(&context, &Selection::default());
    let mut block = DocumentBlock::new(BlockKind::Paragraph, vec![one]);
    block.remarks = known.remarks;
    let before = DocumentBlock::new(BlockKind::Paragraph, known.before);
    let mut edition = Document {
        blocks: vec![before, block],
        ..Document::default()
    };
    document(&mut edition, termbase, &Selection::default());
    edition.blocks.remove(1).items.remove(0).diagnostics
}

fn shown(diagnostic: &Diagnostic, source: &str, target: &str) -> String {
    let mut out = diagnostic.severity.to_string();
    if let Some(span) = diagnostic.source_span {
        write!(out, " {}", span.of(source)).expect("a string takes it");
    }
    if let Some(span) = diagnostic.target_span {
        write!(out, " / {}", span.of(target)).expect("a string takes it");
    }
    write!(out, ": {}", diagnostic.message).expect("a string takes it");
    if let Some(suggestion) = &diagnostic.suggestion {
        write!(out, " ({suggestion})").expect("a string takes it");
    }
    out
}

/// A line of a table.
struct Case<'a> {
    line: usize,
    source: &'a str,
    target: &'a str,
    known: &'a str,
    expected: &'a str,
}

fn cases<'a>(code: &str, table: &'a str) -> Vec<Case<'a>> {
    let mut cases = Vec::new();
    for (line, text) in (1..).zip(table.lines()) {
        if text.starts_with('#') || text.is_empty() {
            continue;
        }
        let mut cells = text.split('\t');
        let [source, target, known, expected] =
            std::array::from_fn(|_| cells.next().unwrap_or_default());
        assert_eq!(cells.next(), None, "{code}.tsv:{line} has 4 cells");
        cases.push(Case {
            line,
            source,
            target,
            known,
            expected,
        });
    }
    cases
}

/// Returns what one rule says of a pair.
fn said(code: &str, case: &Case<'_>, known: &str, termbase: &Termbase) -> String {
    let known = Known::parse(case.source, known);
    let found = diagnostics(case.source, case.target, known, termbase);
    let of_rule = found.iter().filter(|diagnostic| diagnostic.code == code);
    let said: Vec<String> = of_rule
        .map(|found| shown(found, case.source, case.target))
        .collect();
    said.join(" || ")
}

/// Runs the cases of one rule, and returns those that fail, also where a comment allows what it finds.
fn failures(code: &str, table: &str, termbase: &Termbase) -> String {
    let mut failures = String::new();
    for case in cases(code, table) {
        let place = format!("{code}.tsv:{}", case.line);
        let said_of_it = said(code, &case, case.known, termbase);
        if said_of_it != case.expected {
            let expected = case.expected;
            failures += &format!("{place}: expected {expected}\n{place}: but said {said_of_it}\n");
        }
        let allowed = format!(
            "{} ; remark=<!-- duizhao: allow {code} a reason -->",
            case.known
        );
        let said_all_the_same = said(code, &case, &allowed, termbase);
        if !said_all_the_same.is_empty() {
            failures += &format!("{place}: allowed, but said {said_all_the_same}\n");
        }
    }
    failures
}

fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Returns the names of the files in a folder that have an extension, sorted, without it.
fn names(path: &str, extension: &str) -> Vec<String> {
    let entries = std::fs::read_dir(folder(path)).expect("the folder is there");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let files = paths.filter(|path| path.extension().is_some_and(|found| found == extension));
    let names = files.filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()));
    let mut names: Vec<String> = names.collect();
    names.sort_unstable();
    names
}

/// To add a rule takes its file, its line in the list, and its table of cases, each under its code.
#[test]
fn each_rule_is_a_file_a_line_and_a_table() {
    let mut codes = RULES.map(|rule| rule.code.to_owned());
    codes.sort_unstable();
    assert_eq!(names("tests/cases", "tsv"), codes);
    let mut files = names("src/rules", "rs");
    files.retain(|file| file != "mod");
    assert_eq!(files, codes.map(|code| code.replace('-', "_")));
}

#[test]
fn every_rule_keeps_its_cases() {
    let folder = folder("tests/cases");
    let mut glossary = Glossary::default();
    glossary.add_file(&folder.join("glossary.csv")).unwrap();
    let termbase = Termbase::new(glossary);
    let mut all = String::new();
    for rule in &RULES {
        let path = folder.join(rule.code).with_extension("tsv");
        let table = std::fs::read_to_string(&path).expect("each rule has a table of cases");
        all += &failures(rule.code, &table, &termbase);
    }
    assert!(all.is_empty(), "\n{all}");
}
