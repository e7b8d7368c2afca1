//! The ledger: a comment at the end of an edition by which the program tells its lines from a person's.
//!
//! For each pair that the program wrote it holds where the translation came from, a hash of the Chinese, a hash of the
//! English, and what the translation depended on. A pair that is in the ledger stands as it was written; one whose
//! Chinese alone is there has a translation of a person's; of any other pair the Chinese is a person's too. So an
//! edition says all of this by itself, wherever it is copied to.

use super::{Edition, FrontMatter, GLOSS_NOTICE, MACHINE_NOTICE, Pair, Provenance};
use duizhao_core::article::Origin;
use duizhao_core::fingerprint::Fingerprint;
use std::collections::{BTreeMap, BTreeSet};

/// How the comment begins.
pub(super) const START: &str = "<!-- ledger:";

/// The first line, for whoever finds it.
const HEAD: &str = "<!-- ledger: by this duizhao tells its lines from yours; leave it as it is";

/// How a comment ends.
pub(super) const END: &str = "-->";

/// A hash of a text: among the sentences of one article, two that differ have the same by a chance of one to a million.
type Hash = u32;

/// What the ledger says besides the pairs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger {
    /// Whether there is one.
    pub is_there: bool,
    /// Whether a person has changed what there is and in which order: blocks, pairs, or the Chinese. Then the edition
    /// says so from now on, and the article only what is new.
    pub own_structure: bool,
    /// Sentences of the article that a person took out or put otherwise.
    gone: BTreeSet<Hash>,
    /// The fields of the front matter as the program made them.
    front: BTreeMap<String, Hash>,
    /// The notices that the program wrote.
    notices: BTreeSet<Hash>,
    /// The Chinese of every pair that the program wrote.
    sources: BTreeSet<Hash>,
    /// The pairs that the program wrote and that were not found yet.
    entries: BTreeMap<(Hash, Hash), Vec<Provenance>>,
}

impl Ledger {
    /// Whether the program wrote a pair with this sentence.
    pub fn knows(&self, sentence: &str) -> bool {
        self.sources.contains(&of(&[sentence]))
    }

    /// Whether a person took this sentence of the article out.
    pub fn is_gone(&self, sentence: &str) -> bool {
        self.gone.contains(&of(&[sentence]))
    }

    /// Remembers that a person took a sentence of the article out.
    pub fn let_go(&mut self, sentence: &str) {
        self.gone.insert(of(&[sentence]));
    }

    /// Remembers that a person took out or put otherwise whatever the program wrote and an edition no longer has.
    pub(super) fn let_go_of_missing(&mut self, edition: &Edition) {
        let there: BTreeSet<Hash> = edition.pairs().map(|pair| of(&pair.source)).collect();
        self.gone.extend(self.sources.difference(&there));
    }

    /// Remembers what the fields of the front matter are as the program makes them.
    pub fn remember_front(&mut self, front: &FrontMatter) {
        self.front = front
            .fields()
            .map(|(key, value)| (key.to_owned(), of(&[value])))
            .collect();
    }

    /// Whether a person changed a field that the program had made, or put it there.
    pub fn is_own_field(&self, key: &str, value: &str) -> bool {
        self.front.get(key) != Some(&of(&[value]))
    }

    /// Whether the program wrote a line in emphasis. Without a ledger, its first words say so.
    pub(super) fn is_notice(&self, text: &str) -> bool {
        let known = || {
            [GLOSS_NOTICE, MACHINE_NOTICE]
                .iter()
                .any(|start| text.starts_with(start))
        };
        self.notices.contains(&of(&[text])) || (!self.is_there && known())
    }

    /// The mark of a pair if it stands as the program wrote it. Each entry counts once.
    pub(super) fn take(&mut self, source: &[String], target: &[String]) -> Option<Provenance> {
        let marks = self.entries.get_mut(&(of(source), of(target)))?;
        if marks.is_empty() {
            None
        } else {
            Some(marks.remove(0))
        }
    }

    /// Reads the ledger of an edition's lines; what cannot be read of it is passed over.
    pub(super) fn read(lines: &[&str]) -> (Self, Option<Hash>) {
        let (mut ledger, mut structure, mut inside) = (Self::default(), None, false);
        for line in lines {
            if line.starts_with(START) {
                (ledger.is_there, inside) = (true, true);
            } else if inside {
                ledger.line(line, &mut structure);
                inside = !line.contains(END);
            }
        }
        (ledger, structure)
    }

    fn line(&mut self, line: &str, structure: &mut Option<Hash>) {
        let mut words = line.split_whitespace();
        match words.next() {
            Some("structure") => match words.next() {
                Some("own") => self.own_structure = true,
                Some(_) | None => *structure = words.next().and_then(hash),
            },
            Some("gone") => self.gone.extend(words.filter_map(hash)),
            Some("notice") => self.notices.extend(words.filter_map(hash)),
            Some("front") => {
                let field = |word: &str| {
                    word.split_once('=')
                        .and_then(|(key, value)| Some((key.to_owned(), hash(value)?)))
                };
                self.front.extend(words.filter_map(field));
            }
            Some(name) => {
                let origin = Origin::from_name(name);
                let (source, target) = (words.next().and_then(hash), words.next().and_then(hash));
                let (Some(origin), Some(source), Some(target)) = (origin, source, target) else {
                    return;
                };
                let rest: Vec<&str> = words.collect();
                let basis = rest
                    .iter()
                    .find_map(|word| Fingerprint::from_hex(word))
                    .unwrap_or_default();
                let (reviewed, reworded) = (rest.contains(&"reviewed"), rest.contains(&"reworded"));
                let mark = Provenance {
                    origin,
                    basis,
                    approved: reviewed,
                    reworded,
                };
                self.sources.insert(source);
                self.entries.entry((source, target)).or_default().push(mark);
            }
            None => {}
        }
    }
}

/// The lines of an edition's ledger.
pub(super) fn lines(edition: &Edition, notice: Option<&str>) -> Vec<String> {
    let ledger = &edition.ledger;
    let mut lines = vec![HEAD.to_owned()];
    lines.push(match ledger.own_structure {
        true => "structure own".to_owned(),
        false => format!("structure article {:08x}", structure(edition)),
    });
    if !ledger.front.is_empty() {
        let fields: Vec<String> = ledger
            .front
            .iter()
            .map(|(key, hash)| format!("{key}={hash:08x}"))
            .collect();
        lines.push(format!("front {}", fields.join(" ")));
    }
    lines.extend(notice.map(|notice| format!("notice {:08x}", of(&[notice]))));
    if !ledger.gone.is_empty() {
        let hashes: Vec<String> = ledger
            .gone
            .iter()
            .map(|hash| format!("{hash:08x}"))
            .collect();
        lines.push(format!("gone {}", hashes.join(" ")));
    }
    lines.extend(edition.pairs().filter_map(entry));
    lines.push(END.to_owned());
    lines
}

fn entry(pair: &Pair) -> Option<String> {
    let mark = pair.provenance?;
    let mut entry = format!(
        "{} {:08x} {:08x}",
        mark.origin.name(),
        of(&pair.source),
        of(&pair.target)
    );
    if mark.basis != Fingerprint::default() {
        entry.push_str(&format!(" {}", mark.basis.hex()));
    }
    if mark.approved {
        entry.push_str(" reviewed");
    }
    if mark.reworded {
        entry.push_str(" reworded");
    }
    Some(entry)
}

/// A hash of which blocks and pairs there are, and of the Chinese.
pub(super) fn structure(edition: &Edition) -> Hash {
    let title = edition
        .document
        .title
        .iter()
        .flat_map(|pair| ["title"].into_iter().chain(texts(pair)));
    let blocks = edition.document.blocks.iter().flat_map(|block| {
        let pairs = block
            .items
            .iter()
            .flat_map(|pair| ["pair"].into_iter().chain(texts(pair)));
        [block.kind.name()].into_iter().chain(pairs)
    });
    upper(Fingerprint::of_texts(title.chain(blocks)))
}

fn texts(pair: &Pair) -> impl Iterator<Item = &str> {
    pair.source.iter().map(String::as_str)
}

fn of<T: AsRef<str>>(lines: &[T]) -> Hash {
    upper(Fingerprint::of_texts(lines.iter().map(AsRef::as_ref)))
}

fn upper(fingerprint: Fingerprint) -> Hash {
    (fingerprint.number() >> 32) as Hash
}

fn hash(word: &str) -> Option<Hash> {
    u32::from_str_radix(word, 16)
        .ok()
        .filter(|_| word.len() == 8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{read, write};
    use duizhao_core::document::Document;

    fn machine() -> Provenance {
        Provenance {
            origin: Origin::Machine,
            ..Provenance::default()
        }
    }

    /// A written edition of one pair.
    fn written(mark: Provenance) -> String {
        let title = Some(Pair {
            provenance: Some(mark),
            ..Pair::new("题", "Title")
        });
        let document = Document {
            title,
            ..Document::default()
        };
        let mut edition = Edition {
            document,
            ..Edition::default()
        };
        edition.front.set("date", "2020-02-19");
        let made = edition.front.clone();
        edition.ledger.remember_front(&made);
        edition.ledger.let_go("去");
        write(&edition, Some("Notice."))
    }

    #[track_caller]
    fn marked(text: &str, expected: Option<Provenance>, own_structure: bool) {
        let edition = read(text).expect("an edition");
        let mark = edition
            .document
            .title
            .as_ref()
            .and_then(|title| title.provenance);
        assert_eq!(
            (mark, edition.ledger.own_structure),
            (expected, own_structure),
            "{text}"
        );
    }

    #[test]
    fn a_pair_that_stands_has_its_mark() {
        let all = Provenance {
            approved: true,
            reworded: true,
            basis: Fingerprint::of_texts(["x"]),
            ..machine()
        };
        for mark in [machine(), all] {
            marked(&written(mark), Some(mark), false);
        }
    }

    #[test]
    fn an_edited_translation_is_a_persons() {
        marked(
            &written(machine()).replace("Title", "Headline"),
            None,
            false,
        );
    }

    #[test]
    fn edited_chinese_is_a_structure_of_ones_own() {
        marked(&written(machine()).replace("# 题", "# 标题"), None, true);
    }

    #[test]
    fn other_markdown_for_the_same_text_is_no_edit() {
        marked(
            &written(machine()).replace("> # Title", ">#  T&#x69;tle  "),
            Some(machine()),
            false,
        );
        marked(
            &written(machine()).replace('\n', "\r\n"),
            Some(machine()),
            false,
        );
    }

    #[test]
    fn an_entry_counts_once() {
        let text = written(machine()).replacen("*Notice.*", "题\n\n> Title", 1);
        let edition = read(&text).expect("an edition");
        assert_eq!(
            edition
                .pairs()
                .map(|pair| pair.provenance)
                .collect::<Vec<_>>(),
            [Some(machine()), None]
        );
    }

    #[test]
    fn what_is_gone_and_what_is_own_is_remembered() {
        let edition = read(&written(machine())).expect("an edition");
        assert!(edition.ledger.is_gone("去") && !edition.ledger.is_gone("题"));
        assert!(
            !edition.ledger.is_own_field("date", "2020-02-19")
                && edition.ledger.is_own_field("date", "2020")
        );
    }

    #[test]
    fn the_programs_notice_is_no_remark() {
        let remarks = |text: &str| read(text).expect("an edition").document.closing;
        assert_eq!(remarks(&written(machine())), [""; 0]);
        assert_eq!(
            remarks(&written(machine()).replace("*Notice.*", "*Mine.*")),
            ["*Mine.*"]
        );
        let bare = "---\nduizhao: 1\n---\n\n*Machine translation by x, not reviewed.*\n\n*Mine.*\n";
        assert_eq!(remarks(bare), ["*Mine.*"]);
    }

    #[test]
    fn an_entry_may_be_joined_to_the_end() {
        marked(
            &written(machine()).replace("\n-->", " -->"),
            Some(machine()),
            false,
        );
    }
}
