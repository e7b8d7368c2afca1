//! `duizhao adopt`

use super::glossary::LayerArgs;
use super::{Cli, CommandError, Outcome, OutputArgs, counted, print, session};
use duizhao_edition as edition;
use duizhao_engine::{self as engine, Access, Adopted, Cause, Review};
use duizhao_glossary::Termbase;
use duizhao_zh::identity::Identity;
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
pub(super) struct AdoptArgs {
    /// Editions, or folders of them [default: the folder for editions]
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Say of the named editions that every line is right (done), or no longer so (open)
    #[arg(long, value_name = "STATE", requires = "files")]
    review: Option<Review>,
    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    layers: LayerArgs,
}

pub(super) fn run(args: &AdoptArgs, cli: &Cli) -> Result<Outcome, CommandError> {
    let project = args.output.project(cli)?;
    let session = session::open(cli, project, Access::Write)?;
    let project = &session.project;
    duizhao_core::output::sweep(&project.output);
    let termbase = Termbase::new(args.layers.of(&project.config).glossary()?);
    let memory = session::memory(&session)?;
    let identity = Identity::new();
    let files = if args.files.is_empty() {
        vec![project.output.clone()]
    } else {
        args.files.clone()
    };
    let mut outcome = Outcome::Done;
    let mut editions = 0;
    let mut sum = Adopted::default();
    for path in files.iter().flat_map(|path| edition::files(path)) {
        let adopted = match path {
            Ok(path) => {
                let adopt =
                    engine::adopt(project, &**memory, &termbase, &identity, &path, args.review);
                cli.block_on(adopt).map(|adopted| (path, adopted))
            }
            Err((path, error)) => Err(engine::ArticleError {
                path,
                cause: Cause::Read(error),
            }),
        };
        match adopted {
            Ok((path, adopted)) => {
                editions += 1;
                sum += adopted;
                if adopted.lines > 0 || args.review.is_some() {
                    say(&path, adopted)?;
                }
            }
            Err(error) => {
                print::error(&error);
                outcome = Outcome::Attention;
            }
        }
    }
    if editions > 0 {
        say_sum(editions, sum)?;
        return Ok(outcome);
    }
    match outcome {
        Outcome::Done => Err(CommandError::failed(
            "no editions found",
            "name editions, or their folder with `--output`",
        )),
        Outcome::Attention | Outcome::UnderWay | Outcome::Failed | Outcome::Interrupted => {
            Ok(Outcome::Failed)
        }
    }
}

/// Prints what was taken over of an edition.
fn say(path: &Path, adopted: Adopted) -> Result<(), CommandError> {
    print::text(format_args!(
        "{}: {} taken over, {} of {} reviewed",
        path.display(),
        counted(adopted.lines, "line"),
        adopted.reviewed,
        adopted.pairs
    ))
}

/// Prints what was taken over of all editions.
fn say_sum(editions: usize, sum: Adopted) -> Result<(), CommandError> {
    print::line(format_args!(
        "{} taken over from {}; {} of {} reviewed",
        counted(sum.lines, "line"),
        counted(editions, "edition"),
        sum.reviewed,
        counted(sum.pairs, "line")
    ))
}
