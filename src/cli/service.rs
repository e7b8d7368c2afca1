//! The backend of a command, with the options of the command line for it.

use super::{Cli, CommandError, print};
use duizhao_engine::Correct;
use duizhao_engine::config::Config;
use duizhao_memory::{Accuracy, Store};
use duizhao_translate::{self as backend, Backend, BackendKind, Caps, Mend, Service, Setup, Stop};
use std::sync::Arc;

/// Which backend.
#[derive(Debug, clap::Args)]
pub(super) struct BackendArgs {
    /// Backend that translates: a name from the settings, or a kind [default: mock]
    #[arg(
        short,
        long,
        value_name = "NAME",
        env = "DUIZHAO_BACKEND",
        hide_env_values = true
    )]
    backend: Option<String>,
}

/// What a backend may use.
#[derive(Debug, Default, clap::Args)]
pub(super) struct LimitArgs {
    /// Stop before this cost could be exceeded, in the currency of the settings' prices
    #[arg(long, value_name = "COST", value_parser = cost)]
    max_cost: Option<f64>,
    /// Stop after this many requests, those that fail included
    #[arg(long, value_name = "N")]
    max_requests: Option<u64>,
    /// Stop before more than this many characters are sent
    #[arg(long, value_name = "N")]
    max_chars: Option<u64>,
}

impl BackendArgs {
    /// Returns the settings of the backend, and whether it needs nothing but this machine.
    pub(super) fn service(
        &self,
        cli: &Cli,
        config: &Config,
    ) -> Result<(Service, bool), CommandError> {
        let name = self
            .backend
            .as_deref()
            .or(config.backend.name.as_deref())
            .unwrap_or("mock");
        let service = service(cli, config, name)?;
        let offline = BackendKind::named(&service.kind).is_some_and(|kind| kind.offline);
        Ok((service, offline))
    }
}

impl LimitArgs {
    /// Sets a backend up; nothing is sent.
    pub(super) fn open(
        &self,
        service: &Service,
        store: Option<Arc<dyn Store>>,
        after: i64,
        accuracy: Accuracy,
        stop: &Stop,
    ) -> Result<Box<dyn Backend>, CommandError> {
        let setup = Setup {
            after,
            ..self.setup(store, accuracy, stop)
        };
        Ok(backend::open(service, &setup)?)
    }

    /// Returns what a run shares with its backend.
    pub(super) fn setup(
        &self,
        store: Option<Arc<dyn Store>>,
        accuracy: Accuracy,
        stop: &Stop,
    ) -> Setup {
        Setup {
            caps: Caps {
                cost: self.max_cost,
                requests: self.max_requests,
                characters: self.max_chars,
            },
            stop: stop.clone(),
            store,
            after: 0,
            accuracy,
        }
    }
}

/// Has a backend asked once more for what rules find wrong, if its settings and its kind have it so.
pub(super) fn corrected(backend: Box<dyn Backend>, service: &Service) -> Box<dyn Backend> {
    if service.common.mend == Some(Mend::Never) || !backend.can_correct() {
        return backend;
    }
    let (trace, notice) = (service.trace.clone(), service.notice.clone());
    Box::new(Correct::new(backend, trace, notice))
}

/// Parses a cost: a number, not below zero.
fn cost(text: &str) -> Result<f64, String> {
    let cost = text
        .parse()
        .ok()
        .filter(|cost: &f64| cost.is_finite() && *cost >= 0.0);
    cost.ok_or_else(|| "it must be a number, and not below zero".to_owned())
}

/// Returns the settings of a backend, traced if the command line asks for it.
pub(super) fn service(cli: &Cli, config: &Config, name: &str) -> Result<Service, CommandError> {
    let mut service = config.service(name)?;
    if !cli.quiet {
        service.notice = Some(Arc::new(|line: &str| print::note(line)));
    }
    if cli.debug {
        service.trace = Some(Arc::new(|line: &str| print::note(line)));
    }
    Ok(service)
}
