//! Our editions, to read: the title and every pair of one article. Editions are written by translating.

use super::super::Unit;
use super::decode::whole;
use super::gather::{Gatherer, Remark};
use super::{ExchangeError, Format, Input};
use crate::article::Origin;
use crate::edition::{FrontMatter, Seal, read_with_lines, seal};
use crate::xml::Position;

/// Editions.
pub(super) static FORMAT: Format = Format {
    name: "markdown",
    extensions: &["md", "markdown"],
    about: "our editions, one article a file",
    read,
    begin: None,
};

/// Longest edition, in bytes. An article has some kilobytes.
const MOST_BYTES: usize = 16 * 1024 * 1024;

fn read<'a>(input: Input<'a>, gatherer: &mut Gatherer<'a>) -> Result<(), ExchangeError> {
    let text = whole(gatherer.path, input, MOST_BYTES)?;
    let (edition, lines) = read_with_lines(&text)
        .map_err(|error| gatherer.error(Position { line: error.line, column: 1 }, error.message, error.hint))?;
    if seal(&text) == Seal::Broken {
        gatherer.remark(Remark::Edited, Position::START);
    }
    let about = about(&edition.front);
    for (position, (pair, line)) in edition.pairs().zip(lines).enumerate() {
        let at = Position { line, column: 1 };
        if pair.target.is_empty() {
            gatherer.remark(Remark::Untranslated, at);
            continue;
        }
        let unit = Unit {
            source: pair.source.concat(),
            target: pair.target.join(" "),
            position: Some(position as u64),
            ..about.clone()
        };
        gatherer.push(unit, at)?;
    }
    Ok(())
}

/// What the front matter says of every pair.
fn about(front: &FrontMatter) -> Unit {
    let field = |key: &str| front.get(key).map(str::to_owned);
    Unit {
        origin: front.get("origin").and_then(Origin::from_name).unwrap_or_default(),
        backend: field("backend"),
        model: field("model"),
        article: field("source_file"),
        ..Unit::default()
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{fails, read_all};
    use super::*;
    use crate::edition::{Edition, Layout, Pair, PairBlock, write};

    fn text() -> String {
        let mut front = FrontMatter::default();
        front.set("source_file", "001.txt");
        front.set("backend", "deepl");
        front.set("origin", "machine");
        let mut joined = Pair::new("二，", "Two");
        joined.source.push("二。".to_owned());
        joined.target.push("and two.".to_owned());
        let pairs = vec![Pair::new("一。", "One."), joined, Pair::new("三。", "")];
        let blocks = vec![PairBlock { kind: crate::article::BlockKind::Paragraph, pairs }];
        write(&Edition { front, title: Some(Pair::new("题", "Title")), blocks }, Layout::Stacked, None)
    }

    #[test]
    fn every_pair_is_a_unit() {
        let (units, notes) = read_all(&FORMAT, text().as_bytes()).unwrap();
        let unit = |position, source: &str, target: &str| Unit {
            source: source.into(),
            target: target.into(),
            origin: Origin::Machine,
            backend: Some("deepl".into()),
            article: Some("001.txt".into()),
            position: Some(position),
            ..Unit::default()
        };
        assert_eq!(units, [unit(0, "题", "Title"), unit(1, "一。", "One."), unit(2, "二，二。", "Two and two.")]);
        let lines = notes.lines();
        assert!(lines.len() == 1 && lines[0].ends_with(": 1 unit without translation was left out"), "{lines:?}");
    }

    #[test]
    fn an_edition_that_was_changed_is_remarked_on() {
        let (_, notes) = read_all(&FORMAT, text().replace("One.", "1.").as_bytes()).unwrap();
        assert!(notes.lines()[0].starts_with("t:1:1: 1 edition was changed since it was written"));
        assert_eq!(notes.left_out(), 1);
    }

    #[test]
    fn what_is_no_edition_is_an_error_with_its_place() {
        fails(&FORMAT, "# a\n", "t:1:1: no front matter");
        fails(&FORMAT, &"a".repeat(MOST_BYTES + 1), "t:1:1: more than 16777216 bytes");
    }
}
