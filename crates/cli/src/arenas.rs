//! glibc gives threads up to eight heaps a processor, and what a burst leaves behind in each stays resident: measured, a
//! third of what an idle member of a room of a thousand holds. Two are enough for this service.

use std::os::unix::process::CommandExt;
use std::process::Command;

/// glibc reads it when a process starts, and at no other time.
const VARIABLE: &str = "MALLOC_ARENA_MAX";

/// Starts this very program again, in the same process, with two heaps, unless somebody has said how many. Returns when
/// that is so, or where it cannot be done: then the service holds more memory, and that is all.
pub fn settle() {
    if std::env::var_os(VARIABLE).is_some() {
        return;
    }
    let Ok(program) = std::env::current_exe() else { return };
    let mut words = std::env::args_os();
    let name = words.next().unwrap_or_else(|| "ctac".into());
    // Comes back only when it failed.
    let _failed = Command::new(program).arg0(name).args(words).env(VARIABLE, "2").exec();
}
