//! What one round of a phase measured, and what its rounds come to together.

use std::collections::BTreeMap;

use super::limits::FOREIGN;
use super::processors::Used;
use super::quantiles::Summary;

/// What can be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    /// Sent, a second.
    Offered,
    /// Answered or delivered, a second.
    Achieved,
    /// How many were to come.
    Expected,
    /// How many came.
    Delivered,
    /// How many did not.
    Lost,
    /// How many the server refused to take.
    Refused,
    /// How many came more than once.
    Duplicates,
    /// How many entries came that were not the next one.
    Gaps,
    /// How many connections have ended so far.
    Ended,
    /// Half took no longer, in microseconds.
    P50,
    /// 99 of 100 took no longer.
    P99,
    /// 999 of 1,000 took no longer.
    P999,
    /// None took longer.
    Max,
    /// Processor seconds of the server.
    ServerCpu,
    /// Processor seconds of the load generator.
    LoadCpu,
    /// Processor seconds of everybody else.
    OtherCpu,
    /// Resident bytes that one idle member adds to the server.
    MemoryIdle,
    /// The most resident bytes of the server so far.
    MemoryPeak,
    /// What the machine can do at best, in the same unit.
    Floor,
    /// This beside its floor.
    Ratio,
}

impl Field {
    /// All of them, in the order of a line.
    pub(super) const ALL: [Self; 20] = [
        Self::Offered,
        Self::Achieved,
        Self::Expected,
        Self::Delivered,
        Self::Lost,
        Self::Refused,
        Self::Duplicates,
        Self::Gaps,
        Self::Ended,
        Self::P50,
        Self::P99,
        Self::P999,
        Self::Max,
        Self::ServerCpu,
        Self::LoadCpu,
        Self::OtherCpu,
        Self::MemoryIdle,
        Self::MemoryPeak,
        Self::Floor,
        Self::Ratio,
    ];

    /// As it stands in a line of JSON.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Offered => "offered",
            Self::Achieved => "achieved",
            Self::Expected => "expected",
            Self::Delivered => "delivered",
            Self::Lost => "lost",
            Self::Refused => "refused",
            Self::Duplicates => "duplicates",
            Self::Gaps => "gaps",
            Self::Ended => "ended",
            Self::P50 => "p50_us",
            Self::P99 => "p99_us",
            Self::P999 => "p999_us",
            Self::Max => "max_us",
            Self::ServerCpu => "server_cpu_s",
            Self::LoadCpu => "load_cpu_s",
            Self::OtherCpu => "other_cpu_s",
            Self::MemoryIdle => "memory_idle_bytes",
            Self::MemoryPeak => "memory_peak_bytes",
            Self::Floor => "floor",
            Self::Ratio => "ratio",
        }
    }

    /// What several rounds come to: what was lost in any was lost; the rest is the median.
    fn together(self, mut values: Vec<f64>) -> Option<f64> {
        values.sort_by(f64::total_cmp);
        match self {
            Self::Expected | Self::Delivered | Self::Lost | Self::Refused | Self::Duplicates | Self::Gaps => {
                Some(values.iter().sum())
            }
            Self::Max | Self::Ended | Self::MemoryPeak => values.last().copied(),
            _ => {
                let (low, high) = (values.get(values.len().checked_sub(1)? / 2)?, values.get(values.len() / 2)?);
                Some(f64::midpoint(*low, *high))
            }
        }
    }
}

/// What was measured.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Numbers(BTreeMap<Field, f64>);

impl Numbers {
    pub(super) fn with(mut self, field: Field, value: f64) -> Self {
        self.0.insert(field, value);
        self
    }

    pub(super) fn get(&self, field: Field) -> Option<f64> {
        self.0.get(&field).copied()
    }

    pub(super) fn with_latency(self, summary: Option<Summary>) -> Self {
        let Some(Summary { p50, p99, p999, max }) = summary else { return self };
        self.with(Field::P50, p50).with(Field::P99, p99).with(Field::P999, p999).with(Field::Max, max)
    }

    /// How many were sent, and how many of those expected came, in the time `used`.
    #[expect(clippy::cast_precision_loss, reason = "counts of a few seconds")]
    pub(super) fn with_counts(self, used: Used, sent: u64, expected: u64, delivered: u64) -> Self {
        self.with(Field::Offered, sent as f64 / used.wall_s)
            .with(Field::Achieved, delivered as f64 / used.wall_s)
            .with(Field::Expected, expected as f64)
            .with(Field::Delivered, delivered as f64)
            .with(Field::Lost, expected.saturating_sub(delivered) as f64)
    }

    /// Beside a floor that is in the unit of `field`.
    pub(super) fn beside(self, field: Field, floor: Option<f64>) -> Self {
        match (self.get(field), floor) {
            (Some(own), Some(floor)) if floor > 0.0 => self.with(Field::Floor, floor).with(Field::Ratio, own / floor),
            _ => self,
        }
    }
}

/// One round of a phase.
#[derive(Debug, Clone)]
pub(super) struct Round {
    numbers: Numbers,
    /// Whether others left the processors alone.
    quiet: bool,
}

impl Round {
    pub(super) fn new(used: Used, numbers: Numbers) -> Self {
        let numbers = numbers
            .with(Field::ServerCpu, used.server_s)
            .with(Field::LoadCpu, used.load_s)
            .with(Field::OtherCpu, used.other_s);
        Self { numbers, quiet: used.other_s <= FOREIGN * used.wall_s }
    }

    pub(super) fn get(&self, field: Field) -> Option<f64> {
        self.numbers.get(field)
    }
}

/// What the quiet rounds come to; none when none was quiet.
pub(super) fn measured(rounds: &[Round]) -> Option<Numbers> {
    let quiet: Vec<&Numbers> = rounds.iter().filter(|round| round.quiet).map(|round| &round.numbers).collect();
    (!quiet.is_empty()).then(|| together(&quiet))
}

/// What all rounds come to, quiet or not.
pub(super) fn raw(rounds: &[Round]) -> Numbers {
    together(&rounds.iter().map(|round| &round.numbers).collect::<Vec<_>>())
}

fn together(rounds: &[&Numbers]) -> Numbers {
    let of = |field: Field| field.together(rounds.iter().filter_map(|numbers| numbers.get(field)).collect());
    Numbers(Field::ALL.into_iter().filter_map(|field| Some((field, of(field)?))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round(p50: f64, lost: f64, other_s: f64) -> Round {
        let used = Used { wall_s: 2.0, server_s: 1.0, load_s: 1.0, other_s };
        Round::new(used, Numbers::default().with(Field::P50, p50).with(Field::Lost, lost))
    }

    #[test]
    fn rounds_are_medians_and_losses_add_up() {
        let rounds = [round(3.0, 1.0, 0.1), round(9.0, 0.0, 0.2), round(1.0, 2.0, 0.3), round(100.0, 50.0, 1.5)];
        let measured = measured(&rounds).unwrap();
        assert_eq!((measured.get(Field::P50), measured.get(Field::Lost)), (Some(3.0), Some(3.0)));
        assert_eq!(raw(&rounds).get(Field::P50), Some(6.0));
        assert_eq!(measured.get(Field::P99), None);
    }

    #[test]
    fn a_disturbed_phase_is_not_measured() {
        assert_eq!(measured(&[round(1.0, 0.0, 1.01)]), None);
    }
}
