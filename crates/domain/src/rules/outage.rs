//! Outages of providers: each is told to the cell's administrators once, and once more when it is over. Any node may say
//! so; the first counts, and a second outage within the hour is recorded and not told.

use jiff::{SignedDuration, Timestamp};

use crate::access::{self, Action, Object, cell_admins};
use crate::decide::{Answer, As, Deciding, Refusal};
use crate::directory::Channel;
use crate::event::Event;
use crate::id::{NodeId, PersonId};
use crate::limits;
use crate::notice::About;
use crate::outage::Outage;
use crate::rules::text::check_room;
use crate::rules::{notice, step};
use crate::state::Stream;

#[cfg(test)]
mod tests;

/// What a node says of a provider that fails.
pub(crate) struct Down<'a> {
    pub(crate) provider: &'a str,
    pub(crate) channels: &'a [Channel],
    pub(crate) without: &'a [Channel],
    pub(crate) why: &'a str,
    pub(crate) node: NodeId,
    pub(crate) since: Timestamp,
}

/// A provider fails. One that is known to, and leaves no further channel without any, changes nothing.
pub(crate) fn down(d: &mut Deciding<'_>, down: &Down<'_>) -> Result<Answer, Refusal> {
    access::check(d, Action::Internal, Object::Cell)?;
    let provider = cut(down.provider, limits::PROVIDER.0);
    let stands = d.state.outages.get(&provider).cloned();
    let worse = |stands: &Outage| down.without.iter().any(|channel| !stands.without.contains(channel));
    let known = stands.as_ref().filter(|it| it.over_at.is_none());
    if known.is_some_and(|it| !worse(&it.outage)) {
        return Ok(Answer::Done);
    }
    if stands.is_none() {
        check_room("providers", d.state.outages.len(), limits::PROVIDERS)?;
    }
    let hour = SignedDuration::from_secs(limits::OUTAGE_S);
    let lately = stands.as_ref().and_then(|it| it.told_at).is_some_and(|at| d.now.duration_since(at) < hour);
    // That a channel has nothing left is told however lately something less was.
    let told = !lately || stands.as_ref().is_some_and(|it| it.outage.without.is_empty() && !down.without.is_empty());
    let outage = Outage {
        id: d.draw_id(),
        provider,
        channels: down.channels.to_vec(),
        without: down.without.to_vec(),
        why: cut(down.why, limits::PROVIDER.1),
        node: down.node,
        since: down.since.min(d.now),
        told,
    };
    let about = About::ProviderDown { outage: outage.id };
    d.emit(Stream::Operations, Event::ProviderDown { outage }, As::default());
    if told {
        tell(d, about, down.without);
    }
    Ok(Answer::Done)
}

/// A provider works again. Whoever was told that it did not is told.
pub(crate) fn back(d: &mut Deciding<'_>, provider: &str, node: NodeId) -> Result<Answer, Refusal> {
    access::check(d, Action::Internal, Object::Cell)?;
    let Some(kept) = d.state.outages.get(provider).filter(|it| it.over_at.is_none()).cloned() else {
        return Ok(Answer::Done);
    };
    let (provider, outage) = (provider.to_owned(), kept.outage.id);
    d.emit(Stream::Operations, Event::ProviderBack { provider, outage, node }, As::default());
    if kept.outage.told {
        tell(d, About::ProviderBack { outage }, &[]);
    }
    Ok(Answer::Done)
}

/// Tells the administrators, by another channel than those that nothing serves.
fn tell(d: &mut Deciding<'_>, about: About, avoid: &[Channel]) {
    let administrators: Vec<PersonId> = cell_admins(&d.state).take(limits::STEP_PEOPLE).collect();
    let until = step::later(d.now, limits::NOTICE_S);
    for person in administrators {
        notice::raise_avoiding(d, person, about, until, avoid);
    }
}

/// A name or a reason of a provider's own, bounded, on one line.
fn cut(text: &str, characters: usize) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(characters).collect()
}
