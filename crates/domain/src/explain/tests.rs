//! What is explained is what happens: the same people, channels and instants, step by step.

use std::sync::Arc;

use ctac_rota::{Layer, Member, Restriction, Turn, Unit};
use jiff::civil::{date, time};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::directory::{Channel, NotificationRule, Role, Team};
use crate::event::Event;
use crate::id::{ContactId, PageId, PersonId, PolicyId, RotaId, TeamId};
use crate::policy::{Duty, Hours, Route, Step, Target};
use crate::rules::story::{ANN, BOB, CAT, DAN, EVE, POLICY, SOURCE, Story};
use crate::severities::Severities;

const ROTAS: [RotaId; 2] = [RotaId(Uuid::from_u128(60)), RotaId(Uuid::from_u128(61))];
const TEAM: TeamId = TeamId(Uuid::from_u128(62));
const PEOPLE: [PersonId; 5] = [ANN, BOB, CAT, DAN, EVE];
const SEVERITIES: [Severity; 4] = [Severity::S1, Severity::S2, Severity::S3, Severity::S4];

/// Small numbers from one seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, count: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % count
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len() as u64) as usize]
    }

    fn some(&mut self) -> Severities {
        if self.below(3) > 0 {
            return Severities::ALL;
        }
        let named: Vec<Severity> = SEVERITIES.into_iter().filter(|_| self.below(2) == 0).collect();
        Severities::only(&named)
    }

    fn person(&mut self) -> Member {
        Member(self.one_of(&PEOPLE).to_string())
    }

    fn hours(&mut self) -> Hours {
        let from = time(self.below(6) as i8, self.below(60) as i8, 0, 0);
        let to = time(self.below(6) as i8, self.below(60) as i8, 0, 0);
        let windows = vec![Restriction { days: vec![], from, to }];
        let time_zone = self.one_of(&["Europe/London", "Asia/Kathmandu"]).to_owned();
        Hours { time_zone, windows, outside: self.below(2) == 0, not_on_holidays: self.below(2) == 0 }
    }

    fn target(&mut self) -> Target {
        match self.below(7) {
            0 => Target::Rota { rota: ROTAS[0] },
            1 => Target::Rota { rota: ROTAS[1] },
            2 => Target::Deputy { rota: ROTAS[0] },
            3 => Target::Team { team: TEAM },
            4 => Target::Role { role: self.one_of(&[Role::Responder, Role::IncidentLead]) },
            5 => Target::Leads,
            _ => Target::Person { person: self.one_of(&PEOPLE) },
        }
    }

    fn step(&mut self) -> Step {
        let mut targets: Vec<Target> = (0..=self.below(3)).map(|_| self.target()).collect();
        targets.sort();
        targets.dedup();
        let hours = (self.below(3) == 0).then(|| self.hours());
        let in_turn = self.below(3) == 0;
        Step { severities: self.some(), hours, in_turn, ..Step::new(targets, 1 + self.below(5_000) as u32) }
    }

    fn rules(&mut self) -> Vec<NotificationRule> {
        let channels = [Channel::Sms, Channel::Voice, Channel::Email];
        let count = self.below(4);
        let rule = |_| NotificationRule {
            channel: self.one_of(&channels),
            after_s: 60 * self.below(4) as u32,
            severities: self.some(),
        };
        (0..count).map(rule).collect()
    }
}

/// A cell with two rotas of an hour's turn, one of them the other's deputy, a team, and people with rules.
fn cell(dice: &mut Dice) -> Story {
    let mut story = Story::new();
    for person in PEOPLE {
        let rules = dice.rules();
        let lost = dice.below(4) == 0;
        let role = dice.one_of(&[Role::Responder, Role::IncidentLead, Role::OrganisationAdmin]);
        let person = &mut story.state.people[&person];
        person.rules = rules;
        person.roles.insert(role);
        if lost {
            let ids: Vec<ContactId> = person.contacts.keys().copied().collect();
            ids.iter().for_each(|id| person.contacts[id].verified = false);
        }
    }
    story.state.people[&BOB].active = dice.below(4) > 0;
    let members = vec![dice.one_of(&PEOPLE), EVE];
    story.state.teams.insert(TEAM, Team { id: TEAM, name: "Nights".to_owned(), members, version: 1 });
    for (id, deputy) in [(ROTAS[1], None), (ROTAS[0], Some(ROTAS[1]))] {
        let groups = (0..=dice.below(3)).map(|_| vec![dice.person()]).collect();
        let mut layer = Layer::new("hours", groups, date(2026, 2, 1).at(0, 0, 0, 0), Turn::of(1, Unit::Hourly));
        if dice.below(2) == 0 {
            layer.restrictions = dice.hours().windows;
        }
        let rota = ctac_rota::Rota::new("Europe/London", vec![layer]);
        let (name, duty, version) = ("Hours".to_owned(), Duty::Responder, 1);
        let saved = crate::policy::CellRota { id, name, rota, duty, deputy, version };
        given(&mut story, Event::RotaSaved { rota: saved });
    }
    let steps = (0..=dice.below(5)).map(|_| dice.step()).collect();
    story.policy(&[], dice.below(4) as u8);
    story.state.policies[&POLICY].steps = steps;
    story
}

fn given(story: &mut Story, event: Event) {
    let Event::RotaSaved { rota } = &event else { panic!() };
    let stream = crate::state::Stream::Rota(rota.id);
    let entry = crate::state::Recorded {
        position: story.state.size,
        seq: story.state.head_of(&stream) + 1,
        stream,
        id: crate::id::EntryId(Uuid::nil()),
        actor: crate::command::Actor::Operator,
        organisation: None,
        marking: crate::marking::Marking::Amber,
        named: vec![],
        recorded_at: story.now,
        occurred_at: None,
        kind: event.kind().to_owned(),
        event: Some(Arc::new(event)),
    };
    crate::evolve::evolve(&mut story.state, &entry);
}

/// A step as it began: where, when, whose turn, who by which contact when, who not, and until when.
type Began =
    ((usize, u8), Timestamp, Option<usize>, Vec<(PersonId, Channel, ContactId, Timestamp)>, Vec<PersonId>, Timestamp);

fn explained(steps: &[Explained]) -> Vec<Began> {
    let began = steps.iter().filter_map(|step| {
        let Outcome::Tried(tried) = &step.outcome else { return None };
        let told = tried
            .asked
            .iter()
            .flat_map(|asked| asked.messages.iter().map(|it| (asked.person, it.channel, it.contact, it.due)));
        let missed = tried.missed.iter().map(|missed| missed.person).collect();
        Some(((step.place.step, step.place.round), step.at, tried.turn, told.collect(), missed, step.until))
    });
    began.collect()
}

/// What one page's entries of the last act say.
fn began(story: &Story, of: PageId) -> Vec<Began> {
    let began = story.entries.iter().filter_map(|entry| match entry.event.as_deref()? {
        Event::PageStepStarted { page, step, round, notifications, unreachable, escalates_at, turn } if *page == of => {
            let told = notifications.iter().map(|it| (it.person, it.channel, it.contact, it.due)).collect();
            Some(((*step, *round), entry.recorded_at, *turn, told, unreachable.clone(), *escalates_at))
        }
        _ => None,
    });
    began.collect()
}

/// Drives a page with ticks, nobody answering; what its steps were, and when it came to its end.
fn driven(story: &mut Story, page: PageId, mut all: Vec<Began>) -> (Vec<Began>, Timestamp) {
    while let Some(at) = story.at(page).escalates_at {
        story.now = at;
        story.unchecked(crate::command::Actor::System, &crate::command::Command::Tick).unwrap();
        all.extend(began(story, page));
    }
    (all, story.now)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]
    #[test]
    fn explained_is_what_happens(seed in any::<u64>()) {
        let mut dice = Dice(seed);
        let mut story = cell(&mut dice);
        // Turns have been taken before.
        for _ in 0..dice.below(4) {
            let severity = dice.one_of(&SEVERITIES);
            story.rules(vec![], Route::Page { policy: POLICY, severity });
            let page = story.page();
            for _ in 0..dice.below(4) {
                story.now = story.at(page).escalates_at.unwrap_or(story.now);
                story.unchecked(crate::command::Actor::System, &crate::command::Command::Tick).unwrap();
            }
            story.acknowledge(page, ANN).unwrap();
            story.later(dice.below(4_000) as i64);
        }
        story.unchecked(crate::command::Actor::System, &crate::command::Command::Tick).unwrap();
        let severity = dice.one_of(&SEVERITIES);
        let policy = story.state.policies[&POLICY].clone();
        let concern = Some(Concern::Integration(SOURCE));
        let told = explain(&story.state, &Thought { policy: &policy, severity, concern, at: story.now });
        story.rules(vec![], Route::Page { policy: POLICY, severity });
        let page = story.page();
        let first = began(&story, page);
        let mut notice = story.at(page).notice.map(|notice| began(&story, notice));
        let (steps, exhausted_at) = driven(&mut story, page, first);
        prop_assert_eq!(explained(&told.steps), steps);
        prop_assert_eq!((told.exhausted_at, told.cut), (exhausted_at, false));
        let administrators = story.at(page).notice.unwrap();
        let first = notice.take().unwrap_or_else(|| began(&story, administrators));
        let (steps, _) = driven(&mut story, administrators, first);
        prop_assert_eq!(explained(&told.administrators), steps);
    }
}

fn thought(policy: &Policy, at: Timestamp) -> Thought<'_> {
    Thought { policy, severity: Severity::S1, concern: None, at }
}

#[test]
fn what_is_passed_over_and_who_is_missed_is_told() {
    let mut story = Story::new();
    story.policy(&[(&[ANN], 60), (&[DAN, EVE], 120)], 0);
    story.state.policies[&POLICY].steps[0].severities = Severities::only(&[Severity::S4]);
    let nobody = Target::Rota { rota: ROTAS[0] };
    story.state.policies[&POLICY].steps[1].targets.push(nobody);
    let policy = story.state.policies[&POLICY].clone();
    let told = explain(&story.state, &thought(&policy, story.now));
    assert_eq!(told.steps[0].outcome, Outcome::Skipped(Skip::Severity));
    let Outcome::Tried(tried) = &told.steps[1].outcome else { panic!() };
    assert_eq!(tried.asked.len(), 1);
    assert_eq!((tried.asked[0].person, tried.asked[0].target), (EVE, Target::Person { person: EVE }));
    assert_eq!((tried.missed[0].person, tried.missed[0].crowded), (DAN, false));
    assert_eq!(tried.nobody, [nobody]);
    assert_eq!(told.exhausted_at, step::later(story.now, 120));
    assert_eq!(told.administrators.len(), 1 + usize::from(limits::ADMIN_REPEATS));
    assert!(told.administrators[0].outcome.reaches(), "Cat administers the cell");
}

#[test]
fn nothing_is_raised_in_the_past_and_nothing_is_changed() {
    let story = Story::new();
    let before = story.state.clone();
    let policy = story.state.policies[&POLICY].clone();
    let told = explain(&story.state, &thought(&policy, Timestamp::UNIX_EPOCH));
    assert_eq!(told.steps[0].at, story.state.recorded_at);
    assert_eq!(story.state, before);
}

#[test]
fn a_crowd_is_told_of_only_so_far() {
    let mut story = Story::new();
    for nth in 0..limits::STEP_PEOPLE as u128 + 5 {
        let id = PersonId(Uuid::from_u128(1_000 + nth));
        let loggist = crate::rules::story::somebody(id, Role::Loggist, &[(0, Channel::Sms)]);
        story.state.people.insert(id, loggist);
    }
    let steps = vec![Step::new(vec![Target::Role { role: Role::Loggist }], 60); 20];
    let policy = Policy { id: PolicyId(Uuid::nil()), name: "All".to_owned(), steps, repeats: 9, version: 1 };
    let told = explain(&story.state, &thought(&policy, story.now));
    let Outcome::Tried(tried) = &told.steps[0].outcome else { panic!() };
    assert_eq!((tried.asked.len(), tried.missed.len(), tried.missed[0].crowded), (limits::STEP_PEOPLE, 5, true));
    assert!(told.cut && told.administrators.is_empty());
    assert!(told.steps.len() < 12);
    let told =
        explain(&story.state, &Thought { at: story.now, ..thought(&Policy { steps: vec![], ..policy }, story.now) });
    assert_eq!((told.steps.len(), told.exhausted_at), (0, story.now));
}
