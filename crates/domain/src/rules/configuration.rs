//! Policies and integrations: saved whole, checked whole, under a version that the editor names.

use super::text::{check_line, check_room};
use crate::access::{self, Action, Object};
use crate::decide::{Answer, As, Deciding, Refusal};
use crate::event::Event;
use crate::limits::{DIRECTORY, TITLE};
use crate::policy::{Integration, Policy};
use crate::state::Stream;

pub(super) use sound::{check_condition, check_size};
use sound::{check_integration, check_policy};

mod sound;
#[cfg(test)]
mod tests;

/// Saves a policy; the version it comes with counts for nothing.
pub(crate) fn save_policy(d: &mut Deciding<'_>, mut policy: Policy, expect: Option<u64>) -> Result<Answer, Refusal> {
    access::check(d, Action::ManageConfiguration, Object::Cell)?;
    check_line("name", &policy.name, TITLE)?;
    check_size(&policy)?;
    check_policy(&d.state, &policy)?;
    let stands = d.state.policies.get(&policy.id);
    let same = stands.is_some_and(|stands| Policy { version: stands.version, ..policy.clone() } == *stands);
    match next_version(stands.map(|stands| stands.version), expect, same, "policy")? {
        Next::Already(version) => Ok(Answer::Version(version)),
        Next::Save(version) => {
            check_new("policies", version, d.state.policies.len())?;
            policy.version = version;
            d.emit(Stream::Policy(policy.id), Event::PolicySaved { policy }, As::default());
            Ok(Answer::Version(version))
        }
    }
}

/// Saves an integration; the version it comes with counts for nothing.
pub(crate) fn save_integration(
    d: &mut Deciding<'_>,
    mut integration: Integration,
    expect: Option<u64>,
) -> Result<Answer, Refusal> {
    access::check(d, Action::ManageConfiguration, Object::Cell)?;
    check_line("name", &integration.name, TITLE)?;
    check_size(&integration)?;
    check_integration(&d.state, &integration)?;
    let stands = d.state.integrations.get(&integration.id);
    let same = stands.is_some_and(|stands| Integration { version: stands.version, ..integration.clone() } == *stands);
    match next_version(stands.map(|stands| stands.version), expect, same, "integration")? {
        Next::Already(version) => Ok(Answer::Version(version)),
        Next::Save(version) => {
            check_new("integrations", version, d.state.integrations.len())?;
            integration.version = version;
            // Its stream is its organisation's, as its alerts are.
            let how = As { organisation: Some(integration.organisation), ..As::default() };
            d.emit(Stream::Integration(integration.id), Event::IntegrationSaved { integration }, how);
            Ok(Answer::Version(version))
        }
    }
}

/// What a save comes to.
pub(super) enum Next {
    /// It stands there already, as this version: a repeat records nothing.
    Already(u64),
    /// It is to be recorded as this version.
    Save(u64),
}

/// Versions begin at 1. An edit names the version it began from; a save that was already taken, and whose answer was
/// lost, is recognised by being the same.
pub(super) fn next_version(
    stands: Option<u64>,
    expect: Option<u64>,
    same: bool,
    what: &'static str,
) -> Result<Next, Refusal> {
    match (stands, expect) {
        (None, None) => Ok(Next::Save(1)),
        (None, Some(_)) => Err(Refusal::NotFound(what)),
        (Some(actual), None) if same && actual == 1 => Ok(Next::Already(actual)),
        (Some(actual), Some(expect)) if same && (expect == actual || expect + 1 == actual) => Ok(Next::Already(actual)),
        (Some(actual), Some(expect)) if expect == actual => Ok(Next::Save(actual + 1)),
        (Some(actual), _) => Err(Refusal::Stale { actual }),
    }
}

/// Whether there is room for one more, where it is new.
pub(super) fn check_new(what: &'static str, version: u64, now: usize) -> Result<(), Refusal> {
    if version == 1 { check_room(what, now, DIRECTORY) } else { Ok(()) }
}
