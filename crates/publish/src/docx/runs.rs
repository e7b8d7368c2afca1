//! Runs: text with its formatting.

use crate::markup::{Inline, Mark, escape};

/// Where the addresses of links and the notes of a document are kept.
pub(super) trait Targets {
    /// Returns the identifier of the relationship to an address.
    fn link(&mut self, address: &str) -> String;
    /// Returns what stands for a reference to a footnote.
    fn footnote(&mut self, label: &str) -> String;
}

/// Returns a run of Chinese: its quotation marks are of the Chinese font.
pub(super) fn chinese(text: &str) -> String {
    run(text, "<w:rFonts w:hint=\"eastAsia\"/>")
}

/// Returns a run with these properties; nothing where there is no text.
pub(super) fn run(text: &str, properties: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let properties = match properties {
        "" => String::new(),
        properties => format!("<w:rPr>{properties}</w:rPr>"),
    };
    let text = escape(text);
    format!("<w:r>{properties}<w:t xml:space=\"preserve\">{text}</w:t></w:r>")
}

/// Returns inline Markdown as runs.
pub(super) fn inline(parts: &[Inline], targets: &mut impl Targets) -> String {
    let mut out = String::new();
    let mut open: Vec<&Mark> = Vec::new();
    for part in parts {
        match part {
            Inline::Text(text) => out += &run(text, &properties(&open, "")),
            Inline::Code(text) => {
                let font = "<w:rFonts w:ascii=\"Consolas\" w:hAnsi=\"Consolas\"/>";
                out += &run(text, &properties(&open, font));
            }
            Inline::Footnote(label) => {
                let number = targets.footnote(label);
                let raised = properties(&open, "") + "<w:vertAlign w:val=\"superscript\"/>";
                out += &run(&number, &raised);
            }
            Inline::Start(mark) => {
                if let Mark::Link(to) = mark {
                    out += &format!("<w:hyperlink r:id=\"{}\">", targets.link(to));
                }
                open.push(mark);
            }
            Inline::End(mark) => {
                open.pop();
                if let Mark::Link(_) = mark {
                    out += "</w:hyperlink>";
                }
            }
        }
    }
    out
}

/// Returns the properties of a run within marks, in the order that the schema asks for (ECMA-376, part 1, section
/// 17.3.2.28): style, fonts, bold, italic, strike.
fn properties(open: &[&Mark], font: &str) -> String {
    let has = |is: fn(&Mark) -> bool| open.iter().any(|mark| is(mark));
    let mut out = String::new();
    if has(|mark| matches!(mark, Mark::Link(_))) {
        out += "<w:rStyle w:val=\"Hyperlink\"/>";
    }
    out += font;
    for (is, property) in [
        (has(|mark| *mark == Mark::Strong), "<w:b/>"),
        (has(|mark| *mark == Mark::Emphasis), "<w:i/>"),
        (has(|mark| *mark == Mark::Deleted), "<w:strike/>"),
    ] {
        out += if is { property } else { "" };
    }
    out
}
