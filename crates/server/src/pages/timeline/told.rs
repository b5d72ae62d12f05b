//! What each kind of entry says, in lines of words. Nothing here is markup: the page escapes it all.

use ctac_domain::attempt::Bearer;
use ctac_domain::event::Event;
use ctac_domain::id::PersonId;
use ctac_domain::state::State;

use crate::pages::timeline::Reader;
use crate::pages::when::when;
use crate::pages::words;

mod call_out;
mod paging;
mod run;

/// A line of an entry, with what it is, where that needs saying.
pub(crate) struct Line {
    pub(crate) label: &'static str,
    pub(crate) text: String,
}

/// What an entry says.
pub(crate) struct Told {
    pub(crate) label: &'static str,
    pub(crate) lines: Vec<Line>,
    pub(crate) about: Option<u64>,
    pub(crate) late_reason: Option<String>,
}

impl Told {
    pub(crate) const fn label(label: &'static str) -> Self {
        Self { label, lines: Vec::new(), about: None, late_reason: None }
    }

    fn line(self, text: impl Into<String>) -> Self {
        self.part("", text)
    }

    fn part(mut self, label: &'static str, text: impl Into<String>) -> Self {
        self.lines.push(Line { label, text: text.into() });
        self
    }

    fn maybe(self, label: &'static str, text: Option<&String>) -> Self {
        match text {
            Some(text) => self.part(label, text.clone()),
            None => self,
        }
    }

    fn about(mut self, seq: u64) -> Self {
        self.about = Some(seq);
        self
    }

    fn late(mut self, reason: Option<&String>) -> Self {
        self.late_reason = reason.cloned();
        self
    }
}

/// The label of a kind whose body is gone.
pub(crate) fn label_of(kind: &str) -> &'static str {
    match kind {
        "entry.note" => "Note",
        "entry.decision" => "Decision",
        "action.set" => "Action",
        "action.done" => "Action done",
        "entry.corrected" => "Correction",
        "entry.asked" => "Question to the originator",
        "incident.severity_changed" => "Severity changed",
        "incident.category_changed" => "Category changed",
        "incident.status_changed" => "Status changed",
        "incident.lead_changed" => "Lead changed",
        _ => "Entry",
    }
}

/// Whom an event's words name.
pub(crate) fn people_in(state: &State, event: &Event) -> Vec<PersonId> {
    match event {
        Event::PageStepStarted { notifications, unreachable, .. } => {
            notifications.iter().map(|it| it.person).chain(unreachable.iter().copied()).collect()
        }
        Event::PageAttemptStarted { page, notification, .. }
        | Event::PageAttemptFinished { page, notification, .. }
        | Event::PageDelivery { page, notification, .. }
        | Event::PageDeliveryAsked { page, notification, .. } => {
            state.notification(Bearer::Page(*page), *notification).map(|it| it.person).into_iter().collect()
        }
        Event::PageFolded { notifications, .. }
        | Event::PageFoldedFinished { notifications, .. }
        | Event::ContactLimited { notifications, .. } => {
            let all = notifications.iter().filter_map(|it| state.notification(it.bearer, it.notification));
            all.map(|it| it.person).collect()
        }
        Event::PageAcknowledged { by, .. } => by.iter().copied().collect(),
        Event::PageDeclined { by, .. } => vec![*by],
        Event::MembershipGranted { person, .. }
        | Event::MembershipRevoked { person, .. }
        | Event::RoomJoined { person }
        | Event::RoomLeft { person }
        | Event::Exported { person, .. } => vec![*person],
        Event::ActionSet { owner, .. } => vec![*owner],
        Event::LeadChanged { from, to, .. } => from.iter().copied().chain([*to]).collect(),
        Event::ErasureRequested { by, .. } => vec![*by],
        Event::EntryErased { approvers, .. } => approvers.to_vec(),
        _ => [run::people_in(event), call_out::people_in(state, event)].concat(),
    }
}

/// What an event says to a reader who may read it.
pub(crate) fn told(reader: &Reader<'_>, event: &Event) -> Told {
    match event {
        Event::Note { text, late_reason, .. } => Told::label("Note").line(text).late(late_reason.as_ref()),
        Event::Decision { decision, reason, late_reason, .. } => {
            Told::label("Decision").part("Decided", decision).part("Because", reason).late(late_reason.as_ref())
        }
        Event::ActionSet { text, owner, due, late_reason, .. } => {
            let due = due.map(|due| when(due).words);
            let set = Told::label("Action").part("To do", text).part("Owner", reader.people.with_organisation(*owner));
            set.maybe("Due", due.as_ref()).late(late_reason.as_ref())
        }
        Event::ActionDone { action, outcome, .. } => {
            let action = reader.incident.actions.get(action);
            let done = Told::label("Action done").maybe("Done", action.map(|action| &action.text));
            let done = done.maybe("Outcome", outcome.as_ref());
            action.map(|action| action.seq).into_iter().fold(done, Told::about)
        }
        Event::SeverityChanged { from, to, reason, .. } => Told::label("Severity changed")
            .line(format!("{} to {}", words::severity(*from), words::severity(*to)))
            .part("Because", reason),
        Event::CategoryChanged { from, to, reason, .. } => {
            let from = from.map_or_else(|| "none".to_owned(), words::category);
            Told::label("Category changed").line(format!("{from} to {}", words::category(*to))).part("Because", reason)
        }
        Event::StatusChanged { from, to, reason, .. } => Told::label("Status changed")
            .line(format!("{} to {}", words::status(*from), words::status(*to)))
            .part("Because", reason),
        Event::LeadChanged { from, to, reason, .. } => {
            let from = from.map_or_else(|| "Nobody".to_owned(), |from| reader.people.name(from));
            let changed = Told::label("Lead changed").line(format!("{from} to {}", reader.people.name(*to)));
            changed.maybe("Because", reason.as_ref())
        }
        Event::Corrected { seq, text, reason, .. } => {
            let corrected = Told::label("Correction").line(format!("Entry {seq} is struck through")).about(*seq);
            corrected.maybe("It should say", text.as_ref()).part("Because", reason)
        }
        Event::Asked { seq, reason, .. } => Told::label("Question to the originator")
            .line(format!("Asks to be shown entry {seq}"))
            .part("Because", reason)
            .about(*seq),
        _ => around(reader, event),
    }
}

/// What the service records around people's words: declaring, members, erasures, exports, alerts.
fn around(reader: &Reader<'_>, event: &Event) -> Told {
    let people = reader.people;
    match event {
        Event::IncidentDeclared { reference, title, severity, marking, .. } => Told::label("Incident declared")
            .line(format!("{reference}: {title}"))
            .part("Severity", words::severity(*severity))
            .part("Marking", marking.label()),
        Event::AlertLinked { alert, .. } => {
            let alert = reader.state.alerts.get(alert).map(|alert| alert.signal.summary.clone());
            Told::label("Alert belongs to this incident").maybe("", alert.as_ref())
        }
        Event::MembershipGranted { person, role, until, reason, break_glass, .. } => {
            let label = if *break_glass { "Glass broken: reads without being a member" } else { "Member" };
            let who = format!("{}, as {}", people.with_organisation(*person), words::room_role(*role).to_lowercase());
            let until = until.map(|until| when(until).words);
            Told::label(label).line(who).maybe("Until", until.as_ref()).maybe("Because", reason.as_ref())
        }
        Event::MembershipRevoked { person, reason } => {
            Told::label("No longer a member").line(people.name(*person)).maybe("Because", reason.as_ref())
        }
        Event::RoomJoined { person } => Told::label("Opened the room").line(people.name(*person)),
        Event::RoomLeft { person } => Told::label("Left the room").line(people.name(*person)),
        Event::ErasureRequested { seq, by, reason } => Told::label("Erasure asked for")
            .line(format!("{} asks that the text of entry {seq} be erased", people.name(*by)))
            .part("Because", reason)
            .about(*seq),
        Event::EntryErased { seq, reason, approvers, .. } => Told::label("Text erased")
            .line(format!("The text of entry {seq} is erased, approved by {}", people.list(approvers.iter().copied())))
            .part("Because", reason)
            .about(*seq),
        Event::Exported { person, through } => {
            Told::label("Timeline exported").line(format!("By {}, up to entry {through}", people.name(*person)))
        }
        Event::CallOutStarted { .. }
        | Event::CallOutAsked { .. }
        | Event::CallOutAttemptStarted { .. }
        | Event::CallOutAttemptFinished { .. }
        | Event::CallOutDelivery { .. }
        | Event::CallOutAnswered { .. }
        | Event::CallOutEnded { .. }
        | Event::NoticeRaised { .. } => call_out::told(reader, event),
        _ => run::told(reader, event),
    }
}
