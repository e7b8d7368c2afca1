//! `duizhao glossary suggest` in a build without it.

use crate::cli::{Cli, CommandError, Outcome};
use std::ffi::OsString;

#[derive(Debug, clap::Args)]
pub(super) struct SuggestArgs {
    #[arg(hide = true, trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<OsString>,
}

pub(super) fn run(_: &SuggestArgs, _: &Cli) -> Result<Outcome, CommandError> {
    Err(CommandError::failed(
        "this build of duizhao suggests no terms",
        "build it with the feature `suggest`",
    ))
}
