//! Passing over a step: with a reason, by the step's own rule. A decision is answered all the same, an approval cannot be
//! passed over at all.

use super::{decision, flow};
use crate::run::decide::Deciding;
use crate::run::fact::{Event, SkipCode, Why};
use crate::run::id::InstanceId;
use crate::run::plan::{Kind, Skip};
use crate::run::reject::Reject;

pub(crate) fn skip(
    d: &mut Deciding<'_>,
    id: InstanceId,
    code: SkipCode,
    reason: &str,
    answer: Option<&str>,
) -> Result<(), Reject> {
    let person = d.person()?;
    let (instance, def) = d.live(id)?;
    if code.needs_words() && reason.trim().is_empty() {
        return Err(Reject::NoReason);
    }
    if matches!(def.kind, Kind::Approval { .. }) {
        return Err(Reject::NoSkip("an approval cannot be passed over; two people can override it"));
    }
    if let Kind::Decision { .. } = def.kind {
        decision::check(&def.kind, answer.unwrap_or_default())?;
    }
    match &def.skip {
        Skip::Never => return Err(Reject::NoSkip("this step may not be passed over")),
        Skip::Reason => {}
        Skip::Approval(role) => match &instance.skip_asked {
            None => {
                d.emit(Event::SkipAsked { instance: id, code, reason: reason.to_owned() });
                return Ok(());
            }
            Some(first) if *first == person => return Err(Reject::NoSkip("somebody else must agree to that")),
            Some(_) if !d.held(d.frame(instance.frame)?, role).0.contains(&person) => {
                return Err(Reject::NotYou("whoever agrees to that must hold the role that the step names"));
            }
            Some(_) => {}
        },
    }
    give_up_frames(d, id);
    let event = Event::Skipped { instance: id, code, reason: reason.to_owned(), answer: answer.map(str::to_owned) };
    d.emit(event);
    match answer {
        Some(answer) if matches!(def.kind, Kind::Decision { .. }) => {
            decision::answered(d, &instance, &def.kind, answer)
        }
        _ => {
            flow::ended(d, id);
            Ok(())
        }
    }
}

/// Whatever the step had begun is not needed any more.
fn give_up_frames(d: &mut Deciding<'_>, id: InstanceId) {
    let open: Vec<_> = d.run.opened_by(id).filter(|frame| frame.open).map(|frame| frame.id).collect();
    for frame in open {
        let reason = "The step it belongs to was passed over.".to_owned();
        d.emit(Event::FrameCancelled { frame, why: Why::Lane, reason });
    }
}
