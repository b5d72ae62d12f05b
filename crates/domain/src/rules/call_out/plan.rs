//! What a plan comes to: who is asked, each once, and whether it can be done at all.

use std::collections::BTreeSet;

use crate::access::{self, Action, Object};
use crate::call_out::{Ask, Need, Terms};
use crate::command::CallOutPlan;
use crate::decide::{Deciding, Refusal};
use crate::directory::Role;
use crate::id::PersonId;
use crate::incident::{Incident, IncidentStatus, Severity};
use crate::limits;
use crate::policy::Target;
use crate::rules::step;
use crate::rules::text::{check_line, check_room, invalid};
use crate::rules::{active_person, incident_named, rota_in_use};

/// The terms of a call-out that begins now.
pub(super) fn terms(d: &Deciding<'_>, plan: &CallOutPlan, by: PersonId) -> Result<Terms, Refusal> {
    let severity = severity(d, plan)?;
    plan.reason.as_deref().map_or(Ok(()), |reason| check_line("reason", reason, limits::TITLE))?;
    check_needs(&plan.needs)?;
    check_times(plan)?;
    check_open(d, plan)?;
    let people = people(d, plan)?;
    Ok(Terms {
        incident: plan.incident,
        severity,
        reason: plan.reason.clone(),
        people,
        needs: plan.needs.clone(),
        within_min: plan.within_min,
        until: step::later(d.now, plan.for_s),
        again_after_s: plan.again_after_s,
        join: joins(d, plan)?,
        by,
        run: None,
    })
}

fn severity(d: &Deciding<'_>, plan: &CallOutPlan) -> Result<Severity, Refusal> {
    let Some(incident) = plan.incident else {
        return plan.severity.ok_or_else(|| invalid("severity", "say how severe it is, for there is no incident"));
    };
    let incident = incident_named(d, incident)?;
    if incident.status == IncidentStatus::Closed {
        return Err(Refusal::Conflict("this incident is closed: nobody is called out for it".to_owned()));
    }
    if plan.severity.is_some_and(|severity| severity != incident.severity) {
        return Err(invalid("severity", "leave it out: it is the incident's"));
    }
    Ok(incident.severity)
}

/// Through the access rules: whoever may not bring people in cannot do so by a call-out.
fn joins(d: &Deciding<'_>, plan: &CallOutPlan) -> Result<bool, Refusal> {
    let Some(incident) = plan.incident else {
        let none = || invalid("join", "there is no incident to bring people into");
        return if plan.join == Some(true) { Err(none()) } else { Ok(false) };
    };
    let may = access::check(d, Action::ManageMembers, Object::Incident(incident));
    match plan.join {
        Some(true) => may.map(|()| true),
        Some(false) => Ok(false),
        None => Ok(may.is_ok()),
    }
}

fn check_needs(needs: &[Need]) -> Result<(), Refusal> {
    let roles: BTreeSet<Role> = needs.iter().map(|need| need.role).collect();
    if roles.len() < needs.len() {
        return Err(invalid("needs", "name each role once, with how many are needed"));
    }
    if needs.iter().any(|need| need.count == 0) {
        return Err(invalid("needs.count", "at least 1; leave out what is not needed"));
    }
    let total = needs.iter().fold(0_u16, |sum, need| sum.saturating_add(need.count));
    if total > limits::CALL_OUT_NEEDED {
        return Err(Refusal::Limit { what: "people that a call-out needs", limit: limits::CALL_OUT_NEEDED.into() });
    }
    Ok(())
}

fn check_times(plan: &CallOutPlan) -> Result<(), Refusal> {
    let minutes = limits::ATTEND_MIN;
    if !minutes.contains(&plan.within_min) {
        return Err(invalid("within_min", format!("from {} to {} minutes", minutes.start(), minutes.end())));
    }
    let lasts = limits::CALL_OUT_S;
    if !lasts.contains(&plan.for_s) {
        return Err(invalid("for_s", format!("from {} to {} seconds", lasts.start(), lasts.end())));
    }
    let again = limits::ASK_AGAIN_S;
    if plan.again_after_s.is_some_and(|after_s| !again.contains(&after_s)) {
        let problem = format!("from {} to {} seconds; leave it out to ask once", again.start(), again.end());
        return Err(invalid("again_after_s", problem));
    }
    Ok(())
}

/// Not more at once than anybody could follow.
fn check_open(d: &Deciding<'_>, plan: &CallOutPlan) -> Result<(), Refusal> {
    let open: Vec<_> = d.state.call_outs.values().filter(|it| it.is_running()).collect();
    check_room("call-outs that run at once", open.len(), limits::OPEN_CALL_OUTS)?;
    let same = open.iter().filter(|it| it.terms.incident == plan.incident).count();
    check_room("call-outs that run at once for one incident", same, limits::OPEN_CALL_OUTS_OF_INCIDENT)
}

/// Everybody meant, each once, in the order they were named. Somebody among them must be reachable.
fn people(d: &Deciding<'_>, plan: &CallOutPlan) -> Result<Vec<PersonId>, Refusal> {
    if plan.ask.is_empty() {
        return Err(invalid("ask", "name whom to ask"));
    }
    if plan.ask.len() > limits::CALL_OUT_PARTS {
        return Err(Refusal::Limit { what: "parts of a call-out's list", limit: limits::CALL_OUT_PARTS as u64 });
    }
    let incident = plan.incident.map(|incident| incident_named(d, incident)).transpose()?;
    let (mut people, mut seen) = (Vec::new(), BTreeSet::new());
    for ask in &plan.ask {
        people.extend(meant(d, incident.as_deref(), *ask)?.into_iter().filter(|person| seen.insert(*person)));
    }
    if people.len() > limits::CALL_OUT_PEOPLE {
        return Err(Refusal::Limit { what: "people of one call-out", limit: limits::CALL_OUT_PEOPLE as u64 });
    }
    let reachable = |id: &PersonId| d.state.people.get(id).is_some_and(crate::directory::Person::is_reachable);
    if !people.iter().any(reachable) {
        let nobody = "nobody of those named can be reached: name others, or have their contacts verified";
        return Err(Refusal::Conflict(nobody.to_owned()));
    }
    Ok(people)
}

/// Whom one part of the list means now: active people.
fn meant(d: &Deciding<'_>, incident: Option<&Incident>, ask: Ask) -> Result<Vec<PersonId>, Refusal> {
    let target = match ask {
        Ask::Person { person } => {
            active_person(d, "ask.person", person)?;
            Target::Person { person }
        }
        Ask::Team { team } => {
            d.state.teams.get(&team).ok_or(Refusal::NotFound("team"))?;
            Target::Team { team }
        }
        Ask::Rota { rota } => {
            rota_in_use(d, rota)?;
            Target::Rota { rota }
        }
        Ask::Role { role } => Target::Role { role },
        Ask::Members => {
            let none = || invalid("ask", "there is no incident whose members could be asked");
            let members = &incident.ok_or_else(none)?.members;
            let work = members.iter().filter(|(_, member)| member.counts_at(d.now) && member.writes());
            let active = |id: &PersonId| d.state.people.get(id).is_some_and(|person| person.active);
            return Ok(work.map(|(person, _)| *person).filter(active).collect());
        }
        Ask::Responders { organisation } => {
            d.state.organisations.get(&organisation).ok_or(Refusal::NotFound("organisation"))?;
            let theirs = d.state.people.values().filter(|person| person.active && person.organisation == organisation);
            return Ok(theirs.filter(|it| it.roles.contains(&Role::Responder)).map(|it| it.id).collect());
        }
    };
    Ok(step::people_of(&d.state, target, d.now))
}
