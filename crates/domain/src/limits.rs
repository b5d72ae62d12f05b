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
/// After so many seconds, the second of one channel's contacts is told where their person put them in order, the third
/// after twice as long, and so on.
pub const IN_ORDER_S: u32 = 60;
/// How long a code that proves a contact lives, in seconds.
pub const VERIFICATION_S: u32 = 600;
/// Wrong codes typed for one that was sent; then another must be sent. One in 200,000 guesses right.
pub const VERIFICATION_TRIES: u8 = 5;
/// How soon after a code another may be sent to the same contact, in seconds: a form sent twice sends one.
pub const VERIFICATION_AGAIN_S: i64 = 30;
/// Codes sent to one contact within [`VERIFICATIONS_OF_CONTACT_S`].
pub const VERIFICATIONS_OF_CONTACT: usize = 5;
/// See [`VERIFICATIONS_OF_CONTACT`]; in seconds.
pub const VERIFICATIONS_OF_CONTACT_S: i64 = 3_600;
/// Codes sent to all contacts of one person within [`VERIFICATIONS_S`], those that have gone included: nobody is to be
/// able to send texts to a stranger's number all day, or to guess at leisure. A hundred guesses a day find one in
/// twenty-seven years.
pub const VERIFICATIONS: usize = 20;
/// See [`VERIFICATIONS`]; in seconds: a day.
pub const VERIFICATIONS_S: i64 = 86_400;
/// How long after the last of its messages a test page waits for an answer, in seconds.
pub const TEST_WAIT_S: u32 = 600;
/// Test pages of one person that are asked for by hand within an hour.
pub const TESTS: usize = 5;
/// See [`TESTS`]; in seconds.
pub const TESTS_S: i64 = 3_600;
/// The hours of the day in which monthly test pages are sent, on the person's clock: from the first until before the
/// second.
pub const TEST_HOURS: (i8, i8) = (10, 16);
/// The zone of whoever chose none, where no rota's serves.
pub const HOME_ZONE: &str = "Europe/London";
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
/// The shortest interval of a monitor, in seconds, and the longest: a week.
pub const MONITOR_EVERY_S: std::ops::RangeInclusive<u32> = 60..=7 * 86_400;
/// The longest grace of a monitor, in seconds: a week.
pub const MONITOR_GRACE_S: u32 = 7 * 86_400;
/// A ping within so many seconds of the last on record changes nothing and is not recorded: a monitor costs the ledger
/// at most one entry in this time however often it pings, and is known to be silent at most this much later.
pub const MONITOR_HEARD_S: u32 = 120;
/// Monitors of a cell.
pub const MONITORS: usize = 1_000;
/// Alerts of one key within [`FLAP_WINDOW_S`] that are still alerts of their own; the next one flaps.
pub const FLAPS: usize = 5;
/// See [`FLAPS`]; in seconds.
pub const FLAP_WINDOW_S: i64 = 600;
/// How long a flapping alert must neither come nor go to be said to have stopped, in seconds. More than
/// [`FLAP_WINDOW_S`], so that what has stopped begins anew.
pub const FLAP_QUIET_S: i64 = 900;
/// Fields that alerts are grouped by.
pub const GROUP_FIELDS: usize = 5;
/// How long others may join an alert, in seconds: up to a day.
pub const GROUP_WINDOW_S: std::ops::RangeInclusive<u32> = 1..=86_400;
/// Alerts that join one; the next is the first of another group. All go their way in one commit when that one is over.
pub const GROUPED: usize = 100;
/// Bytes of one template of a mapping.
pub const TEMPLATE: usize = 500;
/// Fields, and words for severities, of a mapping.
pub const MAPPED: usize = 50;
/// How long an alert may be put off at once, in seconds: a day.
pub const SNOOZE_S: i64 = 86_400;
/// An alert that is signalled again after its page ran out of people pages again, at most once in its policy's length
/// and in this time, in seconds.
pub const PAGE_AGAIN_S: i64 = 900;
/// Maintenance windows and suppression rules of a cell.
pub const SUPPRESSIONS: usize = 500;
/// How long a maintenance window may last, in seconds: a week.
pub const MAINTENANCE_S: i64 = 7 * 86_400;
/// How far ahead one may begin, in seconds: a year.
pub const MAINTENANCE_AHEAD_S: i64 = 366 * 86_400;
/// Within what time a suppression rule is to be reviewed, in seconds: a quarter.
pub const REVIEW_S: i64 = 92 * 86_400;
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
/// When a provider that took a message and said no more is asked what became of it, in seconds after it took it.
pub const ASK_AFTER_S: [i64; 4] = [60, 180, 480, 1_380];
/// Providers asked before the one that took a message that an entry names.
pub const ASKED_BEFORE: usize = 10;
/// Calls that the state keeps, so that what is said of them afterwards finds its message: the latest. In a storm of
/// 10,000 pages those of all its messages, failovers included.
pub const CALLS: usize = 50_000;
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
/// A notice of a handoff is late when the moment that its person chose is longer past than this, in seconds.
pub const HANDOFF_NOTICE_LATE_S: i64 = 60;
/// Moments that come no longer after a late notice than this, in seconds, are told with it: ten minutes.
pub const HANDOFF_NOTICE_CLOSE_S: i64 = 600;
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
/// Codes of one person that were in use and are not given out again yet: a text read late, or answered after somebody else
/// had its page, must not answer the page that its code would have gone to. In a storm some minutes', else weeks'.
pub const CODES_AT_REST: usize = 500;
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
/// People whom one call-out asks; the whole table goes to everybody in the room with each answer, 150 bytes a person.
pub const CALL_OUT_PEOPLE: usize = 300;
/// What a call-out names to be asked, and its needs, each.
pub const CALL_OUT_PARTS: usize = 50;
/// People that all needs of a call-out come to.
pub const CALL_OUT_NEEDED: u16 = 100;
/// How often one person is asked by a call-out in all: by different channels where they have them.
pub const CALL_OUT_TIMES: u8 = 3;
/// Before those who have not answered are asked again, in seconds: a minute to four hours.
pub const ASK_AGAIN_S: std::ops::RangeInclusive<u32> = 60..=4 * 3_600;
/// How long a call-out asks, in seconds: a minute to a day.
pub const CALL_OUT_S: std::ops::RangeInclusive<u32> = 60..=86_400;
/// In how many minutes somebody may say that they attend, and be asked to: up to a day.
pub const ATTEND_MIN: std::ops::RangeInclusive<u32> = 1..=1_440;
/// How long after its end an answer to a call-out is still recorded, in seconds: a day.
pub const CALL_OUT_LATE_S: i64 = 86_400;
/// The same answer within so many seconds is a message that came twice.
pub const SAME_ANSWER_S: i64 = 120;
/// Call-outs that run at once in the cell, and in one incident.
pub const OPEN_CALL_OUTS: usize = 50;
/// See [`OPEN_CALL_OUTS`].
pub const OPEN_CALL_OUTS_OF_INCIDENT: usize = 10;
/// Call-outs that ended and stay in the state; the ledger keeps all.
pub const ENDED_CALL_OUTS: usize = 200;
/// How long it is worth telling somebody that they need not come, in seconds.
pub const RELEASE_S: u32 = 1_800;
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
/// People whom one rota names in all. Whoever was and whoever is on call stand in one entry, 39 bytes each, and an
/// entry must stay under 60 KiB.
pub const ROTA_PEOPLE: usize = 700;
/// Notices that one person is sent within [`NOTICES_S`], gaps aside: in a hundred rotas, or in one that is edited a
/// hundred times, the rest is recorded and not sent.
pub const NOTICES: usize = 20;
/// See [`NOTICES`]; in seconds.
pub const NOTICES_S: i64 = 3_600;
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
/// Messages and unreachable people that an explanation of a page tells of, and those of the step that goes beyond: far
/// more than anybody reads.
pub const EXPLAINED: usize = 2_000;

/// Bytes of a runbook in the library: what fits one entry of the ledger, escaped.
pub const RUNBOOK_BYTES: usize = 48 * 1024;
/// Runbooks in the library.
pub const RUNBOOKS: usize = 500;
/// Versions of one runbook.
pub const RUNBOOK_VERSIONS: usize = 200;
/// How many must approve a version, besides whoever wrote it.
pub const RUNBOOK_APPROVALS: usize = 1;
/// Runs of one incident, over or not.
pub const RUNS: usize = 50;
/// Runbooks that one run may come to.
pub const RUN_PLANS: usize = 50;
/// Clocks of one incident, running or not.
pub const CLOCKS: usize = 100;
/// In how many minutes whom a run calls out are to attend: what a call-out by hand takes where nobody says.
pub const RUN_ATTEND_MIN: u32 = 60;
/// Situation reports of one run.
pub const SITREPS: usize = 200;
/// Actions, clocks and steps that a draft of a situation report names, of each; it says how many more there are.
pub const SITREP_ITEMS: usize = 40;
/// People who are told that a situation report is to be read, or that their organisation is invited.
pub const TOLD: usize = 50;
/// People who hold one role of a run.
pub const ROLE_HOLDERS: usize = 50;
/// Roles of one run that were given to somebody.
pub const RUN_ROLES: usize = 100;
/// People of an exercise.
pub const PLAYERS: usize = 500;
/// How often a run's page asks a role's holders before the run's lead is asked.
pub const RUN_PAGE_ASKS: usize = 2;
/// How long each of those is waited for, in seconds, where the step does not say in all how long.
pub const RUN_PAGE_WAIT_S: u32 = 300;
/// How often what a run asks of the cell may lead to its asking again, in one decision.
pub const RUN_PASSES: usize = 100;
/// How long after its review date, and after each time they were told, those who approved a runbook are told again: in
/// seconds, 30 days.
pub const REVIEW_AGAIN_S: u32 = 30 * 86_400;
/// Runbooks that are proposed for one incident.
pub const PROPOSALS: usize = 20;
/// For so long after a message to a contact, what follows is held and then sent as one, in seconds. A minute: in a storm a
/// person has sixty messages an hour at the most of what is no worse than the last, well below [`TEXTS`], and nobody
/// waits longer than it takes to read one.
pub const FOLD_S: i64 = 60;
/// Notifications in one message, its lead among them: one reply answers them all, in one commit.
pub const FOLDED: usize = 500;
/// Notifications in one entry of what a message carries; each is about 110 bytes as JSON.
pub const FOLDED_PER_ENTRY: usize = 400;
/// Messages of any text that the telephone networks let through to one number within [`TEXTS_S`]
/// (GOV.UK Notify documentation, "Rate limits": 100; 20 of the same text, which no number is sent, see
/// [`crate::message`]).
pub const TEXTS: usize = 100;
/// See [`TEXTS`]; in seconds.
pub const TEXTS_S: i64 = 3_600;
/// Messages of the same text that the networks let through to one number within [`TEXTS_S`].
pub const SAME_TEXT: usize = 20;
/// Lanes of one class and channel that are looked at, earliest first, to find what is to be sent before the rest.
pub const LOOK: usize = 1_000;
/// Once one answer has made so many entries it stops, and says how many pages are left.
pub const ANSWER_ENTRIES: u64 = 1_000;
/// Pages that one answer names.
pub const ANSWERED: usize = 10_000;
/// How long it is of use to be told that a page is over, in seconds: until then one may lie awake.
pub const OVER_S: u32 = 2 * 3_600;
/// People who are told so of one page or one answer: as many as a policy of ordinary length asks.
pub const TOLD_OVER: usize = 500;
/// Changes of one integration that stay in the state, the latest; the ledger keeps all.
pub const CHANGES: usize = 100;
/// Bytes of a change as stored: a summary and a source of 1,024 characters each, and as much again.
pub const CHANGE: usize = 16 * 1024;
/// How long before an alert a change is shown beside it, in seconds: a day.
pub const CHANGES_S: i64 = 86_400;
/// Changes that are shown beside one alert.
pub const CHANGES_SHOWN: usize = 10;
/// Criteria of the threshold: more than nobody reads at night.
pub const CRITERIA: usize = 40;
/// Characters of a criterion's id, and of its words.
pub const CRITERION: (usize, usize) = (40, 300);
/// Criteria that one report may name, those of older versions included.
pub const REPORT_CRITERIA: usize = 60;
/// Organisations that one report may name.
pub const REPORT_ORGANISATIONS: usize = 50;
/// Providers whose outages are kept.
pub const PROVIDERS: usize = 50;
/// Characters of a provider's name, and of why it failed.
pub const PROVIDER: (usize, usize) = (60, 300);
/// The administrators are told of outages of one provider at most so often, in seconds: an hour.
pub const OUTAGE_S: i64 = 3_600;
