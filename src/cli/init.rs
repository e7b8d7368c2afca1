//! `duizhao init`

use super::shell::quoted;
use super::{CommandError, Outcome, print};
use duizhao_core::output;
use duizhao_engine::config::FILE_NAME;
use duizhao_glossary::Column;
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
pub(super) struct InitArgs {
    /// The project's folder, made if it is not there
    #[arg(default_value = ".")]
    dir: PathBuf,
}

/// The settings file of a new project: every key, commented, with its default.
pub(super) const SETTINGS: &str = include_str!("duizhao.toml");

pub(super) fn run(args: &InitArgs) -> Result<Outcome, CommandError> {
    for folder in ["articles", "glossary", "output"] {
        let path = args.dir.join(folder);
        let made = !path.is_dir();
        std::fs::create_dir_all(&path).map_err(|cause| CommandError::Write {
            path: path.clone(),
            cause,
        })?;
        say(&path, made)?;
    }
    let terms = format!("{}\n", Column::header());
    for (name, contents) in [
        (FILE_NAME, SETTINGS),
        ("glossary/terms.csv", terms.as_str()),
    ] {
        let path = args.dir.join(name);
        let made = !path.exists();
        if made {
            output::replace(&path, contents.as_bytes()).map_err(|cause| CommandError::Write {
                path: path.clone(),
                cause,
            })?;
        }
        say(&path, made)?;
    }
    print::text(next(&args.dir))?;
    Ok(Outcome::Done)
}

/// Returns what to do next, with the commands to type.
fn next(dir: &Path) -> String {
    let articles = dir.join("articles");
    let articles = articles.strip_prefix(".").unwrap_or(&articles).display();
    let enter = if dir == Path::new(".") {
        String::new()
    } else {
        format!("    cd {}\n", quoted(dir))
    };
    format!("put articles into {articles}, then type:\n{enter}    duizhao translate articles")
}

fn say(path: &Path, made: bool) -> Result<(), CommandError> {
    print::line(format_args!(
        "{} {}",
        if made { "made" } else { "kept" },
        path.display()
    ))
}
