//! Whether a call-out has enough, found by trying every way to give each need its people: slower than the rules, and by
//! other means. And whom it then lets sleep.

use std::collections::{BTreeMap, BTreeSet};

use ctac_domain::call_out::{Can, Terms, Why};
use ctac_domain::directory::Role;
use ctac_domain::id::{CallOutId, PersonId};
use ctac_domain::state::State;

use super::Ended;

type Answers = BTreeMap<PersonId, (Can, bool)>;

/// Whether each need has its people, each person counted once.
pub(super) fn is_enough(state: &State, terms: &Terms, answers: &Answers) -> bool {
    let places = places(terms);
    !places.is_empty() && fits(state, &places, &coming(terms, answers))
}

fn places(terms: &Terms) -> Vec<Role> {
    terms.needs.iter().flat_map(|need| vec![need.role; need.count.into()]).collect()
}

fn coming(terms: &Terms, answers: &Answers) -> BTreeSet<PersonId> {
    let counts = |can: Can| matches!(can, Can::Yes { minutes } if minutes <= terms.within_min);
    answers.iter().filter(|(_, (can, in_time))| *in_time && counts(*can)).map(|(person, _)| *person).collect()
}

fn fits(state: &State, places: &[Role], people: &BTreeSet<PersonId>) -> bool {
    let Some((role, others)) = places.split_first() else { return true };
    people.iter().any(|person| {
        let holds = state.people.get(person).is_some_and(|it| it.roles.contains(role));
        let mut rest = people.clone();
        rest.remove(person);
        holds && fits(state, others, &rest)
    })
}

/// Whoever was told, has not said no, and is not needed is let go at its end, and nobody else is.
pub(super) fn release(
    state: &State,
    (id, terms): (CallOutId, &Terms),
    ended: &Ended,
    released: &BTreeSet<PersonId>,
) -> Option<String> {
    let said = |person: &PersonId| ended.answers.get(person).map(|(can, _)| *can);
    let right = match ended.why {
        Why::TimedOut => released.is_empty(),
        Why::Stopped => {
            *released == ended.told.iter().copied().filter(|it| said(it).is_none()).collect::<BTreeSet<_>>()
        }
        Why::Filled => {
            let open: BTreeSet<_> = ended.told.iter().copied().filter(|it| said(it) != Some(Can::No)).collect();
            let stays: BTreeSet<_> =
                coming(terms, &ended.answers).into_iter().filter(|it| !released.contains(it)).collect();
            let places = places(terms);
            released.is_subset(&open)
                && open.difference(released).all(|person| stays.contains(person))
                && stays.len() == places.len()
                && fits(state, &places, &stays)
        }
    };
    (!right).then(|| format!("call-out {id} ended {:?} and let {released:?} go of {:?}", ended.why, ended.told))
}
