//! The phone: bounded, idempotent, and able to misbehave.

use uuid::Uuid;

use super::*;
use crate::dispatch::Notify;
use crate::stand_in;

fn phone() -> Phone {
    Phone::new(Arc::new(|| Timestamp::UNIX_EPOCH))
}

fn message(attempt: u128, channel: Channel) -> Message {
    Message { attempt: AttemptId(Uuid::from_u128(attempt)), ..stand_in::message(channel, "+447700900123") }
}

#[tokio::test]
async fn shows_what_its_person_would_see_and_no_address() {
    let phone = phone();
    let message = message(1, Channel::Sms);
    assert!(!format!("{message:?}").contains("7700900123"));
    assert_eq!(phone.send(&message).await, sent(1));
    let shown = phone.message(1).unwrap();
    insta::assert_snapshot!(serde_json::to_string_pretty(&*shown).unwrap());
    let wire = serde_json::to_string(&Delivery::from(&message)).unwrap();
    assert_eq!(serde_json::from_str::<Delivery>(&wire).unwrap(), shown.delivery);
    assert!(serde_json::from_str::<Delivery>(&wire.replacen('{', "{\"more\":1,", 1)).is_err());
}

#[tokio::test]
async fn the_same_attempt_arrives_once() {
    let phone = phone();
    assert_eq!(phone.look_up(AttemptId(Uuid::from_u128(1))).await, None);
    assert_eq!(phone.send(&message(1, Channel::Sms)).await, sent(1));
    assert_eq!(phone.send(&message(1, Channel::Sms)).await, sent(1));
    assert_eq!(phone.send(&message(2, Channel::Voice)).await, sent(2));
    assert_eq!(phone.messages(0).len(), 2);
    assert_eq!(phone.look_up(AttemptId(Uuid::from_u128(1))).await, Some(sent(1)));
}

#[tokio::test]
async fn the_oldest_go_and_are_counted() {
    let phone = phone();
    let more = limits::PHONE_MESSAGES as u128 + 7;
    for attempt in 1..=more {
        phone.send(&message(attempt, Channel::Push)).await;
    }
    assert_eq!(phone.messages(0).len(), limits::PHONE_MESSAGES);
    assert_eq!(phone.dropped(), 7);
    assert_eq!(phone.messages(0)[0].number, 8);
    assert_eq!(*phone.subscribe().borrow(), limits::PHONE_MESSAGES as u64 + 7);
    assert!(phone.message(7).is_none());
}

#[tokio::test]
async fn misbehaves_when_told() {
    let phone = phone();
    phone.fail_next([Fault::Busy, Fault::Refused, Fault::Vanished, Fault::AnswerLost]);
    let fails = |outcome: &AttemptOutcome, expected| matches!(outcome, AttemptOutcome::Failed { again, .. } if *again == expected);
    assert!(fails(&phone.send(&message(1, Channel::Sms)).await, true));
    assert!(fails(&phone.send(&message(2, Channel::Sms)).await, false));
    assert_eq!(phone.send(&message(3, Channel::Sms)).await, AttemptOutcome::Unknown);
    assert!(phone.messages(0).is_empty());
    assert_eq!(phone.send(&message(4, Channel::Sms)).await, AttemptOutcome::Unknown);
    assert_eq!(phone.look_up(AttemptId(Uuid::from_u128(4))).await, Some(sent(1)));
    assert_eq!(phone.send(&message(5, Channel::Sms)).await, sent(2));
}

#[tokio::test]
async fn tells_whoever_waits() {
    let phone = phone();
    let waiting = tokio::spawn({
        let phone = phone.clone();
        async move { phone.wait_for(0, |message| message.delivery.channel == Channel::Voice).await }
    });
    phone.send(&message(1, Channel::Sms)).await;
    phone.send(&message(2, Channel::Voice)).await;
    assert_eq!(waiting.await.unwrap().number, 2);
    assert_eq!(phone.wait_for(0, |_| true).await.number, 1);
}

#[tokio::test]
async fn the_channel_decides_who_delivers() {
    let (texts, rest) = (phone(), phone());
    let all: Arc<dyn Provider> = Arc::new(rest.clone());
    let notify = Notify::by_one(&all).with(Channel::Sms, Arc::new(texts.clone()));
    for (attempt, channel) in [(1, Channel::Sms), (2, Channel::Voice), (3, Channel::Push), (4, Channel::Email)] {
        assert!(matches!(notify.send(&message(attempt, channel)).await, AttemptOutcome::Sent { .. }));
    }
    assert_eq!((texts.messages(0).len(), rest.messages(0).len()), (1, 3));
    let attempt = AttemptId(Uuid::from_u128(1));
    assert!(notify.look_up(attempt, Channel::Sms).await.is_some());
    assert!(notify.look_up(attempt, Channel::Push).await.is_none());
    assert!(notify.look_up(attempt, Channel::Voice).await.is_some(), "a call may have gone as a text");
    let nothing = Notify::default().send(&message(1, Channel::Sms)).await;
    assert!(matches!(nothing, AttemptOutcome::Failed { again: false, .. }));
}
