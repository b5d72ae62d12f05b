//! A little cell behind the edge, all in memory: two organisations, a lead, a responder, an administrator, and somebody
//! who is nobody in particular.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use ctac_auth::auth::Auth;
use ctac_auth::keys::Keys;
use ctac_domain::command::{Actor, Command};
use ctac_domain::directory::{Channel, Contact, Organisation, OrganisationKind, Role};
use ctac_domain::id::{ContactId, OrganisationId, PersonId, TokenId};
use ctac_engine::Engine;
use ctac_engine::ports::{NoInterfaces, Ports, SystemClock, SystemRandom};
use ctac_engine::testing::RememberingDeliver;
use ctac_ledger::memory::MemoryStore;
use ctac_server::app::{App, Options};
use ctac_server::router::router;
use serde_json::{Value, json};
use tower::ServiceExt as _;
use uuid::Uuid;
use zeroize::Zeroizing;

/// The password of everybody here.
pub(crate) const PASSWORD: &str = "seven green otters swim";

/// An id that says what it is for.
pub(crate) fn id(n: u128) -> Uuid {
    uuid::Builder::from_random_bytes((n + 0x1000).to_be_bytes()).into_uuid()
}

pub(crate) const TRUST: u128 = 1;
pub(crate) const COUNCIL: u128 = 2;
pub(crate) const ADMIN: u128 = 10;
pub(crate) const LEAD: u128 = 11;
pub(crate) const RESPONDER: u128 = 12;
pub(crate) const OUTSIDER: u128 = 13;

/// See the module.
pub(crate) struct Cell {
    pub(crate) app: App,
    pub(crate) router: Router,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Came {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Came {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// The answer, which must have this status.
    pub(crate) fn must(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        self
    }
}

impl Cell {
    pub(crate) async fn new() -> Self {
        let store = Arc::new(MemoryStore::new());
        let random: ctac_auth::random::Random =
            Arc::new(|bytes: &mut [u8]| ctac_engine::ports::Random::fill(&SystemRandom, bytes));
        let auth = Auth::new(store.clone(), Keys::from_master(&[7; 32]), random);
        let ports = Ports {
            store,
            signing_seed: Zeroizing::new([1; 32]),
            pseudonym_key: Zeroizing::new([2; 32]),
            deliver: Arc::new(RememberingDeliver::default()),
            interfaces: Arc::new(NoInterfaces),
            clock: Arc::new(SystemClock),
            random: Arc::new(SystemRandom),
        };
        let engine = Engine::start(ctac_engine::Options::default(), ports).await.unwrap();
        let options = Options { origins: vec!["https://ctac.example".to_owned()], bench: true, ..Options::default() };
        let app = App::new(engine, auth, Arc::new(SystemClock), Arc::new(SystemRandom), options, None);
        let router = router(app.clone());
        let cell = Self { app, router };
        cell.set_up().await;
        cell
    }

    async fn set_up(&self) {
        for (n, name, kind) in
            [(TRUST, "Northmoor Acute", OrganisationKind::AcuteTrust), (COUNCIL, "Eastvale", OrganisationKind::Council)]
        {
            let organisation = Organisation { id: OrganisationId(id(n)), name: name.to_owned(), kind };
            self.operator(Command::AddOrganisation { organisation }).await;
        }
        self.person(LEAD, TRUST, "lead", vec![Role::IncidentLead, Role::Responder]).await;
        self.person(RESPONDER, COUNCIL, "responder", vec![Role::Responder]).await;
        self.person(OUTSIDER, COUNCIL, "outsider", vec![]).await;
        let contact = Contact {
            id: ContactId(id(90)),
            channel: Channel::Sms,
            hint: "07•• ••• 123".to_owned(),
            verified: true,
            flag: None,
        };
        self.app
            .engine
            .execute(Actor::System, Command::AddContact { person: PersonId(id(LEAD)), contact })
            .await
            .unwrap();
        self.person(ADMIN, TRUST, "admin", vec![Role::CellAdmin]).await;
    }

    /// Gives somebody a verified telephone number, as what sets a cell up does.
    pub(crate) async fn reachable(&self, n: u128) {
        let hint = "07•• ••• 123".to_owned();
        let contact = Contact { id: ContactId(id(1_000 + n)), channel: Channel::Sms, hint, verified: true, flag: None };
        let add = Command::AddContact { person: PersonId(id(n)), contact };
        self.app.engine.execute(Actor::System, add).await.unwrap();
    }

    async fn operator(&self, command: Command) {
        self.app.engine.execute(Actor::Operator, command).await.unwrap();
    }

    async fn person(&self, n: u128, organisation: u128, login: &str, roles: Vec<Role>) {
        let person = PersonId(id(n));
        self.app.auth.put_name(person, &format!("Demo {login}")).await.unwrap();
        self.app.auth.put_login(person, login).await.unwrap();
        self.operator(Command::AddPerson { person, organisation: OrganisationId(id(organisation)), roles }).await;
    }

    /// An API token of somebody.
    pub(crate) async fn token(&self, n: u128) -> String {
        let token = TokenId(mint(&self.app));
        let now = self.app.clock.now();
        self.app.auth.create_token(PersonId(id(n)), token, "test", None, now).await.unwrap().expose()
    }

    /// Sends a request as it stands.
    pub(crate) async fn send(&self, request: Request<Body>) -> Came {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, 64 * 1024 * 1024).await.unwrap();
        Came { status: parts.status, headers: parts.headers, text: String::from_utf8_lossy(&bytes).into_owned() }
    }

    /// Calls a route with a token, a body and further headers.
    pub(crate) async fn call(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: Option<Value>,
        headers: &[(&str, &str)],
    ) -> Came {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = match body {
            Some(body) => {
                request = request.header("content-type", "application/json");
                Body::from(body.to_string())
            }
            None => Body::empty(),
        };
        self.send(request.body(body).unwrap()).await
    }

    pub(crate) async fn get(&self, path: &str, token: &str) -> Came {
        self.call(Method::GET, path, Some(token), None, &[]).await
    }

    pub(crate) async fn post(&self, path: &str, token: &str, body: Value) -> Came {
        self.call(Method::POST, path, Some(token), Some(body), &[]).await
    }

    /// Declares an incident and tells its id.
    pub(crate) async fn declare(&self, token: &str, title: &str) -> String {
        let body = json!({ "title": title, "severity": "S1" });
        let declared = self.post("/api/v1/incidents", token, body).await.must(201).json();
        declared["id"].as_str().unwrap().to_owned()
    }
}

fn mint(app: &App) -> Uuid {
    ctac_server::mint::fresh(&*app.clock, &*app.random)
}
