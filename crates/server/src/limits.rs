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
/// Bytes of a provider's callback.
pub const CALLBACK_BODY: usize = 64 * 1024;
/// Fields of a provider's callback.
pub const CALLBACK_FIELDS: usize = 200;
/// Callbacks whose answer is remembered, so that one that comes again does nothing twice.
pub const CALLBACKS: usize = 4_096;
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
/// Of those, from one address: NHS sites share addresses, long polls included.
pub const REQUESTS_OF_ADDRESS: usize = 1_024;
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
/// Tags in one `If-None-Match`.
pub const TAGS: usize = 16;
/// Codings in one `Accept-Encoding`.
pub const CODINGS: usize = 16;
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
/// People on one page.
pub const PAGE_PEOPLE: usize = 500;
/// Call-outs of an incident that its page shows, the newest; the API has them all.
pub const PAGE_CALL_OUTS: usize = 5;
/// Rotas on one page.
pub const PAGE_ROTAS: usize = 100;
/// Days of a rota's calendar on its page: four weeks.
pub const PAGE_CALENDAR_DAYS: usize = 28;
/// Days ahead that the page of all rotas warns of gaps.
pub const PAGE_GAP_DAYS: i64 = 14;
/// Gaps, single points of failure, overrides, swaps or absences of one list on a page; the rest are counted.
pub const PAGE_DUTY: usize = 20;
/// Days back that a rota's page measures fairness.
pub const PAGE_FAIR_DAYS: i64 = 90;
/// Offers of one's own shifts to choose from.
pub const PAGE_OWN_SHIFTS: usize = 30;
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
/// Days that a preview and a rota's coverage look ahead, unless asked.
pub const COVERAGE_DAYS: i64 = 90;
/// Acts that a preview of exceptions tries together.
pub const EXCEPTIONS_TRIED: usize = 10;
/// Changes, gaps and single points of failure in one answer; it says how many more there are.
pub const CHANGES: usize = 500;
/// Faults of a rota named in one problem.
pub const FAULTS: usize = 20;
/// Days looked back and ahead for where the shift under way began and ends: a month's turn, with room.
pub const LOOK_DAYS: i64 = 62;
/// Rotas taken apart at once over weeks: each takes a core for some milliseconds at the worst.
pub const RESOLVING: usize = 4;
/// Of those, for one person.
pub const RESOLVING_OF_PERSON: usize = 2;
/// Requests of one person that want one, those that wait included: several pages opened at once, and their feeds.
pub const RESOLVING_ASKED: usize = 16;
/// Bytes of a calendar file.
pub const CALENDAR_BODY: usize = 1024 * 1024;
/// Days that a calendar feed reaches back, and ahead.
pub const FEED_PAST_DAYS: i64 = 30;
/// See [`FEED_PAST_DAYS`].
pub const FEED_AHEAD_DAYS: i64 = 180;
/// After so many minutes a calendar program should look again.
pub const FEED_REFRESH_MIN: u32 = 60;
/// Reads of one feed in a minute: a person with several devices that all wake up at once.
pub const FEED_READS: u32 = 30;
/// Reads of feeds from one address in a minute, right or wrong: calendar services read for many people from a few.
pub const FEED_READS_OF_ADDRESS: u32 = 600;
/// The zone of a feed of whoever chose none.
pub const HOME_ZONE: &str = "Europe/London";
/// Wrong reply codes from one number in an hour; beyond, codes from it are not looked at. There are ten thousand codes,
/// and a sender's number is easily forged.
pub const WRONG_CODES: u32 = 10;
/// Text messages from one number in an hour that are looked at whole: more than a person types, and as many as a storm
/// sends them. Beyond, only the codes of pages are.
pub const TEXTS_OF_NUMBER: u32 = 120;
/// Times in an hour that a number's holder may want texts again: each is two entries and a notice.
pub const STARTS_OF_NUMBER: u32 = 5;
/// Answers in an hour to one number's texts that meant a page or a call-out: one a minute, as the storm's messages are.
pub const ANSWERS_TO_NUMBER: u32 = 60;
/// Answers in an hour to one number's texts that meant nothing: a person learns from the first, and a telephone that
/// answers every text never does.
pub const IDLE_ANSWERS_TO_NUMBER: u32 = 10;
/// Alerts that one person raises by hand in a minute: a desk that takes calls, not a program, which has a key of its own.
pub const RAISES_OF_PERSON: u32 = 30;
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

/// Characters of how somebody can be called back.
pub const CALL_BACK: usize = 200;
/// Versions of the threshold in one answer, and on its page.
pub const THRESHOLD_VERSIONS: usize = 100;
/// Links of a change that are kept, and further details.
pub const CHANGE_LINKS: usize = 10;
/// Bytes of the further details of a change, of all together.
pub const CHANGE_DETAILS: usize = 4 * 1024;
/// Exhausted pages, gaps and violations that one look at the operations shows, each.
pub const OPERATIONS: usize = 50;
/// How old the last checkpoint may be before the operator is told, in seconds: an entry is made each minute.
pub const CHECKPOINT_OLD_S: i64 = 300;
/// Bytes of one email: text, and a logo or two.
pub const MAIL_BYTES: usize = 2 * 1024 * 1024;
/// Mail connections at once: with [`MAIL_BYTES`] each, 64 MiB.
pub const MAIL_CONNECTIONS: usize = 32;
/// Of those, from one address: what says nothing must not keep everybody else's relay out.
pub const MAIL_CONNECTIONS_OF_ADDRESS: usize = 12;
/// How long one mail connection may last in all, and how long nothing may come.
pub const MAIL_SESSION: Duration = Duration::from_secs(300);
/// See [`MAIL_SESSION`].
pub const MAIL_IDLE: Duration = Duration::from_secs(60);
/// How long the listener rests when it cannot take a connection.
pub const MAIL_REST: Duration = Duration::from_millis(100);
/// Bytes of one command's line (RFC 5321: 512; extensions need more).
pub const MAIL_LINE: u64 = 2_048;
/// Commands of one mail connection.
pub const MAIL_COMMANDS: u32 = 500;
/// Commands of one mail connection that cannot be right, wrong addresses included; then it is closed.
pub const MAIL_WRONG: u32 = 5;
/// Emails of one connection, and recipients of one email.
pub const MAIL_MESSAGES: u32 = 50;
/// See [`MAIL_MESSAGES`].
pub const MAIL_RECIPIENTS: usize = 10;
/// Message-IDs that are remembered, so that an email that comes twice is one.
pub const MAIL_SEEN: usize = 4_096;
/// Bytes of an email that are taken apart: its header, and the text that comes before what is attached. A part within a
/// part costs a frame of the stack, and one without its boundary a look through all that follows: of 2 MiB, a node.
pub const MAIL_READ: usize = 64 * 1024;
/// Bytes of an email's text that a mapping sees.
pub const MAIL_TEXT: usize = 16 * 1024;
/// Alerts of an incident whose sources' changes its page looks at.
pub const PAGE_ALERTS: usize = 50;
/// Bytes of a runbook or a playbook that is sent: a CACAO playbook is many times its Markdown.
pub const RUNBOOK_BODY: usize = 1_000_000;
/// Characters of the id that a client gives a command of a run.
pub const RUN_COMMAND_ID: usize = 100;
/// Runs that are looked at to tell how a runbook is followed, the newest: beyond, a cell has learnt what there is to learn.
pub const ADHERENCE_RUNS: usize = 200;
/// Entries of an incident that an adherence report is made from.
pub const ADHERENCE_ENTRIES: usize = 100_000;
