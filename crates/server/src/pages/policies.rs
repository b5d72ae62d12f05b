//! Escalation policies, and who would be paged by one: the simulator, for people.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use ctac_api::explain::{Explain, ExplainedPage, ExplainedStep};
use ctac_domain::access::{Action, Object};
use ctac_domain::id::{PersonId, PolicyId};
use ctac_domain::incident::Severity;
use jiff::Timestamp;
use serde::Deserialize;

use crate::app::App;
use crate::caller::Caller;
use crate::json::{Asked, At};
use crate::limits;
use crate::pages::frame::{Frame, Part, page};
use crate::pages::people::People;
use crate::pages::when::{When, from_field_in, home, logged};
use crate::pages::words::{self, Choice};
use crate::policies::explain::explained;
use crate::refused::Refused;

#[derive(Template)]
#[template(path = "policies.html")]
struct All {
    frame: Frame,
    policies: Vec<Choice>,
}

pub(crate) async fn list(State(app): State<App>, caller: Caller) -> Result<Response, Refused> {
    let state = app.engine.state();
    caller.may(&state, Action::ReadConfiguration, Object::Cell)?;
    let policies = state.policies.values().take(limits::PAGE_POLICIES);
    let policies = policies.map(|it| Choice { value: it.id.to_string(), label: it.name.clone(), hint: "" });
    let frame = Frame::of(&app, caller, Part::OnCall, "Escalation policies").await;
    Ok(page(&All { frame, policies: policies.collect() }))
}

#[derive(Template)]
#[template(path = "policy.html")]
struct Page {
    frame: Frame,
    id: String,
    name: String,
    version: u64,
    severity: &'static str,
    severities: Vec<Choice>,
    chosen: &'static str,
    at: When,
    /// As it was typed.
    field: String,
    steps: Vec<Shown>,
    /// There are more than are shown.
    more: bool,
    exhausted: When,
    administrators: Vec<Shown>,
}

/// One step.
struct Shown {
    title: String,
    at: When,
    skipped: Option<String>,
    lines: Vec<Line>,
    unreachable: Vec<String>,
    nobody: Vec<String>,
    until: When,
}

/// One message.
struct Line {
    at: When,
    after: String,
    who: String,
    how: String,
    because: String,
}

/// What is asked: how severe, and on which clock's time.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ask {
    #[serde(default = "gravest")]
    severity: Severity,
    #[serde(default)]
    at: String,
}

const fn gravest() -> Severity {
    Severity::S1
}

pub(crate) async fn read(
    State(app): State<App>,
    caller: Caller,
    At(id): At<PolicyId>,
    Asked(ask): Asked<Ask>,
) -> Result<Response, Refused> {
    let state = app.engine.state();
    let at = match ask.at.as_str() {
        "" => None,
        typed => {
            Some(from_field_in(typed, &home()).ok_or_else(|| Refused::parameter("at", "must be a date and a time"))?)
        }
    };
    let body = Explain { severity: ask.severity, at, incident: None, integration: None };
    let told = explained(&app, &state, caller, id, &body)?;
    let people = People::named(&app, &state, people_of(&told)).await;
    let title = format!("Who would be paged by {}", told.name);
    let frame = Frame::of(&app, caller, Part::OnCall, &title).await;
    let show = |steps: &[ExplainedStep]| {
        steps.iter().take(limits::PAGE_STEPS).map(|step| shown(&people, step, told.at)).collect::<Vec<_>>()
    };
    Ok(page(&Page {
        frame,
        id: id.to_string(),
        severity: words::severity(told.severity),
        severities: words::severities(),
        chosen: value(told.severity),
        at: logged(told.at),
        field: ask.at,
        steps: show(&told.steps),
        more: told.cut || told.steps.len() > limits::PAGE_STEPS,
        exhausted: logged(told.exhausted_at),
        administrators: show(&told.administrators),
        name: told.name,
        version: told.version,
    }))
}

/// As a form sends it.
const fn value(severity: Severity) -> &'static str {
    match severity {
        Severity::S1 => "S1",
        Severity::S2 => "S2",
        Severity::S3 => "S3",
        Severity::S4 => "S4",
    }
}

fn people_of(told: &ExplainedPage) -> BTreeSet<PersonId> {
    let steps = || told.steps.iter().chain(&told.administrators).take(2 * limits::PAGE_STEPS);
    let asked = steps().flat_map(|step| step.asked.iter().map(|it| it.person));
    asked.chain(steps().flat_map(|step| step.unreachable.iter().map(|it| it.person))).collect()
}

fn shown(people: &People, step: &ExplainedStep, raised: Timestamp) -> Shown {
    let again = if step.round > 0 { format!(", time {} through", u32::from(step.round) + 1) } else { String::new() };
    let mut lines: Vec<(Timestamp, Line)> = Vec::new();
    for asked in &step.asked {
        for message in &asked.messages {
            let hint = message.hint.as_ref().map(|hint| format!(" {hint}")).unwrap_or_default();
            let line = Line {
                at: clock(message.at),
                after: after(message.at.duration_since(raised).as_secs()),
                who: people.with_organisation(asked.person),
                how: format!("{}{hint}", words::channel(message.channel)),
                because: asked.because.clone(),
            };
            lines.push((message.at, line));
        }
    }
    lines.sort_by_key(|(at, _)| *at);
    let missed = step.unreachable.iter();
    Shown {
        title: format!("Step {}{again}", step.step + 1),
        at: logged(step.at),
        skipped: step.skipped.clone(),
        lines: lines.into_iter().map(|(_, line)| line).collect(),
        unreachable: missed
            .map(|it| format!("{} ({}): {}", people.with_organisation(it.person), it.because, it.why))
            .collect(),
        nobody: step.nobody.clone(),
        until: logged(step.until),
    }
}

/// The time alone, for a row under a heading that has the date; the whole stands beside it for whoever hovers.
fn clock(at: Timestamp) -> When {
    let When { words, exact } = logged(at);
    let time = words.rsplit_once(", ").map_or(words.clone(), |(_, time)| time.to_owned());
    When { words: time, exact }
}

/// How long after the page: `at once`, `after 2 min 30 s`, `after 1 h`.
fn after(seconds: i64) -> String {
    let parts = [(seconds / 3_600, "h"), (seconds / 60 % 60, "min"), (seconds % 60, "s")];
    let said: Vec<String> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, unit)| format!("{count} {unit}")).collect();
    if said.is_empty() { "at once".to_owned() } else { format!("after {}", said.join(" ")) }
}

#[cfg(test)]
mod tests {
    use super::after;

    #[test]
    fn delays_are_said_in_their_units() {
        let said: Vec<String> = [0, 59, 120, 150, 3_600, 90_061].map(after).into();
        assert_eq!(
            said,
            ["at once", "after 59 s", "after 2 min", "after 2 min 30 s", "after 1 h", "after 25 h 1 min 1 s"]
        );
    }
}
