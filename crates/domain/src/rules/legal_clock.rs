//! What people say of an incident's clocks: from when one counts, that it is stopped, that it was started wrongly, who
//! answers for it.

use ctac_runbook::run::id::{EffectId, InstanceId};
use ctac_runbook::run::request::Ask;
use jiff::Timestamp;

use super::text::{check_line, check_optional, check_text, invalid};
use super::{incident_named, run};
use crate::access::{self, Action, Object};
use crate::clock::Clock;
use crate::command::Actor;
use crate::decide::{Answer, As, Deciding, Refusal};
use crate::event::Event;
use crate::id::{ClockId, IncidentId, PersonId, RunId};
use crate::limits::{REASON, TITLE};
use crate::state::Stream;

/// Starts a clock that a run waits to start, since only a person knows from when it counts.
pub(crate) fn start(
    d: &mut Deciding<'_>,
    id: RunId,
    instance: InstanceId,
    since: Timestamp,
) -> Result<Answer, Refusal> {
    let kept = d.state.runs.get(&id).cloned().ok_or(Refusal::NotFound("run"))?;
    access::check(d, Action::Post, Object::Incident(kept.incident))?;
    let wanted = kept.run.outbox.iter().find_map(|(effect, request)| match (&request.what, effect) {
        (Ask::Clock { clock, organisation, stop: false, .. }, EffectId::Act(of, _)) if *of == instance => {
            Some((*effect, clock.clone(), organisation.clone()))
        }
        _ => None,
    });
    let Some((effect, slug, organisation)) = wanted else {
        return Err(Refusal::Conflict("this step does not wait to start a clock".to_owned()));
    };
    run::request::begin_clock(d, &kept, effect, (&slug, organisation.as_deref()), since)
        .map_err(|problem| invalid("since", problem))?;
    run::look_again(d, kept.incident);
    Ok(Answer::Done)
}

/// Stops a clock, and says by what.
pub(crate) fn stop(
    d: &mut Deciding<'_>,
    id: IncidentId,
    clock: ClockId,
    reference: Option<&str>,
    reason: Option<&str>,
) -> Result<Answer, Refusal> {
    running(d, id, clock)?;
    if reference.is_none() && reason.is_none() {
        return Err(invalid("reference", "give the reference of whoever was told, or the reason why nobody need be"));
    }
    reference.map_or(Ok(()), |reference| check_line("reference", reference, TITLE))?;
    check_optional("reason", reason, REASON)?;
    let event =
        Event::ClockStopped { clock, reference: reference.map(str::to_owned), reason: reason.map(str::to_owned) };
    emit(d, id, event)?;
    run::look_again(d, id);
    Ok(Answer::Done)
}

/// Says that a clock was started wrongly. It stays on the record.
pub(crate) fn void(d: &mut Deciding<'_>, id: IncidentId, clock: ClockId, reason: &str) -> Result<Answer, Refusal> {
    running(d, id, clock)?;
    check_text("reason", reason, REASON)?;
    emit(d, id, Event::ClockVoided { clock, reason: reason.to_owned() })
}

/// Says who answers for a clock.
pub(crate) fn own(d: &mut Deciding<'_>, id: IncidentId, clock: ClockId, owner: PersonId) -> Result<Answer, Refusal> {
    let stands = running(d, id, clock)?;
    super::active_person(d, "owner", owner)?;
    if incident_named(d, id)?.member_at(owner, d.now).is_none() {
        return Err(invalid("owner", "they are no member of this incident: bring them in first"));
    }
    if stands.owner == Some(owner) {
        return Ok(Answer::Done);
    }
    emit(d, id, Event::ClockOwned { clock, owner })
}

/// A clock that runs, for whoever may say something of it: its owner, and whoever steers the incident.
fn running(d: &Deciding<'_>, id: IncidentId, clock: ClockId) -> Result<Clock, Refusal> {
    access::check(d, Action::Post, Object::Incident(id))?;
    let found = incident_named(d, id)?.clocks.iter().find(|it| it.id == clock).cloned();
    let clock = found.ok_or(Refusal::NotFound("clock"))?;
    let is_owner = matches!(d.context.actor, Actor::Person(person) if clock.owner == Some(person));
    if !is_owner {
        access::check(d, Action::Steer, Object::Incident(id))?;
    }
    if !clock.is_running() {
        return Err(Refusal::Conflict("this clock does not run any more".to_owned()));
    }
    Ok(clock)
}

fn emit(d: &mut Deciding<'_>, id: IncidentId, event: Event) -> Result<Answer, Refusal> {
    let how = As { marking: incident_named(d, id)?.open_marking(), ..As::default() };
    d.emit(Stream::Incident(id), event, how);
    Ok(Answer::Done)
}
