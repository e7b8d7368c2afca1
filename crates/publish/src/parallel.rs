//! Work on many items on all processors, its results in order.

use std::collections::VecDeque;
use std::num::NonZero;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Does `work` on every item on all processors, and has `each` take the results in the order of the items. An error of
/// `each` ends it. Holds a few results for each processor, however many items there are.
pub(crate) fn in_order<T: Send, R: Send, E>(
    items: impl Iterator<Item = T>,
    work: impl Fn(T) -> R + Sync,
    mut each: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let (to_threads, jobs) = sync_channel::<(T, SyncSender<R>)>(threads);
    let jobs = Mutex::new(jobs);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| run(&jobs, &work));
        }
        let mut waiting: VecDeque<Receiver<R>> = VecDeque::new();
        let mut take = |waiting: &mut VecDeque<Receiver<R>>| match waiting.pop_front() {
            Some(result) => each(result.recv().expect("a thread does the work")),
            None => Ok(()),
        };
        for item in items {
            let (reply, result) = sync_channel(1);
            to_threads
                .send((item, reply))
                .expect("the threads take items");
            waiting.push_back(result);
            if waiting.len() > 4 * threads {
                take(&mut waiting)?;
            }
        }
        drop(to_threads);
        while !waiting.is_empty() {
            take(&mut waiting)?;
        }
        Ok(())
    })
}

/// Works on items until there are no more.
fn run<T, R>(jobs: &Mutex<Receiver<(T, SyncSender<R>)>>, work: &impl Fn(T) -> R) {
    loop {
        let next = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((item, reply)) = next else { return };
        // Nobody waits for it once an error has ended the rest.
        let _ = reply.send(work(item));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_until_one_is_refused() {
        let mut taken = Vec::new();
        let ended = in_order(
            0..1000_u32,
            |n| n * 2,
            |n| {
                taken.push(n);
                if n == 1200 { Err(n) } else { Ok(()) }
            },
        );
        assert_eq!(ended, Err(1200));
        assert_eq!(taken, (0..=600).map(|n| n * 2).collect::<Vec<_>>());
    }
}
