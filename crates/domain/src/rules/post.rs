//! What people write to the timeline.

use std::sync::Arc;

use jiff::Timestamp;

use super::incident_named;
use super::text::check_room;
use crate::access::{self, Action, Object};
use crate::command::{Actor, Post};
use crate::decide::{Answer, As, Deciding, Refusal};
use crate::id::{ClientId, IncidentId, PersonId};
use crate::incident::{Incident, IncidentStatus};
use crate::limits::ENTRIES;
use crate::marking::Marking;
use crate::state::Stream;

mod content;
mod fitting;
mod placement;
#[cfg(test)]
mod tests;
mod time;

/// A post as it came.
#[derive(Clone, Copy)]
pub(crate) struct Posting<'a> {
    pub(crate) incident: IncidentId,
    pub(crate) client_id: ClientId,
    pub(crate) post: &'a Post,
    pub(crate) marking: Option<Marking>,
    pub(crate) named: &'a [PersonId],
    pub(crate) occurred_at: Option<Timestamp>,
    pub(crate) late_reason: Option<&'a str>,
}

/// A post with what it is checked against.
struct Writing<'a> {
    posting: Posting<'a>,
    incident: Arc<Incident>,
    author: PersonId,
}

/// Writes a post to the timeline, once: the same post sent again is answered with the entry that it became.
pub(crate) fn post(d: &mut Deciding<'_>, posting: Posting<'_>) -> Result<Answer, Refusal> {
    access::check(d, action_of(posting.post), Object::Incident(posting.incident))?;
    let Actor::Person(author) = d.context.actor else { return Err(access::Denied::Role.into()) };
    let incident = incident_named(d, posting.incident)?;
    match incident.posts.get(&posting.client_id) {
        Some((first, seq)) if *first == author => return Ok(Answer::Entry { seq: *seq }),
        Some(_) => return Err(Refusal::Conflict("another post has this client_id: choose a fresh one".to_owned())),
        None => check_room("entries of a timeline", incident.entries.len(), ENTRIES)?,
    }
    let writing = Writing { posting, incident, author };
    let late = time::check(d.now, &posting)?;
    check_open(&writing, late)?;
    let placement = placement::of(d, &writing)?;
    let event = content::event(d, &writing, &placement)?;
    let placement::Placement { marking, named } = placement;
    let how = As { marking, named, occurred_at: posting.occurred_at, ..As::default() };
    let seq = d.emit(Stream::Incident(posting.incident), event, how);
    Ok(Answer::Entry { seq })
}

/// What one must be allowed to do to post this.
fn action_of(post: &Post) -> Action {
    match post {
        Post::Severity { .. } | Post::Category { .. } | Post::Status { .. } | Post::Lead { .. } => Action::Steer,
        Post::Note { .. }
        | Post::Decision { .. }
        | Post::ActionSet { .. }
        | Post::ActionDone { .. }
        | Post::Correct { .. }
        | Post::Ask { .. } => Action::Post,
    }
}

/// A closed incident's timeline is finished, not sealed: what was missed may still be said, as such.
fn check_open(writing: &Writing<'_>, late: bool) -> Result<(), Refusal> {
    if writing.incident.status != IncidentStatus::Closed {
        return Ok(());
    }
    match writing.posting.post {
        Post::Note { .. } | Post::Correct { .. } | Post::Ask { .. } => Ok(()),
        Post::Decision { .. } | Post::ActionSet { .. } if late => Ok(()),
        _ => Err(Refusal::Conflict(
            "this incident is closed: it takes notes, corrections, questions and late entries only".to_owned(),
        )),
    }
}
