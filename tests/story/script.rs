//! `ctac demo --script`: what a newcomer runs, and what CI runs.

use std::path::Path;
use std::process::{Output, Stdio};
use std::time::Duration;

use ctac_tests::alertmanager::PROGRAM;
use ctac_tests::binary::{ctac, installed};
use ctac_tests::wait::within;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;

/// "Well under a minute", with the real Alertmanager and a debug build.
const AT_MOST: Duration = Duration::from_secs(50);

async fn play(arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let played = Command::new(ctac())
        .args(["demo", "--script"])
        .args(arguments)
        .env("TMPDIR", folder.path())
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output();
    let Output { status, stdout, stderr } = within(AT_MOST, "the story", played).await.expect("ctac can be started");
    let (told, errors) = (String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
    assert!(status.success(), "{status}\n{told}\n{errors}");
    let left = std::fs::read_dir(folder.path()).expect("the folder").count();
    assert_eq!(left, 0, "the temporary folder is left as it was");
    told.into_owned()
}

/// Each of these is told, in this order.
fn assert_told(story: &str, parts: &[&str]) {
    let mut rest = story;
    for part in parts {
        let at = rest.find(part).unwrap_or_else(|| panic!("{part:?} is not told, or not in its place:\n{story}"));
        rest = &rest[at + part.len()..];
    }
}

/// The issue's own sentence.
const STORY: [&str; 12] = [
    "The monitoring raises an alert",
    "Dahlia Example   gets a text: \"CTAC: S2 alert ",
    "Gorse Example    is called",
    "presses 1 and hears",
    "declares CTAC-",
    "drops off the network after #",
    "is in the room, having #",
    "has missed nothing and seen nothing twice",
    "TLP:RED  withheld by Exampleshire Council; ask the originator",
    "The monitoring resolves its alert",
    "1 withheld",
    "changes one byte, and is refused: entry ",
];

#[tokio::test]
async fn the_story_comes_out_as_told() {
    assert_told(&play(&[]).await, &STORY);
}

#[tokio::test]
async fn and_with_the_real_alertmanager_as_the_alarm() {
    let program = installed(PROGRAM);
    let program: &Path = program.as_path();
    assert_told(&play(&["--alertmanager", program.to_str().expect("a path in UTF-8")]).await, &STORY);
}

/// A demonstration that is kept goes on: what it holds is looked at, not refused.
#[tokio::test]
async fn a_demonstration_that_is_kept_goes_on() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for said in ["Everybody's password is", "This goes on with the demonstration in "] {
        let mut child = Command::new(ctac())
            .args(["demo", "--listen", "127.0.0.1:0", "--folder"])
            .arg(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("ctac can be started");
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let told = async {
            let mut told = String::new();
            while !told.contains("Stop with Ctrl-C") {
                told.push_str(&lines.next_line().await.expect("words").expect("more words"));
                told.push('\n');
            }
            told
        };
        let told = within(AT_MOST, "the welcome", told).await;
        assert!(told.contains(said), "{told}");
        child.kill().await.expect("it can be killed");
    }
}
