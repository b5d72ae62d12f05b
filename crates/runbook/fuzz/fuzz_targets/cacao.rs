//! Any bytes as a CACAO playbook: `cargo xtask fuzz`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ctac_runbook::fuzz::cacao(bytes));
