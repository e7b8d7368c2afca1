//! Articles that need no second look: neither they nor what their editions depend on has changed.
//!
//! Of each edition the memory keeps size, time and number of the files it depends on, and its sentences with what each
//! translation depended on. So a run over ten thousand articles looks at files' dates, compares the glossary with the
//! one of before, and opens only what is touched; and a dry run need not open even that.

use super::decide::{Judge, Standing, Status, Tally};
use super::files::{Opened, edition_path};
use super::row::Summary;
use super::{Made, Pipeline, Row};
use duizhao_core::article::Span;
use duizhao_core::article::{BlockKind, Origin};
use duizhao_core::hash::Texts;
use duizhao_core::segment::{Segment, SegmentId};
use duizhao_edition::{Pair, Provenance};
use duizhao_glossary::{Comparison, Termbase};
use duizhao_ingest::source::Input;
use duizhao_memory::{EditionState, Fingerprint};
use duizhao_translate::{ArticleContext, BackendError, Meter, Request};
use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// How long after a file was written a later change shows in its time of change: file systems count time in steps, of
/// some milliseconds on most, of two seconds where there are no fractions.
const STEP: [Duration; 2] = [Duration::from_millis(20), Duration::from_secs(2)];

/// What a run's editions have in common.
#[derive(Debug)]
pub(super) struct Keys {
    settings: u64,
    /// That of the glossary.
    glossary: u64,
    /// What translations depend on besides a sentence and its terms.
    pub(super) identity: String,
}

/// A file as it was: size, time of change in nanoseconds since 1970, number, and where systems have it the time that
/// nobody can set back. Nothing where there is none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Stamp(Option<(u64, u128, u64, i128)>);

impl Stamp {
    fn of(path: &Path) -> Self {
        let Ok(meta) = std::fs::metadata(path) else {
            return Self(None);
        };
        let time = meta
            .modified()
            .ok()
            .and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let (number, changed) = number(&meta);
        Self(Some((
            meta.len(),
            time.map_or(0, |time| time.as_nanos()),
            number,
            changed,
        )))
    }
}

/// A file's number, and when anything of it was changed, in nanoseconds since 1970.
#[cfg(unix)]
fn number(meta: &std::fs::Metadata) -> (u64, i128) {
    use std::os::unix::fs::MetadataExt;
    (
        meta.ino(),
        i128::from(meta.ctime()) * 1_000_000_000 + i128::from(meta.ctime_nsec()),
    )
}

#[cfg(not(unix))]
fn number(_: &std::fs::Metadata) -> (u64, i128) {
    (0, 0)
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some((size, time, number, changed)) => write!(f, "{size}:{time}:{number}:{changed}"),
            None => f.write_str("-"),
        }
    }
}

/// An article and its own glossary file as they were before they were read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sources {
    article: Stamp,
    glossary: Stamp,
}

impl Sources {
    pub(super) fn of(input: &Path) -> Self {
        Self {
            article: Stamp::of(input),
            glossary: Stamp::of(&Termbase::path_of_article(input)),
        }
    }

    /// The files that an edition depends on, with the edition itself as it is now.
    fn stamps(self, edition: &Path) -> String {
        format!("{} {} {}", self.article, Stamp::of(edition), self.glossary)
    }
}

/// The files as they are now, to be compared with what the memory kept.
pub(super) fn stamps_now(input: &Path, edition: &Path) -> String {
    Sources::of(input).stamps(edition)
}

/// Waits until a change of a file that was just written would show.
pub(super) fn settle(edition: &Path) {
    let Some(time) = std::fs::metadata(edition)
        .ok()
        .and_then(|meta| meta.modified().ok())
    else {
        return;
    };
    let whole = time
        .duration_since(UNIX_EPOCH)
        .is_ok_and(|time| time.subsec_nanos() == 0);
    let age = SystemTime::now().duration_since(time).unwrap_or_default();
    std::thread::sleep(STEP[usize::from(whole)].saturating_sub(age));
}

/// A sentence of an edition as the memory keeps it.
struct Remembered<'a> {
    standing: Standing,
    block: Option<usize>,
    kind: BlockKind,
    damage: Vec<&'a str>,
    text: &'a str,
    /// Whether it is a pair of a person's own, which is no sentence of the article.
    own: bool,
}

impl Remembered<'_> {
    /// Returns the segment that the memory kept; its terms only if they matter.
    fn segment(&self, with_terms: bool, termbase: &Termbase) -> Segment {
        let (mut damage, mut from) = (Vec::new(), 0);
        for place in &self.damage {
            if let Some(at) = self.text[from..].find(place) {
                damage.push(Span::new(from + at, from + at + place.len()));
                from += at + place.len();
            }
        }
        Segment {
            id: SegmentId::default(),
            block: self.block,
            kind: self.kind,
            text: self.text.to_owned(),
            hits: if with_terms {
                termbase.matcher.hits(self.text)
            } else {
                Vec::new()
            },
            damage,
        }
    }
}

/// The line for a sentence of the article and its pair.
pub(super) fn line(sentence: &Segment, pair: &Pair) -> String {
    let mark = pair.provenance.unwrap_or_default();
    let name = match () {
        () if pair.target.is_empty() => "none",
        () if mark.is_final() => Origin::Human.name(),
        () => mark.origin.name(),
    };
    let block = sentence
        .block
        .map_or_else(|| "-".to_owned(), |block| block.to_string());
    let damage: Vec<&str> = sentence.damaged().collect();
    format!(
        "{name}\t{block}\t{}\t{}\t{}\t{}\n",
        sentence.kind,
        mark.basis.hex(),
        damage.join("\u{1f}"),
        sentence.text
    )
}

/// The line for a pair of a person's own.
pub(super) fn own(text: &str) -> String {
    format!("own\t-\t{}\t\t\t{text}\n", BlockKind::Paragraph)
}

fn read(line: &str) -> Option<Remembered<'_>> {
    let mut cells = line.splitn(6, '\t');
    let (name, block, kind) = (cells.next()?, cells.next()?, cells.next()?);
    let (basis, damage, text) = (cells.next()?, cells.next()?, cells.next()?);
    let origin = Origin::from_name(name).unwrap_or_default();
    let basis = Fingerprint::from_hex(basis).unwrap_or_default();
    Some(Remembered {
        standing: Standing {
            mark: Some(Provenance {
                origin,
                basis,
                ..Provenance::default()
            }),
            translated: name != "none",
        },
        block: block.parse().ok(),
        kind: BlockKind::from_name(kind)?,
        damage: damage
            .split('\u{1f}')
            .filter(|place| !place.is_empty())
            .collect(),
        text,
        own: name == "own",
    })
}

/// What has changed since an edition was written.
struct Look {
    /// Whether people have written or brought any sentence since.
    has_news: bool,
    /// The glossary of then beside that of now, if it is another one and known.
    comparison: Option<Arc<Comparison>>,
    /// Whether nothing has changed at all.
    is_current: bool,
}

impl Pipeline {
    /// Whether nothing needs to be done for an article, or in a dry run, whether what would be done is known without
    /// opening it; the row then says so.
    pub(super) fn needs_no_look(&self, input: &Input, row: &mut Row) -> Result<bool, BackendError> {
        let looks = self.settings.overwrite || self.settings.anew || input.is_stdin();
        let Some(memory) = self.past.memory.as_ref().filter(|_| !looks) else {
            return Ok(false);
        };
        let path = edition_path(&self.settings.output, input);
        let Some(state) = memory.edition(&self.past.name(&path))? else {
            return Ok(false);
        };
        let is_same =
            state.settings == self.keys().settings && state.input == self.past.name(&input.path);
        if !is_same || state.stamps != stamps_now(&input.path, &path) {
            return Ok(false);
        }
        let Some(summary) = Summary::read(&state.summary) else {
            return Ok(false);
        };
        let Look {
            has_news,
            comparison,
            is_current,
        } = self.look(&state)?;
        let (mut touched, mut sentences) = (false, String::new());
        if !is_current {
            sentences = memory.sentences_of(&state.edition)?;
            if has_news && self.past.is_news(state.serial, texts(&sentences))? {
                return Ok(false);
            }
            if state.glossary != self.keys().glossary {
                let Some(comparison) = &comparison else {
                    return Ok(false);
                };
                touched = texts(&sentences).any(|text| comparison.may_touch(text));
            }
        }
        let tries_again = summary.failed > 0 && (!self.settings.dry_run || self.settings.estimate);
        if !touched && !tries_again {
            summary.fill(row);
            if self.settings.dry_run {
                // What is found in editions, a dry run does not say.
                (row.failed, row.findings) = Default::default();
            } else {
                row.edition = Some(path);
            }
            if !is_current && !self.settings.dry_run {
                let state = EditionState {
                    glossary: self.keys().glossary,
                    serial: self.past.serial,
                    ..state
                };
                memory.keep_edition(state, None)?;
            }
            return Ok(true);
        }
        match comparison.filter(|_| self.settings.dry_run) {
            Some(comparison) => self
                .expect_remembered(&state, &sentences, &comparison, &summary, row)
                .map(|()| true),
            None => Ok(false),
        }
    }

    /// What is to be looked at.
    fn look(&self, state: &EditionState) -> Result<Look, BackendError> {
        let has_news = state.serial < self.past.serial;
        let is_current = !has_news && state.glossary == self.keys().glossary;
        // An article with a glossary file of its own is compared as a whole.
        let has_own = !state.stamps.ends_with('-');
        let comparison = match is_current || has_own {
            true => None,
            false => self.past.earlier(state.glossary, &self.termbase)?,
        };
        Ok(Look {
            has_news,
            comparison,
            is_current,
        })
    }

    /// Counts what an article would take whose glossary has changed, by what the memory knows of it.
    fn expect_remembered(
        &self,
        state: &EditionState,
        sentences: &str,
        comparison: &Comparison,
        summary: &Summary,
        row: &mut Row,
    ) -> Result<(), BackendError> {
        let lines: Vec<Remembered<'_>> = sentences.lines().filter_map(read).collect();
        let touched: Vec<bool> = lines
            .iter()
            .map(|line| !line.own && comparison.may_touch(line.text))
            .collect();
        let segments: Vec<Segment> = lines
            .iter()
            .zip(&touched)
            .map(|(line, touched)| line.segment(*touched, &self.termbase))
            .collect();
        let name = Path::new(&state.input)
            .file_name()
            .unwrap_or_default()
            .to_string_lossy();
        let title = lines
            .first()
            .filter(|line| line.block.is_none())
            .map(|line| line.text);
        let document = ArticleContext {
            name: &name,
            title,
            segments: &segments,
            termbase: &self.termbase,
            examples: &[],
        };
        let meter = Meter::default();
        let judge = Judge {
            past: &self.past,
            backend: &*self.backend,
            identity: &self.keys().identity,
            anew: false,
            fuzzy: self.settings.fuzzy,
            edition: &state.edition,
            is_there: true,
            glossary: Some(state.glossary),
            request: Request {
                document,
                asks: &[],
                meter: &meter,
            },
        };
        let (mut tally, mut stale, mut sent) = (Tally::default(), BTreeSet::new(), Vec::new());
        for (index, (line, touched)) in lines.iter().zip(&touched).enumerate() {
            let status = match touched {
                true => judge.decide(index, Some(line.standing))?.0,
                false if line.own || line.standing.is_final() => Status::Human,
                false if line.standing.translated => Status::Unchanged,
                false => Status::Failed,
            };
            tally.count(&status);
            match status {
                Status::Stale(terms) => {
                    stale.extend(terms);
                    sent.push(index);
                }
                Status::New | Status::Failed => sent.push(index),
                Status::Human | Status::Unchanged | Status::Known => {}
            }
        }
        row.terms = summary.terms;
        self.count_expected(document, &sent, tally, stale, row);
        Ok(())
    }

    /// Keeps what a later run needs to know of an edition that was written.
    pub(super) fn remember(
        &self,
        input: &Input,
        opened: &Opened,
        made: &Made,
        text: &str,
        row: &Row,
    ) {
        let Some(memory) = self.past.memory.as_ref().filter(|_| !input.is_stdin()) else {
            return;
        };
        let stamps = opened.sources.stamps(&opened.path);
        // What somebody has saved meanwhile is not what was made.
        if std::fs::read(&opened.path)
            .ok()
            .is_none_or(|now| now != text.as_bytes())
        {
            return;
        }
        let state = EditionState {
            edition: self.past.name(&opened.path),
            input: self.past.name(&input.path),
            stamps,
            settings: self.keys().settings,
            glossary: self.keys().glossary,
            serial: self.past.serial,
            summary: Summary::of(row).text(),
        };
        // It spares the next run work, no more.
        let _ = memory.keep_edition(state, Some(made.remembered.clone()));
    }

    /// What a run's editions have in common; computed once.
    pub(super) fn keys(&self) -> &Keys {
        self.past.keys.get_or_init(|| {
            let identity = self.backend.identity();
            Keys {
                settings: self.settings_key(&identity),
                glossary: self.termbase.glossary.key(),
                identity,
            }
        })
    }

    /// A hash of what every edition of this run depends on besides its article and the glossary.
    fn settings_key(&self, identity: &str) -> u64 {
        let mut texts = Texts::default();
        let program = std::env::current_exe()
            .map(|path| Stamp::of(&path))
            .unwrap_or_default();
        let settings = &self.settings;
        texts.list([
            env!("CARGO_PKG_VERSION"),
            &program.to_string(),
            &settings.script.to_string(),
            &format!("{:?}", settings.layout),
            &settings
                .charset
                .map(|charset| charset.to_string())
                .unwrap_or_default(),
            &settings
                .fuzzy
                .map(|fuzzy| fuzzy.to_string())
                .unwrap_or_default(),
            self.backend.name(),
            self.backend.model().unwrap_or_default(),
            identity,
        ]);
        texts.hash()
    }
}

/// The texts of sentences as the memory keeps them.
fn texts(sentences: &str) -> impl Iterator<Item = &str> {
    sentences
        .lines()
        .filter_map(|line| line.splitn(6, '\t').nth(5))
}
