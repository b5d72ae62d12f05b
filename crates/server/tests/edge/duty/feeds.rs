//! Calendar feeds: by their secret alone, the same for whoever asks twice, gone at once.

use axum::http::Method;
use serde_json::json;

use super::{delete, saved};
use crate::cell::{ADMIN, Came, Cell, LEAD, RESPONDER, id};

async fn made(cell: &Cell, token: &str, rota: Option<&str>) -> (String, String) {
    let rota = rota.map(|path| path.rsplit('/').next().unwrap());
    let made = cell.post("/api/v1/feeds", token, json!({ "rota": rota })).await.must(201).json();
    let url = made["url"].as_str().unwrap();
    let at = url.find("/calendar/").unwrap();
    (made["id"].as_str().unwrap().to_owned(), url[at..].to_owned())
}

async fn fetch(cell: &Cell, path: &str, headers: &[(&str, &str)]) -> Came {
    cell.call(Method::GET, path, None, None, headers).await
}

/// All but what names the request.
fn answer(came: &Came) -> (u16, serde_json::Value) {
    let mut problem = came.json();
    problem.as_object_mut().unwrap().remove("instance");
    (came.status.as_u16(), problem)
}

#[tokio::test]
async fn a_feed_is_read_by_its_address_alone() {
    let cell = Cell::new().await;
    let rota = saved(&cell).await;
    let lead = cell.token(LEAD).await;
    let (_, own) = made(&cell, &lead, None).await;
    let (_, whole) = made(&cell, &lead, Some(&rota)).await;

    let came = fetch(&cell, &own, &[]).await.must(200);
    assert_eq!(came.headers["content-type"], "text/calendar; charset=utf-8");
    assert!(came.headers["cache-control"].to_str().unwrap().starts_with("private"));
    assert!(came.text.starts_with("BEGIN:VCALENDAR\r\n") && came.text.ends_with("END:VCALENDAR\r\n"));
    assert!(came.text.contains("TZID:Europe/London") && came.text.contains("SUMMARY:On call: Duty"));
    let events = |text: &str| text.matches("BEGIN:VEVENT").count();
    let (mine, all) = (events(&came.text), events(&fetch(&cell, &whole, &[]).await.must(200).text));
    assert!((89..=92).contains(&mine) && (179..=182).contains(&all), "{mine} of {all}");
    assert!(fetch(&cell, &whole, &[]).await.text.contains("SUMMARY:Demo responder: Duty"));

    // The same again is not sent again; HEAD tells as much.
    let tag = came.headers["etag"].to_str().unwrap().to_owned();
    let again = fetch(&cell, &own, &[("if-none-match", &tag)]).await.must(304);
    assert_eq!((again.text.as_str(), again.headers["etag"].to_str().unwrap()), ("", tag.as_str()));
    fetch(&cell, &own, &[("if-none-match", "W/\"other\"")]).await.must(200);
    let head = cell.call(Method::HEAD, &own, None, None, &[]).await.must(200);
    assert_eq!((head.text.as_str(), head.headers["etag"].to_str().unwrap()), ("", tag.as_str()));

    // An override shows at once, under another tag.
    let exception = json!({ "from": super::in_days(2), "to": super::in_days(3), "reason": "r",
        "kind": { "do": "temporary", "members": [id(RESPONDER)] } });
    cell.post(&format!("{rota}/overrides"), &lead, exception).await.must(201);
    fetch(&cell, &own, &[("if-none-match", &tag)]).await.must(200);
}

#[tokio::test]
async fn what_opens_nothing_is_answered_alike() {
    let cell = Cell::new().await;
    let rota = saved(&cell).await;
    let (lead, responder, admin) = (cell.token(LEAD).await, cell.token(RESPONDER).await, cell.token(ADMIN).await);
    let (id_of_first, revoked) = made(&cell, &lead, None).await;
    let (_, left) = made(&cell, &responder, None).await;
    let (_, retired) = made(&cell, &lead, Some(&rota)).await;
    let (_, stays) = made(&cell, &lead, None).await;
    for path in [&revoked, &left, &retired, &stays] {
        fetch(&cell, path, &[]).await.must(200);
    }
    delete(&cell, &format!("/api/v1/feeds/{id_of_first}"), &responder).await.must(404);
    delete(&cell, &format!("/api/v1/feeds/{id_of_first}"), &lead).await.must(204);
    delete(&cell, &format!("/api/v1/feeds/{id_of_first}"), &lead).await.must(404);
    let path = format!("/api/v1/people/{}/deactivate", id(RESPONDER));
    cell.post(&path, &admin, json!({ "reason": "moved on" })).await.must(204);
    let version = cell.get(&rota, &admin).await.must(200).headers["etag"].to_str().unwrap().to_owned();
    cell.call(Method::DELETE, &rota, Some(&admin), None, &[("if-match", &version)]).await.must(204);
    let mut answers = Vec::new();
    let never = format!("/calendar/{}", "A".repeat(43));
    for path in [&revoked, &left, &retired, &never, "/calendar/x", "/calendar/%FF", "/calendar/%2e%2e"] {
        let came = fetch(&cell, path, &[("accept", "text/html")]).await;
        assert_eq!(came.headers["content-type"], "application/problem+json", "{path}");
        answers.push(answer(&came));
    }
    assert!(answers.iter().all(|it| *it == answers[0]) && answers[0].0 == 404, "{answers:#?}");
    fetch(&cell, &stays, &[]).await.must(200);
    assert_eq!(cell.get("/api/v1/feeds", &lead).await.must(200).json()["items"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_feed_is_made_once_and_there_are_so_many() {
    let cell = Cell::new().await;
    let lead = cell.token(LEAD).await;
    let send = || cell.call(Method::POST, "/api/v1/feeds", Some(&lead), Some(json!({})), &[("idempotency-key", "k")]);
    let first = send().await.must(201).text;
    assert_eq!(send().await.must(409).json()["type"], "/problems/already-done");
    let listed = cell.get("/api/v1/feeds", &lead).await.must(200);
    let secret = first.rsplit("/calendar/").next().unwrap().split('"').next().unwrap();
    assert!(!listed.text.contains(secret), "an address is shown once");
    for _ in 1..ctac_auth::limits::FEEDS {
        cell.post("/api/v1/feeds", &lead, json!({})).await.must(201);
    }
    assert_eq!(cell.post("/api/v1/feeds", &lead, json!({})).await.must(409).json()["type"], "/problems/limit-reached");
    cell.post("/api/v1/feeds", &lead, json!({ "rota": id(404) })).await.must(404);
}

#[tokio::test]
async fn a_feed_that_is_read_too_often_must_wait() {
    let cell = Cell::new().await;
    let (_, path) = made(&cell, &cell.token(LEAD).await, None).await;
    for _ in 0..ctac_server::limits::FEED_READS {
        fetch(&cell, &path, &[]).await.must(200);
    }
    let came = fetch(&cell, &path, &[]).await.must(429);
    assert!(came.headers.contains_key("retry-after"));
    assert!(!came.text.contains(path.rsplit('/').next().unwrap()));
}
