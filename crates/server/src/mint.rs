//! Ids for what a request makes. With an `Idempotency-Key` they are derived from who asks, the route and the key, so
//! that a repeat names the same thing and the rules answer as they did before; without one they are fresh.

use axum::extract::{FromRequestParts, MatchedPath};
use axum::http::request::Parts;
use ctac_engine::ports::{Clock, Random};
use uuid::Uuid;

use crate::app::App;
use crate::caller::Caller;
use crate::limits;
use crate::refused::Refused;

/// The namespace of derived ids (UUIDv5). Never to be changed: repeats after an update must find what they made.
const NAMESPACE: Uuid = Uuid::from_u128(0x6f1d_93c5_2a4e_5b07_9c81_d42e_7a90_33b6);

/// A fresh UUIDv7 of this instant.
#[must_use]
pub fn fresh(clock: &dyn Clock, random: &dyn Random) -> Uuid {
    let mut bytes = [0; 10];
    random.fill(&mut bytes);
    let millis = u64::try_from(clock.now().as_millisecond()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
}

/// Where a request's ids come from.
pub struct Mint {
    /// Who, route and key, if there is a key.
    seed: Option<String>,
    app: App,
}

impl Mint {
    /// The id of the request's `what`: the same for the same key, fresh without one.
    #[must_use]
    pub fn id<T: From<Uuid>>(&self, what: &str) -> T {
        T::from(match &self.seed {
            Some(seed) => Uuid::new_v5(&NAMESPACE, format!("{seed}\n{what}").as_bytes()),
            None => fresh(&*self.app.clock, &*self.app.random),
        })
    }

    /// Whether the request could be a repeat.
    #[must_use]
    pub const fn repeatable(&self) -> bool {
        self.seed.is_some()
    }
}

impl FromRequestParts<App> for Mint {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refused> {
        let caller = Caller::from_request_parts(parts, app).await?;
        let route = parts.extensions.get::<MatchedPath>().map_or("", MatchedPath::as_str).to_owned();
        let path = parts.uri.path();
        let seed = match parts.headers.get("idempotency-key") {
            None => None,
            Some(value) => {
                let key = value.to_str().ok().filter(|key| valid(key)).ok_or_else(|| {
                    Refused::parameter(
                        "Idempotency-Key",
                        format!("must be 1 to {} printable ASCII characters", limits::IDEMPOTENCY_KEY),
                    )
                })?;
                Some(format!("{}\n{} {route} {path}\n{key}", caller.person, parts.method))
            }
        };
        Ok(Self { seed, app: app.clone() })
    }
}

fn valid(key: &str) -> bool {
    (1..=limits::IDEMPOTENCY_KEY).contains(&key.len()) && key.bytes().all(|byte| (0x20..0x7f).contains(&byte))
}
