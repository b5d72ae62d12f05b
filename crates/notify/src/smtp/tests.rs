//! Email against a relay over real sockets, encrypted in each way, and against every fault at every point.

use super::relay::{Instead, RelayStandIn};
use super::*;
use crate::stand_in::{SHORT, clock, message, nobody, reason, told};

fn relay(to: &RelayStandIn, security: Security) -> Relay {
    Relay {
        host: "127.0.0.1".to_owned(),
        port: to.port,
        security,
        sign_in: Some(("ctac".to_owned(), Secret("right".to_owned()))),
        from: "CTAC <ctac@cell.example.org>".to_owned(),
        authority: Some(to.certificate.clone().into_bytes()),
    }
}

async fn sent_by(relay: Relay) -> AttemptOutcome {
    let smtp = Smtp::within(relay, clock(1_790_000_000), SHORT).unwrap();
    smtp.send(&message(Channel::Email, "ada@example.org")).await
}

#[tokio::test]
async fn an_email_is_handed_over_encrypted() {
    for security in [Security::Tls, Security::StartTls] {
        let stand_in = RelayStandIn::new(security).await;
        let outcome = sent_by(relay(&stand_in, security)).await;
        let attempt = message(Channel::Email, "").attempt.to_string();
        let expected = AttemptOutcome::sent("smtp", attempt.clone());
        assert_eq!(outcome, expected, "{security:?}");
        let email = stand_in.emails().pop().unwrap();
        assert!(email.contains(&format!("Message-ID: <{attempt}@cell.example.org>\r\n")), "{email}");
        assert!(
            email.contains("Auto-Submitted: auto-generated\r\n") && email.contains("Subject: S1 CTAC-2026-0001\r\n")
        );
        let lines = stand_in.lines();
        assert_eq!(lines.last().unwrap(), "QUIT");
        let expected = ["MAIL FROM:<ctac@cell.example.org>", "RCPT TO:<ada@example.org>", "DATA"];
        assert!(lines.windows(3).any(|window| window == expected), "{lines:?}");
    }
}

#[tokio::test]
async fn nothing_is_said_in_clear() {
    // A relay that offers no STARTTLS, or on the way to which somebody took the offer out.
    let stripped = RelayStandIn::new(Security::StartTls).await;
    stripped.fails("EHLO", Instead::OffersNothing);
    let outcome = sent_by(relay(&stripped, Security::StartTls)).await;
    assert!(told(&outcome) == "again" && reason(&outcome).contains("STARTTLS"), "{outcome:?}");
    let said = stripped.lines();
    assert!(!said.iter().any(|line| line.starts_with("AUTH") || line.starts_with("MAIL")), "{said:?}");
    // A certificate that nobody vouches for.
    for security in [Security::Tls, Security::StartTls] {
        let stand_in = RelayStandIn::new(security).await;
        let outcome = sent_by(Relay { authority: None, ..relay(&stand_in, security) }).await;
        assert_eq!(told(&outcome), "again", "{outcome:?}");
        assert!(!stand_in.lines().iter().any(|line| line.starts_with("AUTH") || line.starts_with("MAIL")));
    }
    // Plain text where TLS is spoken, and the other way round.
    let plain = RelayStandIn::new(Security::None).await;
    assert_eq!(told(&sent_by(relay(&plain, Security::Tls)).await), "again");
    assert!(plain.emails().is_empty());
}

#[tokio::test]
async fn without_encryption_on_this_machine_only() {
    let stand_in = RelayStandIn::new(Security::None).await;
    assert_eq!(told(&sent_by(relay(&stand_in, Security::None)).await), "sent");
    for host in ["smtp.example.org", "192.0.2.1", "localhost.example.org"] {
        let elsewhere = Relay { host: host.to_owned(), ..relay(&stand_in, Security::None) };
        assert_eq!(Smtp::new(elsewhere, clock(0)).map(|_| ()), Err(SmtpError::Plain), "{host}");
    }
    let nobody = Relay { from: "not an address".to_owned(), ..relay(&stand_in, Security::Tls) };
    assert_eq!(Smtp::new(nobody, clock(0)).map(|_| ()), Err(SmtpError::From));
    let rubbish =
        Relay { authority: Some(b"-----BEGIN CERTIFICATE-----\nx".to_vec()), ..relay(&stand_in, Security::Tls) };
    assert_eq!(Smtp::new(rubbish, clock(0)).map(|_| ()), Err(SmtpError::Tls));
    assert!(!format!("{:?}", relay(&stand_in, Security::Tls)).contains("right"));
}

#[tokio::test]
async fn each_reply_has_its_outcome() {
    let stand_in = RelayStandIn::new(Security::Tls).await;
    for (point, words, expected) in [
        ("greet", "421 4.3.2 not now", "again"),
        // What is the relay's trouble, or the account's, says nothing of the message: it is tried again.
        ("greet", "554 5.3.2 never", "again"),
        ("AUTH", "454 4.7.0 not now", "again"),
        ("AUTH", "535 5.7.8 wrong password", "again"),
        ("MAIL", "451 4.3.0 not now", "again"),
        ("MAIL", "550 5.7.1 not you", "again"),
        ("RCPT", "450 4.2.1 greylisted", "again"),
        ("RCPT", "550 5.1.1 no such mailbox ada@example.org", "never"),
        ("DATA", "452 4.3.1 full", "again"),
        ("DATA", "554 5.5.1 no", "never"),
        ("text", "451 4.3.0 not now", "again"),
        ("text", "554 5.7.1 spam", "never"),
        ("MAIL", "rubbish", "again"),
        ("text", "rubbish", "unknown"),
    ] {
        stand_in.fails(point, Instead::Says(words));
        let outcome = sent_by(relay(&stand_in, Security::Tls)).await;
        assert_eq!(told(&outcome), expected, "{point}: {words}: {outcome:?}");
        assert!(!format!("{outcome:?}").contains("ada@"), "an address was repeated: {outcome:?}");
    }
    // A mailbox that is none is flagged; one that the relay may not send to is the relay's affair.
    for (words, expected) in [
        ("550 5.1.1 no such mailbox", Some(Flag::Bounced)),
        ("550 no such mailbox", None),
        ("550 relay not permitted", None),
        ("553 5.1.8 bad sender", None),
        ("553 5.1.3 bad address", Some(Flag::Bounced)),
        ("550 5.7.1 relaying denied", None),
        ("554 5.7.1 access denied", None),
        ("552 5.2.2 full", None),
        ("450 4.1.1 not now", None),
    ] {
        stand_in.fails("RCPT", Instead::Says(words));
        let outcome = sent_by(relay(&stand_in, Security::Tls)).await;
        assert!(matches!(&outcome, AttemptOutcome::Failed { flag, .. } if *flag == expected), "{words}: {outcome:?}");
    }
    let wrong = Some(("ctac".to_owned(), Secret("wrong".to_owned())));
    stand_in.fails("none", Instead::Hangs);
    assert_eq!(told(&sent_by(Relay { sign_in: wrong, ..relay(&stand_in, Security::Tls) }).await), "again");
}

/// Replies that somebody between adds in clear behind the one to STARTTLS are never taken for the relay's own.
#[tokio::test]
async fn nothing_said_in_clear_is_heard_after_the_handshake() {
    let stand_in = RelayStandIn::new(Security::StartTls).await;
    let forged =
        "220 go ahead\r\n250 AUTH PLAIN\r\n235 welcome\r\n250 ok\r\n250 ok\r\n354 go on\r\n250 2.0.0 queued as 1";
    stand_in.fails("STAR", Instead::Says(forged));
    let outcome = sent_by(relay(&stand_in, Security::StartTls)).await;
    assert_eq!(told(&outcome), "again", "{outcome:?}");
    assert!(stand_in.emails().is_empty());
    stand_in.fails("none", Instead::Hangs);
    assert_eq!(told(&sent_by(relay(&stand_in, Security::StartTls)).await), "sent");
}

#[tokio::test]
async fn only_a_text_that_left_is_unknown() {
    let stand_in = RelayStandIn::new(Security::Tls).await;
    for instead in [Instead::Cuts, Instead::Hangs] {
        for (point, expected) in [
            ("greet", "again"),
            ("EHLO", "again"),
            ("AUTH", "again"),
            ("RCPT", "again"),
            ("DATA", "again"),
            ("text", "unknown"),
        ] {
            stand_in.fails(point, instead.clone());
            let outcome = sent_by(relay(&stand_in, Security::Tls)).await;
            assert_eq!(told(&outcome), expected, "{instead:?} at {point}: {outcome:?}");
        }
        // It has the email: how it takes leave is nobody's concern.
        stand_in.fails("QUIT", instead);
        assert_eq!(told(&sent_by(relay(&stand_in, Security::Tls)).await), "sent");
    }
    let gone = Relay { port: nobody().await.port(), ..relay(&stand_in, Security::Tls) };
    assert_eq!(told(&sent_by(gone).await), "again");
}

#[tokio::test]
async fn other_channels_are_not_its_business() {
    let stand_in = RelayStandIn::new(Security::Tls).await;
    let smtp = Smtp::new(relay(&stand_in, Security::Tls), clock(0)).unwrap();
    assert_eq!(told(&smtp.send(&message(Channel::Sms, "+447700900123")).await), "never");
    assert_eq!(told(&smtp.send(&message(Channel::Email, "not an address")).await), "never");
    assert!(stand_in.lines().is_empty());
}
