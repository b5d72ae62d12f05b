//! `ctac rota`: rota files, offline, and the service's rotas.

use std::io::Read;
use std::path::Path;

use ctac_rota::file::{self, Edge, FileFault, Person, RotaFile};
use ctac_rota::{Compiled, Member};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::args::Rota;
use crate::failure::Failure;
use crate::out;

mod check;
mod resolve;
mod save;
mod show;
mod words;

/// Runs the one that was asked for.
///
/// # Errors
/// A file that cannot be read or used, or, of `check`, one with faults or gaps; the service refused or cannot be
/// reached.
pub fn run(rota: Rota) -> Result<(), Failure> {
    match rota {
        Rota::Resolve(resolve) => resolve::run(&resolve),
        Rota::Check(check) => check::run(&check),
        Rota::List { service } => super::wait(show::list(service)),
        Rota::Show { rota, service } => super::wait(show::one(rota, service)),
        Rota::Save(save) => super::wait(save::run(save)),
        Rota::Schema => {
            let schema = file::schema().map_err(|error| Failure::Io(error.to_string()))?;
            out::line(schema.trim_end())
        }
    }
}

/// A rota file, ready to answer.
struct Ready {
    file: RotaFile,
    compiled: Compiled,
    zone: TimeZone,
}

/// Reads a file; the inner error is what is wrong with it.
fn read(path: &Path) -> Result<Result<Ready, Vec<FileFault>>, Failure> {
    let io = |error: std::io::Error| Failure::io(path, &error);
    // A byte more than is allowed is enough to refuse it, however large it is.
    let most = u64::try_from(ctac_rota::limits::FILE_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    std::fs::File::open(path).map_err(io)?.take(most).read_to_end(&mut bytes).map_err(io)?;
    Ok(file::parse(&path.to_string_lossy(), &bytes).and_then(ready))
}

fn ready(file: RotaFile) -> Result<Ready, Vec<FileFault>> {
    // What a parsed file's rota can be is compiled already; this is the same again.
    let whole = |said: String| {
        let problem = file::FileProblem::Syntax { said };
        vec![FileFault { spot: None, place: String::new(), problem }]
    };
    let compiled = ctac_rota::compile(&file.rota)
        .map_err(|faults| whole(faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")))?;
    let zone = TimeZone::get(&file.rota.time_zone).map_err(|error| whole(error.to_string()))?;
    Ok(Ready { file, compiled, zone })
}

impl Ready {
    fn person(&self, member: &Member) -> Option<&Person> {
        self.file.people.iter().find(|person| person.key == member.0)
    }

    fn name(&self, member: &Member) -> String {
        self.person(member).map_or_else(|| member.0.clone(), |person| person.name.clone())
    }

    /// A moment as the command line gives it, in the rota's zone.
    fn moment(&self, option: &str, text: &str, edge: Edge) -> Result<Timestamp, Failure> {
        file::moment(text, &self.zone, edge).ok_or_else(|| {
            Failure::Usage(format!(
                "{option} {text:?}: give a date, a date and time in {}, or an instant: 2026-03-28, \
                 \"2026-03-28 09:00\" or 2026-03-28T09:00:00Z",
                self.file.rota.time_zone
            ))
        })
    }
}

/// All faults of a file, one a line.
fn said(path: &Path, faults: &[FileFault]) -> String {
    faults.iter().map(|fault| format!("{}: {fault}", path.display())).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests;
