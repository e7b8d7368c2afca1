//! What a machine translation depended on, as a hash.

use crate::hash::Texts;
use serde::{Deserialize, Serialize};

/// Hash of what the translation of one sentence depends on. What stands around the sentence, the article's title and
/// examples help a service too and are left out on purpose: with them, a comma would have the neighbours sent again.
///
/// The first 64 bits of a SHA-256: the sentence is compared too wherever one is looked up, so that of ten million units
/// two that fall together would have to be of one sentence.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
pub struct Fingerprint(u64);

impl Fingerprint {
    /// Hashes some texts, each by itself.
    pub fn of_texts<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut all = Texts::default();
        texts.into_iter().for_each(|text| all.part(text));
        Self(all.hash())
    }

    /// Returns the fingerprint of that number.
    pub const fn from_number(number: u64) -> Self {
        Self(number)
    }

    /// Returns it as a number.
    pub const fn number(self) -> u64 {
        self.0
    }

    /// Returns it as 16 hexadecimal digits.
    pub fn hex(self) -> String {
        format!("{:016x}", self.0)
    }

    /// Reads what [`Fingerprint::hex`] wrote; `None` if it is not that.
    pub fn from_hex(text: &str) -> Option<Self> {
        let digits = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        digits.then(|| u64::from_str_radix(text, 16).ok().map(Self))?
    }
}

impl From<Texts> for Fingerprint {
    fn from(texts: Texts) -> Self {
        Self(texts.hash())
    }
}
