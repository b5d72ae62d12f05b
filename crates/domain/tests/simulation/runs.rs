//! Many seeds, on every processor that may be used: how far it is, and the command that plays one that failed.

use std::io::Write;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

/// Seeds of a usual run.
const SEEDS: u64 = 2_000;
/// Seeds that one thread takes at a time.
const PIECE: u64 = 100;
/// Seeds of a run that says how far it is, and how often.
const SAID: u64 = 10_000;
/// Failures that are listed; then the run ends.
const LISTED: usize = 10;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Plays as many seeds as the environment says, or as usual; fails with those that fail.
/// One alone is told entry by entry.
pub(super) fn run(play: fn(u64) -> Option<String>, told: fn(u64) -> String) {
    if let Some(seed) = number("CTAC_SIM_SEED") {
        println!("{}", told(seed));
        assert_eq!(play(seed), None);
        return;
    }
    let (first, seeds) = (number("CTAC_SIM_FIRST").unwrap_or(0), number("CTAC_SIM_SEEDS").unwrap_or(SEEDS));
    let wrong = all(first, seeds, play);
    assert!(wrong.is_empty(), "of {seeds} seeds these fail, at least:\n{}", wrong.join("\n"));
}

/// What is wrong with so many seeds from `first` on, each with how it is played alone.
pub(super) fn all(first: u64, seeds: u64, play: impl Fn(u64) -> Option<String> + Sync) -> Vec<String> {
    let threads = number("CTAC_SIM_THREADS").map_or_else(processors, |threads| threads.clamp(1, 256));
    let (next, played, wrong) = (AtomicU64::new(0), AtomicU64::new(0), Mutex::new(Vec::new()));
    let worker = || {
        loop {
            let from = next.fetch_add(PIECE, Ordering::Relaxed);
            if from >= seeds || wrong.lock().unwrap().len() >= LISTED {
                return;
            }
            let to = (from + PIECE).min(seeds);
            for seed in (from..to).map(|nth| first + nth) {
                if let Some(said) = play(seed) {
                    wrong.lock().unwrap().push(format!("{said}\n  play it alone: cargo xtask sim --seed {seed}"));
                }
            }
            said(played.fetch_add(to - from, Ordering::Relaxed), to - from, seeds);
        }
    };
    thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(worker))));
    wrong.into_inner().unwrap()
}

fn processors() -> u64 {
    thread::available_parallelism().map_or(1, |count| count.get() as u64)
}

/// How far a long run is.
fn said(before: u64, more: u64, seeds: u64) {
    if seeds >= SAID && before / SAID != (before + more) / SAID {
        // Whoever reads nothing of it misses nothing.
        let _ = writeln!(std::io::stderr(), "{} of {seeds} stories", before + more);
    }
}
