//! Any bytes as a runbook file: `cargo xtask fuzz`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ctac_runbook::fuzz::parse(bytes));
