//! A little cell for tests, and given/when/then over it. Everything goes through the rules: nothing is put in place
//! that they would refuse.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::command::{Actor, Command, OnNow, Post};
use crate::decide::{Answer, Context, Refusal, decide};
use crate::directory::{Organisation, OrganisationKind, Role};
use crate::event::Event;
use crate::id::{ClientId, IncidentId, OrganisationId, PersonId, RotaId};
use crate::incident::{Incident, RoomRole, Severity};
use crate::marking::Marking;
use crate::policy::Duty;
use crate::state::{Recorded, State};

pub(crate) const TRUST: OrganisationId = OrganisationId(Uuid::from_u128(0xA1));
pub(crate) const COUNCIL: OrganisationId = OrganisationId(Uuid::from_u128(0xA2));
pub(crate) const BOARD: OrganisationId = OrganisationId(Uuid::from_u128(0xA3));

/// Administers the cell; of the board.
pub(crate) const ADMIN: PersonId = PersonId(Uuid::from_u128(0xB1));
/// Leads incidents; of the board.
pub(crate) const LEAD: PersonId = PersonId(Uuid::from_u128(0xB2));
/// Responds; of the trust.
pub(crate) const NURSE: PersonId = PersonId(Uuid::from_u128(0xB3));
/// Responds; of the council.
pub(crate) const CLERK: PersonId = PersonId(Uuid::from_u128(0xB4));
/// Audits; of the board.
pub(crate) const AUDITOR: PersonId = PersonId(Uuid::from_u128(0xB5));
/// Administers the council's people.
pub(crate) const COUNCIL_ADMIN: PersonId = PersonId(Uuid::from_u128(0xB6));
/// Leads incidents; of the trust.
pub(crate) const DEPUTY: PersonId = PersonId(Uuid::from_u128(0xB7));
/// Nobody.
pub(crate) const STRANGER: PersonId = PersonId(Uuid::from_u128(0xBF));

pub(crate) const INCIDENT: IncidentId = IncidentId(Uuid::from_u128(0xC1));

/// The people above with where they belong and what they are.
pub(crate) const PEOPLE: [(PersonId, OrganisationId, &[Role]); 7] = [
    (LEAD, BOARD, &[Role::IncidentLead, Role::Responder]),
    (NURSE, TRUST, &[Role::Responder]),
    (CLERK, COUNCIL, &[Role::Responder]),
    (AUDITOR, BOARD, &[Role::Auditor]),
    (COUNCIL_ADMIN, COUNCIL, &[Role::OrganisationAdmin]),
    (DEPUTY, TRUST, &[Role::IncidentLead]),
    (ADMIN, BOARD, &[Role::CellAdmin]),
];

/// A cell under test: its state, its clock, and everything recorded so far.
#[derive(Clone)]
pub(crate) struct Cell {
    pub(crate) state: State,
    pub(crate) now: Timestamp,
    pub(crate) log: Vec<Arc<Recorded>>,
    drawn: u64,
}

impl Cell {
    /// Nothing yet.
    pub(crate) fn empty() -> Self {
        let now = "2026-03-02T03:00:00Z".parse().unwrap();
        Self { state: State::default(), now, log: Vec::new(), drawn: 0 }
    }

    /// The organisations and people above.
    pub(crate) fn seeded() -> Self {
        let mut cell = Self::empty();
        let origin = "ctac.example/cell".to_owned();
        cell.given(Actor::System, Command::StartLedger { origin, continues: None });
        for (id, name, kind) in [
            (TRUST, "Northmoor Hospitals", OrganisationKind::AcuteTrust),
            (COUNCIL, "Northmoor Council", OrganisationKind::Council),
            (BOARD, "Northmoor Care Board", OrganisationKind::IntegratedCareBoard),
        ] {
            let organisation = Organisation { id, name: name.to_owned(), kind };
            cell.given(Actor::Operator, Command::AddOrganisation { organisation });
        }
        for (person, organisation, roles) in PEOPLE {
            let roles = roles.to_vec();
            cell.given(Actor::Operator, Command::AddPerson { person, organisation, roles });
        }
        cell
    }

    /// [`Self::seeded`] with [`INCIDENT`] declared by [`LEAD`], and the trust's and the council's responders in it.
    pub(crate) fn with_incident(marking: Marking) -> Self {
        let mut cell = Self::seeded();
        cell.given(LEAD, declare(INCIDENT, marking));
        cell.given(LEAD, grant(NURSE, RoomRole::Responder));
        cell.given(LEAD, grant(CLERK, RoomRole::Responder));
        cell
    }

    #[expect(clippy::needless_pass_by_value, reason = "tests write commands where they are given")]
    /// What the rules say to a command, now. What is refused changes nothing.
    pub(crate) fn when(&mut self, actor: impl Into<Actor>, command: Command) -> Result<Answer, Refusal> {
        self.drawn += 1;
        let mut seed = [7; 32];
        seed[..8].copy_from_slice(&self.drawn.to_be_bytes());
        let context = Context { actor: actor.into(), now: self.now, seed };
        let decision = decide(&self.state, &command, &context)?;
        self.state = decision.state;
        self.log.extend(decision.entries);
        Ok(decision.answer)
    }

    /// A command that must be accepted.
    #[track_caller]
    pub(crate) fn given(&mut self, actor: impl Into<Actor>, command: Command) -> Answer {
        let said = format!("{command:?}");
        self.when(actor, command).unwrap_or_else(|refusal| panic!("{said}: {refusal}"))
    }

    /// A command that must be refused, with what is said.
    #[track_caller]
    pub(crate) fn refused(&mut self, actor: impl Into<Actor>, command: Command) -> String {
        let size = self.state.size;
        let refusal = self.when(actor, command).expect_err("it was accepted");
        assert_eq!(self.state.size, size);
        refusal.to_string()
    }

    /// A post that must be accepted; its entry's number.
    #[track_caller]
    pub(crate) fn posted(&mut self, author: PersonId, command: Command) -> u64 {
        match self.given(author, command) {
            Answer::Entry { seq } => seq,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn pass(&mut self, seconds: i64) {
        self.now = self.now.checked_add(SignedDuration::from_secs(seconds)).unwrap();
    }

    pub(crate) fn incident(&self) -> &Incident {
        &self.state.incidents[&INCIDENT]
    }

    /// The kinds recorded since the log had `size` entries.
    pub(crate) fn kinds_since(&self, size: u64) -> Vec<&str> {
        self.log.iter().filter(|entry| entry.position >= size).map(|entry| entry.kind.as_str()).collect()
    }

    /// The log read back from what would be stored, as a restart does; `erased` bodies are gone.
    pub(crate) fn replayed(&self) -> State {
        let mut gone = std::collections::BTreeSet::new();
        for entry in &self.log {
            if let Some(Event::EntryErased { position, .. }) = entry.event.as_deref() {
                gone.insert(*position);
            }
        }
        let mut state = State::default();
        for entry in &self.log {
            let mut entry = Recorded::clone(entry);
            let stored = entry.event.take().map(|event| event.encode().unwrap());
            let body = stored.filter(|_| !gone.contains(&entry.position));
            let read = |body: Vec<u8>| Arc::new(Event::decode(&entry.kind, Event::SCHEMA, &body).unwrap());
            entry.event = body.map(read);
            crate::evolve::evolve(&mut state, &entry);
        }
        state
    }
}

impl From<PersonId> for Actor {
    fn from(id: PersonId) -> Self {
        Self::Person(id)
    }
}

pub(crate) fn declare(incident: IncidentId, marking: Marking) -> Command {
    let title = "Pathology results are not arriving".to_owned();
    Command::Declare { incident, title, severity: Severity::S2, marking, alert: None, policy: None }
}

pub(crate) fn grant(person: PersonId, role: RoomRole) -> Command {
    Command::GrantMembership { incident: INCIDENT, person, role, until: None, reason: None }
}

pub(crate) fn client(number: u128) -> ClientId {
    ClientId(Uuid::from_u128(0xD000 + number))
}

/// A post without frills; `number` makes its client id.
pub(crate) fn post(number: u128, post: Post) -> Command {
    Command::Post {
        incident: INCIDENT,
        client_id: client(number),
        post,
        marking: None,
        named: Vec::new(),
        occurred_at: None,
        late_reason: None,
    }
}

pub(crate) fn note(number: u128) -> Command {
    post(number, Post::Note { text: format!("note {number}") })
}

/// A note with a marking and whom it names.
pub(crate) fn marked_note(number: u128, marking: Marking, named: &[PersonId]) -> Command {
    let mut command = note(number);
    if let Command::Post { marking: at, named: to, .. } = &mut command {
        *at = Some(marking);
        *to = named.to_vec();
    }
    command
}

/// A rota saved.
pub(crate) fn save_rota(id: RotaId, name: &str, rota: ctac_rota::Rota, expect: Option<u64>) -> Command {
    let (name, duty, deputy, on_now) = (name.to_owned(), Duty::Other, None, OnNow::Keep);
    Command::SaveRota { id, name, rota, duty, deputy, on_now, expect }
}

/// A rota as small as may be.
pub(crate) fn rota() -> ctac_rota::Rota {
    serde_json::from_str(r#"{"time_zone":"Europe/London","layers":[],"overrides":[]}"#).unwrap()
}
