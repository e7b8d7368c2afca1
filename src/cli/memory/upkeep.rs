//! `duizhao memory stats`, `merge`, `prune` and `verify`.

use super::{Format, open};
use crate::cli::{Cli, CommandError, Outcome, counted, print, session};
use duizhao_engine::Access;
use duizhao_memory::{Pruned, Stats, StoreError};
use serde::Serialize;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(super) struct StatsArgs {
    /// Form of the output; json is one object a line, one line a kind of unit
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, clap::Args)]
pub(super) struct MergeArgs {
    /// The `memory.db` of another project
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(super) struct PruneArgs {
    /// Take out what this backend translated
    #[arg(long, value_name = "NAME")]
    backend: Option<String>,
    /// Take out what was translated before this day, such as 2026-01-31
    #[arg(long, value_name = "DATE", value_parser = day)]
    before: Option<i64>,
    /// Say how many there are, and take out nothing
    #[arg(long)]
    dry_run: bool,
}

/// Returns the beginning of a day, in seconds since 1970 (UTC).
fn day(text: &str) -> Result<i64, &'static str> {
    duizhao_core::date::parse_day(text).ok_or("write a day as YYYY-MM-DD")
}

#[derive(Serialize)]
struct StatsJson<'a> {
    origin: &'static str,
    backend: Option<&'a str>,
    model: Option<&'a str>,
    units: u64,
    characters: u64,
}

pub(super) fn stats(args: &StatsArgs, cli: &Cli) -> Result<Outcome, CommandError> {
    let project = open(cli, Access::Read)?;
    let memory = session::memory(&project)?;
    let stats = memory.stats()?;
    for Stats {
        origin,
        backend,
        model,
        units,
        characters,
    } in &stats
    {
        let origin = origin.name();
        let backend = backend.as_deref();
        let model = model.as_deref();
        match args.format {
            Format::Json => print::json(&StatsJson {
                origin,
                backend,
                model,
                units: *units,
                characters: *characters,
            })?,
            Format::Text => {
                let maker = [backend, model]
                    .into_iter()
                    .flatten()
                    .collect::<Vec<_>>()
                    .join(" ");
                print::text(format_args!(
                    "{units:>9} units  {characters:>11} characters  {origin:<8} {maker}"
                ))?;
            }
        }
    }
    if args.format == Format::Text {
        let units: u64 = stats.iter().map(|stats| stats.units).sum();
        let characters: u64 = stats.iter().map(|stats| stats.characters).sum();
        let bytes = std::fs::metadata(memory.path()).map_or(0, |meta| meta.len());
        print::line(format_args!(
            "{units:>9} units  {characters:>11} characters  in {} ({bytes} bytes)",
            memory.path().display()
        ))?;
    }
    Ok(Outcome::Done)
}

pub(super) fn merge(args: &MergeArgs, cli: &Cli) -> Result<Outcome, CommandError> {
    let project = open(cli, Access::Write)?;
    for file in &args.files {
        let new = session::memory(&project)?.merge(file)?;
        print::text(format_args!(
            "{}: {}",
            file.display(),
            counted(new, "new unit")
        ))?;
    }
    Ok(Outcome::Done)
}

pub(super) fn prune(args: &PruneArgs, cli: &Cli) -> Result<Outcome, CommandError> {
    let project = open(
        cli,
        if args.dry_run {
            Access::Read
        } else {
            Access::Write
        },
    )?;
    let what = Pruned {
        backend: args.backend.clone(),
        before: args.before,
        dry_run: args.dry_run,
    };
    let units = session::memory(&project)?.prune(&what)?;
    let done = if args.dry_run {
        "would be taken out"
    } else {
        "taken out"
    };
    let units = counted(units, "machine translation");
    print::line(format_args!("{units} {done}"))?;
    Ok(Outcome::Done)
}

pub(super) fn verify(cli: &Cli) -> Result<Outcome, CommandError> {
    // Opening for writing moves a file aside that cannot even be opened.
    let project = open(cli, Access::Write)?;
    let memory = session::memory(&project)?;
    let faults = match memory.verify() {
        Err(StoreError::Damaged { what, .. }) => vec![what],
        result => result?,
    };
    if faults.is_empty() {
        print::line(format_args!("{}: sound", memory.path().display()))?;
        return Ok(Outcome::Done);
    }
    faults
        .iter()
        .for_each(|fault| print::error_text(&format_args!("{}: {fault}", memory.path().display())));
    drop(project);
    // The file is marked as damaged now: opening it again moves it aside and makes a new one.
    open(cli, Access::Write)?;
    Ok(Outcome::Attention)
}
