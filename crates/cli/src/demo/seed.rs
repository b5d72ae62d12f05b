//! Records the fictional cell in an empty ledger, through the same commands as any administrator's.

use std::collections::BTreeMap;

use ctac_auth::auth::Auth;
use ctac_domain::command::{Actor, Command, OnNow};
use ctac_domain::directory::{self, NotificationRule};
use ctac_domain::handling::Handling;
use ctac_domain::id::{IntegrationId, OrganisationId, PersonId, PolicyId, RotaId};
use ctac_domain::incident::Severity;
use ctac_domain::marking::Marking;
use ctac_domain::policy::{AlertSeverity, Condition, IntegrationKind, KeyHash, Route, RoutingRule, Step, Target};
use ctac_engine::Engine;

use crate::demo::cast::{self, ORGANISATIONS, PEOPLE, ROTAS};
use crate::demo::rota;
use crate::failure::Failure;
use crate::random;

/// What the seed made that cannot be looked up afterwards.
#[derive(Debug, Clone)]
pub struct Seeded {
    /// The password of everybody.
    pub password: String,
    /// The key of the integration whose critical alerts page.
    pub paging_key: String,
    /// The key of the integration whose critical alerts declare an incident.
    pub declaring_key: String,
    /// The key of the integration whose alerts are only recorded.
    pub recording_key: String,
    /// People by login.
    pub people: BTreeMap<&'static str, PersonId>,
}

/// How the cell is set up, where a demonstration and a test want different things.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// How long each step of the policy waits, in seconds.
    pub step_s: u32,
}

/// Records everything.
///
/// # Errors
/// A command was refused: the ledger was not empty.
pub async fn seed(engine: &Engine, auth: &Auth, pace: Pace) -> Result<Seeded, Failure> {
    let mut seeding = Seeding { engine, auth, organisations: BTreeMap::new(), people: BTreeMap::new() };
    let password = format!("{}-{}", random::word(8), random::word(8));
    seeding.organisations().await?;
    // The administrator is the last of the people, and signs the rest: from then on the operator is refused.
    seeding.people(&password).await?;
    let policy = seeding.policy(pace).await?;
    let page = Route::Page { policy, severity: Severity::S2 };
    let declare = Route::Declare { policy, severity: Severity::S1, marking: Marking::Amber };
    let paging_key = seeding.integration("Hospital monitoring", "trust", IntegrationKind::EventsV2, page).await?;
    let declaring_key =
        seeding.integration("Ambulance monitoring", "ambulance", IntegrationKind::Alertmanager, declare).await?;
    let recording_key =
        seeding.integration("Council logs", "council", IntegrationKind::EventsV2, Route::Record).await?;
    Ok(Seeded { password, paging_key, declaring_key, recording_key, people: seeding.people })
}

struct Seeding<'a> {
    engine: &'a Engine,
    auth: &'a Auth,
    organisations: BTreeMap<&'static str, OrganisationId>,
    people: BTreeMap<&'static str, PersonId>,
}

impl Seeding<'_> {
    async fn record(&self, actor: Actor, command: Command) -> Result<(), Failure> {
        let done = self.engine.execute(actor, command).await;
        done.map(|_| ()).map_err(|error| Failure::Refused(format!("the demonstration cannot be set up: {error}")))
    }

    /// Whoever may administer now.
    fn administrator(&self) -> Actor {
        self.people.get("aster").map_or(Actor::Operator, |id| Actor::Person(*id))
    }

    async fn organisations(&mut self) -> Result<(), Failure> {
        for organisation in &ORGANISATIONS {
            let id = OrganisationId(random::uuid());
            let added = directory::Organisation { id, name: organisation.name.to_owned(), kind: organisation.kind };
            self.record(Actor::Operator, Command::AddOrganisation { organisation: added }).await?;
            self.organisations.insert(organisation.key, id);
        }
        Ok(())
    }

    fn organisation(&self, key: &str) -> Result<OrganisationId, Failure> {
        let missing = || Failure::NotRight(format!("no organisation {key} was recorded"));
        self.organisations.get(key).copied().ok_or_else(missing)
    }

    async fn people(&mut self, password: &str) -> Result<(), Failure> {
        for (index, cast) in PEOPLE.iter().enumerate() {
            let person = PersonId(random::uuid());
            let failed = |error: &dyn std::error::Error| Failure::Unavailable(format!("{}: {error}", cast.login));
            self.auth.put_name(person, cast.name).await.map_err(|error| failed(&error))?;
            self.auth.put_login(person, cast.login).await.map_err(|error| failed(&error))?;
            self.auth.set_password(person, password).await.map_err(|error| failed(&error))?;
            let organisation = self.organisation(cast.organisation)?;
            let roles = cast.roles.to_vec();
            self.record(Actor::Operator, Command::AddPerson { person, organisation, roles }).await?;
            self.people.insert(cast.login, person);
            self.reachable(cast, index, person).await?;
        }
        Ok(())
    }

    async fn reachable(&self, cast: &cast::Person, index: usize, person: PersonId) -> Result<(), Failure> {
        for (channel, _) in cast.told {
            let address = cast::address(cast, index, *channel);
            let id = random::uuid().into();
            let kept = self.auth.put_contact(person, id, *channel, &address).await;
            let hint = kept.map_err(|error| Failure::Unavailable(format!("{}: {error}", cast.login)))?;
            let contact = directory::Contact { id, channel: *channel, hint, verified: true, flag: None };
            // Nobody is there to type a code: what sets the cell up says that they are verified. No request can.
            self.record(Actor::System, Command::AddContact { person, contact }).await?;
        }
        let rules = cast.told.iter().map(|(channel, after_s)| NotificationRule::new(*channel, *after_s));
        let command = Command::ChangeRules { person, rules: rules.collect() };
        self.record(self.administrator(), command).await
    }

    /// The rotas of the files, by their file.
    async fn rotas(&self) -> Result<BTreeMap<&'static str, RotaId>, Failure> {
        let mut made = BTreeMap::new();
        for cast in &ROTAS {
            let file = rota::file(cast)?;
            let (id, name, duty) = (RotaId(random::uuid()), file.name.clone(), rota::duty(file.duty));
            let deputy = cast.deputy.and_then(|deputy| made.get(deputy).copied());
            let rota = rota::with_people(file, self.engine.state().recorded_at, &self.people)?;
            let command = Command::SaveRota { id, name, rota, duty, deputy, on_now: OnNow::Recount, expect: None };
            self.record(self.administrator(), command).await?;
            made.insert(cast.file, id);
        }
        Ok(made)
    }

    /// First whoever is on duty, then their deputy, then everybody who may lead.
    async fn policy(&self, pace: Pace) -> Result<PolicyId, Failure> {
        let rotas = self.rotas().await?;
        let asked = [cast::FIRST, cast::SECOND].into_iter().filter_map(|file| rotas.get(file));
        let step = |rota: &RotaId| Step::new(vec![Target::Rota { rota: *rota }], pace.step_s);
        let mut steps: Vec<Step> = asked.map(step).collect();
        let leads = Target::Role { role: directory::Role::IncidentLead };
        steps.push(Step::new(vec![leads], pace.step_s.saturating_mul(2)));
        let id = PolicyId(random::uuid());
        let name = "Cyber duty".to_owned();
        let command = Command::SavePolicy { id, name, steps, repeats: 2, expect: None };
        self.record(self.administrator(), command).await?;
        Ok(id)
    }

    /// An integration whose critical alerts take `route`; the rest is recorded only.
    async fn integration(
        &self,
        name: &str,
        organisation: &str,
        kind: IntegrationKind,
        route: Route,
    ) -> Result<String, Failure> {
        let key = random::uuid().simple().to_string();
        let when = Condition { severity_at_least: Some(AlertSeverity::Error), ..Condition::default() };
        let command = Command::SaveIntegration {
            id: IntegrationId(random::uuid()),
            name: name.to_owned(),
            organisation: self.organisation(organisation)?,
            kind,
            key: KeyHash::of(&key),
            rules: vec![RoutingRule { when, then: route }],
            otherwise: Route::Record,
            handling: Handling::default(),
            active: true,
            expect: None,
        };
        self.record(self.administrator(), command).await?;
        Ok(key)
    }
}
