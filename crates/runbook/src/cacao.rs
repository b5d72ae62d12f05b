//! CACAO v2 playbooks (OASIS Committee Specification 01, 27 November 2023): read, checked, brought in, given out.
//!
//! Reading is tolerant and says what it tolerated; checking is by the rules of the prose, since the official schemas let
//! most faults through. What is read keeps its source: nothing of a playbook by others is lost.

pub mod export;
mod graph;
mod ident;
pub mod import;
mod lint;
mod read;
mod strip;
mod wire;

pub use ident::{is_identifier, is_timestamp};
pub use lint::{Closure, Finding, Mode, Rule, Severity, lint, rules};
pub use read::{Document, ReadError, Tolerance, Tolerated, read};
pub use wire::{
    AgentTarget, AuthenticationInfo, Command, ExtensionDefinition, ExternalReference, Marking, Playbook,
    ProcessingSummary, Secret, Signature, Step, StepType, Variable,
};

/// The id of our extension: what a runbook says and CACAO has no words for.
pub const EXTENSION: &str = "extension-definition--18d7262d-1cf9-482c-ba3f-64e088c1b94a";

/// The answers that our extension declares for a switch.
pub(crate) fn answers(step: &Step) -> Vec<String> {
    let declared = step.extensions.get(EXTENSION).and_then(|extension| extension.get("answers")?.as_array());
    declared.into_iter().flatten().filter_map(|answer| answer.as_str().map(str::to_owned)).collect()
}
