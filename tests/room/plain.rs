//! The same timeline for networks that break WebSockets: event stream and long poll.

use ctac_cli::client::Client;
use ctac_tests::cell::{Cell, Settings};
use ctac_tests::http::Wire;
use ctac_tests::member::{Member, bring_in, declare};
use ctac_tests::wait::soon;
use serde_json::{Value, json};

const POSTS: u64 = 60;

/// Follows by event stream from after `seen` until entry `last`; gives the frames.
async fn streamed(wire: &Wire, path: &str, seen: u64, last: u64) -> Vec<Value> {
    let mut lines = wire.events(path, seen).await;
    let mut frames: Vec<Value> = Vec::new();
    let mut id = String::new();
    while frames.last().and_then(|frame| frame["seq"].as_u64()) != Some(last) {
        let line = soon("a line of the stream", lines.next()).await.expect("the stream goes on");
        if let Some(number) = line.strip_prefix("id: ") {
            number.clone_into(&mut id);
        } else if let Some(data) = line.strip_prefix("data: ") {
            let frame: Value = serde_json::from_str(data).expect("a frame");
            assert_eq!(frame["seq"].to_string(), id, "each event carries its number");
            frames.push(frame);
        }
    }
    frames
}

/// Follows by long poll until entry `last`.
async fn polled(client: &Client, path: &str, last: u64) -> Vec<Value> {
    let mut frames: Vec<Value> = Vec::new();
    while (frames.len() as u64) < last {
        let after = frames.len();
        let asked = format!("{path}?after={after}&wait=20&limit=7");
        let piece: Value = soon("a long poll", client.get(&asked)).await.expect("a piece");
        let entries = piece["entries"].as_array().expect("entries").clone();
        assert!(entries.len() <= 7, "no more than asked for");
        frames.extend(entries);
    }
    frames
}

/// A frame without what it says of things as they stood when it was sent: one way may be asked a moment after another.
fn lasting(frame: &Value) -> Value {
    let mut frame = frame.clone();
    if let Some(fields) = frame.as_object_mut() {
        fields.remove("changed");
    }
    frame
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn event_stream_long_poll_and_websocket_give_the_same() {
    let cell = Cell::on_sqlite(600, Settings::default()).await;
    let node = cell.start("one").await;
    let lead = cell.sign_in(&node, "gorse").await;
    let (incident, _) = declare(&lead, "A proxy in between").await;
    bring_in(&lead, &incident, &cell.person("dahlia"), "responder").await;
    let reader = cell.sign_in(&node, "dahlia").await;
    let wire = Wire::to(&node.url).signed_in(&reader);
    let path = format!("/api/v1/incidents/{incident}/entries");
    // Its two members' coming in, and the declaration, are before the posts: so many entries there are at the least.
    let last = POSTS;
    let writing = async {
        let mut scribe = Member::inside(&lead, &incident).await;
        for number in 0..POSTS {
            let (marking, named) =
                if number % 9 == 0 { ("red", json!([cell.person("gorse")])) } else { ("amber", json!([])) };
            let body = json!({ "text": number.to_string() });
            scribe.post(json!({ "kind": "entry.note", "marking": marking, "named": named, "body": body })).await;
        }
    };
    let watching = async {
        let mut member = Member::inside(&reader, &incident).await;
        member.sees(last).await;
        member
    };
    let resumed = async {
        let mut frames = streamed(&wire, &path, 0, 10).await;
        frames.extend(streamed(&wire, &path, 10, last).await);
        frames
    };
    let ((), member, stream, poll) = tokio::join!(writing, watching, resumed, polled(&reader, &path, last));
    let socket: Vec<Value> = member.timeline.values().take(last as usize).map(lasting).collect();
    assert_eq!(stream.iter().map(lasting).collect::<Vec<_>>(), socket, "the stream, over two connections");
    assert_eq!(poll.iter().take(last as usize).map(lasting).collect::<Vec<_>>(), socket, "the long poll");
    assert!(socket.iter().any(|frame| frame["type"] == "withheld"));
}
