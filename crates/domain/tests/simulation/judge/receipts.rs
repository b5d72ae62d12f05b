//! The judge of what providers said afterwards: each news once and never older than what was known, and a message is sent
//! again only where that helps somebody who is still sought.

use std::collections::BTreeMap;

use ctac_domain::delivery::Reported;
use ctac_domain::id::{AttemptId, NotificationId};
use ctac_domain::limits;
use ctac_domain::page::Delivery;
use jiff::Timestamp;

use super::Judge;

/// The rank of the latest news of each call, for each that it carried.
#[derive(Default)]
pub(super) struct Told(BTreeMap<(AttemptId, NotificationId), u8>);

impl Judge {
    pub(super) fn reported(&mut self, said: &Reported, position: u64) {
        let rank = said.delivery.rank();
        let before = self.told.0.insert((said.attempt, said.notification), rank).unwrap_or(0);
        self.check(before < rank, || format!("old news of {} is recorded", said.attempt));
        let known = self.calls.contains_key(&said.attempt);
        self.check(known, || format!("news of {}, which nobody called", said.attempt));
        if matches!(said.delivery, Delivery::Failed { .. }) {
            self.lost(said.attempt, position);
        }
        let Some(page) = said.bearer.page() else {
            return self.check(said.again_at.is_none(), || "a notice is sent again".to_owned());
        };
        let Some(seen) = self.pages.get_mut(&page) else { return };
        let answered = seen.answered;
        let Some(message) = seen.messages.get_mut(&said.notification) else { return };
        let declined = seen.declined.contains(&message.person);
        let idle = message.under_way.is_none();
        let (calls, arrived, withdrawn) = (message.calls, message.arrived, message.withdrawn);
        match (&said.delivery, said.again_at) {
            (Delivery::Delivered, _) => {
                message.arrived = true;
                if idle {
                    message.due = Timestamp::MAX;
                }
            }
            (Delivery::Failed { .. }, Some(at)) => {
                message.due = at;
                message.undelivered = true;
            }
            (Delivery::Failed { .. }, None) => {}
        }
        let helps = matches!(said.delivery, Delivery::Failed { again: true, .. });
        let needed = !answered && !declined && !arrived && !withdrawn;
        let may = helps && idle && needed && calls < limits::ATTEMPTS;
        self.check(said.again_at.is_none() || may, || format!("page {page} is sent again, and nobody needs it"));
    }
}
