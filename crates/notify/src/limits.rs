//! Every limit of delivery, in one place, each with why.

use std::time::Duration;

/// How long one call to a provider may take in all; well under the rules' lease for an attempt.
pub const CALL: Duration = Duration::from_secs(5);
/// How long a connection may take to be made: a provider that is not there is given up in time for the next to be called
/// within three seconds.
pub const CONNECT: Duration = Duration::from_secs(2);
/// How long after an attempt began another provider may still be called: with [`CALL`] on top, well under the lease.
pub const FAILOVER: Duration = Duration::from_secs(15);
/// Failures in a row after which a provider is put aside.
pub const FAILURES_IN_A_ROW: u32 = 3;
/// For how long it is put aside before one call tries it again.
pub const PUT_ASIDE: Duration = Duration::from_secs(30);
/// Bytes of a provider's answer that are read; what is longer is not looked at.
pub const ANSWER_BYTES: usize = 64 * 1024;
/// Characters of a provider's reference that are kept.
pub const REFERENCE_CHARS: usize = 200;
/// How long an unused connection is kept: shorter than most servers keep theirs, so that none is found dead.
pub const POOL_IDLE: Duration = Duration::from_secs(20);
/// Unused connections kept for one host.
pub const POOL_CONNECTIONS: usize = 64;
/// Messages the built-in phone shows; the oldest go.
pub const PHONE_MESSAGES: usize = 1_000;
/// Characters of a text that Twilio takes.
pub const TWILIO_BODY: usize = 1_600;
/// Characters of TwiML that Twilio takes with a call.
pub const TWILIO_TWIML: usize = 4_000;
/// Seconds after which Twilio is to give a text up: a page of an hour ago must not ring. Its own default is ten hours.
pub const TWILIO_VALID_S: u32 = 900;
/// Seconds a call rings: most voicemail answers later.
pub const TWILIO_RING_S: u32 = 25;
/// Seconds a call lasts at the most.
pub const TWILIO_CALL_S: u32 = 300;
/// Messages whose answer is awaited or was lost, remembered so that they can be looked up, and sent by somebody else.
pub const LOST_ANSWERS: usize = 1_000;
/// Messages of which the latest report is remembered.
pub const RECEIPTS: usize = 10_000;
/// How long nothing is heard of a message before its status is asked for.
pub const SILENCE: Duration = Duration::from_secs(60);
/// How often it is asked for: until Twilio itself has given a text up, and a little longer.
pub const ASKS: u8 = 18;
/// Statuses asked for in one go.
pub const ASKED_AT_ONCE: usize = 50;
