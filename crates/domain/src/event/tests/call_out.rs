//! Every kind of a call-out's entries, and its notice.

use super::{at, id, notification};
use crate::call_out::{Can, Need, Terms, Why};
use crate::delivery::Delivery;
use crate::directory::Role;
use crate::event::Event;
use crate::incident::Severity;
use crate::notice::About;
use crate::page::{AttemptOutcome, How};

fn terms() -> Terms {
    Terms {
        incident: Some(id(11)),
        severity: Severity::S1,
        reason: Some("Convene the cell".into()),
        people: vec![id(2), id(12)],
        needs: vec![Need { role: Role::Responder, count: 2 }, Need { role: Role::IncidentLead, count: 1 }],
        within_min: 60,
        until: at(),
        again_after_s: Some(300),
        join: true,
        by: id(12),
        run: None,
    }
}

pub(super) fn samples() -> Vec<Event> {
    let (call_out, person, notification_id, attempt) = (id(40), id(2), id(8), id(9));
    let alone = Terms { incident: None, reason: None, needs: vec![], again_after_s: None, join: false, ..terms() };
    let answered = |can, how, late| Event::CallOutAnswered { call_out, person, can, how, late };
    let over = About::CallOutOver { call_out, why: Why::Filled };
    vec![
        Event::CallOutStarted { call_out, terms: terms() },
        Event::CallOutStarted { call_out, terms: alone },
        Event::CallOutAsked {
            call_out,
            notifications: vec![notification()],
            unreachable: vec![id(12)],
            again_at: Some(at()),
        },
        Event::CallOutAttemptStarted {
            call_out,
            notification: notification_id,
            attempt,
            node: id(14),
            lease_until: at(),
        },
        Event::CallOutAttemptFinished {
            call_out,
            notification: notification_id,
            attempt,
            outcome: AttemptOutcome::sent("simulator", "sim-1"),
            again_at: None,
        },
        Event::CallOutDelivery {
            call_out,
            notification: notification_id,
            attempt,
            provider: "simulator".into(),
            reference: "sim-1".into(),
            delivery: Delivery::Delivered,
        },
        answered(Can::Yes { minutes: 30 }, How::Sms, false),
        answered(Can::No, How::Dtmf, true),
        Event::CallOutEnded { call_out, why: Why::Filled },
        Event::CallOutEnded { call_out, why: Why::TimedOut },
        Event::CallOutEnded { call_out, why: Why::Stopped },
        Event::NoticeRaised { notice: id(18), person, about: over, notifications: vec![], until: at() },
    ]
}
