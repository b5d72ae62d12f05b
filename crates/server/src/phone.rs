//! The simulator's phone as the edge wants it: what arrived, and word of what comes. Whoever puts the parts together
//! hands one in ([`crate::app::App::with_phone`]); without one there is no `/simulator`.

use std::time::Duration;

use async_trait::async_trait;
use ctac_domain::directory::Channel;
use ctac_domain::id::{AttemptId, ContactId, NotificationId, PageId, PersonId};
use jiff::Timestamp;
use serde::Serialize;

/// A message on the phone: everything that its person would see, and no address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PhoneMessage {
    /// From 1, one more with each message.
    pub number: u64,
    /// When it came.
    pub received_at: Timestamp,
    /// The call to the provider that brought it.
    pub attempt: AttemptId,
    /// Which page it is about; none for a notice, which nobody acknowledges.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<PageId>,
    /// Which notification.
    pub notification: NotificationId,
    /// To whom.
    pub person: PersonId,
    /// Which of their contacts.
    pub contact: ContactId,
    /// How it came.
    pub channel: Channel,
    /// The address as it may be shown.
    pub hint: String,
    /// What it says.
    pub text: Text,
}

/// What a message says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Text {
    /// A page's severity and reference, or what a notice says.
    pub headline: String,
    /// The whole, as its channel words it.
    pub body: String,
    /// What a text message is replied with; none where no reply is wanted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Where it leads: the page that acknowledges, or who is on call. A call has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

/// A phone that keeps the latest messages, bounded.
#[async_trait]
pub trait Phone: Send + Sync {
    /// Those with a number greater than `after`, oldest first.
    fn messages(&self, after: u64) -> Vec<PhoneMessage>;
    /// Returns once there is one with a number greater than `after`, or when the time is over.
    async fn wait_beyond(&self, after: u64, at_most: Duration);
}
