//! The folder that the library is loaded from: read at the start and at each SIGHUP; a bad file is named and harms nothing.

use std::collections::BTreeMap;

use ctac_cli::client::Client;
use ctac_tests::cell::{Cell, Settings};
use ctac_tests::runs::runbook;
use ctac_tests::wait::{soon, until};
use serde_json::Value;

fn text(slug: &str, digits: &str, step: &str) -> String {
    runbook(slug, digits, "", &format!("### {step} {{#only}}\n"))
}

/// How many versions of each runbook there are.
async fn library(client: &Client) -> BTreeMap<String, u64> {
    let listed: Value = client.get("/api/v1/runbooks").await.expect("the library");
    let items = listed["items"].as_array().expect("a list").iter();
    items
        .map(|it| (it["slug"].as_str().expect("a slug").to_owned(), it["versions"].as_u64().expect("a count")))
        .collect()
}

async fn comes_to(client: &Client, wanted: &[(&str, u64)]) {
    let wanted: BTreeMap<String, u64> = wanted.iter().map(|(slug, count)| ((*slug).to_owned(), *count)).collect();
    until(&format!("a library of {wanted:?}"), || async { (library(client).await == wanted).then_some(()) }).await;
}

/// The page of the library, as whoever writes runbooks reads it.
async fn page(client: &Client) -> String {
    let page = client.stream("/runbooks").await.expect("the page");
    soon("the page", page.text()).await.expect("text")
}

#[tokio::test]
async fn the_folder_is_read_at_the_start_and_again_at_each_hangup() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).expect("it can be written");
    write("a.md", text("first", "7e2f9b6d1f01", "Look").as_bytes());
    write("b.md", text("second", "7e2f9b6d1f02", "Look").replace("tlp: GREEN", "tlp: PURPLE").as_bytes());
    write("c.md", b"\xff\xfe\x00");
    write("d.md", &vec![b'-'; 2_000_000]);
    write("README.md", b"# Not a runbook\n");
    let sections = format!("\n[library]\nfolder = {:?}\n", folder.path());
    let cell = Cell::on_sqlite(600, Settings { sections, ..Settings::default() }).await;
    let node = cell.start("one").await;
    let client = cell.sign_in(&node, "dahlia").await;
    comes_to(&client, &[("first", 1)]).await;
    let named = until("the bad files on the page", || async {
        let page = page(&client).await;
        page.contains("d.md").then_some(page)
    });
    let named = named.await;
    assert!(named.contains("b.md") && named.contains("c.md") && named.contains("PURPLE"), "each with why: {named}");
    assert!(!named.contains("README.md"), "what is not meant is no fault");

    let edited = text("first", "7e2f9b6d1f01", "Look again");
    write("a.md", edited.replace("modified: 2026-01-12", "modified: 2026-02-12").as_bytes());
    write("b.md", text("second", "7e2f9b6d1f02", "Look").as_bytes());
    node.signal("-HUP").await;
    comes_to(&client, &[("first", 2), ("second", 1)]).await;
    until("b.md is named no more", || async { (!page(&client).await.contains("b.md")).then_some(()) }).await;
    // The same files once more are nothing new, and a folder that is gone takes nothing with it.
    let size = cell.ledger_size().await;
    std::fs::rename(folder.path().join("c.md"), folder.path().join("e.md")).expect("it can be renamed");
    node.signal("-HUP").await;
    until("e.md is named", || async { page(&client).await.contains("e.md").then_some(()) }).await;
    assert_eq!(cell.ledger_size().await, size, "what is there already is not recorded again");
    folder.close().expect("the folder can be removed");
    node.signal("-HUP").await;
    until("a folder that is gone is named", || async { (!page(&client).await.contains("e.md")).then_some(()) }).await;
    comes_to(&client, &[("first", 2), ("second", 1)]).await;
    node.stop().await;
}
