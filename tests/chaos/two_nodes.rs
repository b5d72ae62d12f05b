//! Two nodes on one PostgreSQL behave as one, and go on as one when one of them is killed.

use std::path::Path;
use std::process::Stdio;

use ctac_cli::client::Client;
use ctac_tests::binary::ctac;
use ctac_tests::cell::{Cell, Settings};
use ctac_tests::ledger::verified;
use ctac_tests::member::{Member, bring_in, declare};
use ctac_tests::node::Node;
use ctac_tests::phone::Phone;
use ctac_tests::wait::{soon, until};
use serde_json::{Value, json};
use tokio::process::Command;

use crate::load::{Scribe, Source, all_sent, assert_delivered, assert_raised, assert_written};

/// Alerts raised at each node before the kill.
const ALERTS: usize = 8;
/// Posts of each scribe while both nodes live.
const POSTS: usize = 10;

struct Pair {
    cell: Cell,
    phone: Phone,
    one: Node,
    two: Node,
    /// The council's lead, at node one.
    gorse: Client,
    /// The trust's responder, at node two.
    dahlia: Client,
}

impl Pair {
    async fn start() -> Self {
        let phone = Phone::start().await;
        let settings = Settings { forward: Some(phone.url.clone()), lease_s: 5, ..Settings::default() };
        let cell = Cell::on_postgres(40_000, settings).await;
        let (one, two) = (cell.start("one").await, cell.start("two").await);
        let gorse = cell.sign_in(&one, "gorse").await;
        let dahlia = cell.sign_in(&two, "dahlia").await;
        Self { cell, phone, one, two, gorse, dahlia }
    }

    /// The page of an alert, read at a node; none while the node has not heard of it.
    async fn page_of(&self, reader: &Client, key: &str) -> Option<Value> {
        let alerts: Value = reader.get("/api/v1/alerts?limit=500").await.expect("alerts");
        let alerts = alerts["items"].as_array().expect("a list");
        let of_key: Vec<&Value> = alerts.iter().filter(|alert| alert["dedup_key"] == key).collect();
        assert!(of_key.len() <= 1, "one alert of one key: {of_key:?}");
        let page = of_key.first()?["page"].as_str()?.to_owned();
        Some(reader.get(&format!("/api/v1/pages/{page}")).await.expect("its page"))
    }

    /// The responder, at one node, takes a page that was raised at the other; whoever raised it sees so.
    async fn acknowledge_across(&self, key: &str, at: &Node, raised_at: &Node) {
        let (at, seen_from) = (&at.with_token_of(&self.dahlia), &raised_at.with_token_of(&self.dahlia));
        let page = until("the page at the other node", || self.page_of(at, key)).await;
        let path = format!("/api/v1/pages/{}/acknowledge", page["id"].as_str().expect("an id"));
        let answered = at.post(&path, &json!({})).await.expect("acknowledged");
        assert_eq!(answered["first"], true, "{answered}");
        until("the acknowledgement where it was raised", || async {
            let page = self.page_of(seen_from, key).await?;
            (page["status"]["is"] == "acknowledged").then_some(())
        })
        .await;
        let again = seen_from.post(&path, &json!({})).await.expect("acknowledged again");
        assert_eq!(again["first"], false, "the other node knows that it was taken: {again}");
    }
}

/// Both nodes hear of the same alert at the same moment, many times.
async fn one_alert_of_one_key(pair: &Pair) {
    let event = json!({
        "routing_key": pair.cell.seeded.paging_key, "event_action": "trigger", "dedup_key": "at-both",
        "payload": { "summary": "Imaging archive unreachable", "source": "pacs-01", "severity": "critical" },
    });
    let (first, second) = (pair.one.anyone(), pair.two.anyone());
    for _ in 0..5 {
        let (a, b) = tokio::join!(first.post("/v2/enqueue", &event), second.post("/v2/enqueue", &event));
        a.expect("taken at one");
        b.expect("taken at two");
    }
    let audit = verified(&*pair.cell.store().await.ledger).await;
    let repeated = audit.of_kind("alert.repeated").count();
    assert_eq!((audit.of_kind("alert.raised").count(), repeated), (1, 9), "one alert, however often and wherever");
    assert_eq!(audit.of_kind("page.raised").count(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn alerts_at_both_pages_taken_at_the_other_and_each_sent_once() {
    let pair = Pair::start().await;
    one_alert_of_one_key(&pair).await;
    let key = &pair.cell.seeded.paging_key;
    let (mut at_one, mut at_two) = (Source::new("at-one", key), Source::new("at-two", key));
    let (one, two) = (pair.one.anyone(), pair.two.anyone());
    for _ in 0..ALERTS {
        let (a, b) = tokio::join!(at_one.raise(&one), at_two.raise(&two));
        assert!(a && b, "both nodes take alerts");
    }
    pair.acknowledge_across("at-one-1", &pair.two, &pair.one).await;
    pair.acknowledge_across("at-two-1", &pair.one, &pair.two).await;
    let stored = pair.cell.store().await;
    let audit = verified(&*stored.ledger).await;
    assert_raised_beside_the_first(&audit, &at_one, &at_two);
    assert_delivered(&audit, &pair.phone).await;
    let pages = audit.of_kind("page.raised").count();
    assert_eq!(pages, 2 * ALERTS + 1);
    assert_eq!(pair.phone.arrived().len(), pages, "two living nodes send each page once");
    pair.one.stop().await;
    pair.two.stop().await;
}

fn assert_raised_beside_the_first(audit: &ctac_tests::ledger::Audit, at_one: &Source, at_two: &Source) {
    assert_raised(audit, &[at_one, at_two]);
    assert_eq!(audit.of_kind("alert.raised").count(), 2 * ALERTS + 1);
}

/// Members on both nodes: two write at each, and one at each only reads.
async fn people(pair: &Pair, incident: &str) -> (Vec<Scribe>, Vec<Scribe>, Vec<Member>) {
    let bramble = pair.cell.sign_in(&pair.one, "bramble").await;
    let juniper = pair.cell.sign_in(&pair.two, "juniper").await;
    let scribe =
        async |node: &Node, client: &Client| Scribe::new(Member::inside(&node.with_token_of(client), incident).await);
    let at_one = vec![scribe(&pair.one, &pair.gorse).await, scribe(&pair.one, &bramble).await];
    let at_two = vec![scribe(&pair.two, &pair.dahlia).await, scribe(&pair.two, &bramble).await];
    let readers = vec![
        Member::inside(&pair.one.with_token_of(&juniper), incident).await,
        Member::inside(&juniper, incident).await,
    ];
    (at_one, at_two, readers)
}

/// Everybody writes at once: those at the node that dies until it is dead, the others until then and a little longer.
async fn write_through_the_kill(
    one: Node,
    two: &Node,
    (at_one, at_two): (&mut [Scribe], &mut [Scribe]),
    (dying, living): (&mut Source, &mut Source),
) {
    let (here, there) = (one.anyone(), two.anyone());
    let [a, b] = at_one else { panic!("two scribes") };
    let [c, d] = at_two else { panic!("two scribes") };
    let kill = async {
        // Not to wait for something: the moment of death is what is tried.
        tokio::time::sleep(std::time::Duration::from_millis(700)).await;
        one.kill().await;
    };
    let some = async |scribe: &mut Scribe| {
        for _ in 0..3 * POSTS {
            assert!(scribe.write().await, "the other node lives");
        }
    };
    let raise = async {
        for _ in 0..ALERTS {
            assert!(living.raise(&there).await, "the other node lives");
        }
    };
    let all = async {
        tokio::join!(kill, a.write_on(), b.write_on(), some(c), some(d), dying.raise_on(&here), raise);
    };
    soon("everybody writes", all).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_is_killed_and_every_member_ends_with_the_same_timeline() {
    let pair = Pair::start().await;
    let (incident, reference) = declare(&pair.gorse, "Two nodes, one room").await;
    for (login, role) in [("dahlia", "responder"), ("bramble", "responder"), ("juniper", "observer")] {
        bring_in(&pair.gorse, &incident, &pair.cell.person(login), role).await;
    }
    let (mut at_one, mut at_two, mut readers) = people(&pair, &incident).await;
    for _ in 0..POSTS {
        let [a, b] = at_one.as_mut_slice() else { panic!("two scribes") };
        let [c, d] = at_two.as_mut_slice() else { panic!("two scribes") };
        let (a, b, c, d) = tokio::join!(a.write(), b.write(), c.write(), d.write());
        assert!(a && b && c && d, "both nodes live");
    }
    let kept = pair.cell.folder().join("kept.checkpoint");
    let auditor = pair.cell.sign_in(&pair.one, "clover").await;
    let checkpoint = auditor.stream("/api/v1/ledger/checkpoint").await.expect("a checkpoint");
    std::fs::write(&kept, checkpoint.bytes().await.expect("its bytes")).expect("it can be kept");

    let key = &pair.cell.seeded.paging_key;
    let (mut dying, mut living) = (Source::new("dying", key), Source::new("living", key));
    write_through_the_kill(pair.one, &pair.two, (&mut at_one, &mut at_two), (&mut dying, &mut living)).await;

    // Who was at the dead node goes on at the other, and sends again what was not answered.
    for scribe in &mut at_one {
        scribe.member.move_to(&pair.two);
        scribe.member.enter().await;
        assert!(scribe.write().await);
    }
    readers[0].move_to(&pair.two);

    let stored = pair.cell.store().await;
    let store = &*stored.ledger;
    assert_delivered(&verified(store).await, &pair.phone).await;
    until("every page's outcome to be recorded", || async { all_sent(&verified(store).await).then_some(()) }).await;
    let audit = verified(store).await;
    assert_delivered(&audit, &pair.phone).await;
    assert_raised(&audit, &[&dying, &living]);
    assert!(!dying.promised.is_empty() && living.promised.len() == ALERTS);
    let scribes: Vec<&Scribe> = at_one.iter().chain(&at_two).collect();
    assert_written(&audit, &scribes);

    let timeline = audit.timeline(&incident);
    let members = at_one.iter_mut().chain(&mut at_two).map(|scribe| &mut scribe.member).chain(&mut readers);
    for member in members {
        member.sees(timeline.len() as u64).await;
        let seen: Vec<&str> = member.timeline.values().filter_map(|frame| frame["commitment"].as_str()).collect();
        assert_eq!(seen[..timeline.len()], timeline, "the same gapless timeline, whichever node showed it");
    }
    export_and_verify(&pair.dahlia, &reference, &pair.cell.folder().join("bundle"), &kept).await;
    pair.two.stop().await;
}

/// As an auditor does: `ctac verify`, a process that has nothing but the bundle and a checkpoint kept from before.
async fn export_and_verify(client: &Client, reference: &str, bundle: &Path, kept: &Path) {
    ctac_cli::commands::export::export(client, reference, bundle).await.expect("an export");
    let verify = Command::new(ctac())
        .args(["verify", "--json", "--checkpoint"])
        .args([kept, bundle])
        .stdin(Stdio::null())
        .env_clear()
        .output();
    let verified = soon("ctac verify", verify).await.expect("ctac can be started");
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
    let report: Value = serde_json::from_slice(&verified.stdout).expect("a report");
    assert_eq!((report["withheld"].as_u64(), report["erased"].as_u64()), (Some(0), Some(0)), "{report}");
}
