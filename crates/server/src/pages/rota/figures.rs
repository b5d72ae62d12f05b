//! Where a rota is thin, and who bears how much of it, in words.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::looked::Looked;
use crate::limits;
use crate::pages::people::People;
use crate::pages::when::{When, date_of, soon_in, stretch, when_in};

/// Coverage and fairness of one rota.
pub(super) struct Figures {
    /// False: there was too much to look at.
    pub(super) looked: bool,
    pub(super) gaps: Vec<Open>,
    pub(super) more_gaps: usize,
    pub(super) singles: Vec<Thin>,
    pub(super) more_singles: usize,
    pub(super) fairness: Option<Shares>,
}

/// A stretch in which nobody is on call, or nobody who can be reached.
pub(super) struct Open {
    pub(super) thin: Thin,
    /// What the form that covers it sends.
    pub(super) value: String,
    /// The id of the override that covers it, so that pressing twice makes one.
    pub(super) id: String,
}

/// A stretch in which the rota is thin.
pub(super) struct Thin {
    pub(super) from: When,
    pub(super) to: When,
    /// `Nobody is on call`, or who cannot be reached, or on whom all hangs.
    pub(super) why: String,
}

/// Who bears how much.
pub(super) struct Shares {
    /// Since which day.
    pub(super) from: String,
    pub(super) pages_since: Option<When>,
    pub(super) issued: String,
    pub(super) rows: Vec<Share>,
    pub(super) flags: Vec<(String, When, String)>,
    pub(super) more_flags: usize,
}

/// One row of the table: a person, or an organisation as a whole.
pub(super) struct Share {
    pub(super) name: String,
    pub(super) whole: bool,
    pub(super) hours: String,
    pub(super) even: String,
    pub(super) nights: String,
    pub(super) weekends: String,
    pub(super) holidays: String,
    pub(super) pages: i64,
}

fn hours(seconds: i64) -> String {
    let half = (seconds + 900).div_euclid(1_800);
    if half % 2 == 0 { format!("{}", half / 2) } else { format!("{}.5", half / 2) }
}

impl Figures {
    pub(super) fn of(looked: &Looked, people: &People, zone: &TimeZone, fresh: impl Fn() -> String) -> Self {
        let thin = |from: Timestamp, to: Timestamp, why: String| Thin {
            from: soon_in(from, zone),
            to: soon_in(to, zone),
            why,
        };
        let Some(found) = &looked.coverage else {
            return Self {
                looked: false,
                gaps: Vec::new(),
                more_gaps: 0,
                singles: Vec::new(),
                more_singles: 0,
                fairness: shares(looked, people, zone),
            };
        };
        let nobody = |gap: &ctac_api::rota::GapView| match gap.unreachable.as_slice() {
            [] => "Nobody is on call".to_owned(),
            unreachable => {
                format!("{} on call with no verified way to be reached", people.list(unreachable.iter().copied()))
            }
        };
        let shown = limits::PAGE_DUTY;
        Self {
            looked: true,
            gaps: found
                .gaps
                .iter()
                .take(shown)
                .map(|gap| Open {
                    thin: thin(gap.from, gap.to, nobody(gap)),
                    value: stretch(gap.from, gap.to),
                    id: fresh(),
                })
                .collect(),
            more_gaps: found.gaps.len().saturating_sub(shown) + found.more_gaps,
            singles: found
                .singles
                .iter()
                .take(shown)
                .map(|one| thin(one.from, one.to, people.name(one.person)))
                .collect(),
            more_singles: found.singles.len().saturating_sub(shown) + found.more_singles,
            fairness: shares(looked, people, zone),
        }
    }
}

fn shares(looked: &Looked, people: &People, zone: &TimeZone) -> Option<Shares> {
    let all = looked.fairness.as_ref()?;
    let row = |name: String, whole, load: &ctac_api::fairness::LoadView, share: &ctac_api::fairness::LoadView| Share {
        name,
        whole,
        hours: hours(load.duty_s),
        even: hours(share.duty_s),
        nights: hours(load.night_s),
        weekends: hours(load.weekend_s),
        holidays: hours(load.holiday_s),
        pages: load.pages,
    };
    let of_people = all.people.iter().map(|it| row(people.name(it.person), false, &it.load, &it.share));
    let of_organisations =
        all.organisations.iter().map(|it| row(people.organisation(Some(it.organisation)), true, &it.load, &it.share));
    let flag = |it: &ctac_api::fairness::FatigueFlag| (people.name(it.person), soon_in(it.from, zone), it.says.clone());
    Some(Shares {
        from: date_of(all.from.to_zoned(zone.clone()).date()),
        pages_since: all.pages_since.map(|at| when_in(at, zone)),
        issued: date_of(all.holidays_issued),
        rows: of_people.chain(of_organisations).collect(),
        flags: all.flags.iter().rev().take(limits::PAGE_DUTY).map(flag).collect(),
        more_flags: all.flags.len().saturating_sub(limits::PAGE_DUTY),
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn hours_are_to_the_half() {
        let said: Vec<String> = [0, 899, 900, 3_600, 45_000, 86_400].into_iter().map(super::hours).collect();
        assert_eq!(said, ["0", "0", "0.5", "1", "12.5", "24"]);
    }
}
