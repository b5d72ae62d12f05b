//! What a form of a run's page says.

use ctac_api::runs::{RunCommand, RunDetail, StepView};
use ctac_runbook::run::fact::Evidence;
use ctac_runbook::run::plan::Hash;

use crate::pages::form::{Fields, wrong};
use crate::refused::Refused;

/// The command of a form.
///
/// # Errors
/// A field is missing, unknown or not of its kind.
pub(super) fn command(it: &RunDetail, fields: &Fields) -> Result<RunCommand, Refused> {
    let instance = || -> Result<u32, Refused> {
        fields.text("instance").parse().map_err(|_| wrong("instance", "it names no step: load the page again"))
    };
    let frame = || fields.text("frame").parse().map_err(|_| wrong("frame", "choose one"));
    let reason = || fields.text("reason").trim().to_owned();
    let person = |missing: &str| fields.word("to", missing);
    Ok(match fields.text("do") {
        "complete" => complete(step(it, instance()?)?, fields)?,
        "decide" => RunCommand::Decide {
            instance: instance()?,
            answer: fields.given("answer").ok_or_else(|| wrong("answer", "choose one"))?,
            reason: fields.given("reason"),
            occurred_at: fields.instant("occurred_at")?,
        },
        "approve" => RunCommand::Approve { instance: instance()?, digest: Hash(fields.text("digest").to_owned()) },
        "reject" => RunCommand::Reject { instance: instance()?, reason: reason() },
        "withdraw-approval" => RunCommand::WithdrawApproval { instance: instance()? },
        "override" => RunCommand::Override { instance: instance()?, reason: reason() },
        "skip" => RunCommand::Skip {
            instance: instance()?,
            code: fields.word("code", "choose why")?,
            reason: reason(),
            answer: fields.given("answer"),
        },
        "retry" => RunCommand::Retry { instance: instance()? },
        "do-by-hand" => RunCommand::DoByHand { instance: instance()?, reason: reason() },
        "judge" => RunCommand::Judge { instance: instance()?, go_on: fields.text("go_on") == "true", reason: reason() },
        "claim" => RunCommand::Claim { instance: instance()?, reason: fields.given("reason") },
        "release" => RunCommand::Release { instance: instance()? },
        "assign" => {
            RunCommand::Assign { instance: instance()?, to: person("choose whose it is to be")?, reason: reason() }
        }
        "fail" => RunCommand::Fail { instance: instance()?, reason: reason() },
        "reopen" => RunCommand::Reopen { instance: instance()?, reason: reason() },
        "confirm" => RunCommand::Confirm { instance: instance()? },
        "retarget" => RunCommand::Retarget {
            instance: instance()?,
            due: fields.instant("due")?.ok_or_else(|| wrong("due", "say until when"))?,
            reason: reason(),
        },
        "note" => RunCommand::Note {
            instance: fields.given("instance").map(|_| instance()).transpose()?,
            text: fields.text("text").trim().to_owned(),
        },
        "add-step" => RunCommand::AddStep {
            frame: 0,
            title: fields.text("title").trim().to_owned(),
            text: fields.text("text").trim().to_owned(),
            role: None,
            before: fields.given("before"),
        },
        "offer-handover" => RunCommand::OfferHandover { to: person("choose who is to lead")? },
        "take-over" => RunCommand::TakeOver {},
        "pause" => RunCommand::Pause { reason: reason() },
        "resume" => RunCommand::Resume {},
        "migrate" => RunCommand::Migrate { version: Hash(fields.text("version").to_owned()) },
        "cancel-lane" => RunCommand::CancelLane { frame: frame()?, reason: reason() },
        "cancel-run" => RunCommand::CancelRun { reason: reason() },
        _ => return Err(wrong("do", "this is none of the page's buttons")),
    })
}

fn step(it: &RunDetail, instance: u32) -> Result<&StepView, Refused> {
    it.steps.iter().find(|step| step.instance == instance).ok_or_else(|| wrong("instance", "there is no such step"))
}

/// What was found and what shows it, each in a field of its own; a field left empty says nothing.
fn complete(step: &StepView, fields: &Fields) -> Result<RunCommand, Refused> {
    let outputs = fields.starting_with("output.");
    let shows = |(label, value): (String, String)| Evidence { label, value };
    Ok(RunCommand::Complete {
        instance: step.instance,
        occurred_at: fields.instant("occurred_at")?,
        outputs,
        evidence: fields.starting_with("evidence.").into_iter().map(shows).collect(),
        note: fields.given("note"),
    })
}
