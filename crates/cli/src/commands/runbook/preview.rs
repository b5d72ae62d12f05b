//! `ctac runbook preview`: a runbook to be read.

use ctac_runbook::model::Slug;
use ctac_runbook::preview;

use crate::args::PreviewRunbook;
use crate::commands::runbook;
use crate::failure::Failure;
use crate::out;

/// Prints the runbook, or the card of one of its roles.
pub(super) fn run(options: &PreviewRunbook) -> Result<(), Failure> {
    let parsed = runbook::whole(&options.file)?;
    if options.json {
        return out::json(&serde_json::to_value(&parsed.runbook).map_err(|error| Failure::Io(error.to_string()))?);
    }
    let role = options.role.as_deref().map(|name| {
        let known = parsed.runbook.roles.iter().map(|role| role.slug.as_str()).collect::<Vec<_>>().join(", ");
        let found = parsed.runbook.role(name).map(|role| role.slug.clone());
        found.ok_or_else(|| Failure::Usage(format!("--role {name:?}: the runbook has no such role; there are {known}")))
    });
    let role: Option<Slug> = role.transpose()?;
    out::line(preview(&parsed.runbook, role.as_ref()).trim_end())
}
