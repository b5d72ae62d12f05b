//! Overrides, swaps, absences, teams and preferences.

use axum::http::Method;
use serde_json::json;

use super::{delete, in_days, put, saved};
use crate::cell::{ADMIN, Cell, LEAD, OUTSIDER, RESPONDER, id};

#[tokio::test]
async fn an_override_is_made_once_shown_and_taken_away() {
    let cell = Cell::new().await;
    let rota = saved(&cell).await;
    let lead = cell.token(LEAD).await;
    let body = json!({ "from": in_days(1), "to": in_days(3), "reason": "Training",
        "kind": { "do": "temporary", "members": [id(OUTSIDER)] } });
    let path = format!("{rota}/overrides");
    let send = || cell.call(Method::POST, &path, Some(&lead), Some(body.clone()), &[("idempotency-key", "k")]);
    let made = send().await.must(201).json();
    assert_eq!(send().await.must(201).json(), made);
    assert_eq!(cell.get(&path, &lead).await.must(200).json()["items"], json!([made]));
    let on = cell.get(&format!("/api/v1/oncall?at={}", in_days(2)), &lead).await.must(200).json();
    assert_eq!(on["items"][0]["people"], json!([id(OUTSIDER)]));
    let one = format!("{path}/{}", made["id"].as_str().unwrap());
    delete(&cell, &one, &lead).await.must(400);
    delete(&cell, &format!("{one}?reason=Cancelled"), &lead).await.must(204);
    let gone = delete(&cell, &format!("{one}?reason=Cancelled"), &lead).await.must(404);
    assert_eq!(gone.json()["type"], "/problems/not-found");

    let wrong = [
        (json!({ "from": in_days(3), "to": in_days(1) }), "to"),
        (json!({ "from": in_days(-3), "to": in_days(-1) }), "to"),
        (json!({ "from": in_days(1), "to": in_days(900) }), "to"),
        (json!({ "from": "2099-01-01T00:00:00.5Z", "to": "2099-01-02T00:00:00Z" }), "from"),
        (json!({ "reason": "" }), "reason"),
        (json!({ "kind": { "do": "add", "member": id(404) } }), "kind"),
    ];
    for (change, field) in wrong {
        let mut bad = body.clone();
        change.as_object().unwrap().iter().for_each(|(name, value)| bad[name] = value.clone());
        let refused = cell.post(&path, &lead, bad).await.must(422).json();
        assert_eq!(refused["errors"][0]["field"], field, "{refused}");
    }
    let unknown = json!({ "from": in_days(1), "to": in_days(2), "reason": "r", "kind": { "do": "promote" } });
    cell.post(&path, &lead, unknown).await.must(400);
}

#[tokio::test]
async fn a_responder_puts_themselves_on_and_nobody_else() {
    let cell = Cell::new().await;
    let rota = saved(&cell).await;
    let responder = cell.token(RESPONDER).await;
    let add = |who| {
        json!({ "from": in_days(1), "to": in_days(2), "reason": "Cover",
        "kind": { "do": "add", "member": id(who) } })
    };
    cell.post(&format!("{rota}/overrides"), &responder, add(LEAD)).await.must(403);
    cell.post(&format!("{rota}/overrides"), &responder, add(RESPONDER)).await.must(201);
}

#[tokio::test]
async fn a_shift_is_offered_a_part_of_it_taken_and_the_rest_taken_back() {
    let cell = Cell::new().await;
    saved(&cell).await;
    let (lead, responder) = (cell.token(LEAD).await, cell.token(RESPONDER).await);
    cell.reachable(RESPONDER).await;
    let rota = cell.get("/api/v1/rotas", &lead).await.json()["items"][0]["id"].clone();
    let path = format!("/api/v1/rotas/{}/shifts?from={}&to={}", rota.as_str().unwrap(), in_days(1), in_days(5));
    let shifts = cell.get(&path, &lead).await.must(200).json();
    let own = shifts["items"]
        .as_array()
        .unwrap()
        .iter()
        .skip(1)
        .find(|it| it["people"] == json!([id(LEAD)]))
        .unwrap()
        .clone();
    let offer =
        json!({ "rota": rota, "from": own["from"], "to": own["to"], "to_person": id(RESPONDER), "reason": "Dentist" });
    let swap = cell.post("/api/v1/swaps", &lead, offer).await.must(201).json();
    assert_eq!(swap["status"]["is"], "open");
    let act = |what: &str, token: &str| {
        let (path, token) = (format!("/api/v1/swaps/{}/{what}", swap["id"].as_str().unwrap()), token.to_owned());
        let cell = &cell;
        move |body| async move { cell.call(Method::POST, &path, Some(&token), Some(body), &[]).await }
    };
    act("accept", &cell.token(OUTSIDER).await)(json!({})).await.must(409);
    let from: jiff::Timestamp = own["from"].as_str().unwrap().parse().unwrap();
    let part = json!({ "part": { "from": from, "to": from + jiff::SignedDuration::from_hours(4) } });
    let taken = act("accept", &responder)(part).await.must(200).json();
    assert_eq!((&taken["status"]["is"], &taken["status"]["by"]), (&json!("accepted"), &json!(id(RESPONDER))));
    let on = cell.get(&format!("/api/v1/oncall?at={from}"), &lead).await.json();
    assert_eq!(on["items"][0]["people"], json!([id(RESPONDER)]));
    let open = cell.get("/api/v1/swaps?open=true", &lead).await.must(200).json();
    let rest = open["items"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(open["items"].as_array().unwrap().len(), 1, "the rest stays on offer");
    let declined = cell.post(&format!("/api/v1/swaps/{rest}/decline"), &responder, json!({})).await.must(200).json();
    assert_eq!(declined["status"]["is"], "declined");
    cell.post(&format!("/api/v1/swaps/{rest}/withdraw"), &lead, json!({})).await.must(409);
    cell.post(&format!("/api/v1/swaps/{}/accept", id(404)), &lead, json!({})).await.must(404);
    // The whole of it needs no body.
    let whole = format!("/api/v1/swaps/{}/accept", id(404));
    cell.call(Method::POST, &whole, Some(&lead), None, &[]).await.must(404);
    let not_mine = json!({ "rota": rota, "person": id(RESPONDER), "from": own["from"], "to": own["to"] });
    let refused = cell.post("/api/v1/swaps", &responder, not_mine).await;
    assert!(matches!(refused.status.as_u16(), 409 | 422), "not theirs any more to offer: {}", refused.text);
}

#[tokio::test]
async fn an_absence_is_ones_own_and_others_stand_in() {
    let cell = Cell::new().await;
    saved(&cell).await;
    let (responder, outsider, admin) =
        (cell.token(RESPONDER).await, cell.token(OUTSIDER).await, cell.token(ADMIN).await);
    let away = json!({ "from": in_days(1), "to": in_days(9) });
    let made = cell.post("/api/v1/absences", &responder, away).await.must(201).json();
    for days in 2..8 {
        let on = cell.get(&format!("/api/v1/oncall?at={}", in_days(days)), &outsider).await.json();
        assert_eq!(on["items"][0]["people"], json!([id(LEAD)]), "{days}");
    }
    let listed = |came: crate::cell::Came| came.must(200).json()["items"].as_array().unwrap().len();
    assert_eq!(listed(cell.get("/api/v1/absences", &responder).await), 1);
    assert_eq!(listed(cell.get("/api/v1/absences", &admin).await), 1);
    assert_eq!(listed(cell.get("/api/v1/absences", &outsider).await), 0, "when somebody is away is not everybody's");
    let one = format!("/api/v1/absences/{}", made["id"].as_str().unwrap());
    delete(&cell, &one, &outsider).await.must(403);
    delete(&cell, &one, &responder).await.must(204);
    delete(&cell, &one, &responder).await.must(404);
}

#[tokio::test]
async fn a_team_stands_in_a_rota_for_its_people() {
    let cell = Cell::new().await;
    let admin = cell.token(ADMIN).await;
    let team = cell.post("/api/v1/teams", &admin, json!({ "name": "Night", "members": [id(LEAD)] })).await.must(201);
    assert_eq!(team.headers["etag"], "\"1\"");
    let team = format!("/api/v1/teams/{}", team.json()["id"].as_str().unwrap());
    let mut rota = super::daily(&[LEAD]);
    rota["layers"][0]["groups"] = json!([[team.replace("/api/v1/teams", "team")]]);
    cell.post("/api/v1/rotas", &admin, json!({ "name": "Duty", "rota": rota })).await.must(201);
    let both = json!({ "name": "Night", "members": [id(LEAD), id(RESPONDER)] });
    assert_eq!(put(&cell, &team, &admin, "\"7\"", both.clone()).await.must(412).json()["type"], "/problems/stale");
    put(&cell, &team, &admin, "\"1\"", both).await.must(200);
    let on = cell.get("/api/v1/oncall", &admin).await.json();
    assert_eq!(on["items"][0]["people"], json!([id(LEAD), id(RESPONDER)]));
    let twice = json!({ "name": "Night", "members": [id(LEAD), id(LEAD)] });
    assert_eq!(put(&cell, &team, &admin, "\"2\"", twice).await.must(422).json()["errors"][0]["field"], "members");
}

#[tokio::test]
async fn preferences_are_ones_own() {
    let cell = Cell::new().await;
    let lead = cell.token(LEAD).await;
    let path = format!("/api/v1/people/{}/preferences", id(LEAD));
    assert_eq!(cell.get(&path, &lead).await.must(200).json()["handoff_notices"], json!([86_400, 0]));
    let set = |body: serde_json::Value| cell.call(Method::PUT, &path, Some(&lead), Some(body), &[]);
    let chosen = json!({ "time_zone": "Asia/Kolkata", "handoff_notices": [3_600], "notice_channel": "email" });
    assert_eq!(set(chosen.clone()).await.must(200).json(), chosen);
    cell.get(&path, &cell.token(ADMIN).await).await.must(200);
    for wrong in [
        json!({ "time_zone": "Mars/Olympus", "handoff_notices": [] }),
        json!({ "handoff_notices": [60, 60] }),
        json!({ "handoff_notices": [604_801] }),
    ] {
        let refused = set(wrong).await.must(422).json();
        assert!(!refused["errors"][0]["field"].as_str().unwrap().is_empty(), "{refused}");
    }
}

#[tokio::test]
async fn an_exception_is_looked_at_before_it_is_made_and_then_does_what_was_said() {
    let cell = Cell::new().await;
    let rota = saved(&cell).await;
    let lead = cell.token(LEAD).await;
    let act = json!({ "act": "override", "from": in_days(1), "to": in_days(3),
        "kind": { "do": "temporary", "members": [id(OUTSIDER)] } });
    let preview = format!("{rota}/exceptions/preview");
    let before = super::standing(&cell);
    let found = cell.post(&preview, &lead, json!({ "acts": [act] })).await.must(200).json();
    assert_eq!(super::standing(&cell), before, "something was recorded");
    assert_eq!(found["faults"], json!([]));
    let changes = found["changes"].as_array().unwrap();
    assert!(changes.iter().all(|it| it["is"] == json!([id(OUTSIDER)])), "{found}");
    let gained = found["loads"].as_array().unwrap().iter().find(|it| it["person"] == id(OUTSIDER).to_string().as_str()).unwrap();
    let seconds = |side: &str| gained[side]["duty_s"].as_i64().unwrap();
    assert_eq!((seconds("before"), seconds("after")), (0, 2 * 86_400));

    // Nobody at all is a gap, and a fault is told with its place.
    let nobody = json!({ "act": "override", "from": in_days(1), "to": in_days(3),
        "kind": { "do": "temporary", "members": [] } });
    let found = cell.post(&preview, &lead, json!({ "acts": [nobody] })).await.must(200).json();
    let gap = |it: &serde_json::Value| it["from"] == in_days(1) && it["unreachable"] == json!([]);
    assert!(found["after"]["gaps"].as_array().unwrap().iter().any(gap), "{found}");
    let wrong = json!({ "act": "absence", "from": in_days(3), "to": in_days(1) });
    let found = cell.post(&preview, &lead, json!({ "acts": [wrong] })).await.must(200).json();
    assert_eq!(found["faults"][0]["field"], "to");
    assert!(found.get("after").is_none());

    // Whoever may not do it may not try it; and none or too many are no question.
    let responder = cell.token(RESPONDER).await;
    cell.post(&preview, &responder, json!({ "acts": [act] })).await.must(403);
    cell.post(&preview, &lead, json!({ "acts": [] })).await.must(422);
    cell.post(&preview, &lead, json!({ "acts": vec![act; 11] })).await.must(422);
}

#[tokio::test]
async fn an_override_is_moved_once_and_the_second_who_moves_it_is_told() {
    let cell = Cell::new().await;
    let rota = saved(&cell).await;
    let lead = cell.token(LEAD).await;
    let body = |to| {
        json!({ "from": in_days(1), "to": in_days(to), "reason": "Training",
        "kind": { "do": "temporary", "members": [id(OUTSIDER)] } })
    };
    let path = format!("{rota}/overrides");
    let made = cell.post(&path, &lead, body(3)).await.must(201).json();
    let one = format!("{path}/{}", made["id"].as_str().unwrap());
    let tried = json!({ "acts": [{ "act": "move", "override": made["id"], "from": in_days(1), "to": in_days(4),
        "kind": body(4)["kind"] }] });
    let found = cell.post(&format!("{rota}/exceptions/preview"), &lead, tried).await.must(200).json();
    assert_eq!(found["changes"].as_array().unwrap().last().unwrap()["to"], json!(in_days(4)), "{found}");
    let moved = cell.post(&format!("{one}/move"), &lead, body(4)).await.must(201).json();
    assert_eq!(cell.get(&path, &lead).await.must(200).json()["items"], json!([moved]));
    cell.post(&format!("{one}/move"), &lead, body(5)).await.must(404);
}

#[tokio::test]
async fn each_layer_is_told_for_itself() {
    let cell = Cell::new().await;
    let admin = cell.token(ADMIN).await;
    let mut two = super::daily(&[LEAD, RESPONDER]);
    let mut above = two["layers"][0].clone();
    above["name"] = "above".into();
    above["groups"] = json!([[id(OUTSIDER)]]);
    two["layers"].as_array_mut().unwrap().push(above);
    let made = cell.post("/api/v1/rotas", &admin, json!({ "name": "Two", "rota": two })).await.must(201).json();
    let path = format!("/api/v1/rotas/{}/layers", made["id"].as_str().unwrap());
    let layers = cell.get(&format!("{path}?from={}&to={}", in_days(1), in_days(3)), &admin).await.must(200).json();
    let layers = layers["items"].as_array().unwrap();
    assert_eq!((layers[0]["name"].as_str(), layers[1]["name"].as_str()), (Some("all"), Some("above")));
    assert_eq!(layers[0]["shifts"].as_array().unwrap().len(), 3, "what is covered is told all the same");
    assert_eq!(layers[1]["shifts"][0]["people"], json!([id(OUTSIDER)]));
    cell.get(&format!("{path}?from={}&to={}", in_days(3), in_days(1)), &admin).await.must(400);
}
