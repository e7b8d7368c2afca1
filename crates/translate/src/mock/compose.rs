//! From tokens to a line of English: spaces, marks, capitals, plurals.

use super::posts::join_places;
use super::token::{GlossToken, TokenKind};
use duizhao_zh::numbers::Count;
use duizhao_zh::pinyin;

/// Composes the line. No mark or space of Chinese is left in it, and it begins and ends with no space.
pub(super) fn english<'s>(tokens: impl ExactSizeIterator<Item = GlossToken<'s>>) -> String {
    let tokens = join_places(tokens);
    let mut line = EnglishLine::default();
    line.text
        .reserve(tokens.iter().map(|token| token.text.len() + 1).sum());
    let mut several = false;
    let mut i = 0;
    while i < tokens.len() {
        let token = &tokens[i];
        match token.kind {
            TokenKind::Unknown => {
                let run = tokens[i..]
                    .iter()
                    .take_while(|t| t.kind == TokenKind::Unknown)
                    .count();
                let word: String = tokens[i..i + run].iter().map(|t| &*t.text).collect();
                line.word(&pinyin::with_tones(&word));
                i += run;
                several = false;
                continue;
            }
            TokenKind::Mark => line.mark(&token.text),
            TokenKind::Verbatim
                if i > 0
                    && tokens[i - 1].kind == TokenKind::Verbatim
                    && tokens[i - 1].span.end == token.span.start =>
            {
                line.close(&token.text);
            }
            // The glossary quotes some slogans; where the Chinese quotes them too, once is enough.
            TokenKind::Term | TokenKind::Noun if line.opened && line.quotes > 0 => {
                line.word(&token.text.replace('"', ""))
            }
            TokenKind::Space => {}
            TokenKind::Noun | TokenKind::Measure if several && !token.text.is_empty() => {
                line.word(&plural(&token.text))
            }
            TokenKind::Term
            | TokenKind::Number(_)
            | TokenKind::Noun
            | TokenKind::Measure
            | TokenKind::Word
            | TokenKind::Name
            | TokenKind::Person
            | TokenKind::Verbatim => line.word(&token.text),
        }
        several = makes_plural(token, several);
        i += 1;
    }
    line.finish()
}

/// Tests whether a noun after `token` is in the plural; `several` says whether `token` itself was to be.
fn makes_plural(token: &GlossToken<'_>, several: bool) -> bool {
    match token.kind {
        TokenKind::Number(Count::Many) => true,
        TokenKind::Measure | TokenKind::Word => several && token.text.is_empty(),
        TokenKind::Number(Count::One | Count::None)
        | TokenKind::Noun
        | TokenKind::Term
        | TokenKind::Name
        | TokenKind::Person
        | TokenKind::Verbatim
        | TokenKind::Mark
        | TokenKind::Space
        | TokenKind::Unknown => false,
    }
}

#[derive(Default)]
struct EnglishLine {
    text: String,
    /// The last thing written was an opening mark.
    opened: bool,
    /// How many quotations are open.
    quotes: usize,
    /// Whether a straight double quote is open.
    straight: bool,
}

impl EnglishLine {
    fn word(&mut self, word: &str) {
        if word.is_empty() {
            return;
        }
        if !self.text.is_empty() && !self.opened {
            self.text.push(' ');
        }
        self.text.push_str(word);
        self.opened = false;
    }

    fn mark(&mut self, mark: &str) {
        let Some(c) = mark.chars().next() else { return };
        let english = match c {
            '，' | '、' => ",",
            '。' | '｡' => ".",
            '；' => ";",
            '：' => ":",
            '！' => "!",
            '？' => "?",
            '“' | '「' | '《' | '‘' | '『' | '〈' => return self.quote(),
            '”' | '」' | '》' | '’' | '』' | '〉' => return self.unquote(),
            '（' | '(' => return self.open("("),
            '）' => ")",
            '【' | '〔' | '[' => return self.open("["),
            '】' | '〕' => "]",
            '…' | '⋯' => return self.repeated("…"),
            '—' => return self.dash(),
            '～' => "–",
            '·' | '•' => return,
            '"' => {
                self.straight = !self.straight;
                if self.straight {
                    return self.open("\"");
                }
                "\""
            }
            c if c.is_control() || duizhao_zh::han::is_han(c) => return,
            _ => mark,
        };
        self.close(english);
    }

    /// Adds an opening quotation mark: double outside, single inside, as English nests them.
    fn quote(&mut self) {
        self.open(if self.quotes.is_multiple_of(2) {
            "“"
        } else {
            "‘"
        });
        self.quotes += 1;
    }

    fn unquote(&mut self) {
        self.quotes = self.quotes.saturating_sub(1);
        self.close(if self.quotes.is_multiple_of(2) {
            "”"
        } else {
            "’"
        });
    }

    fn open(&mut self, mark: &str) {
        if !self.text.is_empty() && !self.opened {
            self.text.push(' ');
        }
        self.text.push_str(mark);
        self.opened = true;
    }

    fn close(&mut self, mark: &str) {
        self.text.push_str(mark);
        self.opened = false;
    }

    /// Adds a mark once, where Chinese doubles it: …… is one ellipsis.
    fn repeated(&mut self, mark: &str) {
        if !self.text.ends_with(mark) {
            self.close(mark);
        }
    }

    /// Adds one dash between spaces for ——.
    fn dash(&mut self) {
        if !self.text.ends_with('—') {
            self.word("—");
        }
    }

    /// Returns the finished line, its first letter a capital.
    fn finish(self) -> String {
        let mut text = self.text;
        text.truncate(text.trim_end().len());
        text.drain(..text.len() - text.trim_start().len());
        let first = text.char_indices().find(|(_, c)| c.is_alphanumeric());
        if let Some((at, c)) = first.filter(|(_, c)| c.is_lowercase()) {
            let upper: String = c.to_uppercase().collect();
            text.replace_range(at..at + c.len_utf8(), &upper);
        }
        text
    }
}

/// Returns the plural of a noun phrase of the word list: of its last word, by the regular rules of English.
fn plural(noun: &str) -> String {
    const UNCHANGED: [&str; 15] = [
        "people",
        "personnel",
        "staff",
        "information",
        "equipment",
        "news",
        "work",
        "progress",
        "police",
        "series",
        "research",
        "knowledge",
        "evidence",
        "aircraft",
        "species",
    ];
    let last = noun.rsplit(' ').next().unwrap_or(noun);
    let proper = last.starts_with(|c: char| c.is_uppercase());
    if last.is_empty()
        || proper
        || last.ends_with('s')
        || UNCHANGED.contains(&last)
        || !last.is_ascii()
    {
        return noun.to_owned();
    }
    for (one, many) in [
        ("man", "men"),
        ("child", "children"),
        ("foot", "feet"),
        ("person", "people"),
        ("life", "lives"),
        ("wife", "wives"),
    ] {
        if let Some(stem) = noun.strip_suffix(one) {
            return format!("{stem}{many}");
        }
    }
    if ["x", "z", "ch", "sh"].iter().any(|end| last.ends_with(end)) {
        return format!("{noun}es");
    }
    match noun.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{stem}ies"),
        _ => format!("{noun}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plurals_are_regular_but_for_a_few() {
        for (one, many) in [
            ("task", "tasks"),
            ("household", "households"),
            ("country", "countries"),
            ("Party member", "Party members"),
            ("woman", "women"),
            ("staff", "staff"),
            ("Shanghai", "Shanghai"),
            ("box", "boxes"),
        ] {
            assert_eq!(plural(one), many);
        }
    }
}
