//! Dates of ISO 8601 as seconds since 1970.

/// Seconds of a day.
const DAY: i64 = 86_400;

/// Parses a moment in the basic or the extended form of ISO 8601: `20200219T121500Z`, `2020-02-19T20:15:00+08:00`.
///
/// Without a zone it is UTC, without a time the beginning of the day. Parts of a second are dropped.
pub fn parse(text: &str) -> Option<i64> {
    let mut rest = text.trim();
    let day = day(&mut rest)?;
    if rest.is_empty() {
        return Some(day);
    }
    rest = rest.strip_prefix(['T', 't', ' '])?;
    let time = time(&mut rest)?;
    Some(day + time - offset(rest)?)
}

/// Parses a day, `2026-01-31`, and returns its beginning in UTC.
pub fn parse_day(text: &str) -> Option<i64> {
    let mut rest = text.trim();
    let start = day(&mut rest)?;
    rest.is_empty().then_some(start)
}

/// Writes a moment in the basic form, `20200219T121500Z`; `None` where the year has not four digits.
pub fn format(seconds: i64) -> Option<String> {
    let (days, second) = (seconds.div_euclid(DAY), seconds.rem_euclid(DAY));
    let (year, month, day) = civil(days)?;
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    Some(format!(
        "{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}Z"
    ))
}

/// Takes a number of that many digits off the front.
fn number(rest: &mut &str, digits: usize) -> Option<i64> {
    let (number, after) = rest.split_at_checked(digits)?;
    let all_digits = number.bytes().all(|byte| byte.is_ascii_digit());
    *rest = after;
    all_digits.then(|| number.parse().ok()).flatten()
}

/// Takes a separator off the front, if it is there.
fn skip(rest: &mut &str, separator: char) {
    *rest = rest.strip_prefix(separator).unwrap_or(rest);
}

/// Takes a date off the front.
fn day(rest: &mut &str) -> Option<i64> {
    let year = number(rest, 4)?;
    skip(rest, '-');
    let month = number(rest, 2)?;
    skip(rest, '-');
    let day = number(rest, 2)?;
    let days = days(year, month, day);
    // A day that does not exist is another one.
    (civil(days) == Some((year, month, day))).then_some(days * DAY)
}

/// Takes the time of a day off the front.
fn time(rest: &mut &str) -> Option<i64> {
    let hour = number(rest, 2)?;
    skip(rest, ':');
    let minute = number(rest, 2)?;
    skip(rest, ':');
    let second = if rest.starts_with(|c: char| c.is_ascii_digit()) {
        number(rest, 2)?
    } else {
        0
    };
    if let Some(fraction) = rest.strip_prefix(['.', ',']) {
        *rest = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
    }
    (hour < 24 && minute < 60 && second <= 60).then_some((hour * 60 + minute) * 60 + second)
}

/// Parses a zone as its seconds east of UTC; none is UTC.
fn offset(zone: &str) -> Option<i64> {
    if matches!(zone, "" | "Z" | "z") {
        return Some(0);
    }
    let (sign, mut rest) = match zone.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let hours = number(&mut rest, 2)?;
    skip(&mut rest, ':');
    let minutes = if rest.is_empty() {
        0
    } else {
        number(&mut rest, 2)?
    };
    (rest.is_empty() && hours < 24 && minutes < 60).then_some(sign * (hours * 60 + minutes) * 60)
}

/// Counts the days from 1970 to a day of the Gregorian calendar; years begin in March, so that a leap day ends one.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month > 2 { year } else { year - 1 };
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + of_year
        - 719_468
}

/// Returns year, month and day of a number of days since 1970; `None` outside the years 0 to 9999.
fn civil(days: i64) -> Option<(i64, i64, i64)> {
    let days = days.checked_add(719_468)?;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 {
        (month + 3, 0)
    } else {
        (month - 9, 1)
    };
    let year = era * 400 + year + next;
    (0..=9999).contains(&year).then_some((year, month, day))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(date: &str, expected: Option<i64>) {
        assert_eq!(parse(date), expected, "{date}");
    }

    #[test]
    fn both_forms_are_read() {
        check("20200219T121500Z", Some(1_582_114_500));
        check("2020-02-19T12:15:00Z", Some(1_582_114_500));
        check("2020-02-19 12:15:00.25Z", Some(1_582_114_500));
        check("20200219T121500", Some(1_582_114_500));
        check("2020-02-19T12:15", Some(1_582_114_500));
        check("2020-02-19", Some(1_582_070_400));
        check("20200219T201500+0800", Some(1_582_114_500));
        check("2020-02-19T20:15:00+08:00", Some(1_582_114_500));
        check("2020-02-19T09:15:00-03", Some(1_582_114_500));
        check("1969-12-31T23:59:59Z", Some(-1));
        check("2000-02-29", Some(951_782_400));
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "yesterday",
            "",
            "2019-02-29",
            "2020-13-01",
            "2020-00-10",
            "2020-02-19T",
            "2020-02-19T24:00:00Z",
            "2020-02-19T12:15:00+25:00",
            "2020-02-19T12:15:00Zulu",
            "+202-02-19",
            "２０２０-02-19",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn a_day_has_no_time() {
        assert_eq!(parse_day("2020-02-19"), Some(1_582_070_400));
        assert_eq!(parse_day("2020-02-19T00:00:00Z"), None);
        assert_eq!(parse_day("19.2.2020"), None);
    }

    #[test]
    fn years_of_four_digits_are_written() {
        assert_eq!(format(1_582_114_500).as_deref(), Some("20200219T121500Z"));
        assert_eq!(format(253_402_300_799).as_deref(), Some("99991231T235959Z"));
        assert_eq!(format(253_402_300_800), None);
        assert_eq!(format(i64::MAX), None);
        assert_eq!(format(i64::MIN), None);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(at in any::<i32>()) {
            prop_assert_eq!(parse(&format(i64::from(at)).unwrap()), Some(i64::from(at)));
        }

        #[test]
        fn every_day_is_its_own(days_since_1970 in -719_528..2_932_897_i64) {
            let (year, month, day) = civil(days_since_1970).unwrap();
            prop_assert_eq!(days(year, month, day), days_since_1970);
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,20}|[0-9T:Z+-]{0,24}") {
            let _ = parse(&text);
        }
    }
}
