//! A node is cut off from its database while a provider has something to say: it is told to say it again, and when the
//! database is back what it says is recorded, once.

use ctac_notify::twilio::testing::{StandIn, Taken};
use ctac_tests::cell::{Cell, Settings};
use ctac_tests::http::Wire;
use ctac_tests::ledger::verified;
use ctac_tests::paging::raise;
use ctac_tests::wait::{soon, until};

/// How often a provider says it again while nobody takes it.
const REPEATS: usize = 3;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_provider_says_meanwhile_is_recorded_once_it_is_back() {
    let twilio = StandIn::start().await;
    let settings = Settings { twilio: Some(twilio.url.clone()), ..Settings::default() };
    let cell = Cell::on_postgres(600, settings).await;
    let node = cell.start("one").await;
    raise(&node.anyone(), &cell.seeded.paging_key, "disk").await;
    let text = soon("a text", twilio.first(|taken: &Taken| !taken.is_call())).await;
    // Its answer is on record before the cut, or what follows would be that answer.
    until("the call's answer", || async {
        let audit = verified(&*cell.store().await.ledger).await;
        (audit.of_kind("page.attempt_finished").count() > 0).then_some(())
    })
    .await;
    cell.cut_off(true).await;
    let acts = twilio.acts();
    for _ in 0..REPEATS {
        let (status, again) = soon("an answer", acts.report_and_wait(&text, "delivered", None)).await;
        assert_eq!(status, 503, "not taken, and not pretended to be");
        assert!(again.is_some_and(|seconds| seconds > 0), "it says when to say it again: {again:?}");
    }
    // It lives, and says that it is not ready.
    let wire = Wire::to(&node.url);
    assert_eq!(wire.get("/livez").await.status, 200);
    assert_eq!(wire.get("/readyz").await.status, 503);
    cell.cut_off(false).await;
    until("the report is taken", || async { (acts.report(&text, "delivered", None).await == 204).then_some(()) }).await;
    for status in ["delivered", "sent", "delivered"] {
        assert_eq!(acts.report(&text, status, None).await, 204, "{status}");
    }
    let audit = verified(&*cell.store().await.ledger).await;
    let said: Vec<_> = audit.of_kind("page.delivery").map(|entry| entry.body["delivery"].clone()).collect();
    assert_eq!(said.len(), 1, "{said:?}");
    assert_eq!(said[0]["is"], "delivered");
    assert_eq!(twilio.taken().len(), 1, "and nobody was sent it twice");
    node.stop().await;
}
