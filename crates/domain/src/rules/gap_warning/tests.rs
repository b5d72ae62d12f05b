//! Gaps: the lead is warned 14, 7 and 1 days ahead, once each; the administrators are paged once, and called off.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::command::{Actor, Command, OnNow};
use crate::directory::{Channel, Contact};
use crate::duty::CoverageGap;
use crate::event::Event;
use crate::id::{ContactId, PageId, PersonId, RotaId};
use crate::notice::About;
use crate::page::{How, PageStatus, Subject};
use crate::policy::Duty;
use crate::testing::{ADMIN, Cell, LEAD, NURSE};

const ROTA: RotaId = RotaId(Uuid::from_u128(0xE1));
const LEADS: RotaId = RotaId(Uuid::from_u128(0xE2));

/// A rota with one person on round the clock, or with nobody.
fn save(id: RotaId, duty: Duty, person: Option<PersonId>) -> Command {
    let layers = person.map(|person| {
        serde_json::json!({
            "name": "always", "groups": [[person.to_string()]], "start": "2026-01-01T09:00:00",
            "turn": {"unit": "weekly", "length": 1},
        })
    });
    let layers: Vec<_> = layers.into_iter().collect();
    let rota = serde_json::from_value(serde_json::json!({"time_zone": "Europe/London", "layers": layers})).unwrap();
    let (name, deputy, on_now, expect) = ("Duty".to_owned(), None, OnNow::Keep, None);
    Command::SaveRota { id, name, rota, duty, deputy, on_now, expect }
}

/// The lead is on call as such, the administrator can be reached, and the responders' rota has the nurse or nobody.
fn cell(duty: Duty, person: Option<PersonId>) -> Cell {
    let mut cell = Cell::seeded();
    for person in [ADMIN, LEAD] {
        let id = ContactId(Uuid::from_u128(person.0.as_u128() + 0x100));
        let contact =
            Contact { id, channel: Channel::Sms, hint: "••• 123".to_owned(), verified: true, flag: None };
        cell.given(crate::command::Actor::System, Command::AddContact { person, contact });
    }
    cell.given(ADMIN, save(LEADS, Duty::Lead, Some(LEAD)));
    cell.given(ADMIN, save(ROTA, duty, person));
    cell.given(Actor::System, Command::Tick);
    cell
}

fn days(cell: &Cell, days: i64) -> Timestamp {
    cell.now + SignedDuration::from_hours(24 * days)
}

fn gap(from: Timestamp) -> CoverageGap {
    CoverageGap { from, to: from + SignedDuration::from_hours(8), unreachable: Vec::new() }
}

fn found(cell: &mut Cell, gaps: &[CoverageGap]) -> u64 {
    let (size, horizon) = (cell.state.size, days(cell, 90));
    let (gaps, singles) = (gaps.to_vec(), Vec::new());
    cell.given(Actor::System, Command::RecordCoverage { rota: ROTA, horizon, gaps, singles });
    cell.given(Actor::System, Command::Tick);
    size
}

/// Who was warned since the log had `size` entries, how many days ahead, and of how many more.
fn warned(cell: &Cell, size: u64) -> Vec<(PersonId, u32, u32)> {
    let since = cell.log.iter().filter(|entry| entry.position >= size);
    let raised = since.filter_map(|entry| match entry.event.as_deref() {
        Some(Event::NoticeRaised { person, about: About::Gap { days, more, .. }, .. }) => Some((*person, *days, *more)),
        _ => None,
    });
    raised.collect()
}

fn pages(cell: &Cell) -> Vec<PageId> {
    let about = cell.state.pages.values().filter(|it| matches!(it.subject, Subject::Gap { rota: ROTA, .. }));
    about.map(|it| it.id).collect()
}

fn tick_after(cell: &mut Cell, days: i64) -> u64 {
    cell.pass(days * 86_400);
    let size = cell.state.size;
    cell.given(Actor::System, Command::Tick);
    size
}

#[test]
fn the_lead_and_the_administrators_are_warned_as_a_gap_draws_near_once_each_time() {
    let mut cell = cell(Duty::Responder, Some(NURSE));
    let gaps = [gap(days(&cell, 20))];
    let size = found(&mut cell, &gaps);
    assert_eq!(warned(&cell, size), [], "twenty days are far");
    for (passed, ahead) in [(6, 14), (7, 7)] {
        let size = tick_after(&mut cell, passed);
        assert_eq!(warned(&cell, size), [(ADMIN, ahead, 0), (LEAD, ahead, 0)].map(|it| it));
        assert!(pages(&cell).is_empty());
        let size = found(&mut cell, &gaps);
        assert_eq!(warned(&cell, size), [], "the same gap found again");
    }
    let size = tick_after(&mut cell, 6);
    assert_eq!(warned(&cell, size), [(ADMIN, 1, 0), (LEAD, 1, 0)]);
    assert_eq!(pages(&cell).len(), 1, "a day away: they are paged");
    let headline = |cell: &Cell| crate::message::headline(&cell.state, &cell.state.pages[&pages(cell)[0]]);
    assert_eq!(headline(&cell), "S2 rota gap within a day", "nobody thinks that nobody is on call this minute");
    assert_eq!(crate::invariants::check(&cell.state), []);
    assert_eq!(cell.replayed(), cell.state);
}

#[test]
fn one_within_a_day_is_told_and_paged_at_once_and_several_in_one_page() {
    let mut cell = cell(Duty::Lead, Some(NURSE));
    let near = cell.now + SignedDuration::from_hours(2);
    let far = gap(days(&cell, 5));
    let size = found(&mut cell, &[gap(near), gap(near + SignedDuration::from_hours(10)), far]);
    // The nurse is on call in this lead's rota, too; nothing reaches her, which the entry shows.
    assert_eq!(warned(&cell, size), [(ADMIN, 1, 2), (LEAD, 1, 2), (NURSE, 1, 2)]);
    assert_eq!(pages(&cell).len(), 1);
    let page = pages(&cell)[0];
    // One of both is closed: the page stays. It is acknowledged: no other is raised for the gap that is left.
    found(&mut cell, &[gap(near + SignedDuration::from_hours(10))]);
    assert!(cell.state.pages[&page].is_active());
    cell.given(ADMIN, Command::Acknowledge { page, how: How::Api });
    found(&mut cell, &[gap(near + SignedDuration::from_hours(10))]);
    tick_after(&mut cell, 0);
    assert_eq!(pages(&cell), [page]);
    assert!(matches!(cell.state.pages[&page].status, PageStatus::Acknowledged { by: Some(ADMIN), .. }));
}

#[test]
fn a_gap_that_has_begun_is_told_as_such() {
    let mut cell = cell(Duty::Responder, Some(NURSE));
    let begun = gap(cell.now);
    found(&mut cell, &[begun]);
    let page = &cell.state.pages[&pages(&cell)[0]];
    assert_eq!(crate::message::headline(&cell.state, page), "S2 rota gap now");
}

#[test]
fn a_gap_closed_meanwhile_calls_its_page_off() {
    let mut cell = cell(Duty::Responder, Some(NURSE));
    let near = gap(cell.now + SignedDuration::from_hours(2));
    found(&mut cell, std::slice::from_ref(&near));
    let page = pages(&cell)[0];
    found(&mut cell, &[]);
    assert!(matches!(cell.state.pages[&page].status, PageStatus::Cancelled { .. }));
    assert!(cell.state.told[&ROTA].gaps.is_empty());
    // Open again: that is news.
    found(&mut cell, &[near]);
    assert_eq!(pages(&cell).len(), 2);
}

#[test]
fn a_gap_that_is_over_calls_its_page_off_though_nobody_looked_again() {
    let mut cell = cell(Duty::Responder, Some(NURSE));
    let begun = gap(cell.now);
    found(&mut cell, std::slice::from_ref(&begun));
    let page = pages(&cell)[0];
    // Somebody takes it from the next whole minute on: a remnant of it stays, with its beginning.
    let rest = CoverageGap { to: begun.from + SignedDuration::from_secs(60), ..begun };
    found(&mut cell, std::slice::from_ref(&rest));
    assert!(cell.state.pages[&page].is_active(), "nobody is on yet");
    assert!(crate::due::next_deadline(&cell.state).is_some_and(|at| at <= rest.to));
    cell.now = rest.to;
    cell.given(Actor::System, Command::Tick);
    assert!(matches!(cell.state.pages[&page].status, PageStatus::Cancelled { .. }));
    assert!(!crate::due::needs_tick(&cell.state, cell.now));
    assert_eq!(crate::invariants::check(&cell.state), []);
    assert_eq!(cell.replayed(), cell.state);
}

#[test]
fn the_first_person_in_a_rota_wakes_nobody_for_the_gap_that_it_was() {
    let mut cell = cell(Duty::Responder, None);
    let (from, to) = (cell.now, days(&cell, 91));
    found(&mut cell, &[CoverageGap { from, to, unreachable: Vec::new() }]);
    let mut first = save(ROTA, Duty::Responder, Some(NURSE));
    if let Command::SaveRota { expect, .. } = &mut first {
        *expect = Some(cell.state.rotas[&ROTA].saved.version);
    }
    cell.given(ADMIN, first);
    cell.given(Actor::System, Command::Tick);
    assert_eq!(pages(&cell), [], "before its coverage is looked at again");
    // Somebody who cannot be reached is a gap that is news.
    found(&mut cell, &[CoverageGap { from, to, unreachable: vec![NURSE] }]);
    assert_eq!(pages(&cell).len(), 1);
}

#[test]
fn a_rota_that_nobody_was_ever_in_is_told_of_and_wakes_nobody() {
    let mut cell = cell(Duty::Responder, None);
    let gaps = [CoverageGap { from: cell.now, to: days(&cell, 91), unreachable: Vec::new() }];
    let size = found(&mut cell, &gaps);
    assert_eq!(warned(&cell, size), [(ADMIN, 1, 0), (LEAD, 1, 0)]);
    assert!(pages(&cell).is_empty());
    assert!(!crate::due::needs_tick(&cell.state, cell.now));
}

#[test]
fn a_rota_that_promises_nothing_has_its_gaps_recorded_only() {
    let mut cell = cell(Duty::Other, Some(NURSE));
    let near = gap(cell.now);
    let size = found(&mut cell, &[near]);
    assert_eq!((warned(&cell, size), pages(&cell)), (Vec::new(), Vec::new()));
    assert_eq!(cell.state.rotas[&ROTA].coverage.as_ref().unwrap().gaps.len(), 1);
}

#[test]
fn a_gap_under_way_keeps_its_beginning_however_often_it_is_found() {
    let mut cell = cell(Duty::Responder, Some(NURSE));
    let began = cell.now;
    let to = days(&cell, 2);
    found(&mut cell, &[CoverageGap { from: began, to, unreachable: Vec::new() }]);
    cell.pass(3_600);
    let now = cell.now;
    let size = found(&mut cell, &[CoverageGap { from: now, to, unreachable: Vec::new() }]);
    assert_eq!(cell.state.rotas[&ROTA].coverage.as_ref().unwrap().gaps[0].from, began);
    assert_eq!((warned(&cell, size), pages(&cell).len()), (Vec::new(), 1));
}
