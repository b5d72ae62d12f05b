//! One function for each command; the match below only says which.

use crate::command::Command;
use crate::decide::{Answer, Deciding, Refusal};

/// Sends a command to its rule.
pub(crate) fn dispatch(_deciding: &mut Deciding<'_>, command: &Command) -> Result<Answer, Refusal> {
    match command {
        // set-up, directory, configuration, access, incidents
        // alerts, pages, time
        _ => Err(Refusal::NotFound("rule")),
    }
}
