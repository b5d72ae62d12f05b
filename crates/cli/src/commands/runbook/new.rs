//! `ctac runbook new`: a file to begin with.

use std::io::Write;
use std::path::PathBuf;

use ctac_engine::ports::{Clock, SystemClock};
use ctac_runbook::format;
use ctac_runbook::model::{IdentityId, PlaybookId};
use ctac_runbook::{New, start};
use jiff::ToSpan;
use jiff::tz::TimeZone;

use crate::args::NewRunbook;
use crate::failure::Failure;
use crate::{out, random};

/// Writes the file; one that is there is never overwritten.
pub(super) fn run(new: &NewRunbook) -> Result<(), Failure> {
    let usage =
        |option: &str, text: &str, what: &dyn std::fmt::Display| Failure::Usage(format!("{option} {text:?} {what}"));
    let slug = new.name.parse().map_err(|error| usage("the name", &new.name, &error))?;
    let title = new.title.clone().unwrap_or_else(|| in_words(&new.name));
    let title = title.parse().map_err(|error| usage("--title", &title, &error))?;
    let owner = new.owner.parse().map_err(|error| usage("--owner", &new.owner, &error))?;
    let no_id = || Failure::Io("the operating system gave no UUID of version 4".to_owned());
    let id = PlaybookId::new(random::uuid()).ok_or_else(no_id)?;
    let created_by = match &new.created_by {
        Some(text) => text.parse().map_err(|error| usage("--created-by", text, &error))?,
        None => IdentityId::new(random::uuid()).ok_or_else(no_id)?,
    };
    let now = Clock::now(&SystemClock);
    // A year, as most procedures are looked at again.
    let today = now.to_zoned(TimeZone::UTC).date();
    let review_by = today.checked_add(1.year()).unwrap_or(today);
    let made = start(New { slug, title, id, created_by, owner, now, review_by });
    let path = new.to.clone().unwrap_or_else(|| PathBuf::from(format!("{}.md", new.name)));
    let runbook = made.map_err(|faults| Failure::Usage(super::said(&path, &faults)))?;
    let mut file = std::fs::File::create_new(&path).map_err(|error| Failure::io(&path, &error))?;
    file.write_all(format::write(&runbook).as_bytes()).map_err(|error| Failure::io(&path, &error))?;
    out::line(&format!("{}: written; replace what is in it, then: ctac runbook check {0}", path.display()))
}

/// A slug as a heading.
fn in_words(slug: &str) -> String {
    let mut words = slug.replace('-', " ");
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    words
}
