//! Over real sockets: what is sent, what comes of every fault, and what is never sent.

use std::collections::BTreeMap;

use ctac_domain::interface::{Call, Header, Outcome};

use super::stand_in::{Does, Interface};
use super::{Allowed, Interfaces, Settings};
use crate::guard::Guard;
use crate::secret::Secret;
use crate::stand_in::{SHORT, loopback, nobody};

const KEY: &str = "hunter22-hunter22";

fn settings(interface: &Interface) -> Settings {
    let allow = |methods: &[&str], path, secrets: &[&str]| {
        let methods: Vec<String> = methods.iter().map(|it| (*it).to_owned()).collect();
        Allowed::new(&methods, &interface.host, path, secrets.iter().map(|it| (*it).to_owned()).collect()).unwrap()
    };
    Settings {
        allowed: vec![allow(&["POST", "GET"], "/v1/blocks", &["siem", "lost"]), allow(&["GET"], "/v2/", &[])],
        secrets: BTreeMap::from([("siem".to_owned(), Secret(KEY.to_owned()))]),
        guard: loopback(),
        authority: Some(interface.authority.clone()),
    }
}

async fn ready() -> (Interface, Interfaces) {
    let interface = Interface::new().await;
    let calls = Interfaces::within(settings(&interface), SHORT).unwrap();
    (interface, calls)
}

fn call(interface: &Interface, path: &str) -> Call {
    Call {
        key: "run-7".to_owned(),
        method: "POST".to_owned(),
        url: format!("https://{}{path}", interface.host),
        headers: BTreeMap::from([
            ("authorization".to_owned(), Header::Secret("siem".to_owned())),
            ("x-org".to_owned(), Header::Text("Northmoor".to_owned())),
        ]),
        body: Some(r#"{"address":"192.0.2.7"}"#.to_owned()),
        outputs: BTreeMap::from([("ticket".to_owned(), "/data/id".to_owned())]),
    }
}

fn reason(outcome: &Outcome) -> (&str, bool) {
    match outcome {
        Outcome::Failed { reason, again } => (reason, *again),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_call_is_sent_with_its_secret_and_key_and_gives_the_values_that_were_asked_for() {
    let (interface, calls) = ready().await;
    interface.next(Does::answers("201 Created", "", r#"{"data":{"id":4711,"more":"x"}}"#));
    let outcome = calls.call(&call(&interface, "/v1/blocks/192%2E0%2E2%2E7")).await;
    let outputs = BTreeMap::from([("ticket".to_owned(), "4711".to_owned())]);
    assert_eq!(outcome, Outcome::Done { reference: "201".to_owned(), outputs });
    let came = interface.came().remove(0);
    for part in [
        "POST /v1/blocks/192%2E0%2E2%2E7 HTTP/1.1\r\n",
        &format!("\r\nauthorization: {KEY}\r\n"),
        "\r\nx-org: Northmoor\r\n",
        "\r\nidempotency-key: run-7\r\n",
        "\r\ncontent-type: application/json\r\n",
        "\r\n\r\n{\"address\":\"192.0.2.7\"}",
    ] {
        assert!(came.contains(part), "{part:?} in {came}");
    }
}

#[tokio::test]
async fn each_fault_of_a_network_comes_to_what_it_is() {
    let (interface, calls) = ready().await;
    let rubbish = Does::Sends("\0\0not http\r\n\r\n".to_owned());
    for (does, expected) in [
        (Does::Hangs, None),
        (Does::Resets, None),
        (rubbish, None),
        (Does::Sends("HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{\"half".to_owned()), None),
        (Does::answers("503 Service Unavailable", "", KEY), Some(("it answered 503", true))),
        (Does::answers("429 Too Many Requests", "", ""), Some(("it answered 429", true))),
        (Does::answers("404 Not Found", "", "<script>"), Some(("it answered 404", false))),
        (
            Does::answers("302 Found", "location: https://127.0.0.1/elsewhere\r\n", ""),
            Some(("it answered 302: another address, which is not followed", false)),
        ),
    ] {
        interface.next(does.clone());
        let outcome = calls.call(&call(&interface, "/v1/blocks")).await;
        match expected {
            None => assert_eq!(outcome, Outcome::Unknown, "{does:?}"),
            Some(expected) => assert_eq!(reason(&outcome), expected, "{does:?}"),
        }
    }
    assert_eq!(interface.came().len(), 8, "nothing is tried twice, and no redirect followed");
    let gone = Interface { host: nobody().await.to_string(), ..interface.clone() };
    let calls = Interfaces::within(settings(&gone), SHORT).unwrap();
    assert_eq!(reason(&calls.call(&call(&gone, "/v1/blocks")).await), ("it cannot be reached", true));
}

/// It was done: what cannot be read of the answer is left out, and said.
#[tokio::test]
async fn an_answer_that_is_rubbish_was_an_answer() {
    let (interface, calls) = ready().await;
    let long = format!("{{\"data\":{{\"id\":\"{}\"}}}}", "x".repeat(crate::limits::ANSWER_BYTES));
    let deep = format!("{}{}", "[".repeat(20_000), "]".repeat(20_000));
    let leaked = format!("{{\"data\":{{\"id\":\"you sent {KEY}\"}}}}");
    for body in ["", "<html>", "{\"data\":{\"id\":{}}}", "{\"data\":null}", &long, &deep, &leaked] {
        interface.next(Does::answers("200 OK", "", body));
        let outcome = calls.call(&call(&interface, "/v1/blocks")).await;
        let reference = "200; ticket was not in the answer".to_owned();
        assert_eq!(outcome, Outcome::Done { reference, outputs: BTreeMap::new() });
    }
}

#[tokio::test]
async fn nothing_leaves_that_the_configuration_does_not_allow() {
    let (interface, calls) = ready().await;
    let other = |change: fn(&mut Call)| {
        let mut call = call(&interface, "/v1/blocks");
        change(&mut call);
        call
    };
    for (call, says) in [
        (call(&interface, "/v1/blocksome"), "does not allow POST there"),
        (call(&interface, "/admin"), "does not allow POST there"),
        (call(&interface, "/v2/things"), "does not allow POST there"),
        (call(&interface, "/v1/blocks/../../admin"), "leads somewhere else"),
        (call(&interface, "/v1/blocks/%2E%2E/x"), "leads somewhere else"),
        (other(|it| it.url = "https://elsewhere.example/v1/blocks".to_owned()), "does not allow POST there"),
        (other(|it| it.url = it.url.replace("https", "http")), "leads somewhere else"),
        (other(|it| it.url = it.url.replace("//", "//u:p@")), "leads somewhere else"),
        (other(|it| it.method = "DELETE".to_owned()), "does not allow DELETE there"),
        (other(|it| drop(it.headers.insert("x-a".to_owned(), Header::Text("a\r\nb: c".to_owned())))), "x-a cannot"),
        (other(|it| drop(it.headers.insert("host".to_owned(), Header::Text("a".to_owned())))), "service's own"),
        (other(|it| drop(it.headers.insert("x-a".to_owned(), Header::Secret("lost".to_owned())))), "no secret lost"),
        (
            other(|it| drop(it.headers.insert("x-a".to_owned(), Header::Secret("db".to_owned())))),
            "not allow the secret db",
        ),
    ] {
        let outcome = calls.call(&call).await;
        let (reason, again) = reason(&outcome);
        assert!(reason.contains(says) && !again, "{call:?}: {reason}");
        assert!(!reason.contains(KEY));
    }
    // A secret goes only where its entry says, though the place itself is allowed.
    let mut elsewhere = call(&interface, "/v2/things");
    "GET".clone_into(&mut elsewhere.method);
    assert!(reason(&calls.call(&elsewhere).await).0.contains("does not allow the secret siem"));
    assert!(interface.came().is_empty(), "{:?}", interface.came());
}

#[tokio::test]
async fn an_allowed_name_does_not_reach_behind_the_firewall() {
    let interface = Interface::new().await;
    let named = Interface { host: interface.host.replace("127.0.0.1", "localhost"), ..interface.clone() };
    for host in [&interface, &named] {
        let calls = Interfaces::within(Settings { guard: Guard::default(), ..settings(host) }, SHORT).unwrap();
        let (reason, again) = (calls.call(&call(host, "/v1/blocks")).await, false);
        assert!(super::tests::reason(&reason).0.contains("no address on the Internet"), "{reason:?} {again}");
    }
    // Nor does an authority that nobody trusts.
    let strange = Interfaces::within(Settings { authority: None, ..settings(&interface) }, SHORT).unwrap();
    assert_eq!(reason(&strange.call(&call(&interface, "/v1/blocks")).await), ("it cannot be reached", true));
    assert!(interface.came().is_empty());
}

#[test]
fn an_entry_of_the_list_says_what_it_allows() {
    let entry = |methods: &[&str], host: &str, path: &str| {
        let methods: Vec<String> = methods.iter().map(|it| (*it).to_owned()).collect();
        Allowed::new(&methods, host, path, Vec::new())
    };
    assert!(entry(&["GET"], "siem.example.org", "/").is_ok());
    for (methods, host, path) in [
        (&[][..], "siem.example.org", "/"),
        (&["get"], "siem.example.org", "/"),
        (&["GET"], "SIEM.example.org", "/"),
        (&["GET"], "siem.example.org:443", "/"),
        (&["GET"], "u@siem.example.org", "/"),
        (&["GET"], "*.example.org", "/a/../b"),
        (&["GET"], "siem.example.org", "v1"),
        (&["GET"], "siem.example.org", ""),
        (&["GET"], "siem.example.org", "/v1?x=1"),
    ] {
        assert!(entry(methods, host, path).is_err(), "{methods:?} {host} {path}");
    }
}
