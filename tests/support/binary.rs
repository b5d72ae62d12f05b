//! The real `ctac`, built by the tests themselves: what is tested is what is shipped.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The program, built when it is first asked for; afterwards that costs cargo's look at the sources.
///
/// # Panics
/// It does not build.
#[must_use]
pub fn ctac() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let built = Command::new(cargo)
            .args(["build", "--quiet", "--package", "ctac-cli"])
            .current_dir(workspace)
            .status()
            .expect("cargo can be started");
        assert!(built.success(), "cargo build --package ctac-cli failed: {built}");
        // This test is target/debug/deps/NAME-HASH.
        let test = std::env::current_exe().expect("the test knows where it is");
        let folder = test.ancestors().nth(2).expect("the test is in a target folder");
        folder.join("ctac")
    })
}

/// A program of the machine's that `cargo xtask test` installs.
///
/// # Panics
/// It is missing, with what to do.
#[must_use]
pub fn installed(program: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file());
    found.unwrap_or_else(|| panic!("this test runs the real {program}: `cargo xtask test` installs it"))
}
