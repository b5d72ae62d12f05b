//! A runbook as a CACAO playbook: a foreign engine can run it, and we read it back as what it was.
//!
//! | runbook | CACAO |
//! |---|---|
//! | role | agent; the service itself is one more |
//! | task, note, wait | action with one manual command |
//! | decision | action with the answer as output, then a switch; an answer that leads nowhere has an end of its own |
//! | approval | action, then an if on the rejection; without a rejection's branch, a while that asks until it is approved |
//! | parallel, repeat, runbook | parallel, while-condition, playbook-action |
//! | page, call-out, situation report, clock, invitation, severity | action with an HTTP command to the service's API |
//! | http | action with an HTTP command to its host; secrets are external variables, never there |
//! | `on_failure: manual` | `on_success` goes on; `on_failure` leads to an action by hand, and then on |
//! | what CACAO has no words for | our extension, of the playbook and of each step |

mod calls;
mod compile;
mod front;
mod ids;
mod kinds;

use serde_json::Value;

use crate::cacao::read::ReadError;
use crate::cacao::{Document, lint, read};
use crate::model::Runbook;

/// For whom a playbook is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Profile {
    /// CACAO as it is specified; read back without loss.
    #[default]
    Standard,
    /// For SOARCA 1: conditions of three words with bare literals, lanes one after another, an if for each answer, its
    /// own agents. It is not read back: what SOARCA has no words for is left out and said.
    Soarca,
}

/// How a runbook is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// For whom.
    pub profile: Profile,
    /// Where the API of the service is, for engines that are not ours: such as `https://ctac.example.org`.
    pub service: String,
}

impl Default for Options {
    fn default() -> Self {
        Self { profile: Profile::Standard, service: "https://ctac.example.org".to_owned() }
    }
}

/// A playbook, and what it could not say.
#[derive(Debug, Clone, PartialEq)]
pub struct Exported {
    /// The playbook.
    pub playbook: Value,
    /// What the profile left out or changed, each with the step.
    pub left_out: Vec<LeftOut>,
}

/// Something that a profile has no words for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("step #{step}: {what}")]
pub struct LeftOut {
    /// The step's slug.
    pub step: String,
    /// What was left out or changed.
    pub what: &'static str,
}

/// Writes a runbook as a playbook. The same runbook gives the same bytes: every id is derived from names.
#[must_use]
pub fn export(runbook: &Runbook, options: &Options) -> Exported {
    let compiled = compile::compile(runbook, options);
    let mut playbook = front::front(runbook, options, &compiled);
    if let Some(summary) = summary(&playbook) {
        playbook.insert("playbook_processing_summary".to_owned(), summary);
    }
    Exported { playbook: Value::Object(playbook), left_out: compiled.left_out }
}

/// The summary is derived from what is there.
fn summary(playbook: &serde_json::Map<String, Value>) -> Option<Value> {
    let document: Result<Document, ReadError> = read::document(Value::Object(playbook.clone()));
    let derived = lint::derived(&document.ok()?.playbook);
    serde_json::to_value(derived).ok()
}
