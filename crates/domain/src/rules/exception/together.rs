//! Several overrides at once: all of them, or none.

use ctac_rota::{Member, OverrideKind};
use jiff::SignedDuration;
use uuid::Uuid;

use crate::command::{Command, Planned};
use crate::id::{OverrideId, PersonId, RotaId};
use crate::limits::OVERRIDES_AT_ONCE;
use crate::testing::*;

const ROTA: RotaId = RotaId(Uuid::from_u128(0xF1));

fn planned(cell: &Cell, hour: i64, person: PersonId) -> Planned {
    let at = |hours| cell.now.checked_add(SignedDuration::from_hours(hours)).unwrap();
    let second = |at: jiff::Timestamp| jiff::Timestamp::from_second(at.as_second()).unwrap();
    Planned {
        id: OverrideId(Uuid::from_u128(0xF100 + u128::try_from(hour + 1_000).unwrap())),
        from: second(at(hour)),
        to: second(at(hour + 1)),
        kind: OverrideKind::Temporary { members: vec![Member(person.to_string())] },
    }
}

fn together(overrides: Vec<Planned>) -> Command {
    Command::AddOverrides { rota: ROTA, overrides, reason: "From a calendar file".to_owned() }
}

#[test]
fn all_are_added_once() {
    let mut cell = Cell::seeded();
    cell.given(ADMIN, save_rota(ROTA, "Duty", rota(), None));
    let command = together(vec![planned(&cell, 1, NURSE), planned(&cell, 2, CLERK)]);
    let size = cell.state.size;
    cell.given(LEAD, command.clone());
    assert_eq!(cell.kinds_since(size), ["rota.override_added", "rota.override_added"]);
    let size = cell.state.size;
    cell.given(LEAD, command);
    assert_eq!(cell.state.size, size, "a repeat records nothing");
    let on = |hour: i64| cell.state.rotas[&ROTA].on_call(planned(&cell, hour, NURSE).from);
    assert_eq!((on(1), on(2), on(3)), (vec![NURSE], vec![CLERK], vec![]));
}

#[test]
fn one_that_cannot_be_leaves_none() {
    let mut cell = Cell::seeded();
    cell.given(ADMIN, save_rota(ROTA, "Duty", rota(), None));
    let over = together(vec![planned(&cell, 1, NURSE), planned(&cell, -3, CLERK)]);
    assert_eq!(cell.refused(LEAD, over), "overrides: [1].to: it is over already: the past does not change");
    let stranger = together(vec![planned(&cell, 1, NURSE), planned(&cell, 2, STRANGER)]);
    assert!(cell.refused(LEAD, stranger).starts_with("overrides: [1].kind: "));
    assert!(cell.state.rotas[&ROTA].overrides.is_empty());
    let hours = 1..=i64::try_from(OVERRIDES_AT_ONCE).unwrap() + 1;
    let many = together(hours.map(|hour| planned(&cell, hour, NURSE)).collect());
    assert_eq!(cell.refused(LEAD, many), format!("no more than {OVERRIDES_AT_ONCE} overrides at once"));
    // Whoever may put themselves on may not do it by the file.
    let own = together(vec![planned(&cell, 1, NURSE)]);
    assert_eq!(cell.refused(NURSE, own), "your roles in the cell do not allow this");
}
