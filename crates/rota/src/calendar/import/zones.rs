//! Which time zone a calendar means by a name (TZID): IANA's, a program's way of writing it, or Windows's name for it.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use super::names::WINDOWS;
use crate::limits::ZONE_NAME;

/// The zone of this name in a file, whose own VTIMEZONEs may say where they are. Their rules are not taken: those of
/// IANA are the law as it is known today.
pub(super) fn named(tzid: &str, in_file: &BTreeMap<String, String>) -> Option<TimeZone> {
    let tzid = tzid.trim();
    known(tzid).or_else(|| in_file.get(tzid).and_then(|location| known(location.trim())))
}

fn known(name: &str) -> Option<TimeZone> {
    // Some programs put their own name and a date before IANA's: /example.org/20260101_1/Europe/London.
    let tails = name.match_indices('/').map(|(at, _)| name.get(at + 1..).unwrap_or_default());
    std::iter::once(name).chain(tails.take(8)).find_map(iana).or_else(|| windows(name))
}

fn iana(name: &str) -> Option<TimeZone> {
    if name.is_empty() || name.len() > ZONE_NAME {
        return None;
    }
    TimeZone::get(name).ok().filter(|zone| !zone.is_unknown() && zone.iana_name().is_some())
}

fn windows(name: &str) -> Option<TimeZone> {
    let found = WINDOWS.iter().find(|(windows, _)| windows.eq_ignore_ascii_case(name))?;
    iana(found.1)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{WINDOWS, iana, named};

    fn called(tzid: &str) -> Option<String> {
        let in_file = BTreeMap::from([
            ("Our Office".to_owned(), "Europe/London".to_owned()),
            ("Nowhere".to_owned(), "Europe/Lundun".to_owned()),
        ]);
        named(tzid, &in_file).map(|zone| zone.iana_name().unwrap().to_owned())
    }

    #[test]
    fn a_name_is_iana_s_or_leads_to_it() {
        for tzid in [
            "Europe/London",
            "europe/london",
            "/mozilla.org/20070129_1/Europe/London",
            "GMT Standard Time",
            "gmt standard time",
            "Our Office",
        ] {
            assert_eq!(called(tzid).as_deref(), Some("Europe/London"), "{tzid}");
        }
        assert_eq!(called("Greenwich Standard Time").as_deref(), Some("Atlantic/Reykjavik"), "not London's");
        for tzid in ["", "/", "Nowhere", "Customized Time Zone", "Etc/Unknown", &"a/".repeat(10_000)] {
            assert_eq!(called(tzid), None, "{tzid}");
        }
    }

    #[test]
    fn every_name_of_windows_leads_somewhere_and_stands_once() {
        let mut names: Vec<_> = WINDOWS.iter().map(|(name, _)| *name).collect();
        assert!(
            WINDOWS.iter().all(|(_, zone)| iana(zone).is_some()),
            "{:?}",
            WINDOWS.iter().find(|one| iana(one.1).is_none())
        );
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), WINDOWS.len());
    }
}
