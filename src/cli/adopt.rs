//! `duizhao adopt`

use super::glossary::LayerArgs;
use super::project::{self, Project, Use};
use super::{Cli, CommandError, Outcome, print};
use duizhao_edition as edition;
use duizhao_engine::pipeline::{self, Review};
use duizhao_glossary::Termbase;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Editions, or folders of them [default: the folder for editions]
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Say of the named editions that every line is right (done), or no longer so (open)
    #[arg(long, value_name = "STATE", requires = "files")]
    review: Option<Review>,
    /// Folder for editions [default: output]
    #[arg(
        short,
        long,
        value_name = "DIR",
        env = "DUIZHAO_OUTPUT",
        hide_env_values = true
    )]
    output: Option<PathBuf>,
    #[command(flatten)]
    layers: LayerArgs,
}

pub(super) fn run(args: &Args, cli: &Cli) -> Result<Outcome, CommandError> {
    let config = cli.settings()?;
    let output = project::output_folder(args.output.as_ref(), &config);
    let project = Project::open(cli, &output, Use::Write)?;
    duizhao_core::output::sweep(&output);
    let termbase = Termbase::new(args.layers.glossary(&config)?)?;
    let files = if args.files.is_empty() {
        vec![output]
    } else {
        args.files.clone()
    };
    let (mut outcome, mut editions, mut lines) = (Outcome::Done, 0, 0);
    let (mut reviewed, mut pairs) = (0, 0);
    for path in files.iter().flat_map(|path| edition::files(path)) {
        let adopted = path
            .map_err(|(path, cause)| CommandError::Write { path, cause })
            .and_then(|path| {
                let adopted = pipeline::adopt(&project.past, &termbase, &path, args.review);
                adopted
                    .map(|adopted| (path, adopted))
                    .map_err(CommandError::from)
            });
        match adopted {
            Ok((path, adopted)) => {
                editions += 1;
                lines += adopted.lines;
                reviewed += adopted.reviewed;
                pairs += adopted.pairs;
                if adopted.lines > 0 || args.review.is_some() {
                    print::text(format_args!(
                        "{}: {} lines taken over, {} of {} reviewed",
                        path.display(),
                        adopted.lines,
                        adopted.reviewed,
                        adopted.pairs
                    ))?;
                }
            }
            Err(error) => {
                print::error(&error);
                outcome = Outcome::Attention;
            }
        }
    }
    if editions == 0 && outcome == Outcome::Done {
        return Err(CommandError::Failed("no editions found".to_owned())
            .with_hint("name editions, or their folder with `--output`"));
    }
    print::line(format_args!(
        "{lines} lines taken over from {editions} editions; {reviewed} of {pairs} lines reviewed"
    ))?;
    Ok(outcome)
}
