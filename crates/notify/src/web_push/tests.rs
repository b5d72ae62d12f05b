//! Web Push against a push service that decrypts as a browser does, and against every fault.

use aws_lc_rs::agreement::{ECDH_P256, PrivateKey, UnparsedPublicKey, agree};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey as Verifying};
use ctac_domain::directory::Channel;
use serde_json::{Value, json};

use super::*;
use crate::secret::Secret;
use crate::stand_in::{Came, Reply, SHORT, StandIn, clock, loopback, message, network_faults, nobody, reason, told};

const NOW: i64 = 1_790_000_000;
/// The private key of RFC 8291's example, which everybody knows.
const KEY: &str = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw";

fn vapid() -> Vapid {
    Vapid::new(&Secret(KEY.to_owned()), "mailto:duty@ctac.example.org").unwrap()
}

/// A browser: it alone can read what is pushed to it.
struct Browser {
    key: PrivateKey,
    auth: [u8; 16],
}

impl Browser {
    fn new() -> Self {
        Self { key: PrivateKey::generate(&ECDH_P256).unwrap(), auth: [7; 16] }
    }

    fn public(&self) -> Vec<u8> {
        self.key.compute_public_key().unwrap().as_ref().to_vec()
    }

    fn subscription(&self, endpoint: &str) -> String {
        let part = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
        let keys = json!({ "p256dh": part(&self.public()), "auth": part(&self.auth) });
        json!({ "endpoint": endpoint, "expirationTime": null, "keys": keys }).to_string()
    }

    /// RFC 8291 the other way round, written out apart from the code it checks.
    fn read(&self, body: &[u8]) -> Value {
        use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
        use aws_lc_rs::hmac::{HMAC_SHA256, Key, sign};
        let hmac = |key: &[u8], text: &[u8]| sign(&Key::new(HMAC_SHA256, key), text).as_ref().to_vec();
        let (salt, sender) = (&body[..16], &body[21..86]);
        assert_eq!((&body[16..20], body[20]), (&4096u32.to_be_bytes()[..], 65));
        let theirs = UnparsedPublicKey::new(&ECDH_P256, sender);
        let shared = agree(&self.key, theirs, "no point", |shared| Ok(shared.to_vec())).unwrap();
        let info = [b"WebPush: info\0", self.public().as_slice(), sender, &[1]].concat();
        let keyed = hmac(&hmac(salt, &hmac(&hmac(&self.auth, &shared), &info)), b"Content-Encoding: aes128gcm\0\x01");
        let nonce = hmac(&hmac(salt, &hmac(&hmac(&self.auth, &shared), &info)), b"Content-Encoding: nonce\0\x01");
        let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &keyed[..16]).unwrap());
        let nonce = Nonce::try_assume_unique_for_key(&nonce[..12]).unwrap();
        let mut record = body[86..].to_vec();
        let text = key.open_in_place(nonce, Aad::empty(), &mut record).unwrap();
        serde_json::from_slice(text.strip_suffix(&[2]).unwrap()).unwrap()
    }
}

/// A push service: a valid token for its own origin, a lifetime, an encoding.
fn service(came: &Came) -> Reply {
    let origin = format!("http://{}", came.header("host"));
    let (token, key) = came.header("authorization").strip_prefix("vapid t=").unwrap().split_once(", k=").unwrap();
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let part = |text: &str| BASE64_URL_SAFE_NO_PAD.decode(text).unwrap();
    let valid = Verifying::new(&ECDSA_P256_SHA256_FIXED, part(key)).verify(signed.as_bytes(), &part(signature));
    let claims: Value = serde_json::from_slice(&part(signed.split_once('.').unwrap().1)).unwrap();
    let lasts = claims["exp"].as_i64().unwrap() - NOW;
    let right = valid.is_ok() && claims["aud"] == origin.as_str() && (1..=86_400).contains(&lasts);
    let whole = came.header("ttl").parse::<u32>().is_ok() && came.header("content-encoding") == "aes128gcm";
    Reply::status(if !right {
        403
    } else if whole {
        201
    } else {
        400
    })
}

async fn sent_by(guard: Guard, address: &str) -> AttemptOutcome {
    let push = WebPush::within(guard, vapid(), clock(NOW), SHORT).unwrap();
    push.send(&message(Channel::Push, address)).await
}

#[tokio::test]
async fn only_the_browser_reads_it() {
    let (service, browser) = (StandIn::new(service).await, Browser::new());
    let outcome = sent_by(loopback(), &browser.subscription(&service.url("/send/abc"))).await;
    assert_eq!(told(&outcome), "sent");
    let came = &service.came()[0];
    let headers = ["ttl", "urgency", "topic", "content-encoding"].map(|name| came.header(name).to_owned());
    assert_eq!(headers, ["900", "high", "AAAAAAAAAAAAAAAAAAAAAg", "aes128gcm"]);
    assert!(!String::from_utf8_lossy(&came.body).contains("CTAC"));
    insta::assert_json_snapshot!(browser.read(&came.body));
}

#[tokio::test]
async fn each_fault_has_its_outcome() {
    let (service, browser) = (StandIn::new(service).await, Browser::new());
    let address = browser.subscription(&service.url("/send/abc"));
    let mut faults = network_faults();
    faults.extend([
        (Reply::status(400), "never"),
        (Reply::status(403), "never"),
        (Reply::status(404), "never"),
        (Reply::status(410), "never"),
        (Reply::status(413), "never"),
        (Reply::Says(201, Vec::new(), "<html>rubbish".to_owned()), "sent"),
    ]);
    for (reply, expected) in faults {
        let shown = format!("{reply:?}");
        service.next(reply);
        let outcome = sent_by(loopback(), &address).await;
        assert_eq!(told(&outcome), expected, "{shown}: {outcome:?}");
    }
    for gone in [404, 410] {
        service.next(Reply::status(gone));
        let outcome = sent_by(loopback(), &address).await;
        assert_eq!(outcome, outcome::flagged(NAME, "the subscription is gone", Flag::Gone));
    }
    let nowhere = browser.subscription(&format!("http://{}/", nobody().await));
    assert_eq!(told(&sent_by(loopback(), &nowhere).await), "again");
}

#[tokio::test]
async fn nothing_inside_and_nothing_broken_is_called() {
    let (service, browser) = (StandIn::new(service).await, Browser::new());
    let inside = sent_by(Guard::default(), &browser.subscription(&service.url("/"))).await;
    assert!(told(&inside) == "never" && reason(&inside).contains("Internet"), "{inside:?}");
    let point = browser
        .subscription(&service.url("/"))
        .replace(&BASE64_URL_SAFE_NO_PAD.encode(browser.public()), &{ BASE64_URL_SAFE_NO_PAD.encode([4; 65]) });
    assert_eq!(told(&sent_by(loopback(), &point).await), "never");
    assert_eq!(told(&sent_by(loopback(), "ntfy:topic").await), "never");
    let mut long = message(Channel::Push, &browser.subscription(&service.url("/")));
    long.text.body = "x".repeat(limits::PUSH_BYTES);
    let push = WebPush::within(loopback(), vapid(), clock(NOW), SHORT).unwrap();
    assert_eq!(told(&push.send(&long).await), "never");
    assert!(service.came().is_empty());
}

#[test]
fn a_token_is_kept_for_its_origin_and_made_anew_in_time() {
    let vapid = vapid();
    let at = |hours: i64| jiff::Timestamp::from_second(NOW + hours * 3_600).unwrap();
    let header = |url: &str, hours| vapid.authorization(&url.parse().unwrap(), at(hours)).unwrap();
    let first = header("https://push.example.org/a", 0);
    assert_eq!(header("https://push.example.org/b", 10), first);
    assert_ne!(header("https://push.example.org:8443/a", 0), first);
    let second = header("https://push.example.org/a", 11);
    assert_ne!(second, first);
    assert_ne!(header("https://push.example.org/a", -1), second, "a token from the future was used");
    for n in 0..100 {
        header(&format!("https://push{n}.example.org/"), 0);
    }
    assert!(!format!("{vapid:?}").contains(KEY));
}

#[test]
fn a_wrong_key_or_subject_is_refused() {
    let new = |key: &str, subject| Vapid::new(&Secret(key.to_owned()), subject).map(|_| ());
    for key in ["", "short", &"A".repeat(43), "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw="] {
        assert_eq!(new(key, "mailto:a@example.org"), Err(VapidError::Key), "{key}");
    }
    for subject in ["", "a@example.org", "http://example.org", "mailto:a b"] {
        assert_eq!(new(KEY, subject), Err(VapidError::Subject), "{subject}");
    }
    // Appendix A's public key goes with its private one.
    let public = "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8";
    assert_eq!(vapid().public(), public);
}
