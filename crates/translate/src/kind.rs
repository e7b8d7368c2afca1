//! The kinds of backends there are, and how one is put together.

#[cfg(feature = "http")]
use super::batches::BatchService;
use super::settings::{Service, SetupError};
use super::{Backend, Caps, Stop, command, mock, wrapper};
#[cfg(feature = "http")]
use super::{deepl, http, libretranslate, native, openai};
use duizhao_memory::{Accuracy, Store};
use std::sync::Arc;

/// A kind of backend: what `kind` in the settings can name.
pub struct BackendKind {
    /// Its name.
    pub name: &'static str,
    /// What it is, in a few words.
    pub about: &'static str,
    /// The keys of its own in the settings, besides [`super::settings::COMMON_KEYS`].
    pub keys: &'static [&'static str],
    /// Whether it needs nothing but this machine, and is computed again rather than kept in the memory.
    pub offline: bool,
    /// Sets one up.
    pub open: fn(&Service) -> Result<Box<dyn Backend>, SetupError>,
    /// Sets one up that is asked in batches; `None` where the service has none.
    #[cfg(feature = "http")]
    pub(crate) open_batches: Option<OpenBatches>,
}

/// Sets up a service that is asked in batches.
#[cfg(feature = "http")]
pub(crate) type OpenBatches = fn(&Service) -> Result<Box<dyn BatchService>, SetupError>;

/// Every kind.
pub static KINDS: &[&BackendKind] = &[
    &mock::KIND,
    #[cfg(feature = "http")]
    &openai::KIND,
    #[cfg(feature = "http")]
    &native::ANTHROPIC,
    #[cfg(feature = "http")]
    &native::GEMINI,
    #[cfg(feature = "http")]
    &deepl::KIND,
    #[cfg(feature = "http")]
    &libretranslate::KIND,
    &command::KIND,
    #[cfg(feature = "http")]
    &http::KIND,
];

impl BackendKind {
    /// Finds the kind with this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        KINDS.iter().copied().find(|kind| kind.name == name)
    }

    /// Tests whether its services can be asked in batches.
    #[cfg(feature = "http")]
    pub fn has_batches(&self) -> bool {
        self.open_batches.is_some()
    }
}

/// What a run shares with its backend.
#[derive(Debug, Clone, Default)]
pub struct Setup {
    /// What the run may use.
    pub caps: Caps,
    /// Stops the run.
    pub stop: Stop,
    /// The translation memory; without it, nothing is known or kept.
    pub store: Option<Arc<dyn Store>>,
    /// Replies in the memory up to this number are asked for again: [`Progress::latest`](duizhao_memory::Progress) for
    /// all that are there, 0 for none.
    pub after: i64,
    /// How good the estimates for the service have been so far.
    pub accuracy: Accuracy,
}

/// Sets up the backend of a service, in all the wrappers that make it safe to pay for; nothing is sent.
pub fn open(service: &Service, setup: &Setup) -> Result<Box<dyn Backend>, SetupError> {
    let kind = BackendKind::named(&service.kind).ok_or_else(|| {
        let names: Vec<String> = KINDS
            .iter()
            .map(|kind| format!("`{}`", kind.name))
            .collect();
        service.wrong(
            "kind",
            &format!(
                "there is no kind `{}`, but {}",
                service.kind,
                names.join(", ")
            ),
        )
    })?;
    let inner = (kind.open)(service)?;
    if kind.offline {
        return Ok(inner);
    }
    check_prices(service, setup)?;
    Ok(wrapper::around(inner, service, setup))
}

/// Tests whether the prices are known that a limit of the cost needs.
pub(crate) fn check_prices(service: &Service, setup: &Setup) -> Result<(), SetupError> {
    let prices = service.common.prices;
    if setup.caps.cost.is_some() && !prices.are_known() {
        return Err(service.wrong("input_price", "`--max-cost` needs prices"));
    }
    if setup.caps.cost.is_some() && prices.input_price.is_some() != prices.output_price.is_some() {
        return Err(service.wrong(
            "output_price",
            "`--max-cost` needs the prices of both `input_price` and `output_price`",
        ));
    }
    Ok(())
}
