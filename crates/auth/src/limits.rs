//! Every limit of sign-in and of the vault's records, in one place, each with why.

use jiff::SignedDuration;

/// Characters of the shortest password (ASVS 6.2.1 asks 8 and advises 15).
pub const PASSWORD_MIN_CHARS: usize = 12;
/// Characters we advise.
pub const PASSWORD_ADVISED_CHARS: usize = 15;
/// Bytes of the longest password (ASVS 6.2.9 asks that 64 characters are allowed).
pub const PASSWORD_MAX_BYTES: usize = 128;
/// Different characters a password needs at least, so that `aaaaaaaaaaaa` is none.
pub const PASSWORD_DISTINCT_CHARS: usize = 5;
/// Argon2id memory in KiB (OWASP's minimum, with [`ARGON2_PASSES`] and [`ARGON2_LANES`]).
pub const ARGON2_KIB: u32 = 19_456;
/// Argon2id passes.
pub const ARGON2_PASSES: u32 = 2;
/// Argon2id lanes.
pub const ARGON2_LANES: u32 = 1;
/// Bytes of a password's salt.
pub const SALT_BYTES: usize = 16;
/// Password hashes computed at once: each takes 19 MiB and a whole core.
pub const HASHES_AT_ONCE: usize = 4;
/// Sign-ins that may wait or run; one more is told to come back.
pub const HASHES_WAITING: usize = 64;

/// Bytes of a session's or a token's secret: 256 bits.
pub const SECRET_BYTES: usize = 32;
/// A session ends when unused for so long. NHS guidance: staff services warn or end no sooner than after 20 hours.
pub const SESSION_IDLE: SignedDuration = SignedDuration::from_hours(20);
/// A session ends so long after it began, used or not.
pub const SESSION_ABSOLUTE: SignedDuration = SignedDuration::from_hours(7 * 24);
/// A session's last use is written down no more often than this, so that a read costs no write.
pub const SESSION_TOUCH: SignedDuration = SignedDuration::from_mins(5);
/// Sessions of one person; one more ends the oldest.
pub const SESSIONS: usize = 32;
/// API tokens of one person.
pub const TOKENS: usize = 50;
/// Calendar feeds of one person: one for each device and rota, and some that were forgotten.
pub const FEEDS: usize = 20;
/// Characters of a token's label.
pub const LABEL_CHARS: usize = 100;

/// A session or token found valid is believed for so long without asking the vault: what another node revokes holds
/// everywhere within this.
pub const CACHE_FRESH: SignedDuration = SignedDuration::from_secs(1);
/// While the vault cannot be reached, a session or token last found valid no longer ago than this still serves, as
/// the state in memory does: for reads; commands are refused by then anyway.
pub const CACHE_GRACE: SignedDuration = SignedDuration::from_mins(5);
/// Sessions, and tokens, remembered by one node.
pub const CACHE_ENTRIES: usize = 10_000;

/// Characters of a person's name.
pub const NAME_CHARS: usize = 200;
/// Characters of a login name.
pub const LOGIN_CHARS: usize = 100;
/// Bytes of a telephone number or email address as typed.
pub const ADDRESS_BYTES: usize = 320;
/// Bytes of a push subscription's address.
pub const PUSH_ADDRESS_BYTES: usize = 2_048;
/// Proved contacts that may share one address (a shared on-call telephone).
pub const HOLDERS: usize = 64;
/// Claims of one address that are looked through for who proved it: all contacts of six hundred people who claim nothing
/// else.
pub const CLAIMS: usize = 10_000;
/// Up to so many names are read one by one; more are read by going through all.
pub const NAMES_ONE_BY_ONE: usize = 32;
/// Records of one read of the vault.
pub const SCAN: usize = 500;
/// Expired records swept away at once.
pub const SWEEP: usize = 1_000;
/// How often a record that somebody else changes at the same time is read and written again.
pub const CONFLICTS: usize = 5;
/// Bytes of a keyring file.
pub const KEYRING_BYTES: u64 = 4_096;
