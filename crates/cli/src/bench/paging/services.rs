//! The services: each has a source of alerts, a policy, and a few people who are told in one way.

use ctac_domain::command::{Actor, Command};
use ctac_domain::directory::{Channel, Contact, NotificationRule, Role};
use ctac_domain::handling::Handling;
use ctac_domain::id::{IntegrationId, OrganisationId, PersonId, PolicyId};
use ctac_domain::incident::Severity;
use ctac_domain::marking::Marking;
use ctac_domain::policy::{IntegrationKind, KeyHash, Route, Step, Target};

use super::super::cast::{Cast, PACE};
use super::super::limits::SERVICES;
use super::super::settings::Run;
use super::By;
use super::providers::Providers;
use crate::config::Config;
use crate::demo::seed::seed;
use crate::failure::Failure;
use crate::random;
use crate::service::{self, Parts};

/// People of one service, asked in turn: with four, each is sent fifty messages in a round, half of what the networks let
/// through to a number within the hour.
const PEOPLE: usize = 4;

/// Records them in a fresh folder; the server's configuration beside it, as text and as it is read.
pub(super) async fn record(run: &Run, number: u32, providers: &Providers) -> Result<(Cast, Config), Failure> {
    let name = format!("paging-{number}");
    let configuration = configuration(run, &name, providers);
    let config: Config =
        toml::from_str(&configuration).map_err(|error| Failure::NotRight(format!("the configuration: {error}")))?;
    let parts = service::assemble(&config).await?;
    let seeded = seed(&parts.engine, &parts.auth, PACE).await?;
    let missing = || Failure::NotRight("no administrator was recorded".to_owned());
    let administrator = seeded.people.get("aster").copied().ok_or_else(missing)?;
    let organisation = parts.engine.state().people.get(&administrator).map(|it| it.organisation);
    let services = Services { parts: &parts, administrator, organisation: organisation.ok_or_else(missing)? };
    let mut keys = Vec::with_capacity(SERVICES);
    for number in 0..SERVICES as u64 {
        keys.push(services.service(number).await?);
    }
    parts.engine.shutdown().await;
    let cast = Cast {
        name,
        configuration,
        recording_keys: keys,
        paging_key: seeded.paging_key,
        reader: String::new(),
        room: None,
    };
    Ok((cast, config))
}

fn configuration(run: &Run, name: &str, providers: &Providers) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let folder = quoted(&run.folder().join(name).to_string_lossy());
    let postgres = run.postgres.as_deref().map(|url| format!("postgres = {}\n", quoted(url))).unwrap_or_default();
    let (twilio, notify, ntfy) = (providers.twilio.at, providers.notify, providers.ntfy);
    let (account, token) = (format!("AC{}", "0".repeat(32)), random::word(32));
    let (service, secret, template) = (random::uuid(), random::uuid(), random::uuid());
    format!(
        r#"
[server]
listen = "127.0.0.1:0"
origin = "ctac.invalid/bench"
signals_per_minute = 0
bench = true
[store]
folder = {folder}
{postgres}[providers]
order = ["twilio", "govuk-notify", "ntfy"]
[providers.twilio]
account_sid = "{account}"
auth_token = "{token}"
from = "+447700900000"
base_url = "http://{twilio}"
[providers.govuk-notify]
api_key = "bench-{service}-{secret}"
sms_template = "{template}"
email_template = "{template}"
base_url = "http://{notify}"
[providers.ntfy]
url = "http://{ntfy}/"
"#
    )
}

struct Services<'a> {
    parts: &'a Parts,
    administrator: PersonId,
    organisation: OrganisationId,
}

impl Services<'_> {
    async fn record(&self, command: Command) -> Result<(), Failure> {
        let done = self.parts.engine.execute(Actor::Person(self.administrator), command).await;
        done.map(|_| ()).map_err(|error| Failure::Refused(format!("a measured service cannot be set up: {error}")))
    }

    /// One service; the key of its source.
    async fn service(&self, number: u64) -> Result<String, Failure> {
        let (policy, organisation) = (PolicyId(random::uuid()), self.organisation);
        let mut targets = Vec::with_capacity(PEOPLE);
        for nth in 0..PEOPLE as u64 {
            let person = PersonId(random::uuid());
            self.record(Command::AddPerson { person, organisation, roles: vec![Role::Responder] }).await?;
            self.reachable(person, number, number * PEOPLE as u64 + nth).await?;
            targets.push(Target::Person { person });
        }
        let steps = vec![Step { in_turn: true, ..Step::new(targets, PACE.step_s) }];
        let name = format!("Service {number}");
        self.record(Command::SavePolicy { id: policy, name: name.clone(), steps, repeats: 0, expect: None }).await?;
        let key = random::uuid().simple().to_string();
        self.record(Command::SaveIntegration {
            id: IntegrationId(random::uuid()),
            name,
            organisation,
            kind: IntegrationKind::EventsV2,
            key: KeyHash::of(&key),
            rules: Vec::new(),
            otherwise: Route::Declare { policy, severity: Severity::S2, marking: Marking::Amber },
            handling: Handling::default(),
            active: true,
            expect: None,
        })
        .await?;
        Ok(key)
    }

    async fn reachable(&self, person: PersonId, service: u64, number: u64) -> Result<(), Failure> {
        let (channel, address) = match By::of(service) {
            By::DeadThenWell => (Channel::Sms, format!("+4477009{number:05}")),
            By::Slow => (Channel::Push, format!("ntfy:service-{number}")),
            By::Well => (Channel::Email, format!("service-{number}@example.org")),
        };
        let id = random::uuid().into();
        let kept = self.parts.auth.put_contact(person, id, channel, &address).await;
        let hint = kept.map_err(|error| Failure::Unavailable(format!("an address: {error}")))?;
        let contact = Contact { id, channel, hint, verified: true, flag: None };
        // Nobody but its person says that a contact is verified, and, here, the service itself.
        let added = self.parts.engine.execute(Actor::System, Command::AddContact { person, contact }).await;
        added.map_err(|error| Failure::Refused(format!("a measured person cannot be set up: {error}")))?;
        self.record(Command::ChangeRules { person, rules: vec![NotificationRule::new(channel, 0)] }).await
    }
}
