//! The cell that a story begins with: six people, one rota, one random policy, one source.

use std::sync::Arc;

use ctac_domain::command::Actor;
use ctac_domain::directory::{
    Channel, Contact, NotificationRule, Organisation, OrganisationKind, Person, Preferences, Role,
};
use ctac_domain::event::Event;
use ctac_domain::evolve::evolve;
use ctac_domain::id::{ContactId, EntryId, IntegrationId, OrganisationId, PersonId, PolicyId, RotaId};
use ctac_domain::incident::Severity;
use ctac_domain::marking::Marking;
use ctac_domain::policy::{
    CellRota, Condition, Duty, Hours, Integration, IntegrationKind, KeyHash, Policy, Route, RoutingRule, Step, Target,
};
use ctac_domain::severities::Severities;
use ctac_domain::state::{Recorded, State, Stream};
use jiff::Timestamp;
use uuid::Uuid;

use super::random::Random;

pub(super) const SOURCE: IntegrationId = IntegrationId(Uuid::from_u128(500));
pub(super) const ROTA: RotaId = RotaId(Uuid::from_u128(501));
const POLICY: PolicyId = PolicyId(Uuid::from_u128(502));
const ORGANISATION: OrganisationId = OrganisationId(Uuid::from_u128(503));
/// Alerts whose source starts so are incidents.
pub(super) const DECLARES: &str = "hospital";

/// When every story begins.
pub(super) fn dawn() -> Timestamp {
    Timestamp::from_second(1_774_746_000).unwrap_or_default()
}

pub(super) fn person(nth: u128) -> PersonId {
    PersonId(Uuid::from_u128(nth))
}

pub(super) fn genesis(random: &mut Random) -> State {
    let mut state = State { origin: Some("ctac.example/sim".to_owned()), recorded_at: dawn(), ..State::default() };
    let organisation =
        Organisation { id: ORGANISATION, name: "A trust".to_owned(), kind: OrganisationKind::AcuteTrust };
    state.organisations.insert(ORGANISATION, organisation);
    for nth in 1..=6 {
        state.people.insert(person(nth), somebody(nth, random));
    }
    let rota =
        CellRota { id: ROTA, name: "Hours".to_owned(), rota: rota(), duty: Duty::Responder, deputy: None, version: 1 };
    saved(&mut state, rota);
    state.policies.insert(POLICY, policy(random));
    state.integrations.insert(SOURCE, integration());
    state
}

/// Puts a rota into the state as its entry does; the entry itself is not of the story.
fn saved(state: &mut State, rota: CellRota) {
    let entry = Recorded {
        position: 0,
        stream: Stream::Rota(rota.id),
        seq: 1,
        id: EntryId(Uuid::nil()),
        actor: Actor::Operator,
        organisation: None,
        marking: Marking::Amber,
        named: Vec::new(),
        recorded_at: dawn(),
        occurred_at: None,
        kind: "rota.saved".to_owned(),
        event: Some(Arc::new(Event::RotaSaved { rota })),
    };
    evolve(state, &entry);
    (state.size, state.streams) = (0, imbl::OrdMap::new());
}

/// The fifth cannot be reached; the sixth administers the cell.
fn somebody(nth: u128, random: &mut Random) -> Person {
    let role = if nth == 6 { Role::CellAdmin } else { Role::Responder };
    let channels: &[Channel] = match nth {
        5 => &[],
        _ if random.chance(30) => &[Channel::Sms, Channel::Voice],
        _ => &[Channel::Sms],
    };
    let contact = |(place, channel): (u128, &Channel)| {
        let id = ContactId(Uuid::from_u128(1_000 + nth * 10 + place));
        (id, Contact { id, channel: *channel, hint: "••• 123".to_owned(), verified: true, flag: None })
    };
    let second = NotificationRule::new(Channel::Voice, 45);
    let rules = vec![NotificationRule::new(Channel::Sms, 0), second];
    Person {
        id: person(nth),
        organisation: ORGANISATION,
        roles: [role].into_iter().collect(),
        contacts: (0..).zip(channels).map(contact).collect(),
        rules: if random.chance(50) { rules } else { Vec::new() },
        order: Vec::new(),
        preferences: Preferences { handoff_notices: moments(random), ..Preferences::default() },
        active: true,
    }
}

/// When somebody is told of a handoff: at it, some time before, both, or never.
fn moments(random: &mut Random) -> Vec<u32> {
    match random.between(0, 6) {
        0 => vec![0],
        1 => vec![900],
        2 => vec![1_800, 0],
        _ => Vec::new(),
    }
}

/// Two people who take turns every hour, and once in three nobody who can be reached; and over them, for some minutes
/// of the story, two others.
fn rota() -> ctac_rota::Rota {
    let duty = |nth| vec![ctac_rota::Member(person(nth).to_string())];
    let start = jiff::civil::date(2026, 3, 1).at(0, 10, 0, 0);
    let turn = ctac_rota::Turn::of(1, ctac_rota::Unit::Hourly);
    let hours = ctac_rota::Layer::new("hours", vec![duty(1), duty(2), duty(5)], start, turn.clone());
    let mut minutes = ctac_rota::Layer::new("minutes", vec![duty(3), duty(4)], start, turn);
    // The story begins at 02:00 in London, the hour after the clocks went forward.
    let window = |from: i8, to: i8| ctac_rota::Restriction {
        days: Vec::new(),
        from: jiff::civil::time(2, from, 0, 0),
        to: jiff::civil::time(2, to, 0, 0),
    };
    minutes.restrictions = vec![window(1, 3), window(5, 9)];
    ctac_rota::Rota::new("Europe/London", vec![hours, minutes])
}

fn policy(random: &mut Random) -> Policy {
    let steps = (0..random.between(1, 3)).map(|_| {
        let target = |random: &mut Random| match random.between(0, 6) {
            0 => Target::Role { role: Role::Responder },
            1..=3 => Target::Rota { rota: ROTA },
            nth => Target::Person { person: person(nth.unsigned_abs().into()) },
        };
        let targets = (0..random.between(1, 2)).map(|_| target(random)).collect();
        let wait_s = u32::try_from(random.between(20, 90)).unwrap_or(20);
        let severities = match random.between(0, 9) {
            0 => Severities::only(&[Severity::S1]),
            1 => Severities::only(&[Severity::S2, Severity::S3]),
            _ => Severities::ALL,
        };
        let hours = random.chance(20).then(|| hours(random));
        Step { severities, hours, in_turn: random.chance(30), ..Step::new(targets, wait_s) }
    });
    let steps = steps.collect();
    let repeats = u8::try_from(random.between(0, 2)).unwrap_or(0);
    Policy { id: POLICY, name: "Random".to_owned(), steps, repeats, version: 1 }
}

/// A window of some minutes of the story's first hour, or all but that.
fn hours(random: &mut Random) -> Hours {
    let minute =
        |random: &mut Random, from, to| jiff::civil::time(1, i8::try_from(random.between(from, to)).unwrap_or(0), 0, 0);
    let window = ctac_rota::Restriction { days: Vec::new(), from: minute(random, 0, 20), to: minute(random, 21, 59) };
    Hours { time_zone: "UTC".to_owned(), windows: vec![window], outside: random.chance(50), not_on_holidays: false }
}

fn integration() -> Integration {
    let when = Condition { severity_at_least: None, fields: [("source".to_owned(), format!("{DECLARES}*"))].into() };
    let then = Route::Declare { policy: POLICY, severity: Severity::S1, marking: Marking::Amber };
    Integration {
        id: SOURCE,
        name: "Monitoring".to_owned(),
        organisation: ORGANISATION,
        kind: IntegrationKind::EventsV2,
        key: KeyHash("00".to_owned()),
        rules: vec![RoutingRule { when, then }],
        otherwise: Route::Page { policy: POLICY, severity: Severity::S2 },
        handling: ctac_domain::handling::Handling::default(),
        active: true,
        version: 1,
    }
}
