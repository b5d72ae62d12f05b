//! A time zone as a table of offsets, and the two readings of its clock from which everything else follows.
//!
//! Instants are whole seconds of UTC since 1970. Wall times are whole seconds too: those that UTC would show for the
//! same date and time. Clocks are put forward and back; so for a wall time `w`
//!
//! * the first instant at which the clock has reached `w` is its first occurrence, or where it is skipped the first
//!   instant after the gap. That is what a start means.
//! * the instant after which the clock will never again show `w` or less is its last occurrence, or the same first
//!   instant after the gap. That is what an end means.
//!
//! Both become plain comparisons: at an instant, a start `w` is past if `w <= reached`, and an end `w` is still to come
//! if `w > ahead`.

use std::collections::BTreeMap;
use std::sync::{Arc, RwLock};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::fault::Problem;
use crate::limits::{EARLIEST, LATEST, ZONE_NAME};

/// Whether this is the IANA name of a time zone, spelt as IANA spells it: one that a [`Rota`](crate::Rota) may have.
#[must_use]
pub fn is_zone(name: &str) -> bool {
    Zone::named(name).is_ok()
}

/// What a clock has shown and will show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wall {
    /// The latest wall time it has shown so far.
    pub(crate) reached: i64,
    /// The latest wall time that it is past for good.
    pub(crate) ahead: i64,
}

/// A stretch of constant offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    from: i64,
    to: i64,
    /// Wall time less instant.
    offset: i64,
    /// The latest wall time shown before.
    high: i64,
    /// The latest wall time that is not shown after it any more. One shown again at the very change to the next span
    /// (23:00 where 00:00 becomes 23:00) is: its last occurrence is that change.
    low: i64,
}

impl Span {
    #[inline]
    pub(crate) fn contains(&self, at: i64) -> bool {
        self.from <= at && at < self.to
    }

    /// The clock at an instant of this span.
    #[inline]
    pub(crate) fn wall(&self, at: i64) -> Wall {
        let shown = at + self.offset;
        Wall { reached: shown.max(self.high), ahead: shown.min(self.low) }
    }

    /// An instant after `at` and no later than the first at which `reached` is at least `start`, or `ahead` at least
    /// `end`, where both are not so at `at`. At the end of the span at the latest: there one looks again.
    #[inline]
    pub(crate) fn until(&self, at: i64, start: i64, end: i64) -> i64 {
        // `reached` moves with the clock once it is past `high`, and `start` is past it.
        let start = start.saturating_sub(self.offset);
        // `ahead` moves with the clock until it is at `low`, then stands to the span's end.
        let end = end.saturating_sub(self.offset);
        let end = if end > at { end } else { self.to };
        start.min(end).min(self.to)
    }
}

/// A time zone from [`EARLIEST`] to [`LATEST`].
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Zone {
    spans: Vec<Span>,
    /// For every half year or so, the span that its first instant is in: there are few to look through from there.
    index: Vec<usize>,
}

/// The length of a step of [`Zone::index`], as a power of two of seconds.
const STEP: u32 = 24;

impl Zone {
    /// The zone of this name. Tables are kept: they are constants, and there are only so many zones.
    pub(crate) fn named(name: &str) -> Result<Arc<Self>, Problem> {
        static KNOWN: RwLock<BTreeMap<String, Arc<Zone>>> = RwLock::new(BTreeMap::new());
        if let Ok(known) = KNOWN.read()
            && let Some(zone) = known.get(name)
        {
            return Ok(Arc::clone(zone));
        }
        let unknown = || Problem::UnknownZone(name.chars().take(ZONE_NAME).collect());
        if name.len() > ZONE_NAME {
            return Err(unknown());
        }
        let time_zone = TimeZone::get(name).map_err(|_| unknown())?;
        if time_zone.is_unknown() {
            return Err(unknown());
        }
        match time_zone.iana_name() {
            Some(spelt) if spelt == name => {}
            Some(spelt) => return Err(Problem::ZoneSpelling(spelt.to_owned())),
            None => return Err(unknown()),
        }
        let zone = Arc::new(Self::of(&time_zone));
        if let Ok(mut known) = KNOWN.write() {
            known.insert(name.to_owned(), Arc::clone(&zone));
        }
        Ok(zone)
    }

    fn of(time_zone: &TimeZone) -> Self {
        let first = Timestamp::UNIX_EPOCH;
        let mut offsets = vec![(EARLIEST, i64::from(time_zone.to_offset(first).seconds()))];
        for change in time_zone.following(first) {
            let at = change.timestamp().as_second();
            if at >= LATEST {
                break;
            }
            let offset = i64::from(change.offset().seconds());
            if offsets.last().is_none_or(|last| last.1 != offset) {
                offsets.push((at, offset));
            }
        }
        Self::of_offsets(&offsets)
    }

    fn of_offsets(offsets: &[(i64, i64)]) -> Self {
        let mut spans: Vec<Span> = Vec::with_capacity(offsets.len());
        let mut high = i64::MIN;
        for &(from, offset) in offsets {
            if let Some(before) = spans.last_mut() {
                before.to = from;
                high = high.max(from - 1 + before.offset);
            }
            spans.push(Span { from, to: LATEST, offset, high, low: i64::MAX });
        }
        let mut low = i64::MAX;
        for span in spans.iter_mut().rev() {
            span.low = low;
            low = low.min(span.from + span.offset - 1);
        }
        let steps = 0..=(LATEST - EARLIEST) >> STEP;
        let first = |step: i64| spans.partition_point(|span| span.to <= EARLIEST + (step << STEP));
        let index = steps.map(first).collect();
        Self { spans, index }
    }

    /// The span an instant is in, and its number; none outside the table. `hint` is where to look first.
    pub(crate) fn span(&self, at: i64, hint: usize) -> Option<(usize, &Span)> {
        if let Some(span) = self.spans.get(hint)
            && span.contains(at)
        {
            return Some((hint, span));
        }
        let step = usize::try_from((at - EARLIEST) >> STEP).ok()?;
        let first = *self.index.get(step)?;
        let mut spans = self.spans.iter().enumerate().skip(first);
        spans.find(|(_, span)| at < span.to).filter(|(_, span)| span.from <= at)
    }
}
