//! How long a busy service asks to wait, in the forms that services use.

use duizhao_core::date;
use reqwest::header::HeaderMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// When the limits of OpenAI, and of services that do as it does, are full again: one of them was hit.
const RESETS: [&str; 2] = ["x-ratelimit-reset-requests", "x-ratelimit-reset-tokens"];

/// Returns the wait that a reply's headers ask for; `None` if they name none.
///
/// `retry-after` is RFC 9110, section 10.2.3; `retry-after-ms` is OpenAI's.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let now = SystemTime::now();
    if let Some(milliseconds) = text(headers, "retry-after-ms").and_then(seconds) {
        return Some(milliseconds / 1000);
    }
    text(headers, "retry-after")
        .and_then(|value| wait(value, now))
        .or_else(|| {
            let resets = RESETS.iter().filter_map(|name| text(headers, name));
            resets.filter_map(|value| wait(value, now)).max()
        })
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

/// Finds the wait that an error's text in lower case asks for: `try again in 4.5s`, `retry after 37 seconds`,
/// `"retrydelay":"37s"`.
pub(crate) fn in_text(said: &str) -> Option<Duration> {
    let places = [
        "try again in ",
        "retry in ",
        "retry after ",
        "\"retrydelay\":\"",
    ];
    let rest = places
        .iter()
        .find_map(|place| said.split_once(place))
        .map(|(_, rest)| rest)?;
    let end = rest
        .find(|c: char| !c.is_ascii_alphanumeric() && c != '.')
        .unwrap_or(rest.len());
    let value = rest[..end].trim_end_matches('.');
    duration(value).or_else(|| seconds(value))
}

/// Parses seconds, whole or not; a duration such as `6m0.5s`; a date of HTTP or of RFC 3339.
fn wait(value: &str, now: SystemTime) -> Option<Duration> {
    seconds(value)
        .or_else(|| duration(value))
        .or_else(|| until(value, now))
}

/// Returns the time from `now` to a date; zero where it has passed.
fn until(date: &str, now: SystemTime) -> Option<Duration> {
    let date = match httpdate::parse_http_date(date) {
        Ok(date) => date,
        Err(_) => UNIX_EPOCH + Duration::from_secs(date::parse(date)?.try_into().ok()?),
    };
    Some(date.duration_since(now).unwrap_or_default())
}

fn seconds(value: &str) -> Option<Duration> {
    value
        .parse::<f64>()
        .ok()
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
}

/// Parses a duration as Go prints it.
fn duration(value: &str) -> Option<Duration> {
    let mut rest = value;
    let mut sum = Duration::ZERO;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let unit_end = rest[end..]
            .find(|c: char| c.is_ascii_digit())
            .map_or(rest.len(), |i| end + i);
        let unit = match &rest[end..unit_end] {
            "h" => 3600.0,
            "m" => 60.0,
            "s" => 1.0,
            "ms" => 1e-3,
            "us" | "µs" => 1e-6,
            "ns" => 1e-9,
            _ => return None,
        };
        sum = sum.checked_add(
            Duration::try_from_secs_f64(rest[..end].parse::<f64>().ok()? * unit).ok()?,
        )?;
        rest = &rest[unit_end..];
    }
    (!value.is_empty()).then_some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(value: &str, expected: Option<f64>) {
        // 2026-11-22T08:00:00Z
        let now = UNIX_EPOCH + Duration::from_secs(1_795_334_400);
        assert_eq!(
            wait(value, now).map(|wait| wait.as_secs_f64()),
            expected,
            "{value}"
        );
    }

    #[test]
    fn every_form_is_read() {
        check("7", Some(7.0));
        check("0.5", Some(0.5));
        check("6m0s", Some(360.0));
        check("1h2m3.5s", Some(3723.5));
        check("20ms", Some(0.02));
        check("Sun, 22 Nov 2026 08:01:30 GMT", Some(90.0));
        check("Sunday, 22-Nov-26 08:01:30 GMT", Some(90.0));
        check("Sun Nov 22 08:01:30 2026", Some(90.0));
        check("Sun, 22 Nov 2026 07:01:30 GMT", Some(0.0));
        check("2026-11-22T08:00:10Z", Some(10.0));
        check("soon", None);
        check("-3", None);
        check("5000000000000000h5000000000000000h", None);
        check("", None);
    }

    #[test]
    fn the_most_telling_header_counts() {
        let mut headers = HeaderMap::new();
        assert_eq!(retry_after(&headers), None);
        headers.insert("x-ratelimit-reset-requests", "1s".parse().unwrap());
        headers.insert("x-ratelimit-reset-tokens", "6m0s".parse().unwrap());
        assert_eq!(retry_after(&headers), Some(Duration::from_secs(360)));
        headers.insert("retry-after", "2".parse().unwrap());
        assert_eq!(retry_after(&headers), Some(Duration::from_secs(2)));
        headers.insert("retry-after-ms", "1500".parse().unwrap());
        assert_eq!(retry_after(&headers), Some(Duration::from_millis(1500)));
    }

    proptest! {
        #[test]
        fn no_value_is_taken_amiss(value in "\\PC{0,20}|[0-9hms.]{0,8}") {
            let _ = wait(&value, SystemTime::now());
        }
    }
}
