//! The front matter of an edition, and the notice above its text.

use duizhao_core::article::{Article, Origin};
use duizhao_core::pair::Pair;
use duizhao_edition::{Edition, FrontMatter, GLOSS_NOTICE, MACHINE_NOTICE};
use duizhao_translate::Backend;
use duizhao_zh::script::Script;

/// How the notice above an edition goes on whose English is a gloss.
const ABOUT_GLOSSES: &str =
    ": each word stands where the Chinese has it, for reading beside the original.";

/// Fields of the front matter that a person may change.
const OPEN_FIELDS: [&str; 9] = [
    "title",
    "title_en",
    "date",
    "source",
    "author",
    "editor",
    "column",
    "file_number",
    "url",
];

/// Fields that say who translated.
const MAKER_FIELDS: [&str; 3] = ["backend", "model", "origin"];

/// What the front matter says besides what the article says of itself.
pub(crate) struct Making<'a> {
    /// The article's file name.
    pub(crate) source_file: &'a str,
    /// SHA-256 of the article's bytes.
    pub(crate) sha256: &'a str,
    /// The script of the Chinese.
    pub(crate) script: Script,
    /// Who translated.
    pub(crate) backend: &'a dyn Backend,
}

/// Fills in an edition's front matter: what the program knows, and what people put there; `old` is what the edition had.
pub(crate) fn fill(
    edition: &mut Edition,
    article: &Article,
    making: &Making<'_>,
    old: &FrontMatter,
) {
    let mut front = FrontMatter::default();
    let title = edition.document.title.as_ref();
    front.set_some("title", title.map(Pair::source_text).as_deref());
    let english = title.map(Pair::target_text).filter(|text| !text.is_empty());
    front.set_some("title_en", english.as_deref());
    for (name, value) in article.meta.fields() {
        front.set(name, value);
    }
    if old.get("source_sha256") == Some(making.sha256) && article.meta.retrieved.is_some() {
        // A page that has not changed is as it was when it was first fetched.
        front.keep("retrieved", old);
    }
    front.set("source_file", making.source_file);
    front.set("source_sha256", making.sha256);
    front.set("script", making.script.to_string());
    set_maker(&mut front, edition, making.backend, old);
    let (reviewed, pairs) = (edition.reviewed(), edition.pairs().count());
    front.set("reviewed", format!("{reviewed}/{pairs}"));
    let made = front.clone();
    for (key, value) in old.fields() {
        let may_differ = OPEN_FIELDS.contains(&key) || made.get(key).is_none();
        let holds = key != "review" || reviewed == pairs;
        let is_maker = MAKER_FIELDS.contains(&key);
        if may_differ && holds && !is_maker && edition.ledger.is_own_field(key, value) {
            front.keep(key, old);
        }
    }
    edition.ledger.remember_front(&made);
    edition.front = front;
}

/// Says who translated: this run's backend, or the one that was there before if its translations stayed.
fn set_maker(front: &mut FrontMatter, edition: &Edition, backend: &dyn Backend, old: &FrontMatter) {
    let stayed = backend.is_gloss() && edition.pairs().any(is_machine);
    if stayed && old.get("origin") == Some("machine") {
        for key in MAKER_FIELDS {
            front.set_some(key, old.get(key));
        }
        return;
    }
    front.set("backend", backend.name());
    front.set_some("model", backend.model());
    let origin = if backend.is_gloss() {
        "gloss"
    } else {
        "machine"
    };
    front.set("origin", origin);
}

/// Returns the notice to readers above the text; nothing where all of it is human-approved.
pub(crate) fn notice(edition: &Edition) -> Option<String> {
    let (reviewed, pairs) = (edition.reviewed(), edition.pairs().count());
    if reviewed == pairs {
        return None;
    }
    if edition.pairs().any(is_gloss) && !edition.pairs().any(is_machine) {
        return Some(format!("{GLOSS_NOTICE}{ABOUT_GLOSSES}"));
    }
    let backend = edition.front.get("backend").unwrap_or("a machine");
    let model = edition.front.get("model");
    let model = model.map(|model| format!(" ({model})")).unwrap_or_default();
    let state = match reviewed {
        0 => ", not reviewed".to_owned(),
        _ => format!("; {reviewed} of {pairs} sentences reviewed"),
    };
    Some(format!("{MACHINE_NOTICE} {backend}{model}{state}."))
}

fn is_open(pair: &Pair, origin: Origin) -> bool {
    let is_of_origin = pair.provenance.is_some_and(|known| known.origin == origin);
    is_of_origin && !pair.is_final() && !pair.target.is_empty()
}

fn is_gloss(pair: &Pair) -> bool {
    is_open(pair, Origin::Gloss)
}

fn is_machine(pair: &Pair) -> bool {
    is_open(pair, Origin::Machine)
}
