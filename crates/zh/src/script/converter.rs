//! The converter: exceptions first, the engine for the rest.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, OnceLock};

use super::borders::Borders;
use super::change_set::ChangeSet;
use super::engine::Convert;
use super::exceptions::Exceptions;
use super::{Conversion, Script, ScriptEngine, ScriptError, names, particle};
use crate::char_set::{CharSet, PlaneSet};

/// Where text may be cut without cutting a word.
static STRETCH_ENDS: PlaneSet = PlaneSet::of("\n。");

/// Converts text to one script.
///
/// Clones share their data, and threads can share a converter. Text is converted in stretches that
/// end with a line break or a full stop 。, which no dictionary word has. Linear in the text.
#[derive(Clone)]
pub struct Converter {
    /// `None` leaves text as it is.
    rules: Option<Arc<Rules>>,
}

struct Rules {
    conversion: Conversion,
    engine: Box<dyn Convert>,
    exceptions: Exceptions,
    changes: ChangeSet,
    /// Characters that exceptions begin with, and those that [`WordGuard::kept`] looks at.
    looked_at: CharSet,
    /// What is known of words and names; `None` in measuring an engine.
    words: Option<WordGuard>,
}

/// What keeps the engine from converting across words and in names.
struct WordGuard {
    borders: Borders,
    simplifies: bool,
    /// Characters that names may keep.
    names: &'static str,
    /// Whether 著 as a particle becomes 着.
    particles: bool,
}

impl WordGuard {
    /// Returns the words for conversions between simplified and traditional script; `None` for others.
    fn of(conversion: Conversion, particles: bool) -> Option<Self> {
        let simplifies = conversion.target()? == Script::Hans;
        let names = if simplifies {
            names::KEPT
        } else {
            names::SURNAMES
        };
        Some(Self {
            borders: Borders::new(simplifies),
            simplifies,
            names,
            particles,
        })
    }

    /// Lists the characters that [`WordGuard::kept`] looks at.
    fn looked_at(&self) -> impl Iterator<Item = char> {
        self.names.chars().chain(self.particles.then_some('著'))
    }

    /// Returns what the character at byte `at` becomes where the engine must not decide.
    fn kept(&self, text: &str, at: usize, c: char) -> Option<char> {
        if !self.looked_at().any(|looked_at| looked_at == c) {
            return None;
        }
        if c == '著' {
            let (before, after) = (&text[..at], &text[at + c.len_utf8()..]);
            let is_particle = self.particles && particle::is_particle(before, after);
            return Some(if is_particle { '着' } else { c });
        }
        let is_kept = if self.simplifies {
            names::keeps_given(text, at, c)
        } else {
            names::keeps_surname(text, at, c)
        };
        is_kept.then_some(c)
    }
}

impl Converter {
    /// Returns the converter to `script` with the embedded engine: made when it is first asked for, and shared.
    pub fn new(script: Script) -> Self {
        static CONVERTERS: [OnceLock<Converter>; Script::ALL.len()] =
            [const { OnceLock::new() }; Script::ALL.len()];
        let shared = CONVERTERS[script as usize].get_or_init(|| {
            Self::load(ScriptEngine::Embedded, script).expect("the engine is in every build")
        });
        shared.clone()
    }

    /// Creates the converter to `script` with an engine; fails if this build lacks it or it lacks its data.
    pub fn with_engine(engine: ScriptEngine, script: Script) -> Result<Self, ScriptError> {
        match engine {
            ScriptEngine::Embedded => Ok(Self::new(script)),
            ScriptEngine::Opencc => Self::load(engine, script),
        }
    }

    fn load(engine: ScriptEngine, script: Script) -> Result<Self, ScriptError> {
        match script.conversion() {
            Some(conversion) => {
                let words = WordGuard::of(conversion, script == Script::Hans);
                Self::from_parts(
                    conversion,
                    engine.load(conversion)?,
                    Exceptions::of(Some(script)),
                    words,
                )
            }
            None => Ok(Converter { rules: None }),
        }
    }

    /// Creates the converter for any conversion of OpenCC, with the exceptions that apply.
    pub fn for_conversion(
        engine: ScriptEngine,
        conversion: Conversion,
    ) -> Result<Self, ScriptError> {
        Self::from_parts(
            conversion,
            engine.load(conversion)?,
            Exceptions::of(conversion.target()),
            WordGuard::of(conversion, false),
        )
    }

    /// Creates a converter without exceptions and repairs, for measuring an engine.
    pub fn bare(engine: ScriptEngine, conversion: Conversion) -> Result<Self, ScriptError> {
        Self::from_parts(
            conversion,
            engine.load_bare(conversion)?,
            Exceptions::of(None),
            None,
        )
    }

    fn from_parts(
        conversion: Conversion,
        engine: Box<dyn Convert>,
        exceptions: Exceptions,
        words: Option<WordGuard>,
    ) -> Result<Self, ScriptError> {
        let mut changes = engine.changes();
        exceptions.mark(&mut changes);
        if words.as_ref().is_some_and(|words| words.particles) {
            changes.insert('著');
        }
        let firsts = exceptions.firsts();
        let kept = words.iter().flat_map(WordGuard::looked_at);
        let looked_at = CharSet::new(firsts.chain(kept));
        Ok(Converter {
            rules: Some(Arc::new(Rules {
                conversion,
                engine,
                exceptions,
                changes,
                looked_at,
                words,
            })),
        })
    }

    /// Converts `text`; unchanged text is returned borrowed.
    ///
    /// Never fails or panics on any input: text that no dictionary has, such as ASCII, NUL or emoji,
    /// stays as it is. To [`Script::Hans`] with the embedded engine, a stretch without characters that
    /// the conversion could change needs one lookup per character.
    ///
    /// A phrase of the dictionary does not match across a word border (養老金發放), and surnames that are also the
    /// simplified form of another character stay in names (余, 范), as far as the words around tell.
    pub fn convert<'a>(&self, text: &'a str) -> Cow<'a, str> {
        self.rules
            .as_deref()
            .map_or(Cow::Borrowed(text), |rules| rules.convert(text))
    }
}

impl fmt::Debug for Converter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let conversion = self.rules.as_deref().map(|rules| rules.conversion);
        f.debug_struct("Converter")
            .field("conversion", &conversion)
            .finish()
    }
}

impl Rules {
    fn convert<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if !self.changes.touches(text) {
            return Cow::Borrowed(text);
        }
        let mut converted: Option<String> = None;
        let mut start = 0;
        while start < text.len() {
            let rest = &text[start..];
            let mark = STRETCH_ENDS.find(rest).unwrap_or(rest.len());
            let mark_length = rest[mark..].chars().next().map_or(0, char::len_utf8);
            let stretch = &rest[..mark + mark_length];
            let new = self.convert_stretch(stretch);
            if converted.is_none() && new != stretch {
                let mut head = String::with_capacity(text.len() + text.len() / 16);
                head.push_str(&text[..start]);
                converted = Some(head);
            }
            if let Some(out) = &mut converted {
                out.push_str(&new);
            }
            start += stretch.len();
        }
        converted.map_or(Cow::Borrowed(text), Cow::Owned)
    }

    fn convert_stretch<'a>(&self, stretch: &'a str) -> Cow<'a, str> {
        if !self.changes.touches(stretch) {
            return Cow::Borrowed(stretch);
        }
        let mut out = String::with_capacity(stretch.len());
        let mut piece = 0;
        for at in self.looked_at.places(stretch) {
            let Some(c) = stretch[at..].chars().next().filter(|_| at >= piece) else {
                continue;
            };
            if let Some(exception) = self.exceptions.at_start(c, &stretch[at..]) {
                self.push_piece(&stretch[piece..at], &mut out);
                out.push_str(exception.target);
                piece = at + exception.source.len();
            } else if let Some(kept) = self.words.as_ref().and_then(|w| w.kept(stretch, at, c)) {
                self.push_piece(&stretch[piece..at], &mut out);
                out.push(kept);
                piece = at + c.len_utf8();
            }
        }
        self.push_piece(&stretch[piece..], &mut out);
        Cow::Owned(out)
    }

    /// Appends `piece`, which has no exceptions, as the engine converts it between word borders.
    fn push_piece(&self, piece: &str, out: &mut String) {
        if !self.changes.touches(piece) {
            out.push_str(piece);
            return;
        }
        let borders = self.words.as_ref().map(|words| words.borders.of(piece));
        let mut from = 0;
        for border in borders.unwrap_or_default() {
            out.push_str(&self.engine.convert(&piece[from..border]));
            from = border;
        }
        out.push_str(&self.engine.convert(&piece[from..]));
    }
}
