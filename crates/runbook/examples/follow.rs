//! A run from beginning to end: a decision, its branch, a step with evidence, and the report of how it was followed. Then the same
//! run from its facts alone, as after a restart.

use std::collections::BTreeMap;
use std::error::Error;
use std::sync::Arc;

use ctac_runbook::format;
use ctac_runbook::model::PlaybookId;
use ctac_runbook::run::adherence::Report;
use ctac_runbook::run::apply::Closure;
use ctac_runbook::run::command::{Asked, Command, Which, World};
use ctac_runbook::run::fact::{By, Evidence, Fact};
use ctac_runbook::run::id::Person;
use ctac_runbook::run::plan::{Hash, Kind, Plan};
use ctac_runbook::run::state::{Instance, Mode, Run, Status};
use ctac_runbook::run::{Start, decide, start};
use jiff::{SignedDuration, Timestamp};

const TEXT: &str = r#"---
runbook: leak
id: playbook--3f1c7b52-9d84-4e0a-a1c3-5b7d9e2f4a61
status: draft
owner: Head of operations
review_by: 2027-03-01
created: 2026-03-01T09:00:00.000Z
modified: 2026-03-01T09:00:00.000Z
created_by: identity--8a6e4f0b-2c1d-4b3a-9f57-6e5d4c3b2a19
tlp: GREEN
types: [notification]
activities: [compose-content]
roles: {lead: Incident manager}
---

# Water in the computer room

## Now

### Is it near the power? {#near-power}

```step
kind: decision
answers: {"yes": It is, "no": It is not}
within: 2m
```

#### When yes

##### Switch the power off {#power-off}

#### When no

Watch it.

### Find where it comes from {#find-it}

```step
evidence: [a photograph]
within: 30m
```
"#;

/// A building in which one person does everything.
struct Building(Closure);

impl World for Building {
    fn holders(&self, _role: &str) -> Vec<Person> {
        vec![Person("sam".to_owned())]
    }

    fn is_active(&self, _person: &Person) -> bool {
        true
    }

    fn declared_at(&self) -> Option<Timestamp> {
        None
    }

    fn clock_started(&self, _clock: &str) -> Option<Timestamp> {
        None
    }

    fn clocks_without_owner(&self) -> Vec<String> {
        Vec::new()
    }

    fn closure(&self, _version: &Hash) -> Option<Closure> {
        Some(Arc::clone(&self.0))
    }
}

/// What Sam does about a step that waits.
fn does(run: &Run, it: &Instance) -> Command {
    match run.def(it).map(|def| &def.kind) {
        Some(Kind::Decision { .. }) => {
            Command::Decide { instance: it.id, answer: "yes".to_owned(), reason: None, occurred_at: None }
        }
        _ => Command::Complete {
            which: Which::Now(it.id),
            occurred_at: None,
            outputs: BTreeMap::new(),
            evidence: vec![Evidence { label: "a photograph".to_owned(), value: "photo-1.jpg".to_owned() }],
            note: None,
        },
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let (runbook, _warnings) = format::parse(TEXT).map_err(|faults| format!("{faults:?}"))?;
    let version = Hash::of(&runbook)?;
    let plan = Plan::compile(&runbook, version.clone(), &BTreeMap::<PlaybookId, Hash>::new())?;
    let world = Building(Arc::new(BTreeMap::from([(version.clone(), Arc::new(plan))])));

    let mut now: Timestamp = "2026-11-22T03:00:00Z".parse()?;
    let sam = Person("sam".to_owned());
    let by = By::Person { person: sam.clone(), role: None, on_behalf_of: None };
    let asked = |now| Asked { id: None, by: by.clone(), now, world: &world };

    let begin = Start { mode: Mode::Live, lead: sam, version, inputs: BTreeMap::new() };
    let (mut facts, mut run) = start(&begin, &asked(now))?;
    while let Some(it) = run.instances.values().find(|it| it.status == Status::Ready).cloned() {
        now += SignedDuration::from_mins(5);
        let (more, after) = decide(&run, &does(&run, &it), &asked(now))?;
        facts.extend(more);
        run = after;
    }
    println!("{}", serde_json::to_string_pretty(&Report::of(&run, &facts))?);

    assert_eq!(again(&facts, &world.0).as_ref(), Some(&run));
    Ok(())
}

/// The run from its facts alone.
fn again(facts: &[Fact], closure: &Closure) -> Option<Run> {
    let (first, rest) = facts.split_first()?;
    let mut run = Run::begin(first, Arc::clone(closure))?;
    rest.iter().for_each(|fact| run.apply(fact, Some(closure)));
    Some(run)
}
