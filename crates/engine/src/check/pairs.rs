//! What rules say of the pairs in a file of another program: a table, TMX, XLIFF, or JSON lines.
//!
//! Each pair stands alone: a memory may have two translations of a sentence, so that only rules on pairs run. One thread
//! reads and takes the results in order, the others check; memory use does not grow with the file.

use duizhao_check::{CheckedPair, Failure, PairContext, Selection};
use duizhao_core::diagnostic::Location;
use duizhao_edition as edition;
use duizhao_glossary::Termbase;
use duizhao_memory::exchange::{
    self, ExchangeError, ImportOptions, MemoryFormat, Notes, PlacedUnit, Received,
};
use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::num::NonZero;
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Pairs that a thread checks at once.
const AT_ONCE: usize = 256;

/// Bytes of a file that show what it is.
const HEAD: usize = 64 * 1024;

/// A file of pairs that is open.
pub struct PairFile {
    bytes: BufReader<File>,
    format: &'static MemoryFormat,
}

impl PairFile {
    /// Opens a file; `None` where it is an edition, or of no format that holds pairs.
    pub fn open(path: &Path) -> io::Result<Option<Self>> {
        let mut bytes = BufReader::with_capacity(HEAD, File::open(path)?);
        let head = bytes.fill_buf()?;
        if edition::is_edition(&String::from_utf8_lossy(head)) {
            return Ok(None);
        }
        let format = exchange::to_read(path, head).filter(|format| format.can_write());
        Ok(format.map(|format| Self { bytes, format }))
    }

    /// Passes on the pairs in order, those without English too; `path` names the file in messages. An error of `each`
    /// comes back as [`ExchangeError::Refused`].
    pub fn read(
        mut self,
        path: &Path,
        each: &mut dyn FnMut(PlacedUnit) -> Received,
    ) -> Result<Notes, ExchangeError> {
        let options = ImportOptions {
            untranslated: true,
            ..ImportOptions::default()
        };
        self.format
            .read_placed(path, &mut self.bytes, &options, each)
    }
}

/// Checks files of pairs.
pub struct PairFileChecker<'a> {
    /// The terms.
    pub termbase: &'a Termbase,
    /// Which rules run.
    pub selection: &'a Selection,
}

impl PairFileChecker<'_> {
    /// Checks the pairs of a file, and passes on those that rules say something of, in order. `path` names the file in
    /// diagnostics, which have the number of the pair, from 1, and the line in which it begins.
    ///
    /// On an error, the pairs before its place have been passed on. An error of `each` comes back as
    /// [`ExchangeError::Refused`].
    pub fn check(
        &self,
        path: &Path,
        file: PairFile,
        each: &mut dyn FnMut(CheckedPair) -> Received,
    ) -> Result<Notes, ExchangeError> {
        let threads = thread::available_parallelism().map_or(1, NonZero::get);
        let (to_threads, chunks) = sync_channel::<Chunk>(threads);
        let chunks = Mutex::new(chunks);
        thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| self.work(path, &chunks));
            }
            let mut pipeline = Pipeline {
                units: Vec::with_capacity(AT_ONCE),
                to_threads,
                most_waiting: 2 * threads,
                waiting: VecDeque::new(),
                each,
            };
            let read = file.read(path, &mut |unit| pipeline.add(unit));
            // What stands before the place of an error is passed on too.
            if !matches!(read, Err(ExchangeError::Refused(_))) {
                pipeline.finish().map_err(ExchangeError::Refused)?;
            }
            read
        })
    }

    /// Checks chunks until there are no more.
    fn work(&self, path: &Path, chunks: &Mutex<Receiver<Chunk>>) {
        loop {
            let next = chunks.lock().unwrap_or_else(PoisonError::into_inner).recv();
            let Ok(chunk) = next else { return };
            let checked = chunk.units.into_iter();
            let checked = checked.filter_map(|placed| self.checked(path, placed));
            // Nobody waits for it once the receiver of the results has refused one.
            let _ = chunk.reply.send(checked.collect());
        }
    }

    /// Checks one pair; `None` where no rule says anything.
    fn checked(&self, path: &Path, placed: PlacedUnit) -> Option<CheckedPair> {
        let PlacedUnit { unit, number, line } = placed;
        let mut context = PairContext::new(&unit.source, &unit.target, self.termbase);
        if unit.target.is_empty() {
            context.facts.failure = Some(Failure {
                what: "the file has no English for it".to_owned(),
                hint: None,
            });
        }
        let mut diagnostics = duizhao_check::pair(&context, self.selection);
        for diagnostic in &mut diagnostics {
            diagnostic.location = Location {
                pair: Some(number),
                ..Location::new(path, line, 0)
            };
        }
        (!diagnostics.is_empty()).then_some(CheckedPair {
            source: unit.source,
            target: unit.target,
            diagnostics,
        })
    }
}

/// Pairs for one thread, and where their results go.
struct Chunk {
    units: Vec<PlacedUnit>,
    reply: SyncSender<Vec<CheckedPair>>,
}

/// Hands pairs to threads, and passes their results on in the order of the file.
struct Pipeline<'a> {
    units: Vec<PlacedUnit>,
    to_threads: SyncSender<Chunk>,
    /// Chunks that may be under way at once.
    most_waiting: usize,
    /// The results of the chunks under way, the oldest first.
    waiting: VecDeque<Receiver<Vec<CheckedPair>>>,
    each: &'a mut dyn FnMut(CheckedPair) -> Received,
}

impl Pipeline<'_> {
    fn add(&mut self, unit: PlacedUnit) -> Received {
        self.units.push(unit);
        if self.units.len() == AT_ONCE {
            self.hand_over();
            while self.waiting.len() > self.most_waiting {
                self.pass_on()?;
            }
        }
        Ok(())
    }

    fn finish(mut self) -> Received {
        self.hand_over();
        while !self.waiting.is_empty() {
            self.pass_on()?;
        }
        Ok(())
    }

    fn hand_over(&mut self) {
        let units = std::mem::replace(&mut self.units, Vec::with_capacity(AT_ONCE));
        let (reply, results) = sync_channel(1);
        let chunk = Chunk { units, reply };
        self.to_threads
            .send(chunk)
            .expect("the threads take chunks");
        self.waiting.push_back(results);
    }

    /// Passes on the results of the oldest chunk.
    fn pass_on(&mut self) -> Received {
        let oldest = self.waiting.pop_front();
        let checked = oldest.map(|results| results.recv().expect("a thread checks the chunk"));
        checked.into_iter().flatten().try_for_each(&mut *self.each)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use duizhao_glossary::Glossary;
    use std::fmt::Write;

    /// What is passed on of a table, as `pair:line message`, and how its reading ended.
    fn said(text: &str, most: usize) -> (Vec<String>, Result<Notes, ExchangeError>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.tsv");
        std::fs::write(&path, text).unwrap();
        let mut glossary = Glossary::default();
        let rows = "source_hans,target,status\n县委,county Party committee,confirmed\n";
        glossary.add_text(Path::new("t.csv"), rows).unwrap();
        let checker = PairFileChecker {
            termbase: &Termbase::new(glossary),
            selection: &Selection::default(),
        };
        let mut said = Vec::new();
        let file = PairFile::open(&path).unwrap().unwrap();
        let read = checker.check(&path, file, &mut |checked| {
            if said.len() == most {
                return Err("enough".into());
            }
            for found in checked.diagnostics {
                let pair = found.location.pair.unwrap();
                said.push(format!("{pair}:{} {}", found.location.line, checked.source));
            }
            Ok(())
        });
        (said, read)
    }

    /// A table in which every third pair misses a term, and what is said of it.
    fn table(pairs: usize) -> (String, Vec<String>) {
        let (mut text, mut expected) = (String::new(), Vec::new());
        for number in 1..=pairs {
            if number % 3 == 0 {
                writeln!(text, "县委{number}\tIt met").unwrap();
                expected.push(format!("{number}:{number} 县委{number}"));
            } else {
                writeln!(text, "全县{number}\tIt met").unwrap();
            }
        }
        (text, expected)
    }

    #[test]
    fn pairs_are_passed_on_in_the_order_of_the_file() {
        let (text, expected) = table(20 * AT_ONCE + 7);
        let (said, read) = said(&text, usize::MAX);
        assert_eq!(said, expected);
        assert_eq!(read.unwrap().units as usize, 20 * AT_ONCE + 7);
    }

    #[test]
    fn what_stands_before_an_error_is_passed_on() {
        let (mut text, expected) = table(AT_ONCE + 7);
        text += &"x".repeat(3 * 1024 * 1024);
        let (said, read) = said(&text, usize::MAX);
        assert_eq!(said, expected);
        let place = format!("a.tsv:{}:1: a line of over", AT_ONCE + 8);
        assert!(read.unwrap_err().to_string().contains(&place));
    }

    #[test]
    fn a_receiver_that_refuses_ends_the_check() {
        let (text, expected) = table(20 * AT_ONCE);
        let (said, read) = said(&text, 5);
        assert_eq!(said, expected[..5]);
        assert_eq!(read.unwrap_err().to_string(), "enough");
    }

    #[test]
    fn a_pair_without_english_is_a_finding_and_one_without_chinese_counts() {
        let (said, read) = said("全县\t\n\n\tIt met\n\"县委\tIt met\n", usize::MAX);
        assert_eq!(said, ["1:1 全县", "3:4 \"县委"]);
        assert_eq!(read.unwrap().left_out(), 1);
    }

    #[test]
    fn editions_and_other_files_are_not_pairs() {
        let folder = tempfile::tempdir().unwrap();
        let opens = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            PairFile::open(&path).unwrap().is_some()
        };
        assert!(opens("a.tsv", "") && opens("a.xml", "<tmx/>") && opens("a.XLF", ""));
        assert!(!opens("a.txt", "---\nduizhao: 1\n---\n"));
        assert!(!opens("a.md", "# x") && !opens("a.xml", "<svg/>") && !opens("a", ""));
    }
}
