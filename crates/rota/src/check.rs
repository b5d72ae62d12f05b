//! Looks at the parts of a rota, and keeps every fault with its place, and every member under a number.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::DateTime;

use crate::fault::{Fault, Problem};
use crate::layer::Id;
use crate::limits;
use crate::model::{Member, OverrideKind, Rota};
use crate::sets::Sets;
use crate::turns::wall_seconds;
use crate::week::DAY;
use crate::zone::Zone;

/// What was found so far.
pub(crate) struct Check {
    pub(crate) faults: Vec<Fault>,
    /// By their number.
    pub(crate) members: Vec<Member>,
    ids: BTreeMap<Member, Id>,
    /// Nobody, and every group.
    pub(crate) sets: Sets,
}

impl Check {
    pub(crate) fn new() -> Self {
        let mut sets = Sets::default();
        sets.keep(&[], &[]);
        Self { faults: Vec::new(), members: Vec::new(), ids: BTreeMap::new(), sets }
    }

    pub(crate) fn fault(&mut self, place: impl Into<String>, problem: Problem) {
        self.faults.push(Fault { place: place.into(), problem });
    }

    fn at_most(&mut self, place: impl Into<String>, found: usize, limit: usize) -> bool {
        if found > limit {
            self.fault(place, Problem::TooMany { found, limit });
        }
        found <= limit
    }

    /// Whether every list is short enough to be looked at.
    pub(crate) fn sizes(&mut self, rota: &Rota) -> bool {
        let mut fits = self.at_most("layers", rota.layers.len(), limits::LAYERS);
        fits &= self.at_most("overrides", rota.overrides.len(), limits::OVERRIDES);
        fits &= self.at_most("absences", rota.absences.len(), limits::ABSENCES);
        let mut places = 0_usize;
        for (index, layer) in rota.layers.iter().enumerate().take(limits::LAYERS) {
            // A group without members counts too: it is a place in a list that must not be endless.
            places = places.saturating_add(layer.groups.iter().map(|group| group.len().max(1)).sum());
            fits &= self.at_most(format!("layers[{index}].groups"), places, limits::PLACES);
            fits &= self.at_most(format!("layers[{index}].turn.handoff_days"), layer.turn.handoff_days.len(), 7);
            let restrictions = format!("layers[{index}].restrictions");
            fits &= self.at_most(restrictions.as_str(), layer.restrictions.len(), limits::RESTRICTIONS);
            for (number, one) in layer.restrictions.iter().enumerate().take(limits::RESTRICTIONS) {
                fits &= self.at_most(format!("{restrictions}[{number}].days"), one.days.len(), 7);
            }
        }
        for (index, one) in rota.overrides.iter().enumerate().take(limits::OVERRIDES) {
            if let OverrideKind::Temporary { members } = &one.kind {
                let place = format!("overrides[{index}].kind.members");
                fits &= self.at_most(place, members.len(), limits::TEMPORARY_MEMBERS);
            }
        }
        fits
    }

    pub(crate) fn zone(&mut self, place: impl Into<String>, name: &str) -> Option<Arc<Zone>> {
        Zone::named(name).map_err(|problem| self.fault(place, problem)).ok()
    }

    pub(crate) fn name(&mut self, place: &str, name: &str) {
        if name.trim().is_empty() {
            self.fault(place, Problem::Empty);
        }
        // Bytes first: a name of megabytes is not counted through.
        if name.len() > 4 * limits::NAME || name.chars().count() > limits::NAME {
            self.fault(place, Problem::TooLong { found: name.chars().count(), limit: limits::NAME });
        }
    }

    pub(crate) fn member(&mut self, place: &str, member: &Member) -> Id {
        if let Some(&id) = self.ids.get(member) {
            return id;
        }
        self.name(place, &member.0);
        // The limits keep the number of members far within an `Id`.
        let id = Id::try_from(self.members.len()).unwrap_or(Id::MAX);
        self.members.push(member.clone());
        self.ids.insert(member.clone(), id);
        id
    }

    pub(crate) fn members(&mut self, place: &str, members: &[Member]) -> Vec<Id> {
        let mut ids = Vec::with_capacity(members.len());
        for (index, member) in members.iter().enumerate() {
            let id = self.member(&format!("{place}[{index}]"), member);
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        ids
    }

    /// A wall time within reach of the zones' tables, with a day to spare at both ends.
    pub(crate) fn wall(&mut self, place: String, time: DateTime) -> Option<i64> {
        if time.subsec_nanosecond() != 0 {
            self.fault(place, Problem::Fraction);
            return None;
        }
        let wall = wall_seconds(time).filter(|wall| (limits::EARLIEST + DAY..limits::LATEST - DAY).contains(wall));
        if wall.is_none() {
            self.fault(place, Problem::OutOfReach);
        }
        wall
    }

    pub(crate) fn instant(&mut self, place: String, at: Timestamp) -> Option<i64> {
        if at.subsec_nanosecond() != 0 {
            self.fault(place, Problem::Fraction);
        } else if (limits::EARLIEST..limits::LATEST).contains(&at.as_second()) {
            return Some(at.as_second());
        } else {
            self.fault(place, Problem::OutOfReach);
        }
        None
    }
}
