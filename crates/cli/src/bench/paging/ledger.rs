//! After a round: what the server's own ledger says, read by the same program from the same folder once the server is gone.

use std::collections::{BTreeMap, BTreeSet};

use ctac_auth::auth::Auth;
use ctac_domain::id::NotificationId;

use super::providers::Took;
use crate::config::Config;
use crate::failure::Failure;
use crate::service;

/// What was recorded.
#[derive(Default)]
pub(super) struct Pages {
    /// The alerts' numbers that each notification's message was for: its own, and those that it carried.
    pub(super) alerts: BTreeMap<NotificationId, BTreeSet<u64>>,
    /// Calls begun.
    pub(super) calls: u64,
}

/// Reads it.
///
/// # Errors
/// The store cannot be opened.
pub(super) async fn read(config: &Config, links: &[(String, u64)]) -> Result<(Pages, Vec<Took>), Failure> {
    let parts = service::assemble(config).await?;
    let state = parts.engine.state();
    let mut pages = Pages::default();
    for alert in state.alerts.values() {
        let number = alert.dedup_key.rsplit_once('-').and_then(|(_, number)| number.parse().ok());
        let incident = alert.incident.and_then(|incident| state.incidents.get(&incident));
        let page = alert.page.or_else(|| incident?.pages.first().copied()).and_then(|page| state.pages.get(&page));
        let (Some(number), Some(page)) = (number, page) else { continue };
        for notification in page.notifications.values() {
            let leads = notification.led_by.iter().map(|led| led.notification);
            for message in leads.chain([notification.id]) {
                pages.alerts.entry(message).or_default().insert(number);
            }
            pages.calls += u64::from(notification.attempts);
        }
    }
    let took = links.iter().filter_map(|link| took(&parts.auth, link)).collect();
    parts.engine.shutdown().await;
    Ok((pages, took))
}

fn took(auth: &Auth, (token, at): &(String, u64)) -> Option<Took> {
    auth.verify_link(token).map(|notification| Took { notification, at: *at })
}
