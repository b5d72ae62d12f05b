//! `ctac rota check`: what is wrong with a file, when nobody would be on, and when all hangs on one person.

use std::collections::BTreeMap;
use std::path::Path;

use ctac_rota::file::{Edge, FileFault};
use ctac_rota::{Member, Single, Uncovered};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::{Ready, words};
use crate::args::Check;
use crate::failure::Failure;
use crate::out;

pub(super) fn run(command: &Check) -> Result<(), Failure> {
    let Some(ready) = checked(&command.file, command.json)? else {
        return Err(Failure::NotRight(format!("{} cannot be used as it is", command.file.display())));
    };
    let deputy = match &command.deputy {
        None => None,
        Some(path) => {
            let unusable = || Failure::NotRight(format!("{} cannot be used as it is", path.display()));
            Some(checked(path, command.json)?.ok_or_else(unusable)?)
        }
    };
    let from = match &command.from {
        Some(text) => ready.moment("--from", text, Edge::Start)?,
        None => whole_minute(ctac_engine::ports::Clock::now(&ctac_engine::ports::SystemClock)),
    };
    let days = SignedDuration::from_hours(24 * i64::from(command.days));
    let to = from.checked_add(days).map_err(|error| Failure::Usage(format!("--days: {error}")))?;
    // Whether somebody can be reached is not in the file; here everybody can.
    let everybody = |_: &Member| true;
    let deputy = deputy.as_ref().map(|deputy| &deputy.compiled);
    let coverage = ctac_rota::coverage(&ready.compiled, deputy, everybody, from, to)
        .map_err(|error| Failure::Usage(error.to_string()))?;
    if command.json {
        as_json(&ready, &coverage.gaps, &coverage.singles)?;
    } else {
        let zone = &ready.zone;
        let (from, to) = (words::moment(from, zone), words::moment(to, zone));
        let of = &ready.file;
        out::line(&format!("{}, from {from} to {to}, in the time of {}.", of.name, of.rota.time_zone))?;
        say_gaps(&ready, &coverage.gaps)?;
        say_singles(&ready, &coverage.singles, deputy.is_some())?;
    }
    match coverage.gaps.len() {
        0 => Ok(()),
        number => Err(Failure::NotRight(format!("{} in {}", words::count(number, "gap"), command.file.display()))),
    }
}

/// A usable file; its faults are printed otherwise.
fn checked(path: &Path, as_json: bool) -> Result<Option<Ready>, Failure> {
    let faults = match super::read(path)? {
        Ok(ready) => return Ok(Some(ready)),
        Err(faults) => faults,
    };
    if !as_json {
        out::line(&super::said(path, &faults))?;
        return Ok(None);
    }
    let line = |fault: &FileFault| {
        let (line, column) = fault.spot.map(|spot| (spot.line, spot.column)).unzip();
        json!({ "finding": "fault", "file": path.to_string_lossy(), "line": line, "column": column,
                "place": fault.place, "problem": fault.problem.to_string() })
    };
    faults.iter().try_for_each(|fault| out::json(&line(fault)))?;
    Ok(None)
}

/// The minute that an instant is in: nobody wants to read its fractions.
fn whole_minute(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second() - at.as_second().rem_euclid(60)).unwrap_or(at)
}

fn as_json(ready: &Ready, gaps: &[Uncovered], singles: &[Single]) -> Result<(), Failure> {
    let zone = &ready.zone;
    let line = |finding: &str, from: Timestamp, to: Timestamp, member: Option<&Member>| {
        json!({ "finding": finding, "from": from, "to": to, "time_zone": ready.file.rota.time_zone,
                "from_local": words::local(from, zone), "to_local": words::local(to, zone),
                "person": member.map(|member| member.0.clone()), "name": member.map(|member| ready.name(member)) })
    };
    for gap in gaps {
        out::json(&line("gap", gap.from, gap.to, None))?;
    }
    singles.iter().try_for_each(|single| out::json(&line("single", single.from, single.to, Some(&single.member))))
}

fn say_gaps(ready: &Ready, gaps: &[Uncovered]) -> Result<(), Failure> {
    if gaps.is_empty() {
        return out::line("No gap: somebody is on call all the time.");
    }
    out::line(&format!("{}: nobody is on call", words::count(gaps.len(), "gap")))?;
    let row = |gap: &Uncovered| {
        let ends = [gap.from, gap.to].map(|at| words::moment(at, &ready.zone));
        let [from, to] = ends;
        vec![from, to, words::length(gap.from, gap.to)]
    };
    out::table(&["FROM", "TO", "LENGTH"], &gaps.iter().map(row).collect::<Vec<_>>())
}

/// By person: a rota of one at a time would otherwise list every shift.
fn say_singles(ready: &Ready, singles: &[Single], with_deputy: bool) -> Result<(), Failure> {
    let who = if with_deputy { "both rotas together" } else { "this rota alone" };
    if singles.is_empty() {
        return out::line(&format!("No single point of failure in {who}."));
    }
    let mut by_person: BTreeMap<&Member, Vec<&Single>> = BTreeMap::new();
    for single in singles {
        by_person.entry(&single.member).or_default().push(single);
    }
    let hint = if with_deputy { "" } else { " (with --deputy FILE the deputy counts too)" };
    out::line(&format!("Single points of failure in {who}: all hangs on one person{hint}"))?;
    let row = |(member, stretches): (&&Member, &Vec<&Single>)| {
        let seconds = stretches.iter().map(|one| one.to.as_second() - one.from.as_second()).sum();
        let first = stretches.first().map(|one| words::moment(one.from, &ready.zone)).unwrap_or_default();
        vec![ready.name(member), stretches.len().to_string(), words::seconds(seconds), first]
    };
    out::table(&["PERSON", "STRETCHES", "LENGTH", "FIRST FROM"], &by_person.iter().map(row).collect::<Vec<_>>())
}
