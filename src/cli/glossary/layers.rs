//! Which glossary files count, from the settings and the flags.

use crate::cli::{CommandError, print};
use duizhao_check::report;
use duizhao_core::diagnostic::Severity;
use duizhao_engine::config::Config;
use duizhao_engine::{LayerBytes, Layers};
use duizhao_glossary::lint::lint;
use duizhao_glossary::{Status, Term, TermFile};
use std::path::PathBuf;

/// Which glossary files count; shared by everything that needs terms.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct LayerArgs {
    /// A glossary file over the built-in glossary and those in the settings; may be given again
    #[arg(short, long, value_name = "FILE")]
    glossary: Vec<PathBuf>,
    /// Leave out the glossary that comes with the program
    #[arg(long)]
    no_built_in: bool,
}

impl LayerArgs {
    /// Returns the layers of the settings, with what the flags say.
    pub(in crate::cli) fn of(&self, config: &Config) -> Layers {
        let mut layers = Layers::of(config);
        layers.built_in &= !self.no_built_in;
        layers.files.extend_from_slice(&self.glossary);
        layers
    }

    /// Returns the file that new rows go into: the one named, or the last of the layers.
    pub(super) fn writable(
        &self,
        file: Option<&PathBuf>,
        config: &Config,
    ) -> Result<PathBuf, CommandError> {
        let layers = self.of(config);
        file.or(layers.writable()).cloned().ok_or_else(|| {
            CommandError::usage(
                "no glossary file to write to",
                "name one with `--file`, or set up a project with `duizhao init`",
            )
        })
    }
}

/// Which terms are taken.
#[derive(Debug, clap::Args)]
pub(super) struct FilterArgs {
    /// Only terms with this tag
    #[arg(long)]
    tag: Option<String>,
    /// Only terms of this status: confirmed, choice or optional
    #[arg(long)]
    status: Option<Status>,
}

impl FilterArgs {
    /// Tests whether a term is one of those.
    pub(super) fn takes(&self, term: &Term) -> bool {
        self.tag.as_ref().is_none_or(|tag| term.tags.contains(tag))
            && self.status.is_none_or(|s| term.status == s)
    }
}

/// Most remarks on the glossary before a run; the rest is counted.
const MOST_REMARKS: usize = 10;

/// Says on stderr what is wrong with some files, shortly.
pub(in crate::cli) fn lint_remarks(layers: &LayerBytes) -> Result<(), CommandError> {
    let remarks = layers.lines("remarks", || remarks(&layers.parse()?))?;
    remarks.iter().for_each(print::note);
    Ok(())
}

/// Returns what is wrong with some files, shortly, a line each.
fn remarks(files: &[TermFile]) -> Result<Vec<String>, CommandError> {
    let mut found = lint(files)?;
    found.retain(|diagnostic| diagnostic.severity != Severity::Note);
    let shown = found.iter().take(MOST_REMARKS);
    let mut lines: Vec<String> = shown.map(report::text).collect();
    if found.len() > MOST_REMARKS {
        let more = found.len() - MOST_REMARKS;
        lines.push(format!("and {more} more: see `duizhao glossary lint`"));
    }
    Ok(lines)
}
