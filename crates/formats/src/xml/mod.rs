//! Reading and writing XML for exchange formats.
//!
//! | module | owns |
//! |---|---|
//! | `parts` | reading files of any size, entry by entry |
//! | `element` | an entry as a small tree |
//! | `input` | the position in the file, and the limit on its length |
//! | `text` | escaping text, and what the first bytes of a file say |
//!
//! A `DOCTYPE` is allowed, and nothing it names is fetched. An entity declaration is an error, so that nothing can
//! expand; so is any entity but XML's five and character references.

mod element;
mod input;
mod parts;
mod text;

pub use element::{Element, Node};
pub use input::Position;
pub use parts::{Form, Part, Parts, XmlError};
pub use text::{declared, escaped, is_allowed, root};
