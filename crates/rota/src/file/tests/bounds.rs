//! Files made to hurt are refused, and soon.

use std::fmt::Write;
use std::time::Duration;

use super::{refused, said};
use crate::file::{parse, parse_toml, parse_yaml};
use crate::limits;

/// Far more than any of these takes even unoptimised on a busy machine, and far less than what they aim at.
const SOON: Duration = Duration::from_secs(20);

/// What `work` gives, if it is done soon.
fn soon<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let (done, waiting) = std::sync::mpsc::sync_channel(1);
    std::thread::spawn(move || done.send(work()));
    waiting.recv_timeout(SOON).expect("refused within bounded time")
}

#[test]
fn a_file_of_a_hundred_megabytes() {
    let bytes = vec![b'a'; 100 << 20];
    let said = soon(move || said(&parse("x.yaml", &bytes).unwrap_err()));
    assert_eq!(said, "the file is larger than 1000000 bytes");
}

#[test]
fn a_rota_of_ten_thousand_people() {
    let people: Vec<String> = (0..10_000).map(|number| format!("p{number}")).collect();
    let people = people.join(", ");
    let text = format!(
        "name: D\ntime_zone: Europe/London\npeople: [{people}]\n\
         layers: [{{ name: W, rotation: [{people}], every: day, start: 2026-01-05 }}]\n"
    );
    let said = soon(move || refused(&text));
    insta::assert_snapshot!(said, @"
    line 3, column 9: people: has 10000 of them; at most 1000 are allowed
    line 4, column 31: layers[0].rotation: has 10000 of them; at most 1000 are allowed
    ");
}

#[test]
fn teams_of_teams_of_teams() {
    let mut text = "name: D\ntime_zone: Europe/London\npeople: [".to_owned();
    (0..1_000).for_each(|number| write!(text, "p{number}, ").unwrap());
    text.push_str("]\nteams:\n  t0: [");
    (0..1_000).for_each(|number| write!(text, "p{number}, ").unwrap());
    text.push_str("]\n");
    for number in 1..100 {
        let before = format!("t{}, ", number - 1).repeat(100);
        writeln!(text, "  t{number}: [{before}]").unwrap();
    }
    let groups = "t99, ".repeat(900);
    writeln!(text, "layers: [{{ name: W, groups: [{groups}], every: day, start: 2026-01-05 }}]").unwrap();
    let said = soon(move || refused(&text));
    assert!(said.ends_with("layers[0].groups: has 2000 of them; at most 1000 are allowed"), "{said}");
}

#[test]
fn bombs_of_aliases() {
    let mut text = "a: &a [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (name, before) in ('b'..='z').zip('a'..='y') {
        let many = format!("*{before}, ").repeat(10);
        writeln!(text, "{name}: &{name} [{many}]").unwrap();
    }
    let bound = "larger or deeper than a rota file may be, aliases written out";
    let said = soon(move || refused(&text));
    assert!(said.ends_with(bound), "{said}");
    let many = "*a, ".repeat(50_000);
    let said = soon(move || refused(&format!("a: &a x\nb: [{many}]\n")));
    assert!(said.ends_with(bound), "{said}");
}

#[test]
fn depths() {
    let deep = |open: &str, close: &str| format!("name: {}{}", open.repeat(100_000), close.repeat(100_000));
    for text in [deep("[", "]"), deep("{a: ", "}"), "- ".repeat(200_000), "[".repeat(400_000), "? ".repeat(200_000)] {
        let said = soon(move || refused(&text));
        assert!(said.starts_with("line "), "{said}");
    }
    for text in [format!("a = {}", "[".repeat(400_000)), format!("a = {}", "{a=".repeat(200_000)), "a.".repeat(200_000)]
    {
        let said = soon(move || said(&parse_toml(&text).unwrap_err()));
        assert!(said.starts_with("line "), "{said}");
    }
}

#[test]
fn keys_and_values_without_end() {
    let mut keys = String::new();
    (0..40_000).for_each(|number| writeln!(keys, "key{number}: 1").unwrap());
    let faults = soon(move || parse_yaml(&keys).unwrap_err());
    assert_eq!(faults.len(), limits::FILE_FAULTS);
    let values = format!("name: [{}]", "1,".repeat(400_000));
    assert!(soon(move || refused(&values)).starts_with("line "));
    let values = format!("name = [{}]", "1,".repeat(400_000));
    let said = soon(move || said(&parse_toml(&values).unwrap_err()));
    assert_eq!(said, "line 1, column 200007: more than 100000 values");
}

#[test]
fn misspelt_names_without_end() {
    let long = |number: usize| format!("{}{number}", "x".repeat(190));
    let people: Vec<String> = (0..1_000).map(long).collect();
    let misspelt: Vec<String> = (0..1_000).map(|number| long(number).replace('x', "y")).collect();
    let text = format!(
        "name: D\ntime_zone: Europe/London\npeople: [{}]\n\
         layers: [{{ name: W, rotation: [{}], every: day, start: 2026-01-05 }}]\n",
        people.join(", "),
        misspelt.join(", ")
    );
    assert_eq!(soon(move || parse_yaml(&text).unwrap_err()).len(), limits::FILE_FAULTS);
}
