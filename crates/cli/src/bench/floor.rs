//! `ctac bench floor`: what this machine can do at best. A file that was written full beforehand, appended to and
//! synchronised; the server's route that does nothing; a bare broadcast.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::intake::{self, Events};
use super::limits::CONNECTIONS;
use super::node::Node;
use super::pace::{nanoseconds, since};
use super::processors::Watch;
use super::quantiles::Quantiles;
use super::report::{Phase, Report};
use super::rounds::{Numbers, Round};
use super::settings::Run;
use super::{cast, room};
use crate::failure::Failure;

/// Bytes of a record.
const RECORD: usize = 300;
/// Bytes of the file; then it is written from its beginning again.
const FILE: usize = 64 * 1024 * 1024;
/// Records of one write.
const BATCHES: [usize; 3] = [1, 16, 128];

/// Measures the floors.
///
/// # Errors
/// A part cannot be started, or does not behave.
pub(super) async fn run(run: &Run) -> Result<(), Failure> {
    let cast = cast::record(run, "floor", 0, None).await?;
    let node = Node::serve(run, &cast).await?;
    let dropped = Arc::new(Events::dropped(cast.recording_keys.clone()));
    let mut report = Report::default();
    for number in 0..run.rounds {
        run.say(&format!("floor: the disk, round {}", number + 1))?;
        for batch in BATCHES {
            let (phase, round) = disk(run, batch).await?;
            report.add(phase, round);
        }
    }
    room::floor(run, &mut report).await?;
    for number in 0..run.rounds {
        run.say(&format!("floor: no-op route, round {}", number + 1))?;
        let (used, numbers) = intake::saturate(&node, &dropped, run.lasting).await?;
        report.add(Phase { label: "no-op", n: CONNECTIONS, rate: None }, Round::new(used, numbers));
    }
    report.print(run.json)
}

/// One round of the disk's floor.
pub(super) async fn disk(run: &Run, batch: usize) -> Result<(Phase, Round), Failure> {
    let (path, during) = (run.folder().join("floor.bin"), run.lasting / 4);
    let watch = Watch::begin(None, &[])?;
    let (latency, writes) =
        tokio::task::spawn_blocking(move || appended(&path, batch, during).map_err(|error| Failure::io(&path, &error)))
            .await
            .map_err(|error| Failure::Io(format!("the disk's floor ended badly: {error}")))??;
    let used = watch.end()?;
    let numbers = Numbers::default().with_counts(used, writes, writes, writes).with_latency(latency.summary());
    Ok((Phase { label: "fdatasync", n: batch, rate: None }, Round::new(used, numbers)))
}

/// Appends batches of records, each on the disk before the next.
fn appended(path: &Path, batch: usize, during: Duration) -> std::io::Result<(Quantiles, u64)> {
    let records = vec![0xa5; RECORD * batch];
    let file = full(path)?;
    let (latency, mut writes, mut place) = (Quantiles::default(), 0, 0);
    let end = Instant::now() + during;
    while Instant::now() < end {
        let began = nanoseconds(Instant::now());
        file.write_all_at(&records, place as u64)?;
        file.sync_data()?;
        latency.record(since(began));
        writes += 1;
        place += records.len();
        if place + records.len() > FILE {
            place = 0;
        }
    }
    Ok((latency, writes))
}

/// A file that is there as a whole, so that no append has to find room.
fn full(path: &Path) -> std::io::Result<File> {
    let file = File::options().create(true).truncate(false).read(true).write(true).open(path)?;
    if file.metadata()?.len() < FILE as u64 {
        let piece = vec![1; 1024 * 1024];
        for place in (0..FILE).step_by(piece.len()) {
            file.write_all_at(&piece, place as u64)?;
        }
        file.sync_all()?;
    }
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_appended_is_timed() {
        let folder = tempfile::tempdir().unwrap();
        let (latency, writes) = appended(&folder.path().join("f"), 2, Duration::from_millis(30)).unwrap();
        assert!(writes > 0 && latency.summary().is_some());
    }
}
