//! Random runs of random runbooks by random people, with refusals, undos, lost answers, crashes and jumps of the clock.
//! Whatever happens: one live attempt at a step, a person behind every assertion, a join once, nothing asked of the world
//! that no fact tells of, the same run from the facts alone, and never a run that nobody and nothing can move on.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;

use crate::run::command::{Command, Which};
use crate::run::fact::{By, Event, SkipCode};
use crate::run::id::{EffectId, FrameId, InstanceId};
use crate::run::plan::{Def, Hash, Join, Kind};
use crate::run::request::Outcome;
use crate::run::state::{RunStatus, Status};
use crate::run::testing::{
    Tried, approval, child, decision, http, page, parallel, person, plan, repeat, says, task, wait, within,
};
use crate::run::{next_deadline, shown};

/// Xorshift: enough for stories, and the same everywhere.
struct Chance(u64);

impl Chance {
    fn below(&mut self, count: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % count.max(1)
    }

    fn of<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    fn once_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }
}

/// A random body; `next` numbers its steps, since slugs are each there once.
fn steps(chance: &mut Chance, next: &mut usize, depth: usize) -> Vec<Def> {
    (0..1 + chance.below(4)).map(|_| one(chance, next, depth)).collect()
}

fn one(chance: &mut Chance, next: &mut usize, depth: usize) -> Def {
    *next += 1;
    let slug = format!("s{next}");
    let simple = depth >= 3;
    match chance.below(if simple { 7 } else { 13 }) {
        0 | 1 => task(&slug),
        2 => says(task(&slug), "stopped"),
        3 => within(task(&slug), 300, &[(0, None), (60, Some("boss"))]),
        4 => page(&slug),
        5 => http(
            &slug,
            &if chance.once_in(2) {
                serde_json::json!("once")
            } else {
                serde_json::json!({"idempotent": {"retries": 1}})
            },
        ),
        6 => wait(&slug, 120),
        7 | 8 => decision(&slug, vec![(&["yes"], steps(chance, next, depth + 1)), (&["no"], vec![])], &["unknown"]),
        9 => {
            let count = u8::try_from(1 + chance.below(2)).unwrap();
            let rejected = chance.once_in(2).then(|| steps(chance, next, depth + 1));
            approval(&slug, count, rejected)
        }
        10 => {
            let lanes: Vec<_> = (0..2 + chance.below(2)).map(|_| steps(chance, next, depth + 1)).collect();
            let join = if chance.once_in(2) { Join::All } else { Join::AtLeast(1) };
            parallel(&slug, lanes, join)
        }
        11 => repeat(&slug, "stopped = yes", *chance.of(&[0, 60]), 3, steps(chance, next, depth + 1)),
        _ => {
            let version = if chance.once_in(2) { "child@1" } else { "nowhere@1" };
            child(&slug, version, &[("place", "place")], &[("stopped", "stopped")])
        }
    }
}

fn world(chance: &mut Chance) -> Tried {
    let mut next = 0;
    let first = steps(chance, &mut next, 0);
    // A newer version: the same steps without some, with others, some of them reworded.
    let mut second: Vec<Def> = first.iter().filter(|_| !chance.once_in(5)).cloned().collect();
    second.insert(chance.below(second.len() + 1), task("newer"));
    if chance.once_in(2)
        && let Some(def) = second.first_mut()
    {
        def.shown = Hash("otherwise".to_owned());
    }
    let inner = steps(chance, &mut next, 2);
    Tried::with(vec![plan("main@1", first), plan("main@2", second), plan("child@1", inner)])
}

fn command(chance: &mut Chance, run: &Tried) -> Command {
    let ids: Vec<InstanceId> = run.run.instances.keys().copied().collect();
    let live: Vec<InstanceId> = run.run.instances.values().filter(|it| it.status.is_live()).map(|it| it.id).collect();
    let instance = if chance.once_in(6) || live.is_empty() { *chance.of(&ids) } else { *chance.of(&live) };
    let frames: Vec<FrameId> = run.run.frames.keys().copied().collect();
    let frame = *chance.of(&frames);
    let reason = chance.of(&["", "Because."]).to_string();
    let word = (*chance.of(&["yes", "no", "unknown"])).to_owned();
    let outputs = BTreeMap::from([("stopped".to_owned(), word.clone())]);
    let said = |which| Command::Complete { which, occurred_at: None, outputs, evidence: Vec::new(), note: None };
    match chance.below(30) {
        0..=9 => said(Which::Now(instance)),
        10 => {
            let slug = run.run.instances[&instance].slug.clone();
            let body = run.run.body(&run.run.frames[&frame]);
            let slug = if body.is_empty() { slug } else { chance.of(&body).slug.clone() };
            said(Which::Ahead(frame, slug))
        }
        11..=13 => Command::Decide { instance, answer: word, reason: None, occurred_at: None },
        14..=16 => {
            let digest = shown(&run.run, &run.run.instances[&instance]);
            Command::Approve { instance, digest }
        }
        17 => Command::Reject { instance, reason },
        18 => Command::Override { instance, reason },
        19 => Command::Skip { instance, code: SkipCode::Other, reason, answer: Some(word) },
        20 => Command::Retry { instance },
        21 => Command::DoByHand { instance, reason },
        22 => Command::Judge { instance, go_on: chance.once_in(2), reason },
        23 => Command::Reopen { instance, reason },
        24 => Command::AddStep { frame, title: "Added".to_owned(), text: String::new(), role: None, before: None },
        25 => Command::CancelLane { frame, reason },
        26 => Command::Claim { instance, reason: Some(reason) },
        27 => Command::Assign { instance, to: person("cat"), reason },
        28 => Command::Migrate { version: Hash((*chance.of(&["main@1", "main@2"])).to_owned()) },
        _ => chance
            .of(&[
                Command::Pause { reason: "Tea.".to_owned() },
                Command::Resume,
                Command::Resume,
                Command::Fail { instance, reason },
            ])
            .clone(),
    }
}

/// The world answers, late, twice, or not at all.
fn answer(chance: &mut Chance, run: &mut Tried, known: &[EffectId]) {
    let open: Vec<EffectId> = run.run.outbox.keys().copied().collect();
    let effect = if chance.once_in(8) && !known.is_empty() {
        *chance.of(known)
    } else if open.is_empty() {
        return;
    } else {
        *chance.of(&open)
    };
    let outcome = match chance.below(6) {
        0 => Outcome::Failed { reason: "503".to_owned(), again: true },
        1 => Outcome::Failed { reason: "404".to_owned(), again: false },
        2 => Outcome::Unknown,
        _ => Outcome::Done {
            reference: "r".to_owned(),
            outputs: BTreeMap::from([("ticket".to_owned(), "T".to_owned())]),
        },
    };
    run.answered(effect, outcome);
}

fn check(run: &Tried, seed: u64) {
    let mut live = BTreeSet::new();
    for it in run.run.instances.values().filter(|it| it.status.is_live()) {
        assert!(live.insert((it.frame, it.slug.clone())), "seed {seed}: two live attempts at {}", it.slug);
    }
    if run.run.status == RunStatus::Running {
        assert!(
            !live.is_empty(),
            "seed {seed}: a run that nobody can move on, after {:#?}",
            run.facts.iter().rev().take(6).collect::<Vec<_>>()
        );
        assert!(
            next_deadline(&run.run).is_none_or(|at| at > run.now),
            "seed {seed}: something due that does not happen"
        );
    }
    for it in run.run.instances.values().filter(|it| it.status == Status::Open) {
        assert!(run.run.opened_by(it.id).any(|frame| frame.open), "seed {seed}: {} waits for nothing", it.slug);
    }
}

fn check_facts(run: &Tried, seed: u64) {
    let mut ends = BTreeSet::new();
    let mut asked = BTreeSet::new();
    for fact in &run.facts {
        match &fact.event {
            Event::Done { instance, .. } => {
                assert!(ends.insert(*instance), "seed {seed}: {instance} was done twice");
                let def = run.run.def(&run.run.instances[instance]);
                let human =
                    def.is_some_and(|it| matches!(it.kind, Kind::Task | Kind::Decision { .. } | Kind::Approval { .. }));
                assert!(!human || matches!(fact.by, By::Person { .. }), "seed {seed}: nobody did {instance}");
            }
            Event::Requested { effect, .. } => {
                assert!(asked.insert(*effect), "seed {seed}: {effect:?} was asked for twice under one id");
            }
            Event::Answered { effect, .. } => {
                assert!(asked.contains(effect), "seed {seed}: an answer to what nobody asked");
            }
            _ => {}
        }
    }
    assert!(
        run.run.outbox.keys().all(|effect| asked.contains(effect)),
        "seed {seed}: asked of the world without a fact"
    );
    assert_eq!(run.replayed(), run.run, "seed {seed}: the facts tell another run");
}

fn story(seed: u64) -> bool {
    let mut chance = chance(seed);
    let mut run = world(&mut chance);
    played(&mut run, &mut chance, seed, 80);
    check_facts(&run, seed);
    matches!(run.run.status, RunStatus::Finished { .. })
}

fn chance(seed: u64) -> Chance {
    Chance(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
}

/// What random people make of a run, in so many moves, with somebody who does something after each.
pub(super) fn live(run: &mut Tried, seed: u64, moves: usize, diligent: impl Fn(&mut Tried)) {
    let mut chance = chance(seed);
    for _ in 0..moves {
        played(run, &mut chance, seed, 1);
        diligent(run);
    }
}

fn played(run: &mut Tried, chance: &mut Chance, seed: u64, moves: usize) {
    let mut known = Vec::new();
    for _ in 0..moves {
        known.extend(run.run.outbox.keys().copied());
        match chance.below(10) {
            0 | 1 => {
                run.now += SignedDuration::from_secs(*chance.of(&[1, 30, 90, 400, 90_000]));
                run.engine(&Command::Tick);
            }
            2 | 3 => answer(chance, run, &known),
            4 if chance.once_in(4) => run.run = run.replayed(),
            _ => {
                let command = command(chance, run);
                let who = *chance.of(&["ann", "bob", "boss", "chief", "tech", "lead"]);
                let before = run.run.clone();
                if run.by(who, &command).is_err() {
                    assert_eq!(run.run, before, "seed {seed}: a refusal changed something");
                }
            }
        }
        run.engine(&Command::Tick);
        check(run, seed);
    }
}

/// Some stories on each of the machine's processors; a story's seed is printed by whatever it fails on. One is played again by
/// `CTAC_RUN_SEED=… CTAC_RUN_STORIES=1 cargo nextest run -p ctac-runbook whatever_people`.
#[test]
fn whatever_people_and_the_world_do_a_run_stays_sound() {
    let given = |name: &str| std::env::var(name).ok().and_then(|it| it.parse::<u64>().ok());
    let stories = given("CTAC_RUN_STORIES").unwrap_or(10_000);
    let first = given("CTAC_RUN_SEED").unwrap_or(1);
    let workers = std::thread::available_parallelism().map_or(1, |it| u64::try_from(it.get()).unwrap());
    let play = |worker: u64| {
        (first..first + stories).filter(|seed| seed % workers == worker).filter(|seed| story(*seed)).count()
    };
    let ended: usize = std::thread::scope(|scope| {
        let played: Vec<_> = (0..workers).map(|worker| scope.spawn(move || play(worker))).collect();
        played.into_iter().map(|it| it.join().unwrap()).sum()
    });
    assert!(stories < 100 || ended > 0, "some stories come to their end");
}
