//! GOV.UK Notify as the server's callbacks want it.

use std::sync::Arc;

use async_trait::async_trait;
use ctac_domain::page::AttemptOutcome;
use ctac_notify::govuk_notify::GovUkNotify;
use ctac_notify::govuk_notify::receipt::{Inbound, Receipt, Token};
use ctac_server::govuk_notify as wanted;
use ctac_server::receipt::Report;

/// The service of `ctac-notify`, behind the server's trait.
pub struct Callbacks {
    /// The service.
    pub notify: Arc<GovUkNotify>,
    /// What its requests prove themselves by.
    pub token: Token,
}

#[async_trait]
impl wanted::GovUkNotify for Callbacks {
    fn knows(&self, authorization: &str) -> bool {
        self.token.is_in(authorization)
    }

    fn report(&self, body: &[u8]) -> Report {
        Receipt::read(body).map_or(Report::Malformed, |receipt| crate::receipt::report(receipt.told()))
    }

    fn inbound(&self, body: &[u8]) -> Option<wanted::Inbound> {
        let Inbound { id, from, text, .. } = Inbound::read(body).ok()?;
        Some(wanted::Inbound { id, from, text })
    }

    async fn answer(&self, inbound: &wanted::Inbound, words: &str) {
        match self.notify.answer(&inbound.from, words, inbound.id).await {
            AttemptOutcome::Sent { .. } => {}
            AttemptOutcome::Failed { reason, .. } => tracing::warn!(reason, "a text could not be answered"),
            AttemptOutcome::Unknown => tracing::warn!("whether a text was answered is not known"),
        }
    }
}
