//! Any interleaving of answers, time and sending: it is filled exactly when the needs are matched, nobody is asked after
//! its end, and replay is the live state (which [`Story::when`] checks after each act).

use proptest::prelude::*;

use super::{IT, begun, it, need, plan};
use crate::attempt::Bearer;
use crate::call_out::{Ask, CallOut, Can, Status, Why, filled};
use crate::command::{Actor, CallOutPlan, Command};
use crate::directory::Role;
use crate::due;
use crate::id::PersonId;
use crate::page::How;
use crate::rules::story::{ANN, BOB, CAT, EVE, Story, failed, sent};
use crate::state::State;

const PEOPLE: [PersonId; 4] = [ANN, BOB, CAT, EVE];

#[derive(Debug, Clone)]
enum Act {
    Yes(usize, u32),
    No(usize),
    Pass(i64),
    Send(bool),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => (0..PEOPLE.len(), 1..90_u32).prop_map(|(who, minutes)| Act::Yes(who, minutes)),
        2 => (0..PEOPLE.len()).prop_map(Act::No),
        2 => (1..400_i64).prop_map(Act::Pass),
        2 => any::<bool>().prop_map(Act::Send),
    ]
}

/// Whether the needs can be met, by trying everything: another answer than the one under test.
fn can_be_met(state: &State, it: &CallOut) -> bool {
    let coming = it
        .answers
        .iter()
        .filter(|(_, said)| !said.late && matches!(said.can, Can::Yes { minutes } if minutes <= it.terms.within_min));
    let people: Vec<PersonId> = coming.map(|(person, _)| *person).collect();
    let slots: Vec<Role> =
        it.terms.needs.iter().flat_map(|need| std::iter::repeat_n(need.role, usize::from(need.count))).collect();
    tried(state, &slots, &people)
}

fn tried(state: &State, slots: &[Role], people: &[PersonId]) -> bool {
    let Some((role, rest)) = slots.split_first() else { return true };
    people.iter().any(|person| {
        let others: Vec<PersonId> = people.iter().copied().filter(|other| other != person).collect();
        state.people[person].roles.contains(role) && tried(state, rest, &others)
    })
}

fn done(story: &mut Story, act: &Act) {
    match act {
        Act::Yes(who, minutes) => answer(story, PEOPLE[*who], Can::Yes { minutes: *minutes }),
        Act::No(who) => answer(story, PEOPLE[*who], Can::No),
        Act::Pass(seconds) => drop(story.later(*seconds).tick()),
        Act::Send(goes) => {
            let running = it(story).is_running();
            for call in story.claim() {
                assert!(running || call.0 != Bearer::CallOut(IT), "asked after the end");
                story.finish(call, if *goes { sent() } else { failed(false) });
            }
        }
    }
}

fn answer(story: &mut Story, person: PersonId, can: Can) {
    story.when(Actor::Person(person), &Command::AnswerCallOut { call_out: IT, can, how: How::Dtmf }).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn filled_exactly_when_the_needs_are_matched(
        roles in proptest::collection::vec(1_u8..8, PEOPLE.len()),
        counts in (0_u16..3, 0_u16..2, 0_u16..2),
        acts in proptest::collection::vec(act(), 1..25),
    ) {
        let needs = [(Role::Responder, counts.0), (Role::IncidentLead, counts.1), (Role::Communications, counts.2)];
        let needs = needs.into_iter().filter(|(_, count)| *count > 0).map(|(role, count)| need(role, count)).collect();
        let ask = PEOPLE.map(|person| Ask::Person { person }).to_vec();
        let mut story = begun(CallOutPlan { ask, needs, ..plan() });
        for (person, bits) in PEOPLE.into_iter().zip(roles) {
            let all = [Role::Responder, Role::IncidentLead, Role::Communications];
            let theirs = all.into_iter().enumerate().filter(|(nth, _)| bits & (1 << nth) != 0);
            story.state.people[&person].roles = theirs.map(|(_, role)| role).collect();
        }
        for act in &acts {
            let before = it(&story).status;
            done(&mut story, act);
            let now = it(&story);
            let met = !now.terms.needs.is_empty() && can_be_met(&story.state, now);
            let found = filled(&story.state, now);
            prop_assert_eq!(found.is_complete(), met);
            let all: Vec<PersonId> = found.needs.iter().flat_map(|(_, people)| people.clone()).collect();
            let distinct: std::collections::BTreeSet<PersonId> = all.iter().copied().collect();
            prop_assert_eq!(all.len(), distinct.len(), "one person counts once");
            match (before, now.status) {
                (Status::Running, Status::Running) => prop_assert!(!met),
                (Status::Running, Status::Ended { why, .. }) => prop_assert_eq!(why == Why::Filled, met),
                (ended, after) => prop_assert_eq!(ended, after, "it ends once"),
            }
            let asks = due::pending(&story.state, story.now).any(|it| it.lead.bearer == Bearer::CallOut(IT));
            prop_assert!(now.is_running() || !asks, "nobody is asked after the end");
        }
    }
}
