//! What a room shows: entities whole, and the frames that carry them. Made once an entry, from the state after its
//! batch, and shared by everybody who may see the same.

use std::collections::BTreeSet;

use bytes::Bytes;
use ctac_api::call_outs::CallOutView;
use ctac_api::room::{Entity, EntryFrame, IncidentView, NotificationView, PageView, RotaOnCall, ServerFrame, You};
use ctac_api::runs::RunView;
use ctac_domain::access::readable;
use ctac_domain::command::Actor;
use ctac_domain::event::Event;
use ctac_domain::id::{IncidentId, PageId, PersonId};
use ctac_domain::incident::{Action, EntryIndex, Incident, Membership};
use ctac_domain::marking::Marking;
use ctac_domain::page::{NotificationStatus, Page};
use ctac_domain::state::{Recorded, State};
use imbl::OrdMap;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::codec::{Committed, actor_text};
use crate::limits;
use crate::on_call;
use crate::pieces::Pieces;

mod call_out;

pub use call_out::{call_out_view, own_call_out_view};

/// An incident's own fields.
#[must_use]
pub fn incident_view(incident: &Incident) -> IncidentView {
    IncidentView {
        id: incident.id,
        reference: incident.reference.clone(),
        title: incident.title.clone(),
        severity: incident.severity,
        category: incident.category,
        status: incident.status,
        marking: incident.marking,
        lead: incident.lead,
        declared_at: incident.declared_at,
        head: incident.head(),
    }
}

/// A page without code or address.
#[must_use]
pub fn page_view(page: &Page) -> PageView {
    let notifications = page.notifications.values().map(|notification| NotificationView {
        id: notification.id,
        person: notification.person,
        channel: notification.channel,
        due: notification.due,
        status: match notification.status {
            NotificationStatus::Due => "due",
            NotificationStatus::Claimed { .. } => "claimed",
            NotificationStatus::Sent { .. } => "sent",
            NotificationStatus::Failed => "failed",
            NotificationStatus::Cancelled => "cancelled",
        }
        .to_owned(),
    });
    PageView {
        id: page.id,
        subject: page.subject,
        severity: page.severity,
        status: page.status.clone(),
        step: page.step,
        round: page.round,
        escalates_at: page.escalates_at,
        notifications: notifications.collect(),
        raised_at: page.raised_at,
    }
}

/// The `welcome` frame, as it is written: what [`ServerFrame::Welcome`] reads back, but borrowed from the state. A room of
/// a thousand has 200 KB of members, and everybody who comes is welcomed.
#[derive(Serialize)]
struct Welcome<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    you: &'a You,
    head: u64,
    state: RoomState<'a>,
}

/// [`ctac_api::room::RoomState`], borrowed.
#[derive(Serialize)]
struct RoomState<'a> {
    incident: IncidentView,
    members: &'a OrdMap<PersonId, Membership>,
    actions: Vec<&'a Action>,
    pages: Vec<PageView>,
    runs: Vec<RunView>,
    call_outs: Vec<CallOutView>,
    marked: Vec<Entity>,
    on_call: Vec<RotaOnCall>,
}

/// The welcome of a person, in pieces: actions and marks of entries they may read, everything else as a member.
#[must_use]
pub(crate) fn welcome(state: &State, incident: &Incident, you: &You) -> Option<Vec<Bytes>> {
    let on_call = on_call::now(state);
    let may_read = |seq: u64| readable(state, Actor::Person(you.person), incident.id, seq);
    let marked = (1..).zip(&incident.entries).filter(|(_, entry)| entry.struck_by.is_some() || entry.erased);
    let state = RoomState {
        incident: incident_view(incident),
        members: &incident.members,
        actions: incident.actions.values().filter(|action| may_read(action.seq)).collect(),
        pages: incident.pages.iter().filter_map(|id| state.pages.get(id)).map(|page| page_view(page)).collect(),
        runs: state.runs.values().filter(|it| it.incident == incident.id).map(|it| RunView::of(it)).collect(),
        call_outs: state.call_outs_of(incident.id).map(|it| call_out_view(state, it)).collect(),
        marked: marked.filter(|(seq, _)| may_read(*seq)).map(|(seq, entry)| marked_entity(seq, entry)).collect(),
        on_call,
    };
    let mut pieces = Pieces::default();
    let written = serde_json::to_writer(&mut pieces, &Welcome { kind: "welcome", you, head: incident.head(), state });
    written.map_err(|error| tracing::error!(%error, "a welcome cannot be written")).ok().map(|()| pieces.finish())
}

fn marked_entity(seq: u64, entry: &EntryIndex) -> Entity {
    Entity::Marked { seq, struck_by: entry.struck_by, erased: entry.erased }
}

/// The entities that an entry of an incident changed, as they stand in `state`.
fn changed(state: &State, incident: &Incident, recorded: &Recorded) -> Vec<Entity> {
    let member = |person: PersonId| {
        let membership = incident.members.get(&person).cloned();
        vec![Entity::Member { person, membership }]
    };
    let page = |id: PageId| state.pages.get(&id).map(|page| Entity::Page(page_view(page))).into_iter().collect();
    let marked = |seq: u64| incident.entry(seq).map(|entry| marked_entity(seq, entry)).into_iter().collect();
    let action = |action: Option<&Action>| {
        let shown = action.filter(|action| is_shown_beside(incident, action.seq, recorded));
        shown.cloned().map(Entity::Action).into_iter().collect()
    };
    match recorded.event.as_deref() {
        Some(
            Event::IncidentDeclared { .. }
            | Event::SeverityChanged { .. }
            | Event::CategoryChanged { .. }
            | Event::StatusChanged { .. },
        ) => {
            vec![Entity::Incident(incident_view(incident))]
        }
        Some(Event::LeadChanged { from, to, .. }) => {
            let people = from.iter().chain([to]).flat_map(|person| member(*person));
            [Entity::Incident(incident_view(incident))].into_iter().chain(people).collect()
        }
        // Whoever joins an incident that nobody leads may become its lead.
        Some(Event::MembershipGranted { person, .. } | Event::MembershipRevoked { person, .. }) => {
            member(*person).into_iter().chain([Entity::Incident(incident_view(incident))]).collect()
        }
        Some(Event::ActionSet { action: id, .. } | Event::ActionDone { action: id, .. }) => {
            action(incident.actions.get(id))
        }
        Some(Event::Corrected { seq, .. }) => marked(*seq),
        Some(Event::EntryErased { seq, strikes, .. }) => {
            let mut entities: Vec<Entity> = marked(*seq);
            entities.extend(strikes.iter().flat_map(|seq| marked(*seq)));
            entities
        }
        Some(
            Event::PageRaised { page: id, .. }
            | Event::PageStepStarted { page: id, .. }
            | Event::PageAttemptStarted { page: id, .. }
            | Event::PageAttemptFinished { page: id, .. }
            | Event::PageDelivery { page: id, .. }
            | Event::PageDeliveryAsked { page: id, .. }
            | Event::PageAcknowledged { page: id, .. }
            | Event::PageDeclined { page: id, .. }
            | Event::PageExhausted { page: id }
            | Event::PageCancelled { page: id },
        ) => page(*id),
        Some(Event::PageFolded { notifications, .. } | Event::PageFoldedFinished { notifications, .. }) => {
            let pages: BTreeSet<_> = notifications.iter().filter_map(|it| it.bearer.page()).collect();
            pages.into_iter().take(limits::CHANGED_PAGES).flat_map(page).collect()
        }
        Some(Event::Run { run, .. }) => {
            state.runs.get(run).map(|kept| Entity::Run(RunView::of(kept))).into_iter().collect()
        }
        Some(event) => {
            let changed = call_out::changed_by(event).and_then(|id| state.call_outs.get(&id));
            changed.map(|it| Entity::CallOut(call_out_view(state, it))).into_iter().collect()
        }
        None => Vec::new(),
    }
}

/// Whether everybody in the room who may read `beside` may also read entry `seq`: only then may it carry what that
/// one says.
fn is_shown_beside(incident: &Incident, seq: u64, beside: &Recorded) -> bool {
    let Some(entry) = incident.entry(seq) else { return false };
    match entry.marking {
        Marking::Clear | Marking::Green | Marking::Amber => true,
        Marking::AmberStrict => {
            beside.marking == Marking::AmberStrict
                && entry.organisation.is_some()
                && beside.organisation == entry.organisation
        }
        Marking::Red => {
            let reads = |person: &PersonId| entry.author == Some(*person) || entry.named.contains(person);
            let author = match beside.actor {
                Actor::Person(person) => Some(person),
                Actor::System | Actor::Operator | Actor::Integration(_) => None,
            };
            beside.marking == Marking::Red && beside.named.iter().chain(author.iter()).all(reads)
        }
    }
}

/// A frame as JSON. Plain data always serialises; should it not, the connection is told nothing wrong, but nothing.
pub(crate) fn json<T: Serialize>(value: &T) -> Option<String> {
    serde_json::to_string(value).inspect_err(|error| tracing::error!(%error, "a frame cannot be written")).ok()
}

/// An entry's body as stored, without the reply codes of a page or a call-out: each is for its person alone, for whoever knows it and
/// forges their number answers in their name.
fn shown_body(committed: &Committed) -> Option<Box<RawValue>> {
    let body = std::str::from_utf8(committed.body.as_deref()?).ok()?;
    let Some(Event::PageStepStarted { .. } | Event::CallOutAsked { .. }) = committed.recorded.event.as_deref() else {
        return RawValue::from_string(body.to_owned()).ok();
    };
    let mut body: serde_json::Value = serde_json::from_str(body).ok()?;
    for notification in body.get_mut("notifications")?.as_array_mut()? {
        notification.as_object_mut()?.remove("code");
    }
    serde_json::value::to_raw_value(&body).ok()
}

/// An entry for those who may read it.
pub(crate) fn full(state: &State, incident: IncidentId, committed: &Committed) -> Option<String> {
    let recorded = &committed.recorded;
    let body = shown_body(committed);
    let stands = state.incidents.get(&incident);
    json(&ServerFrame::Entry(Box::new(EntryFrame {
        incident,
        seq: recorded.seq,
        position: recorded.position,
        kind: recorded.kind.clone(),
        actor: actor_text(recorded.actor),
        organisation: recorded.organisation,
        marking: recorded.marking,
        named: recorded.named.clone(),
        recorded_at: recorded.recorded_at,
        occurred_at: recorded.occurred_at,
        body,
        commitment: committed.leaf_hash.to_string(),
        changed: stands.map(|incident| changed(state, incident, recorded)).unwrap_or_default(),
    })))
}

/// The same entry for those who may not.
pub(crate) fn withheld(committed: &Committed) -> Option<String> {
    let recorded = &committed.recorded;
    json(&ServerFrame::Withheld {
        seq: recorded.seq,
        organisation: recorded.organisation,
        marking: recorded.marking,
        recorded_at: recorded.recorded_at,
        commitment: committed.leaf_hash.to_string(),
    })
}
