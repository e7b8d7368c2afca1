//! `duizhao memory import` and `export`.

use super::open;
use crate::cli::{Cli, CommandError, Outcome, counted, print, session};
use duizhao_core::article::Origin;
use duizhao_core::output;
use duizhao_engine::{Access, import_file};
use duizhao_ingest::source::Charset;
use duizhao_memory::Memory;
use duizhao_memory::exchange::{
    self, ExchangeError, ExportOptions, FORMATS, ImportOptions, MemoryFormat,
};
use std::io::{BufWriter, Write};
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(super) struct UnitImportArgs {
    /// The files to take units from
    #[arg(required_unless_present = "formats", value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Their format [default: by their extension]
    #[arg(long, alias = "from", value_name = "FORMAT", value_parser = format)]
    format: Option<&'static MemoryFormat>,
    /// Character set of text files, such as gb18030 [default: found]
    #[arg(long, value_name = "NAME")]
    charset: Option<Charset>,
    /// Which Chinese to take where a file has several, such as zh-TW [default: simplified]
    #[arg(long, value_name = "CODE")]
    zh: Option<String>,
    /// Which English to take where a file has several, such as en-GB [default: the first]
    #[arg(long, value_name = "CODE")]
    en: Option<String>,
    /// List the formats
    #[arg(long)]
    formats: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct UnitExportArgs {
    /// The format [default: by the extension of the file, else tmx]
    #[arg(long, alias = "to", value_name = "FORMAT", value_parser = format)]
    format: Option<&'static MemoryFormat>,
    /// The file to write [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Only units of this origin: human, memory or machine; may be given again
    #[arg(long, value_name = "ORIGIN", value_parser = origin)]
    origin: Vec<Origin>,
    /// The language code of the Chinese
    #[arg(long, value_name = "CODE", default_value = "zh-CN")]
    zh: String,
    /// The language code of the English
    #[arg(long, value_name = "CODE", default_value = "en")]
    en: String,
    /// Leave cells that a spreadsheet would take for formulas as they are
    #[arg(long)]
    raw_cells: bool,
    /// List the formats
    #[arg(long)]
    formats: bool,
}

fn format(name: &str) -> Result<&'static MemoryFormat, String> {
    exchange::by_name(name).ok_or_else(|| {
        let names = FORMATS.map(|format| format.name).join(", ");
        format!("the formats are {names}")
    })
}

fn origin(name: &str) -> Result<Origin, String> {
    let origin = Origin::from_name(name).filter(|origin| *origin != Origin::Gloss);
    origin.ok_or_else(|| "the origins are human, memory and machine".to_owned())
}

fn list_formats() -> Result<Outcome, CommandError> {
    for format in FORMATS {
        let ways = if format.can_write() { "in, out" } else { "in" };
        print::line(format_args!(
            "{:<8} {ways:<8} {}",
            format.name, format.about
        ))?;
    }
    Ok(Outcome::Done)
}

pub(super) fn import(args: &UnitImportArgs, cli: &Cli) -> Result<Outcome, CommandError> {
    if args.formats {
        return list_formats();
    }
    let options = ImportOptions {
        charset: args.charset,
        chinese: args.zh.clone(),
        english: args.en.clone(),
        untranslated: false,
    };
    let project = open(cli, Access::Write)?;
    let memory = session::memory(&project)?;
    let mut outcome = Outcome::Done;
    for path in &args.files {
        let imported = import_file(&**memory, path, args.format, &options);
        let imported = cli.block_on(imported)?;
        imported.notes.iter().for_each(print::note);
        // One bad file stops no other; what was read of it before is kept.
        if let Some(error) = &imported.error {
            print::error(error);
        }
        if imported.error.is_none() || imported.units > 0 {
            print::text(format_args!(
                "{}: {}, {} of them new",
                path.display(),
                counted(imported.units, "unit"),
                imported.new
            ))?;
        }
        if imported.error.is_some() || !imported.notes.is_empty() {
            outcome = Outcome::Attention;
        }
    }
    memory.update_index()?;
    Ok(outcome)
}

pub(super) fn export(args: &UnitExportArgs, cli: &Cli) -> Result<Outcome, CommandError> {
    if args.formats {
        return list_formats();
    }
    let project = open(cli, Access::Read)?;
    let memory = session::memory(&project)?;
    let losses = match &args.output {
        None => write(args, memory, &mut BufWriter::new(std::io::stdout().lock()))?,
        Some(path) => {
            let mut file = output::Replacement::of(path).map_err(|cause| unwritten(cause, args))?;
            let losses = write(args, memory, &mut BufWriter::new(&mut file))?;
            file.finish().map_err(|cause| unwritten(cause, args))?;
            losses
        }
    };
    losses.iter().for_each(print::note);
    Ok(if losses.is_empty() {
        Outcome::Done
    } else {
        Outcome::Attention
    })
}

/// Writes the units that are asked for, and returns what the format cannot hold.
fn write(
    args: &UnitExportArgs,
    memory: &Memory,
    out: &mut dyn Write,
) -> Result<Vec<String>, CommandError> {
    let options = ExportOptions {
        chinese: args.zh.clone(),
        english: args.en.clone(),
        neutral: !args.raw_cells,
    };
    let exporter = target(args)?.begin(out, &options);
    let mut exporter = exporter.map_err(|error| failed(error, args))?;
    memory.each_unit(|unit| {
        if args.origin.is_empty() || args.origin.contains(&unit.origin) {
            exporter.unit(&unit).map_err(|error| failed(error, args))
        } else {
            Ok(())
        }
    })?;
    let end = exporter.end().map_err(|error| failed(error, args))?;
    out.flush().map_err(|cause| unwritten(cause, args))?;
    Ok(end.losses.lines())
}

/// Returns the error of an export: it is about the file that is written, or standard output.
fn failed(error: ExchangeError, args: &UnitExportArgs) -> CommandError {
    match error {
        ExchangeError::Write(cause) => unwritten(cause, args),
        error => CommandError::Exchange(error),
    }
}

fn unwritten(cause: std::io::Error, args: &UnitExportArgs) -> CommandError {
    match args.output.clone() {
        Some(path) => CommandError::Write { path, cause },
        None => CommandError::Stdout(cause),
    }
}

fn target(args: &UnitExportArgs) -> Result<&'static MemoryFormat, CommandError> {
    match (args.format, &args.output) {
        (Some(format), _) => Ok(format),
        (None, None) => format("tmx").map_err(CommandError::Usage),
        (None, Some(path)) => exchange::to_write(path).ok_or_else(|| {
            let hint = "name one with `--format`; `--formats` lists them";
            let message = format!("{}: no format has this extension", path.display());
            CommandError::usage(message, hint)
        }),
    }
}
