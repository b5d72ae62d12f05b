//! The simulation finds what it is for: with any one guard taken out, the judge says so within so many seeds; with all of
//! them in place, the same seeds pass. And no program has the switch.

use std::panic::catch_unwind;
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};

use ctac_domain::guard::{Guard, without};

use super::{play, runs};

/// Seeds within which each must be found.
const WITHIN: u64 = 120;

/// How many of so many seeds fail.
fn found(guard: Guard) -> u64 {
    let found = AtomicU64::new(0);
    runs::all(0, WITHIN, |seed| {
        // Entries that contradict those before them may trip an assertion of the rules first: then that found it.
        let played = catch_unwind(|| without(Some(guard), || play(seed)));
        found.fetch_add(u64::from(played.map_or(true, |said| said.is_some())), Ordering::Relaxed);
        None
    });
    found.into_inner()
}

#[test]
fn each_guard_that_is_taken_out_is_found() {
    for guard in [Guard::Version, Guard::Lease, Guard::Reread, Guard::Deadline] {
        let found = found(guard);
        println!("without {guard:?}: {found} of {WITHIN} stories fail");
        assert!(found >= 3, "without {guard:?} the judge objects to {found} of {WITHIN} stories");
    }
}

#[test]
fn with_every_guard_in_place_the_same_seeds_pass() {
    assert_eq!(runs::all(0, WITHIN, |seed| without(None, || play(seed))), [""; 0]);
}

/// What `ctac` is built of has the switch of no package: neither this one nor another that is for tests.
#[test]
fn no_program_has_the_switch() {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let edges = "normal,build,features";
    let arguments = ["tree", "--offline", "--locked", "--package", "ctac-cli", "--prefix", "none", "--edges", edges];
    let said = Command::new(&cargo).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    let shipped = String::from_utf8(said.stdout).unwrap();
    assert!(shipped.lines().any(|line| line.starts_with("ctac-domain v")), "{shipped}");
    assert!(
        !shipped.lines().any(|line| line.starts_with("ctac-") && line.contains("feature \"testing\"")),
        "{shipped}"
    );
}
