//! Reports in any order, twice, and more than fit.

use uuid::Uuid;

use super::*;

/// Keeps all that is passed on.
#[derive(Default)]
struct Kept(Mutex<Vec<Receipt>>);

#[async_trait]
impl Receipts for Kept {
    async fn received(&self, receipt: &Receipt) {
        self.0.lock().unwrap().push(receipt.clone());
    }

    async fn flagged(&self, _: Flagged) {}
}

fn report(number: u128, status: Status) -> Receipt {
    let attempt = Some(AttemptId(Uuid::from_u128(number)));
    Receipt { sid: format!("SM{number:032x}"), attempt, status, error: None }
}

proptest::proptest! {
    #[test]
    fn whatever_the_order_the_last_word_is_the_highest(order in proptest::collection::vec(0..Status::ALL.len(), 1..20)) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let kept = Arc::new(Kept::default());
        let latest = Latest::new(kept.clone());
        for index in &order {
            runtime.block_on(latest.take(report(1, Status::ALL[*index])));
        }
        let highest = order.iter().map(|index| Status::ALL[*index].rank()).max().unwrap();
        let known = latest.of(AttemptId(Uuid::from_u128(1))).unwrap();
        proptest::prop_assert_eq!(known.status.rank(), highest);
        let passed = kept.0.lock().unwrap();
        proptest::prop_assert!(passed.windows(2).all(|two| two[0].status.rank() < two[1].status.rank()));
        proptest::prop_assert_eq!(passed.last().unwrap(), &known);
    }
}

#[tokio::test]
async fn the_same_again_is_no_news_and_a_reason_is() {
    let latest = Latest::new(Arc::new(Kept::default()));
    assert_eq!(latest.take(report(1, Status::Undelivered)).await, Taken::News);
    assert_eq!(latest.take(report(1, Status::Undelivered)).await, Taken::Known);
    let why = Receipt { error: Some(30006), ..report(1, Status::Undelivered) };
    assert_eq!(latest.take(why.clone()).await, Taken::News);
    assert_eq!(latest.take(report(1, Status::Sent)).await, Taken::Known);
    assert_eq!(latest.of(AttemptId(Uuid::from_u128(1))), Some(why));
}

#[tokio::test(start_paused = true)]
async fn the_oldest_are_forgotten() {
    let latest = Latest::new(Arc::new(Logged));
    for number in 0..limits::RECEIPTS as u128 + 5 {
        latest.take(report(number, Status::Queued)).await;
    }
    assert_eq!(latest.of(AttemptId(Uuid::from_u128(4))), None);
    assert_eq!(latest.of(AttemptId(Uuid::from_u128(5))), Some(report(5, Status::Queued)));
    let memory = latest.lock();
    assert_eq!(
        (memory.latest.len(), memory.by_attempt.len(), memory.order.len()),
        (limits::RECEIPTS, limits::RECEIPTS, limits::RECEIPTS)
    );
}

#[tokio::test(start_paused = true)]
async fn the_silent_are_asked_about_a_few_times() {
    let latest = Latest::new(Arc::new(Logged));
    latest.take(report(1, Status::Queued)).await;
    latest.take(report(2, Status::Delivered)).await;
    assert!(latest.silent().is_empty());
    for _ in 0..limits::ASKS {
        tokio::time::advance(limits::SILENCE).await;
        assert_eq!(latest.silent(), [report(1, Status::Queued)]);
        assert!(latest.silent().is_empty(), "once in a while");
    }
    tokio::time::advance(limits::SILENCE).await;
    assert!(latest.silent().is_empty(), "then it is given up");
}
