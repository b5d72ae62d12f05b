//! Where a message or a call stands, as providers say it: their words, and which of two is the later news.
//!
//! Reports come in any order, twice, before the request's own answer, or never. So each has a rank, and only a higher one
//! replaces what is known. Proof of delivery outranks a report that there was none. What is final goes to the ledger, which
//! has the same order of its own.

use ctac_domain::directory::Flag;
use ctac_domain::id::AttemptId;
use ctac_domain::page::Delivery;

use crate::twilio::errors;

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

            /// The provider's word for it.
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

    /// What a word that says little by itself means.
    #[must_use]
    pub const fn meaning(self) -> Option<&'static str> {
        match self {
            Self::PermanentFailure => Some("the number or address is wrong"),
            Self::TemporaryFailure => Some("the telephone or mailbox did not take it"),
            Self::TechnicalFailure => Some("between GOV.UK Notify and its provider"),
            Self::Busy => Some("the line was engaged"),
            Self::NoAnswer => Some("nobody answered"),
            _ => None,
        }
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
    /// Who took it, as it stands in the ledger.
    pub provider: &'static str,
    /// The provider's id of the message or call, as it stands in the ledger as the attempt's reference.
    pub reference: String,
    /// Which attempt; none in a report of something that this service did not send.
    pub attempt: Option<AttemptId>,
    /// Where it stands.
    pub status: Status,
    /// Twilio's code of why it failed.
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
            None => self.status.meaning().map_or_else(|| status.to_owned(), |words| format!("{status}: {words}")),
        }
    }

    /// What it says of the address.
    #[must_use]
    pub fn flag(&self) -> Option<Flag> {
        let refused = (self.status == Status::PermanentFailure).then_some(Flag::Bounced);
        refused.or_else(|| self.error.and_then(errors::meaning).and_then(|meaning| meaning.flag))
    }

    /// What the ledger records of it; none while it is still on its way. Unless it is the address's fault, another provider
    /// or, of a call that nobody answered, a text to the same number may do what this one did not.
    #[must_use]
    pub fn delivery(&self) -> Option<Delivery> {
        if !self.status.is_failure() {
            return self.status.is_last().then_some(Delivery::Delivered);
        }
        let flag = self.flag();
        let again = flag.is_none() && self.status != Status::Canceled;
        let code = self.error.map(|code| code.to_string());
        Some(Delivery::Failed { code, reason: self.reason(), again, flag })
    }
}

#[cfg(test)]
mod tests;
