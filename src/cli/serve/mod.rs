//! `duizhao serve`: a preview of the site on this machine, published again whenever something changes.

mod http;

use super::publish::{CorpusArgs, publish_into};
use super::{Cli, CommandError, Outcome, print};
use duizhao_engine::Project;
use duizhao_publish::by_name;
use http::Preview;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use tokio::net::TcpListener;

/// How often the files are looked at.
const LOOK: Duration = Duration::from_millis(400);

#[derive(Debug, clap::Args)]
pub(super) struct ServeArgs {
    #[command(flatten)]
    corpus: CorpusArgs,
    /// Folder for the site, as in `duizhao publish`
    #[arg(short, long, value_name = "DIR", default_value = "published")]
    output: PathBuf,
    /// Port on this machine; 0 for any that is free
    #[arg(short, long, value_name = "PORT", default_value_t = 8000)]
    port: u16,
}

pub(super) fn run(args: &ServeArgs, cli: &Cli) -> Result<Outcome, CommandError> {
    let site = by_name("site").expect("the site is a target");
    let folder = args.output.join(site.name);
    publish_into(&args.corpus, cli, site, &folder)?;
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, args.port));
    let listener = cli.block_on(TcpListener::bind(address)).map_err(|cause| {
        CommandError::failed(
            format!("{address}: cannot be listened on: {cause}"),
            "name another port with `--port`, or 0 for any that is free",
        )
    })?;
    let address = listener.local_addr().unwrap_or(address);
    print::text(format_args!(
        "http://{address}/ shows the site, and what changes in editions, glossary and settings; Ctrl-C ends it"
    ))?;
    let preview = Preview::new(&folder, address.port());
    cli.spawn(http::serve(listener, preview.clone()));
    let mut before = stamps(cli, args);
    loop {
        std::thread::sleep(LOOK);
        let now = stamps(cli, args);
        if now == before {
            continue;
        }
        before = now;
        // What cannot be published is said, and the next change can put it right.
        match publish_into(&args.corpus, cli, site, &folder) {
            Ok(_) => preview.reload(),
            Err(error) => print::error(&error),
        }
    }
}

/// Returns what shows that something changed: the files that are published from, and when each was written.
fn stamps(cli: &Cli, args: &ServeArgs) -> Vec<(PathBuf, Option<SystemTime>, u64)> {
    let mut paths = Vec::new();
    // Settings that cannot be read are told when something is published.
    if let Ok(project) = cli.project() {
        paths.extend(sources(&project));
        let editions = args.corpus.editions();
        let all = [project.output.clone()];
        let editions = if editions.is_empty() { &all } else { editions };
        for place in editions {
            paths.extend(duizhao_edition::markdown_files(place).filter_map(Result::ok));
        }
    }
    let stamp = |path: PathBuf| {
        let metadata = std::fs::metadata(&path).ok();
        let written = metadata
            .as_ref()
            .and_then(|metadata| metadata.modified().ok());
        (path, written, metadata.map_or(0, |metadata| metadata.len()))
    };
    paths.into_iter().map(stamp).collect()
}

/// Returns the settings, the glossary and the theme of a project.
fn sources(project: &Project) -> Vec<PathBuf> {
    let config = &project.config;
    let mut paths = vec![config.file.clone()];
    paths.extend(config.glossary.files.iter().cloned());
    let theme = config.publish.theme.as_deref().map(Path::read_dir);
    if let Some(Ok(entries)) = theme {
        paths.extend(entries.filter_map(|entry| Some(entry.ok()?.path())));
    }
    paths
}
