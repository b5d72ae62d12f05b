//! The log's beginning.

use super::text::{check_line, check_text, invalid};
use crate::access::{self, Action, Object};
use crate::decide::{Answer, As, Deciding, Refusal};
use crate::event::Event;
use crate::limits::{ORIGIN, TEXT};
use crate::state::Stream;

/// Begins the log. Two nodes that start together both ask: the second is told that it is done.
pub(crate) fn start_ledger(d: &mut Deciding<'_>, origin: &str, continues: Option<&str>) -> Result<Answer, Refusal> {
    access::check(d, Action::Internal, Object::Cell)?;
    check_line("origin", origin, ORIGIN)?;
    if origin.contains(|c: char| c.is_whitespace() || c == '+') {
        return Err(invalid("origin", "no space and no plus sign (C2SP signed-note)"));
    }
    if let Some(continues) = continues {
        check_text("continues", continues, TEXT)?;
    }
    match &d.state.origin {
        Some(stands) if stands == origin => return Ok(Answer::Done),
        // After a restore that lost or changed what was published: the same log goes on under a new name, and says so.
        Some(_) if continues.is_some() => {}
        Some(stands) => return Err(Refusal::Conflict(format!("the log has begun already, as {stands}"))),
        None if d.state.size > 0 => return Err(Refusal::Conflict("the log is not empty".to_owned())),
        None => {}
    }
    let event = Event::LedgerStarted { origin: origin.to_owned(), continues: continues.map(str::to_owned) };
    d.emit(Stream::Ledger, event, As::default());
    Ok(Answer::Done)
}

#[cfg(test)]
mod tests;
