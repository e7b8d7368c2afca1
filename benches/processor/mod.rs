//! A clock of benchmarks that other processes do not disturb.

use criterion::measurement::{Measurement, ValueFormatter, WallTime};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// The processor time of all threads of this process, where the system tells it, else the time of day.
pub(crate) struct ProcessorTime;

impl Measurement for ProcessorTime {
    type Intermediate = f64;
    type Value = Duration;

    fn start(&self) -> f64 {
        seconds()
    }

    fn end(&self, start: f64) -> Duration {
        Duration::from_secs_f64((seconds() - start).max(1e-9))
    }

    fn add(&self, one: &Duration, other: &Duration) -> Duration {
        *one + *other
    }

    fn zero(&self) -> Duration {
        Duration::ZERO
    }

    fn to_f64(&self, value: &Duration) -> f64 {
        value.as_secs_f64() * 1e9
    }

    fn formatter(&self) -> &dyn ValueFormatter {
        WallTime.formatter()
    }
}

fn seconds() -> f64 {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let threads = std::fs::read_dir("/proc/self/task").ok();
    let used = threads.map(|threads| {
        threads
            .flatten()
            .filter_map(|thread| {
                let text = std::fs::read_to_string(thread.path().join("schedstat")).ok()?;
                text.split(' ').next()?.parse::<f64>().ok()
            })
            .sum::<f64>()
    });
    used.map_or_else(
        || START.elapsed().as_secs_f64(),
        |nanoseconds| nanoseconds / 1e9,
    )
}
