//! The paging simulation: a cell of two nodes on one ledger, with clocks that are off and jump, crashes, stale reads, lost
//! requests and lost answers, providers that are slow, dead or hung, and people who answer at random, late or never. Then
//! the faults stop, and everything must come to its end within the sum of its waits.
//!
//! No thread, no runtime, no clock: one seed is one story, and plays again the same. A failing seed is printed with the
//! command that plays it alone (`cargo xtask sim --seed SEED`); `cargo xtask sim N` plays more than usual.

#[cfg(test)]
mod simulation {
    mod call;
    mod call_outs;
    mod cell;
    mod duty;
    mod guards;
    mod happened;
    mod judge;
    mod node;
    mod people;
    mod provider;
    mod random;
    mod receipts;
    mod runs;
    mod world;

    use std::collections::BTreeMap;
    use std::sync::Arc;

    use ctac_domain::state::Recorded;

    /// Plays one seed; what is wrong, if anything.
    fn play(seed: u64) -> Option<String> {
        let mut world = world::World::new(seed);
        let faults = world.play();
        let wrong: Vec<String> = faults.into_iter().chain(judge::judge(&world)).collect();
        (!wrong.is_empty()).then(|| format!("seed {seed}: {}", wrong.join("; ")))
    }

    /// A story, entry by entry.
    fn told(seed: u64) -> String {
        let mut world = world::World::new(seed);
        world.play();
        let line = |entry: &Arc<Recorded>| {
            let Recorded { position, recorded_at, actor, event, .. } = &**entry;
            let event = event.as_deref().map(|event| serde_json::to_string(event).unwrap());
            format!("{position} {recorded_at} {actor:?} {} {}", entry.kind, event.unwrap_or_default())
        };
        world.ledger.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn no_page_is_ever_lost() {
        runs::run(play, told);
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
            "a call was lost with its node",
            "a write refused",
            "a write whose answer was lost",
            "a lease ran out",
            "a clock jumped",
            "a provider was slow",
            "a provider was dead",
            "a provider hung",
            "another provider was asked",
            "a call was looked up, and not made again",
            "a claimed call that nobody needed any more",
            "a message came twice",
            "page.delivery",
            "page.delivery_asked",
            "news that nobody took",
            "a receipt came before the call's answer",
            "sent again after it did not arrive",
            "arrived after it was said not to",
            "answered while exhausted",
            "sent after it was answered",
            "a gap",
            "page.folded",
            "notice.raised",
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
            "call_out.started",
            "call_out.delivery",
            "a call-out had enough",
            "a call-out's time was over",
            "a call-out was stopped",
            "somebody offered to come after the end",
            "another answer to a call-out",
            "asked again who can attend",
            "nobody knows what came of a call-out's call",
            "membership.granted",
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
