//! STOP and START: whoever texts STOP is sent no text any more, by the network's rule and by ours, until they text START.
//! Their contact is flagged at once, so that the cell knows that they cannot be paged by it.

use ctac_auth::contacts::Holder;
use ctac_domain::command::{Actor, Command};
use ctac_domain::directory::Flag;
use ctac_engine::ExecuteError;

use crate::app::App;
use crate::inbound::Chose;
use crate::refused::Refused;

/// What stops texts to somebody, and what starts them again: Twilio's default keywords, and what people write.
pub(crate) fn opts(text: &str) -> Option<Chose> {
    match text.trim().trim_end_matches('.').to_ascii_lowercase().as_str() {
        "stop" | "stopall" | "unsubscribe" | "cancel" | "end" | "quit" => Some(Chose::Stop),
        "start" | "unstop" => Some(Chose::Start),
        _ => None,
    }
}

/// Records what whoever holds a number chose.
///
/// # Errors
/// It cannot be recorded now.
pub(crate) async fn record(app: &App, holders: &[Holder], chose: Chose) -> Result<(), Refused> {
    for holder in holders {
        let (contact, flag) = (holder.contact, Flag::OptedOut);
        let command = match chose {
            Chose::Stop => Command::FlagContact { contact, flag },
            Chose::Start => Command::UnflagContact { contact, flag },
        };
        match app.engine.execute(Actor::System, command).await {
            Ok(_) => {}
            Err(ExecuteError::Refused(refusal)) => tracing::warn!(%contact, %refusal, "a choice of texts was refused"),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_word_alone_chooses() {
        for (text, expected) in [
            ("STOP", Some(Chose::Stop)),
            (" Stop. ", Some(Chose::Stop)),
            ("unsubscribe", Some(Chose::Stop)),
            ("START", Some(Chose::Start)),
            ("stop calling me", None),
            ("4821", None),
            ("", None),
        ] {
            assert_eq!(opts(text), expected, "{text:?}");
        }
    }
}
