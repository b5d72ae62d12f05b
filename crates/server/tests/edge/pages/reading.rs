//! Who is shown which page, and what every page has.

use axum::http::StatusCode;

use super::browser::Service;
use crate::cell::{LEAD, OUTSIDER, PASSWORD, RESPONDER};

const BANNER: &str = "messages go to the built-in phone";

#[tokio::test]
async fn whoever_is_not_signed_in_is_taken_to_the_sign_in_page_and_back() {
    let service = Service::new(false).await;
    let reference = service.incident("Encrypted shares").await;
    let nobody = service.nobody();
    for path in ["/incidents", "/declare", "/on-call", &format!("/incidents/{reference}"), "/incidents/CTAC-1999-0001"]
    {
        let came = nobody.get(path).await.must(303);
        assert_eq!(came.headers["location"], format!("/sign-in?next={path}"), "{path}");
        assert!(!came.text.contains("Encrypted shares"));
    }
    assert_eq!(nobody.get("/").await.must(303).headers["location"], "/sign-in");
    let form = nobody.get("/sign-in?next=/incidents").await.must(200);
    assert!(form.text.contains(r#"name="next" value="/incidents""#));
    assert!(nobody.get("/sign-in?next=//evil.example").await.must(200).text.contains(r#"name="next" value="/""#));
    // A form that was sent after the session ended says that its text is not lost.
    let unsent = nobody.post(&format!("/incidents/{reference}/entries"), &[("form", "note")]).await.must(401);
    assert!(unsent.text.contains("your text is still in the form"));
}

#[tokio::test]
async fn the_sign_in_page_says_the_same_whatever_was_wrong() {
    let service = Service::new(false).await;
    service.signed_in(LEAD, "lead").await;
    let nobody = service.nobody();
    let wrong = nobody.post("/sign-in", &[("username", "lead"), ("password", "wrong"), ("next", "/declare")]).await;
    let unknown = nobody.post("/sign-in", &[("username", "lead\"<b>"), ("password", PASSWORD)]).await;
    for came in [&wrong, &unknown] {
        assert_eq!(came.status, StatusCode::UNAUTHORIZED);
        assert!(came.text.contains("There is nobody with this name and this password."));
        assert!(!came.headers.contains_key("set-cookie") && !came.text.contains(PASSWORD));
    }
    assert!(wrong.text.contains(r#"name="next" value="/declare""#));
    assert!(!unknown.text.contains("<b>") && unknown.text.contains("lead&#34;&#60;b&#62;"));
    let fields = [("username", "lead"), ("password", PASSWORD)];
    nobody.post_from("cross-site", "/sign-in", &fields).await.must(403);
    let back = [("username", "lead"), ("password", PASSWORD), ("next", "/declare")];
    assert_eq!(nobody.post("/sign-in", &back).await.must(303).headers["location"], "/declare");
}

#[tokio::test]
async fn signing_out_ends_the_session() {
    let service = Service::new(false).await;
    let lead = service.signed_in(LEAD, "lead").await;
    assert!(lead.get("/").await.must(200).text.contains("Demo lead"));
    lead.post_from("cross-site", "/sign-out", &[]).await.must(403);
    let out = lead.post("/sign-out", &[]).await.must(303);
    assert!(out.headers["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
    lead.get("/").await.must(303);
}

#[tokio::test]
async fn an_incident_is_for_its_members_and_unknown_to_others() {
    let service = Service::new(false).await;
    let reference = service.incident("Encrypted <script>alert(1)</script> shares").await;
    let path = format!("/incidents/{reference}");
    for (n, login) in [(LEAD, "lead"), (RESPONDER, "responder")] {
        let member = service.signed_in(n, login).await;
        let page = member.get(&path).await.must(200);
        assert!(page.text.contains("Encrypted &#60;script&#62;alert(1)&#60;/script&#62; shares"));
        assert!(!page.text.contains("<script"));
        assert!(member.get("/").await.must(200).text.contains(&reference));
        assert!(member.get("/incidents").await.must(200).text.contains(&reference));
    }
    let outsider = service.signed_in(OUTSIDER, "outsider").await;
    let hidden = outsider.get(&path).await.must(404);
    let unknown = outsider.get("/incidents/CTAC-1999-0001").await.must(404);
    // Only the request's number tells the two answers apart.
    let words = |came: &crate::cell::Came| came.text.split("number of this request").next().unwrap().to_owned();
    assert_eq!(words(&hidden), words(&unknown));
    outsider.post(&format!("{path}/entries"), &[("form", "note"), ("text", "x")]).await.must(404);
    outsider.post(&format!("{path}/members"), &[("do", "revoke")]).await.must(404);
    outsider.post(&format!("{path}/break-glass"), &[("reason", "x")]).await.must(403);
    outsider.get("/declare").await.must(403);
    for page in ["/", "/incidents", "/on-call"] {
        let came = outsider.get(page).await.must(200);
        assert!(!came.text.contains(&reference) && !came.text.contains("Encrypted"), "{page}");
    }
}

#[tokio::test]
async fn every_page_loads_nothing_but_its_stylesheet() {
    let service = Service::new(true).await;
    let reference = service.incident("Encrypted shares").await;
    let page = service.page(&[RESPONDER]).await;
    let (nobody, lead) = (service.nobody(), service.signed_in(LEAD, "lead").await);
    let signed_out = ["/sign-in", "/simulator", &service.link(page, RESPONDER), "/a/nothing", "/nowhere"];
    let signed_in = ["/", "/incidents", &format!("/incidents/{reference}"), "/declare", "/on-call", "/incidents/none"];
    let mut pages = Vec::new();
    for path in signed_out {
        pages.push((path, nobody.get(path).await));
    }
    for path in signed_in {
        pages.push((path, lead.get(path).await));
    }
    for (path, came) in pages {
        assert!(came.text.contains(BANNER), "{path} says that this is a simulator");
        let policy =
            "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
        assert_eq!(came.headers["content-security-policy"], policy, "{path}");
        assert_eq!(came.headers["content-type"], "text/html; charset=utf-8", "{path}");
        assert_eq!(came.headers["cache-control"], "no-store", "{path}");
        assert!(
            !came.text.contains("<script") && !came.text.contains("style=") && !came.text.contains("src="),
            "{path}"
        );
        assert!(came.text.contains("<html lang=\"en-GB\">") && came.text.contains("id=\"main\""), "{path}");
        let css = came.text.split("rel=\"stylesheet\" href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let sheet = nobody.get(&css).await.must(200);
        assert_eq!(sheet.headers["cache-control"], "public, max-age=31536000, immutable");
        assert!(!sheet.text.contains("url(") && !sheet.text.contains("@import"));
    }
    nobody.get("/assets/ctac-0000000000000000.css").await.must(404);
}

#[tokio::test]
async fn without_the_simulator_no_page_speaks_of_it() {
    let service = Service::new(false).await;
    let lead = service.signed_in(LEAD, "lead").await;
    let page = lead.get("/").await.must(200);
    assert!(!page.text.contains(BANNER) && !page.text.contains("Simulator"));
    for path in ["/simulator", "/simulator/messages"] {
        lead.get(path).await.must(404);
    }
    lead.post_json("/simulator/messages/1/reply", r#"{"text":"1234"}"#).await.must(404);
}

#[tokio::test]
async fn a_program_gets_problems_and_a_person_gets_pages() {
    let service = Service::new(false).await;
    let reference = service.incident("Encrypted shares").await;
    let person = service.nobody().post(&format!("/incidents/{reference}/entries"), &[]).await.must(401);
    assert!(person.headers["content-type"].to_str().unwrap().starts_with("text/html"));
    let program = service.nobody().post_json(&format!("/incidents/{reference}/entries"), "{}").await.must(401);
    assert_eq!(program.headers["content-type"], "application/problem+json");
    let api = service.cell.call(axum::http::Method::GET, "/incidents", None, None, &[]).await.must(401);
    assert_eq!(api.headers["content-type"], "application/problem+json");
    let api = service.nobody().get("/api/v1/incidents").await.must(401);
    assert_eq!(api.headers["content-type"], "application/problem+json");
}
