//! Comments in an edition that allow a diagnostic: `<!-- duizhao: allow CODE reason -->`.
//!
//! One above a block holds for every pair of the block, one within a pair for that pair, one above the title for the
//! title. Without a reason it allows nothing.

use duizhao_core::document::Document;
use duizhao_core::pair::Pair;

/// What a comment allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Allowance<'a> {
    /// The code of the rule; empty where the comment does not say.
    pub(crate) code: &'a str,
    /// Why; empty where the comment does not say.
    pub(crate) reason: &'a str,
}

impl<'a> Allowance<'a> {
    /// Parses a remark of an edition; `None` where it is no such comment.
    pub(crate) fn parse(remark: &'a str) -> Option<Self> {
        let comment = remark.trim().strip_prefix("<!--")?.strip_suffix("-->")?;
        let order = comment.trim().strip_prefix("duizhao:")?.trim_start();
        let rest = order.strip_prefix("allow")?;
        if !rest.is_empty() && !rest.starts_with(char::is_whitespace) {
            return None;
        }
        let rest = rest.trim_start();
        let (code, reason) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        Some(Self {
            code,
            reason: reason.trim(),
        })
    }
}

/// Returns the codes that comments allow for each pair, in reading order.
pub(crate) fn allowed_codes(document: &Document<Pair>) -> Vec<Vec<String>> {
    let title = document.title.iter().map(|pair| (&document.opening, pair));
    let in_blocks = document.blocks.iter().flat_map(|block| {
        let items = block.items.iter();
        items.map(|pair| (&block.remarks, pair))
    });
    title
        .chain(in_blocks)
        .map(|(above, pair)| codes(above.iter().chain(&pair.remarks)))
        .collect()
}

fn codes<'a>(remarks: impl Iterator<Item = &'a String>) -> Vec<String> {
    remarks
        .filter_map(|remark| Allowance::parse(remark))
        .filter(|allowance| !allowance.reason.is_empty())
        .map(|allowance| allowance.code.to_owned())
        .collect()
}

/// Returns every remark once, with the number of the first pair it holds for, from 1 in reading order.
pub(crate) fn numbered_remarks(document: &Document<Pair>) -> Vec<(usize, &str)> {
    let mut remarks = Vec::new();
    let mut number = 1;
    if let Some(title) = &document.title {
        let all = document.opening.iter().chain(&title.remarks);
        remarks.extend(all.map(|remark| (number, remark.as_str())));
        number += 1;
    }
    for block in &document.blocks {
        remarks.extend(block.remarks.iter().map(|remark| (number, remark.as_str())));
        for pair in &block.items {
            remarks.extend(pair.remarks.iter().map(|remark| (number, remark.as_str())));
            number += 1;
        }
    }
    remarks
}

#[cfg(test)]
mod tests {
    use super::*;
    use duizhao_core::article::BlockKind;
    use duizhao_core::document::DocumentBlock;

    #[track_caller]
    fn check(remark: &str, expected: Option<(&str, &str)>) {
        let parsed = Allowance::parse(remark).map(|found| (found.code, found.reason));
        assert_eq!(parsed, expected);
    }

    #[test]
    fn a_comment_has_a_code_and_a_reason() {
        check(
            "<!-- duizhao: allow term quoted from the treaty -->",
            Some(("term", "quoted from the treaty")),
        );
        check(
            "<!--duizhao:allow  fuzzy\n seen -->",
            Some(("fuzzy", "seen")),
        );
        check("<!-- duizhao: allow term -->", Some(("term", "")));
        check("<!-- duizhao: allow -->", Some(("", "")));
        check("<!-- duizhao: allowed term -->", None);
        check("<!-- allow term why -->", None);
        check("*duizhao: allow term why*", None);
    }

    #[test]
    fn a_comment_holds_for_its_block_or_its_pair() {
        let allow = |code: &str| format!("<!-- duizhao: allow {code} because -->");
        let pair = |remarks: Vec<String>| Pair {
            remarks,
            ..Pair::new("党", "Party")
        };
        let mut block = DocumentBlock::new(
            BlockKind::Paragraph,
            vec![pair(vec![]), pair(vec![allow("fuzzy")])],
        );
        block.remarks = vec![allow("term"), "<!-- duizhao: allow stale -->".to_owned()];
        let document = Document {
            title: Some(pair(vec![])),
            opening: vec![allow("forbidden")],
            blocks: vec![block],
            ..Document::default()
        };
        assert_eq!(
            allowed_codes(&document),
            [vec!["forbidden"], vec!["term"], vec!["term", "fuzzy"]]
        );
        let numbers: Vec<usize> = numbered_remarks(&document).iter().map(|r| r.0).collect();
        assert_eq!(numbers, [1, 2, 2, 3]);
    }
}
