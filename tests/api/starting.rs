//! Starting a node on a store of one's own, by the program itself: what is refused says the one cause, changes nothing,
//! and the next try works.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use ctac_tests::binary::ctac;
use ctac_tests::cell::{Cell, Settings};
use ctac_tests::node::Node;
use ctac_tests::wait::soon;

const PASSWORD: &str = "four-unrelated-words-here";

struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    /// A configuration with more lines in its section `[server]`.
    fn configure(&self, server: &str) -> PathBuf {
        let folder = self.0.path().join("node");
        let text = format!(
            "[server]\nlisten = \"127.0.0.1:0\"\norigin = \"ctac.invalid/test\"\n{server}\n[store]\nfolder = {folder:?}\n\
             [simulator]\nenabled = true\n"
        );
        let path = self.0.path().join("ctac.toml");
        std::fs::write(&path, text).expect("it can be written");
        path
    }
}

fn run(arguments: &[&str], config: &Path, input: &str) -> (Option<i32>, String, String) {
    let mut child = Command::new(ctac())
        .args(arguments)
        .arg("--config")
        .arg(config)
        .env_remove("CTAC_POSTGRES")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("ctac can be started");
    // It may end without reading.
    let _unread = child.stdin.take().expect("a pipe").write_all(input.as_bytes());
    let Output { status, stdout, stderr } = child.wait_with_output().expect("an end");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (status.code(), text(stdout), text(stderr))
}

fn init(config: &Path, organisation: &str, password: &str) -> (Option<i32>, String) {
    let arguments = ["init", "--organisation", organisation, "--name", "Aster Example", "--login", "aster"];
    let (code, out, errors) = run(&arguments, config, &format!("{password}\n"));
    (code, out + &errors)
}

#[test]
fn an_init_that_was_refused_blocks_nothing() {
    let place = Place::new();
    let config = place.configure("");
    for (organisation, password, said) in [
        ("Trust", "passwordpassword", "the password"),
        ("Trust", "short", "the password"),
        ("", PASSWORD, "organisation.name"),
    ] {
        let (code, words) = init(&config, organisation, password);
        assert_eq!(code, Some(2), "{words}");
        assert!(words.contains(said), "{words}");
    }
    let (code, words) = init(&config, "Trust", PASSWORD);
    assert_eq!(code, Some(0), "{words}");
    let (code, words) = init(&config, "Trust", PASSWORD);
    assert_eq!(code, Some(3), "{words}");
    assert!(words.contains("this cell has begun"), "{words}");
}

/// Killed at any moment, it can be done again: what was there already is gone on with.
#[tokio::test]
async fn an_init_that_was_killed_can_be_done_again() {
    for step in 0_u64..12 {
        let place = Place::new();
        let config = place.configure("");
        let mut child = tokio::process::Command::new(ctac())
            .args(["init", "--organisation", "Trust", "--name", "Aster Example", "--login", "aster", "--config"])
            .arg(&config)
            .env_remove("CTAC_POSTGRES")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("ctac can be started");
        let mut stdin = child.stdin.take().expect("a pipe");
        tokio::io::AsyncWriteExt::write_all(&mut stdin, format!("{PASSWORD}\n").as_bytes()).await.expect("a password");
        drop(stdin);
        // The moment of death is what is tried.
        tokio::time::sleep(std::time::Duration::from_millis(20 + 25 * step)).await;
        child.kill().await.expect("it can be killed");
        let (code, words) = init(&config, "Trust", PASSWORD);
        assert!(code == Some(0) || words.contains("this cell has begun"), "after {step}: {code:?} {words}");
        let node = Node::start(&config, place.0.path().join("log")).await;
        let anyone = node.anyone();
        let signed_in = ctac_cli::commands::token::sign_in(&anyone, "aster", PASSWORD, "a test", None);
        let client = soon("signing in", signed_in).await.expect("the administrator signs in");
        let rotas: serde_json::Value = client.get("/api/v1/rotas").await.expect("the rotas");
        assert_eq!(rotas["items"].as_array().map(Vec::len), Some(4), "{rotas}");
        node.stop().await;
    }
}

#[test]
fn a_certificate_that_is_not_there_is_the_only_thing_said() {
    let place = Place::new();
    let config = place.configure("certificate = \"/nowhere/chain.pem\"\nkey = \"/nowhere/key.pem\"");
    let (code, out, errors) = run(&["serve"], &config, "");
    assert_eq!((code, out.as_str()), (Some(2), ""), "{errors}");
    assert!(errors.contains("server.certificate: /nowhere/chain.pem") && errors.lines().count() == 1, "{errors}");
}

#[tokio::test]
async fn a_folder_with_a_database_is_one_nodes() {
    let cell = Cell::on_sqlite(600, Settings::default()).await;
    let node = cell.start("one").await;
    let config = cell.configure("one", "127.0.0.1:0", "");
    let second = soon("the second node", tokio::task::spawn_blocking(move || run(&["serve"], &config, ""))).await;
    let (code, out, errors) = second.expect("an end");
    assert_eq!((code, out.as_str()), (Some(4), ""), "{errors}");
    assert!(errors.contains("cannot start: another (process ") && errors.contains("store.folder"), "{errors}");
    let metrics = node.anyone().stream("/metrics").await.expect("the metrics").text().await.expect("text");
    for line in [
        "# HELP ctac_read_only ",
        "\nctac_read_only 0\n",
        "\nctac_pages_exhausted_total 0\n",
        "\nctac_store_failures_total 0\n",
        "\nctac_addresses_flagged_total 0\n",
        "\nctac_callbacks_refused_total{provider=\"twilio\"} 0\n",
    ] {
        assert!(metrics.contains(line), "{line:?} is not in\n{metrics}");
    }
    node.kill().await;
    cell.start("one").await.stop().await;
}

#[tokio::test]
async fn without_the_cells_keyring_none_is_invented() {
    let cell = Cell::on_postgres(600, Settings::default()).await;
    let config = cell.configure("two", "127.0.0.1:0", "");
    let keyring = cell.folder().join("two").join("keyring.toml");
    std::fs::remove_file(&keyring).expect("the copied keys");
    let refused = tokio::task::spawn_blocking(move || run(&["serve"], &config, ""));
    let (code, out, errors) = soon("the second node", refused).await.expect("an end");
    assert_eq!((code, out.as_str()), (Some(2), ""), "{errors}");
    assert!(errors.contains("copy keyring.toml from the first node"), "{errors}");
    assert!(!keyring.exists(), "no other keyring is left behind");
}

#[test]
fn a_database_that_is_not_there_is_named() {
    let place = Place::new();
    let config = place.configure("");
    // Bound and let go: nobody listens there.
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its address");
    let text = std::fs::read_to_string(&config).expect("the configuration");
    let url = format!("[store]\npostgres = \"postgres://ctac:hunter22@{free}/ctac\"");
    std::fs::write(&config, text.replace("[store]", &url)).expect("it can be written");
    let (code, out, errors) = run(&["serve"], &config, "");
    assert_eq!((code, out.as_str()), (Some(4), ""), "{errors}");
    let said = errors.contains(&free.to_string()) && errors.to_lowercase().contains("connection refused");
    assert!(said && errors.contains("store.postgres") && !errors.contains("hunter22"), "{errors}");
}
