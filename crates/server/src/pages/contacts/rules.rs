//! When which contact is used: the rows of a form, one for each rule and some to spare.

use ctac_domain::command::Command;
use ctac_domain::directory::{Channel, NotificationRule, Person};
use ctac_domain::id::PersonId;
use ctac_domain::incident::Severity;
use ctac_domain::limits::RULES;
use ctac_domain::severities::Severities;

use crate::pages::contacts::channels;
use crate::pages::form::{Fields, wrong};
use crate::pages::words::{self, Choice};
use crate::refused::Refused;

/// Empty rows beyond the rules that there are.
const SPARE: usize = 2;

/// One rule as the form has it.
pub(super) struct Row {
    pub(super) nth: usize,
    pub(super) channels: Vec<(Choice, bool)>,
    /// Minutes after the page, as typed.
    pub(super) after: String,
    pub(super) severities: Vec<(Choice, bool)>,
}

fn name(what: &str, nth: usize) -> String {
    format!("{what}-{nth}")
}

/// The rows: as typed, where the form came back, else as the rules stand.
pub(super) fn rows(person: &Person, typed: &Fields) -> Vec<Row> {
    let came_back = typed.text("rules") == "true";
    let count = if came_back { RULES } else { (person.rules.len() + SPARE).min(RULES) };
    let rows = (0..count).map(|nth| if came_back { again(nth, typed) } else { row(nth, person.rules.get(nth)) });
    // Of what came back, rows that nothing was typed into need not all be shown.
    rows.filter(|row| row.nth < person.rules.len() + SPARE || row.channels.iter().any(|(_, chosen)| *chosen)).collect()
}

fn row(nth: usize, rule: Option<&NotificationRule>) -> Row {
    let is = |channel: Channel| rule.is_some_and(|rule| rule.channel == channel);
    let holds = |severity| rule.is_none_or(|rule| rule.severities.holds(severity));
    let minutes = |rule: &NotificationRule| match rule.after_s {
        whole if whole % 60 == 0 => (whole / 60).to_string(),
        seconds => format!("{}.{:02}", seconds / 60, seconds % 60 * 100 / 60),
    };
    Row {
        nth,
        channels: all().into_iter().map(|(choice, channel)| (choice, is(channel))).collect(),
        after: rule.map(minutes).unwrap_or_default(),
        severities: severities().into_iter().map(|(choice, severity)| (choice, holds(severity))).collect(),
    }
}

fn again(nth: usize, typed: &Fields) -> Row {
    let (channel, after, severity) = (name("channel", nth), name("after", nth), name("severity", nth));
    let chosen = |name: &str, choice: Choice| {
        let has = typed.has(name, &choice.value);
        (choice, has)
    };
    Row {
        nth,
        channels: all().into_iter().map(|(choice, _)| chosen(&channel, choice)).collect(),
        after: typed.text(&after).to_owned(),
        severities: severities().into_iter().map(|(choice, _)| chosen(&severity, choice)).collect(),
    }
}

fn all() -> Vec<(Choice, Channel)> {
    channels().into_iter().zip([Channel::Sms, Channel::Voice, Channel::Email, Channel::Push]).collect()
}

fn severities() -> Vec<(Choice, Severity)> {
    words::severities().into_iter().zip([Severity::S1, Severity::S2, Severity::S3, Severity::S4]).collect()
}

/// The rules that the form's rows come to; a row without a channel is none.
pub(super) fn of(person: PersonId, fields: &Fields) -> Result<Command, Refused> {
    let names = (0..RULES).flat_map(|nth| ["channel", "after", "severity"].map(|what| name(what, nth)));
    let names: Vec<String> = names.chain(["rules".to_owned()]).collect();
    fields.only(&names.iter().map(String::as_str).collect::<Vec<_>>())?;
    let mut rules = Vec::new();
    for nth in 0..RULES {
        let Some(channel) = fields.maybe::<Channel>(&name("channel", nth))? else { continue };
        let named: Vec<Severity> = fields.several(&name("severity", nth))?;
        if named.is_empty() {
            return Err(wrong("severity", "choose for which pages each rule is, or leave out how it goes"));
        }
        // Every one that there is now is every one, also those that come later.
        let severities = if named.len() == 4 { Severities::ALL } else { Severities::only(&named) };
        rules.push(NotificationRule { channel, after_s: seconds(fields.text(&name("after", nth)))?, severities });
    }
    Ok(Command::ChangeRules { person, rules })
}

/// Minutes as people write them: `2`, `0.5`, or nothing for at once.
fn seconds(minutes: &str) -> Result<u32, Refused> {
    let bad = || wrong("after", "write minutes, such as 2 or 0.5");
    let minutes = minutes.trim();
    if minutes.is_empty() {
        return Ok(0);
    }
    let (whole, part) = minutes.split_once('.').unwrap_or((minutes, "0"));
    let digits =
        |text: &str, most: usize| (1..=most).contains(&text.len()) && text.bytes().all(|it| it.is_ascii_digit());
    if !digits(whole, 4) || !digits(part, 2) {
        return Err(bad());
    }
    let whole: u32 = whole.parse().map_err(|_| bad())?;
    let hundredths: u32 = format!("{part:0<2}").parse().map_err(|_| bad())?;
    // Up to the next second, so that what is shown in hundredths comes back as it was.
    Ok(whole * 60 + (hundredths * 60).div_ceil(100))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_are_read_as_they_are_shown() {
        for (typed, expected) in [("", 0), ("0", 0), ("2", 120), ("0.5", 30), ("1.25", 75), ("120", 7_200)] {
            assert_eq!(seconds(typed).unwrap(), expected, "{typed}");
        }
        for typed in ["x", "-1", "1,5", "1.234", ".5", "99999", "1e3"] {
            assert!(seconds(typed).is_err(), "{typed}");
        }
        for after_s in 0..600 {
            let shown = row(0, Some(&NotificationRule::new(Channel::Sms, after_s))).after;
            assert_eq!(seconds(&shown).unwrap(), after_s, "{shown}");
        }
    }

    #[test]
    fn every_severity_ticked_is_every_one() {
        let person = PersonId(uuid::Uuid::from_u128(1));
        let fields = |pairs: &[(&str, &str)]| {
            Fields::of(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
        };
        let all = ["S1", "S2", "S3", "S4"].map(|it| ("severity-0", it));
        let form = [&[("rules", "true"), ("channel-0", "sms")][..], &all].concat();
        let Command::ChangeRules { rules, .. } = of(person, &fields(&form)).unwrap() else { panic!() };
        assert_eq!(rules, [NotificationRule::new(Channel::Sms, 0)]);
        let form = [("channel-1", "voice"), ("after-1", "2"), ("severity-1", "S1"), ("after-0", "9")];
        let Command::ChangeRules { rules, .. } = of(person, &fields(&form)).unwrap() else { panic!() };
        assert_eq!(rules.len(), 1, "a row without a channel is none");
        assert_eq!((rules[0].after_s, rules[0].severities), (120, Severities::only(&[Severity::S1])));
        assert!(of(person, &fields(&[("channel-0", "sms")])).is_err(), "for no page at all");
        assert!(of(person, &fields(&[("channel-99", "sms")])).is_err());
    }
}
