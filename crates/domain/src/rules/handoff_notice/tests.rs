//! Handoffs: told at the moments chosen, once, to both sides, and at once where an edit brought one near.

use jiff::Timestamp;
use proptest::prelude::*;
use uuid::Uuid;

use crate::attempt::Room;
use crate::command::{Command, OnNow};
use crate::directory::{Channel, Contact, Preferences};
use crate::event::Event;
use crate::id::{ContactId, OverrideId, PersonId, RotaId};
use crate::limits;
use crate::notice::About;
use crate::policy::Duty;
use crate::testing::{ADMIN, CLERK, Cell, NURSE};

const ROTA: RotaId = RotaId(Uuid::from_u128(0xE1));

fn rota(groups: &[PersonId], unit: &str) -> ctac_rota::Rota {
    let groups: Vec<[String; 1]> = groups.iter().map(|person| [person.to_string()]).collect();
    serde_json::from_value(serde_json::json!({
        "time_zone": "Europe/London",
        "layers": [{
            "name": "turns", "groups": groups, "start": "2026-03-01T09:00:00", "turn": {"unit": unit, "length": 1},
        }],
    }))
    .unwrap()
}

fn save(groups: &[PersonId], unit: &str, expect: Option<u64>) -> Command {
    let (rota, name) = (rota(groups, unit), "Duty responder".to_owned());
    Command::SaveRota { id: ROTA, name, rota, duty: Duty::Other, deputy: None, on_now: OnNow::Recount, expect }
}

fn wants(cell: &mut Cell, person: PersonId, moments: &[u32]) {
    let preferences = Preferences { handoff_notices: moments.to_vec(), ..Preferences::default() };
    cell.given(person, Command::SetPreferences { person, preferences });
}

/// Who was told of what since the log had `size` entries: on or off, when, and how many seconds ahead.
fn told(cell: &Cell, size: u64) -> Vec<(PersonId, char, Timestamp, u32)> {
    let raised =
        cell.log.iter().filter(|entry| entry.position >= size).filter_map(|entry| match entry.event.as_deref() {
            Some(Event::NoticeRaised { person, about, .. }) => match *about {
                About::ComesOn { from, ahead_s, .. } => Some((*person, '+', from, ahead_s)),
                About::GoesOff { at, ahead_s, .. } => Some((*person, '-', at, ahead_s)),
                _ => None,
            },
            _ => None,
        });
    raised.collect()
}

/// Time passes, waking whenever something is due.
fn pass(cell: &mut Cell, seconds: i64) {
    let until = cell.now + jiff::SignedDuration::from_secs(seconds);
    while let Some(at) = crate::due::next_deadline(&cell.state).filter(|at| *at <= until) {
        cell.now = cell.now.max(at);
        cell.given(crate::command::Actor::System, Command::Tick);
        // What is to be sent is another's concern.
        if cell.state.alarms.get_min().is_some_and(|(at, _)| *at <= cell.now) {
            let node = crate::id::NodeId(Uuid::from_u128(1));
            cell.given(
                crate::command::Actor::System,
                Command::ClaimDue { node, limit: 500, room: Room::of(500), lease_s: 600 },
            );
        }
    }
    cell.now = until;
}

/// Time passes, the loop sleeps `late` seconds more, and then the hourly rota is edited, its turns swapped or not.
fn edited(cell: &mut Cell, passed: i64, late: i64, swapped: bool) {
    pass(cell, passed);
    cell.pass(late);
    cell.given(crate::command::Actor::System, Command::Tick);
    let groups = if swapped { [CLERK, NURSE] } else { [NURSE, CLERK] };
    let version = cell.state.rotas[&ROTA].saved.version;
    cell.given(ADMIN, save(&groups, "hourly", Some(version)));
    pass(cell, 60);
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn each_is_told_at_the_moments_they_chose_and_once() {
    // It is Monday, 03:00; the nurse is on until 09:00, then the clerk.
    let mut cell = Cell::seeded();
    wants(&mut cell, NURSE, &[0]);
    wants(&mut cell, CLERK, &[3_600, 0]);
    let size = cell.state.size;
    cell.given(ADMIN, save(&[NURSE, CLERK], "daily", None));
    cell.given(crate::command::Actor::System, Command::Tick);
    assert_eq!(told(&cell, size), [(NURSE, '+', cell.now, 0)], "whoever is on when the rota is made is told so");
    let size = cell.state.size;
    pass(&mut cell, 5 * 3_600 - 1);
    assert_eq!(told(&cell, size), []);
    pass(&mut cell, 2);
    let nine = at("2026-03-02T09:00:00Z");
    assert_eq!(told(&cell, size), [(CLERK, '+', nine, 3_600)]);
    pass(&mut cell, 3_600);
    assert_eq!(told(&cell, size)[1..], [(NURSE, '-', nine, 0), (CLERK, '+', nine, 0)]);
    pass(&mut cell, 3 * 3_600);
    assert_eq!(told(&cell, size).len(), 3, "once");
    assert_eq!(crate::invariants::check(&cell.state), []);
    assert_eq!(cell.replayed(), cell.state);
}

#[test]
fn the_same_person_staying_on_is_no_handoff_and_the_end_is_that_of_the_last_shift() {
    let mut cell = Cell::seeded();
    wants(&mut cell, NURSE, &[0]);
    cell.given(ADMIN, save(&[NURSE, NURSE, CLERK], "daily", None));
    pass(&mut cell, 60);
    let size = cell.state.size;
    pass(&mut cell, 3 * 86_400);
    let theirs: Vec<_> = told(&cell, size).into_iter().filter(|it| it.0 == NURSE).collect();
    assert!(theirs.iter().all(|it| it.1 == '-' || !matches!(it.2, at if at == self::at("2026-03-05T09:00:00Z"))));
    let ends = cell.log.iter().rev().find_map(|entry| match entry.event.as_deref() {
        Some(Event::NoticeRaised { person: NURSE, about: About::ComesOn { from, to, .. }, .. }) => Some((*from, *to)),
        _ => None,
    });
    let (from, to) = ends.unwrap();
    assert_eq!(to.unwrap().duration_since(from).as_hours(), 48, "both of their turns");
}

#[test]
fn an_edit_that_makes_somebody_come_on_within_their_lead_tells_them_at_once() {
    let mut cell = Cell::seeded();
    cell.given(ADMIN, save(&[NURSE], "weekly", None));
    pass(&mut cell, 60);
    let size = cell.state.size;
    let (from, to) = (at("2026-03-02T06:00:00Z"), at("2026-03-02T08:00:00Z"));
    let kind = ctac_rota::OverrideKind::Temporary { members: vec![ctac_rota::Member(CLERK.to_string())] };
    let id = OverrideId(Uuid::from_u128(0xE2));
    cell.given(ADMIN, Command::AddOverride { rota: ROTA, id, from, to, kind, reason: "training".to_owned() });
    cell.given(crate::command::Actor::System, Command::Tick);
    let now =
        [(NURSE, '-', from, 86_400), (CLERK, '+', from, 86_400), (CLERK, '-', to, 86_400), (NURSE, '+', to, 86_400)];
    assert_eq!(told(&cell, size), now);
    // At the handoffs again, as they chose by default; and no more.
    pass(&mut cell, 6 * 3_600);
    assert_eq!(told(&cell, size)[4..], now.map(|(person, way, at, _)| (person, way, at, 0)));
}

#[test]
fn a_handoff_that_an_edit_brings_within_minutes_is_told_once() {
    let mut cell = Cell::seeded();
    cell.given(ADMIN, save(&[NURSE], "weekly", None));
    pass(&mut cell, 60);
    let size = cell.state.size;
    let (from, to) = (cell.now + jiff::SignedDuration::from_secs(60), cell.now + jiff::SignedDuration::from_hours(1));
    let kind = ctac_rota::OverrideKind::Temporary { members: vec![ctac_rota::Member(CLERK.to_string())] };
    let id = OverrideId(Uuid::from_u128(0xE2));
    cell.given(ADMIN, Command::AddOverride { rota: ROTA, id, from, to, kind, reason: "ill".to_owned() });
    cell.given(crate::command::Actor::System, Command::Tick);
    let now = [(NURSE, '-', from, 0), (CLERK, '+', from, 0), (CLERK, '-', to, 86_400), (NURSE, '+', to, 86_400)];
    assert_eq!(told(&cell, size), now);
    pass(&mut cell, 2 * 3_600);
    assert_eq!(
        told(&cell, size)[4..],
        [(CLERK, '-', to, 0), (NURSE, '+', to, 0)],
        "the end is an hour away: as chosen"
    );
    assert_eq!(crate::invariants::check(&cell.state), []);
}

#[test]
fn a_handoff_long_past_is_not_announced() {
    let mut cell = Cell::seeded();
    wants(&mut cell, NURSE, &[0]);
    wants(&mut cell, CLERK, &[0]);
    cell.given(ADMIN, save(&[NURSE, CLERK], "daily", None));
    pass(&mut cell, 60);
    let size = cell.state.size;
    // Nothing ran for eight hours: the handoff at nine was two hours ago.
    cell.pass(8 * 3_600);
    cell.given(crate::command::Actor::System, Command::Tick);
    assert_eq!(told(&cell, size), []);
    assert!(cell.kinds_since(size).contains(&"rota.on_call_changed"));
    assert!(!crate::due::needs_tick(&cell.state, cell.now), "nothing is left to do");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// However rotas are edited and however late the loop wakes (within the hour), nobody is told twice of the same
    /// moment of a handoff, and of each that happens everybody is told who wants to be.
    #[test]
    fn nobody_is_told_twice_and_everybody_of_each(
        moments in proptest::collection::vec(proptest::sample::subsequence(vec![0_u32, 600, 3_600, 90_000], 1..=3), 2),
        edits in proptest::collection::vec((1_i64..20_000, any::<bool>(), 0_i64..3_000), 1..8),
    ) {
        let mut cell = Cell::seeded();
        wants(&mut cell, NURSE, &moments[0]);
        wants(&mut cell, CLERK, &moments[1]);
        cell.given(ADMIN, save(&[NURSE, CLERK], "hourly", None));
        for (passed, swapped, late) in edits {
            edited(&mut cell, passed, late, swapped);
        }
        let all = told(&cell, 0);
        assert_told_once(&all);
        for entry in &cell.log {
            let Some(Event::RotaOnCallChanged { at, was, is, .. }) = entry.event.as_deref() else { continue };
            if *at > cell.now - jiff::SignedDuration::from_secs(60) { continue }
            for (person, way) in is.iter().filter(|it| !was.contains(it)).map(|it| (*it, '+'))
                .chain(was.iter().filter(|it| !is.contains(it)).map(|it| (*it, '-')))
            {
                let least = *moments[usize::from(person == CLERK)].iter().min().unwrap();
                prop_assert!(
                    all.contains(&(person, way, *at, least)),
                    "{person} {way} {at} {least}: {:?}", all
                );
            }
        }
        prop_assert_eq!(crate::invariants::check(&cell.state), []);
    }
}

/// Nobody is told the same twice, unless they were told the contrary in between.
fn assert_told_once(all: &[(PersonId, char, Timestamp, u32)]) {
    let mut last = std::collections::BTreeMap::new();
    for (person, way, at, ahead_s) in all {
        let (said, moments) = last.entry((*person, *at)).or_insert((*way, Vec::new()));
        if said != way {
            (*said, *moments) = (*way, Vec::new());
        }
        assert!(!moments.contains(ahead_s), "{person} {way} {at} {ahead_s} twice: {all:?}");
        moments.push(*ahead_s);
    }
}

/// What each was told last of each instant.
fn last_told(cell: &Cell) -> std::collections::BTreeMap<(PersonId, Timestamp), char> {
    told(cell, 0).into_iter().map(|(person, way, at, _)| ((person, at), way)).collect()
}

#[test]
fn a_handoff_that_an_edit_at_its_very_instant_undoes_is_taken_back() {
    let mut cell = Cell::seeded();
    wants(&mut cell, NURSE, &[90_000]);
    wants(&mut cell, CLERK, &[3_600]);
    cell.given(ADMIN, save(&[NURSE, CLERK], "hourly", None));
    // The sixth lasts until the whole hour: the handoff is recorded, and undone by an edit at that instant.
    for (passed, swapped, late) in [(3_600 * 6 - 60, true, 60), (3_600 * 4 - 120, false, 60)] {
        edited(&mut cell, passed, late, swapped);
    }
    let on = cell.state.rotas[&ROTA].on_call(cell.now);
    for person in [NURSE, CLERK] {
        let told = last_told(&cell).into_iter().rfind(|((of, at), _)| *of == person && *at <= cell.now);
        let (_, way) = told.unwrap();
        assert_eq!(way == '+', on.contains(&person), "{person}: {:?}", last_told(&cell));
    }
    assert_eq!(crate::invariants::check(&cell.state), []);
}

#[test]
fn whoever_was_told_that_they_go_off_is_told_that_they_stay_after_all() {
    let mut cell = Cell::seeded();
    for person in [NURSE, CLERK] {
        wants(&mut cell, person, &[3_600]);
    }
    cell.given(ADMIN, save(&[NURSE, CLERK], "daily", None));
    let at = cell.state.rotas[&ROTA].next.unwrap();
    let first = cell.state.rotas[&ROTA].on_now[0];
    let other = if first == NURSE { CLERK } else { NURSE };
    let seconds = at.duration_since(cell.now).as_secs();
    pass(&mut cell, seconds - 1_800);
    let size = cell.state.size;
    assert_eq!(last_told(&cell)[&(first, at)], '-');
    assert_eq!(last_told(&cell)[&(other, at)], '+');
    // Half an hour before, the first takes the other's turn; then gives it back; each hears of each.
    let replace = ctac_rota::OverrideKind::Replace {
        member: ctac_rota::Member(other.to_string()),
        by: ctac_rota::Member(first.to_string()),
    };
    let (id, reason) = (OverrideId(Uuid::from_u128(0xE7)), "swapped by telephone".to_owned());
    let to = at + jiff::SignedDuration::from_hours(3);
    cell.given(ADMIN, Command::AddOverride { rota: ROTA, id, from: at, to, kind: replace, reason });
    pass(&mut cell, 1);
    let heard = |cell: &Cell, size| -> Vec<_> {
        let all = told(cell, size).into_iter().filter(|(_, _, of, _)| *of == at);
        all.map(|(person, way, ..)| (person == first, way)).collect()
    };
    let mut now = heard(&cell, size);
    now.sort_unstable();
    assert_eq!(now, [(false, '-'), (true, '+')]);
    let size = cell.state.size;
    cell.given(ADMIN, Command::RemoveOverride { rota: ROTA, id, reason: "given back".to_owned() });
    pass(&mut cell, 1);
    let mut now = heard(&cell, size);
    now.sort_unstable();
    assert_eq!(now, [(false, '+'), (true, '-')]);
    assert!(!crate::due::needs_tick(&cell.state, cell.now), "nothing is left to do");
    assert_eq!(crate::invariants::check(&cell.state), []);
    assert_eq!(cell.replayed(), cell.state);
}

#[test]
fn what_nobody_was_awake_to_tell_keeps_nobody_awake() {
    let mut cell = Cell::seeded();
    wants(&mut cell, NURSE, &[0]);
    cell.given(ADMIN, save(&[NURSE], "monthly", None));
    // All nodes go down before anybody is told, and come back when it is no news any more.
    cell.pass(3 * limits::HANDOFF_LATE_S);
    cell.given(crate::command::Actor::System, Command::Tick);
    let next = crate::due::next_deadline(&cell.state).unwrap();
    assert!(next > cell.now, "due at {next}, and it is {}", cell.now);
    assert_eq!(crate::invariants::check(&cell.state), []);
    assert_eq!(cell.replayed(), cell.state);
}

#[test]
fn a_rota_edited_a_hundred_times_drowns_nobody() {
    let mut cell = Cell::seeded();
    wants(&mut cell, NURSE, &[0]);
    let id = ContactId(Uuid::from_u128(0xE9));
    let contact =
        Contact {
            id, channel: Channel::Email, hint: "n•••@•••.example".to_owned(), verified: true, flag: None
        };
    cell.given(crate::command::Actor::System, Command::AddContact { person: NURSE, contact });
    let size = cell.state.size;
    for nth in 0..100_u64 {
        let on = if nth % 2 == 0 { NURSE } else { CLERK };
        cell.given(ADMIN, save(&[on], "monthly", (nth > 0).then_some(nth)));
        pass(&mut cell, 1);
    }
    let sent = |cell: &Cell, size: u64| {
        let sent =
            cell.log.iter().filter(|entry| entry.position >= size).filter(|entry| match entry.event.as_deref() {
                Some(Event::NoticeRaised { person, notifications, .. }) => {
                    *person == NURSE && !notifications.is_empty()
                }
                _ => false,
            });
        sent.count()
    };
    assert_eq!(sent(&cell, size), limits::NOTICES);
    assert!(told(&cell, size).len() >= 100, "on the record all the same");
    pass(&mut cell, limits::NOTICES_S);
    let size = cell.state.size;
    cell.given(ADMIN, save(&[NURSE, CLERK], "monthly", Some(100)));
    pass(&mut cell, 1);
    assert_eq!(sent(&cell, size), 1, "an hour later they are told again");
    assert_eq!(cell.replayed(), cell.state);
}
