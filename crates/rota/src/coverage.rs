//! Where a rota has nobody who can be reached, and where all hangs on one person.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use crate::compiled::Compiled;
use crate::fault::TooLong;
use crate::model::Member;
use crate::sets::SetId;
use crate::sweep::cut;
use crate::together::Together;

/// What is wrong with the cover over a stretch of time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Where nobody in the rota can be reached, in order.
    pub gaps: Vec<Uncovered>,
    /// Where one person alone can be reached, in order.
    pub singles: Vec<Single>,
}

/// A stretch over which nobody in a rota can be reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uncovered {
    /// From this instant.
    pub from: Timestamp,
    /// To this instant, which is no longer part of it.
    pub to: Timestamp,
    /// Who is on call and cannot be reached. Empty: nobody is on call at all.
    pub unreachable: Arc<[Member]>,
}

/// A stretch over which all hangs on one person: the only one who can be reached of a rota and its deputy together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Single {
    /// From this instant.
    pub from: Timestamp,
    /// To this instant, which is no longer part of it.
    pub to: Timestamp,
    /// Who.
    pub member: Member,
}

/// The gaps and the single points of failure of a rota between two instants, cut to them.
///
/// A gap is one of the rota itself: a deputy does not fill it, but does take away a single point of failure. Whoever
/// is `reachable` is asked once for each member. A usual stretch is [`COVERAGE_DAYS`](crate::limits::COVERAGE_DAYS).
///
/// # Errors
/// Refuses a stretch that is too long to be resolved at once.
pub fn coverage(
    rota: &Compiled,
    deputy: Option<&Compiled>,
    reachable: impl Fn(&Member) -> bool,
    from: Timestamp,
    to: Timestamp,
) -> Result<Coverage, TooLong> {
    let members = rota.members.iter().chain(deputy.into_iter().flat_map(|deputy| &deputy.members));
    let reachable: BTreeMap<&Member, bool> = members.map(|member| (member, reachable(member))).collect();
    let reached = |list: &[Member]| Reached::of(list.iter().filter(|member| reachable.get(member) == Some(&true)));
    let (mut of_rota, mut of_deputy) = (BTreeMap::<SetId, Reached>::new(), BTreeMap::<SetId, Reached>::new());
    let mut found = Coverage::default();
    let mut both = Together::of(rota, deputy, from, to)?;
    while let Some(common) = both.next()? {
        let own = of_rota.entry(common.one).or_insert_with(|| reached(&both.of_one(common.one)));
        let deputies = of_deputy.entry(common.other).or_insert_with(|| reached(&both.of_other(common.other)));
        let stretch = cut(common.from, common.to, (from, to));
        if *own == Reached::Nobody {
            found.gap(stretch, both.of_one(common.one));
        }
        if let Some(member) = own.only(deputies) {
            found.single(stretch, member);
        }
    }
    Ok(found)
}

/// How many of a list can be reached.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Reached {
    Nobody,
    One(Member),
    Several,
}

impl Reached {
    fn of<'a>(mut members: impl Iterator<Item = &'a Member>) -> Self {
        match (members.next(), members.next()) {
            (Some(_), Some(_)) => Self::Several,
            (Some(one), None) => Self::One(one.clone()),
            (None, _) => Self::Nobody,
        }
    }

    /// The only one of both, if there is one.
    fn only<'a>(&'a self, other: &'a Self) -> Option<&'a Member> {
        match (self, other) {
            (Self::One(one), Self::Nobody) | (Self::Nobody, Self::One(one)) => Some(one),
            (Self::One(one), Self::One(other)) if one == other => Some(one),
            (Self::Nobody | Self::One(_) | Self::Several, Self::Nobody | Self::One(_) | Self::Several) => None,
        }
    }
}

impl Coverage {
    /// Adds a gap, or makes the last one longer if the same cannot be reached.
    fn gap(&mut self, (from, to): (Timestamp, Timestamp), unreachable: Arc<[Member]>) {
        match self.gaps.last_mut() {
            Some(last) if last.to == from && last.unreachable == unreachable => last.to = to,
            _ => self.gaps.push(Uncovered { from, to, unreachable }),
        }
    }

    /// Adds a single point of failure, or makes the last one longer if it is the same person.
    fn single(&mut self, (from, to): (Timestamp, Timestamp), member: &Member) {
        match self.singles.last_mut() {
            Some(last) if last.to == from && last.member == *member => last.to = to,
            _ => self.singles.push(Single { from, to, member: member.clone() }),
        }
    }
}

#[cfg(test)]
mod tests;
