//! OpenAI's batches: a file of requests is uploaded (`POST /files`), a batch made of it (`POST /batches`), and files with
//! results fetched (`GET /files/ID/content`): one with what was answered, one with what was not. A batch keeps metadata,
//! by which ours is found. Published as "Batch API" and "Batches" in OpenAI's API reference.

use super::{Form, HttpReply, OpenAi};
use crate::batches::{
    Answer, BatchRequest, BatchService, Job, MOST_RESULTS, Outcome, Stage, SubmitError, lines,
};
use crate::wire::transport::Payload;
use crate::{BackendError, Request, Translation};
use futures_util::future::BoxFuture;
use reqwest::{Method, StatusCode, Url};
use serde_json::{Value, json};

/// What each request of a batch asks.
const ENDPOINT: &str = "/v1/chat/completions";

/// The time within which a batch is answered: the only one there is.
const WINDOW: &str = "24h";

/// The key of a batch's metadata with our name of it.
const NAME: &str = "duizhao";

/// Batches that are listed at once.
const PAGE: &str = "100";

/// Seconds by which the service's clock may be behind ours.
const CLOCKS: i64 = 3600;

/// The states in which a batch has ended.
const ENDED: [&str; 4] = ["completed", "failed", "expired", "cancelled"];

impl OpenAi {
    async fn post(&self, path: &str, body: Payload<'_>) -> Result<HttpReply, BackendError> {
        let url = self.http.url(path);
        self.http
            .exchange(Method::POST, url, &[], body, MOST_RESULTS)
            .await
    }

    async fn get(&self, url: Url) -> Result<HttpReply, BackendError> {
        let most = MOST_RESULTS;
        self.http
            .exchange(Method::GET, url, &[], Payload::None, most)
            .await
    }

    /// Uploads requests as a file, and returns its id.
    async fn upload(&self, name: &str, requests: &[BatchRequest]) -> Result<String, BackendError> {
        let text = multipart(name, requests);
        let kind = format!("multipart/form-data; boundary={}", boundary(name));
        let reply = self.post("files", Payload::Text(&kind, &text)).await?;
        let json = self.http.json(&reply)?;
        self.id(&json)
    }

    /// Returns the id in a reply.
    fn id(&self, json: &Value) -> Result<String, BackendError> {
        let id = json["id"].as_str().filter(|id| is_id(id));
        id.map(str::to_owned)
            .ok_or_else(|| BackendError::mismatch(&self.name, "the reply names no id"))
    }

    async fn submitted(
        &self,
        name: &str,
        requests: &[BatchRequest],
    ) -> Result<String, SubmitError> {
        let file = self.upload(name, requests).await;
        let file = file.map_err(SubmitError::certain)?;
        let body = json!({
            "input_file_id": file,
            "endpoint": ENDPOINT,
            "completion_window": WINDOW,
            "metadata": { NAME: name },
        });
        let reply = self.post("batches", Payload::Json(&body)).await;
        let reply = reply.map_err(SubmitError::without_reply)?;
        if reply.status.is_client_error() {
            let error = self.http.refused(&reply, &reply.text());
            return Err(SubmitError::certain(error));
        }
        let json = self.http.json(&reply).map_err(SubmitError::uncertain)?;
        self.id(&json).map_err(SubmitError::uncertain)
    }

    /// Looks for a batch with our name, from the latest one back to when ours was made.
    async fn found(&self, job: &Job) -> Result<Option<String>, BackendError> {
        let mut after: Option<String> = None;
        loop {
            let mut url = self.http.url("batches");
            url.query_pairs_mut().append_pair("limit", PAGE);
            if let Some(after) = &after {
                url.query_pairs_mut().append_pair("after", after);
            }
            let json = self.http.json(&self.get(url).await?)?;
            let batches = json["data"].as_array().cloned().unwrap_or_default();
            let ours = |batch: &&Value| batch["metadata"][NAME].as_str() == Some(&job.name);
            if let Some(batch) = batches.iter().find(ours) {
                return self.id(batch).map(Some);
            }
            let since = job.created - CLOCKS;
            let is_older =
                |batch: &Value| batch["created_at"].as_i64().is_some_and(|at| at < since);
            let last = batches.last().filter(|last| !is_older(last));
            let next = last.and_then(|last| last["id"].as_str().map(str::to_owned));
            if json["has_more"].as_bool() != Some(true) || next.is_none() || next == after {
                return Ok(None);
            }
            after = next;
        }
    }

    async fn stage_of(&self, batch: &str) -> Result<Option<Stage>, BackendError> {
        let reply = self.get(self.http.url(&format!("batches/{batch}"))).await?;
        if reply.status == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        let json = self.http.json(&reply)?;
        let status = json["status"].as_str().unwrap_or_default();
        let files = ["output_file_id", "error_file_id"].map(|file| json[file].as_str());
        let files = files.into_iter().flatten().filter(|id| is_id(id));
        let said = json.pointer("/errors/data/0/message");
        let said = said.and_then(Value::as_str).unwrap_or(status);
        let count = |what: &str| json["request_counts"][what].as_u64().unwrap_or(0);
        Ok(Some(Stage {
            is_ended: ENDED.contains(&status),
            done: count("completed") + count("failed"),
            failure: (status != "completed").then(|| format!("the batch: {said}")),
            files: files.map(str::to_owned).collect(),
        }))
    }

    async fn fetched(&self, stage: &Stage) -> Result<Vec<(String, Outcome)>, BackendError> {
        let mut results = Vec::new();
        for file in &stage.files {
            let url = self.http.url(&format!("files/{file}/content"));
            let reply = self.get(url).await?;
            if let Some(error) = self.http.refusal(&reply) {
                return Err(error);
            }
            results.extend(lines(&reply.body).filter_map(result));
        }
        Ok(results)
    }
}

/// Reads a line of results: the id of its request, and what became of it.
fn result(line: Value) -> Option<(String, Outcome)> {
    let id = line["custom_id"].as_str()?.to_owned();
    let status = line.pointer("/response/status_code");
    let status = status.and_then(Value::as_u64);
    let status = status.and_then(|status| StatusCode::from_u16(u16::try_from(status).ok()?).ok());
    let outcome = match status {
        Some(status) => Outcome::Reply(HttpReply::of_file(status, &line["response"]["body"])),
        None => {
            let said = ["message", "code"].map(|field| line["error"][field].as_str());
            let said = said.into_iter().flatten().next();
            Outcome::Unanswered(said.unwrap_or("the batch has no answer for it").to_owned())
        }
    };
    Some((id, outcome))
}

/// Tests whether a text can stand in an address as it is.
pub(crate) fn is_id(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    !text.is_empty() && text.chars().all(is_plain)
}

/// Returns what separates the parts of an upload. Our name of a batch is a hash, and stands in none of its requests.
fn boundary(name: &str) -> String {
    format!("duizhao-{name}")
}

/// Writes requests as an upload of a file of lines (RFC 7578).
fn multipart(name: &str, requests: &[BatchRequest]) -> String {
    let boundary = boundary(name);
    let mut text = format!(
        "--{boundary}\r\ncontent-disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n\
         --{boundary}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}.jsonl\"\r\n\
         content-type: application/jsonl\r\n\r\n"
    );
    for BatchRequest { custom_id, body } in requests {
        let line =
            json!({ "custom_id": custom_id, "method": "POST", "url": ENDPOINT, "body": body });
        text.push_str(&line.to_string());
        text.push('\n');
    }
    text.push_str(&format!("\r\n--{boundary}--\r\n"));
    text
}

impl BatchService for OpenAi {
    fn batch_body(&self, request: &Request<'_>) -> (Value, Form) {
        let form = self.chat.form(request);
        (self.body(request, form), form)
    }

    fn submit<'a>(
        &'a self,
        name: &'a str,
        requests: &'a [BatchRequest],
    ) -> BoxFuture<'a, Result<String, SubmitError>> {
        Box::pin(async move {
            let submitted = self.submitted(name, requests).await;
            submitted.map_err(|submit| SubmitError {
                error: self.http.blotted(submit.error),
                ..submit
            })
        })
    }

    fn find<'a>(&'a self, job: &'a Job, _: &'a [String]) -> Answer<'a, Option<String>> {
        Box::pin(async move { self.found(job).await.map_err(|e| self.http.blotted(e)) })
    }

    fn stage<'a>(&'a self, batch: &'a str) -> Answer<'a, Option<Stage>> {
        Box::pin(async move { self.stage_of(batch).await.map_err(|e| self.http.blotted(e)) })
    }

    fn results<'a>(&'a self, _: &'a str, stage: &'a Stage) -> Answer<'a, Vec<(String, Outcome)>> {
        Box::pin(async move { self.fetched(stage).await.map_err(|e| self.http.blotted(e)) })
    }

    fn read_answer(
        &self,
        request: &Request<'_>,
        reply: &HttpReply,
        form: Form,
    ) -> Result<Vec<Translation>, BackendError> {
        let body = self.body(request, form);
        let read = self.read_reply(request, reply, &body, form);
        read.map_err(|error| self.http.blotted(error))
    }
}
