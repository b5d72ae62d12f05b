//! The story's rotas.

use ctac_rota::{Layer, Member, OverrideKind, Rota, Turn, Unit};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::Story;
use crate::command::{Actor, Command, OnNow};
use crate::decide::{Answer, Refusal};
use crate::duty::KeptRota;
use crate::event::Event;
use crate::id::{OverrideId, PersonId, RotaId, SwapId};
use crate::on_call::on_call;
use crate::policy::Duty;
use crate::swap::{Stretch, Swap};

use super::{CAT, POLICY};

pub(crate) const DAYS: RotaId = RotaId(Uuid::from_u128(70));
pub(crate) const SWAP: SwapId = SwapId(Uuid::from_u128(71));
pub(crate) const HOUR: i64 = 3_600;
pub(crate) const DAY: i64 = 24 * HOUR;

/// A person as a member.
pub(crate) fn member(person: PersonId) -> Member {
    Member(person.to_string())
}

/// People who take turns, a day each, from 03:00 UTC on the story's first day.
pub(crate) fn days(people: &[PersonId]) -> Rota {
    let groups = people.iter().map(|person| vec![member(*person)]).collect();
    let start = jiff::civil::date(2026, 3, 1).at(3, 0, 0, 0);
    Rota::new("Etc/UTC", vec![Layer::new("days", groups, start, Turn::of(1, Unit::Daily))])
}

pub(crate) fn override_id(number: u128) -> OverrideId {
    OverrideId(Uuid::from_u128(7_000 + number))
}

impl Story {
    /// An instant so many seconds after the story's beginning.
    pub(crate) fn at_s(&self, seconds: i64) -> Timestamp {
        let dawn: Timestamp = "2026-03-01T03:00:00Z".parse().unwrap();
        dawn + SignedDuration::from_secs(seconds)
    }

    pub(crate) fn stretch(&self, from_s: i64, to_s: i64) -> Stretch {
        Stretch { from: self.at_s(from_s), to: self.at_s(to_s) }
    }

    /// Saves the rota [`DAYS`], as it stands with these.
    pub(crate) fn saves(&mut self, rota: Rota, on_now: OnNow) -> Result<Answer, Refusal> {
        let expect = self.state.rotas.get(&DAYS).map(|kept| kept.saved.version);
        let (id, name, duty, deputy) = (DAYS, "Days".to_owned(), Duty::Responder, None);
        self.when(Actor::Person(CAT), &Command::SaveRota { id, name, rota, duty, deputy, on_now, expect })
    }

    /// A story in which people take turns in [`DAYS`].
    pub(crate) fn on_duty(people: &[PersonId]) -> Self {
        let mut story = Self::new();
        story.saves(days(people), OnNow::Keep).unwrap();
        story
    }

    #[track_caller]
    pub(crate) fn does(&mut self, person: PersonId, command: Command) -> Answer {
        self.when(Actor::Person(person), &command).unwrap_or_else(|refusal| panic!("{command:?}: {refusal}"))
    }

    #[track_caller]
    pub(crate) fn refused(&mut self, person: PersonId, command: Command) -> String {
        self.when(Actor::Person(person), &command).expect_err("it was accepted").to_string()
    }

    pub(crate) fn kept(&self) -> &KeptRota {
        &self.state.rotas[&DAYS]
    }

    /// Who is on call in [`DAYS`] now.
    pub(crate) fn on_now(&self) -> Vec<PersonId> {
        on_call(&self.state, DAYS, self.now)
    }

    /// Who is on call in [`DAYS`] so many seconds after the story's beginning.
    pub(crate) fn on_at(&self, seconds: i64) -> Vec<PersonId> {
        on_call(&self.state, DAYS, self.at_s(seconds))
    }

    /// What the last act says of who came on: from whom, to whom.
    pub(crate) fn handoffs(&self) -> Vec<(Timestamp, Vec<PersonId>, Vec<PersonId>)> {
        let changed = self.entries.iter().filter_map(|entry| match entry.event.as_deref() {
            Some(Event::RotaOnCallChanged { at, was, is, .. }) => Some((*at, was.clone(), is.clone())),
            _ => None,
        });
        changed.collect()
    }

    pub(crate) fn add_override(&self, number: u128, from_s: i64, to_s: i64, kind: OverrideKind) -> Command {
        let (from, to) = (self.at_s(from_s), self.at_s(to_s));
        Command::AddOverride { rota: DAYS, id: override_id(number), from, to, kind, reason: "training".to_owned() }
    }

    pub(crate) fn offer(&self, person: PersonId, from_s: i64, to_s: i64, to_person: Option<PersonId>) -> Command {
        let (swap, rota, from, to) = (SWAP, DAYS, self.at_s(from_s), self.at_s(to_s));
        Command::OfferSwap { swap, rota, person, from, to, to_person, in_return: None, reason: None }
    }

    pub(crate) fn swap(&self) -> &Swap {
        &self.state.swaps[&SWAP]
    }

    /// The first policy asks [`DAYS`].
    pub(crate) fn asks_days(&mut self) {
        let targets = vec![crate::policy::Target::Rota { rota: DAYS }];
        let steps = vec![crate::policy::Step::new(targets, 60)];
        if let Some(policy) = self.state.policies.get_mut(&POLICY) {
            policy.steps = steps;
        }
    }
}
