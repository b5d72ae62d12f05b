//! Every limit of the edge, in one place, each with why.

use std::time::Duration;

/// Bytes of a JSON body: the longest entry is far smaller.
pub const BODY: usize = 64 * 1024;
/// Bytes of a rota, a policy, an integration: two hundred people and a hundred rules fit.
pub const CONFIGURATION_BODY: usize = 256 * 1024;
/// Bytes of one event (PagerDuty Events API v2: 512 KB).
pub const EVENT_BODY: usize = 512 * 1024;
/// Bytes of one Alertmanager notification: a group of a thousand alerts.
pub const WEBHOOK_BODY: usize = 2 * 1024 * 1024;
/// Alerts of one Alertmanager notification; beyond, its `max_alerts` is to be set.
pub const WEBHOOK_ALERTS: usize = 1_000;
/// Commands of one notification in the engine's inbox at once.
pub const WEBHOOK_AT_ONCE: usize = 64;
/// Bytes of a signed note that a witness hands in (the ledger reads no longer ones).
pub const NOTE_BODY: usize = 64 * 1024;
/// Further fields of one signal.
pub const FIELDS: usize = 100;
/// Bytes of one further field's name.
pub const FIELD_NAME: usize = 200;
/// Bytes of one further field's value; the rest is cut.
pub const FIELD_VALUE: usize = 2 * 1024;
/// Characters of an `Idempotency-Key`.
pub const IDEMPOTENCY_KEY: usize = 128;
/// Items of one piece of a list, at the most, and unless asked.
pub const LIST: usize = 500;
/// See [`LIST`].
pub const LIST_DEFAULT: usize = 100;
/// Entries of one piece of a timeline.
pub const ENTRIES: usize = 256;
/// Longest wait of a long poll.
pub const LONG_POLL: Duration = Duration::from_secs(30);
/// How often an idle event stream says that it is there.
pub const STREAM_BEAT: Duration = Duration::from_secs(15);
/// How often it is asked whether the reader of an event stream still may.
pub const STREAM_CHECK: Duration = Duration::from_secs(1);
/// How long one event stream lives before its client must come back: a session that ended is noticed then at the latest.
pub const STREAM_LIFE: Duration = Duration::from_secs(15 * 60);
/// Event streams and long polls of one node at once.
pub const FOLLOWERS: usize = 2_000;
/// Requests of one node under way at once.
pub const REQUESTS: usize = 4_096;
/// From the first byte of a request's head to its answer's head, long polls included.
pub const REQUEST: Duration = Duration::from_secs(60);
/// Sign-in attempts of one account from one address in a minute.
pub const SIGN_INS_OF_GUESSER: u32 = 10;
/// Sign-in attempts of one account in a minute, from wherever.
pub const SIGN_INS_OF_ACCOUNT: u32 = 60;
/// Sign-in attempts from one address in a minute. NHS sites share addresses: generous.
pub const SIGN_INS_OF_ADDRESS: u32 = 120;
/// Accounts, addresses and keys that are remembered before those that are idle are forgotten.
pub const REMEMBERED: usize = 50_000;
/// Events of one integration's key in a minute, unless configured.
pub const EVENTS_PER_MINUTE: u32 = 10_000;
/// Entries that an export reads at once.
pub const EXPORT_ENTRIES: usize = 256;
/// Leaf hashes that an export reads at once: 128 KiB.
pub const EXPORT_HASHES: usize = 4_096;
/// Bytes of one piece of an export, before base64.
pub const EXPORT_PIECE: usize = 48 * 1024;
/// How long an export waits for its reader to take a piece.
pub const EXPORT_STALL: Duration = Duration::from_secs(30);
/// Pieces of an export on their way.
pub const EXPORT_QUEUE: usize = 4;
/// Exports under way at once on one node.
pub const EXPORTS: usize = 4;
/// Bytes of a form: the longest text, three times as long as its letters when a browser writes it.
pub const FORM_BODY: usize = 128 * 1024;
/// Fields of a form: everybody a list shows may be ticked.
pub const FORM_FIELDS: usize = 600;
/// Bytes of the path that somebody is taken back to once signed in.
pub const WAY_BACK: usize = 512;
/// Entries of a timeline on one page.
pub const PAGE_ENTRIES: usize = 50;
/// Incidents on one page.
pub const PAGE_INCIDENTS: usize = 50;
/// Pages that wait for an answer, on the first page.
pub const PAGE_WAITING: usize = 50;
/// Actions on one page; those to be done come first.
pub const PAGE_ACTIONS: usize = 200;
/// Choices of one field; beyond, the API takes ids.
pub const PAGE_CHOICES: usize = 500;
/// Rotas on one page.
pub const PAGE_ROTAS: usize = 100;
/// Shifts of one rota on one page, and how many days they reach.
pub const PAGE_SHIFTS: usize = 100;
/// See [`PAGE_SHIFTS`].
pub const PAGE_SHIFT_DAYS: i64 = 7;
/// Versions of a policy in one answer.
pub const POLICY_VERSIONS: usize = 100;
/// Policies on one page.
pub const PAGE_POLICIES: usize = 500;
/// Steps of an explained page that one page shows.
pub const PAGE_STEPS: usize = 40;
/// Messages of the simulator's phone in one answer.
pub const PAGE_MESSAGES: usize = 200;
/// Longest stretch of shifts in one answer, in days.
pub const SHIFT_DAYS: i64 = 400;
/// After what a caller may try again who found the node busy, in seconds.
pub const RETRY_BUSY_S: u32 = 1;
/// After what a caller may try again who found the ledger away or the node stopping, in seconds.
pub const RETRY_UNAVAILABLE_S: u32 = 5;

/// Rooms' sockets of one node at once, those that have not said hello included.
pub const SOCKETS: usize = 25_000;
/// Bytes of a room's read buffer, which every connection holds: with the library's own 128 KiB a thousand idle members
/// would cost 125 MiB. People type: what is longer is read in pieces.
pub const SOCKET_READ: usize = 1024;
/// Bytes of a room's write buffer beyond which it is written out before the flush. It grows to twice that, and stays.
pub const SOCKET_WRITE: usize = 4 * 1024;
/// Bytes that may wait to be written to a room's socket before its connection is dropped. More than one frame: the
/// welcome to a room with two thousand members is the largest.
pub const SOCKET_BACKLOG: usize = 1024 * 1024;
/// Bytes of one message, and of one frame, of a room's client.
pub const SOCKET_MESSAGE: usize = 64 * 1024;
