//! ntfy against a server that behaves as documented, and against every fault.

use ctac_domain::directory::Channel;
use serde_json::json;

use super::*;
use crate::stand_in::{Came, Reply, SHORT, StandIn, install_crypto, message, network_faults, nobody, reason, told};

/// Private topics: who has no token may not.
fn server(came: &Came) -> Reply {
    if came.header("authorization") != "Bearer tk_right" {
        return Reply::json(403, &json!({ "code": 40301, "http": 403, "error": "forbidden" }));
    }
    let body = came.json();
    Reply::json(200, &json!({ "id": "hwQ2YpKdmg", "time": 1, "event": "message", "topic": body["topic"] }))
}

async fn sent(url: &str, token: Option<&str>, address: &str) -> AttemptOutcome {
    install_crypto();
    let token = token.map(|token| Secret(token.to_owned()));
    Ntfy::within(url, token, SHORT).unwrap().send(&message(Channel::Push, address)).await
}

#[tokio::test]
async fn is_published_to_its_topic_by_priority() {
    let ntfy = StandIn::new(server).await;
    let outcome = sent(&ntfy.url("/"), Some("tk_right"), "ntfy:cell-1").await;
    assert_eq!(outcome, AttemptOutcome::sent("ntfy", "hwQ2YpKdmg"));
    insta::assert_json_snapshot!(ntfy.came()[0].json());
    let priorities = ["S1 a", "S2 a", "S3 a", "S4 a", "You come on call"].map(priority);
    assert_eq!(priorities, [5, 4, 3, 3, 3]);
    for token in [None, Some("tk_wrong")] {
        // The server's token, not this message's fault: once it is put right, what waits is sent.
        let refused = sent(&ntfy.url("/"), token, "ntfy:cell-1").await;
        assert_eq!(told(&refused), "again");
        assert!(reason(&refused).contains("providers.ntfy"), "{refused:?}");
    }
    assert_eq!(told(&sent(&ntfy.url("/"), Some("tk_right"), "teams:https://example.org/").await), "never");
    assert_eq!(ntfy.came().len(), 3, "an address of another kind was posted to");
}

#[tokio::test]
async fn each_fault_has_its_outcome() {
    let ntfy = StandIn::new(server).await;
    let busy = |code: u32| Reply::json(429, &json!({ "code": code, "http": 429, "error": "limit reached" }));
    let mut faults = network_faults();
    faults.extend([
        (busy(42_901), "again"),
        (busy(DAILY_QUOTA), "never"),
        (Reply::status(400), "never"),
        (Reply::status(507), "again"),
        (Reply::Says(200, Vec::new(), "<html>rubbish".to_owned()), "again"),
    ]);
    for (reply, expected) in faults {
        let expected = if matches!(&reply, Reply::Says(300..=399, ..)) { "again" } else { expected };
        let shown = format!("{reply:?}");
        ntfy.next(reply);
        let outcome = sent(&ntfy.url("/"), Some("tk_right"), "ntfy:cell-1").await;
        assert_eq!(told(&outcome), expected, "{shown}: {outcome:?}");
    }
    let gone = sent(&format!("http://{}/", nobody().await), None, "ntfy:cell-1").await;
    assert_eq!((told(&gone), reason(&gone)), ("again", "the provider cannot be reached"));
}

#[test]
fn its_token_is_never_shown() {
    assert_eq!(format!("{:?}", Secret("tk_right".to_owned())), "Secret(…)");
}
