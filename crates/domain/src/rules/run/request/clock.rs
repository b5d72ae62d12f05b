//! A run starts and stops clocks. What only people know it waits for: from when one counts, and by what it is stopped.

use ctac_runbook::model::{Action, Clock as Defined, ClockAction, ClockBasis};
use ctac_runbook::run::fact::{Event as Happened, Fact};
use ctac_runbook::run::id::{EffectId, InstanceId};
use ctac_runbook::run::plan::Kind;
use ctac_runbook::run::request::Outcome;
use jiff::{SignedDuration, Timestamp};

use super::{done, failed};
use crate::clock::{Clock, ClockStatus, Started};
use crate::command::Actor;
use crate::decide::{As, Deciding};
use crate::event::Event;
use crate::limits::CLOCKS;
use crate::run::{KeptRun, person_of, version_of};
use crate::state::Stream;

/// Which clock a run means.
pub(super) struct Asked<'a> {
    pub(super) slug: &'a str,
    pub(super) organisation: Option<&'a str>,
    pub(super) since: Option<&'a str>,
}

impl Asked<'_> {
    /// The latest of the incident's that is in the given state.
    fn find(&self, d: &Deciding<'_>, kept: &KeptRun, fits: impl Fn(&Clock) -> bool) -> Option<Clock> {
        let incident = d.state.incidents.get(&kept.incident)?;
        let ours = |it: &&Clock| it.is_of(self.slug, self.organisation, kept.is_exercise()) && fits(it);
        incident.clocks.iter().rev().find(ours).cloned()
    }
}

/// Starts the clock, or joins the one that another run started.
pub(super) fn started(d: &mut Deciding<'_>, kept: &KeptRun, effect: EffectId, asked: &Asked<'_>) -> Option<Outcome> {
    if let Some(clock) = asked.find(d, kept, Clock::is_running) {
        return Some(done(clock.id.to_string()));
    }
    let since = match asked.since.map(str::parse::<Timestamp>) {
        Some(Ok(since)) => Some(since),
        Some(Err(_)) => return failed("from when it counts is no instant: start the clock by hand"),
        None => match defined(d, kept, effect, asked.slug)?.from {
            ClockBasis::Declared => d.state.incidents.get(&kept.incident).map(|it| it.declared_at),
            ClockBasis::Start => Some(d.now),
            // When somebody became aware is theirs to say.
            ClockBasis::Awareness => None,
        },
    };
    begin(d, kept, effect, (asked.slug, asked.organisation), since?)
        .map_or_else(failed, |()| asked.find(d, kept, Clock::is_running).map(|clock| done(clock.id.to_string())))
}

/// A clock that runs is stopped by whoever says by what; one that was stopped is.
pub(super) fn stopped(d: &mut Deciding<'_>, kept: &KeptRun, asked: &Asked<'_>) -> Option<Outcome> {
    if asked.find(d, kept, Clock::is_running).is_some() {
        return None;
    }
    match asked.find(d, kept, |clock| !clock.is_running()).map(|clock| clock.status) {
        Some(ClockStatus::Stopped { why, .. }) => Some(done(why)),
        Some(ClockStatus::Voided { .. } | ClockStatus::Running) | None => failed("no such clock runs"),
    }
}

/// Starts a clock of a run.
///
/// # Errors
/// Why it cannot count from then, in words.
pub(in crate::rules) fn begin(
    d: &mut Deciding<'_>,
    kept: &KeptRun,
    effect: EffectId,
    (slug, organisation): (&str, Option<&str>),
    since: Timestamp,
) -> Result<(), String> {
    let incident = d.state.incidents.get(&kept.incident).ok_or("the incident is not there")?;
    let defined = defined(d, kept, effect, slug).ok_or("the runbook does not say how long it is")?;
    if since > d.now {
        return Err("it cannot count from an instant in the future".to_owned());
    }
    if incident.clocks.len() >= CLOCKS {
        return Err(format!("no more than {CLOCKS} clocks of one incident"));
    }
    let within = SignedDuration::from_secs(i64::try_from(defined.within.seconds()).unwrap_or(i64::MAX));
    let deadline = since.checked_add(within).map_err(|_| "it would never run out".to_owned())?;
    let how = As { marking: incident.open_marking(), actor: by(d), ..As::default() };
    let clock = Started {
        id: d.draw_id(),
        slug: slug.to_owned(),
        organisation: organisation.map(str::to_owned),
        name: defined.name.to_string(),
        since,
        deadline,
        owner: owner(kept, effect),
        run: kept.id,
        effect,
        exercise: kept.is_exercise(),
    };
    d.emit(Stream::Incident(kept.incident), Event::ClockStarted { clock: Box::new(clock) }, how);
    Ok(())
}

/// A person who says from when it counts starts it; else the run does.
fn by(d: &Deciding<'_>) -> Option<Actor> {
    match d.context.actor {
        Actor::Person(_) => None,
        Actor::System | Actor::Operator | Actor::Integration(_) => Some(Actor::System),
    }
}

/// What the version that the step is of says of the clock.
fn defined(d: &Deciding<'_>, kept: &KeptRun, effect: EffectId, slug: &str) -> Option<Defined> {
    let frame = kept.run.frames.get(&kept.run.instance(effect.instance())?.frame)?;
    let version = version_of(&d.state, &frame.plan)?;
    version.runbook.clocks.iter().find(|it| it.slug.as_str() == slug).cloned()
}

/// Whoever does the step, or was named for it, answers for its clock.
fn owner(kept: &KeptRun, effect: EffectId) -> Option<crate::id::PersonId> {
    let instance = kept.run.instance(effect.instance())?;
    let does = instance.claimed.as_ref().map(|(person, _)| person);
    does.or(instance.owners.first()).and_then(person_of).or_else(|| kept.lead())
}

/// The steps that were reopened, and why.
pub(in crate::rules) fn undone(facts: &[Fact]) -> Vec<(InstanceId, String)> {
    let reopened = |fact: &Fact| match &fact.event {
        Happened::Reopened { instance, reason, .. } => Some((*instance, reason.clone())),
        _ => None,
    };
    facts.iter().filter_map(reopened).collect()
}

/// A clock whose start is undone is void, and stays on the record; unless another run relies on it.
pub(in crate::rules) fn undo(d: &mut Deciding<'_>, kept: &KeptRun, instance: InstanceId, reason: &str) {
    let starts = kept.run.instance(instance).and_then(|it| kept.run.def(it)).is_some_and(|def| match &def.kind {
        Kind::Act(act) => matches!(&act.action, Action::Clock(clock) if clock.action != ClockAction::Stop),
        _ => false,
    });
    let Some(incident) = d.state.incidents.get(&kept.incident).filter(|_| starts) else { return };
    let ours = |it: &&Clock| it.run == kept.id && it.effect.instance() == instance && it.is_running();
    let Some(clock) = incident.clocks.iter().find(ours).map(|it| it.id) else { return };
    let others = d.state.runs.values().filter(|it| it.id != kept.id && it.incident == kept.incident);
    let relied_on = others.flat_map(|it| it.run.instances.values()).any(|it| {
        let reference = it.ended.as_ref().and_then(|ended| ended.reason.as_ref());
        reference.is_some_and(|reference| *reference == clock.to_string())
    });
    if !relied_on {
        let how = As { marking: incident.open_marking(), ..As::default() };
        let event = Event::ClockVoided { clock, reason: reason.to_owned() };
        d.emit(Stream::Incident(kept.incident), event, how);
    }
}
