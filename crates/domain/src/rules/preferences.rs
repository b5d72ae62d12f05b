//! How a person wants notices that can wait.

use super::contact::self_or_manager;
use super::person_named;
use super::text::invalid;
use crate::decide::{Answer, As, Deciding, Refusal};
use crate::directory::Preferences;
use crate::event::Event;
use crate::id::PersonId;
use crate::limits::{HANDOFF_NOTICE_S, HANDOFF_NOTICES};
use crate::state::Stream;

/// Everybody sets their own; their administrators may too.
pub(crate) fn set(d: &mut Deciding<'_>, person: PersonId, preferences: &Preferences) -> Result<Answer, Refusal> {
    self_or_manager(d, person)?;
    if let Some(zone) = &preferences.time_zone
        && !ctac_rota::is_zone(zone)
    {
        let shown: String = zone.chars().take(50).collect();
        let problem = format!("no time zone is called {shown:?}; use an IANA name such as Europe/London");
        return Err(invalid("preferences.time_zone", problem));
    }
    let notices = &preferences.handoff_notices;
    if notices.len() > HANDOFF_NOTICES {
        return Err(Refusal::Limit { what: "moments before a handoff", limit: HANDOFF_NOTICES as u64 });
    }
    if notices.iter().any(|before| *before > HANDOFF_NOTICE_S) {
        let problem = format!("at most {HANDOFF_NOTICE_S} seconds before the handoff");
        return Err(invalid("preferences.handoff_notices", problem));
    }
    if notices.iter().enumerate().any(|(index, one)| notices.iter().skip(index + 1).any(|other| other == one)) {
        return Err(invalid("preferences.handoff_notices", "the same moment stands there twice"));
    }
    if person_named(d, person)?.preferences == *preferences {
        return Ok(Answer::Done);
    }
    let event = Event::PersonPreferencesSet { person, preferences: preferences.clone() };
    d.emit(Stream::Directory, event, As::default());
    Ok(Answer::Done)
}

#[cfg(test)]
mod tests;
