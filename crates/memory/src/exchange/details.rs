//! What is said of a unit beyond what a memory keeps.

/// What a publication says of a unit beyond what a memory keeps. Formats hold what they have a place for; readers pass
/// over it. The default says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UnitDetails {
    /// A name that no other unit of the file has: ASCII letters, digits, `-`, `_`, `.` and `:`.
    pub id: Option<String>,
    /// The language code of the Chinese, where it is not that of the file.
    pub chinese: Option<String>,
    /// Where the translation is from, in a word.
    pub state: Option<&'static str>,
    /// Whether a person approved what somebody else had translated.
    pub is_reviewed: bool,
    /// Who made the translation.
    pub created_by: Option<String>,
    /// Who changed or approved it last.
    pub changed_by: Option<String>,
    /// More properties of the unit: names, and what they are.
    pub properties: Vec<(&'static str, String)>,
    /// Properties of its article: the same for all units of the article.
    pub article: Vec<(&'static str, String)>,
    /// The lines of the unit's note one by one, in formats that tell remarks apart.
    pub remarks: Vec<UnitRemark>,
}

/// A remark on a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitRemark {
    /// What it is about, in a word.
    pub category: &'static str,
    /// How urgent it is: from 1, the most urgent, to 10.
    pub priority: u8,
    /// The remark.
    pub text: String,
}
