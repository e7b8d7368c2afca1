//! Reading our editions: the title and every pair of one article. Editions are written by translating.

use super::super::Unit;
use super::decode::whole;
use super::gather::{Remark, UnitCollector};
use super::{ExchangeError, ImportFile, MemoryFormat};
use duizhao_core::article::Origin;
use duizhao_edition::{FrontMatter, Seal, read_with_lines, seal};
use duizhao_formats::xml::Position;

/// Editions.
pub(super) static FORMAT: MemoryFormat = MemoryFormat {
    name: "markdown",
    extensions: &["md", "markdown"],
    about: "our editions, one article a file",
    read,
    begin: None,
};

/// Longest edition, in bytes. An article has some kilobytes.
const MOST_BYTES: usize = 16 * 1024 * 1024;

fn read<'a>(input: ImportFile<'a>, collector: &mut UnitCollector<'a>) -> Result<(), ExchangeError> {
    let text = whole(collector.path, input, MOST_BYTES)?;
    let (edition, lines) = read_with_lines(&text).map_err(|error| {
        collector.error(
            Position {
                line: error.line,
                column: 1,
            },
            error.message,
            error.hint,
        )
    })?;
    if !edition.ledger.is_there && seal(&text) == Seal::Broken {
        collector.remark(Remark::Edited, Position::START);
    }
    let about = about(&edition.front);
    for (position, (pair, line)) in edition.pairs().zip(lines).enumerate() {
        let at = Position { line, column: 1 };
        if pair.target.is_empty() {
            collector.remark(Remark::Untranslated, at);
            continue;
        }
        // A pair without a mark is as a person left it.
        let origin = match pair.provenance {
            Some(mark) if mark.is_final() => Origin::Human,
            Some(mark) => mark.origin,
            None if edition.ledger.is_there => Origin::Human,
            None => about.origin,
        };
        let by_machine = origin == Origin::Machine || !edition.ledger.is_there;
        // Where the ledger names no maker, the front matter does.
        let (backend, model) = match edition.ledger.maker_of(pair) {
            _ if !by_machine => (None, None),
            Some(maker) => (Some(maker.backend.clone()), maker.model.clone()),
            None => (about.backend.clone(), about.model.clone()),
        };
        let unit = Unit {
            source: pair.source.concat(),
            target: pair.target.join(" "),
            origin,
            backend,
            model,
            article: about.article.clone(),
            position: Some(position as u64),
            ..Unit::default()
        };
        collector.push(unit, at)?;
    }
    Ok(())
}

/// Returns what the front matter says of every pair.
fn about(front: &FrontMatter) -> Unit {
    Unit {
        origin: front
            .get("origin")
            .and_then(Origin::from_name)
            .unwrap_or_default(),
        backend: front.get("backend").map(str::to_owned),
        model: front.get("model").map(str::to_owned),
        article: front.get("source_file").map(str::to_owned),
        ..Unit::default()
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{fails, read_all};
    use super::*;
    use duizhao_core::document::{Document, DocumentBlock};
    use duizhao_edition::{Edition, Pair, Provenance, write};
    use duizhao_zh::identity::Identity;

    fn text() -> String {
        let mut front = FrontMatter::default();
        front.set("source_file", "001.txt");
        front.set("backend", "deepl");
        front.set("origin", "machine");
        let mut joined = Pair::new("二，", "Two");
        joined.source.push("二。".to_owned());
        joined.target.push("and two.".to_owned());
        let pairs = vec![Pair::new("一。", "One."), joined, Pair::new("三。", "")];
        let blocks = vec![DocumentBlock::new(
            duizhao_core::article::BlockKind::Paragraph,
            pairs,
        )];
        let mut edition = Edition {
            front,
            document: Document {
                title: Some(Pair::new("题", "Title")),
                blocks,
                ..Document::default()
            },
            ..Edition::default()
        };
        let mark = Provenance {
            origin: Origin::Machine,
            ..Provenance::default()
        };
        edition
            .pairs_mut()
            .for_each(|pair| pair.provenance = Some(mark));
        write(&edition, None, &Identity::new())
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
        assert_eq!(
            units,
            [
                unit(0, "题", "Title"),
                unit(1, "一。", "One."),
                unit(2, "二，二。", "Two and two.")
            ]
        );
        let lines = notes.lines();
        assert!(
            lines.len() == 1 && lines[0].ends_with(": 1 unit without translation was left out"),
            "{lines:?}"
        );
    }

    #[test]
    fn what_a_person_changed_is_a_persons() {
        let (units, _) = read_all(&FORMAT, text().replace("One.", "1.").as_bytes()).unwrap();
        let origins: Vec<Origin> = units.iter().map(|unit| unit.origin).collect();
        assert_eq!(origins, [Origin::Machine, Origin::Human, Origin::Machine]);
        assert_eq!(
            (units[1].target.as_str(), units[1].backend.as_deref()),
            ("1.", None)
        );
    }

    #[test]
    fn each_line_names_its_own_maker() {
        let mut edition = duizhao_edition::read(&text()).unwrap();
        let maker = edition.ledger.maker("openai", Some("m"));
        let provenance = Provenance {
            maker,
            ..edition.document.title.as_ref().unwrap().provenance.unwrap()
        };
        edition.document.title.as_mut().unwrap().provenance = Some(provenance);
        let text = write(&edition, None, &Identity::new());
        let (units, _) = read_all(&FORMAT, text.as_bytes()).unwrap();
        let backends: Vec<_> = units.iter().map(|unit| unit.backend.as_deref()).collect();
        assert_eq!(backends, [Some("openai"), Some("deepl"), Some("deepl")]);
        assert_eq!(units[0].model.as_deref(), Some("m"));
    }

    #[test]
    fn without_a_ledger_nobody_can_tell() {
        let bare = text()
            .lines()
            .take_while(|line| !line.starts_with("<!-- ledger"))
            .collect::<Vec<_>>()
            .join("\n");
        let (units, notes) = read_all(&FORMAT, bare.as_bytes()).unwrap();
        assert!(units.iter().all(|unit| unit.origin == Origin::Machine));
        assert!(notes.lines()[0].starts_with("t:1:1: 1 edition was changed since it was written"));
    }

    #[test]
    fn what_is_no_edition_is_an_error_with_its_place() {
        fails(&FORMAT, "# a\n", "t:1:1: no front matter");
        fails(
            &FORMAT,
            &"a".repeat(MOST_BYTES + 1),
            "t:1:1: more than 16777216 bytes",
        );
    }
}
