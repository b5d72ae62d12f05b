//! Whoever may no longer be in a room is out of it within a second, whichever node they are at and whichever way it ended.

use std::time::Duration;

use ctac_cli::client::Client;
use ctac_tests::cell::{Cell, Settings};
use ctac_tests::http::Wire;
use ctac_tests::member::{bring_in, declare};
use ctac_tests::node::Node;
use ctac_tests::socket::Socket;
use ctac_tests::wait::{until, within};
use reqwest::Method;
use serde_json::json;

const PROTOCOL: (&str, &str) = ("sec-websocket-protocol", "ctac.room.v1");
const A_SECOND: Duration = Duration::from_secs(1);

/// A browser's session: its cookie, as a header's value.
async fn sign_in(node: &Node, cell: &Cell, login: &str) -> String {
    let body = json!({ "username": login, "password": cell.seeded.password });
    let answered = Wire::to(&node.url).post("/api/v1/session", body).await;
    assert_eq!(answered.status, 200, "{answered:?}");
    let cookie = answered.header("set-cookie");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    cookie.split(';').next().expect("a cookie").to_owned()
}

async fn browser(node: &Node, incident: &str, cookie: &str) -> Socket {
    let headers = [PROTOCOL, ("cookie", cookie), ("origin", node.url.as_str())];
    let mut socket = Socket::open(&node.url, incident, &headers, None).await.expect("the socket opens");
    socket.enter(incident).await;
    socket
}

async fn program(node: &Node, incident: &str, client: &Client) -> Socket {
    let bearer = format!("Bearer {}", client.token().expect("a token"));
    let headers = [PROTOCOL, ("authorization", bearer.as_str())];
    let mut socket = Socket::open(&node.url, incident, &headers, None).await.expect("the socket opens");
    socket.enter(incident).await;
    socket
}

async fn ends(socket: &mut Socket, reason: &str) {
    assert_eq!(within(A_SECOND, "the socket ends", socket.ended()).await, reason);
}

#[tokio::test]
async fn signing_out_revoking_and_leaving_close_sockets_on_every_node() {
    let cell = Cell::on_postgres(600, Settings::default()).await;
    let (one, two) = (cell.start("one").await, cell.start("two").await);
    let lead = cell.sign_in(&one, "gorse").await;
    let (incident, _) = declare(&lead, "Doors").await;
    for login in ["dahlia", "elder"] {
        bring_in(&lead, &incident, &cell.person(login), "responder").await;
    }
    let (gorse, dahlia) = (cell.sign_in(&two, "gorse").await, cell.sign_in(&two, "dahlia").await);
    let (elder, aster) = (cell.sign_in(&two, "elder").await, cell.sign_in(&one, "aster").await);
    let mut stays = program(&two, &incident, &gorse).await;

    // A session that ends at node one, its sockets at both.
    let cookie = sign_in(&one, &cell, "gorse").await;
    let (mut here, mut there) = (browser(&one, &incident, &cookie).await, browser(&two, &incident, &cookie).await);
    let headers = [("cookie", cookie.as_str()), ("origin", one.url.as_str())];
    let out = Wire::to(&one.url).send(Method::DELETE, "/api/v1/session", &headers, Vec::new()).await;
    assert_eq!(out.status, 204, "{out:?}");
    tokio::join!(ends(&mut here, "signed-out"), ends(&mut there, "signed-out"));
    // A node remembers for a second that a session holds; then its cookie opens nothing anywhere.
    let headers = [PROTOCOL, ("cookie", cookie.as_str()), ("origin", two.url.as_str())];
    let refused = until("the cookie opens nothing any more", || async {
        Socket::open(&two.url, &incident, &headers, None).await.err()
    });
    assert_eq!(within(2 * A_SECOND, "the session to be over", refused).await, 401);

    // A password that is changed at node one: all sessions but the one in which it was, at both; a program goes on.
    let (cookie, other) = (sign_in(&one, &cell, "gorse").await, sign_in(&two, &cell, "gorse").await);
    let mut kept = browser(&two, &incident, &cookie).await;
    let (mut here, mut there) = (browser(&one, &incident, &other).await, browser(&two, &incident, &other).await);
    let headers = [("cookie", cookie.as_str()), ("origin", one.url.as_str()), ("content-type", "application/json")];
    let body = json!({ "current": cell.seeded.password, "new": "nine red herons wade" }).to_string().into_bytes();
    let changed = Wire::to(&one.url).send(Method::PUT, "/api/v1/me/password", &headers, body).await;
    assert_eq!(changed.status, 204, "{changed:?}");
    tokio::join!(ends(&mut here, "signed-out"), ends(&mut there, "signed-out"));
    kept.send(&json!({ "type": "post", "client_id": "00000000-0000-4000-8000-000000000002", "kind": "entry.note",
                        "body": { "text": "Still signed in." } }))
        .await;
    kept.until("the post is taken", "posted").await;

    // A membership that is revoked.
    let mut revoked = program(&two, &incident, &dahlia).await;
    let path = format!("/api/v1/incidents/{incident}/members/{}?reason=done", cell.person("dahlia"));
    lead.send_json(Method::DELETE, &path, &json!({})).await.expect("revoked");
    ends(&mut revoked, "revoked").await;

    // Somebody who leaves the cell.
    let mut left = program(&two, &incident, &elder).await;
    let path = format!("/api/v1/people/{}/deactivate", cell.person("elder"));
    aster.post(&path, &json!({ "reason": "moved on" })).await.expect("deactivated");
    assert_ne!(within(A_SECOND, "the socket ends", left.ended()).await, "");
    let refused = elder.get::<serde_json::Value>("/api/v1/me").await;
    assert!(refused.is_err(), "and their token opens nothing");

    // Nobody else was put out.
    stays
        .send(&json!({ "type": "post", "client_id": "00000000-0000-4000-8000-000000000001", "kind": "entry.note",
                        "body": { "text": "Still here." } }))
        .await;
    stays.until("the post is taken", "posted").await;
}

#[tokio::test]
async fn the_way_in_is_checked_before_the_upgrade() {
    let cell = Cell::on_sqlite(600, Settings::default()).await;
    let node = cell.start("one").await;
    let lead = cell.sign_in(&node, "gorse").await;
    let (incident, _) = declare(&lead, "Doors").await;
    let cookie = sign_in(&node, &cell, "gorse").await;
    let stranger = format!("Bearer {}", cell.sign_in(&node, "ivy").await.token().expect("a token"));
    let bearer = format!("Bearer {}", lead.token().expect("a token"));
    let (cookie, bearer) = (("cookie", cookie.as_str()), ("authorization", bearer.as_str()));
    let evil = ("origin", "https://evil.example");
    let cases: [(&[(&str, &str)], u16); 6] = [
        (&[PROTOCOL], 401),
        (&[bearer], 426),
        (&[("sec-websocket-protocol", "ctac.room.v9"), bearer], 426),
        (&[PROTOCOL, cookie], 403),
        (&[PROTOCOL, cookie, evil], 403),
        (&[PROTOCOL, ("authorization", stranger.as_str())], 404),
    ];
    for (headers, status) in cases {
        let refused = Socket::open(&node.url, &incident, headers, None).await;
        assert_eq!(refused.err(), Some(status), "{:?}", headers.iter().map(|(name, _)| name).collect::<Vec<_>>());
    }
    assert!(Socket::open(&node.url, &incident, &[PROTOCOL, bearer, evil], None).await.is_ok(), "a token is no cookie");
}
