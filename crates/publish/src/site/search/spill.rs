//! The places of all tokens of many articles, sorted by file without holding them in memory.
//!
//! Articles are added to batches in memory. A batch that is full is written to a temporary file, sorted; in the end the
//! places of each file are gathered from all batches.

use super::bits::{take, take_varint, varint};
use super::directory::Directory;
use super::postings::Place;
use super::text::SearchArticle;
use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Most bytes of a batch, roughly. There is one batch a thread.
const BATCH: usize = if cfg!(test) { 4 << 10 } else { 32 << 20 };

/// What a token of a batch takes apart from its letters and places, roughly.
const OF_TOKEN: usize = 96;

/// Places of tokens, in memory and in temporary files.
pub(super) struct Spill {
    /// Where the temporary files are.
    folder: PathBuf,
    directory: Directory,
    batches: Mutex<Vec<Batch>>,
    runs: Mutex<Vec<Run>>,
}

/// Places in memory.
#[derive(Default)]
struct Batch {
    tokens: HashMap<Box<str>, Places>,
    size: usize,
}

/// The places of a token: the number of the sentence twice, one more where the number of its article follows.
#[derive(Default)]
struct Places {
    bytes: Vec<u8>,
    last: Option<Place>,
}

/// A batch in a temporary file, sorted by shard and token.
struct Run {
    file: File,
    /// Where each shard begins, and where the last one ends.
    offsets: Vec<u64>,
}

impl Spill {
    /// Begins with temporary files in a folder. Of `directory`, only the number of files matters.
    pub(super) fn new(folder: &Path, directory: Directory) -> Self {
        Self {
            folder: folder.to_owned(),
            directory,
            batches: Mutex::default(),
            runs: Mutex::default(),
        }
    }

    /// Adds an article under its number. Threads may add at once.
    pub(super) fn add(&self, number: u32, article: &SearchArticle) -> io::Result<()> {
        let spare = lock(&self.batches).pop();
        let mut batch = spare.unwrap_or_default();
        article.each_token(|token, sentence| {
            let article = number;
            batch.add(token, Place { article, sentence });
        });
        if batch.size > BATCH {
            let run = self.write(std::mem::take(&mut batch))?;
            lock(&self.runs).push(run);
        }
        lock(&self.batches).push(batch);
        Ok(())
    }

    /// Writes what is left in memory; the places can then be gathered.
    pub(super) fn finish(self) -> io::Result<Gathering> {
        let mut runs = Vec::new();
        for batch in std::mem::take(&mut *lock(&self.batches)) {
            runs.push(Mutex::new(self.write(batch)?));
        }
        let written = std::mem::take(&mut *lock(&self.runs));
        runs.extend(written.into_iter().map(Mutex::new));
        Ok(Gathering(runs))
    }

    fn write(&self, batch: Batch) -> io::Result<Run> {
        let mut tokens: Vec<(u32, Box<str>, Places)> = batch
            .tokens
            .into_iter()
            .map(|(token, places)| (self.directory.shard(&token), token, places))
            .collect();
        tokens.sort_unstable_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
        let mut out = BufWriter::new(tempfile::tempfile_in(&self.folder)?);
        let mut offsets = vec![0];
        let mut at = 0;
        let mut head = Vec::new();
        for (shard, token, places) in tokens {
            offsets.resize(shard as usize + 1, at);
            head.clear();
            for length in [token.len(), places.bytes.len()] {
                varint(
                    &mut head,
                    u32::try_from(length).expect("a batch is smaller"),
                );
            }
            for part in [&head, token.as_bytes(), &places.bytes] {
                out.write_all(part)?;
                at += part.len() as u64;
            }
        }
        offsets.resize((1 << self.directory.shard_bits) + 1, at);
        let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        Ok(Run { file, offsets })
    }
}

impl Batch {
    fn add(&mut self, token: &str, place: Place) {
        let places = match self.tokens.get_mut(token) {
            Some(places) => places,
            None => {
                self.size += token.len() + OF_TOKEN;
                self.tokens.entry(token.into()).or_default()
            }
        };
        if places.last == Some(place) {
            return;
        }
        let before = places.bytes.len();
        let is_new = places.last.is_none_or(|last| last.article != place.article);
        varint(&mut places.bytes, place.sentence << 1 | u32::from(is_new));
        if is_new {
            varint(&mut places.bytes, place.article);
        }
        places.last = Some(place);
        self.size += places.bytes.len() - before;
    }
}

/// Places of tokens that can be gathered, file by file.
pub(super) struct Gathering(Vec<Mutex<Run>>);

impl Gathering {
    /// Returns the places of every token of a shard, in order. Threads may gather at once.
    pub(super) fn shard(&self, shard: u32) -> io::Result<BTreeMap<Box<str>, Vec<Place>>> {
        let mut tokens: BTreeMap<Box<str>, Vec<Place>> = BTreeMap::new();
        for run in &self.0 {
            let bytes = lock(run).read(shard as usize)?;
            gather(&bytes, &mut tokens).ok_or(io::ErrorKind::InvalidData)?;
        }
        for places in tokens.values_mut() {
            places.sort_unstable();
        }
        Ok(tokens)
    }
}

impl Run {
    fn read(&mut self, shard: usize) -> io::Result<Vec<u8>> {
        let (start, end) = (self.offsets[shard], self.offsets[shard + 1]);
        let length = usize::try_from(end - start).expect("a batch fits into memory");
        let mut bytes = vec![0; length];
        self.file.seek(SeekFrom::Start(start))?;
        self.file.read_exact(&mut bytes)?;
        Ok(bytes)
    }
}

fn gather(mut bytes: &[u8], tokens: &mut BTreeMap<Box<str>, Vec<Place>>) -> Option<()> {
    while !bytes.is_empty() {
        let (token, places) = (take_varint(&mut bytes)?, take_varint(&mut bytes)?);
        let token = std::str::from_utf8(take(&mut bytes, token)?).ok()?;
        let mut encoded = take(&mut bytes, places)?;
        let places = match tokens.get_mut(token) {
            Some(places) => places,
            None => tokens.entry(token.into()).or_default(),
        };
        let mut article = 0;
        while !encoded.is_empty() {
            let sentence = take_varint(&mut encoded)?;
            if sentence & 1 == 1 {
                article = take_varint(&mut encoded)?;
            }
            let sentence = sentence >> 1;
            places.push(Place { article, sentence });
        }
    }
    Some(())
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
