//! Ctrl-C: the first one waits for the requests on their way, the second one stops at once.

use super::{Cli, print};
use duizhao_translate::{BackendError, ErrorClass, Stop};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the run was interrupted.
pub(super) struct Interrupted(Arc<AtomicBool>);

impl Interrupted {
    pub(super) fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Stops the runs at the first interrupt, the program at the second.
pub(super) fn watch(cli: &Cli, stops: &[Stop]) -> Interrupted {
    let interrupted = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&interrupted);
    let stops = stops.to_vec();
    let quiet = cli.quiet;
    cli.spawn(async move {
        // Without signals, an interrupt ends the program as it always did.
        if signal().await.is_err() {
            return;
        }
        seen.store(true, Ordering::Relaxed);
        let hint = "run the same command again to go on: what came back is kept";
        let reason = BackendError::new("translate", ErrorClass::Final, "interrupted", hint);
        stops.iter().for_each(|stop| stop.stop(reason.clone()));
        if !quiet {
            print::note("\nrequests on their way are waited for; interrupt again to stop at once");
        }
        if signal().await.is_ok() {
            std::process::exit(130);
        }
    });
    Interrupted(interrupted)
}

/// Waits for Ctrl-C, or on Unix for SIGTERM.
async fn signal() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        let mut ended = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            interrupted = tokio::signal::ctrl_c() => interrupted,
            _ = ended.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}
