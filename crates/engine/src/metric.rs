//! Every metric of the runtime, in one list.

use ctac_domain::attempt::Bearer;
use ctac_domain::page::{AttemptOutcome, Delivery};
use metrics::{Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};

/// Commands waiting for the loop.
pub const INBOX_DEPTH: &str = "ctac_inbox_depth";
/// Commands refused because the inbox was full.
pub const BUSY: &str = "ctac_busy_total";
/// Seconds from deciding a batch to its being durable.
pub const COMMIT_SECONDS: &str = "ctac_commit_seconds";
/// Entries of one commit.
pub const BATCH_ENTRIES: &str = "ctac_batch_entries";
/// Batches that another node was quicker than.
pub const MOVED: &str = "ctac_moved_total";
/// Commits and reads that the store failed.
pub const STORE_FAILURES: &str = "ctac_store_failures_total";
/// Entries of the ledger that this node has seen.
pub const LEDGER_SIZE: &str = "ctac_ledger_size";
/// Entries that the latest checkpoint covers.
pub const CHECKPOINT_SIZE: &str = "ctac_checkpoint_size";
/// 1 while this node may not write, else 0.
pub const READ_ONLY: &str = "ctac_read_only";
/// Pages that seek somebody.
pub const PAGES_ACTIVE: &str = "ctac_pages_active";
/// Pages that ran out of people, counted by every node that saw it: the one that recorded it may be unsure, or gone.
pub const PAGES_EXHAUSTED: &str = "ctac_pages_exhausted_total";
/// Test pages that their person did not answer.
pub const TESTS_UNANSWERED: &str = "ctac_test_pages_unanswered_total";
/// Calls to providers, by what they are `for` (page, call-out or notice) and by `outcome`.
pub const ATTEMPTS: &str = "ctac_attempts_total";
/// What providers said afterwards of messages that they took, by `provider` and `status`, counted by every node that saw
/// it.
pub const RECEIPTS: &str = "ctac_receipts_total";
/// Contacts that messages do not arrive at, counted as they are flagged by every node that saw it.
pub const FLAGGED: &str = "ctac_addresses_flagged_total";
/// Notices still to be sent.
pub const NOTICES_OPEN: &str = "ctac_notices_open";
/// Gaps in responders' and leads' rotas that are under way or begin within a day.
pub const GAPS: &str = "ctac_gaps_within_a_day";
/// Connections in rooms.
pub const ROOM_MEMBERS: &str = "ctac_room_members";
/// Rooms with a hub on this node.
pub const ROOMS: &str = "ctac_rooms";
/// Times a member fell behind its room's ring.
pub const ROOM_LAGGED: &str = "ctac_room_lagged_total";
/// Invariants that the last check of the state found broken.
pub const VIOLATIONS: &str = "ctac_violations";

/// Tells the recorder what each is.
pub(crate) fn describe() {
    describe_gauge!(INBOX_DEPTH, "Commands waiting for the decision loop");
    describe_counter!(BUSY, "Commands refused because the inbox was full");
    describe_histogram!(COMMIT_SECONDS, Unit::Seconds, "From deciding a batch to its being durable");
    describe_histogram!(BATCH_ENTRIES, "Entries of one commit");
    describe_counter!(MOVED, "Batches that another node was quicker than");
    describe_counter!(STORE_FAILURES, "Commits and reads that the store failed");
    describe_gauge!(LEDGER_SIZE, "Entries of the ledger that this node has seen");
    describe_gauge!(CHECKPOINT_SIZE, "Entries that the latest checkpoint covers");
    describe_gauge!(READ_ONLY, "1 while this node may not write");
    describe_gauge!(PAGES_ACTIVE, "Pages that seek somebody");
    describe_counter!(PAGES_EXHAUSTED, "Pages that ran out of people");
    describe_counter!(TESTS_UNANSWERED, "Test pages that their person did not answer");
    describe_counter!(ATTEMPTS, "Calls to providers, by what they are for and by outcome");
    describe_counter!(RECEIPTS, "What providers said afterwards of messages that they took");
    describe_counter!(FLAGGED, "Contacts that messages were found not to arrive at");
    describe_gauge!(NOTICES_OPEN, "Notices still to be sent");
    describe_gauge!(GAPS, "Gaps in cover that are under way or begin within a day");
    describe_gauge!(ROOM_MEMBERS, "Connections in rooms");
    describe_gauge!(ROOMS, "Rooms open on this node");
    describe_counter!(ROOM_LAGGED, "Times a member fell behind its room's ring");
    describe_gauge!(VIOLATIONS, "Invariants that the last check found broken");
    // An alert on a counter that appears with its first count has no step to see.
    for name in [BUSY, MOVED, STORE_FAILURES, PAGES_EXHAUSTED, TESTS_UNANSWERED, FLAGGED, ROOM_LAGGED] {
        counter!(name).increment(0);
    }
}

/// One more of something.
pub(crate) fn count(name: &'static str) {
    counter!(name).increment(1);
}

/// How many there are now.
#[expect(clippy::cast_precision_loss, reason = "a gauge is a float; beyond 2^53 entries it rounds")]
pub(crate) fn set(name: &'static str, value: u64) {
    gauge!(name).set(value as f64);
}

/// One commit.
#[expect(clippy::cast_precision_loss, reason = "a batch has a few thousand entries")]
pub(crate) fn committed(entries: usize, took: std::time::Duration) {
    histogram!(COMMIT_SECONDS).record(took.as_secs_f64());
    histogram!(BATCH_ENTRIES).record(entries as f64);
}

/// One call to a provider.
pub(crate) fn attempted(bearer: Bearer, outcome: &AttemptOutcome) {
    let bearer = match bearer {
        Bearer::Page(_) => "page",
        Bearer::CallOut(_) => "call-out",
        Bearer::Notice(_) => "notice",
    };
    let outcome = match outcome {
        AttemptOutcome::Sent { .. } => "sent",
        AttemptOutcome::Failed { .. } => "failed",
        AttemptOutcome::Unknown => "unknown",
    };
    counter!(ATTEMPTS, "for" => bearer, "outcome" => outcome).increment(1);
}

/// What a provider said afterwards.
pub(crate) fn delivered(provider: &str, delivery: &Delivery) {
    let status = match delivery {
        Delivery::Delivered => "delivered",
        Delivery::Failed { reason, .. } => {
            tracing::warn!(provider, reason, "a message did not reach its person");
            "failed"
        }
    };
    counter!(RECEIPTS, "provider" => provider.to_owned(), "status" => status).increment(1);
}
