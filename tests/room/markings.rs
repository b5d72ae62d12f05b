//! To each what is theirs: stubs for what is withheld, live entries for who only reads.

use ctac_cli::commands::{export, verify};
use ctac_tests::cell::{Cell, Settings};
use ctac_tests::http::Wire;
use ctac_tests::member::{Member, bring_in, declare, frame};
use serde_json::{Value, json};

const SECRET: &str = "The affected account belongs to a named member of staff.";

fn shows(member: &Member, seq: u64) -> bool {
    let frame = &member.timeline[&seq];
    let shown = frame["type"] == "entry";
    assert_eq!(frame.to_string().contains(SECRET), shown, "{frame}");
    assert!(shown || (frame["type"] == "withheld" && frame["organisation"].is_string()), "whom to ask: {frame}");
    shown
}

#[tokio::test]
async fn a_marking_withholds_everywhere_alike() {
    let cell = Cell::on_sqlite(600, Settings::default()).await;
    let node = cell.start("one").await;
    let lead = cell.sign_in(&node, "gorse").await;
    let (incident, reference) = declare(&lead, "Markings").await;
    for login in ["hazel", "dahlia", "bramble"] {
        bring_in(&lead, &incident, &cell.person(login), "responder").await;
    }
    let mut author = Member::inside(&lead, &incident).await;
    let mut others = Vec::new();
    for login in ["hazel", "dahlia", "bramble"] {
        others.push(Member::inside(&cell.sign_in(&node, login).await, &incident).await);
    }
    let note = |marking: &str, named: Value| json!({ "kind": "entry.note", "body": { "text": SECRET }, "marking": marking, "named": named });
    let amber = author.post(note("amber", json!([]))).await;
    let strict = author.post(note("amber-strict", json!([]))).await;
    let red = author.post(note("red", json!([cell.person("bramble")]))).await;
    author.sees(red).await;
    assert!(shows(&author, red) && shows(&author, strict));
    // Of the council, like the author; of the trust; named.
    let expected = [(true, true, false), (true, false, false), (true, false, true)];
    for (member, expected) in others.iter_mut().zip(expected) {
        member.sees(red).await;
        assert_eq!((shows(member, amber), shows(member, strict), shows(member, red)), expected);
        member.cut();
    }
    for (login, withheld) in [("gorse", 0), ("hazel", 1), ("dahlia", 2), ("bramble", 1)] {
        let client = cell.sign_in(&node, login).await;
        let caught_up: Value = client.get(&format!("/api/v1/incidents/{reference}/entries")).await.expect("entries");
        let stubs = caught_up["entries"].as_array().expect("a list").iter().filter(|it| it["type"] == "withheld");
        assert_eq!(stubs.count(), withheld, "{login}, over HTTP");
        let bundle = cell.folder().join(login);
        export::export(&client, &reference, &bundle).await.expect("an export");
        let report = verify::check(&bundle, None, None).expect("it verifies");
        assert_eq!(report.withheld, withheld as u64, "{login}, exported: {report}");
        let kept = std::fs::read_to_string(bundle.join("entries.jsonl")).expect("the entries");
        assert_eq!(
            kept.matches("named member of staff").count(),
            3 - withheld,
            "{login} carries off what they may read"
        );
    }
}

#[tokio::test]
async fn who_only_reads_gets_live_entries_and_writes_nothing() {
    let cell = Cell::on_sqlite(600, Settings::default()).await;
    let node = cell.start("one").await;
    let lead = cell.sign_in(&node, "gorse").await;
    let (incident, _) = declare(&lead, "Watched").await;
    bring_in(&lead, &incident, &cell.person("juniper"), "observer").await;
    let observer = cell.sign_in(&node, "juniper").await;
    let mut watching = Member::new(&observer, &incident);
    assert_eq!(watching.enter().await["you"]["may_post"], false);
    let mut author = Member::inside(&lead, &incident).await;
    let seq = author.note("Live.").await;
    let live = watching.until("the live entry", |frame| frame["seq"] == seq).await;
    assert_eq!((live["type"].as_str(), live["body"]["text"].as_str()), (Some("entry"), Some("Live.")));

    let id = "00000000-0000-4000-8000-00000000000c";
    let post = json!({ "kind": "entry.note", "body": { "text": "May I?" } });
    assert!(watching.send(&frame(post.clone(), id)).await);
    let refused = watching.until("the refusal", |frame| frame["client_id"] == id).await;
    assert_eq!((&refused["type"], &refused["problem"]["type"]), (&json!("refused"), &json!("/problems/read-only")));
    let path = format!("/api/v1/incidents/{incident}/entries");
    let answered = Wire::to(&node.url).signed_in(&observer).post(&path, post).await;
    assert_eq!(answered.problem().0, "read-only");
    let after = author.note("Still live.").await;
    assert_eq!(after, seq + 1, "nothing was recorded between");
    watching.sees(after).await;
}
