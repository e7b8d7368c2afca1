//! The editions and their index, for the subcommands that look terms up in them.

use crate::cli::project::output_folder;
use crate::cli::{Cli, CommandError, Outcome, print};
use duizhao_engine::concordance::Concordance;
use duizhao_engine::config::Config;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// Which editions are looked at.
#[derive(Debug, clap::Args)]
pub(super) struct EditionArgs {
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

impl EditionArgs {
    fn folder(&self, config: &Config) -> PathBuf {
        output_folder(self.output.as_ref(), config)
    }

    /// Whether there are editions to look at.
    pub(super) fn are_there(&self, config: &Config) -> bool {
        self.folder(config).is_dir()
    }

    /// The sentences of the editions, and whether all could be read; a folder that is not there is an error.
    pub(super) fn concordance(
        &self,
        cli: &Cli,
        config: &Config,
    ) -> Result<(Concordance, Outcome), CommandError> {
        let folder = self.folder(config);
        let (concordance, unread) = Concordance::of(&folder, &index(cli, &folder))?;
        unread
            .iter()
            .for_each(|edition| print::error_text(&edition.message));
        Ok((
            concordance,
            if unread.is_empty() {
                Outcome::Done
            } else {
                Outcome::Attention
            },
        ))
    }
}

/// The index file of a folder of editions.
fn index(cli: &Cli, folder: &Path) -> PathBuf {
    let name = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let digest = duizhao_core::hex::encode(&Sha256::digest(name.as_os_str().as_encoded_bytes()));
    cli.hidden_folder()
        .join(format!("editions-{}.index", &digest[..16]))
}
