//! A run sets its incident's severity, as a person would. An exercise does not: the incident may be real.

use ctac_runbook::run::request::Outcome;

use super::done;
use crate::command::Actor;
use crate::decide::{As, Deciding};
use crate::event::Event;
use crate::incident::{IncidentStatus, Severity};
use crate::limits::REASON;
use crate::message::EXERCISE;
use crate::rules::text::check_text;
use crate::run::KeptRun;
use crate::state::Stream;

pub(super) fn set(d: &mut Deciding<'_>, kept: &KeptRun, severity: &str, reason: &str) -> Outcome {
    match try_set(d, kept, severity, reason) {
        Ok(reference) => done(reference),
        Err(reason) => Outcome::Failed { reason, again: false },
    }
}

fn try_set(d: &mut Deciding<'_>, kept: &KeptRun, severity: &str, reason: &str) -> Result<String, String> {
    let to = match severity {
        "S1" => Severity::S1,
        "S2" => Severity::S2,
        "S3" => Severity::S3,
        "S4" => Severity::S4,
        other => return Err(format!("{other} is no severity")),
    };
    if kept.is_exercise() {
        return Ok(format!("{EXERCISE}: it would be {severity} now"));
    }
    let incident = d.state.incidents.get(&kept.incident).ok_or("the incident is not there")?;
    if incident.status == IncidentStatus::Closed {
        return Err("the incident is closed".to_owned());
    }
    if incident.severity == to {
        return Ok(format!("it was {severity} already"));
    }
    check_text("reason", reason, REASON).map_err(|error| error.to_string())?;
    let (from, marking) = (incident.severity, incident.open_marking());
    let how = As { marking, actor: Some(Actor::System), ..As::default() };
    let event = Event::SeverityChanged { client_id: d.draw_id(), from, to, reason: reason.to_owned() };
    let seq = d.emit(Stream::Incident(kept.incident), event, how);
    Ok(format!("entry {seq}"))
}
