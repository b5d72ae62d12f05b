//! A version of a runbook as people read it.

use axum::extract::State;
use ctac_api::procedure::{
    ProcedureAnswer, ProcedureInput, ProcedurePlace, ProcedureRole, ProcedureStep, ProcedureText, ProcedureView,
};
use ctac_domain::library::Version;
use ctac_runbook::model::{Clock, ClockBasis, Origin, Reference, Role, Standing, StepKind, Variable};
use ctac_runbook::preview::outline::{Outlined, outline, trigger};
use ctac_runbook::run::plan::Hash;

use super::shelf::{Named, shelf, version_in};
use crate::app::App;
use crate::caller::Caller;
use crate::json::{Answer, At};
use crate::refused::Refused;

pub(super) async fn read(
    State(app): State<App>,
    caller: Caller,
    At((named, version)): At<(Named, Hash)>,
) -> Result<Answer<ProcedureView>, Refused> {
    let state = app.engine.state();
    let shelf = shelf(&state, caller, &named)?;
    Ok(Answer(view(version_in(&shelf, &version)?)))
}

fn view(version: &Version) -> ProcedureView {
    let it = &version.runbook;
    ProcedureView {
        id: it.id,
        version: version.hash.clone(),
        slug: it.slug.to_string(),
        title: it.title.to_string(),
        tlp: it.tlp.to_string(),
        owner: it.owner.to_string(),
        review_by: it.review_by.to_string(),
        purpose: it.purpose.as_str().to_owned(),
        triggers: it.triggers.iter().map(trigger).collect(),
        to_confirm: it.to_confirm.iter().map(ToString::to_string).collect(),
        roles: it.roles.iter().map(|role| self::role(role, role.slug == it.lead)).collect(),
        inputs: it.variables.iter().filter_map(input).collect(),
        clocks: it.clocks.iter().map(clock).collect(),
        references: it.references.iter().map(reference).collect(),
        phases: it.phases.iter().map(|phase| text(phase.title.to_string(), phase.text.as_str())).collect(),
        steps: outline(it).iter().map(step).collect(),
    }
}

fn text(title: String, text: &str) -> ProcedureText {
    ProcedureText { title, text: text.to_owned() }
}

fn role(it: &Role, lead: bool) -> ProcedureRole {
    ProcedureRole {
        slug: it.slug.to_string(),
        name: it.name.to_string(),
        about: it.about.as_ref().map(ToString::to_string),
        deputy: it.deputy.as_ref().map(ToString::to_string),
        lead,
    }
}

fn input(it: &Variable) -> Option<ProcedureInput> {
    let Origin::Input(value) = &it.origin else { return None };
    Some(ProcedureInput {
        name: it.name.to_string(),
        label: it.label.to_string(),
        expected: it.kind.expected(),
        value: value.as_ref().map(|value| value.as_str().to_owned()),
    })
}

fn clock(it: &Clock) -> String {
    let from = match it.from {
        ClockBasis::Awareness => "from when the organisation became aware",
        ClockBasis::Declared => "from when the incident was declared",
        ClockBasis::Start => "from when the clock is started",
    };
    let standing = match it.standing {
        Standing::Default => ", proposed",
        Standing::Agreed => "",
        Standing::Required => ", required",
    };
    let source = it.source.as_ref().map(|source| format!(" ({source})")).unwrap_or_default();
    format!("{}: {} {from}{standing}{source}", it.name, it.within.in_words())
}

fn reference(it: &Reference) -> String {
    let more = [&it.description, &it.source, &it.url, &it.external_id];
    let more: Vec<String> = more.into_iter().flatten().map(ToString::to_string).collect();
    if more.is_empty() { it.name.to_string() } else { format!("{}: {}", it.name, more.join("; ")) }
}

fn step(it: &Outlined<'_>) -> ProcedureStep {
    let step = it.step;
    let answers = match &step.kind {
        StepKind::Decision(decision) => decision
            .answers
            .iter()
            .map(|(answer, words)| ProcedureAnswer { answer: answer.to_string(), words: words.to_string() })
            .collect(),
        _ => Vec::new(),
    };
    let branches = step.kind.branches().into_iter().map(|(head, branch)| {
        let named = branch.name.as_ref().map(|name| format!(": {}", name.title)).unwrap_or_default();
        text(format!("{head}{named}"), branch.text.as_str())
    });
    ProcedureStep {
        slug: step.slug.to_string(),
        number: it.number.clone(),
        title: step.title.to_string(),
        kind: step.kind.name().to_owned(),
        phase: it.phase,
        under: it.under.map(|(above, branch)| ProcedurePlace { step: above.to_string(), branch }),
        role: it.role.to_string(),
        asks: it.asks.iter().map(ToString::to_string).collect(),
        within: it.within.clone(),
        skip: it.skip.clone(),
        says: it.sentences.clone(),
        answers,
        records: it.records.clone(),
        evidence: it.evidence.clone(),
        branches: branches.collect(),
        text: step.text.as_str().to_owned(),
    }
}
