//! Cleaning the raw text of a page into an article, with a report of every change.
//!
//! [`PASSES`] lists the passes in their order, one file each. A pass looks for one kind of clutter and
//! decides the fate of lines; it never deletes a line, so that every line of the input is in the article, in
//! its metadata, or in the [`CleanReport`]. To add a pass, write a file with a `run` function and add it to
//! the list.

mod breadcrumbs;
mod characters;
mod contents;
mod controls;
mod credits;
mod damage;
mod draft;
mod glosses;
mod kinds;
mod link_lists;
mod metadata;
mod naming;
mod notices;
mod pictures;
mod prompts;
mod punctuation;
mod related;
mod repeats;
mod report;
mod simplify;
mod title;
mod wraps;

pub use report::{Action, CleanReport, CleaningChange};

use draft::Draft;
use duizhao_core::article::Article;
use duizhao_zh::script::{Converter, Script, ScriptEngine, ScriptError};

/// One step of cleaning.
pub struct Pass {
    /// Its name in reports.
    pub name: &'static str,
    run: fn(&mut Draft<'_>),
}

/// The passes, in order: characters first, then lines that are not part of the article, then the article itself.
pub const PASSES: &[Pass] = &[
    Pass {
        name: "characters",
        run: characters::run,
    },
    Pass {
        name: "glosses",
        run: glosses::run,
    },
    Pass {
        name: "simplify",
        run: simplify::run,
    },
    Pass {
        name: "wraps",
        run: wraps::run,
    },
    Pass {
        name: "pictures",
        run: pictures::run,
    },
    Pass {
        name: "breadcrumbs",
        run: breadcrumbs::run,
    },
    Pass {
        name: "prompts",
        run: prompts::run,
    },
    Pass {
        name: "notices",
        run: notices::run,
    },
    Pass {
        name: "greetings",
        run: controls::greetings,
    },
    Pass {
        name: "metadata",
        run: metadata::run,
    },
    Pass {
        name: "related",
        run: related::run,
    },
    Pass {
        name: "controls",
        run: controls::run,
    },
    Pass {
        name: "link_lists",
        run: link_lists::run,
    },
    Pass {
        name: "contents",
        run: contents::run,
    },
    Pass {
        name: "title",
        run: title::run,
    },
    Pass {
        name: "repeats",
        run: repeats::run,
    },
    Pass {
        name: "credits",
        run: credits::run,
    },
    Pass {
        name: "punctuation",
        run: punctuation::run,
    },
    Pass {
        name: "kinds",
        run: kinds::run,
    },
    Pass {
        name: "damage",
        run: damage::run,
    },
];

/// A cleaned page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cleaned {
    /// The article, in the script of the [`Cleaner`].
    pub article: Article,
    /// What was removed, moved and repaired.
    pub report: CleanReport,
}

/// Cleans pages into articles of one script; can be shared by threads.
pub struct Cleaner {
    /// Simplifies lines so that one set of rules reads both scripts.
    simplify: Converter,
    output: Converter,
    script: Script,
}

impl Cleaner {
    /// Creates a cleaner for articles in `script`.
    ///
    /// Fails only if a conversion engine cannot be created.
    pub fn new(script: Script) -> Result<Self, ScriptError> {
        Self::with_engine(ScriptEngine::Embedded, script)
    }

    /// Creates a cleaner for articles in `script` as an engine converts them; fails if this build lacks the engine.
    pub fn with_engine(engine: ScriptEngine, script: Script) -> Result<Self, ScriptError> {
        Ok(Self {
            simplify: Converter::with_engine(engine, Script::Hans)?,
            output: Converter::with_engine(engine, script)?,
            script,
        })
    }

    /// Cleans the text of one page. Linear in the length of the text.
    ///
    /// The same text always gives the same article. Blocks have no line breaks, are not empty, and do
    /// not begin or end with white space.
    pub fn clean(&self, text: &str) -> Cleaned {
        let mut draft = Draft::new(text, self);
        for pass in PASSES {
            draft.pass = pass.name;
            (pass.run)(&mut draft);
        }
        draft.finish()
    }
}
