//! Any program that reads and writes lines of JSON: a local model or a script, without a line of Rust.
//!
//! For each sentence it reads one line from stdin, `{"id":"s1","text":"…"}` with what else is known of the sentence (see
//! [`payload`]), and writes one line to stdout, `{"id":"s1","en":"…"}` or `{"id":"s1","error":"…"}`, in any order.
//!
//! A process is kept for the next request, since loading a model is slow. Its ids go on counting, so that a late answer
//! is never taken for another sentence's; after an error a process is killed.

mod process;
#[cfg(test)]
#[cfg(unix)]
mod tests;

use super::settings::{Service, SetupError};
use super::wire::ids::by_id;
use super::wire::payload;
use super::{
    Backend, BackendError, BackendKind, ErrorClass, Limits, Reply, Request, Translation, Usage,
};
use process::{Fault, Process, Watcher};
use serde::Deserialize;
use serde_json::{Value, json};
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The kind, as settings name it.
pub(super) static KIND: BackendKind = BackendKind {
    name: "command",
    about: "any program that answers lines of JSON: a local model, a script",
    keys: &["program", "per_request", "version"],
    offline: false,
    open: |service| Ok(Box::new(Program::new(service)?)),
    #[cfg(feature = "http")]
    open_batches: None,
};

/// Limits where the settings do not say: one process, and not many sentences lost with it.
const LIMITS: Limits = Limits {
    sentences: 16,
    bytes: 1 << 20,
    tokens: u64::MAX,
    concurrency: 1,
};

/// What the hint of an error about the program's output says.
const PROTOCOL: &str = "stdout is for one line a sentence, {\"id\": …, \"en\": …}, all else goes to stderr; `--debug` shows both";

#[derive(Deserialize)]
struct CommandSettings {
    program: Option<toml::Value>,
    #[serde(default)]
    per_request: bool,
    /// Arguments with which the program prints its version.
    version: Option<Vec<String>>,
}

/// A program that translates.
struct Program {
    watcher: Watcher,
    /// The program and its arguments, as the settings have them.
    program: Vec<String>,
    /// The program, as the system takes it.
    path: PathBuf,
    /// Where it is started.
    folder: PathBuf,
    per_request: bool,
    /// What the program says that it is.
    version: Option<String>,
    limits: Limits,
    timeout: Duration,
    /// Processes that wait for a request; never more than there are requests at once.
    idle: Mutex<Vec<Process>>,
}

impl Program {
    fn new(service: &Service) -> Result<Self, SetupError> {
        let settings: CommandSettings = service.own()?;
        let program = words(settings.program).map_err(|what| service.wrong("program", what))?;
        let is_path = program[0].contains(std::path::is_separator);
        let path = if is_path {
            absolute(service, &program[0])?
        } else {
            PathBuf::from(&program[0])
        };
        let folder = absolute(service, ".")?;
        let version = settings.version.map(|arguments| {
            let mut command = std::process::Command::new(&path);
            command.args(program[1..].iter().chain(&arguments));
            printed(command.current_dir(&folder)).map_err(|what| service.wrong("version", &what))
        });
        Ok(Self {
            version: version.transpose()?,
            watcher: Watcher {
                backend: service.name.clone(),
                trace: service.trace.clone(),
            },
            path,
            folder,
            program,
            per_request: settings.per_request,
            limits: service.limits(LIMITS),
            timeout: service.timeout(),
            idle: Mutex::default(),
        })
    }

    async fn ask(&self, request: Request<'_>) -> Result<Vec<Translation>, BackendError> {
        let mut process = self.process()?;
        // Counted before anything can go wrong: the program may itself pay for what it reads.
        request.meter.add(Usage {
            characters: request.characters(),
            ..Usage::default()
        });
        let ids = process.number(request.asks.len());
        let lines = lines(&request, &ids);
        let exchange = async {
            if self.per_request {
                process.exchange_all(&lines, ids.len()).await
            } else {
                process.exchange(&lines, ids.len()).await
            }
        };
        let answers = match tokio::time::timeout(self.timeout, exchange).await {
            Ok(answers) => answers.map_err(|fault| self.failed(fault))?,
            Err(_) => return Err(self.late()),
        };
        let translations = by_id(self.name(), ids, answers)?;
        if !self.per_request {
            self.idle().push(process);
        }
        Ok(translations)
    }

    /// Returns a process that waits, or a new one.
    fn process(&self) -> Result<Process, BackendError> {
        loop {
            // In a statement of its own, so that the lock is not held while a process is started.
            let idle = self.idle().pop();
            let Some(mut process) = idle else { break };
            // One that ended after its last answer is dropped.
            if process.is_ready() {
                return Ok(process);
            }
        }
        let mut command = tokio::process::Command::new(&self.path);
        command.args(&self.program[1..]).current_dir(&self.folder);
        Process::start(command, self.watcher.clone()).map_err(|error| self.not_started(&error))
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Process>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn not_started(&self, error: &io::Error) -> BackendError {
        let what = format!("cannot start `{}`: {error}", self.path.display());
        let hint = "check `program`: a path is taken from the settings file's folder, a name without a slash is looked \
                    up in PATH";
        BackendError::new(self.name(), ErrorClass::Final, what, hint)
    }

    fn late(&self) -> BackendError {
        let what = format!(
            "not every sentence was answered in {} s",
            self.timeout.as_secs_f64()
        );
        let hint = "raise `timeout` in its settings, or send fewer sentences with `max_sentences`; a program that reads \
                    all before it answers needs `per_request = true`, one that writes into a pipe must flush each line";
        BackendError::new(self.name(), ErrorClass::Slow, what, hint)
    }

    fn failed(&self, fault: Fault) -> BackendError {
        let (class, what, hint) = match fault {
            Fault::Ended(status, last) => {
                let separator = if last.is_empty() { "" } else { ": " };
                (
                    ErrorClass::Passing,
                    format!("the program ended ({status}){separator}{last}"),
                    "`--debug` shows what it read and wrote",
                )
            }
            Fault::Nonsense(start) => (
                ErrorClass::Split,
                format!("a line is no answer: `{start}`"),
                PROTOCOL,
            ),
            Fault::Endless => (
                ErrorClass::Split,
                "a line of its output has no end".to_owned(),
                PROTOCOL,
            ),
            Fault::Broken(cause) => (
                ErrorClass::Passing,
                format!("its output cannot be read: {cause}"),
                "`--debug` shows what came",
            ),
        };
        BackendError::new(self.name(), class, what, hint)
    }
}

impl Backend for Program {
    fn name(&self) -> &str {
        &self.watcher.backend
    }

    fn shows_examples(&self) -> bool {
        true
    }

    fn identity(&self) -> String {
        match &self.version {
            Some(version) => json!(["command", self.program, version]).to_string(),
            None => json!(["command", self.program]).to_string(),
        }
    }

    fn limits(&self) -> Limits {
        self.limits
    }

    fn translate<'a>(&'a self, request: Request<'a>) -> Reply<'a> {
        Box::pin(self.ask(request))
    }
}

/// Resolves a path, which the system would otherwise take from the program's own folder.
fn absolute(service: &Service, path: &str) -> Result<PathBuf, SetupError> {
    std::path::absolute(service.path(Path::new(path)))
        .map_err(|error| service.wrong("program", &error.to_string()))
}

/// Runs a command and returns what it prints; an error says why that is nothing.
fn printed(command: &mut std::process::Command) -> Result<String, String> {
    let output = command.stdin(std::process::Stdio::null()).output();
    let output = output.map_err(|error| format!("the program cannot be started: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    if !output.status.success() {
        Err(format!("the program ended ({})", output.status))
    } else if text.is_empty() {
        Err("the program printed nothing".to_owned())
    } else {
        Ok(text)
    }
}

/// Parses the program and its arguments, at least the program; an error says what is wrong with them.
fn words(program: Option<toml::Value>) -> Result<Vec<String>, &'static str> {
    let words = match program {
        None => return Err("it is missing"),
        Some(toml::Value::Array(words)) => words
            .iter()
            .map(|word| word.as_str().map(str::to_owned))
            .collect(),
        Some(_) => None,
    };
    words
        .filter(|words: &Vec<String>| words.first().is_some_and(|program| !program.is_empty()))
        .ok_or("it is an array of strings, the program and its arguments: [\"python3\", \"translate.py\"]")
}

/// Writes a line for each sentence, with ids from `ids`. Each has the context of its own sentence alone.
fn lines(request: &Request<'_>, ids: &Range<usize>) -> String {
    let asks = request.asks.iter().zip(ids.clone());
    let lines = asks.map(|(ask, id)| {
        let mut line = payload::surroundings(&Request {
            asks: std::slice::from_ref(ask),
            ..*request
        });
        line.extend(payload::item(
            id,
            &request.document.segments[ask.sentence],
            ask.violations,
        ));
        format!("{}\n", Value::Object(line))
    });
    lines.collect()
}
