//! CACAO in and out: our fixture, generated runbooks, the official schemas, playbooks by others.
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "the helpers of a test fail as a test does"
)]

mod data;
mod examples;
mod foreign;
mod generated;
mod roundtrip;
mod schemas;
