//! Every limit of delivery, in one place, each with why.

use std::time::Duration;

/// How long one call to a provider may take in all; well under the rules' lease for an attempt.
pub const CALL: Duration = Duration::from_secs(5);
/// How long one call of an interface for a run may take in all: slower than a provider, under the usual lease.
pub const INTERFACE: Duration = Duration::from_secs(20);
/// How long a connection may take to be made: a provider that is not there is given up in time for the next to be called
/// within three seconds.
pub const CONNECT: Duration = Duration::from_secs(2);
/// How long after an attempt began another provider may still be called: with [`CALL`] on top, well under the lease.
pub const FAILOVER: Duration = Duration::from_secs(15);
/// Failures in a row after which a provider is put aside.
pub const FAILURES_IN_A_ROW: u32 = 3;
/// Calls at once to a provider while another of its channel may take a message instead: a quarter of the engine's permits
/// of one channel. So one that hangs, and is not yet known to, does not hold all of them while the other has nothing to do.
pub const SHARE: usize = 64;
/// Calls at once to the provider of one kind of push, whose addresses nobody else takes: what the engine allows one
/// channel, of the four times as much that it allows pushes. So what hangs leaves the other three kinds theirs.
pub const PUSHES_OF_KIND: usize = 256;
/// Calls at once to a provider that is put aside and is all that is left.
pub const INSISTED: usize = 16;
/// The same to one person's own server.
pub const INSISTED_OF_PERSON: usize = 1;
/// People whose own servers all fail, with none that takes anything in between: then it is not theirs that fail.
pub const WIDESPREAD: usize = 3;
/// People whose own servers' failures are remembered.
pub const OWN_SERVERS: usize = 10_000;
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
/// Characters of the name of a topic (ntfy).
pub const TOPIC_CHARS: usize = 64;
/// Bytes of a webhook's signing secret (Standard Webhooks).
pub const SIGNING_SECRET: std::ops::RangeInclusive<usize> = 24..=64;
/// Signing secrets of one webhook at once: one, and the one that replaces it.
pub const SIGNING_SECRETS: usize = 2;
/// How long a push that could not be delivered is of use, in seconds: by then the page has long gone on.
pub const PUSH_TTL_S: u32 = 900;
/// Bytes of a push's text: a push service takes 4,096 of the encrypted record (RFC 8291, section 4), whose header,
/// padding and tag are 103.
pub const PUSH_BYTES: usize = 3_993;
/// Push services whose tokens are kept; browsers have a handful. Beyond, all are made anew.
pub const PUSH_ORIGINS: usize = 32;
/// Characters of a text that somebody sent: six times the longest reply that means anything, one text that is sent in
/// six parts.
pub const INBOUND_CHARS: usize = 918;
/// How long one email may take to hand over in all: relays greet late on purpose, and a conversation has ten turns. Still
/// well under the rules' usual lease for an attempt.
pub const SMTP_CALL: Duration = Duration::from_secs(8);
/// How long a relay has to take leave, once it has the email.
pub const SMTP_QUIT: Duration = Duration::from_millis(500);
