//! What the rules' refusals look like on the wire: one mapping for REST and for the room.

use ctac_domain::access::Denied;
use ctac_domain::decide::Refusal;

use super::{Kind, Problem};

impl From<&Denied> for Problem {
    fn from(denied: &Denied) -> Self {
        let kind = match denied {
            Denied::NotSignedIn => Kind::NotSignedIn,
            Denied::Role | Denied::Organisation => Kind::Forbidden,
            Denied::NotAMember => Kind::NotAMember,
            Denied::ReadOnly => Kind::ReadOnly,
            Denied::Marking => Kind::Withheld,
            Denied::Hidden => return Self::not_found(),
        };
        Self::new(kind, sentence(&denied.to_string()))
    }
}

impl From<&Refusal> for Problem {
    fn from(refusal: &Refusal) -> Self {
        match refusal {
            Refusal::Denied(denied) => Self::from(denied),
            Refusal::NotFound(what) if is_no_secret(what) => {
                Self::new(Kind::NotFound, sentence(&refusal.to_string())).with_field(*what, "names none that there is")
            }
            Refusal::NotFound(_) => Self::not_found(),
            Refusal::Invalid { field, problem } => {
                Self::new(Kind::InvalidField, sentence(&refusal.to_string())).with_field(*field, problem)
            }
            Refusal::Conflict(_) => Self::new(Kind::Conflict, sentence(&refusal.to_string())),
            Refusal::Stale { .. } => Self::new(Kind::Stale, sentence(&refusal.to_string())),
            Refusal::Limit { .. } => Self::new(Kind::LimitReached, sentence(&refusal.to_string())),
        }
    }
}

/// What whoever may name it may also list: that there is none tells nothing. Of everything else it is not said, so that
/// what does not exist cannot be told from what is hidden.
fn is_no_secret(what: &str) -> bool {
    matches!(what, "policy" | "person" | "organisation")
}

/// The rules speak in clauses; a detail is a sentence.
fn sentence(clause: &str) -> String {
    let mut characters = clause.chars();
    let first = characters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    let stop = if clause.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{first}{}{stop}", characters.as_str())
}
