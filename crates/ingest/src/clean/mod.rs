//! Cleaning the raw text of a page into an article, with a report of every change.
//!
//! [`PASSES`] lists the passes in their order, one file each. A pass looks for one kind of clutter and
//! decides the fate of lines; it never deletes a line, so that every line of the input is in the article, in
//! its metadata, or in the [`CleanReport`]. To add a pass, write a file with a `run` function and add it to
//! the list, with what a line must hold for the pass to look at it.

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
mod looks;
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
pub use looks::Needs;
pub use report::{Action, CleanReport, CleaningChange, KeptLine};

use crate::read::RawDocument;
use draft::Draft;
use duizhao_core::article::Article;
use duizhao_zh::script::{Converter, Script, ScriptEngine, ScriptError};
use looks::Look;

/// One step of cleaning.
pub struct Pass {
    /// Its name in reports.
    pub name: &'static str,
    /// What it looks for.
    pub summary: &'static str,
    /// What a line must hold for it to look at the line.
    pub needs: Needs,
    run: fn(&mut Draft<'_>),
}

/// The passes, in order: characters first, then lines that are not part of the article, then the article itself.
pub const PASSES: &[Pass] = &[
    Pass {
        name: "mojibake",
        summary: "text read in the wrong character set",
        needs: Needs::Any(mojibake::SIGNS),
        run: mojibake::run,
    },
    Pass {
        name: "characters",
        summary: "invisible or empty",
        needs: Needs::Taken(characters::is_changed),
        run: characters::run,
    },
    Pass {
        name: "glosses",
        summary: "an injected gloss",
        needs: Needs::Any("(（"),
        run: glosses::run,
    },
    Pass {
        name: "simplify",
        summary: "another script",
        needs: Needs::Nothing,
        run: simplify::run,
    },
    Pass {
        name: "stops",
        summary: "points in the place of full stops",
        needs: Needs::Any("."),
        run: punctuation::stops,
    },
    Pass {
        name: "blanks",
        summary: "blanks between characters",
        needs: Needs::Any(" "),
        run: blanks::run,
    },
    Pass {
        name: "wraps",
        summary: "a line of a wrapped paragraph",
        needs: Needs::Nothing,
        run: wraps::run,
    },
    Pass {
        name: "pictures",
        summary: "the name or address of a file",
        needs: Needs::Any(pictures::SIGNS),
        run: pictures::run,
    },
    Pass {
        name: "breadcrumbs",
        summary: "the way to the page",
        needs: Needs::Any(breadcrumbs::SIGNS),
        run: breadcrumbs::run,
    },
    Pass {
        name: "prompts",
        summary: "an invitation to scan, follow or download",
        needs: Needs::Nothing,
        run: prompts::run,
    },
    Pass {
        name: "interface",
        summary: "what the page says to its reader",
        needs: Needs::Nothing,
        run: interface::run,
    },
    Pass {
        name: "notices",
        summary: "a legal notice",
        needs: Needs::Nothing,
        run: notices::run,
    },
    Pass {
        name: "greetings",
        summary: "a greeting or a clock",
        needs: Needs::Nothing,
        run: controls::greetings,
    },
    Pass {
        name: "metadata",
        summary: "date, source, people",
        needs: Needs::Nothing,
        run: metadata::run,
    },
    Pass {
        name: "related",
        summary: "other pages, tags",
        needs: Needs::Nothing,
        run: related::run,
    },
    Pass {
        name: "controls",
        summary: "buttons, counters, share bars",
        needs: Needs::Nothing,
        run: controls::run,
    },
    Pass {
        name: "link_lists",
        summary: "a row of links",
        needs: Needs::Nothing,
        run: link_lists::run,
    },
    Pass {
        name: "menus",
        summary: "a menu above the article",
        needs: Needs::Nothing,
        run: margins::menus,
    },
    Pass {
        name: "contents",
        summary: "a table of contents",
        needs: Needs::Nothing,
        run: contents::run,
    },
    Pass {
        name: "title",
        summary: "the headline",
        needs: Needs::Nothing,
        run: title::run,
    },
    Pass {
        name: "repeats",
        summary: "a copy of another line",
        needs: Needs::Nothing,
        run: repeats::run,
    },
    Pass {
        name: "margins",
        summary: "above the title, or below the end of the article",
        needs: Needs::Nothing,
        run: margins::run,
    },
    Pass {
        name: "credits",
        summary: "who wrote or edited it",
        needs: Needs::Nothing,
        run: credits::run,
    },
    Pass {
        name: "punctuation",
        summary: "half-width marks",
        needs: Needs::Any(punctuation::MARKS),
        run: punctuation::run,
    },
    Pass {
        name: "kinds",
        summary: "headings, captions, notes",
        needs: Needs::Nothing,
        run: kinds::run,
    },
    Pass {
        name: "damage",
        summary: "what the source lost",
        needs: Needs::Nothing,
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
    /// The passes that are left out.
    disabled: DisabledPasses,
    /// Whether passes look at every line, whatever they need.
    #[cfg(test)]
    looks_everywhere: bool,
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
            disabled: DisabledPasses::default(),
            #[cfg(test)]
            looks_everywhere: false,
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
        for (index, pass) in PASSES.iter().enumerate() {
            if !self.disabled.has(pass.name, address) {
                draft.pass = pass.name;
                draft.pass_index = index;
                (pass.run)(&mut draft);
            }
        }
        draft.finish()
    }

    /// Looks at a text of a page.
    fn look(&self, text: &str) -> Look {
        let look = Look::at(text);
        #[cfg(test)]
        if self.looks_everywhere {
            return look.needed_by_all();
        }
        look
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
