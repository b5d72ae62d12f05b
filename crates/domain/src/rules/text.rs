//! What people write is bounded, says something, and holds nothing that a terminal or a log would act on.

use crate::decide::Refusal;

/// A refusal of one part of a command.
pub(crate) fn invalid(field: &'static str, problem: impl Into<String>) -> Refusal {
    Refusal::Invalid { field, problem: problem.into() }
}

/// A text of at most `bytes` bytes, lines and tabs allowed.
pub(crate) fn check_text(field: &'static str, text: &str, bytes: usize) -> Result<(), Refusal> {
    if text.len() > bytes {
        return Err(invalid(field, format!("at most {bytes} bytes; this has {}", text.len())));
    }
    says_something(field, text)?;
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Err(invalid(field, "remove the control characters; only new lines and tabs are allowed"));
    }
    Ok(())
}

/// As [`check_text`], where there is one.
pub(crate) fn check_optional(field: &'static str, text: Option<&str>, bytes: usize) -> Result<(), Refusal> {
    text.map_or(Ok(()), |text| check_text(field, text, bytes))
}

/// One line of at most `characters` characters.
pub(crate) fn check_line(field: &'static str, line: &str, characters: usize) -> Result<(), Refusal> {
    let long = line.chars().count();
    if long > characters {
        return Err(invalid(field, format!("at most {characters} characters; this has {long}")));
    }
    says_something(field, line)?;
    if line.chars().any(char::is_control) {
        return Err(invalid(field, "write it on one line, without control characters"));
    }
    Ok(())
}

fn says_something(field: &'static str, text: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() { Err(invalid(field, "it must not be empty")) } else { Ok(()) }
}

/// Whether one more of something would be too many.
pub(crate) fn check_room(what: &'static str, now: usize, limit: usize) -> Result<(), Refusal> {
    if now < limit { Ok(()) } else { Err(Refusal::Limit { what, limit: limit as u64 }) }
}
