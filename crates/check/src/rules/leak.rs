//! `leak`: what a model says about its work instead of doing it: lead-ins, notes, refusals, thoughts, numbers of
//! sentences, parts of its prompt.
//!
//! It knows the phrases of [`LEAD_INS`] and [`REMARKS`]; a note counts only where the source has none. It cannot find a lead-in in words
//! of its own. Measured on 4,872 pairs that people translated: no alarm.

use crate::{PairContext, Rule, Scope};
use duizhao_core::article::Span;
use duizhao_core::diagnostic::{Diagnostic, Severity};
use regex::Regex;
use std::sync::LazyLock;

const CODE: &str = "leak";

pub(crate) const RULE: Rule = Rule {
    code: CODE,
    summary: "words of a model about its work",
    severity: Severity::Error,
    retry: Some(Severity::Error),
    scope: Scope::Translation(check),
};

/// Phrases at the start of a translation, in lower case, and the words of a source that make them right.
const LEAD_INS: [(&str, &[&str]); 22] = [
    ("translation:", &["译"]),
    ("english:", &["英"]),
    ("english translation:", &["译"]),
    ("translated text:", &["译"]),
    ("target:", &["目标"]),
    ("output:", &["输出", "产"]),
    ("answer:", &["答"]),
    ("here is the", &["这", "以下", "下面"]),
    ("here's the", &["这", "以下", "下面"]),
    ("here is a translation", &[]),
    ("sure, here", &[]),
    ("sure! here", &[]),
    ("certainly! here", &[]),
    ("okay, here", &["好"]),
    ("the translation is", &["译"]),
    ("the english translation", &["译", "英文"]),
    ("the sentence translates", &[]),
    ("this translates to", &[]),
    ("i'm unable to translate", &["译"]),
    ("sorry, i can", &["对不起", "抱歉", "不好意思"]),
    ("```", &["`"]),
    ("{\"", &["{"]),
];

/// Phrases anywhere in a translation, in lower case, and the words of a source that make them right.
const REMARKS: [(&str, &[&str]); 19] = [
    ("i can't assist with", &[]),
    ("i cannot assist with", &[]),
    ("i can't help with that", &["帮"]),
    ("i can't translate", &["译"]),
    ("i cannot translate", &["译"]),
    ("fulfill this request", &["请求", "要求"]),
    ("as an ai language model", &["语言模型"]),
    ("as an ai assistant", &["助手", "助理"]),
    ("as a language model", &["语言模型"]),
    ("translator's note", &["译"]),
    ("translator’s note", &["译"]),
    ("(note:", &["注", "按", "备"]),
    ("[note:", &["注", "按", "备"]),
    ("\nnote:", &["注", "按", "备"]),
    (". note:", &["注", "按", "备"]),
    ("*note:", &["注", "按", "备"]),
    ("i have translated", &["译"]),
    ("<think", &["<"]),
    ("</think", &["<"]),
];

fn check(context: &PairContext<'_>, found: &mut Vec<Diagnostic>) {
    let (source, target) = (context.source, context.target);
    let span = lead_in(target, source).or_else(|| remark(target, source));
    if let Some(span) = span.or_else(|| sentence_number(target, source)) {
        let message = format!(
            "`{}` is said by a model, not by the source",
            span.of(target).trim()
        );
        found.push(Diagnostic::new(CODE, Severity::Error, message).at_target(span));
    }
}

fn lead_in(target: &str, source: &str) -> Option<Span> {
    let (phrase, _) = LEAD_INS.into_iter().find(|(phrase, right)| {
        let start = target.as_bytes().get(..phrase.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(phrase.as_bytes()))
            && !holds_any(source, right)
    })?;
    Some(Span::new(0, phrase.len()))
}

fn remark(target: &str, source: &str) -> Option<Span> {
    static ANY: LazyLock<Regex> = LazyLock::new(|| {
        let phrases = REMARKS.map(|(phrase, _)| regex::escape(phrase));
        Regex::new(&format!("(?i){}", phrases.join("|"))).expect("phrases are a pattern")
    });
    let place = ANY.find(target)?;
    let (_, right) = REMARKS
        .into_iter()
        .find(|(phrase, _)| place.as_str().eq_ignore_ascii_case(phrase))?;
    (!holds_any(source, right)).then(|| Span::new(place.start(), place.end()))
}

/// Returns the number of a sentence at the start, as requests have them: `[s12]`.
fn sentence_number(target: &str, source: &str) -> Option<Span> {
    let rest = target.strip_prefix("[s")?;
    let end = rest.find(']')?;
    let is_number = end > 0 && rest[..end].bytes().all(|byte| byte.is_ascii_digit());
    (is_number && !source.starts_with('[')).then(|| Span::new(0, "[s".len() + end + "]".len()))
}

fn holds_any(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}
