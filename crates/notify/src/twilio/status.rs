//! Where a message or a call stands, as Twilio says it: the words of both, and which of two is the later news.
//!
//! Reports come in any order, twice, before the request's own answer, or never. So each has a rank, and only a higher one
//! replaces what is known. Proof of delivery outranks a report that there was none.

use ctac_domain::id::AttemptId;

use crate::twilio::errors::{self, Flag};
use crate::twilio::signature::Params;

macro_rules! statuses {
    ($($(#[$doc:meta])* $status:ident = $word:literal, $rank:literal;)+) => {
        /// Where something that was sent stands.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Status {
            $($(#[$doc])* $status,)+
        }

        impl Status {
            /// Every one.
            pub const ALL: &[Self] = &[$(Self::$status),+];

            /// Twilio's word for it.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$status => $word,)+ }
            }

            /// Later news has a higher rank.
            #[must_use]
            pub const fn rank(self) -> u8 {
                match self { $(Self::$status => $rank,)+ }
            }
        }
    };
}

statuses! {
    /// To be sent at a set time.
    Scheduled = "scheduled", 0;
    /// Taken by a messaging service, which has yet to choose a sender.
    Accepted = "accepted", 0;
    /// Taken.
    Queued = "queued", 1;
    /// A text: being handed over.
    Sending = "sending", 2;
    /// A call: being dialled.
    Initiated = "initiated", 2;
    /// A text: the network has it.
    Sent = "sent", 3;
    /// A call: it rings.
    Ringing = "ringing", 3;
    /// A call: somebody or something answered. It acknowledges nothing.
    InProgress = "in-progress", 4;
    /// It will not come: withdrawn.
    Canceled = "canceled", 5;
    /// It was not sent.
    Failed = "failed", 5;
    /// It was sent and did not arrive.
    Undelivered = "undelivered", 5;
    /// A call: engaged.
    Busy = "busy", 5;
    /// A call: nobody answered.
    NoAnswer = "no-answer", 5;
    /// GOV.UK Notify's: the number or address is none.
    PermanentFailure = "permanent-failure", 5;
    /// GOV.UK Notify's: the telephone was off, or without signal, or full; the mailbox did not take it.
    TemporaryFailure = "temporary-failure", 5;
    /// GOV.UK Notify's: it broke between Notify and its provider.
    TechnicalFailure = "technical-failure", 5;
    /// A call that was answered is over.
    Completed = "completed", 6;
    /// Some of its parts arrived.
    PartiallyDelivered = "partially_delivered", 6;
    /// It arrived.
    Delivered = "delivered", 7;
    /// It was read.
    Read = "read", 8;
}

impl Status {
    /// The status of a word; none for one that is not known here, or not of something sent.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|status| status.word() == word)
    }

    /// Whether nothing more is to be expected.
    #[must_use]
    pub const fn is_last(self) -> bool {
        self.rank() >= Self::Canceled.rank()
    }

    /// Whether it did not reach its person.
    #[must_use]
    pub const fn is_failure(self) -> bool {
        self.rank() == Self::Canceled.rank()
    }
}

/// A report of where something stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Twilio's id of the message or call, as it stands in the ledger as the attempt's reference.
    pub sid: String,
    /// Which attempt; none in a report of something that this service did not send.
    pub attempt: Option<AttemptId>,
    /// Where it stands.
    pub status: Status,
    /// Why it failed.
    pub error: Option<u32>,
}

impl Receipt {
    /// Why it failed, in words that stand in the ledger.
    #[must_use]
    pub fn reason(&self) -> String {
        let status = self.status.word();
        match self.error.map(|code| (code, errors::meaning(code))) {
            Some((code, Some(meaning))) => format!("{status}: {} ({code})", meaning.words),
            Some((code, None)) => format!("{status}: Twilio's error {code}"),
            None => status.to_owned(),
        }
    }

    /// What it says of the address.
    #[must_use]
    pub fn flag(&self) -> Option<Flag> {
        self.error.and_then(errors::meaning).and_then(|meaning| meaning.flag)
    }
}

/// Why a signed request is no receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAReceipt {
    /// No id of a message or a call.
    #[error("it names no MessageSid or CallSid")]
    Sid,
    /// No status, or a new one.
    #[error("its status is none that is known here")]
    Status,
}

/// Whether a text is an id of Twilio's: two letters and 32 hexadecimal digits.
#[must_use]
pub fn is_sid(text: &str) -> bool {
    let (kind, number) = text.split_at_checked(2).unwrap_or_default();
    kind.bytes().all(|byte| byte.is_ascii_uppercase())
        && number.len() == 32
        && number.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Reads a status callback. Fields that are not known here are passed over.
///
/// # Errors
/// See [`NotAReceipt`].
pub fn receipt(params: &Params, attempt: Option<AttemptId>) -> Result<Receipt, NotAReceipt> {
    let value = |name: &str| params.get(name).and_then(|values| values.first()).map(String::as_str);
    let of = |sid: &str, status: &str| value(sid).filter(|sid| is_sid(sid)).map(|sid| (sid.to_owned(), value(status)));
    let found = of("MessageSid", "MessageStatus").or_else(|| of("CallSid", "CallStatus"));
    let (sid, status) = found.ok_or(NotAReceipt::Sid)?;
    let status = status.and_then(Status::of).ok_or(NotAReceipt::Status)?;
    let error = value("ErrorCode").and_then(|code| code.parse().ok()).filter(|code| *code != 0);
    Ok(Receipt { sid, attempt, status, error })
}

#[cfg(test)]
mod tests;
