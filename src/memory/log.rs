//! The log of replies: every translation that came back, on disk before the next request.
//!
//! JSON Lines, only ever appended to: a line a translation, and a line a request with what it used. A line that a crash
//! cut off is passed over. Memory holds a fingerprint and a place for each translation, about 60 bytes. Several
//! processes may append at once; each knows what the log held when it began, and what it wrote itself.

use super::Fingerprint;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// The longest that a reply waits to be forced to disk. A killed program loses none; a power cut, those of this time.
const SYNC_EVERY: Duration = Duration::from_secs(1);

/// Why the log cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {cause}\nhint: what was paid for is kept there; make room, or make it writable", path = path.display())]
pub struct LogError {
    /// The file.
    pub path: PathBuf,
    /// What the system said.
    pub cause: io::Error,
}

/// A translation as it is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Record<'a> {
    /// What it depended on, as [`Fingerprint::hex`].
    pub key: &'a str,
    /// The sentence.
    pub source: &'a str,
    /// Its translation.
    pub target: &'a str,
    /// The article's file.
    pub article: &'a str,
    /// The sentence's index in the article.
    pub sentence: usize,
    /// The backend.
    pub backend: &'a str,
    /// Its model, if it has several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<&'a str>,
}

/// What requests were expected to use, and what they used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accuracy {
    /// Tokens as estimated, sent and received.
    pub estimated_tokens: u64,
    /// Tokens as the service counted them.
    pub counted_tokens: u64,
}

impl Accuracy {
    /// What was estimated, in per cent of what was counted; `None` where nothing was counted.
    pub fn percent(&self) -> Option<f64> {
        (self.counted_tokens > 0).then(|| self.estimated_tokens as f64 * 100.0 / self.counted_tokens as f64)
    }
}

/// A line as it is read.
#[derive(Deserialize)]
struct Line<'a> {
    #[serde(borrow)]
    key: Option<Cow<'a, str>>,
    #[serde(borrow)]
    target: Option<Cow<'a, str>>,
    /// The backend of a request's line.
    #[serde(borrow)]
    request: Option<Cow<'a, str>>,
    #[serde(default, flatten)]
    accuracy: Option<Accuracy>,
}

/// The log, open for reading and appending.
#[derive(Debug)]
pub struct ReplyLog {
    path: PathBuf,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    file: File,
    places: HashMap<Fingerprint, Place>,
    accuracy: HashMap<String, Accuracy>,
    synced: Instant,
}

/// Where a line stands.
#[derive(Debug, Clone, Copy)]
struct Place {
    start: u64,
    length: u32,
}

impl ReplyLog {
    /// Opens the log, or begins one. Time is linear in its size.
    pub fn open(path: &Path) -> Result<Self, LogError> {
        let error = |cause| LogError { path: path.to_owned(), cause };
        let state = State::open(path).map_err(error)?;
        Ok(Self { path: path.to_owned(), state: Mutex::new(state) })
    }

    /// Takes no translation that is there for known; those to come are.
    pub fn forget(&self) {
        self.state().places.clear();
    }

    /// The translation with this fingerprint; the latest, if it was made several times.
    pub fn get(&self, fingerprint: Fingerprint) -> Result<Option<String>, LogError> {
        self.state().get(fingerprint).map_err(|cause| self.error(cause))
    }

    /// Whether there is a translation with this fingerprint.
    pub fn holds(&self, fingerprint: Fingerprint) -> bool {
        self.state().places.contains_key(&fingerprint)
    }

    /// Appends the translations of one reply, and how good its estimate was if that is known. They are on disk when this returns, though a
    /// power cut may lose those of the last second.
    pub fn put(
        &self,
        backend: &str,
        replies: &[(Fingerprint, Record<'_>)],
        accuracy: Option<Accuracy>,
    ) -> Result<(), LogError> {
        self.state().put(backend, replies, accuracy).map_err(|cause| self.error(cause))
    }

    /// How good the estimates for a backend have been so far.
    pub fn accuracy(&self, backend: &str) -> Accuracy {
        self.state().accuracy.get(backend).copied().unwrap_or_default()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn error(&self, cause: io::Error) -> LogError {
        LogError { path: self.path.clone(), cause }
    }
}

impl Drop for ReplyLog {
    fn drop(&mut self) {
        // What cannot be forced to disk now is with the system all the same.
        let _ = self.state().file.sync_data();
    }
}

impl State {
    fn open(path: &Path) -> io::Result<Self> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let file = File::options().create(true).read(true).append(true).open(path)?;
        // A file system that cannot lock is found out before anything is paid for.
        file.lock()?;
        file.unlock()?;
        let mut state = Self { file, places: HashMap::new(), accuracy: HashMap::new(), synced: Instant::now() };
        state.read()?;
        Ok(state)
    }

    fn read(&mut self) -> io::Result<()> {
        let mut reader = BufReader::new(self.file.try_clone()?);
        reader.seek(SeekFrom::Start(0))?;
        let (mut line, mut start) = (Vec::new(), 0);
        loop {
            line.clear();
            let length = reader.read_until(b'\n', &mut line)?;
            if length == 0 {
                return Ok(());
            }
            if let Some(text) = line.strip_suffix(b"\n") {
                self.note(text, Place { start, length: u32::try_from(length - 1).unwrap_or(0) });
            }
            start += length as u64;
        }
    }

    /// Takes a line into account; one that cannot be read is passed over.
    fn note(&mut self, line: &[u8], place: Place) {
        let Ok(line) = serde_json::from_slice::<Line<'_>>(line) else { return };
        if let Some(fingerprint) =
            line.key.and_then(|key| Fingerprint::from_hex(&key)).filter(|_| line.target.is_some())
        {
            self.places.insert(fingerprint, place);
        }
        if let (Some(backend), Some(accuracy)) = (line.request, line.accuracy) {
            self.count(&backend, accuracy);
        }
    }

    fn count(&mut self, backend: &str, more: Accuracy) {
        let sum = self.accuracy.entry(backend.to_owned()).or_default();
        sum.estimated_tokens += more.estimated_tokens;
        sum.counted_tokens += more.counted_tokens;
    }

    fn get(&mut self, fingerprint: Fingerprint) -> io::Result<Option<String>> {
        let Some(&Place { start, length }) = self.places.get(&fingerprint) else { return Ok(None) };
        let mut line = vec![0; length as usize];
        self.file.seek(SeekFrom::Start(start))?;
        self.file.read_exact(&mut line)?;
        let line: Line<'_> = serde_json::from_slice(&line)?;
        let asked = line.key.and_then(|key| Fingerprint::from_hex(&key)) == Some(fingerprint);
        Ok(line.target.filter(|_| asked).map(Cow::into_owned))
    }

    fn put(
        &mut self,
        backend: &str,
        replies: &[(Fingerprint, Record<'_>)],
        accuracy: Option<Accuracy>,
    ) -> io::Result<()> {
        self.file.lock()?;
        let written = self.append(backend, replies, accuracy);
        self.file.unlock()?;
        written?;
        self.count(backend, accuracy.unwrap_or_default());
        if self.synced.elapsed() >= SYNC_EVERY {
            self.file.sync_data()?;
            self.synced = Instant::now();
        }
        Ok(())
    }

    fn append(
        &mut self,
        backend: &str,
        replies: &[(Fingerprint, Record<'_>)],
        accuracy: Option<Accuracy>,
    ) -> io::Result<()> {
        #[derive(Serialize)]
        struct Request<'a> {
            request: &'a str,
            at: u64,
            #[serde(flatten)]
            accuracy: Option<Accuracy>,
        }
        let mut start = self.file.seek(SeekFrom::End(0))?;
        let mut lines = Vec::new();
        if start > 0 && !self.ends_a_line(start)? {
            lines.push(b'\n');
        }
        let mut places = Vec::with_capacity(replies.len());
        for (fingerprint, record) in replies {
            let from = lines.len();
            serde_json::to_writer(&mut lines, record)?;
            let length =
                u32::try_from(lines.len() - from).map_err(|_| io::Error::other("a translation of over 4 GB"))?;
            places.push((*fingerprint, Place { start: start + from as u64, length }));
            lines.push(b'\n');
        }
        let at = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        serde_json::to_writer(&mut lines, &Request { request: backend, at, accuracy })?;
        lines.push(b'\n');
        self.file.write_all(&lines)?;
        start += lines.len() as u64;
        debug_assert_eq!(self.file.metadata()?.len(), start);
        self.places.extend(places);
        Ok(())
    }

    fn ends_a_line(&mut self, end: u64) -> io::Result<bool> {
        let mut last = [0];
        self.file.seek(SeekFrom::Start(end - 1))?;
        self.file.read_exact(&mut last)?;
        Ok(last == *b"\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::Dependencies;
    use proptest::prelude::*;

    fn key(text: &str) -> Fingerprint {
        let kind = crate::article::BlockKind::Paragraph;
        let (damaged, terms, violations) = (vec![], vec![], &[][..]);
        Fingerprint::of(&Dependencies { source: text, kind, damaged, identity: "", terms, violations })
    }

    fn put(log: &ReplyLog, pairs: &[(&str, &str)], counted_tokens: u64) {
        let keys: Vec<String> = pairs.iter().map(|(source, _)| key(source).hex()).collect();
        let record = |i: usize| {
            let (source, target) = pairs[i];
            Record { key: &keys[i], source, target, article: "a.txt", sentence: i, backend: "b", model: None }
        };
        let records: Vec<_> = (0..pairs.len()).map(|i| (key(pairs[i].0), record(i))).collect();
        let accuracy = (counted_tokens > 0).then_some(Accuracy { estimated_tokens: 10, counted_tokens });
        log.put("b", &records, accuracy).unwrap();
    }

    fn get(log: &ReplyLog, source: &str) -> Option<String> {
        log.get(key(source)).unwrap()
    }

    #[test]
    fn what_was_written_is_there_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x/replies.jsonl");
        let log = ReplyLog::open(&path).unwrap();
        put(&log, &[("一", "one"), ("二", "two \"2\"")], 12);
        put(&log, &[("一", "One")], 0);
        for log in [log, ReplyLog::open(&path).unwrap()] {
            assert_eq!(get(&log, "一").as_deref(), Some("One"));
            assert_eq!(get(&log, "二").as_deref(), Some("two \"2\""));
            assert_eq!(get(&log, "三"), None);
            assert_eq!(log.accuracy("b"), Accuracy { estimated_tokens: 10, counted_tokens: 12 });
        }
    }

    #[test]
    fn two_processes_append_without_harm() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("replies.jsonl");
        let (a, b) = (ReplyLog::open(&path).unwrap(), ReplyLog::open(&path).unwrap());
        put(&a, &[("一", "one")], 1);
        put(&b, &[("二", "two")], 1);
        put(&a, &[("三", "three")], 1);
        assert_eq!(get(&a, "三").as_deref(), Some("three"));
        assert_eq!(get(&b, "二").as_deref(), Some("two"));
        let all = ReplyLog::open(&path).unwrap();
        assert!(["一", "二", "三"].iter().all(|source| get(&all, source).is_some()));
    }

    proptest! {
        #[test]
        fn a_log_cut_anywhere_keeps_its_whole_lines_and_goes_on(cut in 0..1000_usize) {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("replies.jsonl");
            put(&ReplyLog::open(&path).unwrap(), &[("一", "one"), ("二", "two")], 1);
            let bytes = std::fs::read(&path).unwrap();
            let cut = cut % bytes.len();
            std::fs::write(&path, &bytes[..cut]).unwrap();
            let whole = bytes[..cut].iter().filter(|&&byte| byte == b'\n').count();
            put(&ReplyLog::open(&path).unwrap(), &[("三", "three")], 1);
            let log = ReplyLog::open(&path).unwrap();
            // A line that lacks nothing but its end is whole.
            let whole = whole + usize::from(bytes[cut] == b'\n');
            let one = get(&log, "一");
            prop_assert_eq!(one.is_some(), whole >= 1);
            prop_assert_eq!(get(&log, "二").is_some(), whole >= 2);
            let three = get(&log, "三");
            prop_assert_eq!(three.as_deref(), Some("three"));
        }
    }
}
