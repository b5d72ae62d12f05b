//! CACAO in and out: our fixture, generated runbooks, the official schemas, playbooks by others.

mod data;
mod examples;
mod foreign;
mod generated;
mod roundtrip;
mod schemas;
