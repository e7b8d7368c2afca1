//! Addresses of pages as inputs. Fetching them is handed in from outside: reading needs no network of its own.

use std::path::{Path, PathBuf};

/// Fetches pages.
pub trait Fetch: Send + Sync {
    /// Fetches the page at an address: at most `limit` bytes.
    fn fetch(&self, address: &str, limit: u64) -> Result<FetchedPage, FetchError>;
}

/// A page as its server gave it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FetchedPage {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its address, after redirects.
    pub url: String,
    /// The character set that the server names.
    pub charset: Option<String>,
    /// When it was fetched, in UTC, as RFC 3339 has it.
    pub retrieved: String,
}

/// Why a page could not be fetched.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct FetchError {
    /// What is wrong.
    pub message: String,
    /// Suggested fix.
    pub hint: &'static str,
}

/// Tests whether an input is named by an address of the web.
pub(crate) fn is_address(path: &Path) -> bool {
    let text = path.to_str().unwrap_or_default();
    let scheme = text.split_once("://").map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| {
        scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")
    })
}

/// Longest name of a folder or a file in an edition's path, in characters.
const LONGEST_NAME: usize = 80;

/// Returns where the edition of a page goes: its host and path as folders, its query in the name.
pub(crate) fn stem(address: &Path) -> PathBuf {
    let address = address.to_string_lossy();
    let rest = address.split_once("://").map_or("", |(_, rest)| rest);
    let rest = rest.split('#').next().unwrap_or_default();
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let mut parts: Vec<String> = path.split('/').filter_map(name).collect();
    if parts.len() == 1 {
        parts.push("index".to_owned());
    }
    if let Some(last) = parts.last_mut() {
        let end = last.rfind('.').filter(|&at| at > 0 && last.len() - at <= 6);
        last.truncate(end.unwrap_or(last.len()));
        if let Some(query) = name(query) {
            last.push('-');
            last.push_str(&query);
        }
    }
    parts.iter().collect()
}

/// Returns a part of an address as the name of a file.
fn name(part: &str) -> Option<String> {
    let name: String = part
        .chars()
        .take(LONGEST_NAME)
        .map(|c: char| {
            if c.is_alphanumeric() || matches!(c, '.' | '_') {
                c
            } else {
                '-'
            }
        })
        .collect();
    let name = name.trim_matches(['.', '-']);
    (!name.is_empty()).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editions_of_pages_are_in_folders_of_their_hosts() {
        for (address, expected) in [
            (
                "https://www.news.cn/politics/2024-07/18/c_1.htm",
                "www.news.cn/politics/2024-07/18/c_1",
            ),
            ("http://a.cn", "a.cn/index"),
            ("http://a.cn:8080/", "a.cn-8080/index"),
            (
                "https://a.cn/view.php?id=5&x=../..#top",
                "a.cn/view-id-5-x-..-",
            ),
            ("https://a.cn/../../etc/passwd", "a.cn/etc/passwd"),
        ] {
            let stem = stem(Path::new(address));
            assert!(
                stem.to_str()
                    .unwrap()
                    .starts_with(expected.trim_end_matches("-..-")),
                "{stem:?}"
            );
            assert!(stem.is_relative() && !stem.components().any(|part| part.as_os_str() == ".."));
        }
        assert!(is_address(Path::new("HTTPS://a.cn")) && !is_address(Path::new("file:///a")));
    }
}
