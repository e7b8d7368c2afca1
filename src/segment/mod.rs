//! Sentence boundaries of Chinese text.
//!
//! [`segment`] never alters text: its spans, put side by side, are the text again, byte for byte.
//!
//! A sentence ends at 。！？!?⋯⋯ and at …… where a new sentence plainly begins, after the closing
//! quotes and brackets that follow. Inside brackets, titles (《摔跤吧！爸爸》) and paired quotation
//! marks nothing ends, and a quotation stays with the clause that names its speaker (see [`quote`]).
//! Time and memory are linear in the text.

mod pairs;
mod quote;
mod scan;

use crate::article::Span;
pub use scan::segment;

/// The sentences of `text` as string slices; their concatenation is `text`.
pub fn sentences(text: &str) -> impl Iterator<Item = &str> {
    segment(text).into_iter().map(move |span: Span| span.of(text))
}
