//! Whether enough of each role have said yes: each person counts for one need only, and whom of those who could count for
//! several counts for which is chosen so that as many needs as can be are met.

use std::collections::BTreeSet;

use crate::call_out::{CallOut, Can, Need};
use crate::id::PersonId;
use crate::state::State;

/// Who counts for which need.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filled {
    /// Each need with whom it has, in the order the needs stand.
    pub needs: Vec<(Need, Vec<PersonId>)>,
}

impl Filled {
    /// Whether there is a need, and each has enough.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        let met = |(need, people): &(Need, Vec<PersonId>)| people.len() >= usize::from(need.count);
        !self.needs.is_empty() && self.needs.iter().all(met)
    }

    /// Which need somebody counts for.
    #[must_use]
    pub fn need_of(&self, person: PersonId) -> Option<Need> {
        self.needs.iter().find(|(_, people)| people.contains(&person)).map(|(need, _)| *need)
    }
}

/// Who counts for which need as things stand: who said in time that they can attend soon enough, and holds the role. The
/// most people that can count do (Kuhn's augmenting paths); whoever is there first, by what they said, goes before.
#[must_use]
pub fn filled(state: &State, call_out: &CallOut) -> Filled {
    let mut matching = Matching { state, needs: call_out.terms.needs.iter().map(|need| (*need, Vec::new())).collect() };
    for person in coming(call_out) {
        matching.place(person, &mut BTreeSet::new());
    }
    Filled { needs: matching.needs }
}

/// Who can attend soon enough, whoever is there first in front.
fn coming(call_out: &CallOut) -> Vec<PersonId> {
    let in_time = call_out.answers.iter().filter(|(_, answer)| !answer.late);
    let coming = in_time.filter_map(|(person, answer)| match answer.can {
        Can::Yes { minutes } if minutes <= call_out.terms.within_min => {
            let travel = jiff::SignedDuration::from_mins(i64::from(minutes));
            Some((answer.at.saturating_add(travel).unwrap_or(answer.at), *person))
        }
        Can::Yes { .. } | Can::No => None,
    });
    let coming: BTreeSet<_> = coming.collect();
    coming.into_iter().map(|(_, person)| person).collect()
}

struct Matching<'a> {
    state: &'a State,
    needs: Vec<(Need, Vec<PersonId>)>,
}

impl Matching<'_> {
    /// Finds a need for somebody, moving others on where that makes room. `seen`: needs looked at already, so that nobody
    /// is moved in a circle. Recurses at most once a need.
    fn place(&mut self, person: PersonId, seen: &mut BTreeSet<usize>) -> bool {
        let holds = |need: &Need| self.state.people.get(&person).is_some_and(|it| it.roles.contains(&need.role));
        let fitting: Vec<usize> =
            self.needs.iter().enumerate().filter(|(_, (need, _))| holds(need)).map(|(nth, _)| nth).collect();
        for nth in fitting {
            if seen.insert(nth) && self.make_room(nth, seen) {
                self.needs.get_mut(nth).into_iter().for_each(|(_, people)| people.push(person));
                return true;
            }
        }
        false
    }

    fn make_room(&mut self, nth: usize, seen: &mut BTreeSet<usize>) -> bool {
        let Some((need, people)) = self.needs.get(nth) else { return false };
        if people.len() < usize::from(need.count) {
            return true;
        }
        for moved in people.clone() {
            if self.place(moved, seen) {
                self.needs.get_mut(nth).into_iter().for_each(|(_, people)| people.retain(|one| *one != moved));
                return true;
            }
        }
        false
    }
}

#[cfg(test)]
mod tests;
