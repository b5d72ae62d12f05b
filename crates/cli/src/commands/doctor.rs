//! `ctac doctor`: looks whether a node on this machine is well, and says what to do where it is not. Writes nothing.

use std::collections::BTreeSet;

use ctac_domain::duty::{self, CoverageGap, KeptRota};
use ctac_domain::id::RotaId;
use ctac_domain::policy::Target;
use ctac_domain::state::State;
use ctac_engine::ports::{Clock, SystemClock};
use ctac_engine::survey::{Survey, survey};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::args::Doctor;
use crate::config::Config;
use crate::failure::Failure;
use crate::{out, service};

/// Gaps of one rota that are told; the rest are counted.
const SHOWN: usize = 10;
/// How far the last entry may be ahead of this machine's clock.
const SKEW: SignedDuration = SignedDuration::from_secs(5);

/// One thing looked at.
struct Finding {
    what: &'static str,
    well: bool,
    says: String,
}

/// Looks at everything and prints what was found.
///
/// # Errors
/// [`Failure::NotRight`] when anything is not well; the configuration itself cannot be read.
pub async fn run(doctor: Doctor) -> Result<(), Failure> {
    let config = Config::load(&doctor.config)?;
    let findings = look(&config).await;
    for finding in &findings {
        let Finding { what, well, says } = finding;
        if doctor.json {
            out::json(&json!({ "what": what, "well": well, "says": says }))?;
        } else {
            let says = says.replace('\n', &format!("\n{:23}", ""));
            out::line(&format!("{}  {what:<12} {says}", if *well { "well    " } else { "NOT WELL" }))?;
        }
    }
    match findings.iter().filter(|finding| !finding.well).count() {
        0 => Ok(()),
        faults => Err(Failure::NotRight(format!("{faults} of {} things are not well", findings.len()))),
    }
}

async fn look(config: &Config) -> Vec<Finding> {
    let finding = |what, well, says: String| Finding { what, well, says };
    let mut findings = vec![finding("config", true, "it can be read".to_owned()), providers(config)];
    let ring = match ctac_auth::keyring::Keyring::load(&config.store.folder.join(service::KEYRING)) {
        Ok(ring) => ring,
        Err(error) => {
            findings.push(finding("keyring", false, error.to_string()));
            // A database elsewhere can be looked at; a file that is opened would be made.
            if config.store.postgres.is_some() {
                let opened = service::open_store(config).await.err();
                let says = opened.as_ref().map_or_else(|| "it can be reached".to_owned(), ToString::to_string);
                findings.push(finding("store", opened.is_none(), says));
            }
            return findings;
        }
    };
    findings.push(finding("keyring", true, "it is there, and only its owner may read it".to_owned()));
    let (options, stored) = match (service::engine_options(config), service::open_store(config).await) {
        (Ok(options), Ok(stored)) => (options, stored),
        (Err(failure), _) | (_, Err(failure)) => {
            findings.push(finding("store", false, failure.to_string()));
            return findings;
        }
    };
    let surveyed = survey(&options, &stored.ledger, ring.log_seed()).await;
    match surveyed {
        Ok(survey) => findings.extend(of_survey(&survey, SystemClock.now())),
        Err(error) => findings.push(finding("ledger", false, error.to_string())),
    }
    findings
}

fn providers(config: &Config) -> Finding {
    let (well, says) = match crate::providers::look(config) {
        _ if config.simulator.enabled => (false, "the simulator is on: nobody's real phone rings".to_owned()),
        Ok(names) if names.is_empty() => (
            false,
            "no provider is configured: nobody can be reached; set one in the configuration's [providers]".to_owned(),
        ),
        Ok(names) => (true, format!("configured: {}", names.join(", "))),
        Err(failure) => (false, failure.to_string()),
    };
    Finding { what: "providers", well, says }
}

fn of_survey(survey: &Survey, now: Timestamp) -> Vec<Finding> {
    let Survey { state, contradiction, violations } = survey;
    let ahead = state.recorded_at.duration_since(now);
    let all = |faults: &[String], well: String| Finding {
        what: "",
        well: faults.is_empty(),
        says: if faults.is_empty() { well } else { faults.join("\n") },
    };
    let published = contradiction.clone().into_iter().collect::<Vec<_>>();
    vec![
        Finding {
            what: "ledger",
            well: true,
            says: format!("all {} entries fit their leaves and the head", state.size),
        },
        Finding { what: "published", ..all(&published, "the log continues what was published".to_owned()) },
        Finding { what: "invariants", ..all(violations, "they hold".to_owned()) },
        Finding {
            what: "clock",
            well: ahead <= SKEW,
            says: format!("the last entry is of {}; the clock says {now}", state.recorded_at),
        },
        Finding { what: "coverage", ..all(&coverage(state, now), "no gap in the next 90 days".to_owned()) },
    ]
}

/// Gaps of the rotas that a policy asks, and people on call there whom nothing reaches.
fn coverage(state: &State, now: Timestamp) -> Vec<String> {
    let targets = state.policies.values().flat_map(|policy| &policy.steps).flat_map(|step| &step.targets);
    let rota_of = |target: &Target| match target {
        Target::Rota { rota } => Some(*rota),
        Target::Deputy { rota } => state.rotas.get(rota)?.saved.deputy,
        Target::Person { .. } | Target::Team { .. } | Target::Role { .. } | Target::Leads => None,
    };
    let asked: BTreeSet<RotaId> = targets.filter_map(rota_of).collect();
    let used = || state.rotas.values().filter(|kept| kept.retired.is_none());
    let empty = used().filter(|kept| kept.saved.rota.layers.is_empty());
    let mut faults: Vec<String> = empty.map(|kept| nobody_in(&kept.saved.name)).collect();
    let filled = used().filter(|kept| asked.contains(&kept.id()) && !kept.saved.rota.layers.is_empty());
    faults.extend(filled.flat_map(|kept| gaps(state, kept, now)));
    if asked.is_empty() {
        faults.push("no escalation policy asks a rota, so no alert wakes anybody: POST /api/v1/policies".to_owned());
    }
    faults
}

fn nobody_in(name: &str) -> String {
    format!("{name}: nobody is in it yet: write a rota file (config/rotas/README.md), then ctac rota save FILE --yes")
}

/// What the service itself finds and warns of: nobody on call, in this rota and its deputies' together, or nobody whom
/// anything reaches.
fn gaps(state: &State, kept: &KeptRota, now: Timestamp) -> Vec<String> {
    let name = &kept.saved.name;
    let found = duty::coverage(state, kept, now);
    let told = |gap: &CoverageGap| {
        let nobody = format!("{name}: nobody from {} to {}", gap.from, gap.to);
        if gap.unreachable.is_empty() {
            return nobody;
        }
        let unreachable: Vec<String> = gap.unreachable.iter().map(ToString::to_string).collect();
        format!("{nobody} whom anything reaches: {} on call", unreachable.join(", "))
    };
    let more = found.gaps.len().saturating_sub(SHOWN) as u64 + found.more_gaps;
    let mut faults: Vec<String> = found.gaps.iter().take(SHOWN).map(told).collect();
    faults.extend((more > 0).then(|| format!("{name}: and {more} more gaps up to {}", found.horizon)));
    faults
}
