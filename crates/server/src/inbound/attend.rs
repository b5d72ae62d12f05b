//! What people answer to a call-out from outside. Each becomes the command of the person who proved to be there, and the
//! words that they are answered with: CLEAR text only, never a name.

use ctac_domain::call_out::{CallOut, Can, Status, Why};
use ctac_domain::command::{Actor, Command};
use ctac_domain::decide::Refusal;
use ctac_domain::id::{CallOutId, NotificationId, PersonId};
use ctac_domain::message::{self, reply::AttendKey, reply::attend_key};
use ctac_domain::page::How;
use ctac_domain::state::State;
use ctac_engine::ExecuteError;

use crate::app::App;
use crate::inbound::Heard;
use crate::inbound::text::Means;
use crate::refused::Refused;

/// The call-out and the person of a notification, while the call-out is remembered.
#[must_use]
pub fn asked(state: &State, notification: NotificationId) -> Option<(&CallOut, PersonId)> {
    let newest_first = state.call_outs.values().rev();
    let mut told = newest_first.filter_map(|it| it.notifications.get(&notification).map(|to| (it, to.person)));
    told.next().map(|(it, person)| (it.as_ref(), person))
}

/// A text message that means a call-out.
pub(super) async fn sms(app: &App, person: PersonId, id: CallOutId, means: Means) -> Result<String, Refused> {
    let can = match means {
        Means::Code(code) => {
            return Ok(format!(
                "In how many minutes? Reply {code:04} and the minutes, such as {code:04} 30, or {code:04} 0 if you cannot. \
                 Nothing was recorded yet."
            ));
        }
        Means::Yes => {
            let state = app.engine.state();
            let within_min = state.call_outs.get(&id).map(|it| it.terms.within_min);
            Can::Yes { minutes: within_min.ok_or_else(Refused::not_found)? }
        }
        Means::No | Means::Minutes(0) => Can::No,
        Means::Minutes(minutes) => Can::Yes { minutes },
    };
    say(app, person, id, can, How::Sms).await
}

/// A key pressed in a call-out's call.
pub(super) async fn dtmf(app: &App, call_out: &CallOut, person: PersonId, digit: char) -> Result<Heard, Refused> {
    let again = || {
        let headline = message::call_out::headline(&app.engine.state(), call_out);
        message::call_out::voice(&headline, call_out.terms.within_min)
    };
    match attend_key(digit) {
        Some(AttendKey::Can(can)) => say(app, person, call_out.id, can, How::Dtmf).await.map(Heard::Done),
        Some(AttendKey::Repeat) => Ok(Heard::Again(again())),
        None => Ok(Heard::Again(
            "That key does nothing in a call-out. Press 1 if you can attend within 15 minutes, 4 for 30 minutes, 5 for one \
             hour, 6 for two hours, 2 if you cannot, 3 to hear the message again."
                .to_owned(),
        )),
    }
}

/// Records whether somebody can attend; gives the words they are answered with.
///
/// # Errors
/// It could not be recorded now.
pub async fn say(app: &App, person: PersonId, id: CallOutId, can: Can, how: How) -> Result<String, Refused> {
    let command = Command::AnswerCallOut { call_out: id, can, how };
    match app.engine.execute(Actor::Person(person), command).await {
        Ok(_) => {}
        Err(ExecuteError::Refused(Refusal::Denied(_) | Refusal::NotFound(_))) => {
            return Ok("This call-out is not yours to answer any more.".to_owned());
        }
        Err(ExecuteError::Refused(Refusal::Conflict(why))) => return Ok(format!("Nothing was recorded: {why}.")),
        Err(ExecuteError::Refused(Refusal::Invalid { field, problem })) => {
            return Ok(format!("Nothing was recorded: {field} {problem}."));
        }
        Err(other) => return Err(other.into()),
    }
    let state = app.engine.state();
    Ok(state.call_outs.get(&id).map_or_else(|| "Recorded.".to_owned(), |it| words(&state, it, person, can)))
}

fn words(state: &State, call_out: &CallOut, person: PersonId, can: Can) -> String {
    let headline = message::call_out::headline(state, call_out);
    let Can::Yes { minutes } = can else { return format!("Recorded that you cannot attend: {headline}.") };
    let when = message::call_out::minutes(minutes);
    let late = call_out.answers.get(&person).is_some_and(|said| said.late);
    match call_out.status {
        Status::Ended { why: Why::Filled, .. } if late => {
            format!(
                "Enough people are coming for {headline}. Recorded that you offered to attend in {when}: no need to."
            )
        }
        Status::Ended { .. } if late => {
            format!("The call-out for {headline} has ended. Recorded that you offered to attend in {when}.")
        }
        Status::Running | Status::Ended { .. } if minutes > call_out.terms.within_min => {
            let within = message::call_out::minutes(call_out.terms.within_min);
            format!(
                "Recorded that you can attend in {when}: {headline}. It was asked for within {within}, so others are asked too."
            )
        }
        Status::Running | Status::Ended { .. } => {
            format!("Thank you. Recorded that you attend in {when}: {headline}. Tell us if that changes.")
        }
    }
}
