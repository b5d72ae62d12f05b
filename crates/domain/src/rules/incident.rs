//! Declaring an incident, opening and closing its room, exporting it.

use crate::access::{self, Action, Object};
use crate::command::Actor;
use crate::decide::{Answer, As, Deciding, Refusal};
use crate::directory::Role;
use crate::event::Event;
use crate::id::{AlertId, IncidentId, PersonId, PolicyId};
use crate::incident::{RoomRole, Severity, year_of};
use crate::limits::TITLE;
use crate::marking::Marking;
use crate::page::Subject;
use crate::state::Stream;

use super::text::check_line;
use super::{incident_named, membership, page};

/// A person's declaration.
pub(crate) struct Declaration<'a> {
    pub(crate) incident: IncidentId,
    pub(crate) title: &'a str,
    pub(crate) severity: Severity,
    pub(crate) marking: Marking,
    pub(crate) alert: Option<AlertId>,
    pub(crate) policy: Option<PolicyId>,
}

/// A person declares. Whoever may lead or respond leads until they hand over: an incident has somebody who runs it
/// from its first minute; an intake desk's declaration is led by whoever takes its page.
pub(crate) fn declare_by_person(d: &mut Deciding<'_>, declaration: &Declaration<'_>) -> Result<Answer, Refusal> {
    access::check(d, Action::Declare, Object::Cell)?;
    let Declaration { incident, title, severity, marking, alert, policy } = *declaration;
    if let Some(stands) = d.state.incidents.get(&incident) {
        let declared_by = stands.entry(1).and_then(|entry| entry.author).map(Actor::Person);
        if declared_by != Some(d.context.actor) {
            return Err(Refusal::Conflict("another incident has this id".to_owned()));
        }
        return Ok(Answer::Incident { id: incident, reference: stands.reference.clone() });
    }
    check_line("title", title, TITLE)?;
    if let Some(alert) = alert {
        check_alert(d, alert)?;
    }
    let policy = match policy {
        Some(policy) => Some(d.state.policies.get(&policy).cloned().ok_or(Refusal::NotFound("policy"))?),
        None => None,
    };
    let reference = declare(d, incident, title.to_owned(), severity, marking, alert.into_iter().collect());
    if let Actor::Person(person) = d.context.actor {
        membership::join(d, incident, person, role_of_declarer(d, person));
    }
    if let Some(policy) = policy {
        page::raise(d, Subject::Incident { incident }, severity, &policy);
    }
    Ok(Answer::Incident { id: incident, reference })
}

/// Records an incident and links its alerts; tells its reference. Who may is the caller's to have checked. A title that
/// comes from an alert is cut to one line of [`TITLE`] characters; a person's has been refused before, if it was not.
pub(crate) fn declare(
    d: &mut Deciding<'_>,
    incident: IncidentId,
    title: String,
    severity: Severity,
    marking: Marking,
    alerts: Vec<AlertId>,
) -> String {
    let year = year_of(d.now);
    let number = d.state.numbers.get(&year).copied().unwrap_or(0) + 1;
    let reference = format!("CTAC-{year}-{number:04}");
    let stream = Stream::Incident(incident);
    let open = || As { marking: marking.min(Marking::Amber), ..As::default() };
    let title = one_line(title);
    let links = alerts.clone();
    let declared = Event::IncidentDeclared { incident, reference: reference.clone(), title, severity, marking, alerts };
    d.emit(stream, declared, open());
    for alert in links {
        d.emit(stream, Event::AlertLinked { alert, incident }, open());
    }
    reference
}

fn one_line(title: String) -> String {
    if check_line("title", &title, TITLE).is_ok() {
        return title;
    }
    title.chars().map(|c| if c.is_control() { ' ' } else { c }).take(TITLE).collect()
}

/// Somebody's first connection. Recorded when it changes something.
pub(crate) fn join_room(d: &mut Deciding<'_>, id: IncidentId) -> Result<Answer, Refusal> {
    access::check(d, Action::ReadIncident, Object::Incident(id))?;
    let incident = incident_named(d, id)?;
    if let Actor::Person(person) = d.context.actor
        && !incident.present.contains(&person)
    {
        let how = As { marking: incident.open_marking(), ..As::default() };
        d.emit(Stream::Incident(id), Event::RoomJoined { person }, how);
    }
    Ok(Answer::Done)
}

/// Their last connection closed. Whoever joined may leave, also when they may no longer enter; to everybody else the
/// answer is the same, whether there is such an incident or not.
pub(crate) fn leave_room(d: &mut Deciding<'_>, id: IncidentId) -> Result<Answer, Refusal> {
    access::check(d, Action::ManageSelf, Object::Cell)?;
    if let Actor::Person(person) = d.context.actor
        && let Some(incident) = d.state.incidents.get(&id)
        && incident.present.contains(&person)
    {
        let how = As { marking: incident.open_marking(), ..As::default() };
        d.emit(Stream::Incident(id), Event::RoomLeft { person }, how);
    }
    Ok(Answer::Done)
}

/// The timeline is about to be exported: on the record, with how far.
pub(crate) fn record_export(d: &mut Deciding<'_>, id: IncidentId) -> Result<Answer, Refusal> {
    access::check(d, Action::Export, Object::Incident(id))?;
    let incident = incident_named(d, id)?;
    let Actor::Person(person) = d.context.actor else { return Err(access::Denied::Role.into()) };
    let how = As { marking: incident.open_marking(), ..As::default() };
    let seq = d.emit(Stream::Incident(id), Event::Exported { person, through: incident.head() }, how);
    Ok(Answer::Entry { seq })
}

fn role_of_declarer(d: &Deciding<'_>, person: PersonId) -> RoomRole {
    let leads = |role: &Role| matches!(role, Role::IncidentLead | Role::Responder);
    let may_lead = d.state.people.get(&person).is_some_and(|person| person.roles.iter().any(leads));
    if may_lead { RoomRole::Lead } else { RoomRole::Responder }
}

/// An alert belongs to one incident.
fn check_alert(d: &Deciding<'_>, alert: AlertId) -> Result<(), Refusal> {
    access::check(d, Action::ReadAlerts, Object::Cell)?;
    let alert = d.state.alerts.get(&alert).ok_or(Refusal::NotFound("alert"))?;
    if alert.incident.is_some() {
        return Err(Refusal::Conflict("this alert belongs to an incident already".to_owned()));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
