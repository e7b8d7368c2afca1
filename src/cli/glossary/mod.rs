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
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List the terms
    List(list::Args),
    /// Show one term, with its uses in the editions
    Show(show::Args),
    /// Search sources (in either script, or by pinyin) and English
    Search(search::Args),
    /// Add a term, in a row below the others
    Add(change::AddArgs),
    /// Change a term's row; without flags, in $EDITOR
    Edit(change::EditArgs),
    /// Take a term's row out
    Remove(change::RemoveArgs),
    /// Give a term another source
    Rename(change::RenameArgs),
    /// Say what is wrong with the glossary's files, and mend what is safe to mend
    Lint(lint::Args),
    /// Show every term in a text, with its place and what it hides
    Match(matches::Args),
    /// Rank the terms that a batch uses and the glossary lacks
    Suggest(suggest::Args),
    /// Say how much of a batch the glossary covers, and which terms it does not use
    Stats(stats::Args),
    /// Say which terms differ between two glossary files
    Diff(impact::DiffArgs),
    /// Say which sentences of which editions a change of the glossary touches (articles' own files apart)
    Impact(impact::Args),
    /// Take terms from a file of another program into a glossary file
    Import(exchange::ImportArgs),
    /// Write the glossary for another program
    Export(exchange::ExportArgs),
}

pub(super) fn run(args: &Args, cli: &Cli) -> Result<Outcome, CommandError> {
    match &args.command {
        Command::List(args) => list::run(args, cli),
        Command::Show(args) => show::run(args, cli),
        Command::Search(args) => search::run(args, cli),
        Command::Add(args) => change::add(args, cli),
        Command::Edit(args) => change::edit(args, cli),
        Command::Remove(args) => change::remove(args, cli),
        Command::Rename(args) => change::rename(args, cli),
        Command::Lint(args) => lint::run(args, cli),
        Command::Match(args) => matches::run(args, cli),
        Command::Suggest(args) => suggest::run(args, cli),
        Command::Stats(args) => stats::run(args, cli),
        Command::Diff(args) => impact::diff(args, cli),
        Command::Impact(args) => impact::run(args, cli),
        Command::Import(args) => exchange::import(args, cli),
        Command::Export(args) => exchange::export(args, cli),
    }
}
