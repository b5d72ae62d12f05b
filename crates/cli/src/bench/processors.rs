//! Who used the processors, and how much memory a process holds: read from `/proc`.

use std::fs;

use tokio::time::Instant;

use crate::failure::Failure;

/// What `/proc` counts in (`USER_HZ`, 100 on every Linux there is).
const TICKS: f64 = 100.0;

/// Processor seconds used during a phase.
#[derive(Debug, Clone, Copy)]
pub(super) struct Used {
    pub(super) wall_s: f64,
    pub(super) server_s: f64,
    pub(super) load_s: f64,
    pub(super) other_s: f64,
}

/// A look at the processors when a phase begins.
pub(super) struct Watch {
    server: Option<u32>,
    ours: Vec<u32>,
    began: Instant,
    first: [f64; 4],
}

impl Watch {
    /// `server` is the measured process; `ours` are others that belong to the benchmark and should rest.
    pub(super) fn begin(server: Option<u32>, ours: &[u32]) -> Result<Self, Failure> {
        let ours = ours.to_vec();
        let first = look(server, &ours)?;
        Ok(Self { server, ours, began: Instant::now(), first })
    }

    pub(super) fn end(&self) -> Result<Used, Failure> {
        let wall_s = self.began.elapsed().as_secs_f64();
        let [server, load, ours, all] = self.first;
        let [server_now, load_now, ours_now, all_now] = look(self.server, &self.ours)?;
        let (server_s, load_s, ours_s) = (server_now - server, load_now - load, ours_now - ours);
        Ok(Used { wall_s, server_s, load_s, other_s: (all_now - all - server_s - load_s - ours_s).max(0.0) })
    }
}

fn look(server: Option<u32>, ours: &[u32]) -> Result<[f64; 4], Failure> {
    let server = server.map_or(Ok(0.0), of_process)?;
    let load = of_process(std::process::id())?;
    let ours = ours.iter().map(|id| of_process(*id)).sum::<Result<f64, Failure>>()?;
    Ok([server, load, ours, of_all()?])
}

fn read(path: &str) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| Failure::Io(format!("{path}: {error}")))
}

fn unreadable(path: &str) -> Failure {
    Failure::Io(format!("{path} is not as proc(5) says"))
}

/// Processor seconds of a process since it began, user and system.
fn of_process(id: u32) -> Result<f64, Failure> {
    let path = format!("/proc/{id}/stat");
    parse_process(&read(&path)?).ok_or_else(|| unreadable(&path))
}

fn parse_process(stat: &str) -> Option<f64> {
    // The name, in brackets, may hold anything; after it come the state and then numbers.
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let (user, system): (f64, f64) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    Some((user + system) / TICKS)
}

/// Processor seconds of everybody: user, nice, system, and what the host took away. Interrupts are left out: they are
/// those of our own packets and writes.
fn of_all() -> Result<f64, Failure> {
    parse_all(&read("/proc/stat")?).ok_or_else(|| unreadable("/proc/stat"))
}

fn parse_all(stat: &str) -> Option<f64> {
    let fields: Vec<f64> = stat.lines().next()?.split_whitespace().skip(1).flat_map(str::parse).collect();
    let [user, nice, system, _idle, _waiting, _irq, _softirq, stolen, ..] = fields.as_slice() else { return None };
    Some((user + nice + system + stolen) / TICKS)
}

/// Resident bytes of a process.
#[derive(Debug, Clone, Copy)]
pub(super) struct Memory {
    pub(super) now: u64,
    pub(super) peak: u64,
}

/// Reads a process's memory; `peak` is since it began.
pub(super) fn memory(id: u32) -> Result<Memory, Failure> {
    let path = format!("/proc/{id}/status");
    let status = read(&path)?;
    let of = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        line.trim_start_matches(':').split_whitespace().next()?.parse::<u64>().ok().map(|kib| kib * 1024)
    };
    match (of("VmRSS"), of("VmHWM")) {
        (Some(now), Some(peak)) => Ok(Memory { now, peak }),
        _ => Err(unreadable(&path)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fields_are_those_of_proc() {
        let stat = "42 (a) b) S 1 42 42 0 -1 4194560 100 0 0 0 250 50 0 0 20 0 4 0 100 1000 200";
        assert_eq!(parse_process(stat), Some(3.0));
        assert_eq!(parse_all("cpu  100 10 50 900 5 3 4 40 0 0\ncpu0 1 1"), Some(2.0));
        assert_eq!(parse_all("cpu 1 2"), None);
    }

    #[test]
    fn this_process_has_memory_and_time() {
        let memory = memory(std::process::id()).unwrap();
        assert!(memory.now > 0 && memory.peak >= memory.now);
        assert!(Watch::begin(None, &[]).unwrap().end().unwrap().other_s >= 0.0);
    }
}
