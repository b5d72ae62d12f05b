//! The pages of rotas and of one's own duty, as somebody with a browser uses them.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::{in_days, saved};
use crate::cell::{ADMIN, LEAD, OUTSIDER, RESPONDER, id};
use crate::pages::browser::Service;

fn field(days: i64) -> String {
    let at: Timestamp = in_days(days).parse().unwrap();
    at.to_zoned(TimeZone::get("Europe/London").unwrap()).strftime("%Y-%m-%dT%H:%M").to_string()
}

#[tokio::test]
async fn the_list_says_who_until_when_and_who_follows() {
    let service = Service::new(false).await;
    saved(&service.cell).await;
    let browser = service.signed_in(OUTSIDER, "outsider").await;
    let page = browser.get("/on-call").await.must(200).text;
    assert!(page.contains("Demo lead") && page.contains("Demo responder") && page.contains("until <time"));
    assert!(!page.contains("Gaps in the coming"), "everybody here can be reached");
}

#[tokio::test]
async fn a_rotas_page_shows_all_of_it_and_offers_what_one_may() {
    let service = Service::new(false).await;
    let path = saved(&service.cell).await.replace("/api/v1/rotas", "/on-call");
    let lead = service.signed_in(LEAD, "lead").await;
    let page = lead.get(&path).await.must(200).text;
    for part in
        ["The coming four weeks", "Offer a shift", "Add an override", "Each for one day", "Who bore how much", "(you)"]
    {
        assert!(page.contains(part), "{part}");
    }
    assert!(page.contains("All hangs on one person"));
    assert_eq!(page.matches("<script").count(), 0);
    let outsider = service.signed_in(OUTSIDER, "outsider").await;
    let page = outsider.get(&path).await.must(200).text;
    assert!(!page.contains("Add an override") && !page.contains("I take this") && !page.contains("Leave a note"));
    outsider.get(&format!("/on-call/{}", id(404))).await.must(404);
    service.nobody().get(&path).await.must(303);
}

#[tokio::test]
async fn an_override_by_form_and_what_was_typed_is_not_lost() {
    let service = Service::new(false).await;
    let path = saved(&service.cell).await.replace("/api/v1/rotas", "/on-call");
    let lead = service.signed_in(LEAD, "lead").await;
    let person = id(OUTSIDER).to_string();
    let (from, to) = (field(1), field(2));
    let form = [
        ("do", "add"),
        ("person", person.as_str()),
        ("what", "temporary"),
        ("from", &from),
        ("to", &to),
        ("reason", "Leave"),
    ];
    let target = format!("{path}/overrides");
    let mut wrong = form;
    wrong[4].1 = &from;
    let again = lead.post(&target, &wrong).await.must(422).text;
    assert!(again.contains("There is a problem") && again.contains(r#"value="Leave""#), "{again}");
    let done = lead.post(&target, &form).await.must(303);
    assert_eq!(done.headers["location"], format!("{path}?said=overridden"));
    let page = lead.get(&format!("{path}?said=overridden")).await.must(200).text;
    assert!(page.contains("The override was added.") && page.contains("Demo outsider and nobody else"));
    lead.post_from("cross-site", &target, &form).await.must(403);
    let responder = service.signed_in(RESPONDER, "responder").await;
    responder.post(&target, &form).await.must(403);
    let take = [("do", "take"), ("from", from.as_str()), ("to", &to), ("reason", "Cover")];
    responder.post(&target, &take).await.must(303);
    lead.post(&target, &[("do", "add"), ("colour", "red")]).await.must(400);
}

#[tokio::test]
async fn a_shift_changes_hands_by_forms() {
    let service = Service::new(false).await;
    let path = saved(&service.cell).await.replace("/api/v1/rotas", "/on-call");
    let (lead, responder) = (service.signed_in(LEAD, "lead").await, service.signed_in(RESPONDER, "responder").await);
    let page = lead.get(&path).await.must(200).text;
    let choice = page.split(r#"name="shift""#).nth(1).unwrap();
    let shift = choice.split("value=\"").nth(2).unwrap().split('"').next().unwrap().to_owned();
    let target = format!("{path}/swaps");
    lead.post(&target, &[("do", "offer"), ("shift", &shift), ("reason", "Dentist")]).await.must(303);
    let offered = responder.get(&path).await.must(200).text;
    assert!(offered.contains("Demo lead</strong> offers") && offered.contains("Dentist"));
    let swap = service.cell.app.engine.state().swaps.keys().next().unwrap().to_string();
    lead.post(&target, &[("do", "accept"), ("id", &swap)]).await;
    responder.post(&target, &[("do", "accept"), ("id", &swap)]).await.must(303);
    let from: Timestamp = shift.split('/').next().unwrap().parse().unwrap();
    let rota = *service.cell.app.engine.state().rotas.keys().next().unwrap();
    let at = from + SignedDuration::from_mins(1);
    let on = ctac_domain::on_call::on_call(&service.cell.app.engine.state(), rota, at);
    assert_eq!(on, [id(RESPONDER).into()]);
}

#[tokio::test]
async fn ones_own_duty() {
    let service = Service::new(false).await;
    let path = saved(&service.cell).await.replace("/api/v1/rotas", "/on-call");
    let responder = service.signed_in(RESPONDER, "responder").await;
    let saved = responder
        .post("/me/duty/preferences", &[("time_zone", "Asia/Kolkata"), ("notice", "3600"), ("channel", "sms")]);
    assert_eq!(saved.await.must(303).headers["location"], "/me/duty?said=saved");
    let page = responder.get("/me/duty?said=saved").await.must(200).text;
    assert!(page.contains(r#"value="Asia/Kolkata""#) && page.contains("on the clocks of Asia/Kolkata"));
    assert!(responder.get(&path).await.text.contains("Your clock"), "the reader's own clock stands beside the rota's");
    let wrong = responder.post("/me/duty/preferences", &[("time_zone", "Mars/Olympus")]).await.must(422).text;
    assert!(wrong.contains("There is a problem"));

    responder.post("/me/duty/absences", &[("do", "add"), ("from", &field(1)), ("to", &field(2))]).await.must(303);
    assert!(!responder.get("/me/duty").await.text.contains("You have not said that you are away."));
    let absence = service.cell.app.engine.state().absences.keys().next().unwrap().to_string();
    responder.post("/me/duty/absences", &[("do", "remove"), ("id", &absence)]).await.must(303);

    let number = id(77).to_string();
    let made = responder.post("/me/duty/feeds", &[("do", "make"), ("id", &number)]).await.must(200).text;
    let secret = made.split("/calendar/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert!(made.contains("shown this once") && secret.len() == 43);
    assert!(!responder.get("/me/duty").await.text.contains(&secret));
    responder.post("/me/duty/feeds", &[("do", "make"), ("id", &number)]).await.must(409);
    service.nobody().get(&format!("/calendar/{secret}")).await.must(200);
    responder.post("/me/duty/feeds", &[("do", "revoke"), ("id", &number)]).await.must(303);
    service.nobody().get(&format!("/calendar/{secret}")).await.must(404);
}

#[tokio::test]
async fn whoever_is_on_call_leaves_a_note() {
    let service = Service::new(false).await;
    let path = saved(&service.cell).await.replace("/api/v1/rotas", "/on-call");
    let lead = service.signed_in(LEAD, "lead").await;
    lead.post(&format!("{path}/note"), &[("text", "Watch <b>the</b> backups")]).await.must(303);
    for page in [&path, "/on-call"] {
        assert!(lead.get(page).await.text.contains("Watch &#60;b&#62;the&#60;/b&#62; backups"), "{page}");
    }
    lead.post(&format!("{path}/note"), &[("text", "")]).await.must(422);
}

/// A rota that nobody is in, by its path.
async fn empty(service: &Service) -> String {
    let admin = service.cell.token(ADMIN).await;
    let empty = json!({ "name": "Nights", "rota": { "time_zone": "Europe/London", "layers": [] } });
    let made = service.cell.post("/api/v1/rotas", &admin, empty).await.must(201).json();
    format!("/on-call/{}", made["id"].as_str().unwrap())
}

#[tokio::test]
async fn a_gap_taken_twice_by_one_form_is_taken_once() {
    let service = Service::new(false).await;
    let path = empty(&service).await;
    let responder = service.signed_in(RESPONDER, "responder").await;
    let page = responder.get(&path).await.must(200).text;
    let form = page.split(r#"value="take""#).nth(1).unwrap();
    let value = |name: &str| {
        let rest = form.split(&format!(r#"name="{name}" value=""#)).nth(1).unwrap();
        rest.split('"').next().unwrap().to_owned()
    };
    let sent = [("do", "take"), ("id", &value("id")), ("exact", &value("exact"))];
    responder.post(&format!("{path}/overrides"), &sent).await.must(303);
    responder.post(&format!("{path}/overrides"), &sent).await.must(303);
    let state = service.cell.app.engine.state();
    assert_eq!(state.rotas.values().next().unwrap().overrides.len(), 1);
}

#[tokio::test]
async fn a_deputy_stands_after_whom_it_stands_in_for_and_says_so() {
    let service = Service::new(false).await;
    let admin = service.cell.token(ADMIN).await;
    let rota = super::daily(&[LEAD, RESPONDER]);
    let deputy = json!({ "name": "A deputy", "duty": "responder", "rota": rota });
    let deputy = service.cell.post("/api/v1/rotas", &admin, deputy).await.must(201).json();
    let first = json!({ "name": "Duty", "duty": "responder", "rota": rota, "deputy": deputy["id"] });
    service.cell.post("/api/v1/rotas", &admin, first).await.must(201);
    let page = service.signed_in(LEAD, "lead").await.get("/on-call").await.must(200).text;
    assert!(page.find(">Duty</a>") < page.find(">A deputy</a>"), "{page}");
    assert!(page.contains("Deputy of Duty"));
}
