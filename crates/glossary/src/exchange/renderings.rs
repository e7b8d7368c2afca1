//! Several renderings in one cell, as people write them: `A/B`, `A; B`, a line each, `1. A 2. B`.

/// Words after which a line goes on in the next one.
const OPEN: [&str; 14] = [
    "of", "for", "and", "or", "the", "a", "an", "to", "in", "on", "with", "by", "from", "at",
];

/// Splits a cell into the renderings in it, in order, each once. Linear.
///
/// A slash between single letters, digits or short forms (`24/7`, `and/or`, `w/o`) and one of an address separates
/// nothing.
pub(super) fn split(cell: &str) -> Vec<String> {
    let lines = lines(cell);
    items(
        lines
            .iter()
            .flat_map(|line| numbered(line))
            .flat_map(|part| part.split([';', '；', '|', '、'])),
    )
}

/// Splits a cell into the Chinese terms in it: a 、 is part of a term (学先进、找不足).
pub(super) fn split_sources(cell: &str) -> Vec<String> {
    items(cell.lines().flat_map(|line| line.split([';', '；', '|'])))
}

/// Splits texts at slashes, and returns what stands between them, each once.
fn items<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<String> {
    let mut items: Vec<String> = Vec::new();
    for part in texts.flat_map(slashes) {
        let item = part.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '，' | '。'));
        if !item.is_empty() && !items.iter().any(|known| known == item) {
            items.push(item.to_owned());
        }
    }
    items
}

/// Returns the lines of a cell; one that plainly goes on in the next is one with it.
fn lines(cell: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in cell.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match lines.last_mut() {
            Some(last) if goes_on(last) => {
                last.push(' ');
                last.push_str(line);
            }
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

/// Tests whether a line ends in the middle of a phrase.
fn goes_on(line: &str) -> bool {
    let last = line.rsplit(' ').next().unwrap_or_default();
    line.ends_with([',', '-', '(']) || OPEN.contains(&last)
}

/// Splits a line before each of the numbers that count its parts, and takes them off: `1. A 2. B`, `①A②B`. A line of
/// a list may begin with any number.
fn numbered(line: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = line.trim();
    while let Some(text) = without_number(rest) {
        let next = text
            .char_indices()
            .map(|(at, _)| at)
            .skip(1)
            .find(|&at| is_numbered(text, at));
        let (part, after) = text.split_at(next.unwrap_or(text.len()));
        parts.push(part);
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(rest);
    }
    parts
}

/// Tests whether a number that counts begins at a byte.
fn is_numbered(text: &str, at: usize) -> bool {
    let rest = &text[at..];
    let is_apart = rest.starts_with(is_circled) || text[..at].ends_with(char::is_whitespace);
    is_apart && without_number(rest).is_some()
}

fn is_circled(c: char) -> bool {
    matches!(c, '①'..='⑳')
}

/// Removes the number that a text begins with, if it counts what follows: `1. `, `2)`, `③`.
fn without_number(text: &str) -> Option<&str> {
    if let Some(rest) = text.strip_prefix(is_circled) {
        return Some(rest.trim_start());
    }
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = text.len() - rest.len();
    let rest = rest.strip_prefix(['.', ')', '、', '）'])?;
    let counts = (1..=2).contains(&digits) && !rest.starts_with(|c: char| c.is_ascii_digit());
    counts.then(|| rest.trim_start())
}

/// Splits a text at the slashes that separate renderings.
fn slashes(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, slash) in text.match_indices(['/', '／']) {
        let after = at + slash.len();
        if ends_in_word(&text[start..at]) && begins_in_word(&text[after..]) {
            parts.push(&text[start..at]);
            start = after;
        }
    }
    parts.push(&text[start..]);
    parts
}

/// Tests whether a rendering may end here, before a slash.
fn ends_in_word(text: &str) -> bool {
    let word = text.trim_end().rsplit([' ', '/']).next();
    word.is_some_and(|word| is_word(word) && word != "and")
}

/// Tests whether a rendering may begin here, after a slash.
fn begins_in_word(text: &str) -> bool {
    let word = text.trim_start().split([' ', '/']).next();
    word.is_some_and(is_word)
}

/// Tests whether a word is none of the short forms that have a slash in them, and no part of an address.
fn is_word(word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let is_address = word.trim_end_matches('.').contains(['.', ':']);
    (letters > 1 || !word.is_ascii()) && !is_address
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(cell: &str, expected: &[&str]) {
        assert_eq!(split(cell), expected, "{cell}");
    }

    #[test]
    fn renderings_are_separated() {
        check("grid worker/grid officer", &["grid worker", "grid officer"]);
        check(
            "theory A; concept A；idea",
            &["theory A", "concept A", "idea"],
        );
        check("Red Station\r\nRed Post", &["Red Station", "Red Post"]);
        check("1. one rule\n2. one law", &["one rule", "one law"]);
        check("1. one rule 2. one law", &["one rule", "one law"]);
        check("①law②rule", &["law", "rule"]);
        check("CPC / Party / CPC", &["CPC", "Party"]);
        check(
            "Party building | Party-building;",
            &["Party building", "Party-building"],
        );
        check("", &[]);
    }

    #[test]
    fn one_rendering_stays_one() {
        for one in [
            "and/or clause",
            "24/7 service",
            "5G/6G",
            "w/o prejudice",
            "km/h",
            "https://example.org/a/b",
            "Ministry of Industry, Commerce and Trade",
            "14th Five-Year Plan (2021-2025)",
            "1.5 degrees",
        ] {
            check(one, &[one]);
        }
    }

    #[test]
    fn a_wrapped_line_goes_on() {
        check(
            "Central Commission for\nDiscipline Inspection",
            &["Central Commission for Discipline Inspection"],
        );
    }

    #[test]
    fn chinese_terms_are_separated() {
        assert_eq!(split_sources("网格员/网格管理员"), ["网格员", "网格管理员"]);
        assert_eq!(split_sources("学先进、找不足"), ["学先进、找不足"]);
    }

    proptest! {
        #[test]
        fn no_letter_is_lost(cell in "[a-c党 /;\n|.1]{0,30}") {
            let items = split(&cell);
            prop_assert!(items.iter().all(|item| !item.trim().is_empty() && item.trim() == item));
            for word in cell.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()) {
                prop_assert!(items.iter().any(|item| item.contains(word)), "{} of {:?} in {:?}", word, cell, items);
            }
        }
    }
}
