//! Where in a file everything is, so that what is found in the runbook can be shown in its text.

use std::collections::BTreeMap;

use crate::format::node::Spot;
use crate::model::Place;

/// Where in a file everything is.
#[derive(Debug, Clone, Default)]
pub struct Spots(BTreeMap<Place, Spot>);

impl Spots {
    pub(super) fn put(&mut self, place: Place, spot: Spot) {
        self.0.insert(place, spot);
    }

    /// Where a place is, or the nearest one around it that stands in the file.
    #[must_use]
    pub fn find(&self, place: &Place) -> Option<Spot> {
        let mut place = place.clone();
        loop {
            if let Some(spot) = self.0.get(&place) {
                return Some(*spot);
            }
            let keys = match &mut place {
                Place::Front(keys) | Place::Step(_, keys) => keys,
                Place::Phase(_) | Place::Branch(_) => return None,
            };
            if keys.is_empty() {
                return None;
            }
            keys.truncate(keys.rfind(['.', '[']).unwrap_or(0));
        }
    }
}
