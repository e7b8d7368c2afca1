//! HTTP as all services need it: no redirects, sizes and times limited, keys never shown.
//!
//! A reply is judged by status and body, in [`Http::refusal`].

use super::events;
use super::status::meaning;
use crate::error::{BackendError, ErrorClass, short};
use crate::settings::{Service, SetupError, Trace};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION};
use reqwest::{Client, Method, StatusCode, Url};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use std::borrow::Cow;
use std::error::Error;
use std::io;
use std::time::{Duration, Instant};

/// The longest reply that is read, in bytes after decompression: a thousand times a usual one.
const MAX_REPLY: usize = 8 << 20;

/// Time for a connection to be made.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Time for which a connection waits for a further request: less than the five seconds after which many servers close
/// it, perhaps just when a request goes out.
const IDLE_TIMEOUT: Duration = Duration::from_secs(4);

/// One service's HTTP.
pub(crate) struct Http {
    client: Client,
    backend: String,
    base: Url,
    key: Option<SecretString>,
    trace: Option<Trace>,
}

/// A whole reply.
pub(crate) struct HttpReply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl HttpReply {
    /// Returns a reply that stood in a file of replies: without headers.
    pub(crate) fn of_file(status: StatusCode, body: &Value) -> Self {
        Self {
            status,
            headers: HeaderMap::new(),
            body: body.to_string().into_bytes(),
        }
    }

    /// Returns the body as text.
    pub(crate) fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }
}

/// What a request carries.
#[derive(Clone, Copy)]
pub(crate) enum Payload<'a> {
    /// Nothing.
    None,
    /// A value.
    Json(&'a Value),
    /// Text of this media type.
    Text(&'a str, &'a str),
}

impl Payload<'_> {
    /// Returns it as traces show it.
    fn shown(self) -> Cow<'static, str> {
        match self {
            Self::None => "".into(),
            Self::Json(value) => value.to_string().into(),
            Self::Text(_, text) => text.to_owned().into(),
        }
    }
}

/// How a service wants its key.
pub(crate) enum Auth<'a> {
    /// `Authorization`, with a word before the key.
    Scheme(&'a str),
    /// Within the request, or not at all.
    None,
}

impl Http {
    /// Sets up the client of a service whose paths stand below `base`.
    pub(crate) fn new(
        service: &Service,
        base: &str,
        key: Option<SecretString>,
        auth: &Auth<'_>,
    ) -> Result<Self, SetupError> {
        let base = address(base)
            .ok_or_else(|| service.wrong("base_url", "it is no http or https address"))?;
        let mut headers = HeaderMap::new();
        if let (Auth::Scheme(scheme), Some(key)) = (auth, &key) {
            let mut value = HeaderValue::from_str(&format!("{scheme} {}", key.expose_secret()))
                .map_err(|_| {
                    service.wrong("key_env", "the key holds characters that no header takes")
                })?;
            value.set_sensitive(true);
            headers.insert(AUTHORIZATION, value);
        }
        // Fails only where another part of the program chose its cryptography before.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut client = Client::builder()
            .user_agent(concat!("duizhao/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT_TIMEOUT)
            .pool_idle_timeout(IDLE_TIMEOUT)
            .timeout(service.timeout())
            .default_headers(headers);
        for certificate in service.certificates()? {
            client = client.tls_certs_merge([certificate]);
        }
        let client = client
            .build()
            .map_err(|error| service.wrong("ca_file", &plain(&error)))?;
        Ok(Self {
            client,
            backend: service.name.clone(),
            base,
            key,
            trace: service.trace.clone(),
        })
    }

    /// Returns the address of a path below the base.
    pub(crate) fn url(&self, path: &str) -> Url {
        let mut url = self.base.clone();
        url.set_path(&format!(
            "{}/{path}",
            self.base.path().trim_end_matches('/')
        ));
        url
    }

    /// Returns the service's key.
    pub(crate) fn key(&self) -> Option<&SecretString> {
        self.key.as_ref()
    }

    /// Sends a request and reads its reply, whatever its status. An error says that there is no whole reply.
    pub(crate) async fn send(
        &self,
        method: Method,
        url: Url,
        headers: &[(HeaderName, HeaderValue)],
        body: Option<&Value>,
    ) -> Result<HttpReply, BackendError> {
        let payload = body.map_or(Payload::None, Payload::Json);
        self.exchange(method, url, headers, payload, MAX_REPLY)
            .await
    }

    /// Sends a request and reads its reply as [`Http::send`] does; the reply may have `most` bytes.
    pub(crate) async fn exchange(
        &self,
        method: Method,
        url: Url,
        headers: &[(HeaderName, HeaderValue)],
        payload: Payload<'_>,
        most: usize,
    ) -> Result<HttpReply, BackendError> {
        let start = Instant::now();
        let shown = format!("{method} {}", bare(&url));
        if let Some(trace) = &self.trace {
            trace(&self.blot(&format!("{shown} {}", payload.shown())));
        }
        let mut request = self.client.request(method, url);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        request = match payload {
            Payload::None => request,
            Payload::Json(value) => request.json(value),
            Payload::Text(kind, text) => request.header(CONTENT_TYPE, kind).body(text.to_owned()),
        };
        let result = self.receive(request, most).await;
        if let Some(trace) = &self.trace {
            let outcome = match &result {
                Ok(reply) => format!("{} {}", reply.status, reply.text()),
                Err(error) => error.what.clone(),
            };
            trace(&self.blot(&format!(
                "{shown} after {} ms: {outcome}",
                start.elapsed().as_millis()
            )));
        }
        result
    }

    async fn receive(
        &self,
        request: reqwest::RequestBuilder,
        most: usize,
    ) -> Result<HttpReply, BackendError> {
        let mut response = request.send().await.map_err(|error| self.broken(&error))?;
        let status = response.status();
        let headers = response.headers().clone();
        let mut body = Vec::new();
        while let Some(chunk) = response
            .chunk()
            .await
            .map_err(|error| self.broken(&error))?
        {
            if body.len() + chunk.len() > most {
                let what = format!(
                    "HTTP {}: the reply is larger than {} MB",
                    status.as_u16(),
                    most >> 20
                );
                let hint = "check the address: this is no translation";
                return Err(
                    BackendError::new(&self.backend, ErrorClass::Split, what, hint).billed(),
                );
            }
            body.extend_from_slice(&chunk);
        }
        Ok(HttpReply {
            status,
            headers,
            body,
        })
    }

    /// Makes the error for a connection that was refused or broke. What was sent may have been answered, and charged
    /// for.
    fn broken(&self, error: &reqwest::Error) -> BackendError {
        let why = plain(error);
        let (class, what, hint) = if causes(error).any(is_bad_certificate) {
            (
                ErrorClass::Final,
                format!("the server's certificate is not trusted: {why}"),
                "if you trust this server, name its certificate authority with `ca_file` in its settings",
            )
        } else if error.is_connect() {
            (
                ErrorClass::Unreachable,
                format!("cannot connect to {}: {why}", bare(&self.base)),
                "check that the server runs, its address in the settings, and your proxy settings",
            )
        } else if error.is_timeout() {
            (
                ErrorClass::Slow,
                "the reply did not come in time".to_owned(),
                "raise `timeout` in its settings, or send less with `max_sentences` and `concurrency`",
            )
        } else {
            (
                ErrorClass::Passing,
                format!("the connection broke: {why}"),
                "run again: what came back is kept",
            )
        };
        let error = BackendError::new(&self.backend, class, self.blot(&what), hint);
        if matches!(class, ErrorClass::Passing | ErrorClass::Slow) {
            error.billed()
        } else {
            error
        }
    }

    /// Makes the error for a reply that is no success; `None` if it is one.
    pub(crate) fn refusal(&self, reply: &HttpReply) -> Option<BackendError> {
        (!reply.status.is_success()).then(|| self.refused(reply, &reply.text()))
    }

    /// Makes the error for a reply that is no success, or is none though its status says so; `said` is its body.
    pub(crate) fn refused(&self, reply: &HttpReply, said: &str) -> BackendError {
        // Before it is cut, which could leave a part of the key.
        let said = self.blot(said);
        let (class, hint) = meaning(reply.status.as_u16(), &said, &reply.headers);
        let reason = reply.status.canonical_reason().unwrap_or("unknown status");
        let mut what = format!("HTTP {} {reason}", reply.status.as_u16());
        if reply.status.is_redirection()
            && let Some(target) = reply.headers.get(LOCATION)
        {
            // A query may hold what is secret.
            let target = String::from_utf8_lossy(target.as_bytes());
            what.push_str(", to ");
            what.push_str(&short(target.split('?').next().unwrap_or_default(), 200));
        }
        let message = message(&said);
        if !message.is_empty() {
            what.push_str(": ");
            what.push_str(&message);
        }
        BackendError::new(&self.backend, class, self.blot(&what), hint)
    }

    /// Parses the reply's JSON; an error for a reply that is no success, or no JSON.
    pub(crate) fn json(&self, reply: &HttpReply) -> Result<Value, BackendError> {
        if let Some(error) = self.refusal(reply) {
            return Err(error);
        }
        events::json(&reply.body).map_err(|error| {
            let status = reply.status.as_u16();
            let what = match page_title(&reply.text()) {
                Some(title) => {
                    format!("HTTP {status}, but a web page came instead of JSON: {title}")
                }
                None => format!("HTTP {status}, but the reply is not JSON: {error}"),
            };
            let hint = "check the address in the backend's settings; `--debug` shows what came";
            BackendError::new(&self.backend, ErrorClass::Rejected, self.blot(&what), hint).billed()
        })
    }

    /// Removes the key from an error.
    pub(crate) fn blotted(&self, error: BackendError) -> BackendError {
        BackendError {
            what: self.blot(&error.what),
            ..error
        }
    }

    /// Replaces the key in a text, as it is and as it is written in addresses and in JSON.
    fn blot(&self, text: &str) -> String {
        let key = self.key.as_ref().map_or("", |key| key.expose_secret());
        let quoted = Value::from(key).to_string();
        let slashed = key.replace('/', "\\/");
        let forms = [key, &encoded(key), &quoted[1..quoted.len() - 1], &slashed];
        forms
            .iter()
            .filter(|form| !form.is_empty())
            .fold(text.to_owned(), |text, form| text.replace(form, "[key]"))
    }
}

/// Parses the address of a web service; `None` for any other text.
pub(crate) fn address(text: &str) -> Option<Url> {
    Url::parse(text)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

/// Tests whether an address is of this machine.
pub(crate) fn is_loopback(text: &str) -> bool {
    let url = address(text);
    match url.as_ref().and_then(Url::host_str) {
        Some(host) => {
            let host = host.trim_matches(['[', ']']);
            let ip = host.parse::<std::net::IpAddr>();
            host == "localhost" || ip.is_ok_and(|ip| ip.is_loopback())
        }
        None => false,
    }
}

/// Encodes a text as a part of an address: every byte but letters, digits, `-`, `.`, `_` and `~` as `%XX` (RFC 3986).
pub(crate) fn encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(byte.into())
            }
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

/// Returns what an error's body says, on one short line.
pub(crate) fn message(said: &str) -> String {
    let json = serde_json::from_str::<Value>(said).ok();
    let places = [
        "/error/message",
        "/0/error/message",
        "/message",
        "/choices/0/error/message",
        "/error",
        "/detail",
        "/errors/0/message",
    ];
    let text = json.as_ref().and_then(|json| {
        places
            .iter()
            .find_map(|place| json.pointer(place)?.as_str())
    });
    let text = match (text, &json, page_title(said)) {
        (Some(text), ..) => text.to_owned(),
        (None, Some(json), _) => json.to_string(),
        (None, None, Some(title)) => format!("a web page: {title}"),
        (None, None, None) => said.to_owned(),
    };
    short(&text, 300)
}

/// Returns the title of a text that is a web page; `None` for any other text.
fn page_title(text: &str) -> Option<String> {
    let start = text
        .trim_start()
        .get(..15)
        .unwrap_or(text.trim_start())
        .to_ascii_lowercase();
    (start.starts_with("<!doctype html") || start.starts_with("<html")).then(|| {
        let title = text
            .split_once("<title>")
            .and_then(|(_, rest)| rest.split_once("</title>"));
        title.map_or_else(
            || "without a title".to_owned(),
            |(title, _)| short(title, 100),
        )
    })
}

/// Strips an address of the settings of what may be secret in it, so that it can be shown.
pub fn shown_address(text: &str) -> String {
    address(text).map(|url| bare(&url)).unwrap_or_default()
}

/// Strips an address of what may be secret in it.
fn bare(url: &Url) -> String {
    let mut url = url.clone();
    url.set_query(None);
    // An address with a host takes both.
    let _ = url.set_password(None);
    let _ = url.set_username("");
    url.to_string()
}

/// Describes an error by its causes, without the address.
fn plain(error: &reqwest::Error) -> String {
    let mut causes: Vec<String> = causes(error).map(ToString::to_string).collect();
    causes.dedup();
    if causes.is_empty() {
        "it was cut off".to_owned()
    } else {
        causes.join(": ")
    }
}

/// Iterates over the causes of an error, the nearest first.
fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    std::iter::successors(error.source(), |&cause| cause.source())
}

/// Tests whether an error of TLS is about the server's certificate.
fn is_bad_certificate(mut cause: &(dyn Error + 'static)) -> bool {
    // An I/O error does not name the error that it wraps as its cause.
    while let Some(wrapped) = cause
        .downcast_ref::<io::Error>()
        .and_then(io::Error::get_ref)
    {
        cause = wrapped;
    }
    matches!(
        cause.downcast_ref(),
        Some(rustls::Error::InvalidCertificate(_))
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustls::CertificateError;

    #[track_caller]
    fn check(error: rustls::Error, expected: bool) {
        // As the connector wraps it.
        let error = io::Error::other(io::Error::other(error));
        assert_eq!(is_bad_certificate(&error), expected, "{error}");
    }

    #[test]
    fn a_certificate_is_blamed_only_where_it_is_at_fault() {
        let unknown = CertificateError::UnknownIssuer;
        check(rustls::Error::InvalidCertificate(unknown), true);
        check(rustls::Error::HandshakeNotComplete, false);
    }
}
