//! What a line of a page is, by its words, its links and its marks.

use super::flow::{Line, LineForm};

/// Tests whether at least half of a line is links: half of its Chinese characters, letters and digits.
pub(super) fn is_linked(line: &Line) -> bool {
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
    let linked: usize = line
        .links
        .iter()
        .map(|link| letters(link.span.of(&line.text)))
        .sum();
    !line.links.is_empty() && linked * 2 >= letters(&line.text)
}

/// Longest line of fine print, in Chinese characters: an article can quote some.
const LONGEST_FINE_PRINT: usize = 120;

/// Tests whether a line is what sites say of themselves below their pages.
pub(super) fn is_fine_print(line: &Line) -> bool {
    const WORDS: [&str; 14] = [
        "版权所有",
        "ICP备",
        "ICP证",
        "公网安备",
        "Copyright",
        "copyright",
        "©",
        "许可证",
        "未经授权",
        "免责声明",
        "特别声明",
        "不良信息",
        "举报电话",
        "本平台仅提供",
    ];
    line.han <= LONGEST_FINE_PRINT && WORDS.iter().any(|word| line.text.contains(word))
}

/// Fewest Chinese characters of running text.
pub(super) const SHORTEST_PROSE: usize = 12;

/// Tests whether a line reads as running text.
pub(super) fn is_prose(line: &Line) -> bool {
    const MARKS: [char; 11] = [
        '。', '，', '！', '？', '；', '：', '、', '“', '」', ',', '…',
    ];
    line.han >= SHORTEST_PROSE && line.form != LineForm::Row && line.text.contains(MARKS)
}

/// Longest line that names who made an article, in Chinese characters.
const LONGEST_CREDIT: usize = 40;

/// Tests whether a line says who made an article, where it is from, or its number: 国发〔2024〕7号.
pub(super) fn is_credit(line: &Line) -> bool {
    const LABELS: [&str; 14] = [
        "编辑",
        "責編",
        "责编",
        "來源",
        "来源",
        "作者",
        "记者",
        "記者",
        "校对",
        "审核",
        "监制",
        "通讯员",
        "文号",
        "发文",
    ];
    let labelled = LABELS.iter().any(|label| {
        line.text.split(label).skip(1).any(|rest| {
            rest.trim_start()
                .starts_with(['：', ':', '丨', '|', '/', '／'])
        })
    });
    let is_file_number = line.text.contains('〔') && line.text.ends_with('号');
    (labelled || is_file_number) && line.han <= LONGEST_CREDIT
}

/// Tests whether a line is a row of the index of an official document: 索引号, 发文机关.
pub(super) fn is_index_row(line: &Line) -> bool {
    const LABELS: [&str; 7] = [
        "索引号",
        "发文机关",
        "发文机构",
        "文号",
        "成文日期",
        "发布日期",
        "主题分类",
    ];
    let text: String = line.text.chars().filter(|c| !c.is_whitespace()).collect();
    line.form == LineForm::Row
        && !is_linked(line)
        && LABELS.iter().any(|label| text.contains(label))
}

/// Longest label of a control, in Chinese characters.
const LONGEST_CONTROL: usize = 12;

/// Tests whether a line is a control of the site.
pub(super) fn is_control(line: &Line) -> bool {
    const WORDS: [&str; 14] = [
        "分享", "打印", "关注", "收藏", "评论", "举报", "字体", "字号", "纠错", "播报", "登录",
        "订阅", "点赞", "粉丝",
    ];
    line.han <= LONGEST_CONTROL && WORDS.iter().any(|word| line.text.contains(word))
}

/// Tests whether a text has a date in it: 2024-05-13, 2024年5月13日, 05/13 08:30.
pub(super) fn has_date(text: &str) -> bool {
    text.split(|c: char| !(c.is_ascii_digit() || "-/.年月日: ".contains(c)))
        .any(|part| {
            let numbers = part
                .split(|c: char| !c.is_ascii_digit())
                .filter(|n| !n.is_empty());
            let lengths: Vec<usize> = numbers.map(str::len).collect();
            lengths
                .windows(3)
                .any(|three| three[0] == 4 && three[1] <= 2 && three[2] <= 2)
                || (part.contains(':') && lengths.len() >= 4)
        })
}

impl Line {
    /// Tests whether an article does not go on over a line at its beginning or end.
    pub(super) fn is_fence(&self) -> bool {
        self.framed || is_linked(self) || is_fine_print(self)
    }
}
