//! Number expressions: `tests/numbers.tsv` holds a phrase, the expression in it, and its English; an
//! empty third column marks words that only look like numbers. Add a case by adding a line.

use duizhao::numbers::expressions;

/// What the reader makes of `phrase` at the place of `expression`.
fn reading(phrase: &str, expression: &str) -> Option<(String, String)> {
    let at = phrase.find(expression).expect("the expression stands in its phrase");
    let end = at + expression.len();
    expressions(phrase)
        .into_iter()
        .find(|found| found.span.start < end && found.span.end > at)
        .map(|found| (found.span.of(phrase).to_owned(), found.english))
}

#[test]
fn every_expression_reads_as_a_translator_prints_it() {
    let mut wrong = Vec::new();
    for line in include_str!("numbers.tsv").lines() {
        let mut columns = line.split('\t');
        let (Some(phrase), Some(expression), english) = (columns.next(), columns.next(), columns.next().unwrap_or(""))
        else {
            panic!("`{line}` has too few columns");
        };
        let expected = (!english.is_empty()).then(|| (expression.to_owned(), english.to_owned()));
        let got = reading(phrase, expression);
        if got != expected && !(english == expression && got.is_none()) {
            wrong.push(format!("{phrase}: want {expected:?}, got {got:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}
