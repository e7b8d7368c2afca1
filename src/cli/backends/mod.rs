//! `duizhao backends`

mod compare;
mod sheet;

use super::glossary::LayerArgs;
use super::service::service;
use super::{Cli, CommandError, Outcome, counted, print};
use clap::Subcommand;
use duizhao_check::{self as check, Adherence, PairContext, Selection};
use duizhao_engine::config::Config;
use duizhao_glossary::Termbase;
use duizhao_translate::{
    self as backend, ArticleContext, Ask, Backend, Failure, KINDS, Limits, Meter, Request, Segment,
    Setup, Usage,
};
use std::time::Instant;

#[derive(Debug, clap::Args)]
pub(super) struct BackendsArgs {
    #[command(subcommand)]
    command: Option<BackendsCommand>,
}

#[derive(Debug, Subcommand)]
enum BackendsCommand {
    /// List the backends that are configured, and the kinds there are (the default)
    List,
    /// Send one sentence to a backend, and show what comes back
    Test(TestArgs),
    /// Have backends translate the same sentences, and show side by side what comes of it and what it takes
    Compare(compare::CompareArgs),
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

pub(super) fn run(args: &BackendsArgs, cli: &Cli) -> Result<Outcome, CommandError> {
    let config = cli.settings()?;
    match &args.command {
        None | Some(BackendsCommand::List) => list(&config),
        Some(BackendsCommand::Test(args)) => test(args, cli, &config),
        Some(BackendsCommand::Compare(args)) => compare::run(args, cli),
    }
}

fn list(config: &Config) -> Result<Outcome, CommandError> {
    let used = config.backend.name.as_deref().unwrap_or("mock");
    for (name, table) in &config.backend.services {
        let shown = [
            text(table, "model").to_owned(),
            backend::shown_address(text(table, "base_url")),
            backend::shown_address(text(table, "url")),
        ];
        let kind = match text(table, "kind") {
            "" => name,
            kind => kind,
        };
        row(name == used, name, kind, shown.join(" ").trim())?;
    }
    for kind in KINDS {
        if !config.backend.services.contains_key(kind.name) {
            row(kind.name == used, "", kind.name, kind.about)?;
        }
    }
    print::line("* translates, where `--backend` names no other")?;
    print::line(
        "to set one up, add [backend.NAME] to duizhao.toml, where `duizhao init` explains every key; then try it: `duizhao backends test NAME`",
    )?;
    Ok(Outcome::Done)
}

/// Returns a text of a backend's settings; nothing where there is none.
fn text<'a>(table: &'a toml::Table, key: &str) -> &'a str {
    table
        .get(key)
        .and_then(toml::Value::as_str)
        .unwrap_or_default()
}

fn row(used: bool, name: &str, kind: &str, about: &str) -> Result<(), CommandError> {
    let mark = if used { "*" } else { " " };
    print::text(format_args!(
        "{mark} {}  {}  {about}",
        print::pad(name, 16),
        print::pad(kind, 14),
    ))
}

fn test(args: &TestArgs, cli: &Cli, config: &Config) -> Result<Outcome, CommandError> {
    let mut service = service(cli, config, &args.name)?;
    // A person waits for it.
    service.common.retries = Some(1);
    let backend = backend::open(&service, &Setup::default())?;
    let termbase = Termbase::new(args.layers.of(config).glossary()?);
    let meter = Meter::default();
    let start = Instant::now();
    let target = cli.block_on(translated(args, &*backend, &termbase, &meter))?;
    let elapsed = start.elapsed();
    field("backend", &args.name)?;
    field("kind", &service.kind)?;
    if let Some(model) = backend.model() {
        field("model", model)?;
    }
    field("sentence", &args.sentence)?;
    field("reply", &target)?;
    let context = PairContext::new(&args.sentence, &target, &termbase);
    let found = check::pair(&context, &Selection::default());
    let Adherence { asked, obeyed } = context.adherence();
    field("terms", &format!("{obeyed} of {asked} obeyed"))?;
    for diagnostic in &found {
        field("", &diagnostic.message)?;
    }
    let used = meter.read();
    if used.requests > 0 {
        field("used", &usage(&used))?;
        field("time", &format!("{} ms", elapsed.as_millis()))?;
        field("limits", &limits(backend.limits()))?;
    }
    match cli.block_on(backend.account()) {
        Ok(Some(account)) => field("account", &account)?,
        Ok(None) => {}
        // A key may be good for translating and for nothing else.
        Err(error) => field("account", &error.what)?,
    }
    Ok(if found.is_empty() {
        Outcome::Done
    } else {
        Outcome::Attention
    })
}

/// Translates the sentence by one request.
async fn translated(
    args: &TestArgs,
    backend: &dyn Backend,
    termbase: &Termbase,
    meter: &Meter,
) -> Result<String, CommandError> {
    let hits = termbase.matcher().hits(&args.sentence);
    let document = ArticleContext {
        name: "test",
        title: None,
        segments: &[Segment::paragraph(&args.sentence, hits)],
        termbase,
        examples: &[],
    };
    let request = Request {
        document,
        asks: &[Ask::new(0)],
        meter,
    };
    let reply = backend.translate(request).await?;
    match reply.into_iter().next() {
        Some(Ok(target)) => Ok(target),
        Some(Err(Failure { what, hint })) => {
            let hint = hint.as_deref();
            Err(CommandError::Failed(format!("{}: {what}", args.name))
                .with_hint(hint.unwrap_or("`--debug` shows what was sent and what came")))
        }
        None => Err(CommandError::Failed(format!(
            "{}: no answer came",
            args.name
        ))),
    }
}

fn field(label: &str, text: &str) -> Result<(), CommandError> {
    print::text(format_args!("{} {text}", print::pad(label, 12)))
}

fn usage(used: &Usage) -> String {
    format!(
        "{}, {} in, {} out, {}",
        counted(used.requests, "request"),
        counted(used.input_tokens, "token"),
        used.output_tokens,
        counted(used.characters, "character")
    )
}

/// Describes limits.
fn limits(limits: Limits) -> String {
    let mut parts = Vec::new();
    if limits.sentences < usize::MAX {
        parts.push(format!(
            "{} a request",
            counted(limits.sentences, "sentence")
        ));
    }
    if limits.bytes < usize::MAX {
        parts.push(format!("{} a request", counted(limits.bytes, "byte")));
    }
    if limits.tokens < u64::MAX {
        parts.push(format!(
            "{} of Chinese a request",
            counted(limits.tokens, "token")
        ));
    }
    parts.push(format!(
        "{} at once",
        counted(limits.concurrency, "request")
    ));
    parts.join(", ")
}
