//! `repeat`: a list gives each rendering once, and the preferred one only as the preferred one.

use super::{Column, Findings};
use crate::load::SEPARATOR;
use duizhao_core::diagnostic::Severity;

pub(super) fn check(findings: &mut Findings<'_>) {
    findings.each(|all, entry| {
        let term = &entry.term;
        let mut found = Vec::new();
        for (column, items, target) in [
            (Column::Alternatives, &term.alternatives, Some(&term.target)),
            (Column::Forbidden, &term.forbidden, None),
        ] {
            let mut kept: Vec<&String> = Vec::new();
            for item in items {
                if kept.contains(&item) || target == Some(item) {
                    let message = format!("`{item}` is given twice");
                    found.push(all.at(entry, column, "repeat", Severity::Warning, message));
                } else {
                    kept.push(item);
                }
            }
            if let Some(last) = found.last_mut()
                && kept.len() < items.len()
            {
                let value = kept
                    .iter()
                    .map(|item| item.as_str())
                    .collect::<Vec<_>>()
                    .join(SEPARATOR);
                last.fix = all.set(entry, column, &value);
            }
        }
        found
    });
}

#[cfg(test)]
mod tests {
    use super::super::tests::{check, check_fixed};

    #[test]
    fn renderings_are_given_once() {
        let text =
            "source_hans,target,alternatives,forbidden\n党,Party,CPC | Party | CPC,x | y | x\n";
        check(
            text,
            &[
                "2:9 warning repeat: `Party` is given twice",
                "2:9 warning repeat: `CPC` is given twice",
                "2:27 warning repeat: `x` is given twice",
            ],
        );
        check_fixed(
            text,
            "source_hans,target,alternatives,forbidden\n党,Party,CPC,x | y\n",
        );
    }
}
