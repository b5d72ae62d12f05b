//! The paging simulation: a cell of two nodes on one ledger, with skewed clocks, crashes, lost answers, refused writes
//! and people who answer at random or never. Then the faults stop, and everything must come to its end.
//!
//! No thread, no runtime, no clock: one seed is one story, and plays again the same. A failing seed is printed; play it
//! alone with `CTAC_SIM_SEED=<seed>`. `CTAC_SIM_SEEDS=<how many>` plays more than usual.

#[cfg(test)]
mod simulation {
    mod cell;
    mod duty;
    mod happened;
    mod judge;
    mod node;
    mod people;
    mod random;
    mod world;

    use std::collections::BTreeMap;
    use std::thread;

    /// Seeds of a usual run.
    const SEEDS: u64 = 2_000;

    fn number(name: &str) -> Option<u64> {
        std::env::var(name).ok()?.parse().ok()
    }

    /// Plays one seed; what is wrong, if anything.
    fn play(seed: u64) -> Option<String> {
        let mut world = world::World::new(seed);
        let faults = world.play();
        let wrong: Vec<String> = faults.into_iter().chain(judge::judge(&world)).collect();
        (!wrong.is_empty()).then(|| format!("seed {seed}: {}", wrong.join("; ")))
    }

    #[test]
    fn no_page_is_ever_lost() {
        if let Some(seed) = number("CTAC_SIM_SEED") {
            assert_eq!(play(seed), None);
            return;
        }
        let seeds = number("CTAC_SIM_SEEDS").unwrap_or(SEEDS);
        let threads = thread::available_parallelism().map_or(1, |n| n.get() as u64).min(4);
        let wrong: Vec<String> = thread::scope(|scope| {
            let share = |nth| move || (nth..seeds).step_by(threads as usize).find_map(play);
            let plays: Vec<_> = (0..threads).map(|nth| scope.spawn(share(nth))).collect();
            plays.into_iter().filter_map(|play| play.join().unwrap()).collect()
        });
        assert!(wrong.is_empty(), "of {seeds} seeds these fail, at least:\n{}", wrong.join("\n"));
    }

    #[test]
    fn the_same_seed_is_the_same_story() {
        for seed in [1, 77, 4_711] {
            let (mut one, mut two) = (world::World::new(seed), world::World::new(seed));
            assert_eq!((one.play(), &one.ledger), (two.play(), &two.ledger));
        }
    }

    #[test]
    fn the_stories_hold_what_they_are_to_try() {
        let mut seen = BTreeMap::<String, u32>::new();
        for seed in 0..200 {
            let mut world = world::World::new(seed);
            world.play();
            for happened in happened::happened(&world) {
                *seen.entry(happened).or_default() += 1;
            }
        }
        let wanted = [
            "page.acknowledged",
            "page.exhausted",
            "page.cancelled",
            "page.declined",
            "alert.repeated",
            "incident.declared",
            "crash",
            "sent, and the answer lost",
            "a write refused",
            "a write whose answer was lost",
            "a lease ran out",
            "answered while exhausted",
            "sent after it was answered",
            "a gap",
            "escalated by hand",
            "rota.on_call_changed",
            "rota.saved",
            "rota.override_added",
            "absence.added",
            "absence.removed",
            "swap.offered",
            "swap.accepted",
            "swap.lapsed",
            "a handoff between two steps of a page",
        ];
        for what in wanted {
            assert!(
                seen.get(what).is_some_and(|times| *times >= 3),
                "{what}: {:?} in 200 stories: {seen:?}",
                seen.get(what)
            );
        }
    }
}
