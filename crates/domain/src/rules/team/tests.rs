//! The rules of teams, told as given, when, then.

use uuid::Uuid;

use crate::command::{Command, OnNow};
use crate::decide::Answer;
use crate::duty::team_member;
use crate::id::{PersonId, TeamId};
use crate::policy::{Step, Target};
use crate::rules::story::duty::*;
use crate::rules::story::*;

const TEAM: TeamId = TeamId(Uuid::from_u128(80));

fn save(members: &[PersonId], expect: Option<u64>) -> Command {
    Command::SaveTeam { id: TEAM, name: "Network".to_owned(), members: members.to_vec(), expect }
}

/// Ann takes turns with the team.
fn with_team(members: &[PersonId]) -> Story {
    let mut story = Story::new();
    story.does(CAT, save(members, None));
    let mut rota = days(&[ANN]);
    rota.layers[0].groups.push(vec![team_member(TEAM)]);
    story.saves(rota, OnNow::Keep).unwrap();
    story
}

#[test]
fn a_team_takes_its_turn_together() {
    let mut story = with_team(&[BOB, EVE]);
    assert_eq!((story.on_now(), story.on_at(DAY)), (vec![ANN], vec![BOB, EVE]));
    story.later(DAY + HOUR).tick();
    assert_eq!(story.does(CAT, save(&[EVE, DAN], Some(1))), Answer::Version(2));
    assert_eq!(story.handoffs(), [(story.now, vec![BOB, EVE], vec![EVE, DAN])], "whoever it gains is on at once");
    assert_eq!(story.on_at(DAY), [BOB, EVE], "what was stays");
    assert_eq!(story.does(CAT, save(&[EVE, DAN], Some(1))), Answer::Version(2));
    assert_eq!(story.then(), Vec::<&str>::new());
}

#[test]
fn a_team_in_which_nobody_is_left_is_stood_in_for() {
    let mut story = with_team(&[BOB]);
    story.later(DAY).tick();
    story.does(CAT, Command::DeactivatePerson { person: BOB, reason: "left".to_owned() });
    assert_eq!(story.then(), ["person.deactivated", "team.saved", "rota.on_call_changed"]);
    assert_eq!(story.handoffs(), [(story.now, vec![BOB], vec![ANN])]);
    assert_eq!(story.state.teams[&TEAM].members, []);
    story.does(CAT, save(&[EVE], Some(2)));
    assert_eq!((story.on_now(), story.on_at(2 * DAY)), (vec![EVE], vec![ANN]), "its turn is still its own");
}

#[test]
fn a_team_is_of_active_people_each_once() {
    let mut story = Story::new();
    assert_eq!(story.refused(CAT, save(&[], None)), "members: a team needs at least one member");
    assert!(story.refused(CAT, save(&[ANN, ANN], None)).ends_with("stands there twice"));
    let nobody = PersonId(Uuid::from_u128(99));
    assert!(story.refused(CAT, save(&[nobody], None)).starts_with("members: there is no active person"));
    assert_eq!(story.refused(CAT, save(&[ANN; 201], None)), "no more than 200 members of a team");
    assert!(story.refused(ANN, save(&[ANN], None)).starts_with("your roles"));
    story.does(CAT, save(&[ANN], None));
    assert!(story.refused(CAT, save(&[BOB], None)).starts_with("it has changed since you read it"));
}

#[test]
fn a_policy_asks_a_whole_team() {
    let mut story = with_team(&[BOB, EVE]);
    let step = Step::new(vec![Target::Team { team: TEAM }], 60);
    story.state.policies.get_mut(&POLICY).unwrap().steps = vec![step];
    let page = story.page();
    assert_eq!((story.messages(page, BOB).len(), story.messages(page, EVE).len()), (1, 2));
    let targets = vec![Target::Team { team: TeamId(Uuid::from_u128(81)) }];
    let (id, name, steps) = (POLICY, "First".to_owned(), vec![Step::new(targets, 60)]);
    let refusal = story.refused(CAT, Command::SavePolicy { id, name, steps, repeats: 0, expect: Some(1) });
    assert!(refusal.starts_with("steps.targets.team: there is no team"), "{refusal}");
}
