//! Notices: by one channel and never by a call; given up when they would come too late; bounded.

use jiff::SignedDuration;
use uuid::Uuid;

use super::*;
use crate::attempt::{Bearer, Room};
use crate::command::{Actor, Command};
use crate::decide::Context;
use crate::directory::{Preferences, Role};
use crate::id::RotaId;
use crate::limits;
use crate::page::NotificationStatus;
use crate::rules::story::{ANN, Story, failed, sent, somebody};

const ABOUT: About = About::GoesOff { rota: RotaId(Uuid::from_u128(77)), at: Timestamp::UNIX_EPOCH, ahead_s: 0 };

/// Tells Ann something, as the rules do.
fn tell(story: &mut Story, about: About, for_s: i64) -> NoticeId {
    let context = Context { actor: Actor::System, now: story.now, seed: [u8::try_from(for_s % 251).unwrap(); 32] };
    let mut deciding = Deciding::new(&story.state, &context);
    raise(&mut deciding, ANN, about, story.now + SignedDuration::from_secs(for_s));
    let new = deciding.state.notices.keys().find(|id| !story.state.notices.contains_key(*id)).copied().unwrap();
    story.state = deciding.state;
    new
}

fn channels(contacts: &[(u128, Channel)], chosen: Option<Channel>) -> Vec<Channel> {
    let mut story = Story::new();
    let preferences = Preferences { notice_channel: chosen, ..Preferences::default() };
    story.state.people.insert(ANN, Person { preferences, ..somebody(ANN, Role::Responder, contacts) });
    let id = tell(&mut story, ABOUT, 60);
    story.state.notices[&id].notifications.values().map(|it| it.channel).collect()
}

#[test]
fn it_goes_by_the_channel_chosen_else_the_first_that_reaches_them_and_never_by_a_call() {
    use Channel::{Email, Push, Sms, Voice};
    let all = [(0, Voice), (1, Email), (2, Push), (3, Sms), (4, Sms)];
    assert_eq!(channels(&all, None), [Sms, Sms], "each of their numbers");
    assert_eq!(channels(&all, Some(Email)), [Email]);
    assert_eq!(channels(&all, Some(Voice)), [Sms, Sms]);
    assert_eq!(channels(&all[..3], None), [Push]);
    assert_eq!(channels(&all[..2], Some(Push)), [Email], "chosen, but they have none");
    assert_eq!(channels(&all[..1], None), []);
}

#[test]
fn it_has_no_code_and_a_stray_reply_finds_no_page() {
    let mut story = Story::new();
    let id = tell(&mut story, ABOUT, 60);
    assert!(story.state.notices[&id].notifications.values().all(|it| it.code.is_none()));
    assert!(story.state.codes.get(&ANN).is_none());
    let meant = crate::message::reply::meant_by(&story.state, ANN, None, false);
    assert_eq!(meant, crate::message::reply::Meant::None);
}

#[test]
fn it_is_tried_like_a_page_until_it_is_of_no_use() {
    let mut story = Story::new();
    let id = tell(&mut story, ABOUT, 60);
    let mut tried = 0;
    while story.state.notices[&id].is_open() {
        for call in story.claim() {
            assert_eq!(call.0, Bearer::Notice(id));
            tried += 1;
            story.finish(call, failed(true));
        }
        story.later(5);
    }
    assert!(tried >= 3 && story.now.duration_since(story.state.notices[&id].raised_at).as_secs() <= 60, "{tried}");
    assert_eq!(story.state.ended_notices.back(), Some(&id));
}

#[test]
fn what_nobody_claimed_in_time_lapses_and_what_was_under_way_is_recorded() {
    let mut story = Story::new();
    let (late, taken) = (tell(&mut story, ABOUT, 61), {
        let id = tell(&mut story, ABOUT, 62);
        story
            .when(
                Actor::System,
                &Command::ClaimDue { node: crate::rules::story::NODE, limit: 1, room: Room::of(1), lease_s: 600 },
            )
            .unwrap();
        id
    });
    let open: Vec<NoticeId> = [late, taken].into_iter().filter(|id| story.state.notices[id].is_open()).collect();
    assert_eq!(open.len(), 2);
    story.later(90);
    assert_eq!(story.claim(), []);
    assert_eq!(story.then(), ["notice.lapsed"]);
    assert!(crate::due::pending(&story.state, story.now).next().is_none());
    let left = story.state.notices.values().filter(|it| it.is_open()).count();
    assert_eq!(left, 1, "the call under way has its lease");
    let call = story.state.notices.values().find_map(|notice| {
        notice.notifications.values().find_map(|it| match it.status {
            NotificationStatus::Claimed { attempt, .. } => Some((Bearer::Notice(notice.id), it.id, attempt)),
            _ => None,
        })
    });
    story.finish(call.unwrap(), sent());
    assert_eq!(story.then(), ["notice.attempt_finished"]);
    assert!(story.state.notices.values().all(|it| !it.is_open()));
}

#[test]
fn only_so_many_are_kept() {
    let mut story = Story::new();
    story.state.people.insert(ANN, somebody(ANN, Role::Responder, &[]));
    for nth in 0..limits::ENDED_NOTICES + 50 {
        story.now += SignedDuration::from_millis(1);
        tell(&mut story, ABOUT, i64::try_from(nth).unwrap());
    }
    assert_eq!(story.state.notices.len(), limits::ENDED_NOTICES);
    assert_eq!(crate::invariants::check(&story.state), []);
}
