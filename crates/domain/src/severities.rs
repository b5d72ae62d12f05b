//! Some of the four severities: what a step or a personal rule is for.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::incident::Severity;

/// Which severities something is for; none named means every one, also those that a later version may know.
///
/// Stored as the list of those named, in order: `["S1","S2"]`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Severities(u8);

impl Severities {
    const EACH: [Severity; 4] = [Severity::S1, Severity::S2, Severity::S3, Severity::S4];

    /// Every one.
    pub const ALL: Self = Self(0);

    /// Only these.
    #[must_use]
    pub fn only(named: &[Severity]) -> Self {
        Self(named.iter().fold(0, |mask, severity| mask | Self::bit(*severity)))
    }

    const fn bit(severity: Severity) -> u8 {
        1 << severity as u8
    }

    /// Whether it is for this one.
    #[must_use]
    pub const fn holds(self, severity: Severity) -> bool {
        self.0 == 0 || self.0 & Self::bit(severity) != 0
    }

    /// Whether it is for every one because none is named.
    #[must_use]
    pub const fn is_all(&self) -> bool {
        self.0 == 0
    }

    /// Those named, in order; empty means every one.
    pub fn named(self) -> impl Iterator<Item = Severity> {
        Self::EACH.into_iter().filter(move |severity| self.0 & Self::bit(*severity) != 0)
    }
}

impl Serialize for Severities {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.named())
    }
}

impl<'de> Deserialize<'de> for Severities {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::<Severity>::deserialize(deserializer).map(|named| Self::only(&named))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_named_is_every_one_and_a_list_is_itself() {
        let read = |text: &str| serde_json::from_str::<Severities>(text).unwrap();
        assert!(Severities::EACH.iter().all(|severity| read("[]").holds(*severity)));
        let some = read(r#"["S4","S1","S4"]"#);
        let held: Vec<bool> = Severities::EACH.iter().map(|severity| some.holds(*severity)).collect();
        assert_eq!(held, [true, false, false, true]);
        assert_eq!(serde_json::to_string(&some).unwrap(), r#"["S1","S4"]"#);
        assert!(serde_json::from_str::<Severities>(r#"["S5"]"#).is_err());
    }
}
