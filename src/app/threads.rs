//! The same work for many things, shared out among the processors.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::thread;

/// Fewer things than this are done sooner by one thread than handed to several.
const LEAST: usize = 128;

/// What `work` makes of each thing, in their order.
pub(super) fn in_parallel<T: Sync, R: Send>(things: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let share = things.len().div_ceil(threads);
    if threads == 1 || things.len() < LEAST {
        return things.iter().map(work).collect();
    }
    let work = &work;
    thread::scope(|scope| {
        let shares: Vec<_> = things
            .chunks(share)
            .map(|chunk| scope.spawn(move || chunk.iter().map(work).collect::<Vec<R>>()))
            .collect();
        let mut all = Vec::with_capacity(things.len());
        for share in shares {
            // What goes wrong there goes wrong here.
            all.extend(share.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        all
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_done_once_and_in_order() {
        for count in [0, 1, LEAST - 1, LEAST, LEAST + 1, 1000] {
            let things: Vec<usize> = (0..count).collect();
            let done = in_parallel(&things, |thing| thing * 2);
            assert_eq!(done, things.iter().map(|t| t * 2).collect::<Vec<_>>());
        }
    }
}
