//! A second answer to "who is on call", made as differently as can be: every turn and every window is written out as two
//! instants, found by asking the time zone library about one wall time at a time, and an instant is looked up in them.

use ctac_rota::{Absence, Day, Layer, Member, OverrideKind, Rota, Unit};
use jiff::civil::{DateTime, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp, ToSpan};

pub(crate) struct Oracle {
    layers: Vec<WrittenOut>,
    rota: Rota,
}

struct WrittenOut {
    /// Each with the groups in the order in which they are asked: the one whose turn it is, and those after it.
    turns: Vec<(Timestamp, Timestamp, Vec<Vec<Member>>)>,
    /// None: always open.
    windows: Option<Vec<(Timestamp, Timestamp)>>,
    from: Timestamp,
    to: Option<Timestamp>,
    beside: bool,
}

/// The instant of a wall time: its first or its last; after the gap where there is none. Found by trying the offsets of
/// the days around: jiff 0.2.43 itself reads America/Nuuk 2023-10-28T23:00 as two instants, of which one shows 22:00.
fn instant(zone: &TimeZone, wall: DateTime, last: bool) -> Timestamp {
    let middle = TimeZone::UTC.to_timestamp(wall).unwrap();
    let (from, to) = (middle - SignedDuration::from_hours(48), middle + SignedDuration::from_hours(48));
    let changes: Vec<_> = zone.following(from).map(|change| change.timestamp()).take_while(|at| *at < to).collect();
    let offsets = changes.iter().chain([&from]).map(|&at| zone.to_offset(at));
    let shown = offsets.map(|offset| offset.to_timestamp(wall).unwrap()).filter(|&at| zone.to_datetime(at) == wall);
    let found = if last { shown.max() } else { shown.min() };
    let skipped = || changes.iter().copied().find(|&at| zone.to_datetime(at) > wall).unwrap();
    found.unwrap_or_else(skipped)
}

fn is_one_of(days: &[Day], weekday: Weekday) -> bool {
    let named = |day: &Day| format!("{day:?}") == format!("{weekday:?}");
    days.is_empty() || days.iter().any(named)
}

fn handoffs(layer: &Layer, until: DateTime) -> Vec<DateTime> {
    let length = i64::from(layer.turn.length);
    let mut found = Vec::new();
    if layer.turn.unit == Unit::Daily && !layer.turn.handoff_days.is_empty() {
        let days = (0..).map(|day: i64| layer.start + day.days());
        let days = days.filter(|at| is_one_of(&layer.turn.handoff_days, at.weekday()));
        for (counted, at) in days.enumerate() {
            if counted % layer.turn.length as usize == 0 {
                found.push(if counted == 0 { layer.start } else { at });
                if at > until {
                    return found;
                }
            }
        }
    }
    for turn in 0.. {
        let span: Span = match layer.turn.unit {
            Unit::Hourly => (turn * length).hours(),
            Unit::Daily => (turn * length).days(),
            Unit::Weekly => (turn * length).weeks(),
            Unit::Monthly => (turn * length).months(),
        };
        found.push(layer.start + span);
        if layer.start + span > until {
            break;
        }
    }
    found
}

fn written_out(layer: &Layer, zone: &TimeZone, from: Timestamp, to: Timestamp) -> WrittenOut {
    let until = zone.to_datetime(to) + 3.days();
    let handoffs = handoffs(layer, until);
    // Clocks are put back by a day at most.
    let since = zone.to_datetime(from) - 2.days();
    let asked = handoffs.windows(2).enumerate().filter(|(_, pair)| pair[1] >= since);
    let turns = asked.map(|(turn, pair)| {
        let mut groups = layer.groups.clone();
        groups.rotate_left((turn + layer.first as usize) % layer.groups.len());
        (instant(zone, pair[0], false), instant(zone, pair[1], false), groups)
    });
    let mut windows = Vec::new();
    let mut day = layer.start.date().max(since.date()) - 2.days();
    while day.to_datetime(jiff::civil::Time::midnight()) < until {
        for restriction in layer.restrictions.iter().filter(|one| is_one_of(&one.days, day.weekday())) {
            let ends = if restriction.to > restriction.from { day } else { day + 1.day() };
            let from = instant(zone, day.to_datetime(restriction.from), false);
            windows.push((from, instant(zone, ends.to_datetime(restriction.to), true)));
        }
        day += 1.day();
    }
    WrittenOut {
        turns: turns.collect(),
        windows: Some(windows).filter(|_| !layer.restrictions.is_empty()),
        from: instant(zone, layer.in_force_from.unwrap_or(layer.start), false),
        to: layer.end.map(|end| instant(zone, end, true)),
        beside: layer.beside,
    }
}

impl WrittenOut {
    fn on(&self, at: Timestamp, absences: &[Absence]) -> Vec<Member> {
        let open = |windows: &Vec<(Timestamp, Timestamp)>| windows.iter().any(|(from, to)| *from <= at && at < *to);
        if at < self.from || self.to.is_some_and(|to| to <= at) || !self.windows.as_ref().is_none_or(open) {
            return vec![];
        }
        let away = |member: &Member| absences.iter().any(|one| one.member == *member && one.from <= at && at < one.to);
        let turn = self.turns.iter().find(|(from, to, _)| *from <= at && at < *to);
        let mut asked = turn.into_iter().flat_map(|(_, _, groups)| groups).map(|group| {
            let mut group = group.clone();
            group.retain(|member| !away(member));
            group
        });
        asked.find(|group| !group.is_empty()).unwrap_or_default()
    }
}

fn once(members: impl IntoIterator<Item = Member>) -> Vec<Member> {
    let mut found = Vec::new();
    for member in members {
        if !found.contains(&member) {
            found.push(member);
        }
    }
    found
}

impl Oracle {
    pub(crate) fn of(rota: &Rota, from: Timestamp, to: Timestamp) -> Self {
        let zone = |layer: &Layer| TimeZone::get(layer.time_zone.as_ref().unwrap_or(&rota.time_zone)).unwrap();
        let layers = rota.layers.iter().map(|layer| written_out(layer, &zone(layer), from, to)).collect();
        Self { layers, rota: rota.clone() }
    }

    pub(crate) fn boundaries(&self) -> Vec<Timestamp> {
        let turns = self.layers.iter().flat_map(|layer| layer.turns.iter().map(|turn| turn.0));
        let windows =
            self.layers.iter().flat_map(|layer| layer.windows.iter().flatten().flat_map(|one| [one.0, one.1]));
        turns.chain(windows).collect()
    }

    pub(crate) fn on_call(&self, at: Timestamp) -> Vec<Member> {
        let mut levels: Vec<Vec<Member>> = Vec::new();
        for layer in &self.layers {
            if !layer.beside {
                levels.push(Vec::new());
            }
            levels.last_mut().unwrap().extend(layer.on(at, &self.rota.absences));
        }
        let highest = levels.into_iter().rfind(|level| !level.is_empty());
        self.overridden(once(highest.unwrap_or_default()), at)
    }

    fn overridden(&self, mut on: Vec<Member>, at: Timestamp) -> Vec<Member> {
        let mut kinds: Vec<&OverrideKind> = Vec::new();
        for one in self.rota.overrides.iter().filter(|one| one.from <= at && at < one.to) {
            if let OverrideKind::Temporary { members } = &one.kind {
                on = members.clone();
                kinds.clear();
            } else {
                kinds.push(&one.kind);
            }
        }
        let off = |member: &Member| {
            kinds.iter().any(|kind| match kind {
                OverrideKind::Remove { member: gone } | OverrideKind::Replace { member: gone, .. } => gone == member,
                _ => false,
            })
        };
        let mut found = Vec::new();
        for member in &on {
            for kind in &kinds {
                if let OverrideKind::Replace { member: gone, by } = kind
                    && gone == member
                {
                    found.push(by.clone());
                }
            }
            if !off(member) {
                found.push(member.clone());
            }
        }
        let added = kinds.iter().filter_map(|kind| match kind {
            OverrideKind::Add { member } => Some(member.clone()),
            _ => None,
        });
        found.extend(added);
        once(found)
    }
}
