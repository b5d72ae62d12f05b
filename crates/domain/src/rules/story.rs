//! A little cell for tests of the rules: given what has happened, when this is asked, then these are the entries.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::alert::Signal;
use crate::attempt::{AttemptStarted, Bearer, Room};
use crate::command::{Actor, Command};
use crate::decide::{Answer, Context, Refusal, decide};
use crate::directory::{Channel, Contact, NotificationRule, Organisation, OrganisationKind, Person, Preferences, Role};
use crate::event::Event;
use crate::evolve::evolve;
use crate::id::{
    AlertId, AttemptId, ContactId, IntegrationId, NodeId, NotificationId, OrganisationId, PageId, PersonId, PolicyId,
};
use crate::incident::Severity;
use crate::marking::Marking;
use crate::page::{AttemptOutcome, How, Notification, Page};
use crate::policy::{
    AlertSeverity, Condition, Integration, IntegrationKind, KeyHash, Policy, Route, RoutingRule, Step, Target,
};
use crate::state::{Recorded, State};
use crate::{due, invariants};

pub(crate) mod duty;

pub(crate) const ANN: PersonId = PersonId(Uuid::from_u128(1));
pub(crate) const BOB: PersonId = PersonId(Uuid::from_u128(2));
/// Administers the cell.
pub(crate) const CAT: PersonId = PersonId(Uuid::from_u128(3));
/// Has no way to be reached.
pub(crate) const DAN: PersonId = PersonId(Uuid::from_u128(4));
/// Text message at once, a call after two minutes.
pub(crate) const EVE: PersonId = PersonId(Uuid::from_u128(5));
pub(crate) const SOURCE: IntegrationId = IntegrationId(Uuid::from_u128(6));
pub(crate) const POLICY: PolicyId = PolicyId(Uuid::from_u128(7));
pub(crate) const NODE: NodeId = NodeId(Uuid::from_u128(8));
const COUNCIL: OrganisationId = OrganisationId(Uuid::from_u128(9));

/// What has happened so far.
pub(crate) struct Story {
    pub(crate) state: State,
    pub(crate) now: Timestamp,
    /// What the last act recorded.
    pub(crate) entries: Vec<Arc<Recorded>>,
    acts: u64,
}

impl Story {
    /// Alerts of error or worse page Ann for a minute, then Bob for two, twice over.
    pub(crate) fn new() -> Self {
        let now: Timestamp = "2026-03-01T03:00:00Z".parse().unwrap();
        let mut state = State { origin: Some("ctac.example/cell".to_owned()), recorded_at: now, ..State::default() };
        let council = Organisation { id: COUNCIL, name: "A council".to_owned(), kind: OrganisationKind::Council };
        state.organisations.insert(COUNCIL, council);
        for (person, role) in [(ANN, Role::Responder), (BOB, Role::Responder), (CAT, Role::CellAdmin)] {
            state.people.insert(person, somebody(person, role, &[(0, Channel::Sms)]));
        }
        state.people.insert(DAN, somebody(DAN, Role::Responder, &[]));
        let mut eve = somebody(EVE, Role::Responder, &[(0, Channel::Sms), (1, Channel::Voice)]);
        eve.rules = vec![NotificationRule::new(Channel::Sms, 0), NotificationRule::new(Channel::Voice, 120)];
        state.people.insert(EVE, eve);
        let mut story = Self { state, now, entries: Vec::new(), acts: 0 };
        story.policy(&[(&[ANN], 60), (&[BOB], 120)], 1);
        story.rules(vec![], Route::Page { policy: POLICY, severity: Severity::S2 });
        story
    }

    /// Another policy.
    pub(crate) fn policy(&mut self, steps: &[(&[PersonId], u32)], repeats: u8) {
        let step = |(people, wait_s): &(&[PersonId], u32)| {
            Step::new(people.iter().map(|person| Target::Person { person: *person }).collect(), *wait_s)
        };
        let steps = steps.iter().map(step).collect();
        let policy = Policy { id: POLICY, name: "First".to_owned(), steps, repeats, version: 1 };
        self.state.policies.insert(POLICY, policy);
    }

    /// Other routing rules.
    pub(crate) fn rules(&mut self, rules: Vec<RoutingRule>, otherwise: Route) {
        let integration = Integration {
            id: SOURCE,
            name: "Monitoring".to_owned(),
            organisation: COUNCIL,
            kind: IntegrationKind::EventsV2,
            key: KeyHash("00".to_owned()),
            rules,
            otherwise,
            handling: crate::handling::Handling::default(),
            active: true,
            version: 1,
        };
        self.state.integrations.insert(SOURCE, integration);
    }

    /// Alerts with the same of these fields join the first, for ten minutes.
    pub(crate) fn grouped_by(&mut self, by: &[&str]) {
        let by = by.iter().map(|name| (*name).to_owned()).collect();
        let integration = self.state.integrations.get_mut(&SOURCE).unwrap();
        integration.handling.group = Some(crate::handling::Grouping { by, window_s: 600 });
    }

    /// Time passes.
    pub(crate) fn later(&mut self, seconds: i64) -> &mut Self {
        self.now += SignedDuration::from_secs(seconds);
        self
    }

    /// Asks, and checks what must hold after every act: the same state by replay, and every invariant.
    pub(crate) fn when(&mut self, actor: Actor, command: &Command) -> Result<Answer, Refusal> {
        let before = self.state.clone();
        let answer = self.unchecked(actor, command)?;
        let mut replayed = before;
        for entry in &self.entries {
            let event = entry.event.as_deref().unwrap();
            let read = Event::decode(event.kind(), Event::SCHEMA, &event.encode().unwrap()).unwrap();
            assert_eq!(&read, event);
            assert!(event.encode().unwrap().len() < 60 * 1024, "{} is too long for an entry", event.kind());
            evolve(&mut replayed, entry);
        }
        assert_eq!(replayed, self.state);
        assert_eq!(invariants::check(&self.state), []);
        Ok(answer)
    }

    /// Asks, for a story of very many acts.
    pub(crate) fn unchecked(&mut self, actor: Actor, command: &Command) -> Result<Answer, Refusal> {
        self.acts += 1;
        let mut seed = [0; 32];
        seed[..8].copy_from_slice(&self.acts.to_be_bytes());
        let decision = decide(&self.state, command, &Context { actor, now: self.now, seed })?;
        self.state = decision.state;
        self.entries = decision.entries;
        Ok(decision.answer)
    }

    /// What the last act recorded, by kind; who is told of it by notices has tests of its own.
    pub(crate) fn then(&self) -> Vec<&str> {
        let kinds = self.entries.iter().map(|entry| entry.kind.as_str());
        kinds.filter(|kind| *kind != "notice.raised").collect()
    }

    /// The source says that something is wrong.
    pub(crate) fn raise(&mut self, key: &str) -> AlertId {
        match self.signal(key, &signal(AlertSeverity::Error)) {
            Ok(Answer::Alert(Some(alert))) => alert,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn signal(&mut self, key: &str, signal: &Signal) -> Result<Answer, Refusal> {
        let command = Command::RaiseAlert { dedup_key: key.to_owned(), signal: signal.clone() };
        self.when(Actor::Integration(SOURCE), &command)
    }

    /// The source raises an alert that pages.
    pub(crate) fn page(&mut self) -> PageId {
        let key = format!("key {}", self.acts);
        let alert = self.raise(&key);
        self.state.alerts[&alert].page.unwrap()
    }

    pub(crate) fn resolve(&mut self, key: &str) -> Answer {
        self.when(Actor::Integration(SOURCE), &Command::ResolveAlert { dedup_key: key.to_owned() }).unwrap()
    }

    pub(crate) fn tick(&mut self) -> &mut Self {
        self.when(Actor::System, &Command::Tick).unwrap();
        self
    }

    pub(crate) fn acknowledge(&mut self, page: PageId, person: PersonId) -> Result<Answer, Refusal> {
        self.when(Actor::Person(person), &Command::Acknowledge { page, how: How::Sms })
    }

    /// A node claims everything that is due.
    pub(crate) fn claim(&mut self) -> Vec<(Bearer, NotificationId, AttemptId)> {
        self.claim_in(Room::of(500))
    }

    /// A node claims what is due, so far as it has room.
    pub(crate) fn claim_in(&mut self, room: Room) -> Vec<(Bearer, NotificationId, AttemptId)> {
        self.when(Actor::System, &Command::ClaimDue { node: NODE, limit: 500, room, lease_s: 30 }).unwrap();
        let claimed = self.entries.iter().filter_map(|entry| AttemptStarted::of(entry.event.as_deref()?));
        claimed.map(|call| (call.bearer, call.notification, call.attempt)).collect()
    }

    pub(crate) fn finish(&mut self, call: (Bearer, NotificationId, AttemptId), outcome: AttemptOutcome) {
        let (bearer, notification, attempt) = call;
        self.when(Actor::System, &Command::FinishAttempt { bearer, notification, attempt, outcome }).unwrap();
    }

    /// The page as it stands.
    pub(crate) fn at(&self, page: PageId) -> &Page {
        &self.state.pages[&page]
    }

    /// What one person is to have for a page, in time's order.
    pub(crate) fn messages(&self, page: PageId, person: PersonId) -> Vec<&Notification> {
        let mut theirs: Vec<_> = self.at(page).notifications.values().filter(|it| it.person == person).collect();
        theirs.sort_by_key(|it| (it.due, it.id));
        theirs
    }

    pub(crate) fn next_deadline_s(&self) -> i64 {
        due::next_deadline(&self.state).unwrap().duration_since(self.now).as_secs()
    }
}

/// A person with one verified contact for each channel.
pub(crate) fn somebody(id: PersonId, role: Role, contacts: &[(u128, Channel)]) -> Person {
    let contact = |(nth, channel): &(u128, Channel)| {
        let contact = ContactId(Uuid::from_u128(id.0.as_u128() * 100 + nth));
        (contact, Contact { id: contact, channel: *channel, hint: "••• 123".to_owned(), verified: true, flag: None })
    };
    Person {
        id,
        organisation: COUNCIL,
        roles: [role].into_iter().collect(),
        contacts: contacts.iter().map(contact).collect(),
        rules: Vec::new(),
        order: Vec::new(),
        // Told of no handoff: who is, has tests of its own.
        preferences: Preferences { handoff_notices: Vec::new(), ..Preferences::default() },
        active: true,
    }
}

pub(crate) fn signal(severity: AlertSeverity) -> Signal {
    Signal {
        summary: "Disk full".to_owned(),
        source: "db-1".to_owned(),
        severity,
        fields: BTreeMap::new(),
        occurred_at: None,
    }
}

/// An alert at least so severe goes there.
pub(crate) fn from_severity(least: AlertSeverity, then: Route) -> RoutingRule {
    RoutingRule { when: Condition { severity_at_least: Some(least), fields: BTreeMap::new() }, then }
}

pub(crate) fn declare() -> Route {
    Route::Declare { policy: POLICY, severity: Severity::S1, marking: Marking::Amber }
}

pub(crate) fn sent() -> AttemptOutcome {
    AttemptOutcome::sent("simulator", "1")
}

pub(crate) fn failed(again: bool) -> AttemptOutcome {
    AttemptOutcome::failed("simulator", "busy", again)
}
