//! A small world to run in: plans made by hand, people by first letters, a clock that is turned.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::apply::Closure;
use super::command::{Asked, Command, Which, World};
use super::fact::{By, Event, Evidence, Fact};
use super::id::{CommandId, EffectId, FrameId, InstanceId, Person};
use super::plan::{Act, Branch, Def, Hash, Join, Kind, Lane, Level, Plan, RecordDef, Skip, Target, WaitFor, Wanted};
use super::reject::Reject;
use super::request::Outcome;
use super::rules::start::{Start, start};
use super::state::{Instance, Mode, Run, Status};
use crate::model::{Base, Quorum, VariableType};

pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_secs(1_700_000_000 + seconds)
}

pub(crate) fn step(slug: &str, kind: Kind) -> Def {
    Def {
        slug: slug.to_owned(),
        title: format!("Do {slug}"),
        phase: "Only".to_owned(),
        text: String::new(),
        kind,
        role: None,
        organisation: None,
        target: None,
        levels: Vec::new(),
        skip: Skip::Reason,
        evidence: Vec::new(),
        outputs: Vec::new(),
        shown: Hash(format!("shown {slug}")),
    }
}

pub(crate) fn task(slug: &str) -> Def {
    step(slug, Kind::Task)
}

pub(crate) fn body(defs: Vec<Def>) -> Vec<Arc<Def>> {
    defs.into_iter().map(Arc::new).collect()
}

pub(crate) fn decision(slug: &str, branches: Vec<(&[&str], Vec<Def>)>, others: &[&str]) -> Def {
    let words = |answers: &[&str]| answers.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
    let answers = branches.iter().flat_map(|(answers, _)| words(answers)).chain(words(others)).collect();
    let branches = branches.into_iter().map(|(it, steps)| Branch { answers: words(it), body: body(steps) }).collect();
    step(slug, Kind::Decision { record: Some(format!("{slug}_answer")), answers, branches })
}

pub(crate) fn parallel(slug: &str, lanes: Vec<Vec<Def>>, join: Join) -> Def {
    let lanes = lanes.into_iter().enumerate();
    let lanes = lanes.map(|(nth, steps)| Lane { title: format!("lane-{nth}"), body: body(steps) }).collect();
    step(slug, Kind::Parallel { lanes, join })
}

pub(crate) fn repeat(slug: &str, until: &str, every_s: u32, max: u32, steps: Vec<Def>) -> Def {
    let until = until.parse().unwrap();
    step(slug, Kind::Repeat { until, every_s, max, on_limit: vec!["lead".to_owned()], body: body(steps) })
}

pub(crate) fn approval(slug: &str, needs: u8, rejected: Option<Vec<Def>>) -> Def {
    let kind = Kind::Approval {
        by: vec!["boss".to_owned()],
        needs: Quorum::Of(needs),
        not_by: vec!["tech".to_owned()],
        record: Some(format!("{slug}_answer")),
        expires_s: None,
        approved: None,
        rejected: rejected.map(body),
    };
    Def { role: Some("boss".to_owned()), ..step(slug, kind) }
}

pub(crate) fn wait(slug: &str, for_s: u32) -> Def {
    step(slug, Kind::Wait(WaitFor::Time(for_s)))
}

pub(crate) fn child(slug: &str, version: &str, pass: &[(&str, &str)], back: &[(&str, &str)]) -> Def {
    let pairs = |it: &[(&str, &str)]| it.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    step(slug, Kind::Child { version: Hash(version.to_owned()), pass: pairs(pass), give_back: pairs(back) })
}

/// An automatic step, in the words of the format's own serialisation.
pub(crate) fn act(slug: &str, action: &serde_json::Value) -> Def {
    let action = serde_json::from_value(action.clone()).unwrap();
    step(slug, Kind::Act(Act { action, goes_on: false, patience_s: Some(60) }))
}

pub(crate) fn page(slug: &str) -> Def {
    act(slug, &serde_json::json!({"page": {"who": ["boss"], "message": "Come to {place}.", "ack_within": null}}))
}

pub(crate) fn http(slug: &str, sending: &serde_json::Value) -> Def {
    let http = serde_json::json!({"method": "POST", "url": "https://api.example.org/v1/x", "headers": {},
        "body": {"place": "{place}"}, "sending": sending, "outputs": [{"record": "ticket", "pointer": "/id"}]});
    act(slug, &serde_json::json!({ "http": http }))
}

pub(crate) fn within(def: Def, seconds: u32, levels: &[(u32, Option<&str>)]) -> Def {
    let levels = levels.iter().map(|(after_s, role)| Level { after_s: *after_s, role: role.map(str::to_owned) });
    Def { target: Some(Target { within_s: seconds, base: Base::Activation }), levels: levels.collect(), ..def }
}

fn index(steps: &[Arc<Def>], into: &mut BTreeMap<String, Arc<Def>>) {
    for def in steps {
        into.insert(def.slug.clone(), Arc::clone(def));
        match &def.kind {
            Kind::Decision { branches, .. } => branches.iter().for_each(|it| index(&it.body, into)),
            Kind::Approval { approved, rejected, .. } => {
                approved.iter().chain(rejected).for_each(|it| index(it, into));
            }
            Kind::Parallel { lanes, .. } => lanes.iter().for_each(|it| index(&it.body, into)),
            Kind::Repeat { body, .. } => index(body, into),
            _ => {}
        }
    }
}

pub(crate) fn plan(hash: &str, steps: Vec<Def>) -> Arc<Plan> {
    let body = body(steps);
    let mut steps = BTreeMap::new();
    index(&body, &mut steps);
    let text = |name: &str| {
        (
            name.to_owned(),
            RecordDef {
                label: name.to_owned(),
                kind: VariableType::String(None),
                initial: None,
                input: false,
                constant: false,
            },
        )
    };
    let named = ["ticket", "stopped", "found"].map(text);
    let answers = steps.values().filter_map(|def| match &def.kind {
        Kind::Decision { record, .. } | Kind::Approval { record, .. } => record.clone(),
        _ => None,
    });
    let mut records: BTreeMap<String, RecordDef> = named.into_iter().chain(answers.map(|name| text(&name))).collect();
    let place = RecordDef { initial: Some("here".to_owned()), input: true, ..text("place").1 };
    records.insert("place".to_owned(), place);
    records.insert("fixed".to_owned(), RecordDef { initial: Some("1".to_owned()), constant: true, ..text("fixed").1 });
    let runbook = hash.split('@').next().unwrap_or(hash).to_owned();
    Arc::new(Plan {
        runbook,
        hash: Hash(hash.to_owned()),
        title: hash.to_owned(),
        body,
        steps,
        records,
        deputies: BTreeMap::new(),
    })
}

/// What is outside the run.
#[derive(Default)]
pub(crate) struct Outside {
    pub(crate) holders: BTreeMap<String, Vec<Person>>,
    pub(crate) clocks: BTreeMap<String, Timestamp>,
    pub(crate) ownerless: Vec<String>,
    pub(crate) plans: BTreeMap<Hash, Arc<Plan>>,
}

impl World for Outside {
    fn holders(&self, role: &str) -> Vec<Person> {
        self.holders.get(role).cloned().unwrap_or_default()
    }

    fn is_active(&self, person: &Person) -> bool {
        person.0 != "gone"
    }

    fn declared_at(&self) -> Option<Timestamp> {
        None
    }

    fn clock_started(&self, clock: &str) -> Option<Timestamp> {
        self.clocks.get(clock).copied()
    }

    fn clocks_without_owner(&self) -> Vec<String> {
        self.ownerless.clone()
    }

    fn closure(&self, version: &Hash) -> Option<Closure> {
        self.plans.contains_key(version).then(|| Arc::new(self.plans.clone()))
    }
}

pub(crate) fn person(name: &str) -> Person {
    Person(name.to_owned())
}

/// A run, its clock, and everything that happened in it.
pub(crate) struct Tried {
    pub(crate) run: Run,
    pub(crate) facts: Vec<Fact>,
    pub(crate) outside: Outside,
    pub(crate) now: Timestamp,
}

impl Tried {
    pub(crate) fn of(steps: Vec<Def>) -> Self {
        Self::with(vec![plan("main@1", steps)])
    }

    /// The first plan is run; the others may be come to.
    pub(crate) fn with(plans: Vec<Arc<Plan>>) -> Self {
        Self::started(plans, &[])
    }

    /// With what it is started with.
    pub(crate) fn started(plans: Vec<Arc<Plan>>, inputs: &[(&str, &str)]) -> Self {
        let version = plans[0].hash.clone();
        let plans = plans.into_iter().map(|plan| (plan.hash.clone(), plan)).collect();
        let mut outside = Outside { plans, ..Outside::default() };
        let roles = [("boss", vec!["boss", "chief"]), ("tech", vec!["tech"]), ("lead", vec!["lead"])];
        for (role, people) in roles {
            outside.holders.insert(role.to_owned(), people.into_iter().map(person).collect());
        }
        let inputs = inputs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let begin = Start { mode: Mode::Live, lead: person("lead"), version, inputs };
        let by = By::Person { person: person("lead"), role: None, on_behalf_of: None };
        let asked = Asked { id: None, by, now: at(0), world: &outside };
        let (facts, run) = start(&begin, &asked).unwrap();
        Self { run, facts, outside, now: at(0) }
    }

    fn put(&mut self, by: By, id: Option<&str>, command: &Command) -> Result<Vec<Event>, Reject> {
        let id = id.map(|id| CommandId(id.to_owned()));
        let asked = Asked { id, by, now: self.now, world: &self.outside };
        let (facts, run) = super::decide(&self.run, command, &asked)?;
        self.run = run;
        self.facts.extend(facts.iter().cloned());
        Ok(facts.into_iter().map(|fact| fact.event).collect())
    }

    pub(crate) fn by(&mut self, who: &str, command: &Command) -> Result<Vec<Event>, Reject> {
        self.put(By::Person { person: person(who), role: None, on_behalf_of: None }, None, command)
    }

    pub(crate) fn by_as(&mut self, who: &str, role: &str, command: &Command) -> Result<Vec<Event>, Reject> {
        let by = By::Person { person: person(who), role: Some(role.to_owned()), on_behalf_of: None };
        self.put(by, None, command)
    }

    pub(crate) fn called(&mut self, who: &str, id: &str, command: &Command) -> Result<Vec<Event>, Reject> {
        self.put(By::Person { person: person(who), role: None, on_behalf_of: None }, Some(id), command)
    }

    pub(crate) fn engine(&mut self, command: &Command) -> Vec<Event> {
        self.put(By::Engine, None, command).unwrap()
    }

    pub(crate) fn answered(&mut self, effect: EffectId, outcome: Outcome) -> Vec<Event> {
        self.engine(&Command::Answer { effect, outcome })
    }

    /// Turns the clock, and lets what is due happen.
    pub(crate) fn pass(&mut self, seconds: i64) -> Vec<Event> {
        self.now += SignedDuration::from_secs(seconds);
        self.engine(&Command::Tick)
    }

    /// The latest attempt at a step, in whichever frame it was begun last.
    pub(crate) fn latest(&self, slug: &str) -> &Instance {
        let found = self.run.instances.values().filter(|it| it.slug == slug);
        found.max_by_key(|it| it.id).unwrap_or_else(|| panic!("{slug} was never begun"))
    }

    pub(crate) fn id(&self, slug: &str) -> InstanceId {
        self.latest(slug).id
    }

    pub(crate) fn status(&self, slug: &str) -> Status {
        self.latest(slug).status
    }

    pub(crate) fn begun(&self, slug: &str) -> bool {
        self.run.instances.values().any(|it| it.slug == slug)
    }

    pub(crate) fn frame_of(&self, slug: &str) -> FrameId {
        self.latest(slug).frame
    }

    pub(crate) fn done(&mut self, slug: &str) -> Result<Vec<Event>, Reject> {
        let command = complete(self.id(slug));
        self.by("ann", &command)
    }

    pub(crate) fn decide(&mut self, slug: &str, answer: &str) -> Result<Vec<Event>, Reject> {
        let command =
            Command::Decide { instance: self.id(slug), answer: answer.to_owned(), reason: None, occurred_at: None };
        self.by("ann", &command)
    }

    pub(crate) fn reopen(&mut self, slug: &str) -> Result<Vec<Event>, Reject> {
        let command = Command::Reopen { instance: self.id(slug), reason: "It was wrong.".to_owned() };
        self.by("ann", &command)
    }

    /// The same run from its facts alone.
    pub(crate) fn replayed(&self) -> Run {
        let closure: Closure = Arc::new(self.outside.plans.clone());
        let mut facts = self.facts.iter();
        let mut run = Run::begin(facts.next().unwrap(), Arc::clone(&closure)).unwrap();
        facts.for_each(|fact| run.apply(fact, Some(&closure)));
        run
    }
}

pub(crate) fn complete(instance: InstanceId) -> Command {
    complete_with(Which::Now(instance), &[])
}

pub(crate) fn complete_with(which: Which, outputs: &[(&str, &str)]) -> Command {
    Command::Complete {
        which,
        occurred_at: None,
        outputs: outputs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        evidence: Vec::<Evidence>::new(),
        note: None,
    }
}

pub(crate) fn says(def: Def, name: &str) -> Def {
    Def { outputs: vec![Wanted { name: name.to_owned(), required: true }], ..def }
}
