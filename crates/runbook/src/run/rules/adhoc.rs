//! One more step, thought of on the way.

use super::flow::{self, Manner};
use crate::limits;
use crate::run::decide::Deciding;
use crate::run::fact::Event;
use crate::run::id::FrameId;
use crate::run::reject::Reject;

/// Adds a step before another, or at the end. Where its place is already past, it begins at once, marked.
pub(crate) fn add(
    d: &mut Deciding<'_>,
    id: FrameId,
    title: &str,
    text: &str,
    role: Option<&str>,
    before: Option<&str>,
) -> Result<(), Reject> {
    d.person()?;
    let frame = d.frame(id)?.clone();
    if !frame.open {
        return Err(Reject::NoLonger);
    }
    if d.run.added.len() >= limits::ADDED {
        return Err(Reject::Limit { what: "added steps of one run", limit: limits::ADDED });
    }
    if title.trim().is_empty() {
        return Err(Reject::NoReason);
    }
    if title.len() > limits::VALUE_BYTES || text.len() > limits::VALUE_BYTES {
        return Err(Reject::Limit { what: "bytes of a step's text", limit: limits::VALUE_BYTES });
    }
    if before.is_some_and(|slug| !d.run.body(&frame).iter().any(|def| def.slug == slug)) {
        return Err(Reject::NotFound("step to put it before"));
    }
    // No runbook's slug has a full stop.
    let slug = format!("added.{}", d.run.added.len() + 1);
    d.emit(Event::StepAdded {
        frame: id,
        slug: slug.clone(),
        title: title.to_owned(),
        text: text.to_owned(),
        role: role.map(str::to_owned),
        before: before.map(str::to_owned),
    });
    begin_if_past(d, id, &slug)
}

/// Begins a step whose place comes before something that has begun already.
pub(crate) fn begin_if_past(d: &mut Deciding<'_>, id: FrameId, slug: &str) -> Result<(), Reject> {
    let frame = d.frame(id)?.clone();
    let body: Vec<_> = d.run.body(&frame).into_iter().cloned().collect();
    let Some(at) = body.iter().position(|def| def.slug == slug) else { return Ok(()) };
    let is_past = body.iter().skip(at + 1).any(|def| d.run.latest(id, &def.slug).is_some_and(|it| !it.early));
    match body.get(at) {
        Some(def) if is_past && d.run.latest(id, slug).is_none() => {
            flow::activate(d, &frame, def, Manner::Inserted).map(drop)
        }
        _ => {
            d.unsettle(id);
            Ok(())
        }
    }
}
