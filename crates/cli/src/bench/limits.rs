//! Every limit of the benchmark, in one place, each with why.

use std::time::Duration;

/// Keep-alive connections of the HTTP load: the closed loop's width, and enough for 1,000 requests a second at 60 ms.
pub(super) const CONNECTIONS: usize = 64;
/// Members that also write: the closed loop's width, and each well under its connection's own limit of posts a second.
pub(super) const WRITERS: usize = 64;
/// Integrations that the intake's load is spread over: no one of them may have too many open alerts.
pub(super) const SOURCES: usize = 16;
/// Services that page.
pub(super) const SERVICES: usize = 50;
/// Alerts a second that they raise together.
pub(super) const PAGING: u32 = 1_000;
/// Most members of a measured room: the rules' own limit.
pub(super) const MEMBERS: usize = 2_000;
/// Most rounds.
pub(super) const ROUNDS: u32 = 21;
/// Bytes of an answer's head and body that are read.
pub(super) const ANSWER: usize = 1024 * 1024;
/// Bytes of one WebSocket frame that are read: a room's welcome names all its members.
pub(super) const FRAME: usize = 4 * 1024 * 1024;
/// How long a child has to say where it listens.
pub(super) const START: Duration = Duration::from_secs(60);
/// How long one answer may take.
pub(super) const ANSWERED: Duration = Duration::from_secs(30);
/// How long what was sent may take to arrive before it is counted as lost.
pub(super) const ARRIVED: Duration = Duration::from_secs(10);
/// How long a server rests before its memory is read.
pub(super) const SETTLED: Duration = Duration::from_secs(2);
/// Members that connect at once.
pub(super) const CONNECTING: usize = 32;
/// Commands of the seed at once.
pub(super) const SEEDING: usize = 128;
/// Processors that other processes may take before a phase counts as not measured.
pub(super) const FOREIGN: f64 = 0.5;
/// Frames that the bare broadcast keeps for those who are behind.
pub(super) const RING: usize = 4_096;
/// Frames that one follower of the bare broadcast takes at one waking; then it flushes.
pub(super) const DRAIN: usize = 256;
/// As the room's own sockets.
pub(super) const SOCKET_BUFFER: usize = 4 * 1024;
/// As the room's own sockets.
pub(super) const SOCKET_BACKLOG: usize = 256 * 1024;
