//! An email that has come whole goes to the rules, as what its integration's mapping makes of it.

use ctac_domain::command::Actor;
use ctac_domain::id::IntegrationId;
use ctac_engine::ExecuteError;

use super::Post;
use super::message::{Read, read, usual};
use super::session::Envelope;
use crate::intake::{mapped, room_for};

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It is on record.
    Taken,
    /// A machine's answer, or one that had come before.
    PassedOver,
    /// Not now: the sender keeps it.
    Later,
    /// It is no email, or the rules refuse what it says.
    Refused,
}

/// Takes it for each of its recipients. If one cannot be served now, it comes again for all; those that were served know
/// it by its Message-ID and what it says.
pub(super) async fn deliver(post: &Post, envelope: &Envelope, bytes: &[u8]) -> Outcome {
    let count = |what| post.app.tallies.mail(what);
    if envelope.no_sender {
        count("passed over: a bounce");
        return Outcome::PassedOver;
    }
    let Some(read) = read(bytes) else {
        count("refused: not an email");
        return Outcome::Refused;
    };
    if let Some(why) = read.automatic {
        count(why);
        return Outcome::PassedOver;
    }
    let mut outcome = Outcome::PassedOver;
    for integration in &envelope.recipients {
        match one(post, *integration, &read).await {
            Outcome::Later => {
                count("to come again");
                return Outcome::Later;
            }
            Outcome::PassedOver => count("passed over: it had come before"),
            Outcome::Refused => {
                count("refused by the rules");
                outcome = Outcome::Refused;
            }
            Outcome::Taken => {
                count("taken");
                outcome = Outcome::Taken;
            }
        }
    }
    outcome
}

async fn one(post: &Post, integration: IntegrationId, read: &Read) -> Outcome {
    // With what it says: a device whose every email has the same Message-ID says something new in each.
    let known = read.id.as_ref().map(|_| mapped::digest(&read.json));
    if known.as_ref().is_some_and(|known| post.seen.contains(integration, known)) {
        return Outcome::PassedOver;
    }
    if room_for(&post.app, integration, 1).is_err() {
        return Outcome::Later;
    }
    let command = {
        let state = post.app.engine.state();
        let own = state.integrations.get(&integration).and_then(|it| it.handling.mapping.clone());
        mapped::command(Some(&own.unwrap_or_else(usual)), &read.json)
    };
    match post.app.engine.execute(Actor::Integration(integration), command).await {
        Ok(_) => {
            if let Some(known) = &known {
                post.seen.insert(integration, known);
            }
            Outcome::Taken
        }
        Err(ExecuteError::Refused(ctac_domain::decide::Refusal::Limit { .. })) => Outcome::Later,
        Err(ExecuteError::Refused(refusal)) => {
            tracing::warn!(%integration, %refusal, "an email was refused by the rules");
            Outcome::Refused
        }
        Err(ExecuteError::Busy | ExecuteError::Unavailable | ExecuteError::ReadOnly | ExecuteError::Stopping) => {
            Outcome::Later
        }
    }
}
