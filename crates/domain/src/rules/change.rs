//! Changes that sources report. They are kept; nobody is paged.

use crate::change::Change;
use crate::decide::{Answer, As, Deciding, Refusal};
use crate::event::Event;
use crate::limits;
use crate::rules::alert;
use crate::rules::text::{check_line, invalid};

#[cfg(test)]
mod tests;

/// Records one, of the integration that speaks.
pub(crate) fn record(d: &mut Deciding<'_>, change: &Change) -> Result<Answer, Refusal> {
    let integration = alert::source(d)?;
    check_line("payload.summary", &change.summary, limits::SUMMARY)?;
    if let Some(source) = &change.source {
        check_line("payload.source", source, limits::SUMMARY)?;
    }
    let stored = serde_json::to_string(change).map_or(usize::MAX, |text| text.len());
    if stored > limits::CHANGE {
        return Err(invalid("payload", format!("{stored} bytes; send at most {}", limits::CHANGE)));
    }
    alert::record(d, integration, Event::ChangeRecorded { integration, change: change.clone() }, As::default());
    Ok(Answer::Done)
}
