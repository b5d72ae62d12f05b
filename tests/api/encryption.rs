//! Plain HTTP never leaves the machine; with a certificate everything is encrypted, the room too.

use std::process::Stdio;

use ctac_tests::binary::ctac;
use ctac_tests::cell::{Cell, Settings};
use ctac_tests::http::Wire;
use ctac_tests::node::Node;
use ctac_tests::socket::Socket;
use ctac_tests::wait::{soon, until};
use serde_json::json;
use tokio::process::Command;

#[tokio::test]
async fn plain_http_beyond_this_machine_is_refused_at_the_start() {
    let cell = Cell::on_sqlite(600, Settings::default()).await;
    for open in ["0.0.0.0:0", "[::]:0", "192.0.2.1:0"] {
        let config = cell.configure("one", open, "");
        let started = Command::new(ctac()).arg("serve").arg("--config").arg(&config).stdin(Stdio::null()).output();
        let ended = soon("the refusal", started).await.expect("ctac can be started");
        assert_eq!(ended.status.code(), Some(2), "{open}: {ended:?}");
        let said = String::from_utf8_lossy(&ended.stderr);
        assert!(said.contains("server.certificate") && ended.stdout.is_empty(), "{open}: {said}");
    }
}

#[tokio::test]
async fn with_a_certificate_sign_in_and_room_are_encrypted() {
    let cell = Cell::on_sqlite(600, Settings::default()).await;
    let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).expect("a certificate");
    let (chain, key) = (cell.folder().join("chain.pem"), cell.folder().join("key.pem"));
    std::fs::write(&chain, made.cert.pem()).expect("the certificate can be written");
    std::fs::write(&key, made.signing_key.serialize_pem()).expect("its key can be written");
    let config = cell.configure("one", "127.0.0.1:0", &format!("certificate = {chain:?}\nkey = {key:?}"));
    let node = Node::start(&config, cell.folder().join("one.log")).await;
    assert!(node.url.starts_with("https://127.0.0.1:"), "{}", node.url);

    let wire = Wire::trusting(&node.url, made.cert.der());
    until("the node is ready", || async { wire.get("/readyz").await.status.is_success().then_some(()) }).await;
    let plain = answers_in_the_clear(&node.url.replacen("https", "http", 1)).await;
    assert!(!plain, "nothing is answered in the clear");
    let credentials = json!({ "username": "gorse", "password": cell.seeded.password });
    let signed_in = wire.post("/api/v1/session", credentials).await;
    assert_eq!(signed_in.status, 200, "{signed_in:?}");
    let cookie = signed_in.header("set-cookie");
    assert!(cookie.starts_with("__Host-ctac=") && cookie.contains("; Secure"), "{cookie}");
    assert!(signed_in.header("strict-transport-security").contains("max-age="), "{signed_in:?}");
    let cookie = cookie.split(';').next().expect("a cookie");
    let headers = [("content-type", "application/json"), ("cookie", cookie), ("origin", node.url.as_str())];
    let declare = json!({ "title": "Encrypted", "severity": "S3" }).to_string().into_bytes();
    let declared = wire.send(reqwest::Method::POST, "/api/v1/incidents", &headers, declare).await;
    let incident = declared.body["id"].as_str().unwrap_or_else(|| panic!("{declared:?}"));

    let headers = [("sec-websocket-protocol", "ctac.room.v1"), headers[1], headers[2]];
    let socket = Socket::open(&node.url, incident, &headers, Some(made.cert.der())).await;
    let mut socket = socket.expect("the room opens over wss");
    assert_eq!(socket.enter(incident).await["you"]["may_post"], true);
    socket.until("the declaration", "entry").await;
}

/// Whether anything sensible is answered at this address without encryption.
async fn answers_in_the_clear(url: &str) -> bool {
    let address = url.trim_start_matches("http://").to_owned();
    let mut stream = tokio::net::TcpStream::connect(address).await.expect("a connection");
    let request = b"GET /livez HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    tokio::io::AsyncWriteExt::write_all(&mut stream, request).await.expect("the request goes out");
    let mut answer = Vec::new();
    // A connection that is reset has answered nothing.
    let _read = soon("the end", tokio::io::AsyncReadExt::read_to_end(&mut stream, &mut answer)).await;
    String::from_utf8_lossy(&answer).contains("ok")
}
