//! The seal: a hash in the front matter by which an edition shows whether a person has edited it.

use sha2::{Digest, Sha256};

/// The front matter's key.
pub(super) const KEY: &str = "seal";

/// Length of the seal, in hexadecimal digits: enough to tell an edit, which is no attack.
const LENGTH: usize = 16;

/// What the seal of a file says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seal {
    /// The file is as the program wrote it.
    Whole,
    /// The file has been changed since, or the program never wrote it.
    Broken,
}

/// Checks the seal of an edition's text. Line ends that an editor or git turned into CRLF do not count.
pub fn seal(text: &str) -> Seal {
    let text = text.replace("\r\n", "\n");
    let line = text.lines().find(|line| line.starts_with("seal: "));
    let whole = line.is_some_and(|line| {
        line["seal: ".len()..] == of(&text.replacen(&format!("{line}\n"), "", 1))
    });
    if whole { Seal::Whole } else { Seal::Broken }
}

/// Returns a whole edition with its seal: the fields of its front matter, and what follows.
pub(super) fn sealed(fields: &[String], body: &str) -> String {
    let fields = fields.join("\n");
    let seal = of(&format!("---\n{fields}\n---\n{body}"));
    format!("---\n{fields}\n{KEY}: {seal}\n---\n{body}")
}

/// Returns the seal of a text that has none yet.
fn of(text: &str) -> String {
    duizhao_core::hex::encode(&Sha256::digest(text.as_bytes()))[..LENGTH].to_owned()
}
