//! What is said outside the cell, by text message, call, push and email: CLEAR text only. Severity and reference,
//! never a title, a summary or an organisation: whoever else reads the telephone learns nothing of use.

use std::fmt;

use crate::id::AlertId;
use crate::limits;
use crate::page::{Page, Subject};
use crate::state::State;

pub use dated::{Dated, more_over, others, with_others};

pub mod call_out;
mod dated;
pub mod notice;
pub mod reply;
pub mod verification;

/// What a test page's headline begins with, so that nobody runs for it.
const TEST: &str = "TEST";

/// What everything that is said in an exercise begins with.
pub const EXERCISE: &str = "EXERCISE";

/// Whether a headline is a test page's.
fn is_test(headline: &str) -> bool {
    headline.split(' ').next() == Some(TEST)
}

/// A message of two parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Titled {
    /// The first thing seen: a push's title, an email's subject.
    pub title: String,
    /// The rest.
    pub body: String,
}

/// Severity and reference: `S1 CTAC-2026-0001`, `S2 alert 3F9A2C`, or with `unanswered` behind it in the page that
/// tells the administrators so; of a gap, `S2 rota gap now` or `S2 rota gap within a day`; of a test, `TEST S1 page`.
#[must_use]
pub fn headline(state: &State, page: &Page) -> String {
    let (subject, suffix) = match page.subject {
        Subject::Gap { from, .. } => {
            let when = if from <= page.raised_at { "now" } else { "within a day" };
            return format!("{:?} rota gap {when}", page.severity);
        }
        Subject::Test { .. } => return format!("{TEST} {:?} page", page.severity),
        Subject::Exhausted { page: about } => (state.pages.get(&about).map(|it| it.subject), " unanswered"),
        subject => (Some(subject), ""),
    };
    let reference = match subject {
        Some(Subject::Incident { incident }) => state.incidents.get(&incident).map(|it| it.reference.clone()),
        Some(Subject::Alert { alert, .. }) => {
            let incident = state.alerts.get(&alert).and_then(|it| it.incident);
            let reference = incident.and_then(|id| state.incidents.get(&id)).map(|it| it.reference.clone());
            reference.or_else(|| Some(Short(alert).to_string()))
        }
        Some(Subject::Run { run, .. }) => {
            let kept = state.runs.get(&run);
            let reference = kept.and_then(|it| state.incidents.get(&it.incident)).map(|it| it.reference.clone());
            if kept.is_some_and(|it| it.is_exercise()) {
                let reference = reference.as_deref().unwrap_or("page");
                return format!("{EXERCISE} {:?} {reference}{suffix}", page.severity);
            }
            reference
        }
        Some(Subject::Exhausted { .. } | Subject::Gap { .. } | Subject::Test { .. }) | None => None,
    };
    let reference = reference.unwrap_or_else(|| "page".to_owned());
    format!("{:?} {reference}{suffix}", page.severity)
}

/// An alert's short name: the end of its id, which is random where its beginning is the time.
struct Short(AlertId);

impl fmt::Display for Short {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [.., a, b, c] = self.0.0.into_bytes();
        write!(f, "alert {a:02X}{b:02X}{c:02X}")
    }
}

/// A text message: one segment of GSM-7. The link is left out where it would not fit, or could not be sent so.
#[must_use]
pub fn sms(headline: &str, code: &str, link: Option<&str>) -> String {
    asks(headline, &format!("Reply {code} to acknowledge"), link)
}

/// As [`sms`], of a page and all that its message carries.
#[must_use]
pub fn sms_of(dated: &Dated, code: &str, link: Option<&str>) -> String {
    match dated.more {
        0 => sms(&dated.dated(), code, link),
        more => asks(&dated.dated(), &format!("Reply {code} to take all {}", more.saturating_add(1)), link),
    }
}

fn asks(headline: &str, how: &str, link: Option<&str>) -> String {
    let without = format!("CTAC: {headline}. {how}.");
    let Some(link) = link else { return without };
    let with = format!("CTAC: {headline}. {how}, or open {link}");
    if septets(&with).is_some_and(|length| length <= limits::SMS) { with } else { without }
}

/// How many septets of GSM-7 a text takes; none where it cannot be written so. Knows of its alphabet what is also
/// ASCII: no text here needs more.
#[must_use]
pub fn septets(text: &str) -> Option<usize> {
    text.chars()
        .map(|c| match c {
            '[' | ']' | '{' | '}' | '\\' | '^' | '|' | '~' => Some(2),
            '`' => None,
            ' '..='~' | '\n' => Some(1),
            _ => None,
        })
        .sum()
}

/// What a call says. Numbers are spoken digit by digit, capitals letter by letter.
#[must_use]
pub fn voice(headline: &str) -> String {
    let others = if is_test(headline) {
        "Press 3 to hear this again. Nobody else is called."
    } else {
        "Press 2 if you cannot. Press 3 to hear this again. Press 9 to call the next person now."
    };
    let headline = spoken_headline(headline);
    let headline = headline.trim_end_matches('.');
    format!("This is the Cyber Technical Advice Cell. {headline}. Press 1 to acknowledge. {others}")
}

fn spoken_headline(headline: &str) -> String {
    headline.split_whitespace().map(spoken).collect::<Vec<_>>().join(" ")
}

fn spoken(word: &str) -> String {
    if word == TEST {
        return "This is a test.".to_owned();
    }
    if word == EXERCISE {
        return "This is an exercise.".to_owned();
    }
    let is_count = word.len() <= 4 && word.chars().all(|c| c.is_ascii_digit());
    if is_count || word.chars().all(|c| c.is_ascii_lowercase()) {
        return word.to_owned();
    }
    let mut spoken = String::new();
    for c in word.chars() {
        match c {
            '-' => spoken.push(','),
            c => {
                if !spoken.is_empty() {
                    spoken.push(' ');
                }
                spoken.push(c);
            }
        }
    }
    match spoken.strip_prefix("S ") {
        Some(severity) if severity.len() == 1 => format!("Severity {severity}."),
        _ => spoken,
    }
}

/// A push notification.
#[must_use]
pub fn push(headline: &str) -> Titled {
    let body = if is_test(headline) {
        "This is a test of how you are reached. Open to acknowledge."
    } else {
        "You are being paged. Open to acknowledge."
    };
    Titled { title: format!("CTAC: {headline}"), body: body.to_owned() }
}

/// An email, in plain text.
#[must_use]
pub fn email(headline: &str, code: &str, link: Option<&str>) -> Titled {
    let how = match link {
        Some(link) => format!("Acknowledge it here:\n\n{link}\n\nor reply {code} to the text message."),
        None => format!("Reply {code} to the text message to acknowledge it."),
    };
    let (what, end) = if is_test(headline) {
        ("The Cyber Technical Advice Cell tests how you are reached", "Nobody else is asked.")
    } else {
        ("You are being paged by the Cyber Technical Advice Cell", "If nobody acknowledges, the next person is asked.")
    };
    let body = format!("{what}: {headline}.\n\n{how}\n\n{end}\n");
    Titled { title: format!("CTAC: {headline}"), body }
}

#[cfg(test)]
mod tests;
