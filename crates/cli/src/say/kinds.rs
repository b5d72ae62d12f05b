//! What every kind of entry of a timeline is called.

/// The words for a kind; none for one that this program does not know, or that no timeline has.
#[must_use]
pub fn label(kind: &str) -> Option<&'static str> {
    people(kind).or_else(|| paging(kind)).or_else(|| run(kind))
}

/// What people write and decide, and what the service records around it.
fn people(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "entry.note" => "note",
        "entry.decision" => "decision",
        "entry.corrected" => "correction",
        "entry.asked" => "question to the originator",
        "entry.erased" => "text erased",
        "erasure.requested" => "asks that a text be erased",
        "action.set" => "action",
        "action.done" => "action done",
        "alert.linked" => "alert belongs to this incident",
        "incident.declared" => "incident declared",
        "incident.severity_changed" => "severity",
        "incident.status_changed" => "status",
        "incident.category_changed" => "category",
        "incident.lead_changed" => "lead",
        "incident.exported" => "timeline exported",
        "membership.granted" => "member",
        "membership.revoked" => "no longer a member",
        "room.joined" => "opened the room",
        "room.left" => "left the room",
        "clock.started" => "clock started",
        "clock.stopped" => "clock stopped",
        "clock.voided" => "clock void: it should not have been started",
        "clock.owned" => "clock has an owner",
        "sitrep.drafted" => "situation report drafted, not sent",
        "sitrep.sent" => "situation report",
        _ => return None,
    })
}

/// Pages, call-outs and notices.
fn paging(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "page.raised" => "somebody is paged",
        "page.step_started" => "paging step",
        "page.attempt_started" | "call_out.attempt_started" | "notice.attempt_started" => "sending",
        "page.attempt_finished" | "call_out.attempt_finished" | "notice.attempt_finished" => "message",
        "page.folded" => "sent with another page's message",
        "page.folded_finished" => "messages",
        "page.delivery" | "call_out.delivery" | "notice.delivery" => "what became of it",
        "page.delivery_asked" => "provider asked what became of it",
        "page.acknowledged" => "page acknowledged",
        "page.declined" => "cannot attend",
        "page.exhausted" => "nobody answered the page: the cell's administrators are paged",
        "page.cancelled" => "page no longer needed",
        "contact.limited" => "not sent as a text: the networks take no more to this number within the hour",
        "call_out.started" => "call-out",
        "call_out.asked" => "asked to attend",
        "call_out.answered" => "answer to the call-out",
        "call_out.ended" => "call-out ended",
        "notice.raised" => "told",
        "notice.lapsed" => "notice no longer sent",
        _ => return None,
    })
}

/// The life of a run.
fn run(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "run.started" => "runbook begun",
        "run.activated" => "step to be done",
        "run.claimed" => "step taken",
        "run.released" => "step given back",
        "run.assigned" => "step given to somebody",
        "run.done" => "step done",
        "run.failed" => "step cannot be done",
        "run.skipped" => "step passed over",
        "run.skip_asked" => "asks to pass over a step",
        "run.override_asked" => "asks to override an approval",
        "run.approved" => "approved",
        "run.refused" => "not approved",
        "run.approval_withdrawn" => "approval taken back",
        "run.approvals_void" => "approvals no longer count: ask again",
        "run.overdue" => "step is overdue",
        "run.retargeted" => "step has another time",
        "run.requested" => "asked for by a runbook",
        "run.answered" | "run.answered_late" => "what came of it",
        "run.by_hand" => "step is to be done by hand",
        "run.outcome_unknown" => "done or not: a person is to say",
        "run.went_on" => "went on without a step",
        "run.judgement_needed" => "a person is to say whether it goes on",
        "run.judged" => "said whether it goes on",
        "run.reopened" => "step reopened",
        "run.withdrawn" => "step no longer to be done",
        "run.recheck" => "step to be looked at again",
        "run.confirmed" => "step stands",
        "run.step_added" => "step added",
        "run.handover_offered" => "run offered",
        "run.handed_over" => "run handed over",
        "run.paused" => "run paused",
        "run.resumed" => "run resumed",
        "run.migrated" => "run follows another version",
        "run.noted" => "run",
        "run.cancelled" => "run given up",
        "run.finished" => "run finished",
        "run.frame_opened" => "steps begun",
        "run.frame_closed" => "steps over",
        "run.frame_cancelled" => "steps given up",
        "run.frame_kept" => "steps go on as before",
        "run.recorded" => "recorded",
        "run.try_again" => "it is tried again",
        "run.retried" => "asked for once more",
        "run.gave_up_waiting" => "no answer in time",
        "run.waits_until" => "step waits",
        "run_roles.set" => "role in a run",
        "run_players.set" => "exercise: only these are sent anything",
        "run_call.started" => "an interface is called",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use ctac_domain::event::{DecodeError, Event};
    use ctac_runbook::run::fact;

    use super::label;

    /// Families of kinds that stand in no incident's timeline.
    const ELSEWHERE: [&str; 22] = [
        "absence",
        "alert",
        "change",
        "contact",
        "coverage",
        "feed",
        "integration",
        "ledger",
        "monitor",
        "organisation",
        "person",
        "policy",
        "provider",
        "rota",
        "runbook",
        "session",
        "suppression",
        "swap",
        "team",
        "test",
        "threshold",
        "token",
    ];

    /// serde's own list of a tagged enum's variants.
    fn variants(said: &str) -> BTreeSet<String> {
        said.split('`').skip(1).step_by(2).filter(|kind| *kind != "no.such.kind").map(str::to_owned).collect()
    }

    #[test]
    fn every_kind_of_a_timeline_has_words() {
        let unknown = Event::decode("no.such.kind", Event::SCHEMA, b"{}").unwrap_err();
        let DecodeError::Body { source, .. } = unknown else { panic!("{unknown}") };
        let kinds = variants(&source.to_string());
        assert!(kinds.len() > 80, "{kinds:?}");
        let timeline = kinds.iter().filter(|kind| {
            let family = kind.split('.').next().unwrap_or_default();
            *kind != "run" && !ELSEWHERE.contains(&family)
        });
        let mut silent: Vec<String> = timeline.filter(|kind| label(kind).is_none()).cloned().collect();
        let unknown = serde_json::from_str::<fact::Event>(r#"{"kind":"no.such.kind"}"#).unwrap_err();
        let facts = variants(&unknown.to_string());
        assert!(facts.len() > 40, "{facts:?}");
        let stored = |fact: &String| match fact.as_str() {
            "run-cancelled" => "run.cancelled".to_owned(),
            "run-finished" => "run.finished".to_owned(),
            other => format!("run.{}", other.replace('-', "_")),
        };
        silent.extend(facts.iter().map(stored).filter(|kind| label(kind).is_none()));
        silent.extend(
            ["alert.linked", "contact.limited"].map(str::to_owned).into_iter().filter(|kind| label(kind).is_none()),
        );
        assert!(silent.is_empty(), "no words for {silent:?}");
    }
}
