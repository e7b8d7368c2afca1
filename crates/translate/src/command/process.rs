//! A running program: lines are written and read at the same time, so that neither side waits for the other to read.

use crate::error::short;
use crate::wire::ids::KeyedTranslation;
use crate::{Failure, Trace};
use serde::Deserialize;
use std::convert::Infallible;
use std::io;
use std::ops::Range;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command};
use tokio::task::JoinHandle;

/// The longest line that is read from stdout, in bytes, as for replies of services.
const LONGEST_LINE: usize = 8 << 20;

/// Bytes after which a line on stderr is cut: more is no message.
const LONGEST_MESSAGE: usize = 16 << 10;

/// How long stderr is read after the program ended: what it started may hold it open.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// Receives what a program reads and writes.
#[derive(Clone)]
pub(super) struct Watcher {
    pub(super) backend: String,
    pub(super) trace: Option<Trace>,
}

impl Watcher {
    fn saw(&self, stream: &str, line: &[u8]) {
        if let Some(trace) = &self.trace {
            trace(&format!(
                "{} {stream}: {}",
                self.backend,
                String::from_utf8_lossy(line).trim_end()
            ));
        }
    }
}

/// Why a program gave no usable answers.
#[derive(Debug)]
pub(super) enum Fault {
    /// It ended; with the last line that it wrote to stderr.
    Ended(ExitStatus, String),
    /// It wrote a line that is no answer: its first characters.
    Nonsense(String),
    /// It wrote a line that is longer than is read.
    Endless,
    /// Its output cannot be read.
    Broken(io::Error),
}

/// A running program. Dropping it kills it.
pub(super) struct Process {
    child: Child,
    /// `None` once it is closed.
    stdin: Option<ChildStdin>,
    stdout: BufReader<ChildStdout>,
    /// Reads stderr to its end, and gives its last line.
    stderr: JoinHandle<String>,
    watcher: Watcher,
    /// Sentences that it was given.
    given: usize,
}

impl Process {
    /// Starts a program.
    pub(super) fn start(mut command: Command, watcher: Watcher) -> io::Result<Self> {
        // The terminal's Ctrl-C is for the run, which lets requests on their way come back.
        #[cfg(unix)]
        command.process_group(0);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        let mut child = command.spawn()?;
        let stdin = child.stdin.take();
        let stdout = child.stdout.take().expect("stdout is piped");
        let stderr = child.stderr.take().expect("stderr is piped");
        Ok(Self {
            child,
            stdin,
            stdout: BufReader::new(stdout),
            stderr: tokio::spawn(messages(stderr, watcher.clone())),
            watcher,
            given: 0,
        })
    }

    /// Tests whether it can be given more.
    pub(super) fn is_ready(&mut self) -> bool {
        self.stdin.is_some() && matches!(self.child.try_wait(), Ok(None))
    }

    /// Returns indexes for so many sentences, which this process was never given before.
    pub(super) fn number(&mut self, sentences: usize) -> Range<usize> {
        let first = self.given;
        self.given += sentences;
        first..self.given
    }

    /// Writes lines and reads as many answers as were `asked` for.
    pub(super) async fn exchange(
        &mut self,
        lines: &str,
        asked: usize,
    ) -> Result<Vec<KeyedTranslation>, Fault> {
        let mut written = false;
        let write = async {
            written = write(&mut self.stdin, lines, &self.watcher).await;
            std::future::pending::<Infallible>().await
        };
        let heard = tokio::select! {
            heard = read(&mut self.stdout, asked, &self.watcher) => heard?,
            never = write => match never {},
        };
        if !written {
            // It answered what it had not read: what is left of the lines must not meet the next request.
            self.stdin = None;
        }
        if heard.answers.len() < asked {
            Err(self.ended(heard.nonsense).await)
        } else {
            Ok(heard.answers)
        }
    }

    /// Writes lines, closes stdin, and reads all answers until the program ends of itself; as many as there are.
    pub(super) async fn exchange_all(
        &mut self,
        lines: &str,
        asked: usize,
    ) -> Result<Vec<KeyedTranslation>, Fault> {
        let write = async {
            write(&mut self.stdin, lines, &self.watcher).await;
            self.stdin = None;
            std::future::pending::<Infallible>().await
        };
        // One answer too many is enough to know that they do not fit.
        let heard = tokio::select! {
            heard = read(&mut self.stdout, asked + 1, &self.watcher) => heard?,
            never = write => match never {},
        };
        if heard.answers.len() > asked {
            return Ok(heard.answers);
        }
        match self.ended(heard.nonsense).await {
            Fault::Ended(status, _) if status.success() => Ok(heard.answers),
            fault => Err(fault),
        }
    }

    /// Waits for the end of the program, and says what it means; the last line may be no answer.
    async fn ended(&mut self, nonsense: Option<Fault>) -> Fault {
        self.stdin = None;
        match (self.child.wait().await, nonsense) {
            (Err(error), _) => Fault::Broken(error),
            (Ok(status), Some(fault)) if status.success() => fault,
            (Ok(status), _) => {
                let last = tokio::time::timeout(LAST_WORDS, &mut self.stderr).await;
                Fault::Ended(status, last.ok().and_then(Result::ok).unwrap_or_default())
            }
        }
    }
}

/// Writes lines, and returns whether all were taken. A program that takes no more has ended or is about to: its output
/// will end too.
async fn write(stdin: &mut Option<ChildStdin>, lines: &str, watcher: &Watcher) -> bool {
    let Some(stdin) = stdin else { return false };
    lines
        .lines()
        .for_each(|line| watcher.saw("stdin", line.as_bytes()));
    stdin.write_all(lines.as_bytes()).await.is_ok() && stdin.flush().await.is_ok()
}

/// What a program wrote.
struct Heard {
    answers: Vec<KeyedTranslation>,
    /// The last line, where the output ended with one that is no answer: cut off, or nonsense.
    nonsense: Option<Fault>,
}

/// Reads answers until there are `most` or the output ends. Lines of white space are skipped.
async fn read(
    stdout: &mut BufReader<ChildStdout>,
    most: usize,
    watcher: &Watcher,
) -> Result<Heard, Fault> {
    let mut answers = Vec::new();
    while answers.len() < most {
        let line = line(stdout, LONGEST_LINE).await.map_err(Fault::Broken)?;
        let is_whole = line.ends_with(b"\n");
        if !line.is_empty() {
            watcher.saw("stdout", &line);
        }
        match line.trim_ascii() {
            _ if !is_whole && line.len() == LONGEST_LINE => return Err(Fault::Endless),
            [] => {}
            text => match answer(text) {
                Some(answer) => answers.push(answer),
                None if is_whole => return Err(nonsense(text)),
                None => {
                    return Ok(Heard {
                        answers,
                        nonsense: Some(nonsense(text)),
                    });
                }
            },
        }
        if !is_whole {
            break;
        }
    }
    Ok(Heard {
        answers,
        nonsense: None,
    })
}

/// Reads all that a program writes to stderr, and returns its last line.
async fn messages(stderr: ChildStderr, watcher: Watcher) -> String {
    let mut stderr = BufReader::new(stderr);
    let mut last = String::new();
    loop {
        match line(&mut stderr, LONGEST_MESSAGE).await {
            Ok(line) if !line.is_empty() => {
                watcher.saw("stderr", &line);
                let text = short(&String::from_utf8_lossy(&line), 300);
                last = if text.is_empty() { last } else { text };
            }
            Ok(_) | Err(_) => return last,
        }
    }
}

/// Reads the next line with its end, at most `longest` bytes of it; without an end only if it is longer, or the last.
async fn line(reader: &mut (impl AsyncBufRead + Unpin), longest: usize) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    reader
        .take(longest as u64)
        .read_until(b'\n', &mut line)
        .await?;
    Ok(line)
}

/// Parses a line; `None` if it is no answer.
fn answer(line: &[u8]) -> Option<KeyedTranslation> {
    #[derive(Deserialize)]
    struct AnswerLine {
        id: String,
        en: Option<String>,
        error: Option<String>,
    }
    let AnswerLine { id, en, error } = serde_json::from_slice(line).ok()?;
    match (en, error) {
        (_, Some(error)) => Some((id, Err(Failure::bad(short(&error, 300))))),
        (Some(en), None) => Some((id, Ok(en))),
        (None, None) => None,
    }
}

fn nonsense(line: &[u8]) -> Fault {
    Fault::Nonsense(short(&String::from_utf8_lossy(line), 80))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expected: Option<(&str, Result<&str, &str>)>) {
        let expected = expected.map(|(id, answer)| {
            (
                id.to_owned(),
                answer.map(str::to_owned).map_err(Failure::bad),
            )
        });
        assert_eq!(answer(line.as_bytes()), expected, "{line}");
    }

    #[test]
    fn a_line_is_an_answer_an_error_or_nonsense() {
        check(r#"{"id":"s1","en":"One."}"#, Some(("s1", Ok("One."))));
        check(
            r#"{"id":"s1","en":"One.","error":null,"seconds":2}"#,
            Some(("s1", Ok("One."))),
        );
        check(
            r#"{"id":"s1","error":"too\nlong"}"#,
            Some(("s1", Err("too long"))),
        );
        check(
            r#"{"id":"s1","en":"half","error":"cut off"}"#,
            Some(("s1", Err("cut off"))),
        );
        check(r#"{"id":"s1"}"#, None);
        check(r#"{"en":"One."}"#, None);
        check(r#"{"id":1,"en":"One."}"#, None);
        check("loading model …", None);
    }

    #[tokio::test]
    async fn lines_are_read_one_by_one_and_long_ones_in_pieces() {
        let mut reader: &[u8] = b"ab\nabcdef\nend";
        let mut lines = Vec::new();
        loop {
            let line = line(&mut reader, 4).await.unwrap();
            if line.is_empty() {
                break;
            }
            lines.push(String::from_utf8(line).unwrap());
        }
        assert_eq!(lines, ["ab\n", "abcd", "ef\n", "end"]);
    }
}
