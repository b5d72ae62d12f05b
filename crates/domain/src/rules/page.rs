//! Placeholder so that this compiles alone; the pages' own rules replace it.

use crate::decide::Deciding;
use crate::id::PageId;
use crate::incident::Severity;
use crate::page::Subject;
use crate::policy::Policy;

pub(crate) fn raise(d: &mut Deciding<'_>, _subject: Subject, _severity: Severity, _policy: &Policy) -> PageId {
    d.draw_id()
}
