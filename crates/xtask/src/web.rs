//! The web application, checked, tested and built once for everything that follows: cargo's own build of it, in each of its
//! folders, would install and build it again.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::run;

/// The variable under which `crates/web/build.rs` looks for an application that is built already.
pub(crate) const BUILT: &str = "CTAC_UI_DIST";

const UI: &str = "crates/web/ui";
const BROWSER: &str = "tests/browser";

/// Types, tests, build; and the types of the browser's tests. Tells where the application is.
pub(crate) fn checked_and_built() -> Result<String, String> {
    for (folder, scripts) in [(UI, &["check", "test", "build"][..]), (BROWSER, &["check"])] {
        run::step(&format!("{folder}: packages"), || install(folder))?;
        for script in scripts {
            run::step(&format!("{folder}: {script}"), || npm(folder, &["run", script]))?;
        }
    }
    let built = fs::canonicalize(Path::new(UI).join("dist"));
    Ok(built.map_err(|error| format!("{UI}/dist: {error}"))?.to_string_lossy().into_owned())
}

/// What the lock file names, unless that is there already.
fn install(folder: &str) -> Result<(), String> {
    let lock = fs::read(Path::new(folder).join("package-lock.json")).map_err(|error| format!("{folder}: {error}"))?;
    let installed = Path::new(folder).join("node_modules/.ctac-lock");
    if fs::read(&installed).is_ok_and(|known| known == lock) {
        return Ok(());
    }
    npm(folder, &["ci", "--ignore-scripts", "--no-audit", "--no-fund"])?;
    fs::write(&installed, lock).map_err(|error| format!("{}: {error}", installed.display()))
}

fn npm(folder: &str, arguments: &[&str]) -> Result<(), String> {
    let status = Command::new("npm").args(arguments).current_dir(folder).status();
    let status = status.map_err(|error| format!("npm cannot be run ({error}): install Node 20.19 or later"))?;
    if status.success() { Ok(()) } else { Err(format!("npm {} failed in {folder}", arguments.join(" "))) }
}
