//! What a call-out asks, in each channel's words: CLEAR text only, and never to be taken for a page. It asks for minutes,
//! so that a yes says when.

use crate::call_out::CallOut;
use crate::limits;
use crate::message::{EXERCISE, Titled, septets, spoken_headline};
use crate::state::State;

/// Severity and reference: `S1 CTAC-2026-0001`; where there is no incident, `S2 call-out 3F9A2C`.
#[must_use]
pub fn headline(state: &State, call_out: &CallOut) -> String {
    let incident = call_out.terms.incident.and_then(|id| state.incidents.get(&id));
    let reference = incident.map(|it| it.reference.clone()).unwrap_or_else(|| {
        let [.., a, b, c] = call_out.id.0.into_bytes();
        format!("call-out {a:02X}{b:02X}{c:02X}")
    });
    let mark = if is_exercise(state, call_out) { format!("{EXERCISE} ") } else { String::new() };
    format!("{mark}{:?} {reference}", call_out.terms.severity)
}

/// Whether it is of an exercise.
fn is_exercise(state: &State, call_out: &CallOut) -> bool {
    let run = call_out.terms.run.and_then(|it| state.runs.get(&it.run));
    run.is_some_and(|kept| kept.is_exercise())
}

/// A text message: one segment of GSM-7. The link is left out where it would not fit, or could not be sent so.
#[must_use]
pub fn sms(headline: &str, within_min: u32, code: &str, link: Option<&str>) -> String {
    let example = within_min.min(30);
    let ask = format!(
        "CTAC call-out: {headline}. Can you attend within {within_min} min? Reply {code} and minutes, e.g. {code} {example}, \
         or {code} 0 if you cannot."
    );
    let with = link.map(|link| format!("{ask} {link}"));
    with.filter(|with| septets(with).is_some_and(|length| length <= limits::SMS)).unwrap_or(ask)
}

/// What a call says. 1, 2 and 3 mean what they mean in a page's call, for whoever has their hand on them already: yes,
/// no, again.
#[must_use]
pub fn voice(headline: &str, within_min: u32) -> String {
    format!(
        "This is the Cyber Technical Advice Cell with a call-out. {}. Can you attend within {}? \
         Press 1 if you can attend within 15 minutes. Press 4 for 30 minutes. Press 5 for one hour. \
         Press 6 for two hours. Press 2 if you cannot attend. Press 3 to hear this again.",
        spoken_headline(headline),
        minutes(within_min)
    )
}

/// A push notification.
#[must_use]
pub fn push(headline: &str, within_min: u32) -> Titled {
    let body = format!("Can you attend within {}? Open to answer.", minutes(within_min));
    Titled { title: format!("CTAC call-out: {headline}"), body }
}

/// An email, in plain text.
#[must_use]
pub fn email(headline: &str, within_min: u32, code: &str, link: Option<&str>) -> Titled {
    let how = match link {
        Some(link) => format!("Answer here:\n\n{link}\n\nor sign in."),
        None => format!("Sign in to answer, or reply {code} and the minutes to the text message."),
    };
    let body = format!(
        "The Cyber Technical Advice Cell asks who can attend: {headline}.\n\nCan you attend within {}?\n\n{how}\n\n\
         If you cannot, say so: others are asked as well.\n",
        minutes(within_min)
    );
    Titled { title: format!("CTAC call-out: {headline}"), body }
}

/// Such as `1 minute`, `45 minutes`, `2 hours`.
#[must_use]
pub fn minutes(minutes: u32) -> String {
    let (count, unit) =
        if minutes >= 60 && minutes.is_multiple_of(60) { (minutes / 60, "hour") } else { (minutes, "minute") };
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {unit}{plural}")
}

#[cfg(test)]
mod tests;
