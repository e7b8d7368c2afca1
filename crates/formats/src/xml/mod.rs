//! XML in and out, for the formats of others.
//!
//! | module | owns |
//! |---|---|
//! | `parts` | files of any size, entry by entry |
//! | `element` | an entry as a small tree |
//! | `input` | where in the file the reader is, and how much it may still take |
//! | `text` | text as XML, and what the first bytes say |
//!
//! A `DOCTYPE` is tolerated and nothing it names is fetched. An entity declaration is an error, so that nothing can
//! expand; so is any entity but the five of XML and character numbers.

mod element;
mod input;
mod parts;
mod text;

pub use element::{Element, Node};
pub use input::Position;
pub use parts::{Form, Part, Parts, XmlError};
pub use text::{declared, escaped, is_allowed, root};
