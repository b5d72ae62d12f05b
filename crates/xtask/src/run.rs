//! Running other programs, each step named and timed by its own words on the terminal.

use std::process::{Command, Stdio};

/// Runs a step of our own under its name.
pub(crate) fn step(name: &str, work: impl FnOnce() -> Result<(), String>) -> Result<(), String> {
    println!("\n== {name}");
    work()
}

/// Runs cargo; fails with the step's name.
pub(crate) fn cargo(name: &str, arguments: &[&str]) -> Result<(), String> {
    cargo_with(name, arguments, &[])
}

/// Runs cargo with further environment variables.
pub(crate) fn cargo_with(name: &str, arguments: &[&str], environment: &[(&str, &str)]) -> Result<(), String> {
    step(name, || {
        let program = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
        let status = Command::new(program)
            .args(arguments)
            .envs(environment.iter().copied())
            .status()
            .map_err(|error| format!("cargo cannot be started: {error}"))?;
        if status.success() { Ok(()) } else { Err(format!("{name} failed: cargo {}", arguments.join(" "))) }
    })
}

/// Whether a program can be run and succeeds, in silence.
pub(crate) fn succeeds(program: &str, arguments: &[&str]) -> bool {
    Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
