//! The stored JSON of every kind, pinned for ever.

use super::*;

mod intake;
mod runbooks;
use crate::attempt::Bearer;
use crate::directory::{Channel, OrganisationKind};
use crate::duty::{CoverageGap, CoverageSingle};
use crate::handling::{Grouping, Handling};
use crate::id::{PolicyId, RotaId};
use crate::incident::{Category, Certainty, IncidentStatus, Level, RoomRole};
use crate::mapping::{Mapping, Over, Template};
use crate::page::{Delivery, Led, Refused, TestAsked};
use crate::policy::{
    AlertSeverity, Condition, Duty, Hours, IntegrationKind, KeyHash, Route, RoutingRule, Step, Target,
};
use crate::severities::Severities;
use crate::suppression::Ends;
use crate::swap::SwapStatus;
use ctac_rota::{OverrideKind, Restriction};
use jiff::civil::time;
use uuid::Uuid;

mod call_out;

const fn category(certainty: Certainty) -> Category {
    Category { level: Level::C3, certainty }
}

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
    let steps = vec![Step::new(targets, 300)];
    Policy { id: id::<PolicyId>(4), name: "Nights".into(), steps, repeats: 2, version: 1 }
}

/// With everything that a step can have.
fn conditional_policy() -> Policy {
    let days = vec![ctac_rota::Day::Monday, ctac_rota::Day::Friday];
    let window = Restriction { days, from: time(9, 0, 0, 0), to: time(17, 30, 0, 0) };
    let hours = |outside| Hours {
        time_zone: "Europe/London".into(),
        windows: vec![window.clone()],
        outside,
        not_on_holidays: false,
    };
    let in_turn = vec![Target::Deputy { rota: id(3) }, Target::Team { team: id(35) }];
    let steps = vec![
        Step { in_turn: true, hours: Some(hours(false)), ..Step::new(in_turn, 60) },
        Step { severities: Severities::only(&[Severity::S1, Severity::S2]), ..Step::new(vec![Target::Leads], 120) },
        Step { hours: Some(hours(true)), ..Step::new(vec![Target::Rota { rota: id(3) }], 300) },
    ];
    Policy { steps, ..policy() }
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
        handling: crate::handling::Handling::default(),
        active: true,
        version: 1,
    }
}

fn person_contact() -> Contact {
    Contact { id: id(6), channel: Channel::Sms, hint: "07•• ••• 123".into(), verified: true, flag: None }
}

fn person() -> Person {
    let contact = person_contact();
    Person {
        id: id(2),
        organisation: id(1),
        roles: [Role::Responder, Role::IncidentLead].into_iter().collect(),
        contacts: [(contact.id, contact)].into_iter().collect(),
        rules: vec![NotificationRule::new(Channel::Voice, 60)],
        order: Vec::new(),
        preferences: Preferences::default(),
        active: true,
    }
}

fn notification() -> Notification {
    Notification::new(id(8), id(2), id(6), Channel::Sms, at()).with_code(4821)
}

fn directory() -> Vec<Event> {
    let contact =
        Contact {
            channel: Channel::Email, hint: "a•••@•••.example".into(), verified: false, ..person_contact()
        };
    let organisation =
        Organisation { id: id(1), name: "Northmoor Hospitals".into(), kind: OrganisationKind::AcuteTrust };
    let (rota, duty) = (crate::testing::rota(), Duty::Other);
    let rota = CellRota { id: id(3), name: "On call".into(), rota, duty, deputy: None, version: 1 };
    vec![
        Event::LedgerStarted { origin: "ctac.example/cell".into(), continues: Some("an earlier checkpoint".into()) },
        Event::LedgerHeartbeat {},
        Event::OrganisationAdded { organisation },
        Event::PersonAdded { person: person() },
        Event::PersonPasswordChanged { person: id(2), first: false },
        Event::PersonPasswordChanged { person: id(2), first: true },
        Event::PersonRolesChanged { person: id(2), roles: vec![Role::Loggist, Role::Communications] },
        Event::PersonDeactivated { person: id(2), reason: "left".into() },
        Event::ContactAdded { person: id(2), contact },
        Event::ContactAdded { person: id(2), contact: Contact { flag: Some(Flag::Bounced), ..person_contact() } },
        Event::ContactRemoved { person: id(2), contact: id(6) },
        Event::ContactFlagged { person: id(2), contact: id(6), flag: Flag::OptedOut },
        Event::ContactFlagged { person: id(2), contact: id(6), flag: Flag::NoTexts },
        Event::ContactFlagged { person: id(2), contact: id(6), flag: Flag::Gone },
        Event::ContactUnflagged { person: id(2), contact: id(6) },
        Event::PersonRulesChanged { person: id(2), rules: vec![NotificationRule::new(Channel::Push, 0)] },
        Event::PersonRulesChanged {
            person: id(2),
            rules: vec![NotificationRule {
                severities: Severities::only(&[Severity::S4]),
                ..NotificationRule::new(Channel::Email, 0)
            }],
        },
        Event::ContactVerified { person: id(2), contact: id(6), notification: id(8) },
        Event::ContactVerificationFailed { person: id(2), contact: id(6), notification: id(8) },
        Event::PersonContactsOrdered { person: id(2), order: vec![id(6), id(5)] },
        Event::MonthlyTestSet { monthly: MonthlyTest { on: true, severity: Severity::S2, version: 3 } },
        Event::TestPutOff { person: id(2), why: PutOff::Absent, until: at() },
        Event::RotaSaved { rota },
        Event::PolicySaved { policy: policy() },
        Event::PolicySaved { policy: conditional_policy() },
        Event::IntegrationSaved { integration: integration() },
        Event::SessionStarted { person: id(2), session: id(20) },
        Event::SessionEnded { person: id(2), session: id(20) },
        Event::TokenCreated { person: id(2), token: id(21), label: "tablet".into(), expires_at: Some(at()) },
        Event::TokenRevoked { person: id(2), token: id(21) },
    ]
}

fn suppression() -> Suppression {
    let when = Condition { severity_at_least: None, fields: [("source".to_owned(), "db-*".to_owned())].into() };
    let (from, ends, reason) = (at(), Ends::Window { to: second() }, "patching".to_owned());
    Suppression { id: id(41), from, ends, integrations: vec![id(5)], when, reason, by: Some(id(2)), version: 1 }
}

fn handling() -> Handling {
    let template = |text: &str| Template(text.to_owned());
    let mapping = Mapping {
        summary: template("{/check} on {/host}"),
        source: template("{/host}"),
        dedup_key: template("{/host}/{/check}"),
        severity: Some(template("{/level}")),
        severities: [("red".to_owned(), AlertSeverity::Critical)].into(),
        over: Some(Over { of: template("{/state}"), is: vec!["ok".to_owned()] }),
        fields: [("details.site".to_owned(), template("{/site/name}"))].into(),
    };
    let group = Grouping { by: vec!["source".into(), "details.site".into()], window_s: 300 };
    Handling { group: Some(group), mapping: Some(mapping) }
}

fn monitor() -> Monitor {
    let (name, severity) = ("Nightly backup".to_owned(), AlertSeverity::Error);
    Monitor { id: id(40), integration: id(5), name, every_s: 86_400, grace_s: 3_600, severity, version: 1 }
}

fn alerts() -> Vec<Event> {
    let mut signal = Signal {
        summary: "Mail queue stopped".into(),
        source: "mx1".into(),
        severity: AlertSeverity::Critical,
        fields: std::collections::BTreeMap::new(),
        occurred_at: Some(at()),
    };
    signal.fields.insert("component".into(), "postfix".into());
    vec![
        Event::AlertRaised { alert: id(10), integration: id(5), dedup_key: "mx1/queue".into(), signal },
        Event::AlertRepeated { alert: id(10), count: 2, severity: None },
        Event::AlertRepeated { alert: id(10), count: 3, severity: Some(AlertSeverity::Critical) },
        Event::AlertHeld { alert: id(10), held: Held::Group { first: id(42) } },
        Event::AlertFlapping { alert: id(10) },
        Event::AlertFlapped { alert: id(10), on: false },
        Event::AlertSteadied { alert: id(10) },
        Event::AlertGroupOpened { alert: id(10), values: vec!["db-1".into(), String::new()], until: at() },
        Event::IntegrationSaved { integration: Integration { handling: handling(), ..integration() } },
        Event::AlertHeld { alert: id(10), held: Held::Suppression { suppression: id(41) } },
        Event::AlertHeld { alert: id(10), held: Held::Snooze { until: at(), person: id(2), page: Some(id(7)) } },
        Event::AlertReleased { alert: id(10) },
        Event::SuppressionSaved { suppression: suppression() },
        Event::SuppressionSaved { suppression: Suppression { ends: Ends::Review { by: at() }, ..suppression() } },
        Event::SuppressionEnded { suppression: id(41) },
        Event::AlertAcknowledged { alert: id(10) },
        Event::AlertResolved { alert: id(10) },
        Event::AlertLinked { alert: id(10), incident: id(11) },
        Event::MonitorSaved { monitor: monitor() },
        Event::MonitorHeard { monitor: id(40) },
        Event::MonitorSilent { monitor: id(40) },
        Event::MonitorRemoved { monitor: id(40) },
    ]
    .into_iter()
    .chain(intake::samples())
    .collect()
}

fn after() -> Vec<Refused> {
    let refused = |flag| Refused { provider: "other".into(), reason: "cannot be reached".into(), flag };
    vec![refused(None), refused(Some(Flag::OptedOut))]
}

fn undelivered() -> Delivery {
    let reason = "undelivered: the telephone is off or out of reach (30003)".to_owned();
    Delivery::Failed { code: Some("30003".to_owned()), reason, again: true, flag: None }
}

fn pages() -> Vec<Event> {
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
    let said = |delivery, again_at| {
        let (provider, reference) = ("simulator".to_owned(), "sim-1".to_owned());
        Event::PageDelivery { page, notification: notification_id, attempt, provider, reference, delivery, again_at }
    };
    vec![
        raised(Subject::Alert { alert: id(10), integration: id(5) }),
        raised(Subject::Incident { incident: id(11) }),
        raised(Subject::Exhausted { page: id(12) }),
        raised(Subject::Test { person: id(2), asked: TestAsked::Monthly }),
        Event::PageStepStarted {
            page,
            step: 0,
            round: 1,
            notifications: vec![notification()],
            unreachable: vec![id(13)],
            escalates_at: at(),
            turn: None,
        },
        Event::PageStepStarted {
            page,
            step: 1,
            round: 0,
            notifications: vec![],
            unreachable: vec![],
            escalates_at: at(),
            turn: Some(2),
        },
        Event::PageAttemptStarted { page, notification: notification_id, attempt, node: id(14), lease_until: at() },
        finished(AttemptOutcome::sent(provider.clone(), reference.clone())),
        finished(AttemptOutcome::Sent { provider: provider.clone(), reference, after: after(), reports: true }),
        finished(AttemptOutcome::failed(provider.clone(), reason.clone(), true)),
        finished(AttemptOutcome::Failed { provider, reason, again: false, flag: Some(Flag::Bounced) }),
        finished(AttemptOutcome::Unknown),
        said(Delivery::Delivered, None),
        said(undelivered(), Some(at())),
        Event::PageDeliveryAsked { page, notification: notification_id, attempt, node: id(14) },
        Event::PageAcknowledged { page, by: Some(id(2)), how: How::Dtmf },
        Event::PageAcknowledged { page, by: None, how: How::Source },
        Event::PageDeclined { page, by: id(2) },
        Event::PageExhausted { page },
        Event::PageCancelled { page },
    ]
}

fn folded() -> Vec<Event> {
    let (attempt, node, lease_until) = (id(9), id(14), at());
    let lead = Borne { bearer: Bearer::Page(id(7)), notification: id(8) };
    let carried = Borne { bearer: Bearer::Page(id(36)), notification: id(37) };
    let notice = Borne { bearer: Bearer::Notice(id(18)), notification: id(38) };
    let (provider, reference) = ("simulator".to_owned(), "sim-1".to_owned());
    let outcome = AttemptOutcome::sent(provider, reference);
    let limited = |instead| Event::ContactLimited { contact: id(6), notifications: vec![lead], instead, due: at() };
    let led_by = vec![Led { notification: id(8), code: 4821 }];
    let told = Notification { urgent: true, heard: true, led_by, ..notification() };
    let about = About::Acknowledged { page: id(7), by: Some(id(2)), more: 3 };
    let notifications = vec![told];
    vec![
        Event::PageFolded { attempt, lead, node, lease_until, notifications: vec![carried, notice] },
        Event::PageFoldedFinished { attempt, notifications: vec![carried], outcome, again_at: None },
        limited(Some((id(39), Channel::Voice))),
        limited(None),
        Event::NoticeRaised { notice: id(18), person: id(2), about, notifications, until: at() },
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
        raised(About::Gap { rota, from: at(), to: at(), days: 7, more: 1 }),
        raised(About::SwapOffered { rota, swap: id(19) }),
        raised(About::SwapAnswered { rota, swap: id(19) }),
        raised(About::Verify { contact: id(6) }),
        raised(About::TestUnanswered { page: id(7) }),
        raised(About::Flagged { contact: id(6), flag: Flag::Gone }),
        Event::CoverageWarned { rota, gaps: vec![WarnedGap { from: at(), days: 14 }] },
        Event::PageRaised {
            page: id(7),
            subject: Subject::Gap { rota, from: at() },
            severity: Severity::S2,
            policy: policy(),
        },
        Event::NoticeAttemptStarted { notice, notification: notification_id, attempt, node: id(14), lease_until: at() },
        Event::NoticeAttemptFinished {
            notice,
            notification: notification_id,
            attempt,
            outcome: AttemptOutcome::sent(provider, reference),
            again_at: None,
        },
        Event::NoticeDelivery {
            notice,
            notification: notification_id,
            attempt,
            provider: "simulator".to_owned(),
            reference: "sim-1".to_owned(),
            delivery: Delivery::Failed {
                code: None,
                reason: "permanent-failure".to_owned(),
                again: false,
                flag: Some(Flag::Bounced),
            },
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
        Event::CategoryChanged { client_id, from: None, to: category(Certainty::Indicative), reason: reason() },
        Event::CategoryChanged {
            client_id,
            from: Some(category(Certainty::Indicative)),
            to: category(Certainty::Confirmed),
            reason: reason(),
        },
        Event::StatusChanged { client_id, from: IncidentStatus::Open, to: IncidentStatus::StoodDown, reason: reason() },
        Event::LeadChanged { client_id, from: Some(id(2)), to: id(15), reason: None },
        Event::Corrected { client_id, seq: 3, text: Some("One site".into()), reason: reason() },
        Event::Asked { client_id, seq: 4, reason: reason() },
    ]
}

fn second() -> Timestamp {
    "2026-03-02T03:05:00Z".parse().unwrap()
}

fn swap() -> Swap {
    Swap {
        id: id(31),
        rota: id(3),
        from_person: id(2),
        from: at(),
        to: second(),
        to_person: Some(id(15)),
        in_return: Some(Stretch { from: at(), to: second() }),
        reason: Some("a wedding".into()),
        offered_at: at(),
        status: SwapStatus::Open,
    }
}

fn duty() -> Vec<Event> {
    let member = |number| ctac_rota::Member(id::<PersonId>(number).to_string());
    let kinds = [
        OverrideKind::Add { member: member(2) },
        OverrideKind::Remove { member: member(2) },
        OverrideKind::Replace { member: member(2), by: member(15) },
        OverrideKind::Temporary { members: vec![member(15)] },
    ];
    let (rota, (from, to), reason) = (id(3), (at(), second()), || "training".to_owned());
    let added = |kind: OverrideKind| {
        let swap = matches!(kind, OverrideKind::Replace { .. }).then(|| id(31));
        let r#override = CellOverride { id: id(30), from, to, kind, reason: reason(), by: Some(id(2)), swap };
        Event::RotaOverrideAdded { rota, r#override, instead_of: swap.map(|_| id(29)) }
    };
    let mut all: Vec<Event> = kinds.into_iter().map(added).collect();
    let whole = CellRota {
        id: rota,
        name: "Lead".into(),
        rota: crate::testing::rota(),
        duty: Duty::Lead,
        deputy: Some(id(32)),
        version: 2,
    };
    let coverage = Coverage {
        horizon: to,
        gaps: vec![CoverageGap { from, to, unreachable: vec![id(2)] }],
        singles: vec![CoverageSingle { from, to, person: id(2) }],
        more_gaps: 1,
        more_singles: 0,
    };
    all.extend([
        Event::RotaSaved { rota: whole },
        Event::RotaRetired { rota, version: 3 },
        Event::RotaOverrideRemoved { rota, r#override: id(30), reason: reason() },
        Event::RotaOnCallChanged { rota, at: second(), was: vec![id(2)], is: vec![id(15)] },
        Event::RotaNoteLeft { rota, text: "All quiet".into() },
        Event::CoverageRecorded { rota, coverage },
        Event::SwapOffered { swap: swap(), rest_of: None },
        Event::SwapOffered {
            swap: Swap { to_person: None, in_return: None, reason: None, ..swap() },
            rest_of: Some(id(33)),
        },
        Event::SwapAccepted { swap: id(31), by: id(15), took: Stretch { from, to } },
        Event::SwapDeclined { swap: id(31), by: id(15) },
        Event::SwapWithdrawn { swap: id(31) },
        Event::SwapLapsed { swap: id(31) },
        Event::AbsenceAdded { absence: Absence { id: id(34), person: id(2), from, to } },
        Event::AbsenceRemoved { absence: id(34) },
        Event::TeamSaved { team: Team { id: id(35), name: "Nights".into(), members: vec![id(2)], version: 1 } },
        Event::PersonPreferencesSet { person: id(2), preferences: preferences() },
        Event::FeedCreated { feed: Feed { id: id(36), person: id(2), rota: None } },
        Event::FeedRevoked { feed: id(36) },
    ]);
    all
}

fn preferences() -> Preferences {
    Preferences {
        time_zone: Some("Europe/London".into()),
        handoff_notices: vec![3_600],
        notice_channel: Some(Channel::Email),
    }
}

fn samples() -> Vec<Event> {
    let kinds = [directory(), alerts(), pages(), notices(), folded(), incidents(), posts(), duty()];
    [kinds.concat(), runbooks::samples(), call_out::samples()].concat()
}

/// Entries written before steps and rules had conditions ask whom they asked.
#[test]
fn steps_and_rules_stored_before_are_for_every_page() {
    let rota = id::<RotaId>(3);
    let step = format!(r#"{{"targets":[{{"kind":"rota","rota":"{rota}"}}],"wait_s":300}}"#);
    let policy = id::<PolicyId>(4);
    let body = format!(r#"{{"policy":{{"id":"{policy}","name":"Nights","steps":[{step}],"repeats":2,"version":1}}}}"#);
    let Event::PolicySaved { policy } = Event::decode("policy.saved", 1, body.as_bytes()).unwrap() else { panic!() };
    assert_eq!(policy.steps, [Step::new(vec![Target::Rota { rota }], 300)]);
    for severity in [Severity::S1, Severity::S2, Severity::S3, Severity::S4] {
        assert_eq!(policy.steps[0].skipped(severity, at()), None);
    }
    assert_eq!(Event::PolicySaved { policy }.encode().unwrap(), body.as_bytes(), "and is written as it was");
    let person = id::<PersonId>(2);
    let body = format!(r#"{{"person":"{person}","rules":[{{"channel":"voice","after_s":60}}]}}"#);
    let read = Event::decode("person.rules_changed", 1, body.as_bytes()).unwrap();
    assert_eq!(read, Event::PersonRulesChanged { person, rules: vec![NotificationRule::new(Channel::Voice, 60)] });
    assert_eq!(read.encode().unwrap(), body.as_bytes());
    let page = id::<PageId>(7);
    let body = format!(
        r#"{{"page":"{page}","step":0,"round":1,"notifications":[],"unreachable":[],"escalates_at":"{}"}}"#,
        at()
    );
    let read = Event::decode("page.step_started", 1, body.as_bytes()).unwrap();
    assert!(matches!(read, Event::PageStepStarted { turn: None, .. }));
    assert_eq!(read.encode().unwrap(), body.as_bytes());
}

/// Entries written before rotas had a duty and people preferences mean what they meant.
#[test]
fn what_was_stored_before_is_still_read() {
    let body = format!(
        r#"{{"rota":{{"id":"{}","name":"On call","rota":{{"time_zone":"Europe/London","layers":[]}},"version":1}}}}"#,
        id::<RotaId>(3)
    );
    let Event::RotaSaved { rota } = Event::decode("rota.saved", 1, body.as_bytes()).unwrap() else { panic!() };
    assert_eq!((rota.duty, rota.deputy), (Duty::Other, None));
    let body = format!(
        r#"{{"person":{{"id":"{}","organisation":"{}","roles":[],"contacts":{{}},"rules":[],"active":true}}}}"#,
        id::<PersonId>(2),
        id::<OrganisationId>(1)
    );
    let Event::PersonAdded { person } = Event::decode("person.added", 1, body.as_bytes()).unwrap() else { panic!() };
    assert_eq!(person.preferences, Preferences::default());
    assert_eq!(person.preferences.handoff_notices, [86_400, 0]);
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
    // The facts of a run are stored under kinds of their own.
    let tag = |event: &Event| if matches!(event, Event::Run { .. }) { "run" } else { event.kind() };
    let sampled: std::collections::BTreeSet<&str> = samples.iter().map(tag).collect();
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
