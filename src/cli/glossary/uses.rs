//! The editions, for the subcommands that look terms up in them.

use crate::cli::{Cli, CommandError, Outcome, print, session};
use duizhao_engine::concordance::Found;
use duizhao_engine::{Access, Session};
use std::path::PathBuf;

/// Which editions are looked at.
#[derive(Debug, clap::Args)]
pub(super) struct EditionFolderArgs {
    /// Folder of the editions [default: output]
    #[arg(
        short,
        long,
        value_name = "DIR",
        env = "DUIZHAO_OUTPUT",
        hide_env_values = true
    )]
    output: Option<PathBuf>,
}

impl EditionFolderArgs {
    /// Opens the project with these editions, to read.
    pub(super) fn session(&self, cli: &Cli) -> Result<Session, CommandError> {
        let project = cli.project()?.with_output(self.output.as_deref());
        session::open(cli, project, Access::Read)
    }
}

/// Says which editions could not be read.
pub(super) fn unread(found: &Found) -> Outcome {
    for error in &found.unread {
        print::error(error);
    }
    if found.unread.is_empty() {
        Outcome::Done
    } else {
        Outcome::Attention
    }
}
