//! What every store must do, as cases that run against any of them.
//!
//! A store's tests say how to open one and have the macros [`store_contract!`](crate::store_contract) and
//! [`vault_contract!`](crate::vault_contract) stamp a test for every case, so that none can be forgotten. The
//! cases compute hashes and trees by themselves ([`oracle`]): a defect of the ledger's own arithmetic cannot hide here.
#![expect(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a case fails by panicking")]

use std::any::Any;
use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;

use crate::store::Store;
use crate::vault::Vault;

pub mod concurrency;
pub mod erasure;
pub mod notes;
pub mod oracle;
pub mod refusals;
pub mod stores;
pub mod vaults;

/// One empty database, opened by two nodes.
pub struct Subject {
    /// A node's store.
    pub one: Arc<dyn Store>,
    /// Another node's store on the same database.
    pub two: Arc<dyn Store>,
    /// A node's vault.
    pub vault: Arc<dyn Vault>,
    /// Another node's vault on the same database.
    pub other_vault: Arc<dyn Vault>,
    /// What must live as long as the test: a directory, a database.
    pub keep: Box<dyn Any + Send + Sync>,
}

/// Lets the other futures of the same task run: a store in memory never waits by itself.
pub(crate) async fn pass() {
    let mut passed = false;
    poll_fn(|context| {
        if passed {
            return Poll::Ready(());
        }
        passed = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// Stamps a test for every case of a [`Store`]. `$open` is an `async fn() -> Subject`.
#[macro_export]
macro_rules! store_contract {
    ($open:ident) => {
        $crate::contract_cases! { $open;
            stores: empty_head, reads_back_exactly, batches_of_every_size, a_full_batch, reads_are_bounded,
                streams_page_by_seq, hashes_and_nodes;
            refusals: moved_writes_nothing, an_event_is_recorded_once, no_gap_in_a_stream, no_stored_node_changes,
                malformed_batches, batches_beyond_a_limit;
            concurrency: many_writers_one_log, the_lock_excludes_appends, a_dropped_lock_is_free, the_lock_reads_and_appends,
                a_batch_for_another_head_under_the_lock, a_refused_batch_releases_the_lock, appends_are_noticed;
            notes: a_checkpoint_never_changes, checkpoints_are_found, the_latest_cosignature_stands,
                notes_beyond_a_limit;
            erasure: erasing_takes_the_body_only, nothing_is_erased_twice_or_ahead;
        }
    };
}

/// Stamps a test for every case of a [`Vault`]. `$open` is an `async fn() -> Subject`.
#[macro_export]
macro_rules! vault_contract {
    ($open:ident) => {
        $crate::contract_cases! { $open;
            vaults: puts_and_gets, versions_count_writes, absent_means_absent, a_version_is_expected, spaces_are_apart,
                deletes, scans_in_order, scans_any_prefix, sweeps_what_expired, records_beyond_a_limit, no_lost_update;
        }
    };
}

/// Used by the two above.
#[doc(hidden)]
#[macro_export]
macro_rules! contract_cases {
    ($open:ident; $($group:ident: $($case:ident),+;)+) => {
        $(mod $group {
            use super::$open;

            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $case() {
                $crate::contract::$group::$case($open().await).await;
            })+
        })+
    };
}
