//! `script`: the columns are in their scripts and say the same.
//!
//! The traditional form is right if it is what OpenCC, or its Taiwan or Hong Kong standard, makes of the
//! simplified one, or if it converts back to it; corner brackets count as quotation marks.

use super::{Column, Entry, Findings, controls};
use duizhao_core::diagnostic::{Diagnostic, Severity};
use duizhao_zh::han;

pub(super) fn check(findings: &mut Findings<'_>) {
    findings.each(|all, entry| {
        simplified(all, entry)
            .or_else(|| traditional(all, entry))
            .into_iter()
            .collect()
    });
}

fn simplified(all: &Findings<'_>, entry: &Entry<'_>) -> Option<Diagnostic> {
    let hans = &entry.term.source_hans;
    let converted = all.simplified.convert(hans);
    if converted == *hans {
        return None;
    }
    let message = format!("`{hans}` is not simplified script: `{converted}`");
    let mut diagnostic = all.at(
        entry,
        Column::SourceHans,
        "script",
        Severity::Warning,
        message,
    );
    diagnostic.fix = all.set(entry, Column::SourceHans, &converted);
    Some(diagnostic)
}

fn traditional(all: &Findings<'_>, entry: &Entry<'_>) -> Option<Diagnostic> {
    let hans = &bare(&entry.term.source_hans);
    let hant = &bare(&entry.term.source_hant);
    let right = hant.is_empty()
        || all
            .traditional
            .all
            .iter()
            .any(|converter| converter.convert(hans) == *hant)
        || (all.simplified.convert(hant) == *hans
            && (hant != hans || all.traditional.all[0].convert(hant) == *hant));
    if right {
        return None;
    }
    let converted = all.traditional.usual().convert(hans);
    let message = format!("`{hant}` is not the traditional form of `{hans}`: `{converted}`");
    let mut diagnostic = all.at(
        entry,
        Column::SourceHant,
        "script",
        Severity::Warning,
        message,
    );
    diagnostic.fix = all.set(entry, Column::SourceHant, &converted);
    Some(diagnostic)
}

/// Returns a source with half-width letters and quotation marks, and without what `spaces` and `control` are about.
fn bare(source: &str) -> String {
    source
        .chars()
        .filter(|&c| !c.is_whitespace() && !controls::hides(c))
        .map(han::plain)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{check, check_fixed};

    #[test]
    fn scripts_match() {
        let text = "source_hans,source_hant,target\n党委,黨委,a\n黨委,,b\n县委,县委,c\n干部,干部,d\n群众,群眾,e\n为人民,為人民,f\n";
        check(
            text,
            &[
                "3:1 warning script: `黨委` is not simplified script: `党委`",
                "4:4 warning script: `县委` is not the traditional form of `县委`: `縣委`",
                "5:4 warning script: `干部` is not the traditional form of `干部`: `幹部`",
            ],
        );
        check_fixed(
            "source_hans,source_hant,target\n县委,县委,c\n",
            "source_hans,source_hant,target\n县委,縣委,c\n",
        );
    }
}
