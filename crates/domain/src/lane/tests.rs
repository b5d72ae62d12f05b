//! A lane holds what should wait, and nothing for longer than its window: for every order of arrivals.

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::id::{NotificationId, PageId, PersonId};

fn notification(nth: u128, due: Timestamp, urgent: bool) -> Notification {
    let contact = (ContactId(Uuid::from_u128(1)), Channel::Sms);
    let it = Notification::new(
        NotificationId(Uuid::from_u128(nth)),
        PersonId(Uuid::from_u128(2)),
        contact.0,
        contact.1,
        due,
    );
    Notification { urgent, ..it }
}

fn place(nth: u128, severity: Severity) -> Place {
    Place { bearer: Bearer::Page(PageId(Uuid::from_u128(nth))), wanted: true, class: Class::Page, severity }
}

const SEVERITIES: [Severity; 4] = [Severity::S1, Severity::S2, Severity::S3, Severity::S4];

proptest! {
    #[test]
    fn nothing_is_held_beyond_its_window_and_worse_and_firsts_never(
        arrivals in prop::collection::vec((0_i64..200, 0_usize..4, any::<bool>()), 1..40),
        last in prop::option::of((0_i64..100, 0_usize..4)),
    ) {
        let at = |seconds: i64| Timestamp::UNIX_EPOCH + SignedDuration::from_secs(1_000 + seconds);
        let mut lane = Lane::default();
        for (nth, (due, severity, urgent)) in (1..).zip(&arrivals) {
            lane.enter(place(nth, SEVERITIES[*severity]), &notification(nth, at(*due), *urgent));
        }
        let attempt = AttemptId(Uuid::from_u128(3));
        let last = last.map(|(then, severity)| Last { attempt, at: at(then), severity: SEVERITIES[severity] });
        let queue = lane.queues.get_mut(&Class::Page).unwrap();
        queue.last = last;
        let opens = queue.opens_at().unwrap();
        let each = arrivals.iter().map(|(due, severity, urgent)| {
            let held = last.filter(|last| !urgent && SEVERITIES[*severity] >= last.severity);
            held.map_or(at(*due), |last| window_end(last.at).max(at(*due)))
        });
        prop_assert_eq!(opens, each.min().unwrap());
        let due = queue.due(opens).len();
        prop_assert_eq!(due, arrivals.iter().filter(|(due, ..)| at(*due) <= opens).count());
        prop_assert_eq!(queue.lead(opens).map(|(.., borne)| borne), queue.due(opens).first().copied());
        for (nth, (due, severity, urgent)) in (1..).zip(&arrivals) {
            lane.leave(place(nth, SEVERITIES[*severity]), &notification(nth, at(*due), *urgent));
        }
        let left = lane.queues.get(&Class::Page).cloned().unwrap_or_default();
        prop_assert_eq!((left.free.len(), left.folds.len()), (0, 0));
    }

    #[test]
    fn a_number_is_sent_a_hundred_an_hour_and_then_again_as_the_first_pass(gaps in prop::collection::vec(1_i64..60, 100..300)) {
        let mut lane = Lane::default();
        let mut now = Timestamp::UNIX_EPOCH;
        let mut sent: Vec<Timestamp> = Vec::new();
        for (nth, gap) in (0_u128..).zip(gaps) {
            now += SignedDuration::from_secs(gap);
            let within = sent.iter().filter(|at| now.duration_since(**at).as_secs() < limits::TEXTS_S).count();
            prop_assert_eq!(lane.full_until(now).is_some(), within >= limits::TEXTS);
            if lane.full_until(now).is_none() {
                let last = Last { attempt: AttemptId(Uuid::from_u128(nth)), at: now, severity: Severity::S1 };
                let lead = Borne { bearer: Bearer::Page(PageId(Uuid::nil())), notification: NotificationId(Uuid::nil()) };
                lane.started(Class::Page, last, lead);
                sent.push(now);
            }
        }
    }
}
