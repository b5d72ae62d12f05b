//! Fuzzing what reads bytes from outside: `cargo fuzz` on the stable compiler, whose coverage is enough to find its way; only a
//! sanitizer would need another, and there is no unsafe code to look into.

use std::path::Path;

use crate::run;

/// The crate that holds the targets, which is apart from the workspace.
const FOLDER: &str = "crates/runbook/fuzz";
/// The targets, with what each begins from beside the inputs that were found before.
const TARGETS: [(&str, &str); 3] = [("parse", "runbooks"), ("cacao", ""), ("condition", "")];
/// Inputs that are kept: where a target begins, and what once broke it. The tests on stable read them too.
const KEPT: &str = "crates/runbook/tests/fixtures/inputs";
/// The version that is installed where there is none.
const VERSION: &str = "0.13.2";
/// Seconds for each target in `cargo xtask test`.
pub(crate) const BRIEFLY: u32 = 10;

/// Runs every target for so long; where `cargo fuzz` cannot be had it says so, and fails.
pub(crate) fn fuzz(seconds: u32) -> Result<(), String> {
    installed()?;
    TARGETS.iter().try_for_each(|(target, seeds)| run_target(target, seeds, seconds))
}

/// What CI runs: where `cargo fuzz` cannot be had, the same bodies were run by the tests, without its guidance.
pub(crate) fn briefly() -> Result<(), String> {
    match installed() {
        Ok(()) => fuzz(BRIEFLY),
        Err(why) => {
            println!("\n== fuzz: NOT RUN: {why}");
            println!(
                "the same bodies were run by the tests (crates/runbook/tests/properties/reading.rs), without guidance"
            );
            Ok(())
        }
    }
}

fn installed() -> Result<(), String> {
    if run::succeeds("cargo", &["fuzz", "--version"]) {
        return Ok(());
    }
    let install = ["install", "cargo-fuzz", "--locked", "--version", VERSION];
    run::cargo("install cargo-fuzz", &install).map_err(|_| {
        format!("cargo-fuzz is not there and cannot be installed (cargo install cargo-fuzz --version {VERSION})")
    })
}

fn run_target(target: &str, seeds: &str, seconds: u32) -> Result<(), String> {
    // What is found on the way is kept here for the next time; it is no part of the repository.
    let corpus = format!("{FOLDER}/corpus/{target}");
    let kept = format!("{KEPT}/{target}");
    for folder in [&corpus, &kept] {
        std::fs::create_dir_all(folder).map_err(|error| format!("{folder}: {error}"))?;
    }
    let limit = format!("-max_total_time={seconds}");
    let mut words =
        vec!["fuzz", "run", "--fuzz-dir", FOLDER, "--target-dir", "target/fuzz", "--sanitizer", "none", target];
    words.extend([corpus.as_str(), kept.as_str()]);
    words.extend(Some(seeds).filter(|seeds| !seeds.is_empty() && Path::new(seeds).is_dir()));
    // An input that takes ten seconds or two gigabytes is a defect, as one that breaks a promise is.
    words.extend([
        "--",
        &limit,
        "-timeout=10",
        "-rss_limit_mb=2048",
        "-max_len=65536",
        "-print_final_stats=1",
        "-verbosity=0",
    ]);
    // The flags that have the compiler count what is run are those of a nightly one; the code that it makes is the same.
    run::cargo_with(&format!("fuzz {target} for {seconds} s"), &words, &[("RUSTC_BOOTSTRAP", "1")])
}
