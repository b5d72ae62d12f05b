//! A page's message with its date: when it was sent and until when it counts, in the time of whoever reads it. A text may
//! come hours late (GOV.UK Notify tries for 72), and whoever then reads it must see that it is over.
//!
//! The date also keeps two texts from being the same: networks drop a text that a number has had twenty times within the
//! hour ([`limits::SAME_TEXT`]). One notification is sent at most [`limits::ATTEMPTS`] times in a minute.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::attempt::Bearer;
use crate::id::{AttemptId, ContactId, PageId, PersonId};
use crate::incident::Severity;
use crate::message::headline;
use crate::notice::About;
use crate::page::Page;
use crate::policy::Target;
use crate::state::State;

/// What a page's message says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated {
    /// Severity and reference, and how many others the message carries: `S1 CTAC-2026-0001 and 41 more with 2 S1`.
    pub headline: String,
    /// How many that is.
    pub more: u32,
    /// When it was sent: `03:10 BST`.
    pub at: String,
    /// Until when it counts: while anybody is sought; with the day, where that is another. None once nobody is left to ask.
    pub until: Option<String>,
}

impl Dated {
    /// A page's message to one of its people, which carries `others`.
    #[must_use]
    pub fn of(state: &State, page: &Page, person: PersonId, others: &BTreeSet<PageId>, at: Timestamp) -> Self {
        let zone = zone(state, page, person);
        let sent = at.to_zoned(zone.clone());
        let until = page.sought_until().filter(|until| *until > at).map(|until| {
            let until = until.to_zoned(zone);
            let form = if until.date() == sent.date() { "%H:%M" } else { "%H:%M %a" };
            until.strftime(form).to_string()
        });
        let (headline, more) = (with_others(state, page, others), count(others));
        Self { headline, more, at: sent.strftime("%H:%M %Z").to_string(), until }
    }

    /// The headline with its date, for what is read: `S1 CTAC-2026-0001 and 41 more, 03:10 BST, valid until 03:40`.
    #[must_use]
    pub fn dated(&self) -> String {
        let until = self.until.as_ref().map(|until| format!(", valid until {until}")).unwrap_or_default();
        format!("{}, {}{until}", self.headline, self.at)
    }
}

/// The open pages that a call under way tells of besides the one that leads it.
#[must_use]
pub fn others(state: &State, contact: ContactId, attempt: AttemptId) -> BTreeSet<PageId> {
    let carried = state.carried(contact, attempt);
    let pages = carried.iter().filter_map(|it| state.pages.get(&it.bearer.page()?));
    let mut pages: BTreeSet<PageId> = pages.filter(|it| it.is_open()).map(|it| it.id).collect();
    if let Some(lead) = carried.first().and_then(|it| it.bearer.page()) {
        pages.remove(&lead);
    }
    pages
}

/// How many pages that are over a call under way tells of besides the first.
#[must_use]
pub fn more_over(state: &State, contact: ContactId, attempt: AttemptId) -> u32 {
    let carried = state.carried(contact, attempt);
    let over = carried.iter().filter_map(|it| match it.bearer {
        Bearer::Notice(notice) => match state.notices.get(&notice)?.about {
            About::Acknowledged { more, .. } => Some(more.saturating_add(1)),
            _ => None,
        },
        Bearer::Page(_) | Bearer::CallOut(_) => None,
    });
    over.fold(0_u32, u32::saturating_add).saturating_sub(1)
}

/// A page's headline with how many others its message carries. Whoever takes them all with one reply must see that there is
/// more than one of the worst among them: `S1 CTAC-2026-0001 and 41 more with 2 S1`.
#[must_use]
pub fn with_others(state: &State, page: &Page, others: &BTreeSet<PageId>) -> String {
    let worst = |id: &&PageId| state.pages.get(*id).is_some_and(|it| it.severity == Severity::S1);
    let headline = with_more(headline(state, page), count(others));
    match others.iter().filter(worst).count() {
        0 => headline,
        also => format!("{headline} with {also} {:?}", Severity::S1),
    }
}

fn count(others: &BTreeSet<PageId>) -> u32 {
    u32::try_from(others.len()).unwrap_or(u32::MAX)
}

/// With how many others there are, if any.
#[must_use]
pub(super) fn with_more(headline: String, more: u32) -> String {
    if more == 0 { headline } else { format!("{headline} and {more} more") }
}

/// The zone that somebody reads times in: their own; failing that, that of the first rota which the page's policy asks.
fn zone(state: &State, page: &Page, person: PersonId) -> TimeZone {
    let own = state.people.get(&person).and_then(|it| it.preferences.time_zone.as_deref());
    let targets = page.policy.steps.iter().flat_map(|step| &step.targets);
    let rotas = targets.filter_map(|target| match target {
        Target::Rota { rota } | Target::Deputy { rota } => Some(state.rotas.get(rota)?.saved.rota.time_zone.as_str()),
        Target::Person { .. } | Target::Team { .. } | Target::Role { .. } | Target::Leads => None,
    });
    own.into_iter().chain(rotas).find_map(|name| TimeZone::get(name).ok()).unwrap_or(TimeZone::UTC)
}

#[cfg(test)]
mod tests;
