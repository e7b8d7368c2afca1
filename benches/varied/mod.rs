//! Varied articles, for benchmarks and the example `varied`: no two alike, so that neither a cache nor a processor's
//! branch predictor learns them, as both do when five samples are repeated.
//!
//! An article has the lines of one of our sample pages or clean cases (metadata, headings, captions, share bars, editor
//! lines, notices) and prose made of their sentences, clause by clause, each clause the beginning of one and the end of
//! another, with other people, places, dates, numbers and terms. It is in the page's script and punctuation, with its
//! pinyin glosses or without its digits. The same seed gives the same articles.

mod filler;
mod page;

use duizhao::clean::Cleaner;
use duizhao::glossary::Glossary;
use duizhao::script::Script;
use duizhao::segment::sentences;
use duizhao::source::Inputs;
use fastrand::Rng;
use filler::Filler;
use page::{Line, Page};

/// Where a clause ends inside a sentence.
const BREAKS: [char; 3] = ['，', '；', '：'];

/// Marks that stand in pairs.
const PAIRS: [(char, char); 4] = [('“', '”'), ('‘', '’'), ('（', '）'), ('《', '》')];

/// The sample articles, in `tests/articles`; every other article is like one of them, the rest like the clean cases.
const SAMPLES: usize = 5;

/// Returns endless articles of about `bytes` bytes each.
pub(crate) fn articles(seed: u64, bytes: usize) -> impl Iterator<Item = String> {
    let material = Material::new();
    (0..).map(move |number: u64| {
        // A multiplier of SplitMix64 keeps the articles of neighbouring seeds apart.
        let mut rng = Rng::with_seed(
            seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)
                .wrapping_add(number),
        );
        material.article(bytes, &mut rng)
    })
}

/// What articles are made of.
struct Material {
    pages: Vec<Page>,
    /// Clauses with slots for what varies.
    clauses: Vec<String>,
    /// How many clauses each sentence has.
    counts: Vec<usize>,
    filler: Filler,
}

impl Material {
    fn new() -> Self {
        let cleaner = Cleaner::new(Script::Hans).expect("the engine starts");
        let glossary = Glossary::built_in().expect("the built-in glossary");
        let filler = Filler::new(glossary.terms());
        let inputs = Inputs::new(["tests/articles", "tests/clean"].map(folder).into());
        let files = inputs.map(|input| input.expect("a page").id.file);
        let texts = files
            .filter(|file| file.extension().is_some_and(|end| end == "txt"))
            .map(|file| std::fs::read_to_string(file).expect("a page"));
        let mut made = Self {
            pages: Vec::new(),
            clauses: Vec::new(),
            counts: Vec::new(),
            filler,
        };
        for text in texts {
            made.add(&text, &cleaner);
        }
        made
    }

    /// Takes a page's lines, and the clauses of its sentences.
    fn add(&mut self, text: &str, cleaner: &Cleaner) {
        let cleaned = cleaner.clean_text(text);
        let blocks = cleaned.article.blocks.iter();
        for sentence in blocks.flat_map(|block| sentences(&block.text)) {
            let clauses: Vec<&str> = sentence.split(BREAKS).collect();
            if !sentence.ends_with('。') || clauses.len() > 12 {
                continue;
            }
            self.counts.push(clauses.len());
            let long = clauses.iter().filter(|clause| clause.chars().count() > 3);
            let plain = long.map(|clause| balanced(clause.trim_end_matches('。')));
            self.clauses
                .extend(plain.map(|clause| self.filler.slots(&clause)));
        }
        self.pages.extend(Page::new(text, &cleaned, &self.filler));
    }

    fn article(&self, bytes: usize, rng: &mut Rng) -> String {
        let pages = if rng.bool() {
            SAMPLES
        } else {
            self.pages.len()
        };
        let page = &self.pages[rng.usize(..pages)];
        let fixed: usize = page.lines.iter().map(Line::len).sum();
        let prose = page.lines.iter().filter(|line| matches!(line, Line::Prose));
        let share = bytes.saturating_sub(fixed) / prose.count().max(1);
        let title = self.short(rng, 2, "：");
        let mut text = String::with_capacity(bytes + bytes / 4);
        for line in &page.lines {
            match line {
                Line::Text(line) => text += &self.filler.filled(line, rng),
                Line::Title(after) => {
                    text += &page.style.dress(&title);
                    text += after;
                }
                Line::Heading(mark) => {
                    text += mark;
                    text += &page.style.dress(&self.short(rng, 2, " "));
                }
                Line::Prose => self.prose(page, share, &mut text, rng),
            }
            text.push('\n');
        }
        text
    }

    /// Writes paragraphs of about `bytes` bytes together.
    fn prose(&self, page: &Page, bytes: usize, text: &mut String, rng: &mut Rng) {
        // Paragraphs are as long as the page's, more or less.
        let limit = page.paragraph * rng.usize(70..130) / 100;
        let start = text.len();
        while text.len() == start || text.len() < start + bytes {
            if text.len() > start {
                text.push_str(page.between);
            }
            let mut paragraph = String::new();
            let left = (start + bytes).saturating_sub(text.len());
            while paragraph.is_empty() || paragraph.len() < limit.min(left) {
                paragraph += &self.sentence(rng);
            }
            text.push_str(&page.style.dress(&paragraph));
        }
    }

    /// Makes a sentence, one of ten of them a quotation with its speaker.
    fn sentence(&self, rng: &mut Rng) -> String {
        let count = self.counts[rng.usize(..self.counts.len())];
        let clauses: Vec<String> = (0..count).map(|_| self.clause(rng)).collect();
        let text = clauses.join("，");
        if rng.u8(..10) > 0 {
            return text + "。";
        }
        let speaker = self.filler.filled(&self.filler.speaker(rng), rng);
        format!("“{}。”{speaker}。", text.replace(['“', '”'], ""))
    }

    /// Makes a clause of two, or takes one of ours, or one as it is.
    fn clause(&self, rng: &mut Rng) -> String {
        let mut one = || &self.clauses[rng.usize(..self.clauses.len())];
        let (first, second) = (one(), one());
        let clause = match rng.u8(..8) {
            0 => self.filler.clause(rng),
            1 => first.clone(),
            _ => balanced(&(beginning(first).to_owned() + end(second))),
        };
        self.filler.filled(&clause, rng)
    }

    /// Makes a title or heading of a few short clauses.
    fn short(&self, rng: &mut Rng, count: usize, between: &str) -> String {
        let mut parts = Vec::new();
        while parts.len() < count {
            let clause = beginning(&self.clauses[rng.usize(..self.clauses.len())]);
            if (4..12).contains(&clause.chars().count()) {
                parts.push(self.filler.filled(&balanced(clause), rng));
            }
        }
        parts.join(between)
    }
}

/// Names a folder of the project.
fn folder(name: &str) -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn beginning(clause: &str) -> &str {
    &clause[..middle(clause)]
}

fn end(clause: &str) -> &str {
    &clause[middle(clause)..]
}

/// Returns the place after half of the characters.
fn middle(text: &str) -> usize {
    let half = text.char_indices().nth(text.chars().count() / 2);
    half.map_or(0, |(at, _)| at)
}

/// Removes the marks of each kind that do not stand in pairs.
fn balanced(text: &str) -> String {
    let mut text = text.to_owned();
    for (open, close) in PAIRS {
        let marks: Vec<char> = text.chars().filter(|c| [open, close].contains(c)).collect();
        if marks.chunks(2).any(|pair| pair != [open, close]) {
            text = text.replace([open, close], "");
        }
    }
    text
}
