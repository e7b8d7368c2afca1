//! A server on this machine that answers as a test says, and a backend's settings for it.

use super::settings::Service;
use serde_json::Value;
use std::future::Future;
use std::path::Path;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate, matchers};

/// The key that services are given.
pub(super) const KEY: &str = "secret-key:fx";

/// A server, and what is needed to ask it.
pub(super) struct Served {
    runtime: Runtime,
    server: MockServer,
    folder: TempDir,
}

impl Served {
    /// Starts a server that answers 404.
    pub(super) fn start() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let server = runtime.block_on(MockServer::start());
        Self {
            runtime,
            server,
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// Answers one method and path from now on.
    pub(super) fn on(&self, method: &str, path: &str, response: impl Respond + 'static) {
        let mock = Mock::given(matchers::method(method))
            .and(matchers::path(path))
            .respond_with(response);
        self.run(self.server.register(mock));
    }

    /// Makes settings with this server and [`KEY`].
    pub(super) fn service(&self, kind: &str, settings: &str) -> Service {
        std::fs::write(self.folder.path().join("key"), KEY).unwrap();
        self.service_without_key(kind, &format!("key_file = 'key'\n{settings}"))
    }

    /// Makes settings with this server.
    pub(super) fn service_without_key(&self, kind: &str, settings: &str) -> Service {
        let table = format!("base_url = '{}'\n{settings}", self.server.uri())
            .parse()
            .unwrap();
        Service::new(kind, &table, &self.folder.path().join("duizhao.toml")).unwrap()
    }

    /// Waits for a future.
    pub(super) fn run<T>(&self, what: impl Future<Output = T>) -> T {
        self.runtime.block_on(what)
    }

    /// Returns the requests of one method and path so far.
    pub(super) fn requests(&self, method: &str, path: &str) -> Vec<Request> {
        let requests = self.run(self.server.received_requests()).unwrap();
        requests
            .into_iter()
            .filter(|r| r.method.as_str() == method && r.url.path() == path)
            .collect()
    }

    /// Returns the bodies that were posted to a path so far.
    pub(super) fn posted(&self, path: &str) -> Vec<Value> {
        self.requests("POST", path)
            .iter()
            .map(|request| request.body_json().unwrap())
            .collect()
    }
}

/// Makes an answer in JSON.
pub(super) fn answer(status: u16, body: Value) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(body)
}

/// Makes settings for no server at all.
pub(super) fn settings(kind: &str, settings: &str) -> Service {
    Service::new(kind, &settings.parse().unwrap(), Path::new("duizhao.toml")).unwrap()
}
