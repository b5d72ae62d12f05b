//! A run brings an organisation of the cell into the incident: those who lead there become members, and are told.

use ctac_runbook::run::request::Outcome;

use super::{done, failed};
use crate::access;
use crate::decide::Deciding;
use crate::directory::{Person, Role};
use crate::id::PersonId;
use crate::incident::{Membership, RoomRole};
use crate::limits::{MEMBERS, NOTICE_S, TOLD};
use crate::notice::About;
use crate::rules::{membership, notice, step};
use crate::run::KeptRun;

pub(super) fn invite(d: &mut Deciding<'_>, kept: &KeptRun, organisation: &str) -> Option<Outcome> {
    let wanted = organisation.trim().to_lowercase();
    let found = d.state.organisations.values().find(|it| it.name.trim().to_lowercase() == wanted);
    let Some(found) = found.map(|it| it.id) else {
        return failed(format!("no organisation of the cell is called \"{organisation}\": ask them by telephone"));
    };
    let theirs = |it: &&Person| it.organisation == found && it.active && kept.may_tell(it.id);
    let with = |role: Role| {
        let people = d.state.people.values().filter(theirs);
        let leads = people.filter(|it| it.roles.contains(&role) && !access::only_reads(it));
        leads.map(|it| it.id).take(TOLD).collect::<Vec<PersonId>>()
    };
    let asked = [Role::IncidentLead, Role::Responder].into_iter().map(with).find(|people| !people.is_empty());
    let Some(asked) = asked else {
        return failed(format!("nobody of \"{organisation}\" can be brought in: ask them by telephone"));
    };
    let about = About::Invited { incident: kept.incident, exercise: kept.is_exercise() };
    for person in &asked {
        let Some(incident) = d.state.incidents.get(&kept.incident) else { break };
        if incident.member_at(*person, d.now).is_some_and(Membership::writes) {
            continue;
        }
        if !incident.members.contains_key(person) && incident.members.len() >= MEMBERS {
            return failed(format!("no more than {MEMBERS} members of an incident"));
        }
        membership::join(d, kept.incident, *person, RoomRole::Responder);
        notice::raise(d, *person, about, step::later(d.now, NOTICE_S));
    }
    Some(done(organisation))
}
