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
mod merge;
mod read;
mod seal;
mod write;

pub use files::{Unlisted, files};
pub use front::FrontMatter;
pub use ledger::Ledger;
pub use merge::{Line, Merged, Slot, SlotBlock, merge, rewording};
pub use read::{ReadError, layout, read, read_with_lines};
pub use seal::{Seal, seal};
pub use write::{adopted, write};

use duizhao_core::article::BlockKind;
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

/// A block and its translation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairBlock {
    /// What the block is.
    pub kind: BlockKind,
    /// Its sentences, in order; at least one.
    pub pairs: Vec<Pair>,
    /// What people remarked above it: comments and lines in emphasis, as they stand in the file.
    pub remarks: Vec<String>,
}

impl PairBlock {
    /// A block of which nobody remarked anything.
    pub fn new(kind: BlockKind, pairs: Vec<Pair>) -> Self {
        Self {
            kind,
            pairs,
            remarks: Vec::new(),
        }
    }
}

/// One article as pairs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edition {
    /// What is said of the article as a whole.
    pub front: FrontMatter,
    /// The title and its translation; `None` where the article has none.
    pub title: Option<Pair>,
    /// The blocks, in reading order.
    pub blocks: Vec<PairBlock>,
    /// What people remarked above the title, as they did above a block.
    pub opening: Vec<String>,
    /// What people remarked below the last block.
    pub closing: Vec<String>,
    /// What the program remembers of what it wrote.
    pub ledger: Ledger,
}

impl Edition {
    /// Every pair in reading order, the title first.
    pub fn pairs(&self) -> impl Iterator<Item = &Pair> {
        self.title
            .iter()
            .chain(self.blocks.iter().flat_map(|block| &block.pairs))
    }

    /// Every pair, to be changed.
    pub fn pairs_mut(&mut self) -> impl Iterator<Item = &mut Pair> {
        self.title
            .iter_mut()
            .chain(self.blocks.iter_mut().flat_map(|block| &mut block.pairs))
    }

    /// How many pairs a person answers for.
    pub fn reviewed(&self) -> usize {
        self.pairs().filter(|pair| pair.is_final()).count()
    }
}

/// How pairs are laid out; both layouts hold the same data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Layout {
    /// The source above, its translation below as a block quote.
    #[default]
    Stacked,
    /// Two columns, one row a pair.
    Table,
}

impl std::str::FromStr for Layout {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name {
            "stacked" => Ok(Self::Stacked),
            "table" => Ok(Self::Table),
            _ => Err(format!("unknown layout `{name}`; use `stacked` or `table`")),
        }
    }
}
