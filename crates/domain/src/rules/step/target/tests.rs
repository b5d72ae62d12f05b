//! Whom targets mean: teams, deputies, and the leads of whoever is affected.

use jiff::civil::date;
use uuid::Uuid;

use super::*;
use crate::command::{Command, OnNow};
use crate::directory::{Channel, Contact};
use crate::id::{ContactId, TeamId};
use crate::incident::RoomRole;
use crate::marking::Marking;
use crate::policy::{Duty, Step};
use crate::severities::Severities;
use crate::testing::*;

const TEAM: TeamId = TeamId(Uuid::from_u128(0x71));
const FIRST: RotaId = RotaId(Uuid::from_u128(0x72));
const SECOND: RotaId = RotaId(Uuid::from_u128(0x73));
const THIRD: RotaId = RotaId(Uuid::from_u128(0x74));

fn reach(cell: &mut Cell, person: PersonId) {
    let id = ContactId(Uuid::from_u128(person.0.as_u128() + 0x1000));
    let contact =
        Contact { id, channel: Channel::Sms, hint: "07•• ••• 123".to_owned(), verified: true, flag: None };
    cell.given(crate::command::Actor::System, Command::AddContact { person, contact });
}

fn meant(cell: &Cell, concern: Option<Concern>, target: Target) -> Vec<PersonId> {
    people(&cell.state, concern, target, cell.now).iter().map(|person| person.id).collect()
}

fn rota_of(cell: &mut Cell, id: RotaId, person: PersonId, deputy: Option<RotaId>) {
    let group = vec![ctac_rota::Member(person.to_string())];
    let turn = ctac_rota::Turn::of(1, ctac_rota::Unit::Weekly);
    let layer = ctac_rota::Layer::new("week", vec![group], date(2026, 1, 5).at(9, 0, 0, 0), turn);
    let rota = ctac_rota::Rota::new("Europe/London", vec![layer]);
    let (name, duty, on_now) = (id.to_string(), Duty::Responder, OnNow::Keep);
    let expect = cell.state.rotas.get(&id).map(|kept| kept.saved.version);
    cell.given(ADMIN, Command::SaveRota { id, name, rota, duty, deputy, on_now, expect });
}

#[test]
fn a_team_is_its_active_people_in_its_order() {
    let mut cell = Cell::seeded();
    let members = vec![CLERK, NURSE, LEAD];
    cell.given(ADMIN, Command::SaveTeam { id: TEAM, name: "Nights".to_owned(), members, expect: None });
    assert_eq!(meant(&cell, None, Target::Team { team: TEAM }), [CLERK, NURSE, LEAD]);
    cell.given(ADMIN, Command::DeactivatePerson { person: NURSE, reason: "left".to_owned() });
    assert_eq!(meant(&cell, None, Target::Team { team: TEAM }), [CLERK, LEAD]);
}

#[test]
fn a_deputy_is_asked_by_name_and_the_first_who_can_be_reached_stands_in() {
    let mut cell = Cell::seeded();
    rota_of(&mut cell, THIRD, LEAD, None);
    rota_of(&mut cell, SECOND, CLERK, Some(THIRD));
    rota_of(&mut cell, FIRST, NURSE, Some(SECOND));
    let deputy = Target::Deputy { rota: FIRST };
    assert_eq!(meant(&cell, None, Target::Rota { rota: FIRST }), [NURSE], "no deputy follows by itself");
    assert_eq!(meant(&cell, None, deputy), [CLERK], "nobody can be reached: the record names the first");
    reach(&mut cell, LEAD);
    assert_eq!(meant(&cell, None, deputy), [LEAD]);
    reach(&mut cell, CLERK);
    assert_eq!(meant(&cell, None, deputy), [CLERK]);
    assert!(meant(&cell, None, Target::Deputy { rota: THIRD }).is_empty());
}

#[test]
fn leads_are_of_the_organisations_that_are_affected() {
    let mut cell = Cell::seeded();
    cell.given(LEAD, declare(INCIDENT, Marking::Amber));
    let about = Some(Concern::Incident(INCIDENT));
    assert_eq!(meant(&cell, about, Target::Leads), [LEAD,], "the board's own");
    assert_eq!(meant(&cell, None, Target::Leads), [], "nothing is known to be affected");
    cell.given(LEAD, grant(NURSE, RoomRole::Responder));
    reach(&mut cell, DEPUTY);
    assert_eq!(meant(&cell, about, Target::Leads), [DEPUTY, LEAD], "the trust's too, by organisation");
    cell.given(LEAD, grant(CLERK, RoomRole::Observer));
    assert_eq!(meant(&cell, about, Target::Leads), [DEPUTY, LEAD], "who only reads does not affect the council");
    cell.given(LEAD, grant(CLERK, RoomRole::Responder));
    assert_eq!(
        meant(&cell, about, Target::Leads),
        [DEPUTY, COUNCIL_ADMIN, LEAD],
        "the council has no lead: its administrator can find somebody"
    );
    let revoke = Command::RevokeMembership { incident: INCIDENT, person: CLERK, reason: None };
    cell.given(LEAD, revoke);
    assert_eq!(meant(&cell, about, Target::Leads), [DEPUTY, LEAD]);
}

#[test]
fn an_administrator_is_asked_where_no_lead_can_be_reached() {
    let mut cell = Cell::with_incident(Marking::Amber);
    let about = Some(Concern::Incident(INCIDENT));
    cell.given(ADMIN, Command::ChangeRoles { person: CLERK, roles: vec![Role::Responder, Role::IncidentLead] });
    let council = |cell: &Cell| {
        let leads = meant(cell, about, Target::Leads);
        leads.into_iter().filter(|id| [CLERK, COUNCIL_ADMIN].contains(id)).collect::<Vec<_>>()
    };
    assert_eq!(council(&cell), [CLERK, COUNCIL_ADMIN]);
    reach(&mut cell, CLERK);
    assert_eq!(council(&cell), [CLERK]);
}

#[test]
fn a_rota_asked_for_its_deputy_is_not_retired_under_the_policy() {
    let mut cell = Cell::seeded();
    rota_of(&mut cell, SECOND, CLERK, None);
    rota_of(&mut cell, FIRST, NURSE, None);
    let save = |rota| {
        let steps = vec![Step { severities: Severities::ALL, ..Step::new(vec![Target::Deputy { rota }], 60) }];
        let id = crate::id::PolicyId(Uuid::from_u128(0x75));
        Command::SavePolicy { id, name: "Nights".to_owned(), steps, repeats: 0, expect: None }
    };
    assert!(cell.refused(ADMIN, save(FIRST)).ends_with("has no deputy; name one there first"));
    assert!(cell.refused(ADMIN, save(THIRD)).contains("there is no rota"));
    rota_of(&mut cell, FIRST, NURSE, Some(SECOND));
    cell.given(ADMIN, save(FIRST));
    let refusal = cell.refused(ADMIN, Command::RetireRota { id: FIRST, expect: Some(2) });
    assert!(refusal.contains("asks this rota"), "{refusal}");
}
