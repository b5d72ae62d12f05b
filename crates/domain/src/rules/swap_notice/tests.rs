//! Swaps: who may take one hears of it, and the offerer of what became of it.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::command::{Command, OnNow};
use crate::directory::{Channel, Contact};
use crate::event::Event;
use crate::id::{ContactId, PersonId, RotaId, SwapId};
use crate::notice::About;
use crate::policy::Duty;
use crate::testing::{ADMIN, CLERK, Cell, LEAD, NURSE};

const ROTA: RotaId = RotaId(Uuid::from_u128(0xE1));
const SWAP: SwapId = SwapId(Uuid::from_u128(0xE2));

fn cell() -> Cell {
    let mut cell = Cell::seeded();
    for person in [NURSE, CLERK, LEAD] {
        let id = ContactId(Uuid::from_u128(person.0.as_u128() + 0x100));
        let contact =
            Contact {
                id, channel: Channel::Email, hint: "a•••@•••.example".to_owned(), verified: true, flag: None
            };
        cell.given(crate::command::Actor::System, Command::AddContact { person, contact });
    }
    let groups: Vec<[String; 1]> = [NURSE, CLERK, LEAD].iter().map(|person| [person.to_string()]).collect();
    let rota = serde_json::from_value(serde_json::json!({
        "time_zone": "Europe/London",
        "layers": [{
            "name": "weeks", "groups": groups, "start": "2026-03-02T00:00:00", "turn": {"unit": "weekly", "length": 1},
        }],
    }))
    .unwrap();
    let (name, duty, deputy, on_now, expect) = ("Duty".to_owned(), Duty::Other, None, OnNow::Recount, None);
    cell.given(ADMIN, Command::SaveRota { id: ROTA, name, rota, duty, deputy, on_now, expect });
    cell
}

fn offer(cell: &Cell, to_person: Option<PersonId>) -> Command {
    let from: Timestamp = cell.now + SignedDuration::from_hours(24);
    let (to, in_return, reason) = (from + SignedDuration::from_hours(8), None, None);
    Command::OfferSwap { swap: SWAP, rota: ROTA, person: NURSE, from, to, to_person, in_return, reason }
}

fn told(cell: &Cell) -> Vec<(PersonId, bool, usize)> {
    let raised = cell.log.iter().filter_map(|entry| match entry.event.as_deref() {
        Some(Event::NoticeRaised { person, about: About::SwapOffered { swap: SWAP, .. }, notifications, .. }) => {
            Some((*person, true, notifications.len()))
        }
        Some(Event::NoticeRaised { person, about: About::SwapAnswered { swap: SWAP, .. }, notifications, .. }) => {
            Some((*person, false, notifications.len()))
        }
        _ => None,
    });
    raised.collect()
}

#[test]
fn an_offer_to_one_is_told_to_that_one_and_the_answer_to_the_offerer() {
    let mut cell = cell();
    let offered = offer(&cell, Some(CLERK));
    cell.given(NURSE, offered);
    assert_eq!(told(&cell), [(CLERK, true, 1)]);
    cell.given(CLERK, Command::DeclineSwap { swap: SWAP, by: CLERK });
    cell.given(CLERK, Command::DeclineSwap { swap: SWAP, by: CLERK });
    assert_eq!(told(&cell)[1..], [(NURSE, false, 1)], "once, though it was declined twice");
}

#[test]
fn an_open_offer_is_told_to_everybody_else_in_the_rota() {
    let mut cell = cell();
    let offered = offer(&cell, None);
    cell.given(NURSE, offered);
    let mut asked = told(&cell);
    asked.sort_unstable();
    let mut others = [(CLERK, true, 1), (LEAD, true, 1)];
    others.sort_unstable();
    assert_eq!(asked, others);
    cell.given(LEAD, Command::AcceptSwap { swap: SWAP, by: LEAD, part: None });
    assert_eq!(told(&cell)[2..], [(NURSE, false, 1)]);
    assert_eq!(crate::invariants::check(&cell.state), []);
}

#[test]
fn an_offer_that_nobody_took_says_so() {
    let mut cell = cell();
    let offered = offer(&cell, Some(CLERK));
    cell.given(NURSE, offered);
    cell.pass(25 * 3_600);
    cell.given(crate::command::Actor::System, Command::Tick);
    assert_eq!(told(&cell)[1..], [(NURSE, false, 1)]);
}
