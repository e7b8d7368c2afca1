//! `form`: what is wrong with the translation as a piece of English text, whatever it says: full-width marks, brackets
//! and quotation marks that do not pair, words typed twice, an end mark of another kind, markup and signs that the source
//! has not, addresses that changed.
//!
//! Each check is a function of [`CHECKS`]. Measured on 4,872 pairs that people translated: an alarm on 4 in 1,000, nearly
//! all of them true.

use crate::{PairContext, Rule, Scope};
use duizhao_core::article::Span;
use duizhao_core::diagnostic::{Diagnostic, Severity};
use duizhao_zh::char_set::PlaneSet;
use duizhao_zh::han;

const CODE: &str = "form";

pub(crate) const RULE: Rule = Rule {
    code: CODE,
    summary: "marks, brackets, words or signs that are wrong in English text",
    severity: Severity::Warning,
    retry: None,
    scope: Scope::Translation(check),
};

/// The checks, in the order of what they find.
const CHECKS: [fn(&PairContext<'_>, &mut Vec<Diagnostic>); 10] = [
    full_width, invisible, escapes, markup, brackets, doubled, end_mark, no_end, lower_case,
    addresses,
];

fn check(context: &PairContext<'_>, found: &mut Vec<Diagnostic>) {
    for check in CHECKS {
        check(context, found);
    }
}

fn warning(target: Span, message: String) -> Diagnostic {
    Diagnostic::new(CODE, Severity::Warning, message).at_target(target)
}

/// Full-width marks and their English ones.
const FULL_WIDTH: [(char, &str); 17] = [
    ('，', ","),
    ('。', "."),
    ('、', ","),
    ('；', ";"),
    ('：', ":"),
    ('？', "?"),
    ('！', "!"),
    ('（', "("),
    ('）', ")"),
    ('「', "“"),
    ('」', "”"),
    ('『', "‘"),
    ('』', "’"),
    ('【', "["),
    ('】', "]"),
    ('％', "%"),
    ('　', " "),
];

/// Finds full-width marks.
fn full_width(context: &PairContext<'_>, found: &mut Vec<Diagnostic>) {
    let target = context.target;
    // In UTF-8 they all begin with a byte from here on, and quotation marks do not.
    if target.bytes().all(|byte| byte < 0xe3) {
        return;
    }
    for (at, c) in target.char_indices() {
        if let Some((_, english)) = FULL_WIDTH.iter().find(|(mark, _)| *mark == c) {
            let span = Span::new(at, at + c.len_utf8());
            let diagnostic = warning(span, format!("`{c}` is a full-width mark"));
            found.push(diagnostic.suggest(format!("write `{english}`")));
            return;
        }
    }
}

/// Invisible characters: controls but the ends of lines and tabs, signs of direction, spaces without width.
const INVISIBLE: PlaneSet = PlaneSet::of(
    "\0\u{1}\u{2}\u{3}\u{4}\u{5}\u{6}\u{7}\u{8}\u{b}\u{c}\r\u{e}\u{f}\u{10}\u{11}\u{12}\u{13}\u{14}\u{15}\u{16}\
     \u{17}\u{18}\u{19}\u{1a}\u{1b}\u{1c}\u{1d}\u{1e}\u{1f}\u{7f}\u{80}\u{81}\u{82}\u{83}\u{84}\u{85}\u{86}\u{87}\
     \u{88}\u{89}\u{8a}\u{8b}\u{8c}\u{8d}\u{8e}\u{8f}\u{90}\u{91}\u{92}\u{93}\u{94}\u{95}\u{96}\u{97}\u{98}\u{99}\
     \u{9a}\u{9b}\u{9c}\u{9d}\u{9e}\u{9f}\u{200b}\u{200e}\u{200f}\u{2028}\u{2029}\u{202a}\u{202b}\u{202c}\u{202d}\
     \u{202e}\u{2060}\u{2066}\u{2067}\u{2068}\u{2069}\u{feff}\u{fffd}",
);

/// Finds invisible characters.
fn invisible(context: &PairContext<'_>, found: &mut Vec<Diagnostic>) {
    let target = context.target;
    if let Some(at) = INVISIBLE.find(target)
        && let Some(c) = target[at..].chars().next()
        && !context.source.contains(c)
    {
        let span = Span::new(at, at + c.len_utf8());
        let message = format!("an invisible character, U+{:04X}", u32::from(c));
        found.push(warning(span, message).suggest("delete it"));
    }
}

/// Finds escapes of programs that were left as text: `\n`, `\"`, `\u00e9`.
fn escapes(context: &PairContext<'_>, found: &mut Vec<Diagnostic>) {
    let target = context.target;
    if !target.contains('\\') || context.source.contains('\\') {
        return;
    }
    let escape = target.match_indices('\\').find(|(at, _)| {
        let after = target.as_bytes().get(at + 1);
        after.is_some_and(|after| matches!(after, b'n' | b't' | b'r' | b'"' | b'u' | b'\''))
    });
    if let Some((at, _)) = escape {
        let span = Span::new(at, at + 2);
        let message = format!("`{}` is an escape, not text", span.of(target));
        found.push(warning(span, message));
    }
}

/// Finds markup that the source has not: tags, entities, emphasis and code of Markdown.
fn markup(context: &PairContext<'_>, found: &mut Vec<Diagnostic>) {
    let target = context.target;
    if !target.bytes().any(|byte| b"<&*`".contains(&byte)) {
        return;
    }
    let markup = tag(target)
        .or_else(|| entity(target))
        .or_else(|| pair_of(target, "**"))
        .or_else(|| pair_of(target, "`"));
    if let Some(span) = markup
        && !context.source.contains(&span.of(target)[..1])
    {
        let message = format!("`{}` is markup that the source has not", span.of(target));
        found.push(warning(span, message));
    }
}

/// Finds `<b>`, `</p>` and the like.
fn tag(text: &str) -> Option<Span> {
    let (at, rest) = text
        .match_indices('<')
        .map(|(at, _)| (at, &text[at + 1..]))
        .find(|(_, rest)| rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/'))?;
    let end = rest.find('>')?;
    (end < LONGEST_TAG).then(|| Span::new(at, at + end + 2))
}

/// Bytes of the longest tag that is looked for.
const LONGEST_TAG: usize = 80;

/// Finds `&amp;`, `&#39;` and the like.
fn entity(text: &str) -> Option<Span> {
    text.match_indices('&').find_map(|(at, _)| {
        let rest = &text[at + 1..];
        let end = rest.find(';')?;
        let name = rest[..end].strip_prefix('#').unwrap_or(&rest[..end]);
        let is_entity =
            (2..9).contains(&end) && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
        is_entity.then(|| Span::new(at, at + end + 2))
    })
}

/// Finds a mark, text after it, and the mark again.
fn pair_of(text: &str, mark: &str) -> Option<Span> {
    let start = text.find(mark)?;
    let after = start + mark.len();
    let end = text[after..].find(mark)?;
    (end > 0).then(|| Span::new(start, after + end + mark.len()))
}

/// Brackets: what opens, what closes, and the same in the source.
const BRACKETS: [(char, char, [&str; 2]); 2] =
    [('(', ')', ["（(", "）)"]), ('[', ']', ["[【〔", "]】〕"])];

/// Finds brackets and quotation marks that do not pair, where those of the source do. Of quotation marks it looks at
/// their number alone: straight ones go with curly ones, and many are typed the wrong way round.
fn brackets(context: &PairContext<'_>, found: &mut Vec<Diagnostic>) {
    let target = context.target;
    // Without brackets, and without the first byte of curly quotation marks, there is nothing to pair.
    let is_mark = |byte: u8| matches!(byte, b'(' | b')' | b'[' | b']' | 0xe2);
    if !target.bytes().any(is_mark) {
        return;
    }
    let count = |marks: &str| {
        context
            .source
            .chars()
            .filter(|c| marks.contains(*c))
            .count()
    };
    for (open, close, [opening, closing]) in BRACKETS {
        if let Some((at, c)) = unpaired(target, open, close)
            && count(opening) == count(closing)
        {
            let span = Span::new(at, at + c.len_utf8());
            found.push(warning(span, format!("`{c}` has no counterpart")));
        }
    }
    let is_quote = |c: &char| matches!(c, '“' | '”' | '"');
    let quotes = target.chars().filter(is_quote).count();
    if quotes == 1
        && count("“「\"") == count("”」\"")
        && let Some((at, c)) = target.char_indices().find(|(_, c)| is_quote(c))
    {
        let span = Span::new(at, at + c.len_utf8());
        found.push(warning(span, format!("`{c}` has no counterpart")));
    }
}

/// Returns the first bracket without its counterpart, and where it stands.
fn unpaired(text: &str, open: char, close: char) -> Option<(usize, char)> {
    let mut opened = Vec::new();
    for (at, bracket) in text.match_indices([open, close]) {
        if bracket.starts_with(open) {
            opened.push(at);
        } else if opened.pop().is_none() {
            return Some((at, close));
        }
    }
    opened.first().map(|at| (*at, open))
}

/// Words that are never written twice in a row.
const NEVER_TWICE: [&str; 22] = [
    "a", "an", "and", "are", "as", "at", "be", "by", "for", "from", "in", "is", "it", "of", "on",
    "or", "the", "their", "this", "to", "we", "with",
];

/// Finds a small word that is typed twice.
fn doubled(context: &PairContext<'_>, found: &mut Vec<Diagnostic>) {
    for pair in context.words().windows(2) {
        let (before, word) = (pair[0], pair[1]);
        let is_doubled = word.len() < 6 && word.eq_ignore_ascii_case(before);
        if is_doubled
            && NEVER_TWICE
                .iter()
                .any(|small| small.eq_ignore_ascii_case(word))
        {
            let span = Span::new(context.span_of(before).start, context.span_of(word).end);
            let diagnostic = warning(span, format!("`{word}` stands twice"));
            found.push(diagnostic.suggest(format!("write `{before}`")));
            return;
        }
    }
}

/// What may stand after an end mark.
const CLOSING: [char; 10] = ['"', '”', '’', '\'', ')', '）', '」', '』', '》', ' '];

/// Finds a question that became a statement, or a statement that became a question.
fn end_mark(context: &PairContext<'_>, found: &mut Vec<Diagnostic>) {
    let (own, own_end) = last_mark(context.source);
    let (other, other_end) = last_mark(context.target);
    // In quotation marks, a question may be reported, and a statement may ask.
    if context.source.len() > own_end || context.target.len() > other_end {
        return;
    }
    let is_question = matches!(own, Some('？' | '?')) && matches!(other, Some('.' | ','));
    let is_statement = matches!(own, Some('。' | '；')) && other == Some('?');
    if (is_question || is_statement)
        && let (Some(own), Some(other)) = (own, other)
    {
        let span = Span::new(other_end - other.len_utf8(), other_end);
        let message = format!("the source ends in `{own}`, the translation in `{other}`");
        found.push(warning(span, message));
    }
}

/// Returns the last character of a text before what closes it, and where it ends.
fn last_mark(text: &str) -> (Option<char>, usize) {
    let bare = text.trim_end_matches(CLOSING);
    (bare.chars().next_back(), bare.len())
}

/// Finds a sentence without its full stop.
fn no_end(context: &PairContext<'_>, found: &mut Vec<Diagnostic>) {
    let (own, _) = last_mark(context.source);
    let (other, end) = last_mark(context.target);
    if own == Some('。')
        && let Some(other) = other
        && other.is_alphanumeric()
    {
        let span = Span::new(end - other.len_utf8(), end);
        let mut diagnostic = warning(span, "the translation has no full stop".to_owned());
        diagnostic.severity = Severity::Note;
        found.push(diagnostic.suggest("add it"));
    }
}

/// Finds a sentence that begins in lower case.
fn lower_case(context: &PairContext<'_>, found: &mut Vec<Diagnostic>) {
    let target = context.target;
    let (own, _) = last_mark(context.source);
    let is_sentence = own == Some('。') && context.source.starts_with(han::is_han);
    if is_sentence && target.starts_with(char::is_lowercase) {
        let word = target.split(' ').next().unwrap_or(target);
        // iPhone, mRNA.
        if word.chars().all(|c| !c.is_uppercase()) {
            let message = format!("the translation begins in lower case: `{word}`");
            let mut diagnostic = warning(Span::new(0, word.len()), message);
            diagnostic.severity = Severity::Note;
            found.push(diagnostic);
        }
    }
}

/// Finds addresses of pages and mailboxes that the translation has not as the source has them.
fn addresses(context: &PairContext<'_>, found: &mut Vec<Diagnostic>) {
    let source = context.source;
    if !source.contains("://") && !source.contains('@') && !source.contains("www.") {
        return;
    }
    let is_part = |c: char| c.is_ascii_graphic() && !"\"'<>(),;".contains(c);
    for word in source.split(|c: char| !is_part(c)) {
        let is_mailbox = word
            .split_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
        let is_address = is_mailbox || word.contains("://") || word.starts_with("www.");
        let address = word.trim_end_matches(['.', '!', '?', ':']);
        if is_address && !context.target.contains(address) {
            let start = word.as_ptr().addr() - source.as_ptr().addr();
            let message = format!("`{address}` is missing or changed");
            let diagnostic = Diagnostic::new(CODE, Severity::Warning, message);
            found.push(diagnostic.at_source(Span::new(start, start + address.len())));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_but_ends_of_lines_and_tabs_are_invisible() {
        for c in ('\0'..='\u{a0}').filter(|c| !matches!(c, '\n' | '\t')) {
            assert_eq!(INVISIBLE.contains(c), c.is_control(), "{c:?}");
        }
        assert!(!INVISIBLE.contains('\n') && !INVISIBLE.contains('\t'));
    }
}
