//! What each kind of post says, checked, as the event that is recorded.

use super::Writing;
use super::fitting::{check_action, check_change, check_correction, check_lead, check_question, check_readable};
use super::placement::Placement;
use crate::command::Post;
use crate::decide::{Deciding, Refusal};
use crate::event::Event;
use crate::id::ActionId;
use crate::incident::{Action, EntryIndex, Incident};
use crate::limits::{REASON, TEXT};
use crate::rules::text::{check_optional, check_text};

pub(super) fn event(d: &mut Deciding<'_>, writing: &Writing<'_>, placement: &Placement) -> Result<Event, Refusal> {
    let client_id = writing.posting.client_id;
    let late_reason = writing.posting.late_reason.map(str::to_owned);
    let incident = &writing.incident;
    match writing.posting.post {
        Post::Note { text } => {
            check_text("text", text, TEXT)?;
            Ok(Event::Note { client_id, text: text.clone(), late_reason })
        }
        Post::Decision { decision, reason } => {
            check_text("decision", decision, TEXT)?;
            check_text("reason", reason, REASON)?;
            Ok(Event::Decision { client_id, decision: decision.clone(), reason: reason.clone(), late_reason })
        }
        Post::ActionSet { text, owner, due } => {
            check_action(d, writing, placement, text, *owner)?;
            let (action, text, owner, due) = (d.draw_id(), text.clone(), *owner, *due);
            Ok(Event::ActionSet { client_id, action, text, owner, due, late_reason })
        }
        Post::ActionDone { action, outcome } => action_done(d, writing, *action, outcome.as_ref()),
        Post::Severity { to, reason } => {
            check_text("reason", reason, REASON)?;
            check_change(incident.severity != *to, "severity")?;
            Ok(Event::SeverityChanged { client_id, from: incident.severity, to: *to, reason: reason.clone() })
        }
        Post::Category { to, reason } => {
            check_text("reason", reason, REASON)?;
            check_change(incident.category != Some(*to), "category")?;
            Ok(Event::CategoryChanged { client_id, from: incident.category, to: *to, reason: reason.clone() })
        }
        Post::Status { to, reason } => {
            check_text("reason", reason, REASON)?;
            check_change(incident.status != *to, "status")?;
            Ok(Event::StatusChanged { client_id, from: incident.status, to: *to, reason: reason.clone() })
        }
        Post::Lead { to, reason } => {
            check_optional("reason", reason.as_deref(), REASON)?;
            check_change(incident.lead != Some(*to), "lead")?;
            check_lead(d, incident, *to)?;
            Ok(Event::LeadChanged { client_id, from: incident.lead, to: *to, reason: reason.clone() })
        }
        Post::Correct { seq, text, reason } => {
            check_optional("text", text.as_deref(), TEXT)?;
            check_text("reason", reason, REASON)?;
            check_correction(d, writing, *seq)?;
            Ok(Event::Corrected { client_id, seq: *seq, text: text.clone(), reason: reason.clone() })
        }
        Post::Ask { seq, reason } => {
            check_text("reason", reason, REASON)?;
            check_question(d, writing, *seq)?;
            Ok(Event::Asked { client_id, seq: *seq, reason: reason.clone() })
        }
    }
}

pub(super) fn entry_named(incident: &Incident, seq: u64) -> Result<&EntryIndex, Refusal> {
    incident.entry(seq).ok_or(Refusal::NotFound("entry"))
}

pub(super) fn action_named(incident: &Incident, id: ActionId) -> Result<&Action, Refusal> {
    incident.actions.get(&id).ok_or(Refusal::NotFound("action"))
}

fn action_done(
    d: &Deciding<'_>,
    writing: &Writing<'_>,
    id: ActionId,
    outcome: Option<&String>,
) -> Result<Event, Refusal> {
    check_optional("outcome", outcome.map(String::as_str), TEXT)?;
    let action = action_named(&writing.incident, id)?;
    check_readable(d, writing, action.seq)?;
    if action.done {
        return Err(Refusal::Conflict("this action is done already".to_owned()));
    }
    Ok(Event::ActionDone { client_id: writing.posting.client_id, action: id, outcome: outcome.cloned() })
}
