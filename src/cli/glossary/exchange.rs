//! `duizhao glossary import` and `export`.

use super::LayerArgs;
use super::change::say;
use super::layers::FilterArgs;
use crate::cli::{Cli, CommandError, Outcome, counted, print, script};
use duizhao_core::diagnostic::Location;
use duizhao_core::output;
use duizhao_glossary::exchange::{
    self, Conflict, Decision, FORMATS, GlossaryFormat, MergeOutcome, ReadOptions, WriteOptions,
};
use duizhao_glossary::{Column, LockedTermFile, Term};
use duizhao_ingest::source::Charset;
use duizhao_zh::script::Script;
use std::io::{BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
pub(super) struct TermImportArgs {
    /// The file to take terms from
    #[arg(required_unless_present = "formats", value_name = "FROM")]
    file_to_read: Option<PathBuf>,
    /// Its format [default: by its extension and contents]
    #[arg(long, value_name = "FORMAT", value_parser = format)]
    format: Option<&'static GlossaryFormat>,
    /// What to do where the glossary has a term differently: ask, keep, replace or both [default: ask on a
    /// terminal, else keep]
    #[arg(long, value_name = "RULE", value_parser = conflict)]
    on_conflict: Option<Conflict>,
    /// Which header is which of our columns, such as Deutsch=note, or a letter where there is no header, such as C=note;
    /// may be given again
    #[arg(long, value_name = "HEADER=COLUMN", value_parser = header)]
    column: Vec<(Column, String)>,
    /// Character set of the file, such as gb18030 [default: found]
    #[arg(long, value_name = "NAME")]
    charset: Option<Charset>,
    /// Script of the source in formats that do not say: hans, hant, tw or hk
    #[arg(long, value_parser = script, default_value = "hans")]
    script: Script,
    /// Say what would be done, and do nothing
    #[arg(long)]
    dry_run: bool,
    /// List the formats
    #[arg(long)]
    formats: bool,
    #[command(flatten)]
    layers: LayerArgs,
    /// The glossary file that takes the terms [default: the last of the settings or of --glossary]
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(super) struct TermExportArgs {
    /// The format [default: by the extension of the file, else csv]
    #[arg(long, alias = "to", value_name = "FORMAT", value_parser = format)]
    format: Option<&'static GlossaryFormat>,
    /// The file to write [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    filter: FilterArgs,
    /// Script of the source in formats with one column for it: hans, hant, tw or hk
    #[arg(long, value_parser = script, default_value = "hans")]
    script: Script,
    /// Leave cells that a spreadsheet would take for formulas as they are
    #[arg(long)]
    raw_cells: bool,
    /// List the formats
    #[arg(long)]
    formats: bool,
    #[command(flatten)]
    layers: LayerArgs,
}

fn format(name: &str) -> Result<&'static GlossaryFormat, String> {
    exchange::by_name(name).ok_or_else(|| {
        let names = FORMATS.map(|format| format.name).join(", ");
        format!("the formats are {names}")
    })
}

fn conflict(name: &str) -> Result<Conflict, String> {
    let found = Conflict::ALL.into_iter().find(|rule| rule.name() == name);
    found.ok_or_else(|| {
        format!(
            "the rules are {}",
            Conflict::ALL.map(Conflict::name).join(", ")
        )
    })
}

fn header(pair: &str) -> Result<(Column, String), String> {
    let (header, column) = pair.rsplit_once('=').ok_or("write HEADER=COLUMN")?;
    let column = Column::from_name(column).ok_or_else(|| {
        let columns = Column::ALL.map(Column::name).join(", ");
        format!("the columns are {columns}")
    })?;
    Ok((column, header.to_owned()))
}

fn list_formats() -> Result<Outcome, CommandError> {
    for format in FORMATS {
        let ways = match (format.can_read(), format.can_write()) {
            (true, true) => "in, out",
            (true, false) => "in",
            (false, _) => "out",
        };
        print::line(format_args!(
            "{:<8} {ways:<8} {}",
            format.name, format.about
        ))?;
    }
    Ok(Outcome::Done)
}

pub(super) fn import(args: &TermImportArgs, cli: &Cli) -> Result<Outcome, CommandError> {
    let from = match &args.file_to_read {
        Some(from) if !args.formats => from,
        Some(_) | None => return list_formats(),
    };
    let bytes = duizhao_glossary::read_file(from)?;
    let format = match args.format {
        Some(format) => format,
        None => source_format(from, &bytes)?,
    };
    let options = ReadOptions {
        columns: args.column.clone(),
        charset: args.charset,
        script: args.script,
    };
    let imported = format.read(from, &bytes, &options)?;
    imported.notes.iter().for_each(print::note);
    if imported.terms.is_empty() && !imported.notes.is_empty() {
        return Err(CommandError::failed(
            format!("{}: no term could be taken", from.display()),
            "the lines above say why, row by row",
        ));
    }
    let path = args.layers.writable(args.file.as_ref(), &cli.settings()?)?;
    let locked = LockedTermFile::open(&path)?;
    let merged = exchange::merge(&locked.file, &imported.terms, rule(args)?, ask)?;
    merged.report.lines().iter().try_for_each(print::line)?;
    if !args.dry_run {
        let terms = counted(imported.terms.len(), "term");
        let saved = locked.save(&merged.text)?;
        say(
            saved,
            &path,
            &format!("{terms} read from {}", from.display()),
        )?;
    }
    let kept = merged
        .report
        .count(|outcome| matches!(outcome, MergeOutcome::Kept));
    Ok(if imported.notes.is_empty() && kept == 0 {
        Outcome::Done
    } else {
        Outcome::Attention
    })
}

/// Returns the format to read a file as, by its extension and contents.
fn source_format(from: &Path, bytes: &[u8]) -> Result<&'static GlossaryFormat, CommandError> {
    let extension = from.extension().unwrap_or_default().to_string_lossy();
    let format = exchange::by_extension(&extension, bytes);
    format.or_else(|| exchange::by_contents(bytes)).ok_or_else(|| {
        CommandError::failed(
            format!("{}: no format has this extension", from.display()),
            "name one with `--format`; `--formats` lists them; save old `.xls` files as `.xlsx`",
        )
    })
}

/// Returns the rule for conflicts. Without a terminal, no question is asked.
fn rule(args: &TermImportArgs) -> Result<Conflict, CommandError> {
    let terminal = std::io::stdin().is_terminal();
    match args.on_conflict {
        Some(Conflict::Ask) if !terminal => {
            let message = "`--on-conflict ask` needs a terminal";
            Err(CommandError::usage(message, "use keep, replace or both"))
        }
        Some(rule) => Ok(rule),
        None => Ok(if terminal {
            Conflict::Ask
        } else {
            Conflict::Keep
        }),
    }
}

/// Asks at the terminal; what cannot be understood is asked again, and an end of input keeps what is there.
fn ask(old: &Term, new: &Term, place: &Location) -> Decision {
    print::note(format_args!(
        "\n{place}: `{}` is in the glossary differently",
        new.source_hans
    ));
    for column in Column::ALL {
        let is = column.of(old);
        let other = column.of(new);
        if is != other && !other.is_empty() {
            print::note(format_args!(
                "  {:<13}{is}\n  {:<13}{other}",
                column.name(),
                "  imported"
            ));
        }
    }
    loop {
        print::prompt("keep, replace or both? [k/r/b] ");
        let mut answer = String::new();
        if !matches!(std::io::stdin().lock().read_line(&mut answer), Ok(1..)) {
            return Decision::Keep;
        }
        match answer.trim() {
            "k" | "keep" => return Decision::Keep,
            "r" | "replace" => return Decision::Replace,
            "b" | "both" => return Decision::Both,
            _ => {}
        }
    }
}

pub(super) fn export(args: &TermExportArgs, cli: &Cli) -> Result<Outcome, CommandError> {
    if args.formats {
        return list_formats();
    }
    let glossary = args.layers.of(&cli.settings()?).glossary()?;
    let terms: Vec<Term> = glossary
        .terms()
        .iter()
        .filter(|term| args.filter.takes(term))
        .cloned()
        .collect();
    let exported = target_format(args)?.write(
        &terms,
        &WriteOptions {
            script: args.script,
            neutral: !args.raw_cells,
        },
    )?;
    exported.losses.iter().for_each(print::note);
    match &args.output {
        Some(path) => {
            output::replace(path, &exported.bytes).map_err(|cause| CommandError::Write {
                path: path.clone(),
                cause,
            })?
        }
        None => std::io::stdout()
            .lock()
            .write_all(&exported.bytes)
            .map_err(CommandError::Stdout)?,
    }
    Ok(Outcome::Done)
}

fn target_format(args: &TermExportArgs) -> Result<&'static GlossaryFormat, CommandError> {
    let extension = args
        .output
        .as_deref()
        .and_then(Path::extension)
        .map(|e| e.to_string_lossy().into_owned());
    match (args.format, extension) {
        (Some(format), _) => Ok(format),
        (None, None) => format("csv").map_err(CommandError::Usage),
        (None, Some(extension)) => exchange::to_extension(&extension).ok_or_else(|| {
            let message = format!("no format has the extension `{extension}`");
            CommandError::usage(message, "name one with `--format`")
        }),
    }
}
