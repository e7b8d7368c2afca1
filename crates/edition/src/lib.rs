//! The bilingual Markdown dialect: one article as pairs of sentences, readable in any Markdown viewer,
//! editable in any editor, and read back without loss.
//!
//! A sentence stands above its translation, which is a block quote:
//!
//! ```markdown
//! # 标题
//!
//! > **Title**
//!
//! **¶** 第一句。
//!
//! > The first sentence.
//!
//! 第二句。
//!
//! > The second one.
//! ```
//!
//! - A mark, `**¶**`, stands before the first sentence of a block. Where no block is marked, each one is a block.
//! - `<!-- caption -->` and the like above a block name its kind; headings and paragraphs need none.
//! - A line that ends in a backslash goes on in the next line: both belong to one pair (several
//!   sentences for one, or one for several). A viewer shows a line break.
//! - `> <!-- none -->` stands where a pair has no translation.
//! - Translations of titles and headings are strong, and no headings.
//! - `<!-- finding: … -->` below a pair is written on every run and ignored when read.
//! - A line in emphasis above the text (`*Gloss …*`) is a notice to the reader, ignored when read.
//! - Other comments, other lines in emphasis, and footnotes are a person's remarks: they stay where they are, before the
//!   block or the pair that follows. A comment within a pair, of one line or several, or beside text in a line, moves
//!   above the pair.
//! - Links, emphasis, code and footnotes that a person writes in a translation stay as they are: see [`Pair::markup`].
//! - The last comment is the [`Ledger`]: it tells the program's lines from a person's.
//! - Text of articles and backends is escaped so that nothing in it can become markup: see [`escape`].
//!
//! In the `stacked` layout a block stands above its translation, and line *i* of the quote translates line *i* of the
//! block. In the `table` layout the blocks between two headings are a table of two columns, one row a pair. An edition
//! keeps the layout in which it is read ([`Edition::layout`]) unless that is changed.
//!
//! # The way of an edition
//!
//! [`read`] gives the pairs as they stand in a file; those that a person wrote or changed have no provenance. If
//! [`Edition::has_lost_ledger`], nothing says that they are not the program's. [`reconcile`] puts them together with
//! the segments of the article as it is now, and gives a [`Slot`] for each place of the new edition. What becomes of a
//! slot is a pair with its remarks, markup and Chinese, unless the article has worded the sentence differently.
//! [`Ledger::maker`] gives the number of a backend for the provenance of its translations. [`write()`] makes the file;
//! [`adopted`] changes nothing in it but the front matter, the notice and the ledger.
//!
//! ```
//! use duizhao_core::segment::Segment;
//! use duizhao_edition::{Edition, Slot, read, reconcile, write};
//! use duizhao_zh::identity::Identity;
//!
//! let text = "---\nduizhao: 1\n---\n\n**¶** 他来了。\n\n> He *came*.\n";
//! let edition = read(text).expect("an edition");
//! assert_eq!(edition.pairs().next().map(|pair| pair.target_text()).as_deref(), Some("He came."));
//!
//! let identity = Identity::new();
//! let mut segment = Segment::paragraph("他來了。", Vec::new());
//! segment.id = identity.ids([segment.text.as_str()])[0];
//! let (slots, ledger) = reconcile(&[segment], edition, &identity);
//! let document = slots.map(|slot| match slot {
//!     Slot::Own(pair) | Slot::Segment(_, Some(pair)) => pair,
//!     Slot::Segment(_, None) => unreachable!("a person translated it"),
//! });
//! let edition = Edition { document, ledger, ..Edition::default() };
//! assert!(write(&edition, None, &identity).contains("> He *came*.\n"));
//! # Ok::<(), duizhao_zh::script::ScriptError>(())
//! ```

pub mod escape;
mod files;
mod front;
mod ledger;
mod markup;
mod read;
mod reconcile;
mod seal;
mod write;

pub use files::{Unlisted, files, markdown_files};
pub use front::FrontMatter;
pub use ledger::{Ledger, Maker};
pub use markup::footnote_labels;
pub use read::{ReadError, read, read_with_lines};
pub use reconcile::{Slot, reconcile, rewording};
pub use seal::{Seal, seal};
pub use write::{adopted, is_clean, write, write_with_lines};

use duizhao_core::article::Origin;
use duizhao_core::document::Document;
pub use duizhao_core::pair::{Pair, Provenance};

/// The dialect's version, the `duizhao` field of the front matter.
pub const VERSION: u32 = 1;

/// How the notice above a gloss begins.
pub const GLOSS_NOTICE: &str = "Gloss, not a translation";

/// How the notice above a machine's translation begins.
pub const MACHINE_NOTICE: &str = "Machine translation by";

/// Tests whether a text is an edition, of whatever version: it begins with front matter that says so, blank lines apart.
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
        by_program && !self.ledger.is_there && self.has_edits()
    }

    /// Tests whether a translation has no provenance: a person wrote or changed it since the program wrote the file.
    pub fn has_edits(&self) -> bool {
        self.pairs()
            .any(|pair| pair.provenance.is_none() && !pair.target.is_empty())
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
