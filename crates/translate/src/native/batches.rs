//! Anthropic's batches: requests are posted as one list (`POST /v1/messages/batches`), and the results fetched as lines of
//! JSON. A batch keeps no metadata, so ours is found by the number of its requests, and once it has ended by their ids.
//! Published as "Batch processing" and "Message Batches" in Anthropic's API reference.

use super::{Form, HttpReply, Native};
use crate::batches::{
    Answer, BatchRequest, BatchService, Job, MOST_RESULTS, Outcome, Stage, SubmitError, lines,
};
use crate::openai::is_id;
use crate::wire::transport::Payload;
use crate::{BackendError, Request, Translation};
use duizhao_core::date;
use futures_util::future::BoxFuture;
use reqwest::{Method, StatusCode, Url};
use serde_json::{Value, json};

const PATH: &str = "v1/messages/batches";

/// Batches that are listed at once.
const PAGE: &str = "100";

/// Seconds by which the service's clock may be behind ours.
const CLOCKS: i64 = 3600;

/// What requests of a batch are counted by.
const COUNTS: [&str; 5] = ["processing", "succeeded", "errored", "canceled", "expired"];

/// The statuses of errors by their names, where requests by themselves have them ("Errors" in the API reference).
const STATUSES: [(&str, StatusCode); 7] = [
    ("invalid_request_error", StatusCode::BAD_REQUEST),
    ("authentication_error", StatusCode::UNAUTHORIZED),
    ("billing_error", StatusCode::PAYMENT_REQUIRED),
    ("permission_error", StatusCode::FORBIDDEN),
    ("not_found_error", StatusCode::NOT_FOUND),
    ("request_too_large", StatusCode::PAYLOAD_TOO_LARGE),
    ("rate_limit_error", StatusCode::TOO_MANY_REQUESTS),
];

impl Native {
    async fn asked(
        &self,
        method: Method,
        url: Url,
        body: Payload<'_>,
    ) -> Result<HttpReply, BackendError> {
        let sent = self
            .http
            .exchange(method, url, &self.headers, body, MOST_RESULTS);
        sent.await
    }

    async fn submitted(&self, requests: &[BatchRequest]) -> Result<String, SubmitError> {
        let requests = requests
            .iter()
            .map(|one| json!({ "custom_id": one.custom_id, "params": one.body }));
        let body = json!({ "requests": requests.collect::<Vec<_>>() });
        let url = self.http.url(PATH);
        let reply = self.asked(Method::POST, url, Payload::Json(&body)).await;
        let reply = reply.map_err(SubmitError::without_reply)?;
        if reply.status.is_client_error() {
            let error = self.http.refused(&reply, &reply.text());
            return Err(SubmitError::certain(error));
        }
        let id = self.http.json(&reply).and_then(|json| {
            let id = json["id"].as_str().filter(|id| is_id(id));
            id.map(str::to_owned)
                .ok_or_else(|| BackendError::mismatch(&self.name, "the reply names no id"))
        });
        id.map_err(SubmitError::uncertain)
    }

    /// Looks for a batch that may be ours: made since, of as many requests, and known to be no other.
    async fn found(&self, job: &Job, others: &[String]) -> Result<Option<String>, BackendError> {
        let mut after: Option<String> = None;
        // The latest come first; ours is the first one that was made then.
        let mut found = None;
        loop {
            let mut url = self.http.url(PATH);
            url.query_pairs_mut().append_pair("limit", PAGE);
            if let Some(after) = &after {
                url.query_pairs_mut().append_pair("after_id", after);
            }
            let reply = self.asked(Method::GET, url, Payload::None).await?;
            let json = self.http.json(&reply)?;
            let batches = json["data"].as_array().cloned().unwrap_or_default();
            let mut is_older = false;
            for batch in &batches {
                let created = batch["created_at"].as_str().and_then(date::parse);
                is_older = created.is_some_and(|created| created < job.created - CLOCKS);
                let id = batch["id"].as_str().unwrap_or_default().to_owned();
                let is_other = others.contains(&id) || job.not_it.contains(&id) || !is_id(&id);
                if !is_older && !is_other && total(batch) == job.requests.len() as u64 {
                    found = Some(id);
                }
            }
            let next = json["last_id"].as_str().map(str::to_owned);
            let is_last = json["has_more"].as_bool() != Some(true);
            if is_last || is_older || next.is_none() || next == after {
                return Ok(found);
            }
            after = next;
        }
    }

    async fn stage_of(&self, batch: &str) -> Result<Option<Stage>, BackendError> {
        let url = self.http.url(&format!("{PATH}/{batch}"));
        let reply = self.asked(Method::GET, url, Payload::None).await?;
        if reply.status == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        let json = self.http.json(&reply)?;
        let processing = json["request_counts"]["processing"].as_u64().unwrap_or(0);
        Ok(Some(Stage {
            is_ended: json["processing_status"].as_str() == Some("ended"),
            done: total(&json).saturating_sub(processing),
            failure: None,
            files: Vec::new(),
        }))
    }

    /// Fetches the results below the batch's own address: the key goes to no other that a reply may name.
    async fn fetched(&self, batch: &str) -> Result<Vec<(String, Outcome)>, BackendError> {
        let url = self.http.url(&format!("{PATH}/{batch}/results"));
        let reply = self.asked(Method::GET, url, Payload::None).await?;
        if let Some(error) = self.http.refusal(&reply) {
            return Err(error);
        }
        Ok(lines(&reply.body).filter_map(result).collect())
    }
}

/// Counts the requests of a batch.
fn total(batch: &Value) -> u64 {
    let counts = COUNTS.iter();
    counts
        .filter_map(|what| batch["request_counts"][what].as_u64())
        .sum()
}

/// Reads a line of results: the id of its request, and what became of it.
fn result(line: Value) -> Option<(String, Outcome)> {
    let id = line["custom_id"].as_str()?.to_owned();
    let result = &line["result"];
    let reply = |status, body: &Value| Outcome::Reply(HttpReply::of_file(status, body));
    let outcome = match result["type"].as_str().unwrap_or_default() {
        "succeeded" => reply(StatusCode::OK, &result["message"]),
        "errored" => {
            let name = result.pointer("/error/error/type").and_then(Value::as_str);
            let known = STATUSES.iter().find(|(known, _)| Some(*known) == name);
            let status = known.map_or(StatusCode::INTERNAL_SERVER_ERROR, |(_, status)| *status);
            reply(status, &result["error"])
        }
        "canceled" => Outcome::Unanswered("the batch was cancelled before its answer".to_owned()),
        "expired" => Outcome::Unanswered("the batch expired before its answer".to_owned()),
        _ => Outcome::Unanswered("the batch has no answer for it".to_owned()),
    };
    Some((id, outcome))
}

impl BatchService for Native {
    fn batch_body(&self, request: &Request<'_>) -> (Value, Form) {
        let form = self.chat.form(request);
        (self.body(request, form), form)
    }

    fn submit<'a>(
        &'a self,
        _: &'a str,
        requests: &'a [BatchRequest],
    ) -> BoxFuture<'a, Result<String, SubmitError>> {
        Box::pin(async move {
            let submitted = self.submitted(requests).await;
            submitted.map_err(|submit| SubmitError {
                error: self.http.blotted(submit.error),
                ..submit
            })
        })
    }

    fn find<'a>(&'a self, job: &'a Job, others: &'a [String]) -> Answer<'a, Option<String>> {
        Box::pin(async move {
            let found = self.found(job, others).await;
            found.map_err(|error| self.http.blotted(error))
        })
    }

    fn stage<'a>(&'a self, batch: &'a str) -> Answer<'a, Option<Stage>> {
        Box::pin(async move {
            let stage = self.stage_of(batch).await;
            stage.map_err(|error| self.http.blotted(error))
        })
    }

    fn results<'a>(&'a self, batch: &'a str, _: &'a Stage) -> Answer<'a, Vec<(String, Outcome)>> {
        Box::pin(async move {
            let fetched = self.fetched(batch).await;
            fetched.map_err(|error| self.http.blotted(error))
        })
    }

    fn read_answer(
        &self,
        request: &Request<'_>,
        reply: &HttpReply,
        form: Form,
    ) -> Result<Vec<Translation>, BackendError> {
        let read = self.read_reply(request, reply, form);
        read.map_err(|error| self.http.blotted(error))
    }
}
