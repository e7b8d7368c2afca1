//! Character sets and XML.

pub mod charset;
#[cfg(feature = "testing")]
pub mod testing;
pub mod xml;
