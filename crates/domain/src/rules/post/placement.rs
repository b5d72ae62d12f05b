//! How a post is marked and whom it names.
//!
//! Reports are marked by their author, by default as the incident is. What changes the incident itself (severity,
//! status, lead) and questions to an originator are for every member to see. What restates an earlier entry (a
//! correction, an action done) is marked exactly as that entry.

use std::collections::BTreeSet;

use super::Writing;
use super::content::{action_named, entry_named};
use crate::command::Post;
use crate::decide::{Deciding, Refusal};
use crate::id::PersonId;
use crate::incident::Incident;
use crate::limits::NAMED;
use crate::marking::Marking;
use crate::rules::text::invalid;

/// A marking, and whom it names when it is RED.
pub(super) struct Placement {
    pub(super) marking: Marking,
    pub(super) named: Vec<PersonId>,
}

pub(super) fn of(d: &Deciding<'_>, writing: &Writing<'_>) -> Result<Placement, Refusal> {
    match writing.posting.post {
        Post::Note { .. } | Post::Decision { .. } | Post::ActionSet { .. } => chosen(d, writing),
        Post::Severity { .. } | Post::Category { .. } | Post::Status { .. } | Post::Lead { .. } | Post::Ask { .. } => {
            for_all(writing)
        }
        Post::ActionDone { action, .. } => as_entry(writing, action_named(&writing.incident, *action)?.seq),
        Post::Correct { seq, .. } => as_entry(writing, *seq),
    }
}

fn chosen(d: &Deciding<'_>, writing: &Writing<'_>) -> Result<Placement, Refusal> {
    let marking = writing.posting.marking.unwrap_or(writing.incident.marking);
    if marking != Marking::Red {
        check_unnamed(writing)?;
        return Ok(Placement { marking, named: Vec::new() });
    }
    // In a RED incident, what is said without a marking is said to those in the room, as in a RED meeting.
    let to_the_room = writing.posting.marking.is_none() && writing.posting.named.is_empty();
    let named: BTreeSet<PersonId> = if to_the_room {
        let members = writing.incident.members.iter().filter(|(_, membership)| membership.counts_at(d.now));
        members.map(|(person, _)| *person).collect()
    } else {
        writing.posting.named.iter().copied().collect()
    };
    if named.is_empty() {
        return Err(invalid("named", "a TLP:RED entry names whom it is for; your own name will do"));
    }
    if named.len() > NAMED {
        return Err(Refusal::Limit { what: "people named on a TLP:RED entry", limit: NAMED as u64 });
    }
    if let Some(stranger) = named.iter().find(|person| writing.incident.member_at(**person, d.now).is_none()) {
        return Err(invalid("named", format!("{stranger} is not a member of this incident: bring them in first")));
    }
    Ok(Placement { marking, named: named.into_iter().collect() })
}

fn for_all(writing: &Writing<'_>) -> Result<Placement, Refusal> {
    check_unnamed(writing)?;
    let marking = writing.posting.marking.unwrap_or(writing.incident.open_marking());
    if marking > Marking::Amber {
        return Err(invalid("marking", "every member must be able to see this: at most TLP:AMBER"));
    }
    Ok(Placement { marking, named: Vec::new() })
}

fn as_entry(writing: &Writing<'_>, seq: u64) -> Result<Placement, Refusal> {
    let entry = entry_named(&writing.incident, seq)?;
    if writing.posting.marking.is_some_and(|marking| marking != entry.marking) {
        let problem = format!("leave it out: this is marked {} as entry {seq} is", entry.marking.label());
        return Err(invalid("marking", problem));
    }
    check_unnamed(writing)?;
    // Who wrote the entry may read it without being named on it; what restates it must still reach them.
    let author = entry.author.filter(|_| entry.marking == Marking::Red);
    let named: BTreeSet<PersonId> = entry.named.iter().copied().chain(author).collect();
    Ok(Placement { marking: entry.marking, named: named.into_iter().collect() })
}

fn check_unnamed(writing: &Writing<'_>) -> Result<(), Refusal> {
    if writing.posting.named.is_empty() {
        return Ok(());
    }
    Err(invalid("named", "only a TLP:RED note, decision or action names people: leave it empty, or mark it RED"))
}

impl Placement {
    /// Whether a member would be able to read an entry of `author` placed so.
    pub(super) fn shows(&self, incident: &Incident, author: PersonId, reader: PersonId) -> bool {
        let organisation = |person: PersonId| incident.members.get(&person).map(|member| member.organisation);
        match self.marking {
            Marking::Clear | Marking::Green | Marking::Amber => true,
            Marking::AmberStrict => organisation(author) == organisation(reader),
            Marking::Red => reader == author || self.named.contains(&reader),
        }
    }
}
