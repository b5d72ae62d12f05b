//! A calendar file as overrides: looked at, recorded whole, or refused with the line.

use axum::body::Body;
use axum::http::Request;
use serde_json::json;

use super::{in_days, saved};
use crate::cell::{Came, Cell, LEAD, OUTSIDER, RESPONDER, id};

fn utc(days: i64) -> String {
    in_days(days).replace(['-', ':'], "")
}

fn calendar(events: &[(String, String, &str)]) -> String {
    let event = |(from, to, who): &(String, String, &str)| {
        format!("BEGIN:VEVENT\r\nUID:{from}\r\nDTSTART:{from}\r\nDTEND:{to}\r\n{who}\r\nEND:VEVENT\r\n")
    };
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{}END:VCALENDAR\r\n", events.iter().map(event).collect::<String>())
}

async fn send(cell: &Cell, path: &str, token: &str, kind: &str, body: String) -> Came {
    let request = Request::post(path).header("authorization", format!("Bearer {token}"));
    cell.send(request.header("content-type", kind).body(Body::from(body)).unwrap()).await
}

#[tokio::test]
async fn a_file_is_looked_at_and_then_recorded() {
    let cell = Cell::new().await;
    let rota = saved(&cell).await;
    let lead = cell.token(LEAD).await;
    let file = calendar(&[
        (utc(2), utc(3), "SUMMARY:demo RESPONDER"),
        (utc(4), utc(5), "SUMMARY:outsider"),
        (utc(6), utc(7), "SUMMARY:Nobody Example"),
        (utc(-7), utc(-6), "SUMMARY:lead"),
        (utc(8), utc(9), "SUMMARY:On call\r\nATTENDEE:mailto:lead"),
    ]);
    let path = format!("{rota}/overrides/import");
    let before = super::standing(&cell);
    let preview =
        send(&cell, &format!("{path}?preview=true"), &lead, "text/calendar; charset=utf-8", file.clone()).await;
    let preview = preview.must(200).json();
    assert_eq!(preview["recorded"], false);
    assert_eq!(super::standing(&cell), before, "something was recorded");
    let matched: Vec<_> =
        preview["overrides"].as_array().unwrap().iter().map(|it| (&it["person"], &it["matched_by"])).collect();
    let (a, b) = (json!(id(RESPONDER)), json!(id(OUTSIDER)));
    assert_eq!(matched[..2], [(&a, &json!("name")), (&b, &json!("login"))], "{preview}");
    let passed = preview["passed_over"].to_string();
    assert!(passed.contains("nobody in the cell is called") && passed.contains("Nobody Example"), "{passed}");
    assert!(preview["passed_over"].as_array().unwrap().iter().all(|it| it["line"].as_u64().unwrap() > 0));

    let done = send(&cell, &path, &lead, "text/calendar", file.clone()).await.must(200).json();
    assert_eq!((&done["recorded"], &done["overrides"]), (&json!(true), &preview["overrides"]));
    let again = send(&cell, &path, &lead, "text/calendar", file).await.must(200).json();
    assert_eq!(again["overrides"], json!([]), "sent twice, recorded once");
    assert!(again["passed_over"].to_string().contains("says so already"), "{again}");
    let kept = cell.get(&format!("{rota}/overrides"), &lead).await.json();
    assert_eq!(kept["items"].as_array().unwrap().len(), preview["overrides"].as_array().unwrap().len());
    let at: jiff::Timestamp = in_days(2).parse().unwrap();
    let at = at + jiff::SignedDuration::from_hours(5);
    let on = cell.get(&format!("/api/v1/oncall?at={at}"), &lead).await.json();
    assert_eq!(on["items"][0]["people"], json!([id(RESPONDER)]));
}

#[tokio::test]
async fn what_is_no_calendar_and_what_is_a_bomb_is_refused_in_bounded_time() {
    let cell = Cell::new().await;
    let rota = saved(&cell).await;
    let lead = cell.token(LEAD).await;
    let path = format!("{rota}/overrides/import");
    let before = super::standing(&cell);
    send(&cell, &path, &lead, "application/json", "{}".to_owned()).await.must(415);
    send(&cell, &path, &lead, "text/calendar", "x".repeat(1024 * 1024 + 1)).await.must(413);
    let wrong = send(&cell, &path, &lead, "text/calendar", "BEGIN:VTODO\r\n".to_owned()).await.must(422).json();
    assert_eq!(wrong["errors"][0]["field"], "line 1", "{wrong}");
    let cut = calendar(&[(utc(2), utc(3), "SUMMARY:lead")]).replace("END:VCALENDAR\r\n", "");
    send(&cell, &path, &lead, "text/calendar", cut).await.must(422);
    // Each minute for ever, and a thousand components inside each other.
    let endless = calendar(&[(utc(1), utc(2), "SUMMARY:lead\r\nRRULE:FREQ=DAILY")]);
    let came = send(&cell, &path, &lead, "text/calendar", endless).await.must(409).json();
    assert_eq!(came["type"], "/problems/limit-reached", "{came}");
    let deep = format!("BEGIN:VCALENDAR\r\n{}", "BEGIN:VEVENT\r\n".repeat(1_000));
    send(&cell, &path, &lead, "text/calendar", deep).await.must(422);
    let many: Vec<_> = (0..9_000).map(|_| (utc(1), utc(2), "SUMMARY:lead")).collect();
    let started = tokio::time::Instant::now();
    assert!(send(&cell, &path, &lead, "text/calendar", calendar(&many)).await.status.is_client_error());
    assert!(started.elapsed().as_secs() < 10, "{:?}", started.elapsed());
    assert_eq!(super::standing(&cell), before, "something was recorded");
}
