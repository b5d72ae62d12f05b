// Shifts laid on days: each day as long as it really is, each shift at its real place; what lies between shifts is a gap. No framework.
import { dateAt, dayStart, plusDays } from './zone'

/** A stretch of time in milliseconds since 1970; `to` is no longer part of it. */
export interface Stretch {
  from: number
  to: number
}

export interface Day extends Stretch {
  /** `YYYY-MM-DD` */
  date: string
  /** 24, or 23 or 25 on a day the clocks change; whatever the zone does. */
  hours: number
}

/** A shift, or with nobody a gap. */
export interface Shift extends Stretch {
  people: string[]
}

/** So many days from a date, in a zone. */
export function daysFrom(zone: string, date: string, count: number): Day[] {
  return Array.from({ length: count }, (_, index) => {
    const day = plusDays(date, index)
    const [from, to] = [dayStart(zone, day), dayStart(zone, plusDays(day, 1))]
    return { date: day, from, to, hours: (to - from) / 3_600_000 }
  })
}

/** What the service says, read. */
export function read(items: { from: string; to: string; people: string[] }[]): Shift[] {
  return items.map((it) => ({ from: Date.parse(it.from), to: Date.parse(it.to), people: it.people }))
}

/** The part of a stretch within another; none where they do not meet. */
export function cut<S extends Stretch>(it: S, within: Stretch): S | undefined {
  const [from, to] = [Math.max(it.from, within.from), Math.min(it.to, within.to)]
  return from < to ? { ...it, from, to } : undefined
}

export function meets(one: Stretch, other: Stretch): boolean {
  return one.from < other.to && other.from < one.to
}

/** Shifts and what lies between them, from the first moment to the last; `from` may lie after the window's beginning. */
export function withGaps(shifts: Shift[], window: Stretch): Shift[] {
  const all: Shift[] = []
  let at = window.from
  for (const shift of shifts) {
    const part = cut(shift, window)
    if (!part) continue
    if (at < part.from) all.push({ from: at, to: part.from, people: [] })
    all.push(part)
    at = part.to
  }
  if (at < window.to) all.push({ from: at, to: window.to, people: [] })
  return all
}

/** Where a stretch stands in a window, as parts of one: how far in, and how wide. */
export function place(it: Stretch, window: Stretch): { start: number; width: number } {
  const length = window.to - window.from
  const part = cut(it, window) ?? { from: window.from, to: window.from }
  return { start: (part.from - window.from) / length, width: (part.to - part.from) / length }
}

/** Which of these stretches is met by each day. */
export function onDays<S extends Stretch>(all: S[], days: Day[]): { day: Day; parts: S[] }[] {
  return days.map((day) => ({ day, parts: all.flatMap((it) => cut(it, day) ?? []) }))
}

/** Moved by so much, each end to the nearest step (15 minutes) of the clock. */
export function moved(it: Stretch, by: { from: number; to: number }, step = 900_000): Stretch {
  const near = (at: number) => Math.round(at / step) * step
  const from = by.from === 0 ? it.from : near(it.from + by.from)
  const to = by.to === 0 ? it.to : near(it.to + by.to)
  // A stretch has a length: an end that was drawn beyond the other stays a step away from it.
  if (to > from) return { from, to }
  return by.from === 0 ? { from, to: from + step } : { from: to - step, to }
}

/** How a day is covered. */
export interface Covered {
  day: Day
  /** Milliseconds without anybody to be reached. */
  gap: number
  /** Milliseconds that hang on one person. */
  single: number
}

export function covered(days: Day[], gaps: Stretch[], singles: Stretch[]): Covered[] {
  const within = (all: Stretch[], day: Day) => all.reduce((sum, it) => { const part = cut(it, day); return sum + (part ? part.to - part.from : 0) }, 0)
  return days.map((day) => ({ day, gap: within(gaps, day), single: within(singles, day) }))
}

/** Weeks of seven, from the Monday before the first; days outside are left out. */
export function weeks<T>(first: string, all: T[], weekday: (date: string) => number): (T | undefined)[][] {
  const lead = weekday(first)
  const rows: (T | undefined)[][] = []
  for (let index = -lead; index < all.length; index += 7) {
    rows.push(Array.from({ length: 7 }, (_, day) => all[index + day]))
  }
  return rows
}

/** Today there. */
export const today = (zone: string, now: number): string => dateAt(zone, now)
