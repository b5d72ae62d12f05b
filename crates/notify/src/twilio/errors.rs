//! Twilio's error codes: what each means in words, whether trying again could help, and what it says of the address.
//!
//! Codes come two ways: with a refused request, and later with the status of a message that was not delivered. Twilio adds
//! codes; one that is not here is given by its number. What is the account's fault is worth trying again, by another
//! provider at once and by this one once it has been put right: it says nothing of the person.

use ctac_domain::directory::Flag;

/// Whose trouble it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// For now: trying again could help.
    Passing,
    /// The account or its settings: an operator must act.
    Account,
    /// This message or this address: no more of it.
    Lasting,
}

/// A code, read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meaning {
    /// In words.
    pub words: &'static str,
    /// Whose trouble.
    pub trouble: Trouble,
    /// What it says of the address.
    pub flag: Option<Flag>,
}

impl Meaning {
    /// Whether trying again could help.
    #[must_use]
    pub const fn again(&self) -> bool {
        match self.trouble {
            Trouble::Passing | Trouble::Account => true,
            Trouble::Lasting => false,
        }
    }
}

const fn passing(words: &'static str) -> Meaning {
    Meaning { words, trouble: Trouble::Passing, flag: None }
}
const fn account(words: &'static str) -> Meaning {
    Meaning { words, trouble: Trouble::Account, flag: None }
}
const fn lasting(words: &'static str) -> Meaning {
    Meaning { words, trouble: Trouble::Lasting, flag: None }
}
const fn flagged(words: &'static str, flag: Flag) -> Meaning {
    Meaning { words, trouble: Trouble::Lasting, flag: Some(flag) }
}

/// What a code means; none for one that is not known here.
#[must_use]
pub const fn meaning(code: u32) -> Option<Meaning> {
    Some(match code {
        20429 => passing("too many requests at once; none of this one was done"),
        30001 => passing("the queue is full"),
        30003 => passing("the telephone is off or out of reach"),
        30008 => passing("not delivered, and the network does not say why"),
        30022 | 30023 => passing("the rate or the daily limit of the sender was reached"),
        30410 => passing("the network did not answer in time"),
        10001 | 20005 | 30002 => account("the account is suspended or not active"),
        10004 => account("too many calls at once for this account"),
        20003 => account("the credentials were refused"),
        20004 | 20006 | 20008 | 20403 => account("the account may not do this"),
        20404 => account("the account or address of the API does not exist"),
        21210 | 21212 | 21603 | 21606 | 21611 | 21659 | 21660 | 21661 => account("the sender cannot be used"),
        21215 | 21408 => account("the account may not reach this country or region"),
        21219 | 21608 => account("a trial account reaches only numbers that were verified with it"),
        21609 => account("the address for status callbacks was refused"),
        21701 | 21703 | 21704 => account("the messaging service is unknown or has no sender"),
        22005 => account("the queue of calls is more than a day long"),
        30032 | 30034 => account("the sender is not registered or not allowed to send"),
        21201 | 21205 | 21602 | 21617 => lasting("the request was refused as malformed"),
        21612 => lasting("this number cannot be reached from this sender"),
        21635 => flagged("the number is a landline", Flag::NoTexts),
        13224 | 21211 | 21217 => flagged("the number is not a valid one", Flag::Bounced),
        21214 => flagged("the number cannot be called", Flag::Bounced),
        21610 => flagged("the person has opted out by texting STOP", Flag::OptedOut),
        21614 => flagged("the number is not a mobile number", Flag::NoTexts),
        30004 => lasting("blocked by the recipient or their network"),
        30005 => flagged("the number is unknown or no longer in service", Flag::Bounced),
        30006 => flagged("a landline, or a network that takes no texts", Flag::NoTexts),
        30007 => lasting("filtered as unwanted"),
        21268 => lasting("the number is a premium one, which is not texted"),
        30036 => lasting("not delivered in the time it was valid for"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_that_matter_most() {
        for (code, again, flag) in [
            (20429, true, None),
            (20003, true, None),
            (21610, false, Some(Flag::OptedOut)),
            (21614, false, Some(Flag::NoTexts)),
            (30006, false, Some(Flag::NoTexts)),
            (21211, false, Some(Flag::Bounced)),
            (30001, true, None),
            (30003, true, None),
            (30004, false, None),
            (30005, false, Some(Flag::Bounced)),
            (30007, false, None),
            (30008, true, None),
        ] {
            let meaning = meaning(code).unwrap();
            assert_eq!((meaning.again(), meaning.flag), (again, flag), "{code}");
        }
        for account in [20003, 21606, 21608, 30002] {
            assert_eq!(meaning(account).unwrap().trouble, Trouble::Account, "{account}");
        }
        assert_eq!(meaning(99_999), None);
    }
}
