//! A message to one address, and what a provider is.

use std::fmt;

use async_trait::async_trait;
use ctac_domain::directory::Channel;
use ctac_domain::id::{AttemptId, ContactId, NotificationId, PageId, PersonId};
use ctac_domain::page::{AttemptOutcome, Delivery};
use serde::{Deserialize, Serialize};

/// Where a message goes. Never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Address(pub String);

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Address(…)")
    }
}

/// What a person gets to see, already rendered. CLEAR text only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// One line: a page's or a call-out's severity and reference, or what a notice says.
    pub headline: String,
    /// Everything, as this channel shows or says it.
    pub body: String,
    /// What they reply with; none where no reply is wanted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Where it leads, on channels that can show a link: a page's or a call-out's one-time link, or who is on call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

/// One message to one address of one person: one call to one provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The call; a provider that takes an idempotency key is given this.
    pub attempt: AttemptId,
    /// Which page; none for a call-out, and for a notice, which nobody acknowledges.
    pub page: Option<PageId>,
    /// In how many minutes a call-out asks people to attend; none for what is no call-out.
    pub within_min: Option<u32>,
    /// Which notification.
    pub notification: NotificationId,
    /// To whom.
    pub person: PersonId,
    /// Which of their contacts.
    pub contact: ContactId,
    /// How.
    pub channel: Channel,
    /// Where to.
    pub address: Address,
    /// The address as it may be shown.
    pub hint: String,
    /// What it says.
    pub text: Text,
}

/// Something that delivers. One call of [`Provider::send`] is one attempt: no retry inside.
#[async_trait]
pub trait Provider: Send + Sync {
    /// As it stands in the ledger, such as `simulator`.
    fn name(&self) -> &'static str;

    /// Whether a message's address is of its kind; what is not is another's, and is not offered to it.
    fn serves(&self, _: &Message) -> bool {
        true
    }

    /// Whether all messages go to one service, so that failing one says something of the next. Where each goes to a server
    /// of its person's own, nobody is put aside for another's.
    fn is_shared(&self) -> bool {
        true
    }

    /// Whether it takes nothing like this message for now, whosever it is: then operators are told, and others go first.
    fn is_closed(&self, _: &Message) -> bool {
        false
    }

    /// Delivers. Bounded in time; a lost answer is [`AttemptOutcome::Unknown`]. The same attempt twice is delivered once
    /// where the provider can tell.
    async fn send(&self, message: &Message) -> AttemptOutcome;

    /// What became of an earlier call; none when the provider does not know or cannot be asked.
    async fn look_up(&self, attempt: AttemptId) -> Option<AttemptOutcome>;

    /// What became of a message that it took and calls by this reference; none while it is on its way, or when the provider
    /// cannot be asked. One that can says so in its outcomes (`reports`).
    async fn ask(&self, _attempt: AttemptId, _reference: &str) -> Option<Delivery> {
        None
    }
}
