//! Logs go to standard error: lines for a terminal, JSON for anything else. `RUST_LOG` filters; `info` by default.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

/// Starts logging; the second time does nothing.
pub fn start() {
    start_at("info");
}

/// As [`start`], for a terminal that shows something else: only what went wrong.
pub fn start_quiet() {
    start_at("warn");
}

fn start_at(level: &str) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(level));
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // Err only says that logging has been started already.
    let _already =
        if std::io::stderr().is_terminal() { logs.try_init() } else { logs.json().flatten_event(true).try_init() };
}
