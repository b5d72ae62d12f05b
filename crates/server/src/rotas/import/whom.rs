//! Whom an event of a calendar file names.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ctac_domain::directory::Channel;
use ctac_domain::id::{ContactId, PersonId};
use ctac_domain::state::State as CellState;
use ctac_rota::calendar::Who;

use super::Match;
use crate::app::App;
use crate::refused::Refused;

/// Who it is, or why that cannot be told.
pub(super) type Found = Result<Match, String>;

/// Looks people up: those of the cell who have not left.
pub(super) struct Whom<'a> {
    app: &'a App,
    state: Arc<CellState>,
    /// By their names in small letters.
    names: BTreeMap<String, BTreeSet<PersonId>>,
    proved: BTreeMap<ContactId, PersonId>,
}

impl<'a> Whom<'a> {
    pub(super) async fn of(app: &'a App) -> Result<Self, Refused> {
        let state = app.engine.state();
        let mut names: BTreeMap<String, BTreeSet<PersonId>> = BTreeMap::new();
        for (person, name) in app.auth.all_names().await? {
            if state.people.get(&person).is_some_and(|person| person.active) {
                names.entry(name.to_lowercase()).or_default().insert(person);
            }
        }
        let proved = state.proved_contacts();
        Ok(Self { app, state, names, proved })
    }

    pub(super) async fn find(&mut self, who: &Who) -> Result<Found, Refused> {
        let (text, mail) = match who {
            Who::Mail(address) => (address, true),
            Who::Name(name) => (name, false),
        };
        if let Some(person) = self.app.auth.find_login(text).await?.filter(|person| self.is_here(*person)) {
            return Ok(Ok((person, "login")));
        }
        let (people, by) = if mail {
            (self.with_address(text).await?, "address")
        } else {
            (self.names.get(&text.trim().to_lowercase()).cloned().unwrap_or_default(), "name")
        };
        let mut people = people.into_iter();
        Ok(match (people.next(), people.next()) {
            (Some(person), None) => Ok((person, by)),
            (None, _) => Err(format!("nobody in the cell is called {text:?}; use a sign-in name or a full name")),
            (Some(_), Some(_)) => Err(format!("several people are called {text:?}; use a sign-in name")),
        })
    }

    fn is_here(&self, person: PersonId) -> bool {
        self.state.people.get(&person).is_some_and(|person| person.active)
    }

    /// Whoever proved to be reached at an address. What is no address is nobody's.
    async fn with_address(&self, address: &str) -> Result<BTreeSet<PersonId>, Refused> {
        let holder = |contact| self.proved.get(&contact).copied();
        let holders = self.app.auth.holders(Channel::Email, address, |it| holder(it).is_some()).await?;
        let theirs = holders.into_iter().filter(|it| holder(it.contact) == Some(it.person)).map(|it| it.person);
        Ok(theirs.filter(|person| self.is_here(*person)).collect())
    }
}
