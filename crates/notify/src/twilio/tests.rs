//! Texts and calls against the stand-in: what is asked for, and every way in which it goes wrong.

use std::time::Duration;

use ctac_domain::directory::{Channel, Flag};
use ctac_domain::id::AttemptId;
use ctac_domain::page::{AttemptOutcome, Delivery};
use uuid::Uuid;

use super::testing::{ACCOUNT, Fault, StandIn, TOKEN};
use super::*;
use crate::message::{Message, Text};
use crate::stand_in;
use crate::status::{Receipt, Status};

struct Stage {
    twilio: Twilio,
    stand_in: StandIn,
}

fn settings(url: &str) -> Settings {
    Settings {
        base_url: url.to_owned(),
        account_sid: ACCOUNT.to_owned(),
        auth_token: Secret(TOKEN.to_owned()),
        api_key: None,
        texts_from: Some(Sender::Number("+447700900000".to_owned())),
        calls_from: Some("+447700900001".to_owned()),
        public_url: "https://ctac.example".to_owned(),
        discard_content: false,
        obfuscate_addresses: false,
    }
}

impl Stage {
    async fn set() -> Self {
        Self::with(|settings| settings).await
    }

    async fn with(change: impl FnOnce(Settings) -> Settings) -> Self {
        let stand_in = StandIn::start().await;
        let ports =
            Ports { clock: Arc::new(now), call_token: Arc::new(|notification| format!("token-of-{notification}")) };
        let twilio = Twilio::new(change(settings(&stand_in.url)), ports).unwrap();
        Self { twilio, stand_in }
    }

    async fn text(&self) -> AttemptOutcome {
        self.twilio.sms.as_ref().unwrap().send(&message(Channel::Sms)).await
    }

    async fn call(&self) -> AttemptOutcome {
        self.twilio.voice.as_ref().unwrap().send(&message(Channel::Voice)).await
    }

    async fn look_up(&self) -> Option<AttemptOutcome> {
        self.twilio.sms.as_ref().unwrap().look_up(message(Channel::Sms).attempt).await
    }
}

#[expect(clippy::disallowed_methods, reason = "the stand-in goes by the machine's clock")]
fn now() -> Timestamp {
    Timestamp::now()
}

fn message(channel: Channel) -> Message {
    let message = stand_in::message(channel, "+447700900123");
    let body = "CTAC: S1 <&> CTAC-2026-0001. Reply 4821 to acknowledge.".to_owned();
    Message { text: Text { body, link: None, ..message.text.clone() }, ..message }
}

fn sent(provider: &str, sid: &str) -> AttemptOutcome {
    let (provider, reference) = (provider.to_owned(), sid.to_owned());
    AttemptOutcome::Sent { provider, reference, after: Vec::new(), reports: true }
}

const FIRST_TEXT: &str = "SM00000000000000000000000000000001";

#[tokio::test]
async fn a_text_is_asked_for_as_documented() {
    let stage = Stage::set().await;
    assert_eq!(stage.text().await, sent("twilio-sms", FIRST_TEXT));
    insta::assert_snapshot!(shown(&stage.stand_in.taken()[0].form));
    let more = Stage::with(|settings| Settings {
        texts_from: Some(Sender::Service("MG00000000000000000000000000000001".to_owned())),
        api_key: Some(("SK00000000000000000000000000000001".to_owned(), Secret("key-secret".to_owned()))),
        discard_content: true,
        obfuscate_addresses: true,
        ..settings
    });
    let more = more.await;
    assert_eq!(more.text().await, sent("twilio-sms", FIRST_TEXT));
    insta::assert_snapshot!(shown(&more.stand_in.taken()[0].form));
}

#[tokio::test]
async fn a_call_is_asked_for_as_documented() {
    let stage = Stage::set().await;
    assert_eq!(stage.call().await, sent("twilio-voice", "CA00000000000000000000000000000001"));
    insta::assert_snapshot!(shown(&stage.stand_in.taken()[0].form));
    let mut long = message(Channel::Voice);
    long.text.body = "&".repeat(500);
    let refused = stage.twilio.voice.as_ref().unwrap().send(&long).await;
    assert!(matches!(refused, AttemptOutcome::Failed { again: false, .. }), "{refused:?}");
}

/// What wants no reply, such as a code that is spoken, waits for no key.
#[tokio::test]
async fn a_call_that_wants_no_reply_only_speaks() {
    let stage = Stage::set().await;
    let mut code = message(Channel::Voice);
    (code.text.code, code.text.body) = (None, "Your code is: 1. 2.".to_owned());
    stage.twilio.voice.as_ref().unwrap().send(&code).await;
    let form = &stage.stand_in.taken()[0].form;
    let twiml = &form.iter().find(|(name, _)| name == "Twiml").unwrap().1;
    assert!(twiml.contains("<Say language=\"en-GB\">Your code is: 1. 2.</Say><Hangup/>") && !twiml.contains("Gather"));
}

fn shown(form: &[(String, String)]) -> String {
    form.iter().map(|(name, value)| format!("{name} = {value}\n")).collect()
}

/// Whether trying again could help, and why not, of a failure.
fn failed(outcome: AttemptOutcome) -> (bool, String) {
    match outcome {
        AttemptOutcome::Failed { again, reason, .. } => (again, reason),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_twilio_refuses_is_read_by_its_code() {
    let stage = Stage::set().await;
    use Flag::{Bounced, NoTexts, OptedOut};
    for (status, code, again, words) in [
        (429, 20429, true, "too many requests at once; none of this one was done (20429)"),
        (400, 21211, false, "the number is not a valid one (21211)"),
        (400, 21610, false, "the person has opted out by texting STOP (21610)"),
        (400, 21614, false, "the number is not a mobile number (21614)"),
        (401, 20003, true, "the credentials were refused (20003)"),
        (400, 99_999, false, "Twilio's error 99999"),
        (503, 99_999, true, "Twilio's error 99999"),
        (403, 99_999, true, "Twilio's error 99999: look at the account and providers.twilio.base_url"),
    ] {
        stage.stand_in.fail_next([Fault::Code(status, code), Fault::Code(status, code)]);
        let flag = match code {
            21211 => Some(Bounced),
            21610 => Some(OptedOut),
            21614 => Some(NoTexts),
            _ => None,
        };
        for outcome in [stage.text().await, stage.call().await] {
            assert!(matches!(&outcome, AttemptOutcome::Failed { flag: said, .. } if *said == flag), "{outcome:?}");
            let (outcome, reason) = failed(outcome);
            assert_eq!((outcome, reason.as_str()), (again, words));
        }
    }
    assert!(stage.stand_in.taken().is_empty());
}

#[tokio::test]
async fn an_answer_without_a_code_is_read_by_its_status() {
    let stage = Stage::set().await;
    for (fault, again) in [
        (Fault::Status(500), true),
        (Fault::Status(502), true),
        (Fault::Status(429), true),
        (Fault::Status(400), false),
        (Fault::Status(404), true),
        (Fault::Redirect, true),
    ] {
        stage.stand_in.fail_next([fault.clone()]);
        let (said, reason) = failed(stage.text().await);
        assert_eq!(said, again, "{fault:?}");
        assert!(!reason.contains("7700900123"), "{reason}");
    }
    let wrong = Stage::with(|settings| Settings { auth_token: Secret("wrong".to_owned()), ..settings }).await;
    assert_eq!(failed(wrong.text().await), (true, "the credentials were refused (20003)".to_owned()));
}

#[tokio::test]
async fn a_lost_answer_is_looked_up_before_anything_is_sent_twice() {
    let stage = Stage::set().await;
    for fault in [Fault::AnswerLost, Fault::TakenRubbish] {
        stage.stand_in.fail_next([fault.clone()]);
        assert_eq!(stage.text().await, AttemptOutcome::Unknown, "{fault:?}");
        assert_eq!(stage.look_up().await.map(|_| ()), Some(()), "{fault:?}: in Twilio's list");
    }
    let stage = Stage::set().await;
    stage.stand_in.fail_next([Fault::Rubbish]);
    assert_eq!(stage.text().await, AttemptOutcome::Unknown, "a success that is none of Twilio's");
    assert_eq!(stage.look_up().await, None, "nothing went: it is sent again");
    assert_eq!(stage.text().await, sent("twilio-sms", FIRST_TEXT));
    stage.stand_in.fail_next([Fault::AnswerLost]);
    assert_eq!(stage.call().await, AttemptOutcome::Unknown);
    let voice = stage.twilio.voice.as_ref().unwrap();
    assert_eq!(voice.look_up(AttemptId(Uuid::from_u128(9))).await, None, "of calls it cannot say");
}

#[tokio::test]
async fn a_message_of_other_words_is_not_taken_for_the_lost_one() {
    let stage = Stage::set().await;
    let sms = stage.twilio.sms.as_ref().unwrap();
    let mut other = message(Channel::Sms);
    other.attempt = AttemptId(Uuid::from_u128(8));
    other.text.body = "CTAC: S2. Reply 1234 to acknowledge.".to_owned();
    assert_eq!(sms.send(&other).await, sent("twilio-sms", FIRST_TEXT));
    stage.stand_in.fail_next([Fault::Rubbish]);
    assert_eq!(stage.text().await, AttemptOutcome::Unknown);
    assert_eq!(stage.look_up().await, None);
}

#[tokio::test]
async fn one_that_hangs_or_resets_is_unknown_and_one_that_is_not_there_is_not() {
    let stand_in = StandIn::start().await;
    stand_in.fail_next([Fault::Hang]);
    let account = |url: &str, call| {
        let latest = Latest::default();
        Arc::new(Account::within(settings(url), latest, call).unwrap())
    };
    let from = || Sender::Number("+447700900000".to_owned());
    let sms = Sms::new(account(&stand_in.url, Duration::from_millis(200)), from(), Arc::new(now));
    assert_eq!(sms.send(&message(Channel::Sms)).await, AttemptOutcome::Unknown);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let here = listener.local_addr().unwrap();
    let cut = tokio::spawn(async move {
        use tokio::io::AsyncReadExt as _;
        let (mut socket, _) = listener.accept().await.unwrap();
        let _ = socket.read(&mut [0; 1024]).await;
        drop((socket, listener));
    });
    let sms = Sms::new(account(&format!("http://{here}"), Duration::from_secs(5)), from(), Arc::new(now));
    assert_eq!(sms.send(&message(Channel::Sms)).await, AttemptOutcome::Unknown, "it may have come");
    cut.await.unwrap();
    let (again, reason) = failed(sms.send(&message(Channel::Sms)).await);
    assert_eq!((again, reason.as_str()), (true, "Twilio cannot be reached"));
}

#[tokio::test]
async fn an_account_that_is_not_there_or_fails_is_followed_by_another_within_seconds() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let stage = Stage::set().await;
    let ports = || Ports { clock: Arc::new(now), call_token: Arc::new(|_| "t".to_owned()) };
    // Connections are taken and the handshake never ends: nothing was sent.
    let mute = format!("https://{}", listener.local_addr().unwrap());
    let failing = StandIn::start().await;
    failing.fail_next([Fault::Status(503)]);
    for first in [mute, failing.url.clone()] {
        let dead = Twilio::new(settings(&first), ports()).unwrap();
        let notify = crate::dispatch::Notify::default()
            .then(Channel::Sms, dead.sms.clone().unwrap())
            .then(Channel::Sms, stage.twilio.sms.clone().unwrap());
        let begun = tokio::time::Instant::now();
        assert!(matches!(notify.send(&message(Channel::Sms)).await, AttemptOutcome::Sent { .. }));
        assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
        eprintln!("failover took {:?}", begun.elapsed());
    }
    assert_eq!(stage.stand_in.taken().len(), 2);
}

#[tokio::test]
async fn reports_make_a_lost_answer_good() {
    let stage = Stage::set().await;
    stage.stand_in.fail_next([Fault::AnswerLost]);
    assert_eq!(stage.call().await, AttemptOutcome::Unknown);
    let call = &stage.stand_in.taken()[0];
    let attempt = message(Channel::Voice).attempt;
    assert_eq!(call.field("StatusCallback"), format!("https://ctac.example{STATUS_PATH}?attempt={attempt}"));
    let (provider, reference) = ("twilio-voice", call.sid.clone());
    let report = Receipt { provider, reference, attempt: Some(attempt), status: Status::Ringing, error: None };
    stage.twilio.latest.take(report);
    assert_eq!(
        stage.twilio.voice.as_ref().unwrap().look_up(attempt).await,
        Some(sent("twilio-voice", "CA00000000000000000000000000000001"))
    );
    let failed =
        Receipt { status: Status::Undelivered, error: Some(30003), ..stage.twilio.latest.of(attempt).unwrap() };
    stage.twilio.latest.take(failed);
    let known = stage.twilio.voice.as_ref().unwrap().look_up(attempt).await;
    assert!(matches!(known, Some(AttemptOutcome::Failed { again: true, .. })), "{known:?}");
}

#[tokio::test]
async fn whoever_never_calls_back_can_be_asked() {
    let stage = Stage::set().await;
    assert_eq!(stage.text().await, sent("twilio-sms", FIRST_TEXT));
    let sms = stage.twilio.sms.as_ref().unwrap();
    let ask = |sid| sms.ask(message(Channel::Sms).attempt, sid);
    stage.stand_in.set_status("sending", None);
    assert_eq!(ask(FIRST_TEXT).await, None, "it is on its way");
    stage.stand_in.set_status("undelivered", Some(30006));
    let told = ask(FIRST_TEXT).await;
    assert!(matches!(&told, Some(Delivery::Failed { again: false, flag: Some(Flag::NoTexts), .. })), "{told:?}");
    assert_eq!(ask("SM00000000000000000000000000000099").await, None, "of what it does not know it says nothing");
    stage.stand_in.set_status("delivered", None);
    assert_eq!(ask(FIRST_TEXT).await, Some(Delivery::Delivered));
}

#[test]
fn no_secret_is_printed() {
    let mut settings = settings("https://api.twilio.com");
    settings.api_key = Some(("SK1".to_owned(), Secret("key-secret".to_owned())));
    let printed = format!("{settings:?}");
    assert!(!printed.contains(TOKEN) && !printed.contains("key-secret"), "{printed}");
}
