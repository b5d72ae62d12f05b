//! Teams against a workflow that behaves as documented, and against every fault.

use ctac_domain::directory::Channel;

use super::*;
use crate::stand_in::{Came, Reply, SHORT, StandIn, loopback, message, network_faults, nobody, reason, told};

/// A workflow takes adaptive cards, later.
fn workflow(came: &Came) -> Reply {
    let card = &came.json()["attachments"][0];
    let taken = card["contentType"] == "application/vnd.microsoft.card.adaptive" && card["content"]["body"].is_array();
    Reply::status(if taken { 202 } else { 400 })
}

async fn sent_by(guard: Guard, hosts: &[&str], url: &str) -> AttemptOutcome {
    let hosts = hosts.iter().map(|hosts| hosts.parse().unwrap()).collect();
    let teams = Teams::within(guard, hosts, SHORT).unwrap();
    teams.send(&message(Channel::Push, &format!("teams:{url}"))).await
}

#[tokio::test]
async fn a_card_is_posted() {
    let teams = StandIn::new(workflow).await;
    let outcome = sent_by(loopback(), &["127.0.0.1"], &teams.url("/workflows/1?sig=secret")).await;
    assert_eq!(told(&outcome), "sent");
    assert!(!format!("{outcome:?}").contains("secret"));
    insta::assert_json_snapshot!(teams.came()[0].json());
}

#[tokio::test]
async fn each_fault_has_its_outcome() {
    let teams = StandIn::new(workflow).await;
    let hidden = |status: u16| {
        let words = "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error";
        Reply::Says(200, Vec::new(), format!("{words} {status} with ContextId tcid=0"))
    };
    let mut faults = network_faults();
    faults.extend([
        (hidden(429), "again"),
        (hidden(503), "again"),
        (hidden(403), "never"),
        (Reply::Says(200, Vec::new(), "HTTP error 4".to_owned()), "sent"),
        (Reply::Says(200, Vec::new(), "1".to_owned()), "sent"),
        (Reply::Says(202, Vec::new(), "<html>rubbish".to_owned()), "sent"),
        (Reply::status(404), "never"),
    ]);
    for (reply, expected) in faults {
        let shown = format!("{reply:?}");
        teams.next(reply);
        let outcome = sent_by(loopback(), &["127.0.0.1"], &teams.url("/")).await;
        assert_eq!(told(&outcome), expected, "{shown}: {outcome:?}");
    }
    let gone = sent_by(loopback(), &["127.0.0.1"], &format!("http://{}/", nobody().await)).await;
    assert_eq!(told(&gone), "again");
}

#[tokio::test]
async fn only_the_configured_hosts_are_posted_to() {
    let teams = StandIn::new(workflow).await;
    let elsewhere = sent_by(loopback(), &["*.logic.azure.com"], &teams.url("/")).await;
    assert!(told(&elsewhere) == "never" && reason(&elsewhere).contains("configured"), "{elsewhere:?}");
    let inside = sent_by(Guard::default(), &["127.0.0.1"], &teams.url("/")).await;
    assert!(told(&inside) == "never" && reason(&inside).contains("Internet"), "{inside:?}");
    assert!(teams.came().is_empty());
}

#[test]
fn hosts_are_matched_whole() {
    let below: Hosts = "*.logic.azure.com".parse().unwrap();
    for (host, holds) in [
        ("prod-1.westeurope.logic.azure.com", true),
        ("logic.azure.com", false),
        ("evillogic.azure.com", false),
        ("logic.azure.com.example.org", false),
    ] {
        assert_eq!(below.holds(host), holds, "{host}");
    }
    let one: Hosts = "hooks.example.org".parse().unwrap();
    assert!(one.holds("hooks.example.org") && !one.holds("x.hooks.example.org"));
    for bad in ["", "*", "*.", "*.com", "Hooks.example.org", "a b", "https://example.org", ".example.org"] {
        assert!(bad.parse::<Hosts>().is_err(), "{bad}");
    }
}
