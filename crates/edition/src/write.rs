//! Writing editions.

use super::escape::{comment, escape, unescape};
use super::read::emphasis;
use super::{Edition, FENCE, Layout, Pair, VERSION, ledger, seal};
use duizhao_core::article::BlockKind;
use duizhao_core::diagnostic::Diagnostic;
use duizhao_core::document::DocumentBlock;

/// What stands where a pair has no translation.
pub(super) const NONE: &str = "<!-- none -->";

/// How a comment with a finding begins.
pub(super) const FINDING: &str = "<!-- finding: ";

/// Head of every table.
pub(super) const TABLE_COLUMNS: [&str; 2] = ["中文", "English"];

/// The edition as Markdown, ending in a line break.
///
/// `notice` is shown above the text, for people; it is not read back. [`super::read`] gives the edition
/// back, findings apart.
pub fn write(edition: &Edition, notice: Option<&str>) -> String {
    let layout = edition.layout.unwrap_or_default();
    let mut fields = vec![format!("duizhao: {VERSION}")];
    fields.extend(edition.front.lines());
    let mut body = String::new();
    remarks(&mut body, &edition.document.opening);
    if let Some(title) = &edition.document.title {
        heading(&mut body, "#", std::slice::from_ref(title));
    }
    if let Some(notice) = notice {
        body.push_str(&format!("\n{}\n", emphasised(notice)));
    }
    for block in &edition.document.blocks {
        remarks(&mut body, &block.remarks);
        match (block.kind, layout) {
            (BlockKind::Heading, _) => heading(&mut body, "##", &block.items),
            (_, Layout::Stacked) => stacked(&mut body, block),
            (_, Layout::Table) => table(&mut body, block),
        }
        findings(&mut body, &block.items);
    }
    remarks(&mut body, &edition.document.closing);
    body.push_str(&format!(
        "\n{}\n",
        ledger::lines(edition, notice).join("\n")
    ));
    seal::sealed(&fields, &body)
}

/// The text of an edition that a person wrote, now that the program knows it: the fields of its front matter, its
/// notice, its ledger and its seal are those of `edition`, which was read from it; everything else stays as it is, also
/// what its lines end in, but for a byte order mark and blank lines above it.
pub fn adopted(text: &str, edition: &Edition, notice: Option<&str>) -> String {
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
        ledger::lines(edition, notice).join("\n")
    );
    let new = seal::sealed(&fields, &body);
    // The seal takes both ends of lines for the same.
    if text.contains("\r\n") {
        new.replace('\n', "\r\n")
    } else {
        new
    }
}

/// A notice as a line.
fn emphasised(notice: &str) -> String {
    format!("*{}*", escape(notice))
}

/// What people remarked, each as it stands.
fn remarks(out: &mut String, remarks: &[String]) {
    remarks
        .iter()
        .for_each(|remark| out.push_str(&format!("\n{remark}\n")));
}

fn heading(out: &mut String, hashes: &str, pairs: &[Pair]) {
    out.push('\n');
    for pair in pairs {
        lines(out, &format!("{hashes} "), &pair.source);
    }
    out.push('\n');
    for pair in pairs {
        targets(out, &format!("> {hashes} "), &pair.target);
    }
}

fn stacked(out: &mut String, block: &DocumentBlock<Pair>) {
    kind_comment(out, block.kind);
    for pair in &block.items {
        lines(out, "", &pair.source);
    }
    out.push('\n');
    for pair in &block.items {
        targets(out, "> ", &pair.target);
    }
}

fn table(out: &mut String, block: &DocumentBlock<Pair>) {
    kind_comment(out, block.kind);
    if block.kind != BlockKind::Paragraph {
        out.push('\n');
    }
    out.push_str(&format!(
        "| {} |\n| --- | --- |\n",
        TABLE_COLUMNS.join(" | ")
    ));
    let cell = |lines: &[String]| match lines {
        [] => NONE.to_owned(),
        lines => lines
            .iter()
            .map(|line| escape(line))
            .collect::<Vec<_>>()
            .join("<br>"),
    };
    for pair in &block.items {
        out.push_str(&format!(
            "| {} | {} |\n",
            cell(&pair.source),
            cell(&pair.target)
        ));
    }
}

fn kind_comment(out: &mut String, kind: BlockKind) {
    out.push('\n');
    if kind != BlockKind::Paragraph {
        out.push_str(&format!("<!-- {kind} -->\n"));
    }
}

fn targets(out: &mut String, prefix: &str, target: &[String]) {
    if target.is_empty() {
        out.push_str(&format!("> {NONE}\n"));
    } else {
        lines(out, prefix, target);
    }
}

/// The lines of one side of a pair: all but the last end in a backslash.
fn lines(out: &mut String, prefix: &str, lines: &[String]) {
    for (i, line) in lines.iter().enumerate() {
        let more = if i + 1 < lines.len() { "\\" } else { "" };
        out.push_str(&format!("{prefix}{}{more}\n", escape(line)));
    }
}

fn findings(out: &mut String, pairs: &[Pair]) {
    let lines: Vec<String> = pairs
        .iter()
        .enumerate()
        .flat_map(|(i, pair)| pair.diagnostics.iter().map(move |f| finding(i + 1, f)))
        .collect();
    if !lines.is_empty() {
        out.push_str(&format!("\n{}\n", lines.join("\n")));
    }
}

fn finding(line: usize, finding: &Diagnostic) -> String {
    format!(
        "{FINDING}{} {} line {line}: {} -->",
        finding.code,
        finding.severity.name(),
        comment(&finding.message)
    )
}
