//! The reckoning: rota by rota, then summed by person and by organisation.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;

use super::{Duty, Fairness, Load, OrganisationShare, Person, PersonShare, Rules, Unmeasured, fatigue, load};
use crate::holidays::{Edition, Holidays};
use crate::limits::{FAIR_DAYS, FAIR_PEOPLE, FAIR_ROTAS, ZONE_NAME};
use crate::model::Member;
use crate::stretch::{Stretch, stretches, united};

/// One person while the rotas are gone through.
struct Tally<'a> {
    person: &'a Person,
    zone: TimeZone,
    load: Load,
    share: Load,
    on: Vec<Stretch>,
    lead: Vec<Stretch>,
}

/// Measures the duty of some rotas over one stretch.
///
/// # Errors
/// [`Unmeasured`]: more than the limits, a person or a zone that is not known, shifts no rota gives.
pub fn fairness(
    rotas: &[Duty<'_>],
    people: &BTreeMap<Member, Person>,
    holidays: &Holidays,
    rules: &Rules,
) -> Result<Fairness, Unmeasured> {
    within("rotas", rotas.len(), FAIR_ROTAS)?;
    let mut all: BTreeMap<Member, Tally<'_>> = BTreeMap::new();
    let mut days = 0;
    let mut holidays_unknown = 0;
    for (index, duty) in rotas.iter().enumerate() {
        let own = stretches(duty.shifts).map_err(|disorder| Unmeasured::Shifts { rota: index, disorder })?;
        let of_rota: BTreeSet<&Member> = own.keys().chain(duty.eligible).chain(duty.pages.keys()).collect();
        let mut whole = Load::default();
        for member in &of_rota {
            let on = own.get(*member).map_or(&[][..], Vec::as_slice);
            days += on.iter().map(|stretch| stretch.seconds() / 86_400 + 2).sum::<i64>();
            if days > FAIR_DAYS {
                return Err(Unmeasured::TooMany { what: "days on duty", found: days, limit: FAIR_DAYS });
            }
            let tally = enlist(&mut all, member, people)?;
            let pages = duty.pages.get(*member).copied().unwrap_or_default();
            let (measured, unknown) = load::measure(on, pages, &tally.zone, holidays, rules);
            holidays_unknown += unknown;
            tally.load = tally.load.plus(measured);
            whole = whole.plus(measured);
            tally.on.extend_from_slice(on);
            if duty.lead {
                tally.lead.extend_from_slice(on);
            }
        }
        let share = whole.shared(duty.eligible.len());
        for (_, tally) in all.iter_mut().filter(|(member, _)| duty.eligible.contains(*member)) {
            tally.share = tally.share.plus(share);
        }
    }
    Ok(summed(all, holidays.edition(), holidays_unknown, rules))
}

fn within(what: &'static str, found: usize, limit: usize) -> Result<(), Unmeasured> {
    let number = |count| i64::try_from(count).unwrap_or(i64::MAX);
    if found <= limit { Ok(()) } else { Err(Unmeasured::TooMany { what, found: number(found), limit: number(limit) }) }
}

/// The tally of a member, which is begun if there is none yet.
fn enlist<'a, 't>(
    all: &'t mut BTreeMap<Member, Tally<'a>>,
    member: &Member,
    people: &'a BTreeMap<Member, Person>,
) -> Result<&'t mut Tally<'a>, Unmeasured> {
    if !all.contains_key(member) {
        within("people", all.len() + 1, FAIR_PEOPLE)?;
        let person = people.get(member).ok_or_else(|| Unmeasured::UnknownPerson(member.clone()))?;
        let known = (person.time_zone.len() <= ZONE_NAME).then(|| TimeZone::get(&person.time_zone).ok()).flatten();
        let zone = known.ok_or_else(|| Unmeasured::UnknownZone {
            member: member.clone(),
            time_zone: person.time_zone.chars().take(ZONE_NAME).collect(),
        })?;
        let tally =
            Tally { person, zone, load: Load::default(), share: Load::default(), on: Vec::new(), lead: Vec::new() };
        return Ok(all.entry(member.clone()).or_insert(tally));
    }
    all.get_mut(member).ok_or_else(|| Unmeasured::UnknownPerson(member.clone()))
}

fn summed(all: BTreeMap<Member, Tally<'_>>, holidays: Edition, holidays_unknown: i64, rules: &Rules) -> Fairness {
    let mut people = Vec::with_capacity(all.len());
    let mut flags = Vec::new();
    let mut organisations: BTreeMap<&str, OrganisationShare> = BTreeMap::new();
    for (member, tally) in all {
        let on = united(tally.on);
        fatigue::flags(&member, &tally.zone, &on, &united(tally.lead), rules, &mut flags);
        let difference = tally.load.minus(tally.share);
        let organisation = tally.person.organisation.as_str();
        let sum = organisations.entry(organisation).or_insert_with(|| OrganisationShare {
            organisation: organisation.to_owned(),
            people: 0,
            load: Load::default(),
            share: Load::default(),
            difference: Load::default(),
        });
        sum.people += 1;
        sum.load = sum.load.plus(tally.load);
        sum.share = sum.share.plus(tally.share);
        sum.difference = sum.difference.plus(difference);
        let on_duty = on.iter().map(|stretch| stretch.seconds()).sum();
        let (load, share, organisation) = (tally.load, tally.share, organisation.to_owned());
        people.push(PersonShare { member, organisation, load, share, difference, on_duty });
    }
    Fairness { people, organisations: organisations.into_values().collect(), flags, holidays, holidays_unknown }
}
