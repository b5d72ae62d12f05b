//! The rules of preferences, told as given, when, then.

use crate::command::Command;
use crate::directory::{Channel, Preferences};
use crate::rules::story::*;

fn set(time_zone: Option<&str>, handoff_notices: &[u32]) -> Command {
    let (time_zone, handoff_notices) = (time_zone.map(str::to_owned), handoff_notices.to_vec());
    let preferences = Preferences { time_zone, handoff_notices, notice_channel: Some(Channel::Email) };
    Command::SetPreferences { person: ANN, preferences }
}

#[test]
fn people_choose_when_and_where_they_are_told() {
    let mut story = Story::new();
    assert_eq!(crate::directory::Preferences::default().handoff_notices, [86_400, 0], "unless they choose");
    story.does(ANN, set(Some("Europe/London"), &[3_600]));
    assert_eq!(story.then(), ["person.preferences_set"]);
    assert_eq!(story.state.people[&ANN].preferences.time_zone.as_deref(), Some("Europe/London"));
    story.does(ANN, set(Some("Europe/London"), &[3_600]));
    assert_eq!(story.then(), Vec::<&str>::new());
    story.does(CAT, set(None, &[]));
    assert!(story.refused(BOB, set(None, &[])).starts_with("your roles"));
}

#[test]
fn what_they_choose_is_sound() {
    let mut story = Story::new();
    for zone in ["Europe/Northmoor", "europe/london", ""] {
        let refusal = story.refused(ANN, set(Some(zone), &[]));
        assert!(refusal.starts_with("preferences.time_zone: no time zone is called"), "{refusal}");
    }
    assert_eq!(story.refused(ANN, set(None, &[1, 2, 3, 4, 5])), "no more than 4 moments before a handoff");
    assert!(story.refused(ANN, set(None, &[604_801])).contains("at most 604800 seconds"));
    assert!(story.refused(ANN, set(None, &[60, 60])).ends_with("stands there twice"));
}
