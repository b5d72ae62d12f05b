//! The bundle that the web application's own verifier is tried with (`crates/web/ui/src/ledger`): the one of these tests, as
//! `GET /api/v1/incidents/{id}/export` sends it. Committed, and compared here, so that the two verifiers read one format.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::*;

/// JSON Lines of pieces, then the end.
fn sent() -> String {
    let (mut lines, files) = (String::new(), bundle());
    for (file, bytes) in &files {
        // Two pieces where there can be two, as a long file comes.
        let (first, second) = bytes.split_at(bytes.len() / 2);
        for piece in [first, second].into_iter().filter(|piece| !piece.is_empty()) {
            let piece = serde_json::json!({ "type": "piece", "file": file, "data": STANDARD.encode(piece) });
            lines.push_str(&format!("{piece}\n"));
        }
    }
    lines + &format!("{}\n", serde_json::json!({ "type": "end", "files": files.len() }))
}

#[test]
fn the_web_application_is_tried_with_the_same_bundle() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../web/ui/src/ledger/fixtures/bundle.jsonl");
    // One way to make it and to check it, as for the API's document.
    if std::env::var_os("CTAC_GENERATE").is_some() {
        std::fs::write(path, sent()).unwrap();
    }
    assert!(std::fs::read_to_string(path).unwrap() == sent(), "CTAC_GENERATE=1 cargo test -p ctac-ledger browser");
    assert!(verify_files(&bundle(), &Trust::default()).is_ok());
}
