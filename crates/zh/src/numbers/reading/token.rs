//! Splitting English text into words, figures and signs, without allocation for each.

use super::traps::Trap;
use super::vocabulary;
use crate::han::{is_bare, is_letter};
use duizhao_core::article::Span;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind {
    Word,
    Figure,
    Sign,
}

/// A word, a figure or a sign.
#[derive(Clone, Copy)]
pub(super) struct Token<'t> {
    pub(super) kind: TokenKind,
    /// A word that the reader knows, in lower case, empty for others; the digits of a figure, with their commas; a sign.
    pub(super) form: &'t str,
    /// The letters after the digits of a figure, in lower case; `?` for others.
    pub(super) letters: &'t str,
    pub(super) text: &'t str,
    pub(super) span: Span,
    /// Whether no space stands before it.
    pub(super) is_joined: bool,
    /// Whether an expression may begin with it.
    pub(super) begins: bool,
    /// The phrases without a number that may begin with it.
    pub(super) traps: &'static [Trap],
}

impl Token<'_> {
    pub(super) fn is_figure(&self) -> bool {
        self.kind == TokenKind::Figure
    }

    /// Tests whether the token is a figure without letters after it.
    pub(super) fn is_plain_figure(&self) -> bool {
        self.is_figure() && self.letters.is_empty()
    }

    pub(super) fn is_capitalized(&self) -> bool {
        self.text.starts_with(char::is_uppercase)
    }
}

/// Splits a text; letters after digits stay with them (5G, 21st), as digits do after letters (COVID-19).
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let bytes = text.as_bytes();
    let mut tokens = Vec::with_capacity(text.len() / 5 + 1);
    let mut at = 0;
    let mut is_joined = false;
    while let Some(&byte) = bytes.get(at) {
        let (length, token) = match byte {
            b' ' | b'\t' | b'\n' | b'\r' => {
                at += 1;
                is_joined = false;
                continue;
            }
            b'0'..=b'9' => figure(text, at),
            b'a'..=b'z' | b'A'..=b'Z' => word(text, at),
            0..128 => sign(text, at, 1),
            _ => {
                let c = text[at..].chars().next().unwrap_or(' ');
                if c.is_whitespace() {
                    at += c.len_utf8();
                    is_joined = false;
                    continue;
                }
                if is_letter(c) {
                    word(text, at)
                } else {
                    sign(text, at, c.len_utf8())
                }
            }
        };
        tokens.push(Token { is_joined, ..token });
        at += length;
        is_joined = true;
    }
    tokens
}

fn token(text: &str, at: usize, length: usize, kind: TokenKind) -> (usize, Token<'_>) {
    let span = Span::new(at, at + length);
    let text = &text[at..at + length];
    let token = Token {
        kind,
        form: text,
        letters: "",
        text,
        span,
        is_joined: false,
        begins: kind == TokenKind::Figure,
        traps: &[],
    };
    (length, token)
}

fn sign(text: &str, at: usize, length: usize) -> (usize, Token<'_>) {
    let (length, mut token) = token(text, at, length, TokenKind::Sign);
    token.begins = matches!(token.text, "$" | "€" | "£" | "¥" | "-" | "−");
    (length, token)
}

fn digits(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    rest.iter().take_while(|b| b.is_ascii_digit()).count()
}

/// Reads digits, thousands commas, a point with decimals, letters.
fn figure(text: &str, at: usize) -> (usize, Token<'_>) {
    let bytes = text.as_bytes();
    let mut end = at + digits(bytes, at);
    if end - at <= 3 {
        while bytes.get(end) == Some(&b',') && digits(bytes, end + 1) == 3 {
            end += 4;
        }
    }
    if bytes.get(end) == Some(&b'.') && digits(bytes, end + 1) > 0 {
        end += 1 + digits(bytes, end + 1);
    }
    let letters = text[end..].chars().take_while(|&c| is_letter(c));
    let after = end + letters.map(char::len_utf8).sum::<usize>();
    let (length, mut token) = token(text, at, after - at, TokenKind::Figure);
    token.form = &text[at..end];
    if after > end {
        token.letters = vocabulary::find(&text[end..after]).map_or("?", |word| word.form);
    }
    (length, token)
}

/// Reads a word; a figure after a hyphen or a letter is part of it, but not after the letters of a currency (RMB500).
fn word(text: &str, at: usize) -> (usize, Token<'_>) {
    let bytes = text.as_bytes();
    let mut end = at;
    while let Some(&byte) = bytes.get(end) {
        let goes_on = match byte {
            b'a'..=b'z' | b'A'..=b'Z' => true,
            b'0'..=b'9' => !matches!(
                &text[at..end],
                "RMB" | "CNY" | "USD" | "HKD" | "EUR" | "GBP"
            ),
            b'\'' => is_inside(&text[end + 1..]),
            b'.' => is_inner_point(&bytes[at..], end - at),
            b'-' => is_name_with_figure(&text[at..], end - at),
            0..128 => false,
            _ => {
                let c = text[end..].chars().next().unwrap_or(' ');
                let joins = c == '’' && is_inside(&text[end + c.len_utf8()..]);
                if !(is_bare(c) || joins) {
                    break;
                }
                end += c.len_utf8();
                continue;
            }
        };
        if !goes_on {
            break;
        }
        end += 1;
    }
    let (length, mut token) = token(text, at, end - at, TokenKind::Word);
    let word = vocabulary::find(token.text).unwrap_or_default();
    token.form = word.form;
    token.begins = word.begins;
    token.traps = word.traps;
    (length, token)
}

/// Tests whether an apostrophe is inside a word that goes on with `rest`: o'clock, but not February's.
fn is_inside(rest: &str) -> bool {
    let length = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    length > 0 && &rest[..length] != "s"
}

/// Tests whether the point at `i` is inside an abbreviation (U.S, a.m) or a name with decimals (PM2.5).
fn is_inner_point(word: &[u8], i: usize) -> bool {
    let next = word.get(i + 1);
    i == 1 && next.is_some_and(u8::is_ascii_alphabetic)
        || word[i - 1].is_ascii_digit() && next.is_some_and(u8::is_ascii_digit)
}

/// Tests whether the hyphen at `i` joins a name and its figure: COVID-19, Shenzhou-19; but not mid-1990s, May-2020.
fn is_name_with_figure(word: &str, i: usize) -> bool {
    let before = &word[..i];
    let next = word.as_bytes().get(i + 1);
    next.is_some_and(u8::is_ascii_digit)
        && before.starts_with(char::is_uppercase)
        && !matches!(
            before,
            "Mid"
                | "Top"
                | "Under"
                | "Over"
                | "Post"
                | "Pre"
                | "Late"
                | "Early"
                | "Sub"
                | "RMB"
                | "Non"
                | "Week"
        )
        && vocabulary::month(before).is_none()
}
