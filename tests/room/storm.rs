//! Networks that break, readers that do not read, posts that are sent twice.

use std::time::Duration;

use ctac_tests::cell::{Cell, Settings};
use ctac_tests::ledger::verified;
use ctac_tests::member::{Member, bring_in, declare, frame};
use ctac_tests::socket::Socket;
use ctac_tests::wait::{soon, until};
use futures_util::StreamExt;
use serde_json::{Value, json};
use tokio::task::JoinSet;

/// Entries posted while everybody comes and goes.
const POSTS: u64 = 150;
/// How many come and go.
const MEMBERS: usize = 12;

/// Entries of 8 KB: more bytes than the kernel's buffers of one connection hold.
const LONG: usize = 1_000;

/// Comes and goes at random until it has every entry up to `last`; tells how often it was inside.
async fn flicker(mut member: Member, last: u64) -> (Member, u32) {
    let mut visits = 0;
    while member.seen < last {
        member.enter().await;
        visits += 1;
        let stay = 1 + u32::from_le_bytes(ctac_cli::random::bytes()) % 40;
        for _ in 0..stay {
            if member.seen >= last || member.next().await.is_none() {
                break;
            }
        }
        member.cut();
    }
    (member, visits)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn members_that_come_and_go_see_every_entry_once() {
    let cell = Cell::on_sqlite(600, Settings::default()).await;
    let node = cell.start("one").await;
    let lead = cell.sign_in(&node, "gorse").await;
    let (incident, _) = declare(&lead, "A bad network").await;
    for (login, role) in [("dahlia", "responder"), ("juniper", "observer")] {
        bring_in(&lead, &incident, &cell.person(login), role).await;
    }
    let readers = [cell.sign_in(&node, "dahlia").await, cell.sign_in(&node, "juniper").await];
    let mut coming_and_going = JoinSet::new();
    for number in 0..MEMBERS {
        let member = Member::new(&readers[number % 2], &incident);
        // Their coming and going adds entries of its own; so many there will be at the least.
        coming_and_going.spawn(flicker(member, POSTS));
    }
    let mut scribe = Member::inside(&lead, &incident).await;
    let mut last = 0;
    for number in 0..POSTS {
        last = scribe.note(&format!("{number}")).await;
    }
    let mut visits = 0;
    while let Some(done) = soon("everybody has everything", coming_and_going.join_next()).await {
        let (mut member, inside) = done.expect("nobody saw a gap or a repeat");
        visits += inside;
        member.sees(last).await;
        scribe.sees(last).await;
        for (seq, frame) in &member.timeline {
            assert_eq!(frame["commitment"], scribe.timeline[seq]["commitment"], "entry {seq}");
        }
    }
    assert!(visits as usize > MEMBERS, "somebody came back: {visits} visits");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_that_does_not_read_is_dropped_and_resumes() {
    let cell = Cell::on_sqlite(600, Settings::default()).await;
    let node = cell.start("one").await;
    let lead = cell.sign_in(&node, "gorse").await;
    let (incident, _) = declare(&lead, "A slow reader").await;
    bring_in(&lead, &incident, &cell.person("juniper"), "observer").await;
    let slow = cell.sign_in(&node, "juniper").await;
    let path = format!("/api/v1/incidents/{incident}/entries");
    let note = json!({ "kind": "entry.note", "body": { "text": "All work and no play. ".repeat(360) } });
    let posts = futures_util::stream::iter((0..LONG).map(|_| lead.post(&path, &note))).buffer_unordered(64);
    let posted: Vec<_> = soon("a long timeline", posts.collect()).await;
    assert!(posted.iter().all(Result::is_ok), "all posted");

    let bearer = format!("Bearer {}", slow.token().expect("a token"));
    let headers = [("sec-websocket-protocol", "ctac.room.v1"), ("authorization", bearer.as_str())];
    let mut idle = Socket::open_narrow(&node.url, &incident, &headers).await;
    let head = idle.enter(&incident).await["head"].as_u64().expect("a head");
    until("they are counted", || async { (members(&node.url).await == 1).then_some(()) }).await;
    until("the slow reader is dropped", || async { (members(&node.url).await == 0).then_some(()) }).await;
    let mut scribe = Member::inside(&lead, &incident).await;
    let last = scribe.note("Nobody else is held up.").await;
    let mut got = 0;
    while let Some(frame) = soon("what was under way", idle.next()).await {
        got = frame["seq"].as_u64().unwrap_or(got);
    }
    assert!(got < head, "the rest never reached them: {got} of {head}");
    let mut back = Member::new(&slow, &incident);
    back.seen = got;
    back.sees(last).await;
    assert_eq!(back.timeline.len() as u64, last - got, "the rest, once");
}

/// How many connections the node's rooms have.
async fn members(url: &str) -> u64 {
    let metrics = ctac_tests::http::Wire::to(url).text("/metrics").await;
    let line = metrics.lines().find_map(|line| line.strip_prefix("ctac_room_members "));
    line.and_then(|number| number.trim().parse().ok()).expect("the number of members")
}

#[tokio::test]
async fn what_is_sent_twice_is_recorded_once() {
    let cell = Cell::on_sqlite(600, Settings::default()).await;
    let node = cell.start("one").await;
    let lead = cell.sign_in(&node, "gorse").await;
    let (incident, _) = declare(&lead, "Sent twice").await;
    let (mut here, mut elsewhere) = (Member::inside(&lead, &incident).await, Member::inside(&lead, &incident).await);
    let id = "00000000-0000-4000-8000-00000000000a";
    let post = frame(json!({ "kind": "entry.note", "body": { "text": "Once." } }), id);
    for _ in 0..3 {
        assert!(here.send(&post).await && elsewhere.send(&post).await);
    }
    let mut numbers = Vec::new();
    for member in [&mut here, &mut elsewhere] {
        for _ in 0..3 {
            let posted = member.until("the answer", |frame| frame["client_id"] == id).await;
            numbers.push(posted["seq"].clone());
        }
    }
    assert!(numbers.iter().all(|number| *number == numbers[0] && *number != Value::Null), "{numbers:?}");
    let audit = verified(&*cell.store().await.ledger).await;
    assert_eq!(audit.of_kind("entry.note").count(), 1);
}

#[tokio::test]
async fn a_frame_that_is_none_is_answered_or_ends_the_connection_and_nothing_is_recorded() {
    let cell = Cell::on_sqlite(600, Settings::default()).await;
    let node = cell.start("one").await;
    let lead = cell.sign_in(&node, "gorse").await;
    let (incident, _) = declare(&lead, "Bad frames").await;
    let bearer = format!("Bearer {}", lead.token().expect("a token"));
    let headers = [("sec-websocket-protocol", "ctac.room.v1"), ("authorization", bearer.as_str())];
    let open = async || {
        let mut socket = Socket::open(&node.url, &incident, &headers, None).await.expect("the socket opens");
        socket.enter(&incident).await;
        socket
    };
    let id = "00000000-0000-4000-8000-00000000000b";
    let mut socket = open().await;
    for (body, slug) in
        [(json!({ "text": " " }), "invalid-field"), (json!({ "text": "x".repeat(9_000) }), "invalid-field")]
    {
        socket.send(&json!({ "type": "post", "client_id": id, "kind": "entry.note", "body": body })).await;
        let refused = socket.until("the refusal", "refused").await;
        assert_eq!(refused["client_id"], id);
        assert_eq!(refused["problem"]["type"], format!("/problems/{slug}"), "{refused}");
    }
    let bad = [
        json!({ "type": "explode" }),
        json!({ "type": "seen", "seq": "many" }),
        json!({ "type": "seen", "seq": 1, "colour": "red" }),
        json!({ "type": "post", "client_id": id, "kind": "page.acknowledged", "body": {} }),
        json!("x".repeat(70_000)),
    ];
    let before = verified(&*cell.store().await.ledger).await.of_kind("entry.note").count();
    for frame in bad {
        let mut socket = open().await;
        socket.send(&frame).await;
        let shown: String = frame.to_string().chars().take(80).collect();
        let reason = ctac_tests::wait::within(Duration::from_secs(10), "the end", socket.ended()).await;
        assert_eq!(reason, "protocol", "{shown}");
    }
    assert_eq!(verified(&*cell.store().await.ledger).await.of_kind("entry.note").count(), before);
}
