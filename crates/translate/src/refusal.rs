//! Models that speak for themselves instead of translating.

/// The hint for a text that a model refuses.
pub(crate) const REFUSES: &str =
    "the model refuses this text; translate it by hand, or with another backend";

/// Chinese words whose translation may read like a model's refusal.
const SOURCES: [&str; 7] = [
    "抱歉",
    "对不起",
    "對不起",
    "不能",
    "无法",
    "無法",
    "人工智能",
];

/// How refusals begin.
const BEGINNINGS: [&str; 13] = [
    "i'm sorry, ",
    "i am sorry, ",
    "i can't assist",
    "i cannot assist",
    "i can't help with",
    "i cannot help with",
    "i can't translate",
    "i cannot translate",
    "i'm unable to",
    "as an ai ",
    "抱歉",
    "对不起",
    "作为一个",
];

/// What refusals in Chinese say near their start.
const CHINESE: [&str; 3] = ["我无法", "我不能", "无法给到"];

/// Characters in which a refusal shows.
const START: usize = 40;

/// Tests whether a model speaks for itself in an answer.
pub(crate) fn refuses(answer: &str) -> bool {
    let start = answer.trim_start().chars().take(START).collect::<String>();
    let start = start.to_lowercase().replace('’', "'");
    BEGINNINGS.iter().any(|words| start.starts_with(words))
        || CHINESE.iter().any(|words| start.contains(words))
}

/// Tests whether a translation is a refusal, and none that the Chinese asks for.
pub(crate) fn refuses_to_translate(source: &str, target: &str) -> bool {
    refuses(target) && !SOURCES.iter().any(|words| source.contains(words))
}
