//! Rotas themselves: previewed, saved, read over time, retired.

use axum::http::Method;
use serde_json::json;

use super::{daily, in_days, put, saved};
use crate::cell::{ADMIN, Cell, LEAD, OUTSIDER, RESPONDER, id};

#[tokio::test]
async fn a_preview_says_what_changes_hands_and_records_nothing() {
    let cell = Cell::new().await;
    let rota = saved(&cell).await;
    let admin = cell.token(ADMIN).await;
    let before = super::standing(&cell);
    let body = json!({ "name": "Duty", "duty": "responder", "rota": daily(&[LEAD, OUTSIDER]) });
    let preview = cell.post(&format!("{rota}/preview"), &admin, body.clone()).await.must(200).json();
    assert_eq!(preview["faults"], json!([]));
    let changes = preview["changes"].as_array().unwrap();
    assert!((40..=46).contains(&changes.len()), "{}", changes.len());
    assert!(
        changes.iter().all(|it| it["was"] == json!([id(RESPONDER)]) && it["is"] == json!([id(OUTSIDER)])),
        "{preview}"
    );
    // The responder has no way to be reached in this cell, and neither has who follows.
    let gaps = |side: &str| preview[side]["gaps"].as_array().unwrap().clone();
    assert_eq!(gaps("before")[0]["unreachable"], json!([id(RESPONDER)]));
    assert_eq!(gaps("after")[0]["unreachable"], json!([id(OUTSIDER)]));
    assert_eq!(preview["before"]["singles"][0]["person"], json!(id(LEAD)));
    assert_eq!(super::standing(&cell), before, "something was recorded");

    // What it says is what a save does.
    put(&cell, &rota, &admin, "\"1\"", body).await.must(200);
    let first = &changes[1];
    let path = format!("{rota}/shifts?from={}&to={}", first["from"].as_str().unwrap(), first["to"].as_str().unwrap());
    let shifts = cell.get(&path, &admin).await.must(200).json();
    assert_eq!(shifts["items"], json!([{ "from": first["from"], "to": first["to"], "people": first["is"] }]));
}

#[tokio::test]
async fn a_preview_of_a_new_rota_and_of_a_faulty_one() {
    let cell = Cell::new().await;
    let admin = cell.token(ADMIN).await;
    let new = json!({ "name": "New", "rota": daily(&[LEAD]) });
    let preview = cell.post("/api/v1/rotas/preview", &admin, new).await.must(200).json();
    assert!(preview.get("before").is_none());
    assert_eq!(preview["changes"][0]["was"], json!([]));
    assert_eq!(preview["changes"][0]["is"], json!([id(LEAD)]));

    let mut faulty = daily(&[LEAD]);
    faulty["time_zone"] = "Europe/Londinium".into();
    faulty["layers"][0]["turn"]["length"] = 0.into();
    let body = json!({ "name": "Bad", "rota": faulty });
    let preview = cell.post("/api/v1/rotas/preview", &admin, body.clone()).await.must(200).json();
    let places: Vec<&str> =
        preview["faults"].as_array().unwrap().iter().map(|it| it["field"].as_str().unwrap()).collect();
    assert_eq!(places, ["rota.time_zone", "rota.layers[0].turn.length"]);
    assert!(preview.get("after").is_none());
    // A save names the same places.
    let refused = cell.post("/api/v1/rotas", &admin, body).await.must(422).json();
    assert_eq!(refused["errors"], preview["faults"]);
    let stranger = json!({ "name": "Bad", "rota": daily(&[404]) });
    let refused = cell.post("/api/v1/rotas", &admin, stranger).await.must(422).json();
    assert!(refused["detail"].as_str().unwrap().contains("layers[0].groups[0][0]"), "{refused}");
}

#[tokio::test]
async fn ten_thousand_people_and_fifty_years_are_refused_with_the_place() {
    let cell = Cell::new().await;
    let rota = saved(&cell).await;
    let admin = cell.token(ADMIN).await;
    let crowd: Vec<u128> = (0..5_000).collect();
    let refused =
        cell.post("/api/v1/rotas", &admin, json!({ "name": "n", "rota": daily(&crowd) })).await.must(422).json();
    assert_eq!(refused["errors"][0]["field"], "rota.layers[0].groups", "{refused}");
    let mut body = daily(&[LEAD]);
    body["layers"][0]["groups"] = json!(vec![vec!["x".repeat(36)]; 10_000]);
    cell.post("/api/v1/rotas", &admin, json!({ "name": "n", "rota": body })).await.must(413);
    for path in ["shifts", "fairness"] {
        let window = format!("{rota}/{path}?from=2026-01-01T00:00:00Z&to=2076-01-01T00:00:00Z");
        assert_eq!(cell.get(&window, &admin).await.must(400).json()["errors"][0]["field"], "to");
        let turned = format!("{rota}/{path}?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z");
        cell.get(&turned, &admin).await.must(400);
    }
    for days in ["0", "-1", "401", "9223372036854775807"] {
        let came = cell.get(&format!("{rota}/coverage?days={days}"), &admin).await.must(400);
        assert_eq!(came.json()["errors"][0]["field"], "days");
    }
}

#[tokio::test]
async fn an_edit_names_its_version_and_a_retired_rota_has_nobody_on() {
    let cell = Cell::new().await;
    let rota = saved(&cell).await;
    let admin = cell.token(ADMIN).await;
    let body = json!({ "name": "Duty lead", "duty": "lead", "rota": daily(&[LEAD]), "on_now": "recount" });
    assert_eq!(put(&cell, &rota, &admin, "\"2\"", body.clone()).await.must(412).json()["type"], "/problems/stale");
    let edited = put(&cell, &rota, &admin, "\"1\"", body).await.must(200);
    assert_eq!(edited.headers["etag"], "\"2\"");
    assert_eq!((&edited.json()["duty"], &edited.json()["retired"]), (&json!("lead"), &json!(false)));
    let retire = async |tag| cell.call(Method::DELETE, &rota, Some(&admin), None, &[("if-match", tag)]).await;
    cell.call(Method::DELETE, &rota, Some(&admin), None, &[]).await.must(428);
    assert_eq!(retire("\"1\"").await.must(412).json()["type"], "/problems/stale");
    retire("\"2\"").await.must(204);
    assert_eq!(cell.get(&rota, &admin).await.must(200).json()["retired"], true);
    let now = cell.get("/api/v1/oncall", &admin).await.must(200).json();
    assert_eq!(now["items"], json!([]), "a retired rota is not listed");
    // What was, stays what was.
    let path = format!("{rota}/shifts?from={}&to={}", in_days(-1), in_days(1));
    let shifts = cell.get(&path, &admin).await.must(200).json();
    assert_eq!(shifts["items"].as_array().unwrap().len(), 1, "{shifts}");
}

#[tokio::test]
async fn who_is_on_call_until_when_and_who_follows() {
    let cell = Cell::new().await;
    let rota = saved(&cell).await;
    let outsider = cell.token(OUTSIDER).await;
    let at = "2030-06-03T12:00:00Z";
    let on = cell.get(&format!("/api/v1/oncall?at={at}"), &outsider).await.must(200).json()["items"][0].clone();
    assert_eq!((&on["since"], &on["until"]), (&json!("2030-06-03T08:00:00Z"), &json!("2030-06-04T08:00:00Z")));
    let (now, next) = (on["people"][0].as_str().unwrap(), on["next"][0].as_str().unwrap());
    assert!(now != next && [now, next].contains(&id(LEAD).to_string().as_str()), "{on}");
    let coverage = cell.get(&format!("{rota}/coverage?days=10"), &outsider).await.must(200).json();
    assert!(coverage["now"]["gaps"].as_array().unwrap().len() >= 5, "{coverage}");
}

#[tokio::test]
async fn the_figures_of_a_rota() {
    let cell = Cell::new().await;
    let rota = saved(&cell).await;
    let lead = cell.token(LEAD).await;
    let path = format!("{rota}/fairness?from={}&to={}", in_days(1), in_days(29));
    let figures = cell.get(&path, &lead).await.must(200).json();
    let people = figures["people"].as_array().unwrap();
    assert_eq!(people.len(), 2, "{figures}");
    let (borne, even) = (&people[0]["load"], &people[0]["share"]);
    assert_eq!(borne["duty_s"].as_i64().unwrap() / 86_400, 14);
    assert_eq!(even["duty_s"].as_i64().unwrap() / 86_400, 14);
    assert!(borne["night_s"].as_i64().unwrap() > 90 * 3_600 && borne["weekend_s"].as_i64().unwrap() > 0);
    assert_eq!(figures["organisations"].as_array().unwrap().len(), 2);
    assert!(figures.get("pages_since").is_none(), "every page there ever was is counted");
    let all =
        cell.get(&format!("/api/v1/fairness?from={}&to={}", in_days(1), in_days(29)), &lead).await.must(200).json();
    assert_eq!(all["people"].as_array().unwrap().len(), 2);
}
