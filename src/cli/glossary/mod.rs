//! `duizhao glossary`: one file a subcommand.

mod change;
mod editor;
mod exchange;
mod impact;
mod layers;
mod lint;
mod list;
mod matches;
mod search;
mod show;
mod stats;
#[cfg(feature = "suggest")]
mod suggest;
#[cfg(not(feature = "suggest"))]
#[path = "without_suggest.rs"]
mod suggest;
mod uses;

pub(super) use layers::{LayerArgs, lint_remarks};

use super::{Cli, CommandError, LineFormat as Format, Outcome};
use clap::Subcommand;

#[derive(Debug, clap::Args)]
pub(super) struct GlossaryArgs {
    #[command(subcommand)]
    command: GlossaryCommand,
}

#[derive(Debug, Subcommand)]
enum GlossaryCommand {
    /// List the terms
    List(list::ListArgs),
    /// Show one term, with its uses in the editions
    Show(show::ShowArgs),
    /// Search sources (in either script, or by pinyin) and English
    Search(search::TermSearchArgs),
    /// Add a term, in a row below the others
    Add(change::AddArgs),
    /// Change a term's row; without flags, in $EDITOR
    Edit(change::EditArgs),
    /// Take a term's row out
    Remove(change::RemoveArgs),
    /// Give a term another source
    Rename(change::RenameArgs),
    /// Say what is wrong with the glossary's files, and fix what is safe to fix
    Lint(lint::LintArgs),
    /// Show every term in a text, with its place and what it hides
    Match(matches::MatchArgs),
    /// Rank the terms that a batch uses and the glossary lacks
    Suggest(suggest::SuggestArgs),
    /// Say how much of a batch the glossary covers, and which terms it does not use
    Stats(stats::CoverageArgs),
    /// Say which terms differ between two glossary files
    Diff(impact::DiffArgs),
    /// Say which sentences of which editions a change of the glossary touches (articles' own files apart)
    Impact(impact::ImpactArgs),
    /// Take terms from a file of another program into a glossary file
    Import(exchange::TermImportArgs),
    /// Write the glossary for another program
    Export(exchange::TermExportArgs),
}

pub(super) fn run(args: &GlossaryArgs, cli: &Cli) -> Result<Outcome, CommandError> {
    match &args.command {
        GlossaryCommand::List(args) => list::run(args, cli),
        GlossaryCommand::Show(args) => show::run(args, cli),
        GlossaryCommand::Search(args) => search::run(args, cli),
        GlossaryCommand::Add(args) => change::add(args, cli),
        GlossaryCommand::Edit(args) => change::edit(args, cli),
        GlossaryCommand::Remove(args) => change::remove(args, cli),
        GlossaryCommand::Rename(args) => change::rename(args, cli),
        GlossaryCommand::Lint(args) => lint::run(args, cli),
        GlossaryCommand::Match(args) => matches::run(args, cli),
        GlossaryCommand::Suggest(args) => suggest::run(args, cli),
        GlossaryCommand::Stats(args) => stats::run(args, cli),
        GlossaryCommand::Diff(args) => impact::diff(args, cli),
        GlossaryCommand::Impact(args) => impact::run(args, cli),
        GlossaryCommand::Import(args) => exchange::import(args, cli),
        GlossaryCommand::Export(args) => exchange::export(args, cli),
    }
}
