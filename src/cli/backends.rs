//! `duizhao backends`

use super::glossary::LayerArgs;
use super::service::service;
use super::{Cli, CommandError, Outcome, print};
use clap::Subcommand;
use duizhao_check::{self as check, Adherence, PairContext, Selection};
use duizhao_engine::config::Config;
use duizhao_glossary::Termbase;
use duizhao_translate::{
    self as backend, ArticleContext, Ask, KINDS, Limits, Meter, Request, Segment, Setup,
};
use std::time::Instant;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List the backends that are configured, and the kinds there are (the default)
    List,
    /// Send one sentence to a backend, and show what comes back
    Test(TestArgs),
}

#[derive(Debug, clap::Args)]
struct TestArgs {
    /// A name from the settings, or a kind
    #[arg(value_name = "NAME")]
    name: String,
    /// The sentence
    #[arg(default_value = SENTENCE)]
    sentence: String,
    #[command(flatten)]
    layers: LayerArgs,
}

/// A sentence with terms, a name, a place and a number.
const SENTENCE: &str = "党中央决定，宁夏1.8万个党组织投入疫情防控。";

pub(super) fn run(args: &Args, cli: &Cli) -> Result<Outcome, CommandError> {
    let config = cli.settings()?;
    match &args.command {
        None | Some(Command::List) => list(&config),
        Some(Command::Test(args)) => test(args, cli, &config),
    }
}

fn list(config: &Config) -> Result<Outcome, CommandError> {
    let used = config.backend.name.as_deref().unwrap_or("mock");
    for (name, table) in &config.backend.services {
        let kind = table
            .get("kind")
            .and_then(toml::Value::as_str)
            .unwrap_or(name);
        let text = |key: &str| {
            table
                .get(key)
                .and_then(toml::Value::as_str)
                .unwrap_or_default()
        };
        let address = |key: &str| backend::shown_address(text(key));
        let shown = [
            text("model").to_owned(),
            address("base_url"),
            address("url"),
        ]
        .join(" ");
        let mark = if name == used { "*" } else { " " };
        print::text(format_args!(
            "{mark} {}  {}  {}",
            print::pad(name, 16),
            print::pad(kind, 14),
            shown.trim()
        ))?;
    }
    for kind in KINDS
        .iter()
        .filter(|kind| !config.backend.services.contains_key(kind.name))
    {
        let mark = if kind.name == used { "*" } else { " " };
        print::line(format_args!(
            "{mark} {}  {}  {}",
            print::pad("", 16),
            print::pad(kind.name, 14),
            kind.about
        ))?;
    }
    print::line("* translates, where `--backend` names no other")?;
    Ok(Outcome::Done)
}

fn test(args: &TestArgs, cli: &Cli, config: &Config) -> Result<Outcome, CommandError> {
    let mut service = service(cli, config, &args.name)?;
    // Somebody is waiting.
    service.common.retries = Some(1);
    let backend = backend::open(&service, &Setup::default())?;
    let termbase = Termbase::new(args.layers.glossary(config)?)?;
    let hits = termbase.matcher.hits(&args.sentence);
    let segment = Segment::paragraph(&args.sentence, hits);
    let document = ArticleContext {
        name: "test",
        title: None,
        segments: &[segment],
        termbase: &termbase,
        examples: &[],
    };
    let (meter, start) = (Meter::default(), Instant::now());
    let request = Request {
        document,
        asks: &[Ask::new(0)],
        meter: &meter,
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = runtime.map_err(|error| CommandError::Failed(format!("no runtime: {error}")))?;
    let reply = runtime.block_on(backend.translate(request))?;
    let elapsed = start.elapsed();
    let target = match reply.into_iter().next() {
        Some(Ok(target)) => target,
        Some(Err(failure)) => {
            let hint = failure
                .hint
                .unwrap_or_else(|| "`--debug` shows what was sent and what came".to_owned());
            return Err(CommandError::Failed(format!(
                "{}: {}\nhint: {hint}",
                args.name, failure.what
            )));
        }
        None => {
            return Err(CommandError::Failed(format!(
                "{}: no answer came",
                args.name
            )));
        }
    };
    let about =
        |label: &str, text: &str| print::text(format_args!("{} {text}", print::pad(label, 12)));
    about("backend", &args.name)?;
    about("kind", &service.kind)?;
    if let Some(model) = backend.model() {
        about("model", model)?;
    }
    about("sentence", &args.sentence)?;
    about("reply", &target)?;
    let context = PairContext::new(&args.sentence, &target, &termbase);
    let found = check::pair(&context, &Selection::default());
    let Adherence { asked, obeyed } = context.adherence();
    about("terms", &format!("{obeyed} of {asked} obeyed"))?;
    for diagnostic in &found {
        about("", &diagnostic.message)?;
    }
    let used = meter.read();
    if used.requests > 0 {
        let tokens = format!(
            "{} tokens in, {} out, {} characters",
            used.input_tokens, used.output_tokens, used.characters
        );
        about("used", &format!("{} requests, {tokens}", used.requests))?;
        about("time", &format!("{} ms", elapsed.as_millis()))?;
        about("limits", &limits(backend.limits()))?;
    }
    match runtime.block_on(backend.account()) {
        Ok(Some(account)) => about("account", &account)?,
        Ok(None) => {}
        // A key may be good for translating and for nothing else.
        Err(error) => about("account", &error.what)?,
    }
    Ok(if found.is_empty() {
        Outcome::Done
    } else {
        Outcome::Attention
    })
}

/// Limits in words.
fn limits(limits: Limits) -> String {
    let mut parts = Vec::new();
    let mut add = |limited: bool, text: String| parts.extend(limited.then_some(text));
    add(
        limits.sentences < usize::MAX,
        format!("{} sentences a request", limits.sentences),
    );
    add(
        limits.bytes < usize::MAX,
        format!("{} bytes a request", limits.bytes),
    );
    add(
        limits.tokens < u64::MAX,
        format!("{} tokens of Chinese a request", limits.tokens),
    );
    add(true, format!("{} requests at once", limits.concurrency));
    parts.join(", ")
}
