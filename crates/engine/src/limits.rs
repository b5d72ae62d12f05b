//! Every limit of the runtime, in one place, each with why.

use std::time::Duration;

/// Commands that may wait in the inbox, unless configured: at 20,000 a second a fifth of a second's worth.
pub const INBOX: usize = 4_096;
/// Commands decided in one commit, unless configured: beyond it the disk gains nothing (performance, 2.3).
pub const BATCH: usize = 512;
/// Bytes of bodies and metas of one commit: one transaction's worth, and one statement's.
pub const BATCH_BYTES: usize = 8 * 1024 * 1024;
/// Calls to providers at once in each channel, unless configured: one that takes a second for each is still given as many
/// in a second.
pub const CALLS: usize = 256;
/// Kinds of pushes (browsers, ntfy, Teams, webhooks), each with a provider whose addresses no other takes: pushes have so
/// many times [`CALLS`], so that a kind that hangs, which is given no more than its part, leaves the others theirs.
pub const PUSH_KINDS: usize = 4;
/// A call's lease in seconds, unless configured: longer than any provider's own time limit.
pub const LEASE_S: u32 = 30;
/// How long before its lease ends a call is given up: its outcome must still be recorded under the lease.
pub const LEASE_MARGIN: Duration = Duration::from_secs(3);
/// How long a provider may take to say what became of an earlier call. One that let that call hang may well let this one:
/// the page waits no longer, and a duplicate beats a late page.
pub const LOOK_UP: Duration = Duration::from_secs(2);
/// Questions to providers at once about messages of which nothing was heard: they never keep a page waiting.
pub const ASKS: usize = 8;
/// Calls of interfaces at once for runs: they never keep a page waiting.
pub const INTERFACES: usize = 32;
/// How often a finished call's outcome is offered to the loop while the ledger cannot be written.
pub const FINISH_RETRIES: u32 = 60;
/// How long between two such offers.
pub const FINISH_AGAIN: Duration = Duration::from_millis(500);
/// Calls whose outcome is unknown, remembered so that their provider can be asked: then the oldest are resent unasked.
pub const UNKNOWN_CALLS: usize = 10_000;
/// `Tick`s of one round; each does a bounded number of acts. What is left comes in the next round, at once.
pub const TICKS: usize = 8;
/// How long the loop rests when something is due that it cannot do (every permit is in use).
pub const STALLED: Duration = Duration::from_millis(250);
/// While the clock is behind the ledger, the longest wait before the loop looks at it again.
pub const BEHIND: Duration = Duration::from_secs(1);
/// How long one commit may take before its outcome counts as unknown.
pub const COMMIT: Duration = Duration::from_secs(10);
/// How long one read of the ledger may take.
pub const READ: Duration = Duration::from_secs(10);
/// First pause after the store failed; it doubles up to [`RETRY_MOST`].
pub const RETRY_FIRST: Duration = Duration::from_millis(50);
/// See [`RETRY_FIRST`].
pub const RETRY_MOST: Duration = Duration::from_secs(2);
/// Between a nudge and the look at the ledger for what other nodes appended: so a thick of nudges costs few looks.
pub const FOLLOW_GAP: Duration = Duration::from_millis(5);
/// Pages of followed entries that may wait for the loop: one is being applied while the next is read.
pub const FOLLOWED: usize = 2;

/// At most so often a checkpoint is signed while entries arrive.
pub const CHECKPOINT_EVERY: Duration = Duration::from_secs(1);
/// Callers who may wait for a checkpoint on demand.
pub const CHECKPOINT_WAITERS: usize = 64;
/// Bytes of the published checkpoint's file: a signed note.
pub const PUBLISHED_BYTES: u64 = 64 * 1024;
/// Bytes of a cosignature handed in.
pub const COSIGNED_BYTES: usize = 64 * 1024;
/// Between two checks of the whole state's invariants.
pub const SELF_CHECK: Duration = Duration::from_secs(60);
/// Broken invariants that one check names in the log.
pub const VIOLATIONS_LOGGED: usize = 20;
/// How long shutting down waits for calls under way.
pub const SHUTDOWN: Duration = Duration::from_secs(10);

/// Rooms with somebody in them on one node.
pub const ROOMS: usize = 1_000;
/// Frames a room keeps: a member that is behind them catches up from the ledger.
pub const RING_FRAMES: usize = 4_096;
/// Bytes of frames a room keeps.
pub const RING_BYTES: usize = 4 * 1024 * 1024;
/// Entries read into a room's ring when the first member comes, so that a storm of returning members reads memory.
pub const RING_FILL: usize = 512;
/// Entries of one page of catching up.
pub const PAGE_ENTRIES: usize = 256;
/// Bytes of frames of one page of catching up.
pub const PAGE_BYTES: usize = 256 * 1024;
/// Live frames one member takes at one waking; then it flushes.
pub const DRAIN: usize = 256;
/// Connections in one room on one node.
pub const MEMBERS: usize = 20_000;
/// Connections of one person in one room on one node: nobody takes every place. Browsers, tabs, a program or two.
pub const CONNECTIONS: usize = 64;
/// People named in one `presence` frame; the room shows that many faces at most.
pub const PRESENT: usize = 100;
/// Characters of `presence.doing`.
pub const DOING: usize = 32;
/// Presence goes out so often at the most.
pub const PRESENCE_EVERY: Duration = Duration::from_millis(500);
/// A beat goes out so often at the least.
pub const BEAT_EVERY: Duration = Duration::from_secs(15);
/// A connection that was not heard from for so long, pings unanswered, ends.
pub const IDLE: Duration = Duration::from_secs(50);
/// How long somebody's last connection may be gone before `room.left` is recorded: a drop-out is no leaving.
pub const LEAVE_AFTER: Duration = Duration::from_secs(30);
/// A room without members is dropped after so long.
pub const ROOM_IDLE: Duration = Duration::from_secs(60);
/// Posts of one connection that wait for their commit; one more is refused.
pub const POSTS_WAITING: usize = 64;
/// Posts of one connection at once, before [`POSTS_PER_S`] holds.
pub const POSTS_BURST: u32 = 200;
/// Posts of one connection a second, lastingly (OWASP's start: 100 messages a minute; a scribe's import needs more).
pub const POSTS_PER_S: u32 = 100;
/// Ended sessions and tokens a node remembers, so that one that ends while its socket opens is noticed.
pub const ENDED: usize = 4_096;
/// Bytes of one frame from a client.
pub const FRAME_BYTES: usize = 64 * 1024;
/// How long a connection may take to say hello.
pub const HELLO: Duration = Duration::from_secs(10);
/// How long one flush to a member may take: slower readers lose the connection, never a message.
pub const WRITE: Duration = Duration::from_secs(10);
/// How long a goodbye may take.
pub const GOODBYE: Duration = Duration::from_secs(2);

/// Rotas whose coverage one round of the watcher looks at: at a tenth of a millisecond each, and one entry each at most.
pub const COVERAGE_ROTAS: usize = 256;
/// How long the watcher rests after a round.
pub const COVERAGE_REST: Duration = Duration::from_millis(200);
/// Rotas of which rooms are told who is on call: about 150 bytes each, in every welcome.
pub const ON_CALL: usize = 200;
/// Bytes of one piece of a long text: with its frame's head it fits into a connection's buffer of 4 KiB.
pub const PIECE: usize = 4 * 1024 - 16;
/// Pages that one frame shows whole because a message carried them; the rest are shown as they change next.
pub const CHANGED_PAGES: usize = 20;

/// How often a node looks at its providers' health.
pub const HEALTH_EVERY_S: i64 = 10;
/// How long a provider is put aside before the administrators are told, in seconds: short of an escalation or two. Where it
/// was the last of a channel they are told at once.
pub const ASIDE_TOLD_S: i64 = 300;
/// Nodes that are remembered to have called providers.
pub const NODES: usize = 64;
