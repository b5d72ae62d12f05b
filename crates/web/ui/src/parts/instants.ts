// Instants in words: 24-hour, always with the zone, never ambiguous on a day the clocks change. No framework.

/** The zone of the cell: what the log and the room are read in. */
export const ZONE = 'Europe/London'

const clock = new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'short' })
const seconds = new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23', timeZoneName: 'short' })
const day = new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, day: 'numeric', month: 'long', year: 'numeric' })
const weekday = new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, weekday: 'short' })

/** `03:07 GMT`. */
export const timeOf = (at: Date): string => clock.format(at)
/** `03:07:09 GMT`. */
export const secondsOf = (at: Date): string => seconds.format(at)
/** `22 November 2026`. */
export const dayOf = (at: Date): string => day.format(at)
/** `Sun 22 November 2026, 03:07 GMT`. */
export const instantOf = (at: Date): string => `${weekday.format(at)} ${dayOf(at)}, ${timeOf(at)}`
/** `Sun 22 November, 03:07 GMT`: within the year. */
export const nearOf = (at: Date): string => `${weekday.format(at)} ${dayOf(at).replace(/ \d+$/, '')}, ${timeOf(at)}`
/** Whether two instants are in the same year of the cell. */
export const sameYear = (one: Date, other: Date): boolean => dayOf(one).slice(-4) === dayOf(other).slice(-4)
/** Whether two instants are on the same day of the cell. */
export const sameDay = (one: Date, other: Date): boolean => dayOf(one) === dayOf(other)

/** A length in its two largest units: `2 h 5 min`, `3 days 4 h`, `45 s`. Milliseconds. */
export function lengthOf(ms: number): string {
  const s = Math.floor(Math.abs(ms) / 1_000)
  if (s < 60) return `${s} s`
  const min = Math.floor(s / 60)
  if (min < 60) return `${min} min`
  const h = Math.floor(min / 60)
  if (h < 48) return min % 60 === 0 ? `${h} h` : `${h} h ${min % 60} min`
  const days = Math.floor(h / 24)
  return h % 24 === 0 ? `${days} days` : `${days} days ${h % 24} h`
}

/** `12 min ago`, `in 2 h`, `now` within a few seconds. */
export function relativeTo(at: Date, now: number): string {
  const ms = at.getTime() - now
  if (Math.abs(ms) < 5_000) return 'now'
  return ms < 0 ? `${lengthOf(ms)} ago` : `in ${lengthOf(ms)}`
}
