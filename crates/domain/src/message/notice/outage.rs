//! What the administrators are told of a provider that fails. Its name and its channels are no secret; why it failed is
//! on the operations page.

use super::Zone;
use crate::directory::Channel;
use crate::notice::{About, Notice};
use crate::state::State;

/// One sentence or two.
pub(super) fn says(state: &State, notice: &Notice) -> String {
    let (outage, over) = match notice.about {
        About::ProviderDown { outage } => (outage, false),
        About::ProviderBack { outage } => (outage, true),
        _ => return "look at the operations page.".to_owned(),
    };
    let Some(kept) = state.outages.values().find(|kept| kept.outage.id == outage) else {
        return match over {
            true => "a provider works again.".to_owned(),
            false => "a provider has been failing.".to_owned(),
        };
    };
    let it = &kept.outage;
    let zone = Zone::of(state, notice);
    let since = format!("{} ({})", zone.at(it.since), zone.name);
    match (over, it.without.as_slice()) {
        (true, _) => format!("{} works again; it had failed since {since}.", it.provider),
        (false, []) => format!("{} ({}) fails since {since}. Others take its place.", it.provider, list(&it.channels)),
        (false, without) => {
            format!("{} fails since {since}. NOTHING is left for: {}. Act now.", it.provider, list(without))
        }
    }
}

fn list(channels: &[Channel]) -> String {
    let word = |channel: &Channel| match channel {
        Channel::Sms => "texts",
        Channel::Voice => "calls",
        Channel::Push => "push",
        Channel::Email => "email",
    };
    channels.iter().map(word).collect::<Vec<_>>().join(", ")
}
