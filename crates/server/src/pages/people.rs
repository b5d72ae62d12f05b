//! People and organisations as a page names them. Names are in the vault; where they cannot be read, or were erased, a
//! person is still told from another.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ctac_domain::id::{OrganisationId, PersonId};
use ctac_domain::state::State;

use crate::app::App;

/// The names that a page needs.
#[derive(Debug, Clone)]
pub(crate) struct People {
    names: BTreeMap<PersonId, String>,
    state: Arc<State>,
}

impl People {
    /// The names of these people.
    pub(crate) async fn named(app: &App, state: &Arc<State>, people: BTreeSet<PersonId>) -> Self {
        let people: Vec<PersonId> = people.into_iter().collect();
        let names = app.auth.names(&people).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "names cannot be read now; the page goes without");
            BTreeMap::new()
        });
        Self { names, state: Arc::clone(state) }
    }

    /// `Dahlia Example`.
    pub(crate) fn name(&self, person: PersonId) -> String {
        self.names.get(&person).cloned().unwrap_or_else(|| {
            let id = person.to_string();
            format!("Person {}", id.get(id.len().saturating_sub(6)..).unwrap_or(&id))
        })
    }

    /// `Dahlia Example (Exampleton General Hospitals)`.
    pub(crate) fn with_organisation(&self, person: PersonId) -> String {
        let organisation = self.state.people.get(&person).map(|person| self.organisation(Some(person.organisation)));
        match organisation {
            Some(organisation) => format!("{} ({organisation})", self.name(person)),
            None => self.name(person),
        }
    }

    /// `Exampleton General Hospitals`.
    pub(crate) fn organisation(&self, id: Option<OrganisationId>) -> String {
        let found = id.and_then(|id| self.state.organisations.get(&id));
        found.map_or_else(|| "the service".to_owned(), |organisation| organisation.name.clone())
    }

    /// Several, as a sentence lists them.
    pub(crate) fn list(&self, people: impl IntoIterator<Item = PersonId>) -> String {
        let names: Vec<String> = people.into_iter().map(|person| self.name(person)).collect();
        match names.split_last() {
            None => "nobody".to_owned(),
            Some((only, [])) => only.clone(),
            Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        }
    }
}
