//! Commands for the reader to type.

use std::path::Path;

/// Returns a path as a shell takes it: in quotes where it needs them.
pub(super) fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    // A command would take it for a flag.
    let text = if text.starts_with('-') {
        format!("./{text}")
    } else {
        text
    };
    let mut signs = text.chars().filter(|c| !c.is_alphanumeric());
    if !text.is_empty() && signs.all(|c| "-_./\\:+,@%".contains(c)) {
        text
    } else if text.contains(['"', '$', '`', '\\', '!']) {
        format!("'{}'", text.replace('\'', r"'\''"))
    } else {
        format!("\"{text}\"")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, expected: &str) {
        assert_eq!(quoted(Path::new(path)), expected);
    }

    #[test]
    fn quotes_stand_where_a_shell_needs_them() {
        check("articles/2024/新闻.txt", "articles/2024/新闻.txt");
        check("my project", "\"my project\"");
        check("it's", "\"it's\"");
        check("$HOME's \"x\"", r#"'$HOME'\''s "x"'"#);
        check("-x", "./-x");
    }
}
