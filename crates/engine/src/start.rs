//! Starting: read what was published, replay, hold one against the other, begin the log if it is empty, start the tasks.

use std::sync::Arc;

use ctac_domain::command::{Actor, Command};
use ctac_domain::id::NodeId;
use ctac_domain::invariants;
use ctac_ledger::checkpoint::Checkpoint;
use tokio::sync::mpsc;
use tokio::time::{MissedTickBehavior, interval};

use crate::checkpoints::Checkpoints;
use crate::decision_loop::{self, within};
use crate::effects::Effects;
use crate::ports::Ports;
use crate::replay::{Replayed, replay};
use crate::restore::{self, Verdict};
use crate::shared::Shared;
use crate::{Engine, Options, Standing, StartError, coverage, follow, limits, metric, outages, published, rooms};

/// How this node is to begin.
struct Beginning {
    standing: Standing,
    origin: String,
    /// What is to be recorded first.
    first: Option<Command>,
}

impl Engine {
    /// Replays the ledger, holds it against what was published, begins it if it is empty, and starts the loop.
    ///
    /// A log that contradicts a published checkpoint (a database restored from an older copy, or changed) is started
    /// read-only, see [`Standing::ReadOnly`], unless [`Options::new_origin`] says under which name it goes on.
    ///
    /// # Errors
    /// See [`StartError`].
    pub async fn start(options: Options, ports: Ports) -> Result<Self, StartError> {
        metric::describe();
        let options = checked(options, &ports)?;
        // Before the replay: see `restore::judge`.
        let kept = within(limits::READ, ports.store.latest_checkpoint()).await?.map(|kept| kept.note);
        let outside = published_note(&options)?;
        let mut effects = Effects::new(options.calls);
        let replayed = replay(&ports.store, &mut effects).await?;
        let checkpoints: Vec<_> = outside.into_iter().chain(kept.clone()).collect();
        let beginning = begin(&options, &ports, &replayed, &checkpoints)?;
        let signer = restore::signer(&beginning.origin, &ports.signing_seed)?;

        let standing = (beginning.standing, signer.verifying_key().clone());
        let projection = (Arc::new(replayed.state), replayed.tree);
        let (shared, receivers) = Shared::new(options, ports, standing, projection);
        metric::set(metric::READ_ONLY, u64::from(shared.standing != Standing::Writable));
        let (followed, followed_end) = mpsc::channel(limits::FOLLOWED);
        let demands = decision_loop::spawn(&shared, receivers, followed_end, replayed.head, effects);
        shared.spawn_watched("following", follow::follow(Arc::clone(&shared), followed));
        shared.spawn_watched("the rooms", rooms::keep(Arc::clone(&shared)));
        shared.spawn_watched("the coverage watcher", coverage::watch(Arc::clone(&shared)));
        shared.spawn_watched("the watcher of providers", outages::watch(Arc::clone(&shared)));
        shared.tasks.spawn(check_self(Arc::clone(&shared)));
        let engine = Self { shared: Arc::clone(&shared) };
        if let Some(first) = beginning.first {
            engine.execute(Actor::System, first).await?;
        }
        if shared.standing == Standing::Writable {
            let last = kept.and_then(|note| {
                let checkpoint = Checkpoint::open(&note, signer.verifying_key()).ok()?;
                shared.checkpoint.send_replace(Some(note.into()));
                Some(checkpoint)
            });
            shared.spawn_watched("checkpoints", Checkpoints::new(Arc::clone(&shared), signer, demands, last).run());
        }
        Ok(engine)
    }
}

/// Refuses options under which nothing could be sent, and draws what was left to be drawn.
fn checked(mut options: Options, ports: &Ports) -> Result<Options, StartError> {
    if !(1..=ctac_domain::limits::LEASE_S).contains(&options.lease_s) {
        return Err(StartError::Lease(options.lease_s));
    }
    if options.node.0.is_nil() {
        let mut random = [0; 16];
        ports.random.fill(&mut random);
        options.node = NodeId(uuid::Builder::from_random_bytes(random).into_uuid());
    }
    Ok(options)
}

pub(crate) fn published_note(options: &Options) -> Result<Option<String>, StartError> {
    let Some(path) = &options.published else { return Ok(None) };
    published::read(path).map_err(|error| StartError::Published { path: path.clone(), error })
}

fn begin(
    options: &Options,
    ports: &Ports,
    replayed: &Replayed,
    checkpoints: &[String],
) -> Result<Beginning, StartError> {
    let origin = restore::origin(options, replayed)?;
    let start = |origin: &str, continues| Command::StartLedger { origin: origin.to_owned(), continues };
    match restore::judge(checkpoints, replayed, &origin, &ports.signing_seed) {
        Verdict::Continues => {
            let first = replayed.state.origin.is_none().then(|| start(&origin, None));
            Ok(Beginning { standing: Standing::Writable, origin, first })
        }
        Verdict::Contradicts { published, why } => match &options.new_origin {
            Some(new) if replayed.state.origin.as_ref() != Some(new) => {
                tracing::warn!(%why, origin = %new, "the log goes on under a new origin");
                let first = Some(start(new, Some(published)));
                Ok(Beginning { standing: Standing::Writable, origin: new.clone(), first })
            }
            _ => {
                tracing::error!(
                    %why,
                    "this node only reads: the log contradicts what was published; if that is known and meant (a copy \
                     was restored), start it with a name of its own as engine.new_origin"
                );
                Ok(Beginning { standing: Standing::ReadOnly(why), origin, first: None })
            }
        },
    }
}

/// Looks at the whole state once a minute: what must hold and does not is said loudly, by metric and log.
async fn check_self(shared: Arc<Shared>) {
    let mut ticks = interval(limits::SELF_CHECK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = shared.stop.cancelled() => return,
            _ = ticks.tick() => {}
        }
        let state = shared.state.load_full();
        let Ok(violations) = tokio::task::spawn_blocking(move || invariants::check(&state)).await else {
            tracing::error!("the check of the invariants failed");
            continue;
        };
        metric::set(metric::VIOLATIONS, violations.len() as u64);
        for violation in violations.iter().take(limits::VIOLATIONS_LOGGED) {
            tracing::error!(%violation, "an invariant does not hold");
        }
    }
}
