//! Runs over HTTP, in the room, by the program, and what they call: with the real binary.

use std::path::Path;
use std::process::Output;

use ctac_cli::client::Client;
use ctac_cli::commands::{export, verify};
use ctac_tests::binary::ctac;
use ctac_tests::cell::{Cell, Settings};
use ctac_tests::interface::Interface;
use ctac_tests::ledger::verified;
use ctac_tests::member::{Member, bring_in, declare};
use ctac_tests::node::Node;
use ctac_tests::runs::{adopt, begin, read, runbook, stands, step};
use ctac_tests::wait::soon;
use serde_json::{Value, json};
use tokio::process::Command;

/// Two steps: one that says something, and a choice.
fn small() -> String {
    let records = "records:\n  family: {type: string, label: Family}\n";
    let steps = "### Look at the note {#look}\n\n```step\nrecord: family\nevidence: [what was seen]\nwithin: 15m\n```\n\n\
                 ### Is care affected? {#care}\n\n```step\nkind: decision\nanswers: {\"yes\": It is, \"no\": It is not}\n```\n";
    runbook("looking", "7e2f9b6d1e01", records, steps)
}

struct Stage {
    cell: Cell,
    node: Node,
    lead: Client,
    responder: Client,
    incident: (String, String),
}

impl Stage {
    async fn set(settings: Settings) -> Self {
        let cell = Cell::on_sqlite(600, settings).await;
        let node = cell.start("one").await;
        let lead = cell.sign_in(&node, "gorse").await;
        let responder = cell.sign_in(&node, "dahlia").await;
        let incident = declare(&lead, "Encrypted shares").await;
        bring_in(&lead, &incident.0, &cell.person("dahlia"), "responder").await;
        Self { cell, node, lead, responder, incident }
    }

    async fn ctac(&self, who: &Client, words: &[&str]) -> (Option<i32>, String) {
        let ran = Command::new(ctac())
            .args(words)
            .env("CTAC_URL", &self.node.url)
            .env("CTAC_TOKEN", who.token().expect("a token"))
            .kill_on_drop(true)
            .output();
        let Output { status, stdout, stderr } = soon("ctac", ran).await.expect("ctac can be started");
        (status.code(), String::from_utf8_lossy(&stdout).into_owned() + &String::from_utf8_lossy(&stderr))
    }

    /// As [`Stage::ctac`], where it must work.
    async fn does(&self, who: &Client, words: &[&str]) -> String {
        let (code, said) = self.ctac(who, words).await;
        assert_eq!(code, Some(0), "{words:?}: {said}");
        said
    }
}

/// The entries of a run that a member was sent, by kind.
fn kinds(member: &Member) -> Vec<&str> {
    let kinds = member.timeline.values().filter_map(|frame| frame["kind"].as_str());
    kinds.filter(|kind| kind.starts_with("run.")).collect()
}

#[tokio::test]
async fn what_one_does_over_http_the_other_sees_in_the_room() {
    let stage = Stage::set(Settings::default()).await;
    adopt(&stage.responder, &stage.lead, &small()).await;
    let mut watching = Member::inside(&stage.lead, &stage.incident.0).await;
    let run = begin(&stage.lead, &stage.incident.0, &json!({ "runbook": "looking" })).await;
    let path = format!("/api/v1/runs/{run}/commands");
    let instance = step(&read(&stage.responder, &run).await, "look")["instance"].clone();
    let complete = json!({ "do": "complete", "instance": instance, "outputs": { "family": "Example" },
        "evidence": [{ "label": "what was seen", "value": "A note on the screen" }] });
    let whole = stage.responder.post(&path, &json!({ "command": complete })).await.expect("it is done");
    let done = watching.until("the step done", |frame| frame["kind"] == "run.done").await;
    assert_eq!(done["actor"], format!("person:{}", stage.cell.person("dahlia")), "{done}");
    assert_eq!(done["body"]["fact"]["event"]["instance"], instance, "{done}");
    let care = step(&whole, "care")["instance"].clone();
    let decide = json!({ "do": "decide", "instance": care, "answer": "no", "reason": "Asked the site." });
    stage.responder.post(&path, &json!({ "command": decide })).await.expect("it is decided");
    let finished = watching.until("the end", |frame| frame["kind"] == "run.finished").await;
    let changed = finished["changed"].as_array().expect("a list");
    let of_run = changed.iter().find(|it| it["entity"] == "run").unwrap_or_else(|| panic!("{finished}"));
    assert_eq!((&of_run["id"], &of_run["status"]), (&json!(run), &json!("finished")));
    let seen = kinds(&watching);
    assert_eq!(seen.iter().filter(|kind| **kind == "run.done").count(), 2, "each once: {seen:?}");
    assert_eq!((seen.first(), seen.last()), (Some(&"run.started"), Some(&"run.finished")));
    // Whoever comes later is told of the same run.
    let mut late = Member::new(&stage.responder, &stage.incident.0);
    let welcome = late.enter().await;
    assert_eq!(welcome["state"]["runs"][0]["status"], "finished", "{welcome}");
    stage.node.stop().await;
}

fn write(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).expect("the file can be written");
    path.to_string_lossy().into_owned()
}

#[tokio::test]
async fn the_program_pushes_approves_starts_and_works() {
    let stage = Stage::set(Settings::default()).await;
    let (lead, responder) = (&stage.lead, &stage.responder);
    let file = write(stage.cell.folder(), "looking.md", &small());
    let broken = write(stage.cell.folder(), "broken.md", &small().replace("kind: decision", "kind: magic"));
    let (code, said) = stage.ctac(responder, &["runbook", "push", &broken, &file]).await;
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("broken.md: refused: ") && said.contains("looking.md: saved as a draft"), "{said}");
    let again = stage.does(responder, &["runbook", "push", &file]).await;
    assert!(again.contains("is there already"), "{again}");
    let start = ["run", "start", &stage.incident.1, "looking"];
    let (code, early) = stage.ctac(lead, &start).await;
    assert!(code == Some(3) && early.contains("No version of this runbook is approved"), "{early}");
    let (code, own) = stage.ctac(responder, &["runbook", "approve", "looking"]).await;
    assert_eq!(code, Some(3), "nobody approves their own: {own}");
    stage.does(lead, &["runbook", "approve", "looking"]).await;

    let run = stage.does(lead, &start).await.trim().to_owned();
    let act = |what: &'static str, step: &'static str| vec!["run", "do", &*run, what, "--step", step];
    let (code, missing) = stage.ctac(responder, &act("complete", "look")).await;
    assert!(code == Some(3) && missing.contains("what was seen"), "what is missing is named: {missing}");
    let said = [act("complete", "look"), vec!["--output", "family=Example", "--evidence", "what was seen=A note"]];
    let shown = stage.does(responder, &said.concat()).await;
    assert!(shown.contains("Is care affected?"), "{shown}");
    let decide = [act("decide", "care"), vec!["--set", "answer=no", "--set", "reason=Asked the site."]].concat();
    stage.does(responder, &decide).await;
    let shown = stage.does(responder, &["run", "show", &run]).await;
    assert!(shown.starts_with("Follow looking: finished"), "{shown}");
    let (code, twice) = stage.ctac(responder, &decide).await;
    assert_eq!(code, Some(3), "{twice}");
    stage.node.stop().await;
}

const SECRET: &str = "hunter22-hunter22-hunter22";

/// A node whose runs may call this interface, with this secret.
async fn with_interface(interface: &Interface) -> Stage {
    let folder = tempfile::tempdir().expect("a folder");
    let authority = write(folder.path(), "authority.pem", &interface.authority);
    let sections = format!(
        "\n[interfaces]\nexceptions = [\"127.0.0.0/8\"]\nauthority = {authority:?}\n\n[interfaces.secrets]\nsiem = \
         {SECRET:?}\n\n[[interfaces.allow]]\nmethods = [\"POST\"]\nhost = {:?}\npath = \"/v1/blocks\"\nsecrets = \
         [\"siem\"]\n",
        interface.host
    );
    let stage = Stage::set(Settings { sections, ..Settings::default() }).await;
    let steps = format!(
        "### Block it {{#block}}\n\n```step\nkind: http\nmethod: POST\nurl: https://{}/v1/blocks\nheaders: \
         {{authorization: {{secret: siem}}}}\nbody: {{address: \"192.0.2.7\"}}\nreturn: {{ticket: /id}}\n```\n\n\
         ### Write it down {{#write}}\n",
        interface.host
    );
    let records = "records:\n  ticket: {type: integer, label: Ticket}\n";
    adopt(&stage.responder, &stage.lead, &runbook("blocking", "7e2f9b6d1e02", records, &steps)).await;
    stage
}

#[tokio::test]
async fn an_interface_is_called_once_with_its_key_and_a_secret_that_is_nowhere_else() {
    let interface = Interface::start(r#"{"id":4711}"#).await;
    let stage = with_interface(&interface).await;
    let exercise = json!({ "runbook": "blocking", "exercise": true });
    let exercise = begin(&stage.lead, &stage.incident.0, &exercise).await;
    let whole = stands(&stage.lead, &exercise, "block", "done").await;
    let reason = step(&whole, "block")["ended"]["reason"].as_str().expect("a reason").to_owned();
    assert!(reason.starts_with("EXERCISE: not sent: POST https://127.0.0.1:"), "{reason}");

    let run = begin(&stage.lead, &stage.incident.0, &json!({ "runbook": "blocking" })).await;
    let whole = stands(&stage.responder, &run, "block", "done").await;
    assert_eq!(whole["records"][0]["value"], "4711", "{whole}");
    assert_eq!(step(&whole, "write")["status"], "ready", "the run goes on");
    let bundle = stage.cell.folder().join("bundle");
    export::export(&stage.lead, &stage.incident.1, &bundle).await.expect("an export");
    verify::check(&bundle, None, None).expect("the bundle verifies");
    stage.node.stop().await;

    let came = interface.came();
    assert_eq!(came.len(), 1, "once, and never for the exercise: {came:?}");
    assert!(came[0].starts_with("POST /v1/blocks HTTP/1.1\r\n"), "{}", came[0]);
    assert!(came[0].ends_with("{\"address\":\"192.0.2.7\"}"), "{}", came[0]);
    let header = |name: &str| {
        let found: Vec<&str> = came[0].lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).collect();
        assert_eq!(found.len(), 1, "{name} in {}", came[0]);
        found[0].to_owned()
    };
    assert_eq!(header("authorization"), SECRET);
    assert!(header("idempotency-key").len() >= 16, "{}", came[0]);
    // The key is the run's and the step's: whoever reads the ledger can tell which call it was.
    assert!(header("idempotency-key").contains(&run), "{}", came[0]);
    let audit = verified(&*stage.cell.store().await.ledger).await;
    let kept = |entry: &Value| entry.to_string().contains(SECRET);
    assert!(!audit.entries.iter().any(|entry| kept(&entry.body)), "the secret is in the ledger");
    assert!(audit.of_kind("run.requested").any(|entry| entry.body.to_string().contains("siem")), "its name is");
    assert!(!holds(&bundle, SECRET.as_bytes()), "the secret is in the export");
    assert!(!holds(&stage.cell.folder().join("one"), SECRET.as_bytes()), "the secret is in the database's folder");
    let log = std::fs::read_to_string(stage.cell.folder().join("one.log")).expect("the log");
    assert!(!log.contains(SECRET), "the secret is in the log");
}

/// Whether any file of a folder holds these bytes.
fn holds(folder: &Path, bytes: &[u8]) -> bool {
    let files = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    files.into_iter().any(|path| {
        if path.is_dir() {
            return holds(&path, bytes);
        }
        let kept = std::fs::read(&path).expect("a file");
        kept.windows(bytes.len()).any(|window| window == bytes)
    })
}
