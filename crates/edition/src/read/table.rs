//! Tables: the blocks of a section, one row a pair.

use super::line::{after_mark, cells, is_table_head, is_table_rule, kind_comment};
use super::{Parser, ReadError, side};
use crate::{Pair, ledger};
use duizhao_core::article::BlockKind;
use duizhao_core::counted;
use duizhao_core::document::DocumentBlock;

impl Parser<'_> {
    /// Reads the blocks of a table; `kind` is what the first one is said to be above. A row whose first cell has a mark
    /// or a kind begins a block.
    pub(super) fn table(
        &mut self,
        mut kind: Option<BlockKind>,
    ) -> Result<Vec<DocumentBlock<Pair>>, ReadError> {
        let start = self.at;
        self.at += 1;
        let rule = self.lines.get(self.at);
        if rule.is_none_or(|line| !is_table_rule(line)) {
            return Err(self.error(
                self.at,
                "no line under the head of the table",
                "put `| --- | --- |` there",
            ));
        }
        self.at += 1;
        let mut blocks: Vec<DocumentBlock<Pair>> = Vec::new();
        while let Some(line) = self.row() {
            let (begins, named, line) = row_start(&line);
            let pair = self.row_pair(&line)?;
            self.starts.push(self.at);
            self.at += 1;
            let kind = named.or(kind.take()).unwrap_or(BlockKind::Paragraph);
            if begins || blocks.is_empty() {
                blocks.push(DocumentBlock::new(kind, Vec::new()));
            }
            if let Some(block) = blocks.last_mut() {
                block.items.push(pair);
                block.remarks.append(&mut self.remarks);
            }
        }
        if blocks.is_empty() {
            return Err(self.error(start, "a table without rows", "delete its head"));
        }
        Ok(blocks)
    }

    /// Returns the next row, after the remarks above it; what stands below the table stays there.
    fn row(&mut self) -> Option<String> {
        let before = (self.at, self.remarks.len());
        while self.remark("") {}
        let line = self.lines.get(self.at);
        let row = line.filter(|line| line.starts_with('|') && !is_table_head(line));
        if row.is_none() {
            self.at = before.0;
            self.remarks.truncate(before.1);
        }
        row.map(|line| (*line).to_owned())
    }

    fn row_pair(&mut self, line: &str) -> Result<Pair, ReadError> {
        let mut cells = cells(&self.without_comments(line));
        let (Some(target), Some(source), None) = (cells.pop(), cells.pop(), cells.pop()) else {
            let cells = counted(crate::read::line::cells(line).len(), "cell");
            let message = format!("{cells} in a row of two");
            return Err(self.error(self.at, message, "write a bar in the text as `\\|`"));
        };
        if source.first().is_none_or(String::is_empty) {
            return Err(self.error(
                self.at,
                "a row without its source",
                "put the Chinese in the first cell, or delete the row",
            ));
        }
        Ok(side::pair(&source, target))
    }
}

/// Returns whether a block begins with a row, the kind that it is said to be, and the row without these signs.
fn row_start(row: &str) -> (bool, Option<BlockKind>, String) {
    let cell = row.strip_prefix('|').unwrap_or(row).trim_start();
    let comment = cell.find(ledger::END).map(|end| end + ledger::END.len());
    let kind = comment.and_then(|end| kind_comment(&cell[..end]));
    let cell = match (kind, comment) {
        (Some(_), Some(end)) => cell[end..].trim_start(),
        (Some(_) | None, _) => cell,
    };
    let rest = after_mark(cell);
    let begins = kind.is_some() || rest.is_some();
    (begins, kind, format!("| {}", rest.unwrap_or(cell)))
}
