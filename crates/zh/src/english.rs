//! Finding English phrases in English text, however they are inflected. Term checks and the glossary's lint
//! compare renderings with it.
//!
//! Words are compared without articles and possessive endings and, depending on the [`Fold`], without case, plurals,
//! verb endings and the differences between British and American spelling, so that `promote Party building` is found
//! in `promoting the Party's building`. Endings are cut by rule, as a stemmer does; two different words that get the
//! same form only make a check less strict.

use duizhao_core::article::Span;

/// A word of a text: its canonical form, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
struct EnglishWord {
    form: String,
    span: Span,
}

/// The differences that are ignored when phrases are compared. Articles and possessive endings always are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    /// Case, endings and spelling: for renderings, which a sentence inflects.
    Inflection,
    /// Case: for forbidden renderings, which are exactly these words.
    Case,
    /// Plurals, but not case: for terms whose case matters.
    Number,
}

impl Fold {
    /// Number of variants.
    pub const COUNT: usize = [Self::Inflection, Self::Case, Self::Number].len();

    /// Returns the form by which a word is compared.
    fn form(self, word: &str) -> String {
        match self {
            Self::Inflection => canonical(word),
            Self::Case => without_possessive(&word.replace('’', "'")).to_lowercase(),
            Self::Number => singular(without_possessive(&word.replace('’', "'"))),
        }
    }
}

/// A phrase split into words, to be searched for in texts.
#[derive(Debug, Clone)]
pub struct Phrase {
    /// The parts between its ellipses, each with at least one word.
    parts: Vec<Vec<String>>,
    fold: Fold,
}

impl Phrase {
    /// Splits a phrase into words. Linear.
    ///
    /// `…` or `...` stand for up to six words, `one's` and `sb.` for one.
    pub fn new(phrase: &str, fold: Fold) -> Self {
        let parts = phrase
            .split('…')
            .flat_map(|part| part.split("..."))
            .map(|part| forms(part, fold))
            .filter(|forms| !forms.is_empty())
            .collect();
        Self { parts, fold }
    }
}

/// An English text split into words, to be searched for phrases.
#[derive(Debug, Clone)]
pub struct EnglishText {
    words: Vec<EnglishWord>,
    fold: Fold,
}

impl EnglishText {
    /// Splits a text into words. Linear.
    pub fn new(text: &str, fold: Fold) -> Self {
        Self {
            words: words(text, fold),
            fold,
        }
    }

    /// Finds the occurrences of a phrase of the same fold, in bytes of the text; none if the phrase has no words.
    pub fn find(&self, phrase: &Phrase) -> impl Iterator<Item = Span> {
        debug_assert_eq!(self.fold, phrase.fold, "text and phrase have the same fold");
        (0..self.words.len()).filter_map(|at| self.match_at(at, &phrase.parts))
    }

    /// Tests whether the text contains a phrase of the same fold.
    pub fn holds(&self, phrase: &Phrase) -> bool {
        self.find(phrase).next().is_some()
    }

    /// Returns the span of a phrase if its first part begins at word `at`.
    fn match_at(&self, at: usize, parts: &[Vec<String>]) -> Option<Span> {
        let (first, rest) = parts.split_first()?;
        if !self.starts_with(at, first) {
            return None;
        }
        let mut end = at + first.len();
        for part in rest {
            let start = (end..=end + GAP).find(|&start| self.starts_with(start, part))?;
            end = start + part.len();
        }
        Some(Span::new(
            self.words[at].span.start,
            self.words[end - 1].span.end,
        ))
    }

    fn starts_with(&self, at: usize, part: &[String]) -> bool {
        self.words.get(at..at + part.len()).is_some_and(|words| {
            words
                .iter()
                .zip(part)
                .all(|(word, form)| word.form == *form || is_placeholder(form))
        })
    }
}

/// Most words that an ellipsis stands for.
const GAP: usize = 6;

/// Tests whether a word stands for any one word, as in the headwords of dictionaries.
fn is_placeholder(form: &str) -> bool {
    matches!(form, "one's" | "sb" | "sth")
}

/// Tests whether a phrase can be used in a text as it is: it has no ellipsis and no placeholder.
pub fn is_literal(phrase: &str) -> bool {
    !phrase.contains('…')
        && !phrase.contains("...")
        && !forms(phrase, Fold::Case)
            .iter()
            .any(|form| is_placeholder(form))
}

/// Lists the ways in which a rendering may be written in running text: as it is and, if it has a bracket, without
/// the bracket, or the bracket alone if it is an abbreviation: `Communist Party of China (CPC)`.
pub fn variants(rendering: &str) -> Vec<String> {
    let mut variants = vec![rendering.to_owned()];
    if let Some((outer, rest)) = rendering.split_once(" (")
        && let Some((inner, rest)) = rest.split_once(')')
    {
        variants.push(format!("{outer}{rest}"));
        if inner.len() > 1 && is_abbreviation(inner) {
            variants.push(inner.to_owned());
        }
    }
    variants
}

fn is_abbreviation(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-')
}

/// Returns the forms by which the words of a text are compared, without articles.
fn forms(text: &str, fold: Fold) -> Vec<String> {
    words(text, fold)
        .into_iter()
        .map(|word| word.form)
        .collect()
}

/// Splits a text into words, without articles.
fn words(text: &str, fold: Fold) -> Vec<EnglishWord> {
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(gap) = text[at..].find(|c: char| c.is_alphanumeric() || c == '&') {
        let start = at + gap;
        let rest = &text[start..];
        let length = if rest.starts_with('&') {
            1
        } else {
            rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’')))
                .unwrap_or(rest.len())
        };
        let word = &rest[..length];
        at = start + length;
        if !matches!(word.to_ascii_lowercase().as_str(), "the" | "a" | "an") {
            words.push(EnglishWord {
                form: fold.form(word),
                span: Span::new(start, at),
            });
        }
    }
    words
}

/// Removes the `s` of a plural (SOEs, but not GPS) and keeps upper and lower case.
fn singular(word: &str) -> String {
    match word.strip_suffix('s') {
        Some(start) if start.len() > 1 && !start.ends_with(['s', 'u', 'i']) => start.to_owned(),
        _ => word.to_owned(),
    }
}

fn without_possessive(word: &str) -> &str {
    if word == "one's" {
        word
    } else {
        word.strip_suffix("'s")
            .unwrap_or(word)
            .trim_end_matches('\'')
    }
}

/// Returns the form that a word shares with its inflections and spellings.
fn canonical(word: &str) -> String {
    let word = word.to_lowercase().replace('’', "'");
    if word == "&" {
        return "and".to_owned();
    }
    let word = without_possessive(&word);
    if is_placeholder(word) {
        return word.to_owned();
    }
    if let Some((_, base)) = IRREGULAR.iter().find(|(form, _)| *form == word) {
        return stem(base);
    }
    stem(&american(word))
}

/// Turns a British spelling into the American one, by the rules in which Oxford's and Webster's dictionaries differ.
fn american(word: &str) -> String {
    match word {
        "programme" | "programmes" => return word.replace("mme", "m"),
        "defence" | "offence" | "licence" => return word.replace("ence", "ense"),
        "centre" | "centres" | "theatre" | "theatres" => return word.replace("tre", "ter"),
        _ => {}
    }
    let word = word.replace("isation", "ization").replace("our", "or");
    // rise, wise and rising are not verbs in -ise.
    for (british, american, longer) in [
        ("ise", "ize", 4),
        ("yse", "yze", 4),
        ("ised", "ized", 5),
        ("ises", "izes", 5),
        ("ising", "izing", 6),
    ] {
        if word.len() > longer
            && let Some(start) = word.strip_suffix(british)
        {
            return format!("{start}{american}");
        }
    }
    word
}

/// Removes the plural and verb endings of a word and the changes that they cause, so that a word and its
/// inflections get the same stem.
fn stem(word: &str) -> String {
    let word = without_verb_ending(without_plural(word));
    let mut stem = word.as_str();
    // agreed is agree, and proceeding is proceed.
    if stem.ends_with("eed") {
        stem = &stem[..stem.len() - 1];
    }
    if stem.len() > 2 {
        stem = stem.strip_suffix('e').unwrap_or(stem);
    }
    if let [_, .., a, b] = stem.as_bytes()
        && a == b
        && b.is_ascii_alphabetic()
    {
        stem = &stem[..stem.len() - 1];
    }
    // carried, carrying, carry
    match stem.strip_suffix('i') {
        Some(start) if start.len() > 1 => format!("{start}y"),
        _ => stem.to_owned(),
    }
}

fn without_plural(word: &str) -> String {
    if let Some(start) = word.strip_suffix("ies")
        && start.len() > 1
    {
        return format!("{start}y");
    }
    if let Some(start) = word.strip_suffix("es")
        && ["s", "x", "z", "ch", "sh"]
            .iter()
            .any(|end| start.ends_with(end))
    {
        return start.to_owned();
    }
    let is_singular = word.len() <= 3 || ["ss", "us", "is"].iter().any(|end| word.ends_with(end));
    match word.strip_suffix('s') {
        Some(start) if !is_singular => start.to_owned(),
        _ => word.to_owned(),
    }
}

fn without_verb_ending(word: String) -> String {
    if let Some(start) = word.strip_suffix("ing")
        && is_verb(start)
    {
        return start.to_owned();
    }
    if let Some(start) = word.strip_suffix("ed")
        && is_verb(start)
        && !word.ends_with("eed")
    {
        return start.to_owned();
    }
    word
}

/// Tests whether a word without its ending can be a verb: king, string and bed are not inflected.
fn is_verb(start: &str) -> bool {
    start.len() > 1 && start.contains(['a', 'e', 'i', 'o', 'u', 'y'])
}

/// Irregular forms of verbs and nouns that are frequent in political English.
const IRREGULAR: [(&str, &str); 86] = [
    ("men", "man"),
    ("women", "woman"),
    ("people", "person"),
    ("peoples", "person"),
    ("persons", "person"),
    ("lives", "life"),
    ("was", "be"),
    ("were", "be"),
    ("is", "be"),
    ("are", "be"),
    ("been", "be"),
    ("being", "be"),
    ("has", "have"),
    ("had", "have"),
    ("did", "do"),
    ("does", "do"),
    ("done", "do"),
    ("doing", "do"),
    ("going", "go"),
    ("went", "go"),
    ("goes", "go"),
    ("gone", "go"),
    ("took", "take"),
    ("taken", "take"),
    ("made", "make"),
    ("built", "build"),
    ("led", "lead"),
    ("fought", "fight"),
    ("won", "win"),
    ("kept", "keep"),
    ("held", "hold"),
    ("stood", "stand"),
    ("wrote", "write"),
    ("written", "write"),
    ("gave", "give"),
    ("given", "give"),
    ("said", "say"),
    ("upheld", "uphold"),
    ("shook", "shake"),
    ("shaken", "shake"),
    ("brought", "bring"),
    ("came", "come"),
    ("grew", "grow"),
    ("grown", "grow"),
    ("drove", "drive"),
    ("driven", "drive"),
    ("rose", "rise"),
    ("risen", "rise"),
    ("saw", "see"),
    ("seen", "see"),
    ("sent", "send"),
    ("spoke", "speak"),
    ("spoken", "speak"),
    ("strove", "strive"),
    ("striven", "strive"),
    ("taught", "teach"),
    ("thought", "think"),
    ("understood", "understand"),
    ("overcame", "overcome"),
    ("ran", "run"),
    ("met", "meet"),
    ("broke", "break"),
    ("broken", "break"),
    ("children", "child"),
    ("laid", "lay"),
    ("paid", "pay"),
    ("became", "become"),
    ("began", "begin"),
    ("begun", "begin"),
    ("sought", "seek"),
    ("found", "find"),
    ("lost", "lose"),
    ("told", "tell"),
    ("halves", "half"),
    ("died", "die"),
    ("dying", "die"),
    ("knew", "know"),
    ("known", "know"),
    ("left", "leave"),
    ("chose", "choose"),
    ("chosen", "choose"),
    ("fell", "fall"),
    ("fallen", "fall"),
    ("dealt", "deal"),
    ("bore", "bear"),
    ("borne", "bear"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn holds(text: &str, phrase: &str, fold: Fold) -> bool {
        EnglishText::new(text, fold).holds(&Phrase::new(phrase, fold))
    }

    #[track_caller]
    fn found(phrase: &str, text: &str) {
        assert!(
            holds(text, phrase, Fold::Inflection),
            "`{phrase}` is not found in `{text}`"
        );
    }

    #[track_caller]
    fn absent(phrase: &str, text: &str) {
        assert!(
            !holds(text, phrase, Fold::Inflection),
            "`{phrase}` is found in `{text}`"
        );
    }

    #[test]
    fn a_phrase_that_leaves_words_open_is_not_literal() {
        assert_eq!(
            ["Party's work", "subscribe", "3.5 percent"].map(is_literal),
            [true; 3]
        );
        assert_eq!(
            [
                "risk one's life",
                "use … as a lever",
                "ask sb. for ...",
                "one"
            ]
            .map(is_literal),
            [false, false, false, true]
        );
    }

    #[test]
    fn inflection_and_spelling_do_not_matter() {
        found("Party committee", "The Party committees' secretaries");
        found(
            "promote Party building",
            "by promoting the Party's building",
        );
        found("shake off poverty", "They shook off poverty.");
        found("carry out", "carried out; carrying out");
        found("mobilise the masses", "Mobilizing the masses");
        found("labour union", "a labor union");
        found("Organization Department", "the organisation department");
        found("policy", "policies");
        found("plan", "planned");
        found(
            "lift … out of poverty",
            "lifted 800 million people out of poverty",
        );
        found("do one's duty", "doing their duty");
    }

    #[test]
    fn every_inflection_has_one_stem() {
        for forms in [
            "call calls called calling",
            "add adds added adding",
            "agree agrees agreed agreeing",
            "proceed proceeds proceeded proceeding",
            "use uses used using",
            "hour hours",
            "rise rises rising rose risen",
            "plan plans planned planning",
            "carry carries carried carrying",
            "pass passes passed passing",
            "organise organises organised organising organize organizes organized organizing",
            "labour labours labor",
            "child children",
            "promote promotes promoted promoting",
            "fulfil fulfill fulfilled fulfilling",
            "see sees seen seeing",
        ] {
            let stems: Vec<String> = forms.split_whitespace().map(canonical).collect();
            assert!(
                stems.iter().all(|stem| *stem == stems[0]),
                "{forms}: {stems:?}"
            );
        }
    }

    #[test]
    fn other_words_are_not_found() {
        absent("Party", "parting");
        absent("off poverty", "poverty off");
        absent("CPC Central Committee", "CPC committee, central");
        absent("lift … poverty", "lift a b c d e f g h poverty");
        absent("…", "anything");
    }

    #[test]
    fn case_can_matter() {
        let holds = |text: &str, phrase: &str| holds(text, phrase, Fold::Number);
        let found = ["party", "WHO", "Party", "who"].map(|phrase| holds("the party's WHO", phrase));
        assert_eq!(found, [true, true, false, false]);
        assert!(holds("many SOEs", "SOE"));
    }

    #[test]
    fn a_bracket_may_be_left_out() {
        assert_eq!(variants("Communist Party of China (CPC)").len(), 3);
        assert_eq!(
            variants("frontier (Ningxia)"),
            ["frontier (Ningxia)", "frontier"]
        );
    }

    proptest! {
        #[test]
        fn a_text_holds_each_of_its_runs_of_words(text in "[a-zA-Z'’& -]{1,40}", from in 0usize..6, len in 1usize..4) {
            let words: Vec<&str> = text.split_whitespace().collect();
            let run = words.iter().skip(from).take(len).copied().collect::<Vec<_>>().join(" ");
            let has_words = !super::words(&run, Fold::Inflection).is_empty();
            let placeholder = run.contains("one");
            for fold in [Fold::Inflection, Fold::Case, Fold::Number] {
                prop_assert!(placeholder || holds(&text, &run, fold) == has_words, "{:?} in {:?}", run, text);
            }
        }

        #[test]
        fn spans_are_inside(text in "\\PC{0,40}", phrase in "\\PC{0,10}") {
            for span in EnglishText::new(&text, Fold::Inflection).find(&Phrase::new(&phrase, Fold::Inflection)) {
                prop_assert!(!span.of(&text).is_empty());
            }
        }
    }
}
