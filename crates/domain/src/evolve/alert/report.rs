//! Reports: what was said of alerts that were raised by hand, and the references that their receipts have.

use jiff::Timestamp;

use super::change;
use crate::alert::Alert;
use crate::id::AlertId;
use crate::incident::year_of;
use crate::report::Report;
use crate::state::State;

/// A report of an alert, new or again; again under the same reference.
pub(super) fn reported(state: &mut State, at: Timestamp, alert: AlertId, report: &Report) {
    if !state.reports.contains_key(&report.reference) {
        *state.report_numbers.entry(year_of(at)).or_default() += 1;
        state.reports.insert(report.reference.clone(), alert);
    }
    change(state, alert, |alert| alert.report = Some(report.clone()));
}

/// Its alert is forgotten.
pub(super) fn forget(state: &mut State, alert: &Alert) {
    if let Some(report) = &alert.report {
        state.reports.remove(&report.reference);
    }
}
