//! A project in a folder of its own, and its editions as rows.

use assert_cmd::Command;
use duizhao::article::{BlockKind, Origin};
use duizhao::edition::{Edition, Pair, Seal, read, seal};
use std::path::Path;
use tempfile::TempDir;

/// A pair of an edition as tests look at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) kind: BlockKind,
    /// What people remarked above it, or above its block, if it is the first of it.
    pub(crate) remarks: Vec<String>,
    pub(crate) source: Vec<String>,
    pub(crate) target: Vec<String>,
    /// The lines of the translation as a person wrote them, if they hold markup.
    pub(crate) markup: Vec<String>,
    /// Whether a person answers for it.
    pub(crate) human: bool,
}

impl Row {
    fn of(pair: &Pair, kind: BlockKind, remarks: &[String]) -> Self {
        let human = pair
            .provenance
            .is_some_and(|mark| mark.approved || mark.origin == Origin::Human);
        Self {
            kind,
            remarks: remarks.to_vec(),
            source: pair.source.clone(),
            target: pair.target.clone(),
            markup: pair.markup.clone(),
            human,
        }
    }

    /// The row without what a machine may put otherwise.
    pub(crate) fn lasting(self) -> Self {
        let target = if self.human { self.target } else { Vec::new() };
        Self { target, ..self }
    }
}

/// The rows of an edition, the title first; remarks below the last block are those of a row of nothing.
pub(crate) fn rows(edition: &Edition) -> Vec<Row> {
    let document = &edition.document;
    let title = document
        .title
        .iter()
        .map(|pair| Row::of(pair, BlockKind::Heading, &document.opening));
    let blocks = document.blocks.iter().flat_map(|block| {
        block.items.iter().enumerate().map(|(i, pair)| {
            let remarks = if i == 0 {
                &block.remarks
            } else {
                &pair.remarks
            };
            Row::of(pair, block.kind, remarks)
        })
    });
    let nothing = Pair {
        source: Vec::new(),
        ..Pair::new("", "")
    };
    let closing = Row::of(&nothing, BlockKind::Paragraph, &document.closing);
    title
        .chain(blocks)
        .chain((!document.closing.is_empty()).then_some(closing))
        .collect()
}

pub(crate) struct Project {
    folder: TempDir,
}

impl Project {
    pub(crate) fn new(settings: &str) -> Self {
        let project = Self {
            folder: tempfile::tempdir().expect("a folder"),
        };
        project.write(
            "duizhao.toml",
            &format!("layout = \"stacked\"\n[glossary]\nbuilt_in = false\n{settings}"),
        );
        project
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is made");
        std::fs::write(path, text).expect("the file is written");
    }

    /// The text of an edition.
    pub(crate) fn edition(&self, name: &str) -> String {
        std::fs::read_to_string(self.path().join(format!("output/{name}.md"))).expect("an edition")
    }

    /// Saves what a person makes of an edition.
    pub(crate) fn edit(&self, name: &str, edit: impl Fn(&str) -> String) {
        let before = self.edition(name);
        let after = edit(&before);
        assert_ne!(before, after, "{name}: the edit changes nothing");
        self.write(&format!("output/{name}.md"), &after);
    }

    /// Rows of an edition that the program has just written.
    #[track_caller]
    pub(crate) fn rows(&self, name: &str) -> Vec<Row> {
        let text = self.edition(name);
        assert_eq!(seal(&text), Seal::Whole, "{name}: {text}");
        rows(&read(&text).unwrap_or_else(|error| panic!("{name}: {error}\n{text}")))
    }

    /// Exit code and stderr of a command.
    pub(crate) fn run(&self, args: &[&str]) -> (i32, String) {
        let mut command = Command::cargo_bin("duizhao").expect("the program is built");
        command.current_dir(self.path()).args(args);
        for name in [
            "CONFIG",
            "OUTPUT",
            "SCRIPT",
            "LAYOUT",
            "BACKEND",
            "JOBS",
            "CHARSET",
            "MAX_BYTES",
        ] {
            command.env_remove(format!("DUIZHAO_{name}"));
        }
        let output = command.output().expect("the program runs");
        (
            output.status.code().expect("an exit code"),
            String::from_utf8_lossy(&output.stderr).into_owned(),
        )
    }

    /// Runs a command that may have findings and must not fail.
    #[track_caller]
    pub(crate) fn ok(&self, args: &[&str]) {
        let (code, errors) = self.run(args);
        assert!(
            matches!(code, 0 | 3) && !errors.contains("error:"),
            "{args:?}: {code} {errors}"
        );
    }

    /// Translates everything.
    #[track_caller]
    pub(crate) fn translate(&self, args: &[&str]) {
        self.ok(&[&["translate", "in", "--quiet"], args].concat());
    }
}
