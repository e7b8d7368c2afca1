//! Batches of requests: `duizhao translate --batch`.

use super::{Cli, CommandError, counted, print};
use duizhao_engine::Project;
use duizhao_translate::{BackendKind, BatchJobs, KINDS, Service, batch_jobs};

/// Returns a service at the prices of batches; an error where its kind has none.
pub(super) fn checked(service: Service) -> Result<Service, CommandError> {
    let kind = BackendKind::named(&service.kind);
    if kind.is_some_and(BackendKind::has_batches) {
        return Ok(service.at_batch_prices());
    }
    let kinds = KINDS.iter().filter(|kind| kind.has_batches());
    let kinds: Vec<String> = kinds.map(|kind| format!("`{}`", kind.name)).collect();
    Err(CommandError::usage(
        format_args!(
            "`--batch`: `{}` is of the kind `{}`, which has no batches",
            service.name, service.kind
        ),
        &format!(
            "the kinds {} have them; leave the flag out for others",
            kinds.join(" and ")
        ),
    ))
}

/// Says that answers to batches are waiting, to somebody who is about to ask without them.
pub(super) fn remind(project: &Project, backend: &str) {
    let jobs = batch_jobs(&project.batches());
    if let Some(count) = jobs.get(backend) {
        print::note(format_args!(
            "batches of `{backend}` under way: {count}; without `--batch`, their sentences are asked for and paid for once more"
        ));
    }
}

/// Says how many sentences are in batches, which a plan does not count.
pub(super) fn say_under_way(jobs: &BatchJobs, cli: &Cli) {
    let count = jobs.under_way();
    if count > 0 && !cli.quiet {
        let sentences = counted(count, "sentence");
        print::note(format_args!("under way in batches: {sentences}"));
    }
}
