//! Any bytes as a condition: `cargo xtask fuzz`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ctac_runbook::fuzz::condition(bytes));
