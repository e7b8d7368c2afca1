//! Joining paragraphs that are wrapped into lines of one width, as in mails, old text files and text from PDF files.
//!
//! A line is full if the first word of the next would not have fit on it. A line that is not full ends its paragraph; so
//! does one before a line that is set in, where paragraphs are, and one before a blank line.

use super::draft::{Draft, DraftLine, Fate};
use duizhao_zh::han;
use unicode_width::UnicodeWidthStr;

/// Smallest width of wrapped lines, in columns of a terminal (a Chinese character takes two).
const NARROWEST: usize = 30;

/// Largest width of wrapped lines, in columns.
const WIDEST: usize = 160;

/// How much narrower than the widest a wrapped line may be, in columns: one word or one mark that did not fit.
const RAGGED: usize = 6;

/// Fewest lines that end in the middle of a sentence, at one width, of a page that is wrapped.
const FEWEST: usize = 2;

/// How the paragraphs of a page are wrapped.
struct Wrapping {
    /// Columns of each line without the marks at its end, for which there is always room; `None` if it is wider than
    /// [`WIDEST`].
    widths: Vec<Option<usize>>,
    /// The width of the full lines.
    width: usize,
    /// Whether the first lines of paragraphs are set in.
    indents: bool,
    /// Whether blank lines stand between all lines, so that they end no paragraph.
    spaced: bool,
    /// Whether blank lines stand between paragraphs.
    blanks: bool,
}

pub(super) fn run(draft: &mut Draft<'_>) {
    let Some(wrapping) = Wrapping::find(&draft.lines) else {
        return;
    };
    let mut first = 0;
    for index in 1..=draft.lines.len() {
        if index < draft.lines.len() && wrapping.continues(&draft.lines, index) {
            continue;
        }
        if first + 1 < index {
            join(draft, first, index - 1);
        }
        first = index;
    }
}

impl Wrapping {
    /// Finds how a page is wrapped; `None` if it is not. Linear.
    fn find(lines: &[DraftLine<'_>]) -> Option<Self> {
        let mut broken = [0_usize; WIDEST + 1];
        // The last line is broken from none.
        let above = lines.split_last().map_or(lines, |(_, above)| above);
        for line in above.iter().filter(|line| is_broken_prose(line)) {
            if let Some(width) = columns(line) {
                broken[width] += 1;
            }
        }
        let window = |top: usize| broken[(top + 1).saturating_sub(RAGGED)..=top].iter().sum();
        let width = (NARROWEST..=WIDEST).rev().max_by_key(|&top| {
            let sum: usize = window(top);
            // Of the windows with as many lines, the one whose top is a line.
            (sum, broken[top] > 0, WIDEST - top)
        })?;
        let full: usize = window(width);
        // Few pages go on from here.
        if full < FEWEST {
            return None;
        }
        let widths: Vec<Option<usize>> = lines.iter().map(columns).collect();
        let wider = widths
            .iter()
            .filter(|w| w.is_none_or(|w| w > width))
            .count();
        let ragged: usize = broken[width / 2..=width - RAGGED].iter().sum();
        if wider * 2 > full || ragged * 2 > full {
            return None;
        }
        let mut found = Self {
            widths,
            width,
            indents: false,
            spaced: false,
            blanks: false,
        };
        found.look_at_paragraphs(lines);
        Some(found)
    }

    /// Finds by what the paragraphs of a wrapped page are set apart.
    fn look_at_paragraphs(&mut self, lines: &[DraftLine<'_>]) {
        let (mut set_in, mut flush, mut after_blank, mut after_line) = (0, 0, 0, 0);
        for index in 1..lines.len() {
            let line = &lines[index];
            set_in += usize::from(line.indent >= 2);
            if self.is_full(lines, index) && is_broken_prose(&lines[index - 1]) {
                flush += usize::from(line.indent < 2);
                after_blank += usize::from(line.after_blank);
                after_line += usize::from(!line.after_blank);
            }
        }
        self.indents = set_in >= 1 && flush >= 1;
        self.spaced = after_line == 0 && after_blank >= FEWEST;
        let paragraphs = lines.iter().skip(2).filter(|line| line.after_blank);
        self.blanks = !self.spaced && paragraphs.count() >= 2;
    }

    /// Tests whether the line before `index` is full: the first word of line `index` would not have fit on it.
    fn is_full(&self, lines: &[DraftLine<'_>], index: usize) -> bool {
        let before = &lines[index - 1];
        self.widths[index - 1].is_some_and(|width| {
            let marks = before.raw.width_cjk() + before.indent - width;
            width <= self.width && width + marks + first_word(lines[index].raw) > self.width
        })
    }

    /// Tests whether line `index` continues the paragraph of the line before it.
    fn continues(&self, lines: &[DraftLine<'_>], index: usize) -> bool {
        let line = &lines[index];
        let before = &lines[index - 1];
        let can_join = |line: &DraftLine<'_>| line.is_open() && line.hint.is_none();
        if !can_join(line) || !can_join(before) || (line.after_blank && !self.spaced) {
            return false;
        }
        if self.indents && line.indent >= 2 {
            return false;
        }
        let broken = breaks_a_sentence(before.raw);
        let nearly = || self.widths[index - 1].is_some_and(|width| width + RAGGED > self.width);
        if broken {
            self.is_full(lines, index) || nearly()
        } else {
            // Where nothing sets paragraphs apart, a full line that ends a sentence ends one.
            (self.indents || self.blanks) && self.is_full(lines, index) && !begins_an_item(line.raw)
        }
    }
}

/// Returns the columns of a line with its indent and without the marks at its end; `None` if there are too many.
fn columns(line: &DraftLine<'_>) -> Option<usize> {
    if line.raw.len() > WIDEST * 3 {
        return None;
    }
    let text = line
        .raw
        .trim_end_matches(|c: char| han::is_closing(c) || is_mark(c));
    let width = plain_width(text).unwrap_or_else(|| text.width_cjk());
    Some(line.indent + width).filter(|&width| width <= WIDEST)
}

/// Returns the columns of a text of ideographs, the most frequent marks and printable ASCII; `None` if it has others, which
/// take a search.
fn plain_width(text: &str) -> Option<usize> {
    text.chars().try_fold(0, |width, c| match c {
        '一'..='龥' | '，' | '。' | '、' => Some(width + 2),
        ' '..='~' => Some(width + 1),
        _ => None,
    })
}

fn is_mark(c: char) -> bool {
    matches!(
        c,
        '，' | '。' | '、' | '；' | '：' | '？' | '！' | ',' | '.' | ';' | ':'
    )
}

/// Returns the columns of the first word of a line: a number or a word in letters, else one character.
fn first_word(text: &str) -> usize {
    let end = text
        .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '%'))
        .unwrap_or(text.len());
    if end > 0 {
        end
    } else {
        text.chars().next().map_or(0, |c| c.to_string().width_cjk())
    }
}

/// Tests whether a line ends in the middle of a sentence, and has marks inside it: a row of headlines has none.
fn is_broken_prose(line: &DraftLine<'_>) -> bool {
    line.is_open()
        && breaks_a_sentence(line.raw)
        && line.raw.contains(['，', '。', '、', '；', ','])
}

/// Tests whether a line ends in the middle of a sentence: in a character or a mark that ends nothing.
fn breaks_a_sentence(text: &str) -> bool {
    let without_point = text.strip_suffix('.').unwrap_or_default();
    if without_point.ends_with(|c: char| c.is_ascii_digit()) {
        return true;
    }
    text.ends_with(|c: char| {
        han::is_han(c)
            || c.is_ascii_alphanumeric()
            || matches!(c, '，' | '、' | ',' | '；' | '“' | '《' | '（' | '%' | '—')
    }) && !text.contains("  ")
}

/// Tests whether a line begins an item of a list or a section.
fn begins_an_item(text: &str) -> bool {
    text.starts_with(['●', '•', '■', '◆', '（', '('])
        || text
            .chars()
            .nth(1)
            .is_some_and(|c| matches!(c, '、' | '.' | '．'))
}

fn join(draft: &mut Draft<'_>, first: usize, last: usize) {
    let mut text = String::new();
    for line in &draft.lines[first..=last] {
        if text.ends_with(|c: char| c.is_ascii_alphanumeric())
            && line.text.starts_with(|c: char| c.is_ascii_alphabetic())
        {
            text.push(' ');
        }
        text.push_str(&line.text);
    }
    for line in &mut draft.lines[first + 1..=last] {
        line.fate = Fate::Joined("wraps");
    }
    draft.set_text(first, text);
}

#[cfg(test)]
mod tests {
    use crate::clean::Cleaner;
    use duizhao_zh::script::Script;
    use proptest::prelude::*;
    use std::sync::LazyLock;

    static HANS: LazyLock<Cleaner> = LazyLock::new(|| Cleaner::new(Script::Hans).unwrap());

    const PARAGRAPHS: [&str; 4] = [
        "清水镇今年把修路列为头等大事，镇里的干部带着图纸走遍了十二个村，逐段核对路基和排水，前后用了四十多天时间。",
        "“路通了，山货就能卖出去，”村民老周说，“以前一车核桃要转三次手，价钱被压得很低。”如今客商把车直接开到村口，当场过秤付款。",
        "到十月底，全镇共硬化道路三十六公里，安装路灯五百余盏，新建桥梁四座，惠及群众九千多人。",
        "镇党委负责人表示，下一步将把管护责任落实到每一户，让修好的路长期用得上、用得好。",
    ];

    /// Wraps the paragraphs at `width` characters; marks never begin a line.
    fn wrapped(width: usize, indent: &str, blank: bool) -> String {
        let mut page = String::from("清水镇修路记\n\n");
        for paragraph in PARAGRAPHS {
            let mut length = 0;
            for c in format!("{indent}{paragraph}").chars() {
                if length >= width && !"，。、”".contains(c) {
                    page.push('\n');
                    length = 0;
                }
                page.push(c);
                length += 1;
            }
            page.push_str(if blank { "\n\n" } else { "\n" });
        }
        page
    }

    fn blocks(page: &str) -> Vec<String> {
        let blocks = HANS.clean_text(page).article.blocks;
        blocks.into_iter().map(|block| block.text).collect()
    }

    proptest! {
        #[test]
        fn paragraphs_come_back_whole(width in 18_usize..42, indented: bool, blank: bool) {
            prop_assume!(indented || blank);
            let page = wrapped(width, if indented { "　　" } else { "" }, blank);
            prop_assert_eq!(blocks(&page), PARAGRAPHS, "{}", page);
        }
    }

    #[test]
    fn lines_between_blank_ones_are_joined() {
        let page = wrapped(20, "　　", false).replace('\n', "\n\n");
        assert_eq!(blocks(&page), PARAGRAPHS);
    }

    #[test]
    fn lists_and_verses_keep_their_lines() {
        for lines in [
            "床前看月光\n疑是地上霜\n举头望山月\n低头思故乡",
            "关于做好春季农业生产和农村工作的若干意见\n关于做好夏季防汛抗旱和山洪预警的紧急通知\n关于做好秋季粮食收购和仓储安全的补充通知",
        ] {
            let page = format!(
                "某县文件汇编\n\n{}\n\n{lines}\n\n{}\n",
                PARAGRAPHS[0], PARAGRAPHS[1]
            );
            let body = blocks(&page);
            for line in lines.lines() {
                assert!(body.iter().any(|block| block == line), "{line}: {body:?}");
            }
        }
    }
}
