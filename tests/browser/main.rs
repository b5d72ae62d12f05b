//! The whole service in a real browser: Debian's Chromium, driven by Playwright, on a real `ctac demo`.
//!
//! Each specification in `specs/` is a test here, with a service and a browser of its own. Pictures of every page, at three sizes,
//! light and dark, are in `target/browser`.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use ctac_tests::binary::{ctac, installed};

/// Where the specifications are.
fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("browser")
}

/// Installs what the lock file names, once for all the tests that run at the same time.
fn install() {
    let here = here();
    let lock = fs::read(here.join("package-lock.json")).expect("the lock file");
    let marker = here.join("node_modules/.ctac-lock");
    let turn = File::create(std::env::temp_dir().join("ctac-browser-install")).expect("a file to wait at");
    turn.lock().expect("it is our turn");
    if fs::read(&marker).ok().as_deref() == Some(lock.as_slice()) {
        return;
    }
    let arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
    let done = Command::new(installed("npm")).args(arguments).current_dir(&here).output().expect("npm runs");
    assert!(done.status.success(), "npm ci: {}", String::from_utf8_lossy(&done.stderr));
    fs::write(marker, lock).expect("what was installed is written down");
}

fn play(specification: &str) {
    install();
    let here = here();
    let file = format!("specs/{specification}.spec.ts");
    assert!(here.join(&file).is_file(), "there is no {file}");
    let done = Command::new(installed("node"))
        .args(["node_modules/vitest/vitest.mjs", "run", &file])
        .current_dir(&here)
        .env("CTAC_BIN", ctac())
        .env("CTAC_CHROMIUM", installed("chromium"))
        .env("CTAC_PICTURES", ctac().with_file_name("../browser"))
        .output()
        .expect("node runs");
    let said = [String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr)].concat();
    assert!(done.status.success(), "{said}");
}

macro_rules! specifications {
    ($($name:ident)+) => {
        $(#[test] fn $name() { play(&stringify!($name).replace('_', "-")); })+

        /// A specification that nobody plays would be a check that cannot fail.
        #[test]
        fn every_specification_is_played() {
            let mut written: Vec<String> = fs::read_dir(here().join("specs"))
                .expect("the specifications")
                .filter_map(|file| file.ok()?.file_name().into_string().ok()?.strip_suffix(".spec.ts").map(str::to_owned))
                .collect();
            written.sort();
            let mut played = vec![$(stringify!($name).replace('_', "-")),+];
            played.sort();
            assert_eq!(written, played);
        }
    };
}

specifications! {
    call_out
    contacts
    governance
    large_room
    offline
    pages
    room
    rota
    runbook
    story
    without_script
}
