//! `citation`: what is confirmed says where it was seen.

use super::{Column, Findings};
use crate::Status;
use duizhao_core::diagnostic::Severity;

pub(super) fn check(findings: &mut Findings<'_>) {
    findings.each(|all, entry| {
        if entry.term.status != Status::Confirmed || !entry.term.citation.is_empty() {
            return Vec::new();
        }
        let message = "confirmed without a citation: say where it was seen, or make it `choice`";
        vec![all.at(
            entry,
            Column::Status,
            "citation",
            Severity::Warning,
            message.to_owned(),
        )]
    });
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn confirmed_terms_are_cited() {
        check(
            "source_hans,target,citation,status\n党,Party,,confirmed\n委,committee,Xinhua,confirmed\n县,county,,choice\n",
            &[
                "2:10 warning citation: confirmed without a citation: say where it was seen, or make it `choice`",
            ],
        );
    }
}
