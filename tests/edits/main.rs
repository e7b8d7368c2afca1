//! What people do to editions: each kind of edit has one outcome, whatever runs come after it.

mod articles;
mod interleaved;
mod kinds;
mod project;
mod refused;
mod runs;
mod sequences;
mod terms;
