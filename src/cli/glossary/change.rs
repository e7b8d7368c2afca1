//! `duizhao glossary add`, `edit`, `remove` and `rename`.

use super::{LayerArgs, editor, show};
use crate::cli::{Cli, CommandError, Outcome, print};
use duizhao_check::report;
use duizhao_core::diagnostic::Location;
use duizhao_core::output;
use duizhao_engine::config::Config;
use duizhao_glossary::lint::lint;
use duizhao_glossary::{
    BUILT_IN_NAME, Column, Context, EditError, Override, Record, Term, TermFile,
};
use duizhao_zh::script::{Converter, Script};
use std::path::{Path, PathBuf};

/// What a row says; every flag is a column.
#[derive(Debug, clap::Args)]
struct CellArgs {
    /// The term in traditional script; an added term gets what OpenCC makes of it for Taiwan, if the file has
    /// the column
    #[arg(long, value_name = "TERM")]
    hant: Option<String>,
    /// Tags, parted by ` | `
    #[arg(long, value_name = "TAGS")]
    tag: Option<String>,
    /// Other right English, parted by ` | `
    #[arg(long, value_name = "LIST")]
    alternatives: Option<String>,
    /// Wrong English, parted by ` | `
    #[arg(long, value_name = "LIST")]
    forbidden: Option<String>,
    /// Advice for translators
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// Where the English was seen
    #[arg(long, value_name = "TEXT")]
    citation: Option<String>,
    /// confirmed (breaking it is an error) or choice (a warning)
    #[arg(long)]
    status: Option<String>,
    /// Part of speech: noun, properNoun, verb, adjective, adverb, phrase or other
    #[arg(long)]
    pos: Option<String>,
    /// Whether letter case matters: yes or no
    #[arg(long, value_name = "YES|NO")]
    case: Option<String>,
    /// Words that must be near, or with ! before them must not, parted by ` | `
    #[arg(long, value_name = "WORDS")]
    context: Option<String>,
}

impl CellArgs {
    /// The columns that are given.
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
    let path = writable(&args.file.layers, args.file.file.as_ref(), &config)?;
    let mut cells = vec![(Column::SourceHans, args.source.trim().to_owned())];
    cells.extend(
        args.target
            .iter()
            .map(|target| (Column::Target, target.clone())),
    );
    cells.extend(args.cells.given());
    let mut term = Term::default();
    put(&mut term, &cells)?;
    if args.target.is_none() {
        let Some(written) = editor::edit(&term)? else {
            return unchanged();
        };
        put(&mut term, &written)?;
    }
    if let Some(empty) = [Column::SourceHans, Column::Target]
        .into_iter()
        .find(|column| column.of(&term).is_empty())
    {
        return Err(EditError::Empty(empty).into());
    }
    let _lock = lock(&path)?;
    let file = TermFile::load_or_new(&path)?;
    // A column that the file lacks is added only for what was asked for.
    if term.source_hant.is_empty() && file.cell_of(Column::SourceHant).is_some() {
        term.source_hant = traditional(&term.source_hans)?;
    }
    save(
        &file,
        &file.with(&term)?,
        &format!("added `{}`", term.source_hans),
    )?;
    remarks(&path, &term.source_hans)?;
    overridden(&args.file.layers, &config, &path, &term.source_hans)
}

pub(super) fn edit(args: &EditArgs, cli: &Cli) -> Result<Outcome, CommandError> {
    let path = holding(&args.file, &args.source, args.sense.as_deref(), cli)?;
    let target = args
        .target
        .iter()
        .map(|target| (Column::Target, target.clone()));
    let mut cells: Vec<(Column, String)> = target.chain(args.cells.given()).collect();
    if cells.is_empty() {
        let file = TermFile::load(&path)?;
        let term = file.term(row(&file, &args.source, args.sense.as_deref())?)?;
        let Some(written) = editor::edit(&term)? else {
            return unchanged();
        };
        cells = written;
    }
    let _lock = lock(&path)?;
    let file = TermFile::load(&path)?;
    let row = row(&file, &args.source, args.sense.as_deref())?;
    let changed = file.changed(row, &cells)?;
    save(&file, &changed, &format!("changed `{}`", args.source))?;
    remarks(&path, &args.source)
}

pub(super) fn remove(args: &RemoveArgs, cli: &Cli) -> Result<Outcome, CommandError> {
    let path = holding(&args.file, &args.source, args.sense.as_deref(), cli)?;
    let _lock = lock(&path)?;
    let file = TermFile::load(&path)?;
    let row = row(&file, &args.source, args.sense.as_deref())?;
    save(
        &file,
        &file.without(row),
        &format!("took out `{}`", args.source),
    )
}

pub(super) fn rename(args: &RenameArgs, cli: &Cli) -> Result<Outcome, CommandError> {
    let path = holding(&args.file, &args.old, args.sense.as_deref(), cli)?;
    let _lock = lock(&path)?;
    let file = TermFile::load(&path)?;
    let row = row(&file, &args.old, args.sense.as_deref())?;
    let new = args.new.trim().to_owned();
    let mut cells = vec![(Column::SourceHans, new.clone())];
    if file.cell_of(Column::SourceHant).is_some() {
        cells.push((
            Column::SourceHant,
            args.hant.clone().map_or_else(|| traditional(&new), Ok)?,
        ));
    }
    save(
        &file,
        &file.changed(row, &cells)?,
        &format!("renamed `{}` to `{new}`", args.old),
    )?;
    remarks(&path, &new)
}

/// Makes other commands wait that would change the same file.
pub(super) fn lock(path: &Path) -> Result<std::fs::File, CommandError> {
    output::lock(path).map_err(|cause| CommandError::Write {
        path: path.to_owned(),
        cause,
    })
}

/// Says what lint says of a term's rows.
fn remarks(path: &Path, source: &str) -> Result<Outcome, CommandError> {
    let file = TermFile::load(path)?;
    let lines: Vec<usize> = file
        .rows()
        .iter()
        .filter(|row| {
            file.term(row)
                .is_ok_and(|term| term.source_hans == source || term.source_hant == source)
        })
        .map(|row| file.place(row, Column::SourceHans).line)
        .collect();
    let found = lint(std::slice::from_ref(&file))?;
    found
        .iter()
        .filter(|found| lines.contains(&found.location.line))
        .for_each(|found| print::note(report::text(found)));
    Ok(Outcome::Done)
}

/// Says what a new row of `path` replaces in the layers below.
fn overridden(
    layers: &LayerArgs,
    config: &Config,
    path: &Path,
    source: &str,
) -> Result<Outcome, CommandError> {
    let glossary = layers.glossary(config)?;
    let mine = |change: &&Override| change.source == source && change.later.file == path;
    for change in glossary.overrides().iter().filter(mine) {
        print::note(format_args!(
            "`{source}` replaces {} for this project, in every context",
            change.earlier
        ));
    }
    Ok(Outcome::Done)
}

fn put(term: &mut Term, cells: &[(Column, String)]) -> Result<(), CommandError> {
    for (column, value) in cells {
        column
            .put(term, value.trim())
            .map_err(|cause| EditError::Cell {
                column: *column,
                cause,
            })?;
    }
    Ok(())
}

/// The traditional form that a new row gets.
pub(super) fn traditional(source: &str) -> Result<String, CommandError> {
    Ok(Converter::new(Script::Tw)?.convert(source).into_owned())
}

/// The file that new rows go into: the one named, or the last of the layers.
pub(super) fn writable(
    layers: &LayerArgs,
    file: Option<&PathBuf>,
    config: &Config,
) -> Result<PathBuf, CommandError> {
    file.cloned()
        .or_else(|| layers.paths(config).pop())
        .ok_or_else(|| {
            CommandError::usage(
                "no glossary file to write to",
                "name one with `--file`, or set up a project with `duizhao init`",
            )
        })
}

/// The last file that has the term.
fn holding(
    args: &FileArgs,
    source: &str,
    sense: Option<&str>,
    cli: &Cli,
) -> Result<PathBuf, CommandError> {
    let config = cli.settings()?;
    let paths = args
        .file
        .clone()
        .map_or_else(|| args.layers.paths(&config), |file| vec![file]);
    let sense = sense.map(context).transpose()?;
    let mut senses = Vec::new();
    for path in paths.iter().rev() {
        let file = TermFile::load(path)?;
        if file.find(source, sense.as_ref())?.is_some() {
            return Ok(path.clone());
        }
        let of_source =
            |(term, _): &(Term, Location)| term.source_hans == source || term.source_hant == source;
        senses.extend(file.terms()?.into_iter().filter(of_source));
    }
    if !senses.is_empty() {
        let sense = |(term, place): &(Term, Location)| {
            format!("`{}` ({place})", term.context.words().join(" | "))
        };
        let senses: Vec<String> = senses.iter().map(sense).collect();
        return Err(CommandError::failed(
            format!("`{source}` has no row with this context"),
            &format!("the contexts are {}", senses.join(", ")),
        ));
    }
    let glossary = args.layers.glossary(&config)?;
    let built_in = glossary
        .of_source(source)
        .any(|(index, _)| glossary.places()[index].file == Path::new(BUILT_IN_NAME));
    Err(if built_in {
        CommandError::failed(
            format!(
                "`{source}` stands in the built-in glossary alone, which is part of the program"
            ),
            "`duizhao glossary add` puts a row of your own over it",
        )
    } else {
        show::unknown(&glossary, source)
    })
}

fn row<'a>(
    file: &'a TermFile,
    source: &str,
    sense: Option<&str>,
) -> Result<&'a Record, CommandError> {
    let sense = sense.map(context).transpose()?;
    let row = file.find(source, sense.as_ref())?;
    row.ok_or_else(|| {
        CommandError::Failed(format!(
            "{}: no row for `{source}`",
            file.sheet.path().display()
        ))
    })
}

fn context(words: &str) -> Result<Context, CommandError> {
    let mut term = Term::default();
    put(&mut term, &[(Column::Context, words.to_owned())])?;
    Ok(term.context)
}

fn unchanged() -> Result<Outcome, CommandError> {
    print::line("nothing changed")?;
    Ok(Outcome::Done)
}

/// Writes a changed file, unless somebody else changed it meanwhile.
pub(super) fn save(file: &TermFile, text: &str, what: &str) -> Result<Outcome, CommandError> {
    let path = file.sheet.path();
    if text == file.sheet.text() {
        return unchanged();
    }
    if path.exists() && TermFile::load(path)?.sheet.text() != file.sheet.text() {
        return Err(CommandError::failed(
            format!(
                "{}: changed by another program meanwhile, so it stays as it is",
                path.display()
            ),
            "run the command again",
        ));
    }
    let new = TermFile::parse(path, text.to_owned())?;
    if file.terms().is_ok() {
        new.terms()?;
    }
    output::replace(path, text.as_bytes()).map_err(|cause| CommandError::Write {
        path: path.to_owned(),
        cause,
    })?;
    print::line(format_args!("{}: {what}", path.display()))?;
    Ok(Outcome::Done)
}
