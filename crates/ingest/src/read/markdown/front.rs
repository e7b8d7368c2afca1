//! Front matter: fields above the text, between lines of `---` as YAML or of `+++` as TOML.

/// Lines of front matter that are looked at; what ends later begins no front matter.
const MOST_LINES: usize = 200;

/// The front matter of a text.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct MarkdownFront {
    /// Names and values of the fields that are simple: one value, or a list, whose items are separated by blanks.
    pub(super) fields: Vec<(String, String)>,
    /// Length of the front matter with its fences, in bytes of the text.
    pub(super) len: usize,
}

/// Reads the front matter of a text; `None` where it has none. A blank line may stand before it.
pub(super) fn front_matter(text: &str) -> Option<MarkdownFront> {
    let blank = text.len() - text.trim_start().len();
    let mut lines = text[blank..].split_inclusive('\n');
    let open = lines.next()?;
    let (fence, sign) = match open.trim_end() {
        "---" => ("---", ':'),
        "+++" => ("+++", '='),
        _ => return None,
    };
    let mut front = MarkdownFront {
        fields: Vec::new(),
        len: blank + open.len(),
    };
    for line in lines.take(MOST_LINES) {
        front.len += line.len();
        let line = line.trim_end();
        if line == fence || (sign == ':' && line == "...") {
            return (!front.fields.is_empty()).then_some(front);
        }
        add_line(&mut front.fields, line, sign);
    }
    None
}

/// Adds what a line says: a field, or an item of the list that the last field is.
fn add_line(fields: &mut Vec<(String, String)>, line: &str, sign: char) {
    let indented = line.starts_with([' ', '\t', '-']);
    let inner = line.trim();
    if indented || inner.starts_with(['"', '\'', ']']) {
        if let Some((_, value)) = fields.last_mut() {
            let item = scalar(inner.strip_prefix("- ").unwrap_or(inner).trim_matches(','));
            if !item.is_empty() && item != "]" {
                let gap = if value.is_empty() { "" } else { " " };
                *value = format!("{value}{gap}{item}");
            }
        }
        return;
    }
    let Some((name, value)) = line.split_once(sign) else {
        return;
    };
    let name = name.trim().trim_matches(['"', '\'']);
    if !name.is_empty()
        && name
            .chars()
            .all(|c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' '))
        && !inner.starts_with(['#', '['])
    {
        fields.push((name.to_owned(), values(value.trim())));
    }
}

/// Returns a value: of a list in one line, its items separated by blanks. What YAML folds or keeps begins with nothing.
fn values(value: &str) -> String {
    if matches!(value, "|" | ">" | "|-" | ">-" | "[") {
        return String::new();
    }
    let list = value
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    // Obsidian's links are no lists: [[李四]].
    let Some(list) = list.filter(|list| !list.starts_with('[')) else {
        return scalar(value);
    };
    let items: Vec<String> = list.split(',').map(scalar).collect();
    items.join(" ").trim().to_owned()
}

/// Returns a single value without its quotes, the comment after it, and the brackets of a link to a note.
fn scalar(value: &str) -> String {
    let value = value.trim();
    let inner = match value.chars().next() {
        Some(quote @ ('"' | '\'')) => {
            let rest = &value[1..];
            let end = closing(rest, quote).unwrap_or(rest.len());
            let inner = &rest[..end];
            if quote == '"' {
                inner.replace("\\\"", "\"").replace("\\\\", "\\")
            } else {
                inner.replace("''", "'")
            }
        }
        Some(_) | None => value.split(" #").next().unwrap_or(value).trim().to_owned(),
    };
    let link = inner.strip_prefix("[[").and_then(|l| l.strip_suffix("]]"));
    match link {
        Some(link) => link.rsplit('|').next().unwrap_or(link).to_owned(),
        None => inner,
    }
}

/// Returns where the quote that closes a value stands.
fn closing(rest: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if escaped {
            escaped = false;
        } else if c == '\\' && quote == '"' {
            escaped = true;
        } else if c == quote {
            let doubled = quote == '\'' && chars.peek().is_some_and(|&(_, next)| next == quote);
            if !doubled {
                return Some(at);
            }
            chars.next();
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn reads(text: &str, expected: &[(&str, &str)]) {
        let front = front_matter(text).unwrap();
        let fields: Vec<(&str, &str)> = front
            .fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        assert_eq!(fields, expected, "{text}");
    }

    #[test]
    fn yaml_has_simple_fields() {
        reads(
            "---\ntitle: \"题：\\\"一\\\"\" # 注\ndate: 2024-07-19\ntags: [政治, '改革']\n---\n文",
            &[
                ("title", "题：\"一\""),
                ("date", "2024-07-19"),
                ("tags", "政治 改革"),
            ],
        );
        reads(
            "\n---\nauthor:\n  - \"[[李四]]\"\n  - 王五\ntitle: '它''们'\nsummary: >-\n  长\n...\n",
            &[
                ("author", "李四 王五"),
                ("title", "它'们"),
                ("summary", "长"),
            ],
        );
    }

    #[test]
    fn toml_has_simple_fields() {
        reads(
            "+++\ntitle = \"题\"\ndate = 2024-07-19T08:00:00Z\nauthors = [\n  \"李四\",\n]\n[extra]\nsource = '新华社'\n+++\n",
            &[
                ("title", "题"),
                ("date", "2024-07-19T08:00:00Z"),
                ("authors", "李四"),
                ("source", "新华社"),
            ],
        );
    }

    #[test]
    fn a_line_of_dashes_alone_begins_none() {
        assert_eq!(front_matter("---\n\n文。\n\n---\n"), None);
        assert_eq!(front_matter("---\ntitle: 题\n"), None);
        assert_eq!(front_matter("文\n---\na: b\n---\n"), None);
    }
}
