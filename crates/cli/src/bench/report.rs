//! What comes out: a table for people, or one line of JSON for each phase.

use serde_json::{Map, Value, json};

use super::rounds::{self, Field, Numbers, Round};
use crate::failure::Failure;
use crate::out;

/// What a phase is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Phase {
    pub(super) label: &'static str,
    /// How many at once: members, connections, records in one write.
    pub(super) n: usize,
    /// How many a second were meant to be sent; none in a closed loop.
    pub(super) rate: Option<u32>,
}

/// What a phase should come to.
#[derive(Debug, Clone, Copy)]
pub(super) enum Wanted {
    AtLeast(Field, f64),
    AtMost(Field, f64),
}

impl Wanted {
    fn verdict(self, numbers: &Numbers) -> String {
        let (field, sign, bound) = match self {
            Self::AtLeast(field, bound) => (field, ">=", bound),
            Self::AtMost(field, bound) => (field, "<=", bound),
        };
        let holds = numbers.get(field).map(|value| match self {
            Self::AtLeast(..) => value >= bound,
            Self::AtMost(..) => value <= bound,
        });
        let word = holds.map_or("not measured", |holds| if holds { "yes" } else { "NO" });
        format!("{} {sign} {bound}: {word}", field.name())
    }
}

struct Line {
    phase: Phase,
    rounds: Vec<Round>,
    wanted: Vec<Wanted>,
}

/// Everything measured by one command.
#[derive(Default)]
pub(super) struct Report {
    lines: Vec<Line>,
}

impl Report {
    /// Adds a round to its phase.
    pub(super) fn add(&mut self, phase: Phase, round: Round) {
        match self.lines.iter_mut().find(|line| line.phase == phase) {
            Some(line) => line.rounds.push(round),
            None => self.lines.push(Line { phase, rounds: vec![round], wanted: Vec::new() }),
        }
    }

    /// Says what the phases of a label should come to.
    pub(super) fn want(&mut self, label: &str, rate: Option<u32>, wanted: Wanted) {
        for line in self.lines.iter_mut().filter(|line| line.phase.label == label && line.phase.rate == rate) {
            line.wanted.push(wanted);
        }
    }

    /// Prints it.
    pub(super) fn print(&self, as_json: bool) -> Result<(), Failure> {
        if as_json {
            return self.lines.iter().try_for_each(|line| out::json(&line.json()));
        }
        const HEADINGS: [&str; 17] = [
            "PHASE",
            "N",
            "RATE",
            "OFFERED/S",
            "ACHIEVED/S",
            "LOST",
            "REFUSED",
            "P50 US",
            "P99 US",
            "P99.9 US",
            "MAX US",
            "SERVER S",
            "LOAD S",
            "OTHER S",
            "KIB",
            "FLOOR",
            "RATIO",
        ];
        out::table(&HEADINGS, &self.lines.iter().map(Line::row).collect::<Vec<_>>())?;
        out::line("")?;
        for line in &self.lines {
            let numbers = rounds::measured(&line.rounds);
            if numbers.is_none() {
                out::line(&format!("{}: not measured: other processes took more than half a processor", line.name()))?;
            }
            for wanted in &line.wanted {
                out::line(&format!("{}: {}", line.name(), wanted.verdict(&numbers.clone().unwrap_or_default())))?;
            }
        }
        Ok(())
    }
}

impl Line {
    fn name(&self) -> String {
        let rate = self.phase.rate.map(|rate| format!(" at {rate}/s")).unwrap_or_default();
        format!("{}{rate}", self.phase.label)
    }

    fn json(&self) -> Value {
        let measured = rounds::measured(&self.rounds);
        let mut line = Map::new();
        line.insert("label".to_owned(), self.phase.label.into());
        line.insert("n".to_owned(), self.phase.n.into());
        line.insert("rate".to_owned(), self.phase.rate.into());
        line.insert("rounds".to_owned(), self.rounds.len().into());
        line.insert("measured".to_owned(), measured.is_some().into());
        line.extend(fields(&measured.clone().unwrap_or_default()));
        let raw = measured.is_none().then(|| Value::Object(fields(&rounds::raw(&self.rounds))));
        line.insert("raw".to_owned(), raw.unwrap_or(Value::Null));
        Value::Object(line)
    }

    fn row(&self) -> Vec<String> {
        let measured = rounds::measured(&self.rounds);
        let mut row = vec![
            self.phase.label.to_owned(),
            self.phase.n.to_string(),
            self.phase.rate.map_or_else(|| "-".to_owned(), |rate| rate.to_string()),
        ];
        let Some(numbers) = measured else {
            row.push("not measured".to_owned());
            return row;
        };
        let cell = |field: Field, digits: usize, unit: f64| {
            numbers
                .get(field)
                .map_or_else(|| "-".to_owned(), |value| unsigned_zero(format!("{:.digits$}", value / unit)))
        };
        let whole = [
            Field::Offered,
            Field::Achieved,
            Field::Lost,
            Field::Refused,
            Field::P50,
            Field::P99,
            Field::P999,
            Field::Max,
        ];
        row.extend(whole.map(|field| cell(field, 0, 1.0)));
        row.extend([Field::ServerCpu, Field::LoadCpu, Field::OtherCpu].map(|field| cell(field, 2, 1.0)));
        row.push(match numbers.get(Field::MemoryIdle) {
            Some(_) => cell(Field::MemoryIdle, 1, 1024.0),
            None => cell(Field::MemoryPeak, 0, 1024.0),
        });
        row.extend([cell(Field::Floor, 0, 1.0), cell(Field::Ratio, 2, 1.0)]);
        row
    }
}

/// Nought is `0`, also where it is what is left of a sum of nothing, or of less than half a unit too little.
fn unsigned_zero(text: String) -> String {
    match text.strip_prefix('-') {
        Some(digits) if digits.chars().all(|c| matches!(c, '0' | '.')) => digits.to_owned(),
        _ => text,
    }
}

/// Every field; null where it is not known.
fn fields(numbers: &Numbers) -> Map<String, Value> {
    // Added to nought, a nought with a sign is one without.
    let rounded = |value: f64| (value * 1_000.0).round() / 1_000.0 + 0.0;
    let value = |field: Field| numbers.get(field).map_or(Value::Null, |value| json!(rounded(value)));
    Field::ALL.into_iter().map(|field| (field.name().to_owned(), value(field))).collect()
}

#[cfg(test)]
mod tests {
    use super::super::processors::Used;
    use super::*;

    fn line(other_s: f64) -> Line {
        let used = Used { wall_s: 1.0, server_s: 0.5, load_s: 0.25, other_s };
        let numbers = Numbers::default().with_counts(used, 100, 100, 99).with(Field::P50, 12.0);
        let round = Round::new(used, numbers.beside(Field::P50, Some(6.0)));
        Line { phase: Phase { label: "intake", n: 64, rate: Some(100) }, rounds: vec![round], wanted: Vec::new() }
    }

    #[test]
    fn a_line_has_every_field() {
        let line = line(0.1).json();
        for field in Field::ALL {
            assert!(line.get(field.name()).is_some(), "{}", field.name());
        }
        let of = |name: &str| line.get(name).cloned().unwrap_or_default();
        assert_eq!((of("label"), of("n"), of("rate")), (json!("intake"), json!(64), json!(100)));
        assert_eq!((of("lost"), of("ratio"), of("measured")), (json!(1.0), json!(2.0), json!(true)));
        assert_eq!((of("p99_us"), of("raw")), (Value::Null, Value::Null));
    }

    #[test]
    fn what_was_disturbed_stands_under_raw_only() {
        let line = line(0.6).json();
        assert_eq!(line.get("measured"), Some(&json!(false)));
        assert_eq!(line.get("ratio"), Some(&Value::Null));
        assert_eq!(line.pointer("/raw/ratio"), Some(&json!(2.0)));
    }

    #[test]
    fn nought_has_no_sign() {
        let used = Used { wall_s: 1.0, server_s: 0.5, load_s: 0.25, other_s: 0.0 };
        let numbers = Numbers::default().with(Field::Lost, -0.0).with(Field::Refused, -0.4).with(Field::P50, -3.0);
        let phase = Phase { label: "paging", n: 1, rate: None };
        let line = Line { phase, rounds: vec![Round::new(used, numbers)], wanted: Vec::new() };
        let row = line.row();
        assert_eq!((row[5].as_str(), row[6].as_str(), row[7].as_str()), ("0", "0", "-3"), "{row:?}");
        assert_eq!(line.json()["lost"].to_string(), "0.0");
    }

    #[test]
    fn a_verdict_says_whether_it_holds() {
        let numbers = Numbers::default().with(Field::Ratio, 0.25);
        assert_eq!(Wanted::AtLeast(Field::Ratio, 0.2).verdict(&numbers), "ratio >= 0.2: yes");
        assert_eq!(Wanted::AtMost(Field::Ratio, 0.2).verdict(&numbers), "ratio <= 0.2: NO");
        assert_eq!(Wanted::AtMost(Field::P99, 1.0).verdict(&numbers), "p99_us <= 1: not measured");
    }
}
