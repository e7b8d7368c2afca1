//! `duizhao completions` and `duizhao man`: made from the command line's own definition.

use super::{CommandError, Outcome};
use std::io::Write;

#[derive(Debug, clap::Args)]
pub(super) struct CompletionsArgs {
    /// The shell
    shell: clap_complete::Shell,
}

pub(super) fn completions(args: &CompletionsArgs) -> Result<Outcome, CommandError> {
    let mut out = Vec::new();
    clap_complete::generate(args.shell, &mut super::command(), "duizhao", &mut out);
    write(&out)
}

/// Prints the manual page of `duizhao`, and after it that of each subcommand.
pub(super) fn man() -> Result<Outcome, CommandError> {
    let mut out = Vec::new();
    let mut command = super::command();
    command.build();
    let pages = std::iter::once(&command).chain(
        command
            .get_subcommands()
            .filter(|sub| sub.get_name() != "help"),
    );
    for page in pages {
        clap_mangen::Man::new(page.clone())
            .render(&mut out)
            .map_err(CommandError::Stdout)?;
    }
    write(&out)
}

fn write(out: &[u8]) -> Result<Outcome, CommandError> {
    std::io::stdout()
        .lock()
        .write_all(out)
        .map_err(CommandError::Stdout)?;
    Ok(Outcome::Done)
}
