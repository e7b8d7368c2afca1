//! Glossaries on DeepL's server: one for each set of terms, made when it is first needed and found again by its name.

use crate::wire::transport::{Http, HttpReply};
use crate::{BackendError, ErrorClass, Meter, Request, Usage};
use duizhao_glossary::Term;
use duizhao_glossary::exchange::deepl_entries;
use duizhao_zh::english::is_literal;
use duizhao_zh::han::half_width;
use reqwest::Method;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::OnceCell;

const PATH: &str = "v2/glossaries";

/// The hint where no glossary can be used.
const HINT: &str = "delete glossaries that the account needs no more (DeepL API Free allows one), or set \
                    `glossary = false` in the backend's settings";

/// The id of a glossary on the server; `None` where there are no terms for one.
type Id = Option<String>;

/// The glossaries that this run has used.
#[derive(Default)]
pub(super) struct Glossaries {
    /// By the hash of their terms. Requests that need the same glossary wait for one of them to make it.
    known: Mutex<HashMap<[u8; 32], Arc<OnceCell<Id>>>>,
}

impl Glossaries {
    /// Returns the id of the glossary of a request's terms; finds or makes it if need be.
    pub(super) async fn id(
        &self,
        name: &str,
        http: &Http,
        request: &Request<'_>,
    ) -> Result<Id, BackendError> {
        let terms: Vec<&Term> = request
            .terms()
            .iter()
            .filter(|term| holdable(term))
            .collect();
        let hash = hash(&terms);
        let cell = {
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(known.entry(hash).or_default())
        };
        let server = Server {
            name,
            http,
            meter: request.meter,
        };
        cell.get_or_try_init(|| server.id(&terms)).await.cloned()
    }
}

/// Tests whether a glossary of DeepL can hold a term: it has no contexts and ignores the letter case of sources, and
/// the English goes into the text as it is written.
fn holdable(term: &Term) -> bool {
    term.context.is_empty()
        && !(term.case_sensitive && has_letters(&term.source_hans))
        && is_literal(&term.target)
}

fn has_letters(text: &str) -> bool {
    text.chars().any(|c| half_width(c).is_ascii_alphabetic())
}

/// Hashes a set of terms, at less cost than their entries.
fn hash(terms: &[&Term]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for text in terms
        .iter()
        .flat_map(|term| [&term.source_hans, &term.source_hant, &term.target])
    {
        hasher.update((text.len() as u64).to_le_bytes());
        hasher.update(text);
    }
    hasher.finalize().into()
}

/// Names a glossary by its entries: the same entries have the same name.
fn name_of(entries: &str) -> String {
    format!(
        "duizhao-{}",
        duizhao_core::hex::encode(&Sha256::digest(entries)[..8])
    )
}

#[derive(Deserialize)]
struct GlossaryList {
    glossaries: Vec<ServerGlossary>,
}

/// A glossary as the server describes it.
#[derive(Deserialize)]
struct ServerGlossary {
    glossary_id: String,
    name: String,
    /// Whether translations can use it yet.
    ready: Option<bool>,
}

impl ServerGlossary {
    fn is_ready(&self) -> bool {
        self.ready != Some(false)
    }
}

/// The server, as the requests for a glossary see it.
struct Server<'a> {
    name: &'a str,
    http: &'a Http,
    meter: &'a Meter,
}

impl Server<'_> {
    async fn id(&self, terms: &[&Term]) -> Result<Id, BackendError> {
        let entries = deepl_entries(terms).map_err(|error| {
            BackendError::new(self.name, ErrorClass::Final, error.to_string(), HINT)
        })?;
        if entries.is_empty() {
            return Ok(None);
        }
        let name = name_of(&entries);
        let same = self
            .list()
            .await?
            .into_iter()
            .filter(|made| made.name == name);
        let made = match same.max_by_key(ServerGlossary::is_ready) {
            Some(made) => made,
            None => self.make(&name, &entries).await?,
        };
        if !made.is_ready() {
            // The next attempt finds it in the list.
            return Err(BackendError::new(
                self.name,
                ErrorClass::Passing,
                "the new glossary is not ready",
                "run again later",
            ));
        }
        Ok(Some(made.glossary_id))
    }

    async fn list(&self) -> Result<Vec<ServerGlossary>, BackendError> {
        self.meter.add(Usage {
            requests: 1,
            ..Usage::default()
        });
        let answer = self
            .http
            .send(Method::GET, self.http.url(PATH), &[], None)
            .await;
        self.read::<GlossaryList>(answer)
            .map(|list| list.glossaries)
    }

    async fn make(&self, name: &str, entries: &str) -> Result<ServerGlossary, BackendError> {
        // English without its variety: a glossary for EN serves EN-US and EN-GB.
        let body = json!({
            "name": name,
            "source_lang": "zh",
            "target_lang": "en",
            "entries": entries,
            "entries_format": "tsv",
        });
        self.meter.add(Usage {
            requests: 1,
            ..Usage::default()
        });
        self.read(
            self.http
                .send(Method::POST, self.http.url(PATH), &[], Some(&body))
                .await,
        )
    }

    /// Parses a reply, or says why there is no glossary; a smaller request would need it just as well.
    fn read<T: DeserializeOwned>(
        &self,
        answer: Result<HttpReply, BackendError>,
    ) -> Result<T, BackendError> {
        let answer = answer.map_err(BackendError::of_setup)?;
        let json = self.http.json(&answer);
        let value = json.and_then(|json| {
            T::deserialize(&json)
                .map_err(|_| BackendError::mismatch(self.name, "the reply describes no glossary"))
        });
        value.map_err(|error| match (error.of_setup(), answer.status.as_u16()) {
            // The key's fault, of which the hint speaks already.
            (error, 401 | 403) => error,
            (error, _) if error.class == ErrorClass::Final => BackendError {
                what: format!("no glossary can be used: {}", error.what),
                hint: HINT.to_owned(),
                ..error
            },
            (error, _) => error,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use duizhao_glossary::Context;

    #[track_caller]
    fn check(term: Term, expected: bool) {
        assert_eq!(holdable(&term), expected, "{term:?}");
    }

    #[test]
    fn terms_that_deepl_cannot_be_told_are_left_out() {
        let term = |source: &str, target: &str| Term {
            source_hans: source.into(),
            target: target.into(),
            ..Term::default()
        };
        check(term("党委", "Party committee"), true);
        check(
            Term {
                case_sensitive: true,
                ..term("世卫组织", "WHO")
            },
            true,
        );
        check(
            Term {
                case_sensitive: true,
                ..term("ＡＩ", "AI")
            },
            false,
        );
        check(
            Term {
                context: Context::from_words(["!枪".into()]),
                ..term("机关", "office")
            },
            false,
        );
        check(term("以…为抓手", "use … as a lever"), false);
        check(term("舍生忘死", "risk one's life"), false);
    }

    #[test]
    fn a_name_depends_on_nothing_but_the_entries() {
        assert_eq!(
            name_of("党委\tParty committee"),
            name_of("党委\tParty committee")
        );
        assert_ne!(
            name_of("党委\tParty committee"),
            name_of("党委\tparty committee")
        );
        assert_eq!(name_of("").len(), "duizhao-".len() + 16);
    }
}
