//! A new runbook to begin with: short, complete, and with something in it to be replaced.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::format::FileFault;
use crate::model::{IdentityId, Line, PlaybookId, Runbook, Slug, Title};

/// What a new runbook must be told.
#[derive(Debug, Clone)]
pub struct New {
    /// What it is called in its library, and its file.
    pub slug: Slug,
    /// Its heading.
    pub title: Title,
    /// Its id, drawn at random.
    pub id: PlaybookId,
    /// Who makes it.
    pub created_by: IdentityId,
    /// Who looks after it.
    pub owner: Line,
    /// Now.
    pub now: Timestamp,
    /// When it is to be looked at again.
    pub review_by: Date,
}

const TEXT: &str = include_str!("start.md");

/// Makes a runbook to begin with.
///
/// # Errors
/// None that a test would not show: the text is a constant, and what is put into it is checked by its types.
pub fn start(new: New) -> Result<Runbook, Vec<FileFault>> {
    let mut parts = crate::format::parse(TEXT)?.0.into_parts();
    let whole = new.now.round(jiff::Unit::Millisecond).unwrap_or(new.now);
    (parts.slug, parts.title, parts.id, parts.created_by) = (new.slug, new.title, new.id, new.created_by);
    (parts.owner, parts.created, parts.modified, parts.review_by) = (new.owner, whole, whole, new.review_by);
    Runbook::new(parts).map_err(crate::format::unlocated)
}
