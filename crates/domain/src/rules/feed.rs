//! Calendar feeds: the record of each; its secret is the vault's.

use super::contact::self_or_manager;
use super::exception::taken;
use super::rota_in_use;
use super::text::check_room;
use crate::access::{self, Action, Object};
use crate::decide::{Answer, As, Deciding, Refusal};
use crate::duty::Feed;
use crate::event::Event;
use crate::id::{FeedId, PersonId, RotaId};
use crate::limits::FEEDS;
use crate::state::Stream;

/// One's own, never another's: whoever holds its address reads it.
pub(crate) fn create(
    d: &mut Deciding<'_>,
    id: FeedId,
    person: PersonId,
    rota: Option<RotaId>,
) -> Result<Answer, Refusal> {
    access::check(d, Action::ManageSelf, Object::Person(person))?;
    if let Some(rota) = rota {
        rota_in_use(d, rota)?;
    }
    let feed = Feed { id, person, rota };
    match d.state.feeds.get(&id) {
        Some(stands) if *stands == feed => return Ok(Answer::Done),
        Some(_) => return Err(taken()),
        None => {}
    }
    let theirs = d.state.feeds.values().filter(|feed| feed.person == person);
    check_room("calendar feeds of one person", theirs.count(), FEEDS)?;
    d.emit(Stream::Access, Event::FeedCreated { feed }, As::default());
    Ok(Answer::Done)
}

/// Its address shows nothing any more.
pub(crate) fn revoke(d: &mut Deciding<'_>, id: FeedId) -> Result<Answer, Refusal> {
    let feed = d.state.feeds.get(&id).ok_or(Refusal::NotFound("feed"))?;
    self_or_manager(d, feed.person)?;
    d.emit(Stream::Access, Event::FeedRevoked { feed: id }, As::default());
    Ok(Answer::Done)
}

#[cfg(test)]
mod tests;
