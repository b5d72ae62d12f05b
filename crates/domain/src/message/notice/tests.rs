//! What notices say: in the reader's zone, in one segment of a text message, and nothing but CLEAR.

use imbl::OrdMap;
use uuid::Uuid;

use super::*;
use crate::command::{Command, OnNow};
use crate::directory::Preferences;
use crate::id::{NoticeId, RotaId};
use crate::policy::Duty;
use crate::testing::{ADMIN, Cell, NURSE};

const ROTA: RotaId = RotaId(Uuid::from_u128(0xE1));
const LINK: &str = "https://ctac.example/on-call";

fn cell(name: &str, zone: Option<&str>) -> Cell {
    let mut cell = Cell::seeded();
    let (name, rota, on_now) = (name.to_owned(), crate::testing::rota(), OnNow::Keep);
    let duty = Duty::Responder;
    cell.given(ADMIN, Command::SaveRota { id: ROTA, name, rota, duty, deputy: None, on_now, expect: None });
    let time_zone = zone.map(str::to_owned);
    let preferences = Preferences { time_zone, ..Preferences::default() };
    cell.given(NURSE, Command::SetPreferences { person: NURSE, preferences });
    cell
}

fn about(cell: &Cell, about: About) -> String {
    let at = "2026-11-20T09:00:00Z".parse().unwrap();
    let id = NoticeId(Uuid::from_u128(1));
    says(&cell.state, &Notice { id, person: NURSE, about, notifications: OrdMap::new(), until: at, raised_at: at })
}

fn every() -> [About; 3] {
    let (from, to) = ("2026-11-23T09:00:00Z".parse().unwrap(), "2026-11-30T09:00:00Z".parse().unwrap());
    [
        About::ComesOn { rota: ROTA, from, to: Some(to), ahead_s: 86_400 },
        About::GoesOff { rota: ROTA, at: from, ahead_s: 0 },
        About::Gap { rota: ROTA, from, to, days: 7, more: 12 },
    ]
}

#[test]
fn the_words() {
    let cell = cell("Duty responder", None);
    let said = every().map(|it| sms(&about(&cell, it), LINK));
    assert_eq!(
        said,
        [
            "CTAC: you come on call at 09:00 Mon 23 Nov (Europe/London) as Duty responder until 09:00 Mon 30 Nov. \
             https://ctac.example/on-call",
            "CTAC: you go off call at 09:00 Mon 23 Nov (Europe/London) as Duty responder. https://ctac.example/on-call",
            "CTAC: no cover as Duty responder from 09:00 Mon 23 Nov to 09:00 Mon 30 Nov (Europe/London), and 12 more \
             gaps. https://ctac.example/on-call",
        ]
    );
}

#[test]
fn times_are_the_readers_own_and_a_note_is_said_to_wait() {
    let mut cell = cell("Duty responder", Some("America/Havana"));
    cell.given(ADMIN, Command::LeaveHandoffNote { rota: ROTA, text: "The board wants a call at ten.".to_owned() });
    let said = about(&cell, every()[0]);
    assert_eq!(
        said,
        "you come on call at 04:00 Mon 23 Nov (America/Havana) as Duty responder until 04:00 Mon 30 Nov. \
         A note waits."
    );
    assert!(!said.contains("board"), "what it says is for members alone");
}

#[test]
fn whatever_the_rota_is_called_a_text_message_is_one_segment() {
    for name in ["Duty responder", &"wide ".repeat(40), &"ÆØÅ→".repeat(30), "[{|}]~[{|}]~[{|}]~[{|}]~[{|}]~[{|}]~"]
    {
        let mut cell = cell(name.trim(), Some("America/Argentina/ComodRivadavia"));
        cell.given(ADMIN, Command::LeaveHandoffNote { rota: ROTA, text: "Read this.".to_owned() });
        for it in every() {
            let text = sms(&about(&cell, it), LINK);
            assert!(septets(&text).is_some_and(|length| length <= limits::SMS), "{text}");
        }
    }
}

#[test]
fn a_push_and_an_email_need_no_answer() {
    let cell = cell("Duty responder", None);
    let said = about(&cell, every()[1]);
    assert!(push(&said).body.starts_with("You go off call at 09:00"));
    let email = email(&said, "Who is on call", LINK);
    assert_eq!(email.title, "CTAC: you go off call at 09:00 Mon 23 Nov (Europe/London) as Duty responder");
    assert!(email.body.contains(LINK) && !email.body.to_lowercase().contains("reply"));
}
