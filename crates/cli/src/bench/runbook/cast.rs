//! Who works a run in the benchmark: one person for each role, who does at once whatever there is to do.

use std::collections::BTreeMap;
use std::sync::Arc;

use ctac_domain::library::Written;
use ctac_runbook::run::apply::Closure;
use ctac_runbook::run::command::{Asked, Command, Which, World};
use ctac_runbook::run::fact::{By, Evidence, Fact};
use ctac_runbook::run::id::Person;
use ctac_runbook::run::plan::{Def, Hash, Kind, Plan};
use ctac_runbook::run::request::{Ask, Outcome};
use ctac_runbook::run::state::{Instance, Mode, Run, Status};
use ctac_runbook::run::{Start, decide, next_deadline, shown, start};
use jiff::Timestamp;

use crate::failure::Failure;

/// The procedure, as `crates/runbook` has it for its tests.
const RANSOMWARE: &str = include_str!("../../../../runbook/tests/fixtures/ransomware.md");
/// What it calls.
const ASSESSMENT: &str = include_str!("../../../../runbook/tests/fixtures/lived/assessment.md");
/// Commands of one run: far more than it has steps.
const COMMANDS: usize = 1_000;

/// A run that came to its end.
pub(super) struct Whole {
    pub(super) run: Run,
    pub(super) facts: Vec<Fact>,
    /// Steps that were done or passed over.
    pub(super) steps: usize,
}

/// See the module.
pub(super) struct Cast {
    closure: Closure,
    version: Hash,
    began: Timestamp,
}

/// People of each role: as many as an approval asks for.
const PEOPLE: usize = 5;

fn person(role: &str, n: usize) -> Person {
    Person(format!("{role} {n}"))
}

impl World for Cast {
    fn holders(&self, role: &str) -> Vec<Person> {
        (0..PEOPLE).map(|n| person(role, n)).collect()
    }

    fn is_active(&self, _: &Person) -> bool {
        true
    }

    fn declared_at(&self) -> Option<Timestamp> {
        Some(self.began)
    }

    fn clock_started(&self, _: &str) -> Option<Timestamp> {
        Some(self.began)
    }

    fn clocks_without_owner(&self) -> Vec<String> {
        Vec::new()
    }

    fn closure(&self, _: &Hash) -> Option<Closure> {
        Some(Arc::clone(&self.closure))
    }
}

fn wrong(what: impl std::fmt::Display) -> Failure {
    Failure::Usage(format!("the procedure: {what}"))
}

impl Cast {
    pub(super) fn new() -> Result<Self, Failure> {
        let (child, runbook) = (Written::read(ASSESSMENT).map_err(wrong)?, Written::read(RANSOMWARE).map_err(wrong)?);
        let (pins, version) =
            (BTreeMap::from([(child.runbook().id, child.version().clone())]), runbook.version().clone());
        let plan = |it: &Written| Plan::compile(it.runbook(), it.version().clone(), &pins);
        let plan = |it| plan(it).map_err(|_| wrong("it calls another"));
        let plans = [(child.version().clone(), plan(&child)?), (version.clone(), plan(&runbook)?)];
        let closure: BTreeMap<Hash, Arc<Plan>> = plans.into_iter().map(|(hash, it)| (hash, Arc::new(it))).collect();
        Ok(Self { closure: Arc::new(closure), version, began: Timestamp::UNIX_EPOCH })
    }

    pub(super) const fn closure(&self) -> &Closure {
        &self.closure
    }

    /// A run from beginning to end.
    pub(super) fn whole(&self) -> Result<Whole, Failure> {
        let mut now = self.began;
        let lead = Person("incident-manager".to_owned());
        let by = By::Person { person: lead.clone(), role: None, on_behalf_of: None };
        let asked = Asked { id: None, by, now, world: self };
        let begin = Start { mode: Mode::Live, lead, version: self.version.clone(), inputs: super::inputs() };
        let (mut facts, mut run) = start(&begin, &asked).map_err(wrong)?;
        for _ in 0..COMMANDS {
            if run.is_over() {
                let ended = |it: &&Instance| matches!(it.status, Status::Done | Status::Skipped);
                let steps = run.instances.values().filter(ended).count();
                return Ok(Whole { run, facts, steps });
            }
            let (command, by) = if let Some((effect, asked_for)) = run.outbox.iter().next() {
                let found = match &asked_for.what {
                    Ask::Http { outputs, .. } => outputs.keys().map(|it| (it.clone(), self.value(it))).collect(),
                    _ => BTreeMap::new(),
                };
                let outcome = Outcome::Done { reference: "1".to_owned(), outputs: found };
                (Command::Answer { effect: *effect, outcome }, By::Engine)
            } else if let Some((command, role, n)) = self.next(&run) {
                let person = person(&role, n);
                (command, By::Person { person, role: Some(role), on_behalf_of: None })
            } else {
                now = next_deadline(&run).ok_or_else(|| wrong("nothing can be done and nothing comes"))?;
                (Command::Tick, By::Engine)
            };
            let asked = Asked { id: None, by, now, world: self };
            let (more, then) = decide(&run, &command, &asked).map_err(wrong)?;
            facts.extend(more);
            run = then;
        }
        Err(wrong("it did not end"))
    }

    /// What somebody can do now, in which role, and which of its people it is.
    fn next(&self, run: &Run) -> Option<(Command, String, usize)> {
        let waits = |it: &&Instance| matches!(it.status, Status::Ready | Status::Judgement);
        run.instances.values().filter(waits).find_map(|it| {
            let def = run.def(it)?;
            let role = match &def.kind {
                Kind::Approval { by, .. } if !by.is_empty() => by.get(it.votes.len() % by.len()).cloned(),
                _ => def.role.clone(),
            };
            Some((self.command(run, it, def)?, role.unwrap_or_else(|| "incident-manager".to_owned()), it.votes.len()))
        })
    }

    fn command(&self, run: &Run, it: &Instance, def: &Def) -> Option<Command> {
        let instance = it.id;
        Some(match &def.kind {
            Kind::Decision { answers, .. } => {
                Command::Decide { instance, answer: answers.first()?.clone(), reason: None, occurred_at: None }
            }
            Kind::Approval { .. } => Command::Approve { instance, digest: shown(run, it) },
            Kind::Repeat { .. } => Command::Judge { instance, go_on: false, reason: "It is finished.".to_owned() },
            Kind::Task | Kind::Act(_) => Command::Complete {
                which: Which::Now(instance),
                occurred_at: None,
                outputs: def.outputs.iter().map(|it| (it.name.clone(), self.value(&it.name))).collect(),
                evidence: def
                    .evidence
                    .iter()
                    .map(|it| Evidence { label: it.name.clone(), value: "seen".to_owned() })
                    .collect(),
                note: None,
            },
            Kind::Parallel { .. } | Kind::Child { .. } | Kind::Wait(_) | Kind::Note => return None,
        })
    }

    /// Something that a record can be.
    fn value(&self, name: &str) -> String {
        let records = self.closure.values().filter_map(|plan| plan.records.get(name));
        let fits = |value: &&str| records.clone().all(|record| record.check(value).is_ok());
        ["yes", "true", "1", "2026-01-12T09:00:00Z", "2026-01-12"]
            .iter()
            .find(|it| fits(it))
            .map_or_else(String::new, ToString::to_string)
    }
}
