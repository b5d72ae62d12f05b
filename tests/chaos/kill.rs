//! `kill -9` at random moments while clients write, over and over, on the same store.

use std::path::Path;
use std::time::Duration;

use ctac_cli::client::Client;
use ctac_cli::commands::{export, verify};
use ctac_ledger::store::Store;
use ctac_tests::cell::{Cell, Settings};
use ctac_tests::ledger::Audit;
use ctac_tests::member::{Member, bring_in, declare};
use ctac_tests::node::Node;
use ctac_tests::phone::Phone;
use ctac_tests::wait::until;
use tokio::task::JoinSet;

use crate::load::{Scribe, Source, all_sent, assert_delivered, assert_raised, assert_written};

/// The longest that a node lives under load, in milliseconds.
const LIFE_MS: u32 = 200;

/// Everybody who writes, and the one who checks.
struct Siege {
    cell: Cell,
    phone: Phone,
    lead: Client,
    incident: (String, String),
    sources: Vec<Source>,
    scribes: Vec<Scribe>,
    audit: Audit,
}

impl Siege {
    async fn lay(cell: Cell, phone: Phone) -> Self {
        let node = cell.start("one").await;
        let lead = cell.sign_in(&node, "gorse").await;
        let second = cell.sign_in(&node, "dahlia").await;
        let incident = declare(&lead, "Under siege").await;
        bring_in(&lead, &incident.0, &cell.person("dahlia"), "responder").await;
        let seeded = &cell.seeded;
        let sources = vec![
            Source::new("recorded", &seeded.recording_key),
            Source::new("noted", &seeded.recording_key),
            Source::new("paged", &seeded.paging_key),
        ];
        let scribes =
            [&lead, &second].map(|client| Scribe::new(Member::new(client, &incident.0))).into_iter().collect();
        node.kill().await;
        Self { cell, phone, lead, incident, sources, scribes, audit: Audit::default() }
    }

    /// One life of a node: everybody writes, until it is killed. Then the ledger is looked at.
    async fn round(&mut self, store: &dyn Store) {
        // Half the time another dies before it, while it starts.
        if moment().is_multiple_of(2) {
            self.cell.start_and_die("one", Duration::from_millis(moment())).await;
        }
        let node = self.cell.start("one").await;
        self.greet(&node);
        let anyone = node.anyone();
        let mut writing = JoinSet::new();
        for mut source in self.sources.drain(..) {
            let anyone = anyone.clone();
            writing.spawn(async move {
                source.raise_on(&anyone).await;
                (Some(source), None)
            });
        }
        for mut scribe in self.scribes.drain(..) {
            writing.spawn(async move {
                // The node may be dead before they are inside.
                if scribe.member.try_enter().await.is_ok() {
                    scribe.write_on().await;
                }
                (None, Some(scribe))
            });
        }
        // Not to wait for something: the moment of death is what is tried.
        tokio::time::sleep(Duration::from_millis(moment())).await;
        node.kill().await;
        while let Some(done) = writing.join_next().await {
            let (source, scribe) = done.expect("nobody who writes falls over");
            self.sources.extend(source);
            self.scribes.extend(scribe);
        }
        self.audit.catch_up(store).await;
        self.assert_promises();
    }

    fn assert_promises(&self) {
        assert_raised(&self.audit, &self.sources.iter().collect::<Vec<_>>());
        assert_written(&self.audit, &self.scribes.iter().collect::<Vec<_>>());
    }

    /// Everybody's clients, at the node's new address.
    fn greet(&mut self, node: &Node) {
        self.lead = node.with_token_of(&self.lead);
        for scribe in &mut self.scribes {
            scribe.member.move_to(node);
        }
    }

    /// The last node lives: pages that were under way when one died go out, everybody catches up, the timeline proves it.
    async fn lift(mut self, store: &dyn Store, checkpoint: &Path) {
        let node = self.cell.start("one").await;
        self.greet(&node);
        for scribe in &mut self.scribes {
            scribe.member.enter().await;
            assert!(scribe.write().await, "what was in doubt is sent again");
        }
        assert_delivered(store, &self.phone).await;
        until("every page's outcome to be recorded", || async { sent_in(store).await }).await;
        self.audit.catch_up(store).await;
        self.assert_promises();
        let timeline = self.audit.timeline(&self.incident.0);
        for scribe in &mut self.scribes {
            scribe.member.sees(timeline.len() as u64).await;
            let seen: Vec<&str> =
                scribe.member.timeline.values().filter_map(|frame| frame["commitment"].as_str()).collect();
            assert_eq!(seen, timeline, "what the room saw is what stands in the ledger");
        }
        let bundle = self.cell.folder().join("bundle");
        export::export(&self.lead, &self.incident.1, &bundle).await.expect("an export");
        let report = verify::check(&bundle, Some(checkpoint), None).expect("the bundle verifies");
        assert_eq!((report.withheld, report.erased), (0, 0), "{report}");
        node.stop().await;
    }
}

async fn sent_in(store: &dyn Store) -> Option<()> {
    all_sent(&ctac_tests::ledger::verified(store).await).then_some(())
}

/// When to die, in milliseconds from the first write.
fn moment() -> u64 {
    u64::from(u32::from_le_bytes(ctac_cli::random::bytes()) % LIFE_MS)
}

async fn survive(cell: Cell, phone: Phone, kills: u32) {
    let stored = cell.store().await;
    let store = &*stored.ledger;
    let mut siege = Siege::lay(cell, phone).await;
    siege.round(store).await;
    // Kept by somebody else, from early on: the log must continue it through everything that follows.
    let kept = store.latest_checkpoint().await.expect("the store").expect("a checkpoint of the seeded cell");
    let checkpoint = siege.cell.folder().join("kept.checkpoint");
    std::fs::write(&checkpoint, kept.note).expect("it can be kept");
    // The first node was killed in laying the siege, the second above.
    for _ in 2..kills {
        siege.round(store).await;
    }
    let (alerts, posts) = (
        siege.sources.iter().map(|source| source.promised.len()).sum::<usize>(),
        siege.scribes.iter().map(|scribe| scribe.promised.len()).sum::<usize>(),
    );
    println!("{kills} kills, {alerts} alerts and {posts} posts promised, {} entries", siege.audit.size());
    assert!(
        2 * alerts > kills as usize && 2 * posts > kills as usize,
        "there was load: {alerts} alerts, {posts} posts"
    );
    siege.lift(store, &checkpoint).await;
}

/// The shortest lease there is: a call that died with its node is made again after it.
fn settings(phone: &Phone) -> Settings {
    Settings { forward: Some(phone.url.clone()), lease_s: 5, ..Settings::default() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_kills_on_sqlite_lose_nothing_that_was_acknowledged() {
    let phone = Phone::start().await;
    let cell = Cell::on_sqlite(40_000, settings(&phone)).await;
    survive(cell, phone, 52).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nor_do_ten_on_postgresql() {
    let phone = Phone::start().await;
    let cell = Cell::on_postgres(40_000, settings(&phone)).await;
    survive(cell, phone, 10).await;
}
