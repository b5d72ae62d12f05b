//! The session alone: what it takes, passes over, and asks for.

use uuid::Uuid;

use super::*;

fn frame(seq: u64) -> Frame {
    Frame { seq, open: false, full: format!("full {seq}").into(), withheld: format!("withheld {seq}").into() }
}

/// A session in a room nobody may read: every frame is withheld, which is enough to see which went out.
fn inside(cursor: u64) -> Session {
    let person = PersonId(Uuid::from_u128(1));
    let mut session = Session::new(Viewer { person, session: None, token: None, until: None });
    session.room = Some(IncidentId(Uuid::from_u128(2)));
    session.cursor = cursor;
    session
}

#[test]
fn frames_are_taken_once_and_in_order() {
    let table: [(u64, &[u64], &[u64], Progress); 6] = [
        (0, &[1, 2, 3], &[1, 2, 3], Progress::Taken),
        (2, &[1, 2, 3], &[3], Progress::Taken),
        (3, &[1, 2, 3], &[], Progress::Taken),
        (3, &[5], &[], Progress::CatchUp(3)),
        (3, &[4, 6], &[4], Progress::CatchUp(4)),
        (3, &[], &[], Progress::Taken),
    ];
    for (cursor, given, sent, progress) in table {
        let mut session = inside(cursor);
        let frames: Vec<_> = given.iter().map(|seq| frame(*seq)).collect();
        let mut out = Vec::new();
        assert_eq!(session.on_entries(&State::default(), &frames, &mut out), progress, "{cursor} {given:?}");
        let expected: Vec<Bytes> = sent.iter().map(|seq| format!("withheld {seq}").into()).collect();
        assert_eq!(out, expected, "{cursor} {given:?}");
        assert_eq!(session.cursor(), cursor.max(sent.last().copied().unwrap_or(0)));
    }
}

#[test]
fn who_is_not_inside_is_sent_nothing() {
    let mut session = inside(0);
    session.room = None;
    let mut out = Vec::new();
    session.on_entries(&State::default(), &[frame(1)], &mut out);
    assert!(out.is_empty());
}

#[test]
fn a_session_expires_and_a_stranger_may_not_stay() {
    let at: Timestamp = "2026-11-21T03:00:00Z".parse().unwrap();
    let mut session = inside(0);
    assert_eq!(session.check(&State::default(), at), Err(Bye::Revoked));
    session.viewer.until = Some(at);
    assert_eq!(session.check(&State::default(), at), Err(Bye::SignedOut));
}

#[test]
fn the_allowance_of_posts_is_used_up_and_comes_back() {
    let mut at: Timestamp = "2026-11-21T03:00:00Z".parse().unwrap();
    let mut session = inside(0);
    assert!((0..limits::POSTS_BURST).all(|_| session.may_post_now(at)));
    assert!(!session.may_post_now(at));
    at += jiff::SignedDuration::from_millis(500);
    assert!((0..limits::POSTS_PER_S / 2).all(|_| session.may_post_now(at)));
    assert!(!session.may_post_now(at));
    // A clock that is set back earns nothing and takes nothing.
    at -= jiff::SignedDuration::from_secs(60);
    assert!(!session.may_post_now(at));
}
