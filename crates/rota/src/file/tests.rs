//! What a rota file means, what is refused and where, and that no file takes long to be refused.

mod bounds;
mod examples;
mod faults;
mod meaning;
mod times;

use crate::file::{FileFault, RotaFile, parse_yaml};

/// A file with these layers and whatever comes after.
fn with(rest: &str) -> String {
    format!("name: Duty\ntime_zone: Europe/London\npeople: [a, b, c, d]\nteams: {{ n: [a, b], s: [c, d] }}\n{rest}")
}

const WEEK: &str = "layers: [{ name: W, rotation: [a, b, c], every: week, start: 2026-01-05 09:00 }]\n";

fn file(text: &str) -> RotaFile {
    parse_yaml(text).unwrap_or_else(|faults| panic!("{}", said(&faults)))
}

fn said(faults: &[FileFault]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn refused(text: &str) -> String {
    said(&parse_yaml(text).expect_err("it is refused"))
}
