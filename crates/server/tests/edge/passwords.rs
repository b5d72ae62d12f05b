//! Changing a password, and giving somebody a sign-in: what it needs, what it ends, and what stays shut until it is done.

use axum::http::Method;
use ctac_domain::directory::Role;
use ctac_domain::id::PersonId;
use ctac_server::matrix::{MATRIX, Need};
use ctac_server::route::Verb;
use serde_json::{Value, json};

use crate::cell::{ADMIN, COUNCIL, Came, LEAD, OUTSIDER, PASSWORD, RESPONDER, TRUST, id};
use crate::matrix::request;
use crate::pages::browser::{Browser, Service};

const NEW: &str = "nine red herons wade";

async fn change(browser: &Browser<'_>, current: &str, new: &str) -> Came {
    let body = json!({ "current": current, "new": new });
    browser.asks(Method::PUT, "/api/v1/me/password", Some(body), "same-origin").await
}

async fn me(browser: &Browser<'_>) -> Came {
    browser.asks(Method::GET, "/api/v1/me", None, "same-origin").await
}

/// The status of signing in with it.
async fn opens(service: &Service, login: &str, password: &str) -> u16 {
    let body = json!({ "username": login, "password": password });
    service.cell.call(Method::POST, "/api/v1/session", None, Some(body), &[]).await.status.as_u16()
}

async fn gives(service: &Service, token: &str, to: u128, username: &str, password: &str) -> Came {
    let path = format!("/api/v1/people/{}/sign-in", id(to));
    let body = json!({ "username": username, "password": password });
    service.cell.call(Method::PUT, &path, Some(token), Some(body), &[]).await
}

async fn roles(service: &Service, admin: &str, of: u128, roles: &[Role]) {
    let path = format!("/api/v1/people/{}/roles", id(of));
    service.cell.call(Method::PUT, &path, Some(admin), Some(json!({ "roles": roles })), &[]).await.must(200);
}

#[tokio::test]
async fn ones_own_is_changed_by_whoever_knows_it_and_everywhere_else_is_signed_out() {
    let service = Service::new(false).await;
    let here = service.signed_in(LEAD, "lead").await;
    let (there, _) = service.signs_in("lead", PASSWORD).await;
    let token = service.cell.token(LEAD).await;
    let size = service.cell.app.engine.size();
    for (current, new, field) in
        [("something else altogether", NEW, "current"), (PASSWORD, "short", "password"), (PASSWORD, PASSWORD, "new")]
    {
        let refused = change(&here, current, new).await.must(422).json();
        assert_eq!(refused["errors"][0]["field"], field, "{refused}");
    }
    assert_eq!(service.cell.app.engine.size(), size, "what was refused is not recorded");
    change(&here, PASSWORD, NEW).await.must(204);
    assert_eq!(service.cell.app.engine.size(), size + 2, "that it was changed, and the session that ended");
    me(&here).await.must(200);
    me(&there).await.must(401);
    service.cell.get("/api/v1/me", &token).await.must(200);
    assert_eq!((opens(&service, "lead", PASSWORD).await, opens(&service, "lead", NEW).await), (401, 200));
    // By a token too, with the password that stands: then every session ends.
    let body = json!({ "current": NEW, "new": PASSWORD });
    service.cell.call(Method::PUT, "/api/v1/me/password", Some(&token), Some(body), &[]).await.must(204);
    me(&here).await.must(401);
}

#[tokio::test]
async fn guessing_is_slowed_as_at_the_door_and_says_for_how_long() {
    let service = Service::new(false).await;
    let here = service.signed_in(LEAD, "lead").await;
    let mut came = change(&here, "wrong", NEW).await;
    for _ in 0..20 {
        if came.status == 429 {
            break;
        }
        came = change(&here, "wrong", NEW).await;
    }
    let wait = came.headers["retry-after"].to_str().unwrap().to_owned();
    let said = came.must(429).json()["detail"].as_str().unwrap().to_owned();
    assert!(said.contains(&format!("wait {wait} second")), "{said}");
    assert_eq!(opens(&service, "lead", PASSWORD).await, 429, "one count for both");
}

#[tokio::test]
async fn somebody_without_a_sign_in_is_given_one_and_replaces_its_password_first() {
    let service = Service::new(false).await;
    let admin = service.cell.token(ADMIN).await;
    let body = json!({ "organisation": id(COUNCIL), "name": "Only Paged Example", "roles": ["responder"] });
    let person = service.cell.post("/api/v1/people", &admin, body).await.must(201).json();
    let path = format!("/api/v1/people/{}/sign-in", person["id"].as_str().unwrap());
    let stands = service.cell.get(&path, &admin).await.must(200).json();
    assert_eq!(stands, json!({ "username": null, "first_password": false }));
    let give = |username: &str, password: &str| Some(json!({ "username": username, "password": password }));
    for (username, password, status) in [("responder", NEW, 409), ("a b", NEW, 422), ("paged", "short", 422)] {
        let came = service.cell.call(Method::PUT, &path, Some(&admin), give(username, password), &[]).await;
        assert_eq!(came.status, status, "{}", came.text);
    }
    let given = service.cell.call(Method::PUT, &path, Some(&admin), give("paged", PASSWORD), &[]).await.must(200);
    assert_eq!(given.json(), json!({ "username": "paged", "first_password": true }));
    let (paged, to) = service.signs_in("paged", PASSWORD).await;
    assert_eq!(to, "/me/password");
    let came = paged.post("/me/password", &form(PASSWORD, PASSWORD, "/me/contacts")).await.must(422);
    assert!(came.text.contains("This is the password that you have") && !came.text.contains(PASSWORD));
    let came = paged.post("/me/password", &form(PASSWORD, NEW, "/me/contacts")).await.must(303);
    assert_eq!(came.headers["location"], "/me/contacts");
    paged.get("/me/contacts").await.must(200);
    assert_eq!(service.cell.get(&path, &admin).await.must(200).json()["first_password"], false);
}

fn form<'a>(current: &'a str, new: &'a str, next: &'a str) -> [(&'static str, &'a str); 4] {
    [("current", current), ("new", new), ("repeat", new), ("next", next)]
}

#[tokio::test]
async fn with_a_first_password_nothing_else_is_open() {
    let service = Service::new(true).await;
    let page = service.page(&[RESPONDER]).await;
    let admin = service.cell.token(ADMIN).await;
    gives(&service, &admin, RESPONDER, "responder", PASSWORD).await.must(200);
    let (browser, to) = service.signs_in("responder", PASSWORD).await;
    assert_eq!(to, "/me/password");
    let signed_in = json!({ "username": "responder", "password": PASSWORD });
    let signed_in = service.cell.call(Method::POST, "/api/v1/session", None, Some(signed_in), &[]).await.must(200);
    assert_eq!(signed_in.json()["first_password"], true);
    for (verb, path, need) in MATRIX {
        if !matches!(need, Need::Action(_) | Need::Operations) {
            continue;
        }
        let (filled, body) = request(*verb, path, &id(404).to_string(), &id(404).to_string());
        let method = match verb {
            Verb::Get => Method::GET,
            Verb::Post => Method::POST,
            Verb::Put => Method::PUT,
            Verb::Delete => Method::DELETE,
        };
        let came = browser.asks(method, &filled, Some(body.unwrap_or(Value::Null)), "same-origin").await;
        let led = came.status == 303 && came.headers["location"].to_str().unwrap().starts_with("/me/password");
        assert!(came.status == 403 || led, "{verb:?} {path}: {} {}", came.status, came.text);
        assert!(led || came.text.contains("Choose your own password first"), "{path}: {}", came.text);
    }
    // Also where a key would do as well.
    browser.asks(Method::GET, "/api/v1/threshold", None, "same-origin").await.must(403);
    let asked = browser.get("/on-call?x=1").await.must(303);
    assert_eq!(asked.headers["location"], "/me/password?next=/on-call%3Fx%3D1");
    browser.get("/me/password").await.must(200);
    // A page is answered by its link as ever.
    service.nobody().post(&service.link(page, RESPONDER), &[("answer", "acknowledge")]).await;
    assert!(!service.open(page));
    browser.post("/sign-out", &[]).await.must(303);
    browser.get("/me/password").await.must(303);
}

#[tokio::test]
async fn a_new_first_password_ends_every_session_and_the_old_password() {
    let service = Service::new(false).await;
    let admin = service.cell.token(ADMIN).await;
    let before = service.signed_in(RESPONDER, "responder").await;
    let size = service.cell.app.engine.size();
    gives(&service, &admin, RESPONDER, "responder.two", NEW).await.must(200);
    assert_eq!(service.cell.app.engine.size(), size + 2, "that it was given, and the session that ended");
    me(&before).await.must(401);
    assert_eq!(opens(&service, "responder", PASSWORD).await, 401);
    assert_eq!(opens(&service, "responder.two", NEW).await, 200);
}

#[tokio::test]
async fn nobody_gives_a_password_to_whoever_may_do_more() {
    let service = Service::new(false).await;
    let admin = service.cell.token(ADMIN).await;
    // The council's administrator; its responder, who becomes one thing after another.
    roles(&service, &admin, OUTSIDER, &[Role::OrganisationAdmin]).await;
    let council = service.cell.token(OUTSIDER).await;
    let size = service.cell.app.engine.size();
    for role in Role::OF_THE_CELL {
        roles(&service, &admin, RESPONDER, &[role]).await;
        gives(&service, &council, RESPONDER, "responder", NEW).await.must(403);
        let path = format!("/api/v1/people/{}/sign-in", id(RESPONDER));
        service.cell.get(&path, &council).await.must(403);
    }
    // An administrator of the cell in the administrator's own organisation, and somebody of another one.
    gives(&service, &council, LEAD, "lead", NEW).await.must(403);
    gives(&service, &council, ADMIN, "admin", NEW).await.must(403);
    // Oneself: the password that stands would not be asked.
    gives(&service, &council, OUTSIDER, "outsider", NEW).await.must(409);
    gives(&service, &admin, ADMIN, "admin", NEW).await.must(409);
    let responder = service.cell.token(LEAD).await;
    gives(&service, &responder, RESPONDER, "responder", NEW).await.must(403);
    assert_eq!(service.cell.app.engine.size(), size + Role::OF_THE_CELL.len() as u64, "only the roles were recorded");
    roles(&service, &admin, RESPONDER, &[Role::Responder]).await;
    gives(&service, &council, RESPONDER, "responder", NEW).await.must(200);
    // Nobody who left.
    let left = format!("/api/v1/people/{}/deactivate", id(RESPONDER));
    service.cell.post(&left, &admin, json!({ "reason": "left" })).await.must(204);
    gives(&service, &admin, RESPONDER, "responder", NEW).await.must(409);
}

#[tokio::test]
async fn the_password_of_whoever_is_added_is_a_first_one() {
    let service = Service::new(false).await;
    let admin = service.cell.token(ADMIN).await;
    let body = json!({ "organisation": id(TRUST), "name": "New Example", "roles": [], "username": "newcomer",
        "password": PASSWORD });
    let person = service.cell.post("/api/v1/people", &admin, body).await.must(201).json();
    let person: PersonId = person["id"].as_str().unwrap().parse().unwrap();
    assert!(service.cell.app.auth.has_first_password(person).await.unwrap());
    let weak = json!({ "organisation": id(TRUST), "name": "Weak Example", "roles": [], "username": "weakling",
        "password": "short" });
    service.cell.post("/api/v1/people", &admin, weak).await.must(422);
}

#[tokio::test]
async fn the_page_without_script_changes_it_and_keeps_no_password() {
    let service = Service::new(false).await;
    let here = service.signed_in(LEAD, "lead").await;
    let page = here.get("/me/password").await.must(200);
    assert!(page.text.contains("The password you have") && page.text.contains("API tokens go on"));
    let typo = [("current", PASSWORD), ("new", NEW), ("repeat", "nine red herons wode"), ("next", "")];
    let came = here.post("/me/password", &typo).await.must(422);
    assert!(came.text.contains("type both again") && !came.text.contains("herons") && !came.text.contains("otters"));
    let came = here.post("/me/password", &form("wrong", NEW, "")).await.must(422);
    assert!(came.text.contains("This is not the password that you have."), "{}", came.text);
    let came = here.post("/me/password", &form(PASSWORD, NEW, "//evil.example")).await.must(303);
    assert_eq!(came.headers["location"], "/me/password?changed=true");
    assert!(here.get("/me/password?changed=true").await.must(200).text.contains("Your password was changed"));
    assert_eq!(opens(&service, "lead", NEW).await, 200);
}
