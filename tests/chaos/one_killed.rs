//! One of two nodes is killed while everybody writes; the other goes on as if there had only ever been one.

use std::path::Path;
use std::process::Stdio;

use ctac_cli::client::Client;
use ctac_tests::binary::ctac;
use ctac_tests::member::{Member, bring_in, declare};
use ctac_tests::node::Node;
use ctac_tests::wait::soon;
use serde_json::Value;
use tokio::process::Command;

use crate::load::{Scribe, Source, assert_delivered, assert_raised, assert_written};
use crate::two_nodes::{ALERTS, Pair};

/// Posts of each scribe while both nodes live.
const POSTS: usize = 10;

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
    let audit = assert_delivered(store, &pair.phone).await;
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
