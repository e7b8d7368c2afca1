//! Writing editions.

use super::escape::{comment, escape, unescape};
use super::read::emphasis;
use super::{Edition, FENCE, Layout, Pair, VERSION, ledger, markup, seal};
use duizhao_core::article::BlockKind;
use duizhao_core::diagnostic::Diagnostic;
use duizhao_core::document::DocumentBlock;
use duizhao_zh::identity::Identity;

/// What stands where a pair has no translation.
pub(super) const NONE: &str = "<!-- none -->";

/// How a comment with a finding begins.
pub(super) const FINDING: &str = "<!-- finding: ";

/// Head of every table.
pub(super) const TABLE_COLUMNS: [&str; 2] = ["中文", "English"];

/// What stands before the first sentence of a block, where each sentence has its translation below it.
const MARK: &str = "**¶** ";

/// Characters of a sentence by which a finding below a table names its row.
const ROW_NAME: usize = 8;

/// Returns the edition as Markdown in its layout, ending in a line break.
///
/// `notice` is shown above the text, for people; it is not read back. [`super::read`] gives the edition back, findings
/// apart. `identity` recognises the sentences when the edition is read for another script.
pub fn write(edition: &Edition, notice: Option<&str>, identity: &Identity) -> String {
    write_with_lines(edition, notice, identity).0
}

/// Writes as [`write()`] does, and says in which line of the text, from 1, each pair begins, in reading order.
pub fn write_with_lines(
    edition: &Edition,
    notice: Option<&str>,
    identity: &Identity,
) -> (String, Vec<usize>) {
    let mut fields = vec![format!("duizhao: {VERSION}")];
    fields.extend(edition.front.lines());
    let document = &edition.document;
    let mut body = BodyText::default();
    remarks(&mut body.text, &document.opening);
    if let Some(title) = &document.title {
        heading(&mut body, "#", std::slice::from_ref(title));
    }
    if let Some(notice) = notice {
        body.text.push_str(&format!("\n{}\n", emphasised(notice)));
    }
    match edition.layout.unwrap_or_default() {
        Layout::Interleaved => document
            .blocks
            .iter()
            .for_each(|block| interleaved(&mut body, block)),
        Layout::Stacked => document
            .blocks
            .iter()
            .for_each(|block| stacked(&mut body, block)),
        Layout::Table => tables(&mut body, &document.blocks),
    }
    remarks(&mut body.text, &document.closing);
    let ledger = ledger::lines(edition, notice, identity);
    body.text.push_str(&format!("\n{}\n", ledger.join("\n")));
    let text = seal::sealed(&fields, &body.text);
    let lines = body.lines(&text);
    (text, lines)
}

/// What stands below the front matter, as far as it is written.
#[derive(Default)]
struct BodyText {
    text: String,
    /// Where the source of each pair begins, in bytes.
    starts: Vec<usize>,
}

impl BodyText {
    /// Notes that a pair begins here.
    fn begin(&mut self) {
        self.starts.push(self.text.len());
    }

    /// Returns in which line of the file, from 1, each pair begins; `file` ends in this body.
    fn lines(&self, file: &str) -> Vec<usize> {
        let head = file.len() - self.text.len();
        let mut lines = Vec::with_capacity(self.starts.len());
        let mut at = 0;
        let mut line = 1;
        for start in &self.starts {
            line += file[at..head + start].matches('\n').count();
            at = head + start;
            lines.push(line);
        }
        lines
    }
}

/// Returns for each pair of an edition, in reading order, whether no finding stands below its block. `text` is what the
/// edition was read from, and `lines` are those of [`super::read_with_lines`]. Linear.
pub fn is_clean(edition: &Edition, text: &str, lines: &[usize]) -> Vec<bool> {
    let document = &edition.document;
    let mut is_clean = vec![true; lines.len()];
    let sizes = document.title.iter().map(|_| 1);
    let sizes = sizes.chain(document.blocks.iter().map(|block| block.items.len()));
    let mut blocks = Vec::new();
    let mut first = 0;
    for size in sizes {
        blocks.push(first..first + size);
        first += size;
    }
    let numbered = text.lines().zip(1..);
    for (_, finding) in numbered.filter(|(line, _)| line.starts_with(FINDING)) {
        if edition.layout == Some(Layout::Table) {
            // There they stand below the last of several blocks.
            is_clean.fill(false);
            break;
        }
        let above = blocks.partition_point(|block| lines[block.start] < finding);
        if let Some(block) = above.checked_sub(1).map(|at| blocks[at].clone()) {
            is_clean[block].fill(false);
        }
    }
    is_clean
}

/// Returns the text of an edition that a person wrote, now that the program knows it: the fields of its front matter, its
/// notice, its ledger and its seal are those of `edition`, which was read from it; everything else stays as it is, also
/// what its lines end in, but for a byte order mark and blank lines above it.
pub fn adopted(text: &str, edition: &Edition, notice: Option<&str>, identity: &Identity) -> String {
    let mut fields = vec![format!("duizhao: {VERSION}")];
    fields.extend(edition.front.lines());
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines: Vec<&str> = text
        .lines()
        .skip_while(|line| line.trim().is_empty())
        .collect();
    let front = lines
        .iter()
        .skip(1)
        .position(|line| line.trim_end() == FENCE);
    lines.drain(..front.map_or(lines.len(), |end| end + 2));
    while let Some(start) = lines
        .iter()
        .position(|line| line.starts_with(ledger::START))
    {
        let length = lines[start..]
            .iter()
            .position(|line| line.contains(ledger::END))
            .map_or(1, |end| end + 1);
        lines.drain(start..start + length);
    }
    while lines.last().is_some_and(|line| line.trim().is_empty()) {
        lines.pop();
    }
    let notice_line = notice.map(emphasised);
    let is_notice =
        |line: &&str| emphasis(line).is_some_and(|text| edition.ledger.is_notice(&unescape(text)));
    if let Some(at) = lines.iter().position(is_notice) {
        match &notice_line {
            Some(line) => lines[at] = line,
            None => {
                let is_blank = lines.get(at + 1).is_some_and(|line| line.trim().is_empty());
                lines.drain(at..=at + usize::from(is_blank));
            }
        }
    }
    let body = format!(
        "{}\n\n{}\n",
        lines.join("\n"),
        ledger::lines(edition, notice, identity).join("\n")
    );
    let new = seal::sealed(&fields, &body);
    // The seal takes both ends of lines for the same.
    if text.contains("\r\n") {
        new.replace('\n', "\r\n")
    } else {
        new
    }
}

/// Returns a notice as a line.
fn emphasised(notice: &str) -> String {
    format!("*{}*", escape(notice))
}

/// Writes what people remarked, each as it stands.
fn remarks(out: &mut String, remarks: &[String]) {
    remarks
        .iter()
        .for_each(|remark| out.push_str(&format!("\n{remark}\n")));
}

/// Writes a heading: its lines, then their translations, which are strong and no headings, so that the outline of the
/// file holds the Chinese alone.
fn heading(body: &mut BodyText, hashes: &str, pairs: &[Pair]) {
    body.text.push('\n');
    for pair in pairs {
        body.begin();
        lines(&mut body.text, &format!("{hashes} "), &chinese(pair));
    }
    let out = &mut body.text;
    out.push('\n');
    for pair in pairs {
        let english: Vec<String> = english(pair)
            .iter()
            .map(|line| markup::strong(line))
            .collect();
        targets(out, &english);
    }
    match pairs {
        [pair] => findings(out, pair.diagnostics.iter().map(|finding| (None, finding))),
        _ => findings(out, by_line(pairs)),
    }
}

/// Writes a block with each sentence's translation below it.
fn interleaved(body: &mut BodyText, block: &DocumentBlock<Pair>) {
    remarks(&mut body.text, &block.remarks);
    if block.kind == BlockKind::Heading {
        pair_remarks(&mut body.text, &block.items);
        return heading(body, "##", &block.items);
    }
    for (i, pair) in block.items.iter().enumerate() {
        let out = &mut body.text;
        remarks(out, &pair.remarks);
        out.push('\n');
        let mut chinese = chinese(pair);
        if let (0, Some(first)) = (i, chinese.first_mut()) {
            kind_comment(out, block.kind);
            first.insert_str(0, MARK);
        }
        body.starts.push(out.len());
        lines(out, "", &chinese);
        out.push('\n');
        targets(out, &english(pair));
        findings(out, pair.diagnostics.iter().map(|finding| (None, finding)));
    }
}

/// Writes a block, and below it its translation.
fn stacked(body: &mut BodyText, block: &DocumentBlock<Pair>) {
    remarks(&mut body.text, &block.remarks);
    pair_remarks(&mut body.text, &block.items);
    if block.kind == BlockKind::Heading {
        return heading(body, "##", &block.items);
    }
    body.text.push('\n');
    kind_comment(&mut body.text, block.kind);
    for pair in &block.items {
        body.begin();
        lines(&mut body.text, "", &chinese(pair));
    }
    let out = &mut body.text;
    out.push('\n');
    for pair in &block.items {
        targets(out, &english(pair));
    }
    findings(out, by_line(&block.items));
}

/// Writes blocks as tables: one for those between two headings, but that a remark stands above its own.
fn tables(body: &mut BodyText, blocks: &[DocumentBlock<Pair>]) {
    for section in blocks.chunk_by(goes_on) {
        match section {
            [block] if block.kind == BlockKind::Heading => stacked(body, block),
            _ => table(body, section),
        }
    }
}

/// Tests whether a block stands in the same table as the one above it.
fn goes_on(above: &DocumentBlock<Pair>, block: &DocumentBlock<Pair>) -> bool {
    let has_remarks =
        !block.remarks.is_empty() || block.items.iter().any(|pair| !pair.remarks.is_empty());
    above.kind != BlockKind::Heading && block.kind != BlockKind::Heading && !has_remarks
}

fn table(body: &mut BodyText, blocks: &[DocumentBlock<Pair>]) {
    if let Some(first) = blocks.first() {
        remarks(&mut body.text, &first.remarks);
        pair_remarks(&mut body.text, &first.items);
    }
    let head = TABLE_COLUMNS.join(" | ");
    body.text
        .push_str(&format!("\n| {head} |\n| --- | --- |\n"));
    for block in blocks {
        for (i, pair) in block.items.iter().enumerate() {
            let start = match (i, block.kind) {
                (0, BlockKind::Paragraph) => MARK.to_owned(),
                (0, kind) => format!("<!-- {kind} --> {MARK}"),
                _ => String::new(),
            };
            let chinese = cell(&chinese(pair));
            body.begin();
            body.text.push_str(&format!(
                "| {start}{chinese} | {} |\n",
                cell(&english(pair))
            ));
        }
    }
    let rows = blocks.iter().flat_map(|block| &block.items);
    findings(&mut body.text, rows.flat_map(by_row));
}

/// Returns lines of Markdown as a cell: a bar is escaped, whatever it stands in (GFM 0.29, section 4.10).
fn cell(lines: &[String]) -> String {
    if lines.is_empty() {
        return NONE.to_owned();
    }
    let mut cell = String::new();
    let mut is_escaped = false;
    for c in lines.join("<br>").chars() {
        if c == '|' && !is_escaped {
            cell.push('\\');
        }
        cell.push(c);
        is_escaped = c == '\\' && !is_escaped;
    }
    cell
}

/// Names the kind of a block on a line of its own; a paragraph needs none.
fn kind_comment(out: &mut String, kind: BlockKind) {
    if kind != BlockKind::Paragraph {
        out.push_str(&format!("<!-- {kind} -->\n"));
    }
}

fn pair_remarks(out: &mut String, pairs: &[Pair]) {
    pairs.iter().for_each(|pair| remarks(out, &pair.remarks));
}

/// Returns the Chinese of a pair as Markdown.
fn chinese(pair: &Pair) -> Vec<String> {
    pair.source.iter().map(|line| escape(line)).collect()
}

/// Returns the English of a pair as Markdown: a person's markup as it is.
fn english(pair: &Pair) -> Vec<String> {
    if pair.markup.is_empty() {
        pair.target.iter().map(|line| escape(line)).collect()
    } else {
        pair.markup.clone()
    }
}

fn targets(out: &mut String, english: &[String]) {
    if english.is_empty() {
        out.push_str(&format!("> {NONE}\n"));
    } else {
        lines(out, "> ", english);
    }
}

/// Writes the lines of one side of a pair: all but the last end in a backslash.
fn lines(out: &mut String, prefix: &str, lines: &[String]) {
    for (i, line) in lines.iter().enumerate() {
        let end = if i + 1 < lines.len() { "\\\n" } else { "\n" };
        out.extend([prefix, line, end]);
    }
}

/// Returns the findings of pairs, each with its line.
fn by_line(pairs: &[Pair]) -> impl Iterator<Item = (Option<String>, &Diagnostic)> {
    pairs.iter().enumerate().flat_map(|(i, pair)| {
        let findings = pair.diagnostics.iter();
        findings.map(move |finding| (Some(format!("line {}", i + 1)), finding))
    })
}

/// Returns the findings of a row, each with how the row begins.
fn by_row(pair: &Pair) -> impl Iterator<Item = (Option<String>, &Diagnostic)> {
    let name: String = pair.source.concat().chars().take(ROW_NAME).collect();
    let row = format!("row “{}…”", comment(&name));
    let findings = pair.diagnostics.iter();
    findings.map(move |finding| (Some(row.clone()), finding))
}

fn findings<'e>(
    out: &mut String,
    findings: impl Iterator<Item = (Option<String>, &'e Diagnostic)>,
) {
    let lines: Vec<String> = findings
        .map(|(place, f)| finding(place.as_deref(), f))
        .collect();
    if !lines.is_empty() {
        out.push_str(&format!("\n{}\n", lines.join("\n")));
    }
}

fn finding(place: Option<&str>, finding: &Diagnostic) -> String {
    let place = place.map(|place| format!(" {place}")).unwrap_or_default();
    format!(
        "{FINDING}{} {}{place}: {} -->",
        finding.code,
        finding.severity.name(),
        comment(&finding.message)
    )
}
