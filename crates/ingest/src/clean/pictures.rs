//! Lines that are the file name or address of a picture or an attachment.

use super::draft::Draft;
use duizhao_zh::char_set::PlaneSet;
use duizhao_zh::han;

const EXTENSIONS: [&str; 19] = [
    ".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp", ".svg", ".tif", ".pdf", ".doc", ".docx",
    ".xls", ".xlsx", ".wps", ".zip", ".rar", ".mp4", ".ofd", ".ppt",
];

/// The characters of which a name or a placeholder has one: the point before an extension, and what a placeholder has.
pub(super) const SIGNS: &str = ".图圖iI";

/// Longest name or address, in bytes.
const LONGEST: usize = 400;

pub(super) fn run(draft: &mut Draft<'_>) {
    for index in 0..draft.lines.len() {
        let line = &draft.lines[index];
        // Among the text, a name in Chinese can be the end of a sentence.
        if line.is_open()
            && draft.is_needed(index)
            && is_picture(&line.text)
            && (line.text.starts_with(['[', '【', '('])
                || han::count(&line.text) == 0
                || !draft.is_inside(index))
        {
            draft.remove(index);
        }
    }
}

/// Tests whether the whole line is one file name or address, perhaps in brackets or with a label, or a placeholder.
fn is_picture(text: &str) -> bool {
    if text.len() > LONGEST {
        return false;
    }
    static BRACKETS: PlaneSet = PlaneSet::of("[]()【】（）<>!");
    let name = text.trim_matches(|c| BRACKETS.contains(c));
    let name = ["图片：", "图片:", "image:", "img:"]
        .iter()
        .find_map(|label| name.strip_prefix(label))
        .unwrap_or(name)
        .trim();
    if matches!(name, "图片" | "图" | "圖片" | "image" | "img" | "IMG") {
        return true;
    }
    let mut parts = name.as_bytes().split(|byte| matches!(byte, b'?' | b'#'));
    let file = parts.next().unwrap_or_default();
    // The longest extension has five bytes.
    if !file.iter().rev().take(5).any(|&byte| byte == b'.') {
        return false;
    }
    let ends_with = |ext: &str| {
        let start = file.len().checked_sub(ext.len());
        start.is_some_and(|start| file[start..].eq_ignore_ascii_case(ext.as_bytes()))
    };
    EXTENSIONS.iter().any(|ext| ends_with(ext)) && !name.contains([' ', '，', '。'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn picture_names_only() {
        assert!(is_picture("0b7b02087bf40ad157b67d457fd229d9abeccece.jpg"));
        assert!(is_picture("https://example.org/a/图1.PNG?x=1"));
        assert!(is_picture("[图片]"));
        assert!(!is_picture("他把照片存为 a.jpg"));
        assert!(!is_picture("照片名为会场.jpg，已归档"));
        assert!(!is_picture("图片展开幕"));
    }
}
