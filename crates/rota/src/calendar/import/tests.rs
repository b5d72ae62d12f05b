//! Files by hand: what is proposed, what is passed over and why, what is refused and where.

mod bombs;
mod editions;
mod series;
mod single;

use jiff::Timestamp;

use super::{ImportRefused, PassedOver, Preview, Unreadable, Who, Why, Window, import};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The year 2026 of a rota in London.
fn imported(file: &str) -> Result<Preview, ImportRefused> {
    let (from, to) = (at("2026-01-01T00:00:00Z"), at("2027-01-01T00:00:00Z"));
    import(file.as_bytes(), &Window { from, to, time_zone: "Europe/London" })
}

/// A calendar of one event per text, each begun on the line it says.
fn calendar(events: &[&str]) -> String {
    let events: String = events.iter().map(|event| format!("BEGIN:VEVENT\r\n{event}\r\nEND:VEVENT\r\n")).collect();
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n")
}

fn event(lines: &str) -> Preview {
    imported(&calendar(&[lines])).unwrap()
}

/// From, to and who, as text.
fn shown(preview: &Preview) -> Vec<String> {
    let who = |who: &Who| match who {
        Who::Mail(mail) => format!("<{mail}>"),
        Who::Name(name) => name.clone(),
    };
    preview.proposed.iter().map(|one| format!("{} {} {}", one.from, one.to, who(&one.who))).collect()
}

/// Lines and reasons.
fn reasons(preview: &Preview) -> Vec<(usize, Why)> {
    preview.passed_over.iter().map(|PassedOver { line, why, .. }| (*line, why.clone())).collect()
}

fn only_reason(lines: &str) -> (usize, String) {
    let preview = event(lines);
    assert_eq!(preview.proposed, [], "{lines}");
    let [PassedOver { line, why, .. }] = &preview.passed_over[..] else { panic!("{preview:?}") };
    (*line, why.to_string())
}

fn refused(file: &str) -> (usize, Unreadable) {
    match imported(file) {
        Err(ImportRefused::File { line, why }) => (line, why),
        other => panic!("{other:?}"),
    }
}
