//! The project that a command works in, open.

use super::{Cli, CommandError, counted, print};
use duizhao_engine::{Access, Opening, Project, Session};
use duizhao_memory::{FILE_NAME, Found, Memory};
use std::path::Path;
use std::sync::Arc;

/// Opens a project, and says what is worth saying about it.
pub(super) fn open(cli: &Cli, project: Project, access: Access) -> Result<Session, CommandError> {
    let session = cli.block_on(Session::open(project, access, || {
        print::note("another run is under way in this project: waiting until it ends");
    }))?;
    for opening in &session.opened {
        say(cli, &session.project.output, opening);
    }
    Ok(session)
}

/// Returns the memory of a command that cannot do without.
pub(super) fn memory(session: &Session) -> Result<&Arc<Memory>, CommandError> {
    session.memory.as_ref().ok_or_else(|| {
        let path = session.project.hidden().join(FILE_NAME);
        CommandError::failed(
            format!("{}: there is no memory yet", path.display()),
            "`duizhao translate`, `adopt` and `memory import` fill it",
        )
    })
}

fn say(cli: &Cli, output: &Path, opening: &Opening) {
    match opening {
        Opening::NoStore(error) if !cli.quiet => {
            print::note(format_args!("no memory for this run: {error}"));
        }
        Opening::Made {
            found,
            editions,
            units,
        } => {
            let from = format!(
                "{} from {} in {}",
                counted(*units, "unit"),
                counted(*editions, "edition"),
                output.display()
            );
            match found {
                Found::Damaged {
                    moved_to,
                    units,
                    what,
                } => print::note(format_args!(
                    "the memory was damaged ({what}) and is now {}; the new one has {} that could be read of it, and {from}",
                    moved_to.display(),
                    counted(*units, "unit")
                )),
                Found::Nothing if *units > 0 && !cli.quiet => {
                    print::note(format_args!("a new memory: {from}"));
                }
                Found::Nothing | Found::Sound => {}
            }
        }
        Opening::NoStore(_) => {}
    }
}
