//! What is in a feed: its person's own shifts in every rota, or everybody's in one.

use std::collections::BTreeMap;

use ctac_api::problem::Kind;
use ctac_auth::feed::Feed as Held;
use ctac_domain::duty::KeptRota;
use ctac_domain::id::PersonId;
use ctac_domain::on_call::shifts;
use ctac_domain::state::State;
use ctac_rota::calendar::Event;
use ctac_rota::limits::{FEED_EVENTS, NAME};
use ctac_rota::{Member, Stretch, stretches};
use jiff::Timestamp;

use crate::limits;
use crate::refused::Refused;
use crate::resolve::{days_after, days_before};
use crate::rotas::fairness::as_rota;

/// A feed's title, and the zone that its times are written in: the person's own, or the rota's.
pub(super) fn titled(state: &State, held: &Held) -> (String, String) {
    let rota = held.rota.and_then(|rota| state.rotas.get(&rota));
    let own = state.people.get(&held.person).and_then(|person| person.preferences.time_zone.clone());
    match rota {
        Some(kept) => (short(format!("On call: {}", kept.saved.name)), kept.saved.rota.time_zone.clone()),
        None => ("My duty".to_owned(), own.unwrap_or_else(|| limits::HOME_ZONE.to_owned())),
    }
}

/// In the order of their beginnings; where there are more than a feed takes, the farthest ahead are left out.
pub(super) fn of(
    state: &State,
    held: &Held,
    names: &BTreeMap<PersonId, String>,
    now: Timestamp,
) -> Result<Vec<Event>, Refused> {
    let of_rota = |kept: &KeptRota| held.rota.is_none_or(|rota| rota == kept.id()) && concerns(kept, held);
    let mut events = Vec::new();
    for kept in state.rotas.values().filter(|kept| of_rota(kept)) {
        events.extend(of_one(state, kept, held, names, now)?);
    }
    events.sort_by(|a, b| (a.on, &a.rota, &a.member).cmp(&(b.on, &b.rota, &b.member)));
    events.truncate(FEED_EVENTS);
    Ok(events)
}

/// Whether there can be anything of this rota in the feed.
fn concerns(kept: &KeptRota, held: &Held) -> bool {
    let member = Member(held.person.to_string());
    held.rota.is_some()
        || kept.ready.rota().members().contains(&member)
        || kept.past.iter().any(|shift| shift.people.contains(&held.person))
}

fn of_one(
    state: &State,
    kept: &KeptRota,
    held: &Held,
    names: &BTreeMap<PersonId, String>,
    now: Timestamp,
) -> Result<Vec<Event>, Refused> {
    // From the beginning of a day, so that what is read twice on one day is the same; and from some way before, so that
    // a shift under way at the feed's first instant is not cut there.
    let day = Timestamp::from_second(now.as_second().div_euclid(86_400) * 86_400).unwrap_or(now);
    let (from, to) = (days_before(day, limits::FEED_PAST_DAYS), days_after(day, limits::FEED_AHEAD_DAYS));
    let found = shifts(state, kept.id(), days_before(from, limits::LOOK_DAYS), to);
    let found = found.map_err(|error| Refused::new(Kind::LimitReached, format!("{}: {error}.", kept.saved.name)))?;
    let by_person = stretches(&as_rota(&found)).map_err(|disorder| {
        tracing::error!(rota = %kept.id(), %disorder, "shifts are out of order");
        Refused::new(Kind::Internal, "This feed could not be written; it has been logged.")
    })?;
    let of_whom = |member: &Member| held.rota.is_some() || member.0 == held.person.to_string();
    let event = |member: &Member, on: Stretch| Event {
        rota: kept.id().to_string(),
        member: member.clone(),
        on,
        summary: short(match held.rota {
            None => format!("On call: {}", kept.saved.name),
            Some(_) => format!("{}: {}", name(names, member), kept.saved.name),
        }),
        description: String::new(),
        sequence: sequence(kept),
    };
    let all = by_person.iter().filter(|(member, _)| of_whom(member));
    let shown = all.flat_map(|(member, own)| own.iter().filter(|on| on.to > from).map(|on| event(member, *on)));
    Ok(shown.collect())
}

/// Higher after each edit, override, swap, absence: each moves the mark to its own instant. In seconds since 2026, for a
/// SEQUENCE has 31 bits (RFC 5545 §3.3.8).
fn sequence(kept: &KeptRota) -> u32 {
    const BEGAN: i64 = 1_767_225_600;
    u32::try_from(kept.mark.as_second().saturating_sub(BEGAN)).unwrap_or_default()
}

fn name(names: &BTreeMap<PersonId, String>, member: &Member) -> String {
    let known = member.0.parse().ok().and_then(|id: PersonId| names.get(&id)).cloned();
    known.unwrap_or_else(|| format!("Person {}", member.0.get(member.0.len().saturating_sub(6)..).unwrap_or_default()))
}

fn short(text: String) -> String {
    if text.chars().nth(NAME).is_none() { text } else { text.chars().take(NAME).collect() }
}
