//! The processors are parted: one half for the server, one for the load, so that neither takes the other's time. By
//! `taskset` (util-linux) where there is one and there are four processors or more.

use std::fmt;
use std::fs;
use std::process::{Command, Stdio};

/// Which processors whose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pinning {
    pub(super) server: String,
    load: String,
}

impl fmt::Display for Pinning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "server on processors {}, load on {}", self.server, self.load)
    }
}

impl Pinning {
    /// Parts the processors that this process may use, and takes its own half. None where that is not possible.
    pub(super) fn take() -> Option<Self> {
        let status = fs::read_to_string("/proc/self/status").ok()?;
        let list = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:"))?;
        let pinning = part(&numbers(list.trim())?)?;
        let id = std::process::id().to_string();
        let mut command = Command::new("taskset");
        command.args(["-a", "-c", "-p", &pinning.load, &id]).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success()).then_some(pinning)
    }
}

/// Such as `0-2,5`.
fn numbers(list: &str) -> Option<Vec<u16>> {
    let mut all = Vec::new();
    for part in list.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        all.extend(first.parse::<u16>().ok()?..=last.parse().ok()?);
    }
    Some(all)
}

fn part(processors: &[u16]) -> Option<Pinning> {
    let (server, load) = processors.split_at_checked(processors.len() / 2)?;
    let list = |some: &[u16]| some.iter().map(u16::to_string).collect::<Vec<_>>().join(",");
    (server.len() >= 2).then(|| Pinning { server: list(server), load: list(load) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_gets_half() {
        assert_eq!(numbers("0-2,5"), Some(vec![0, 1, 2, 5]));
        assert_eq!(numbers("a"), None);
        let pinning = part(&[0, 1, 2, 5]).unwrap();
        assert_eq!((pinning.server.as_str(), pinning.load.as_str()), ("0,1", "2,5"));
        assert_eq!(part(&[0, 1, 2]), None);
    }
}
