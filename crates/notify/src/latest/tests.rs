//! Reports in any order, twice, and more than fit.

use uuid::Uuid;

use super::*;

fn report(number: u128, status: Status) -> Receipt {
    let attempt = Some(AttemptId(Uuid::from_u128(number)));
    Receipt { provider: "twilio-sms", reference: format!("SM{number:032x}"), attempt, status, error: None }
}

proptest::proptest! {
    #[test]
    fn whatever_the_order_the_last_word_is_the_highest(order in proptest::collection::vec(0..Status::ALL.len(), 1..20)) {
        let latest = Latest::default();
        for index in &order {
            latest.take(report(1, Status::ALL[*index]));
        }
        let highest = order.iter().map(|index| Status::ALL[*index].rank()).max().unwrap();
        proptest::prop_assert_eq!(latest.of(AttemptId(Uuid::from_u128(1))).unwrap().status.rank(), highest);
    }
}

#[test]
fn a_reason_is_news_and_what_is_older_is_not() {
    let latest = Latest::default();
    latest.take(report(1, Status::Undelivered));
    let why = Receipt { error: Some(30006), attempt: None, ..report(1, Status::Undelivered) };
    latest.take(why.clone());
    latest.take(report(1, Status::Sent));
    let known = latest.of(AttemptId(Uuid::from_u128(1))).unwrap();
    assert_eq!((known.error, known.attempt.is_some()), (Some(30006), true));
}

#[test]
fn the_oldest_are_forgotten() {
    let latest = Latest::default();
    for number in 0..limits::RECEIPTS as u128 + 5 {
        latest.take(report(number, Status::Queued));
    }
    assert_eq!(latest.of(AttemptId(Uuid::from_u128(4))), None);
    assert_eq!(latest.of(AttemptId(Uuid::from_u128(5))), Some(report(5, Status::Queued)));
    let memory = latest.lock();
    assert_eq!(
        (memory.latest.len(), memory.by_attempt.len(), memory.order.len()),
        (limits::RECEIPTS, limits::RECEIPTS, limits::RECEIPTS)
    );
}
