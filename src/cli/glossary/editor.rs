//! A term in the user's editor, one column a line.

use crate::cli::CommandError;
use duizhao_core::diagnostic::Hinted;
use duizhao_glossary::{Column, Term};
use std::io::Write;
use std::process::Command;

/// Opens a term in `$VISUAL` or `$EDITOR` and gives back the columns that were changed; `None` if none was.
///
/// A value of several lines goes on in lines that begin with a space. What cannot be read is an error with its line,
/// and the text stays in the file that the error names.
pub(super) fn edit(term: &Term) -> Result<Option<Vec<(Column, String)>>, CommandError> {
    let form = form(term);
    let mut file = tempfile::Builder::new()
        .prefix("term-")
        .suffix(".txt")
        .tempfile()
        .map_err(failed)?;
    file.write_all(form.as_bytes()).map_err(failed)?;
    file.flush().map_err(failed)?;
    run(file.path())?;
    let text = std::fs::read_to_string(file.path()).map_err(failed)?;
    let before = parse(&form).map_err(|error| CommandError::Failed(error.message))?;
    match parse(&text) {
        Ok(mut cells) => {
            cells.retain(|cell| !before.contains(cell));
            Ok((!cells.is_empty()).then_some(cells))
        }
        Err(error) => {
            let kept = file.into_temp_path().keep();
            let path = kept.map_or_else(|_| String::new(), |path| format!("{}:", path.display()));
            let hint = error
                .hint
                .map_or_else(String::new, |hint| format!("{hint}; "));
            Err(CommandError::failed(
                format!("{path}{}", error.message),
                &format!("{hint}what you wrote is kept in this file"),
            ))
        }
    }
}

fn failed(cause: std::io::Error) -> CommandError {
    CommandError::Failed(format!("the term cannot be put into a file: {cause}"))
}

/// What is wrong with a form.
#[derive(Debug, PartialEq, Eq)]
struct FormError {
    /// It begins with the line.
    message: String,
    hint: Option<String>,
}

impl FormError {
    fn new(message: String) -> Self {
        Self {
            message,
            hint: None,
        }
    }
}

fn run(path: &std::path::Path) -> Result<(), CommandError> {
    let editor = ["VISUAL", "EDITOR"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|e| !e.trim().is_empty());
    let editor = editor.ok_or_else(|| {
        CommandError::usage("no editor", "set $EDITOR, or give the columns by flags")
    })?;
    // An editor may come with arguments: `code --wait`.
    let mut words = editor.split_whitespace();
    let program = words.next().unwrap_or_default();
    let status = Command::new(program).args(words).arg(path).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(CommandError::Failed(format!(
            "`{editor}` ended with {status}; nothing is changed"
        ))),
        Err(cause) => {
            let message = format!("`{editor}` cannot be run: {cause}");
            Err(CommandError::failed(message, "set $EDITOR"))
        }
    }
}

fn form(term: &Term) -> String {
    let mut form =
        "# Change what is to change, save and close. Lists are separated by ` | `.\n".to_owned();
    for column in Column::ALL {
        let value = column.of(term).replace('\n', "\n  ");
        form += &format!("{}: {value}\n", column.name());
    }
    form
}

fn parse(text: &str) -> Result<Vec<(Column, String)>, FormError> {
    let mut cells: Vec<(Column, String)> = Vec::new();
    let mut lines = Vec::new();
    for (i, line) in text
        .trim_start_matches('\u{feff}')
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.starts_with('#'))
    {
        if let (true, Some((_, value))) = (line.starts_with([' ', '\t']), cells.last_mut()) {
            value.push('\n');
            value.push_str(line.strip_prefix("  ").unwrap_or(line.trim_start()));
            continue;
        }
        if line.trim().is_empty() {
            continue;
        }
        let (name, value) = line
            .split_once(':')
            .ok_or_else(|| FormError::new(format!("{}: no column", i + 1)))?;
        let name = name.trim();
        let column = Column::from_name(name)
            .ok_or_else(|| FormError::new(format!("{}: unknown column `{name}`", i + 1)))?;
        if cells.iter().any(|(other, _)| *other == column) {
            return Err(FormError::new(format!(
                "{}: column `{name}` stands twice",
                i + 1
            )));
        }
        cells.push((column, value.trim().to_owned()));
        lines.push(i + 1);
    }
    let mut term = Term::default();
    for ((column, value), line) in cells.iter().zip(lines) {
        column.put(&mut term, value).map_err(|error| FormError {
            message: format!("{line}: {error}"),
            hint: error.hint(),
        })?;
        if value.is_empty() && matches!(column, Column::SourceHans) {
            return Err(FormError::new(format!(
                "{line}: `{}` must not be empty",
                column.name()
            )));
        }
    }
    Ok(cells)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_comes_back() {
        let term = Term {
            source_hans: "党委".into(),
            target: "Party committee: the body".into(),
            note: "one\n\n two".into(),
            alternatives: vec!["a".into(), "b".into()],
            ..Term::default()
        };
        let mut back = Term::default();
        for (column, value) in parse(&form(&term)).unwrap() {
            column.put(&mut back, &value).unwrap();
        }
        assert_eq!(back, term);
        assert_eq!(
            parse("# x\ncolour: red\n").unwrap_err().message,
            "2: unknown column `colour`"
        );
    }
}
