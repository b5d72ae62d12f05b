//! The web application's files: what is kept and for how long, in which coding, under which policy; and where somebody begins
//! who signs in.

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request};
use ctac_domain::id::PersonId;
use ctac_server::application::{Application, File};
use ctac_server::router::router;
use tower::ServiceExt as _;

use crate::cell::{Cell, LEAD, PASSWORD, id};

const SCRIPT: &str = "assets/index-0a1b2c3d.js";

fn embedded(cell: &Cell) -> Router {
    let plain =
        |path, kind, plain: &'static str| File { path, kind, plain: plain.as_bytes(), brotli: None, gzip: None };
    let script = File {
        brotli: Some(b"in Brotli"),
        gzip: Some(b"in gzip"),
        ..plain(SCRIPT, "text/javascript; charset=utf-8", "the script, plainly")
    };
    let files = [
        plain("index.html", "text/html; charset=utf-8", "the document"),
        plain("sw.js", "text/javascript; charset=utf-8", "the worker"),
        script,
    ];
    router(cell.app.clone().with_application(Application::new(files).unwrap()))
}

#[tokio::test]
async fn the_sign_in_page_and_no_other_runs_the_script_that_forgets_what_is_kept() {
    let cell = Cell::new().await;
    let router = embedded(&cell);
    let came = ask(&router, Method::GET, "/sign-in", &[], "").await;
    assert!(came.text.contains("<script src=\"/app/forget.js\" async></script>"), "{}", came.text);
    assert_eq!(came.text.matches("<script").count(), 1);
    let policy = came.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none';") && policy.contains("script-src 'self';"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    for path in ["/simulator", "/a/nothing", "/nowhere"] {
        let came = ask(&router, Method::GET, path, &[], "").await;
        assert!(!came.text.contains("<script"), "{path}");
        assert!(!came.headers["content-security-policy"].to_str().unwrap().contains("script-src"), "{path}");
    }
}

struct Came {
    status: u16,
    headers: axum::http::HeaderMap,
    text: String,
}

async fn ask(router: &Router, method: Method, path: &str, headers: &[(&str, &str)], body: &str) -> Came {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = router.clone().oneshot(request.body(Body::from(body.to_owned())).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, 1024 * 1024).await.unwrap();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Came { status: parts.status.as_u16(), headers: parts.headers, text }
}

#[tokio::test]
async fn every_address_of_a_page_is_the_document_and_nothing_else_is() {
    let cell = Cell::new().await;
    let router = embedded(&cell);
    for path in ["/app", "/app/", "/app/incidents/CTAC-2026-0001", "/app/me?from=x", "/app/index.html"] {
        let came = ask(&router, Method::GET, path, &[], "").await;
        assert_eq!((came.status, came.text.as_str()), (200, "the document"), "{path}");
        assert_eq!(came.headers["cache-control"], "no-cache", "{path}");
        assert_eq!(came.headers["content-type"], "text/html; charset=utf-8");
        let policy = came.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'self';") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(came.headers["x-content-type-options"], "nosniff");
    }
    for path in ["/app/assets/gone.js", "/app/assets/index-0a1b2c3d.js.br", "/app/.env", "/app/%2e%2e/x.js", "/apps"] {
        assert_eq!(ask(&router, Method::GET, path, &[], "").await.status, 404, "{path}");
    }
    assert_eq!(ask(&router, Method::POST, "/app/", &[], "").await.status, 405);
    // Without an application there is nothing, and nothing falls over.
    assert_eq!(cell.call(Method::GET, "/app/", None, None, &[]).await.status.as_u16(), 404);
}

#[tokio::test]
async fn what_is_named_after_its_content_is_kept_and_the_rest_is_asked_for_by_its_tag() {
    let cell = Cell::new().await;
    let router = embedded(&cell);
    let script = format!("/app/{SCRIPT}");
    for (takes, coding, text) in
        [("gzip, br", Some("br"), "in Brotli"), ("gzip", Some("gzip"), "in gzip"), ("", None, "the script, plainly")]
    {
        let came = ask(&router, Method::GET, &script, &[("accept-encoding", takes)], "").await;
        assert_eq!((came.status, came.text.as_str()), (200, text), "{takes}");
        assert_eq!(came.headers.get("content-encoding").map(|value| value.to_str().unwrap()), coding);
        assert_eq!(came.headers["vary"], "accept-encoding");
        assert_eq!(came.headers["cache-control"], "public, max-age=31536000, immutable");
    }
    let worker = ask(&router, Method::GET, "/app/sw.js", &[], "").await;
    assert_eq!((worker.headers["cache-control"].to_str().unwrap(), worker.text.as_str()), ("no-cache", "the worker"));
    let tag = worker.headers["etag"].to_str().unwrap();
    let again = ask(&router, Method::GET, "/app/sw.js", &[("if-none-match", tag)], "").await;
    assert_eq!((again.status, again.text.as_str()), (304, ""));
    assert_eq!(again.headers["etag"], tag);
    let head = ask(&router, Method::HEAD, "/app/", &[], "").await;
    assert_eq!((head.status, head.text.as_str()), (200, ""));
    assert_eq!(head.headers["content-length"], "12");
}

#[tokio::test]
async fn whoever_signs_in_begins_in_the_application_or_where_they_were() {
    let cell = Cell::new().await;
    cell.app.auth.set_password(PersonId(id(LEAD)), PASSWORD).await.unwrap();
    let router = embedded(&cell);
    let form = [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "same-origin")];
    for (next, begins) in [
        ("", "/app/"),
        ("&next=%2Fapp%2Fincidents%3Fopen%3D1", "/app/incidents?open=1"),
        ("&next=%2Fincidents", "/incidents"),
        ("&next=%2F%2Fevil.example", "/app/"),
        ("&next=https%3A%2F%2Fevil.example", "/app/"),
    ] {
        let body = format!("username=lead&password={}{next}", PASSWORD.replace(' ', "+"));
        let came = ask(&router, Method::POST, "/sign-in", &form, &body).await;
        assert_eq!((came.status, came.headers["location"].to_str().unwrap()), (303, begins), "{next}");
        let cookie = came.headers["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        let page = ask(&router, Method::GET, "/incidents", &[("cookie", &cookie)], "").await;
        assert!(page.text.contains(r#"<a href="/app/">Open the app</a>"#), "{}", page.text);
    }
    let page = ask(&router, Method::GET, "/sign-in", &[], "").await;
    assert!(page.text.contains(r#"name="next" value="/app/""#) && !page.text.contains("Open the app"));
}

#[tokio::test]
async fn the_service_says_how_it_is_set_up_to_whoever_is_signed_in() {
    let cell = Cell::new().await;
    let lead = cell.token(LEAD).await;
    let came = cell.get("/api/v1/service", &lead).await.must(200).json();
    assert_eq!(came, serde_json::json!({ "simulator": false, "push_key": null }));
    cell.call(Method::GET, "/api/v1/service", None, None, &[]).await.must(401);
}
