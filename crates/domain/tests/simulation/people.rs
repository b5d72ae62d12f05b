//! What people and the source do: raise, repeat, resolve; acknowledge, decline, pass on, or sleep.

use std::collections::BTreeMap;

use ctac_domain::alert::Signal;
use ctac_domain::command::{Actor, Command};
use ctac_domain::id::{PageId, PersonId};
use ctac_domain::page::How;
use ctac_domain::policy::AlertSeverity;
use jiff::{SignedDuration, Timestamp};

use super::cell::{DECLARES, SOURCE};
use super::random::Random;

/// Something that will be asked of the cell.
#[derive(Debug, Clone)]
pub(super) struct Intent {
    pub(super) at: Timestamp,
    pub(super) actor: Actor,
    pub(super) command: Command,
}

/// What the source will say in a story: a few alerts, each repeated, acknowledged or resolved at random moments.
pub(super) fn signals(random: &mut Random, dawn: Timestamp) -> Vec<Intent> {
    let mut intents = Vec::new();
    for nth in 0..random.between(1, 3) {
        let dedup_key = format!("alert {nth}");
        let raised = dawn + SignedDuration::from_secs(random.between(0, 400));
        let signal = signal(random.chance(25));
        let raise = Command::RaiseAlert { dedup_key: dedup_key.clone(), signal };
        let mut say = |at: Timestamp, command| intents.push(Intent { at, actor: Actor::Integration(SOURCE), command });
        say(raised, raise.clone());
        while random.chance(40) {
            say(raised + SignedDuration::from_millis(random.between(0, 300_000)), raise.clone());
        }
        let later = raised + SignedDuration::from_millis(random.between(0, 400_000));
        if random.chance(10) {
            say(later, Command::AcknowledgeAlert { dedup_key: dedup_key.clone() });
        }
        if random.chance(25) {
            say(later, Command::ResolveAlert { dedup_key });
        }
    }
    intents
}

fn signal(declares: bool) -> Signal {
    Signal {
        summary: "Something is wrong".to_owned(),
        source: if declares { format!("{DECLARES}-1") } else { "host-1".to_owned() },
        severity: AlertSeverity::Error,
        fields: BTreeMap::new(),
        occurred_at: None,
    }
}

/// What somebody does on having a message; most often nothing.
pub(super) fn answer(random: &mut Random, at: Timestamp, person: PersonId, page: PageId) -> Option<Intent> {
    let command = match random.between(0, 99) {
        0..=14 => Command::Acknowledge { page, how: how(random) },
        15..=24 => Command::Decline { page },
        25..=29 => Command::EscalateNow { page },
        _ => return None,
    };
    // Most within two minutes; some long after their page went on without them.
    let most = if random.chance(90) { 120_000 } else { 900_000 };
    let at = at + SignedDuration::from_millis(random.between(500, most));
    Some(Intent { at, actor: Actor::Person(person), command })
}

fn how(random: &mut Random) -> How {
    match random.between(0, 3) {
        0 => How::Sms,
        1 => How::Dtmf,
        2 => How::Link,
        _ => How::Api,
    }
}
