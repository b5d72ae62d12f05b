//! Every limit of the rules, in one place, each with why.

/// Bytes of one text a person writes. An entry must stay under 64 KiB with all its fields, escaped.
pub const TEXT: usize = 8 * 1024;
/// Characters of a title, a name, a label.
pub const TITLE: usize = 200;
/// Bytes of a reason.
pub const REASON: usize = 2 * 1024;
/// Characters of an alert's summary (PagerDuty Events API v2).
pub const SUMMARY: usize = 1024;
/// Characters of a deduplication key (PagerDuty Events API v2).
pub const DEDUP_KEY: usize = 255;
/// Bytes of all further fields of a signal together; the intake cuts them before they come here.
pub const SIGNAL_FIELDS: usize = 16 * 1024;
/// Contacts of one person.
pub const CONTACTS: usize = 16;
/// Notification rules of one person.
pub const RULES: usize = 16;
/// Steps of a policy.
pub const STEPS: usize = 20;
/// Targets of a step.
pub const TARGETS: usize = 20;
/// Repeats of a policy.
pub const REPEATS: u8 = 9;
/// The longest wait of a step, in seconds: a day.
pub const WAIT_S: u32 = 86_400;
/// The longest delay of a notification rule, in seconds: two hours.
pub const RULE_DELAY_S: u32 = 7_200;
/// Routing rules of an integration.
pub const ROUTING_RULES: usize = 100;
/// People one step notifies; the rest are named as unreachable, and the step still escalates.
pub const STEP_PEOPLE: usize = 200;
/// After so many calls to a provider, none of which is known to have gone through, a notification counts as not on its
/// way: the step goes on without it.
pub const ATTEMPTS: u8 = 5;
/// Before a failed call is made again, in seconds, by the number of calls already made.
pub const AGAIN_S: [u32; 4] = [5, 15, 30, 60];
/// Between the calls after [`ATTEMPTS`], in seconds: a provider may be down for hours, and when it is back, whoever has
/// not been told of an open page must still be.
pub const AGAIN_LATER_S: u32 = 300;
/// Calls to a provider for one notification in all: with [`AGAIN_LATER_S`] about twenty hours.
pub const ATTEMPTS_IN_ALL: u8 = 250;
/// People a RED entry names.
pub const NAMED: usize = 50;
/// Members of an incident.
pub const MEMBERS: usize = 2_000;
/// Entries of a timeline. Far beyond the longest; then a follow-on incident is declared.
pub const ENTRIES: usize = 1_000_000;
/// An entry that happened longer before it was recorded needs a reason, in seconds (JESIP: "more than a few minutes").
pub const LATE_S: i64 = 300;
/// How far ahead of our clock an `occurred_at` may be, in seconds.
pub const EARLY_S: i64 = 60;
/// Alerts and pages that are over stay in the state so long as there are no more than these; the ledger keeps all.
pub const FINISHED: usize = 10_000;
/// How far ahead a rota's coverage is looked at, in days.
pub const COVERAGE_DAYS: i64 = 90;
/// People whom a gap names as on call and not to be reached; each is 39 bytes, and there may be [`COVERAGE`] gaps.
pub const UNREACHABLE_NAMED: usize = 5;
/// A handoff longer past than this is no news, in seconds: an hour.
pub const HANDOFF_LATE_S: i64 = 3_600;
/// How far ahead the end of a shift is looked for that somebody is told of, in days: a month's, and a little.
pub const STAY_DAYS: i64 = 35;
/// Notices of one rota's handoffs raised at once; the rest follow in the next tick.
pub const TOLD_AT_ONCE: usize = 100;
/// How long a notice that has no end of its own is worth sending, in seconds: a day.
pub const NOTICE_S: u32 = 86_400;
/// The cell's lead is warned of a gap so many days before it.
pub const GAP_DAYS: [u32; 3] = [14, 7, 1];
/// The administrators are paged about a gap so many days before it.
pub const GAP_PAGE_DAYS: u32 = 1;
/// Notices that are over and stay in the state; the ledger keeps all.
pub const ENDED_NOTICES: usize = 1_000;
/// Notices still to be sent: with no provider for a day, that of a cell of 10,000. Beyond, the oldest is given up.
pub const OPEN_NOTICES: usize = 20_000;
/// Organisations, people, rotas, policies and integrations of a cell, each.
pub const DIRECTORY: usize = 10_000;
/// With no other entry, one is made so often, in seconds.
pub const HEARTBEAT_S: i64 = 60;
/// How long the administrators' page of an exhausted page waits before it repeats, in seconds, and how often.
pub const ADMIN_WAIT_S: u32 = 300;
/// See [`ADMIN_WAIT_S`].
pub const ADMIN_REPEATS: u8 = 3;
/// Open alerts of one integration: a source that never resolves and never repeats a key must not fill the memory.
pub const OPEN_ALERTS: usize = 200_000;
/// Alerts of one incident that an acknowledgement of its page takes along; each is an entry.
pub const ALERTS_TAKEN: usize = 200;
/// Notifications in one entry of a step that begins; a step with more begins with several entries. Each is about 260
/// bytes as JSON, and an entry must stay under 60 KiB.
pub const NOTIFICATIONS_PER_ENTRY: usize = 100;
/// Unreachable people in one entry of a step that begins; each is 39 bytes.
pub const UNREACHABLE_PER_ENTRY: usize = 500;
/// Up to so many open codes of one person a new one has four digits; beyond, six.
pub const FOUR_DIGIT_CODES: usize = 2_000;
/// Up to so many open codes of one person a new one has six digits; beyond, nine.
pub const SIX_DIGIT_CODES: usize = 200_000;
/// Notifications claimed by one command: each is an entry of one commit.
pub const CLAIMS: usize = 500;
/// The longest lease of a call to a provider, in seconds.
pub const LEASE_S: u32 = 600;
/// Once a tick has made so many entries it stops; what is overdue still happens in the next, at once.
pub const TICK_ENTRIES: u64 = 500;
/// Characters of a text message: one segment of GSM-7.
pub const SMS: usize = 160;
/// Characters of a rota's name that a notice says: a text message must hold two dates and a zone besides.
pub const NOTICE_NAME: usize = 32;
/// Bytes of a reply that are read; a reply is a word or two.
pub const REPLY: usize = 320;
/// Bytes of a rota, a policy or an integration as stored: an entry's body must stay under 60 KiB.
pub const SAVED: usize = 48 * 1024;
/// Faults of a rota that one refusal names.
pub const FAULTS: usize = 5;
/// Conditions on fields in one routing rule.
pub const CONDITIONS: usize = 20;
/// Bytes of a log's origin (C2SP checkpoints).
pub const ORIGIN: usize = 200;
/// Digits that a contact's hint may show: enough to recognise a number by, never enough to ring it.
pub const HINT_DIGITS: usize = 6;
/// Actions of an incident.
pub const ACTIONS: usize = 10_000;
/// How long a broken glass stays broken, in seconds: one shift.
pub const BREAK_GLASS_S: i64 = 8 * 3_600;
/// Memberships that one command or tick ends: all its entries go into one commit.
pub const ENDED_AT_ONCE: usize = 1_000;
/// Moments before a handoff at which a person is told of it.
pub const HANDOFF_NOTICES: usize = 4;
/// The earliest of them before the handoff, in seconds: a week.
pub const HANDOFF_NOTICE_S: u32 = 7 * 86_400;
/// Bytes of a handoff note.
pub const NOTE: usize = 4 * 1024;
/// People of a team.
pub const TEAM: usize = 200;
/// Overrides of a rota that are under way or to come.
pub const OVERRIDES: usize = 500;
/// Of those, offers of cover by one person who does not arrange the duty: they must leave room for whoever does.
pub const COVERS: usize = 50;
/// Overrides that are added together: the rota is made ready again after each, in the decision loop.
pub const OVERRIDES_AT_ONCE: usize = 200;
/// Overrides of a rota that are over and still shown; the ledger keeps them all.
pub const PAST_OVERRIDES: usize = 100;
/// Absences of one person that are under way or to come.
pub const ABSENCES: usize = 50;
/// Absences of one person that are over and still shown.
pub const PAST_ABSENCES: usize = 20;
/// Swaps of one person that are open in one rota.
pub const SWAPS_OF_PERSON: usize = 20;
/// Open swaps of one rota.
pub const SWAPS_OF_ROTA: usize = 200;
/// Swaps that are over and stay in the state; the ledger keeps them all.
pub const ENDED_SWAPS: usize = 2_000;
/// Calendar feeds of one person.
pub const FEEDS: usize = 20;
/// Days for which a rota's past is kept in the state, counted from its last edit; the ledger keeps all.
pub const PAST_DAYS: i64 = 400;
/// Past shifts of a rota that are kept in the state; the oldest go first.
pub const PAST_SHIFTS: usize = 1_000;
/// How many days ahead the next handoff is looked for. Where there is none, one looks again then.
pub const HANDOFF_DAYS: i64 = 400;
/// Gaps, and single points of failure, that a rota's coverage names; it says how many more there are.
pub const COVERAGE: usize = 100;
/// Rotas of a chain in which each is the next one's deputy.
pub const DEPUTIES: usize = 10;
/// Days that an override, an absence or a swap may last.
pub const EXCEPTION_DAYS: i64 = 400;
