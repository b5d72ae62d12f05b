//! From a runbook to its plan.

use std::collections::BTreeMap;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::plan::{Act, Branch, Def, Hash, Join, Kind, Lane, Level, Plan, RecordDef, Skip, Target, WaitFor, Wanted};
use crate::model::{self, Duration, OnFailure, Origin, Runbook, Slug, Step, StepKind, SubRunbook, Wait};

/// A sub-runbook for which there is no version.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the step {step} calls the runbook {playbook}, which is not there, or has no approved version")]
pub struct NoChild {
    /// Which step.
    pub step: String,
    /// What it calls.
    pub playbook: model::PlaybookId,
}

/// Which version a call of a sub-runbook comes to; none: there is none.
pub trait Pins {
    /// The version, by its content's digest.
    fn pin(&self, call: &SubRunbook) -> Option<Hash>;
}

/// By runbook: the version in force, whatever the call asks for. Empty for a runbook that calls none.
impl Pins for BTreeMap<model::PlaybookId, Hash> {
    fn pin(&self, call: &SubRunbook) -> Option<Hash> {
        self.get(&call.playbook).cloned()
    }
}

struct Compiler<'a> {
    steps: BTreeMap<String, Arc<Def>>,
    pins: &'a dyn Pins,
    lead: &'a Slug,
}

impl Plan {
    /// Makes a version ready to be run. `hash` is its content's digest.
    ///
    /// # Errors
    ///
    /// It calls a runbook for which there is no version.
    pub fn compile(runbook: &Runbook, hash: Hash, pins: &dyn Pins) -> Result<Self, NoChild> {
        let mut compiler = Compiler { steps: BTreeMap::new(), pins, lead: &runbook.lead };
        let mut body = Vec::new();
        for phase in &runbook.phases {
            body.extend(compiler.body(&phase.steps, phase.title.as_str())?);
        }
        let records = runbook.variables.iter().map(|variable| (variable.name.to_string(), record(variable))).collect();
        let title = runbook.title.to_string();
        let deputy = |role: &model::Role| Some((role.slug.to_string(), role.deputy.as_ref()?.to_string()));
        let deputies = runbook.roles.iter().filter_map(deputy).collect();
        Ok(Self { runbook: runbook.id.to_string(), hash, title, body, steps: compiler.steps, records, deputies })
    }
}

fn record(variable: &model::Variable) -> RecordDef {
    RecordDef {
        label: variable.label.to_string(),
        kind: variable.kind.clone(),
        initial: variable.origin.initial().map(|value| value.as_str().to_owned()),
        input: matches!(variable.origin, Origin::Input(_)),
        constant: matches!(variable.origin, Origin::Constant(_)),
    }
}

fn seconds(duration: Duration) -> u32 {
    u32::try_from(duration.seconds()).unwrap_or(u32::MAX)
}

fn words(slugs: &[Slug]) -> Vec<String> {
    slugs.iter().map(ToString::to_string).collect()
}

impl Compiler<'_> {
    fn body(&mut self, steps: &[Step], phase: &str) -> Result<Vec<Arc<Def>>, NoChild> {
        steps.iter().map(|step| self.step(step, phase)).collect()
    }

    fn branch(&mut self, branch: Option<&model::Branch>, phase: &str) -> Result<Option<Vec<Arc<Def>>>, NoChild> {
        branch.map(|branch| self.body(&branch.steps, phase)).transpose()
    }

    fn step(&mut self, step: &Step, phase: &str) -> Result<Arc<Def>, NoChild> {
        let kind = self.kind(step, phase)?;
        let own = Level { after_s: 0, role: None };
        let above = step.target.iter().flat_map(|target| target.on_overdue.iter());
        let above = above.map(|it| Level { after_s: it.after.map_or(0, seconds), role: Some(it.page.to_string()) });
        let levels = if step.target.is_some() { std::iter::once(own).chain(above).collect() } else { Vec::new() };
        let wanted = |name: String, optional: bool| Wanted { name, required: !optional };
        let fills_in = matches!(step.kind, StepKind::Task(_));
        let outputs = step.kind.records().into_iter().filter(|_| fills_in);
        let def = Arc::new(Def {
            slug: step.slug.to_string(),
            title: step.title.to_string(),
            phase: phase.to_owned(),
            text: step.text.as_str().to_owned(),
            role: Some(step.role.as_ref().unwrap_or(self.lead).to_string()),
            organisation: step.organisation.clone(),
            target: step
                .target
                .as_ref()
                .map(|target| Target { within_s: seconds(target.within), base: target.from.clone() }),
            levels,
            skip: match &step.skip {
                model::Skip::Never => Skip::Never,
                model::Skip::Reason => Skip::Reason,
                model::Skip::Approval(role) => Skip::Approval(role.to_string()),
            },
            evidence: step.evidence.iter().map(|it| wanted(it.name.to_string(), it.optional)).collect(),
            outputs: outputs.map(|(name, optional)| wanted(name.to_string(), optional)).collect(),
            shown: shown(step),
            kind,
        });
        self.steps.insert(def.slug.clone(), Arc::clone(&def));
        Ok(def)
    }

    fn kind(&mut self, step: &Step, phase: &str) -> Result<Kind, NoChild> {
        Ok(match &step.kind {
            StepKind::Task(_) => Kind::Task,
            StepKind::Note => Kind::Note,
            StepKind::Decision(decision) => {
                let mut branches = Vec::new();
                for when in &decision.branches {
                    let body = self.body(&when.branch.steps, phase)?;
                    branches.push(Branch { answers: words(&when.answers), body });
                }
                Kind::Decision {
                    record: decision.record.as_ref().map(ToString::to_string),
                    answers: decision.answers.iter().map(|(name, _)| name.to_string()).collect(),
                    branches,
                }
            }
            StepKind::Approval(approval) => Kind::Approval {
                by: words(&approval.by),
                needs: approval.needs,
                not_by: words(&approval.not_by),
                record: approval.record.as_ref().map(ToString::to_string),
                expires_s: approval.expires.map(seconds),
                approved: self.branch(approval.approved.as_ref(), phase)?,
                rejected: self.branch(approval.rejected.as_ref(), phase)?,
            },
            StepKind::Parallel(parallel) => {
                let mut lanes = Vec::new();
                for lane in &parallel.lanes {
                    lanes.push(Lane { title: lane.name.to_string(), body: self.body(&lane.branch.steps, phase)? });
                }
                let join = match parallel.join {
                    model::Join::All => Join::All,
                    model::Join::Any => Join::AtLeast(1),
                    model::Join::Of(count) => Join::AtLeast(u32::from(count)),
                };
                Kind::Parallel { lanes, join }
            }
            StepKind::Repeat(repeat) => Kind::Repeat {
                until: repeat.until.clone(),
                every_s: repeat.every.map_or(0, seconds),
                max: u32::from(repeat.max),
                on_limit: repeat.on_limit.iter().map(|it| it.page.to_string()).collect(),
                body: self.body(&repeat.each.steps, phase)?,
            },
            StepKind::Runbook(sub) => self.child(step, sub)?,
            StepKind::Wait(Wait::For(duration)) => Kind::Wait(WaitFor::Time(seconds(*duration))),
            StepKind::Wait(Wait::Until { condition, give_up_after }) => {
                Kind::Wait(WaitFor::Until { condition: condition.clone(), patience_s: give_up_after.map(seconds) })
            }
            StepKind::Automatic(automatic) => Kind::Act(Act {
                action: automatic.action.clone(),
                goes_on: automatic.on_failure == OnFailure::Continue,
                patience_s: automatic.give_up_after.map(seconds),
            }),
        })
    }

    fn child(&self, step: &Step, sub: &SubRunbook) -> Result<Kind, NoChild> {
        let version =
            self.pins.pin(sub).ok_or_else(|| NoChild { step: step.slug.to_string(), playbook: sub.playbook })?;
        let pass = sub.pass.iter().map(|it| (it.theirs.to_string(), it.ours.to_string())).collect();
        let give_back = sub.returns.iter().map(|it| (it.ours.to_string(), it.theirs.to_string())).collect();
        Ok(Kind::Child { version, pass, give_back })
    }
}

/// The digest of what somebody who does a step is shown: its own words and rules, without the steps of its branches.
fn shown(step: &Step) -> Hash {
    let mut bare = step.clone();
    match &mut bare.kind {
        StepKind::Decision(decision) => decision.branches.clear(),
        StepKind::Approval(approval) => {
            approval.approved = None;
            approval.rejected = None;
        }
        StepKind::Repeat(repeat) => repeat.each = model::Branch::default(),
        StepKind::Parallel(_)
        | StepKind::Task(_)
        | StepKind::Runbook(_)
        | StepKind::Wait(_)
        | StepKind::Note
        | StepKind::Automatic(_) => {}
    }
    // A type of ours is always JSON; were it not, everything would count as changed, and people would look again.
    let text = serde_json::to_vec(&bare).unwrap_or_default();
    Hash(Sha256::digest(&text).iter().map(|byte| format!("{byte:02x}")).collect())
}
