//! Entries of a timeline as one reader sees them: numbered, struck ones still readable, late ones with both times,
//! withheld ones as stubs.

use std::collections::BTreeSet;
use std::sync::Arc;

use ctac_domain::access::{Action, Object, can, readable};
use ctac_domain::command::Actor;
use ctac_domain::id::PersonId;
use ctac_domain::incident::{EntryIndex, Incident};
use ctac_domain::limits::LATE_S;
use ctac_domain::state::{Recorded, State};

use crate::caller::Caller;
use crate::pages::people::People;
use crate::pages::when::{When, logged};
use told::{Line, Told};

pub(crate) mod told;

/// Kinds that are somebody's words, which can be corrected.
const CORRECTABLE: [&str; 4] = ["entry.note", "entry.decision", "action.set", "entry.corrected"];

/// An entry as a page shows it.
pub(crate) struct Entry {
    pub(crate) seq: u64,
    pub(crate) label: &'static str,
    pub(crate) who: String,
    pub(crate) organisation: String,
    pub(crate) marking: &'static str,
    /// Whom a RED entry is for.
    pub(crate) named: Option<String>,
    pub(crate) recorded: When,
    /// When it happened, where that was said.
    pub(crate) occurred: Option<When>,
    /// Entered late, and why.
    pub(crate) late: Option<String>,
    pub(crate) lines: Vec<Line>,
    /// The entry it is about.
    pub(crate) about: Option<u64>,
    pub(crate) struck_by: Option<u64>,
    pub(crate) erased: bool,
    pub(crate) withheld: bool,
    pub(crate) may_correct: bool,
    /// Recorded since the reader last looked.
    pub(crate) fresh: bool,
}

impl Entry {
    /// The name of the form that strikes it through.
    pub(crate) fn correct_form(&self) -> String {
        format!("correct:{}", self.seq)
    }

    /// The name of the form that asks its originator.
    pub(crate) fn ask_form(&self) -> String {
        format!("ask:{}", self.seq)
    }
}

/// Who reads, and what they may.
pub(crate) struct Reader<'a> {
    pub(crate) state: &'a State,
    pub(crate) caller: Caller,
    pub(crate) incident: &'a Incident,
    pub(crate) people: &'a People,
    /// The last entry that they had seen.
    pub(crate) seen: u64,
}

/// Everybody whose name the entries need, of those that the caller may read.
pub(crate) fn named_in(
    state: &State,
    caller: Caller,
    incident: &Incident,
    entries: &[Arc<Recorded>],
) -> BTreeSet<PersonId> {
    let shown = entries.iter().filter(|entry| readable(state, caller.actor(), incident.id, entry.seq));
    let mut people = BTreeSet::new();
    for entry in shown {
        if let Actor::Person(person) = entry.actor {
            people.insert(person);
        }
        people.extend(entry.named.iter().copied());
        people.extend(entry.event.iter().flat_map(|event| told::people_in(state, event)));
    }
    people
}

impl Reader<'_> {
    /// An entry as this reader may see it; none for one that the state does not know yet.
    pub(crate) fn entry(&self, recorded: &Recorded) -> Option<Entry> {
        let index = self.incident.entry(recorded.seq)?;
        let entry = if readable(self.state, self.caller.actor(), self.incident.id, recorded.seq) {
            self.full(recorded, index)
        } else {
            self.stub(recorded)
        };
        Some(entry)
    }

    fn stub(&self, recorded: &Recorded) -> Entry {
        Entry {
            seq: recorded.seq,
            label: "Withheld",
            who: String::new(),
            organisation: self.people.organisation(recorded.organisation),
            marking: recorded.marking.label(),
            named: None,
            recorded: logged(recorded.recorded_at),
            occurred: None,
            late: None,
            lines: Vec::new(),
            about: None,
            struck_by: None,
            erased: false,
            withheld: true,
            may_correct: false,
            fresh: recorded.seq > self.seen,
        }
    }

    fn full(&self, recorded: &Recorded, index: &EntryIndex) -> Entry {
        let erased = index.erased || recorded.event.is_none();
        let event = recorded.event.as_deref().filter(|_| !erased);
        let told = event.map_or_else(|| Told::label(told::label_of(&recorded.kind)), |event| told::told(self, event));
        let ago = recorded.occurred_at.map(|at| recorded.recorded_at.duration_since(at).as_secs());
        let named = (!recorded.named.is_empty()).then(|| self.people.list(recorded.named.iter().copied()));
        Entry {
            seq: recorded.seq,
            label: told.label,
            who: self.actor(recorded.actor),
            organisation: self.people.organisation(recorded.organisation),
            marking: recorded.marking.label(),
            named,
            recorded: logged(recorded.recorded_at),
            occurred: recorded.occurred_at.map(logged),
            late: ago.filter(|ago| *ago > LATE_S).map(|_| told.late_reason.unwrap_or_default()),
            lines: told.lines,
            about: told.about,
            struck_by: index.struck_by,
            erased,
            withheld: false,
            may_correct: !erased && index.struck_by.is_none() && self.may_correct(index),
            fresh: recorded.seq > self.seen,
        }
    }

    fn may_correct(&self, index: &EntryIndex) -> bool {
        let may = |action| can(self.state, self.caller.actor(), action, Object::Incident(self.incident.id)).is_ok();
        let own = index.author == Some(self.caller.person);
        CORRECTABLE.contains(&index.kind.as_str()) && may(Action::Post) && (own || may(Action::Steer))
    }

    fn actor(&self, actor: Actor) -> String {
        match actor {
            Actor::Person(person) => self.people.name(person),
            Actor::Integration(id) => match self.state.integrations.get(&id) {
                Some(integration) => format!("{} (a source of alerts)", integration.name),
                None => "A source of alerts".to_owned(),
            },
            Actor::System => "The service".to_owned(),
            Actor::Operator => "Whoever runs the service".to_owned(),
        }
    }
}
