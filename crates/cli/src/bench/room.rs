//! `ctac bench room`: many members in one room, some of whom write, beside a bare broadcast of the same bytes to as many.

use std::sync::Arc;

use super::crowd::{self, Crowd, Entrance};
use super::limits::SETTLED;
use super::node::Node;
use super::processors;
use super::report::{Phase, Report, Wanted};
use super::rounds::{Field, Numbers, Round};
use super::settings::Run;
use super::talk::{Talk, Words};
use super::{broadcast, cast, frames};
use crate::failure::Failure;

/// Entries a second.
const RATE: u32 = 100;

/// A server and everybody connected to it.
struct Hall {
    node: Node,
    crowd: Crowd,
    /// Resident bytes that each idle member added.
    idle: f64,
}

impl Hall {
    /// Lets everybody in and sees what it costs. The first tenth come before the first look, so that what the server
    /// holds once, however many there are, does not count as theirs.
    async fn open(node: Node, mut entrance: Entrance) -> Result<Self, Failure> {
        let resident = || node.id().map_or(Ok(0), |id| processors::memory(id).map(|memory| memory.now));
        let later = entrance.tokens.split_off(entrance.tokens.len().div_ceil(10));
        let mut crowd = Crowd::default();
        crowd.gather(&entrance).await?;
        tokio::time::sleep(SETTLED).await;
        let (before, early) = (resident()?, crowd.size());
        entrance.tokens = later;
        crowd.gather(&entrance).await?;
        tokio::time::sleep(SETTLED).await;
        #[expect(clippy::cast_precision_loss, reason = "bytes of memory")]
        let idle = resident()?.saturating_sub(before) as f64 / (crowd.size() - early).max(1) as f64;
        Ok(Self { node, crowd, idle })
    }

    async fn bare(run: &Run) -> Result<Self, Failure> {
        let node = Node::broadcast(run).await?;
        let tokens = vec![String::new(); run.members];
        let entrance = Entrance { address: node.address, path: broadcast::PATH.to_owned(), tokens, hello: None };
        Self::open(node, entrance).await
    }

    async fn room(run: &Run) -> Result<Self, Failure> {
        let cast = cast::record(run, "room", run.members, None).await?;
        let node = Node::serve(run, &cast).await?;
        let room = cast.room.ok_or_else(|| Failure::NotRight("no room was recorded".to_owned()))?;
        let entrance = crowd::to_room(node.address, room.incident, room.tokens, room.head);
        Self::open(node, entrance).await
    }

    fn report_idle(&self, report: &mut Report, label: &'static str, floor: Option<f64>) -> Result<(), Failure> {
        let watch = processors::Watch::begin(self.node.id(), &[])?;
        let numbers = Numbers::default().with(Field::MemoryIdle, self.idle).beside(Field::MemoryIdle, floor);
        report.add(Phase { label, n: self.crowd.size(), rate: None }, Round::new(watch.end()?, numbers));
        Ok(())
    }

    /// One round at a rate, or saturated, beside a floor in the unit of `field`; tells its own.
    async fn round(&self, run: &Run, part: &Part<'_>, report: &mut Report) -> Result<Option<f64>, Failure> {
        let talk = Talk { node: &self.node, crowd: &self.crowd, words: part.words, resting: part.resting };
        let (used, numbers) = match part.rate {
            Some(rate) => talk.at(rate, run.lasting).await?,
            None => talk.saturated(run.lasting).await?,
        };
        // At a rate it is the slow ones that count; saturated, how many there are.
        let field = if part.rate.is_some() { Field::P99 } else { Field::Achieved };
        let own = numbers.get(field);
        let phase = Phase { label: part.label, n: self.crowd.size(), rate: part.rate };
        report.add(phase, Round::new(used, numbers.beside(field, part.floor)));
        Ok(own)
    }
}

struct Part<'a> {
    label: &'static str,
    words: &'a Words,
    rate: Option<u32>,
    resting: Option<u32>,
    floor: Option<f64>,
}

/// Measures the room.
///
/// # Errors
/// A server cannot be started, or does not behave.
pub(super) async fn run(run: &Run) -> Result<(), Failure> {
    run.say(&format!("room: {} members come in", run.members))?;
    let (room, bare) = (Hall::room(run).await?, Hall::bare(run).await?);
    let mut report = Report::default();
    bare.report_idle(&mut report, "broadcast-idle", None)?;
    room.report_idle(&mut report, "room-idle", Some(bare.idle))?;
    run.say("room: warming up")?;
    let talk = Talk { node: &room.node, crowd: &room.crowd, words: &Words::Posts, resting: bare.node.id() };
    talk.at(RATE, run.lasting / 4).await?;
    let example = room.crowd.example().ok_or_else(|| Failure::NotRight("no entry came back".to_owned()))?;
    let entries = Words::Entries(Arc::new(example));
    let talk = Talk { node: &bare.node, crowd: &bare.crowd, words: &entries, resting: room.node.id() };
    talk.at(RATE, run.lasting / 4).await?;
    for rate in [Some(RATE), None] {
        for number in 0..run.rounds {
            let how = rate.map_or_else(|| "saturated".to_owned(), |rate| format!("{rate} entries a second"));
            run.say(&format!("room: {how}, round {}", number + 1))?;
            let resting = room.node.id();
            let floor = Part { label: "broadcast", words: &entries, rate, resting, floor: None };
            let floor = bare.round(run, &floor, &mut report).await?;
            let part = Part { label: "room", words: &Words::Posts, rate, resting: bare.node.id(), floor };
            room.round(run, &part, &mut report).await?;
        }
    }
    report.want("room", Some(RATE), Wanted::AtMost(Field::Ratio, 2.0));
    report.want("room", Some(RATE), Wanted::AtMost(Field::Lost, 0.0));
    report.want("room", Some(RATE), Wanted::AtMost(Field::Gaps, 0.0));
    report.want("room", None, Wanted::AtLeast(Field::Ratio, 0.5));
    report.want("room", None, Wanted::AtMost(Field::Lost, 0.0));
    report.want("room-idle", None, Wanted::AtMost(Field::MemoryIdle, 12.0 * 1024.0));
    report.print(run.json)
}

/// The bare broadcast alone.
pub(super) async fn floor(run: &Run, report: &mut Report) -> Result<(), Failure> {
    run.say(&format!("floor: {} readers of the bare broadcast come in", run.members))?;
    let bare = Hall::bare(run).await?;
    bare.report_idle(report, "broadcast-idle", None)?;
    let words = Words::Entries(Arc::new(frames::example()));
    for rate in [Some(RATE), None] {
        for number in 0..run.rounds {
            run.say(&format!("floor: the bare broadcast, round {}", number + 1))?;
            let part = Part { label: "broadcast", words: &words, rate, resting: None, floor: None };
            bare.round(run, &part, report).await?;
        }
    }
    Ok(())
}
