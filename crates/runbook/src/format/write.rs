//! The one canonical form of a runbook: what `fmt` writes. Reading it gives the same runbook.

mod front;
mod step;
mod yaml;

use crate::model::{Branch, Runbook, Step, Text};

use yaml::{block, keys};

/// Writes a runbook.
#[must_use]
pub fn write(runbook: &Runbook) -> String {
    let mut out = format!("---\n{}---\n\n# {}\n", block(front::entries(runbook)), runbook.title);
    prose(&mut out, &runbook.purpose);
    let mut below = Vec::new();
    for phase in &runbook.phases {
        out.push_str(&format!("\n## {}\n", phase.title));
        prose(&mut out, &phase.text);
        for step in &phase.steps {
            write_step(&mut out, step, Level::Outer, &mut below);
        }
    }
    // Branches stand in the order in which they are named; one that a branch names comes right after it.
    below.reverse();
    while let Some(branch) = below.pop() {
        let Some(name) = &branch.name else { continue };
        out.push_str(&format!("\n## Branch: {} {{#{}}}\n", name.title, name.slug));
        prose(&mut out, &branch.text);
        let mut deeper = Vec::new();
        for step in &branch.steps {
            write_step(&mut out, step, Level::Outer, &mut deeper);
        }
        below.extend(deeper.into_iter().rev());
    }
    out
}

/// The front matter's keys with what is written behind them; those with a line for each thing are one key for each.
pub(crate) fn front_keys(runbook: &Runbook) -> Vec<(String, String)> {
    keys(front::entries(runbook))
}

/// The keys of a step's block with what is written behind them.
pub(crate) fn step_keys(step: &Step) -> Vec<(String, String)> {
    keys(step::entries(step))
}

/// Whether a step stands under a phase, or in a branch of such a step.
#[derive(Clone, Copy)]
enum Level {
    Outer,
    Inner,
}

fn write_step<'a>(out: &mut String, step: &'a Step, level: Level, below: &mut Vec<&'a Branch>) {
    let marks = match level {
        Level::Outer => "###",
        Level::Inner => "#####",
    };
    out.push_str(&format!("\n{marks} {} {{#{}}}\n", step.title, step.slug));
    let entries = step::entries(step);
    if !entries.is_empty() {
        out.push_str(&format!("\n```step\n{}```\n", block(entries)));
    }
    prose(out, &step.text);
    for (head, branch) in step.kind.branches() {
        if branch.name.is_some() {
            below.push(branch);
            continue;
        }
        out.push_str(&format!("\n#### {head}\n"));
        prose(out, &branch.text);
        for step in &branch.steps {
            write_step(out, step, Level::Inner, below);
        }
    }
}

fn prose(out: &mut String, text: &Text) {
    if !text.is_empty() {
        out.push_str(&format!("\n{}\n", text.as_str()));
    }
}
