//! Webhooks against a receiver that checks signatures, and against every fault.

use super::*;
use crate::stand_in::{
    Came, Reply, SHORT, StandIn, clock, conformance, install_crypto, loopback, message, network_faults, nobody, reason,
    told,
};
use ctac_domain::directory::Channel;

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const NOW: i64 = 1_790_000_000;

/// A receiver as the specification wants one: right signature, fresh timestamp.
fn receive(came: &Came) -> Reply {
    let (id, seconds) = (came.header("webhook-id"), came.header("webhook-timestamp"));
    let signed = format!("{id}.{seconds}.{}", std::str::from_utf8(&came.body).unwrap());
    let key = hmac::Key::new(hmac::HMAC_SHA256, &BASE64_STANDARD.decode(&SECRET[6..]).unwrap());
    let fits = |signature: &str| {
        let tag = signature.strip_prefix("v1,").and_then(|tag| BASE64_STANDARD.decode(tag).ok());
        tag.is_some_and(|tag| hmac::verify(&key, signed.as_bytes(), &tag).is_ok())
    };
    let fresh = (seconds.parse::<i64>().unwrap() - NOW).abs() <= 300;
    let right = came.header("webhook-signature").split(' ').any(fits);
    Reply::status(if right && fresh { 204 } else { 401 })
}

async fn sent_to(url: &str, secrets: &str, guard: Guard) -> AttemptOutcome {
    let webhook = Webhook::within(guard, clock(NOW), SHORT).unwrap();
    webhook.send(&message(Channel::Push, &format!("webhook:{url}#{secrets}"))).await
}

#[test]
fn the_specifications_vectors() {
    let Some(given) = conformance("standard-webhooks.json") else { return };
    for case in given["sign"].as_array().unwrap() {
        let text = |name: &str| case[name].as_str().unwrap();
        let secret = format!("whsec_{}", text("secret_base64_without_prefix")).parse().unwrap();
        let made = signatures(&[secret], text("id"), case["timestamp"].as_i64().unwrap(), text("payload"));
        assert_eq!(made, text("signature"));
    }
    assert!("whsec_".parse::<SigningSecret>().is_err());
}

#[tokio::test]
async fn a_receiver_finds_the_signature_right() {
    let receiver = StandIn::new(receive).await;
    let url = receiver.url("/in?who=me");
    let other = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    for secrets in [SECRET.to_owned(), format!("{other},{SECRET}")] {
        let outcome = sent_to(&url, &secrets, loopback()).await;
        let reference = message(Channel::Push, "").attempt.to_string();
        assert_eq!(outcome, AttemptOutcome::sent("webhook", reference));
    }
    assert_eq!(told(&sent_to(&url, other, loopback()).await), "never", "signed with another secret");
    let came = receiver.came();
    assert!(came.iter().all(|came| came.uri == "/in?who=me" && !format!("{came:?}").contains("whsec_")));
    insta::assert_json_snapshot!(came[0].json());
}

#[tokio::test]
async fn each_fault_has_its_outcome() {
    let receiver = StandIn::new(receive).await;
    let mut faults = network_faults();
    faults.extend([
        (Reply::status(400), "never"),
        (Reply::status(410), "never"),
        (Reply::Says(200, Vec::new(), "<html>rubbish".to_owned()), "sent"),
    ]);
    for (reply, expected) in faults {
        let shown = format!("{reply:?}");
        receiver.next(reply);
        assert_eq!(told(&sent_to(&receiver.url("/"), SECRET, loopback()).await), expected, "{shown}");
    }
    assert!(receiver.came().iter().all(|came| came.uri == "/"), "a redirect was followed");
    assert_eq!(told(&sent_to(&format!("http://{}/", nobody().await), SECRET, loopback()).await), "again");
}

#[tokio::test]
async fn nothing_inside_is_called() {
    let inside = StandIn::new(receive).await;
    let (address, name) = (inside.url("/"), format!("http://localhost:{}/", inside.at.port()));
    for url in [address.as_str(), &name, "https://169.254.169.254/latest/meta-data/", "https://[::ffff:127.0.0.1]/"] {
        let outcome = sent_to(url, SECRET, Guard::default()).await;
        assert!(told(&outcome) == "never" && reason(&outcome).contains("no address on the Internet"), "{url}");
    }
    assert!(inside.came().is_empty());
}

#[tokio::test]
async fn another_kind_of_address_is_not_called() {
    install_crypto();
    let webhook = Webhook::new(Guard::default(), clock(NOW)).unwrap();
    for address in ["ntfy:topic", "webhook:https://example.org/", "garbage"] {
        assert_eq!(told(&webhook.send(&message(Channel::Push, address)).await), "never", "{address}");
    }
    assert_eq!(webhook.look_up(message(Channel::Push, "").attempt).await, None);
}
