//! The report of how a run was followed, to be read and to be printed.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use ctac_domain::id::{PersonId, RunId};
use ctac_domain::run::person_of;
use ctac_runbook::run::adherence::{CameTo, Figures, NotReached, Report, StepReport};
use ctac_runbook::run::state::Mode;

use crate::app::App;
use crate::caller::Caller;
use crate::json::At;
use crate::pages::frame::{Frame, Part, page};
use crate::pages::people::People;
use crate::pages::when::{When, logged};
use crate::refused::Refused;
use crate::runs::adherence::report;
use crate::runs::run;

#[derive(Template)]
#[template(path = "adherence.html")]
struct Page {
    frame: Frame,
    id: String,
    title: String,
    version: String,
    reference: String,
    through: u64,
    exercise: bool,
    cancelled: bool,
    started: When,
    ended: Option<When>,
    figures: Figures,
    median: Option<String>,
    late_by_role: String,
    steps: Vec<Line>,
    not_reached: Vec<NotReached>,
    turns: Vec<(When, String, String)>,
}

/// One attempt.
struct Line {
    title: String,
    within: String,
    came_to: &'static str,
    attempt: u32,
    role: String,
    by: String,
    at: Option<When>,
    late: Option<String>,
    lines: Vec<String>,
}

pub(crate) async fn read(State(app): State<App>, caller: Caller, At(id): At<RunId>) -> Result<Response, Refused> {
    let state = app.engine.state();
    let kept = run(&state, caller, id)?;
    let made = report(&app, &kept).await?;
    let it = made.report;
    let ids: BTreeSet<PersonId> = people_of(&it);
    let people = People::named(&app, &state, ids).await;
    let title = format!("How it was followed: {}", it.title);
    let late = it.figures.late_by_role.iter();
    Ok(page(&Page {
        frame: Frame::of(&app, caller, Part::Incidents, &title).await,
        id: id.to_string(),
        version: it.version.to_string(),
        reference: made.reference,
        through: made.through,
        exercise: it.mode == Mode::Exercise,
        cancelled: it.cancelled,
        started: logged(it.started_at),
        ended: it.ended_at.map(logged),
        median: it.figures.median_to_claim_s.map(lasting),
        late_by_role: late.map(|(role, count)| format!("{role}: {count}")).collect::<Vec<_>>().join(", "),
        steps: it.steps.iter().map(|it| line(it, &people)).collect(),
        turns: it
            .turns
            .iter()
            .map(|turn| (logged(turn.at), who(turn.by.as_ref().and_then(person_of), &people), turn.what.clone()))
            .collect(),
        not_reached: it.not_reached,
        figures: it.figures,
        title: it.title,
    }))
}

fn people_of(it: &Report) -> BTreeSet<PersonId> {
    let steps = it.steps.iter().filter_map(|it| it.by.as_ref());
    steps.chain(it.turns.iter().filter_map(|it| it.by.as_ref())).filter_map(person_of).collect()
}

fn who(person: Option<PersonId>, people: &People) -> String {
    person.map_or_else(|| "the service".to_owned(), |person| people.with_organisation(person))
}

/// `3 min`, `2 h 5 min`, `40 s`.
fn lasting(seconds: i64) -> String {
    let parts = [(seconds / 3_600, "h"), (seconds / 60 % 60, "min"), (seconds % 60, "s")];
    let said: Vec<String> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, unit)| format!("{count} {unit}")).collect();
    if said.is_empty() { "at once".to_owned() } else { said.join(" ") }
}

fn line(it: &StepReport, people: &People) -> Line {
    let mut lines: Vec<String> = it.answer.iter().map(|answer| format!("Answer: {answer}")).collect();
    lines.extend(it.reason.iter().map(|reason| format!("Why: {reason}")));
    lines.extend(it.evidence.iter().map(|it| format!("{}: {}", it.label, it.value)));
    Line {
        title: it.title.clone(),
        within: if it.within.is_empty() { it.phase.clone() } else { it.within.join(" › ") },
        came_to: match it.came_to {
            CameTo::Done => "Done",
            CameTo::Skipped => "Passed over",
            CameTo::Withdrawn => "Withdrawn",
            CameTo::Open => "Still open",
        },
        attempt: it.attempt,
        role: it.acted_as.clone().or_else(|| it.role.clone()).unwrap_or_default(),
        by: if it.recorded_at.is_some() { who(it.by.as_ref().and_then(person_of), people) } else { String::new() },
        at: it.occurred_at.map(logged),
        late: it.late_s.map(
            |late_s| {
                if late_s > 0 { format!("{} late", lasting(late_s)) } else { "in time".to_owned() }
            },
        ),
        lines,
    }
}
