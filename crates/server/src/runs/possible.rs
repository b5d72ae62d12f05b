//! What can be done with a run and with each of its steps now, by the words of the commands. Who may is not asked here,
//! but for what only members, and only those who steer, can do at all.

use ctac_runbook::run::plan::{Def, Kind, Skip};
use ctac_runbook::run::state::{Instance, Run, RunStatus, Status};

/// What the caller may do in the incident.
#[derive(Debug, Clone, Copy)]
pub(super) struct May {
    pub(super) post: bool,
    pub(super) steer: bool,
}

/// With the run as a whole.
pub(super) fn of_run(run: &Run, may: May) -> Vec<String> {
    let (post, steer): (&[&str], &[&str]) = match run.status {
        RunStatus::Running => {
            (&["note", "add-step", "offer-handover", "take-over"], &["pause", "migrate", "cancel-run", "cancel-lane"])
        }
        RunStatus::Paused { .. } => (&["note", "offer-handover", "take-over"], &["resume", "cancel-run"]),
        RunStatus::Finished { .. } | RunStatus::Cancelled { .. } => (&["note"], &[]),
    };
    let post = post.iter().filter(|word| may.post && (**word != "take-over" || run.offered.is_some()));
    post.chain(steer.iter().filter(|_| may.steer)).map(ToString::to_string).collect()
}

/// With one attempt at a step.
pub(super) fn of_step(run: &Run, it: &Instance, def: &Def, may: May) -> Vec<String> {
    let latest = run.latest(it.frame, &it.slug).is_some_and(|latest| latest.id == it.id);
    if !may.post || !latest {
        return Vec::new();
    }
    let words = match run.status {
        RunStatus::Running if it.status.is_live() => live(it, def),
        RunStatus::Running => over(run, it, def),
        RunStatus::Finished { .. } => over(run, it, def),
        RunStatus::Paused { .. } if it.status.is_live() => vec!["assign"],
        RunStatus::Paused { .. } | RunStatus::Cancelled { .. } => Vec::new(),
    };
    words.into_iter().map(str::to_owned).collect()
}

fn live(it: &Instance, def: &Def) -> Vec<&'static str> {
    let mut words = match &def.kind {
        Kind::Task => vec!["complete"],
        Kind::Decision { .. } => vec!["decide"],
        Kind::Approval { .. } if it.votes.is_empty() => vec!["approve", "reject", "override"],
        Kind::Approval { .. } => vec!["approve", "reject", "withdraw-approval", "override"],
        Kind::Act(_) if it.by_hand || it.status == Status::Unknown => vec!["complete", "retry", "do-by-hand"],
        Kind::Act(_) if it.status == Status::Sending => vec!["do-by-hand"],
        Kind::Act(_) => vec!["retry", "do-by-hand"],
        Kind::Child { .. } | Kind::Wait(_) if it.by_hand || it.status == Status::Unknown => vec!["complete"],
        Kind::Repeat { .. } if it.status == Status::Judgement => vec!["judge"],
        Kind::Child { .. } | Kind::Wait(_) | Kind::Repeat { .. } | Kind::Parallel { .. } | Kind::Note => Vec::new(),
    };
    words.push("claim");
    if it.claimed.is_some() {
        words.push("release");
    }
    words.push("assign");
    if !matches!(def.kind, Kind::Approval { .. }) && def.skip != Skip::Never {
        words.push("skip");
    }
    words.extend(["fail", "retarget", "note"]);
    words
}

fn over(run: &Run, it: &Instance, def: &Def) -> Vec<&'static str> {
    let given_up = run.frames.get(&it.frame).is_some_and(|frame| frame.given_up);
    let again = matches!(def.kind, Kind::Task | Kind::Decision { .. } | Kind::Approval { .. } | Kind::Act(_));
    let mut words = Vec::new();
    if again && !given_up && matches!(it.status, Status::Done | Status::Skipped) {
        words.push("reopen");
    }
    if it.recheck {
        words.push("confirm");
    }
    words
}
