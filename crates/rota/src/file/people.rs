//! Whom a file names: people by their keys, and teams, which stand for people.

use std::collections::BTreeMap;

use crate::file::document::{At, PersonDocument};
use crate::file::fault::{FileProblem, nearest};
use crate::file::read::Reader;
use crate::file::schema::{Names, People};
use crate::model::Member;
use crate::zone::Zone;

/// Somebody in a rota file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// What the file calls them; the rota's member.
    pub key: String,
    /// What people call them.
    pub name: String,
    /// The zone they live in, where the file says so.
    pub time_zone: Option<String>,
    /// Whose they are, where the file says so.
    pub organisation: Option<String>,
    /// What they sign in with.
    pub login: String,
}

/// Everybody, and every team with its people, each once.
#[derive(Debug, Default)]
pub(crate) struct Known {
    pub(crate) people: Vec<Person>,
    numbers: BTreeMap<String, usize>,
    teams: BTreeMap<String, Vec<usize>>,
}

impl Known {
    pub(crate) fn of(reader: &mut Reader, people: &People, teams: Option<&BTreeMap<String, Names>>) -> Self {
        let mut known = Self::default();
        for (key, details) in &people.0 {
            known.person(reader, key, details);
        }
        let Some(teams) = teams else { return known };
        for (name, names) in teams {
            if known.numbers.contains_key(name) {
                let spot = names.0.first().map(|first| first.spot).unwrap_or_default();
                reader.fault(spot, &format!("teams.{name}"), FileProblem::Taken(name.clone()));
            }
            known.team(reader, teams, name, &mut Vec::new());
        }
        known
    }

    fn person(&mut self, reader: &mut Reader, key: &At<String>, details: &PersonDocument) {
        if self.numbers.insert(key.value.clone(), self.people.len()).is_some() {
            // Only a list can say a name twice; in a map the parser refuses it.
            reader.fault(key.spot, &key.place, FileProblem::Twice(key.value.clone()));
            return;
        }
        if let Some(zone) = &details.time_zone
            && let Err(problem) = Zone::named(&zone.value)
        {
            reader.fault(zone.spot, &zone.place, FileProblem::Rota(problem));
        }
        let text = |given: &Option<At<String>>| given.as_ref().map(|given| given.value.clone());
        self.people.push(Person {
            key: key.value.clone(),
            name: text(&details.name).unwrap_or_else(|| key.value.clone()),
            time_zone: text(&details.time_zone),
            organisation: text(&details.organisation),
            login: text(&details.login).unwrap_or_else(|| key.value.clone()),
        });
    }

    /// Finds out who is in a team, and in those it names; `path` is how it was come to.
    fn team(&mut self, reader: &mut Reader, teams: &BTreeMap<String, Names>, name: &str, path: &mut Vec<String>) {
        let Some(names) = teams.get(name).filter(|_| !self.teams.contains_key(name)) else { return };
        path.push(name.to_owned());
        let mut seen = vec![false; self.people.len()];
        let mut teams_seen = std::collections::BTreeSet::new();
        let mut people = Vec::new();
        let mut add = |people: &mut Vec<usize>, number: usize| {
            if let Some(seen) = seen.get_mut(number).filter(|seen| !**seen) {
                *seen = true;
                people.push(number);
            }
        };
        for one in &names.0 {
            if let Some(&number) = self.numbers.get(&one.value) {
                add(&mut people, number);
            } else if let Some(begin) = path.iter().position(|team| *team == one.value) {
                let circle = path.iter().skip(begin).chain([&one.value]).cloned().collect();
                reader.fault(one.spot, &one.place, FileProblem::Cycle(circle));
            } else if !teams.contains_key(&one.value) {
                self.unknown(reader, one, teams.keys());
            } else if teams_seen.insert(&one.value) {
                self.team(reader, teams, &one.value, path);
                let found = self.teams.get(&one.value).into_iter().flatten();
                found.for_each(|&number| add(&mut people, number));
            }
        }
        path.pop();
        self.teams.insert(name.to_owned(), people);
    }

    fn unknown<'a>(&'a self, reader: &mut Reader, name: &At<String>, teams: impl Iterator<Item = &'a String>) {
        if !reader.is_full() {
            let nearest = nearest(&name.value, self.numbers.keys().chain(teams).map(String::as_str));
            reader.fault(name.spot, &name.place, FileProblem::UnknownName { name: name.value.clone(), nearest });
        }
    }

    /// The people that a name stands for: one, or a team's.
    pub(crate) fn members(&self, reader: &mut Reader, name: &At<String>) -> Vec<Member> {
        let one = self.numbers.get(&name.value).map(std::slice::from_ref);
        let Some(numbers) = one.or_else(|| self.teams.get(&name.value).map(Vec::as_slice)) else {
            self.unknown(reader, name, self.teams.keys());
            return Vec::new();
        };
        numbers.iter().filter_map(|&number| self.people.get(number)).map(|person| Member(person.key.clone())).collect()
    }

    /// The one person of this name.
    pub(crate) fn member(&self, reader: &mut Reader, name: &At<String>) -> Option<Member> {
        if self.teams.contains_key(&name.value) && !self.numbers.contains_key(&name.value) {
            reader.fault(name.spot, &name.place, FileProblem::Team(name.value.clone()));
            return None;
        }
        self.members(reader, name).into_iter().next()
    }
}
