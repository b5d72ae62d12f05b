//! Steps for some severities, for some hours, and in turn; personal rules by severity.

use jiff::civil::time;

use super::*;
use crate::directory::NotificationRule;
use crate::page::PageStatus;
use crate::policy::{Hours, Route};
use crate::rules::story::{ANN, BOB, CAT, DAN, EVE, POLICY, Story};
use crate::severities::Severities;

fn to(people: &[PersonId], wait_s: u32) -> Step {
    Step::new(people.iter().map(|person| Target::Person { person: *person }).collect(), wait_s)
}

/// The story begins at 03:00 UTC.
fn hours(from: i8, to: i8, outside: bool) -> Option<Hours> {
    let window = ctac_rota::Restriction { days: vec![], from: time(from, 0, 0, 0), to: time(to, 0, 0, 0) };
    Some(Hours { time_zone: "UTC".to_owned(), windows: vec![window], outside, not_on_holidays: false })
}

fn with(steps: Vec<Step>, repeats: u8) -> Story {
    let mut story = Story::new();
    story.policy(&[], repeats);
    story.state.policies[&POLICY].steps = steps;
    story
}

fn severity(story: &mut Story, severity: Severity) {
    story.rules(vec![], Route::Page { policy: POLICY, severity });
}

/// Whom each step that began asked, over the whole life of a page that nobody answers.
fn course(story: &mut Story) -> Vec<(usize, u8, Vec<PersonId>)> {
    let page = story.page();
    let mut course = Vec::new();
    loop {
        let at = story.at(page);
        if !at.is_active() {
            return course;
        }
        let asked = at.asked.iter().map(|id| at.notifications[id].person).collect();
        course.push((at.step, at.round, asked));
        story.now = at.escalates_at.unwrap();
        story.tick();
    }
}

#[test]
fn a_step_for_other_severities_is_passed_over() {
    let grave = Severities::only(&[Severity::S1]);
    let minor = Severities::only(&[Severity::S3, Severity::S4]);
    let steps = vec![
        Step { severities: minor, ..to(&[ANN], 60) },
        Step { severities: grave, ..to(&[BOB], 60) },
        to(&[CAT], 60),
        Step { severities: minor, ..to(&[EVE], 60) },
    ];
    let mut story = with(steps, 1);
    for (of, whom) in [(Severity::S1, vec![(1, BOB), (2, CAT)]), (Severity::S2, vec![(2, CAT)])] {
        severity(&mut story, of);
        let rounds = (0..2).flat_map(|round| whom.iter().map(move |(step, who)| (*step, round, vec![*who])));
        assert_eq!(course(&mut story), rounds.collect::<Vec<_>>(), "{of:?}");
    }
}

#[test]
fn what_is_passed_over_leaves_no_entry_and_costs_no_time() {
    let mut story = with(vec![Step { hours: hours(9, 17, false), ..to(&[ANN], 60) }, to(&[BOB], 60)], 0);
    let page = story.page();
    assert_eq!(story.then(), ["alert.raised", "page.raised", "page.step_started"]);
    assert_eq!((story.at(page).step, story.at(page).escalates_at), (1, Some(later(story.now, 60))));
}

#[test]
fn business_hours_and_the_hours_outside_them_are_two_variants_of_one_step() {
    let steps = vec![
        Step { hours: hours(9, 17, false), ..to(&[ANN], 60) },
        Step { hours: hours(9, 17, true), ..to(&[BOB], 60) },
    ];
    let mut story = with(steps, 0);
    assert_eq!(course(&mut story), [(1, 0, vec![BOB])]);
    story.later(6 * 3_600);
    assert_eq!(course(&mut story), [(0, 0, vec![ANN])]);
    story.now = "2026-03-01T16:59:30Z".parse().unwrap();
    assert_eq!(course(&mut story), [(0, 0, vec![ANN]), (1, 0, vec![BOB])], "the day ends while Ann is asked");
}

/// Good Friday at ten in the morning: nobody is in the office, whatever day of the week it is.
#[test]
fn a_bank_holiday_is_outside_business_hours_where_the_policy_says_so() {
    let of = |outside, not_on_holidays| Some(Hours { not_on_holidays, ..hours(9, 17, outside).unwrap() });
    for (not_on_holidays, day, asked) in [
        (true, "2026-04-03T10:00:00Z", BOB),
        (true, "2026-04-02T10:00:00Z", ANN),
        (false, "2026-04-03T10:00:00Z", ANN),
        // Of a date that the list says nothing of it cannot be told.
        (true, "2099-12-25T10:00:00Z", ANN),
    ] {
        let steps = vec![
            Step { hours: of(false, not_on_holidays), ..to(&[ANN], 60) },
            Step { hours: of(true, not_on_holidays), ..to(&[BOB], 60) },
        ];
        let mut story = with(steps, 0);
        story.now = day.parse().unwrap();
        assert_eq!(course(&mut story)[0].2, [asked], "{day} {not_on_holidays}");
    }
    let stored = |hours: &Option<Hours>| serde_json::to_value(hours).unwrap();
    assert!(stored(&of(false, false)).get("not_on_holidays").is_none(), "absent, it means what it always meant");
    assert_eq!(serde_json::from_value::<Option<Hours>>(stored(&of(true, true))).unwrap(), of(true, true));
    // The day is that of the policy's clock: in Tonga Saturday has begun.
    let tonga = Hours { time_zone: "Pacific/Tongatapu".to_owned(), ..of(true, true).unwrap() };
    assert!(tonga.hold("2026-04-03T10:30:00Z".parse().unwrap()), "23:30 on Good Friday");
    let noon_of_the_next = "2026-04-03T23:00:00Z".parse().unwrap();
    assert!(!tonga.hold(noon_of_the_next), "12:00 on Saturday");
}

#[test]
fn a_policy_none_of_whose_steps_applies_is_exhausted_and_the_administrators_are_paged() {
    let by_hour = vec![Step { hours: hours(9, 17, false), ..to(&[ANN], 60) }; 2];
    let by_severity = vec![Step { severities: Severities::only(&[Severity::S1]), ..to(&[ANN], 60) }];
    for steps in [by_hour, by_severity] {
        let mut story = with(steps, 9);
        let page = story.page();
        let expected = ["alert.raised", "page.raised", "page.exhausted", "page.raised", "page.step_started"];
        assert_eq!(story.then(), expected);
        assert!(matches!(story.at(page).status, PageStatus::Exhausted { .. }));
        let notice = story.at(page).notice.unwrap();
        assert_eq!(story.messages(notice, CAT).len(), 1);
    }
}

#[test]
fn hours_in_a_zone_that_is_not_known_any_more_hold() {
    let mut unknown = hours(9, 17, false);
    unknown.as_mut().unwrap().time_zone = "Europe/Northmoor".to_owned();
    let mut story = with(vec![Step { hours: unknown, ..to(&[ANN], 60) }], 0);
    assert_eq!(course(&mut story), [(0, 0, vec![ANN])]);
}

#[test]
fn each_page_asks_the_next_in_turn() {
    let in_turn = Step { in_turn: true, ..to(&[ANN, BOB, CAT], 60) };
    let mut story = with(vec![in_turn, to(&[EVE], 60)], 0);
    let firsts: Vec<_> = (0..5).map(|_| course(&mut story)[0].2.clone()).collect();
    assert_eq!(firsts, [[ANN], [BOB], [CAT], [ANN], [BOB]]);
    story.state.policies[&POLICY].steps[0].targets.truncate(1);
    assert_eq!(course(&mut story)[0].2, [ANN], "a shorter list goes on from its beginning");
}

#[test]
fn a_pages_later_rounds_ask_the_ones_after_and_take_nobodys_turn() {
    let mut story = with(vec![Step { in_turn: true, ..to(&[ANN, BOB, CAT], 60) }], 3);
    let of = |course: Vec<(usize, u8, Vec<PersonId>)>| course.into_iter().map(|it| it.2[0]).collect::<Vec<_>>();
    assert_eq!(of(course(&mut story)), [ANN, BOB, CAT, ANN]);
    assert_eq!(of(course(&mut story)), [BOB, CAT, ANN, BOB]);
}

#[test]
fn a_turn_that_reaches_nobody_is_the_next_ones_and_the_record_names_who_was_missed() {
    let mut story = with(vec![Step { in_turn: true, ..to(&[DAN, ANN, BOB], 60) }], 0);
    let page = story.page();
    let Some(Event::PageStepStarted { unreachable, turn, .. }) = story.entries[2].event.as_deref() else { panic!() };
    assert_eq!((unreachable.as_slice(), *turn), ([DAN].as_slice(), Some(1)));
    assert_eq!(story.messages(page, ANN).len(), 1);
    assert_eq!(story.messages(page, BOB).len(), 0);
    assert_eq!(course(&mut story)[0].2, [BOB]);
    assert_eq!(course(&mut story)[0].2, [ANN], "Dan's turn again");
    let mut nobody = with(vec![Step { in_turn: true, ..to(&[DAN], 60) }], 0);
    let page = nobody.page();
    assert!(matches!(nobody.at(page).status, PageStatus::Exhausted { .. }));
    assert!(nobody.state.turns.is_empty(), "nobody had a turn");
}

#[test]
fn rules_for_a_severity_tell_at_once_and_again() {
    let mut story = with(vec![to(&[EVE], 600)], 0);
    let rule = |channel, after_s, severity| NotificationRule {
        severities: Severities::only(&[severity]),
        ..NotificationRule::new(channel, after_s)
    };
    let (sms, voice, s1) = (Channel::Sms, Channel::Voice, Severity::S1);
    let rules = vec![
        rule(sms, 0, s1),
        rule(voice, 0, s1),
        rule(sms, 120, s1),
        rule(voice, 120, s1),
        rule(sms, 60, Severity::S4),
    ];
    let command = crate::command::Command::ChangeRules { person: EVE, rules };
    story.when(crate::command::Actor::Person(EVE), &command).unwrap();
    let mut due = |of| {
        severity(&mut story, of);
        let page = story.page();
        let at = story.now;
        let seconds = |it: &&Notification| (it.due.duration_since(at).as_secs(), it.channel);
        let mut due: Vec<_> = story.messages(page, EVE).iter().map(seconds).collect();
        due.sort();
        due
    };
    assert_eq!(due(Severity::S1), [(0, sms), (0, voice), (120, sms), (120, voice)]);
    assert_eq!(due(Severity::S4), [(60, sms)]);
    assert_eq!(due(Severity::S2), [(0, sms), (0, voice)], "no rule is for it: every way at once");
}
