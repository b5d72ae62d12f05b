//! Teams: people who stand in rotas under one name.

use super::active_person;
use super::configuration::{Next, check_new, next_version};
use super::rota::{check_ready, ready_rotas};
use super::text::{check_line, invalid};
use crate::access::{self, Action, Object};
use crate::decide::{Answer, As, Deciding, Refusal};
use crate::directory::Team;
use crate::event::Event;
use crate::id::{PersonId, TeamId};
use crate::limits::{TEAM, TITLE};
use crate::state::Stream;

/// Saves a team. Whoever it gains or loses, every rota in which it stands does too, from now on.
pub(crate) fn save(
    d: &mut Deciding<'_>,
    id: TeamId,
    name: &str,
    members: &[PersonId],
    expect: Option<u64>,
) -> Result<Answer, Refusal> {
    access::check(d, Action::ManageConfiguration, Object::Cell)?;
    check_line("name", name, TITLE)?;
    if members.is_empty() {
        return Err(invalid("members", "a team needs at least one member"));
    }
    if members.len() > TEAM {
        return Err(Refusal::Limit { what: "members of a team", limit: TEAM as u64 });
    }
    let mut seen = std::collections::BTreeSet::new();
    for member in members {
        active_person(d, "members", *member)?;
        if !seen.insert(member) {
            return Err(invalid("members", format!("{member} stands there twice")));
        }
    }
    let stands = d.state.teams.get(&id);
    let same = stands.is_some_and(|team| team.name == name && team.members == members);
    match next_version(stands.map(|team| team.version), expect, same, "team")? {
        Next::Already(version) => Ok(Answer::Version(version)),
        Next::Save(version) => {
            check_new("teams", version, d.state.teams.len())?;
            let named = ready_rotas(d, |kept| kept.names_team(id));
            let team = Team { id, name: name.to_owned(), members: members.to_vec(), version };
            d.emit(Stream::Directory, Event::TeamSaved { team }, As::default());
            named.into_iter().try_for_each(|rota| check_ready(d, rota))?;
            Ok(Answer::Version(version))
        }
    }
}

#[cfg(test)]
mod tests;
