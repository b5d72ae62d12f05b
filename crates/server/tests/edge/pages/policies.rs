//! The page that says who would be paged.

use axum::http::StatusCode;
use ctac_domain::command::Command;
use ctac_domain::id::{PersonId, PolicyId};
use ctac_domain::incident::Severity;
use ctac_domain::policy::{Step, Target};
use ctac_domain::severities::Severities;

use super::browser::Service;
use crate::cell::{ADMIN, LEAD, OUTSIDER, RESPONDER, id};

async fn service() -> Service {
    let service = Service::new(false).await;
    let step = |n| Step::new(vec![Target::Person { person: PersonId(id(n)) }], 120);
    let minor = Step { severities: Severities::only(&[Severity::S4]), ..step(LEAD) };
    let steps = vec![minor, step(RESPONDER), step(ADMIN)];
    let policy = PolicyId(id(60));
    service
        .does(ADMIN, Command::SavePolicy { id: policy, name: "Duty <b>".to_owned(), steps, repeats: 0, expect: None })
        .await;
    service
}

#[tokio::test]
async fn it_says_who_is_told_who_is_not_and_what_is_passed_over() {
    let service = service().await;
    let lead = service.signed_in(LEAD, "lead").await;
    let path = format!("/policies/{}", id(60));
    assert!(lead.get("/policies").await.must(200).text.contains(&path));
    assert!(lead.get("/on-call").await.must(200).text.contains(r#"href="/policies""#));
    let size = service.cell.app.engine.size();
    let shown = lead.get(&path).await.must(200).text;
    assert!(!shown.contains("<b>") && shown.contains("Duty &#60;b&#62;"));
    for words in [
        "S1 critical",
        "Passed over: it is for other severities",
        "at once",
        "Demo responder (Eastvale)",
        "<td>Call</td>",
        "Not reached:",
        "no verified contact",
        "Nobody is left to ask",
    ] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    assert!(!shown.contains("Text message"), "step 1 is for S4 only");
    let minor = lead.get(&format!("{path}?severity=S4&at=2031-07-07T09%3A30")).await.must(200).text;
    assert!(minor.contains("Text message 07•• ••• 123"), "one's own hint is shown");
    assert!(minor.contains("7 July 2031, 09:30:00 BST") && minor.contains(r#"value="2031-07-07T09:30""#));
    assert!(minor.contains("after 2 min"));
    assert_eq!(service.cell.app.engine.size(), size, "nothing is recorded by looking");
    let other = service.signed_in(OUTSIDER, "outsider").await;
    let minor = other.get(&format!("{path}?severity=S4")).await.must(200).text;
    assert!(minor.contains("Text message") && !minor.contains("123"), "others' is not");
}

#[tokio::test]
async fn what_cannot_be_shown_is_said() {
    let service = service().await;
    let lead = service.signed_in(LEAD, "lead").await;
    let path = format!("/policies/{}", id(60));
    for (query, status) in
        [("?severity=S9", 400), ("?at=tomorrow", 400), ("?at=2020-01-01T00:00", 400), ("?colour=red", 400)]
    {
        lead.get(&format!("{path}{query}")).await.must(status);
    }
    lead.get(&format!("/policies/{}", id(404))).await.must(404);
    assert_eq!(service.nobody().get(&path).await.status, StatusCode::SEE_OTHER);
}
