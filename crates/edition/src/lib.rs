//! The bilingual Markdown dialect: one article as pairs of sentences, readable in any Markdown viewer,
//! editable in any editor, and read back without loss.
//!
//! A block stands above its translation, which is a block quote of the same kind. One sentence is one
//! line, and line *i* of the quote translates line *i* of the block.
//!
//! - A line that ends in a backslash goes on in the next line: both belong to one pair (several
//!   sentences for one, or one for several). A viewer shows a line break.
//! - `> <!-- none -->` stands where a pair has no translation.
//! - `<!-- caption -->` and the like above a block name its kind; headings and paragraphs need none.
//! - `<!-- finding: … -->` below a block is written anew on every run and ignored when read.
//! - A line in emphasis above the text (`*Gloss …*`) is a notice to the reader, ignored when read.
//! - Other comments, and other lines in emphasis, are a person's remarks: they stay where they are, before the block that
//!   follows. A comment within a block, of one line or several, or beside text in a line, moves above the block.
//! - The last comment is the [`Ledger`]: it tells the program's lines from a person's.
//! - Text is escaped so that nothing in it can become markup: see [`escape`].
//!
//! In the `table` layout, blocks other than headings are tables of two columns, one row a pair.

pub mod escape;
mod files;
mod front;
mod ledger;
mod markup;
mod read;
mod reconcile;
mod seal;
mod write;

pub use files::{Unlisted, files};
pub use front::FrontMatter;
pub use ledger::{Ledger, Maker};
pub use read::{ReadError, read, read_with_lines};
pub use reconcile::{Slot, reconcile, rewording};
pub use seal::{Seal, seal};
pub use write::{adopted, write};

use duizhao_core::article::Origin;
use duizhao_core::document::Document;
pub use duizhao_core::pair::{Pair, Provenance};

/// The dialect's version, the `duizhao` field of the front matter.
pub const VERSION: u32 = 1;

/// How the notice above a gloss begins.
pub const GLOSS_NOTICE: &str = "Gloss, not a translation";

/// How the notice above a machine's translation begins.
pub const MACHINE_NOTICE: &str = "Machine translation by";

/// Whether a text is an edition, of whatever version: it begins with front matter that says so, blank lines apart.
pub fn is_edition(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}');
    let mut lines = text
        .lines()
        .map(str::trim_end)
        .skip_while(|line| line.is_empty());
    lines.next() == Some(FENCE)
        && lines
            .take_while(|line| *line != FENCE)
            .any(|line| line.starts_with("duizhao:"))
}

/// What stands above and below the front matter.
const FENCE: &str = "---";

/// One article as pairs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edition {
    /// What is said of the article as a whole.
    pub front: FrontMatter,
    /// The title, the blocks and what people remarked on them.
    pub document: Document<Pair>,
    /// What the program remembers of what it wrote.
    pub ledger: Ledger,
    /// How it is laid out; `None` where it has nothing that shows it.
    pub layout: Option<Layout>,
}

impl Edition {
    /// Returns every pair in reading order, the title first.
    pub fn pairs(&self) -> impl Iterator<Item = &Pair> {
        self.document.items()
    }

    /// Returns every pair, to be changed.
    pub fn pairs_mut(&mut self) -> impl Iterator<Item = &mut Pair> {
        self.document.items_mut()
    }

    /// Tests whether the program wrote this edition and nothing says any more which lines people wrote since: the ledger
    /// is lost, or a part of it. Its pairs without provenance are then not to be taken for a person's.
    pub fn has_lost_ledger(&self) -> bool {
        let origin = self.front.get("origin").and_then(Origin::from_name);
        let by_program = matches!(origin, Some(Origin::Machine | Origin::Gloss));
        let is_unknown = |pair: &Pair| pair.provenance.is_none() && !pair.target.is_empty();
        by_program && !self.ledger.is_there && self.pairs().any(is_unknown)
    }

    /// Counts the pairs that are human-approved.
    pub fn reviewed(&self) -> usize {
        self.pairs().filter(|pair| pair.is_final()).count()
    }
}

/// How pairs are laid out; all layouts hold the same data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Layout {
    /// Each sentence, and below it its translation as a block quote.
    #[default]
    Interleaved,
    /// A block, and below it its translation as a block quote, line by line.
    Stacked,
    /// Two columns, one row a pair.
    Table,
}

impl std::str::FromStr for Layout {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name {
            "interleaved" => Ok(Self::Interleaved),
            "stacked" => Ok(Self::Stacked),
            "table" => Ok(Self::Table),
            _ => Err(format!(
                "unknown layout `{name}`; use `interleaved`, `stacked` or `table`"
            )),
        }
    }
}
