//! Email in, over real sockets: said line by line, as any relay does.

use std::net::SocketAddr;
use std::sync::Arc;

use ctac_server::app::Options;
use serde_json::json;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::signals::Listening;

/// A cell that takes email.
struct Mailing {
    listening: Listening,
    at: SocketAddr,
    address: String,
}

impl Mailing {
    async fn new(more: serde_json::Value) -> Self {
        let mut listening = Listening::with("email", more).await;
        let options = Options { mail_domain: Some("cell.example".to_owned()), ..(*listening.cell.app.options).clone() };
        listening.cell.app.options = Arc::new(options);
        listening.cell.router = ctac_server::router::router(listening.cell.app.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap();
        tokio::spawn(ctac_server::mail::serve(listener, None, listening.cell.app.clone()));
        let path = format!("/api/v1/integrations/{}", listening.integration);
        let seen = listening.cell.get(&path, &listening.admin).await.must(200).json();
        let hidden = listening.cell.get(&path, &listening.lead).await.must(200).json();
        assert!(hidden["email"].is_null(), "the address is a secret");
        Self { at, address: seen["email"].as_str().unwrap().to_owned(), listening }
    }

    /// What is answered to each of these lines.
    async fn says(&self, lines: &[&str]) -> Vec<String> {
        let mut stream = BufReader::new(TcpStream::connect(self.at).await.unwrap());
        let mut replies = vec![reply(&mut stream).await];
        for line in lines {
            stream.write_all(line.as_bytes()).await.unwrap();
            stream.write_all(b"\r\n").await.unwrap();
            replies.push(reply(&mut stream).await);
        }
        replies
    }

    /// Sends one email, and tells the last reply.
    async fn send(&self, from: &str, to: &str, mail: &str) -> String {
        let (from, to) = (format!("MAIL FROM:<{from}>"), format!("RCPT TO:<{to}>"));
        let mail = format!("{}\r\n.", mail.replace('\n', "\r\n"));
        self.says(&["EHLO relay.example", &from, &to, "DATA", &mail]).await.pop().unwrap()
    }

    async fn taken(&self, mail: &str) -> String {
        self.send("nagios@trust.example", &self.address, mail).await
    }
}

async fn reply(stream: &mut BufReader<TcpStream>) -> String {
    let mut whole = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.unwrap() == 0 {
            return whole;
        }
        let last = line.get(3..4) != Some("-");
        whole.push_str(&line);
        if last {
            return whole;
        }
    }
}

#[tokio::test]
async fn an_email_pages_its_conversation_is_one_alert_and_twice_is_once() {
    let mailing = Mailing::new(json!({})).await;
    let first = "From: Nagios <nagios@trust.example>\nSubject: Disk full on db-1\nMessage-ID: <1@x>\n\n95 %\n..dots\n";
    assert!(mailing.taken(first).await.starts_with("250"));
    let alerts = mailing.listening.alerts().await;
    let (alert, about) = (&alerts[0], (&alerts[0]["summary"], &alerts[0]["source"]));
    assert_eq!(about, (&json!("Disk full on db-1"), &json!("nagios@trust.example")));
    assert!(alert["page"].is_string() && alert["fields"]["details.text"].as_str().unwrap().starts_with("95 %"));
    assert!(mailing.taken(first).await.starts_with("250"), "a relay that did not hear the answer sends it again");
    let answer = "From: a@b\nSubject: Re: Disk full on db-1\nMessage-ID: <2@x>\nIn-Reply-To: <1@x>\nReferences: <1@x>\n\nStill\n";
    assert!(mailing.taken(answer).await.starts_with("250"));
    let alerts = mailing.listening.alerts().await;
    assert_eq!((alerts.len(), &alerts[0]["count"]), (1, &json!(2)));
    let another = first.replace("Disk full on db-1", "Power lost");
    assert!(mailing.taken(&another).await.starts_with("250"));
    assert_eq!(mailing.listening.alerts().await[0]["count"], 3, "a device may give all its emails one Message-ID");
}

#[tokio::test]
async fn a_mapping_resolves_by_the_subject() {
    let mapping = json!({
        "summary": "{/subject}", "source": "{/from}", "dedup_key": "{/subject_key}",
        "over": { "of": "{/text}", "is": ["RECOVERED"] }, "severity": "{/date}", "severities": {},
    });
    let mailing = Mailing::new(json!({ "mapping": mapping })).await;
    assert!(mailing.taken("Subject: Queue\nMessage-ID: <1@x>\n\nDOWN\n").await.starts_with("250"));
    assert_eq!(mailing.listening.alerts().await[0]["status"], "triggered");
    assert!(mailing.taken("Subject: Re: Queue\nMessage-ID: <2@x>\n\nRecovered\n").await.starts_with("250"));
    assert_eq!(mailing.listening.alerts().await[0]["status"], "resolved");
}

#[tokio::test]
async fn nobody_gets_in_by_a_wrong_address_and_machines_answers_say_nothing() {
    let mailing = Mailing::new(json!({})).await;
    let (local, domain) = mailing.address.split_once('@').unwrap();
    let replies = mailing
        .says(&[
            "EHLO x",
            "MAIL FROM:<a@b>",
            &format!("RCPT TO:<{local}@elsewhere.example>"),
            &format!("RCPT TO:<{}a@{domain}>", &local[..local.len() - 1]),
            "RCPT TO:<postmaster@cell.example>",
            "DATA",
        ])
        .await;
    assert!(
        replies[3].starts_with("550") && replies[5].starts_with("550") && replies[6].starts_with("503"),
        "{replies:?}"
    );
    let mail = "Subject: x\nMessage-ID: <9@x>\n";
    assert!(mailing.send("", &mailing.address, &format!("{mail}\nbounced\n")).await.starts_with("250"));
    assert!(mailing.taken(&format!("{mail}Auto-Submitted: auto-replied\n\naway\n")).await.starts_with("250"));
    assert!(mailing.listening.alerts().await.is_empty());
    assert!(mailing.taken(&format!("{mail}Auto-Submitted: auto-generated\n\ncron\n")).await.starts_with("250"));
    assert_eq!(mailing.listening.alerts().await.len(), 1, "what monitoring generates is what it is for");
    let seen = mailing.listening.cell.get("/api/v1/operations", &mailing.listening.admin).await.must(200).json();
    assert_eq!((&seen["mail"]["taken"], &seen["mail"]["passed over: a bounce"]), (&json!(1), &json!(1)));
}

#[tokio::test]
async fn what_is_too_large_is_turned_away_and_a_new_key_is_a_new_address() {
    let mailing = Mailing::new(json!({})).await;
    let mail = format!("Subject: x\n\n{}\n", "x".repeat(ctac_server::limits::MAIL_BYTES));
    assert!(mailing.taken(&mail).await.starts_with("552"));
    let listening = &mailing.listening;
    let path = format!("/api/v1/integrations/{}", listening.integration);
    let mut body = json!({ "name": "Monitoring", "organisation": crate::cell::id(crate::cell::TRUST), "kind": "email", "otherwise": { "do": "record" } });
    body["new_key"] = json!(true);
    let saved = listening
        .cell
        .call(axum::http::Method::PUT, &path, Some(&listening.admin), Some(body), &[("if-match", "\"1\"")])
        .await
        .must(200)
        .json();
    assert_ne!(saved["email"], json!(mailing.address));
    let replies = mailing.says(&["EHLO x", "MAIL FROM:<a@b>", &format!("RCPT TO:<{}>", mailing.address)]).await;
    assert!(replies[3].starts_with("550"));
}
