//! The command line: one file a subcommand, and the only place that prints.

mod adopt;
mod articles;
mod backends;
mod batches;
mod check;
mod clean;
mod fates;
mod glossary;
mod help;
mod init;
mod interrupt;
mod memory;
mod print;
mod progress;
mod publish;
mod report;
mod segment;
mod serve;
mod service;
mod session;
mod shell;
mod translate;

use clap::{CommandFactory, Parser, Subcommand};
use duizhao_core::counted;
use duizhao_core::diagnostic::Hinted;
use duizhao_engine::config::{Config, ConfigError};
use duizhao_engine::{ArticleError, CorpusError, Project};
use duizhao_glossary::{EditError, GlossaryError};
use duizhao_publish::PublishError;
use duizhao_zh::script::{Script, ScriptError};
use std::path::PathBuf;
use std::process::ExitCode;
use tokio::runtime::Handle;

/// Turns batches of Chinese political news articles into sentence-aligned Chinese-English editions.
#[derive(Debug, Parser)]
#[command(name = "duizhao", version, propagate_version = true, max_term_width = 100, after_help = AFTER_HELP)]
pub struct Cli {
    /// Settings file [default: duizhao.toml in this folder or the nearest one above]
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "DUIZHAO_CONFIG",
        hide_env_values = true
    )]
    config: Option<PathBuf>,
    /// Print errors alone on stderr, and no advice after reports
    #[arg(short, long, global = true)]
    quiet: bool,
    /// Show on stderr what is sent to backends and what they answer, without keys
    #[arg(long, global = true)]
    debug: bool,
    #[command(subcommand)]
    command: Command,
    #[arg(skip)]
    runtime: Option<Handle>,
}

const AFTER_HELP: &str = "\
Settings: flags win over the environment (DUIZHAO_OUTPUT and so on, named at each flag), which
wins over duizhao.toml, which wins over the defaults. `duizhao init` writes a duizhao.toml that
explains every key.

Exit codes: 0 done; 1 failed; 2 wrong usage; 3 done, but with warnings or failed items; 4 not done
yet: a batch is under way; 130 interrupted.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Translate articles into bilingual Markdown editions
    Translate(translate::TranslateArgs),
    /// Show what each article's sentences are: unchanged, human, in memory, stale, new or failed
    Status(translate::StatusArgs),
    /// Take over what people wrote in editions
    Adopt(adopt::AdoptArgs),
    /// Check editions and files of pairs: terms, missing and stale translations
    Check(check::CheckArgs),
    /// Publish editions: as a site, a book, or data
    Publish(publish::PublishArgs),
    /// Preview the site on this machine, published again whenever something changes
    Serve(serve::ServeArgs),
    /// Show what is left of articles after cleaning, or what was taken out
    Clean(clean::CleanArgs),
    /// Cut articles into sentences, one a line
    Segment(segment::SegmentArgs),
    /// Manage the glossary: look up, change, check, measure, import and export terms
    Glossary(Box<glossary::GlossaryArgs>),
    /// Manage the translation memory: figures, search, import, export, upkeep
    Memory(memory::MemoryArgs),
    /// List the translation backends, try one out, and compare several
    Backends(backends::BackendsArgs),
    /// Set up a project: settings, and folders for articles, glossary and editions
    Init(init::InitArgs),
    /// Print shell completions
    Completions(help::CompletionsArgs),
    /// Print the manual page
    Man,
}

/// Which articles, and how they are read; shared by the subcommands that read articles.
#[derive(Debug, clap::Args)]
struct InputArgs {
    /// Files, folders with what is below them, quoted patterns such as 'in/**/*.md', http(s) addresses, or - for stdin
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    #[command(flatten)]
    reading: ReadArgs,
}

/// Where editions are; shared by the subcommands that read or write them.
#[derive(Debug, clap::Args)]
struct OutputArgs {
    /// Folder for editions [default: output]
    #[arg(
        short,
        long,
        value_name = "DIR",
        env = "DUIZHAO_OUTPUT",
        hide_env_values = true
    )]
    output: Option<PathBuf>,
}

impl OutputArgs {
    /// Finds the project that the command works in, with its editions there.
    fn project(&self, cli: &Cli) -> Result<Project, CommandError> {
        Ok(cli.project()?.with_output(self.output.as_deref()))
    }
}

/// How articles are read.
#[derive(Debug, clap::Args)]
struct ReadArgs {
    /// Character set of the inputs, such as gb18030 or big5 [default: found for each file]
    #[arg(
        long,
        value_name = "NAME",
        env = "DUIZHAO_CHARSET",
        hide_env_values = true
    )]
    charset: Option<String>,
    /// Largest input, in bytes [default: 16777216]
    #[arg(
        long,
        value_name = "BYTES",
        env = "DUIZHAO_MAX_BYTES",
        hide_env_values = true
    )]
    max_bytes: Option<u64>,
}

/// The form of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Text,
    Json,
}

/// The form of a list of things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum LineFormat {
    Text,
    Jsonl,
}

/// How a command ended when it did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Done,
    /// Nothing was done: every item failed.
    Failed,
    /// There are findings, or items that failed.
    Attention,
    /// Batches have no answer yet.
    UnderWay,
    /// It was interrupted.
    Interrupted,
}

impl Outcome {
    /// Returns the outcome of both.
    fn and(self, other: Self) -> Self {
        if self == Self::Done { other } else { self }
    }
}

/// Why a command failed as a whole.
#[derive(Debug, thiserror::Error)]
enum CommandError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Glossary(#[from] GlossaryError),
    #[error(transparent)]
    Edit(#[from] EditError),
    #[error(transparent)]
    Setup(#[from] duizhao_translate::SetupError),
    #[error(transparent)]
    Backend(#[from] duizhao_translate::BackendError),
    #[error(transparent)]
    Memory(#[from] duizhao_memory::StoreError),
    #[error(transparent)]
    Exchange(#[from] duizhao_memory::exchange::ExchangeError),
    #[error(transparent)]
    Sample(#[from] duizhao_engine::SampleError),
    #[error(transparent)]
    Revision(#[from] duizhao_engine::RevisionError),
    #[error(transparent)]
    Script(#[from] ScriptError),
    #[error(transparent)]
    Article(#[from] ArticleError),
    #[error(transparent)]
    Corpus(#[from] CorpusError),
    #[error(transparent)]
    Publish(#[from] PublishError),
    /// The folders hold no text files.
    #[error("no articles found")]
    NoArticles,
    /// It cannot be done, for a reason that the message gives.
    #[error("{0}")]
    Failed(String),
    /// A setting's value is wrong.
    #[error("{0}")]
    Usage(String),
    /// Another error, with what to do about it.
    #[error("{cause}")]
    Hinted { cause: Box<Self>, hint: String },
    /// A file or folder could not be read.
    #[error("{path}: cannot be read: {cause}", path = path.display())]
    Read {
        path: PathBuf,
        cause: std::io::Error,
    },
    /// A file or folder could not be written.
    #[error("{path}: cannot be written: {cause}", path = path.display())]
    Write {
        path: PathBuf,
        cause: std::io::Error,
    },
    /// Standard output is gone.
    #[error("cannot write to standard output: {0}")]
    Stdout(std::io::Error),
}

impl CommandError {
    /// Adds what to do about it.
    fn with_hint(self, hint: impl Into<String>) -> Self {
        Self::Hinted {
            cause: Box::new(self),
            hint: hint.into(),
        }
    }

    fn exit_code(&self) -> ExitCode {
        match self {
            Self::Stdout(error) if error.kind() == std::io::ErrorKind::BrokenPipe => {
                ExitCode::SUCCESS
            }
            Self::Usage(_) => ExitCode::from(2),
            Self::Hinted { cause, .. } => cause.exit_code(),
            Self::Config(_)
            | Self::Glossary(_)
            | Self::Edit(_)
            | Self::Setup(_)
            | Self::Backend(_)
            | Self::Memory(_)
            | Self::Exchange(_)
            | Self::Sample(_)
            | Self::Revision(_)
            | Self::Script(_)
            | Self::Article(_)
            | Self::Corpus(_)
            | Self::Publish(_)
            | Self::NoArticles
            | Self::Failed(_)
            | Self::Read { .. }
            | Self::Write { .. }
            | Self::Stdout(_) => ExitCode::FAILURE,
        }
    }
}

impl Hinted for CommandError {
    fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Setup(error) => return error.hint(),
            Self::Backend(error) => return error.hint(),
            Self::Memory(error) => return error.hint(),
            Self::Article(error) => return error.hint(),
            Self::Corpus(error) => return error.hint(),
            Self::Publish(error) => return error.hint(),
            Self::Hinted { hint, .. } => hint,
            Self::NoArticles => {
                "give articles or folders of them: text, HTML, Markdown, DOCX, EPUB or JSON Lines"
            }
            Self::Read { .. } => "check the name, and that you may read it",
            Self::Write { .. } => {
                "free some space there and make it writable, or name another place"
            }
            Self::Stdout(_) => {
                "free some space where the output goes, and run again; nothing that was done is lost"
            }
            Self::Config(error) => return error.hint(),
            Self::Glossary(error) => return error.hint(),
            Self::Edit(error) => return error.hint(),
            Self::Revision(error) => return error.hint(),
            Self::Exchange(error) => return error.hint(),
            Self::Sample(error) => return error.hint(),
            Self::Script(error) => return error.hint(),
            Self::Failed(_) | Self::Usage(_) => return None,
        };
        Some(hint.to_owned())
    }
}

impl Cli {
    /// Reads the arguments; a wrong one ends the program with its usage.
    pub fn read() -> Self {
        Self::parse()
    }

    /// Runs the command on a runtime with several threads, and says by the exit code how it went.
    pub fn run(mut self, runtime: &Handle) -> ExitCode {
        self.runtime = Some(runtime.clone());
        run(&self)
    }

    /// Says that the system gives no threads.
    pub fn without_threads(&self, cause: &std::io::Error) -> ExitCode {
        print::error_text(&format_args!("the system gives no threads: {cause}"));
        ExitCode::FAILURE
    }

    /// Returns the runtime of the program.
    fn runtime(&self) -> &Handle {
        self.runtime.as_ref().expect("commands run on a runtime")
    }

    /// Waits for something.
    fn block_on<F: Future>(&self, future: F) -> F::Output {
        self.runtime().block_on(future)
    }

    /// Has something done beside the command.
    fn spawn(&self, future: impl Future<Output = ()> + Send + 'static) {
        drop(self.runtime().spawn(future));
    }

    /// Finds the project that the command works in.
    fn project(&self) -> Result<Project, CommandError> {
        let here = std::env::current_dir().map_err(|cause| CommandError::Read {
            path: PathBuf::from("."),
            cause,
        })?;
        Ok(Project::find(&here, self.config.as_deref())?)
    }

    /// Returns the settings of the project.
    fn settings(&self) -> Result<Config, CommandError> {
        Ok(self.project()?.config)
    }
}

/// Runs a command.
fn run(cli: &Cli) -> ExitCode {
    let result = match &cli.command {
        Command::Translate(args) => translate::run(args, cli),
        Command::Status(args) => translate::status(args, cli),
        Command::Adopt(args) => adopt::run(args, cli),
        Command::Check(args) => check::run(args, cli),
        Command::Publish(args) => publish::run(args, cli),
        Command::Serve(args) => serve::run(args, cli),
        Command::Clean(args) => clean::run(args, cli),
        Command::Segment(args) => segment::run(args, cli),
        Command::Glossary(args) => glossary::run(args, cli),
        Command::Memory(args) => memory::run(args, cli),
        Command::Backends(args) => backends::run(args, cli),
        Command::Init(args) => init::run(args),
        Command::Completions(args) => help::completions(args),
        Command::Man => help::man(),
    };
    match result {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Failed) => ExitCode::FAILURE,
        Ok(Outcome::Attention) => ExitCode::from(3),
        Ok(Outcome::UnderWay) => ExitCode::from(4),
        // 128 and the number of the signal, as shells have it.
        Ok(Outcome::Interrupted) => ExitCode::from(130),
        Err(error) => {
            let code = error.exit_code();
            if code != ExitCode::SUCCESS {
                print::error(&error);
            }
            code
        }
    }
}

/// Returns the command line's definition, for its documentation.
pub fn command() -> clap::Command {
    Cli::command()
}

impl CommandError {
    /// Makes the error of a command that cannot be done, with what to do about it.
    fn failed(message: impl std::fmt::Display, hint: &str) -> Self {
        Self::Failed(message.to_string()).with_hint(hint)
    }

    /// Makes the error of a setting whose value is wrong, with what is right.
    fn usage(message: impl std::fmt::Display, hint: &str) -> Self {
        Self::Usage(message.to_string()).with_hint(hint)
    }
}

/// Parses a script, for clap.
fn script(text: &str) -> Result<Script, String> {
    text.parse()
        .map_err(|error: ScriptError| print::with_hint(&error))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_command_line_is_consistent() {
        super::command().debug_assert();
    }
}
