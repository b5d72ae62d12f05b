//! A rota file through the program into the service: shown first, saved when asked, over the version that was read.

use std::path::Path;
use std::process::Output;

use ctac_cli::client::Client;
use ctac_tests::binary::ctac;
use ctac_tests::cell::{Cell, Settings};
use ctac_tests::wait::soon;
use tokio::process::Command;

const FILE: &str = include_str!("../../config/rotas/duty-responder.yaml");

async fn rota(as_whom: &Client, url: &str, words: &[&str]) -> (Option<i32>, String) {
    let ran = Command::new(ctac())
        .arg("rota")
        .args(words)
        .env("CTAC_URL", url)
        .env("CTAC_TOKEN", as_whom.token().expect("a token"))
        .kill_on_drop(true)
        .output();
    let Output { status, stdout, stderr } = soon("ctac rota", ran).await.expect("ctac can be started");
    (status.code(), String::from_utf8_lossy(&stdout).into_owned() + &String::from_utf8_lossy(&stderr))
}

fn write(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).expect("the file can be written");
    path.to_string_lossy().into_owned()
}

#[tokio::test]
async fn a_file_is_shown_and_then_saved() {
    let cell = Cell::on_sqlite(600, Settings::default()).await;
    let node = cell.start("one").await;
    let (aster, ivy) = (cell.sign_in(&node, "aster").await, cell.sign_in(&node, "ivy").await);
    let (_, before) = rota(&aster, &node.url, &["show", "Duty responder"]).await;
    assert!(before.contains("Dahlia Example, Ivy Example, Elder Example, Larch Example"), "{before}");

    let edited = FILE.replace("[dahlia, ivy, elder, larch]", "[dahlia, larch, ivy]");
    let edited = write(cell.folder(), "edited.yaml", &edited);
    let (code, shown) = rota(&aster, &node.url, &["save", &edited]).await;
    assert_eq!(code, Some(0), "{shown}");
    assert!(shown.contains("These shifts change hands") && shown.contains("Nothing was saved"), "{shown}");
    assert_eq!(rota(&aster, &node.url, &["show", "Duty responder"]).await.1.lines().nth(2), before.lines().nth(2));

    let (code, refused) = rota(&ivy, &node.url, &["save", &edited, "--yes"]).await;
    assert_eq!(code, Some(3), "{refused}");
    let (code, saved) = rota(&aster, &node.url, &["save", &edited, "--yes"]).await;
    assert!(code == Some(0) && saved.contains("Saved: Duty responder"), "{saved}");
    let (_, after) = rota(&aster, &node.url, &["show", "Duty responder"]).await;
    assert!(after.contains("Dahlia Example, Larch Example, Ivy Example"), "{after}");
    let (_, listed) = rota(&aster, &node.url, &["list"]).await;
    assert_eq!(listed.matches("Duty responder").count(), 1, "{listed}");
}

#[tokio::test]
async fn a_file_that_the_service_cannot_take_is_refused_before_anything_is_sent() {
    let cell = Cell::on_sqlite(600, Settings::default()).await;
    let node = cell.start("one").await;
    let aster = cell.sign_in(&node, "aster").await;
    let stranger = write(cell.folder(), "stranger.yaml", &FILE.replace("Ivy Example", "Ivy Nobody"));
    let (code, said) = rota(&aster, &node.url, &["save", &stranger, "--yes"]).await;
    assert!(code == Some(2) && said.contains("knows nobody called \"Ivy Nobody\" of Example Meadow Hospice"), "{said}");
    let away = FILE.to_owned() + "absences: [{ person: ivy, from: 2026-12-01, to: 2026-12-08 }]\n";
    let away = write(cell.folder(), "away.yaml", &away);
    let (code, said) = rota(&aster, &node.url, &["save", &away, "--yes"]).await;
    assert!(code == Some(2) && said.contains("leave them out of the file"), "{said}");
    let named = write(cell.folder(), "named.yaml", FILE);
    let (code, said) = rota(&aster, &node.url, &["save", &named, "--rota", "No such", "--yes"]).await;
    assert!(code == Some(2) && said.contains("no rota is called \"No such\""), "{said}");
}
