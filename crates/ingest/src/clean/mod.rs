//! Cleaning the raw text of a page into an article, with a report of every change.
//!
//! [`PASSES`] lists the passes in their order, one file each. A pass looks for one kind of clutter and
//! decides the fate of lines; it never deletes a line, so that every line of the input is in the article, in
//! its metadata, or in the [`CleanReport`]. To add a pass, write a file with a `run` function and add it to
//! the list.

mod blanks;
mod bounds;
mod breadcrumbs;
mod characters;
mod contents;
mod controls;
mod credits;
mod damage;
mod datelines;
pub(crate) mod dates;
mod disabled;
mod draft;
mod fields;
mod glosses;
mod headings;
mod headline;
mod interface;
mod kinds;
mod link_lists;
mod margins;
mod metadata;
mod mojibake;
mod naming;
mod notices;
mod patterns;
mod pictures;
mod prompts;
mod punctuation;
mod radicals;
mod related;
mod repeats;
mod report;
mod simplify;
mod title;
mod wraps;

pub use disabled::{DisabledPasses, UnknownPass};
pub use report::{Action, CleanReport, CleaningChange, KeptLine};

use crate::read::RawDocument;
use draft::Draft;
use duizhao_core::article::Article;
use duizhao_zh::script::{Converter, Detector, Script, ScriptEngine, ScriptError};

/// One step of cleaning.
pub struct Pass {
    /// Its name in reports.
    pub name: &'static str,
    /// What it looks for.
    pub summary: &'static str,
    run: fn(&mut Draft<'_>),
}

/// The passes, in order: characters first, then lines that are not part of the article, then the article itself.
pub const PASSES: &[Pass] = &[
    Pass {
        name: "mojibake",
        summary: "text read in the wrong character set",
        run: mojibake::run,
    },
    Pass {
        name: "characters",
        summary: "invisible or empty",
        run: characters::run,
    },
    Pass {
        name: "glosses",
        summary: "an injected gloss",
        run: glosses::run,
    },
    Pass {
        name: "simplify",
        summary: "another script",
        run: simplify::run,
    },
    Pass {
        name: "stops",
        summary: "points in the place of full stops",
        run: punctuation::stops,
    },
    Pass {
        name: "blanks",
        summary: "blanks between characters",
        run: blanks::run,
    },
    Pass {
        name: "wraps",
        summary: "a line of a wrapped paragraph",
        run: wraps::run,
    },
    Pass {
        name: "pictures",
        summary: "the name or address of a file",
        run: pictures::run,
    },
    Pass {
        name: "breadcrumbs",
        summary: "the way to the page",
        run: breadcrumbs::run,
    },
    Pass {
        name: "prompts",
        summary: "an invitation to scan, follow or download",
        run: prompts::run,
    },
    Pass {
        name: "interface",
        summary: "what the page says to its reader",
        run: interface::run,
    },
    Pass {
        name: "notices",
        summary: "a legal notice",
        run: notices::run,
    },
    Pass {
        name: "greetings",
        summary: "a greeting or a clock",
        run: controls::greetings,
    },
    Pass {
        name: "metadata",
        summary: "date, source, people",
        run: metadata::run,
    },
    Pass {
        name: "related",
        summary: "other pages, tags",
        run: related::run,
    },
    Pass {
        name: "controls",
        summary: "buttons, counters, share bars",
        run: controls::run,
    },
    Pass {
        name: "link_lists",
        summary: "a row of links",
        run: link_lists::run,
    },
    Pass {
        name: "menus",
        summary: "a menu above the article",
        run: margins::menus,
    },
    Pass {
        name: "contents",
        summary: "a table of contents",
        run: contents::run,
    },
    Pass {
        name: "title",
        summary: "the headline",
        run: title::run,
    },
    Pass {
        name: "repeats",
        summary: "a copy of another line",
        run: repeats::run,
    },
    Pass {
        name: "margins",
        summary: "above the title, or below the end of the article",
        run: margins::run,
    },
    Pass {
        name: "credits",
        summary: "who wrote or edited it",
        run: credits::run,
    },
    Pass {
        name: "punctuation",
        summary: "half-width marks",
        run: punctuation::run,
    },
    Pass {
        name: "kinds",
        summary: "headings, captions, notes",
        run: kinds::run,
    },
    Pass {
        name: "damage",
        summary: "what the source lost",
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
    /// Tells the script of a page.
    detector: Detector,
    /// The passes that are left out.
    disabled: DisabledPasses,
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
            detector: Detector::new(),
            disabled: DisabledPasses::default(),
        })
    }

    /// Leaves out passes.
    #[must_use]
    pub fn without(mut self, disabled: DisabledPasses) -> Self {
        self.disabled = disabled;
        self
    }

    /// Cleans one document. Linear in the length of its text.
    ///
    /// The same document always gives the same article. Blocks have no line breaks, are not empty, and do
    /// not begin or end with white space. What the document says of itself holds: its title, its metadata, and the
    /// kinds of its blocks where no pass finds that they are something else.
    pub fn clean(&self, document: &RawDocument) -> Cleaned {
        let mut draft = Draft::new(document, self);
        let address = document.meta.url.as_deref();
        for pass in PASSES
            .iter()
            .filter(|pass: &&Pass| !self.disabled.has(pass.name, address))
        {
            draft.pass = pass.name;
            (pass.run)(&mut draft);
        }
        draft.finish()
    }

    /// Cleans a plain text.
    pub fn clean_text(&self, text: &str) -> Cleaned {
        self.clean(&RawDocument::of_text(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::{BlockPlace, RawBlock, ReadOptions, read};
    use duizhao_core::article::{BlockKind, Metadata};
    use proptest::prelude::*;
    use std::path::Path;
    use std::sync::LazyLock;

    static HANS: LazyLock<Cleaner> = LazyLock::new(|| Cleaner::new(Script::Hans).unwrap());

    const PROSE: &str =
        "疫情防控阻击战打响以来，全县各级党组织和广大党员干部闻令而动，奔赴疫情防控一线。";

    fn block(line: usize, text: &str, hint: Option<BlockKind>) -> RawBlock {
        RawBlock {
            text: text.to_owned(),
            hint,
            place: BlockPlace {
                line,
                after_blank: true,
            },
            ..RawBlock::default()
        }
    }

    fn kinds(cleaned: &Cleaned) -> Vec<BlockKind> {
        let blocks = cleaned.article.blocks.iter();
        blocks.map(|block| block.kind).collect()
    }

    #[test]
    fn a_hint_holds_where_no_pass_has_decided() {
        let hints = [
            (PROSE, None),
            ("网格里的身影", Some(BlockKind::Paragraph)),
            (
                "村党支部书记带领党员逐户走访，把防控知识送到每一户群众家里。",
                Some(BlockKind::ListItem),
            ),
            ("一线党旗红", None),
            (
                "社区党委把党员编进网格，每一名党员都有了自己的岗位和责任。",
                None,
            ),
            ("分享到：", Some(BlockKind::Paragraph)),
        ];
        let blocks = hints.iter().enumerate();
        let document = RawDocument {
            title: Some("某县推进工作".to_owned()),
            blocks: blocks
                .map(|(i, (text, hint))| block(i + 1, text, *hint))
                .collect(),
            ..RawDocument::default()
        };
        let cleaned = HANS.clean(&document);
        assert_eq!(
            kinds(&cleaned),
            [
                BlockKind::Paragraph,
                BlockKind::Paragraph,
                BlockKind::ListItem,
                BlockKind::Heading,
                BlockKind::Paragraph
            ]
        );
        assert_eq!(cleaned.report.removed().collect::<Vec<_>>(), ["分享到："]);
    }

    #[test]
    fn what_a_document_says_of_itself_holds() {
        let page = format!("別的標題\n\n某縣：推進工作\n2020-02-19 來源：人民網\n\n{PROSE}\n");
        let document = RawDocument {
            title: Some("某縣 推進工作".to_owned()),
            meta: Metadata {
                source: Some("黨建網".to_owned()),
                ..Metadata::default()
            },
            ..RawDocument::of_text(&page)
        };
        let cleaned = HANS.clean(&document);
        let article = &cleaned.article;
        assert_eq!(article.title.as_deref(), Some("某县 推进工作"));
        assert_eq!(article.meta.source.as_deref(), Some("党建网"));
        assert_eq!(article.meta.date.as_deref(), Some("2020-02-19"));
        assert_eq!(
            kinds(&cleaned),
            [BlockKind::Paragraph, BlockKind::Paragraph]
        );
    }

    fn hint() -> impl Strategy<Value = Option<BlockKind>> {
        prop::option::of(prop::sample::select(BlockKind::ALL.to_vec()))
    }

    proptest! {
        #[test]
        fn no_blocks_panic(blocks in prop::collection::vec(("\\PC{0,40}", hint()), 0..12)) {
            let blocks = blocks.iter().enumerate();
            let document = RawDocument {
                blocks: blocks.map(|(i, (text, hint))| block(i, text, *hint)).collect(),
                ..RawDocument::default()
            };
            for block in HANS.clean(&document).article.blocks {
                prop_assert!(!block.text.is_empty() && block.text.trim() == block.text);
            }
        }

        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            let documents = read(Path::new("a"), &bytes, &ReadOptions::default());
            for document in documents.unwrap_or_default().into_iter().flatten() {
                HANS.clean(&document);
            }
        }
    }
}
