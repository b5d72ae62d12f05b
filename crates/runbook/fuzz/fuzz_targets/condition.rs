//! Any bytes as a runbook file: `cargo +nightly fuzz run condition -- -max_total_time=60` in crates/runbook.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ctac_runbook::fuzz::condition(bytes));
