//! Fetching pages of the web, one polite request each.
//!
//! A site's robots.txt is asked first, once a run. Requests to one host come one after another, with a pause between.
//! Sizes, times and redirects are limited, and no page leads to another scheme, or from the web into the own network.

mod private;
mod robots;

use duizhao_ingest::source::{Fetch, FetchError, FetchedPage};
use private::{PrivateAddress, PublicOnly, is_private};
use reqwest::header::{CONTENT_TYPE, HeaderMap, LOCATION};
use reqwest::{Client, Response, Url};
use robots::Robots;
use std::collections::HashMap;
use std::error::Error;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tokio::runtime::Handle;

/// How the program names itself to servers.
const USER_AGENT: &str = concat!(
    "duizhao/",
    env!("CARGO_PKG_VERSION"),
    " (translates single articles)"
);

/// Most redirects that are followed from an address.
const MOST_REDIRECTS: usize = 5;

/// How much of a robots.txt is read, in bytes (RFC 9309, section 2.5).
const MOST_ROBOTS: Length = Length::First(500 * 1024);

/// Time for a connection to be made.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Time for a page to be there as a whole.
const TIMEOUT: Duration = Duration::from_secs(60);

/// Time between two requests to a host of the web.
const PAUSE: Duration = Duration::from_secs(1);

const CHECK: &str =
    "open the address in a browser; if the page is there, save it and name the file";

const SAVE: &str = "open the page in a browser, save it, and name the file";

/// What hears from where a redirect leads, and where to.
type Tell = dyn Fn(&str, &str) + Send + Sync;

/// Fetches pages.
pub struct Pages {
    /// The client for addresses of the web, and the one for addresses of the own network.
    clients: [Client; 2],
    timeout: Duration,
    runtime: Handle,
    /// What hears of each redirect.
    redirected: Box<Tell>,
    hosts: Mutex<HashMap<String, Arc<tokio::sync::Mutex<Host>>>>,
}

/// What is known of a host.
#[derive(Default)]
struct Host {
    robots: Option<Robots>,
    /// When the last request to it ended.
    last: Option<Instant>,
}

/// Where a page may lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scope {
    /// To the web.
    Public,
    /// Anywhere: the address that was given is one of the own network.
    Any,
}

/// How much of an answer is read, in bytes.
#[derive(Debug, Clone, Copy)]
enum Length {
    /// All of it, which is an error where it is longer.
    Most(u64),
    /// Its beginning.
    First(u64),
}

impl Pages {
    /// Sets fetching up on a runtime with several threads; `redirected` hears of each redirect.
    ///
    /// Fails where TLS cannot be set up.
    pub fn new(
        runtime: Handle,
        redirected: impl Fn(&str, &str) + Send + Sync + 'static,
    ) -> Result<Self, String> {
        // Fails only where another part of the program chose its cryptography before.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = || {
            Client::builder()
                .user_agent(USER_AGENT)
                .redirect(reqwest::redirect::Policy::none())
                .connect_timeout(CONNECT_TIMEOUT)
        };
        let public = client().dns_resolver(PublicOnly).build();
        let any = client().build();
        Ok(Self {
            clients: [
                public.map_err(|e| causes(&e))?,
                any.map_err(|e| causes(&e))?,
            ],
            timeout: TIMEOUT,
            runtime,
            redirected: Box::new(redirected),
            hosts: Mutex::default(),
        })
    }

    async fn page(&self, address: &str, limit: u64) -> Result<FetchedPage, FetchError> {
        let mut url = Url::parse(address).map_err(|_| {
            failed(
                "this is no address of the web",
                "give it as a browser shows it: https://…",
            )
        })?;
        let scope = scope(&url).await;
        for _ in 0..=MOST_REDIRECTS {
            let host = self.host(&url);
            let mut host = host.lock().await;
            self.ask_robots(&mut host, &url, scope).await?;
            let page = self
                .get(&mut host, &url, scope, Length::Most(limit))
                .await?;
            match page {
                Answer::Page(page) => return Ok(page),
                Answer::Redirect(next) => {
                    (self.redirected)(url.as_str(), next.as_str());
                    url = next;
                }
                Answer::Refusal(status) => {
                    return Err(failed(format!("the server answers {status}"), CHECK));
                }
            }
        }
        Err(failed(
            format!("more than {MOST_REDIRECTS} redirects, the last to {url}"),
            CHECK,
        ))
    }

    /// Returns what is known of the host of an address.
    fn host(&self, url: &Url) -> Arc<tokio::sync::Mutex<Host>> {
        let origin = url.origin().ascii_serialization();
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(hosts.entry(origin).or_default())
    }

    /// Makes sure that a site lets programs fetch a page.
    async fn ask_robots(&self, host: &mut Host, url: &Url, scope: Scope) -> Result<(), FetchError> {
        let robots = match &host.robots {
            Some(robots) => robots,
            None => {
                let robots = self.robots(host, url, scope).await?;
                host.robots.insert(robots)
            }
        };
        let path = match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        };
        if robots.allow(&path) {
            Ok(())
        } else {
            Err(failed(
                "the site's robots.txt asks programs not to fetch this page",
                SAVE,
            ))
        }
    }

    /// Reads a site's robots.txt. Where there is none, all may be fetched; where the server fails, nothing.
    async fn robots(&self, host: &mut Host, url: &Url, scope: Scope) -> Result<Robots, FetchError> {
        let mut at = url.clone();
        at.set_path("/robots.txt");
        at.set_query(None);
        for _ in 0..=MOST_REDIRECTS {
            match self.get(host, &at, scope, MOST_ROBOTS).await {
                Ok(Answer::Page(page)) => {
                    return Ok(Robots::of(&String::from_utf8_lossy(&page.bytes)));
                }
                Ok(Answer::Redirect(next)) => at = next,
                Ok(Answer::Refusal(status)) if status.is_client_error() => break,
                Ok(Answer::Refusal(_)) => return Ok(Robots::nothing()),
                Err(error) => return Err(error),
            }
        }
        Ok(Robots::default())
    }

    /// Sends one request, after a pause, and reads the answer.
    async fn get(
        &self,
        host: &mut Host,
        url: &Url,
        scope: Scope,
        length: Length,
    ) -> Result<Answer, FetchError> {
        let client = match scope {
            Scope::Public => {
                if let Some(address) = literal(url).filter(|address| is_private(*address)) {
                    return Err(failed(PrivateAddress(address), CHECK));
                }
                if let Some(last) = host.last {
                    tokio::time::sleep(PAUSE.saturating_sub(last.elapsed())).await;
                }
                &self.clients[0]
            }
            Scope::Any => &self.clients[1],
        };
        let answer = self.answer(client, url, length).await;
        host.last = Some(Instant::now());
        answer
    }

    async fn answer(
        &self,
        client: &Client,
        url: &Url,
        length: Length,
    ) -> Result<Answer, FetchError> {
        let request = client.get(url.clone()).timeout(self.timeout);
        let response = request.send().await.map_err(|error| self.failure(&error))?;
        let status = response.status();
        if status.is_redirection()
            && let Some(target) = response.headers().get(LOCATION)
        {
            let target = String::from_utf8_lossy(target.as_bytes());
            let next = url.join(&target).ok();
            let next = next.filter(|next| matches!(next.scheme(), "http" | "https"));
            return next.map(Answer::Redirect).ok_or_else(|| {
                failed(
                    format!("it redirects to `{target}`, which is no page of the web"),
                    CHECK,
                )
            });
        }
        if !status.is_success() {
            return Ok(Answer::Refusal(status));
        }
        let charset = charset(response.headers());
        Ok(Answer::Page(FetchedPage {
            bytes: self.body(response, length).await?,
            url: url.to_string(),
            charset,
            retrieved: now(),
        }))
    }

    /// Reads an answer, unpacked, up to the limit.
    async fn body(&self, mut response: Response, length: Length) -> Result<Vec<u8>, FetchError> {
        let mut bytes = Vec::new();
        while let Some(chunk) = response
            .chunk()
            .await
            .map_err(|error| self.failure(&error))?
        {
            let longest = match length {
                Length::Most(limit) | Length::First(limit) => limit,
            };
            if bytes.len() as u64 + chunk.len() as u64 > longest {
                if let Length::First(_) = length {
                    break;
                }
                let message = format!("the page is longer than the limit of {longest} bytes");
                return Err(failed(message, "raise `--max-bytes` if this is an article"));
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    }

    /// Says why there is no whole answer.
    fn failure(&self, error: &reqwest::Error) -> FetchError {
        if error.is_timeout() {
            let seconds = self.timeout.as_secs();
            let message = format!("no whole answer within {seconds} seconds");
            return failed(message, "try again later, or save the page from a browser");
        }
        let mut source = error.source();
        while let Some(cause) = source {
            if cause.is::<PrivateAddress>() {
                return failed(cause, CHECK);
            }
            source = cause.source();
        }
        failed(causes(error), "check the address and the connection")
    }
}

impl Fetch for Pages {
    fn fetch(&self, address: &str, limit: u64) -> Result<FetchedPage, FetchError> {
        self.runtime.block_on(self.page(address, limit))
    }
}

/// What a server answers.
enum Answer {
    Page(FetchedPage),
    Redirect(Url),
    Refusal(reqwest::StatusCode),
}

fn failed(message: impl ToString, hint: &'static str) -> FetchError {
    FetchError {
        message: message.to_string(),
        hint,
    }
}

/// Returns an error with its causes, without the address.
fn causes(error: &reqwest::Error) -> String {
    let mut texts = Vec::new();
    let mut source = error.source();
    while let Some(cause) = source {
        texts.push(cause.to_string());
        source = cause.source();
    }
    match texts.last() {
        Some(last) => format!("cannot be fetched: {last}"),
        None => "cannot be fetched".to_owned(),
    }
}

/// Returns where an address may lead: one of the own network anywhere.
async fn scope(url: &Url) -> Scope {
    let is_own = match (literal(url), url.host_str()) {
        (Some(address), _) => is_private(address),
        (None, Some(host)) => {
            let found = tokio::net::lookup_host((host, 0)).await;
            found.is_ok_and(|mut found| found.any(|address| is_private(address.ip())))
        }
        (None, None) => false,
    };
    if is_own { Scope::Any } else { Scope::Public }
}

/// Returns the address of a host that is named by it.
fn literal(url: &Url) -> Option<IpAddr> {
    url.host_str()?.trim_matches(['[', ']']).parse().ok()
}

/// Returns the character set that a server names.
fn charset(headers: &HeaderMap) -> Option<String> {
    let kind = headers
        .get(CONTENT_TYPE)?
        .to_str()
        .ok()?
        .to_ascii_lowercase();
    let charset = kind
        .split(';')
        .find_map(|part| part.trim().strip_prefix("charset="))?;
    Some(charset.trim_matches(['"', '\'', ' ']).to_owned())
}

/// Returns the moment as RFC 3339 has it.
fn now() -> String {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let basic = i64::try_from(now.as_secs())
        .ok()
        .and_then(duizhao_core::date::format);
    let basic = basic.unwrap_or_default();
    match (
        basic.get(..4),
        basic.get(4..6),
        basic.get(6..11),
        basic.get(11..13),
        basic.get(13..),
    ) {
        (Some(year), Some(month), Some(hour), Some(minute), Some(rest)) => {
            format!("{year}-{month}-{hour}:{minute}:{rest}")
        }
        _ => basic,
    }
}

#[cfg(test)]
mod tests;
