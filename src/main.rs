//! The `duizhao` command: see [`duizhao::cli`].

use duizhao::cli::Cli;
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = Cli::read();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    match runtime {
        Ok(runtime) => cli.run(runtime.handle()),
        Err(cause) => cli.without_threads(&cause),
    }
}
