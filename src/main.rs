//! The `duizhao` command: see [`duizhao::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    duizhao::cli::run()
}
