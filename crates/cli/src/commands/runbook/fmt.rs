//! `ctac runbook fmt`: files in the one canonical form.

use std::path::Path;

use ctac_runbook::format;

use crate::args::FmtRunbooks;
use crate::commands::runbook;
use crate::failure::Failure;
use crate::out;

/// Writes each file anew, or says which are not as they would be written.
pub(super) fn run(fmt: &FmtRunbooks) -> Result<(), Failure> {
    let mut differ = Vec::new();
    for file in runbook::files(&fmt.files)? {
        let given = runbook::bytes(&file)?;
        let parsed = format::parse_bytes(&given).map_err(|faults| Failure::Usage(runbook::said(&file, &faults)))?;
        let written = format::write(&parsed.runbook);
        if file == Path::new("-") {
            out::line(written.trim_end())?;
        } else if written.as_bytes() != given {
            if fmt.check {
                differ.push(format!("{}: is not in canonical form", file.display()));
                continue;
            }
            for warning in &parsed.warnings {
                eprintln!("{}: {warning}", file.display());
            }
            replace(&file, &written)?;
            out::line(&format!("{}: written", file.display()))?;
        }
    }
    if differ.is_empty() { Ok(()) } else { Err(Failure::NotRight(differ.join("\n"))) }
}

/// Puts a file in the place of another: whoever reads meanwhile sees the old one or the new one.
fn replace(file: &Path, text: &str) -> Result<(), Failure> {
    let beside = file.with_extension("md.new");
    std::fs::write(&beside, text).map_err(|error| Failure::io(&beside, &error))?;
    std::fs::rename(&beside, file).map_err(|error| Failure::io(file, &error))
}
