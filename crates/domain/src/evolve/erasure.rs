//! Erasures: what was asked for, and what is gone. The erased entry's body is no longer there when the log is replayed,
//! so that what the state keeps of it comes from `entry.erased` itself.

use super::post::strike;
use super::timeline::change_own;
use crate::event::Event;
use crate::state::{Recorded, State};

pub(super) fn happened(state: &mut State, recorded: &Recorded, event: &Event) {
    change_own(state, recorded, |incident| match event {
        Event::ErasureRequested { seq, by, reason } => {
            incident.erasures.insert(*seq, (*by, reason.clone()));
        }
        Event::EntryErased { seq, client_id, strikes, .. } => {
            incident.erasures.remove(seq);
            let index = seq.checked_sub(1).and_then(|index| usize::try_from(index).ok());
            let Some(entry) = index.and_then(|index| incident.entries.get_mut(index)) else { return };
            entry.erased = true;
            if let (Some(client_id), Some(author)) = (client_id, entry.author) {
                incident.posts.insert(*client_id, (author, *seq));
            }
            if let Some(struck) = strikes {
                strike(incident, *struck, *seq);
            }
        }
        _ => {}
    });
}
