//! What the entries of a call-out's life say.

use std::collections::BTreeSet;

use ctac_domain::attempt::{Bearer, Borne};
use ctac_domain::call_out::{Can, Status};
use ctac_domain::event::Event;
use ctac_domain::id::{CallOutId, NotificationId, PersonId};
use ctac_domain::message::call_out::minutes;
use ctac_domain::notice::About;
use ctac_domain::state::State;

use super::{Told, paging};
use crate::pages::timeline::Reader;
use crate::pages::when::when;
use crate::pages::words;

/// Whom an event's words name.
pub(super) fn people_in(state: &State, event: &Event) -> Vec<PersonId> {
    match event {
        Event::CallOutStarted { terms, .. } => vec![terms.by],
        Event::CallOutAsked { notifications, unreachable, .. } => {
            notifications.iter().map(|it| it.person).chain(unreachable.iter().copied()).collect()
        }
        Event::CallOutAttemptStarted { call_out, notification, .. }
        | Event::CallOutAttemptFinished { call_out, notification, .. }
        | Event::CallOutDelivery { call_out, notification, .. } => {
            state.notification(Bearer::CallOut(*call_out), *notification).map(|it| it.person).into_iter().collect()
        }
        Event::CallOutAnswered { person, .. } => vec![*person],
        Event::NoticeRaised { person, .. } => vec![*person],
        _ => Vec::new(),
    }
}

/// The life of a call-out, and of the notices at its end.
pub(super) fn told(reader: &Reader<'_>, event: &Event) -> Told {
    let people = reader.people;
    match event {
        Event::CallOutStarted { terms, .. } => {
            let needs =
                terms.needs.iter().map(|need| format!("{} {}", need.count, words::role(need.role).to_lowercase()));
            let needs = needs.collect::<Vec<_>>().join(", ");
            let started = Told::label("Call-out").line(format!(
                "{} asks {} people to attend within {}",
                people.name(terms.by),
                terms.people.len(),
                minutes(terms.within_min)
            ));
            let needs = Some(needs).filter(|needs| !needs.is_empty());
            started.maybe("Needed", needs.as_ref()).maybe("For", terms.reason.as_ref())
        }
        Event::CallOutAsked { notifications, unreachable, again_at, .. } => {
            let told: BTreeSet<PersonId> = notifications.iter().map(|it| it.person).collect();
            let nobody = (!unreachable.is_empty()).then(|| people.list(unreachable.iter().copied()));
            let again = again_at.map(|at| when(at).words);
            let asked = Told::label("Asked to attend").line(people.list(told));
            asked.maybe("Cannot be reached", nobody.as_ref()).maybe("Asked again", again.as_ref())
        }
        Event::CallOutAttemptStarted { call_out, notification, .. } => {
            Told::label("Sending").line(message(reader, *call_out, *notification))
        }
        Event::CallOutAttemptFinished { call_out, notification, outcome, .. } => {
            paging::outcome_of(message(reader, *call_out, *notification), outcome)
        }
        Event::CallOutDelivery { call_out, notification, provider, delivery, .. } => {
            paging::delivered(format!("{}, by {provider}", message(reader, *call_out, *notification)), delivery)
        }
        Event::CallOutAnswered { person, can, how, late, .. } => {
            let says = match can {
                Can::Yes { minutes: count } if *late => format!("offered, too late, to attend in {}", minutes(*count)),
                Can::Yes { minutes: count } => format!("can attend in {}", minutes(*count)),
                Can::No => "cannot attend".to_owned(),
            };
            Told::label("Answer to the call-out").line(format!("{} {says}, {}", people.name(*person), words::how(*how)))
        }
        Event::CallOutEnded { why, .. } => {
            // When does not matter to the words.
            let ended = Status::Ended { why: *why, at: jiff::Timestamp::UNIX_EPOCH };
            Told::label("Call-out ended").line(words::call_out_status(ended))
        }
        Event::NoticeRaised { person, about: About::CallOutOver { .. }, .. } => {
            Told::label("Told that they need not come").line(people.name(*person))
        }
        _ => paging::told(reader, event),
    }
}

fn message(reader: &Reader<'_>, call_out: CallOutId, notification: NotificationId) -> String {
    paging::borne(reader, Borne { bearer: Bearer::CallOut(call_out), notification })
}
