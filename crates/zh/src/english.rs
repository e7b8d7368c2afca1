//! Finding English phrases in English text, whatever their inflection: what term checks and the glossary's lint
//! compare renderings by.
//!
//! Words are compared without articles and possessive endings, and as [`Fold`] says without case, plurals, verb
//! endings and the spelling that differs between Britain and America, so that `promote Party building` is found in `promoting the Party's
//! building`. The endings are cut by rule, as a stemmer does; that two different words fall together
//! now and then only makes a check milder.

use duizhao_core::article::Span;

/// A word of a text: its canonical form, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Word {
    form: String,
    span: Span,
}

/// What does not matter when phrases are compared. Articles and possessive endings never do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    /// Upper and lower case, endings and spelling: for renderings, which a sentence inflects.
    Inflection,
    /// Upper and lower case: for forbidden renderings, which are these words and no others.
    Case,
    /// Plurals, but not upper and lower case: for terms whose case matters.
    Number,
}

impl Fold {
    /// How many there are.
    pub const COUNT: usize = [Self::Inflection, Self::Case, Self::Number].len();
}

/// A phrase cut into words, to be looked for in texts.
#[derive(Debug, Clone)]
pub struct Phrase {
    /// What stands between its ellipses, each part with at least one word.
    parts: Vec<Vec<String>>,
    fold: Fold,
}

impl Phrase {
    /// Cuts a phrase into words. Linear.
    ///
    /// `…` or `...` stand for up to six words, `one's` and `sb.` for one.
    pub fn new(phrase: &str, fold: Fold) -> Self {
        let forms = |part: &str| {
            words(part, fold)
                .into_iter()
                .map(|word| word.form)
                .collect::<Vec<_>>()
        };
        let parts = phrase
            .split('…')
            .flat_map(|part| part.split("..."))
            .map(forms);
        Self {
            parts: parts.filter(|part| !part.is_empty()).collect(),
            fold,
        }
    }
}

/// An English text cut into words, to be searched for phrases.
#[derive(Debug, Clone)]
pub struct Text {
    words: Vec<Word>,
    fold: Fold,
}

impl Text {
    /// Cuts a text into words. Linear.
    pub fn new(text: &str, fold: Fold) -> Self {
        Self {
            words: words(text, fold),
            fold,
        }
    }

    /// Where a phrase of the same fold stands, in bytes of the text; nowhere if it has no words.
    pub fn find(&self, phrase: &Phrase) -> impl Iterator<Item = Span> {
        debug_assert_eq!(
            self.fold, phrase.fold,
            "a phrase is compared as its text is"
        );
        (0..self.words.len()).filter_map(|at| self.match_at(at, &phrase.parts))
    }

    /// Whether a phrase of the same fold stands in the text.
    pub fn holds(&self, phrase: &Phrase) -> bool {
        self.find(phrase).next().is_some()
    }

    /// The span of the parts of a phrase if the first begins at word `at`.
    fn match_at(&self, at: usize, parts: &[Vec<String>]) -> Option<Span> {
        let (first, rest) = parts.split_first()?;
        let mut end = self.starts_with(at, first).then_some(at + first.len())?;
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

/// Words of dictionaries that stand for any one word.
fn is_placeholder(form: &str) -> bool {
    matches!(form, "one's" | "sb" | "sth")
}

/// Whether a phrase can stand in a text as it is: nothing in it stands for other words.
pub fn is_literal(phrase: &str) -> bool {
    let open = |word: &Word| is_placeholder(&word.form);
    !phrase.contains('…') && !phrase.contains("...") && !words(phrase, Fold::Case).iter().any(open)
}

/// The ways in which a rendering may be written in running text: as it is, and, where a bracket follows it, without
/// the bracket, or the bracket alone if it holds an abbreviation: `Communist Party of China (CPC)`.
pub fn variants(rendering: &str) -> Vec<String> {
    let mut variants = vec![rendering.to_owned()];
    if let Some((outer, rest)) = rendering.split_once(" (")
        && let Some((inner, rest)) = rest.split_once(')')
    {
        variants.push(format!("{outer}{rest}"));
        let abbreviation = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-';
        if inner.len() > 1 && inner.chars().all(abbreviation) {
            variants.push(inner.to_owned());
        }
    }
    variants
}

/// The words of a text but for articles.
fn words(text: &str, fold: Fold) -> Vec<Word> {
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..]
        .find(|c: char| c.is_alphanumeric() || c == '&')
        .map(|i| at + i)
    {
        let length = text[start..]
            .find(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’')))
            .filter(|&l| l > 0);
        let end = start
            + length.unwrap_or(if text[start..].starts_with('&') {
                1
            } else {
                text.len() - start
            });
        let word = &text[start..end];
        let form = match fold {
            Fold::Inflection => canonical(word),
            Fold::Case => without_possessive(&word.replace('’', "'")).to_lowercase(),
            Fold::Number => singular(without_possessive(&word.replace('’', "'"))),
        };
        if !matches!(word.to_ascii_lowercase().as_str(), "the" | "a" | "an") {
            words.push(Word {
                form,
                span: Span::new(start, end),
            });
        }
        at = end;
    }
    words
}

/// A word without the `s` of a plural, its case as it is: SOEs, but not GPS.
fn singular(word: &str) -> String {
    let start = word
        .strip_suffix('s')
        .filter(|start| start.len() > 1 && !start.ends_with(['s', 'u', 'i']));
    start.unwrap_or(word).to_owned()
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

/// The form that a word shares with its inflections and spellings.
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

/// British spellings as America has them; the rules of Oxford's and Webster's dictionaries where they differ.
fn american(word: &str) -> String {
    match word {
        "programme" | "programmes" => return word.replace("mme", "m"),
        "defence" | "offence" | "licence" => return word.replace("ence", "ense"),
        "centre" | "centres" | "theatre" | "theatres" => return word.replace("tre", "ter"),
        _ => {}
    }
    let word = word.replace("isation", "ization").replace("our", "or");
    // rise, wise and rising are no verbs in -ise.
    let endings = [
        ("ise", "ize", 4),
        ("yse", "yze", 4),
        ("ised", "ized", 5),
        ("ises", "izes", 5),
        ("ising", "izing", 6),
    ];
    let ending = endings
        .iter()
        .find(|(british, _, longer)| word.len() > *longer && word.ends_with(british));
    ending.map_or(word.clone(), |(british, american, _)| {
        format!("{}{american}", &word[..word.len() - british.len()])
    })
}

/// A word without its plural and verb endings, and without what these change in it, so that a word and its
/// inflections come out alike.
fn stem(word: &str) -> String {
    let word = without_verb_ending(without_plural(word));
    // agreed is agree, and proceeding is proceed.
    let word = if word.ends_with("eed") {
        &word[..word.len() - 1]
    } else {
        &word
    };
    let word = if word.len() > 2 {
        word.strip_suffix('e').unwrap_or(word)
    } else {
        word
    };
    let word = match word.as_bytes() {
        [.., a, b] if a == b && word.len() > 2 && b.is_ascii_alphabetic() => {
            &word[..word.len() - 1]
        }
        _ => word,
    };
    // carried, carrying, carry
    word.strip_suffix('i')
        .filter(|start| start.len() > 1)
        .map_or(word.to_owned(), |start| format!("{start}y"))
}

fn without_plural(word: &str) -> String {
    let hissing = |start: &&str| {
        start.ends_with(['s', 'x', 'z']) || start.ends_with("ch") || start.ends_with("sh")
    };
    if let Some(start) = word.strip_suffix("ies").filter(|start| start.len() > 1) {
        return format!("{start}y");
    }
    if let Some(start) = word.strip_suffix("es").filter(hissing) {
        return start.to_owned();
    }
    let plural =
        word.len() > 3 && !word.ends_with("ss") && !word.ends_with("us") && !word.ends_with("is");
    word.strip_suffix('s')
        .filter(|_| plural)
        .unwrap_or(word)
        .to_owned()
}

fn without_verb_ending(word: String) -> String {
    let verb = |start: &&str| start.len() > 1 && start.contains(['a', 'e', 'i', 'o', 'u', 'y']);
    let ending = if word.ends_with("eed") {
        None
    } else {
        word.strip_suffix("ed").filter(verb)
    };
    word.strip_suffix("ing")
        .filter(verb)
        .or(ending)
        .map_or(word.clone(), str::to_owned)
}

/// Irregular forms of verbs and nouns that political English is full of.
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
        Text::new(text, fold).holds(&Phrase::new(phrase, fold))
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
        let same = |forms: &str| {
            let stems: Vec<String> = forms.split_whitespace().map(canonical).collect();
            assert!(
                stems.iter().all(|stem| *stem == stems[0]),
                "{forms}: {stems:?}"
            );
        };
        [
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
        ]
        .iter()
        .for_each(|forms| same(forms));
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
            for span in Text::new(&text, Fold::Inflection).find(&Phrase::new(&phrase, Fold::Inflection)) {
                prop_assert!(!span.of(&text).is_empty());
            }
        }
    }
}
