//! The rows of the built-in lists. The build script reads them with this file, too.

/// Splits a built-in list into the cells of its rows, without the header and without quotation marks.
pub(super) fn rows(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.lines().skip(1).map(cells)
}

/// Splits a line into its cells. The built-in lists have no quotation marks inside cells.
fn cells(line: &str) -> Vec<&str> {
    let mut cells = Vec::new();
    let mut rest = Some(line);
    while let Some(text) = rest {
        if let Some(quoted) = text.strip_prefix('"')
            && let Some((cell, after)) = quoted.split_once('"')
        {
            cells.push(cell);
            rest = after.strip_prefix(',');
        } else if let Some((cell, after)) = text.split_once(',') {
            cells.push(cell);
            rest = Some(after);
        } else {
            cells.push(text);
            rest = None;
        }
    }
    cells
}
