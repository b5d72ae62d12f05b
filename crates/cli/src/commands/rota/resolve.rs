//! `ctac rota resolve`: every shift and gap of a file.

use ctac_rota::file::Edge;
use ctac_rota::{Gap, Member, Shift};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::{Ready, words};
use crate::args::Resolve;
use crate::failure::Failure;
use crate::out;

/// A stretch with the same people on, or with nobody.
struct Stretch<'a> {
    from: Timestamp,
    to: Timestamp,
    members: &'a [Member],
}

pub(super) fn run(command: &Resolve) -> Result<(), Failure> {
    let ready = super::read(&command.file)?.map_err(|faults| Failure::Usage(super::said(&command.file, &faults)))?;
    let from = ready.moment("--from", &command.from, Edge::Start)?;
    let to = ready.moment("--to", &command.to, Edge::End)?;
    if from >= to {
        return Err(Failure::Usage("--to must be after --from".to_owned()));
    }
    let long = |error: ctac_rota::TooLong| Failure::Usage(error.to_string());
    let shifts = ready.compiled.shifts(from, to).map_err(long)?;
    let gaps = ready.compiled.gaps(from, to).map_err(long)?;
    let stretches = in_order(&shifts, &gaps);
    if command.json {
        return stretches.iter().try_for_each(|stretch| out::json(&line(&ready, stretch)));
    }
    let zone = &ready.zone;
    out::line(&format!("{}, in the time of {}.", ready.file.name, ready.file.rota.time_zone))?;
    let rows: Vec<Vec<String>> = stretches.iter().map(|stretch| row(&ready, stretch)).collect();
    out::table(&["FROM", "TO", "LENGTH", "ON CALL"], &rows)?;
    let uncovered: i64 = gaps.iter().map(|gap| gap.to.as_second() - gap.from.as_second()).sum();
    let gaps = match gaps.len() {
        0 => "no gap".to_owned(),
        number => format!("{}, {} in all", words::count(number, "gap"), words::seconds(uncovered)),
    };
    let (from, to) = (words::moment(from, zone), words::moment(to, zone));
    out::line(&format!("{} and {gaps} from {from} to {to}.", words::count(shifts.len(), "shift")))
}

fn in_order<'a>(shifts: &'a [Shift], gaps: &[Gap]) -> Vec<Stretch<'a>> {
    let shifts = shifts.iter().map(|shift| Stretch { from: shift.from, to: shift.to, members: &shift.members });
    let gaps = gaps.iter().map(|gap| Stretch { from: gap.from, to: gap.to, members: &[] });
    let mut stretches: Vec<Stretch<'a>> = shifts.chain(gaps).collect();
    stretches.sort_by_key(|stretch| stretch.from);
    stretches
}

fn row(ready: &Ready, stretch: &Stretch<'_>) -> Vec<String> {
    let who = stretch.members.iter().map(|member| {
        let name = ready.name(member);
        let Some((name_of_zone, zone)) = theirs(ready, member) else { return name };
        let (from, to) = (words::short(stretch.from, &zone), words::short(stretch.to, &zone));
        format!("{name} (there: {from} to {to}, {name_of_zone})")
    });
    let who: Vec<String> = who.collect();
    vec![
        words::moment(stretch.from, &ready.zone),
        words::moment(stretch.to, &ready.zone),
        words::length(stretch.from, stretch.to),
        if who.is_empty() { "NOBODY: a gap".to_owned() } else { who.join(", ") },
    ]
}

/// The zone of a person who lives in another than the rota's.
fn theirs(ready: &Ready, member: &Member) -> Option<(String, TimeZone)> {
    let name = ready.person(member)?.time_zone.clone().filter(|zone| *zone != ready.file.rota.time_zone)?;
    let zone = TimeZone::get(&name).ok()?;
    Some((name, zone))
}

fn line(ready: &Ready, stretch: &Stretch<'_>) -> Value {
    let local = |zone: &TimeZone| (words::local(stretch.from, zone), words::local(stretch.to, zone));
    let person = |member: &Member| {
        let (name, organisation) = (ready.name(member), ready.person(member).and_then(|one| one.organisation.clone()));
        let mut person = json!({ "key": member.0, "name": name, "organisation": organisation });
        if let (Some((name_of_zone, zone)), Some(person)) = (theirs(ready, member), person.as_object_mut()) {
            let (from, to) = local(&zone);
            let own = [("time_zone", name_of_zone), ("from_local", from), ("to_local", to)];
            person.extend(own.map(|(key, value)| (key.to_owned(), Value::String(value))));
        }
        person
    };
    let (from_local, to_local) = local(&ready.zone);
    json!({
        "from": stretch.from, "to": stretch.to, "time_zone": ready.file.rota.time_zone,
        "from_local": from_local, "to_local": to_local, "gap": stretch.members.is_empty(),
        "people": stretch.members.iter().map(person).collect::<Vec<_>>(),
    })
}
