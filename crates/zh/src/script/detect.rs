//! Telling which script a text is in.

use super::table::{ONLY_SIMPLIFIED, ONLY_TRADITIONAL};
use crate::char_set::CharSet;

/// Counts the characters that only one script has.
///
/// Characters that both scripts have are no evidence, also where conversion changes them: 后, 里, 乾, 著.
pub struct Detector {
    traditional: CharSet,
    simplified: CharSet,
}

/// How many characters of a text only one script has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ScriptEvidence {
    /// Characters of traditional script alone.
    pub traditional: usize,
    /// Characters of simplified script alone.
    pub simplified: usize,
}

impl Default for Detector {
    fn default() -> Self {
        Self::new()
    }
}

impl Detector {
    /// Creates a detector from the embedded dictionary.
    pub fn new() -> Self {
        Self {
            traditional: CharSet::new(ONLY_TRADITIONAL.chars()),
            simplified: CharSet::new(ONLY_SIMPLIFIED.chars()),
        }
    }

    /// Lists the characters that only traditional script has, in order.
    pub fn traditional() -> &'static str {
        ONLY_TRADITIONAL
    }

    /// Lists the characters that only simplified script has, in order.
    pub fn simplified() -> &'static str {
        ONLY_SIMPLIFIED
    }

    /// Counts the evidence in a text. Linear.
    pub fn count(&self, text: &str) -> ScriptEvidence {
        let mut found = ScriptEvidence::default();
        for c in text.chars() {
            found.traditional += usize::from(self.traditional.contains(c));
            found.simplified += usize::from(self.simplified.contains(c));
        }
        found
    }
}

impl ScriptEvidence {
    /// Tests whether the text is in simplified script: most of the evidence is.
    pub fn is_simplified(self) -> bool {
        self.simplified > self.traditional
    }

    /// Tests whether the text is in traditional script: most of the evidence is.
    pub fn is_traditional(self) -> bool {
        self.traditional > self.simplified
    }
}

impl std::ops::AddAssign for ScriptEvidence {
    fn add_assign(&mut self, other: Self) {
        self.traditional += other.traditional;
        self.simplified += other.simplified;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, traditional: usize, simplified: usize) {
        let expected = ScriptEvidence {
            traditional,
            simplified,
        };
        assert_eq!(Detector::new().count(text), expected, "{text}");
    }

    #[test]
    fn only_characters_of_one_script_count() {
        check("發展經濟", 3, 0);
        check("发展经济", 0, 3);
        check("皇后、里程、乾坤、著名、范、余", 0, 0);
        check("王丙乾同志逝世", 0, 0);
        check("COD 2020", 0, 0);
    }
}
