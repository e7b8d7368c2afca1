//! Telling pages from other files by how they begin.

/// Elements that pages begin with, and other files do not.
const HEADS: [&str; 9] = [
    "html", "head", "body", "title", "meta", "link", "script", "style", "base",
];

/// Elements that parts of pages begin with. Markdown can begin with some of them.
const PARTS: [&str; 25] = [
    "article",
    "form",
    "section",
    "main",
    "header",
    "div",
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "ul",
    "ol",
    "dl",
    "table",
    "tbody",
    "span",
    "font",
    "center",
    "strong",
    "b",
    "a",
    "img",
    "br",
    "blockquote",
];

/// How much of a file a part of a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beginning {
    /// A page begins here.
    Page,
    /// Something begins here that stands in pages.
    Part,
}

/// Tells how a page begins; `None` for what is not one. A byte order mark, white space, an XML declaration and comments
/// can stand first.
pub(super) fn beginning(head: &str) -> Option<Beginning> {
    let mut rest = head;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.split_once("-->")?.1;
        } else if rest.starts_with("<?") {
            rest = rest.split_once('>')?.1;
        } else if let Some(name) = rest.strip_prefix("<!") {
            let (doctype, after) = name.split_once('>')?;
            if is_name(doctype, "doctype html") {
                return Some(Beginning::Page);
            }
            rest = after;
        } else {
            break;
        }
    }
    let name = rest.strip_prefix('<')?;
    if HEADS.iter().any(|head| is_name(name, head)) {
        return Some(Beginning::Page);
    }
    let part = PARTS.iter().any(|part| is_name(name, part));
    part.then_some(Beginning::Part)
}

/// Tests whether a tag has a name: it stands first, in any case, and the name ends there.
fn is_name(tag: &str, name: &str) -> bool {
    tag.get(..name.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(name))
        && !tag[name.len()..]
            .starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-' || c == ':')
}

/// Tests whether a text has elements of pages in it.
pub(super) fn has_elements(head: &str) -> bool {
    head.split('<').skip(1).any(|tag| {
        let tag = tag.strip_prefix('/').unwrap_or(tag);
        HEADS.iter().chain(&PARTS).any(|name| is_name(tag, name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(head: &str, expected: Option<Beginning>) {
        assert_eq!(beginning(head), expected, "{head}");
    }

    #[test]
    fn pages_begin_in_many_ways() {
        for head in [
            "<!DOCTYPE html>",
            "<!doctype HTML public \"-//W3C//DTD XHTML 1.0\" \"x\">",
            "<html>",
            "\u{feff}\n<HTML lang=zh>",
            "<?xml version=\"1.0\"?>\n<html xmlns=\"x\">",
            "<!-- saved from url=(0050)http://a.cn/ -->\n<!-- b --><html>",
            "<head><title>",
            "<meta charset=gbk>",
            "<title>会议",
            "<body>",
        ] {
            check(head, Some(Beginning::Page));
        }
    }

    #[test]
    fn parts_of_pages_are_told_from_text() {
        for head in [
            "<div class=a>",
            "<p>会议",
            "<P\nclass=a>",
            "<h1>会</h1>",
            "<!--a--><article>",
        ] {
            check(head, Some(Beginning::Part));
        }
        for head in [
            "会议<p>",
            "<会议>",
            "<pre-x>",
            "<!-- 会议",
            "<?xml version='1.0'?><tmx>",
            "<",
            "",
        ] {
            check(head, None);
        }
        assert!(has_elements("会议<p>在京召开</p>") && !has_elements("a < b, <会议>"));
    }
}
