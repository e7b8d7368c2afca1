//! Splitting English text into words, figures and signs.

use duizhao_core::article::Span;

/// A word, a figure or a sign.
#[derive(Debug, Clone)]
pub(super) struct Token<'t> {
    /// In lower case; a figure without its commas.
    pub(super) form: String,
    pub(super) text: &'t str,
    pub(super) span: Span,
    /// Whether no space stands before it.
    pub(super) is_joined: bool,
}

impl Token<'_> {
    pub(super) fn is_figure(&self) -> bool {
        self.form.starts_with(|c: char| c.is_ascii_digit())
    }
}

/// Splits a text; letters after digits stay with them (5G, 21st), as digits do after letters (COVID-19).
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = 0;
    while let Some(c) = text[rest..].chars().next() {
        if c.is_whitespace() {
            rest += c.len_utf8();
            continue;
        }
        let length = match c {
            '0'..='9' => figure(&text[rest..]),
            c if c.is_alphabetic() => word(&text[rest..]),
            c => c.len_utf8(),
        };
        let part = &text[rest..rest + length];
        let is_figure = c.is_ascii_digit();
        let form = if is_figure {
            part.replace(',', "")
        } else {
            part.replace('’', "'")
        };
        tokens.push(Token {
            form: form.to_lowercase(),
            text: part,
            span: Span::new(rest, rest + length),
            is_joined: rest > 0 && !text[..rest].ends_with(char::is_whitespace),
        });
        rest += length;
    }
    tokens
}

/// Returns the length of the figure at the start of `text`: digits, thousands commas, a point with decimals, letters.
fn figure(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digits = |from: usize| {
        bytes[from.min(bytes.len())..]
            .iter()
            .take_while(|b| b.is_ascii_digit())
            .count()
    };
    let mut end = digits(0);
    if end <= 3 {
        while bytes.get(end) == Some(&b',') && digits(end + 1) == 3 {
            end += 4;
        }
    }
    if bytes.get(end) == Some(&b'.') && digits(end + 1) > 0 {
        end += 1 + digits(end + 1);
    }
    let letters = text[end..].chars().take_while(|c| c.is_alphabetic());
    end + letters.map(char::len_utf8).sum::<usize>()
}

/// Longest word, in characters; what is longer is split.
const LONGEST_WORD: usize = 64;

/// Returns the length of the word at the start of `text`; a figure after a hyphen or a letter is part of it.
fn word(text: &str) -> usize {
    let mut end = 0;
    let chars: Vec<(usize, char)> = text.char_indices().take(LONGEST_WORD).collect();
    for (k, &(at, c)) in chars.iter().enumerate() {
        let next = chars.get(k + 1).map(|&(_, c)| c);
        let joins = matches!(c, '\'' | '’') && next.is_some_and(char::is_alphabetic)
            || c == '.' && next.is_some_and(char::is_alphabetic) && k == 1
            || c == '.'
                && k > 0
                && chars[k - 1].1.is_ascii_digit()
                && next.is_some_and(|c| c.is_ascii_digit())
            || c == '-'
                && next.is_some_and(|c| c.is_ascii_digit())
                && text[..at].chars().all(char::is_uppercase);
        if !(c.is_alphanumeric() || joins) {
            break;
        }
        end = at + c.len_utf8();
    }
    end
}
