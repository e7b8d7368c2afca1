//! Small charts of counts over time, as SVG.

use super::html;
use std::collections::BTreeMap;
use std::fmt::Write;

/// From how many years on bars are years, and not months.
const YEARS: usize = 4;

/// The size of the drawing.
const WIDTH: f64 = 480.0;
const HEIGHT: f64 = 72.0;

/// Counts by day.
#[derive(Debug, Clone, Default)]
pub(super) struct Timeline {
    /// Counts by month, as `YYYY-MM`.
    months: BTreeMap<String, usize>,
}

impl Timeline {
    /// Counts something of a day, `YYYY-MM-DD`.
    pub(super) fn add(&mut self, date: &str, count: usize) {
        if let Some(month) = date.get(..7) {
            *self.months.entry(month.to_owned()).or_default() += count;
        }
    }

    /// Draws a bar for each month, or for each year where there are many; `None` where there is only one.
    pub(super) fn svg(&self, label: &str) -> Option<String> {
        let bars = self.bars();
        if bars.len() < 2 {
            return None;
        }
        let most = bars
            .iter()
            .map(|(_, count)| *count)
            .max()
            .unwrap_or(1)
            .max(1);
        let step = WIDTH / bars.len() as f64;
        let width = (step * 0.8).min(28.0);
        let mut svg = format!(
            "<svg viewBox=\"0 0 {WIDTH} {}\" role=\"img\" aria-label=\"{}\">",
            HEIGHT + 16.0,
            html::escape(label)
        );
        for (at, (name, count)) in bars.iter().enumerate() {
            let height = HEIGHT * *count as f64 / most as f64;
            write!(
                svg,
                "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{width:.1}\" height=\"{height:.1}\"><title>{name}: {count}</title></rect>",
                at as f64 * step + (step - width) / 2.0,
                HEIGHT - height,
            )
            .expect("a string takes it");
        }
        let (first, last) = (&bars[0].0, &bars[bars.len() - 1].0);
        write!(
            svg,
            "<line x1=\"0\" y1=\"{HEIGHT}\" x2=\"{WIDTH}\" y2=\"{HEIGHT}\"/><text x=\"0\" y=\"{y}\">{first}</text><text x=\"{WIDTH}\" y=\"{y}\" text-anchor=\"end\">{last}</text></svg>",
            y = HEIGHT + 12.0,
        )
        .expect("a string takes it");
        Some(svg)
    }

    /// Returns the bars, also those of months and years without anything, between the first and the last.
    fn bars(&self) -> Vec<(String, usize)> {
        let (Some(first), Some(last)) = (self.months.keys().next(), self.months.keys().next_back())
        else {
            return Vec::new();
        };
        let year = |month: &str| month[..4].parse::<usize>().unwrap_or_default();
        let (from, to) = (year(first), year(last));
        let mut bars = Vec::new();
        if to - from >= YEARS {
            for year in from..=to {
                let (start, end) = (format!("{year:04}"), format!("{:04}", year + 1));
                let count = self
                    .months
                    .range(start.clone()..end)
                    .map(|(_, count)| count)
                    .sum();
                bars.push((start, count));
            }
            return bars;
        }
        let months =
            (from..=to).flat_map(|year| (1..=12).map(move |month| format!("{year:04}-{month:02}")));
        for month in months {
            if *first <= month && month <= *last {
                let count = self.months.get(&month).copied().unwrap_or_default();
                bars.push((month, count));
            }
        }
        bars
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(days: &[&str], expected: &[(&str, usize)]) {
        let mut line = Timeline::default();
        days.iter().for_each(|day| line.add(day, 1));
        let expected: Vec<(String, usize)> = expected
            .iter()
            .map(|(name, count)| ((*name).to_owned(), *count))
            .collect();
        assert_eq!(line.bars(), expected);
    }

    #[test]
    fn months_without_anything_have_their_place() {
        check(
            &["2020-11-02", "2021-01-30", "2021-01-31"],
            &[("2020-11", 1), ("2020-12", 0), ("2021-01", 2)],
        );
        check(
            &["2016-11-02", "2020-01-30"],
            &[
                ("2016", 1),
                ("2017", 0),
                ("2018", 0),
                ("2019", 0),
                ("2020", 1),
            ],
        );
        check(&[], &[]);
    }
}
