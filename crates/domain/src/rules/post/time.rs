//! When it happened, and why it was not written down at once (JESIP joint decision log).

use jiff::{SignedDuration, Timestamp};

use super::Posting;
use crate::command::Post;
use crate::decide::Refusal;
use crate::limits::{EARLY_S, LATE_S, REASON};
use crate::rules::text::{check_optional, invalid};

/// Whether a post is late. Only what people report can have happened at another time than it is recorded.
pub(super) fn check(now: Timestamp, posting: &Posting<'_>) -> Result<bool, Refusal> {
    check_optional("late_reason", posting.late_reason, REASON)?;
    let Some(occurred_at) = posting.occurred_at else {
        return match posting.late_reason {
            Some(_) => Err(invalid("occurred_at", "say when it happened, or leave out late_reason")),
            None => Ok(false),
        };
    };
    if !matches!(posting.post, Post::Note { .. } | Post::Decision { .. } | Post::ActionSet { .. }) {
        return Err(invalid("occurred_at", "only notes, decisions and actions can have happened at another time"));
    }
    let ago = now.duration_since(occurred_at);
    if ago < SignedDuration::from_secs(-EARLY_S) {
        return Err(invalid("occurred_at", "it lies in the future"));
    }
    let late = ago > SignedDuration::from_secs(LATE_S);
    if late && posting.late_reason.is_none() {
        return Err(invalid(
            "late_reason",
            "it happened more than five minutes ago: say in a line why it is entered late",
        ));
    }
    Ok(late)
}
