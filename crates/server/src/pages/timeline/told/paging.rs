//! What the entries of a page's life say.

use std::collections::BTreeSet;

use ctac_domain::attempt::{Bearer, Borne};
use ctac_domain::event::Event;
use ctac_domain::id::{NotificationId, PageId, PersonId};
use ctac_domain::page::{AttemptOutcome, Delivery};

use super::Told;
use crate::pages::timeline::Reader;
use crate::pages::when::when;
use crate::pages::words;

/// The life of a page.
pub(super) fn told(reader: &Reader<'_>, event: &Event) -> Told {
    let people = reader.people;
    match event {
        Event::PageRaised { severity, policy, .. } => Told::label("Somebody is paged").line(format!(
            "{}, by the policy {}",
            words::severity(*severity),
            policy.name
        )),
        Event::PageStepStarted { step, round, notifications, unreachable, escalates_at, .. } => {
            let told: BTreeSet<PersonId> = notifications.iter().map(|it| it.person).collect();
            let again = if *round > 0 { format!(", time {}", round + 1) } else { String::new() };
            let started = Told::label("Paging step").line(format!("Step {}{again}: {}", step + 1, people.list(told)));
            let nobody = (!unreachable.is_empty()).then(|| people.list(unreachable.iter().copied()));
            started.maybe("Cannot be reached", nobody.as_ref()).part("Next step", when(*escalates_at).words)
        }
        Event::PageAttemptStarted { page, notification, .. } => {
            Told::label("Sending").line(message(reader, *page, *notification))
        }
        Event::PageAttemptFinished { page, notification, outcome, .. } => {
            outcome_of(message(reader, *page, *notification), outcome)
        }
        Event::PageFolded { notifications, .. } => {
            Told::label("Sent with another page's message").line(messages(reader, notifications))
        }
        Event::PageFoldedFinished { notifications, outcome, .. } => {
            let what = messages(reader, notifications);
            outcome_of(what, outcome)
        }
        Event::ContactLimited { notifications, instead, due, .. } => {
            let what = messages(reader, notifications);
            let how = instead.map_or_else(
                || format!("It waits until {}", when(*due).words),
                |(_, channel)| format!("It goes at once by {}", words::channel(channel).to_lowercase()),
            );
            let why = "The networks take no more texts to this number within the hour";
            Told::label("Not sent as a text").line(what).part("Because", why).line(how)
        }
        Event::PageDelivery { page, notification, provider, delivery, again_at, .. } => {
            let said = delivered(format!("{}, by {provider}", message(reader, *page, *notification)), delivery);
            let again = again_at.map(|_| "It is sent again by another way".to_owned());
            said.maybe("Next", again.as_ref())
        }
        Event::PageDeliveryAsked { page, notification, .. } => {
            Told::label("Provider asked what became of it").line(message(reader, *page, *notification))
        }
        Event::PageAcknowledged { by, how, .. } => {
            let by = by.map_or_else(|| "The source".to_owned(), |by| people.with_organisation(by));
            Told::label("Page acknowledged").line(format!("{by}, {}", words::how(*how)))
        }
        Event::PageDeclined { by, .. } => Told::label("Cannot attend").line(people.with_organisation(*by)),
        Event::PageExhausted { .. } => {
            Told::label("Nobody answered the page").line("Everybody was asked. The cell's administrators are paged.")
        }
        Event::PageCancelled { .. } => Told::label("Page no longer needed"),
        other => Told::label("Entry").line(other.kind()),
    }
}

/// What a provider said afterwards.
pub(super) fn delivered(what: String, delivery: &Delivery) -> Told {
    match delivery {
        Delivery::Delivered => Told::label("Delivered").line(what),
        Delivery::Failed { reason, .. } => Told::label("Not delivered").line(what).part("Because", reason),
    }
}

pub(super) fn outcome_of(what: String, outcome: &AttemptOutcome) -> Told {
    match outcome {
        AttemptOutcome::Sent { provider, after, .. } => {
            let before = after.iter().map(|it| format!("{}: {}", it.provider, it.reason)).collect::<Vec<_>>();
            let before = (!before.is_empty()).then(|| before.join("; "));
            let sent = Told::label("Sent").line(format!("{what}, by {provider}"));
            sent.maybe("After", before.as_ref())
        }
        AttemptOutcome::Failed { provider, reason, .. } => {
            Told::label("Not sent").line(format!("{what}, by {provider}")).part("Because", reason)
        }
        AttemptOutcome::Unknown => Told::label("Sent or not: no answer came").line(what),
    }
}

/// What one message carried, each recipient and channel once.
fn messages(reader: &Reader<'_>, all: &[Borne]) -> String {
    let all: BTreeSet<String> = all.iter().map(|it| borne(reader, *it)).collect();
    all.into_iter().collect::<Vec<_>>().join(", ")
}

fn message(reader: &Reader<'_>, page: PageId, notification: NotificationId) -> String {
    borne(reader, Borne { bearer: Bearer::Page(page), notification })
}

/// By which channel to whom.
pub(super) fn borne(reader: &Reader<'_>, it: Borne) -> String {
    match reader.state.notification(it.bearer, it.notification) {
        Some(it) => format!("{} to {}", words::channel(it.channel), reader.people.name(it.person)),
        None => "A message".to_owned(),
    }
}
