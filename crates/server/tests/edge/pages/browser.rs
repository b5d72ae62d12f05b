//! Somebody with a browser: their cookie, what a browser says of its requests, and the forms they send. And the
//! simulator's phone, which keeps what the engine's deliverer is given.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request};
use ctac_domain::command::{Actor, Command};
use ctac_domain::directory::{Channel, Contact};
use ctac_domain::id::{ContactId, IncidentId, NotificationId, PageId, PersonId, PolicyId};
use ctac_domain::incident::{RoomRole, Severity};
use ctac_domain::marking::Marking;
use ctac_domain::policy::{Step, Target};
use ctac_server::app::{App, Options};
use ctac_server::phone::{Phone, PhoneMessage, Text};
use ctac_server::router::router;
use tower::ServiceExt as _;

use crate::cell::{ADMIN, Came, Cell, LEAD, OUTSIDER, PASSWORD, RESPONDER, id};

/// A cell with a simulator.
pub(crate) struct Service {
    pub(crate) cell: Cell,
    router: Router,
}

/// A browser, perhaps signed in.
pub(crate) struct Browser<'a> {
    service: &'a Service,
    cookie: Option<String>,
}

/// A phone that shows every notification of every page as a message.
struct AllNotifications(App);

#[async_trait]
impl Phone for AllNotifications {
    fn messages(&self, after: u64) -> Vec<PhoneMessage> {
        let state = self.0.engine.state();
        let all = state.pages.values().flat_map(|page| page.notifications.values().map(move |it| (page, it)));
        let message =
            |(number, (page, it)): (u64, (&Arc<ctac_domain::page::Page>, &ctac_domain::page::Notification))| {
                let link = format!("https://ctac.example/a/{}", self.0.auth.link_token(it.id));
                let headline = ctac_domain::message::headline(&state, page);
                let body = format!("CTAC: {headline} <b>");
                let code = it.code.map(|code| code.to_string());
                let text = Text { headline, body, code, link: Some(link) };
                PhoneMessage {
                    number,
                    received_at: page.raised_at,
                    attempt: it.id.0.into(),
                    page: Some(page.id),
                    notification: it.id,
                    person: it.person,
                    contact: it.contact,
                    channel: it.channel,
                    hint: "07•• ••• 123".to_owned(),
                    text,
                }
            };
        (1..).zip(all).map(message).filter(|message| message.number > after).collect()
    }

    async fn wait_beyond(&self, _: u64, _: Duration) {}
}

impl Service {
    /// With the simulator or without.
    pub(crate) async fn new(simulator: bool) -> Self {
        let mut cell = Cell::new().await;
        let options = Options { simulator, ..(*cell.app.options).clone() };
        cell.app.options = Arc::new(options);
        let mut app = cell.app.clone();
        if simulator {
            app = app.with_phone(Arc::new(AllNotifications(cell.app.clone())));
        }
        let contact =
            |n, channel| Contact { id: ContactId(id(n)), channel, hint: "x".to_owned(), verified: true, flag: None };
        for (n, contact) in [(RESPONDER, contact(91, Channel::Voice)), (OUTSIDER, contact(92, Channel::Sms))] {
            let command = Command::AddContact { person: PersonId(id(n)), contact };
            cell.app.engine.execute(Actor::System, command).await.unwrap();
        }
        Self { router: router(app), cell }
    }

    pub(crate) fn nobody(&self) -> Browser<'_> {
        Browser { service: self, cookie: None }
    }

    /// Somebody who signed in on the sign-in page.
    pub(crate) async fn signed_in(&self, n: u128, login: &str) -> Browser<'_> {
        self.cell.app.auth.set_password(PersonId(id(n)), PASSWORD).await.unwrap();
        let (browser, to) = self.signs_in(login, PASSWORD).await;
        assert_eq!(to, "/");
        browser
    }

    /// Somebody who has a password signs in; and where the sign-in page leads them.
    pub(crate) async fn signs_in(&self, login: &str, password: &str) -> (Browser<'_>, String) {
        let came = self.nobody().post("/sign-in", &[("username", login), ("password", password)]).await.must(303);
        let to = came.headers["location"].to_str().unwrap().to_owned();
        let cookie = came.headers["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        (Browser { service: self, cookie: Some(cookie) }, to)
    }

    pub(crate) async fn does(&self, n: u128, command: Command) {
        self.cell.app.engine.execute(Actor::Person(PersonId(id(n))), command).await.unwrap();
    }

    /// An AMBER incident that the lead leads and the responder works in; tells its reference.
    pub(crate) async fn incident(&self, title: &str) -> String {
        let incident = IncidentId(id(50));
        let (severity, marking) = (Severity::S1, Marking::Amber);
        let title = title.to_owned();
        self.does(LEAD, Command::Declare { incident, title, severity, marking, alert: None, policy: None }).await;
        let person = PersonId(id(RESPONDER));
        let grant = Command::GrantMembership { incident, person, role: RoomRole::Responder, until: None, reason: None };
        self.does(LEAD, grant).await;
        self.cell.app.engine.state().incidents[&incident].reference.clone()
    }

    /// A page of an incident that pages these people, in one step; tells the page.
    pub(crate) async fn page(&self, whom: &[u128]) -> PageId {
        let policy = PolicyId(id(60));
        let targets = whom.iter().map(|n| Target::Person { person: PersonId(id(*n)) }).collect();
        let steps = vec![Step::new(targets, 3_600)];
        let save = Command::SavePolicy { id: policy, name: "Duty".to_owned(), steps, repeats: 0, expect: None };
        self.does(ADMIN, save).await;
        let incident = IncidentId(id(51));
        let (title, severity) = ("Paged for".to_owned(), Severity::S2);
        let marking = Marking::Amber;
        let declare = Command::Declare { incident, title, severity, marking, alert: None, policy: Some(policy) };
        self.does(LEAD, declare).await;
        self.cell.app.engine.state().incidents[&incident].pages[0]
    }

    /// The notification by which somebody was told of a page.
    pub(crate) fn notification(&self, page: PageId, n: u128) -> NotificationId {
        let state = self.cell.app.engine.state();
        let mut told = state.pages[&page].notifications.values().filter(|it| it.person == PersonId(id(n)));
        told.next().unwrap().id
    }

    pub(crate) fn link(&self, page: PageId, n: u128) -> String {
        format!("/a/{}", self.cell.app.auth.link_token(self.notification(page, n)))
    }

    pub(crate) fn open(&self, page: PageId) -> bool {
        self.cell.app.engine.state().pages[&page].is_open()
    }
}

impl Browser<'_> {
    fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let mut request = Request::builder().method(method).uri(path).header("accept", "text/html,*/*;q=0.8");
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        request
    }

    async fn send(&self, request: Request<Body>) -> Came {
        let response = self.service.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, 64 * 1024 * 1024).await.unwrap();
        Came { status: parts.status, headers: parts.headers, text: String::from_utf8_lossy(&bytes).into_owned() }
    }

    pub(crate) async fn get(&self, path: &str) -> Came {
        self.send(self.request(Method::GET, path).body(Body::empty()).unwrap()).await
    }

    /// A script of a page asks, from this service's own pages or, as the browser says, from another site's.
    pub(crate) async fn asks(&self, method: Method, path: &str, body: Option<serde_json::Value>, site: &str) -> Came {
        let request =
            self.request(method, path).header("sec-fetch-site", site).header("content-type", "application/json");
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        self.send(request.body(body).unwrap()).await
    }

    pub(crate) async fn head(&self, path: &str) -> Came {
        self.send(self.request(Method::HEAD, path).body(Body::empty()).unwrap()).await
    }

    /// Sends a form of one of our own pages.
    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Came {
        self.post_from("same-origin", path, fields).await
    }

    /// Sends a form of a page of some site.
    pub(crate) async fn post_from(&self, site: &str, path: &str, fields: &[(&str, &str)]) -> Came {
        let pairs: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
        let request = self
            .request(Method::POST, path)
            .header("sec-fetch-site", site)
            .header("content-type", "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(pairs.join("&"))).unwrap()).await
    }

    /// Sends a form as a notification's button does: the words of what came of it are enough.
    pub(crate) async fn post_for_words(&self, path: &str, fields: &[(&str, &str)]) -> Came {
        let pairs: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header("accept", "application/json")
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "application/x-www-form-urlencoded;charset=UTF-8");
        self.send(request.body(Body::from(pairs.join("&"))).unwrap()).await
    }

    /// What a program sends to the phone.
    pub(crate) async fn post_json(&self, path: &str, body: &str) -> Came {
        let request = Request::builder().method(Method::POST).uri(path).header("content-type", "application/json");
        self.send(request.body(Body::from(body.to_owned())).unwrap()).await
    }
}

fn escaped(value: &str) -> String {
    value.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// The value of the hidden field of this name in the form that says it is `form`.
pub(crate) fn client_id(page: &str, form: &str) -> String {
    let (_, rest) = page.split_once(&format!("name=\"form\" value=\"{form}\"")).expect("the form is there");
    let (_, rest) = rest.split_once("name=\"client_id\" value=\"").expect("it has an id");
    rest.split('"').next().unwrap().to_owned()
}
