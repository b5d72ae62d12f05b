//! A rota file for the demonstration: its people by id, and its turns begun anew.

use std::collections::BTreeMap;

use ctac_domain::id::PersonId;
use ctac_domain::policy::Duty;
use ctac_rota::file::{self, RotaFile};
use ctac_rota::{Member, Rota, Turn, Unit};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use crate::demo::cast;
use crate::failure::Failure;

/// Reads it.
///
/// # Errors
/// It is not right; a test holds that it is.
pub(super) fn file(cast: &cast::Rota) -> Result<RotaFile, Failure> {
    file::parse(cast.file, cast.text.as_bytes()).map_err(|faults| {
        let said: Vec<String> = faults.iter().map(|fault| format!("{}: {fault}", cast.file)).collect();
        Failure::NotRight(said.join("\n"))
    })
}

/// The same duty in the cell's words.
pub(super) fn duty(duty: file::Duty) -> Duty {
    match duty {
        file::Duty::Responder => Duty::Responder,
        file::Duty::Lead => Duty::Lead,
        file::Duty::Other => Duty::Other,
    }
}

/// The rota with the people of these logins, and each layer's `start` moved by whole turns to the latest that is not in
/// the future: so the first named is on duty whenever the demonstration begins.
///
/// # Errors
/// Somebody in it is not in the cell.
pub(super) fn with_people(
    file: RotaFile,
    now: Timestamp,
    people: &BTreeMap<&'static str, PersonId>,
) -> Result<Rota, Failure> {
    let mut ids = BTreeMap::new();
    for person in &file.people {
        let missing = || Failure::NotRight(format!("{}: nobody signs in as {}", file.name, person.login));
        let id = people.get(person.login.as_str()).ok_or_else(missing)?;
        ids.insert(Member(person.key.clone()), Member(id.to_string()));
    }
    let mut rota = file.rota;
    for layer in &mut rota.layers {
        for member in layer.groups.iter_mut().flatten() {
            if let Some(id) = ids.get(member) {
                member.clone_from(id);
            }
        }
        let zone = layer.time_zone.as_ref().unwrap_or(&rota.time_zone);
        let zone = TimeZone::get(zone).map_err(|error| Failure::NotRight(error.to_string()))?;
        layer.start = begun(layer.start, &layer.turn, zone.to_datetime(now));
    }
    Ok(rota)
}

/// The start of the turn that is under way: so many turns after, or before, the first. Handoff days are not looked at;
/// the demonstration's files name none.
fn begun(start: DateTime, turn: &Turn, now: DateTime) -> DateTime {
    let at = |turns: i64| {
        let units = turns.checked_mul(i64::from(turn.length))?;
        let span = match turn.unit {
            Unit::Hourly => Span::new().try_hours(units),
            Unit::Daily => Span::new().try_days(units),
            Unit::Weekly => Span::new().try_weeks(units),
            Unit::Monthly => Span::new().try_months(units),
        };
        start.checked_add(span.ok()?).ok()
    };
    let mut turns = 0;
    while at(turns + 1).is_some_and(|next| next <= now) {
        turns += 1;
    }
    while at(turns).is_some_and(|this| this > now) {
        turns -= 1;
    }
    at(turns).unwrap_or(start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::cast::{PEOPLE, ROTAS};

    fn people() -> BTreeMap<&'static str, PersonId> {
        (1_u128..)
            .zip(&PEOPLE)
            .map(|(number, person)| (person.login, PersonId(uuid::Uuid::from_u128(number))))
            .collect()
    }

    #[test]
    fn the_first_named_is_on_duty_whenever_it_begins() {
        let people = people();
        let first = [("gorse", 0), ("dahlia", 1), ("gorse", 2), ("bramble", 3)];
        let mut at: Timestamp = "2025-12-30T00:00:00Z".parse().unwrap();
        for _ in 0..60 {
            for (login, index) in first {
                let rota = with_people(file(&ROTAS[index]).unwrap(), at, &people).unwrap();
                let ready = ctac_rota::compile(&rota).unwrap();
                assert_eq!(*ready.on_call(at), [Member(people[login].to_string())], "{at} {}", ROTAS[index].file);
            }
            at += jiff::SignedDuration::from_mins(60 * 24 * 12 + 60 * 5 + 7);
        }
    }

    #[test]
    fn deputies_come_first_and_people_are_who_the_files_say() {
        for (index, cast) in ROTAS.iter().enumerate() {
            if let Some(deputy) = cast.deputy {
                assert!(ROTAS[..index].iter().any(|before| before.file == deputy), "{}", cast.file);
            }
            for person in file(cast).unwrap().people {
                let known = PEOPLE.iter().find(|known| known.login == person.login).expect("in the cell");
                let organisation =
                    crate::demo::cast::ORGANISATIONS.iter().find(|one| one.key == known.organisation).unwrap();
                assert_eq!(person.name, known.name);
                assert_eq!(person.organisation.as_deref(), Some(organisation.name), "{}", person.name);
            }
        }
    }

    #[test]
    fn a_start_is_moved_by_whole_turns() {
        let at = |text: &str| text.parse::<DateTime>().unwrap();
        let moved = |turn, now: &str| begun(at("2026-01-31T09:00:00"), &turn, at(now)).to_string();
        assert_eq!(moved(Turn::of(1, Unit::Monthly), "2026-05-01T00:00:00"), "2026-04-30T09:00:00");
        assert_eq!(moved(Turn::of(12, Unit::Hourly), "2026-02-01T08:59:59"), "2026-01-31T21:00:00");
        assert_eq!(moved(Turn::of(2, Unit::Daily), "2026-01-31T08:59:59"), "2026-01-29T09:00:00");
        assert_eq!(moved(Turn::of(1, Unit::Weekly), "2026-02-07T09:00:00"), "2026-02-07T09:00:00");
    }
}
