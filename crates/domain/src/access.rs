//! Who may see and do what: one pure function, [`can`], used by every edge and by every decision.
//!
//! Deny first: what no rule allows is refused. The matrix of actions by roles is pinned by a snapshot test
//! (`access/tests.rs`), which is also the readable table of who may do what.
//!
//! [`room`] holds what concerns incidents and their entries, [`answering`] what concerns pages, [`call_out`]
//! call-outs, [`cell`] the rest.

use jiff::Timestamp;

use crate::command::Actor;
use crate::decide::{Deciding, Refusal};
use crate::directory::{Person, Role};
use crate::id::{IncidentId, OrganisationId, PersonId};
use crate::state::State;

mod answering;
mod call_out;
mod cell;
mod room;
#[cfg(test)]
mod tests;

/// What somebody wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// Read organisations, people's ids and roles, and who is on call.
    ReadDirectory,
    /// Add, change or deactivate people of an organisation; their contacts and rules.
    ManagePeople,
    /// Give somebody a sign-in, or a new first password.
    GiveSignIn,
    /// Add organisations.
    ManageOrganisations,
    /// Read rotas, policies, integrations (never a key).
    ReadConfiguration,
    /// Make and edit rotas, policies, integrations.
    ManageConfiguration,
    /// Decide who is on call in a rota: overrides, swaps and notes for others.
    ArrangeDuty,
    /// Read how much of the duty one person bears; the totals of organisations are everybody's.
    ReadFairness,
    /// One's own contacts, rules, tokens, sessions, swaps, absences, preferences, feeds.
    ManageSelf,
    /// Signals of an integration.
    Signal,
    /// Read alerts and pages.
    ReadAlerts,
    /// Maintenance windows and suppression rules.
    Suppress,
    /// Put an alert off until later, or say that it is over.
    Snooze,
    /// Acknowledge, decline or escalate a page.
    AnswerPage,
    /// Start or stop a call-out.
    CallOut,
    /// Read who was called out, and what they said.
    ReadCallOut,
    /// Say whether one can attend.
    AnswerCallOut,
    /// Declare an incident.
    Declare,
    /// Learn that an incident exists: reference, severity, status.
    SeeIncident,
    /// Enter the room: the timeline, each entry by its own marking.
    ReadIncident,
    /// Read one entry's content.
    ReadEntry,
    /// Write to the timeline.
    Post,
    /// Set severity, status, lead.
    Steer,
    /// Bring people in or take them out.
    ManageMembers,
    /// Read without being a member.
    BreakGlass,
    /// Export the timeline, each entry by its own marking.
    Export,
    /// Ask for or approve an erasure.
    Erase,
    /// Read leaves, checkpoints and proofs; they show no content.
    ReadLedger,
    /// Fetch a signed checkpoint: everybody's to hold against the operator.
    ReadCheckpoint,
    /// Hand in a witness's cosignature.
    Cosign,
    /// Read metrics, nodes, queues.
    ReadOperations,
    /// Put runbooks into the library, and before those who approve.
    WriteRunbooks,
    /// Say that a runbook is to be followed, or no more.
    ApproveRunbooks,
    /// Take a runbook as one organisation's own.
    SignOffRunbooks,
    /// The service's own acts.
    Internal,
}

impl Action {
    /// All of them, for tables over the whole matrix.
    pub const ALL: [Self; 35] = [
        Self::ReadDirectory,
        Self::ManagePeople,
        Self::GiveSignIn,
        Self::ManageOrganisations,
        Self::ReadConfiguration,
        Self::ManageConfiguration,
        Self::ArrangeDuty,
        Self::ReadFairness,
        Self::ManageSelf,
        Self::Signal,
        Self::ReadAlerts,
        Self::Suppress,
        Self::Snooze,
        Self::AnswerPage,
        Self::CallOut,
        Self::ReadCallOut,
        Self::AnswerCallOut,
        Self::Declare,
        Self::SeeIncident,
        Self::ReadIncident,
        Self::ReadEntry,
        Self::Post,
        Self::Steer,
        Self::ManageMembers,
        Self::BreakGlass,
        Self::Export,
        Self::Erase,
        Self::ReadLedger,
        Self::ReadCheckpoint,
        Self::Cosign,
        Self::ReadOperations,
        Self::WriteRunbooks,
        Self::ApproveRunbooks,
        Self::SignOffRunbooks,
        Self::Internal,
    ];
}

/// What it is to be done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Object {
    /// The cell as a whole.
    Cell,
    /// A person.
    Person(PersonId),
    /// An organisation.
    Organisation(OrganisationId),
    /// A page.
    Page(crate::id::PageId),
    /// A call-out.
    CallOut(crate::id::CallOutId),
    /// An incident.
    Incident(IncidentId),
    /// An entry of an incident, by its number.
    Entry(IncidentId, u64),
}

/// Why not. The words are shown to the person refused; none says more than they may know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// Nobody, or somebody who has left.
    #[error("sign in first")]
    NotSignedIn,
    /// Their roles do not allow it.
    #[error("your roles in the cell do not allow this")]
    Role,
    /// It belongs to another organisation.
    #[error("this belongs to another organisation")]
    Organisation,
    /// They are not a member of the incident.
    #[error("you are not a member of this incident")]
    NotAMember,
    /// Their membership only reads.
    #[error("your membership of this incident is read-only")]
    ReadOnly,
    /// The marking keeps it from them.
    #[error("its marking keeps this from you")]
    Marking,
    /// As far as they may know, there is no such thing: the edge answers as for an unknown id.
    #[error("there is no such thing")]
    Hidden,
}

/// Somebody's active roles, if they are somebody.
#[must_use]
pub fn roles_of(state: &State, actor: Actor) -> Option<&imbl::OrdSet<Role>> {
    match actor {
        Actor::Person(id) => state.people.get(&id).filter(|person| person.active).map(|person| &person.roles),
        Actor::System | Actor::Operator | Actor::Integration(_) => None,
    }
}

/// Whether `actor` may do `action` to `object`, as things stand.
///
/// A bounded membership counts until the instant it ends, compared with the last entry's; the rules themselves
/// compare with the command's instant.
///
/// # Errors
/// [`Denied`], with the reason.
pub fn can(state: &State, actor: Actor, action: Action, object: Object) -> Result<(), Denied> {
    can_at(state, state.recorded_at, actor, action, object)
}

/// Whether somebody may read one entry: the same answer as [`can`] with [`Action::ReadEntry`], for the room, which
/// asks it for every member and entry. It allocates nothing.
#[must_use]
pub fn readable(state: &State, actor: Actor, incident: IncidentId, seq: u64) -> bool {
    can(state, actor, Action::ReadEntry, Object::Entry(incident, seq)).is_ok()
}

/// Whether a person's membership of an incident lets them write there now.
#[must_use]
pub fn may_post(state: &State, actor: Actor, incident: IncidentId) -> bool {
    can(state, actor, Action::Post, Object::Incident(incident)).is_ok()
}

/// As [`can`], at the instant of the command under decision.
pub(crate) fn check(d: &Deciding<'_>, action: Action, object: Object) -> Result<(), Refusal> {
    Ok(can_at(&d.state, d.now, d.context.actor, action, object)?)
}

/// As [`can`], at an instant.
pub(crate) fn can_at(state: &State, at: Timestamp, actor: Actor, action: Action, object: Object) -> Result<(), Denied> {
    match actor {
        Actor::System => only_if(action == Action::Internal),
        Actor::Operator => operator(state, action),
        Actor::Integration(id) => match state.integrations.get(&id) {
            Some(integration) if integration.active => only_if(action == Action::Signal),
            _ => Err(Denied::NotSignedIn),
        },
        Actor::Person(id) => {
            let person = state.people.get(&id).filter(|person| person.active).ok_or(Denied::NotSignedIn)?;
            person_can(Asking { state, at, person }, action, object)
        }
    }
}

/// A person who asks, and when.
#[derive(Clone, Copy)]
struct Asking<'a> {
    state: &'a State,
    at: Timestamp,
    person: &'a Person,
}

impl Asking<'_> {
    fn holds(&self, role: Role) -> bool {
        self.person.roles.contains(&role)
    }

    fn needs_one_of(&self, roles: &[Role]) -> Result<(), Denied> {
        only_if(roles.iter().any(|role| self.holds(*role)))
    }

    /// GREEN and CLEAR are for every member of the cell who works in it: administrators administer, they do not read.
    fn works_in_the_cell(&self) -> bool {
        self.person.roles.iter().any(|role| !matches!(role, Role::CellAdmin | Role::OrganisationAdmin))
    }
}

fn only_if(allowed: bool) -> Result<(), Denied> {
    if allowed { Ok(()) } else { Err(Denied::Role) }
}

/// Whoever holds the machine sets the cell up, and has no more say once it has an administrator; but for the folder that the
/// library is loaded from, whose files are drafts: nothing is followed before people have approved it.
fn operator(state: &State, action: Action) -> Result<(), Denied> {
    if action == Action::WriteRunbooks {
        return Ok(());
    }
    let sets_up = matches!(
        action,
        Action::ReadDirectory
            | Action::ReadConfiguration
            | Action::ManagePeople
            | Action::ManageOrganisations
            | Action::ManageConfiguration
    );
    only_if(sets_up && !cell_admins(state).any(|_| true))
}

/// The active administrators of the cell.
pub(crate) fn cell_admins(state: &State) -> impl Iterator<Item = PersonId> + '_ {
    let admins = state.people.values().filter(|person| person.active && person.roles.contains(&Role::CellAdmin));
    admins.map(|person| person.id)
}

/// Whether these roles only ever read, whatever an incident's membership says. Nobody with no role at all is meant:
/// an incident may bring in an expert who is nothing else in the cell.
pub(crate) fn only_reads(person: &Person) -> bool {
    !person.roles.is_empty() && person.roles.iter().all(|role| matches!(role, Role::Auditor | Role::Observer))
}

fn person_can(asking: Asking<'_>, action: Action, object: Object) -> Result<(), Denied> {
    match action {
        Action::ReadDirectory | Action::ReadConfiguration | Action::ReadCheckpoint => Ok(()),
        Action::ManageSelf => cell::manage_self(asking, object),
        Action::ReadFairness => cell::read_fairness(asking, object),
        Action::ManagePeople => cell::manage_people(asking, object),
        Action::GiveSignIn => cell::give_sign_in(asking, object),
        Action::ManageOrganisations | Action::ManageConfiguration => asking.needs_one_of(&[Role::CellAdmin]),
        Action::ArrangeDuty | Action::Suppress => asking.needs_one_of(&[Role::CellAdmin, Role::IncidentLead]),
        // An intake desk declares on behalf of whoever rang; it does not lead.
        Action::Declare => asking.needs_one_of(&[Role::Responder, Role::IncidentLead, Role::Intake]),
        Action::Snooze => answering::snooze(asking, object),
        Action::ReadAlerts => answering::read(asking, object),
        Action::AnswerPage => answering::answer(asking, object),
        Action::CallOut => call_out::start_or_stop(asking, object),
        Action::ReadCallOut => call_out::read(asking, object),
        Action::AnswerCallOut => call_out::answer(asking, object),
        Action::SeeIncident
        | Action::ReadIncident
        | Action::ReadEntry
        | Action::Post
        | Action::Steer
        | Action::ManageMembers
        | Action::BreakGlass
        | Action::Export
        | Action::Erase => room::can(asking, action, object),
        Action::ReadLedger => {
            asking.needs_one_of(&[Role::Auditor, Role::IncidentLead, Role::OrganisationAdmin, Role::CellAdmin])
        }
        // A witness is an organisation: whoever answers for one hands its cosignatures in.
        Action::Cosign => asking.needs_one_of(&[Role::Auditor, Role::OrganisationAdmin]),
        Action::ReadOperations => asking.needs_one_of(&[Role::CellAdmin, Role::Auditor]),
        Action::WriteRunbooks => asking.needs_one_of(&[Role::Responder, Role::IncidentLead, Role::CellAdmin]),
        Action::ApproveRunbooks => asking.needs_one_of(&[Role::IncidentLead, Role::CellAdmin]),
        Action::SignOffRunbooks => cell::sign_off(asking, object),
        Action::Signal | Action::Internal => Err(Denied::Role),
    }
}
