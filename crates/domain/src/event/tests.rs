//! The stored JSON of every kind, pinned for ever.

use super::*;
use crate::directory::{Channel, OrganisationKind};
use crate::id::{PolicyId, RotaId};
use crate::incident::{IncidentStatus, RoomRole};
use crate::page::NotificationStatus;
use crate::policy::{AlertSeverity, Condition, IntegrationKind, KeyHash, Route, RoutingRule, Step, Target};
use uuid::Uuid;

fn id<T: From<Uuid>>(number: u128) -> T {
    T::from(Uuid::from_u128(number))
}

fn at() -> Timestamp {
    "2026-03-02T03:04:05.678901Z".parse().unwrap()
}

fn policy() -> Policy {
    let targets = vec![
        Target::Person { person: id(2) },
        Target::Rota { rota: id::<RotaId>(3) },
        Target::Role { role: Role::CellAdmin },
    ];
    let steps = vec![Step { targets, wait_s: 300 }];
    Policy { id: id::<PolicyId>(4), name: "Nights".into(), steps, repeats: 2, version: 1 }
}

fn integration() -> Integration {
    let mut when = Condition { severity_at_least: Some(AlertSeverity::Error), ..Condition::default() };
    when.fields.insert("details.team".into(), "cyber*".into());
    let declare = Route::Declare { policy: id(4), severity: Severity::S1, marking: Marking::AmberStrict };
    Integration {
        id: id(5),
        name: "Alertmanager".into(),
        organisation: id(1),
        kind: IntegrationKind::Alertmanager,
        key: KeyHash("ab".repeat(32)),
        rules: vec![
            RoutingRule { when, then: declare },
            RoutingRule { when: Condition::default(), then: Route::Page { policy: id(4), severity: Severity::S2 } },
        ],
        otherwise: Route::Record,
        active: true,
        version: 1,
    }
}

fn person() -> Person {
    let contact = Contact { id: id(6), channel: Channel::Sms, hint: "07•• ••• 123".into(), verified: true };
    Person {
        id: id(2),
        organisation: id(1),
        roles: [Role::Responder, Role::IncidentLead].into_iter().collect(),
        contacts: [(contact.id, contact)].into_iter().collect(),
        rules: vec![NotificationRule { channel: Channel::Voice, after_s: 60 }],
        active: true,
    }
}

fn notification() -> Notification {
    let (attempts, status) = (0, NotificationStatus::Due);
    let (id, person, contact) = (id(8), id(2), id(6));
    Notification { id, person, contact, channel: Channel::Sms, code: Some(4821), due: at(), attempts, status }
}

fn directory() -> Vec<Event> {
    let contact =
        Contact { id: id(6), channel: Channel::Email, hint: "a•••@•••.example".into(), verified: false };
    let organisation =
        Organisation { id: id(1), name: "Northmoor Hospitals".into(), kind: OrganisationKind::AcuteTrust };
    let rota = CellRota { id: id(3), name: "On call".into(), rota: crate::testing::rota(), version: 1 };
    vec![
        Event::LedgerStarted { origin: "ctac.example/cell".into(), continues: Some("an earlier checkpoint".into()) },
        Event::LedgerHeartbeat {},
        Event::OrganisationAdded { organisation },
        Event::PersonAdded { person: person() },
        Event::PersonRolesChanged { person: id(2), roles: vec![Role::Loggist, Role::Communications] },
        Event::PersonDeactivated { person: id(2), reason: "left".into() },
        Event::ContactAdded { person: id(2), contact },
        Event::ContactRemoved { person: id(2), contact: id(6) },
        Event::PersonRulesChanged {
            person: id(2),
            rules: vec![NotificationRule { channel: Channel::Push, after_s: 0 }],
        },
        Event::RotaSaved { rota },
        Event::PolicySaved { policy: policy() },
        Event::IntegrationSaved { integration: integration() },
        Event::SessionStarted { person: id(2), session: id(20) },
        Event::SessionEnded { person: id(2), session: id(20) },
        Event::TokenCreated { person: id(2), token: id(21), label: "tablet".into(), expires_at: Some(at()) },
        Event::TokenRevoked { person: id(2), token: id(21) },
    ]
}

fn alerts_and_pages() -> Vec<Event> {
    let mut signal = Signal {
        summary: "Mail queue stopped".into(),
        source: "mx1".into(),
        severity: AlertSeverity::Critical,
        fields: std::collections::BTreeMap::new(),
        occurred_at: Some(at()),
    };
    signal.fields.insert("component".into(), "postfix".into());
    let (page, notification_id, attempt) = (id(7), id(8), id(9));
    let finished = |outcome| Event::PageAttemptFinished {
        page,
        notification: notification_id,
        attempt,
        outcome,
        again_at: Some(at()),
    };
    let (provider, reference, reason) = ("simulator".to_owned(), "sim-1".to_owned(), "busy".to_owned());
    let raised = |subject| Event::PageRaised { page, subject, severity: Severity::S1, policy: policy() };
    vec![
        Event::AlertRaised { alert: id(10), integration: id(5), dedup_key: "mx1/queue".into(), signal },
        Event::AlertRepeated { alert: id(10), count: 2 },
        Event::AlertAcknowledged { alert: id(10) },
        Event::AlertResolved { alert: id(10) },
        Event::AlertLinked { alert: id(10), incident: id(11) },
        raised(Subject::Alert { alert: id(10), integration: id(5) }),
        raised(Subject::Incident { incident: id(11) }),
        raised(Subject::Exhausted { page: id(12) }),
        Event::PageStepStarted {
            page,
            step: 0,
            round: 1,
            notifications: vec![notification()],
            unreachable: vec![id(13)],
            escalates_at: at(),
        },
        Event::PageAttemptStarted { page, notification: notification_id, attempt, node: id(14), lease_until: at() },
        finished(AttemptOutcome::Sent { provider: provider.clone(), reference }),
        finished(AttemptOutcome::Failed { provider, reason, again: true }),
        finished(AttemptOutcome::Unknown),
        Event::PageAcknowledged { page, by: Some(id(2)), how: How::Dtmf },
        Event::PageAcknowledged { page, by: None, how: How::Source },
        Event::PageDeclined { page, by: id(2) },
        Event::PageExhausted { page },
        Event::PageCancelled { page },
    ]
}

fn notices() -> Vec<Event> {
    let (notice, notification_id, attempt) = (id(18), id(8), id(9));
    let rota = id(3);
    let raised = |about| {
        let notifications = vec![Notification { code: None, ..notification() }];
        Event::NoticeRaised { notice, person: id(2), about, notifications, until: at() }
    };
    let (provider, reference) = ("simulator".to_owned(), "sim-1".to_owned());
    vec![
        raised(About::ComesOn { rota, from: at(), to: Some(at()), ahead_s: 86_400 }),
        raised(About::GoesOff { rota, at: at(), ahead_s: 0 }),
        raised(About::Gap { rota, from: at(), to: at(), more: 1 }),
        Event::NoticeAttemptStarted { notice, notification: notification_id, attempt, node: id(14), lease_until: at() },
        Event::NoticeAttemptFinished {
            notice,
            notification: notification_id,
            attempt,
            outcome: AttemptOutcome::Sent { provider, reference },
            again_at: None,
        },
        Event::NoticeLapsed { notice },
    ]
}

fn incidents() -> Vec<Event> {
    vec![
        Event::IncidentDeclared {
            incident: id(11),
            reference: "CTAC-2026-0001".into(),
            title: "Mail is down".into(),
            severity: Severity::S2,
            marking: Marking::Amber,
            alerts: vec![id(10)],
        },
        Event::MembershipGranted {
            person: id(2),
            role: RoomRole::Observer,
            organisation: id(1),
            until: Some(at()),
            reason: Some("review".into()),
            break_glass: true,
        },
        Event::MembershipRevoked { person: id(2), reason: None },
        Event::RoomJoined { person: id(2) },
        Event::RoomLeft { person: id(2) },
        Event::ErasureRequested { seq: 5, by: id(2), reason: "names a patient".into() },
        Event::EntryErased {
            position: 41,
            seq: 5,
            reason: "names a patient".into(),
            approvers: [id(2), id(15)],
            client_id: Some(id(16)),
            strikes: Some(3),
        },
        Event::Exported { person: id(2), through: 12 },
    ]
}

fn posts() -> Vec<Event> {
    let (client_id, reason, late_reason) = (id(16), || "why".to_owned(), Some("on the ward".to_owned()));
    vec![
        Event::Note { client_id, text: "Two sites affected".into(), late_reason: late_reason.clone() },
        Event::Decision { client_id, decision: "Isolate".into(), reason: reason(), late_reason },
        Event::ActionSet {
            client_id,
            action: id(17),
            text: "Call the supplier".into(),
            owner: id(2),
            due: Some(at()),
            late_reason: None,
        },
        Event::ActionDone { client_id, action: id(17), outcome: Some("called".into()) },
        Event::SeverityChanged { client_id, from: Severity::S2, to: Severity::S1, reason: reason() },
        Event::StatusChanged { client_id, from: IncidentStatus::Open, to: IncidentStatus::StoodDown, reason: reason() },
        Event::LeadChanged { client_id, from: Some(id(2)), to: id(15), reason: None },
        Event::Corrected { client_id, seq: 3, text: Some("One site".into()), reason: reason() },
        Event::Asked { client_id, seq: 4, reason: reason() },
    ]
}

fn samples() -> Vec<Event> {
    [directory(), alerts_and_pages(), notices(), incidents(), posts()].concat()
}

#[test]
fn the_stored_json_of_every_kind() {
    let mut out = String::new();
    for event in samples() {
        let body = String::from_utf8(event.encode().unwrap()).unwrap();
        out.push_str(&format!("{} {body}\n", event.kind()));
    }
    insta::assert_snapshot!("stored", out);
}

#[test]
fn what_is_stored_is_read_back_the_same() {
    for event in samples() {
        let body = event.encode().unwrap();
        assert_eq!(Event::decode(event.kind(), Event::SCHEMA, &body).unwrap(), event);
    }
}

/// serde's own list of a tagged enum's variants: a kind without a sample cannot hide.
#[test]
fn every_kind_has_a_sample_under_its_own_name() {
    let unknown = Event::decode("no.such.kind", Event::SCHEMA, b"{}").unwrap_err();
    let DecodeError::Body { source, .. } = unknown else { panic!("{unknown}") };
    let said = source.to_string();
    let kinds: std::collections::BTreeSet<&str> =
        said.split('`').skip(1).step_by(2).filter(|kind| *kind != "no.such.kind").collect();
    let samples = samples();
    let sampled: std::collections::BTreeSet<&str> = samples.iter().map(Event::kind).collect();
    assert_eq!(sampled, kinds);
    assert!(kinds.len() > 40);
}

#[test]
fn what_this_version_does_not_know_is_said() {
    let newer = Event::decode("entry.note", Event::SCHEMA + 1, b"{}").unwrap_err();
    assert_eq!(newer.to_string(), "entry kind entry.note schema 2 is not known to this version");
    let broken = Event::decode("entry.note", Event::SCHEMA, b"{").unwrap_err();
    assert!(broken.to_string().starts_with("the body of a entry.note entry cannot be read"));
}
