//! The alert threshold: saved whole, checked whole, under a version that the editor names. It stands from then on; what
//! was raised before keeps the version it was judged by.

use std::collections::BTreeSet;

use crate::access::{self, Action, Object};
use crate::decide::{Answer, As, Deciding, Refusal};
use crate::event::Event;
use crate::limits;
use crate::rules::configuration::check_size;
use crate::rules::text::{check_line, check_text, invalid};
use crate::state::Stream;
use crate::threshold::Threshold;

#[cfg(test)]
mod tests;

/// Saves it; the version it comes with counts for nothing.
pub(crate) fn save(d: &mut Deciding<'_>, mut threshold: Threshold, expect: Option<u64>) -> Result<Answer, Refusal> {
    access::check(d, Action::ManageConfiguration, Object::Cell)?;
    check(d, &threshold)?;
    let stands = d.state.threshold_now().into_owned();
    let actual = stands.version;
    let same = Threshold { version: actual, ..threshold.clone() } == stands;
    match expect {
        // Sent again: its first answer was lost.
        Some(expect) if same && expect <= actual && actual <= expect + 1 && actual > 0 => {
            return Ok(Answer::Version(actual));
        }
        Some(expect) if expect == actual => {}
        None if actual == 0 => {}
        _ => return Err(Refusal::Stale { actual }),
    }
    threshold.version = actual + 1;
    threshold.agreed.sort();
    d.emit(Stream::Threshold, Event::ThresholdSaved { threshold }, As::default());
    Ok(Answer::Version(actual + 1))
}

fn check(d: &Deciding<'_>, threshold: &Threshold) -> Result<(), Refusal> {
    check_size(threshold)?;
    let criteria = &threshold.criteria;
    if criteria.is_empty() || criteria.len() > limits::CRITERIA {
        return Err(invalid("criteria", format!("1 to {}, not {}", limits::CRITERIA, criteria.len())));
    }
    let mut ids = BTreeSet::new();
    for criterion in criteria {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let id = criterion.id.as_str();
        if id.is_empty() || id.len() > limits::CRITERION.0 || !id.chars().all(fits) {
            let problem = format!("{id:?}: 1 to {} lower-case letters, digits and hyphens", limits::CRITERION.0);
            return Err(invalid("criteria.id", problem));
        }
        if !ids.insert(id) {
            return Err(invalid("criteria.id", format!("{id} stands twice")));
        }
        check_line("criteria.text", &criterion.text, limits::CRITERION.1)?;
    }
    check_text("guidance", &threshold.guidance, limits::TEXT)?;
    check_line("authority", &threshold.authority, limits::CRITERION.1)?;
    if threshold.policy.is_some_and(|id| !d.state.policies.contains_key(&id)) {
        return Err(invalid("policy", "there is no such escalation policy"));
    }
    let agreed: BTreeSet<_> = threshold.agreed.iter().collect();
    if agreed.len() != threshold.agreed.len() || threshold.agreed.len() > limits::REPORT_ORGANISATIONS {
        return Err(invalid("agreed", format!("each organisation once, and at most {}", limits::REPORT_ORGANISATIONS)));
    }
    match threshold.agreed.iter().find(|id| !d.state.organisations.contains_key(*id)) {
        Some(id) => Err(invalid("agreed", format!("{id} is no member organisation"))),
        None => Ok(()),
    }
}
