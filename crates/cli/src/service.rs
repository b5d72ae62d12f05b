//! The wiring: a configuration becomes a running node. The only place that knows every part.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use ctac_auth::auth::Auth;
use ctac_auth::keyring::Keyring;
use ctac_engine::Engine;
use ctac_engine::ports::{Ports, SystemClock, SystemRandom};
use ctac_ledger::note::key::VerifyingKey;
use ctac_ledger::store::{Store, StoreError};
use ctac_ledger::vault::Vault;
use ctac_notify::dispatch::Notify;
use ctac_notify::govuk_notify::GovUkNotify;
use ctac_notify::govuk_notify::receipt::Token;
use ctac_notify::phone::Phone;
use ctac_notify::twilio::Twilio;
use ctac_store_postgres::PostgresStore;
use ctac_store_sqlite::SqliteStore;
use rustls::ServerConfig;
use tokio::net::TcpListener;
use zeroize::Zeroizing;

use crate::config::Config;
use crate::deliver::Delivery;
use crate::failure::Failure;
use crate::folder::Lock;
use crate::interfaces::Calls;
use crate::providers::{Delivering, delivering};
use crate::random;

/// The keyring's name in the node's folder.
pub const KEYRING: &str = "keyring.toml";
/// The database's name in the node's folder, on SQLite.
pub const DATABASE: &str = "ctac.db";
/// Where the highest checkpoint ever published is kept, outside the database.
pub const PUBLISHED: &str = "published.checkpoint";

/// The parts of a node, before it listens.
pub struct Parts {
    /// The rules at work.
    pub engine: Engine,
    /// Who people are.
    pub auth: Auth,
    /// The built-in phone, when there is one.
    pub phone: Option<Phone>,
    /// Twilio, when it is configured and the simulator is off.
    pub twilio: Option<Twilio>,
    /// GOV.UK Notify, when it is configured and the simulator is off.
    pub govuk_notify: Option<Arc<GovUkNotify>>,
    /// What GOV.UK Notify's callbacks prove themselves by, when it is to make any.
    pub govuk_token: Option<Token>,
    /// What browsers subscribe to pushes with, when pushes to them are configured.
    pub push_key: Option<String>,
    /// The providers, and how each has been doing.
    pub notify: Notify,
    /// Where it will listen.
    pub listener: TcpListener,
    /// Where it will take email, when it is to.
    pub mail: Option<TcpListener>,
    /// Its certificate, when it has one.
    pub tls: Option<ServerConfig>,
    /// Keeps the folder this node's alone, on SQLite.
    pub lock: Option<Lock>,
    /// What links begin with.
    pub public_url: String,
}

/// A store, as both of its faces.
pub struct Stored {
    /// The ledger.
    pub ledger: Arc<dyn Store>,
    /// The vault.
    pub vault: Arc<dyn Vault>,
}

/// Opens the configured store.
///
/// # Errors
/// It cannot be reached, or is not one that this program can use.
pub async fn open_store(config: &Config) -> Result<Stored, Failure> {
    if let Some(url) = &config.store.postgres {
        let store = Arc::new(PostgresStore::connect(url).await.map_err(|error| unavailable(config, &error))?);
        return Ok(Stored { ledger: store.clone(), vault: store });
    }
    let path = config.store.folder.join(DATABASE);
    let store = Arc::new(SqliteStore::open(&path).await.map_err(|error| unavailable(config, &error))?);
    Ok(Stored { ledger: store.clone(), vault: store })
}

/// The store's own words, and what to do about them.
fn unavailable(config: &Config, error: &StoreError) -> Failure {
    Failure::Unavailable(match (error, &config.store.postgres) {
        (StoreError::Unavailable(_), Some(_)) => format!(
            "{error}. Look whether PostgreSQL runs there and lets ctac in, and at store.postgres (or CTAC_POSTGRES)"
        ),
        (StoreError::Unavailable(_), None) => {
            format!("{}: {error}. Look at store.folder", config.store.folder.join(DATABASE).display())
        }
        _ => error.to_string(),
    })
}

/// Makes the node's folder, for its owner alone.
///
/// # Errors
/// It cannot be made.
pub fn make_folder(folder: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::DirBuilderExt;
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
    match made {
        Err(_) if folder.exists() && !folder.is_dir() => Err(Failure::Usage(format!(
            "store.folder: {} is no folder; name one, which is made where there is none",
            folder.display()
        ))),
        made => made.map_err(|error| Failure::Io(format!("store.folder: {}: {error}", folder.display()))),
    }
}

async fn bind(listen: SocketAddr) -> Result<(TcpListener, SocketAddr), Failure> {
    let bound = TcpListener::bind(listen).await;
    let listener =
        bound.map_err(|error| Failure::Unavailable(format!("server.listen: cannot listen at {listen}: {error}")))?;
    let bound = listener.local_addr().map_err(|error| Failure::Io(error.to_string()))?;
    Ok((listener, bound))
}

/// The node's keyring, made when there is none and the ledger is empty.
///
/// # Errors
/// It cannot be read, or others can read it; there is none, and the ledger was begun with another's.
async fn keyring(config: &Config, stored: &Stored) -> Result<Keyring, Failure> {
    let path = config.store.folder.join(KEYRING);
    let head = stored.ledger.head().await.map_err(|error| unavailable(config, &error))?;
    if head.size > 0 && !path.exists() {
        return Err(Failure::Usage(format!(
            "{} is missing, and the ledger was begun with its keys: copy {KEYRING} from the first node, or from the \
             backup, to {} (only its owner may read it); nothing was changed",
            path.display(),
            config.store.folder.display()
        )));
    }
    Keyring::load_or_create(&path, &auth_random()).map_err(|error| Failure::Usage(error.to_string()))
}

fn auth_random() -> ctac_auth::random::Random {
    Arc::new(|bytes: &mut [u8]| ctac_engine::ports::Random::fill(&SystemRandom, bytes))
}

/// Puts a node together: opens the store, replays the ledger, starts the loop, binds the address.
///
/// # Errors
/// Whatever stands in the way, in words.
pub async fn assemble(config: &Config) -> Result<Parts, Failure> {
    config.check()?;
    crate::tls::install();
    // Before the engine, which sets and describes what is measured.
    let _recorder = crate::metric::handle();
    let tls = crate::tls::own(config)?;
    make_folder(&config.store.folder)?;
    let lock = match config.store.postgres {
        Some(_) => None,
        None => Some(crate::folder::lock(&config.store.folder).await?),
    };
    let (listener, bound) = bind(config.server.listen).await?;
    let mail = crate::mail::bind(config).await?;
    let stored = open_store(config).await?;
    let keyring = keyring(config, &stored).await?;
    let auth = Auth::new(stored.vault, keyring.keys(), auth_random());
    let public_url = config.public_url(bound);
    let Delivering { notify, phone, twilio, govuk_notify, govuk_token, push_key } =
        delivering(config, &auth, &public_url)?;
    let ports = Ports {
        store: stored.ledger,
        signing_seed: Zeroizing::new(*keyring.log_seed()),
        pseudonym_key: Zeroizing::new(*keyring.keys().pseudonym()),
        deliver: Arc::new(Delivery::new(auth.clone(), notify.clone(), public_url.clone())),
        interfaces: Arc::new(Calls(config.interfaces.calls()?)),
        clock: Arc::new(SystemClock),
        random: Arc::new(SystemRandom),
    };
    let engine = Engine::start(engine_options(config)?, ports)
        .await
        .map_err(|error| Failure::Unavailable(format!("the ledger cannot be opened: {error}")))?;
    Ok(Parts {
        engine,
        auth,
        phone,
        twilio,
        govuk_notify,
        govuk_token,
        push_key,
        notify,
        listener,
        mail,
        tls,
        lock,
        public_url,
    })
}

/// The configuration as the engine takes it.
///
/// # Errors
/// A witness's key is none.
pub fn engine_options(config: &Config) -> Result<ctac_engine::Options, Failure> {
    let witness = |key: &String| {
        VerifyingKey::parse(key).map_err(|error| Failure::Usage(format!("server.witnesses: {key:?}: {error}")))
    };
    Ok(ctac_engine::Options {
        node: random::uuid().into(),
        inbox: config.engine.inbox,
        batch: config.engine.batch,
        calls: config.engine.calls,
        lease_s: config.engine.lease_s,
        origin: config.server.origin.clone(),
        new_origin: config.engine.new_origin.clone(),
        witnesses: config.server.witnesses.iter().map(witness).collect::<Result<_, _>>()?,
        published: Some(config.store.folder.join(PUBLISHED)),
    })
}
