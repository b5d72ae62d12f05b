//! The markings of TLP 2.0, and the fixed objects that CACAO has for them (v2 section 9; the committee's README).

use serde_json::{Value, json};

/// How far something may go. Stricter is greater: several markings mean the strictest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// To everybody.
    Clear,
    /// To the community.
    Green,
    /// To one's own organisation and its clients, where they need to know.
    Amber,
    /// To one's own organisation only.
    AmberStrict,
    /// To the people addressed.
    Red,
}

/// Who made the fixed objects: the committee.
const CREATED_BY: &str = "identity--5abe695c-7bd5-4c31-8824-2528696cdbf1";
const CREATED: &str = "2022-10-01T00:00:00.000Z";

impl Level {
    /// Every level, the freest first.
    pub const ALL: [Self; 5] = [Self::Clear, Self::Green, Self::Amber, Self::AmberStrict, Self::Red];

    /// As FIRST writes it, such as `TLP:AMBER+STRICT`.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Clear => "TLP:CLEAR",
            Self::Green => "TLP:GREEN",
            Self::Amber => "TLP:AMBER",
            Self::AmberStrict => "TLP:AMBER+STRICT",
            Self::Red => "TLP:RED",
        }
    }

    /// The id of its fixed object.
    #[must_use]
    pub fn marking_id(self) -> &'static str {
        match self {
            Self::Clear => "marking-tlp--94868c89-83c2-464b-929b-a1a8aa3c8487",
            Self::Green => "marking-tlp--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
            Self::Amber => "marking-tlp--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
            Self::AmberStrict => "marking-tlp--939a9414-2ddd-4d32-a0cd-375ea402b003",
            Self::Red => "marking-tlp--e828b379-4e03-4974-9ac4-e53a884c97c1",
        }
    }

    /// Its fixed object: a playbook that uses the marking holds exactly this.
    #[must_use]
    pub fn marking(self) -> Value {
        json!({
            "type": "marking-tlp",
            "id": self.marking_id(),
            "created_by": CREATED_BY,
            "created": CREATED,
            "tlpv2_level": self.label(),
        })
    }

    /// The level of a fixed object's id.
    #[must_use]
    pub fn of_marking(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.marking_id().eq_ignore_ascii_case(id))
    }

    /// The level of a label; that of TLP 1.0, `TLP:WHITE`, is CLEAR.
    #[must_use]
    pub fn of_label(label: &str) -> Option<Self> {
        let label = label.to_ascii_uppercase();
        Self::ALL.into_iter().find(|level| level.label() == label).or((label == "TLP:WHITE").then_some(Self::Clear))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_objects_are_the_committees() {
        let folder = std::path::Path::new("/work/shared/data/cacao/related/tlp-markings");
        if !folder.exists() {
            eprintln!("skipped: no conformance data");
            return;
        }
        for level in Level::ALL {
            let file = std::fs::read(folder.join(format!("{}.json", level.marking_id()))).unwrap();
            let theirs: Value = serde_json::from_slice(&file).unwrap();
            assert_eq!(theirs[level.marking_id()], level.marking());
        }
    }

    #[test]
    fn ids_and_labels_name_one_level_each() {
        for level in Level::ALL {
            assert_eq!(Level::of_marking(level.marking_id()), Some(level));
            assert_eq!(Level::of_label(&level.label().to_lowercase()), Some(level));
        }
        assert!(Level::AmberStrict > Level::Amber && Level::Red > Level::AmberStrict);
        assert_eq!(Level::of_label("TLP:WHITE"), Some(Level::Clear));
        assert_eq!(Level::of_label("AMBER"), None);
    }
}
