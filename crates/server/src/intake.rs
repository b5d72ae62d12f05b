//! Where alerts come in: other people's programs, unmodified. Each proves itself by an integration's key.

use std::collections::BTreeMap;

use ctac_api::problem::{Kind, Problem};
use ctac_domain::id::IntegrationId;
use ctac_domain::limits::SIGNAL_FIELDS;
use ctac_engine::Engine;

use crate::app::App;
use crate::integrations::hash;
use crate::limits;
use crate::refused::Refused;
use crate::route::Route;

mod alertmanager;
mod changes;
mod cloudevents;
mod events;
mod grafana;
mod heartbeat;
mod json;
pub(crate) mod mapped;
mod sample;

pub(crate) fn routes() -> Vec<Route> {
    let mut routes = events::routes();
    routes.extend(changes::routes());
    routes.extend(alertmanager::routes());
    routes.extend(heartbeat::routes());
    routes.extend(grafana::routes());
    routes.extend(cloudevents::routes());
    routes.extend(json::routes());
    routes.extend(sample::routes());
    routes
}

/// Why a key is nobody's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unknown {
    /// It is the key of no active integration.
    Key,
    /// So far as this node knows, which cannot see the ledger now. A sender told that its key is wrong gives up.
    Stale,
}

/// The active integration of a key.
pub(crate) fn integration(engine: &Engine, key: &str) -> Result<IntegrationId, Unknown> {
    // A key that is too long is none: nothing long is hashed for nothing.
    if key.is_empty() || key.len() > limits::FIELD_NAME {
        return Err(Unknown::Key);
    }
    let unknown = if engine.freshness().reachable { Unknown::Key } else { Unknown::Stale };
    engine.state().integration_of(&hash(key)).map(|integration| integration.id).ok_or(unknown)
}

/// As [`integration`], for senders who read status codes: 404, or 503 where the key may be a new one.
fn known(app: &App, key: &str) -> Result<IntegrationId, Refused> {
    integration(&app.engine, key).map_err(|unknown| match unknown {
        Unknown::Key => Refused::not_found(),
        Unknown::Stale => Refused::unavailable("The ledger cannot be reached now; the key may be a new one."),
    })
}

/// Counts so many signals of an integration.
pub(crate) fn room_for(app: &App, source: IntegrationId, signals: usize) -> Result<(), Refused> {
    let too_many = |seconds| {
        let problem = Problem::new(Kind::TooManyRequests, "This integration sends more than it may.");
        Refused(problem.with_retry_after(seconds))
    };
    (0..signals).try_for_each(|_| app.throttles.events.check(&source).map_err(too_many))
}

/// Further fields of a signal, within their limits: what does not fit is cut or left out, and the page goes out.
#[derive(Default)]
struct Fields {
    kept: BTreeMap<String, String>,
    bytes: usize,
}

impl Fields {
    fn keep(&mut self, name: &str, value: &str) {
        let name = clean(cut(name, limits::FIELD_NAME));
        let value = clean(cut(value, limits::FIELD_VALUE));
        // As the rules measure it. A field too many is left out: better a page without it than no page.
        let bytes = stored(&name) + stored(&value) + 2;
        if value.is_empty() || self.kept.len() == limits::FIELDS || self.bytes + bytes + 2 > SIGNAL_FIELDS {
            return;
        }
        self.bytes += bytes;
        if let Some(before) = self.kept.insert(name, value) {
            self.bytes = self.bytes.saturating_sub(stored(&before));
        }
    }

    fn keep_if(&mut self, name: &str, value: Option<&String>) {
        if let Some(value) = value {
            self.keep(name, value);
        }
    }
}

/// How many bytes a text takes as JSON, with its quotes.
fn stored(text: &str) -> usize {
    serde_json::to_string(text).map_or(usize::MAX / 4, |json| json.len())
}

/// At most `limit` bytes of a text, cut between characters.
pub(crate) fn cut(text: &str, limit: usize) -> &str {
    match text.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(|end| *end <= limit).last() {
        _ if text.len() <= limit => text,
        Some(end) => text.get(..end).unwrap_or_default(),
        None => "",
    }
}

/// One line of at most so many characters, with nothing that moves a cursor.
pub(crate) fn line(text: &str, characters: usize) -> String {
    text.trim().chars().map(|c| if c.is_control() { ' ' } else { c }).take(characters).collect()
}

/// A text without control characters but line breaks and tabs.
pub(crate) fn clean(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn fields_stay_within_their_limits(given in proptest::collection::vec((any::<char>(), 0_usize..400, 0_usize..4_000), 0..150)) {
            let mut fields = Fields::default();
            for (number, (character, name, value)) in given.iter().enumerate() {
                let text = |length: usize| character.to_string().repeat(length);
                fields.keep(&format!("{number}{}", text(*name)), &text(*value));
            }
            let bytes = serde_json::to_string(&fields.kept).unwrap().len();
            prop_assert!(bytes <= SIGNAL_FIELDS && fields.kept.len() <= limits::FIELDS);
        }

        #[test]
        fn a_cut_is_a_beginning(text in ".{0,50}", limit in 0_usize..60) {
            let cut = cut(&text, limit);
            prop_assert!(text.starts_with(cut) && cut.len() <= limit);
            prop_assert!(text.len() > limit || cut == text);
        }
    }
}
