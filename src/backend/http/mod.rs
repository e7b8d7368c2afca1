//! A JSON service that the settings describe: where the sentences go into the request, and where the answers stand in
//! the reply.

mod template;

use super::settings::{Service, SetupError};
use super::wire::payload;
use super::wire::transport::{Auth, Http, address, encoded};
use super::{Ask, Backend, BackendError, Class, Estimate, Kind, Limits, Reply, Request, Translation, Usage};
use reqwest::header::{HeaderName, HeaderValue};
use reqwest::{Method, Url};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use template::{Body, Pattern, Place, Values};

/// The kind, as settings name it.
pub(super) static KIND: Kind = Kind {
    name: "http",
    about: "any JSON service, described by a request with placeholders and pointers into its reply",
    keys: &["url", "method", "headers", "body", "answers", "answer", "input_tokens", "output_tokens", "characters"],
    offline: false,
    open: |service| Ok(Box::new(Described::new(service)?)),
};

/// Limits where the settings do not say.
const LIMITS: Limits = Limits { sentences: 16, bytes: 1 << 20, tokens: u64::MAX, concurrency: 4 };

#[derive(Default, Deserialize)]
#[serde(default)]
struct Settings {
    url: String,
    method: Option<String>,
    headers: BTreeMap<String, String>,
    body: Option<toml::Value>,
    #[serde(flatten)]
    pointers: Pointers,
}

/// Where things stand in a reply, as JSON pointers (RFC 6901).
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Pointers {
    /// The list of answers; with `{{text}}`, the answer itself.
    answers: String,
    /// The text within an answer.
    answer: String,
    input_tokens: Option<String>,
    output_tokens: Option<String>,
    characters: Option<String>,
}

/// A service that the settings describe.
struct Described {
    name: String,
    http: Http,
    method: Method,
    template: Template,
    pointers: Pointers,
    limits: Limits,
    /// What its translations depend on.
    identity: String,
}

impl Described {
    fn new(service: &Service) -> Result<Self, SetupError> {
        let settings: Settings = service.own()?;
        let body = settings.body.clone().map(json);
        let template = Template::new(service, &settings, body.as_ref())?;
        settings.pointers.check(service)?;
        let method = settings.method.as_deref().unwrap_or("POST").to_uppercase();
        let key = template.key(service)?;
        let usual = service.limits(LIMITS);
        Ok(Self {
            name: service.name.clone(),
            http: Http::new(service, &settings.url, key, &Auth::None)?,
            method: Method::from_bytes(method.as_bytes()).map_err(|_| service.wrong("method", "it is no method"))?,
            limits: if template.has(Place::Text) { Limits { sentences: 1, ..usual } } else { usual },
            // Headers may hold secrets: of them only a hash.
            identity: json!([
                "http",
                method,
                settings.url,
                crate::hex::encode(&Sha256::digest(json!(settings.headers).to_string())),
                body,
                settings.pointers.answers,
                settings.pointers.answer,
            ])
            .to_string(),
            template,
            pointers: settings.pointers,
        })
    }

    fn values<'a>(&'a self, request: &Request<'a>) -> Values<'a> {
        let texts: Vec<&str> = request.sentences().map(|sentence| sentence.text).collect();
        Values {
            text: texts.first().copied().unwrap_or_default(),
            title: request.document.title.unwrap_or_default(),
            key: self.http.key().map_or("", |key| key.expose_secret()),
            texts,
            terms: payload::terms(request),
        }
    }

    async fn ask(&self, request: Request<'_>) -> Result<Vec<Translation>, BackendError> {
        let values = self.values(&request);
        let filled = (self.template.url(&values), self.template.headers(&values));
        let (Some(url), Ok(headers)) = filled else {
            return Err(BackendError::mismatch(&self.name, "an address or a header cannot hold this text"));
        };
        let body = self.template.body.as_ref().map(|body| body.fill(&values));
        let answer = self.http.send(self.method.clone(), url, &headers, body.as_ref()).await?;
        let json = self.http.json(&answer).map_err(|error| match error.class {
            // There is no simpler form of the request.
            Class::Unsupported => BackendError { class: Class::Split, ..error },
            _ => error,
        })?;
        request.meter.add(self.pointers.counted(&json, self.estimate(request).usage));
        let asked = (!self.template.has(Place::Text)).then_some(request.asks.len());
        self.pointers.texts(&json, asked).map_err(|what| BackendError::mismatch(&self.name, what))
    }
}

impl Backend for Described {
    fn name(&self) -> &str {
        &self.name
    }

    fn tells_terms(&self, _: &Ask<'_>) -> bool {
        self.template.has_terms()
    }

    /// A described request has no place for what was wrong.
    fn mends(&self) -> bool {
        false
    }

    fn identity(&self) -> String {
        self.identity.clone()
    }

    fn limits(&self) -> Limits {
        self.limits
    }

    fn estimate(&self, request: Request<'_>) -> Estimate {
        let values = self.values(&request);
        // The body as a whole, and the sentence where it stands elsewhere; services that count tokens take them there.
        let body = self.template.body.as_ref().map(|body| body.fill(&values).to_string()).unwrap_or_default();
        let sentence = if self.template.has_texts() { "" } else { values.text };
        Estimate::of_tokens(&request, &[&body, sentence], 0)
    }

    fn translate<'a>(&'a self, request: Request<'a>) -> Reply<'a> {
        Box::pin(self.ask(request))
    }
}

/// A request with places left open.
struct Template {
    url: Pattern,
    headers: Vec<(HeaderName, Pattern)>,
    body: Option<Body>,
}

impl Template {
    fn new(service: &Service, settings: &Settings, body: Option<&Value>) -> Result<Self, SetupError> {
        let wrong = |key: &'static str| move |what: String| service.wrong(key, &what);
        let template = Self {
            url: Pattern::new(&settings.url).map_err(wrong("url"))?,
            headers: settings
                .headers
                .iter()
                .map(|(name, value)| {
                    let known = HeaderName::try_from(name).map_err(|_| format!("`{name}` is no name of a header"))?;
                    Ok((known, Pattern::new(value)?))
                })
                .collect::<Result<_, String>>()
                .map_err(wrong("headers"))?,
            body: body.map(Body::new).transpose().map_err(wrong("body"))?,
        };
        let fits = template.headers(&Values::default());
        fits.map_err(|_| service.wrong("headers", "one holds characters that no header takes"))?;
        match address(&settings.url) {
            None if settings.url.is_empty() => return Err(service.wrong("url", "it is missing")),
            None => return Err(service.wrong("url", "it is no http or https address")),
            // The key and the text go to one host.
            Some(url) if url.host_str().is_some_and(|host| host.contains('{')) => {
                return Err(service.wrong("url", "its host cannot hold a placeholder"));
            }
            Some(_) => {}
        }
        match (template.has(Place::Text), template.has_texts()) {
            (true, true) => Err(service.wrong("body", "`{{text}}` and `{{texts}}` do not go together")),
            (false, false) => Err(service.wrong("body", "no `{{texts}}` or `{{text}}` says where sentences go")),
            (true, false) | (false, true) => Ok(template),
        }
    }

    /// The key, if there is a place for it; an error if there is one without the other.
    fn key(&self, service: &Service) -> Result<Option<SecretString>, SetupError> {
        let key = service.key(None)?.filter(|key| !key.expose_secret().is_empty());
        match (&key, self.has(Place::Key)) {
            (None, true) => Err(service.wrong("key_env", "`{{key}}` is used, but no key is configured")),
            (Some(_), false) => {
                Err(service.wrong("headers", "a key is configured, but `{{key}}` is not in `headers`, `url` or `body`"))
            }
            (Some(key), true) => {
                let values = Values { key: key.expose_secret(), ..Values::default() };
                let what = "the key holds characters that no header takes";
                self.headers(&values).map_err(|_| service.wrong("key_env", what))?;
                Ok(Some(key.clone()))
            }
            (None, false) => Ok(None),
        }
    }

    fn has(&self, place: Place) -> bool {
        let mut patterns = self.headers.iter().map(|(_, value)| value).chain([&self.url]);
        patterns.any(|pattern| pattern.has(place)) || self.body.as_ref().is_some_and(|body| body.has(place))
    }

    fn has_texts(&self) -> bool {
        self.body.as_ref().is_some_and(Body::has_texts)
    }

    fn has_terms(&self) -> bool {
        self.body.as_ref().is_some_and(Body::has_terms)
    }

    fn url(&self, values: &Values<'_>) -> Option<Url> {
        address(&self.url.fill(values, encoded))
    }

    fn headers(
        &self,
        values: &Values<'_>,
    ) -> Result<Vec<(HeaderName, HeaderValue)>, reqwest::header::InvalidHeaderValue> {
        let header = |(name, value): &(HeaderName, Pattern)| {
            let mut filled = HeaderValue::from_bytes(value.fill(values, str::to_owned).as_bytes())?;
            filled.set_sensitive(value.has(Place::Key));
            Ok((name.clone(), filled))
        };
        self.headers.iter().map(header).collect()
    }
}

impl Pointers {
    fn check(&self, service: &Service) -> Result<(), SetupError> {
        let all = [
            ("answers", Some(&self.answers)),
            ("answer", Some(&self.answer)),
            ("input_tokens", self.input_tokens.as_ref()),
            ("output_tokens", self.output_tokens.as_ref()),
            ("characters", self.characters.as_ref()),
        ];
        let is_wrong = |pointer: &String| !pointer.is_empty() && !pointer.starts_with('/');
        match all.into_iter().find(|(_, pointer)| pointer.is_some_and(is_wrong)) {
            Some((key, _)) => Err(service.wrong(key, "a pointer begins with a slash: `/data/translations`")),
            None => Ok(()),
        }
    }

    /// What a reply says that it used, and what was expected where it does not say.
    fn counted(&self, reply: &Value, expected: Usage) -> Usage {
        let count = |pointer: &Option<String>| pointer.as_ref().and_then(|pointer| reply.pointer(pointer)?.as_u64());
        Usage {
            input_tokens: count(&self.input_tokens).unwrap_or(expected.input_tokens),
            output_tokens: count(&self.output_tokens).unwrap_or(expected.output_tokens),
            characters: count(&self.characters).unwrap_or(expected.characters),
            ..Usage::default()
        }
    }

    /// The answers in a reply: as many as were asked for, or the only one.
    fn texts(&self, reply: &Value, asked: Option<usize>) -> Result<Vec<Translation>, String> {
        let found = reply.pointer(&self.answers);
        let items: Vec<&Value> = match (asked, found) {
            (None, Some(item)) => vec![item],
            (Some(_), Some(Value::Array(items))) => items.iter().collect(),
            (Some(_), Some(_)) => return Err(format!("what is at `{}` in the reply is no list", self.answers)),
            (_, None) => return Err(format!("the reply has nothing at `{}`", self.answers)),
        };
        if let Some(asked) = asked.filter(|asked| *asked != items.len()) {
            return Err(format!("{} translations came for {asked} sentences", items.len()));
        }
        let text = |item: &&Value| item.pointer(&self.answer)?.as_str().map(|text| Ok(text.to_owned()));
        let texts: Option<Vec<Translation>> = items.iter().map(text).collect();
        texts.ok_or_else(|| match asked {
            Some(_) => format!("an answer has no text at `{}/…{}`", self.answers, self.answer),
            None => format!("the reply has no text at `{}{}`", self.answers, self.answer),
        })
    }
}

/// A value of the settings as JSON; dates become strings.
fn json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(truth) => truth.into(),
        toml::Value::Datetime(date) => date.to_string().into(),
        toml::Value::Array(items) => items.into_iter().map(json).collect(),
        toml::Value::Table(fields) => {
            Value::Object(fields.into_iter().map(|(name, value)| (name, json(value))).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{asked, reply, service};
    use super::*;
    use std::path::Path;
    use std::sync::{Arc, Mutex};
    use wiremock::matchers::{any, body_json, header, method, path, query_param};
    use wiremock::{Mock, MockServer, Request as Sent, ResponseTemplate};

    const KEY: &str = "sk/one \"two\"+three";

    /// A service with further settings, and with the key if they have a place for it.
    fn described(settings: &str) -> Result<Described, SetupError> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("key"), KEY).unwrap();
        let key = if settings.contains("{{key}}") { "key_file = \"key\"\n" } else { "" };
        Described::new(&service(&format!("kind = \"http\"\n{key}{settings}"), folder.path()))
    }

    /// A server that answers everything with `status` and `body`.
    async fn answering(status: u16, body: Value) -> MockServer {
        let server = MockServer::start().await;
        Mock::given(any()).respond_with(ResponseTemplate::new(status).set_body_json(body)).mount(&server).await;
        server
    }

    #[track_caller]
    fn wrong(settings: &str, key: &str, expected: &str) {
        let error = described(settings).err().expect("an error");
        let place = error.place.rsplit(' ').next().unwrap();
        assert_eq!((place, error.what.as_str()), (key, expected), "{settings}");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_list_of_sentences_goes_out_as_described_and_comes_back() {
        let server = MockServer::start().await;
        let body = json!({
            "q": ["党中央", "二"],
            "options": { "title": "", "formality": 1, "glossary": [
                { "zh": "党中央", "en": "CPC Central Committee", "never": ["Party center"] }
            ]},
        });
        Mock::given(method("PUT"))
            .and(path("/v1/translate"))
            .and(header("authorization", format!("Bearer {KEY}")))
            .and(header("x-tenant", "news"))
            .and(header("content-type", "application/json"))
            .and(body_json(body))
            .respond_with(ResponseTemplate::new(200).set_body_json(json!({
                "data": { "translations": [{ "out": { "text": "One." } }, { "out": { "text": "Two." } }] },
                "usage": { "in": 11, "out": 7, "chars": 4 },
            })))
            .expect(1)
            .mount(&server)
            .await;
        let settings = format!(
            r#"
            url = "{}/v1/translate"
            method = "put"
            headers = {{ Authorization = "Bearer {{{{key}}}}", X-Tenant = "news" }}
            body = {{ q = "{{{{texts}}}}", options = {{ title = "{{{{title}}}}", formality = 1, glossary = "{{{{terms}}}}" }} }}
            answers = "/data/translations"
            answer = "/out/text"
            input_tokens = "/usage/in"
            output_tokens = "/usage/out"
            characters = "/usage/chars"
            "#,
            server.uri()
        );
        let backend = described(&settings).unwrap();
        tokio::task::block_in_place(|| {
            asked(&["党中央", "二"], |request| {
                let reply = tokio::runtime::Handle::current().block_on(backend.translate(request)).unwrap();
                assert_eq!(reply, [Ok("One.".to_owned()), Ok("Two.".to_owned())]);
                let used = Usage { input_tokens: 11, output_tokens: 7, characters: 4, ..Usage::default() };
                assert_eq!(request.meter.read(), used);
            });
        });
        assert_eq!(backend.limits().sentences, 16);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_list_of_strings_may_be_the_whole_reply() {
        let server = answering(200, json!(["One.", "Two."])).await;
        let backend = described(&format!("url = \"{}\"\nbody = \"{{{{texts}}}}\"", server.uri())).unwrap();
        assert_eq!(reply(&backend, &["一", "二"]).unwrap(), [Ok("One.".to_owned()), Ok("Two.".to_owned())]);
        let sent: Vec<Sent> = server.received_requests().await.unwrap();
        assert_eq!((sent[0].method.as_str(), sent[0].body.as_slice()), ("POST", r#"["一","二"]"#.as_bytes()));
        assert!(!sent[0].headers.contains_key("authorization"));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn one_sentence_a_request_goes_into_strings_and_the_address() {
        let server = MockServer::start().await;
        Mock::given(method("GET"))
            .and(path("/zh/en"))
            .and(query_param("q", "一 & 二?#"))
            .and(query_param("key", KEY))
            .respond_with(ResponseTemplate::new(200).set_body_json(json!({ "reply": { "text": "One & two?#" } })))
            .expect(1)
            .mount(&server)
            .await;
        let settings = format!(
            "url = \"{}/zh/en?q={{{{text}}}}&key={{{{key}}}}\"\nmethod = \"GET\"\nanswers = \"/reply/text\"\nmax_sentences = 9",
            server.uri()
        );
        let backend = described(&settings).unwrap();
        assert_eq!(backend.limits().sentences, 1);
        assert_eq!(reply(&backend, &["一 & 二?#"]).unwrap(), [Ok("One & two?#".to_owned())]);
        let sent = server.received_requests().await.unwrap();
        assert!(sent[0].body.is_empty());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_reply_that_does_not_fit_is_a_mismatch() {
        let reply_to = async |place: &str, body: Value| {
            let server = answering(200, body).await;
            let settings =
                format!("url = \"{}\"\nbody = [\"{place}\"]\nanswers = \"/out\"\nanswer = \"/en\"", server.uri());
            let texts: &[&str] = if place == "{{text}}" { &["一"] } else { &["一", "二"] };
            let error = reply(&described(&settings).unwrap(), texts).unwrap_err();
            assert_eq!(error.class, Class::Split);
            error.what
        };
        let list = "{{texts}}";
        assert_eq!(reply_to(list, json!({ "error": "no" })).await, "the reply has nothing at `/out`");
        assert_eq!(reply_to(list, json!({ "out": {} })).await, "what is at `/out` in the reply is no list");
        let one = json!({ "out": [{ "en": "One." }] });
        assert_eq!(reply_to(list, one).await, "1 translations came for 2 sentences");
        let half = json!({ "out": [{ "en": "One." }, { "en": null }] });
        assert_eq!(reply_to(list, half).await, "an answer has no text at `/out/…/en`");
        assert_eq!(reply_to("{{text}}", json!({ "out": ["One."] })).await, "the reply has no text at `/out/en`");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_a_service_does_not_count_is_counted_as_expected_even_if_its_reply_is_lost() {
        let server = answering(200, json!({})).await;
        let settings = format!("url = \"{}\"\nbody = \"{{{{texts}}}}\"\nanswers = \"/x\"", server.uri());
        let backend = described(&settings).unwrap();
        tokio::task::block_in_place(|| {
            asked(&["一二", "三"], |request| {
                tokio::runtime::Handle::current().block_on(backend.translate(request)).unwrap_err();
                let used = request.meter.read();
                assert_eq!((used.characters, used.tokens() > 0, used.requests), (3, true, 0));
            });
        });
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_key_is_in_no_error_and_no_trace() {
        // A server that repeats all it got, as some do in errors.
        let server = MockServer::start().await;
        let repeat = |sent: &Sent| {
            let body: Value = serde_json::from_slice(&sent.body).unwrap();
            let message =
                format!("{} bad key {} in {}", "x".repeat(285), body["key"].as_str().unwrap(), sent.url.path());
            ResponseTemplate::new(401).set_body_json(json!({ "error": message }))
        };
        Mock::given(any()).respond_with(repeat).mount(&server).await;
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("key"), KEY).unwrap();
        let lines = Arc::new(Mutex::new(String::new()));
        let shown = |address: &str, class: Class| {
            let settings = format!(
                "kind = \"http\"\nkey_file = \"key\"\nurl = \"{address}/{{{{key}}}}?k={{{{key}}}}\"\n\
                 headers = {{ X-Key = \"{{{{key}}}}\" }}\nbody = {{ q = \"{{{{texts}}}}\", key = \"{{{{key}}}}\" }}"
            );
            let mut service = service(&settings, folder.path());
            let seen = Arc::clone(&lines);
            service.trace = Some(Arc::new(move |line: &str| seen.lock().unwrap().push_str(line)));
            let backend = Described::new(&service).unwrap();
            let error = reply(&backend, &["一"]).unwrap_err();
            assert_eq!(error.class, class);
            format!("{error} {} {}", lines.lock().unwrap(), backend.identity())
        };
        // Nothing listens at port 1.
        for shown in [shown(&server.uri(), Class::Final), shown("http://127.0.0.1:1", Class::Unreachable)] {
            assert!(shown.contains("[key]"), "{shown}");
            for part in ["sk/one", "sk%2Fone", "three"] {
                assert!(!shown.contains(part), "{part} in {shown}");
            }
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_service_without_structured_output_is_not_asked_for_ever() {
        let server = answering(400, json!({ "error": "json mode is not supported" })).await;
        let backend = described(&format!("url = \"{}\"\nbody = \"{{{{texts}}}}\"", server.uri())).unwrap();
        assert_eq!(reply(&backend, &["一"]).unwrap_err().class, Class::Split);
    }

    #[test]
    fn settings_that_cannot_work_are_named() {
        const URL: &str = "url = \"https://example.com/\"\n";
        let and = |more: &str| format!("{URL}{more}");
        wrong("body = \"{{texts}}\"", "url", "it is missing");
        wrong("url = \"ftp://x\"\nbody = \"{{texts}}\"", "url", "it is no http or https address");
        wrong("url = \"https://{{text}}.example.com/\"", "url", "its host cannot hold a placeholder");
        wrong(URL, "body", "no `{{texts}}` or `{{text}}` says where sentences go");
        wrong(&and("body = [\"{{texts}}\", \"{{text}}\"]"), "body", "`{{text}}` and `{{texts}}` do not go together");
        let there = "there are `{{text}}`, `{{title}}`, `{{key}}`, `{{texts}}`, `{{terms}}`";
        let unknown = format!("unknown placeholder `{{{{sentence}}}}`; {there}");
        wrong(&and("body = { q = [\"{{sentence}}\"] }"), "body", &unknown);
        wrong(&and("headers = { X = \"{{sentence}}\" }"), "headers", &unknown);
        wrong("url = \"https://x/{{sentence}}\"", "url", &unknown);
        wrong(&and("headers = { \"a b\" = \"\" }"), "headers", "`a b` is no name of a header");
        wrong(&and("headers = { X = \"a\\nb\" }"), "headers", "one holds characters that no header takes");
        wrong(&and("body = \"{{texts}}\"\nmethod = \"A B\""), "method", "it is no method");
        let slash = "a pointer begins with a slash: `/data/translations`";
        wrong(&and("body = \"{{texts}}\"\nanswers = \"data.x\""), "answers", slash);
        wrong(&and("body = \"{{texts}}\"\ncharacters = \"chars\""), "characters", slash);
    }

    #[test]
    fn a_key_and_its_place_need_each_other() {
        let without = "kind = \"http\"\nurl = \"https://x/{{key}}\"\nbody = \"{{texts}}\"";
        let error = Described::new(&service(without, Path::new(""))).err().unwrap();
        assert_eq!(error.what, "`{{key}}` is used, but no key is configured");
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("k"), "secret").unwrap();
        let unused = "kind = \"http\"\nkey_file = \"k\"\nurl = \"https://x/\"\nbody = \"{{texts}}\"";
        let error = Described::new(&service(unused, folder.path())).err().unwrap();
        assert_eq!(error.what, "a key is configured, but `{{key}}` is not in `headers`, `url` or `body`");
    }

    #[test]
    fn the_identity_is_what_translations_depend_on() {
        let identity = |settings: &str| described(&format!("url = \"https://x/\"\n{settings}")).unwrap().identity();
        let one = identity("body = { q = \"{{texts}}\", at = 2020-01-28, k = \"{{key}}\" }");
        assert!(
            one.contains(r#""https://x/""#) && one.contains(r#"{"at":"2020-01-28","k":"{{key}}","q":"{{texts}}"}"#),
            "{one}"
        );
        assert_ne!(one, identity("body = { q = \"{{texts}}\", at = 2020-01-29, k = \"{{key}}\" }"));
        let headed =
            |value: &str| identity(&format!("body = \"{{{{texts}}}}\"\nheaders = {{ X-Model = \"{value}\" }}"));
        assert_ne!(headed("small"), headed("large"));
        assert!(!headed("small").contains("small"), "headers may hold secrets");
    }
}
