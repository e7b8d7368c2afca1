//! What the answer to a batch comes to.

use super::jobs::{BatchJobReport, BatchJobState, BatchJobs};
use super::ledger::{Job, JobRequest};
use super::{Outcome, Stage};
use crate::error::{BackendError, ErrorClass};
use crate::wrapper::inspected;
use crate::{ArticleContext, Ask, Example, Failure, Meter, Request, Segment, Translation, Usage};
use duizhao_glossary::{Glossary, Termbase};
use duizhao_memory::{Accuracy, Claim, Claims, Replies, Reply, Store, Wanted};
use std::collections::HashMap;
use std::time::Duration;

/// How long a claim holds on what is recorded just after it.
const LEASE: Duration = Duration::from_secs(60);

/// What becomes of the sentences of a request that are not translated.
enum Untranslated {
    /// They stay so until the next run.
    Failed(Vec<Translation>),
    /// They are asked for again in this run, so many in a request.
    Again(Vec<Translation>, usize),
}

impl BatchJobs {
    /// Takes the results of a batch into the memory, and forgets the batch.
    pub(super) async fn take(
        &self,
        job: &Job,
        stage: &Stage,
        results: Vec<(String, Outcome)>,
    ) -> Result<BatchJobReport, BackendError> {
        let mut results: HashMap<String, Outcome> = results.into_iter().collect();
        let mut report = self.report(job, BatchJobState::Collected);
        for request in &job.requests {
            let outcome = results.remove(&request.custom_id).unwrap_or_else(|| {
                let failure = stage.failure.as_deref();
                Outcome::Unanswered(failure.unwrap_or("no answer came in the batch").to_owned())
            });
            report.done += u64::from(matches!(outcome, Outcome::Reply(_)));
            let (untranslated, usage) = self.read(request, outcome);
            report.usage += usage;
            let translations = match &untranslated {
                Untranslated::Failed(all) | Untranslated::Again(all, _) => all,
            };
            report.failed += translations.iter().filter(|one| one.is_err()).count();
            self.record(job, request, translations, usage).await?;
            self.remember(request, untranslated);
        }
        self.ledger.remove(job)?;
        report.cost = self.cost(&report.usage);
        Ok(report)
    }

    /// Reads the answer to a request as that to one by itself is read.
    fn read(&self, request: &JobRequest, outcome: Outcome) -> (Untranslated, Usage) {
        let all = request.sentences.len();
        let reply = match outcome {
            Outcome::Reply(reply) => reply,
            Outcome::Unanswered(what) => {
                let failure = Failure { what, hint: None };
                return (
                    Untranslated::Failed(vec![Err(failure); all]),
                    Usage::default(),
                );
            }
        };
        let meter = Meter::default();
        let read = with_request(request, &meter, |request, form| {
            let translations = self.service.read_answer(&request, &reply, form)?;
            inspected(&request, translations)
                .map_err(|what| BackendError::mismatch(&self.name, what))
        });
        let mut usage = meter.read();
        usage.requests = 1;
        let half = all.div_ceil(2);
        let untranslated = match read {
            Ok(translations) => {
                let bad = translations.iter().filter(|one| one.is_err()).count();
                match bad {
                    0 => Untranslated::Failed(translations),
                    _ if all == 1 => Untranslated::Failed(translations),
                    _ => Untranslated::Again(translations, bad.min(half)),
                }
            }
            Err(error) => {
                let class = error.class;
                let failed = vec![Err(Failure::from(error)); all];
                match class {
                    // The next request is made as the service wants it.
                    ErrorClass::Unsupported => Untranslated::Again(failed, all),
                    ErrorClass::Final | ErrorClass::Busy(_) => Untranslated::Failed(failed),
                    _ if all == 1 => Untranslated::Failed(failed),
                    _ => Untranslated::Again(failed, half),
                }
            }
        };
        (untranslated, usage)
    }

    /// Keeps the translations of a request as a reply to it by itself is kept, unless a run that was killed has done so.
    async fn record(
        &self,
        job: &Job,
        request: &JobRequest,
        translations: &[Translation],
        usage: Usage,
    ) -> Result<(), BackendError> {
        let Some(store) = &self.store else {
            return Ok(());
        };
        let sentences = request.sentences.iter().zip(translations);
        let replies = sentences.filter_map(|(sentence, translation)| {
            Some(Reply {
                fingerprint: sentence.fingerprint,
                source: sentence.segment.text.clone(),
                target: translation.as_ref().ok()?.clone(),
                terms: sentence.terms.clone(),
                article: request.article.clone(),
                position: sentence.position,
            })
        });
        let replies: Vec<Reply> = replies.collect();
        if !replies.is_empty() && all_known(&**store, &replies).await? {
            return Ok(());
        }
        let accuracy = (usage.counted == 1).then(|| Accuracy {
            estimated_tokens: request.estimated_tokens,
            counted_tokens: usage.tokens(),
        });
        let kept = Replies {
            maker: job.maker(),
            replies,
            requests: usage.requests,
            input_tokens: usage.input_tokens,
            cached_tokens: usage.cached_tokens,
            output_tokens: usage.output_tokens,
            characters: usage.characters,
            accuracy,
        };
        Ok(store.record(kept).await?)
    }

    /// Remembers for the rest of the run what is not translated.
    fn remember(&self, request: &JobRequest, untranslated: Untranslated) {
        let mut state = self.state();
        let (translations, most) = match untranslated {
            Untranslated::Failed(translations) => (translations, None),
            Untranslated::Again(translations, most) => (translations, Some(most)),
        };
        for (sentence, translation) in request.sentences.iter().zip(translations) {
            let Err(failure) = translation else { continue };
            match most {
                Some(most) => drop(state.again.insert(sentence.fingerprint, most)),
                None => drop(state.failed.insert(sentence.fingerprint, failure)),
            }
        }
    }
}

/// Tests whether the store has all of some replies; otherwise they are claimed.
async fn all_known(store: &dyn Store, replies: &[Reply]) -> Result<bool, BackendError> {
    let wanted = replies.iter().map(|reply| Wanted {
        fingerprint: reply.fingerprint,
        source: reply.source.clone(),
    });
    let claims = Claims {
        lease: LEASE,
        after: 0,
        wanted: wanted.collect(),
    };
    let claims = store.claim(claims).await?;
    Ok(claims.iter().all(|claim| matches!(claim, Claim::Known(_))))
}

/// Gives `read` a request as it was made, as far as its answer depends on it, and its form.
fn with_request<T>(
    request: &JobRequest,
    meter: &Meter,
    read: impl FnOnce(Request<'_>, crate::chat::Form) -> T,
) -> T {
    let sentences = request.sentences.iter();
    let segments: Vec<Segment> = sentences.map(|one| one.segment.clone()).collect();
    let examples = request.sentences.iter().enumerate();
    let examples = examples.flat_map(|(at, sentence)| {
        let targets = sentence.examples.iter();
        targets.map(move |target| Example {
            sentence: at,
            source: String::new(),
            target: target.clone(),
        })
    });
    let examples: Vec<Example> = examples.collect();
    let asks: Vec<Ask<'_>> = (0..segments.len()).map(Ask::new).collect();
    let document = ArticleContext {
        name: &request.article,
        title: None,
        segments: &segments,
        termbase: &Termbase::new(Glossary::default()),
        examples: &examples,
    };
    read(
        Request {
            document,
            asks: &asks,
            meter,
        },
        request.form,
    )
}
