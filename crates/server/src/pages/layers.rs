//! A rota's layers in words: who takes turns, how long, from when, and within which hours.

use ctac_rota::{Day, Layer, Member, Restriction, Turn, Unit};
use jiff::civil::{DateTime, Time};

use crate::pages::when::{clock, day};

/// A layer, for people.
pub(crate) struct Told {
    pub(crate) name: String,
    /// The groups in the order of their turns.
    pub(crate) turns: Vec<String>,
    /// Sentences about how they take turns.
    pub(crate) how: Vec<String>,
}

/// One layer in words. `index` is its place from the lowest, `zone` the rota's.
pub(crate) fn told(layer: &Layer, index: usize, zone: &str, name: impl Fn(&Member) -> String) -> Told {
    let names = |group: &Vec<Member>| group.iter().map(&name).collect::<Vec<_>>().join(" with ");
    let mut how = vec![turn(layer)];
    if !layer.restrictions.is_empty() {
        how.push(format!("On only {}.", listed(layer.restrictions.iter().map(window))));
    }
    if let Some(from) = layer.in_force_from {
        how.push(format!("In force from {}.", instant(from)));
    }
    if let Some(end) = layer.end {
        how.push(format!("It ends on {}.", instant(end)));
    }
    if let Some(other) = layer.time_zone.as_deref().filter(|other| *other != zone) {
        how.push(format!("Its times are those of {other}."));
    }
    match (index, layer.beside) {
        (0, _) => {}
        (_, true) => how.push("On together with the layer before it.".to_owned()),
        (_, false) => how.push("While it has somebody on, it stands instead of the layers before it.".to_owned()),
    }
    Told { name: layer.name.clone(), turns: layer.groups.iter().map(names).collect(), how }
}

fn turn(layer: &Layer) -> String {
    let at = clock(layer.start.hour(), layer.start.minute());
    let since = format!("counted from {}", instant(layer.start));
    if layer.groups.len() == 1 {
        return format!("Always on, from {}.", instant(layer.start));
    }
    let Turn { unit, length, handoff_days } = &layer.turn;
    let weekday = day(layer.start.date());
    let weekday = weekday.split(' ').next().unwrap_or_default();
    let when = match unit {
        Unit::Hourly => String::new(),
        Unit::Daily if handoff_days.is_empty() => format!(", handing over at {at}"),
        Unit::Daily => format!(", handing over at {at} on {}", days(handoff_days)),
        Unit::Weekly if layer.start.time() == Time::midnight() => format!(", handing over as {weekday} begins"),
        Unit::Weekly => format!(", handing over on {weekday} at {at}"),
        Unit::Monthly => format!(", handing over on day {} of the month at {at}", layer.start.day()),
    };
    format!("Each for {}{when}; {since}.", count(*length, *unit))
}

fn count(length: u32, unit: Unit) -> String {
    let one = match unit {
        Unit::Hourly => "hour",
        Unit::Daily => "day",
        Unit::Weekly => "week",
        Unit::Monthly => "month",
    };
    if length == 1 { format!("one {one}") } else { format!("{length} {one}s") }
}

fn instant(at: DateTime) -> String {
    format!("{} {}, {}", day(at.date()), at.year(), clock(at.hour(), at.minute()))
}

fn window(restriction: &Restriction) -> String {
    let clock = |time: Time| clock(time.hour(), time.minute());
    let hours = match (restriction.from, restriction.to) {
        (from, to) if from == to && from == Time::midnight() => "all day".to_owned(),
        (from, to) if to <= from => format!("{} to {} the next day", clock(from), clock(to)),
        (from, to) => format!("{} to {}", clock(from), clock(to)),
    };
    if restriction.days.is_empty() {
        format!("every day {hours}")
    } else {
        format!("{} {hours}", days(&restriction.days))
    }
}

const WEEK: [Day; 7] =
    [Day::Monday, Day::Tuesday, Day::Wednesday, Day::Thursday, Day::Friday, Day::Saturday, Day::Sunday];

const fn named(day: Day) -> &'static str {
    match day {
        Day::Monday => "Monday",
        Day::Tuesday => "Tuesday",
        Day::Wednesday => "Wednesday",
        Day::Thursday => "Thursday",
        Day::Friday => "Friday",
        Day::Saturday => "Saturday",
        Day::Sunday => "Sunday",
    }
}

/// `Monday to Friday`, `Saturday and Sunday`.
fn days(days: &[Day]) -> String {
    let on: Vec<usize> =
        (0..WEEK.len()).filter(|index| WEEK.get(*index).is_some_and(|day| days.contains(day))).collect();
    let name = |index: &usize| WEEK.get(*index).copied().map_or("", named);
    match (on.first(), on.last()) {
        (Some(first), Some(last)) if on.len() > 2 && last - first + 1 == on.len() => {
            format!("{} to {}", name(first), name(last))
        }
        _ => listed(on.iter().map(|index| name(index).to_owned())),
    }
}

fn listed(items: impl Iterator<Item = String>) -> String {
    let items: Vec<String> = items.collect();
    match items.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => items.concat(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;

    fn words(layer: &Layer) -> Vec<String> {
        told(layer, 1, "Europe/London", |member| member.0.to_uppercase()).how
    }

    #[test]
    fn a_layer_is_told_as_people_would() {
        let groups = vec![vec!["ada".into()], vec!["bo".into(), "cy".into()]];
        let mut layer = Layer::new("Nights", groups, date(2026, 1, 5).at(20, 0, 0, 0), Turn::of(1, Unit::Weekly));
        layer.restrictions = vec![
            Restriction { days: WEEK[..5].to_vec(), from: time(20, 0, 0, 0), to: time(8, 0, 0, 0) },
            Restriction { days: WEEK[5..].to_vec(), from: time(0, 0, 0, 0), to: time(0, 0, 0, 0) },
        ];
        assert_eq!(told(&layer, 0, "Europe/London", |member| member.0.clone()).turns, ["ada", "bo with cy"]);
        assert_eq!(
            words(&layer),
            [
                "Each for one week, handing over on Monday at 8pm; counted from Monday 5 January 2026, 8pm.",
                "On only Monday to Friday 8pm to 8am the next day and Saturday and Sunday all day.",
                "While it has somebody on, it stands instead of the layers before it.",
            ]
        );
        layer.restrictions.clear();
        layer.turn = Turn { handoff_days: vec![Day::Friday, Day::Monday], ..Turn::of(2, Unit::Daily) };
        layer.time_zone = Some("Europe/Lisbon".to_owned());
        layer.beside = true;
        assert_eq!(
            words(&layer),
            [
                "Each for 2 days, handing over at 8pm on Monday and Friday; counted from Monday 5 January 2026, 8pm.",
                "Its times are those of Europe/Lisbon.",
                "On together with the layer before it.",
            ]
        );
    }
}
