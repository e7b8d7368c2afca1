//! Numbers with their nouns.

use std::fmt::Display;

/// Returns a number with its noun, which takes an `s` where the number is not one.
pub fn counted<N: Display + PartialEq + From<bool>>(count: N, noun: &str) -> String {
    let plural = if count == N::from(true) { "" } else { "s" };
    format!("{count} {noun}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_no_plural() {
        assert_eq!(counted(0_usize, "line"), "0 lines");
        assert_eq!(counted(1_u64, "line"), "1 line");
        assert_eq!(counted(21_u32, "line"), "21 lines");
    }
}
