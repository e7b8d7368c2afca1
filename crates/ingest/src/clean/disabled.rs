//! Passes that are left out: everywhere, or on the pages of a site.

use super::{PASSES, Pass};
use duizhao_core::diagnostic::Hinted;
use std::collections::BTreeMap;

/// Passes that a cleaner leaves out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct DisabledPasses {
    everywhere: Vec<&'static str>,
    /// By the host of the site.
    sites: BTreeMap<String, Vec<&'static str>>,
}

/// A name that no pass has, or that of one that cannot be left out.
#[derive(Debug, thiserror::Error)]
#[error("there is no cleaning pass `{name}` to disable")]
pub struct UnknownPass {
    name: String,
}

impl Hinted for UnknownPass {
    fn hint(&self) -> Option<String> {
        let names: Vec<&str> = optional().map(|pass| pass.name).collect();
        Some(format!("the passes are {}", names.join(", ")))
    }
}

impl DisabledPasses {
    /// Adds passes that are left out everywhere; fails at the first name that no pass has.
    pub fn everywhere<S: AsRef<str>>(mut self, names: &[S]) -> Result<Self, UnknownPass> {
        self.everywhere.extend(named(names)?);
        Ok(self)
    }

    /// Adds passes that are left out on the pages of a site and of those below it (`news.example.com` is below
    /// `example.com`); fails at the first name that no pass has.
    pub fn on_site<S: AsRef<str>>(mut self, site: &str, names: &[S]) -> Result<Self, UnknownPass> {
        let site = site.trim_start_matches("www.").to_ascii_lowercase();
        self.sites.entry(site).or_default().extend(named(names)?);
        Ok(self)
    }

    /// Tests whether a pass is left out for a document, whose address is given if it is known.
    pub(super) fn has(&self, pass: &str, address: Option<&str>) -> bool {
        let host = || address.and_then(host).map(str::to_ascii_lowercase);
        self.everywhere.contains(&pass)
            || !self.sites.is_empty()
                && host().is_some_and(|host| {
                    let is_of = |site: &str| {
                        host.strip_suffix(site)
                            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
                    };
                    self.sites
                        .iter()
                        .any(|(site, passes)| passes.contains(&pass) && is_of(site))
                })
    }
}

/// Returns the host of an address.
fn host(address: &str) -> Option<&str> {
    let (_, rest) = address.split_once("://")?;
    rest.split(['/', ':', '?', '#']).next()
}

/// Lists the passes that can be left out: all but the one that makes the text that rules read.
fn optional() -> impl Iterator<Item = &'static Pass> {
    PASSES.iter().filter(|pass| pass.name != "simplify")
}

fn named<S: AsRef<str>>(names: &[S]) -> Result<Vec<&'static str>, UnknownPass> {
    names
        .iter()
        .map(|name| {
            let name = name.as_ref();
            let pass = optional().find(|pass| pass.name == name);
            pass.map(|pass| pass.name).ok_or_else(|| UnknownPass {
                name: name.to_owned(),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passes_are_left_out_on_the_pages_of_a_site() {
        let disabled = DisabledPasses::default().everywhere(&["repeats"]).unwrap();
        let disabled = disabled.on_site("example.com", &["wraps"]).unwrap();
        let has = |pass: &str, address: &str| disabled.has(pass, Some(address));
        assert!(disabled.has("repeats", None) && !disabled.has("wraps", None));
        assert!(
            has("wraps", "https://example.com/a") && has("wraps", "http://news.Example.com:80")
        );
        assert!(
            !has("wraps", "https://otherexample.com/") && !has("menus", "https://example.com/")
        );
    }

    #[test]
    fn names_that_no_pass_has_are_said() {
        for name in ["simplify", "nothing"] {
            let error = DisabledPasses::default().everywhere(&[name]).unwrap_err();
            assert!(error.to_string().contains(name), "{error}");
        }
    }
}
