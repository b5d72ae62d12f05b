//! Who is measured: the demonstration's fictional cell, further sources of alerts, and a room full of people, recorded
//! through the same commands as anybody's before the server starts.

use ctac_auth::auth::Auth;
use ctac_domain::command::{Actor, Command};
use ctac_domain::directory::Role;
use ctac_domain::handling::Handling;
use ctac_domain::id::{IncidentId, IntegrationId, PersonId};
use ctac_domain::incident::{RoomRole, Severity};
use ctac_domain::marking::Marking;
use ctac_domain::policy::{IntegrationKind, KeyHash, Route};
use ctac_domain::state::Stream;
use ctac_engine::Engine;
use ctac_engine::ports::{Clock, SystemClock};
use futures_util::{StreamExt, TryStreamExt, stream};

use super::limits;
use super::settings::Run;
use crate::config::Config;
use crate::demo::seed::{Pace, Seeded, seed};
use crate::failure::Failure;
use crate::{random, service};

/// No step of the policy ends while it is measured.
pub(super) const PACE: Pace = Pace { step_s: 3_600 };

/// What was recorded, and the configuration of the server that is to serve it.
pub(super) struct Cast {
    pub(super) name: String,
    pub(super) configuration: String,
    /// Of integrations whose alerts are only recorded.
    pub(super) recording_keys: Vec<String>,
    /// Of the integration whose alerts page.
    pub(super) paging_key: String,
    /// Of somebody who may read alerts.
    pub(super) reader: String,
    /// A room and its people's tokens.
    pub(super) room: Option<RoomCast>,
}

/// A room full of people.
pub(super) struct RoomCast {
    pub(super) incident: IncidentId,
    /// Its last entry.
    pub(super) head: u64,
    pub(super) tokens: Vec<String>,
}

/// Records a cell in a fresh store. `members` people get a room; with `phone`, messages are delivered there.
pub(super) async fn record(
    run: &Run,
    name: &'static str,
    members: usize,
    phone: Option<&str>,
) -> Result<Cast, Failure> {
    let mut config = Config::default();
    config.server.listen.set_port(0);
    config.server.origin = "ctac.invalid/bench".to_owned();
    config.store.folder = run.folder().join(name);
    config.store.postgres.clone_from(&run.postgres);
    let configuration = configuration(&config, phone);
    let parts = service::assemble(&config).await?;
    if !parts.engine.state().organisations.is_empty() {
        return Err(Failure::Usage("the database holds a cell already: give an empty one".to_owned()));
    }
    let seeded = seed(&parts.engine, &parts.auth, PACE).await?;
    let people = People { engine: &parts.engine, auth: &parts.auth, seeded: &seeded };
    let cast = Cast {
        name: name.to_owned(),
        configuration,
        recording_keys: people.sources().await?,
        paging_key: seeded.paging_key.clone(),
        reader: people.token(people.person("bramble")?).await?,
        room: if members == 0 { None } else { Some(people.room(members).await?) },
    };
    parts.engine.shutdown().await;
    Ok(cast)
}

/// The server's configuration file.
fn configuration(config: &Config, phone: Option<&str>) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let folder = quoted(&config.store.folder.to_string_lossy());
    let postgres = config.store.postgres.as_deref().map(|url| format!("postgres = {}\n", quoted(url)));
    let phone = phone.map(|url| format!("[simulator]\nenabled = true\nforward = {}\n", quoted(url)));
    let (listen, origin) = (quoted(&config.server.listen.to_string()), quoted(&config.server.origin));
    format!(
        "[server]\nlisten = {listen}\norigin = {origin}\nsignals_per_minute = 0\nbench = true\n\
         [store]\nfolder = {folder}\n{}{}",
        postgres.unwrap_or_default(),
        phone.unwrap_or_default()
    )
}

struct People<'a> {
    engine: &'a Engine,
    auth: &'a Auth,
    seeded: &'a Seeded,
}

impl People<'_> {
    fn person(&self, login: &str) -> Result<PersonId, Failure> {
        let missing = || Failure::NotRight(format!("nobody called {login} was recorded"));
        self.seeded.people.get(login).copied().ok_or_else(missing)
    }

    async fn record(&self, actor: PersonId, command: Command) -> Result<(), Failure> {
        let done = self.engine.execute(Actor::Person(actor), command).await;
        done.map(|_| ()).map_err(|error| Failure::Refused(format!("the measured cell cannot be set up: {error}")))
    }

    async fn token(&self, person: PersonId) -> Result<String, Failure> {
        let now = SystemClock.now();
        let made = self.auth.create_token(person, random::uuid().into(), "bench", None, now).await;
        made.map(|secret| secret.expose()).map_err(|error| Failure::Unavailable(format!("a token: {error}")))
    }

    /// More integrations that only record.
    async fn sources(&self) -> Result<Vec<String>, Failure> {
        let administrator = self.person("aster")?;
        let organisation = self.organisation(administrator)?;
        let mut keys = Vec::with_capacity(limits::SOURCES);
        for number in 0..limits::SOURCES {
            let key = random::uuid().simple().to_string();
            let command = Command::SaveIntegration {
                id: IntegrationId(random::uuid()),
                name: format!("Source {number}"),
                organisation,
                kind: IntegrationKind::EventsV2,
                key: KeyHash::of(&key),
                rules: Vec::new(),
                otherwise: Route::Record,
                handling: Handling::default(),
                active: true,
                expect: None,
            };
            self.record(administrator, command).await?;
            keys.push(key);
        }
        Ok(keys)
    }

    fn organisation(&self, person: PersonId) -> Result<ctac_domain::id::OrganisationId, Failure> {
        let state = self.engine.state();
        let found = state.people.get(&person).map(|person| person.organisation);
        found.ok_or_else(|| Failure::NotRight("a person was not recorded".to_owned()))
    }

    /// An incident and so many responders who are its members.
    async fn room(&self, members: usize) -> Result<RoomCast, Failure> {
        let lead = self.person("bramble")?;
        let incident = IncidentId(random::uuid());
        let declare = Command::Declare {
            incident,
            title: "Imaging archive unreachable".to_owned(),
            severity: Severity::S2,
            marking: Marking::Amber,
            alert: None,
            policy: None,
        };
        self.record(lead, declare).await?;
        let joining = stream::iter(0..members).map(|_| self.member(lead, incident));
        let tokens = joining.buffered(limits::SEEDING).try_collect().await?;
        let head = self.engine.state().head_of(&Stream::Incident(incident));
        Ok(RoomCast { incident, head, tokens })
    }

    async fn member(&self, lead: PersonId, incident: IncidentId) -> Result<String, Failure> {
        let (administrator, person) = (self.person("aster")?, PersonId(random::uuid()));
        let organisation = self.organisation(lead)?;
        let roles = vec![Role::Responder];
        self.record(administrator, Command::AddPerson { person, organisation, roles }).await?;
        let role = RoomRole::Responder;
        let grant = Command::GrantMembership { incident, person, role, until: None, reason: None };
        self.record(lead, grant).await?;
        self.token(person).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_configuration_is_one() {
        let mut config = Config::default();
        config.store.postgres = Some("postgres://a:\"b@localhost/c".to_owned());
        let read: Config = toml::from_str(&configuration(&config, Some("http://127.0.0.1:1/deliver"))).unwrap();
        assert_eq!((&read.store, read.server.listen), (&config.store, config.server.listen));
        assert!(read.server.bench && read.server.signals_per_minute == 0);
        assert!(read.simulator.enabled && read.check().is_ok());
    }
}
