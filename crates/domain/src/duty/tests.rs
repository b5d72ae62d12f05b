//! Whatever is edited, in whatever order: what was on call stays what was on call, the calendar says what the pager
//! does, and the ledger's handoffs say it too.

use std::collections::BTreeMap;

use ctac_rota::{OverrideKind, Rota};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use uuid::Uuid;

use super::team_member;
use crate::command::{Actor, Command, OnNow};
use crate::event::Event;
use crate::id::{AbsenceId, PersonId, SwapId, TeamId};
use crate::invariants;
use crate::on_call::{gaps, on_call, shifts};
use crate::rules::story::duty::*;
use crate::rules::story::*;
use crate::state::Recorded;

const TEAM: TeamId = TeamId(Uuid::from_u128(80));
const PEOPLE: [PersonId; 5] = [ANN, BOB, CAT, DAN, EVE];

/// What is asked, with numbers to fill it in, so many seconds and microseconds after the one before.
#[derive(Debug, Clone)]
struct Asked {
    what: u8,
    numbers: [i64; 3],
    after: (i64, i64),
}

fn asked() -> impl Strategy<Value = Asked> {
    let after = prop_oneof![(0..90_000_i64, 0..1_000_000_i64), Just((0, 0)), (0..3_i64, 0..1_000_000_i64)];
    (0..12_u8, [0..1_000_i64, 0..1_000_i64, 0..1_000_i64], after).prop_map(|(what, numbers, after)| Asked {
        what,
        numbers,
        after,
    })
}

fn pick(number: i64) -> PersonId {
    PEOPLE[usize::try_from(number).unwrap() % PEOPLE.len()]
}

fn rota(numbers: [i64; 3]) -> Rota {
    let count = usize::try_from(numbers[0] % 4 + 1).unwrap();
    let people: Vec<PersonId> = (0..count).map(|nth| pick(numbers[1] + nth as i64)).collect();
    let mut rota = days(&people);
    let mut second = rota.layers[0].clone();
    second.name = "second".to_owned();
    second.turn = ctac_rota::Turn::of(5, ctac_rota::Unit::Hourly);
    second.groups.push(vec![team_member(TEAM)]);
    second.restrictions =
        serde_json::from_str(r#"[{"days":["tuesday","thursday"],"from":"08:00:00","to":"02:00:00"}]"#).unwrap();
    second.beside = numbers[2] % 3 == 0;
    if numbers[2] % 2 == 0 {
        rota.layers.push(second);
    }
    rota
}

fn kind(numbers: [i64; 3]) -> OverrideKind {
    let (one, other) = (member(pick(numbers[1])), member(pick(numbers[2])));
    match numbers[0] % 5 {
        0 => OverrideKind::Add { member: one },
        1 => OverrideKind::Remove { member: one },
        2 | 3 => OverrideKind::Replace { member: one, by: other },
        _ => OverrideKind::Temporary { members: if numbers[1] % 3 == 0 { vec![] } else { vec![one, other] } },
    }
}

/// A stretch that begins between half a day ago and two days ahead, on whole seconds.
fn stretch(story: &Story, numbers: [i64; 3]) -> (Timestamp, Timestamp) {
    let second = Timestamp::from_second(story.now.as_second()).unwrap();
    let from = second + SignedDuration::from_secs((numbers[1] * 216) - 43_200);
    (from, from + SignedDuration::from_secs(60 + numbers[2] * 97))
}

fn command(story: &Story, asked: &Asked, nth: u128) -> (Actor, Command) {
    let numbers = asked.numbers;
    let (from, to) = stretch(story, numbers);
    let reason = "why".to_owned();
    let person = pick(numbers[0]);
    let open = || story.state.swaps.values().find(|swap| swap.is_open()).cloned();
    let command = match asked.what {
        0 | 1 => {
            let on_now = if asked.what == 0 { OnNow::Keep } else { OnNow::Recount };
            let (id, name, duty, deputy) = (DAYS, "Days".to_owned(), crate::policy::Duty::Other, None);
            let expect = story.state.rotas.get(&DAYS).map(|kept| kept.saved.version);
            Command::SaveRota { id, name, rota: rota(numbers), duty, deputy, on_now, expect }
        }
        2 | 3 => Command::AddOverride { rota: DAYS, id: override_id(nth), from, to, kind: kind(numbers), reason },
        4 => {
            let kept = story.state.rotas.get(&DAYS);
            let id = kept.and_then(|kept| kept.overrides.get(usize::try_from(numbers[0]).unwrap() % 7)).map(|it| it.id);
            Command::RemoveOverride { rota: DAYS, id: id.unwrap_or(override_id(0)), reason }
        }
        5 => Command::AddAbsence { absence: AbsenceId(Uuid::from_u128(nth)), person, from, to },
        6 => {
            let absence = story.state.absences.keys().next().copied().unwrap_or(AbsenceId(Uuid::nil()));
            Command::RemoveAbsence { absence }
        }
        7 => {
            let expect = story.state.teams.get(&TEAM).map(|team| team.version);
            let members = if numbers[1] % 2 == 0 { vec![person] } else { vec![ANN, EVE] };
            Command::SaveTeam { id: TEAM, name: "Team".to_owned(), members, expect }
        }
        8 => {
            // Somebody offers the rest of their shift, or the one that comes next.
            let (swap, rota, ahead) = (SwapId(Uuid::from_u128(nth)), DAYS, SignedDuration::from_hours(60));
            let coming = shifts(&story.state, DAYS, story.now, story.now + ahead).unwrap_or_default();
            let shift = coming.get(usize::try_from(numbers[1]).unwrap() % 3).or(coming.first());
            let Some(shift) = shift else { return (Actor::System, Command::Tick) };
            let from = Timestamp::from_second(shift.from.as_second()).unwrap();
            let to = Timestamp::from_second(shift.to.as_second()).unwrap();
            let person = shift.people[0];
            Command::OfferSwap { swap, rota, person, from, to, to_person: None, in_return: None, reason: None }
        }
        9 => {
            let Some(swap) = open() else { return (Actor::System, Command::Tick) };
            let middle = Timestamp::from_second((swap.from.as_second() + swap.to.as_second()) / 2).unwrap();
            let part = crate::swap::Stretch { from: swap.from, to: middle };
            Command::AcceptSwap { swap: swap.id, by: person, part: (numbers[2] % 2 == 0).then_some(part) }
        }
        10 if numbers[2] % 4 == 0 && person != CAT => Command::DeactivatePerson { person, reason },
        _ => return (Actor::System, Command::Tick),
    };
    (Actor::Person(CAT), command)
}

/// Lets time pass; at some instants on the way, who is on call is noted.
fn pass(story: &mut Story, (seconds, micros): (i64, i64), said: &mut BTreeMap<Timestamp, Vec<PersonId>>) {
    let until = story.now + SignedDuration::from_secs(seconds) + SignedDuration::from_micros(micros);
    let step = (until.duration_since(story.now) / 7).max(SignedDuration::from_micros(1));
    let mut at = story.now;
    while at < until {
        said.insert(at, on_call(&story.state, DAYS, at));
        at += step;
    }
    story.now = until;
}

/// Who is on call at an instant, by the entries of the ledger that say so.
fn by_the_ledger(log: &[std::sync::Arc<Recorded>], at: Timestamp) -> Vec<PersonId> {
    let mut on = Vec::new();
    for entry in log {
        if let Some(Event::RotaOnCallChanged { at: since, is, .. }) = entry.event.as_deref()
            && *since <= at
        {
            on.clone_from(is);
        }
    }
    on
}

fn check_chain(log: &[std::sync::Arc<Recorded>]) {
    let (mut on, mut last) = (Vec::new(), Timestamp::MIN);
    for entry in log {
        if let Some(Event::RotaOnCallChanged { at, was, is, .. }) = entry.event.as_deref() {
            assert_eq!(*was, on, "at {at}");
            assert_ne!(was, is, "at {at}");
            assert!(last <= *at && *at <= entry.recorded_at);
            (on, last) = (is.clone(), *at);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_was_on_call_stays_what_was_on_call(asked in prop::collection::vec(asked(), 1..30)) {
        let mut story = Story::new();
        let (dawn, mut said, mut log) = (story.now, BTreeMap::new(), Vec::new());
        story.saves(days(&[ANN, BOB, EVE]), OnNow::Keep).unwrap();
        log.append(&mut story.entries);
        for (nth, asked) in (1..).zip(&asked) {
            pass(&mut story, asked.after, &mut said);
            let (actor, command) = command(&story, asked, nth);
            if story.unchecked(actor, &command).is_ok() {
                log.append(&mut story.entries);
            }
            prop_assert_eq!(invariants::check(&story.state), []);
        }
        story.unchecked(Actor::System, &Command::Tick).unwrap();
        log.append(&mut story.entries);
        check_chain(&log);
        for (at, people) in &said {
            prop_assert_eq!(&on_call(&story.state, DAYS, *at), people, "at {}", at);
            prop_assert_eq!(&by_the_ledger(&log, *at), people, "in the ledger, at {}", at);
        }
        agree(&story, dawn);
    }
}

/// The shifts and gaps tile the stretch, and say what the pager says, at every minute and at every edge.
fn agree(story: &Story, dawn: Timestamp) {
    let (from, to) = (dawn - SignedDuration::from_hours(1), story.now + SignedDuration::from_hours(48));
    let all = shifts(&story.state, DAYS, from, to).unwrap();
    let holes = gaps(&story.state, DAYS, from, to).unwrap();
    let mut edges: Vec<Timestamp> = all.iter().flat_map(|shift| [shift.from, shift.to]).collect();
    edges.extend(holes.iter().flat_map(|gap| [gap.from, gap.to]));
    let minutes = (0..).map(|nth| from + SignedDuration::from_mins(nth)).take_while(|at| *at < to);
    let (mut next, mut hole) = (0, 0);
    let mut instants: Vec<Timestamp> = minutes.chain(edges.into_iter().filter(|edge| *edge < to)).collect();
    instants.sort();
    for at in instants {
        while all.get(next).is_some_and(|shift| shift.to <= at) {
            next += 1;
        }
        while holes.get(hole).is_some_and(|gap| gap.to <= at) {
            hole += 1;
        }
        let on = on_call(&story.state, DAYS, at);
        let shift = all.get(next).filter(|shift| shift.from <= at);
        assert_eq!(shift.map(|shift| shift.people.clone()).unwrap_or_default(), on, "at {at}");
        let gap = holes.get(hole).is_some_and(|gap| gap.from <= at);
        assert_eq!(gap, on.is_empty() && at >= dawn, "a gap at {at}");
    }
}
