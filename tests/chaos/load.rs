//! Clients that write without pause and note what they were promised.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use ctac_cli::client::Client;
use ctac_domain::id::PageId;
use ctac_ledger::store::Store;
use ctac_tests::ledger::{Audit, verified};
use ctac_tests::member::{Member, frame};
use ctac_tests::phone::Phone;
use ctac_tests::wait::{PATIENCE, within};
use serde_json::json;

/// A source of alerts. Each has a number of its own, so that no two keys are the same.
#[derive(Debug)]
pub(crate) struct Source {
    name: &'static str,
    key: String,
    sent: u64,
    /// Keys answered with 202.
    pub(crate) promised: Vec<String>,
}

impl Source {
    pub(crate) fn new(name: &'static str, key: &str) -> Self {
        Self { name, key: key.to_owned(), sent: 0, promised: Vec::new() }
    }

    /// Raises one alert; false when there was no answer.
    pub(crate) async fn raise(&mut self, anyone: &Client) -> bool {
        self.sent += 1;
        let dedup_key = format!("{}-{}", self.name, self.sent);
        let event = json!({
            "routing_key": self.key, "event_action": "trigger", "dedup_key": dedup_key,
            "payload": { "summary": "Imaging archive unreachable", "source": "pacs-01", "severity": "critical" },
        });
        let answered = anyone.post("/v2/enqueue", &event).await;
        if answered.is_ok() {
            self.promised.push(dedup_key);
        }
        answered.is_ok()
    }

    /// Raises alerts until there is no answer.
    pub(crate) async fn raise_on(&mut self, anyone: &Client) {
        while self.raise(anyone).await {}
    }
}

/// A member of a room who writes.
#[derive(Debug)]
pub(crate) struct Scribe {
    pub(crate) member: Member,
    /// What was sent and not answered: it is sent again, under the same id.
    waiting: Option<String>,
    /// Numbers by the post's id, which is also its text.
    pub(crate) promised: BTreeMap<String, u64>,
}

impl Scribe {
    pub(crate) const fn new(member: Member) -> Self {
        Self { member, waiting: None, promised: BTreeMap::new() }
    }

    /// Posts one note, or again the one that was not answered; false when the connection ended first.
    pub(crate) async fn write(&mut self) -> bool {
        let id = self.waiting.get_or_insert_with(|| ctac_cli::random::uuid().to_string()).clone();
        if !self.member.send(&frame(json!({ "kind": "entry.note", "body": { "text": id } }), &id)).await {
            return false;
        }
        while let Some(answer) = self.member.next().await {
            if answer["client_id"] == id.as_str() {
                assert_eq!(answer["type"], "posted", "{answer}");
                self.promised.insert(id, answer["seq"].as_u64().expect("a number"));
                self.waiting = None;
                return true;
            }
        }
        false
    }

    /// Posts until the connection ends.
    pub(crate) async fn write_on(&mut self) {
        while self.write().await {}
    }
}

/// What every source was promised is recorded, once.
pub(crate) fn assert_raised(audit: &Audit, sources: &[&Source]) {
    let mut raised: BTreeMap<&str, u32> = BTreeMap::new();
    for entry in audit.of_kind("alert.raised") {
        *raised.entry(entry.body["dedup_key"].as_str().expect("a key")).or_default() += 1;
    }
    if let Some((key, times)) = raised.iter().find(|(_, times)| **times != 1) {
        panic!("{key} was raised {times} times");
    }
    for source in sources {
        let lost: Vec<&String> = source.promised.iter().filter(|key| !raised.contains_key(key.as_str())).collect();
        assert!(lost.is_empty(), "answered with 202 and lost: {lost:?}");
    }
}

/// What every scribe was promised is recorded, once, under the number they were told.
pub(crate) fn assert_written(audit: &Audit, scribes: &[&Scribe]) {
    let mut written: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
    for entry in audit.of_kind("entry.note") {
        written.entry(entry.body["text"].as_str().expect("text")).or_default().push(entry.meta.seq);
    }
    for scribe in scribes {
        for (id, seq) in &scribe.promised {
            assert_eq!(written.get(id.as_str()), Some(&vec![*seq]), "{id} was posted as {seq}");
        }
    }
    if let Some((id, seqs)) = written.iter().find(|(_, seqs)| seqs.len() != 1) {
        panic!("{id} was recorded as {seqs:?}");
    }
}

/// Every page of the ledger's was in a message that the phone has, its own or one that carried it, and no page has more
/// messages of its own than its unknown calls explain. What follows a message within a minute is held for that long. Tells
/// the ledger as it then was.
pub(crate) async fn assert_delivered(store: &dyn Store, phone: &Phone) -> Audit {
    let sent = async {
        loop {
            let audit = verified(store).await;
            if all_sent(&audit) {
                return audit;
            }
            tokio::time::sleep(Duration::from_millis(250)).await;
        }
    };
    let audit = within(3 * PATIENCE, "every page to be sent", sent).await;
    assert!(audit.of_kind("page.raised").next().is_some(), "there were pages");
    let arrived = phone.arrived();
    for entry in audit.of_kind("page.attempt_finished").filter(|entry| entry.body["outcome"]["is"] == "sent") {
        let here = arrived.iter().any(|it| entry.body["attempt"] == it.attempt.to_string().as_str());
        assert!(here, "the ledger says that {} was sent, and the phone has it not", entry.body["attempt"]);
    }
    for entry in audit.of_kind("page.raised") {
        let page: PageId = serde_json::from_value(entry.body["page"].clone()).expect("a page's id");
        let calls: Vec<String> =
            arrived.iter().filter(|it| it.page == Some(page)).map(|it| it.attempt.to_string()).collect();
        let mut distinct = calls.clone();
        distinct.sort();
        distinct.dedup();
        assert_eq!(distinct.len(), calls.len(), "a call was made twice: {calls:?}");
        let unknown = |call: &String| {
            audit
                .of_kind("page.attempt_finished")
                .any(|entry| entry.body["attempt"] == call.as_str() && entry.body["outcome"]["is"] == "unknown")
        };
        let known = calls.iter().filter(|call| !unknown(call)).count();
        assert!(known <= 1, "page {page} was delivered more often than its unknown calls explain: {calls:?}");
    }
    audit
}

/// Whether every page of the ledger's was taken, or has a call whose outcome is recorded as sent: its own, or one that
/// carried it.
pub(crate) fn all_sent(audit: &Audit) -> bool {
    let own = audit.of_kind("page.attempt_finished").filter(|entry| entry.body["outcome"]["is"] == "sent");
    let mut sent: BTreeSet<String> = own.map(|entry| entry.body["page"].to_string()).collect();
    let folded = audit.of_kind("page.folded_finished").filter(|entry| entry.body["outcome"]["is"] == "sent");
    for entry in folded {
        let carried = entry.body["notifications"].as_array().into_iter().flatten();
        sent.extend(carried.map(|it| it["bearer"]["page"].to_string()));
    }
    // Whoever took a page before its message went is not sent it.
    sent.extend(audit.of_kind("page.acknowledged").map(|entry| entry.body["page"].to_string()));
    audit.of_kind("page.raised").all(|entry| sent.contains(&entry.body["page"].to_string()))
}
