//! Texts of a run: requests with every variable filled in. A value is text wherever it lands, and is never looked at again.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::fact::Done;
use super::id::FrameId;
use super::request::{Ask, Header};
use super::state::Run;
use crate::model::{Action, ClockAction, Condition, HeaderValue, Http, Name, Template, Truth, Value};

/// Something done by itself.
pub(crate) const fn done_at(at: Timestamp) -> Done {
    Done {
        occurred_at: at,
        outputs: BTreeMap::new(),
        evidence: Vec::new(),
        answer: None,
        reason: None,
        odd_time: false,
    }
}

/// A message to people: it is better sent with something missing than not at all.
pub(crate) fn message<'a>(template: &Template, value_of: impl Fn(&str) -> Option<&'a str>) -> String {
    template.fill(|name| Some(value_of(name.as_str()).unwrap_or("(not known)"))).unwrap_or_default()
}

/// A request with every text filled in.
///
/// # Errors
///
/// The name of a variable that is not known, and without which it cannot be done.
pub(crate) fn fill<'a>(
    action: &Action,
    organisation: Option<&Template>,
    value_of: impl Fn(&str) -> Option<&'a str>,
) -> Result<Ask, String> {
    let named = |name: &Name| value_of(name.as_str());
    let needed = |template: &Template| template.fill(named).map_err(|unset| unset.0.to_string());
    let seconds = |duration: crate::model::Duration| u32::try_from(duration.seconds()).unwrap_or(u32::MAX);
    let words = |slugs: &[crate::model::Slug]| slugs.iter().map(ToString::to_string).collect();
    Ok(match action {
        Action::Page(page) => Ask::Page {
            roles: words(&page.who),
            people: Vec::new(),
            message: message(&page.message, &value_of),
            ack_within_s: page.ack_within.map(seconds),
        },
        Action::CallOut(call) => Ask::CallOut {
            needs: call.needs.iter().map(|need| (need.role.to_string(), u32::from(need.count))).collect(),
            message: message(&call.message, &value_of),
            answer_within_s: seconds(call.answer_within),
        },
        Action::Sitrep(sitrep) => Ask::Sitrep { template: sitrep.template.to_string(), roles: words(&sitrep.who) },
        Action::Clock(clock) => Ask::Clock {
            clock: clock.clock.to_string(),
            organisation: organisation.map(needed).transpose()?,
            stop: clock.action == ClockAction::Stop,
            since: match &clock.action {
                ClockAction::Start { since: Some(name) } => {
                    Some(named(name).ok_or_else(|| name.to_string())?.to_owned())
                }
                ClockAction::Start { since: None } | ClockAction::Stop => None,
            },
        },
        Action::Invite(invite) => Ask::Invite {
            organisation: needed(&invite.organisation)?,
            message: invite.message.as_ref().map(|text| message(text, &value_of)),
        },
        Action::SetSeverity(set) => {
            Ask::Severity { severity: set.severity.to_string(), reason: message(&set.reason, &value_of) }
        }
        Action::Http(http) => call(http, named)?,
    })
}

fn call<'a>(http: &Http, value_of: impl Fn(&Name) -> Option<&'a str>) -> Result<Ask, String> {
    let header = |value: &HeaderValue| -> Result<Header, String> {
        match value {
            HeaderValue::Text(text) => Ok(Header::Text(text.fill(&value_of).map_err(|unset| unset.0.to_string())?)),
            HeaderValue::Secret(name) => Ok(Header::Secret(name.to_string())),
        }
    };
    let headers: Result<BTreeMap<String, Header>, String> =
        http.headers.iter().map(|(name, value)| Ok((name.to_string(), header(value)?))).collect();
    let body = http.body.as_ref().map(|body| body.fill(&value_of).map_err(|unset| unset.0.to_string())).transpose()?;
    Ok(Ask::Http {
        method: http.method.to_string(),
        url: http.url.fill(&value_of).map_err(|unset| unset.0.to_string())?,
        headers: headers?,
        body: body.map(|body| body.to_string()),
        outputs: http.outputs.iter().map(|it| (it.record.to_string(), it.pointer.to_string())).collect(),
    })
}

/// What a condition comes to, on what is recorded.
pub(crate) fn holds(run: &Run, scope: FrameId, condition: &Condition) -> Truth {
    let plan = run.frames.get(&scope).and_then(|frame| run.plan(frame));
    let values: BTreeMap<&str, Value> = condition
        .tests()
        .iter()
        .filter_map(|test| {
            let name = test.variable.as_str();
            Some((name, Value::try_from(run.record(scope, name)?.to_owned()).ok()?))
        })
        .collect();
    condition.evaluate(|name| {
        let record = plan?.records.get(name.as_str())?;
        Some((&record.kind, values.get(name.as_str())))
    })
}
