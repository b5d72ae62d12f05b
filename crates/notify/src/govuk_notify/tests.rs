//! Notify against a stand-in that behaves as documented, and against every fault.

use std::sync::Arc;
use std::sync::atomic::AtomicI64;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ctac_domain::directory::Flag;
use serde_json::{Value, json};

use super::*;
use crate::secret::Secret;
use crate::stand_in::{
    Came, Reply, SHORT, StandIn, clock, install_crypto, message, network_faults, nobody, reason, told,
};

const NOW: i64 = 1_790_000_000;
const KEY: &str = "my_test_key-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0";
const ID: &str = "740e5834-3a29-46b4-9a6f-16142fde533a";

fn error(status: u16, error: &str, message: &str) -> Reply {
    Reply::json(status, &json!({ "status_code": status, "errors": [{ "error": error, "message": message }] }))
}

/// As the server does: the service by `iss`, its signature, half a minute either way.
fn authorised(came: &Came) -> Result<(), Reply> {
    let read = |part: &str| BASE64_URL_SAFE_NO_PAD.decode(part).unwrap();
    let token = came.header("authorization").strip_prefix("Bearer ").unwrap();
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, &KEY.as_bytes()[KEY.len() - 36..]);
    let valid = aws_lc_rs::hmac::verify(&key, signed.as_bytes(), &read(signature)).is_ok();
    let claims: Value = serde_json::from_slice(&read(signed.split_once('.').unwrap().1)).unwrap();
    let ours = claims.as_object().unwrap().len() == 2 && claims["iss"] == "26785a09-ab16-4eb0-8407-a37497a57506";
    if !valid || !ours {
        return Err(error(403, "AuthError", "Invalid token: service not found"));
    }
    if (claims["iat"].as_i64().unwrap() - NOW).abs() > 30 {
        let body = json!({ "status_code": 403, "errors": [{
            "error": "AuthError", "message": "Error: Your system clock must be accurate to within 30 seconds" }] });
        let date = jiff::fmt::rfc2822::DateTimePrinter::new();
        let date = date.timestamp_to_rfc9110_string(&Timestamp::from_second(NOW).unwrap()).unwrap();
        return Err(Reply::Says(403, vec![("date", date)], body.to_string()));
    }
    Ok(())
}

fn notify(came: &Came) -> Reply {
    if let Err(refused) = authorised(came) {
        return refused;
    }
    let allowed = ["phone_number", "email_address", "template_id", "personalisation", "reference", "sms_sender_id"];
    match (came.method.as_str(), came.uri.path()) {
        ("POST", "/v2/notifications/sms" | "/v2/notifications/email") => {
            let body = came.json();
            if let Some(unknown) = body.as_object().unwrap().keys().find(|key| !allowed.contains(&key.as_str())) {
                return error(400, "ValidationError", unknown);
            }
            Reply::json(
                201,
                &json!({ "id": ID, "reference": body["reference"], "content": {}, "uri": "", "template": {} }),
            )
        }
        ("GET", "/v2/notifications") => {
            let here = came.uri.query() == Some("reference=00000000-0000-0000-0000-000000000051");
            let found = if here { json!([{ "id": ID, "status": "sending", "sent_at": null }]) } else { json!([]) };
            Reply::json(200, &json!({ "notifications": found, "links": {} }))
        }
        ("GET", path) if path.ends_with(ID) => Reply::json(200, &json!({ "id": ID, "status": "delivered" })),
        _ => error(404, "NoResultFound", "No result found"),
    }
}

fn by(url: &str, clock: Clock) -> GovUkNotify {
    within(url, clock, SHORT)
}

fn within(url: &str, clock: Clock, call: Duration) -> GovUkNotify {
    install_crypto();
    let templates = Templates {
        sms: Some(Uuid::from_u128(0xA)),
        email: Some(Uuid::from_u128(0xB)),
        sms_sender: Some(Uuid::from_u128(0xC)),
    };
    let key = ApiKey::parse(&Secret(KEY.to_owned())).unwrap();
    GovUkNotify::within(url, key, templates, clock, call).unwrap()
}

fn text() -> Message {
    message(Channel::Sms, "+447700900123")
}

fn sent() -> AttemptOutcome {
    outcome::reporting("govuk-notify", text().attempt, Some(ID))
}

#[tokio::test]
async fn texts_and_emails_are_sent_by_their_templates() {
    let stand_in = StandIn::new(notify).await;
    let provider = by(&stand_in.url("/"), clock(NOW));
    assert_eq!(provider.send(&text()).await, sent());
    let mut email = message(Channel::Email, "ada@example.org");
    email.text.link = None;
    assert_eq!(provider.send(&email).await, sent());
    let came: Vec<_> = stand_in.came().iter().map(|came| json!([came.uri.path(), came.json()])).collect();
    insta::assert_json_snapshot!(came);
    assert_eq!(told(&provider.send(&message(Channel::Voice, "+447700900123")).await), "never");
    let none = GovUkNotify { templates: Templates::default(), ..by(&stand_in.url("/"), clock(NOW)) };
    assert!(reason(&none.send(&text()).await).contains("template"));
    assert_eq!(stand_in.came().len(), 2);
}

#[tokio::test]
async fn a_lost_call_is_found_by_its_attempt() {
    let stand_in = StandIn::new(notify).await;
    let provider = by(&stand_in.url("/"), clock(NOW));
    // Notify took it, and its answer was lost.
    stand_in.next(Reply::Cut(201));
    assert_eq!(provider.send(&text()).await, AttemptOutcome::Unknown);
    assert_eq!(provider.look_up(text().attempt).await, Some(sent()));
    assert_eq!(provider.look_up(AttemptId(Uuid::from_u128(0x52))).await, None);
    for (status, expected) in [
        ("delivered", Some("sent")),
        ("permanent-failure", Some("never")),
        ("temporary-failure", Some("again")),
        ("technical-failure", Some("again")),
        ("a-new-one", Some("sent")),
    ] {
        stand_in.next(Reply::json(200, &json!({ "notifications": [{ "id": ID, "status": status }] })));
        let found = provider.look_up(text().attempt).await;
        assert_eq!(found.as_ref().map(told), expected, "{status}");
    }
    for (fault, _) in network_faults() {
        stand_in.next(fault);
        assert_eq!(provider.look_up(text().attempt).await, None);
    }
    stand_in.next(Reply::Says(200, Vec::new(), "rubbish".to_owned()));
    assert_eq!(provider.look_up(text().attempt).await, None);
}

#[tokio::test]
async fn each_fault_has_its_outcome() {
    let stand_in = StandIn::new(notify).await;
    let provider = by(&stand_in.url("/"), clock(NOW));
    let mut faults = network_faults();
    faults.extend([
        (error(400, "ValidationError", "phone_number Not enough digits"), "never"),
        (error(400, "BadRequestError", "Can't send to this recipient using a team-only API key"), "never"),
        (error(403, "AuthError", "Invalid token: API key not found"), "again"),
        (error(404, "NoResultFound", "No result found"), "never"),
        (
            error(429, "RateLimitError", "Exceeded rate limit for key type LIVE of 3000 requests per 60 seconds"),
            "again",
        ),
        (error(500, "Exception", "Internal server error"), "again"),
        (error(504, "EventletTimeout", "Gateway timeout"), "unknown"),
        (Reply::status(502), "unknown"),
        (Reply::Says(429, Vec::new(), "<html>rubbish".to_owned()), "again"),
        (Reply::Says(403, Vec::new(), "<html>rubbish".to_owned()), "again"),
        // Something in between that took it for itself: nothing came to Notify, and it is asked before it is sent again.
        (Reply::Says(200, Vec::new(), "<html>Please accept the terms of this network.</html>".to_owned()), "unknown"),
    ]);
    for (reply, expected) in faults {
        let expected = if matches!(&reply, Reply::Says(300..=399, ..)) { "again" } else { expected };
        let shown = format!("{reply:?}");
        stand_in.next(reply);
        let outcome = provider.send(&text()).await;
        assert_eq!(told(&outcome), expected, "{shown}: {outcome:?}");
        assert!(!format!("{outcome:?}").contains("digits"), "Notify's words were repeated");
    }
    for rubbish in ["", "<html>", "{}", r#"{"id": 7}"#, r#"{"id": "a b"}"#, r#"{"id": ""}"#] {
        stand_in.next(Reply::Says(201, Vec::new(), rubbish.to_owned()));
        assert_eq!(provider.send(&text()).await, AttemptOutcome::Unknown, "{rubbish}");
    }
    let gone = by(&format!("http://{}/", nobody().await), clock(NOW));
    assert_eq!(told(&gone.send(&text()).await), "again");
    // RFC 6761: a name that no resolver ever finds.
    let nameless = within("https://notify.invalid/", clock(NOW), limits::CALL);
    assert_eq!(told(&nameless.send(&text()).await), "again");
}

#[tokio::test]
async fn a_clock_that_is_off_is_named() {
    let stand_in = StandIn::new(notify).await;
    for (off, expected) in [(40, "again"), (-40, "again"), (30, "sent"), (-30, "sent")] {
        let outcome = by(&stand_in.url("/"), clock(NOW + off)).send(&text()).await;
        assert_eq!(told(&outcome), expected, "{off} seconds");
        if expected == "again" {
            assert!(reason(&outcome).contains("clock"), "{outcome:?}");
        }
    }
    let date = |at: i64| {
        let at = Timestamp::from_second(at).unwrap();
        jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&at).unwrap()
    };
    let wrong = json!({ "errors": [{ "error": "AuthError", "message": "Invalid token" }] }).to_string();
    stand_in.next(Reply::Says(403, vec![("date", date(NOW))], wrong));
    let outcome = by(&stand_in.url("/"), clock(NOW)).send(&text()).await;
    assert_eq!(reason(&outcome), "GOV.UK Notify answered 403: AuthError");
}

#[tokio::test]
async fn the_days_limit_closes_it_until_midnight() {
    let stand_in = StandIn::new(notify).await;
    let now = Arc::new(AtomicI64::new(NOW));
    let reads = Arc::clone(&now);
    let provider =
        by(&stand_in.url("/"), Arc::new(move || Timestamp::from_second(reads.load(Ordering::Relaxed)).unwrap()));
    let midnight = midnight_after(Timestamp::from_second(NOW).unwrap()).as_second();
    assert_eq!(Timestamp::from_second(midnight).unwrap().to_string(), "2026-09-22T00:00:00Z");
    stand_in.next(error(429, "TooManyRequestsError", "Exceeded send limits (sms: 250000) for today"));
    for at in [NOW, NOW + 1, midnight - 1] {
        now.store(at, Ordering::Relaxed);
        let outcome = provider.send(&text()).await;
        assert!(told(&outcome) == "never" && reason(&outcome).contains("midnight"), "{outcome:?}");
        assert!(provider.is_closed(&text()), "so that it is put aside, and operators are told");
    }
    assert_eq!(stand_in.came().len(), 1, "Notify was asked though it had said no for today");
    now.store(NOW, Ordering::Relaxed);
    assert_eq!(
        provider.send(&message(Channel::Email, "ada@example.org")).await,
        sent(),
        "emails have a limit of their own"
    );
    // The stand-in's clock stands still: a token of midnight is too new for it, and that it was asked is what counts.
    now.store(midnight, Ordering::Relaxed);
    assert!(!provider.is_closed(&text()));
    provider.send(&text()).await;
    assert_eq!(stand_in.came().len(), 3);
}

#[test]
fn a_receipt_is_told_as_every_providers_news_is() {
    let told = |status: &str| {
        let body = json!({ "id": ID, "reference": text().attempt, "status": status }).to_string();
        let told = receipt::Receipt::read(body.as_bytes()).unwrap().told();
        assert_eq!((told.provider, told.reference.as_str(), told.attempt), (NAME, ID, Some(text().attempt)));
        told.delivery().unwrap()
    };
    assert_eq!(told("delivered"), Delivery::Delivered);
    let again = |status: &str| matches!(told(status), Delivery::Failed { again: true, flag: None, .. });
    assert!(again("temporary-failure") && again("technical-failure"));
    assert!(matches!(told("permanent-failure"), Delivery::Failed { again: false, flag: Some(Flag::Bounced), .. }));
}

#[tokio::test]
async fn whoever_never_calls_back_can_be_asked() {
    let stand_in = StandIn::new(notify).await;
    let provider = by(&stand_in.url("/"), clock(NOW));
    let attempt = text().attempt;
    assert_eq!(provider.ask(attempt, ID).await, Some(Delivery::Delivered));
    // By the attempt, where the answer had named no id: it is on its way.
    assert_eq!(provider.ask(attempt, &attempt.to_string()).await, None);
    stand_in.next(Reply::json(200, &json!({ "id": ID, "status": "permanent-failure" })));
    assert!(matches!(provider.ask(attempt, ID).await, Some(Delivery::Failed { flag: Some(Flag::Bounced), .. })));
    stand_in.next(error(404, "NoResultFound", "No result found"));
    assert_eq!(provider.ask(attempt, ID).await, None, "past what Notify keeps");
}

#[tokio::test]
async fn who_sent_a_text_is_answered() {
    let stand_in = StandIn::new(notify).await;
    let provider = by(&stand_in.url("/"), clock(NOW));
    let outcome = provider.answer("+447700900123", "Acknowledged: S1 CTAC-2026-0001.", Uuid::from_u128(9)).await;
    assert_eq!(outcome, sent());
    insta::assert_json_snapshot!(stand_in.came()[0].json());
}
