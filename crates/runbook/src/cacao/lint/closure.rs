//! L23: the playbooks that a playbook calls, and those that they call.

use std::collections::BTreeMap;

use crate::cacao::lint::report::{Report, Rule, step_path};
use crate::cacao::wire::{Playbook, Step, StepType};
use crate::limits;

/// The playbooks at hand, that others may call.
#[derive(Debug, Default)]
pub struct Closure<'a> {
    /// By id and by version, the newest last.
    known: BTreeMap<&'a str, BTreeMap<&'a str, &'a Playbook>>,
}

impl<'a> Closure<'a> {
    /// These playbooks; of those without an id nothing is known.
    pub fn of(playbooks: impl IntoIterator<Item = &'a Playbook>) -> Self {
        let mut closure = Self::default();
        for playbook in playbooks {
            if let (Some(id), Some(modified)) = (&playbook.id, &playbook.modified) {
                closure.known.entry(id).or_default().insert(modified, playbook);
            }
        }
        closure
    }

    /// The playbook of this id and version; the newest, where no version is named.
    #[must_use]
    pub fn find(&self, id: &str, version: Option<&str>) -> Option<&'a Playbook> {
        let versions = self.known.get(id)?;
        match version {
            Some(version) => versions.get(version).copied(),
            None => versions.values().next_back().copied(),
        }
    }
}

pub(crate) fn check(report: &mut Report, playbook: &Playbook, closure: &Closure<'_>) {
    for (id, step) in calls(playbook) {
        if step.playbook_version.is_none() {
            let text = "no version is named: whatever is the newest at the start of a run is called";
            report.warning(Rule::L23, &step_path(id, "playbook_id"), text);
        }
        let own = playbook.id.as_deref().unwrap_or_default();
        let mut walk = Walk { closure, path: vec![own], seen: 0 };
        if let Some(text) = walk.fault(step) {
            report.error(Rule::L23, &step_path(id, "playbook_id"), text);
        }
    }
}

fn calls(playbook: &Playbook) -> impl Iterator<Item = (&String, &Step)> {
    playbook.workflow.iter().filter(|(_, step)| step.kind == Some(StepType::PlaybookAction))
}

/// A walk down the calls. Its depth is bounded by [`limits::CLOSURE_DEPTH`], its length by
/// [`limits::CLOSURE_PLAYBOOKS`].
struct Walk<'a> {
    closure: &'a Closure<'a>,
    path: Vec<&'a str>,
    seen: usize,
}

impl<'a> Walk<'a> {
    fn fault(&mut self, call: &'a Step) -> Option<String> {
        let id = call.playbook_id.as_deref()?;
        if self.path.contains(&id) {
            return Some(format!("a playbook calls itself: {} → {id}", self.path.join(" → ")));
        }
        if self.path.len() > limits::CLOSURE_DEPTH {
            return Some(format!("playbooks call each other more than {} deep", limits::CLOSURE_DEPTH));
        }
        self.seen += 1;
        if self.seen > limits::CLOSURE_PLAYBOOKS {
            return Some(format!("more than {} playbooks are called", limits::CLOSURE_PLAYBOOKS));
        }
        let called = self.closure.find(id, call.playbook_version.as_deref())?;
        self.path.push(id);
        let fault = calls(called).find_map(|(_, step)| self.fault(step));
        self.path.pop();
        fault
    }
}
