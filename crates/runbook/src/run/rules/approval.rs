//! Approvals: so many people, none of whom set it up or holds a role that is excluded, each agreeing to exactly what
//! they were shown.

use sha2::{Digest, Sha256};

use super::{decision, time};
use crate::model::Quorum;
use crate::run::decide::Deciding;
use crate::run::fact::{Done, Event, Place};
use crate::run::id::{EffectId, InstanceId, Person};
use crate::run::plan::{Def, Hash, Kind};
use crate::run::reject::Reject;
use crate::run::request::{Request, page};
use crate::run::state::{Instance, Mode, Run, Vote};

/// The value of an approval's record.
const APPROVED: &str = "approved";
const REJECTED: &str = "rejected";

/// The digest of what somebody who approves is shown: the step's text, and everything recorded so far.
#[must_use]
pub fn shown(run: &Run, instance: &Instance) -> Hash {
    let mut digest = Sha256::new();
    let mut add = |text: &str| {
        digest.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
        digest.update(text.as_bytes());
    };
    if let Some(def) = run.def(instance) {
        add(&def.shown.0);
    }
    let scope = run.frames.get(&instance.frame).map(|frame| frame.scope);
    for ((_, name), value) in run.records.iter().filter(|((of, _), _)| Some(*of) == scope) {
        add(name);
        add(value);
    }
    Hash(digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// "I agree."
pub(crate) fn approve(d: &mut Deciding<'_>, id: InstanceId, digest: &Hash) -> Result<(), Reject> {
    let person = d.person()?;
    let (instance, def) = d.live(id)?;
    let Kind::Approval { by, needs, not_by, expires_s, approved, .. } = &def.kind else {
        return Err(Reject::Unfitting("it asks for no approval"));
    };
    may_judge(d, &instance, &def, by, not_by, &person)?;
    if instance.votes.iter().any(|vote| vote.person == person) {
        return Err(Reject::AgreedAlready);
    }
    if *digest != shown(&d.run, &instance) {
        return Err(Reject::Changed);
    }
    let expires_at = expires_s.map(|expires_s| time::later(d.now(), expires_s));
    d.emit(Event::Approved { instance: id, digest: digest.clone(), expires_at });
    if !is_enough(&d.instance(id)?.votes, by, *needs) {
        return Ok(());
    }
    let follows = approved.is_some().then_some(Place::Approved);
    over(d, &instance, &def, APPROVED, None, follows)
}

/// Whether enough have agreed: so many people, or one for each role. Nobody is counted twice, for nobody agrees twice.
fn is_enough(votes: &[Vote], by: &[String], needs: Quorum) -> bool {
    match needs {
        Quorum::Of(count) => votes.len() >= usize::from(count),
        Quorum::Each => by.iter().all(|role| votes.iter().any(|vote| vote.role.as_ref() == Some(role))),
    }
}

/// "I do not agree": one is enough.
pub(crate) fn reject(d: &mut Deciding<'_>, id: InstanceId, reason: &str) -> Result<(), Reject> {
    let person = d.person()?;
    let (instance, def) = d.live(id)?;
    let Kind::Approval { by, not_by, rejected, .. } = &def.kind else {
        return Err(Reject::Unfitting("it asks for no approval"));
    };
    if reason.trim().is_empty() {
        return Err(Reject::NoReason);
    }
    may_judge(d, &instance, &def, by, not_by, &person)?;
    if rejected.is_none() {
        // Nothing leads on from here but an approval: the gate stays, and whoever asked for it has the reason.
        d.emit(Event::Refused { instance: id, reason: reason.to_owned() });
        return Ok(());
    }
    over(d, &instance, &def, REJECTED, Some(reason), Some(Place::Rejected))
}

fn over(
    d: &mut Deciding<'_>,
    instance: &Instance,
    def: &Def,
    answer: &str,
    why: Option<&str>,
    follows: Option<Place>,
) -> Result<(), Reject> {
    let done = Done {
        occurred_at: d.now(),
        outputs: std::collections::BTreeMap::new(),
        evidence: Vec::new(),
        answer: Some(answer.to_owned()),
        reason: why.map(str::to_owned),
        odd_time: false,
    };
    d.emit(Event::Done { instance: instance.id, done });
    if let Kind::Approval { record: Some(name), .. } = &def.kind {
        let scope = d.frame(instance.frame)?.scope;
        d.emit(Event::Recorded { scope, name: name.clone(), value: answer.to_owned() });
    }
    decision::follow(d, instance, &def.kind, follows)
}

/// "I no longer agree."
pub(crate) fn withdraw(d: &mut Deciding<'_>, id: InstanceId) -> Result<(), Reject> {
    let person = d.person()?;
    let (instance, _) = d.live(id)?;
    if !instance.votes.iter().any(|vote| vote.person == person) {
        return Err(Reject::Unfitting("you have not agreed to it"));
    }
    d.emit(Event::ApprovalWithdrawn { instance: id });
    Ok(())
}

/// Whoever may judge holds the step's role, did not set it up, and is none of those whom the step excludes: by what
/// they hold now and by what they did in this run, in whatever role they come.
fn may_judge(
    d: &Deciding<'_>,
    instance: &Instance,
    def: &Def,
    by: &[String],
    not_by: &[String],
    person: &Person,
) -> Result<(), Reject> {
    let own: Vec<&String> = if by.is_empty() { def.role.iter().collect() } else { by.iter().collect() };
    let may = |role: &&String| d.asked.world.holders(role).contains(person);
    let fits = match d.asked.by.role() {
        Some(role) => own.contains(&role) && may(&role),
        None => own.iter().any(may),
    };
    // Where nobody holds any of the roles, whoever was named in their place when the step began.
    let vacant = own.iter().all(|role| d.asked.world.holders(role).is_empty());
    let stands_in = vacant && instance.owners.contains(person);
    if !fits && !stands_in {
        return Err(Reject::NotYou("only who holds the role of this approval may give it, and in that role"));
    }
    if instance.asked_by.as_ref() == Some(person) {
        return Err(Reject::NotYou("whoever asks for an approval cannot give it"));
    }
    let holds = |role: &String| d.asked.world.holders(role).contains(person) || acted_as(&d.run, person, role);
    if not_by.iter().any(holds) {
        return Err(Reject::NotYou("this approval is not for those who propose the work"));
    }
    Ok(())
}

/// Whether somebody did a step of this run in a role.
fn acted_as(run: &Run, person: &Person, role: &String) -> bool {
    let ended = run.instances.values().filter_map(|it| it.ended.as_ref());
    ended.into_iter().any(|it| it.by.as_ref() == Some(person) && it.role.as_ref() == Some(role))
}

/// Agreements to what has changed since are void.
pub(crate) fn void_changed(d: &mut Deciding<'_>) {
    let void = |it: &&Instance| {
        it.status.is_live() && !it.votes.is_empty() && {
            let now = shown(&d.run, it);
            it.votes.iter().any(|vote| vote.digest != now)
        }
    };
    // Who has agreed to something else than what stands there now has agreed to nothing.
    let void: Vec<InstanceId> = d.run.instances.values().filter(void).map(|it| it.id).collect();
    for instance in void {
        d.follows(Event::ApprovalsVoid { instance });
    }
}

/// "This cannot wait for approval": two people say so, with a reason, and whoever should have approved is paged.
pub(crate) fn override_it(d: &mut Deciding<'_>, id: InstanceId, reason: &str) -> Result<(), Reject> {
    let person = d.person()?;
    let (instance, def) = d.live(id)?;
    if !matches!(def.kind, Kind::Approval { .. }) {
        return Err(Reject::Unfitting("only an approval can be overridden"));
    }
    if reason.trim().is_empty() {
        return Err(Reject::NoReason);
    }
    match &instance.skip_asked {
        None => {
            d.emit(Event::OverrideAsked { instance: id, reason: reason.to_owned() });
            Ok(())
        }
        Some(first) if *first == person => Err(Reject::NotYou("a second person must say so too")),
        Some(_) => {
            let approved = matches!(&def.kind, Kind::Approval { approved: Some(_), .. });
            over(d, &instance, &def, APPROVED, Some(reason), approved.then_some(Place::Approved))?;
            let message = format!("The approval \"{}\" was overridden by two people. Look at why.", def.title);
            let what = page(def.role.clone(), message);
            let request = Request { what, exercise: d.run.mode == Mode::Exercise };
            d.follows(Event::Requested { effect: EffectId::Override(id), request, patience_ends: None });
            Ok(())
        }
    }
}
