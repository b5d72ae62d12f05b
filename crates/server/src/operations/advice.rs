//! What the operator should do, in words: one sentence for each thing that is not well, the most urgent first.

use std::collections::BTreeSet;

use ctac_api::operations::{OperationsView, ProviderView};
use ctac_domain::directory::Channel;
use jiff::Timestamp;

use crate::limits;
use crate::pages::when::when;
use crate::pages::words;

/// See the module. `read_only` is why this node only reads.
pub(super) fn of(view: &OperationsView, read_only: Option<&str>, now: Timestamp, simulator: bool) -> Vec<String> {
    let mut advice = Vec::new();
    if let Some(why) = read_only {
        advice.push(format!(
            "This node only reads: {why}. Nothing is recorded by it. Find out whether the database was restored from an \
             older copy; only then start the log anew with engine.new_origin."
        ));
    }
    if !view.reachable {
        let since = when(view.caught_up_at).words;
        advice.push(format!("The database cannot be reached since {since}: pages stand still. Bring it back first."));
    }
    advice.extend(channels(view, simulator));
    advice.extend(view.providers.iter().filter_map(|it| aside(it, now)));
    if !view.exhausted.is_empty() {
        advice.push(format!(
            "{} ran out of people, and nobody has taken them: take them on the first page, or ring somebody.",
            number(view.exhausted.len() as u64, "page")
        ));
    }
    advice.extend(view.gaps.iter().map(|gap| {
        let from = if gap.from <= now { "now".to_owned() } else { format!("from {}", when(gap.from).words) };
        format!("Nobody who can be reached is on call in {} {from}: open the rota and put somebody on.", gap.name)
    }));
    advice.extend(view.queues.iter().filter_map(|queue| {
        let room = queue.room.filter(|room| *room > 0 && queue.waiting.saturating_mul(2) >= *room)?;
        let (name, waiting) = (&queue.queue, queue.waiting);
        Some(format!("{name}: {waiting} of {room}. Look at the database's and the providers' speed; add a node."))
    }));
    advice.extend(checkpoint(view, now));
    advice.extend(view.callbacks_refused.iter().map(|(provider, count)| {
        format!(
            "{} of {provider} without a valid signature refused: compare server.public_url, and the token or the key, \
             with what {provider} has. If they agree, somebody else is trying.",
            number(*count, "callback")
        )
    }));
    let defect = |it: &String| format!("A defect of the service: {it}. Keep the log, and report it.");
    advice.extend(view.violations.iter().map(defect));
    advice
}

fn number(count: u64, of: &str) -> String {
    format!("{count} {of}{}", if count == 1 { "" } else { "s" })
}

/// Channels of which no provider is called like any other.
fn channels(view: &OperationsView, simulator: bool) -> Vec<String> {
    if view.providers.is_empty() {
        return match simulator {
            true => Vec::new(),
            false => vec!["No provider is configured: nobody can be reached. Set one in [providers].".to_owned()],
        };
    }
    let configured: BTreeSet<Channel> = view.providers.iter().flat_map(|it| it.channels.iter().copied()).collect();
    let served =
        |channel: &Channel| view.providers.iter().any(|it| it.aside_since.is_none() && it.channels.contains(channel));
    let down = configured.into_iter().filter(|channel| !served(channel));
    let said = |channel| {
        let name = words::channel(channel).to_lowercase();
        format!(
            "Every provider of the channel \"{name}\" fails. Until one works, reach people another way: ring whoever is \
             on call yourself."
        )
    };
    down.map(said).collect()
}

fn aside(it: &ProviderView, now: Timestamp) -> Option<String> {
    let since = it.aside_since?;
    let (name, why) = (&it.provider, it.last_failure.as_deref().unwrap_or("no answer came"));
    let minutes = u64::try_from(now.duration_since(since).as_secs() / 60).unwrap_or(0);
    Some(format!(
        "{name} is put aside for {}, since it failed {} in a row ({why}). Look at its status page and at the account's \
         balance and key. The next message tries it again.",
        number(minutes, "minute"),
        number(u64::from(it.failures_in_a_row), "call"),
    ))
}

fn checkpoint(view: &OperationsView, now: Timestamp) -> Option<String> {
    let last = view.checkpoint.as_ref().filter(|_| view.writable)?;
    let old = now.duration_since(last.signed_at).as_secs() > limits::CHECKPOINT_OLD_S && last.size < view.entries;
    old.then(|| {
        format!(
            "The last checkpoint is of {}: what came since cannot be proved yet. The log says why none is signed.",
            when(last.signed_at).words
        )
    })
}

#[cfg(test)]
mod tests {
    use ctac_domain::id::NodeId;

    use super::*;

    fn view(now: Timestamp) -> OperationsView {
        OperationsView {
            advice: Vec::new(),
            node: NodeId(uuid::Uuid::nil()),
            nodes: Vec::new(),
            writable: true,
            reachable: true,
            caught_up_at: now,
            entries: 7,
            checkpoint: None,
            providers: Vec::new(),
            queues: Vec::new(),
            callbacks_refused: Default::default(),
            mail: Default::default(),
            exhausted: Vec::new(),
            gaps: Vec::new(),
            violations: Vec::new(),
        }
    }

    #[test]
    fn each_thing_that_is_not_well_is_said_and_nothing_else() {
        let now: Timestamp = "2026-11-21T03:10:00Z".parse().unwrap();
        let provider = |name: &str, aside_since| ProviderView {
            provider: name.to_owned(),
            channels: vec![Channel::Sms],
            aside_since,
            failures_in_a_row: 3,
            last_sent_at: None,
            last_failed_at: None,
            last_failure: Some("it answered 503".to_owned()),
            hour: Default::default(),
            all: Default::default(),
        };
        let since: Timestamp = "2026-11-21T03:00:00Z".parse().unwrap();
        let mut it = view(now);
        assert_eq!(of(&it, None, now, true), [] as [String; 0]);
        assert!(of(&it, None, now, false)[0].starts_with("No provider is configured"));
        it.providers = vec![provider("a", None), provider("b", Some(since))];
        let said = of(&it, None, now, false);
        assert_eq!(said.len(), 1);
        assert!(said[0].contains("b is put aside for 10 minutes, since it failed 3 calls in a row (it answered 503)"));
        it.providers[0].aside_since = Some(since);
        assert!(of(&it, None, now, false)[0].starts_with("Every provider of the channel \"text message\" fails"));
        it = view(now);
        it.callbacks_refused.insert("twilio".to_owned(), 1);
        it.reachable = false;
        let said = of(&it, Some("it was restored"), now, true);
        assert!(said[0].contains("only reads") && said[1].contains("cannot be reached"), "{said:?}");
        assert!(said[2].starts_with("1 callback of twilio without a valid signature"));
    }
}
