//! The backend that a command uses, with what the command line says of it.

use super::{Cli, CommandError, print};
use crate::backend::{self, Backend, Caps, Kind, Service, Setup, Stop};
use crate::config::Config;
use crate::memory::ReplyLog;
use std::sync::Arc;

/// The log of replies, in the project's hidden folder.
const LOG: &str = "replies.jsonl";

/// Which backend, and what it may use.
#[derive(Debug, clap::Args)]
pub(super) struct BackendArgs {
    /// Backend that translates: a name from the settings, or a kind [default: mock]
    #[arg(short, long, value_name = "NAME", env = "DUIZHAO_BACKEND", hide_env_values = true)]
    backend: Option<String>,
    /// Stop before this cost could be exceeded, in the currency of the settings' prices
    #[arg(long, value_name = "COST", value_parser = cost)]
    max_cost: Option<f64>,
    /// Stop after this many requests, those that fail included
    #[arg(long, value_name = "N")]
    max_requests: Option<u64>,
    /// Stop before more than this many characters are sent
    #[arg(long, value_name = "N")]
    max_chars: Option<u64>,
    /// Translate anew what was translated before; interrupted, it begins anew the next time
    #[arg(long)]
    anew: bool,
}

/// A backend that is set up.
pub(super) struct Opened {
    pub(super) backend: Box<dyn Backend>,
    pub(super) service: Service,
    pub(super) stop: Stop,
    /// What was translated before; `None` for a backend that is offline.
    pub(super) log: Option<Arc<ReplyLog>>,
}

impl BackendArgs {
    /// Sets the backend up; nothing is sent, and with `dry_run` nothing written.
    pub(super) fn open(&self, cli: &Cli, config: &Config, dry_run: bool) -> Result<Opened, CommandError> {
        let name = self.backend.as_deref().or(config.backend.name.as_deref()).unwrap_or("mock");
        let service = service(cli, config, name)?;
        let log = self.log(cli, &service, dry_run)?;
        let caps = Caps { cost: self.max_cost, requests: self.max_requests, characters: self.max_chars };
        let setup = Setup { caps, stop: Stop::default(), log: log.clone() };
        let backend = backend::open(&service, &setup)?;
        Ok(Opened { backend, service, stop: setup.stop, log })
    }

    /// The log of replies; `None` for a backend that is offline, and where a dry run would have to make one.
    fn log(&self, cli: &Cli, service: &Service, dry_run: bool) -> Result<Option<Arc<ReplyLog>>, CommandError> {
        let offline = Kind::named(&service.kind).is_some_and(|kind| kind.offline);
        if offline || (dry_run && !cli.hidden_path().join(LOG).exists()) {
            return Ok(None);
        }
        let log = ReplyLog::open(&cli.hidden_folder().join(LOG))?;
        if self.anew {
            log.forget();
        }
        Ok(Some(Arc::new(log)))
    }
}

/// A cost that can be compared.
fn cost(text: &str) -> Result<f64, String> {
    let cost = text.parse().ok().filter(|cost: &f64| cost.is_finite() && *cost >= 0.0);
    cost.ok_or_else(|| "it must be a number, and not below zero".to_owned())
}

/// The settings of a backend, traced if the command line asks for it.
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
