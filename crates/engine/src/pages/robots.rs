//! What a site lets programs fetch: its robots.txt (RFC 9309).

/// The name by which sites can speak of this program.
const NAME: &str = "duizhao";

/// The rules of a site for this program.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Robots {
    rules: Vec<RobotsRule>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct RobotsRule {
    allows: bool,
    pattern: String,
}

impl Robots {
    /// Returns the rules under which nothing may be fetched.
    pub(super) fn nothing() -> Self {
        Self {
            rules: vec![RobotsRule {
                allows: false,
                pattern: "/".to_owned(),
            }],
        }
    }

    /// Reads a robots.txt: the groups that name this program, or else those for all programs. What is no rule is skipped.
    pub(super) fn of(text: &str) -> Self {
        let (mut own, mut all) = (None, Self::default());
        let (mut is_own, mut is_all, mut begins) = (false, false, true);
        for line in text.trim_start_matches('\u{feff}').lines() {
            let line = line.split('#').next().unwrap_or_default();
            let Some((key, value)) = line.split_once(':') else {
                continue;
            };
            let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
            let allows = match key.as_str() {
                "user-agent" => {
                    if !std::mem::replace(&mut begins, true) {
                        (is_own, is_all) = (false, false);
                    }
                    is_own |= value.eq_ignore_ascii_case(NAME);
                    is_all |= value == "*";
                    if is_own {
                        own.get_or_insert_with(Self::default);
                    }
                    continue;
                }
                "allow" => true,
                "disallow" => false,
                _ => continue,
            };
            begins = false;
            let rule = RobotsRule {
                allows,
                pattern: value.to_owned(),
            };
            // An empty pattern matches nothing.
            if value.is_empty() {
                continue;
            }
            if is_all {
                all.rules.push(rule.clone());
            }
            if let Some(own) = &mut own
                && is_own
            {
                own.rules.push(rule);
            }
        }
        own.unwrap_or(all)
    }

    /// Tests whether a path, with its query, may be fetched: the longest rule that matches says so, and of two as long the
    /// one that allows.
    pub(super) fn allow(&self, path: &str) -> bool {
        let matching = self
            .rules
            .iter()
            .filter(|rule| matches(&rule.pattern, path));
        let longest = matching.max_by_key(|rule| (rule.pattern.len(), rule.allows));
        longest.is_none_or(|rule| rule.allows)
    }
}

/// Tests whether a pattern matches the beginning of a path; `*` is any text, `$` at its end the end of the path.
fn matches(pattern: &str, path: &str) -> bool {
    let (pattern, is_whole) = match pattern.strip_suffix('$') {
        Some(pattern) => (pattern, true),
        None => (pattern, false),
    };
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| path.strip_prefix(first)) else {
        return false;
    };
    let mut last = None;
    for part in parts {
        let Some(at) = rest.find(part) else {
            return false;
        };
        rest = &rest[at + part.len()..];
        last = Some(part);
    }
    // The last part can also stand later.
    !is_whole || rest.is_empty() || last.is_some_and(|part| rest.ends_with(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(robots: &str, path: &str, expected: bool) {
        assert_eq!(Robots::of(robots).allow(path), expected, "{robots} {path}");
    }

    #[test]
    fn the_longest_rule_says_what_may_be_fetched() {
        let robots =
            "User-agent: *\nDisallow: /a/ # x\nAllow: /a/b\nDisallow: /*.php$\nDisallow:\n";
        check(robots, "/", true);
        check(robots, "/a/c", false);
        check(robots, "/a/b/c", true);
        check(robots, "/x/y.php", false);
        check(robots, "/x/y.php?z", true);
        check("Disallow: /\n", "/", true);
        check("<html>404</html>", "/", true);
        assert!(!Robots::nothing().allow("/x"));
    }

    #[test]
    fn a_group_for_this_program_wins() {
        let robots =
            "User-agent: a\nUser-agent: Duizhao\nDisallow: /x\n\nUser-agent: *\nDisallow: /\n";
        check(robots, "/y", true);
        check(robots, "/x", false);
        check(
            "User-agent: b\nDisallow: /\nUser-agent: *\nAllow: /\n",
            "/y",
            true,
        );
        check(
            "User-agent: duizhao\nDisallow:\nUser-agent: *\nDisallow: /\n",
            "/y",
            true,
        );
        check("user-agent: *\ndisallow: /*x*y\n", "/axby", false);
    }
}
