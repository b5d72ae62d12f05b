//! Runs: runbooks that are worked in incidents. The machine is `ctac-runbook`'s; here is which incident a run belongs to,
//! who holds its roles, and which versions it may come to.

use std::collections::BTreeMap;
use std::sync::Arc;

use ctac_runbook::model::PlaybookId;
use ctac_runbook::run::apply::Closure;
use ctac_runbook::run::command::World;
use ctac_runbook::run::compile::{NoChild, Pins};
use ctac_runbook::run::id::{EffectId, InstanceId, Person};
use ctac_runbook::run::plan::{Hash, Plan};
use ctac_runbook::run::request::{Ask, Request};
use ctac_runbook::run::state::{Mode, Run, RunStatus};
use imbl::{OrdMap, OrdSet};
use jiff::Timestamp;
use serde::Serialize;

use crate::clock::Clock;
use crate::directory::Role;
use crate::id::{CallOutId, IncidentId, NodeId, PageId, PersonId, RunId, SitrepId};
use crate::incident::RoomRole;
use crate::library::Version;
use crate::limits;
use crate::on_call::on_call;
use crate::policy::Duty;
use crate::sitrep::Sitrep;
use crate::state::{Alarm, State};

/// A run, and where it is worked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeptRun {
    /// Its id.
    pub id: RunId,
    /// In which incident.
    pub incident: IncidentId,
    /// Of which runbook.
    pub runbook: PlaybookId,
    /// Where it stands.
    #[serde(skip)]
    pub run: Run,
    /// Pages that were raised for it, and what each answers.
    pub pages: OrdMap<PageId, EffectId>,
    /// Call-outs that were started for it, and what each answers.
    pub call_outs: OrdMap<CallOutId, EffectId>,
    /// Who was said to hold a role in it; a role that is not here is held as elsewhere.
    pub roles: OrdMap<String, Vec<PersonId>>,
    /// Situation reports that it drafted.
    pub sitreps: OrdMap<SitrepId, Sitrep>,
    /// Of an exercise: whom it may send anything to.
    pub players: OrdSet<PersonId>,
    /// Calls of interfaces that nodes are making for it.
    pub calls: OrdMap<InstanceId, Calling>,
}

/// A node calls an interface for a step, so that no other does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Calling {
    /// What was asked for.
    pub effect: EffectId,
    /// Who calls.
    pub node: NodeId,
    /// Until when nobody else does.
    pub lease_until: Timestamp,
}

impl KeptRun {
    /// Whether nothing of it is real.
    #[must_use]
    pub fn is_exercise(&self) -> bool {
        self.run.mode == Mode::Exercise
    }

    /// Whether it may send something to somebody.
    #[must_use]
    pub fn may_tell(&self, person: PersonId) -> bool {
        !self.is_exercise() || self.players.contains(&person)
    }

    /// Who answers for it.
    #[must_use]
    pub fn lead(&self) -> Option<PersonId> {
        person_of(&self.run.lead)
    }

    /// When something of it next happens by itself, which interfaces are to be called for it, and until when a node has to.
    pub fn alarms(&self) -> impl Iterator<Item = (Timestamp, Alarm)> + '_ {
        let next = ctac_runbook::run::next_deadline(&self.run).map(|at| (at, Alarm::Run(self.id)));
        let calls = self.run.outbox.iter().filter(|(_, request)| self.is_called(request));
        let calls = calls.filter_map(|(effect, _)| {
            let id = effect.instance();
            match self.calls.get(&id).filter(|it| it.effect == *effect) {
                Some(calling) => Some((calling.lease_until, Alarm::CallLease(self.id, id))),
                // Nothing begins while it is paused.
                None if self.run.status != RunStatus::Running => None,
                None => Some((self.run.instance(id)?.activated_at, Alarm::Call(self.id, id))),
            }
        });
        next.into_iter().chain(calls)
    }

    /// Whether a node does what was asked for: it is a call by HTTP, and not of an exercise.
    #[must_use]
    pub fn is_called(&self, request: &Request) -> bool {
        matches!(request.what, Ask::Http { .. }) && !request.exercise && !self.is_exercise()
    }

    /// The call that stands in the outbox for a step.
    #[must_use]
    pub fn call_of(&self, id: InstanceId) -> Option<(EffectId, &Request)> {
        let of = |effect: &EffectId| matches!(effect, EffectId::Act(step, _) if *step == id);
        let call = self.run.outbox.iter().find(|(effect, request)| of(effect) && self.is_called(request));
        call.map(|(effect, request)| (*effect, request))
    }
}

impl KeptRun {
    /// Whoever holds a role of the runbook that a step is of, or the nearest deputy of it that anybody holds.
    #[must_use]
    pub fn holders(&self, state: &State, step: InstanceId, role: &str, now: Timestamp) -> Vec<PersonId> {
        let holders = |role: &str| holders(state, (self.incident, &self.roles), role, now);
        let frame = self.run.instance(step).and_then(|it| self.run.frames.get(&it.frame));
        match frame.and_then(|frame| self.run.plan(frame)) {
            Some(plan) => plan.held(role, holders).0,
            None => holders(role),
        }
    }
}

/// Somebody of the cell, as a run names them.
#[must_use]
pub fn named(person: PersonId) -> Person {
    Person(person.to_string())
}

/// Whom a run means; none: nobody of the cell.
#[must_use]
pub fn person_of(person: &Person) -> Option<PersonId> {
    person.0.parse().ok()
}

/// What a run of an incident knows of the cell.
pub(crate) struct Outside<'a> {
    pub(crate) state: &'a State,
    pub(crate) incident: IncidentId,
    pub(crate) now: Timestamp,
    pub(crate) exercise: bool,
    pub(crate) roles: OrdMap<String, Vec<PersonId>>,
}

impl Outside<'_> {
    /// The incident's clocks that run, of the exercise or of what is real.
    fn clocks(&self) -> impl Iterator<Item = &Clock> {
        let clocks = self.state.incidents.get(&self.incident).into_iter().flat_map(|incident| &incident.clocks);
        clocks.filter(|it| it.exercise == self.exercise && it.is_running())
    }
}

impl World for Outside<'_> {
    fn holders(&self, role: &str) -> Vec<Person> {
        holders(self.state, (self.incident, &self.roles), role, self.now).into_iter().map(named).collect()
    }

    fn is_active(&self, person: &Person) -> bool {
        let known = person_of(person).and_then(|id| self.state.people.get(&id));
        known.is_some_and(|person| person.active)
    }

    fn declared_at(&self) -> Option<Timestamp> {
        self.state.incidents.get(&self.incident).map(|incident| incident.declared_at)
    }

    fn clock_started(&self, clock: &str) -> Option<Timestamp> {
        self.clocks().filter(|it| it.slug == clock).map(|it| it.since).min()
    }

    fn clocks_without_owner(&self) -> Vec<String> {
        let owner = |it: &&Clock| it.owner.and_then(|owner| self.state.people.get(&owner)).is_some_and(|it| it.active);
        self.clocks().filter(|it| !owner(it)).map(|it| it.name.clone()).collect()
    }

    fn closure(&self, version: &Hash) -> Option<Closure> {
        closure(self.state, version).ok()
    }
}

/// Who holds a role of a runbook in a run of an incident: whoever was said to, in `set`; else whoever leads the incident, members by what they are in the room, people who are
/// on call in the rota of that name or for that duty, and members by their role in the cell. In this order; the first
/// of these that means anybody.
#[must_use]
pub fn holders(
    state: &State,
    (incident, set): (IncidentId, &OrdMap<String, Vec<PersonId>>),
    role: &str,
    now: Timestamp,
) -> Vec<PersonId> {
    let is_active = |id: &PersonId| state.people.get(id).is_some_and(|person| person.active);
    let set: Vec<PersonId> = set.get(role).into_iter().flatten().copied().filter(is_active).collect();
    if !set.is_empty() {
        return set;
    }
    let Some(incident) = state.incidents.get(&incident) else { return Vec::new() };
    let in_room = |wanted: RoomRole| {
        let members = incident.members.iter().filter(move |(_, it)| it.counts_at(now) && it.role == wanted);
        members.map(|(person, _)| *person).collect::<Vec<_>>()
    };
    let by_duty = |duty: Duty| {
        let rotas = state.rotas.values().filter(|kept| kept.retired.is_none() && kept.saved.duty == duty);
        let mut people: Vec<PersonId> = rotas.flat_map(|kept| on_call(state, kept.id(), now)).collect();
        people.dedup();
        people
    };
    let of_cell = |wanted: Role| {
        let members = incident.members.iter().filter(|(_, it)| it.counts_at(now));
        let people =
            members.filter_map(|(id, _)| state.people.get(id)).filter(|it| it.active && it.roles.contains(&wanted));
        people.map(|person| person.id).collect::<Vec<_>>()
    };
    let rota = state.rotas.values().find(|kept| kept.retired.is_none() && slug(&kept.saved.name) == role);
    let by_rota = rota.map(|kept| on_call(state, kept.id(), now)).unwrap_or_default();
    let first = |lists: Vec<Vec<PersonId>>| lists.into_iter().find(|it| !it.is_empty()).unwrap_or_default();
    let named = match role {
        "incident-manager" | "incident-lead" | "incident-commander" => {
            first(vec![incident.lead.into_iter().collect(), in_room(RoomRole::Lead)])
        }
        "duty-lead" => first(vec![by_duty(Duty::Lead), incident.lead.into_iter().collect()]),
        "duty-responder" => by_duty(Duty::Responder),
        "loggist" | "scribe" => first(vec![in_room(RoomRole::Loggist), of_cell(Role::Loggist)]),
        "comms-lead" | "communications" | "communications-lead" => {
            first(vec![in_room(RoomRole::Communications), of_cell(Role::Communications)])
        }
        _ => Vec::new(),
    };
    first(vec![named, by_rota])
}

/// A name as a slug: lower-case words of letters and digits, joined by hyphens.
fn slug(name: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-")
}

/// A version of the library by its name.
#[must_use]
pub fn version_of<'a>(state: &'a State, hash: &Hash) -> Option<&'a Version> {
    state.library.values().find_map(|shelf| shelf.versions.get(hash))
}

/// Which version each call of a sub-runbook comes to now.
struct Library<'a>(&'a State);

impl Pins for Library<'_> {
    fn pin(&self, call: &ctac_runbook::model::SubRunbook) -> Option<Hash> {
        let shelf = self.0.library.get(&call.playbook)?;
        match call.version {
            Some(at) => shelf.versions.values().find(|it| it.runbook.modified == at).map(|it| it.hash.clone()),
            None => shelf.in_force.clone(),
        }
    }
}

/// Why a version cannot be run as the library stands.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotWhole {
    /// It is not in the library.
    #[error("the library has no such version")]
    NoVersion,
    /// Something that it calls is not in the library, or not approved.
    #[error("in {runbook:?} {missing}: put it into the library and approve it first")]
    NoChild {
        /// The title of the runbook that calls it.
        runbook: String,
        /// Which step calls what.
        missing: NoChild,
    },
    /// It calls too many others.
    #[error("it calls more than {} other runbooks, each with those that it calls", limits::RUN_PLANS)]
    TooMany,
}

/// The plans of a version and of everything that it calls, as the library stands.
///
/// # Errors
///
/// Something of it is not there.
pub fn closure(state: &State, version: &Hash) -> Result<Closure, NotWhole> {
    let mut plans: BTreeMap<Hash, Arc<Plan>> = BTreeMap::new();
    let mut wanted = vec![version.clone()];
    while let Some(hash) = wanted.pop() {
        if plans.contains_key(&hash) {
            continue;
        }
        if plans.len() >= limits::RUN_PLANS {
            return Err(NotWhole::TooMany);
        }
        let found = version_of(state, &hash).ok_or(NotWhole::NoVersion)?;
        let no_child = |missing| NotWhole::NoChild { runbook: found.runbook.title.to_string(), missing };
        let plan = Plan::compile(&found.runbook, hash.clone(), &Library(state)).map_err(no_child)?;
        wanted.extend(plan.steps.values().filter_map(|def| def.kind.child().cloned()));
        plans.insert(hash, Arc::new(plan));
    }
    Ok(Arc::new(plans))
}
