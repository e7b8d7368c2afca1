//! Reading and writing dates as exchanged memories have them.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// Writes a moment as TMX has it, `YYYYMMDDThhmmssZ`; `None` where the year has not four digits.
pub(super) fn stamp(seconds: i64) -> Option<String> {
    let time = Timestamp::from_second(seconds)
        .ok()?
        .to_zoned(TimeZone::UTC);
    (0..=9999)
        .contains(&time.year())
        .then(|| time.strftime("%Y%m%dT%H%M%SZ").to_string())
}

/// Returns the seconds since 1970 of a date in either form of ISO 8601; without a zone it is UTC.
pub(super) fn seconds(date: &str) -> Option<i64> {
    let date = date.trim();
    if let Ok(moment) = date.parse::<Timestamp>() {
        return Some(moment.as_second());
    }
    let local: DateTime = date.parse().ok()?;
    Some(local.to_zoned(TimeZone::UTC).ok()?.timestamp().as_second())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn dates_of_others_are_read() {
        let check = |date, expected| assert_eq!(seconds(date), expected, "{date}");
        check("20200219T121500Z", Some(1_582_114_500));
        check("2020-02-19T12:15:00Z", Some(1_582_114_500));
        check("20200219T121500", Some(1_582_114_500));
        check("2020-02-19", Some(1_582_070_400));
        check("20200219T201500+0800", Some(1_582_114_500));
        check("yesterday", None);
        assert_eq!(stamp(1_582_114_500).as_deref(), Some("20200219T121500Z"));
        assert_eq!(stamp(i64::MAX), None);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(at in any::<i32>()) {
            prop_assert_eq!(seconds(&stamp(i64::from(at)).unwrap()), Some(i64::from(at)));
        }
    }
}
