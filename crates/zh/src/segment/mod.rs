//! Sentence boundaries of Chinese text.
//!
//! [`segment`] never alters text: its spans, joined, are the text, byte for byte.
//!
//! - A sentence ends at 。！？!? and at line breaks, after the closing quotes and brackets that follow.
//!   An ellipsis ends one at the end of a quotation, and outside of quotations before a new subject. A half-width `.`
//!   between Chinese ends one where it is the full stop of the text.
//! - What follows the end marks and belongs to them stays with them: footnote marks, datelines, citations and other
//!   asides.
//! - Nothing ends inside brackets and titles (《摔跤吧！爸爸》), nor in quotation marks that set off words in
//!   the middle of a clause. In quoted speech sentences end as anywhere.
//! - A quotation that no colon introduces stays together with the sentence after it if that only names
//!   the speaker: “……。”某某说。
//! - A half-width `?` in text with full-width punctuation is a lost character (萨达姆?侯赛因) unless something
//!   before it asks; one inside an address ends nothing.
//!
//! Time and memory are linear in the text.

mod ellipsis;
mod pairs;
mod quote;
mod scan;
mod tail;

pub use scan::segment;

/// Splits `text` into its sentences; joined, they are `text`.
pub fn sentences(text: &str) -> impl Iterator<Item = &str> {
    segment(text).into_iter().map(move |span| span.of(text))
}
