//! A little cell to test with, and nodes that serve it.

use std::sync::Arc;
use std::time::Duration;

use ctac_domain::alert::Signal;
use ctac_domain::command::{Actor, Command, Post};
use ctac_domain::decide::Answer;
use ctac_domain::directory::{Channel, Contact, Organisation, OrganisationKind, Role};
use ctac_domain::handling::Handling;
use ctac_domain::id::{ClientId, ContactId, IncidentId, IntegrationId, NodeId, OrganisationId, PersonId, PolicyId};
use ctac_domain::incident::{RoomRole, Severity};
use ctac_domain::marking::Marking;
use ctac_domain::policy::{AlertSeverity, Condition, IntegrationKind, KeyHash, Route, RoutingRule, Step, Target};
use ctac_domain::state::State;
use ctac_ledger::memory::MemoryStore;
use jiff::Timestamp;
use uuid::Uuid;

use crate::ports::Ports;
use crate::testing::{CountedRandom, ManualClock, RememberingDeliver};
use crate::{Done, Engine, ExecuteError, Options};

pub(crate) const TRUST: OrganisationId = OrganisationId(Uuid::from_u128(1));
pub(crate) const COUNCIL: OrganisationId = OrganisationId(Uuid::from_u128(2));
pub(crate) const FIRST: PersonId = PersonId(Uuid::from_u128(11));
pub(crate) const SECOND: PersonId = PersonId(Uuid::from_u128(12));
pub(crate) const ADMIN: PersonId = PersonId(Uuid::from_u128(13));
pub(crate) const POLICY: PolicyId = PolicyId(Uuid::from_u128(21));
pub(crate) const INTEGRATION: IntegrationId = IntegrationId(Uuid::from_u128(22));
pub(crate) const INCIDENT: IncidentId = IncidentId(Uuid::from_u128(31));
/// Seconds before the policy's second step.
pub(crate) const WAIT_S: u32 = 300;

/// One database, one clock, and what was sent.
pub(crate) struct World {
    pub(crate) store: MemoryStore,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) deliver: Arc<RememberingDeliver>,
    pub(crate) options: Options,
}

/// Fails the test rather than hanging it.
pub(crate) async fn soon<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(20), what).await.expect("in time")
}

impl World {
    pub(crate) fn new() -> Self {
        Self {
            store: MemoryStore::new(),
            clock: Arc::new(ManualClock::at("2026-11-21T03:00:00Z".parse().unwrap())),
            deliver: Arc::new(RememberingDeliver::default()),
            options: Options { origin: "ctac.example/cell".to_owned(), ..Options::default() },
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        crate::ports::Clock::now(self.clock.as_ref())
    }

    pub(crate) fn ports(&self, node: u64) -> Ports {
        Ports {
            store: Arc::new(self.store.clone()),
            signing_seed: [7; 32].into(),
            pseudonym_key: [8; 32].into(),
            deliver: Arc::clone(&self.deliver) as _,
            interfaces: Arc::new(crate::ports::NoInterfaces),
            clock: Arc::clone(&self.clock) as _,
            random: Arc::new(CountedRandom::from(node << 40)),
        }
    }

    pub(crate) async fn node(&self, node: u64) -> Engine {
        let options = Options { node: NodeId(Uuid::from_u128(node.into())), ..self.options.clone() };
        soon(Engine::start(options, self.ports(node))).await.unwrap()
    }

    /// A node with the cell set up.
    pub(crate) async fn set_up(&self) -> Engine {
        self.set_up_with(self.ports(1)).await
    }

    /// As [`Self::set_up`], of a node with these ports.
    pub(crate) async fn set_up_with(&self, ports: Ports) -> Engine {
        let options = Options { node: NodeId(Uuid::from_u128(1)), ..self.options.clone() };
        let engine = soon(Engine::start(options, ports)).await.unwrap();
        for command in set_up() {
            // What is verified without a code is the service's own doing.
            let verified = matches!(command, Command::AddContact { .. });
            let actor = if verified { Actor::System } else { Actor::Operator };
            engine.execute(actor, command).await.unwrap();
        }
        engine
    }
}

fn contact(person: PersonId) -> Command {
    let id = ContactId(Uuid::from_u128(person.0.as_u128() + 100));
    let contact =
        Contact { id, channel: Channel::Sms, hint: "07•• ••• 123".to_owned(), verified: true, flag: None };
    Command::AddContact { person, contact }
}

fn set_up() -> Vec<Command> {
    let organisation = |id, name: &str, kind| {
        let organisation = Organisation { id, name: name.to_owned(), kind };
        Command::AddOrganisation { organisation }
    };
    let person =
        |person, organisation, roles: &[Role]| Command::AddPerson { person, organisation, roles: roles.to_vec() };
    let step = |person| Step::new(vec![Target::Person { person }], WAIT_S);
    let page = Route::Page { policy: POLICY, severity: Severity::S2 };
    vec![
        organisation(TRUST, "An acute trust", OrganisationKind::AcuteTrust),
        organisation(COUNCIL, "A council", OrganisationKind::Council),
        person(FIRST, TRUST, &[Role::Responder, Role::IncidentLead]),
        person(SECOND, COUNCIL, &[Role::Responder]),
        contact(FIRST),
        contact(SECOND),
        Command::SavePolicy {
            id: POLICY,
            name: "Round the clock".to_owned(),
            steps: vec![step(FIRST), step(SECOND)],
            repeats: 0,
            expect: None,
        },
        Command::SaveIntegration {
            id: INTEGRATION,
            name: "Monitoring".to_owned(),
            organisation: TRUST,
            kind: IntegrationKind::EventsV2,
            key: KeyHash("ab".repeat(32)),
            rules: vec![RoutingRule {
                when: Condition { fields: [("class".to_owned(), APART.to_owned())].into(), ..Condition::default() },
                then: Route::Declare { policy: POLICY, severity: Severity::S2, marking: Marking::Amber },
            }],
            otherwise: page,
            handling: Handling::default(),
            active: true,
            expect: None,
        },
        person(ADMIN, TRUST, &[Role::CellAdmin]),
    ]
}

pub(crate) fn alert(key: &str) -> Command {
    let signal = Signal {
        summary: "Disk full".to_owned(),
        source: "db1".to_owned(),
        severity: AlertSeverity::Critical,
        fields: std::collections::BTreeMap::new(),
        occurred_at: None,
    };
    Command::RaiseAlert { dedup_key: key.to_owned(), signal }
}

/// What alerts are called that are incidents of their own: the first message of an incident waits for no other, so that
/// each is one.
const APART: &str = "apart";

/// As [`raise`], of an alert whose messages are folded with no other's.
pub(crate) async fn raise_apart(engine: &Engine, key: &str) -> Result<Done, ExecuteError> {
    let Command::RaiseAlert { dedup_key, mut signal } = alert(key) else { unreachable!() };
    signal.fields.insert("class".to_owned(), APART.to_owned());
    let command = Command::RaiseAlert { dedup_key, signal };
    soon(engine.execute(Actor::Integration(INTEGRATION), command)).await
}

pub(crate) async fn raise(engine: &Engine, key: &str) -> Result<Done, ExecuteError> {
    soon(engine.execute(Actor::Integration(INTEGRATION), alert(key))).await
}

pub(crate) fn note(number: u128, text: &str) -> Command {
    marked_note(number, text, None, Vec::new())
}

pub(crate) fn marked_note(number: u128, text: &str, marking: Option<Marking>, named: Vec<PersonId>) -> Command {
    Command::Post {
        incident: INCIDENT,
        client_id: ClientId(Uuid::from_u128(number + 1_000)),
        post: Post::Note { text: text.to_owned() },
        marking,
        named,
        occurred_at: None,
        late_reason: None,
    }
}

/// Declares the incident as the first person, and brings the second in.
pub(crate) async fn declare(engine: &Engine) {
    let declare = Command::Declare {
        incident: INCIDENT,
        title: "Ransomware".to_owned(),
        severity: Severity::S1,
        marking: Marking::Amber,
        alert: None,
        policy: None,
    };
    soon(engine.execute(Actor::Person(FIRST), declare)).await.unwrap();
    let grant = Command::GrantMembership {
        incident: INCIDENT,
        person: SECOND,
        role: RoomRole::Responder,
        until: None,
        reason: None,
    };
    soon(engine.execute(Actor::Person(FIRST), grant)).await.unwrap();
}

pub(crate) async fn post(engine: &Engine, person: PersonId, command: Command) -> u64 {
    match soon(engine.execute(Actor::Person(person), command)).await.unwrap().answer {
        Answer::Entry { seq } => seq,
        other => panic!("a post was answered {other:?}"),
    }
}

/// Waits until the state is as asked.
pub(crate) async fn until(engine: &Engine, holds: impl Fn(&State) -> bool) {
    let mut size = engine.shared.size.subscribe();
    soon(async {
        while !holds(&engine.state()) {
            size.changed().await.unwrap();
        }
    })
    .await;
}

/// Replaying the ledger gives the state that is live.
pub(crate) async fn assert_replay_equals_live(world: &World, engine: &Engine) {
    let live = engine.state();
    let replica = world.node(99).await;
    until(&replica, |state| state.size >= live.size).await;
    let replayed = replica.state();
    replica.shared.stop.cancel();
    if replayed.size == live.size {
        assert_eq!(serde_json::to_string(&*replayed).unwrap(), serde_json::to_string(&*live).unwrap());
        let root = |engine: &Engine| engine.shared.tree().root_at(live.size);
        assert_eq!(root(&replica), root(engine));
    }
}
