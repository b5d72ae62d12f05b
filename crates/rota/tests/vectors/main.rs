//! The published schedule vectors (GoAlert, Grafana OnCall, LinkedIn Oncall), translated into rotas of ours.
//!
//! Every vector is tried. Out of scope of it, each with why:
//! * of `shift_swap*`, offering and accepting; what an accepted swap does to the shifts is a replacement, and tested.
//! * of `quality_score`, the balance; its uncovered share is tested.
//! * of `schedule_shifts`, recorded history before "now": a rota answers for the past from itself.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of a test fail as a test does"
)]

mod days;
mod levels;
mod rules;
mod support;
mod turns;

use std::path::Path;

use serde_json::Value;
use support::{instant, instants, text};

/// Marked as a fault of others like the rest of its family (their 00:30 becomes 01:30), yet right: the clocks go from
/// 00:00 to 01:00, so the handoff at 00:00 is at 01:00, the first instant after the gap, and there is no other answer.
const RIGHT_AFTER_ALL: [&str; 1] = ["gx-midnight-dst-daily-0000-Asia/Beirut"];

fn vectors() -> Option<Vec<Value>> {
    // Beside the repository, however deep its working copy stands.
    let places = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let mut places = places.map(|place| place.join("shared/data/schedules/vectors.json"));
    let Some(read) = places.find_map(|path| std::fs::read_to_string(path).ok()) else {
        println!("skipped: no conformance data");
        return None;
    };
    let file: Value = serde_json::from_str(&read).expect("the vectors are JSON");
    Some(file["vectors"].as_array().expect("a list of vectors").clone())
}

#[test]
fn every_vector_in_scope_comes_out_as_expected() {
    let Some(vectors) = vectors() else { return };
    for vector in &vectors {
        let (id, input, expected) = (text(&vector["id"]), &vector["input"], &vector["expected"]);
        println!("{id}");
        match text(&vector["kind"]) {
            "rotation_handoffs" if vector["adopt"] == "do-not-adopt" && !RIGHT_AFTER_ALL.contains(&id) => {
                turns::handoffs_must_differ(input, expected)
            }
            "rotation_handoffs" => assert_eq!(turns::handoffs(input, expected), instants(expected), "{id}"),
            "rotation_end_time" => turns::turn_end(input, expected),
            "rotation_start_time" => turns::turn_start(input, expected),
            "shift_containing" => turns::shift_containing(input, expected),
            "oncall_probe" => turns::probe(id, input),
            "weekly_epochs" => turns::weekly(input, expected),
            "wallclock_first_of_day" => assert_eq!(rules::edge_of_day(input, true), instant(expected), "{id}"),
            "wallclock_last_of_day" => assert_eq!(rules::edge_of_day(input, false), instant(expected), "{id}"),
            "rule_is_active" => rules::rule_active(input, expected),
            "rule_start_time" => rules::rule_edges(input, expected, true),
            "rule_end_time" => rules::rule_edges(input, expected, false),
            "schedule_shifts" => rules::schedule(id, input, expected),
            "rotation_users_by_start_day" => {
                days::users_by_day(input, expected, vector["adopt"] != "do-not-adopt");
            }
            "on_call_at" => days::on_call_at(input, expected),
            "quality_score" => days::uncovered(input, expected),
            "layered_schedule" => levels::layered(input, expected),
            "gaps" => levels::gaps(input, expected),
            "shift_swap" | "shift_swap_now" => levels::swapped(input, expected),
            "next_time_of_day" => days::next_times(input, expected),
            other => panic!("{id}: a kind of vector nobody decided about: {other}"),
        }
    }
    println!("{} vectors", vectors.len());
    assert!(!vectors.is_empty());
}
