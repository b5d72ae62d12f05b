//! A step: what somebody, or the service, is to do.

use serde::{Deserialize, Serialize};

use crate::model::action::{Action, Automatic};
use crate::model::control::{Approval, Branch, Decision, Parallel, Repeat, SubRunbook, Wait};
use crate::model::http::HeaderValue;
use crate::model::target::Target;
use crate::model::template::Template;
use crate::model::text::Text;
use crate::model::word::{Line, Name, Slug, Title};

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// What it is called for ever.
    pub slug: Slug,
    /// Its heading: what is to be done, as an order or a question.
    pub title: Title,
    /// Who does it, or does it by hand where the service could not; none: the runbook's lead.
    pub role: Option<Slug>,
    /// Whose people do it, or whose clock it is, where that is one organisation.
    pub organisation: Option<Template>,
    /// Until when.
    pub target: Option<Target>,
    /// Whether it may be left out.
    pub skip: Skip,
    /// What must be handed in with it.
    pub evidence: Vec<Evidence>,
    /// What kind of step it is.
    pub kind: StepKind,
    /// The instruction.
    pub text: Text,
}

/// Whether a step may be left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Skip {
    /// With a reason.
    Reason,
    /// Never.
    Never,
    /// With a reason, when somebody of this role approves.
    Approval(Slug),
}

/// Something that is handed in with a step: a file, a hash, a text, a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// What it is called.
    pub name: Line,
    /// The step can be done without it.
    pub optional: bool,
}

/// What kind of step it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// A person does it and says so.
    Task(Task),
    /// A person answers a question.
    Decision(Decision),
    /// People approve or reject.
    Approval(Approval),
    /// Lanes are worked at the same time.
    Parallel(Parallel),
    /// Steps are worked again and again.
    Repeat(Repeat),
    /// Another runbook is worked.
    Runbook(SubRunbook),
    /// The run waits.
    Wait(Wait),
    /// Something is said; there is nothing to do.
    Note,
    /// The service does it.
    Automatic(Automatic),
}

/// What a person does.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Task {
    /// What they fill in.
    pub records: Vec<Field>,
}

/// A record that a person fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// The record.
    pub record: Name,
    /// The step can be done without it.
    pub optional: bool,
}

impl StepKind {
    /// Its name, as it is written.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Task(_) => "task",
            Self::Decision(_) => "decision",
            Self::Approval(_) => "approval",
            Self::Parallel(_) => "parallel",
            Self::Repeat(_) => "repeat",
            Self::Runbook(_) => "runbook",
            Self::Wait(_) => "wait",
            Self::Note => "note",
            Self::Automatic(automatic) => automatic.action.name(),
        }
    }

    /// The branches that it has, in the order of the page, each with what leads into it, as its heading says.
    #[must_use]
    pub fn branches(&self) -> Vec<(String, &Branch)> {
        match self {
            Self::Decision(decision) => {
                let head = |answers: &[Slug]| answers.iter().map(Slug::as_str).collect::<Vec<_>>().join(", ");
                decision.branches.iter().map(|when| (format!("When {}", head(&when.answers)), &when.branch)).collect()
            }
            Self::Approval(approval) => {
                let approved = approval.approved.iter().map(|branch| ("When approved".to_owned(), branch));
                approved.chain(approval.rejected.iter().map(|branch| ("When rejected".to_owned(), branch))).collect()
            }
            Self::Parallel(parallel) => {
                parallel.lanes.iter().map(|lane| (format!("Lane {}", lane.name), &lane.branch)).collect()
            }
            Self::Repeat(repeat) => vec![("Each time".to_owned(), &repeat.each)],
            Self::Task(_) | Self::Runbook(_) | Self::Wait(_) | Self::Note | Self::Automatic(_) => Vec::new(),
        }
    }

    /// The records that it fills in, and whether it can be done without.
    #[must_use]
    pub fn records(&self) -> Vec<(&Name, bool)> {
        match self {
            Self::Task(task) => task.records.iter().map(|field| (&field.record, field.optional)).collect(),
            Self::Decision(decision) => decision.record.iter().map(|record| (record, false)).collect(),
            Self::Approval(approval) => approval.record.iter().map(|record| (record, false)).collect(),
            Self::Runbook(sub) => sub.returns.iter().map(|pass| (&pass.ours, true)).collect(),
            Self::Automatic(Automatic { action: Action::Http(http), .. }) => {
                http.outputs.iter().map(|output| (&output.record, false)).collect()
            }
            Self::Parallel(_) | Self::Repeat(_) | Self::Wait(_) | Self::Note | Self::Automatic(_) => Vec::new(),
        }
    }

    /// The texts in it that are filled in when it is done, each with its key.
    #[must_use]
    pub fn templates(&self) -> Vec<(&'static str, &Template)> {
        let Self::Automatic(automatic) = self else { return Vec::new() };
        match &automatic.action {
            Action::Page(page) => vec![("message", &page.message)],
            Action::CallOut(call_out) => vec![("message", &call_out.message)],
            Action::Sitrep(_) | Action::Clock(_) => Vec::new(),
            Action::Invite(invite) => {
                let message = invite.message.iter().map(|message| ("message", message));
                std::iter::once(("organisation", &invite.organisation)).chain(message).collect()
            }
            Action::SetSeverity(set) => vec![("reason", &set.reason)],
            Action::Http(http) => {
                let headers = http.headers.values().filter_map(|value| match value {
                    HeaderValue::Text(template) => Some(("headers", template)),
                    HeaderValue::Secret(_) => None,
                });
                let body = http.body.iter().flat_map(|body| body.templates()).map(|template| ("body", template));
                std::iter::once(("url", http.url.path())).chain(headers).chain(body).collect()
            }
        }
    }
}
