//! Working a runbook in an incident: begun by whoever steers it, worked by its members, moved on by time and by what the
//! world answers. Every fact is an entry of the incident.

use std::collections::BTreeMap;
use std::sync::Arc;

use ctac_runbook::model::PlaybookId;
use ctac_runbook::run::command::{Asked, Command as Wanted};
use ctac_runbook::run::fact::{By, Fact};
use ctac_runbook::run::id::{CommandId, EffectId};
use ctac_runbook::run::plan::Hash;
use ctac_runbook::run::reject::Reject;
use ctac_runbook::run::request::Outcome;
use ctac_runbook::run::state::Mode;
use ctac_runbook::run::{self, Start};

use super::text::{check_room, check_text, invalid};
use crate::access::{self, Action, Denied, Object};
use crate::command::Actor;
use crate::decide::{Answer, As, Deciding, Refusal};
use crate::event::Event;
use crate::id::{IncidentId, PersonId, RunId, SitrepId};
use crate::library::Standing;
use crate::limits::{PLAYERS, ROLE_HOLDERS, RUN_ROLES, RUNS, TEXT};
use crate::run::{KeptRun, Outside, closure, named, version_of};
use crate::state::Stream;

mod call;
pub(super) mod request;
#[cfg(test)]
mod tests;

pub(super) use call::{claim as claim_calls, lose as lose_call};

/// What is to be begun.
pub(crate) struct Begin<'a> {
    pub(crate) id: RunId,
    pub(crate) incident: IncidentId,
    pub(crate) runbook: PlaybookId,
    pub(crate) version: Option<&'a Hash>,
    pub(crate) mode: Mode,
    pub(crate) inputs: &'a BTreeMap<String, String>,
    pub(crate) players: &'a [PersonId],
}

/// What somebody wants of a run.
pub(crate) struct Said<'a> {
    pub(crate) id: Option<&'a CommandId>,
    pub(crate) role: Option<&'a str>,
    pub(crate) for_whom: Option<PersonId>,
    pub(crate) command: &'a Wanted,
}

/// Begins a run. The same id twice begins one.
pub(crate) fn start(d: &mut Deciding<'_>, begin: &Begin<'_>) -> Result<Answer, Refusal> {
    access::check(d, Action::Steer, Object::Incident(begin.incident))?;
    if let Some(stands) = d.state.runs.get(&begin.id) {
        let same = stands.incident == begin.incident && stands.runbook == begin.runbook;
        return if same { Ok(Answer::Done) } else { Err(Refusal::Conflict("another run has this id".to_owned())) };
    }
    let runs = d.state.runs.values().filter(|it| it.incident == begin.incident).count();
    check_room("runs of one incident", runs, RUNS)?;
    let version = startable(d, begin)?;
    whole(d, &version)?;
    check_players(d, begin)?;
    let lead = person(d)?;
    let by = By::Person { person: named(lead), role: None, on_behalf_of: None };
    let (exercise, roles) = (begin.mode == Mode::Exercise, imbl::OrdMap::new());
    let outside = Outside { state: &d.state, incident: begin.incident, now: d.now, exercise, roles };
    let asked = Asked { id: None, by, now: d.now, world: &outside };
    let start = Start { mode: begin.mode, lead: named(lead), version, inputs: begin.inputs.clone() };
    let (facts, _) = run::start(&start, &asked).map_err(refused)?;
    emit(d, begin.incident, begin.id, facts);
    if begin.mode == Mode::Exercise {
        let players = begin.players.to_vec();
        let event = Event::RunPlayersSet { run: begin.id, players };
        d.emit(Stream::Incident(begin.incident), event, open(d, begin.incident));
    }
    request::act_all(d, begin.id);
    Ok(Answer::Done)
}

/// A version is begun, or gone over to, with everything that it calls; what is missing is named.
fn whole(d: &Deciding<'_>, version: &Hash) -> Result<(), Refusal> {
    closure(&d.state, version).map(drop).map_err(|error| Refusal::Conflict(error.to_string()))
}

/// Only an exercise has a list, and only people of the cell are on it.
fn check_players(d: &Deciding<'_>, begin: &Begin<'_>) -> Result<(), Refusal> {
    if begin.mode == Mode::Live && !begin.players.is_empty() {
        return Err(invalid("players", "only an exercise is kept to some people: leave it empty, or run an exercise"));
    }
    check_room("people of an exercise", begin.players.len().saturating_sub(1), PLAYERS)?;
    begin.players.iter().try_for_each(|player| super::active_person(d, "players", *player).map(drop))
}

/// As whatever a run does stands in its incident's timeline: every member may read it.
fn open(d: &Deciding<'_>, incident: IncidentId) -> As {
    let marking = d.state.incidents.get(&incident).map_or_else(Default::default, |it| it.open_marking());
    As { marking, ..As::default() }
}

/// A page or a call-out that a run asked for was answered, or nobody is left to ask.
pub(super) fn answered(d: &mut Deciding<'_>, id: RunId, effect: EffectId) {
    request::act_all(d, id);
    request::late(d, id, effect);
}

/// The version that a run begins with: the one in force, or, in an exercise, any that was not withdrawn.
fn startable(d: &Deciding<'_>, begin: &Begin<'_>) -> Result<Hash, Refusal> {
    let shelf = d.state.library.get(&begin.runbook).ok_or(Refusal::NotFound("runbook"))?;
    let hash = begin.version.or(shelf.in_force.as_ref()).ok_or_else(|| {
        Refusal::Conflict(
            "no version of this runbook is approved: approve one, or run a draft as an exercise".to_owned(),
        )
    })?;
    let version = shelf.versions.get(hash).ok_or(Refusal::NotFound("version of this runbook"))?;
    match (&version.standing, begin.mode) {
        (Standing::Withdrawn { .. }, _) => Err(Refusal::Conflict("this version was withdrawn".to_owned())),
        (Standing::Approved { .. }, _) | (_, Mode::Exercise) => Ok(hash.clone()),
        (Standing::Draft | Standing::InReview { .. }, Mode::Live) => {
            Err(Refusal::Conflict("this version is not approved: it can be run as an exercise only".to_owned()))
        }
    }
}

/// Somebody does something in a run.
pub(crate) fn act(d: &mut Deciding<'_>, id: RunId, said: &Said<'_>) -> Result<Answer, Refusal> {
    let kept = kept(d, id)?;
    access::check(d, needed(said.command), Object::Incident(kept.incident))?;
    if let Wanted::Migrate { version } = said.command {
        whole(d, version)?;
    }
    let by = By::Person {
        person: named(person(d)?),
        role: said.role.map(str::to_owned),
        on_behalf_of: said.for_whom.map(named),
    };
    decide(d, &kept, by, said.id.cloned(), said.command)?;
    request::act_all(d, id);
    Ok(Answer::Done)
}

/// Members work the steps; whoever steers the incident steers its runs.
const fn needed(command: &Wanted) -> Action {
    match command {
        Wanted::Migrate { .. }
        | Wanted::CancelLane { .. }
        | Wanted::CancelRun { .. }
        | Wanted::Pause { .. }
        | Wanted::Resume => Action::Steer,
        _ => Action::Post,
    }
}

/// What the world answered.
pub(crate) fn answer(d: &mut Deciding<'_>, id: RunId, effect: EffectId, outcome: &Outcome) -> Result<Answer, Refusal> {
    access::check(d, Action::Internal, Object::Cell)?;
    let kept = kept(d, id)?;
    let command = Wanted::Answer { effect, outcome: call::bounded(outcome) };
    decide(d, &kept, By::Engine, None, &command)?;
    request::act_all(d, id);
    Ok(Answer::Done)
}

/// Says who holds a role in a run: whoever leads it, or steers its incident.
pub(crate) fn set_roles(d: &mut Deciding<'_>, id: RunId, role: &str, people: &[PersonId]) -> Result<Answer, Refusal> {
    let kept = kept(d, id)?;
    access::check(d, Action::Post, Object::Incident(kept.incident))?;
    if kept.lead() != Some(person(d)?) {
        access::check(d, Action::Steer, Object::Incident(kept.incident))?;
    }
    if !has_role(d, &kept, role) {
        return Err(invalid("role", "this runbook has no such role"));
    }
    check_room("people who hold one role", people.len().saturating_sub(1), ROLE_HOLDERS)?;
    people.iter().try_for_each(|person| super::active_person(d, "people", *person).map(drop))?;
    let stands = kept.roles.get(role).map(Vec::as_slice).unwrap_or_default();
    if stands == people {
        return Ok(Answer::Done);
    }
    check_room("roles given to somebody", kept.roles.len(), RUN_ROLES)?;
    let event = Event::RunRolesSet { run: id, role: role.to_owned(), people: people.to_vec() };
    let how = open(d, kept.incident);
    d.emit(Stream::Incident(kept.incident), event, how);
    Ok(Answer::Done)
}

/// Whether the runbook, or one that it may come to, has a role.
fn has_role(d: &Deciding<'_>, kept: &KeptRun, role: &str) -> bool {
    let versions = kept.run.closure.keys().filter_map(|hash| version_of(&d.state, hash));
    versions.flat_map(|version| &version.runbook.roles).any(|it| it.slug.as_str() == role)
}

/// Sends a situation report that a run drafted.
pub(crate) fn send_sitrep(d: &mut Deciding<'_>, id: RunId, sitrep: SitrepId, text: &str) -> Result<Answer, Refusal> {
    let kept = kept(d, id)?;
    access::check(d, Action::Post, Object::Incident(kept.incident))?;
    check_text("text", text, TEXT)?;
    request::send_sitrep(d, &kept, sitrep, text)?;
    request::act_all(d, id);
    Ok(Answer::Done)
}

/// Something that runs of an incident may wait for has changed.
pub(super) fn look_again(d: &mut Deciding<'_>, incident: IncidentId) {
    let runs: Vec<RunId> =
        d.state.runs.values().filter(|it| it.incident == incident && !it.run.is_over()).map(|it| it.id).collect();
    runs.into_iter().for_each(|run| request::act_all(d, run));
}

/// Time has passed for a run.
pub(crate) fn tick(d: &mut Deciding<'_>, id: RunId) {
    let Some(kept) = d.state.runs.get(&id).map(Arc::clone) else { return };
    // A run that is too long to go on by itself waits for people, who are told why when they act.
    let _refused = decide(d, &kept, By::Engine, None, &Wanted::Tick);
    request::act_all(d, id);
}

fn decide(
    d: &mut Deciding<'_>,
    kept: &KeptRun,
    by: By,
    id: Option<CommandId>,
    command: &Wanted,
) -> Result<(), Refusal> {
    let (exercise, roles) = (kept.is_exercise(), kept.roles.clone());
    let outside = Outside { state: &d.state, incident: kept.incident, now: d.now, exercise, roles };
    let asked = Asked { id, by, now: d.now, world: &outside };
    let (facts, _) = run::decide(&kept.run, command, &asked).map_err(refused)?;
    let undone = request::undone(&facts);
    emit(d, kept.incident, kept.id, facts);
    undone.iter().for_each(|(instance, reason)| request::undo(d, kept, *instance, reason));
    Ok(())
}

fn emit(d: &mut Deciding<'_>, incident: IncidentId, run: RunId, facts: Vec<Fact>) {
    let marking = d.state.incidents.get(&incident).map_or_else(Default::default, |it| it.open_marking());
    for fact in facts {
        let actor = match &fact.by {
            By::Engine => Some(Actor::System),
            By::Person { .. } => None,
        };
        let how = As { marking, actor, ..As::default() };
        d.emit(Stream::Incident(incident), Event::Run { run, fact: Box::new(fact) }, how);
    }
}

fn kept(d: &Deciding<'_>, id: RunId) -> Result<Arc<KeptRun>, Refusal> {
    d.state.runs.get(&id).cloned().ok_or(Refusal::NotFound("run"))
}

fn person(d: &Deciding<'_>) -> Result<PersonId, Refusal> {
    match d.context.actor {
        Actor::Person(person) => Ok(person),
        Actor::System | Actor::Operator | Actor::Integration(_) => Err(Denied::NotSignedIn.into()),
    }
}

/// A run's refusal, as the cell says it.
#[expect(clippy::needless_pass_by_value, reason = "it is what map_err calls")]
fn refused(reject: Reject) -> Refusal {
    match reject {
        Reject::NotFound(what) => Refusal::NotFound(what),
        Reject::Limit { what, limit } => Refusal::Limit { what, limit: limit as u64 },
        Reject::OutputsMissing(_) | Reject::BadValue { .. } => invalid("outputs", reject.to_string()),
        Reject::EvidenceMissing(_) => invalid("evidence", reject.to_string()),
        Reject::NoReason => invalid("reason", reject.to_string()),
        Reject::NoSuchAnswer { .. } => invalid("answer", reject.to_string()),
        Reject::EngineOnly => Denied::Role.into(),
        Reject::AlreadyOver { .. }
        | Reject::OldAttempt
        | Reject::NoLonger
        | Reject::Unfitting(_)
        | Reject::RunIs(_)
        | Reject::Gate { .. }
        | Reject::NoSkip(_)
        | Reject::NotYou(_)
        | Reject::AgreedAlready
        | Reject::Changed
        | Reject::ClocksWithoutOwner(_)
        | Reject::BranchGone(_) => Refusal::Conflict(reject.to_string()),
    }
}
