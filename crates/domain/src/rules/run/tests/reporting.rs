//! Situation reports, invitations, and who holds a role.

use ctac_runbook::run::state::{Mode, Status};

use super::RUN;
use super::acting::{begun, holds, reachable, ready, source, start, status, step};
use crate::command::{Command, Post};
use crate::event::Event;
use crate::id::{PersonId, SitrepId};
use crate::marking::Marking;
use crate::message::notice::says;
use crate::notice::About;
use crate::sitrep::Draft;
use crate::testing::{AUDITOR, CLERK, COUNCIL_ADMIN, Cell, DEPUTY, INCIDENT, LEAD, NURSE, STRANGER, post};

const SITREP: &str = r#"### Report {#report}

```step
kind: sitrep
template: initial
who: [comms-lead, incident-manager]
```

### Then write {#write}

Write it down.
"#;

const INVITE: &str = r#"### Bring them in {#invite}

```step
kind: invite
organisation: "Northmoor Hospitals"
message: "Join us."
```

### Then write {#write}

Write it down.
"#;

fn drafted(cell: &Cell) -> (SitrepId, Draft) {
    let drafts = cell.log.iter().filter_map(|entry| match entry.event.as_deref() {
        Some(Event::SitrepDrafted { sitrep, draft }) => Some((*sitrep, Draft::clone(draft))),
        _ => None,
    });
    let mut drafts = drafts;
    drafts.next_back().unwrap()
}

fn told(cell: &Cell) -> Vec<PersonId> {
    let people: std::collections::BTreeSet<PersonId> = cell.state.notices.values().map(|it| it.person).collect();
    people.into_iter().collect()
}

#[test]
fn a_report_is_drafted_from_what_every_member_may_read_and_sent_by_one() {
    let text = source("start", SITREP);
    let mut cell = ready(&text);
    let set = |text: &str| Post::ActionSet { text: text.to_owned(), owner: NURSE, due: None };
    cell.given(LEAD, post(1, set("Call the trust back")));
    let mut secret = post(2, set("Ask the insurer"));
    if let Command::Post { marking, named, .. } = &mut secret {
        *marking = Some(Marking::Red);
        *named = vec![NURSE];
    }
    cell.given(LEAD, secret);
    start(&mut cell, &text, Mode::Live, &[]);
    let (sitrep, draft) = drafted(&cell);
    assert_eq!(draft.actions.iter().map(|it| it.text.as_str()).collect::<Vec<_>>(), ["Call the trust back"]);
    assert_eq!((draft.more_actions, draft.lead, draft.steps.as_slice()), (1, Some(LEAD), &["Report".to_owned()][..]));
    let words = draft.words("CTAC-2026-0001", |_| "Nettle Example".to_owned());
    assert!(words.starts_with("CTAC-2026-0001: S2, open.\nLed by Nettle Example."), "{words}");
    assert!(!words.contains("insurer") && words.contains("Actions not listed: 1."), "{words}");
    assert_eq!(status(&cell, "report"), Status::Sending, "nothing goes out by itself");
    let send = |text: &str| Command::SendSitrep { run: RUN, sitrep, text: text.to_owned() };
    cell.refused(AUDITOR, send(&words));
    cell.refused(NURSE, send(""));
    cell.given(NURSE, send(&words));
    assert_eq!((status(&cell, "report"), status(&cell, "write")), (Status::Done, Status::Ready));
    assert_eq!(told(&cell), [LEAD, CLERK], "whoever holds the roles");
    assert!(cell.refused(NURSE, send(&words)).contains("already"));
    holds(&cell);
}

#[test]
fn in_an_exercise_it_says_so_and_goes_to_players() {
    let mut cell = begun(&source("start", SITREP), Mode::Exercise, &[CLERK]);
    let (sitrep, draft) = drafted(&cell);
    let words = draft.words("CTAC-2026-0001", |_| String::new());
    assert!(words.starts_with("EXERCISE\n"));
    cell.given(NURSE, Command::SendSitrep { run: RUN, sitrep, text: words });
    assert_eq!(told(&cell), [CLERK]);
    let notice = cell.state.notices.values().next().unwrap();
    assert_eq!(says(&cell.state, notice), "EXERCISE. a situation report of CTAC-2026-0001 is to be read.");
    holds(&cell);
}

#[test]
fn an_organisation_is_brought_in_by_those_who_lead_there() {
    let text = source("start", INVITE);
    let mut cell = ready(&text);
    reachable(&mut cell, DEPUTY, 9);
    start(&mut cell, &text, Mode::Live, &[]);
    let incident = &cell.state.incidents[&INCIDENT];
    assert!(incident.member_at(DEPUTY, cell.now).is_some_and(|it| it.writes()));
    assert_eq!(status(&cell, "invite"), Status::Done);
    assert_eq!(told(&cell), [DEPUTY]);
    let notice = cell.state.notices.values().next().unwrap();
    assert_eq!(notice.about, About::Invited { incident: INCIDENT, exercise: false });
    assert_eq!(says(&cell.state, notice), "your organisation is asked to join CTAC-2026-0001.");
    holds(&cell);
}

#[test]
fn an_organisation_that_is_not_there_is_a_persons_task() {
    let cell = begun(&source("start", &INVITE.replace("Northmoor Hospitals", "Nowhere Trust")), Mode::Live, &[]);
    assert!(step(&cell, "invite").by_hand);
    let cell = begun(&source("start", INVITE), Mode::Exercise, &[CLERK]);
    assert!(step(&cell, "invite").by_hand, "nobody of theirs is a player");
    assert!(cell.state.incidents[&INCIDENT].member_at(DEPUTY, cell.now).is_none());
    holds(&cell);
}

#[test]
fn whoever_leads_the_run_says_who_holds_a_role() {
    let text = source("start", SITREP);
    let mut cell = begun(&text, Mode::Live, &[]);
    let set = |role: &str, people: &[PersonId]| Command::SetRunRoles {
        run: RUN,
        role: role.to_owned(),
        people: people.to_vec(),
    };
    cell.refused(NURSE, set("exec", &[NURSE]));
    cell.refused(COUNCIL_ADMIN, set("exec", &[NURSE]));
    assert!(cell.refused(LEAD, set("pilot", &[NURSE])).contains("role"));
    assert!(cell.refused(LEAD, set("exec", &[STRANGER])).contains("people"));
    cell.given(LEAD, set("comms-lead", &[NURSE]));
    let size = cell.state.size;
    cell.given(LEAD, set("comms-lead", &[NURSE]));
    assert_eq!(cell.state.size, size, "the same again");
    let (sitrep, _) = drafted(&cell);
    cell.given(NURSE, Command::SendSitrep { run: RUN, sitrep, text: "All is well".to_owned() });
    assert_eq!(told(&cell), [LEAD, NURSE], "the clerk, who speaks for the room, is not asked");
    cell.given(LEAD, set("comms-lead", &[]));
    assert!(cell.state.runs[&RUN].roles.is_empty());
    holds(&cell);
}
