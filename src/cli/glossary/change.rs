//! `duizhao glossary add`, `edit`, `remove` and `rename`.

use super::{LayerArgs, editor, show};
use crate::cli::{Cli, CommandError, Outcome, print};
use duizhao_check::report;
use duizhao_engine::config::Config;
use duizhao_glossary::lint::lint;
use duizhao_glossary::{
    BUILT_IN_NAME, Column, Context, EditError, LockedTermFile, Term, TermFile, file_with,
    parse_context, put_cells,
};
use std::path::{Path, PathBuf};

/// What a row says; every flag is a column.
#[derive(Debug, clap::Args)]
struct CellArgs {
    /// The term in traditional script; an added term gets what OpenCC makes of it for Taiwan, if the file has
    /// the column
    #[arg(long, value_name = "TERM")]
    hant: Option<String>,
    /// Tags, separated by ` | `
    #[arg(long, value_name = "TAGS")]
    tag: Option<String>,
    /// Other right English, separated by ` | `
    #[arg(long, value_name = "LIST")]
    alternatives: Option<String>,
    /// Wrong English, separated by ` | `
    #[arg(long, value_name = "LIST")]
    forbidden: Option<String>,
    /// Advice for translators
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// Where the English was seen
    #[arg(long, value_name = "TEXT")]
    citation: Option<String>,
    /// confirmed (breaking it is an error), choice (a warning) or optional (never asked for)
    #[arg(long)]
    status: Option<String>,
    /// Part of speech: noun, properNoun, verb, adjective, adverb, phrase or other
    #[arg(long)]
    pos: Option<String>,
    /// Whether letter case matters: yes or no
    #[arg(long, value_name = "YES|NO")]
    case: Option<String>,
    /// Words that must be near, or with ! before them must not, separated by ` | `
    #[arg(long, value_name = "WORDS")]
    context: Option<String>,
}

impl CellArgs {
    /// Returns the columns that are given.
    fn given(&self) -> Vec<(Column, String)> {
        let cells = [
            (Column::SourceHant, &self.hant),
            (Column::Tag, &self.tag),
            (Column::Alternatives, &self.alternatives),
            (Column::Forbidden, &self.forbidden),
            (Column::Note, &self.note),
            (Column::Citation, &self.citation),
            (Column::Status, &self.status),
            (Column::Pos, &self.pos),
            (Column::Case, &self.case),
            (Column::Context, &self.context),
        ];
        cells
            .into_iter()
            .filter_map(|(column, cell)| Some((column, cell.clone()?)))
            .collect()
    }
}

/// Which file is changed.
#[derive(Debug, clap::Args)]
struct FileArgs {
    #[command(flatten)]
    layers: LayerArgs,
    /// The file to change [default: the last of the settings or of --glossary that has the term]
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(super) struct AddArgs {
    /// The term in simplified script
    source: String,
    /// The preferred English; without it, the row is written in $EDITOR
    target: Option<String>,
    #[command(flatten)]
    cells: CellArgs,
    #[command(flatten)]
    file: FileArgs,
}

#[derive(Debug, clap::Args)]
pub(super) struct EditArgs {
    /// The term, in either script
    source: String,
    /// The preferred English
    #[arg(long, value_name = "ENGLISH")]
    target: Option<String>,
    #[command(flatten)]
    cells: CellArgs,
    /// Which of several rows of the source: the one with this context
    #[arg(long, value_name = "WORDS")]
    sense: Option<String>,
    #[command(flatten)]
    file: FileArgs,
}

#[derive(Debug, clap::Args)]
pub(super) struct RemoveArgs {
    /// The term, in either script
    source: String,
    /// Which of several rows of the source: the one with this context
    #[arg(long, value_name = "WORDS")]
    sense: Option<String>,
    #[command(flatten)]
    file: FileArgs,
}

#[derive(Debug, clap::Args)]
pub(super) struct RenameArgs {
    /// The term, in either script
    old: String,
    /// Its new source, in simplified script
    new: String,
    /// The new source in traditional script [default: what OpenCC makes of it]
    #[arg(long, value_name = "TERM")]
    hant: Option<String>,
    /// Which of several rows of the source: the one with this context
    #[arg(long, value_name = "WORDS")]
    sense: Option<String>,
    #[command(flatten)]
    file: FileArgs,
}

pub(super) fn add(args: &AddArgs, cli: &Cli) -> Result<Outcome, CommandError> {
    let config = cli.settings()?;
    let layers = &args.file.layers;
    let path = layers.writable(args.file.file.as_ref(), &config)?;
    let mut cells = vec![(Column::SourceHans, args.source.clone())];
    cells.extend(args.target.clone().map(|target| (Column::Target, target)));
    cells.extend(args.cells.given());
    let mut term = Term::default();
    put_cells(&mut term, &cells)?;
    if args.target.is_none() {
        let Some(written) = editor::edit(&term)? else {
            return unchanged();
        };
        put_cells(&mut term, &written)?;
    }
    for column in [Column::SourceHans, Column::Target] {
        if column.of(&term).is_empty() {
            return Err(EditError::Empty(column).into());
        }
    }
    let source = term.source_hans.clone();
    let saved = LockedTermFile::open(&path)?.add(term)?;
    say(saved, &path, &format!("added `{source}`"))?;
    remarks(&path, &source)?;
    overridden(layers, &config, &path, &source)
}

pub(super) fn edit(args: &EditArgs, cli: &Cli) -> Result<Outcome, CommandError> {
    let sense = sense(args.sense.as_deref())?;
    let path = holding(&args.file, &args.source, sense.as_ref(), cli)?;
    let target = args.target.clone().map(|target| (Column::Target, target));
    let mut cells: Vec<(Column, String)> = target.into_iter().collect();
    cells.extend(args.cells.given());
    if cells.is_empty() {
        let file = TermFile::load(&path)?;
        let term = file.term(file.row_of(&args.source, sense.as_ref())?)?;
        let Some(written) = editor::edit(&term)? else {
            return unchanged();
        };
        cells = written;
    }
    let locked = LockedTermFile::open(&path)?;
    let row = locked.file.row_of(&args.source, sense.as_ref())?;
    let saved = locked.save(&locked.file.changed(row, &cells)?)?;
    say(saved, &path, &format!("changed `{}`", args.source))?;
    remarks(&path, &args.source)
}

pub(super) fn remove(args: &RemoveArgs, cli: &Cli) -> Result<Outcome, CommandError> {
    let sense = sense(args.sense.as_deref())?;
    let path = holding(&args.file, &args.source, sense.as_ref(), cli)?;
    let locked = LockedTermFile::open(&path)?;
    let row = locked.file.row_of(&args.source, sense.as_ref())?;
    let saved = locked.save(&locked.file.without(row))?;
    say(saved, &path, &format!("removed `{}`", args.source))
}

pub(super) fn rename(args: &RenameArgs, cli: &Cli) -> Result<Outcome, CommandError> {
    let sense = sense(args.sense.as_deref())?;
    let path = holding(&args.file, &args.old, sense.as_ref(), cli)?;
    let new = args.new.trim();
    let locked = LockedTermFile::open(&path)?;
    let row = locked.file.row_of(&args.old, sense.as_ref())?;
    let saved = locked.rename(row, new, args.hant.clone())?;
    say(saved, &path, &format!("renamed `{}` to `{new}`", args.old))?;
    remarks(&path, new)
}

/// Prints what lint says of a term's rows.
fn remarks(path: &Path, source: &str) -> Result<Outcome, CommandError> {
    let file = TermFile::load(path)?;
    let lines = file.lines_of(source);
    for found in lint(std::slice::from_ref(&file))? {
        if lines.contains(&found.location.line) {
            print::note(report::text(&found));
        }
    }
    Ok(Outcome::Done)
}

/// Prints what a new row of `path` replaces in the layers below.
fn overridden(
    layers: &LayerArgs,
    config: &Config,
    path: &Path,
    source: &str,
) -> Result<Outcome, CommandError> {
    for change in layers.of(config).glossary()?.overrides() {
        if change.source == source && change.later.file == path {
            print::note(format_args!(
                "`{source}` replaces {} for this project, in every context",
                change.earlier
            ));
        }
    }
    Ok(Outcome::Done)
}

/// Returns the last file that has the term; an error that says where it is, or what is like it, if none has.
fn holding(
    args: &FileArgs,
    source: &str,
    sense: Option<&Context>,
    cli: &Cli,
) -> Result<PathBuf, CommandError> {
    let config = cli.settings()?;
    let paths = match &args.file {
        Some(file) => vec![file.clone()],
        None => args.layers.of(&config).files,
    };
    if let Some(path) = file_with(&paths, source, sense)? {
        return Ok(path);
    }
    let glossary = args.layers.of(&config).glossary()?;
    let mut rows = glossary.of_source(source);
    if !rows.any(|(index, _)| glossary.place(index).file == Path::new(BUILT_IN_NAME)) {
        return Err(show::unknown(&glossary, source));
    }
    Err(CommandError::failed(
        format!("`{source}` is in the built-in glossary alone, which is part of the program"),
        "`duizhao glossary add` puts a row of your own over it",
    ))
}

/// Parses the context that tells one of several rows.
fn sense(words: Option<&str>) -> Result<Option<Context>, CommandError> {
    Ok(words.map(parse_context).transpose()?)
}

fn unchanged() -> Result<Outcome, CommandError> {
    print::line("nothing changed")?;
    Ok(Outcome::Done)
}

/// Prints what was done to a file.
pub(super) fn say(saved: bool, path: &Path, what: &str) -> Result<Outcome, CommandError> {
    if !saved {
        return unchanged();
    }
    print::line(format_args!("{}: {what}", path.display()))?;
    Ok(Outcome::Done)
}
