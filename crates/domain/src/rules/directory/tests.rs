//! The rules of `directory`, told as given, when, then.

use crate::command::{Actor, Command};
use crate::directory::{Organisation, OrganisationKind, Role};
use crate::id::{OrganisationId, PersonId};
use crate::marking::Marking;
use crate::testing::*;
use uuid::Uuid;

const NEW: PersonId = PersonId(Uuid::from_u128(0xBA));

fn add(person: PersonId, organisation: OrganisationId, roles: &[Role]) -> Command {
    Command::AddPerson { person, organisation, roles: roles.to_vec() }
}

fn roles(person: PersonId, roles: &[Role]) -> Command {
    Command::ChangeRoles { person, roles: roles.to_vec() }
}

fn deactivate(person: PersonId) -> Command {
    Command::DeactivatePerson { person, reason: "left the trust".to_owned() }
}

#[test]
fn the_operator_sets_up_until_there_is_an_administrator() {
    let mut cell = Cell::seeded();
    let refusal = cell.refused(Actor::Operator, add(NEW, TRUST, &[Role::Responder]));
    assert_eq!(refusal, "your roles in the cell do not allow this");
    cell.given(ADMIN, add(NEW, TRUST, &[Role::Responder]));
}

#[test]
fn repeating_an_addition_records_nothing_and_another_under_the_same_id_is_refused() {
    let mut cell = Cell::seeded();
    cell.given(ADMIN, add(NEW, TRUST, &[Role::Responder, Role::Responder]));
    let size = cell.state.size;
    cell.given(ADMIN, add(NEW, TRUST, &[Role::Responder]));
    assert_eq!(cell.state.size, size);
    assert_eq!(cell.refused(ADMIN, add(NEW, COUNCIL, &[])), "another person has this id");
    let kind = OrganisationKind::Other;
    let named =
        |name: &str| Command::AddOrganisation { organisation: Organisation { id: TRUST, name: name.into(), kind } };
    assert_eq!(cell.refused(ADMIN, named("Else")), "another organisation has this id");
    assert_eq!(cell.refused(ADMIN, named(" ")), "organisation.name: it must not be empty");
    let nowhere = OrganisationId(Uuid::from_u128(1));
    assert_eq!(cell.refused(ADMIN, add(STRANGER, nowhere, &[])), "there is no such organisation");
}

#[test]
fn an_organisations_administrator_manages_its_own_people_and_gives_no_role_of_the_cell() {
    let mut cell = Cell::seeded();
    cell.given(COUNCIL_ADMIN, add(NEW, COUNCIL, &[Role::Responder]));
    cell.given(COUNCIL_ADMIN, roles(NEW, &[Role::Loggist]));
    assert_eq!(cell.refused(COUNCIL_ADMIN, add(STRANGER, TRUST, &[])), "this belongs to another organisation");
    for role in [Role::CellAdmin, Role::Auditor, Role::IncidentLead] {
        assert!(cell.refused(COUNCIL_ADMIN, roles(NEW, &[role])).starts_with("roles: only the cell's administrators"));
        cell.given(ADMIN, roles(NEW, &[role]));
        let refusal = cell.refused(COUNCIL_ADMIN, roles(NEW, &[]));
        assert!(refusal.starts_with("roles:") || refusal.starts_with("your roles"), "{refusal}");
        cell.given(ADMIN, roles(NEW, &[]));
    }
}

#[test]
fn the_last_administrator_stays() {
    let mut cell = Cell::seeded();
    assert!(cell.refused(ADMIN, deactivate(ADMIN)).contains("last administrator"));
    assert!(cell.refused(ADMIN, roles(ADMIN, &[Role::Responder])).contains("last administrator"));
    cell.given(ADMIN, roles(DEPUTY, &[Role::CellAdmin]));
    cell.given(ADMIN, deactivate(ADMIN));
    assert_eq!(cell.refused(ADMIN, deactivate(DEPUTY)), "sign in first");
    assert!(cell.refused(DEPUTY, deactivate(DEPUTY)).contains("last administrator"));
}

#[test]
fn who_leaves_can_do_nothing_more_and_is_in_no_incident() {
    let mut cell = Cell::with_incident(Marking::Amber);
    let size = cell.state.size;
    cell.given(ADMIN, deactivate(LEAD));
    assert_eq!(cell.kinds_since(size), ["person.deactivated", "membership.revoked"]);
    assert_eq!(cell.incident().lead, None);
    assert!(!cell.incident().members.contains_key(&LEAD));
    assert_eq!(cell.refused(LEAD, note(1)), "sign in first");
    let size = cell.state.size;
    cell.given(ADMIN, deactivate(LEAD));
    assert_eq!(cell.state.size, size);
}
