//! Identifiers and timestamps (CACAO v2 sections 10.10 and 10.17).

/// The version digit of an identifier's UUID; none when it is no identifier.
pub(crate) fn uuid_version(identifier: &str) -> Option<char> {
    let (kind, uuid) = identifier.split_once("--")?;
    let middle = |character: char| character.is_ascii_lowercase() || character.is_ascii_digit() || character == '-';
    let good_kind = kind.len() >= 3
        && kind.starts_with(|first: char| first.is_ascii_lowercase())
        && kind.ends_with(|last: char| last.is_ascii_lowercase() || last.is_ascii_digit())
        && kind.chars().all(middle);
    let lengths: Vec<usize> = uuid.split('-').map(str::len).collect();
    let hex = uuid.chars().all(|character| character.is_ascii_hexdigit() || character == '-');
    let version = uuid.chars().nth(14)?;
    let variant = uuid.chars().nth(19)?;
    let good_uuid = lengths == [8, 4, 4, 4, 12] && hex && matches!(variant, '8' | '9' | 'a' | 'b' | 'A' | 'B');
    (good_kind && good_uuid).then_some(version)
}

/// Whether it is an identifier as the official schema has it: `type--UUID`, of versions 1 to 5.
#[must_use]
pub fn is_identifier(text: &str) -> bool {
    uuid_version(text).is_some_and(|version| matches!(version, '1'..='5'))
}

/// The type of an identifier or of what looks like one.
pub(crate) fn kind(identifier: &str) -> &str {
    identifier.split_once("--").map_or(identifier, |(kind, _)| kind)
}

/// The UUID of an identifier, in lower case.
pub(crate) fn uuid(identifier: &str) -> String {
    identifier.split_once("--").map_or(identifier, |(_, uuid)| uuid).to_ascii_lowercase()
}

/// Whether it is an instant of RFC 3339 in `Z`, such as `2026-01-12T09:00:00.000Z`.
#[must_use]
pub fn is_timestamp(text: &str) -> bool {
    let shape = text.get(10..11) == Some("T") && text.ends_with('Z') && !text.contains(".Z") && text.len() >= 20;
    let plain = |character: char| character.is_ascii_digit() || matches!(character, '-' | ':' | '.' | 'T' | 'Z');
    shape && text.chars().all(plain) && text.parse::<jiff::Timestamp>().is_ok()
}

/// Whether it has exactly the three decimals that `created` and `modified` must have.
pub(crate) fn has_milliseconds(text: &str) -> bool {
    is_timestamp(text) && text.len() == "2026-01-12T09:00:00.000Z".len() && text.get(19..20) == Some(".")
}
