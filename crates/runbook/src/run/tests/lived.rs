//! Runs that an earlier program lived: from the texts and the facts that it stored, this one makes the same run. What is in
//! `tests/fixtures/lived` is never written anew: it is what members of a cell did once.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use crate::format;
use crate::model::{PlaybookId, VariableType};
use crate::run::apply::Closure;
use crate::run::command::{Command, Which};
use crate::run::fact::{Evidence, Fact};
use crate::run::plan::{Hash, Plan};
use crate::run::state::{Run, Status};
use crate::run::testing::Tried;
use crate::run::tests::properties::live;

const RANSOMWARE: &str = include_str!("../../../tests/fixtures/ransomware.md");
const ASSESSMENT: &str = include_str!("../../../tests/fixtures/lived/assessment.md");
const STORIES: [u64; 3] = [1, 2, 3];

/// As the versions of a library are read when its ledger is.
fn plans() -> Vec<Arc<Plan>> {
    let read = [RANSOMWARE, ASSESSMENT].map(|text| format::parse(text).unwrap().0);
    let pins: BTreeMap<PlaybookId, Hash> = read.iter().map(|it| (it.id, Hash::of(it).unwrap())).collect();
    read.iter().map(|it| Arc::new(Plan::compile(it, pins[&it.id].clone(), &pins).unwrap())).collect()
}

fn file(seed: u64) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/lived/{seed}.jsonl"))
}

/// What became of a run, in the words of today.
fn became(run: &Run) -> String {
    let mut text = format!("{:?}, led by {}\n", run.status, run.lead.0);
    for it in run.instances.values() {
        let ended = it.ended.as_ref();
        let by = ended.map_or("-", |ended| ended.by.as_ref().map_or("the service", |by| by.0.as_str()));
        let answer = ended.and_then(|ended| ended.answer.clone()).unwrap_or_default();
        let due = it.due.map(|due| due.to_string()).unwrap_or_default();
        writeln!(
            text,
            "{} in {}: {} #{} {:?} by {by} {answer} due {due}",
            it.id.0, it.frame.0, it.slug, it.attempt, it.status
        )
        .unwrap();
    }
    let open: Vec<u32> = run.frames.values().filter(|frame| frame.open).map(|frame| frame.id.0).collect();
    writeln!(text, "open: {open:?}\nasked: {:?}", run.outbox.keys().collect::<Vec<_>>()).unwrap();
    for ((scope, name), value) in &run.records {
        writeln!(text, "{}.{name} = {value}", scope.0).unwrap();
    }
    text
}

#[test]
fn what_was_lived_before_is_the_same_run_today() {
    let closure: Closure = Arc::new(plans().into_iter().map(|plan| (plan.hash.clone(), plan)).collect());
    for seed in STORIES {
        let stored = std::fs::read_to_string(file(seed)).unwrap();
        let mut facts = stored.lines().map(|line| serde_json::from_str::<Fact>(line).unwrap());
        let mut run = Run::begin(&facts.next().unwrap(), Arc::clone(&closure)).unwrap();
        facts.for_each(|fact| run.apply(&fact, Some(&closure)));
        insta::assert_snapshot!(format!("lived-{seed}"), became(&run));
    }
}

/// Does the first step that waits, with all that it asks for.
fn done(run: &mut Tried) {
    let ready = run.run.instances.values().find(|it| it.status == Status::Ready).cloned();
    let Some((it, def)) = ready.and_then(|it| run.run.def(&it).cloned().map(|def| (it, def))) else { return };
    let plan = run.run.plan(&run.run.frames[&it.frame]).cloned().unwrap();
    let value = |name: &str| match &plan.records[name].kind {
        VariableType::Choice(answers) => answers.iter().next().unwrap().0.to_string(),
        VariableType::Timestamp => "2026-01-12T09:00:00Z".to_owned(),
        VariableType::Bool => "true".to_owned(),
        VariableType::Integer => "1".to_owned(),
        _ => "found".to_owned(),
    };
    let outputs = def.outputs.iter().map(|wanted| (wanted.name.clone(), value(&wanted.name))).collect();
    let evidence =
        def.evidence.iter().map(|it| Evidence { label: it.name.clone(), value: "seen".to_owned() }).collect();
    let command = Command::Complete { which: Which::Now(it.id), occurred_at: None, outputs, evidence, note: None };
    // A decision or an approval is not done so: those are left to the others.
    let _refused = run.by("ann", &command);
}

/// How the fixtures came to be, for the next one: `CTAC_GENERATE=1 cargo nextest run -p ctac-runbook more_is_lived`. Those that are
/// there stay.
#[test]
fn more_is_lived() {
    if std::env::var_os("CTAC_GENERATE").is_none() {
        return;
    }
    for seed in STORIES.into_iter().filter(|seed| !file(*seed).exists()) {
        let inputs = [("org", "Northmoor"), ("incident_id", "CTAC-2026-0001"), ("aware_at", "2026-01-12T09:00:00Z")];
        let mut run = Tried::started(plans(), &inputs);
        for role in run.run.closure.values().flat_map(|plan| plan.steps.values()).filter_map(|def| def.role.clone()) {
            let people = ["ann", "bob", "boss", "chief"].map(crate::run::testing::person);
            run.outside.holders.insert(role, people.to_vec());
        }
        live(&mut run, seed, 600, done);
        assert_eq!(run.replayed(), run.run);
        let lines: Vec<String> = run.facts.iter().map(|fact| serde_json::to_string(fact).unwrap()).collect();
        std::fs::write(file(seed), lines.join("\n") + "\n").unwrap();
    }
}
