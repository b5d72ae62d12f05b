//! Where a message stands, as Notify says it.

use serde::Deserialize;

use crate::status::Status as Known;

/// A message's status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Status {
    /// Notify has it.
    Created,
    /// A provider has it, and tries for up to 72 hours.
    Sending,
    /// A provider has it, and said that the receiver could not take it yet.
    Pending,
    /// Handed to a network abroad: no more will be known.
    Sent,
    /// It arrived.
    Delivered,
    /// The number or address is none.
    PermanentFailure,
    /// The telephone was off, or without signal, or full; the mailbox could not take it.
    TemporaryFailure,
    /// It broke between Notify and its provider.
    TechnicalFailure,
    /// One that Notify did not have when this was written.
    #[serde(other)]
    Other,
}

impl Status {
    /// As receipts of all providers are ranked; none of what says nothing.
    pub(super) const fn known(self) -> Option<Known> {
        Some(match self {
            Self::Created => Known::Queued,
            Self::Sending | Self::Pending => Known::Sending,
            Self::Sent => Known::Sent,
            Self::Delivered => Known::Delivered,
            Self::PermanentFailure => Known::PermanentFailure,
            Self::TemporaryFailure => Known::TemporaryFailure,
            Self::TechnicalFailure => Known::TechnicalFailure,
            Self::Other => return None,
        })
    }
}
