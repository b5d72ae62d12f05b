//! Contacts over the edge: proved by a code and by nobody else, guessed at only so often, seen by nobody but their person,
//! and tested.

use axum::http::Method;
use ctac_domain::command::Command;
use ctac_domain::directory::Role;
use ctac_domain::id::{ContactId, OrganisationId, PersonId};
use ctac_server::matrix::MATRIX;
use ctac_server::route::Verb;
use serde_json::{Value, json};

use crate::cell::{ADMIN, COUNCIL, Cell, LEAD, OUTSIDER, RESPONDER, TRUST, id};
use crate::matrix::request;
use crate::pages::browser::Service;

const AUDITOR: u128 = 14;
const COUNCIL_ADMIN: u128 = 15;
const ADDRESS: &str = "+44 7700 900987";
const HINT: &str = "07•• ••• 987";

fn path(n: u128) -> String {
    format!("/api/v1/people/{}/contacts", id(n))
}

/// Somebody adds a number; the path of the contact.
async fn added(cell: &Cell, who: u128, whose: u128) -> String {
    let body = json!({ "channel": "sms", "address": ADDRESS });
    let came = cell.post(&path(whose), &cell.token(who).await, body).await.must(201);
    came.headers["location"].to_str().unwrap().to_owned()
}

fn contact(path: &str) -> ContactId {
    path.rsplit('/').next().unwrap().parse().unwrap()
}

/// The code as its holder would read it.
fn code(cell: &Cell, path: &str) -> String {
    let sent = cell.app.engine.state().verifications[&contact(path)];
    cell.app.auth.verification_code(sent.notification)
}

fn wrong(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

fn is_verified(cell: &Cell, n: u128, path: &str) -> bool {
    cell.app.engine.state().people[&PersonId(id(n))].contacts[&contact(path)].verified
}

async fn with_others(cell: &Cell) {
    let admin = ctac_domain::command::Actor::Person(PersonId(id(ADMIN)));
    for (n, organisation, role) in [(AUDITOR, TRUST, Role::Auditor), (COUNCIL_ADMIN, COUNCIL, Role::OrganisationAdmin)]
    {
        let (person, organisation) = (PersonId(id(n)), OrganisationId(id(organisation)));
        let command = Command::AddPerson { person, organisation, roles: vec![role] };
        cell.app.engine.execute(admin, command).await.unwrap();
    }
}

#[tokio::test]
async fn a_code_proves_a_contact_to_its_person() {
    let cell = Cell::new().await;
    let responder = cell.token(RESPONDER).await;
    let contact = added(&cell, RESPONDER, RESPONDER).await;
    let none = cell.post(&format!("{contact}/verify"), &responder, json!({ "code": "000000" })).await.must(422);
    assert!(none.text.contains("no code was sent"), "{}", none.text);
    let sent = cell.post(&format!("{contact}/verification"), &responder, json!({})).await.must(200).json();
    assert_eq!(sent["tries_left"], 5);
    assert!(!sent.to_string().contains(&code(&cell, &contact)));
    cell.post(&format!("{contact}/verification"), &responder, json!({})).await.must(409);
    let verify = |code: String| {
        let (cell, responder, path) = (&cell, &responder, format!("{contact}/verify"));
        async move { cell.post(&path, responder, json!({ "code": code })).await }
    };
    let right = code(&cell, &contact);
    let came = verify(wrong(&right)).await.must(422).json();
    assert_eq!((came["errors"][0]["field"].as_str(), is_verified(&cell, RESPONDER, &contact)), (Some("code"), false));
    assert!(came["detail"].as_str().unwrap().contains("4 more tries"), "{came}");
    let shown = verify(format!("{} {}", &right[..3], &right[3..])).await.must(200).json();
    assert_eq!((shown["reachable"].as_bool(), shown["contacts"][0]["verified"].as_bool()), (Some(true), Some(true)));
    assert!(shown["proven_at"].is_string() && is_verified(&cell, RESPONDER, &contact));
    verify(right).await.must(200);
}

/// It was once to be had: an administrator said `verified` of a number of their own, and another's pages went there.
#[tokio::test]
async fn no_administrator_proves_a_contact_for_another() {
    let cell = Cell::new().await;
    with_others(&cell).await;
    for who in [ADMIN, COUNCIL_ADMIN] {
        let token = cell.token(who).await;
        let body = json!({ "channel": "sms", "address": ADDRESS, "verified": true });
        let came = cell.post(&path(RESPONDER), &token, body).await.must(400);
        assert!(came.text.contains("verified"), "{}", came.text);
        let contact = added(&cell, who, RESPONDER).await;
        assert!(!is_verified(&cell, RESPONDER, &contact));
        cell.post(&format!("{contact}/verification"), &token, json!({})).await.must(403);
        let responder = cell.token(RESPONDER).await;
        cell.post(&format!("{contact}/verification"), &responder, json!({})).await.must(200);
        // Even with the right code, read from the telephone that they added.
        let code = json!({ "code": code(&cell, &contact) });
        cell.post(&format!("{contact}/verify"), &token, code).await.must(403);
        let order = json!({ "contacts": [] });
        let put = format!("/api/v1/people/{}/contact-order", id(RESPONDER));
        cell.call(Method::PUT, &put, Some(&token), Some(order), &[]).await.must(403);
        assert!(!is_verified(&cell, RESPONDER, &contact));
    }
}

/// A thousand guesses at the same instant are five.
#[tokio::test]
async fn a_code_is_guessed_at_five_times_however_quickly() {
    let cell = Cell::new().await;
    let responder = cell.token(RESPONDER).await;
    let contact = added(&cell, RESPONDER, RESPONDER).await;
    cell.post(&format!("{contact}/verification"), &responder, json!({})).await.must(200);
    let (right, verify) = (code(&cell, &contact), format!("{contact}/verify"));
    let size = cell.app.engine.size();
    let guesses = (0..30).map(|nth| {
        let guess = format!("{:06}", (right.parse::<u32>().unwrap() + 1 + nth) % 1_000_000);
        cell.post(&verify, &responder, json!({ "code": guess }))
    });
    let came = futures_util::future::join_all(guesses).await;
    let of = |status: u16| came.iter().filter(|it| it.status.as_u16() == status).count();
    assert_eq!((of(422), of(409)), (5, 25));
    assert_eq!(cell.app.engine.size() - size, 5, "each wrong one is on the record, and no more");
    cell.post(&verify, &responder, json!({ "code": right })).await.must(409);
    assert!(!is_verified(&cell, RESPONDER, &contact));
}

/// Every route that reads, asked by everybody else: neither the number nor what it is recognised by.
#[tokio::test]
async fn nobody_but_its_person_sees_a_contact_by_any_route() {
    let cell = Cell::new().await;
    with_others(&cell).await;
    let contact = added(&cell, ADMIN, LEAD).await;
    let lead = cell.token(LEAD).await;
    let incident = cell.declare(&lead, "Encrypted shares").await;
    let policy =
        json!({ "name": "p", "steps": [{ "targets": [{ "kind": "person", "person": id(LEAD) }], "wait_s": 60 }] });
    let admin = cell.token(ADMIN).await;
    let policy = cell.post("/api/v1/policies", &admin, policy).await.must(201).json()["id"].clone();
    let explain = format!("/api/v1/policies/{}/explain", policy.as_str().unwrap());
    cell.post(&format!("{contact}/verification"), &lead, json!({})).await.must(200);
    let code = json!({ "code": code(&cell, &contact) });
    cell.post(&format!("{contact}/verify"), &lead, code).await.must(200);
    let own = cell.get("/api/v1/me", &lead).await.must(200).text;
    assert!(own.contains(HINT) && !own.contains("900987"), "one's own, and never whole");
    let mut asked = 0;
    for who in [ADMIN, COUNCIL_ADMIN, AUDITOR, RESPONDER, OUTSIDER] {
        let token = cell.token(who).await;
        let explained = cell.post(&explain, &token, json!({ "severity": "S1" })).await.must(200).text;
        assert!(explained.contains("\"sms\"") && !explained.contains(HINT) && !explained.contains("\"contact\""));
        for (verb, route, _) in MATRIX.iter().filter(|(verb, ..)| *verb == Verb::Get) {
            let (filled, body) = request(*verb, route, &incident, &id(404).to_string());
            let came = cell.call(Method::GET, &filled, Some(&token), body, &[]).await;
            asked += u32::from(came.status == 200);
            let leaks = came.text.contains(HINT) || came.text.contains("900987") || came.text.contains("07•• ••• 123");
            assert!(!leaks, "{who} {route}: {}", came.text);
        }
        let people = cell.get("/api/v1/people", &token).await.must(200).json();
        let seen = people["items"].as_array().unwrap().iter().find(|it| it["id"] == json!(id(LEAD))).unwrap().clone();
        assert!(seen.get("contacts").is_none() && seen.get("rules").is_none());
        let reach = (seen.get("reachable").cloned(), seen.get("reached_by").cloned());
        let expected = if who == ADMIN { (Some(json!(true)), Some(json!(["sms"]))) } else { (None, None) };
        assert_eq!(reach, expected, "{who}");
    }
    assert!(asked > 50, "{asked}");
}

#[tokio::test]
async fn contacts_are_put_in_order() {
    let cell = Cell::new().await;
    let responder = cell.token(RESPONDER).await;
    let (first, second) = (added(&cell, RESPONDER, RESPONDER).await, added(&cell, RESPONDER, RESPONDER).await);
    let put = format!("/api/v1/people/{}/contact-order", id(RESPONDER));
    let order = |paths: &[&str]| json!({ "contacts": paths.iter().map(|it| contact(it)).collect::<Vec<_>>() });
    let both = order(&[&second, &first]);
    let came = cell.call(Method::PUT, &put, Some(&responder), Some(both.clone()), &[]).await.must(200).json();
    let ids: Vec<Value> = came["contacts"].as_array().unwrap().iter().map(|it| it["id"].clone()).collect();
    assert_eq!(json!(ids), both["contacts"]);
    cell.call(Method::PUT, &put, Some(&responder), Some(order(&[&first])), &[]).await.must(422);
}

#[tokio::test]
async fn a_test_page_is_ones_own_or_of_whom_one_administers_and_answered_like_any() {
    let cell = Cell::new().await;
    let test = |n: u128| format!("/api/v1/people/{}/test-page", id(n));
    let s2 = json!({ "severity": "S2" });
    let (lead, responder, admin) = (cell.token(LEAD).await, cell.token(RESPONDER).await, cell.token(ADMIN).await);
    cell.post(&test(LEAD), &responder, s2.clone()).await.must(403);
    assert!(cell.post(&test(RESPONDER), &responder, s2.clone()).await.must(409).text.contains("usable contact"));
    let made = cell.post(&test(LEAD), &admin, s2.clone()).await.must(201).json();
    let page = format!("/api/v1/pages/{}", made["page"].as_str().unwrap());
    let seen = cell.get(&page, &lead).await.must(200).json();
    assert_eq!(seen["subject"], json!({ "kind": "test", "person": id(LEAD), "asked": "administrator" }));
    for other in [&admin, &responder] {
        cell.get(&page, other).await.must(404);
        cell.post(&format!("{page}/acknowledge"), other, json!({})).await.must(404);
    }
    cell.post(&test(LEAD), &lead, s2.clone()).await.must(409);
    cell.post(&format!("{page}/decline"), &lead, json!({})).await.must(409);
    cell.post(&format!("{page}/acknowledge"), &lead, json!({})).await.must(200);
    cell.post(&test(LEAD), &lead, s2).await.must(201);

    let path = "/api/v1/test-pages";
    let stands = cell.get(path, &responder).await.must(200);
    assert_eq!((stands.headers["etag"].to_str().unwrap(), stands.json()["on"].as_bool()), ("\"0\"", Some(false)));
    let on = json!({ "on": true, "severity": "S1" });
    let set = |token: String, tag: &'static str| {
        let (cell, on) = (&cell, on.clone());
        async move { cell.call(Method::PUT, path, Some(&token), Some(on), &[("if-match", tag)]).await }
    };
    set(lead, "\"0\"").await.must(403);
    assert_eq!(set(admin.clone(), "\"0\"").await.must(200).headers["etag"], "\"1\"");
    set(admin, "\"0\"").await.must(412);
    assert!(cell.app.engine.state().proofs[&PersonId(id(LEAD))].due.is_some());
}

/// The value of a hidden field in the first form that says it does `act`.
fn hidden(page: &str, act: &str) -> String {
    let (_, rest) = page.split_once(&format!("name=\"do\" value=\"{act}\"")).expect("the form is there");
    let (_, rest) = rest.split_once("name=\"id\" value=\"").expect("it has an id");
    rest.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn one_adds_proves_orders_and_removes_on_a_page_without_script() {
    let service = Service::new(false).await;
    let me = service.signed_in(OUTSIDER, "outsider").await;
    let page = me.get("/me/contacts").await.must(200).text;
    assert!(page.contains("Verified") && !page.contains("Move up"));
    let new = hidden(&page, "add");
    let add = [("do", "add"), ("id", new.as_str()), ("channel", "sms"), ("address", ADDRESS)];
    let came = me.post("/me/contacts", &add).await.must(303);
    assert_eq!(came.headers["location"], "/me/contacts?said=added");
    let page = me.get("/me/contacts?said=added").await.must(200).text;
    assert!(page.contains(HINT) && !page.contains("900987") && page.contains("5 tries are"), "{page}");
    let path = format!("/x/{new}");
    let right = code(&service.cell, &path);
    let typed = wrong(&right);
    let came = me.post("/me/contacts", &[("do", "verify"), ("id", &new), ("code", &typed)]).await.must(422);
    assert!(
        came.text.contains("There is a problem")
            && came.text.contains("4 more tries")
            && came.text.contains("4 tries are")
    );
    let came = me.post("/me/contacts", &[("do", "verify"), ("id", &new), ("code", &right)]).await.must(303);
    assert_eq!(came.headers["location"], "/me/contacts?said=verified");
    assert!(is_verified(&service.cell, OUTSIDER, &path));
    me.post("/me/contacts", &[("do", "up"), ("id", &new)]).await.must(303);
    let order = service.cell.app.engine.state().people[&PersonId(id(OUTSIDER))].order.clone();
    assert_eq!(order[0], contact(&path));
    let rules = [("rules", "true"), ("channel-0", "sms"), ("after-0", "1.5"), ("severity-0", "S1")];
    me.post("/me/contacts/rules", &rules).await.must(303);
    let page = me.get("/me/contacts").await.must(200).text;
    assert!(page.contains(r#"name="after-0" value="1.50""#), "{page}");
    let bad = [("rules", "true"), ("channel-0", "sms"), ("after-0", "soon"), ("severity-0", "S1")];
    let came = me.post("/me/contacts/rules", &bad).await.must(422);
    assert!(came.text.contains("write minutes") && came.text.contains(r#"value="soon""#));
    me.post("/me/contacts/test", &[("severity", "S1")]).await.must(303);
    let page = me.get("/me/contacts").await.must(200).text;
    assert!(page.contains("is under way"));
    let now = me.get("/").await.must(200).text;
    assert!(now.contains("TEST S1 page"));
    me.post("/me/contacts", &[("do", "remove"), ("id", &new)]).await.must(303);
    assert!(!me.get("/me/contacts").await.must(200).text.contains(HINT));
}

/// It was once to be had: a form's id that is another's contact put one's own number behind it, and then erased it.
#[tokio::test]
async fn a_forms_id_that_is_anothers_contact_changes_nothing() {
    let service = Service::new(false).await;
    let auth = &service.cell.app.auth;
    let path = added(&service.cell, RESPONDER, RESPONDER).await;
    let before = auth.reach(contact(&path)).await.unwrap();
    let id = contact(&path).to_string();
    let add = [("id", id.as_str()), ("channel", "sms"), ("address", "+44 7700 900111")];
    let me = service.signed_in(OUTSIDER, "outsider").await;
    me.post("/me/contacts", &[&[("do", "add")], &add[..]].concat()).await.must(409);
    let admin = service.signed_in(ADMIN, "admin").await;
    let target = format!("/people/{}", crate::cell::id(OUTSIDER));
    admin.post(&target, &[&[("do", "invite")], &add[..]].concat()).await.must(409);
    assert!(before.is_some() && auth.reach(contact(&path)).await.unwrap() == before);
}

#[tokio::test]
async fn an_administrator_invites_tests_and_sees_no_number() {
    let service = Service::new(false).await;
    let admin = service.signed_in(ADMIN, "admin").await;
    let page = admin.get("/people").await.must(200).text;
    assert!(page.contains("Reachable") && page.contains("Not reachable") && !page.contains("•••"), "{page}");
    let (new, target) = (hidden(&page, "invite"), format!("/people/{}", id(RESPONDER)));
    let invite = [("do", "invite"), ("id", new.as_str()), ("channel", "sms"), ("address", ADDRESS)];
    admin.post(&target, &invite).await.must(303);
    assert!(!is_verified(&service.cell, RESPONDER, &format!("/x/{new}")));
    let page = admin.get("/people?said=invited").await.must(200).text;
    assert!(!page.contains(HINT) && !page.contains("900987"));
    admin.post(&target, &[("do", "test"), ("severity", "S1")]).await.must(303);
    assert!(service.cell.app.engine.state().proofs[&PersonId(id(RESPONDER))].last.is_some());
    admin.post(&target, &[("do", "monthly"), ("on", "true")]).await.must(303);
    assert!(service.cell.app.engine.state().monthly_test.on);
    let other = service.signed_in(OUTSIDER, "outsider").await;
    other.get("/people").await.must(403);
    other.post(&target, &invite).await.must(403);
    assert!(!other.get("/").await.must(200).text.contains(r#"href="/people""#));
}
