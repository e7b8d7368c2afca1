//! `duizhao memory`: one file a group of subcommands.

mod exchange;
mod search;
mod upkeep;

use super::{Cli, CommandError, Format, LineFormat, Outcome, session};
use clap::Subcommand;
use duizhao_engine::{Access, Session};

#[derive(Debug, clap::Args)]
pub(super) struct MemoryArgs {
    #[command(subcommand)]
    command: MemoryCommand,
}

#[derive(Debug, Subcommand)]
enum MemoryCommand {
    /// Say how much the memory holds, and of what
    Stats(upkeep::StatsArgs),
    /// Show units whose Chinese or English holds a text, and those nearest to a Chinese sentence
    Search(search::UnitSearchArgs),
    /// Import files of other programs: TMX, XLIFF, TSV, JSON lines, editions
    Import(exchange::UnitImportArgs),
    /// Write the memory for others
    Export(exchange::UnitExportArgs),
    /// Take over the units of another project's memory
    Merge(upkeep::MergeArgs),
    /// Take machine translations out that are replaced, or that are named
    Prune(upkeep::PruneArgs),
    /// Check that the memory is sound; a damaged one is moved aside, and a new one made
    Verify,
}

pub(super) fn run(args: &MemoryArgs, cli: &Cli) -> Result<Outcome, CommandError> {
    match &args.command {
        MemoryCommand::Stats(args) => upkeep::stats(args, cli),
        MemoryCommand::Search(args) => search::run(args, cli),
        MemoryCommand::Import(args) => exchange::import(args, cli),
        MemoryCommand::Export(args) => exchange::export(args, cli),
        MemoryCommand::Merge(args) => upkeep::merge(args, cli),
        MemoryCommand::Prune(args) => upkeep::prune(args, cli),
        MemoryCommand::Verify => upkeep::verify(cli),
    }
}

/// Opens the project of a command that needs nothing but the memory.
fn open(cli: &Cli, access: Access) -> Result<Session, CommandError> {
    session::open(cli, cli.project()?, access)
}
