//! `duizhao memory`: one file a group of subcommands.

mod exchange;
mod search;
mod upkeep;

use super::{Cli, CommandError, Format, LineFormat, Outcome, session};
use clap::Subcommand;
use duizhao_engine::{Access, Session};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Say how much the memory holds, and of what
    Stats(upkeep::StatsArgs),
    /// Show units whose Chinese or English holds a text, and those nearest to a Chinese sentence
    Search(search::Args),
    /// Take units from files of others: TMX, XLIFF, TSV, JSON lines, editions
    Import(exchange::ImportArgs),
    /// Write the memory for others
    Export(exchange::ExportArgs),
    /// Take over the units of another project's memory
    Merge(upkeep::MergeArgs),
    /// Take machine translations out that are replaced, or that are named
    Prune(upkeep::PruneArgs),
    /// Check that the memory is sound; a damaged one is moved aside and made anew
    Verify,
}

pub(super) fn run(args: &Args, cli: &Cli) -> Result<Outcome, CommandError> {
    match &args.command {
        Command::Stats(args) => upkeep::stats(args, cli),
        Command::Search(args) => search::run(args, cli),
        Command::Import(args) => exchange::import(args, cli),
        Command::Export(args) => exchange::export(args, cli),
        Command::Merge(args) => upkeep::merge(args, cli),
        Command::Prune(args) => upkeep::prune(args, cli),
        Command::Verify => upkeep::verify(cli),
    }
}

/// Opens the project of a command that needs nothing but the memory.
fn open(cli: &Cli, access: Access) -> Result<Session, CommandError> {
    session::open(cli, cli.project()?, access)
}
