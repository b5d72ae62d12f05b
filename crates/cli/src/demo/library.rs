//! The sixteen procedures of `runbooks/`, in the fictional cell's library and in force, so that a demonstration can follow one.

use ctac_domain::command::{Actor, Command};
use ctac_domain::library::Written;
use ctac_engine::Engine;

use crate::demo::seed::Seeded;
use crate::failure::Failure;

macro_rules! procedures {
    ($($file:literal)+) => { [$(($file, include_str!(concat!("../../../../runbooks/", $file)))),+] };
}

/// Each file's name, and what it says.
const PROCEDURES: [(&str, &str); 16] = procedures! {
    "01-activation.md" "02-triage.md" "03-call-out.md" "04-ransomware.md" "05-supplier-compromise.md" "06-phishing.md"
    "07-denial-of-service.md" "08-data-breach.md" "09-clinical-outage.md" "10-medical-device.md"
    "11-high-severity-alert.md" "12-insider.md" "13-shift-handover.md" "14-stand-down.md" "15-review.md" "16-exercise.md"
};

/// Who puts them there, and who approves: nobody approves what they wrote.
const WRITES: &str = "aster";
const APPROVES: &str = "bramble";

/// Puts every procedure into the library, submits and approves it.
///
/// # Errors
/// A command was refused.
pub async fn stock(engine: &Engine, seeded: &Seeded) -> Result<(), Failure> {
    let who = |login: &str| {
        let missing = || Failure::NotRight(format!("no {login} was recorded"));
        seeded.people.get(login).map(|id| Actor::Person(*id)).ok_or_else(missing)
    };
    let (writes, approves) = (who(WRITES)?, who(APPROVES)?);
    for (file, text) in PROCEDURES {
        let unread = |error: &dyn std::error::Error| Failure::NotRight(format!("{file}: {error}"));
        let written = Written::read(text).map_err(|error| unread(&error))?;
        let (runbook, version) = (written.runbook().id, written.version().clone());
        let commands = [
            (writes, Command::SaveRunbook { written }),
            (writes, Command::SubmitRunbook { runbook, version: version.clone() }),
            (approves, Command::ApproveRunbook { runbook, version }),
        ];
        for (actor, command) in commands {
            let done = engine.execute(actor, command).await;
            done.map_err(|error| Failure::Refused(format!("{file}: {error}")))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::PROCEDURES;

    #[test]
    fn every_procedure_of_the_repository_is_there() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../runbooks");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.ends_with(".md") && name != "README.md")
            .collect();
        files.sort();
        assert_eq!(files, PROCEDURES.map(|(file, _)| file));
    }
}
