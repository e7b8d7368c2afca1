//! A server of the files of one folder, for this machine alone.
//!
//! Requests that name another host are refused, so that no page of the web reads the preview by a name that leads here.
//! Pages get a script that loads them again when the site was published again.

use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::{Bytes, Frame};
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE, HOST, HeaderValue, LOCATION};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// The script that loads a page again.
const SCRIPT: &str = "new EventSource(\"/-/changes\").onmessage = () => location.reload();\n";

/// What stands before the end of every page.
const TAG: &str = "<script src=\"/-/reload.js\" defer></script></body>";

/// The folder that is served.
#[derive(Clone)]
pub(super) struct Preview {
    folder: Arc<Path>,
    /// The names by which a browser on this machine reaches it.
    hosts: Arc<[String]>,
    /// How often the site was published again.
    changes: watch::Sender<u64>,
}

type AnswerBody = UnsyncBoxBody<Bytes, Infallible>;

impl Preview {
    pub(super) fn new(folder: &Path, port: u16) -> Self {
        let hosts = ["localhost", "127.0.0.1", "[::1]"].map(|host| format!("{host}:{port}"));
        Self {
            folder: folder.into(),
            hosts: hosts.into(),
            changes: watch::Sender::new(0),
        }
    }

    /// Has every open page loaded again.
    pub(super) fn reload(&self) {
        self.changes.send_modify(|count| *count += 1);
    }

    async fn answer<B>(self, request: Request<B>) -> Result<Response<AnswerBody>, Infallible> {
        let host = request
            .headers()
            .get(HOST)
            .and_then(|host| host.to_str().ok());
        let is_here = host.is_some_and(|host| self.hosts.iter().any(|one| one == host));
        Ok(if !is_here {
            plain(
                StatusCode::FORBIDDEN,
                "this is a preview for this machine alone",
            )
        } else if !matches!(*request.method(), Method::GET | Method::HEAD) {
            plain(StatusCode::METHOD_NOT_ALLOWED, "only GET")
        } else {
            match request.uri().path() {
                "/-/reload.js" => with_type("text/javascript", SCRIPT.into()),
                "/-/changes" => self.events(),
                path => self.file(path).await,
            }
        })
    }

    /// Tells of every change from now on, as server-sent events.
    fn events(&self) -> Response<AnswerBody> {
        let changes = self.changes.subscribe();
        let events = futures_util::stream::unfold(changes, async |mut changes| {
            changes.changed().await.ok()?;
            let event = Frame::data(Bytes::from_static(b"data: changed\n\n"));
            Some((Ok(event), changes))
        });
        let mut response = Response::new(StreamBody::new(events).boxed_unsync());
        let kind = HeaderValue::from_static("text/event-stream");
        response.headers_mut().insert(CONTENT_TYPE, kind);
        response
    }

    async fn file(&self, path: &str) -> Response<AnswerBody> {
        let Some(file) = below(&self.folder, path) else {
            return plain(StatusCode::NOT_FOUND, "there is no such page");
        };
        if file.is_dir() {
            if path.ends_with('/') {
                return self.contents(&file.join("index.html")).await;
            }
            let mut response = plain(StatusCode::MOVED_PERMANENTLY, "");
            if let Ok(location) = HeaderValue::from_str(&format!("{path}/")) {
                response.headers_mut().insert(LOCATION, location);
            }
            return response;
        }
        self.contents(&file).await
    }

    async fn contents(&self, file: &Path) -> Response<AnswerBody> {
        let name = file.to_owned();
        let read = tokio::task::spawn_blocking(move || std::fs::read(name)).await;
        let Ok(Ok(bytes)) = read else {
            return plain(StatusCode::NOT_FOUND, "there is no such page");
        };
        let kind = kind(file);
        if kind.starts_with("text/html") {
            let page = String::from_utf8_lossy(&bytes).replace("</body>", TAG);
            return with_type(kind, page.into());
        }
        with_type(kind, bytes.into())
    }
}

/// Answers requests as long as the program runs.
pub(super) async fn serve(listener: TcpListener, preview: Preview) {
    loop {
        // A connection that could not be taken does not end the others.
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            continue;
        };
        let preview = preview.clone();
        let answer = service_fn(move |request| preview.clone().answer(request));
        tokio::spawn(async move {
            // A browser that goes away is no error.
            let _ = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), answer)
                .await;
        });
    }
}

/// Returns the file that an address names, below a folder; `None` where it leads out of it, or to a hidden file.
fn below(folder: &Path, address: &str) -> Option<PathBuf> {
    let decoded = percent_decoded(address.trim_start_matches('/'))?;
    let path = Path::new(&decoded);
    let is_plain = |part: Component<'_>| match part {
        Component::Normal(name) => !name.to_string_lossy().starts_with('.'),
        _ => false,
    };
    let has_no_backslash = !decoded.contains(['\\', '\0']);
    (has_no_backslash && path.components().all(is_plain)).then(|| folder.join(path))
}

/// Reads `%41` and the like; `None` where that is no UTF-8.
fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        if first == b'%' {
            let digits = std::str::from_utf8(after.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = &after[2..];
        } else {
            bytes.push(first);
        }
    }
    String::from_utf8(bytes).ok()
}

/// Returns the type of a file by its extension.
fn kind(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("xml") => "application/xml",
        Some("txt") => "text/plain; charset=utf-8",
        Some(_) | None => "application/octet-stream",
    }
}

fn plain(status: StatusCode, text: &'static str) -> Response<AnswerBody> {
    let mut response = with_type("text/plain; charset=utf-8", text.into());
    *response.status_mut() = status;
    response
}

fn with_type(kind: &'static str, bytes: Bytes) -> Response<AnswerBody> {
    let mut response = Response::new(Full::new(bytes).boxed_unsync());
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_address_leads_out_of_the_folder() {
        let folder = Path::new("/site");
        assert_eq!(below(folder, "/a/b.html"), Some("/site/a/b.html".into()));
        assert_eq!(
            below(folder, "/%E5%85%9A.html"),
            Some("/site/党.html".into())
        );
        assert_eq!(below(folder, "/"), Some("/site/".into()));
        for out in [
            "/../x",
            "/%2e%2e/x",
            "/a/../../x",
            "/.duizhao-published",
            "/%",
            "/a%5C..%5Cb",
            "/%ff",
        ] {
            assert_eq!(below(folder, out), None, "{out}");
        }
    }

    #[tokio::test]
    async fn other_hosts_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("index.html"), "<body>x</body>").unwrap();
        let preview = Preview::new(folder.path(), 8000);
        let ask = |host: &str| {
            let request = Request::builder()
                .uri("/")
                .header(HOST, host)
                .body(())
                .unwrap();
            preview.clone().answer(request)
        };
        let here = ask("localhost:8000").await.unwrap();
        assert_eq!(here.status(), StatusCode::OK);
        let body = here.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(
            body,
            "<body>x<script src=\"/-/reload.js\" defer></script></body>"
        );
        assert_eq!(
            ask("example.org:8000").await.unwrap().status(),
            StatusCode::FORBIDDEN
        );
    }
}
