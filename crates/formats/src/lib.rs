//! Character sets and XML for exchange formats.

pub mod charset;
#[cfg(feature = "testing")]
pub mod testing;
pub mod xml;
