//! The table of a call-out: who was asked, who can attend and when, and what is still missing.

use ctac_api::call_outs::{CalledView, Reach};
use ctac_domain::call_out::{CallOut, Can, Status};
use ctac_domain::id::CallOutId;
use ctac_domain::incident::Incident;
use ctac_domain::message::call_out::minutes;
use ctac_domain::state::State;
use ctac_engine::view::call_out_view;
use jiff::SignedDuration;

use crate::limits;
use crate::pages::people::People;
use crate::pages::when::{When, when};
use crate::pages::words;

/// One call-out as a page shows it.
pub(crate) struct Table {
    pub(crate) id: CallOutId,
    pub(crate) reason: Option<String>,
    pub(crate) by: String,
    pub(crate) raised: When,
    pub(crate) running: bool,
    /// Where it stands, in a sentence.
    pub(crate) status: String,
    pub(crate) within: String,
    pub(crate) until: When,
    pub(crate) again: Option<When>,
    pub(crate) needs: Vec<NeedLine>,
    pub(crate) people: Vec<PersonLine>,
}

/// One need: `2 of 3 responders: Gorse Example, …`.
pub(crate) struct NeedLine {
    pub(crate) role: String,
    pub(crate) count: u16,
    pub(crate) have: usize,
    pub(crate) met: bool,
    pub(crate) names: String,
}

/// One person.
pub(crate) struct PersonLine {
    pub(crate) name: String,
    pub(crate) says: String,
    pub(crate) yes: bool,
    /// When they would be there, or when they answered.
    pub(crate) when: Option<When>,
    pub(crate) how: &'static str,
    pub(crate) asked: String,
}

/// An incident's call-outs, the newest first.
pub(crate) fn tables(state: &State, incident: &Incident, people: &People) -> Vec<Table> {
    let mut all: Vec<&CallOut> = state.call_outs_of(incident.id).collect();
    all.sort_by_key(|it| std::cmp::Reverse((it.raised_at, it.id)));
    all.into_iter().take(limits::PAGE_CALL_OUTS).map(|it| table(state, it, people)).collect()
}

fn table(state: &State, it: &CallOut, people: &People) -> Table {
    let view = call_out_view(state, it);
    let needs = view.needs.iter().map(|need| NeedLine {
        role: words::role(need.role).to_owned(),
        count: need.count,
        have: need.people.len(),
        met: need.people.len() >= usize::from(need.count),
        names: people.list(need.people.iter().copied()),
    });
    let mut called: Vec<&CalledView> = view.people.iter().collect();
    called.sort_by_key(|called| order(called));
    Table {
        id: it.id,
        reason: view.reason.clone(),
        by: people.name(view.by),
        raised: when(view.raised_at),
        running: it.is_running(),
        status: words::call_out_status(view.status).to_owned(),
        within: minutes(view.within_min),
        until: when(match view.status {
            Status::Running => view.until,
            Status::Ended { at, .. } => at,
        }),
        again: view.again_at.map(when),
        needs: needs.collect(),
        people: called.into_iter().map(|called| person(called, people)).collect(),
    }
}

/// Who can attend first, soonest in front; then who cannot, and who has not answered.
fn order(called: &CalledView) -> (u8, Option<jiff::Timestamp>) {
    match called.answer {
        Some(answer) => match answer.can {
            Can::Yes { .. } => (u8::from(answer.late), there_at(called)),
            Can::No => (3, Some(answer.at)),
        },
        None => (2, None),
    }
}

/// When somebody who can attend would be there.
fn there_at(called: &CalledView) -> Option<jiff::Timestamp> {
    let answer = called.answer?;
    match answer.can {
        Can::Yes { minutes } => answer.at.checked_add(SignedDuration::from_mins(i64::from(minutes))).ok(),
        Can::No => None,
    }
}

fn person(called: &CalledView, people: &People) -> PersonLine {
    let (yes, says) = match called.answer {
        Some(answer) => match answer.can {
            Can::Yes { minutes: count } if answer.late => (false, format!("Offered late: in {}", minutes(count))),
            Can::Yes { minutes: count } => (true, format!("Yes, in {}", minutes(count))),
            Can::No => (false, "Cannot".to_owned()),
        },
        None => (false, unanswered(called.reach).to_owned()),
    };
    let by = called.channel.map(|channel| words::channel(channel).to_lowercase());
    let asked = match (called.asked, by) {
        (0, _) | (_, None) => String::new(),
        (1, Some(by)) => format!("Asked by {by}"),
        (times, Some(by)) => format!("Asked {times} times, last by {by}"),
    };
    PersonLine {
        name: people.with_organisation(called.person),
        says,
        yes,
        when: there_at(called).map(when),
        how: called.answer.map_or("", |answer| words::how(answer.how)),
        asked,
    }
}

const fn unanswered(reach: Reach) -> &'static str {
    match reach {
        Reach::Asked => "No answer yet",
        Reach::Failed => "Could not be reached",
        Reach::Unreachable => "Cannot be reached",
        Reach::NotSent => "Not asked: it had ended",
    }
}
